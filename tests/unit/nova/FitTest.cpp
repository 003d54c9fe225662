#include "Bench.h"

#include "compute/model/Fitting.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;
using A = QJsonArray;

namespace {

compute::Demand demandFor(qint64 vcpus, qint64 memory, qint64 disk)
{
    compute::Demand demand { .flavorName = L("m1.test") };
    demand.resources.groups[QString()].resources = { { L("VCPU"), vcpus }, { L("MEMORY_MB"), memory }, { L("DISK_GB"), disk } };
    return demand;
}
compute::HostOffer hostWith(const char* name, qint64 memory, qint64 used = 0)
{
    compute::HostOffer host { .id = L(name), .name = L(name), .zone = L("nova") };
    host.stocks = { { L("VCPU"), { .total = 4, .maxUnit = 4, .ratio = 16 } }, { L("MEMORY_MB"), { .total = memory, .maxUnit = memory, .used = used } }, { L("DISK_GB"), { .total = 100, .maxUnit = 100 } } };
    return host;
}
} // namespace

/// Whether something would fit, what would help, and why a server found no host.
class FitTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    O fit(const O& wish, const QByteArray& token = "p1:member") { return m_bench->call("POST", L("/skylab/v1/fit"), { { L("fit"), wish } }, "2.1", token)[u"fit"].toObject(); }
    O explain(const QString& id, const QByteArray& token = "p1:member") { return m_bench->get(L("/skylab/v1/explain/servers/") + id, "2.1", token)[u"explanation"].toObject(); }
    static O check(const O& host, const char* filter)
    {
        for (const auto& one : host[u"checks"].toArray())
            if (one[u"filter"].toString() == QLatin1String(filter))
                return one.toObject();
        return {};
    }
    static O way(const O& answer, const char* kind)
    {
        for (const auto& one : answer[u"ways_out"].toArray())
            if (one[u"kind"].toString() == QLatin1String(kind))
                return one.toObject();
        return {};
    }
    static QStringList kinds(const O& answer)
    {
        QStringList all;
        for (const auto& one : answer[u"ways_out"].toArray())
            all << one[u"kind"].toString();
        return all;
    }
    void unlimited()
    {
        const O all { { L("ram"), -1 }, { L("cores"), -1 }, { L("instances"), -1 } };
        m_bench->call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), all } }, "2.1", "p0:admin");
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
        QVERIFY(m_bench->chassis->policy().addDefault(L("placement:resource_providers:inventories:update"), service::rules::admin));      // the placement service is not here
    }
    void cleanup() { m_bench.reset(); }

    // ---- the arithmetic

    void countsWhatFitsOneAfterTheOther()
    {
        const auto demand = demandFor(1, 1000, 10);
        const auto hosts = compute::lookedAgain({ hostWith("a", 3500), hostWith("b", 2500, 600) }, demand);
        QHash<QString, int> perHost;
        QCOMPARE(compute::countFitting(demand, hosts, 10, &perHost), 4);
        QCOMPARE(perHost, (QHash<QString, int> { { L("a"), 3 }, { L("b"), 1 } }));
        QCOMPARE(compute::countFitting(demand, hosts, 2), 2);
        auto apart = demand;
        apart.groupPolicy = L("anti-affinity");
        QCOMPARE(compute::countFitting(apart, hosts, 10), 2);
        auto together = demand;
        together.groupPolicy = L("affinity");
        QCOMPARE(compute::countFitting(together, hosts, 10), 3);
    }
    void nestedProvidersAreUsedUp()
    {
        auto demand = demandFor(1, 1000, 10);
        demand.resources.groups[L("_GPU")].resources = { { L("VGPU"), 1 } };
        auto host = hostWith("a", 10'000);
        const auto own = demand.resources.groups[QString()].resources;
        host.candidates = { { { L("a"), own }, { L("gpu0"), { { L("VGPU"), 1 } } } }, { { L("a"), own }, { L("gpu1"), { { L("VGPU"), 1 } } } } };
        QVERIFY(!compute::isPlain(demand, { host }));
        QCOMPARE(compute::countFitting(demand, { host }, 10), 2);
    }
    void findsTheSmallestOvercommit()
    {
        const auto demand = demandFor(1, 2000, 10);
        const auto hosts = compute::lookedAgain({ hostWith("a", 4000, 3000) }, demand);
        QCOMPARE(compute::overcommitFor(demand, hosts, L("MEMORY_MB"), 1).value_or(0), 1.3);      // 4000 * 1.25 would do
        QVERIFY(!compute::overcommitFor(demand, hosts, L("VCPU"), 1));
        QVERIFY(!compute::overcommitFor(demand, hosts, L("DISK_GB"), 1));
        QVERIFY(!compute::overcommitFor(demandFor(1, 5000, 10), hosts, L("MEMORY_MB"), 1));      // more than the host has at all
        QVERIFY(!compute::overcommitFor(demand, hosts, L("MEMORY_MB"), 4));
        QVERIFY(!compute::overcommitFor(demandFor(1, 500, 10), hosts, L("MEMORY_MB"), 1));       // fits as it is
    }
    void makesRoomWithTheFewest()
    {
        const auto demand = demandFor(1, 2000, 10);
        const auto hosts = compute::lookedAgain({ hostWith("a", 4000, 4000) }, demand);
        const auto idle = [](const char* id, qint64 memory) { return compute::Idle { L(id), L(id), { { L("a"), { { L("MEMORY_MB"), memory }, { L("VCPU"), 1 } } } } }; };
        auto chosen = compute::makeRoom(demand, hosts, { idle("small", 500), idle("large", 1500), idle("middle", 600) }, 1);
        QCOMPARE(chosen.size(), std::size_t(2));
        QCOMPARE(chosen[0].id, L("large"));
        QVERIFY(compute::makeRoom(demand, hosts, { idle("small", 500) }, 1).empty());
        chosen = compute::makeRoom(demand, hosts, { idle("small", 500), idle("whole", 2500) }, 1);
        QCOMPARE(chosen.size(), std::size_t(1));
        QCOMPARE(chosen[0].id, L("whole"));
    }

    // ---- fit

    void tellsWhatFits()
    {
        auto& b = *m_bench;
        const auto answer = fit({ { L("flavorRef"), L("1") }, { L("imageRef"), b.image } }, "p0:admin");
        QCOMPARE(b.last.status, 200);
        QCOMPARE(answer[u"fits"].toBool(), true);
        QCOMPARE(answer[u"count"].toInt(), 1);
        QCOMPARE(answer[u"fitting"].toInt(), 1);
        const auto host = answer[u"hosts"][0].toObject();
        QCOMPARE(host[u"host"].toString(), L("lab-pc"));
        QCOMPARE(host[u"fits"].toBool(), true);
        QCOMPARE(host[u"memory_mib"][u"total"].toInt(), 20'480);
        QCOMPARE(host[u"memory_mib"][u"free"].toInt(), 20'480 - 512);
        QCOMPARE(host[u"memory_mib"][u"after"].toInt(), 512);
        QCOMPARE(host[u"vcpus"][u"allocation_ratio"].toDouble(), 16.0);
        QCOMPARE(check(host, "ram")[u"message"].toString(), L("Memory: 512 MiB asked, 19.5 GiB free."));
        QCOMPARE(check(host, "service")[u"passed"].toBool(), true);
        QCOMPARE(answer[u"quota"][0][u"resource"].toString(), L("instances"));
        QCOMPARE(answer[u"quota"][1][u"after"].toInt(), 1);
        QCOMPARE(answer[u"quota"][2][u"limit"].toInt(), 51'200);
        QVERIFY(answer[u"ways_out"].toArray().isEmpty());
        QCOMPARE(b.placement.allHoldings()->size(), 0);
        QVERIFY(b.get(L("/servers"))[u"servers"].toArray().isEmpty());
    }
    void hostsHaveNoNamesForTenants()
    {
        auto& b = *m_bench;
        b.call("PUT", L("/os-services/disable-log-reason"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") }, { L("disabled_reason"), L("secret project") } }, "2.1", "p0:admin");
        auto answer = fit({ { L("flavorRef"), L("1") } });
        const auto text = b.last.bytes();
        QVERIFY2(!text.contains("lab-pc") && !text.contains("secret"), text.constData());
        QCOMPARE(answer[u"hosts"][0][u"host"].toString(), L("host 1"));
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "service")[u"passed"].toBool(true), false);
        answer = fit({ { L("flavorRef"), L("1") } }, "p0:admin");
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "service")[u"message"].toString(), L("Is disabled: secret project."));
    }
    void smallerFlavorsThatFit()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("huge"), 64 * 1024, 2, 5);
        b.makeFlavor(L("tooLarge"), 32 * 1024, 2, 5);
        b.makeFlavor(L("good"), 16 * 1024, 2, 5);
        b.makeFlavor(L("other"), 16 * 1024, 3, 5);      // more processors: not smaller
        const auto answer = fit({ { L("flavorRef"), L("huge") }, { L("imageRef"), b.image } }, "p1:reader");
        QCOMPARE(answer[u"fits"].toBool(true), false);
        QCOMPARE(answer[u"fitting"].toInt(-1), 0);
        const auto ram = check(answer[u"hosts"][0].toObject(), "ram");
        QCOMPARE(ram[u"passed"].toBool(true), false);
        QCOMPARE(ram[u"message"].toString(), L("Memory: 64 GiB asked, 19.5 GiB free."));
        QCOMPARE(kinds(answer), QStringList { L("smaller_flavor") });
        QCOMPARE(way(answer, "smaller_flavor")[u"flavor"][u"id"].toString(), L("good"));
    }
    /// The smaller flavor must hold the image.
    void smallerFlavorsHoldTheImage()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("huge"), 64 * 1024, 2, 5);
        b.makeFlavor(L("good"), 16 * 1024, 2, 5);
        const auto needs = b.images.addImage(L("needy"), 24 * 1024);
        QVERIFY(kinds(fit({ { L("flavorRef"), L("huge") }, { L("imageRef"), needs } })).isEmpty());
    }
    void quotasThatStandInTheWay()
    {
        auto& b = *m_bench;
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("cores"), 3 } } } }, "2.1", "p0:admin");
        const auto answer = fit({ { L("flavorRef"), L("1") }, { L("count"), 4 } });
        QCOMPARE(answer[u"fits"].toBool(true), false);
        QCOMPARE(answer[u"fitting"].toInt(), 4);      // the host has room
        QCOMPARE(answer[u"quota"][1][u"fits"].toBool(true), false);
        QCOMPARE(answer[u"quota"][1][u"after"].toInt(), 4);
        QCOMPARE(kinds(answer), QStringList { L("raise_quota") });
        QCOMPARE(way(answer, "raise_quota")[u"resource"].toString(), L("cores"));
        QCOMPARE(way(answer, "raise_quota")[u"limit"].toInt(), 4);
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("cores"), 4 } } } }, "2.1", "p0:admin");
        QCOMPARE(fit({ { L("flavorRef"), L("1") }, { L("count"), 4 } })[u"fits"].toBool(), true);      // it was true
    }
    void manyAtOnce()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("half"), 9 * 1024, 1, 1);
        const auto answer = fit({ { L("flavorRef"), L("half") }, { L("count"), 20 } });
        QCOMPARE(answer[u"fits"].toBool(true), false);
        QCOMPARE(answer[u"fitting"].toInt(), 2);
        QCOMPARE(answer[u"hosts"][0][u"memory_mib"][u"after"].toInt(), 18 * 1024);
        QCOMPARE(way(answer, "smaller_flavor")[u"flavor"][u"id"].toString(), L("1"));
    }
    /// What is said to make room does: shelving the idle server lets the new one in.
    void idleServersMakeRoom()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("half"), 12 * 1024, 1, 1);
        const auto idle = b.ask(b.serverBody(L("idle"), L("half")));
        b.settle();
        b.act(idle, L("os-stop"));
        b.settle();
        const O wish { { L("flavorRef"), L("half") }, { L("imageRef"), b.image } };
        auto answer = fit(wish);
        QCOMPARE(answer[u"fits"].toBool(true), false);
        auto room = way(answer, "shelve_servers");
        QCOMPARE(room[u"servers"].toArray(), (A { O { { L("id"), idle }, { L("name"), L("idle") } } }));
        QCOMPARE(room[u"frees"][u"ram"].toInt(), 12 * 1024);
        QCOMPARE(room[u"frees"][u"vcpus"].toInt(), 1);
        QVERIFY(!kinds(fit(wish, "p1:reader")).contains(L("shelve_servers")));      // who may not shelve
        QVERIFY(!kinds(fit(wish, "p2:member")).contains(L("shelve_servers")));      // another project's
        QCOMPARE(b.act(idle, L("shelve")), 202);
        b.settle();
        answer = fit(wish);
        QCOMPARE(answer[u"fits"].toBool(), true);
        QVERIFY(!b.ask(b.serverBody(L("new"), L("half"))).isEmpty());
        b.settle();
    }
    void overcommitForThoseWhoMay()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("most"), 15 * 1024, 1, 1);
        b.ask(b.serverBody(L("one"), L("most")));
        b.settle();
        const O wish { { L("flavorRef"), L("most") } };
        QVERIFY(!kinds(fit(wish)).contains(L("overcommit")));
        const auto way = FitTest::way(fit(wish, "p0:admin"), "overcommit");
        QCOMPARE(way[u"resource"].toString(), L("MEMORY_MB"));
        QCOMPARE(way[u"allocation_ratio"].toDouble(), 1.6);      // 30 GiB of 19.5
    }
    void sizesThatAreNoFlavor()
    {
        const auto answer = fit({ { L("flavor"), O { { L("vcpus"), 8 }, { L("ram"), 512 }, { L("disk"), 1 } } } });
        QCOMPARE(answer[u"fits"].toBool(true), false);
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "vcpus")[u"message"].toString(), L("Processors: 8 asked, the host has 4."));
        QCOMPARE(way(answer, "smaller_flavor")[u"flavor"][u"id"].toString(), L("1"));
        // Without an image it boots from its volume, and takes no disk of the host.
        const O large { { L("vcpus"), 1 }, { L("ram"), 512 }, { L("disk"), 500 } };
        QCOMPARE(fit({ { L("flavor"), large } })[u"fits"].toBool(true), false);
        QCOMPARE(fit({ { L("flavor"), large }, { L("volumes_gib"), 500 } })[u"fits"].toBool(), true);
    }
    void refusesWhatItCantRead_data()
    {
        QTest::addColumn<QString>("body");
        for (const auto* body : { "{}", "{\"fit\":{}}", "{\"fit\":{\"flavorRef\":\"nothing\"}}", "{\"fit\":{\"flavorRef\":\"1\",\"count\":0}}", "{\"fit\":{\"flavorRef\":\"1\",\"flavor\":{\"vcpus\":1,\"ram\":1}}}",
                                  "{\"fit\":{\"flavorRef\":\"1\",\"availability_zone\":\"moon\"}}", "{\"fit\":{\"flavorRef\":\"1\",\"colour\":\"red\"}}", "{\"fit\":{\"flavorRef\":\"1\",\"hints\":{\"group\":\"x\"}}}" })
            QTest::newRow(body) << L(body);
    }
    void refusesWhatItCantRead()
    {
        QFETCH(QString, body);
        m_bench->call("POST", L("/skylab/v1/fit"), QJsonDocument::fromJson(body.toUtf8()).object());
        QCOMPARE(m_bench->last.status, 400);
        QVERIFY(m_bench->last.bytes().startsWith("{\"error\":"));
    }
    void unknownTraitsFitNowhere()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("odd"));
        b.call("POST", L("/flavors/odd/os-extra_specs"), { { L("extra_specs"), O { { L("trait:NO_SUCH_THING"), L("required") } } } }, "2.1", "p0:admin");
        const auto answer = fit({ { L("flavorRef"), L("odd") } });
        QCOMPARE(b.last.status, 200);
        QCOMPARE(answer[u"fits"].toBool(true), false);
        QVERIFY(check(answer[u"hosts"][0].toObject(), "providers")[u"message"].toString().contains(L("NO_SUCH_THING")));
    }

    // ---- explain

    void explainsWhyThereIsNoHost()
    {
        auto& b = *m_bench;
        unlimited();
        b.makeFlavor(L("huge"), 64 * 1024, 2, 5);
        const auto id = b.ask(b.serverBody(L("ci-runner"), L("huge")));
        b.settle();
        QCOMPARE(b.status(id), L("ERROR"));
        b.close();
        QVERIFY(b.open());      // it is in the book
        const auto answer = explain(id);
        QCOMPARE(b.last.status, 200);
        QCOMPARE(answer[u"server_id"].toString(), id);
        QCOMPARE(answer[u"name"].toString(), L("ci-runner"));
        QCOMPARE(answer[u"outcome"].toString(), L("no_valid_host"));
        QVERIFY(answer[u"request_id"].toString().startsWith(L("req-")));
        QVERIFY(!answer[u"time"].toString().isEmpty());
        QCOMPARE(answer[u"asked"].toObject(), (O { { L("vcpus"), 2 }, { L("ram"), 65536 }, { L("disk"), 5 } }));
        QCOMPARE(answer[u"hosts"][0][u"host"].toString(), L("host 1"));
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "ram")[u"message"].toString(), L("Memory: 64 GiB asked, 19.5 GiB free."));
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "disk")[u"passed"].toBool(), true);
        QCOMPARE(way(answer, "smaller_flavor")[u"flavor"][u"id"].toString(), L("1"));
        QCOMPARE(explain(id, "p0:admin")[u"hosts"][0][u"host"].toString(), L("lab-pc"));
        QCOMPARE(explain(id, "p1:reader")[u"outcome"].toString(), L("no_valid_host"));
        explain(id, "p2:member");
        QCOMPARE(b.last.status, 404);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        explain(id);
        QCOMPARE(b.last.status, 404);
    }
    void explainsWhereAServerWent()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto answer = explain(id);
        QCOMPARE(answer[u"outcome"].toString(), L("scheduled"));
        QCOMPARE(answer[u"hosts"][0][u"fits"].toBool(), true);
        QVERIFY(answer[u"ways_out"].toArray().isEmpty());
        explain(L("nobody"));
        QCOMPARE(b.last.status, 404);
    }
    /// The last scheduling counts: one that comes back from the shelf asks anew.
    void explainsTheLastTime()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto first = explain(id)[u"request_id"].toString();
        b.act(id, L("shelve"));
        b.settle();
        b.call("PUT", L("/os-services/disable"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } }, "2.1", "p0:admin");
        b.act(id, L("unshelve"));
        b.settle();
        auto answer = explain(id, "p1:member");
        QCOMPARE(answer[u"outcome"].toString(), L("no_valid_host"));
        QVERIFY(answer[u"request_id"].toString() != first);
        QCOMPARE(check(answer[u"hosts"][0].toObject(), "service")[u"passed"].toBool(true), false);
        b.call("PUT", L("/os-services/enable"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } }, "2.1", "p0:admin");
        b.act(id, L("unshelve"));
        b.settle();
        QCOMPARE(explain(id)[u"outcome"].toString(), L("scheduled"));
        QCOMPARE(b.status(id), L("ACTIVE"));
    }
};
SKYLAB_TEST(FitTest)
#include "FitTest.moc"
