#include "identity/model/OAuthSignature.h"
#include "identity/model/Totp.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::identity;

/// Passcodes and signatures against the values of their standards.
class SecretsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passcodesOfRfc6238_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QByteArray>("passcode");      // the last six of the eight digits in appendix B
        QTest::newRow("1970") << qint64(59) << QByteArray("287082");
        QTest::newRow("2005") << qint64(1111111109) << QByteArray("081804");
        QTest::newRow("2009") << qint64(1234567890) << QByteArray("005924");
        QTest::newRow("2033") << qint64(2000000000) << QByteArray("279037");
        QTest::newRow("2603") << qint64(20000000000) << QByteArray("353130");
    }
    void passcodesOfRfc6238()
    {
        QFETCH(qint64, seconds);
        QTEST(Totp::passcode("12345678901234567890", Totp::stepAt({ seconds * 1'000'000 })), "passcode");
    }
    void secretsAreBase32()
    {
        QCOMPARE(Totp::secretOf(QStringLiteral("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")), std::optional<QByteArray>("12345678901234567890"));
        QCOMPARE(Totp::secretOf(QStringLiteral("mzxw 6ytb oi======")), std::optional<QByteArray>("foobar"));
        QVERIFY(!Totp::secretOf(QStringLiteral("GEZ1")));
        QVERIFY(!Totp::secretOf(QString()));
    }
    void theSignatureOfOAuthCore()
    {
        // OAuth Core 1.0, appendix A.5.
        const QByteArray header = "OAuth realm=\"http:/photos.example.net/\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", "
                                  "oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\", oauth_timestamp=\"1191242096\", oauth_nonce=\"kllo9940pd9333jh\", oauth_version=\"1.0\"";
        const auto request = parseOAuth("GET", QStringLiteral("http:") + QStringLiteral("//photos.example.net/photos"), header,
                                        { { QStringLiteral("file"), QStringLiteral("vacation.jpg") }, { QStringLiteral("size"), QStringLiteral("original") } });
        QVERIFY(request);
        QVERIFY(request->isSignedWith("kd94hf93k423kf44", "pfkkdhi9sl3r4s00"));
        QVERIFY(!request->isSignedWith("kd94hf93k423kf44", "other"));
        auto changed = *request;
        changed.items.append({ QStringLiteral("size"), QStringLiteral("small") });
        QVERIFY(!changed.isSignedWith("kd94hf93k423kf44", "pfkkdhi9sl3r4s00"));
    }
    void headersThatAreNoneAreRefused()
    {
        QVERIFY(!parseOAuth("GET", {}, "Basic abc", {}));
        QVERIFY(!parseOAuth("GET", {}, "", {}));
        QVERIFY(!parseOAuth("GET", {}, "OAuth nonsense", {}));
        QVERIFY(!parseOAuth("GET", {}, "OAuth a=\"1\", a=\"2\"", {}));
        QVERIFY(!parseOAuth("GET", {}, "OAuth a=\"\", a=\"2\"", {}));
        QVERIFY(!parseOAuth("GET", {}, "OAuth oauth_signature=\"1\", oauth_signature=\"2\"", {}));
    }
};
SKYLAB_TEST(SecretsTest)
#include "SecretsTest.moc"
