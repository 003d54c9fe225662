#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class LimitsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;
    TestCloud::Tenant m_bob;
    QString m_service;

    Answer registerLimit(const char* resource, int limit, const QJsonObject& more = {})
    {
        QJsonObject one { { QStringLiteral("service_id"), m_service }, { QStringLiteral("resource_name"), QLatin1String(resource) }, { QStringLiteral("default_limit"), limit } };
        for (auto it = more.begin(); it != more.end(); ++it)
            one.insert(it.key(), it.value());
        return m_admin->post(QStringLiteral("/registered_limits"), { { QStringLiteral("registered_limits"), QJsonArray { one } } });
    }
    QJsonObject limitOf(const char* resource, const QString& key, const QString& owner, int limit)
    {
        return { { QStringLiteral("service_id"), m_service }, { QStringLiteral("resource_name"), QLatin1String(resource) }, { QStringLiteral("resource_limit"), limit }, { key, owner } };
    }
    Answer makeLimits(const QJsonArray& limits) { return m_admin->post(QStringLiteral("/limits"), { { QStringLiteral("limits"), limits } }); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
        m_bob = m_cloud->makeTenant(QStringLiteral("bob"), QStringLiteral("member"));
        m_service = m_admin->post(QStringLiteral("/services"), fromJson(R"({"service":{"type":"limited","name":"limited"}})")).json()[u"service"][u"id"].toString();
    }

    void registeredLimitsComeAndGo()
    {
        const auto made = registerLimit("cores", 10, { { QStringLiteral("description"), QStringLiteral("CPUs") } });
        QCOMPARE(made.status, 201);
        const auto limit = made.json()[u"registered_limits"][0].toObject();
        const auto path = QStringLiteral("/registered_limits/") + limit[u"id"].toString();
        QVERIFY(limit[u"region_id"].isNull());
        QVERIFY(limit[u"links"][u"self"].toString().endsWith(path));
        QCOMPARE(m_admin->get(path, m_alice.token).json()[u"registered_limit"].toObject(), limit);      // all may see them
        QCOMPARE(m_admin->get(QStringLiteral("/registered_limits?resource_name=cores"), m_alice.token).json()[u"registered_limits"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/registered_limits?resource_name=none")).json()[u"registered_limits"].toArray().size(), 0);
        QCOMPARE(registerLimit("cores", 1).status, 409);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"registered_limit":{"default_limit":20,"resource_name":"vcpus"}})")).json()[u"registered_limit"][u"default_limit"].toInt(), 20);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"registered_limit":{"default_limit":1}})"), m_alice.token).status, 403);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
    }
    void manyAreMadeOrNone()
    {
        const auto both = m_admin->post(QStringLiteral("/registered_limits"), { { QStringLiteral("registered_limits"), QJsonArray {
            QJsonObject { { QStringLiteral("service_id"), m_service }, { QStringLiteral("resource_name"), QStringLiteral("first") }, { QStringLiteral("default_limit"), 1 } },
            QJsonObject { { QStringLiteral("service_id"), QStringLiteral("nowhere") }, { QStringLiteral("resource_name"), QStringLiteral("second") }, { QStringLiteral("default_limit"), 1 } } } } });
        QCOMPARE(both.status, 400);
        QVERIFY(both.fault().contains(QStringLiteral("registered_limits[1].service_id")));
        QCOMPARE(m_admin->get(QStringLiteral("/registered_limits?resource_name=first")).json()[u"registered_limits"].toArray().size(), 0);
        const auto wrong = m_admin->post(QStringLiteral("/registered_limits"), fromJson(R"({"registered_limits":[{"service_id":"x","resource_name":"","default_limit":-2},{"nonsense":1}]})"));
        QCOMPARE(wrong.status, 400);
        for (const auto* field : { "registered_limits[0].resource_name", "registered_limits[0].default_limit", "registered_limits[1].service_id", "nonsense" })
            QVERIFY2(wrong.fault().contains(QLatin1String(field)), qPrintable(wrong.fault()));
        QCOMPARE(m_admin->post(QStringLiteral("/registered_limits"), fromJson(R"({"registered_limits":[]})")).status, 400);
    }
    void limitsOverrideForOneOwner()
    {
        const auto registered = registerLimit("ram", 100).json()[u"registered_limits"][0][u"id"].toString();
        const auto made = makeLimits({ limitOf("ram", QStringLiteral("project_id"), m_alice.projectId, 50), limitOf("ram", QStringLiteral("domain_id"), QStringLiteral("default"), 500) });
        QCOMPARE(made.status, 201);
        const auto own = made.json()[u"limits"][0].toObject();
        QCOMPARE(own[u"project_id"].toString(), m_alice.projectId);
        QVERIFY(own[u"domain_id"].isNull());
        const auto path = QStringLiteral("/limits/") + own[u"id"].toString();
        QCOMPARE(makeLimits({ limitOf("ram", QStringLiteral("project_id"), m_alice.projectId, 51) }).status, 409);

        // Each sees its own, the administrator all.
        QCOMPARE(m_admin->get(QStringLiteral("/limits")).json()[u"limits"].toArray().size(), 2);
        QCOMPARE(m_admin->get(QStringLiteral("/limits?project_id=") + m_alice.projectId).json()[u"limits"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/limits"), m_alice.token).json()[u"limits"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/limits"), m_bob.token).json()[u"limits"].toArray().size(), 0);
        QCOMPARE(m_admin->get(path, m_alice.token).json()[u"limit"].toObject(), own);
        QCOMPARE(m_admin->get(path, m_bob.token).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/limits/nothing"), m_bob.token).status, 403);      // as if it were another's
        QCOMPARE(m_admin->get(QStringLiteral("/limits/nothing")).status, 404);

        // While it is there, the registered one can't become another.
        const auto registeredPath = QStringLiteral("/registered_limits/") + registered;
        QCOMPARE(m_admin->del(registeredPath).status, 403);
        QCOMPARE(m_admin->patch(registeredPath, fromJson(R"({"registered_limit":{"resource_name":"memory"}})")).status, 403);
        QCOMPARE(m_admin->patch(registeredPath, fromJson(R"({"registered_limit":{"default_limit":200}})")).status, 200);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"limit":{"resource_limit":60,"description":"more"}})")).json()[u"limit"][u"resource_limit"].toInt(), 60);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"limit":{"project_id":"other"}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->del(path).status, 404);
    }
    void limitsNeedARegisteredOneAndOneOwner()
    {
        QCOMPARE(makeLimits({ limitOf("unheard", QStringLiteral("project_id"), m_alice.projectId, 5) }).status, 403);
        QCOMPARE(registerLimit("disk", 1).status, 201);
        auto both = limitOf("disk", QStringLiteral("project_id"), m_alice.projectId, 5);
        both.insert(QStringLiteral("domain_id"), QStringLiteral("default"));
        QCOMPARE(makeLimits({ both }).status, 400);
        both.remove(QStringLiteral("domain_id"));
        both.remove(QStringLiteral("project_id"));
        QCOMPARE(makeLimits({ both }).status, 400);
        QCOMPARE(makeLimits({ limitOf("disk", QStringLiteral("project_id"), QStringLiteral("nowhere"), 5) }).status, 400);
        QCOMPARE(makeLimits({ limitOf("disk", QStringLiteral("domain_id"), m_alice.projectId, 5) }).status, 400);
    }
    void regionsAreApart()
    {
        QCOMPARE(m_admin->put(QStringLiteral("/regions/east"), fromJson(R"({"region":{}})")).status, 201);
        QCOMPARE(registerLimit("ports", 1).status, 201);
        QCOMPARE(registerLimit("ports", 2, { { QStringLiteral("region_id"), QStringLiteral("east") } }).status, 201);
        QCOMPARE(m_admin->get(QStringLiteral("/registered_limits?region_id=east")).json()[u"registered_limits"].toArray().size(), 1);
        QCOMPARE(registerLimit("ports", 2, { { QStringLiteral("region_id"), QStringLiteral("west") } }).status, 400);
    }
    void theModelIsFlat()
    {
        const auto model = m_admin->get(QStringLiteral("/limits/model"), m_alice.token);
        QCOMPARE(model.status, 200);
        QCOMPARE(model.json()[u"model"][u"name"].toString(), QStringLiteral("flat"));
        QCOMPARE(m_admin->head(QStringLiteral("/limits/model"), m_alice.token).status, 200);
    }
    void projectsTakeTheirLimitsAlong()
    {
        QCOMPARE(registerLimit("shares", 1).status, 201);
        const auto project = m_admin->post(QStringLiteral("/projects"), fromJson(R"({"project":{"name":"shortlived"}})")).json()[u"project"][u"id"].toString();
        const auto id = makeLimits({ limitOf("shares", QStringLiteral("project_id"), project, 5) }).json()[u"limits"][0][u"id"].toString();
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + project).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/limits/") + id).status, 404);
    }
};
SKYLAB_TEST(LimitsTest)
#include "LimitsTest.moc"
