#include "object/model/Acl.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::object;

/// Who may, as containers say it.
class AclTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleans_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cleaned");      // empty: refused
        QTest::newRow("blanks") << QStringLiteral(" p:u , q:* ,,r") << QStringLiteral("p:u,q:*,r");
        QTest::newRow("referrer") << QStringLiteral(".referrer : *") << QStringLiteral(".r:*");
        QTest::newRow("short") << QStringLiteral(".ref:*.example.com") << QStringLiteral(".r:.example.com");
        QTest::newRow("negative") << QStringLiteral(".r: - *.example.com") << QStringLiteral(".r:-.example.com");
        QTest::newRow("stars") << QStringLiteral(".r:***.example.com") << QStringLiteral(".r:.example.com");
        QTest::newRow("listings") << QStringLiteral(".r:*, .rlistings") << QStringLiteral(".r:*,.rlistings");
        QTest::newRow("no host") << QStringLiteral(".r:") << QString();
        QTest::newRow("a dot") << QStringLiteral(".r:.") << QString();
        QTest::newRow("minus alone") << QStringLiteral(".r:-") << QString();
        QTest::newRow("minus behind a star") << QStringLiteral(".r:*-example.com") << QString();
        QTest::newRow("unknown") << QStringLiteral(".x:y") << QString();
    }
    void cleans()
    {
        QFETCH(QString, text);
        QFETCH(QString, cleaned);
        const auto result = Acl::cleaned(text, Acl::Of::Read);
        QCOMPARE(result.value_or(QString()), cleaned);
        QCOMPARE(bool(result), !cleaned.isEmpty());
        if (result)
            QCOMPARE(Acl::cleaned(*result, Acl::Of::Read).value_or(QString()), cleaned);
        if (cleaned.contains(QStringLiteral(".r:")))
            QCOMPARE(Acl::cleaned(text, Acl::Of::Write).error().field, QStringLiteral("X-Container-Write"));
    }
    void letsByIdAndName()
    {
        const Acl::Bearer full { QStringLiteral("p1"), QStringLiteral("demo"), QStringLiteral("u1"), QStringLiteral("alice") };
        const Acl::Bearer ids { QStringLiteral("p1"), {}, QStringLiteral("u1"), {} };
        const auto lets = [](const char* acl, const Acl::Bearer& bearer) { return Acl(QString::fromLatin1(acl)).lets(bearer); };
        QVERIFY(lets("p1:u1", ids));
        QVERIFY(lets("x:y,p1:*", ids));
        QVERIFY(lets("*:u1", ids));
        QVERIFY(lets("*:*", ids));
        QVERIFY(lets("demo:alice", full));
        QVERIFY(lets("demo:u1", full));
        QVERIFY(lets("a%2Cb:u1", { QStringLiteral("a,b"), {}, QStringLiteral("u1"), {} }));
        QVERIFY(!lets("demo:alice", ids));
        QVERIFY(!lets("p1", ids));
        QVERIFY(!lets("p1:u2", ids));
        QVERIFY(!lets("", full));
        QVERIFY(!lets("*:*", {}));
        QVERIFY(Acl(QStringLiteral("Auditor")).letsRole({ QStringLiteral("auditor") }));
        QVERIFY(!Acl(QStringLiteral("auditor")).letsRole({ QStringLiteral("member") }));
    }
    void letsByReferrer()
    {
        const auto lets = [](const char* acl, const char* referrer) { return Acl(QString::fromLatin1(acl)).letsReferrer(referrer); };
        QVERIFY(lets(".r:*", ""));
        QVERIFY(lets(".r:*", "http://anywhere/x"));
        QVERIFY(lets(".r:.example.com", "http://www.example.com/page"));
        QVERIFY(!lets(".r:.example.com", "http://example.com/"));
        QVERIFY(lets(".r:example.com", "http://example.com/"));
        QVERIFY(!lets(".r:.example.com", ""));
        QVERIFY(!lets(".r:*,.r:-.bad.com", "http://a.bad.com/"));
        QVERIFY(lets(".r:-.bad.com,.r:*", "http://a.bad.com/"));      // the last word counts
        QVERIFY(!lets("p:u", "http://x/"));
        QVERIFY(Acl(QStringLiteral(".r:*,.rlistings")).letsListings());
        QVERIFY(!Acl(QStringLiteral(".r:*")).letsListings());
    }
};

SKYLAB_TEST(AclTest)
#include "AclTest.moc"
