#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class CatalogApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QString service(const char* json)
    {
        return m_admin->post(QStringLiteral("/services"), { { QStringLiteral("service"), fromJson(json) } }).json()[u"service"][u"id"].toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void servicesComeAndGo()
    {
        const auto id = service(R"({"name":"n","type":"t","description":"d","colour":"red"})");
        const auto path = QStringLiteral("/services/") + id;
        const auto shown = m_admin->get(path).json()[u"service"].toObject();
        QCOMPARE(shown[u"colour"].toString(), QStringLiteral("red"));
        QCOMPARE(shown[u"enabled"].toBool(), true);
        QCOMPARE(m_admin->get(QStringLiteral("/services?type=t")).json()[u"services"].toArray().size(), 1);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"service":{"description":"d2"}})")).json()[u"service"][u"description"].toString(), QStringLiteral("d2"));
        QCOMPARE(m_admin->post(QStringLiteral("/services"), fromJson(R"({"service":{"name":"n"}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(path).fault(), QStringLiteral("Could not find service: %1.").arg(id));
    }
    void endpointsComeAndGo()
    {
        const auto serviceId = service(R"({"name":"dns","type":"dns"})");
        const auto body = [&](QJsonObject endpoint) {
            if (!endpoint.contains(u"service_id"))
                endpoint[u"service_id"] = serviceId;
            return QJsonObject { { QStringLiteral("endpoint"), endpoint } };
        };
        auto answer = m_admin->post(QStringLiteral("/endpoints"), body(fromJson(R"({"interface":"public","url":"http:\/\/dns.example/%(project_id)s","region":"elsewhere"})")));
        QCOMPARE(answer.status, 201);
        QCOMPARE(m_admin->post(QStringLiteral("/endpoints"), body(fromJson(R"({"interface":"public","url":"dns.example"})"))).status, 400);
        const auto endpoint = answer.json()[u"endpoint"].toObject();
        QCOMPARE(endpoint[u"region"].toString(), QStringLiteral("elsewhere"));
        QCOMPARE(endpoint[u"region_id"].toString(), QStringLiteral("elsewhere"));
        QCOMPARE(m_admin->get(QStringLiteral("/regions/elsewhere")).status, 200);      // the old name made it
        const auto path = QStringLiteral("/endpoints/") + endpoint[u"id"].toString();
        QCOMPARE(m_admin->get(path).json()[u"endpoint"][u"url"].toString(), QStringLiteral("http://dns.example/%(project_id)s"));
        QCOMPARE(m_admin->get(QStringLiteral("/endpoints?service_id=%1&interface=public").arg(serviceId)).json()[u"endpoints"].toArray().size(), 1);
        const auto demo = m_cloud->client(m_cloud->demoToken()).get(QStringLiteral("/identity/v3/auth/catalog")).json()[u"catalog"].toArray();
        QCOMPARE(demo[0][u"type"].toString(), QStringLiteral("dns"));
        const auto projectId = m_cloud->chassis().authenticator()->authenticate(m_cloud->demoToken())->projectId;
        QCOMPARE(demo[0][u"endpoints"][0][u"url"].toString(), QStringLiteral("http://dns.example/") + projectId);
        for (const auto* wrong : { R"({"interface":"public","url":"http:x","region_id":"nowhere"})", R"({"interface":"public","url":"http:x","service_id":"none"})", R"({"interface":"side","url":"http:x"})",
                                   R"({"interface":"public","url":"http:x","enabled":"False"})", R"({"interface":"public"})" })
            QCOMPARE(m_admin->post(QStringLiteral("/endpoints"), body(fromJson(wrong))).status, 400);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"endpoint":{"enabled":"False"}})")).status, 400);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"endpoint":{"interface":"admin","region":"third","enabled":false}})")).json()[u"endpoint"][u"region_id"].toString(), QStringLiteral("third"));
        QCOMPARE(m_cloud->client(m_cloud->demoToken()).get(QStringLiteral("/identity/v3/auth/catalog")).json()[u"catalog"][0][u"endpoints"].toArray().size(), 0);
        QCOMPARE(m_admin->del(QStringLiteral("/regions/third")).status, 403);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->del(path).status, 404);
        QCOMPARE(m_admin->del(QStringLiteral("/services/") + serviceId).status, 204);
    }
    void ownEndpointsFollowTheClient()
    {
        const auto own = m_admin->get(QStringLiteral("/endpoints")).json()[u"endpoints"].toArray();
        QCOMPARE(own.size(), 6);      // identity and skylab
        for (const auto& one : own)
            QVERIFY(one[u"url"].toString().startsWith(m_cloud->url()));
        const auto path = QStringLiteral("/endpoints/") + own[0][u"id"].toString();
        QCOMPARE(m_admin->patch(path, fromJson(R"({"endpoint":{"url":"http:\/\/proxy.example/x"}})")).status, 200);
        m_cloud->restart();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        QCOMPARE(m_admin->get(path).json()[u"endpoint"][u"url"].toString(), QStringLiteral("http://proxy.example/x"));
        QCOMPARE(m_admin->get(QStringLiteral("/endpoints")).json()[u"endpoints"].toArray().size(), 6);
        QCOMPARE(m_admin->get(QStringLiteral("/users")).json()[u"users"].toArray().size(), 2);      // the second start made nothing
    }
    void regionsComeAndGo()
    {
        const auto made = m_admin->post(QStringLiteral("/regions"), fromJson(R"({"region":{"description":"d"}})")).json()[u"region"].toObject();
        QCOMPARE(made[u"id"].toString().size(), 32);
        QVERIFY(made[u"parent_region_id"].isNull());
        QCOMPARE(m_admin->post(QStringLiteral("/regions"), fromJson(R"({"region":{"id":"RegionOne"}})")).status, 409);
        QCOMPARE(m_admin->put(QStringLiteral("/regions/west"), fromJson(R"({"region":{"parent_region_id":"RegionOne"}})")).status, 201);
        QCOMPARE(m_admin->put(QStringLiteral("/regions/west"), fromJson(R"({"region":{}})")).status, 409);
        QCOMPARE(m_admin->put(QStringLiteral("/regions/east"), fromJson(R"({"region":{"id":"south"}})")).status, 400);
        QCOMPARE(m_admin->get(QStringLiteral("/regions?parent_region_id=RegionOne")).json()[u"regions"].toArray().size(), 1);
        QCOMPARE(m_admin->patch(QStringLiteral("/regions/west"), fromJson(R"({"region":{"description":"setting sun"}})")).json()[u"region"][u"description"].toString(), QStringLiteral("setting sun"));
        QCOMPARE(m_admin->patch(QStringLiteral("/regions/west"), fromJson(R"({"region":{"parent_region_id":"west"}})")).status, 400);
        QCOMPARE(m_admin->patch(QStringLiteral("/regions/west"), fromJson(R"({"region":{"parent_region_id":"nowhere"}})")).status, 404);
        QCOMPARE(m_admin->del(QStringLiteral("/regions/RegionOne")).status, 403);
        QCOMPARE(m_admin->del(QStringLiteral("/regions/west")).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/regions/west")).status, 404);
    }
};
SKYLAB_TEST(CatalogApiTest)
#include "CatalogTest.moc"
