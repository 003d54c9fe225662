#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class EndpointFiltersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;
    QString m_service;
    QString m_public;
    QString m_internal;

    QString makeEndpoint(const char* interface)
    {
        const QJsonObject endpoint { { QStringLiteral("service_id"), m_service }, { QStringLiteral("interface"), QLatin1String(interface) }, { QStringLiteral("url"), QStringLiteral("http://127.0.0.1:9") }, { QStringLiteral("region_id"), QStringLiteral("RegionOne") } };
        return m_admin->post(QStringLiteral("/endpoints"), { { QStringLiteral("endpoint"), endpoint } }).json()[u"endpoint"][u"id"].toString();
    }
    /// The endpoints in the catalog of alice's token, by id.
    QStringList catalog()
    {
        QStringList ids;
        const auto services = m_admin->get(QStringLiteral("/auth/catalog"), m_alice.token).json()[u"catalog"].toArray();
        for (const auto& service : services) {
            const auto endpoints = service[u"endpoints"].toArray();
            for (const auto& endpoint : endpoints)
                ids << endpoint[u"id"].toString();
        }
        ids.sort();
        return ids;
    }
    static QStringList sorted(QStringList ids)
    {
        ids.sort();
        return ids;
    }
    [[nodiscard]] QString association(const QString& endpoint) const { return QStringLiteral("/OS-EP-FILTER/projects/%1/endpoints/%2").arg(m_alice.projectId, endpoint); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
        m_service = m_admin->post(QStringLiteral("/services"), fromJson(R"({"service":{"type":"filtered","name":"filtered"}})")).json()[u"service"][u"id"].toString();
        m_public = makeEndpoint("public");
        m_internal = makeEndpoint("internal");
    }

    void aProjectWithoutAnySeesAll()
    {
        const auto all = catalog();
        QVERIFY(all.contains(m_public) && all.contains(m_internal) && all.size() > 2);
    }
    void aProjectWithSomeSeesTheseOnly()
    {
        const auto all = catalog();
        QCOMPARE(m_admin->get(association(m_public)).status, 404);
        QCOMPARE(m_admin->put(association(m_public)).status, 204);
        QCOMPARE(m_admin->put(association(m_public)).status, 204);
        QCOMPARE(m_admin->get(association(m_public)).status, 204);
        QCOMPARE(m_admin->head(association(m_public)).status, 204);
        QCOMPARE(catalog(), QStringList { m_public });
        // The catalog of a new token is the same, and other projects' are not touched.
        const auto login = m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(m_alice.token, QJsonObject { { QStringLiteral("project"), QJsonObject { { QStringLiteral("id"), m_alice.projectId } } } }));
        QCOMPARE(login.json()[u"token"][u"catalog"].toArray().size(), 1);
        QVERIFY(m_admin->get(QStringLiteral("/auth/catalog")).json()[u"catalog"].toArray().size() > 1);
        const auto ofProject = m_admin->get(QStringLiteral("/OS-EP-FILTER/projects/%1/endpoints").arg(m_alice.projectId)).json()[u"endpoints"].toArray();
        QCOMPARE(ofProject.size(), 1);
        QCOMPARE(ofProject[0][u"id"].toString(), m_public);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-EP-FILTER/endpoints/%1/projects").arg(m_public)).json()[u"projects"][0][u"id"].toString(), m_alice.projectId);
        QCOMPARE(m_admin->del(association(m_public)).status, 204);
        QCOMPARE(m_admin->del(association(m_public)).status, 404);
        QCOMPARE(catalog(), all);
        QCOMPARE(m_admin->put(association(QStringLiteral("nothing"))).status, 404);
        QCOMPARE(m_admin->put(association(m_public), {}, m_alice.token).status, 403);
    }
    void groupsComeAndGo()
    {
        const auto made = m_admin->post(QStringLiteral("/OS-EP-FILTER/endpoint_groups"), fromJson(R"({"endpoint_group":{"name":"g","description":"d","filters":{"interface":"public"}}})"));
        QCOMPARE(made.status, 201);
        const auto group = made.json()[u"endpoint_group"].toObject();
        const auto path = QStringLiteral("/OS-EP-FILTER/endpoint_groups/") + group[u"id"].toString();
        QVERIFY(group[u"links"][u"self"].toString().endsWith(path));
        QCOMPARE(m_admin->get(path).json()[u"endpoint_group"].toObject(), group);
        QCOMPARE(m_admin->head(path).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-EP-FILTER/endpoint_groups?name=g")).json()[u"endpoint_groups"].toArray().size(), 1);
        QCOMPARE(m_admin->post(QStringLiteral("/OS-EP-FILTER/endpoint_groups"), fromJson(R"({"endpoint_group":{"name":"g","filters":{}}})")).status, 409);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"endpoint_group":{"filters":{"region_id":"RegionOne"}}})")).json()[u"endpoint_group"][u"filters"], QJsonValue(fromJson(R"({"region_id":"RegionOne"})")));
        const auto wrong = m_admin->patch(path, fromJson(R"({"endpoint_group":{"filters":{"colour":"red","interface":1}}})"));
        QCOMPARE(wrong.status, 400);
        QVERIFY(wrong.fault().contains(QStringLiteral("colour")) && wrong.fault().contains(QStringLiteral("interface")));
        QCOMPARE(m_admin->post(QStringLiteral("/OS-EP-FILTER/endpoint_groups"), fromJson(R"({"endpoint_group":{}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        const auto gone = m_admin->get(path);
        QCOMPARE(gone.status, 404);
        QVERIFY(gone.fault().startsWith(QStringLiteral("Could not find Endpoint Group:")));
    }
    void groupsShapeTheCatalog()
    {
        const QJsonObject wanted { { QStringLiteral("name"), QStringLiteral("internals") }, { QStringLiteral("filters"), QJsonObject { { QStringLiteral("service_id"), m_service }, { QStringLiteral("interface"), QStringLiteral("internal") } } } };
        const auto id = m_admin->post(QStringLiteral("/OS-EP-FILTER/endpoint_groups"), { { QStringLiteral("endpoint_group"), wanted } }).json()[u"endpoint_group"][u"id"].toString();
        const auto path = QStringLiteral("/OS-EP-FILTER/endpoint_groups/") + id;
        const auto inProject = path + QStringLiteral("/projects/") + m_alice.projectId;
        QCOMPARE(m_admin->get(path + QStringLiteral("/endpoints")).json()[u"endpoints"][0][u"id"].toString(), m_internal);
        QCOMPARE(m_admin->get(inProject).status, 404);
        QCOMPARE(m_admin->put(inProject).status, 204);
        QCOMPARE(m_admin->get(inProject).json()[u"project_endpoint_group"][u"endpoint_group_id"].toString(), id);
        QCOMPARE(m_admin->head(inProject).status, 200);
        QCOMPARE(catalog(), QStringList { m_internal });
        QCOMPARE(m_admin->put(association(m_public)).status, 204);
        QCOMPARE(catalog(), sorted({ m_internal, m_public }));
        QCOMPARE(m_admin->get(QStringLiteral("/OS-EP-FILTER/projects/%1/endpoints").arg(m_alice.projectId)).json()[u"endpoints"].toArray().size(), 2);
        QCOMPARE(m_admin->get(path + QStringLiteral("/projects")).json()[u"projects"][0][u"id"].toString(), m_alice.projectId);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-EP-FILTER/projects/%1/endpoint_groups").arg(m_alice.projectId)).json()[u"endpoint_groups"][0][u"id"].toString(), id);
        QCOMPARE(m_admin->del(association(m_public)).status, 204);
        QCOMPARE(m_admin->del(inProject).status, 204);
        QCOMPARE(m_admin->del(inProject).status, 404);
        QVERIFY(catalog().size() > 2);
        // A group that is deleted lets go of its projects.
        QCOMPARE(m_admin->put(inProject).status, 204);
        QCOMPARE(m_admin->del(path).status, 204);
        QVERIFY(catalog().size() > 2);
    }
    void aTokenCanComeWithoutItsCatalog()
    {
        const auto body = passwordLogin("alice", "secret", "alice");
        QVERIFY(m_admin->post(QStringLiteral("/auth/tokens"), body).json()[u"token"].toObject().contains(u"catalog"));
        const auto bare = m_admin->post(QStringLiteral("/auth/tokens?nocatalog"), body);
        QVERIFY(!bare.json()[u"token"].toObject().contains(u"catalog"));
        const auto validated = m_admin->send("GET", QStringLiteral("/auth/tokens?nocatalog"), {}, {}, { { "X-Subject-Token", bare.header("x-subject-token") } });
        QCOMPARE(validated.status, 200);
        QVERIFY(!validated.json()[u"token"].toObject().contains(u"catalog"));
    }
};
SKYLAB_TEST(EndpointFiltersTest)
#include "EndpointFiltersTest.moc"
