#include "core/Uuid.h"
#include "identity/model/Token.h"
#include "support/TestMain.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class TokenTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<KeyRing> m_keys;

    static Token sample()
    {
        Token token;
        token.userId = newHexId();
        token.scope = ScopeKind::Project;
        token.scopeId = QStringLiteral("default");      // ids that are no hex stay readable
        token.methods = { QStringLiteral("password"), QStringLiteral("token") };
        token.auditId = newAuditId();
        token.parentAuditId = newAuditId();
        token.issuedAt = Clock::now();
        token.expiresAt = token.issuedAt.addSeconds(3600);
        return token;
    }

private Q_SLOTS:
    void init() { m_keys = KeyRing::open(m_dir.filePath(QLatin1String(QTest::currentTestFunction())), 3).value(); }

    void comesBackAsItWas()
    {
        const auto token = sample();
        const auto text = encodeToken(*m_keys, token);
        QVERIFY(text.size() < 250);
        QCOMPARE(decodeToken(*m_keys, text), std::optional(token));
        QVERIFY(encodeToken(*m_keys, token) != text);      // a nonce is never used twice
    }
    void tokensOfTrustsComeBackToo()
    {
        auto token = sample();
        token.trustId = newHexId();
        token.methods = { QStringLiteral("password"), QStringLiteral("totp") };
        QCOMPARE(decodeToken(*m_keys, encodeToken(*m_keys, token)), std::optional(token));
        token.accessTokenId = newHexId();
        QCOMPARE(decodeToken(*m_keys, encodeToken(*m_keys, token)), std::optional(token));
    }
    void showsNothingOfItsContent()
    {
        const auto token = sample();
        const auto raw = QByteArray::fromBase64(encodeToken(*m_keys, token), QByteArray::Base64UrlEncoding);
        QVERIFY(!raw.contains("default"));
        QVERIFY(!raw.contains(QByteArray::fromHex(token.userId.toLatin1())));
    }
    void refusesEveryChangedByte()
    {
        const auto text = encodeToken(*m_keys, sample());
        auto raw = QByteArray::fromBase64(text, QByteArray::Base64UrlEncoding);
        for (qsizetype i = 0; i < raw.size(); ++i) {
            raw[i] = char(raw[i] ^ 1);
            QVERIFY2(!decodeToken(*m_keys, raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)), qPrintable(QString::number(i)));
            raw[i] = char(raw[i] ^ 1);
        }
        for (const auto& wrong : { QByteArray(), QByteArray("x"), text.left(40), text + 'A', QByteArray(2000, 'A'), QByteArray("!!!"), QByteArray(64, '\0') })
            QVERIFY(!decodeToken(*m_keys, wrong));
    }
    void refusesContentThatItNeverSeals()
    {
        // Version, methods, scope, two times, then the texts with their lengths.
        const auto sealed = [this](char scope, const QByteArray& userId) {
            QByteArray plain("\1\1");
            plain += scope;
            plain += QByteArray(16, '\0') + char(userId.size()) + userId + QByteArray(4, '\0');
            return decodeToken(*m_keys, m_keys->seal(plain).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
        };
        QVERIFY(sealed(3, "user"));
        QVERIFY(!sealed(4, "user"));
        QVERIFY(!sealed(3, "\xC3"));
        QVERIFY(!sealed(3, QByteArray(251, 'a')));
    }
    void refusesAnotherCloudsToken()
    {
        QTemporaryDir other;
        const auto text = encodeToken(*KeyRing::open(other.path(), 3).value(), sample());
        QVERIFY(!decodeToken(*m_keys, text));
    }
    void rotationKeepsOldTokensGoodForAWhile()
    {
        const auto token = sample();
        const auto text = encodeToken(*m_keys, token);
        QVERIFY(m_keys->rotate());
        QVERIFY(m_keys->rotate());
        QCOMPARE(m_keys->size(), 3);
        QVERIFY(decodeToken(*m_keys, text));
        QVERIFY(m_keys->rotate());
        QCOMPARE(m_keys->size(), 3);
        QVERIFY(!decodeToken(*m_keys, text));
    }
    void keysSurviveARestartAndAreForTheOwnerOnly()
    {
        const auto folder = m_dir.filePath(QLatin1String(QTest::currentTestFunction()));
        const auto token = sample();
        const auto text = encodeToken(*m_keys, token);
        QVERIFY(m_keys->rotate());
        m_keys = KeyRing::open(folder, 3).value();
        QVERIFY(decodeToken(*m_keys, text));
        const auto files = QDir(folder).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 2);
        for (const auto& file : files)
            QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
    }
    void refusesADamagedKeyFile()
    {
        const auto folder = m_dir.filePath(QLatin1String(QTest::currentTestFunction()));
        QFile file(QDir(folder).filePath(QStringLiteral("000009.key")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("short");
        file.close();
        const auto opened = KeyRing::open(folder, 3);
        QVERIFY(!opened && opened.error().message.contains(u"000009.key"));
    }
};
SKYLAB_TEST(TokenTest)
#include "TokenTest.moc"
