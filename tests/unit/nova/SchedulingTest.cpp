#include "Bench.h"

#include "compute/model/GuestWishes.h"
#include "compute/model/HostTraits.h"
#include "support/TestMain.h"

#include <QTest>

#include <thread>

using namespace skylab;
using namespace skylab::test;

namespace {
using compute::ResourceAmounts;

ResourceAmounts amounts(qint64 vcpus, qint64 memory, qint64 disk) { return { { L("VCPU"), vcpus }, { L("MEMORY_MB"), memory }, { L("DISK_GB"), disk } }; }
} // namespace

/// Hosts are chosen by what Placement has, and claims follow the servers.
class SchedulingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    QString flavorWith(const char* id, const O& specs)
    {
        m_bench->makeFlavor(L(id));
        m_bench->call("POST", L("/flavors/%1/os-extra_specs").arg(L(id)), { { L("extra_specs"), specs } }, "2.1", "p0:admin");
        return L(id);
    }
    /// What the fault of a server of that flavor says; empty when it runs.
    QString faultOf(const QString& flavor)
    {
        const auto id = m_bench->ask(m_bench->serverBody(L("one"), flavor));
        m_bench->settle();
        const auto server = m_bench->server(id);
        return server[u"status"].toString() == u"ACTIVE" ? QString() : server[u"fault"][u"message"].toString();
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void tellsPlacementOfTheHost()
    {
        const auto host = m_bench->placement.onlyHost();
        QCOMPARE(host.name, L("lab-pc"));
        QCOMPARE(host.stocks[L("VCPU")].capacity(), qint64(64));
        QCOMPARE(host.stocks[L("VCPU")].maxUnit, qint64(4));
        QCOMPARE(host.stocks[L("MEMORY_MB")].capacity(), qint64(20'480 - 512));
        QCOMPARE(host.stocks[L("DISK_GB")].total, qint64(100));
        for (const auto* trait : { "COMPUTE_NODE", "COMPUTE_VOLUME_MULTI_ATTACH", "COMPUTE_STORAGE_BUS_VIRTIO", "COMPUTE_NET_VIF_MODEL_E1000E", "COMPUTE_ARCH_X86_64", "COMPUTE_FIRMWARE_UEFI" })
            QVERIFY2(host.traits.contains(L(trait)), trait);
        QVERIFY(!host.traits.contains(L("COMPUTE_STATUS_DISABLED")));
        m_bench->call("PUT", L("/os-services/disable"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } }, "2.1", "p0:admin");
        QVERIFY(faultOf(L("1")).contains(L("lab-pc is disabled")));
        QVERIFY(m_bench->placement.onlyHost().traits.contains(L("COMPUTE_STATUS_DISABLED")));
    }

    void claimsForEachServer()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
        QCOMPARE(b.get(L("/os-hypervisors/statistics"), "2.1", "p0:admin")[u"hypervisor_statistics"][u"vcpus_used"].toInt(), 1);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void resizeHoldsTheLargerUntilItIsSettled()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("2"), 1024, 2, 3);
        b.makeFlavor(L("big"), 64 * 1024, 2, 3);
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("ram"), -1 } } } }, "2.1", "p0:admin");
        const auto id = b.make();
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("big") } }), 400);
        QVERIFY2(b.message().contains(L("lab-pc has 19.5 GiB memory free of 64 GiB asked")), qPrintable(b.message()));
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
        QCOMPARE(b.placement.held(id), amounts(2, 1024, 4));
        b.settle();
        QCOMPARE(b.act(id, L("revertResize")), 202);
        b.settle();
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
        b.act(id, L("resize"), O { { L("flavorRef"), L("2") } });
        b.settle();
        QCOMPARE(b.act(id, L("confirmResize")), 204);
        QCOMPARE(b.placement.held(id), amounts(2, 1024, 3));
    }

    /// What is claimed and then refused for another reason is given back.
    void resizeOverTheQuotaGivesBack()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("2"), 1024, 2, 3);
        const auto id = b.make();
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("ram"), 600 } } } }, "2.1", "p0:admin");
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 403);
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
    }

    /// What a create would be refused, a resize is not given either.
    void resizeAsksTheSameFilters_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("fault");
        QTest::newRow("processors of its own") << L("hw:cpu_policy") << L("dedicated") << L("processors of its own");
        QTest::newRow("secure boot") << L("os:secure_boot") << L("required") << L("secure boot");
        QTest::newRow("a trait that is missing") << L("trait:HW_CPU_X86_AVX512F") << L("required") << L("lab-pc lacks the trait HW_CPU_X86_AVX512F");
        QTest::newRow("no such trait") << L("trait:NO_SUCH_TRAIT") << L("required") << L("NO_SUCH_TRAIT");
        QTest::newRow("a trait that is forbidden") << L("trait:COMPUTE_FIRMWARE_UEFI") << L("forbidden") << L("which is forbidden");
        QTest::newRow("an aggregate") << L("aggregate_instance_extra_specs:disk") << L("tape") << L("lab-pc is in no aggregate with disk = tape");
        QTest::newRow("a trait that is there") << L("trait:COMPUTE_VOLUME_MULTI_ATTACH") << L("required") << QString();
        QTest::newRow("shared processors") << L("hw:cpu_policy") << L("shared") << QString();
    }
    void resizeAsksTheSameFilters()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, fault);
        auto& b = *m_bench;
        const auto flavor = flavorWith("special", { { key, value } });
        const auto id = b.make();
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), flavor } }), fault.isEmpty() ? 202 : 400);
        if (fault.isEmpty())
            return;
        QVERIFY2(b.message().contains(fault), qPrintable(b.message()));
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id)[u"flavor"][u"id"].toString(), L("1"));
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
    }
    /// The scheduler is asked for a host, even if it is the same one.
    void aDisabledHostTakesNoResize()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.makeFlavor(L("2"), 1024, 2, 3);
        b.call("PUT", L("/os-services/disable"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } }, "2.1", "p0:admin");
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 400);
        QVERIFY2(b.message().contains(L("lab-pc is disabled")), qPrintable(b.message()));
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
    }

    void obeysTheFlavorsTraitsAndResources()
    {
        QCOMPARE(faultOf(flavorWith("able", { { L("trait:COMPUTE_VOLUME_MULTI_ATTACH"), L("required") }, { L("trait:COMPUTE_STATUS_DISABLED"), L("forbidden") } })), QString());
        QVERIFY(faultOf(flavorWith("avx", { { L("trait:HW_CPU_X86_AVX512F"), L("required") } })).contains(L("lab-pc lacks the trait HW_CPU_X86_AVX512F")));
        QVERIFY(faultOf(flavorWith("nouefi", { { L("trait:COMPUTE_FIRMWARE_UEFI"), L("forbidden") } })).contains(L("has the trait COMPUTE_FIRMWARE_UEFI, which is forbidden")));
        QVERIFY(faultOf(flavorWith("gpu", { { L("resources:VGPU"), L("1") } })).contains(L("lab-pc has no VGPU")));
        QVERIFY(faultOf(flavorWith("odd", { { L("trait:NO_SUCH_TRAIT"), L("required") } })).contains(L("No such trait(s): NO_SUCH_TRAIT")));
        const auto id = m_bench->ask(m_bench->serverBody(L("diskless"), flavorWith("bare", { { L("resources:DISK_GB"), L("0") }, { L("resources:VCPU"), L("2") } })));
        QCOMPARE(m_bench->placement.held(id), (ResourceAmounts { { L("VCPU"), 2 }, { L("MEMORY_MB"), 512 } }));
    }

    /// Nobody gets a guest without what the flavor or the image promises it.
    void refusesWhatNoDriverGives_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char* key, const char* value, const char* fault) { QTest::addRow("%s=%s", key, value) << L(key) << L(value) << L(fault); };
        row("hw:cpu_policy", "dedicated", "lab-pc can't give its guests processors of its own (hw:cpu_policy = dedicated)");
        row("hw:cpu_policy", "shared", "");
        row("hw:mem_page_size", "2MB", "large pages");
        row("hw:mem_page_size", "any", "");
        row("hw:numa_nodes", "2", "several NUMA nodes");
        row("hw:numa_nodes", "1", "");
        row("hw:mem_encryption", "True", "encrypted memory");
        row("hw:mem_encryption", "False", "");
        row("hw:tpm_version", "2.0", "a trusted platform module");
        row("os:secure_boot", "required", "secure boot");
        row("os:secure_boot", "optional", "");
        row("pci_passthrough:alias", "gpu:1", "devices of the host");
        row("accel:device_profile", "fpga", "accelerators");
        row("hw:watchdog_action", "reset", "");
    }
    void refusesWhatNoDriverGives()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, fault);
        const auto said = faultOf(flavorWith("special", { { key, value } }));
        QVERIFY2(fault.isEmpty() ? said.isEmpty() : said.contains(fault), qPrintable(said));
        // The image asks for some of it, too.
        const auto property = QString(key).replace(u':', u'_');
        if (!property.startsWith(u"hw_") && !property.startsWith(u"os_"))
            return;
        const auto image = m_bench->images.addImage(L("special"));
        m_bench->images.setProperty(image, property, value);
        auto body = m_bench->serverBody(L("two"));
        body.insert(L("imageRef"), image);
        const auto id = m_bench->ask(body);
        m_bench->settle();
        const auto server = m_bench->server(id);
        QCOMPARE(server[u"status"].toString(), fault.isEmpty() ? L("ACTIVE") : L("ERROR"));
        QVERIFY2(server[u"fault"][u"message"].toString().contains(fault.section(u'(', 0, 0).trimmed()), qPrintable(server[u"fault"][u"message"].toString()));
    }

    void limitsWhatTheFlavorLimits()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("slow"), 512, 1, 1);
        b.call("POST", L("/flavors/slow/os-extra_specs"), { { L("extra_specs"), O { { L("quota:cpu_quota"), L("50000") }, { L("quota:cpu_period"), L("100000") }, { L("quota:cpu_shares"), L("512") },
            { L("quota:disk_total_iops_sec"), L("100") }, { L("quota:disk_read_iops_sec"), L("50") }, { L("quota:disk_write_bytes_sec"), L("1048576") } } } }, "2.1", "p0:admin");
        QCOMPARE(faultOf(L("slow")), QString());
        const auto guest = b.lentDriver->lastSpec();
        QCOMPARE(guest.cpuQuota, 50'000);
        QCOMPARE(guest.cpuPeriod, 100'000);
        QCOMPARE(guest.cpuShares, 512);
        QCOMPARE(guest.disks[0].totalIopsSec, 100);
        QCOMPARE(guest.disks[0].readIopsSec, 0);      // QEMU takes no limit of one direction beside one of both
        QCOMPARE(guest.disks[0].writeBytesSec, 1'048'576);
    }

    void processorsLookAsTheFlavorOrTheImageSays_data()
    {
        QTest::addColumn<compute::CpuTopology>("topology");
        QTest::addColumn<QStringList>("flavor");
        QTest::addColumn<QStringList>("image");
        using T = compute::CpuTopology;
        QTest::newRow("nothing said") << T {} << QStringList {} << QStringList {};
        QTest::newRow("few sockets for a licence") << T { 2, 4, 1 } << QStringList { L("hw:cpu_sockets=2") } << QStringList {};
        QTest::newRow("all said") << T { 1, 4, 2 } << QStringList { L("hw:cpu_sockets=1"), L("hw:cpu_cores=4"), L("hw:cpu_threads=2") } << QStringList {};
        QTest::newRow("at most") << T { 4, 2, 1 } << QStringList { L("hw:cpu_max_sockets=5") } << QStringList {};
        QTest::newRow("the image says it") << T { 1, 8, 1 } << QStringList {} << QStringList { L("hw_cpu_sockets=1") };
        QTest::newRow("the flavor goes first") << T { 4, 2, 1 } << QStringList { L("hw:cpu_sockets=4") } << QStringList { L("hw_cpu_sockets=1") };
        QTest::newRow("preferred, and of no use") << T { 8, 1, 1 } << QStringList { L("hw:cpu_sockets=3") } << QStringList {};
        QTest::newRow("the flavor's limit binds the image") << T { 2, 4, 1 } << QStringList { L("hw:cpu_max_sockets=2") } << QStringList { L("hw_cpu_sockets=8") };
    }
    void processorsLookAsTheFlavorOrTheImageSays()
    {
        QFETCH(QStringList, flavor);
        QFETCH(QStringList, image);
        const auto map = [](const QStringList& words) {
            sdk::StringMap all;
            for (const auto& word : words)
                all.insert(word.section(u'=', 0, 0), word.section(u'=', 1));
            return all;
        };
        QTEST(compute::topologyOf(8, map(flavor), map(image)), "topology");
    }
    void limitsThatAllowNoTopologyAreAFault()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("odd"), 512, 3, 1);
        b.call("POST", L("/flavors/odd/os-extra_specs"), { { L("extra_specs"), O { { L("hw:cpu_max_sockets"), L("2") }, { L("hw:cpu_max_cores"), L("1") }, { L("hw:cpu_max_threads"), L("1") } } } }, "2.1", "p0:admin");
        const auto fault = faultOf(L("odd"));
        QVERIFY2(fault.contains(L("3 processors can't be 2 sockets of 1 cores with 1 threads")), qPrintable(fault));
        b.call("POST", L("/flavors/odd/os-extra_specs"), { { L("extra_specs"), O { { L("hw:cpu_max_cores"), L("3") } } } }, "2.1", "p0:admin");
        QCOMPARE(faultOf(L("odd")), QString());
        QCOMPARE(b.lentDriver->lastSpec().topology, (compute::CpuTopology { 1, 3, 1 }));
    }

    /// A client that asks for a server in ERROR after its delete, and finds it, says that the delete failed.
    void whatNoHostEverHadIsGoneAtOnce()
    {
        auto& b = *m_bench;
        const auto flavor = flavorWith("dedicated", { { L("hw:cpu_policy"), L("dedicated") } });
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids << b.ask(b.serverBody(L("one"), flavor));
        b.settle();
        for (const auto& id : ids) {
            QCOMPARE(b.status(id), L("ERROR"));
            b.call("DELETE", L("/servers/") + id);
            QCOMPARE(b.last.status, 204);
            b.get(L("/servers/") + id);
            QCOMPARE(b.last.status, 404);
        }
        QCOMPARE(b.leftovers(), QString());
    }

    void obeysAggregates()
    {
        auto& b = *m_bench;
        compute::HostAggregate aggregate { newUuid(), L("fast"), { { L("disk"), L("ssd,nvme") } } };
        b.compute->scheduling().setAggregateReader([&](const QString& host) -> Result<std::vector<compute::HostAggregate>> {
            return host == u"lab-pc" ? std::vector { aggregate } : std::vector<compute::HostAggregate>();
        });
        QCOMPARE(faultOf(flavorWith("ssd", { { L("aggregate_instance_extra_specs:disk"), L("ssd") } })), QString());
        QCOMPARE(b.placement.aggregates(), QStringList { aggregate.id });
        QVERIFY(faultOf(flavorWith("tape", { { L("aggregate_instance_extra_specs:disk"), L("tape") } })).contains(L("lab-pc is in no aggregate with disk = tape")));
        aggregate.metadata.insert(L("filter_tenant_id"), L("p2, p3"));
        QVERIFY(faultOf(L("1")).contains(L("lab-pc is in aggregate fast, which is for other projects")));
        aggregate.metadata.insert(L("filter_tenant_id"), L("p1"));
        QCOMPARE(faultOf(L("1")), QString());
    }

    void triesAgainWhenOthersWereFaster()
    {
        auto& b = *m_bench;
        b.placement.failNext(L("claim"), { ErrorCode::Conflict, L("The requested amount would exceed the capacity.") });
        QCOMPARE(faultOf(L("1")), QString());
        b.placement.failNext(L("candidates"), { ErrorCode::Unavailable, L("Placement is away.") });
        const auto id = b.ask(b.serverBody(L("two")));
        QVERIFY(b.server(id)[u"fault"][u"message"].toString().contains(L("Placement is away")));
        QVERIFY(b.placement.held(id).isEmpty());
    }

    void keepsAGroupApartWithinOneRequest()
    {
        auto& b = *m_bench;
        const auto group = b.call("POST", L("/os-server-groups"), { { L("server_group"), O { { L("name"), L("spread") }, { L("policy"), L("anti-affinity") } } } }, "2.64")[u"server_group"][u"id"];
        auto body = b.serverBody(L("many"));
        body[u"min_count"] = 2;
        b.call("POST", L("/servers"), { { L("server"), body }, { L("os:scheduler_hints"), O { { L("group"), group } } } });
        QCOMPARE(b.last.status, 202);
        b.settle();
        QStringList states;
        for (const auto& server : b.get(L("/servers/detail"))[u"servers"].toArray())
            states << server[u"status"].toString();
        states.sort();
        QCOMPARE(states, (QStringList { L("ACTIVE"), L("ERROR") }));
        QCOMPARE(b.placement.allHoldings()->size(), 1);
    }

    void healsWhatACrashLeft()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto host = b.placement.onlyHost().id;
        const auto orphan = newUuid(), stranger = newUuid();
        QVERIFY(b.placement.claim({ orphan, L("p1"), L("u"), { { host, amounts(1, 1, 1) } } }));
        QVERIFY(b.placement.release(id));
        b.close();
        QVERIFY(b.open());
        QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
        QVERIFY(b.placement.held(orphan).isEmpty());
        // What is claimed while its row is still to come is no orphan.
        {
            const compute::Scheduling::Pending pending(b.compute->scheduling(), { stranger });
            QVERIFY(b.placement.claim({ stranger, L("p1"), L("u"), { { host, amounts(1, 1, 1) } } }));
            QVERIFY(b.compute->scheduling().heal());
            QVERIFY(!b.placement.held(stranger).isEmpty());
        }
        QVERIFY(b.compute->scheduling().heal());
        QVERIFY(b.placement.held(stranger).isEmpty());
    }

    /// Thousands of servers on a full host: one refusal answers for all that want the same.
    void asksOnceForWhatDoesNotFit()
    {
        auto& b = *m_bench;
        const QStringList ids { b.make(), b.make(), b.make() };
        for (const auto& id : ids)
            QVERIFY(b.placement.release(id));
        const auto rest = newUuid();
        const auto disk = b.placement.onlyHost().stocks[L("DISK_GB")];
        const compute::Scheduling::Pending pending(b.compute->scheduling(), { rest });
        QVERIFY(b.placement.claim({ rest, L("p1"), L("u"), { { b.placement.onlyHost().id, { { L("DISK_GB"), disk.capacity() } } } } }));
        int asked = 0;
        b.placement.beforeClaim = [&](const QString&) { ++asked; };
        QVERIFY(b.compute->scheduling().heal());
        QCOMPARE(asked, 1);
        QVERIFY(b.compute->scheduling().heal(compute::Scheduling::Heal::Held));
        QCOMPARE(asked, 1);
        QVERIFY(b.placement.release(rest));
        QVERIFY(b.compute->scheduling().heal());
        for (const auto& id : ids)
            QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
    }

    /// A stop does not wait for the comparison of thousands; the next start goes on.
    void stopsInTheMidstOfHealing()
    {
        auto& b = *m_bench;
        const QStringList ids { b.make(), b.make() };
        for (const auto& id : ids)
            QVERIFY(b.placement.release(id));
        std::thread stops;
        b.placement.beforeClaim = [&, once = true](const QString&) mutable {
            if (!std::exchange(once, false))
                return;
            stops = std::thread([&b] { b.compute->stop(); });
            QTRY_VERIFY_WITH_TIMEOUT(!b.compute->requireRunning(), 10'000);
        };
        const auto healed = b.compute->scheduling().heal();
        stops.join();
        QVERIFY(!healed);
        QCOMPARE(healed.error().code, ErrorCode::Cancelled);
        QCOMPARE(int(b.placement.held(ids[0]).isEmpty()) + int(b.placement.held(ids[1]).isEmpty()), 1);
        b.placement.beforeClaim = {};
        b.close();
        QVERIFY(b.open());
        for (const auto& id : ids)
            QCOMPARE(b.placement.held(id), amounts(1, 512, 1));
    }

    void readsTraitsOfTheProcessor()
    {
        compute::HostState state;
        state.cpuArchitecture = L("x86_64");
        state.cpuFeatures = { L("avx2"), L("sse4.1"), L("aes"), L("vmx"), L("avx512-vnni"), L("bmi1"), L("sha-ni") };
        const auto traits = compute::hostTraits(state, {}, false);
        for (const auto* trait : { "HW_CPU_X86_AVX2", "HW_CPU_X86_SSE41", "HW_CPU_X86_AESNI", "HW_CPU_X86_VMX", "HW_CPU_X86_INTEL_VMX", "HW_CPU_X86_AVX512VNNI", "HW_CPU_X86_BMI", "HW_CPU_X86_SHA", "HW_ARCH_X86_64" })
            QVERIFY2(traits.contains(L(trait)), trait);
        QVERIFY(!traits.contains(L("COMPUTE_VOLUME_ATTACH")));
    }

    /// Other programs' memory is not for guests; it is reserved in steps.
    void reservesWhatOthersUse()
    {
        compute::HostState state;
        state.memoryTotalMiB = 8192;
        state.memoryUsedMiB = 2000;
        QCOMPARE(compute::stocksOf(state, 1500).value(L("MEMORY_MB")).reserved, qint64(512 + 512));
        QCOMPARE(compute::stocksOf(state, 1000).value(L("MEMORY_MB")).reserved, qint64(512 + 1024));
        QCOMPARE(compute::stocksOf(state, 2500).value(L("MEMORY_MB")).reserved, qint64(512));
        state.memoryUsedMiB = 8192;
        QCOMPARE(compute::stocksOf(state, 0).value(L("MEMORY_MB")).capacity(), qint64(0));
        QVERIFY(!compute::stocksOf(state, 0).contains(L("VCPU")));
    }

    /// With more than one host: the emptier one first, and the reasons of each when none will do.
    void ranksHosts()
    {
        const auto host = [](const char* name, qint64 used) {
            compute::HostOffer offer { .id = L(name), .name = L(name), .zone = L("nova") };
            offer.stocks = { { L("VCPU"), { .total = 4, .maxUnit = 4, .ratio = 16 } }, { L("MEMORY_MB"), { .total = 4096, .maxUnit = 4096, .used = used } }, { L("DISK_GB"), { .total = 10, .maxUnit = 10 } } };
            offer.candidates = { { { L(name), amounts(1, 512, 1) } } };
            return offer;
        };
        compute::Demand demand { .flavorName = L("m1"), .projectId = L("p1") };
        demand.resources.groups[QString()].resources = amounts(1, 512, 1);
        std::vector<compute::HostOffer> hosts { host("full", 3000), host("empty", 0) };
        const auto ranked = compute::rankHosts(demand, hosts).value();
        QCOMPARE(ranked.size(), std::size_t(2));
        QCOMPARE(ranked[0]->name, L("empty"));
        hosts[0].servers = { L("friend") };
        demand.groupMembers = { L("friend") };
        demand.groupPolicy = L("soft-affinity");
        QCOMPARE(compute::rankHosts(demand, hosts).value()[0]->name, L("full"));
        demand.groupPolicy = L("affinity");
        QCOMPARE(compute::rankHosts(demand, hosts).value().size(), std::size_t(1));
        demand.groupPolicy = L("anti-affinity");
        demand.differentHostFrom = { L("friend") };
        hosts[1].up = false;
        hosts[1].downReason = L("it burns");
        const auto none = compute::rankHosts(demand, hosts);
        QCOMPARE(none.error().code, ErrorCode::NoValidHost);
        QVERIFY(none.error().message.contains(L("full runs a server of the hint different_host; empty is down: it burns")));
        QVERIFY(none.error().details.contains(L("empty is down: it burns [service]")));
        demand.imageProperties = { { L("img_hv_type"), L("xen") } };
        hosts[0].hypervisorType = L("QEMU");
        QVERIFY(compute::rankHosts(demand, hosts).error().message.contains(L("full runs QEMU, and the image is for the hypervisor xen")));
    }
};

SKYLAB_TEST(SchedulingTest)
#include "SchedulingTest.moc"
