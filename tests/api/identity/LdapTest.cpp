#include "Login.h"

#include "support/SlapdServer.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

/// A domain whose users and groups live in an LDAP directory.
class LdapTest : public QObject {
    Q_OBJECT

    SlapdServer m_server;
    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    QString m_domain;
    QString m_project;
    QString m_member;

    Answer login(const char* name, const char* password, const QString& project = {})
    {
        auto body = fromJson(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{}}}}})");
        const QJsonObject user { { QStringLiteral("name"), QString::fromLatin1(name) }, { QStringLiteral("password"), QString::fromLatin1(password) },
                                 { QStringLiteral("domain"), QJsonObject { { QStringLiteral("name"), QStringLiteral("Wonder") } } } };
        const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("password") } }, { QStringLiteral("password"), QJsonObject { { QStringLiteral("user"), user } } } };
        QJsonObject auth { { QStringLiteral("identity"), identity } };
        if (!project.isEmpty())
            auth.insert(QStringLiteral("scope"), QJsonObject { { QStringLiteral("project"), QJsonObject { { QStringLiteral("id"), project } } } });
        return ApiClient(m_admin->baseUrl()).post(QStringLiteral("/auth/tokens"), { { QStringLiteral("auth"), auth } });
    }
    QJsonArray listed(const char* what, const QString& more = {}) { return m_admin->get(QStringLiteral("/%1?domain_id=%2%3").arg(QLatin1String(what), m_domain, more)).json()[QLatin1String(what)].toArray(); }
    QString names(const QJsonArray& items)
    {
        QStringList list;
        for (const auto& item : items)
            list << item.toObject()[u"name"].toString();
        list.sort();
        return list.join(u' ');
    }
    QString userId(const char* name) { return listed("users", QStringLiteral("&name=") + QString::fromLatin1(name)).at(0).toObject()[u"id"].toString(); }
    QString groupId(const char* name) { return listed("groups", QStringLiteral("&name=") + QString::fromLatin1(name)).at(0).toObject()[u"id"].toString(); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const auto* why = SlapdServer::whyNone())
            QSKIP(why);
        const auto started = m_server.start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_domain = m_admin->post(QStringLiteral("/domains"), fromJson(R"({"domain":{"name":"Wonder"}})")).json()[u"domain"][u"id"].toString();
        const QJsonObject project { { QStringLiteral("name"), QStringLiteral("tea party") }, { QStringLiteral("domain_id"), m_domain } };
        m_project = m_admin->post(QStringLiteral("/projects"), { { QStringLiteral("project"), project } }).json()[u"project"][u"id"].toString();
        m_member = m_admin->get(QStringLiteral("/roles?name=member")).json()[u"roles"][0][u"id"].toString();
        const QJsonObject config { { QStringLiteral("identity"), QJsonObject { { QStringLiteral("driver"), QStringLiteral("ldap") } } }, { QStringLiteral("ldap"), m_server.options() } };
        const auto configured = m_admin->put(QStringLiteral("/domains/%1/config").arg(m_domain), { { QStringLiteral("config"), config } });
        QVERIFY2(configured.status == 201, configured.body.constData());
    }
    void listsAndShows()
    {
        QCOMPARE(names(listed("users")), QStringLiteral("alice bob odd*(x)"));
        QVERIFY(m_cloud->identity().hasDirectories());
        QCOMPARE(names(listed("groups")), QStringLiteral("admins staff"));
        const auto alice = userId("alice");
        QCOMPARE(alice.size(), 64);
        const auto shown = m_admin->get(QStringLiteral("/users/") + alice).json()[u"user"].toObject();
        QCOMPARE(shown[u"email"].toString(), QStringLiteral("alice@example.org"));
        QCOMPARE(shown[u"domain_id"].toString(), m_domain);
        QVERIFY(shown[u"enabled"].toBool() && shown[u"password_expires_at"].isNull());
        QVERIFY(!listed("users", QStringLiteral("&name=bob")).at(0).toObject()[u"enabled"].toBool());
        QCOMPARE(names(m_admin->get(QStringLiteral("/users/%1/groups").arg(alice)).json()[u"groups"].toArray()), QStringLiteral("admins staff"));
        QCOMPARE(names(m_admin->get(QStringLiteral("/groups/%1/users").arg(groupId("staff"))).json()[u"users"].toArray()), QStringLiteral("alice bob"));
        QCOMPARE(m_admin->head(QStringLiteral("/groups/%1/users/%2").arg(groupId("admins"), alice)).status, 204);
        QCOMPARE(m_admin->head(QStringLiteral("/groups/%1/users/%2").arg(groupId("admins"), userId("bob"))).status, 404);
    }
    void isReadOnly()
    {
        const QJsonObject user { { QStringLiteral("name"), QStringLiteral("carol") }, { QStringLiteral("domain_id"), m_domain } };
        QCOMPARE(m_admin->post(QStringLiteral("/users"), { { QStringLiteral("user"), user } }).status, 403);
        QCOMPARE(m_admin->post(QStringLiteral("/groups"), { { QStringLiteral("group"), user } }).status, 403);
        const auto alice = QStringLiteral("/users/") + userId("alice"), staff = QStringLiteral("/groups/") + groupId("staff");
        QCOMPARE(m_admin->patch(alice, fromJson(R"({"user":{"enabled":false}})")).status, 403);
        QCOMPARE(m_admin->del(alice).status, 403);
        QCOMPARE(m_admin->post(alice + QStringLiteral("/password"), fromJson(R"({"user":{"original_password":"wonderland","password":"x"}})")).status, 403);
        QCOMPARE(m_admin->patch(staff, fromJson(R"({"group":{"description":"d"}})")).status, 403);
        QCOMPARE(m_admin->del(staff).status, 403);
        QCOMPARE(m_admin->put(staff + alice).status, 403);
        QCOMPARE(m_admin->del(staff + alice).status, 403);
    }
    void logsInWithRolesOfItsOwnAndItsGroups()
    {
        QCOMPARE(login("alice", "wonderland", m_project).status, 401);      // no role there yet
        QCOMPARE(m_admin->put(QStringLiteral("/projects/%1/groups/%2/roles/%3").arg(m_project, groupId("staff"), m_member)).status, 204);
        const auto answer = login("alice", "wonderland", m_project);
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.json()[u"token"][u"user"][u"id"].toString(), userId("alice"));
        QCOMPARE(login("ALICE", "wonderland", m_project).json()[u"token"][u"user"][u"name"].toString(), QStringLiteral("alice"));
        QCOMPARE(login("alice", "wrong").status, 401);
        QCOMPARE(login("alice", "").status, 401);
        QCOMPARE(login("al*", "wonderland").status, 401);
        QCOMPARE(login("bob", "builder", m_project).status, 401);           // disabled
        QCOMPARE(login("bob", "wrong").body, login("nobody", "wrong").body);
        QCOMPARE(login("odd*(x)", "odd", m_project).status, 401);
        QCOMPARE(m_admin->put(QStringLiteral("/projects/%1/users/%2/roles/%3").arg(m_project, userId("odd*(x)"), m_member)).status, 204);
        QCOMPARE(login("odd*(x)", "odd", m_project).status, 201);
        QCOMPARE(ApiClient(m_admin->baseUrl(), answer.header("x-subject-token")).get(QStringLiteral("/auth/projects")).json()[u"projects"].toArray().size(), 1);
    }
    void survivesALongPassword()
    {
        QCOMPARE(login("alice", QByteArray(300'000, 'x').constData()).status, 401);
        QCOMPARE(login("alice", "wonderland", m_project).status, 201);
        QCOMPARE(login(QByteArray(300'000, 'x').constData(), "wonderland").status, 401);
        QCOMPARE(login("alice", "wonderland", m_project).status, 201);
    }
    void leavesThreadsToOthersWhenADirectoryHangs()
    {
        QTcpServer silent;      // takes connections and says nothing
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const auto domain = m_admin->post(QStringLiteral("/domains"), fromJson(R"({"domain":{"name":"Limbo"}})")).json()[u"domain"][u"id"].toString();
        auto options = m_server.options();
        options[QStringLiteral("url")] = QStringLiteral("ldap://127.0.0.1:%1").arg(silent.serverPort());
        options[QStringLiteral("pool_connection_timeout")] = 600;
        const QJsonObject config { { QStringLiteral("identity"), QJsonObject { { QStringLiteral("driver"), QStringLiteral("ldap") } } }, { QStringLiteral("ldap"), options } };
        QCOMPARE(m_admin->put(QStringLiteral("/domains/%1/config").arg(domain), { { QStringLiteral("config"), config } }).status, 201);
        const auto body = fromJson(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"n","password":"p","domain":{"name":"Limbo"}}}}}})");
        std::atomic<int> refused = 0;
        std::vector<std::thread> storm;
        for (int i = 0; i < 4; ++i)      // more than there are threads for logins
            storm.emplace_back([&, url = m_admin->baseUrl()] {
                if (ApiClient(url).post(QStringLiteral("/auth/tokens"), body).status == 503)
                    ++refused;
            });
        // One asks, and hangs; the others are told to come again.
        const bool told = QTest::qWaitFor([&] { return refused == 3; }, patiently(30'000));
        const auto other = ApiClient(m_admin->baseUrl()).post(QStringLiteral("/auth/tokens"), passwordLogin("demo", "secret", "demo")).status;
        silent.close();      // hangs up
        for (auto& thread : storm)
            thread.join();
        QVERIFY(told);
        QCOMPARE(other, 201);
        QCOMPARE(refused.load(), 4);
    }
    void takesGroupsRolesWithoutALogin()
    {
        ApiClient alice(m_admin->baseUrl(), login("alice", "wonderland", m_project).header("x-subject-token"));
        const auto made = alice.post(QStringLiteral("/users/%1/application_credentials").arg(userId("alice")), fromJson(R"({"application_credential":{"name":"robot"}})"));
        QCOMPARE(made.status, 201);
        const auto credential = made.json()[u"application_credential"].toObject();
        const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("application_credential") } },
                                     { QStringLiteral("application_credential"), QJsonObject { { QStringLiteral("id"), credential[u"id"].toString() }, { QStringLiteral("secret"), credential[u"secret"].toString() } } } };
        const QJsonObject body { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), identity } } } };
        const auto robot = [&] { return ApiClient(m_admin->baseUrl()).post(QStringLiteral("/auth/tokens"), body).status; };
        QCOMPARE(robot(), 201);
        const QByteArray staff = "dn: cn=staff,ou=UserGroups,dc=example,dc=org\nchangetype: ", inIt = "member: uid=alice,ou=Users,dc=example,dc=org\n";
        // Out of the group.
        QVERIFY(m_server.modify(staff + "modify\ndelete: member\n" + inIt));
        m_cloud->identity().refreshDirectories();
        QCOMPARE(alice.get(QStringLiteral("/auth/projects")).status, 401);
        QCOMPARE(robot(), 401);
        QVERIFY(m_server.modify(staff + "modify\nadd: member\n" + inIt));
        m_cloud->identity().refreshDirectories();
        QCOMPARE(robot(), 201);
        // The group itself goes.
        QVERIFY(m_server.modify(staff + "delete\n"));
        m_cloud->identity().refreshDirectories();
        QCOMPARE(robot(), 401);
        // Who has no row yet gets none by being in it.
        QVERIFY(m_server.modify("dn: uid=late,ou=Users,dc=example,dc=org\nchangetype: add\nobjectClass: inetOrgPerson\nuid: late\ncn: Late\nsn: Late\nemployeeNumber: 1004\n"));
        QVERIFY(m_server.modify(staff + "add\nobjectClass: groupOfNames\ncn: staff\nmember: uid=bob,ou=Users,dc=example,dc=org\nmember: uid=late,ou=Users,dc=example,dc=org\n" + inIt));
        m_cloud->identity().refreshDirectories();
        QCOMPARE(robot(), 201);
        QVERIFY(m_server.modify("dn: uid=late,ou=Users,dc=example,dc=org\nchangetype: delete\n"));
        QCOMPARE(names(listed("users")), QStringLiteral("alice bob odd*(x)"));
    }
    void followsTheDirectory()
    {
        const auto token = login("alice", "wonderland", m_project).header("x-subject-token");
        ApiClient alice(m_admin->baseUrl(), token);
        QCOMPARE(alice.get(QStringLiteral("/auth/projects")).status, 200);
        const auto id = userId("alice");
        QVERIFY(m_server.modify("dn: uid=alice,ou=Users,dc=example,dc=org\nchangetype: modify\nreplace: employeeType\nemployeeType: FALSE\n-\nreplace: mail\nmail: new@example.org\n"));
        QCOMPARE(m_admin->get(QStringLiteral("/users/") + id).json()[u"user"][u"email"].toString(), QStringLiteral("new@example.org"));
        QCOMPARE(alice.get(QStringLiteral("/auth/projects")).status, 401);      // disabled: its tokens end
        QCOMPARE(login("alice", "wonderland").status, 401);
        QVERIFY(m_server.modify("dn: uid=alice,ou=Users,dc=example,dc=org\nchangetype: modify\nreplace: employeeType\nemployeeType: TRUE\n"));
        QCOMPARE(login("alice", "wonderland", m_project).status, 201);
        // Out of the group, out of the project.
        QVERIFY(m_server.modify("dn: cn=staff,ou=UserGroups,dc=example,dc=org\nchangetype: modify\ndelete: member\nmember: uid=alice,ou=Users,dc=example,dc=org\n"));
        QCOMPARE(login("alice", "wonderland", m_project).status, 401);
        // Renamed: still the same user, by the id attribute.
        QVERIFY(m_server.modify("dn: uid=alice,ou=Users,dc=example,dc=org\nchangetype: modrdn\nnewrdn: uid=queen\ndeleteoldrdn: 1\n"));
        QCOMPARE(names(listed("users")), QStringLiteral("bob odd*(x) queen"));
        QCOMPARE(userId("queen"), id);
    }
    void forgetsAndKnowsAgainWhoIsGone()
    {
        const auto id = userId("odd*(x)");
        const auto token = login("odd*(x)", "odd", m_project).header("x-subject-token");
        QVERIFY(!token.isEmpty());
        QVERIFY(m_server.modify("dn: uid=odd*(x),ou=Users,dc=example,dc=org\nchangetype: delete\n"));
        QCOMPARE(m_admin->get(QStringLiteral("/users/") + id).status, 404);
        QCOMPARE(names(listed("users")), QStringLiteral("bob queen"));
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), token).status, 401);
        QCOMPARE(login("odd*(x)", "odd").status, 401);
        QVERIFY(m_server.modify("dn: uid=odd,ou=Users,dc=example,dc=org\nchangetype: add\nobjectClass: inetOrgPerson\nuid: odd\ncn: Odd\nsn: Odd\nemployeeNumber: 1003\nuserPassword: even\n"));
        QCOMPARE(userId("odd"), id);
        QCOMPARE(login("odd", "even", m_project).status, 201);      // with the role from before
    }
    void saysWhichServerIsAway()
    {
        const auto token = login("odd", "even", m_project).header("x-subject-token");
        m_server.stop();
        const auto refused = login("odd", "even");
        QCOMPARE(refused.status, 503);
        QVERIFY2(refused.fault().contains(m_server.socketUrl()), qPrintable(refused.fault()));
        QVERIFY(!refused.header("retry-after").isEmpty());
        QCOMPARE(m_admin->get(QStringLiteral("/users?domain_id=") + m_domain).status, 503);
        // Tokens, and users of other domains, need no directory.
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), token).status, 200);
        QCOMPARE(ApiClient(m_admin->baseUrl()).post(QStringLiteral("/auth/tokens"), passwordLogin("demo", "secret", "demo")).status, 201);
        QVERIFY(m_server.start());
        QTRY_COMPARE_WITH_TIMEOUT(login("odd", "even", m_project).status, 201, 10'000);
    }
    void saysWhatIsWrongWithItsConfiguration()
    {
        const auto path = QStringLiteral("/domains/%1/config/identity").arg(m_domain);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"config":{"identity":{"driver":"carrier-pigeon"}}})")).status, 200);
        const auto refused = login("odd", "even");
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.fault().contains(QStringLiteral("carrier-pigeon")));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"config":{"identity":{"driver":"ldap"}}})")).status, 200);
        QCOMPARE(login("odd", "even", m_project).status, 201);
    }
};
SKYLAB_TEST(LdapTest)
#include "LdapTest.moc"
