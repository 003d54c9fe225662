#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class ProjectsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QJsonObject make(const QString& collection, const char* key, const QJsonObject& json)
    {
        const auto answer = m_admin->post(collection, { { QLatin1String(key), json } });
        if (answer.status != 201)
            qWarning("%d %s", answer.status, answer.body.constData());
        return answer.json()[QLatin1String(key)].toObject();
    }
    QJsonObject project(const char* json) { return make(QStringLiteral("/projects"), "project", fromJson(json)); }
    QJsonObject child(const QString& name, const QString& parent)
    {
        return make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), name }, { QStringLiteral("parent_id"), parent } });
    }
    QJsonObject domain(const char* json) { return make(QStringLiteral("/domains"), "domain", fromJson(json)); }
    QStringList names(const QString& query)
    {
        QStringList names;
        const auto all = m_admin->get(QStringLiteral("/projects?") + query).json()[u"projects"].toArray();
        for (const auto& one : all)
            names << one[u"name"].toString();
        names.sort();
        return names;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void makesShowsChangesRemoves()
    {
        const auto made = project(R"({"name":"p1","description":null,"colour":"red"})");
        const auto path = QStringLiteral("/projects/") + made[u"id"].toString();
        QCOMPARE(made[u"domain_id"].toString(), QStringLiteral("default"));
        QCOMPARE(made[u"parent_id"].toString(), QStringLiteral("default"));
        QCOMPARE(made[u"description"].toString(QStringLiteral("?")), QString());
        QCOMPARE(made[u"is_domain"].toBool(true), false);
        QCOMPARE(made[u"tags"].toArray(), QJsonArray());
        QCOMPARE(made[u"options"].toObject(), QJsonObject());
        QCOMPARE(made[u"colour"].toString(), QStringLiteral("red"));
        QCOMPARE(m_admin->get(path).json()[u"project"].toObject(), made);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"name":"p1b","enabled":false}})")).json()[u"project"][u"enabled"].toBool(true), false);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"parent_id":"x"}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(path).fault(), QStringLiteral("Could not find project: %1.").arg(made[u"id"].toString()));
    }
    void refuses()
    {
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":""}})")).status, 400);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"admin"}})")).status, 409);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"x","domain_id":"nowhere"}})")).status, 404);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"x","parent_id":"nowhere"}})")).status, 404);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"x","enabled":"False"}})")).status, 400);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"x","tags":["a/b"]}})")).status, 400);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), QJsonObject { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QString(65, u'x') } } } }).status, 400);
    }
    void hasAHierarchy()
    {
        const auto root = project(R"({"name":"root"})")[u"id"].toString();
        const auto middle = child(QStringLiteral("middle"), root)[u"id"].toString();
        const auto leaf = child(QStringLiteral("leaf"), middle)[u"id"].toString();
        auto shown = m_admin->get(QStringLiteral("/projects/%1?parents_as_list&subtree_as_ids").arg(leaf)).json()[u"project"].toObject();
        QCOMPARE(shown[u"parents"].toArray().size(), 2);
        QCOMPARE(shown[u"parents"][0][u"project"][u"name"].toString(), QStringLiteral("middle"));
        QVERIFY(shown[u"subtree"].isNull());
        shown = m_admin->get(QStringLiteral("/projects/%1?subtree_as_ids&parents_as_ids").arg(root)).json()[u"project"].toObject();
        QVERIFY(shown[u"subtree"][middle][leaf].isNull() && shown[u"subtree"][middle].toObject().contains(leaf));
        QCOMPARE(m_admin->get(QStringLiteral("/projects/%1?subtree_as_list").arg(root)).json()[u"project"][u"subtree"].toArray().size(), 2);
        QCOMPARE(names(QStringLiteral("parent_id=") + root), QStringList { QStringLiteral("middle") });
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + root).status, 403);
        QCOMPARE(m_admin->patch(QStringLiteral("/projects/") + root, fromJson(R"({"project":{"enabled":false}})")).status, 403);
        for (const auto& id : { leaf, middle, root })
            QCOMPARE(m_admin->patch(QStringLiteral("/projects/") + id, fromJson(R"({"project":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->patch(QStringLiteral("/projects/") + leaf, fromJson(R"({"project":{"enabled":true}})")).status, 403);
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), QJsonObject { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QStringLiteral("late") }, { QStringLiteral("parent_id"), root } } } }).status, 403);
        for (const auto& id : { leaf, middle, root })
            QCOMPARE(m_admin->del(QStringLiteral("/projects/") + id).status, 204);
        auto above = project(R"({"name":"deep1"})")[u"id"].toString();
        for (int depth = 2; depth <= 5; ++depth)
            above = child(QStringLiteral("deep%1").arg(depth), above)[u"id"].toString();
        QCOMPARE(m_admin->post(QStringLiteral("/projects"), QJsonObject { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QStringLiteral("deep6") }, { QStringLiteral("parent_id"), above } } } }).status, 403);
    }
    void membersSeeRelativesByTheirRoles()
    {
        const auto root = project(R"({"name":"h-root","description":"private"})")[u"id"].toString();
        const auto middle = child(QStringLiteral("h-middle"), root)[u"id"].toString();
        const auto leaf = child(QStringLiteral("h-leaf"), middle)[u"id"].toString();
        const auto user = m_cloud->makeTenant(QStringLiteral("h-user"), QStringLiteral("reader")).userId;
        const auto reader = m_admin->get(QStringLiteral("/roles?name=reader")).json()[u"roles"][0][u"id"].toString();
        const auto grant = QStringLiteral("/projects/%1/users/%2/roles/%3");
        QCOMPARE(m_admin->put(grant.arg(middle, user, reader)).status, 204);
        ApiClient client(m_admin->baseUrl(), m_cloud->token(QStringLiteral("h-user"), QStringLiteral("h-middle")));
        const auto shown = [&](const char* query) { return client.get(QStringLiteral("/projects/%1?%2").arg(middle, QLatin1String(query))).json()[u"project"].toObject(); };
        auto lists = shown("parents_as_list&subtree_as_list");
        QCOMPARE(lists[u"id"].toString(), middle);
        QVERIFY(lists[u"parents"].isArray() && lists[u"parents"].toArray().isEmpty());
        QVERIFY(lists[u"subtree"].isArray() && lists[u"subtree"].toArray().isEmpty());
        // Ids tell how the quotas hang together: Keystone shows them all.
        const auto ids = shown("parents_as_ids&subtree_as_ids");
        QVERIFY(ids[u"parents"].toObject().contains(root) && ids[u"subtree"].toObject().contains(leaf));
        QCOMPARE(m_admin->put(grant.arg(root, user, reader)).status, 204);
        lists = shown("parents_as_list&subtree_as_list");
        QCOMPARE(lists[u"parents"].toArray().size(), 1);
        QCOMPARE(lists[u"parents"][0][u"project"][u"name"].toString(), QStringLiteral("h-root"));
        QVERIFY(lists[u"subtree"].toArray().isEmpty());
        // Who reads the domain lists those projects anyway.
        QCOMPARE(m_admin->put(QStringLiteral("/domains/default/users/%1/roles/%2").arg(user, reader)).status, 204);
        const auto body = withScope(passwordLogin("h-user", "secret", nullptr), fromJson(R"({"domain":{"id":"default"}})"));
        const auto token = ApiClient(m_admin->baseUrl()).post(QStringLiteral("/auth/tokens"), body).header("x-subject-token");
        QCOMPARE(client.get(QStringLiteral("/projects/%1?subtree_as_list").arg(root), token).json()[u"project"][u"subtree"].toArray().size(), 2);
    }
    void hasTags()
    {
        const auto id = project(R"({"name":"tagged","tags":["a","b"]})")[u"id"].toString();
        project(R"({"name":"tagged2","tags":["b","A","with \u0022quotes\u0022"]})");
        project(R"({"name":"untagged"})");
        const auto path = QStringLiteral("/projects/%1/tags").arg(id);
        QCOMPARE(m_admin->get(path).json()[u"tags"].toArray().size(), 2);
        QCOMPARE(m_admin->get(path + QStringLiteral("/a")).status, 204);
        QCOMPARE(m_admin->get(path + QStringLiteral("/z")).status, 404);
        QCOMPARE(m_admin->put(path + QStringLiteral("/c")).status, 201);
        QCOMPARE(m_admin->put(path + QStringLiteral("/c")).status, 201);
        QCOMPARE(m_admin->get(path).json()[u"tags"].toArray().size(), 3);
        QCOMPARE(m_admin->del(path + QStringLiteral("/c")).status, 204);
        QCOMPARE(m_admin->del(path + QStringLiteral("/c")).status, 404);
        QCOMPARE(names(QStringLiteral("tags=a,b")), QStringList { QStringLiteral("tagged") });
        QCOMPARE(names(QStringLiteral("tags-any=a,b")), (QStringList { QStringLiteral("tagged"), QStringLiteral("tagged2") }));
        QCOMPARE(names(QStringLiteral("not-tags=b&name__contains=tagged")), QStringList { QStringLiteral("untagged") });
        QCOMPARE(names(QStringLiteral("not-tags-any=a,A&name__contains=tagged")), QStringList { QStringLiteral("untagged") });
        QCOMPARE(names(QStringLiteral("tags=with%20%22quotes%22")), QStringList { QStringLiteral("tagged2") });
        QCOMPARE(m_admin->put(path, fromJson(R"({"tags":["x","y","z"]})")).json()[u"tags"].toArray().size(), 3);
        QCOMPARE(m_admin->put(path, fromJson(R"({"tags":["x","x"]})")).status, 400);
        QCOMPARE(m_admin->put(path, fromJson(R"({"tags":"x"})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QVERIFY(m_admin->get(path).json()[u"tags"].toArray().isEmpty());
    }
    void filters()
    {
        project(R"({"name":"f-on"})");
        project(R"({"name":"f-off","enabled":false})");
        QCOMPARE(names(QStringLiteral("name__contains=f-o&enabled=true")), QStringList { QStringLiteral("f-on") });
        QCOMPARE(names(QStringLiteral("name=f-off")), QStringList { QStringLiteral("f-off") });
        QVERIFY(!names(QString()).contains(QStringLiteral("Default")));
        QCOMPARE(names(QStringLiteral("is_domain=true")), QStringList { QStringLiteral("Default") });
        QVERIFY(names(QStringLiteral("domain_id=nowhere")).isEmpty());
    }
    void immutableOnesStay()
    {
        const auto path = QStringLiteral("/projects/") + project(R"({"name":"rock","options":{"immutable":true}})")[u"id"].toString();
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"name":"sand"}})")).status, 403);
        QCOMPARE(m_admin->del(path).status, 403);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"options":{"immutable":false}}})")).status, 200);
        QCOMPARE(m_admin->del(path).status, 204);
    }
    void removalTakesRolesAndTokensAlong()
    {
        const auto tenant = m_cloud->makeTenant(QStringLiteral("leaving"), QStringLiteral("member"));
        QCOMPARE(m_cloud->identity().projectName(tenant.projectId), QStringLiteral("leaving"));
        QVERIFY(m_cloud->identity().projectExists(tenant.projectId));
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + tenant.projectId).status, 204);
        QVERIFY(!m_cloud->identity().projectExists(tenant.projectId));
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);
        QVERIFY(m_admin->get(QStringLiteral("/role_assignments?user.id=") + tenant.userId).json()[u"role_assignments"].toArray().isEmpty());
        m_cloud->chassis().events().flush();
        const auto events = m_cloud->chassis().events().ofResource(tenant.projectId, 1).value();
        QCOMPARE(events.front().type, QStringLiteral("identity.project.delete"));
    }
    void disablingAProjectEndsItsTokens()
    {
        const auto tenant = m_cloud->makeTenant(QStringLiteral("pausing"), QStringLiteral("member"));
        const auto path = QStringLiteral("/projects/") + tenant.projectId;
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"project":{"enabled":true}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);
    }
    void domainsComeAndGoWithAllTheyHold()
    {
        const auto made = domain(R"({"name":"d1","description":"first"})");
        const auto id = made[u"id"].toString();
        const auto path = QStringLiteral("/domains/") + id;
        QCOMPARE(made.keys(), (QStringList { QStringLiteral("description"), QStringLiteral("enabled"), QStringLiteral("id"), QStringLiteral("links"), QStringLiteral("name"), QStringLiteral("options"), QStringLiteral("tags") }));
        QCOMPARE(m_admin->get(path).json()[u"domain"].toObject(), made);
        QCOMPARE(m_admin->get(QStringLiteral("/domains?name=Default")).json()[u"domains"][0][u"id"].toString(), QStringLiteral("default"));
        QCOMPARE(m_admin->post(QStringLiteral("/domains"), fromJson(R"({"domain":{"name":"d1"}})")).status, 409);
        QCOMPARE(m_admin->post(QStringLiteral("/domains"), fromJson(R"({"domain":{"name":""}})")).status, 400);
        const auto inside = make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), QStringLiteral("admin") }, { QStringLiteral("domain_id"), id } });
        QCOMPARE(inside[u"parent_id"].toString(), id);
        const auto user = make(QStringLiteral("/users"), "user", { { QStringLiteral("name"), QStringLiteral("admin") }, { QStringLiteral("domain_id"), id } });
        make(QStringLiteral("/groups"), "group", { { QStringLiteral("name"), QStringLiteral("g") }, { QStringLiteral("domain_id"), id } });
        make(QStringLiteral("/roles"), "role", { { QStringLiteral("name"), QStringLiteral("own") }, { QStringLiteral("domain_id"), id } });
        QCOMPARE(m_admin->get(QStringLiteral("/roles?domain_id=") + id).json()[u"roles"].toArray().size(), 1);
        QVERIFY(m_admin->get(QStringLiteral("/roles?name=own")).json()[u"roles"].toArray().isEmpty());
        QCOMPARE(m_admin->del(path).status, 403);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"domain":{"enabled":false,"description":"second"}})")).json()[u"domain"][u"description"].toString(), QStringLiteral("second"));
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(QStringLiteral("/projects/") + inside[u"id"].toString()).status, 404);
        QCOMPARE(m_admin->get(QStringLiteral("/users/") + user[u"id"].toString()).status, 404);
        QVERIFY(m_admin->get(QStringLiteral("/groups?domain_id=") + id).json()[u"groups"].toArray().isEmpty());
    }
    void aProjectMayActAsADomain()
    {
        const auto made = project(R"({"name":"as-domain","is_domain":true})");
        QVERIFY(made[u"is_domain"].toBool() && made[u"domain_id"].isNull() && made[u"parent_id"].isNull());
        QCOMPARE(m_admin->get(QStringLiteral("/domains/") + made[u"id"].toString()).json()[u"domain"][u"name"].toString(), QStringLiteral("as-domain"));
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + made[u"id"].toString()).status, 403);
        QCOMPARE(m_admin->patch(QStringLiteral("/projects/") + made[u"id"].toString(), fromJson(R"({"project":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + made[u"id"].toString()).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/domains/") + m_cloud->identity().projectName(QStringLiteral("none"))).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/domains/") + project(R"({"name":"plain"})")[u"id"].toString()).status, 404);
    }
    void aDisabledDomainLetsNobodyIn()
    {
        const auto id = domain(R"({"name":"closing"})")[u"id"].toString();
        const auto path = QStringLiteral("/domains/") + id;
        const auto user = make(QStringLiteral("/users"), "user", { { QStringLiteral("name"), QStringLiteral("u") }, { QStringLiteral("domain_id"), id }, { QStringLiteral("password"), QStringLiteral("p") } });
        const QJsonObject login { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), QJsonObject { { QStringLiteral("methods"), QJsonArray { QStringLiteral("password") } },
            { QStringLiteral("password"), QJsonObject { { QStringLiteral("user"), QJsonObject { { QStringLiteral("id"), user[u"id"] }, { QStringLiteral("password"), QStringLiteral("p") } } } } } } } } } };
        const auto token = m_admin->post(QStringLiteral("/auth/tokens"), login).header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), token).status, 200);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"domain":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), token).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), login).status, 401);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"domain":{"enabled":true}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), token).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), login).status, 201);
    }
};
SKYLAB_TEST(ProjectsTest)
#include "ProjectsTest.moc"
