#include "placement/model/CandidateSearch.h"
#include "placement/model/Names.h"
#include "support/TestMain.h"
#include "support/Text.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skylab;
using skylab::test::L;
using namespace skylab::placement;

namespace {

World::Node node(const char* name, const char* parent, const char* root, Stocks stocks, QSet<QString> traits = {}, QSet<QString> aggregates = {})
{
    World::Node made;
    made.provider = { .uuid = L(name), .name = L(name), .parent = L(parent), .root = L(root) };
    made.stocks = std::move(stocks);
    made.traits = std::move(traits);
    made.aggregates = std::move(aggregates);
    return made;
}

Stock some(qint64 total, qint64 used = 0) { return { .total = total, .maxUnit = total, .used = used }; }

/// Two hosts; a disk farm shares with both; the second host has two cards with functions of their own below a switch.
World sample()
{
    std::vector<World::Node> nodes;
    nodes.push_back(node("small", "", "small", { { L("VCPU"), some(4) }, { L("MEMORY_MB"), some(2048) } }, { L("HW_CPU_X86_SSE") }, { L("farm") }));
    nodes.push_back(node("large", "", "large", { { L("VCPU"), some(16, 8) }, { L("MEMORY_MB"), some(8192) }, { L("DISK_GB"), some(100) } }, { L("HW_CPU_X86_AVX") }, { L("farm"), L("fast") }));
    nodes.push_back(node("switch", "large", "large", {}, { L("CUSTOM_SWITCH") }));
    nodes.push_back(node("card1", "switch", "large", { { L("SRIOV_NET_VF"), some(2) } }, { L("CUSTOM_RED") }));
    nodes.push_back(node("card2", "switch", "large", { { L("SRIOV_NET_VF"), some(2, 1) } }, { L("CUSTOM_BLUE") }));
    nodes.push_back(node("disks", "", "disks", { { L("DISK_GB"), some(1000) } }, { sharingTrait }, { L("farm") }));
    return World(std::move(nodes));
}

/// "small:MEMORY_MB=512,VCPU=1 disks:DISK_GB=10", sorted.
QStringList told(const World& world, const Candidates& candidates)
{
    QStringList all;
    for (const auto& candidate : candidates.found) {
        QStringList parts;
        for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it) {
            QStringList amounts;
            for (auto one = it->begin(); one != it->end(); ++one)
                amounts << QStringLiteral("%1=%2").arg(one.key()).arg(one.value());
            parts << world.at(it.key()).provider.name + u':' + amounts.join(u',');
        }
        parts.sort();
        all << parts.join(u' ');
    }
    all.sort();
    return all;
}

QStringList search(const CandidateRequest& request)
{
    const auto world = sample();
    return told(world, CandidateSearch(world, request).run().value());
}

CandidateRequest asking(Amounts resources)
{
    CandidateRequest request;
    request.groups[QString()].resources = std::move(resources);
    return request;
}

} // namespace

class CandidateSearchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesFromAProviderThatHasAll()
    {
        QCOMPARE(search(asking({ { L("VCPU"), 4 }, { L("MEMORY_MB"), 512 } })), (QStringList { L("large:MEMORY_MB=512,VCPU=4"), L("small:MEMORY_MB=512,VCPU=4") }));
        QCOMPARE(search(asking({ { L("VCPU"), 8 } })), QStringList { L("large:VCPU=8") });
        QCOMPARE(search(asking({ { L("VCPU"), 9 } })), QStringList());
    }

    void takesTheDiskFromWhatShares()
    {
        QCOMPARE(search(asking({ { L("VCPU"), 1 }, { L("DISK_GB"), 50 } })),
                 (QStringList { L("disks:DISK_GB=50 large:VCPU=1"), L("disks:DISK_GB=50 small:VCPU=1"), L("large:DISK_GB=50,VCPU=1") }));
    }

    /// A disk alone comes from the farm once, although three trees could anchor it.
    void countsEachWayOnce()
    {
        QCOMPARE(search(asking({ { L("DISK_GB"), 200 } })), QStringList { L("disks:DISK_GB=200") });
    }

    void keepsUnitsAndReserves()
    {
        Stock stock { .total = 100, .reserved = 10, .minUnit = 10, .maxUnit = 50, .stepSize = 10, .ratio = 1.5 };
        QCOMPARE(stock.capacity(), qint64(135));
        QVERIFY(stock.fits(50));
        QVERIFY(!stock.fits(60));
        QVERIFY(!stock.fits(5));
        QVERIFY(!stock.fits(15));
        stock.used = 100;
        QVERIFY(stock.fits(30));
        QVERIFY(!stock.fits(40));
        QCOMPARE((Stock { .total = 3, .ratio = 1.5 }).fits(5), false);      // of 4.5
    }

    void asksTraitsOfAllTogether()
    {
        auto request = asking({ { L("VCPU"), 1 }, { L("DISK_GB"), 5 } });
        request.groups[QString()].traits.required = { { L("HW_CPU_X86_SSE"), L("HW_CPU_X86_AVX") }, { sharingTrait } };
        QCOMPARE(search(request), (QStringList { L("disks:DISK_GB=5 large:VCPU=1"), L("disks:DISK_GB=5 small:VCPU=1") }));
        request.groups[QString()].traits.forbidden = { L("HW_CPU_X86_AVX") };
        QCOMPARE(search(request), QStringList { L("disks:DISK_GB=5 small:VCPU=1") });
    }

    void obeysAggregatesOfTheTree()
    {
        auto request = asking({ { L("VCPU"), 1 } });
        request.groups[QString()].aggregates.required = { { L("fast") } };
        QCOMPARE(search(request), QStringList { L("large:VCPU=1") });
        request.groups[QString()].aggregates = { .required = { { L("farm") } }, .forbidden = { L("fast") } };
        QCOMPARE(search(request), QStringList { L("small:VCPU=1") });
        // Its root is in the aggregate, and so is the card.
        auto card = asking({ { L("SRIOV_NET_VF"), 2 } });
        card.groups[QString()].aggregates.required = { { L("fast") } };
        QCOMPARE(search(card), QStringList { L("card1:SRIOV_NET_VF=2") });
    }

    void keepsGroupsApart()
    {
        auto request = asking({ { L("VCPU"), 1 } });
        request.groups[L("1")].resources = { { L("SRIOV_NET_VF"), 1 } };
        request.groups[L("2")].resources = { { L("SRIOV_NET_VF"), 1 } };
        // Both on the first card, or one on each; the second card has one left only.
        QCOMPARE(search(request), (QStringList { L("card1:SRIOV_NET_VF=1 card2:SRIOV_NET_VF=1 large:VCPU=1"), L("card1:SRIOV_NET_VF=1 card2:SRIOV_NET_VF=1 large:VCPU=1"),
                                                 L("card1:SRIOV_NET_VF=2 large:VCPU=1") }));
        request.isolate = true;
        QCOMPARE(search(request).size(), 2);
        request.groups[L("2")].traits.required = { { L("CUSTOM_BLUE") } };
        QCOMPARE(search(request), QStringList { L("card1:SRIOV_NET_VF=1 card2:SRIOV_NET_VF=1 large:VCPU=1") });
    }

    void holdsSubtreesTogether()
    {
        CandidateRequest request;
        request.groups[L("A")].resources = { { L("SRIOV_NET_VF"), 1 } };
        request.groups[L("B")].resources = { { L("VCPU"), 1 } };
        request.groups[L("C")].traits.required = { { L("CUSTOM_SWITCH") } };
        request.sameSubtrees = { { L("A"), L("C") } };
        QCOMPARE(search(request).size(), 2);
        request.sameSubtrees = { { L("A"), L("B") }, { L("C"), L("B") } };      // the host is above both
        QCOMPARE(search(request).size(), 2);
        request.groups[L("D")].resources = { { L("SRIOV_NET_VF"), 2 } };        // the first card only
        request.sameSubtrees = { { L("A"), L("D") } };                          // siblings are no subtree
        QCOMPARE(search(request), QStringList());
    }

    void filtersByRootAndTree()
    {
        auto request = asking({ { L("VCPU"), 1 } });
        request.rootForbidden = { L("HW_CPU_X86_AVX") };
        QCOMPARE(search(request), QStringList { L("small:VCPU=1") });
        request.rootForbidden.clear();
        request.groups[QString()].inTree = L("card2");
        QCOMPARE(search(request), QStringList { L("large:VCPU=1") });
        request.groups[QString()].inTree = L("nobody");
        QCOMPARE(search(request), QStringList());
    }

    void hidesTreesFromOldClients()
    {
        auto request = asking({ { L("VCPU"), 1 }, { L("SRIOV_NET_VF"), 1 } });
        QCOMPARE(search(request).size(), 2);
        request.nested = false;
        QCOMPARE(search(request), QStringList());
        request = asking({ { L("VCPU"), 1 }, { L("DISK_GB"), 500 } });      // of two trees: theirs since ever
        request.nested = false;
        QCOMPARE(search(request).size(), 2);
    }

    void summarisesTheTreesInPlayOnly()
    {
        auto request = asking({ { L("VCPU"), 8 } });
        const auto world = sample();
        const auto names = [&] {
            QStringList all;
            const auto candidates = CandidateSearch(world, request).run().value();
            for (const auto place : candidates.summaries)
                all << world.at(place).provider.name;
            return all;
        };
        QCOMPARE(names(), (QStringList { L("large"), L("switch"), L("card1"), L("card2") }));
        request.nested = false;
        QCOMPARE(names(), QStringList { L("large") });
    }

    /// One card too few for groups that must be apart: each order of the others would be tried.
    void givesUpWhatMultiplies()
    {
        std::vector<World::Node> nodes { node("host", "", "host", {}) };
        for (int i = 0; i < 15; ++i)
            nodes.push_back(node(qPrintable(QStringLiteral("card%1").arg(i)), "host", "host", { { L("SRIOV_NET_VF"), some(8) } }));
        const World world(std::move(nodes));
        CandidateRequest request;
        request.isolate = true;
        request.limit = 1;
        for (int i = 0; i < 16; ++i)
            request.groups[QStringLiteral("_%1").arg(i)].resources = { { L("SRIOV_NET_VF"), 1 } };
        QElapsedTimer timer;
        timer.start();
        const auto refused = CandidateSearch(world, request).run();
        QCOMPARE(refused.error().code, ErrorCode::BadRequest);
        QVERIFY2(refused.error().message.contains(L("16 groups")) && refused.error().message.contains(L("in_tree")), qPrintable(refused.error().message));
        QVERIFY(timer.elapsed() < skylab::test::patiently(60'000));
        request.groups.remove(L("_15"));
        QCOMPARE(CandidateSearch(world, request).run().value().found.size(), std::size_t(1));
    }
    /// Classes of one group multiply, too: 14 disks for each of 6 classes, and no way has the trait.
    void givesUpWaysOfOneGroup()
    {
        std::vector<World::Node> nodes { node("host", "", "host", {}) };
        auto request = asking({});
        Stocks stocks;
        for (int i = 0; i < 6; ++i) {
            stocks.insert(QStringLiteral("CUSTOM_%1").arg(i), some(8));
            request.groups[QString()].resources.insert(QStringLiteral("CUSTOM_%1").arg(i), 1);
        }
        for (int i = 0; i < 14; ++i)
            nodes.push_back(node(qPrintable(QStringLiteral("part%1").arg(i)), "host", "host", stocks));
        request.groups[QString()].traits.required = { { L("CUSTOM_NONE") } };
        const World world(std::move(nodes));
        const auto refused = CandidateSearch(world, request).run();
        QCOMPARE(refused.error().code, ErrorCode::BadRequest);
        QVERIFY(refused.error().message.contains(L("1 group ")));
    }
    void stopsAtTheLimit()
    {
        auto request = asking({ { L("VCPU"), 1 } });
        request.limit = 1;
        QCOMPARE(search(request).size(), 1);
    }
};

SKYLAB_TEST(CandidateSearchTest)
#include "CandidateSearchTest.moc"
