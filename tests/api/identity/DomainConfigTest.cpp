#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

class DomainConfigTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    QString m_domain;

    [[nodiscard]] QString path(const char* end = "") const { return QStringLiteral("/domains/%1/config").arg(m_domain) + QLatin1String(end); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }
    void init()
    {
        m_domain = m_admin->post(QStringLiteral("/domains"), { { QStringLiteral("domain"), QJsonObject { { QStringLiteral("name"), QLatin1String(QTest::currentTestFunction()) } } } }).json()[u"domain"][u"id"].toString();
        QVERIFY(!m_domain.isEmpty());
    }

    void comesAndGoesAsAWhole()
    {
        QCOMPARE(m_admin->get(path()).status, 404);
        const auto made = m_admin->put(path(), fromJson(R"({"config":{"identity":{"driver":"ldap"},"ldap":{"url":"ldap:\/\/ldap.example.org","user_tree_dn":"ou=Users,dc=example"}}})"));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"config"][u"ldap"][u"url"].toString(), QStringLiteral("ldap://ldap.example.org"));
        QCOMPARE(m_admin->get(path()).json(), made.json());
        QCOMPARE(m_admin->head(path()).status, 200);
        const auto again = m_admin->put(path(), fromJson(R"({"config":{"identity":{"driver":"sql"}}})"));
        QCOMPARE(again.status, 200);
        QCOMPARE(again.json()[u"config"].toObject().keys(), QStringList { QStringLiteral("identity") });      // in place of all
        QCOMPARE(m_admin->patch(path(), fromJson(R"({"config":{"ldap":{"use_tls":true}}})")).json()[u"config"][u"ldap"][u"use_tls"].toBool(), true);
        QCOMPARE(m_admin->del(path()).status, 204);
        QCOMPARE(m_admin->get(path()).status, 404);
        QCOMPARE(m_admin->del(path()).status, 404);
    }
    void groupsAndOptionsAreAddressed()
    {
        QCOMPARE(m_admin->put(path(), fromJson(R"({"config":{"identity":{"driver":"ldap"},"ldap":{"url":"ldap:\/\/a","suffix":"dc=a"}}})")).status, 201);
        QCOMPARE(m_admin->get(path("/ldap")).json()[u"config"], QJsonValue(fromJson(R"({"ldap":{"url":"ldap:\/\/a","suffix":"dc=a"}})")));
        QCOMPARE(m_admin->get(path("/ldap/url")).json()[u"config"], QJsonValue(fromJson(R"({"url":"ldap:\/\/a"})")));
        QCOMPARE(m_admin->get(path("/ldap/user")).status, 404);
        QCOMPARE(m_admin->patch(path("/ldap"), fromJson(R"({"config":{"ldap":{"url":"ldap:\/\/b"}}})")).json()[u"config"][u"ldap"][u"suffix"].toString(), QStringLiteral("dc=a"));
        QCOMPARE(m_admin->patch(path("/ldap/url"), fromJson(R"({"config":{"url":"ldap:\/\/c"}})")).json()[u"config"][u"ldap"][u"url"].toString(), QStringLiteral("ldap://c"));
        QCOMPARE(m_admin->patch(path("/ldap/url"), fromJson(R"({"config":{"ldap":{"url":"ldap:\/\/d"}}})")).status, 200);
        QCOMPARE(m_admin->patch(path("/ldap/user"), fromJson(R"({"config":{"user":"cn=x"}})")).status, 404);         // was never set
        QCOMPARE(m_admin->patch(path("/ldap"), fromJson(R"({"config":{"identity":{"driver":"x"}}})")).status, 403);     // another group
        QCOMPARE(m_admin->patch(path("/ldap/url"), fromJson(R"({"config":{"suffix":"x"}})")).status, 403);
        QCOMPARE(m_admin->del(path("/ldap/url")).status, 204);
        QCOMPARE(m_admin->del(path("/ldap/url")).status, 404);
        QCOMPARE(m_admin->del(path("/ldap")).status, 204);
        QCOMPARE(m_admin->get(path("/ldap")).status, 404);
        QCOMPARE(m_admin->get(path("/identity")).status, 200);
    }
    void secretsAreWrittenAndNeverShown()
    {
        QCOMPARE(m_admin->put(path(), fromJson(R"({"config":{"ldap":{"user":"cn=admin","password":"Xyzzy-0815"}}})")).status, 201);
        QVERIFY(!m_admin->get(path()).body.contains("Xyzzy"));
        QCOMPARE(m_admin->get(path("/ldap/password")).status, 404);
        QCOMPARE(m_admin->patch(path("/ldap/password"), fromJson(R"({"config":{"password":"Plugh-0816"}})")).status, 200);
        m_cloud->chassis().events().flush();
        for (const auto& name : QDir(m_cloud->dataDir()).entryList({ QStringLiteral("*.db*") })) {
            QFile file(QDir(m_cloud->dataDir()).filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll();
            QVERIFY2(!bytes.contains("Xyzzy-0815") && !bytes.contains("Plugh-0816"), qPrintable(name));
        }
        QCOMPARE(m_admin->del(path("/ldap/password")).status, 204);
    }
    void refusesWhatDomainsCannotSet()
    {
        QCOMPARE(m_admin->put(path(), fromJson(R"({"config":{"cache":{"enabled":true}}})")).status, 403);
        QCOMPARE(m_admin->put(path(), fromJson(R"({"config":{"ldap":{"nothing":1}}})")).status, 403);
        QCOMPARE(m_admin->put(path(), fromJson(R"({"config":{}})")).status, 403);
        QCOMPARE(m_admin->put(path(), {}).status, 400);
        QCOMPARE(m_admin->get(path("/cache")).status, 403);
        const auto wrong = m_admin->put(path(), fromJson(R"({"config":{"ldap":{"query_scope":"all","page_size":"many","use_tls":7,"url":[]}}})"));
        QCOMPARE(wrong.status, 400);
        for (const auto* field : { "query_scope", "page_size", "use_tls", "url" })
            QVERIFY2(wrong.fault().contains(QLatin1String(field)), field);
        QCOMPARE(m_admin->put(QStringLiteral("/domains/nowhere/config"), fromJson(R"({"config":{"identity":{"driver":"sql"}}})")).status, 404);
    }
    void defaultsAreShown()
    {
        const auto all = m_admin->get(QStringLiteral("/domains/config/default"));
        QCOMPARE(all.status, 200);
        QCOMPARE(all.json()[u"config"][u"identity"][u"driver"].toString(), QStringLiteral("sql"));
        QVERIFY(!all.json()[u"config"][u"ldap"].toObject().contains(u"password"));
        QCOMPARE(m_admin->get(QStringLiteral("/domains/config/ldap/default")).json()[u"config"].toObject().keys(), QStringList { QStringLiteral("ldap") });
        QCOMPARE(m_admin->get(QStringLiteral("/domains/config/ldap/use_tls/default")).json()[u"config"], QJsonValue(fromJson(R"({"use_tls":false})")));
        QCOMPARE(m_admin->get(QStringLiteral("/domains/config/ldap/password/default")).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/domains/config/cache/default")).status, 403);
    }
};
SKYLAB_TEST(DomainConfigTest)
#include "DomainConfigTest.moc"
