#include "service/AccessRules.h"
#include "support/TestMain.h"

#include <QJsonObject>
#include <QTest>

using namespace skylab::service;

class AccessRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fits_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* pattern, const char* path, bool fits) {
            QTest::addRow("%s %s", pattern, path) << QString::fromLatin1(pattern) << QString::fromLatin1(path) << fits;
        };
        row("/v2.1/servers", "/v2.1/servers", true);
        row("/v2.1/servers", "/v2.1/servers/detail", false);
        row("/v2.1/servers", "/v2x1/servers", false);
        row("/v2.1/servers/*", "/v2.1/servers/1", true);
        row("/v2.1/servers/*", "/v2.1/servers/1/ips", false);
        row("/v2.1/servers/*", "/v2.1/servers", false);
        row("/v2.1/servers/*/ips", "/v2.1/servers/1/ips", true);
        row("/v2.1/servers/*/ips", "/v2.1/servers/1/2/ips", false);
        row("/v2.1/servers/{server_id}/ips", "/v2.1/servers/1/ips", true);
        row("/v2.1/servers/{server_id}", "/v2.1/servers/", false);
        row("/v2.1/s*s", "/v2.1/servers", true);
        row("/v2.1/**", "/v2.1/servers/1/ips", true);
        row("/v2.1/**", "/v2.1/", true);
        row("/v2.1/**", "/v3/servers", false);
        row("/**/ips", "/v2.1/servers/1/ips", true);
        row("/**/ips", "/v2.1/servers/1/metadata", false);
        row("**", "/anything/at/all", true);
        row("/a/{unclosed", "/a/{unclosed", true);
        row("", "/a", false);
    }
    void fits()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, path);
        QTEST(AccessRules::fits(pattern, path), "fits");
    }
    void hostilePatternsCostLittle()
    {
        const auto pattern = QStringLiteral("/**a").repeated(32);
        const auto path = QStringLiteral("/a").repeated(2000) + u'b';
        QVERIFY(!AccessRules::fits(pattern, path));
    }
    void pathsAreReadAsTheRouterReadsThem()
    {
        QCOMPARE(AccessRules::normalized("/v2.1//servers/"), QStringLiteral("/v2.1/servers"));
        QCOMPARE(AccessRules::normalized("/v2.1/s%65rvers"), QStringLiteral("/v2.1/servers"));
        QCOMPARE(AccessRules::normalized("/v1/a%2Fb"), QStringLiteral("/v1/a%2Fb"));
        QCOMPARE(AccessRules::normalized(""), QStringLiteral("/"));
    }
    /// The router gives the end of such a path to the object store as one name.
    void namesWithSlashesAreReadAsTheyAreServed()
    {
        const auto allows = [](const char* pattern, const QByteArray& head, const QByteArray& name) {
            const QJsonArray rules { QJsonObject { { QStringLiteral("service"), QStringLiteral("object-store") }, { QStringLiteral("method"), QStringLiteral("GET") }, { QStringLiteral("path"), QString::fromLatin1(pattern) } } };
            return AccessRules::allow(rules, { QStringLiteral("object-store") }, "GET", head + name, name.size());
        };
        QVERIFY(allows("/v1/a/c/*", "/v1/a/c/", "key"));
        QVERIFY(allows("/v1/a/c/*", "/v1//a/%63/", "k%65y"));
        QVERIFY(!allows("/v1/a/c/*", "/v1/a/c/", "private%2Fkey"));
        QVERIFY(allows("/v1/a/c/private/*", "/v1/a/c/", "private%2Fkey"));
        QVERIFY(allows("/v1/a/c/public", "/v1/a/c/", "public"));
        QVERIFY(!allows("/v1/a/c/public", "/v1/a/c/", "/public"));
        QVERIFY(!allows("/v1/a/c/public", "/v1/a/c/", "public/"));
        QVERIFY(allows("/v1/**", "/v1/a/c/", "/public%2Fkey/"));
    }
    void allThreeMustFit()
    {
        const QJsonArray rules { QJsonObject { { QStringLiteral("service"), QStringLiteral("block-storage") }, { QStringLiteral("method"), QStringLiteral("GET") }, { QStringLiteral("path"), QStringLiteral("/v3/*/volumes") } } };
        const QStringList volume { QStringLiteral("volumev3"), QStringLiteral("block-storage") };
        QVERIFY(AccessRules::allow(rules, volume, "GET", "/v3/p/volumes"));
        QVERIFY(!AccessRules::allow(rules, volume, "POST", "/v3/p/volumes"));
        QVERIFY(!AccessRules::allow(rules, volume, "GET", "/v3/p/snapshots"));
        QVERIFY(!AccessRules::allow(rules, { QStringLiteral("compute") }, "GET", "/v3/p/volumes"));
        QVERIFY(!AccessRules::allow({}, volume, "GET", "/v3/p/volumes"));
    }
};
SKYLAB_TEST(AccessRulesTest)
#include "AccessRulesTest.moc"
