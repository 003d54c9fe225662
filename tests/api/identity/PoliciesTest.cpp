#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class PoliciesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QString make(const char* blob) { return m_admin->post(QStringLiteral("/policies"), { { QStringLiteral("policy"), QJsonObject { { QStringLiteral("type"), QStringLiteral("text/plain") }, { QStringLiteral("blob"), QLatin1String(blob) } } } }).json()[u"policy"][u"id"].toString(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void comeAndGo()
    {
        const auto made = m_admin->post(QStringLiteral("/policies"), fromJson(R"({"policy":{"type":"application/json","blob":"{}","note":"kept"}})"));
        QCOMPARE(made.status, 201);
        const auto policy = made.json()[u"policy"].toObject();
        QCOMPARE(policy[u"note"].toString(), QStringLiteral("kept"));
        const auto path = QStringLiteral("/policies/") + policy[u"id"].toString();
        QCOMPARE(m_admin->get(path).json()[u"policy"].toObject(), policy);
        QCOMPARE(m_admin->get(QStringLiteral("/policies?type=application/json")).json()[u"policies"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/policies?type=other")).json()[u"policies"].toArray().size(), 0);
        const auto updated = m_admin->patch(path, fromJson(R"({"policy":{"type":"text/x"}})")).json()[u"policy"].toObject();
        QCOMPARE(updated[u"type"].toString(), QStringLiteral("text/x"));
        QCOMPARE(updated[u"blob"].toString(), QStringLiteral("{}"));
        const auto wrong = m_admin->post(QStringLiteral("/policies"), fromJson(R"({"policy":{"type":7}})"));
        QCOMPARE(wrong.status, 400);
        QVERIFY(wrong.fault().contains(QStringLiteral("type")) && wrong.fault().contains(QStringLiteral("blob")));
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
    }
    void theNearestAssociationHolds()
    {
        const auto service = m_admin->post(QStringLiteral("/services"), fromJson(R"({"service":{"type":"governed"}})")).json()[u"service"][u"id"].toString();
        QCOMPARE(m_admin->put(QStringLiteral("/regions/outer"), fromJson(R"({"region":{}})")).status, 201);
        QCOMPARE(m_admin->put(QStringLiteral("/regions/inner"), fromJson(R"({"region":{"parent_region_id":"outer"}})")).status, 201);
        const QJsonObject wanted { { QStringLiteral("service_id"), service }, { QStringLiteral("interface"), QStringLiteral("public") }, { QStringLiteral("url"), QStringLiteral("http://127.0.0.1:9") }, { QStringLiteral("region_id"), QStringLiteral("inner") } };
        const auto endpoint = m_admin->post(QStringLiteral("/endpoints"), { { QStringLiteral("endpoint"), wanted } }).json()[u"endpoint"][u"id"].toString();
        const auto holds = [&] { return m_admin->get(QStringLiteral("/endpoints/%1/OS-ENDPOINT-POLICY/policy").arg(endpoint)).json()[u"policy"][u"id"].toString(); };
        const auto path = [](const QString& policy, const QString& end) { return QStringLiteral("/policies/%1/OS-ENDPOINT-POLICY/%2").arg(policy, end); };
        const auto ofService = make("service"), ofRegion = make("region"), ofEndpoint = make("endpoint");
        QCOMPARE(m_admin->get(QStringLiteral("/endpoints/%1/OS-ENDPOINT-POLICY/policy").arg(endpoint)).status, 404);
        QCOMPARE(m_admin->put(path(ofService, QStringLiteral("services/") + service)).status, 204);
        QCOMPARE(holds(), ofService);
        QCOMPARE(m_admin->put(path(ofRegion, QStringLiteral("services/%1/regions/outer").arg(service))).status, 204);
        QCOMPARE(holds(), ofRegion);
        QCOMPARE(m_admin->put(path(ofEndpoint, QStringLiteral("endpoints/") + endpoint)).status, 204);
        QCOMPARE(holds(), ofEndpoint);
        QCOMPARE(m_admin->get(path(ofEndpoint, QStringLiteral("endpoints"))).json()[u"endpoints"][0][u"id"].toString(), endpoint);
        QCOMPARE(m_admin->get(path(ofService, QStringLiteral("endpoints"))).json()[u"endpoints"].toArray().size(), 0);

        QCOMPARE(m_admin->get(path(ofEndpoint, QStringLiteral("endpoints/") + endpoint)).status, 204);
        QCOMPARE(m_admin->get(path(ofService, QStringLiteral("endpoints/") + endpoint)).status, 404);
        QCOMPARE(m_admin->put(path(ofService, QStringLiteral("endpoints/") + endpoint)).status, 204);      // takes over
        QCOMPARE(holds(), ofService);
        QCOMPARE(m_admin->del(path(ofEndpoint, QStringLiteral("endpoints/") + endpoint)).status, 404);
        QCOMPARE(m_admin->del(path(ofService, QStringLiteral("endpoints/") + endpoint)).status, 204);
        QCOMPARE(holds(), ofRegion);
        QCOMPARE(m_admin->del(QStringLiteral("/policies/") + ofRegion).status, 204);      // its associations go along
        QCOMPARE(holds(), ofService);
        QCOMPARE(m_admin->put(path(ofService, QStringLiteral("endpoints/nothing"))).status, 404);
    }
};
SKYLAB_TEST(PoliciesTest)
#include "PoliciesTest.moc"
