#include "PlacementCloud.h"

#include "cloud/PlacementProxy.h"
#include "compute/ComputeService.h"
#include "support/TestMain.h"
#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

using namespace skylab;
using namespace skylab::test;

/// Compute and Placement together: what servers hold is seen in Placement's API, and what its administrators say there
/// decides about servers.
class ServersTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    compute::FakeHypervisorDriver m_driver { { .hostName = L("lab-pc"), .vcpus = 4, .memoryMiB = 8192, .diskGiB = 100 } };
    MemoryNetworks m_networks;
    MemoryVolumes m_volumes;
    std::unique_ptr<MemoryImages> m_images;
    std::unique_ptr<PlacementProxy> m_proxy;
    std::unique_ptr<TestCloud> m_cloud;
    placement::PlacementService* m_placement = nullptr;
    QString m_image;
    QByteArray m_admin;

    Answer placement(const QByteArray& method, const QString& path, const QJsonObject& body = {}) { return m_cloud->client(m_admin).send(method, L("/placement") + path, body, {}, { { "OpenStack-API-Version", "placement 1.39" } }); }
    Answer compute(const QByteArray& method, const QString& path, const QJsonObject& body = {}) { return m_cloud->client(m_admin).send(method, L("/compute/v2.1") + path, body, {}); }
    QString host() { return placement("GET", L("/resource_providers?name=lab-pc")).json()[u"resource_providers"][0][u"uuid"].toString(); }
    QString make(const QString& flavor)
    {
        return compute("POST", L("/servers"), { { L("server"), QJsonObject { { L("name"), L("one") }, { L("imageRef"), m_image }, { L("flavorRef"), flavor } } } }).json()[u"server"][u"id"].toString();
    }
    QString state(const QString& id) { return compute("GET", L("/servers/") + id).json()[u"server"][u"status"].toString(); }
    void makeFlavor(const QString& id, const QJsonObject& specs = {})
    {
        compute("POST", L("/flavors"), { { L("flavor"), QJsonObject { { L("id"), id }, { L("name"), id }, { L("ram"), 512 }, { L("vcpus"), 2 }, { L("disk"), 1 } } } });
        if (!specs.isEmpty())
            compute("POST", L("/flavors/%1/os-extra_specs").arg(id), { { L("extra_specs"), specs } });
    }
    QJsonObject held(const QString& server) { return placement("GET", L("/allocations/") + server).json()[u"allocations"][host()][u"resources"].toObject(); }

