#include "compute/ComputeService.h"
#include "support/TestMain.h"
#include "support/Text.h"
#include "support/cloud/TestCloud.h"
#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Skylab's own API over HTTP: what a tenant, a reader of the same project, another tenant and an administrator get of
/// policy, metrics, fit, explanations and trash.
class ExtensionApiTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    compute::FakeHypervisorDriver m_driver { { .hostName = L("lab-pc"), .vcpus = 8, .memoryMiB = 16'384, .diskGiB = 100 } };
    MemoryNetworks m_networks;
    MemoryVolumes m_volumes;
    MemoryPlacement m_placement;
    std::unique_ptr<MemoryImages> m_images;
    std::unique_ptr<TestCloud> m_cloud;
    compute::ComputeService* m_compute = nullptr;
    QString m_image;
    QByteArray m_demo, m_admin, m_other, m_reader;

    Answer get(const QByteArray& token, const QString& path) { return m_cloud->client(token).get(L("/skylab/v1") + path); }
    Answer post(const QByteArray& token, const QString& path, const QJsonObject& body = {}) { return m_cloud->client(token).post(L("/skylab/v1") + path, body); }
    static QString nova(const QString& rest) { return L("/compute/v2.1") + rest; }
    QString status(const QString& id) { return m_cloud->client(m_demo).get(nova(L("/servers/") + id)).json()[u"server"][u"status"].toString(); }
    QString make(const char* name, const char* flavor = "1")
    {
        return m_cloud->client(m_demo).post(nova(L("/servers")), { { L("server"), QJsonObject { { L("name"), L(name) }, { L("imageRef"), m_image }, { L("flavorRef"), L(flavor) } } } }).json()[u"server"][u"id"].toString();
    }
    /// What a call says that is refused with 409 while the server is being stopped.
    static int whenIdle(const std::function<int()>& call)
    {
        int status = 0;
        (void)QTest::qWaitFor([&] { return (status = call()) != 409; }, skylab::test::patiently(20'000));
        return status;
    }
    int drop(const QString& id, bool keep)
    {
        return m_cloud->client(m_demo).send("DELETE", nova(L("/servers/") + id), {}, {}, keep ? ApiClient::Headers { { "X-Skylab-Trash", "keep" } } : ApiClient::Headers {}).status;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_images = std::make_unique<MemoryImages>(m_files.path());
        m_image = m_images->addImage(L("guest"));
        const auto compute = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto service = TRY(compute::ComputeService::open(chassis, { m_networks, *m_images, m_volumes, m_placement }, std::make_unique<LentDriver>(m_driver)));
            m_compute = service.get();
            return std::unique_ptr<service::Service>(std::move(service));
        };
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { compute });
        m_demo = m_cloud->demoToken();
        m_admin = m_cloud->adminToken();
        m_other = m_cloud->makeTenant(L("other"), L("member")).token;
        // A reader of the demo's project.
        auto admin = m_cloud->client(m_admin);
        const auto user = admin.post(L("/identity/v3/users"), { { L("user"), QJsonObject { { L("name"), L("looker") }, { L("password"), L("secret-1") } } } }).json()[u"user"][u"id"].toString();
        const auto project = admin.get(L("/identity/v3/projects?name=demo")).json()[u"projects"][0][u"id"].toString();
        const auto role = admin.get(L("/identity/v3/roles?name=reader")).json()[u"roles"][0][u"id"].toString();
        QCOMPARE(admin.put(L("/identity/v3/projects/%1/users/%2/roles/%3").arg(project, user, role)).status, 204);
        m_reader = m_cloud->token(L("looker"), L("demo"));
        for (const auto* flavor : { R"({"flavor":{"id":"1","name":"m1.nano","ram":128,"vcpus":1,"disk":1}})", R"({"flavor":{"id":"2","name":"m1.huge","ram":40960,"vcpus":1,"disk":1}})" })
            QCOMPARE(admin.post(nova(L("/flavors")), fromJson(flavor)).status, 200);
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void tellsWhatItHas()
    {
        const auto features = m_cloud->client().get(L("/skylab/v1")).json()[u"version"][u"features"].toArray();
        for (const auto* feature : { "events", "tasks", "policy", "metrics", "fit", "explain", "trash" })
            QVERIFY2(features.contains(L(feature)), feature);
        for (const auto* path : { "/policy", "/metrics/servers", "/trash", "/explain/servers/x" })
            QCOMPARE(get({}, L(path)).status, 401);
    }

    void policyOfTheCaller()
    {
        const auto rules = [this](const QByteArray& token) { return get(token, L("/policy")).json()[u"policy"][u"rules"].toObject(); };
        const auto demo = rules(m_demo), reader = rules(m_reader), admin = rules(m_admin);
        const auto start = L("os_compute_api:servers:start"), show = L("os_compute_api:servers:show"), services = L("os_compute_api:os-services:list");
        QVERIFY(demo[start].toBool(false) && !reader[start].toBool(true) && admin[start].toBool(false));
        QVERIFY(demo[show].toBool(false) && reader[show].toBool(false));
        QVERIFY(!demo[services].toBool(true) && admin[services].toBool(false));
        QVERIFY(demo[u"skylab:trash:restore"].toBool(false) && !reader[u"skylab:trash:restore"].toBool(true));
        QVERIFY(!demo[u"identity:create_user"].toBool(true) && admin[u"identity:create_user"].toBool(false));
        QVERIFY(demo[u"identity:change_password"].toBool(demo[u"identity:get_user"].toBool(false)));
        QVERIFY(std::all_of(demo.begin(), demo.end(), [](const QJsonValue& verdict) { return verdict.isBool(); }));      // and no rule's text
        QCOMPARE(demo.keys(), admin.keys());
        const auto narrow = get(m_demo, L("/policy?service=compute")).json()[u"policy"][u"rules"].toObject();
        QVERIFY(narrow.contains(start) && !narrow.contains(L("identity:create_user")));
        QCOMPARE(get(m_demo, L("/policy?service=nothing")).status, 400);
        // What it says is what happens.
        const auto id = make("probe");
        QCOMPARE(m_cloud->client(m_reader).post(nova(L("/servers/%1/action").arg(id)), fromJson(R"({"os-stop":null})")).status, 403);
        QCOMPARE(m_cloud->client(m_reader).get(nova(L("/servers/") + id)).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 20'000);
        QCOMPARE(drop(id, false), 204);
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->client(m_demo).get(nova(L("/servers/") + id)).status, 404, 20'000);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 100; ++i)
            (void)m_cloud->chassis().policy().verdicts(service::Context::system(), {});
        qInfo() << "policy:" << demo.size() << "rules," << timer.nsecsElapsed() / 100'000 << "us a pass," << get(m_demo, L("/policy")).body.size() << "bytes";
    }

    void metricsOfOnesOwn()
    {
        const auto id = make("busy");
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 20'000);
        m_compute->metrics().sample();
        Clock::shift(5);
        m_compute->metrics().sample();
        for (const auto& token : { m_demo, m_reader, m_admin }) {
            const auto one = get(token, L("/metrics/servers/") + id);
            QCOMPARE(one.status, 200);
            QVERIFY(one.json()[u"metrics"][u"cpu_percent"].toArray().last().isDouble());
            QCOMPARE(get(token, L("/metrics/servers?ids=") + id).json()[u"servers"].toArray().size(), 1);
        }
        const auto foreign = get(m_other, L("/metrics/servers/") + id);
        QCOMPARE(foreign.status, 404);
        QVERIFY(foreign.json().contains(u"error"));
        QCOMPARE(get(m_other, L("/metrics/servers")).json()[u"servers"].toArray().size(), 0);
        QCOMPARE(drop(id, false), 204);
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->client(m_demo).get(nova(L("/servers/") + id)).status, 404, 20'000);
    }

    void fitsForEach()
    {
        const auto wish = fromJson(R"({"fit":{"flavorRef":"2","imageRef":null,"availability_zone":null,"hints":{}}})");
        for (const auto& token : { m_demo, m_reader, m_other }) {
            const auto answer = post(token, L("/fit"), wish);
            QCOMPARE(answer.status, 200);
            const auto fit = answer.json()[u"fit"].toObject();
            QCOMPARE(fit[u"fits"].toBool(true), false);
            QCOMPARE(fit[u"hosts"][0][u"host"].toString(), L("host 1"));
            QVERIFY(!answer.body.contains("lab-pc"));
            QCOMPARE(fit[u"ways_out"][0][u"flavor"][u"name"].toString(), L("m1.nano"));
        }
        QCOMPARE(post(m_admin, L("/fit"), wish).json()[u"fit"][u"hosts"][0][u"host"].toString(), L("lab-pc"));
        QCOMPARE(post(m_demo, L("/fit"), fromJson(R"({"fit":{"flavorRef":"none"}})")).status, 400);
        QCOMPARE(m_cloud->client(m_demo).get(nova(L("/servers"))).json()[u"servers"].toArray().size(), 0);
    }

    void explainsToThoseWhoSeeTheServer()
    {
        const auto id = make("lost", "2");
        QCOMPARE(status(id), L("ERROR"));
        QVERIFY(m_cloud->client(m_demo).get(nova(L("/servers/") + id)).json()[u"server"][u"fault"][u"message"].toString().contains(L("memory free of 40 GiB asked")));
        m_cloud->restart();
        for (const auto& token : { m_demo, m_reader, m_admin }) {
            const auto answer = get(token, L("/explain/servers/") + id);
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.json()[u"explanation"][u"outcome"].toString(), L("no_valid_host"));
        }
        QCOMPARE(get(m_other, L("/explain/servers/") + id).status, 404);
        QCOMPARE(drop(id, false), 204);
        QTRY_COMPARE_WITH_TIMEOUT(get(m_demo, L("/explain/servers/") + id).status, 404, 20'000);
    }

    void trashOfEach()
    {
        const auto id = make("dear");
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 20'000);
        QCOMPARE(drop(id, true), 204);
        QCOMPARE(m_cloud->client(m_demo).get(nova(L("/servers/") + id)).status, 404);
        const auto mine = get(m_reader, L("/trash")).json()[u"trash"].toArray();
        QCOMPARE(mine.size(), 1);
        QCOMPARE(mine[0][u"deleted_by"][u"name"].toString(), L("demo"));
        QCOMPARE(get(m_other, L("/trash")).json()[u"trash"].toArray().size(), 0);
        QCOMPARE(get(m_admin, L("/trash")).json()[u"trash"].toArray().size(), 1);
        QCOMPARE(post(m_other, L("/trash/server/%1/restore").arg(id)).status, 404);
        QCOMPARE(post(m_reader, L("/trash/server/%1/restore").arg(id)).status, 403);
        QCOMPARE(whenIdle([&] { return post(m_demo, L("/trash/server/%1/restore").arg(id)).status; }), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 20'000);
        QCOMPARE(drop(id, true), 204);
        auto demo = m_cloud->client(m_demo);
        QCOMPARE(m_cloud->client(m_other).del(L("/skylab/v1/trash/server/") + id).status, 404);
        QCOMPARE(whenIdle([&] { return demo.del(L("/skylab/v1/trash/server/") + id).status; }), 202);
        QTRY_VERIFY_WITH_TIMEOUT(get(m_demo, L("/trash")).json()[u"trash"].toArray().isEmpty(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.listGuests()->empty(), 20'000);
    }
};
SKYLAB_TEST(ExtensionApiTest)
#include "ExtensionApiTest.moc"
