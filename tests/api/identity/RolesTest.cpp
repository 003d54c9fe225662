#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class RolesApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QString make(const QString& collection, const char* key, const QJsonObject& json)
    {
        const auto answer = m_admin->post(collection, { { QLatin1String(key), json } });
        if (answer.status != 201)
            qWarning("%d %s", answer.status, answer.body.constData());
        return answer.json()[QLatin1String(key)][u"id"].toString();
    }
    QString role(const char* name)
    {
        return m_admin->get(QStringLiteral("/roles?name=") + QLatin1String(name)).json()[u"roles"][0][u"id"].toString();
    }
    QJsonArray assignments(const QString& query) { return m_admin->get(QStringLiteral("/role_assignments?") + query).json()[u"role_assignments"].toArray(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void rolesComeAndGo()
    {
        const auto id = make(QStringLiteral("/roles"), "role", fromJson(R"({"name":"auditor"})"));
        const auto path = QStringLiteral("/roles/") + id;
        const auto shown = m_admin->get(path).json()[u"role"].toObject();
        QVERIFY(shown[u"domain_id"].isNull() && shown[u"description"].isNull() && shown.contains(u"options"));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"role":{"name":"checker","description":"looks"}})")).json()[u"role"][u"description"].toString(), QStringLiteral("looks"));
        QCOMPARE(m_admin->post(QStringLiteral("/roles"), fromJson(R"({"role":{"name":"checker"}})")).status, 409);
        QCOMPARE(m_admin->post(QStringLiteral("/roles"), fromJson(R"({"role":{}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->del(QStringLiteral("/roles/") + role("admin")).status, 403);      // immutable
        QCOMPARE(m_admin->patch(QStringLiteral("/roles/") + role("reader"), fromJson(R"({"role":{"name":"x"}})")).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/roles")).json()[u"roles"].toArray().size(), 6);
    }
    void rolesImplyOthers()
    {
        const auto a = make(QStringLiteral("/roles"), "role", fromJson(R"({"name":"a"})"));
        const auto b = make(QStringLiteral("/roles"), "role", fromJson(R"({"name":"b"})"));
        const auto path = QStringLiteral("/roles/%1/implies/%2").arg(a, b);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(path).fault(), QStringLiteral("%1 does not imply %2.").arg(a, b));
        const auto put = m_admin->put(path);
        QCOMPARE(put.status, 201);
        QCOMPARE(put.json()[u"role_inference"][u"prior_role"][u"name"].toString(), QStringLiteral("a"));
        QCOMPARE(put.json()[u"role_inference"][u"implies"][u"name"].toString(), QStringLiteral("b"));
        QCOMPARE(m_admin->get(path).status, 200);
        QCOMPARE(m_admin->head(path).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/roles/%1/implies").arg(a)).json()[u"role_inference"][u"implies"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/role_inferences")).json()[u"role_inferences"].toArray().size(), 4);
        QCOMPARE(m_admin->put(QStringLiteral("/roles/%1/implies/%2").arg(b, a)).status, 400);
        QCOMPARE(m_admin->put(QStringLiteral("/roles/%1/implies/%2").arg(a, role("admin"))).status, 403);
        QCOMPARE(m_admin->put(QStringLiteral("/roles/%1/implies/nothing").arg(a)).status, 404);
        const auto own = make(QStringLiteral("/roles"), "role", fromJson(R"({"name":"own","domain_id":"default"})"));
        QCOMPARE(m_admin->put(QStringLiteral("/roles/%1/implies/%2").arg(a, own)).status, 403);
        QCOMPARE(m_admin->put(QStringLiteral("/roles/%1/implies/%2").arg(own, b)).status, 201);
        QCOMPARE(m_admin->del(QStringLiteral("/roles/") + own).status, 204);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->del(path).status, 404);
    }
    void groupsComeAndGo()
    {
        const auto id = make(QStringLiteral("/groups"), "group", fromJson(R"({"name":"team","colour":"blue"})"));
        const auto user = make(QStringLiteral("/users"), "user", fromJson(R"({"name":"mate"})"));
        const auto path = QStringLiteral("/groups/") + id;
        QCOMPARE(m_admin->get(path).json()[u"group"][u"colour"].toString(), QStringLiteral("blue"));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"group":{"description":"x"}})")).json()[u"group"][u"description"].toString(), QStringLiteral("x"));
        QCOMPARE(m_admin->post(QStringLiteral("/groups"), fromJson(R"({"group":{"name":"team"}})")).status, 409);
        QCOMPARE(m_admin->get(QStringLiteral("/groups?name=team")).json()[u"groups"].toArray().size(), 1);
        const auto member = path + QStringLiteral("/users/") + user;
        QCOMPARE(m_admin->head(member).status, 404);
        QCOMPARE(m_admin->put(member).status, 204);
        QCOMPARE(m_admin->put(member).status, 204);
        QCOMPARE(m_admin->head(member).status, 204);
        QCOMPARE(m_admin->get(path + QStringLiteral("/users")).json()[u"users"][0][u"name"].toString(), QStringLiteral("mate"));
        const auto groups = m_admin->get(QStringLiteral("/users/%1/groups").arg(user)).json()[u"groups"].toArray();
        QCOMPARE(groups.size(), 1);
        QVERIFY(groups[0].toObject().contains(u"membership_expires_at"));
        QCOMPARE(m_admin->del(member).status, 204);
        QCOMPARE(m_admin->del(member).status, 404);
        QCOMPARE(m_admin->put(path + QStringLiteral("/users/nobody")).status, 404);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
    }
    void grants_data()
    {
        QTest::addColumn<QString>("target");
        for (const auto* target : { "/projects/%1", "/domains/default", "/system", "/OS-INHERIT/projects/%1", "/OS-INHERIT/domains/default" }) {
            QTest::newRow(QByteArray(target) + " user") << QString::fromLatin1(target) + QStringLiteral("/users/%2");
            QTest::newRow(QByteArray(target) + " group") << QString::fromLatin1(target) + QStringLiteral("/groups/%3");
        }
    }
    void grants()
    {
        QFETCH(QString, target);
        static int count = 0;
        const auto name = QStringLiteral("grants%1").arg(++count);
        const auto project = make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), name } });
        const auto user = make(QStringLiteral("/users"), "user", { { QStringLiteral("name"), name } });
        const auto group = make(QStringLiteral("/groups"), "group", { { QStringLiteral("name"), name } });
        target.replace(QStringLiteral("%1"), project).replace(QStringLiteral("%2"), user).replace(QStringLiteral("%3"), group);
        const auto end = target.startsWith(QStringLiteral("/OS-INHERIT")) ? QStringLiteral("/inherited_to_projects") : QString();
        const auto list = target + QStringLiteral("/roles") + end;
        const auto one = target + QStringLiteral("/roles/") + role("member") + end;
        QCOMPARE(m_admin->head(one).status, 404);
        QVERIFY(m_admin->get(list).json()[u"roles"].toArray().isEmpty());
        QCOMPARE(m_admin->put(one).status, 204);
        QCOMPARE(m_admin->put(one).status, 204);
        QCOMPARE(m_admin->head(one).status, 204);
        QCOMPARE(m_admin->get(one).status, 204);
        QCOMPARE(m_admin->get(list).json()[u"roles"][0][u"name"].toString(), QStringLiteral("member"));
        const auto found = assignments(QStringLiteral("role.id=%1&%2.id=%3").arg(role("member"), target.contains(u"/users/") ? QStringLiteral("user") : QStringLiteral("group"), target.contains(u"/users/") ? user : group));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0][u"links"][u"assignment"].toString(), m_admin->baseUrl() + one);
        QCOMPARE(m_admin->del(one).status, 204);
        QCOMPARE(m_admin->del(one).status, 404);
        QCOMPARE(m_admin->put(target + QStringLiteral("/roles/nothing") + end).status, 404);
    }
    void rolesTakeEffectAtOnce()
    {
        const auto tenant = m_cloud->makeTenant(QStringLiteral("quick"), QStringLiteral("reader"));
        const auto grant = QStringLiteral("/projects/%1/users/%2/roles/").arg(tenant.projectId, tenant.userId);
        const auto roles = [&] { return m_cloud->chassis().authenticator()->authenticate(tenant.token).value_or(service::Context()).roles; };
        QCOMPARE(roles(), QStringList { QStringLiteral("reader") });
        QCOMPARE(m_admin->put(grant + role("admin")).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/users"), tenant.token).status, 200);
        QCOMPARE(m_admin->del(grant + role("admin")).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/users"), tenant.token).status, 403);
        QCOMPARE(m_admin->del(grant + role("reader")).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);      // nothing is left of it
    }
    void groupsAndInheritanceGiveRoles()
    {
        const auto user = make(QStringLiteral("/users"), "user", fromJson(R"({"name":"heir"})"));
        const auto group = make(QStringLiteral("/groups"), "group", fromJson(R"({"name":"heirs"})"));
        const auto parent = make(QStringLiteral("/projects"), "project", fromJson(R"({"name":"estate"})"));
        const auto below = make(QStringLiteral("/projects"), "project", { { QStringLiteral("name"), QStringLiteral("barn") }, { QStringLiteral("parent_id"), parent } });
        QCOMPARE(m_admin->put(QStringLiteral("/OS-INHERIT/projects/%1/groups/%2/roles/%3/inherited_to_projects").arg(parent, group, role("member"))).status, 204);
        QVERIFY(!m_cloud->identity().issueToken(QStringLiteral("heir"), QStringLiteral("barn")));
        QCOMPARE(m_admin->put(QStringLiteral("/groups/%1/users/%2").arg(group, user)).status, 204);
        QVERIFY(m_cloud->identity().issueToken(QStringLiteral("heir"), QStringLiteral("barn")));
        QVERIFY(!m_cloud->identity().issueToken(QStringLiteral("heir"), QStringLiteral("estate")));
        QCOMPARE(m_admin->get(QStringLiteral("/users/%1/projects").arg(user)).json()[u"projects"][0][u"name"].toString(), QStringLiteral("barn"));
        const auto effective = assignments(QStringLiteral("effective&include_names&user.id=") + user);
        QCOMPARE(effective.size(), 2);      // member, and the reader that it implies
        QCOMPARE(effective[0][u"scope"][u"project"][u"id"].toString(), below);
        QCOMPARE(effective[0][u"scope"][u"project"][u"name"].toString(), QStringLiteral("barn"));
        QCOMPARE(effective[0][u"scope"][u"project"][u"domain"][u"name"].toString(), QStringLiteral("Default"));
        QCOMPARE(effective[0][u"scope"][u"OS-INHERIT:inherited_to"].toString(), QStringLiteral("projects"));
        QCOMPARE(effective[0][u"user"][u"name"].toString(), QStringLiteral("heir"));
        QVERIFY(effective[0][u"links"][u"membership"].toString().endsWith(QStringLiteral("/groups/%1/users/%2").arg(group, user)));
        QCOMPARE(effective[1][u"role"][u"name"].toString(), QStringLiteral("reader"));
        QVERIFY(effective[1][u"links"].toObject().contains(u"prior_role"));
        QVERIFY(assignments(QStringLiteral("user.id=") + user).isEmpty());
        QCOMPARE(assignments(QStringLiteral("group.id=%1&scope.OS-INHERIT:inherited_to=projects").arg(group)).size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/role_assignments?effective&group.id=") + group).status, 400);
        QCOMPARE(m_admin->del(QStringLiteral("/groups/%1/users/%2").arg(group, user)).status, 204);
        QVERIFY(!m_cloud->identity().issueToken(QStringLiteral("heir"), QStringLiteral("barn")));
    }
    void listsAssignments()
    {
        const auto system = assignments(QStringLiteral("scope.system=all"));
        QCOMPARE(system.size(), 1);
        QCOMPARE(system[0][u"scope"][u"system"][u"all"].toBool(), true);
        QVERIFY(!system[0][u"user"].toObject().contains(u"name"));
        const auto demo = m_admin->get(QStringLiteral("/projects?name=demo")).json()[u"projects"][0][u"id"].toString();
        const auto found = assignments(QStringLiteral("include_names=True&scope.project.id=") + demo);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0][u"role"][u"name"].toString(), QStringLiteral("member"));
        QCOMPARE(found[0][u"user"][u"name"].toString(), QStringLiteral("demo"));
        QVERIFY(assignments(QStringLiteral("scope.domain.id=default")).isEmpty());
    }
};
SKYLAB_TEST(RolesApiTest)
#include "RolesTest.moc"
