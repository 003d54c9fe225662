#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What holds for all resources alike.
class ConventionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QStringList names(const char* collection, const char* query)
    {
        QStringList names;
        const auto rows = m_admin->get(QStringLiteral("/%1?%2").arg(QLatin1String(collection), QLatin1String(query))).json()[QLatin1String(collection)].toArray();
        for (const auto& row : rows)
            names << row[u"name"].toString();
        names.sort();
        return names;
    }
    QString make(const QString& path, const char* key, const QJsonObject& body) { return m_admin->post(path, { { QLatin1String(key), body } }).json()[QLatin1String(key)][u"id"].toString(); }
    QString role(const char* name) { return m_admin->get(QStringLiteral("/roles?name=") + QLatin1String(name)).json()[u"roles"][0][u"id"].toString(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void versionsAreToldToEverybody()
    {
        ApiClient client(m_cloud->url());
        for (const auto* path : { "/", "/identity", "/identity/" }) {
            const auto answer = client.get(QLatin1String(path));
            QCOMPARE(answer.status, 300);
            QCOMPARE(answer.json()[u"versions"][u"values"][0][u"id"].toString(), QStringLiteral("v3.14"));
        }
        for (const auto* path : { "/identity/v3", "/identity/v3/" }) {
            const auto answer = client.get(QLatin1String(path));
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.json()[u"version"][u"links"][0][u"href"].toString().endsWith(QStringLiteral("/identity/v3/")));
            QCOMPARE(client.head(QLatin1String(path)).status, 200);
        }
    }
    void headAnswersWhereGetDoes()
    {
        auto client = m_cloud->client(m_cloud->adminToken());
        int tried = 0;
        for (const auto& listed : m_cloud->pipeline().routes()) {
            if (listed.service->traits().name != u"identity" || listed.route->method != "GET")
                continue;
            auto path = listed.fullPath;
            path.replace(QStringLiteral("{domain_id}"), QStringLiteral("default")).replace(QStringLiteral("{group}"), QStringLiteral("ldap")).replace(QStringLiteral("{option}"), QStringLiteral("url"));
            while (path.contains(u'{'))
                path.replace(path.indexOf(u'{'), path.indexOf(u'}') - path.indexOf(u'{') + 1, QStringLiteral("nothing"));
            const auto head = client.head(path);
            QVERIFY2(head.status == client.get(path).status, qPrintable(path));
            QVERIFY2(head.body.isEmpty(), qPrintable(path));
            ++tried;
        }
        QVERIFY(tried > 80);
    }
    void listsAreFilteredByPartsOfNames_data()
    {
        QTest::addColumn<QByteArray>("collection");
        QTest::addColumn<QByteArray>("key");
        for (const auto* key : { "user", "project", "group", "domain", "role" })
            QTest::newRow(key) << QByteArray(key) + 's' << QByteArray(key);
    }
    void listsAreFilteredByPartsOfNames()
    {
        QFETCH(QByteArray, collection);
        QFETCH(QByteArray, key);
        for (const auto* name : { "Maple-one", "maple-two", "birch-one" })
            QVERIFY(!make(QStringLiteral("/") + QLatin1String(collection), key.constData(), { { QStringLiteral("name"), QLatin1String(name) } }).isEmpty());
        const auto list = [&](const char* query) { return names(collection.constData(), query).join(u','); };
        QCOMPARE(list("name__contains=ple-"), QStringLiteral("Maple-one,maple-two"));
        QCOMPARE(list("name__icontains=MAPLE"), QStringLiteral("Maple-one,maple-two"));
        QCOMPARE(list("name__startswith=maple-t"), QStringLiteral("maple-two"));
        QCOMPARE(list("name__istartswith=maple"), QStringLiteral("Maple-one,maple-two"));
        QCOMPARE(list("name__endswith=-one"), QStringLiteral("Maple-one,birch-one"));
        QCOMPARE(list("name__iexact=MAPLE-TWO"), QStringLiteral("maple-two"));
        QCOMPARE(list("name__contains=%25"), QString());
    }
    void grantsOnADomainReachItsProjects()
    {
        const auto domain = make(QStringLiteral("/domains"), "domain", { { QStringLiteral("name"), QStringLiteral("realm") } });
        const auto user = make(QStringLiteral("/users"), "user", { { QStringLiteral("name"), QStringLiteral("steward") } });
        const auto top = make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), QStringLiteral("top") }, { QStringLiteral("domain_id"), domain } });
        const auto below = make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), QStringLiteral("below") }, { QStringLiteral("parent_id"), top }, { QStringLiteral("domain_id"), domain } });
        QCOMPARE(m_admin->put(QStringLiteral("/OS-INHERIT/domains/%1/users/%2/roles/%3/inherited_to_projects").arg(domain, user, role("reader"))).status, 204);
        QCOMPARE(m_admin->put(QStringLiteral("/projects/%1/users/%2/roles/%3").arg(below, user, role("reader"))).status, 204);
        const auto targets = [&](const QString& query) {
            QStringList ids;
            const auto all = m_admin->get(QStringLiteral("/role_assignments?user.id=%1&%2").arg(user, query)).json()[u"role_assignments"].toArray();
            for (const auto& one : all)
                ids << (one[u"scope"].toObject().contains(u"project") ? one[u"scope"][u"project"][u"id"].toString() : one[u"scope"][u"domain"][u"id"].toString());
            return ids;
        };
        QCOMPARE(targets(QStringLiteral("effective&scope.project.id=") + top), QStringList { top });
        QCOMPARE(targets(QStringLiteral("effective&scope.project.id=") + below), (QStringList { below, below }));      // inherited, and its own
        QCOMPARE(targets(QStringLiteral("effective&scope.OS-INHERIT:inherited_to=projects&scope.project.id=") + below), QStringList { below });
        QCOMPARE(targets(QStringLiteral("scope.project.id=") + top), QStringList {});
        QCOMPARE(targets(QStringLiteral("include_subtree&scope.project.id=") + top), QStringList { below });
        QCOMPARE(targets(QStringLiteral("effective&include_subtree&scope.project.id=") + top).size(), 3);
        QCOMPARE(targets(QStringLiteral("scope.domain.id=") + domain), QStringList { domain });
        QVERIFY(targets(QStringLiteral("effective&scope.domain.id=") + domain).isEmpty());      // it holds below, not there
    }
};
SKYLAB_TEST(ConventionsTest)
#include "ConventionsTest.moc"
