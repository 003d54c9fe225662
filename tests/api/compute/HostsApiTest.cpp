#include "compute/ComputeService.h"
#include "support/TestMain.h"
#include "support/Text.h"
#include "support/cloud/TestCloud.h"
#include "support/openapi/AnswerCheck.h"
#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;
using O = QJsonObject;

namespace {
QByteArray readAll(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

/// What administrators ask of hosts, quotas and offers, over HTTP and at the newest microversion; each answer is held
/// against the Compute API's OpenAPI document where SKYLAB_OPENAPI_DIR has it.
class HostsApiTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    compute::FakeHypervisorDriver m_driver { { .hostName = L("lab-pc"), .vcpus = 8, .memoryMiB = 16'384, .diskGiB = 100 } };
    MemoryNetworks m_networks;
    MemoryVolumes m_volumes;
    MemoryPlacement m_placement;
    std::unique_ptr<MemoryImages> m_images;
    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<AnswerCheck> m_check;
    QByteArray m_admin;
    int m_checked = 0;

    Answer ask(const QByteArray& method, const QString& rest, const O& body = {}, const QByteArray& version = "2.96")
    {
        const auto path = L("/compute/v2.1") + rest;
        const auto answer = m_cloud->client(m_admin).send(method, path, body, {}, { { "OpenStack-API-Version", "compute " + version } });
        if (m_check && version == "2.96") {
            ++m_checked;
            const auto wrong = m_check->violations(method, QUrl(path).path(), answer);
            if (!wrong.isEmpty())
                QTest::qFail(qPrintable(wrong.join(u'\n') + u'\n' + QString::fromUtf8(answer.body.left(800))), __FILE__, __LINE__);
        }
        return answer;
    }
    O get(const QString& rest) { return ask("GET", rest).json(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_images = std::make_unique<MemoryImages>(m_files.path());
        const auto compute = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto service = TRY(compute::ComputeService::open(chassis, { m_networks, *m_images, m_volumes, m_placement }, std::make_unique<LentDriver>(m_driver)));
            return std::unique_ptr<service::Service>(std::move(service));
        };
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { compute });
        m_admin = m_cloud->adminToken();
        if (const auto document = readAll(QDir(qEnvironmentVariable("SKYLAB_OPENAPI_DIR")).filePath(L("compute-v2.96.yaml"))); !document.isEmpty()) {
            auto api = OpenApi::parse(document);
            QVERIFY(api);
            m_check = std::make_unique<AnswerCheck>(std::move(*api), L("/compute"), readAll(L(SKYLAB_SOURCE_DIR "/tests/support/openapi/exceptions/compute.txt")));
        }
        for (const auto* id : { "1", "2" })
            QCOMPARE(ask("POST", L("/flavors"), { { L("flavor"), O { { L("id"), L(id) }, { L("name"), L("m1.") + L(id) }, { L("ram"), 128 * QByteArray(id).toInt() }, { L("vcpus"), 1 }, { L("disk"), 1 } } } }).status, 200);
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void aggregatesAndZones()
    {
        const auto made = ask("POST", L("/os-aggregates"), { { L("aggregate"), O { { L("name"), L("fast") }, { L("availability_zone"), L("west") } } } });
        QCOMPARE(made.status, 200);
        const auto path = L("/os-aggregates/%1").arg(made.json()[u"aggregate"][u"id"].toInt());
        QCOMPARE(ask("POST", path + L("/action"), { { L("add_host"), O { { L("host"), L("lab-pc") } } } }).status, 200);
        QCOMPARE(ask("POST", path + L("/action"), { { L("set_metadata"), O { { L("metadata"), O { { L("ssd"), L("true") } } } } } }).status, 200);
        QCOMPARE(get(L("/os-aggregates"))[u"aggregates"][0][u"hosts"][0].toString(), L("lab-pc"));
        get(path);
        QCOMPARE(get(L("/os-availability-zone"))[u"availabilityZoneInfo"][0][u"zoneName"].toString(), L("west"));
        get(L("/os-availability-zone/detail"));
        QCOMPARE(ask("PUT", path, { { L("aggregate"), O { { L("name"), L("faster") } } } }).status, 200);
        QCOMPARE(ask("POST", path + L("/action"), { { L("remove_host"), O { { L("host"), L("lab-pc") } } } }).status, 200);
        QCOMPARE(ask("DELETE", path).status, 200);
    }

    void servicesAndHypervisors()
    {
        const auto services = get(L("/os-services"))[u"services"].toArray();
        QCOMPARE(services.size(), 3);
        QCOMPARE(ask("PUT", L("/os-services/") + services[2][u"id"].toString(), { { L("status"), L("disabled") }, { L("disabled_reason"), L("rats") } }).status, 200);
        QCOMPARE(ask("PUT", L("/os-services/") + services[2][u"id"].toString(), { { L("status"), L("enabled") } }).status, 200);
        get(L("/os-hypervisors"));
        const auto hypervisors = get(L("/os-hypervisors/detail?with_servers=true"))[u"hypervisors"].toArray();
        get(L("/os-hypervisors/") + hypervisors[0][u"id"].toString());
        QCOMPARE(ask("GET", L("/os-hosts")).status, 404);
        QCOMPARE(ask("GET", L("/os-hosts"), {}, "2.1").status, 200);
    }

    void migrationsAndUsage()
    {
        const auto image = m_images->addImage(L("guest"));
        const auto server = ask("POST", L("/servers"), { { L("server"), O { { L("name"), L("one") }, { L("imageRef"), image }, { L("flavorRef"), L("1") }, { L("networks"), L("none") } } } }, "2.37").json()[u"server"][u"id"].toString();
        QVERIFY(!server.isEmpty());
        const auto path = L("/servers/") + server;
        const auto status = [&] { return ask("GET", path, {}, "2.1").json()[u"server"][u"status"].toString(); };
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 20'000);
        QCOMPARE(ask("POST", path + L("/action"), { { L("resize"), O { { L("flavorRef"), L("2") } } } }, "2.1").status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("VERIFY_RESIZE"), 20'000);
        QCOMPARE(get(L("/os-migrations?instance_uuid=") + server)[u"migrations"][0][u"status"].toString(), L("finished"));
        get(path + L("/migrations"));
        QVERIFY(!get(L("/os-simple-tenant-usage?detailed=1&start=2020-01-01T00:00:00&end=2100-01-01T00:00:00"))[u"tenant_usages"].toArray().isEmpty());
        get(L("/os-instance_usage_audit_log"));
        QCOMPARE(ask("POST", L("/os-server-external-events"), { { L("events"), QJsonArray { O { { L("name"), L("network-changed") }, { L("server_uuid"), server } } } } }).status, 200);
        QCOMPARE(ask("DELETE", path, {}, "2.1").status, 204);
        QTRY_COMPARE_WITH_TIMEOUT(ask("GET", path, {}, "2.1").status, 404, 20'000);
    }

    void quotasAndOffers()
    {
        get(L("/limits?reserved=1"));
        const auto quotas = L("/os-quota-sets/") + newUuid();
        for (const auto* part : { "", "/defaults", "/detail" })
            QCOMPARE(ask("GET", quotas + L(part)).status, 200);
        for (const auto* path : { "/os-quota-class-sets/default", "/flavors", "/flavors/detail", "/flavors/1", "/flavors/1/os-extra_specs", "/os-keypairs",
                                  "/os-server-groups", "/extensions", "/extensions/os-aggregates" })
            QVERIFY2(ask("GET", L(path)).status == 200, path);
        QCOMPARE(ask("PUT", quotas, { { L("quota_set"), O { { L("ram"), 1 }, { L("force"), true } } } }).status, 200);
        QCOMPARE(ask("POST", L("/flavors/1/os-extra_specs"), { { L("extra_specs"), O { { L("hw:cpu_policy"), L("shared") } } } }).status, 200);
        QCOMPARE(ask("PUT", L("/flavors/1"), { { L("flavor"), O { { L("description"), L("small") } } } }).status, 200);
        QCOMPARE(ask("POST", L("/os-server-groups"), { { L("server_group"), O { { L("name"), L("g") }, { L("policy"), L("anti-affinity") } } } }).status, 200);
        QCOMPARE(ask("GET", L("/os-agents")).status, 410);
        QVERIFY(!m_check || m_checked > 30);
    }
};
SKYLAB_TEST(HostsApiTest)
#include "HostsApiTest.moc"