private Q_SLOTS:
    void init()
    {
        m_images = std::make_unique<MemoryImages>(m_files.path());
        m_image = m_images->addImage(L("guest"));
        const auto placement = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto made = TRY(placement::PlacementService::open(chassis));
            m_placement = made.get();
            m_proxy = std::make_unique<PlacementProxy>(*made);
            return std::unique_ptr<service::Service>(std::move(made));
        };
        const auto compute = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto made = TRY(compute::ComputeService::open(chassis, { m_networks, *m_images, m_volumes, *m_proxy }, std::make_unique<LentDriver>(m_driver)));
            return std::unique_ptr<service::Service>(std::move(made));
        };
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { placement, compute });
        m_admin = m_cloud->adminToken();
        makeFlavor(L("1"));
    }
    void cleanup() { m_cloud.reset(); }

    void hostIsAProvider()
    {
        const auto path = L("/resource_providers/") + host();
        const QJsonValue inventories = placement("GET", path + L("/inventories")).json()[u"inventories"];
        QCOMPARE(inventories[u"VCPU"][u"total"].toInt(), 4);
        QCOMPARE(inventories[u"VCPU"][u"allocation_ratio"].toDouble(), 16.0);
        QCOMPARE(inventories[u"MEMORY_MB"][u"reserved"].toInt(), 512);
        QVERIFY(placement("GET", path + L("/traits")).json()[u"traits"].toArray().contains(L("COMPUTE_VOLUME_ATTACH")));
        // Its id is the hypervisor's, as clients that look from one to the other expect.
        const auto hypervisors = m_cloud->client(m_admin).send("GET", L("/compute/v2.1/os-hypervisors"), {}, {}, { { "OpenStack-API-Version", "compute 2.53" } });
        QCOMPARE(hypervisors.json()[u"hypervisors"][0][u"id"].toString(), host());
    }

    /// What an administrator promises more than once stays promised when the host is told anew.
    void ratiosAreTheAdministrators()
    {
        const auto path = L("/resource_providers/%1/inventories/MEMORY_MB").arg(host());
        auto memory = placement("GET", path).json();
        memory.insert(L("allocation_ratio"), 1.5);
        QCOMPARE(placement("PUT", path, memory).status, 200);
        const auto id = make(L("1"));
        QTRY_COMPARE_WITH_TIMEOUT(state(id), L("ACTIVE"), 10'000);
        memory = placement("GET", path).json();
        QCOMPARE(memory[u"allocation_ratio"].toDouble(), 1.5);
        QCOMPARE(memory[u"total"].toInt(), 8192);
        QCOMPARE(compute("DELETE", L("/servers/") + id).status, 204);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.listGuests()->empty(), 10'000);
    }

    void serversHoldWhatTheirFlavorSays()
    {
        const auto id = make(L("1"));
        QTRY_COMPARE_WITH_TIMEOUT(state(id), L("ACTIVE"), 10'000);
        QCOMPARE(held(id), (QJsonObject { { L("VCPU"), 2 }, { L("MEMORY_MB"), 512 }, { L("DISK_GB"), 1 } }));
        QCOMPARE(placement("GET", L("/allocations/") + id).json()[u"consumer_type"].toString(), L("INSTANCE"));
        QCOMPARE(compute("DELETE", L("/servers/") + id).status, 204);
        QTRY_COMPARE_WITH_TIMEOUT(held(id), QJsonObject(), 10'000);
    }

    /// An administrator adds something to the host and a card below it: flavors may ask for them.
    void giveWhatAdministratorsAdd()
    {
        const auto root = host();
        QCOMPARE(placement("PUT", L("/traits/CUSTOM_GOLD")).status, 201);
        QCOMPARE(placement("PUT", L("/resource_classes/CUSTOM_DONGLE")).status, 201);
        makeFlavor(L("gold"), { { L("trait:CUSTOM_GOLD"), L("required") } });
        makeFlavor(L("card"), { { L("resources_CARD:VGPU"), L("1") }, { L("resources:CUSTOM_DONGLE"), L("1") } });
        QCOMPARE(state(make(L("gold"))), L("ERROR"));
        QCOMPARE(state(make(L("card"))), L("ERROR"));
        const auto path = L("/resource_providers/") + root;
        auto traits = placement("GET", path + L("/traits")).json();
        auto names = traits[u"traits"].toArray();
        names << L("CUSTOM_GOLD");
        QCOMPARE(placement("PUT", path + L("/traits"), { { L("traits"), names }, { L("resource_provider_generation"), traits[u"resource_provider_generation"] } }).status, 200);
        QCOMPARE(placement("POST", path + L("/inventories"), { { L("resource_class"), L("CUSTOM_DONGLE") }, { L("total"), 1 } }).status, 201);
        const auto card = placement("POST", L("/resource_providers"), { { L("name"), L("card") }, { L("parent_provider_uuid"), root } }).json()[u"uuid"].toString();
        QCOMPARE(placement("POST", L("/resource_providers/%1/inventories").arg(card), { { L("resource_class"), L("VGPU") }, { L("total"), 4 } }).status, 201);
        const auto gold = make(L("gold")), first = make(L("card")), second = make(L("card"));
        QTRY_COMPARE_WITH_TIMEOUT(state(gold), L("ACTIVE"), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(state(first), L("ACTIVE"), 10'000);
        QCOMPARE(state(second), L("ERROR"));      // there is one dongle
        QCOMPARE(placement("GET", L("/allocations/") + first).json()[u"allocations"][card][u"resources"][u"VGPU"].toInt(), 1);
        QVERIFY(compute("GET", L("/servers/") + second).json()[u"server"][u"fault"][u"message"].toString().contains(L("CUSTOM_DONGLE")));
        // The host goes on to say what it is, and takes nothing away that is not its own.
        QVERIFY(placement("GET", path + L("/traits")).json()[u"traits"].toArray().contains(L("CUSTOM_GOLD")));
    }

    void healsAtTheStart()
    {
        const auto id = make(L("1"));
        QTRY_COMPARE_WITH_TIMEOUT(state(id), L("ACTIVE"), 10'000);
        const auto orphan = newUuid();
        QCOMPARE(placement("PUT", L("/allocations/") + orphan, PlacementCloud::claim(host(), { { L("VCPU"), 1 } })).status, 204);
        QCOMPARE(placement("DELETE", L("/allocations/") + id).status, 204);
        m_cloud->restart();
        m_admin = m_cloud->adminToken();
        QCOMPARE(held(orphan), QJsonObject());      // before the first answer
        QTRY_COMPARE_WITH_TIMEOUT(held(id)[u"VCPU"].toInt(), 2, 10'000);
    }
};

SKYLAB_TEST(ServersTest)
#include "ServersTest.moc"
