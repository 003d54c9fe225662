#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Who may do what, over every route that identity has: a route that is added without thought fails here.
class AccessTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    TestCloud::Tenant m_reader;
    TestCloud::Tenant m_member;
    TestCloud::Tenant m_manager;
    TestCloud::Tenant m_victim;
    TestCloud::Tenant m_friend;
    QString m_trust;      // the victim's for the friend: one that is not there is 404 for all

    /// Rules that every token may use, since they show its own things or what all may see.
    const QStringList m_forAll { QStringLiteral("get_auth_catalog"), QStringLiteral("get_auth_projects"), QStringLiteral("get_auth_domains"), QStringLiteral("get_auth_system"),
                                 QStringLiteral("get_domain"), QStringLiteral("list_regions"), QStringLiteral("get_region"), QStringLiteral("list_credentials"),
                                 QStringLiteral("list_registered_limits"), QStringLiteral("get_registered_limit"), QStringLiteral("list_limits"), QStringLiteral("get_limit_model") };
    /// Rules that a manager of some project may use too.
    const QStringList m_forManagers { QStringLiteral("list_roles"), QStringLiteral("get_role") };

    struct Try {
        const service::Route* route;
        QString path;
        QString rule;
    };
    /// Every route, with the victim's ids in its path.
    std::vector<Try> tries(const TestCloud::Tenant& whose) const
    {
        std::vector<Try> all;
        for (const auto& listed : m_cloud->pipeline().routes()) {
            if (listed.service->traits().name != u"identity")
                continue;
            auto path = listed.fullPath;
            path.replace(QStringLiteral("{user_id}"), whose.userId).replace(QStringLiteral("{project_id}"), whose.projectId).replace(QStringLiteral("{domain_id}"), QStringLiteral("default"));
            path.replace(QStringLiteral("{trust_id}"), m_trust);
            path.replace(QStringLiteral("{group}"), QStringLiteral("ldap")).replace(QStringLiteral("{option}"), QStringLiteral("url"));
            while (path.contains(u'{'))
                path.replace(path.indexOf(u'{'), path.indexOf(u'}') - path.indexOf(u'{') + 1, QStringLiteral("nothing"));
            all.push_back({ listed.route, path, listed.route->rule.section(u':', 1) });
        }
        return all;
    }
    Answer send(const Try& one, const QByteArray& token, const QString& query = {})
    {
        auto client = m_cloud->client();
        return client.send(one.route->method, one.path + query, fromJson(R"({"user":{"name":"x"},"project":{"name":"x"},"group":{"name":"x"},"domain":{"name":"x"},"role":{"name":"x"},
            "service":{"type":"x"},"endpoint":{"url":"x","interface":"public","service_id":"x"},"region":{},"tags":[],"tenant_id":"x",
            "credential":{"type":"x","blob":"x","user_id":"somebody"},"application_credential":{"name":"x"},
            "trust":{"trustor_user_id":"somebody"},"config":{"ldap":{"url":"x"}},"endpoint_group":{"name":"x","filters":{}},"policy":{"type":"x","blob":"x"},"consumer":{},"limit":{},"registered_limit":{}})"), token, { { "X-Subject-Token", m_victim.token } });
    }
    static QString told(const Try& one, const Answer& answer)
    {
        return QStringLiteral("%1 %2 (%3): %4 %5").arg(QString::fromLatin1(one.route->method), one.path, one.rule).arg(answer.status).arg(QString::fromUtf8(answer.body));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_reader = m_cloud->makeTenant(QStringLiteral("reader"), QStringLiteral("reader"));
        m_member = m_cloud->makeTenant(QStringLiteral("member"), QStringLiteral("member"));
        m_manager = m_cloud->makeTenant(QStringLiteral("manager"), QStringLiteral("manager"));
        m_victim = m_cloud->makeTenant(QStringLiteral("victim"), QStringLiteral("member"));
        m_friend = m_cloud->makeTenant(QStringLiteral("friend"), QStringLiteral("member"));
        QVERIFY(tries(m_victim).size() > 120);
    }
    void init()
    {
        const QJsonObject trust { { QStringLiteral("trustor_user_id"), m_victim.userId }, { QStringLiteral("trustee_user_id"), m_friend.userId }, { QStringLiteral("project_id"), m_victim.projectId },
                                  { QStringLiteral("impersonation"), false }, { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"member"})") } } };
        m_trust = m_cloud->client().post(QStringLiteral("/identity/v3/OS-TRUST/trusts"), { { QStringLiteral("trust"), trust } }, m_victim.token).json()[u"trust"][u"id"].toString();
        QVERIFY(!m_trust.isEmpty());
    }

    void nothingWithoutAToken()
    {
        for (const auto& one : tries(m_victim)) {
            if (one.route->access == service::Access::Public)
                continue;
            const auto answer = send(one, {});
            QVERIFY2(answer.status == 401, qPrintable(told(one, answer)));
            if (one.route->method != "HEAD")
                QVERIFY2(answer.json()[u"error"][u"code"].toInt() == 401, qPrintable(told(one, answer)));
            QVERIFY2(!answer.header("www-authenticate").isEmpty(), qPrintable(told(one, answer)));
        }
    }
    void nothingWithABrokenToken()
    {
        for (const auto& one : tries(m_victim))
            if (one.route->access != service::Access::Public)
                QVERIFY2(send(one, m_victim.token.left(m_victim.token.size() - 3) + "AAA").status == 401, qPrintable(one.path));
    }
    void publicRoutesAreFew()
    {
        QStringList all;
        for (const auto& one : tries(m_victim))
            if (one.route->access == service::Access::Public)
                all << one.rule;
        all.sort();
        QCOMPARE(all, (QStringList { QStringLiteral("authenticate"), QStringLiteral("change_password"), QStringLiteral("create_access_token"), QStringLiteral("create_request_token"), QStringLiteral("get_version"), QStringLiteral("list_versions") }));
    }
    void strangersSeeAndChangeNothing_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<bool>("manager");
        QTest::newRow("reader") << m_reader.token << false;
        QTest::newRow("member") << m_member.token << false;
        QTest::newRow("manager") << m_manager.token << true;
    }
    void strangersSeeAndChangeNothing()
    {
        QFETCH(QByteArray, token);
        QFETCH(bool, manager);
        for (const auto& one : tries(m_victim)) {
            if (one.route->access == service::Access::Public || m_forAll.contains(one.rule) || (manager && m_forManagers.contains(one.rule)))
                continue;
            for (const auto* query : { "", "?domain_id=None" }) {      // what their tokens don't have can't be asked for
                const auto answer = send(one, token, QLatin1String(query));
                QVERIFY2(answer.status == 403, qPrintable(told(one, answer)));
                if (one.route->method != "HEAD")
                    QCOMPARE(answer.fault(), QStringLiteral("You are not authorized to perform the requested action: identity:%1.").arg(one.rule));
            }
        }
    }
    void whatAllMayIsAllowed()
    {
        for (const auto& one : tries(m_victim))
            if (m_forAll.contains(one.rule))
                QVERIFY2(send(one, m_reader.token).status != 403, qPrintable(one.path));
    }
    void oneMaySeeOneself()
    {
        const QStringList own { QStringLiteral("get_user"), QStringLiteral("list_groups_for_user"), QStringLiteral("list_user_projects"), QStringLiteral("get_project"), QStringLiteral("list_project_tags"),
                                QStringLiteral("get_project_tag"), QStringLiteral("list_application_credentials"), QStringLiteral("get_application_credential"), QStringLiteral("list_access_rules"),
                                QStringLiteral("get_access_rule"), QStringLiteral("ec2_list_credentials"), QStringLiteral("ec2_get_credential") };
        for (const auto& one : tries(m_reader))
            if (own.contains(one.rule))
                QVERIFY2(send(one, m_reader.token).status != 403, qPrintable(one.path));
        const QStringList notEvenOwn { QStringLiteral("update_user"), QStringLiteral("delete_user"), QStringLiteral("update_project"), QStringLiteral("delete_project"), QStringLiteral("create_grant") };
        for (const auto& one : tries(m_member))
            if (notEvenOwn.contains(one.rule))
                QVERIFY2(send(one, m_member.token).status == 403, qPrintable(one.path));
    }
    void administratorsAreNeverForbidden()
    {
        const auto admin = m_cloud->adminToken();
        for (const auto& one : tries(m_victim)) {
            // Only those that change nothing, and those whose target does not exist; others' application credentials are nobody's.
            if ((one.route->method != "GET" && !one.path.contains(QStringLiteral("nothing"))) || one.rule == u"create_application_credential")
                continue;
            const auto answer = send(one, admin);
            QVERIFY2(answer.status != 401 && answer.status != 403 && answer.status < 500, qPrintable(told(one, answer)));
        }
    }
    void systemReadersSeeAllAndChangeNothing()
    {
        ApiClient admin(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        const auto reader = admin.get(QStringLiteral("/roles?name=reader")).json()[u"roles"][0][u"id"].toString();
        QCOMPARE(admin.put(QStringLiteral("/system/users/%1/roles/%2").arg(m_reader.userId, reader)).status, 204);
        const auto token = admin.post(QStringLiteral("/auth/tokens"), withScope(passwordLogin("reader", "secret", nullptr), fromJson(R"({"system":{"all":true}})"))).header("x-subject-token");
        for (const auto& one : tries(m_victim)) {
            if (one.route->access == service::Access::Public || m_forAll.contains(one.rule) || one.rule == u"revoke_token")
                continue;
            const auto answer = send(one, token);
            const bool reads = one.route->method == "GET" || one.route->method == "HEAD";
            QVERIFY2((answer.status == 403) == !reads, qPrintable(told(one, answer)));
        }
    }
    void noReaderOfTheSystemSeesOthersCredentials()
    {
        ApiClient admin(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        const QJsonObject credential { { QStringLiteral("type"), QStringLiteral("totp") }, { QStringLiteral("blob"), QStringLiteral("GEZDGNBVGY3TQOJQ") }, { QStringLiteral("user_id"), m_victim.userId } };
        QCOMPARE(admin.post(QStringLiteral("/credentials"), { { QStringLiteral("credential"), credential } }).status, 201);
        const auto role = admin.post(QStringLiteral("/roles"), fromJson(R"({"role":{"name":"helper"}})")).json()[u"role"][u"id"].toString();
        QCOMPARE(admin.put(QStringLiteral("/system/users/%1/roles/%2").arg(m_member.userId, role)).status, 204);
        const auto token = admin.post(QStringLiteral("/auth/tokens"), withScope(passwordLogin("member", "secret", nullptr), fromJson(R"({"system":{"all":true}})"))).header("x-subject-token");
        QVERIFY(!token.isEmpty());
        QCOMPARE(admin.get(QStringLiteral("/credentials"), token).json()[u"credentials"].toArray().size(), 0);
        QCOMPARE(admin.get(QStringLiteral("/credentials")).json()[u"credentials"].toArray().size(), 1);
    }
    void domainManagersStayInTheirDomain()
    {
        ApiClient admin(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        const auto domain = admin.post(QStringLiteral("/domains"), fromJson(R"({"domain":{"name":"mine"}})")).json()[u"domain"][u"id"].toString();
        const auto inDomain = [&](const char* name) { return QJsonObject { { QStringLiteral("name"), QLatin1String(name) }, { QStringLiteral("domain_id"), domain } }; };
        const auto role = [&](const char* name) { return admin.get(QStringLiteral("/roles?name=") + QLatin1String(name)).json()[u"roles"][0][u"id"].toString(); };
        QCOMPARE(admin.put(QStringLiteral("/domains/%1/users/%2/roles/%3").arg(domain, m_manager.userId, role("manager"))).status, 204);
        const auto token = admin.post(QStringLiteral("/auth/tokens"), withScope(passwordLogin("manager", "secret", nullptr), QJsonObject { { QStringLiteral("domain"), QJsonObject { { QStringLiteral("id"), domain } } } })).header("x-subject-token");
        ApiClient manager(admin.baseUrl(), token);
        const auto user = manager.post(QStringLiteral("/users"), { { QStringLiteral("user"), inDomain("u") } });
        QCOMPARE(user.status, 201);
        const auto userId = user.json()[u"user"][u"id"].toString();
        const auto project = manager.post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"p"}})"));      // its own domain by default
        QCOMPARE(project.status, 201);
        QCOMPARE(project.json()[u"project"][u"domain_id"].toString(), domain);
        const auto projectId = project.json()[u"project"][u"id"].toString();
        QCOMPARE(manager.post(QStringLiteral("/users"), fromJson(R"({"user":{"name":"u","domain_id":"default"}})")).status, 403);
        for (const auto* path : { "/users", "/groups", "/projects" }) {      // nothing but the new thing itself says where it goes
            const auto one = QString::fromLatin1(path).mid(1).chopped(1);
            QJsonObject body { { one, fromJson(R"({"name":"elsewhere","domain_id":"default"})") } };
            QCOMPARE(manager.post(QLatin1String(path) + QStringLiteral("?domain_id=") + domain, body).status, 403);
            body.insert(QStringLiteral("a"), QJsonObject { { QStringLiteral("domain_id"), domain } });
            QCOMPARE(manager.post(QLatin1String(path), body).status, 403);
        }
        for (const auto& parent : { m_victim.projectId, QStringLiteral("default") })
            QCOMPARE(manager.post(QStringLiteral("/projects"), { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QStringLiteral("below") }, { QStringLiteral("parent_id"), parent } } } }).status, 403);
        QCOMPARE(manager.post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"new domain","is_domain":true}})")).status, 403);
        const auto below = manager.post(QStringLiteral("/projects"), { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QStringLiteral("below") }, { QStringLiteral("parent_id"), projectId } } } });
        QCOMPARE(below.status, 201);
        QCOMPARE(manager.del(QStringLiteral("/projects/") + below.json()[u"project"][u"id"].toString()).status, 204);
        QCOMPARE(manager.patch(QStringLiteral("/users/") + userId, fromJson(R"({"user":{"name":"u2"}})")).status, 200);
        QCOMPARE(manager.patch(QStringLiteral("/users/") + m_victim.userId, fromJson(R"({"user":{"name":"u2"}})")).status, 403);
        QCOMPARE(manager.get(QStringLiteral("/users")).json()[u"users"].toArray().size(), 1);
        QCOMPARE(manager.get(QStringLiteral("/users?domain_id=default")).status, 403);
        QCOMPARE(manager.get(QStringLiteral("/projects")).json()[u"projects"].toArray().size(), 1);
        QCOMPARE(manager.get(QStringLiteral("/domains")).json()[u"domains"].toArray().size(), 1);
        QCOMPARE(manager.get(QStringLiteral("/domains/default")).status, 403);
        const auto grant = QStringLiteral("/projects/%1/users/%2/roles/%3");
        QCOMPARE(manager.put(grant.arg(projectId, userId, role("member"))).status, 204);
        QCOMPARE(manager.put(grant.arg(projectId, userId, role("admin"))).status, 403);
        QCOMPARE(manager.put(grant.arg(projectId, m_manager.userId, role("member"))).status, 403);
        QCOMPARE(manager.put(grant.arg(m_victim.projectId, userId, role("member"))).status, 403);
        QCOMPARE(manager.put(QStringLiteral("/system/users/%1/roles/%2").arg(userId, role("reader"))).status, 403);
        const auto assignments = manager.get(QStringLiteral("/role_assignments")).json()[u"role_assignments"].toArray();
        QCOMPARE(assignments.size(), 2);      // its own on the domain, and the one it made
    }
    void unknownPathsAreNotFound()
    {
        ApiClient admin(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        QCOMPARE(admin.get(QStringLiteral("/nothing")).status, 404);
        QCOMPARE(admin.get(QStringLiteral("/nothing/at/all")).status, 404);
        const auto wrong = admin.put(QStringLiteral("/users"));
        QCOMPARE(wrong.status, 405);
        QCOMPARE(wrong.header("allow"), QByteArray("GET, POST"));
    }
};
SKYLAB_TEST(AccessTest)
#include "AccessTest.moc"
