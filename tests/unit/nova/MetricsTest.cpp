#include "Bench.h"

#include "compute/model/MetricRings.h"
#include "support/TestMain.h"

#include <QTest>

#include <cmath>

using namespace skylab;
using namespace skylab::test;
using compute::GuestStats;
using compute::MetricRings;

namespace {

/// A guest with two processors that has worked so many seconds, and read so many bytes.
GuestStats guest(const char* id, double busySeconds, qint64 read = 0)
{
    GuestStats stats { L(id), compute::PowerState::Running, 2 };
    stats.cpuNanos = qint64(busySeconds * 1e9);
    stats.memoryUsedKiB = 100 * 1024;
    stats.memoryResidentKiB = 300 * 1024;
    stats.disks = { { L("vda") } };
    stats.disks[0].readBytes = read;
    return stats;
}
} // namespace

/// What guests do, as it is remembered for a quarter of an hour.
class MetricsTest : public QObject {
    Q_OBJECT

    Timestamp m_now { 1'700'000'000'000'000 };
    void later(double seconds) { m_now.micros += qint64(seconds * 1e6); }

private Q_SLOTS:
    void makesRatesOfCounters()
    {
        MetricRings rings;
        rings.add(m_now, { guest("a", 10, 0) });
        later(5);
        rings.add(m_now, { guest("a", 15, 10'000) });
        const auto known = rings.history(L("a"), 180);
        QVERIFY(known);
        QCOMPARE(known->end, m_now);
        const auto& cpu = known->series[MetricRings::Cpu];
        QCOMPARE(cpu.size(), std::size_t(2));
        QVERIFY(std::isnan(cpu[0]));
        QCOMPARE(cpu[1], 50.0F);      // five seconds of ten
        QCOMPARE(known->series[MetricRings::DiskRead][1], 2000.0F);
        QCOMPARE(known->series[MetricRings::MemoryUsed][0], 100.0F);
        QVERIFY(!rings.history(L("b"), 180));
    }
    void missedReadingsAreGaps()
    {
        MetricRings rings;
        rings.add(m_now, { guest("a", 0) });
        later(15.4);
        rings.add(m_now, { guest("a", 15.4) });
        later(1);
        rings.add(m_now, { guest("a", 16) });      // too early: left out
        const auto cpu = rings.history(L("a"), 180)->series[MetricRings::Cpu];
        QCOMPARE(cpu.size(), std::size_t(4));
        QVERIFY(std::isnan(cpu[1]) && std::isnan(cpu[2]));
        QCOMPARE(cpu[3], 50.0F);
    }
    void countersThatGoBackAreNotKnown()
    {
        MetricRings rings;
        rings.add(m_now, { guest("a", 100, 5'000) });
        later(5);
        rings.add(m_now, { guest("a", 1, 0) });      // started anew
        later(5);
        rings.add(m_now, { guest("a", 2, 500) });
        const auto known = rings.history(L("a"), 180);
        QVERIFY(std::isnan(known->series[MetricRings::Cpu][1]) && std::isnan(known->series[MetricRings::DiskRead][1]));
        QCOMPARE(known->series[MetricRings::Cpu][2], 10.0F);
        QCOMPARE(known->series[MetricRings::DiskRead][2], 100.0F);
    }
    void keepsAQuarterOfAnHour()
    {
        MetricRings rings;
        for (int i = 0; i < 400; ++i, later(5))
            rings.add(m_now, { guest("a", i), guest("b", i < 300 ? i * 2 : 600) });
        auto cpu = rings.history(L("a"), 1000)->series[MetricRings::Cpu];
        QCOMPARE(cpu.size(), std::size_t(180));
        QVERIFY(std::all_of(cpu.begin(), cpu.end(), [](float percent) { return std::abs(percent - 10) < 0.01F; }));
        QCOMPARE(rings.averageCpu(L("b"), 60).value_or(-1), 0.0F);
        QCOMPARE(rings.history(L("a"), 20)->series[MetricRings::Cpu].size(), std::size_t(20));
        // One that is gone is forgotten after that time, and not seen among the running ones before.
        for (int i = 0; i < 30; ++i, later(5))
            rings.add(m_now, { guest("b", 600) });
        QVERIFY(!rings.history(L("a"), 20));
        QVERIFY(std::isnan(rings.history(L("a"), 180)->series[MetricRings::Cpu].back()));
        for (int i = 0; i < 180; ++i, later(5))
            rings.add(m_now, { guest("b", 600) });
        QVERIFY(!rings.history(L("a"), 180));
        rings.forget(L("b"));
        QVERIFY(!rings.history(L("b"), 180));
    }
    void survivesAClockThatGoesBack()
    {
        MetricRings rings;
        rings.add(m_now, { guest("a", 1) });
        later(-3600);
        rings.add(m_now, { guest("a", 2) });
        later(5);
        rings.add(m_now, { guest("a", 3) });
        const auto known = rings.history(L("a"), 180);
        QCOMPARE(known->series[MetricRings::Cpu].size(), std::size_t(2));
        QCOMPARE(known->series[MetricRings::Cpu][1], 10.0F);
    }
    void idleOnlyWhenLongKnown()
    {
        MetricRings rings;
        rings.add(m_now, { guest("a", 1) });
        later(5);
        rings.add(m_now, { guest("a", 1) });
        QVERIFY(!rings.averageCpu(L("a"), 12));
    }

    /// The service asks the hypervisor only while guests run, and tells each project of its own.
    void samplesWhileGuestsRun()
    {
        Bench b;
        QVERIFY(b.open());
        b.makeFlavor(L("1"));
        auto& metrics = b.compute->metrics();
        metrics.sample();
        const int idle = b.lentDriver->statsAsked;
        metrics.sample();
        QCOMPARE(b.lentDriver->statsAsked.load(), idle);      // there is none
        const auto id = b.make();
        metrics.sample();
        QVERIFY(b.lentDriver->statsAsked > idle);
        for (int i = 0; i < 3; ++i) {
            Clock::shift(5);
            metrics.sample();
        }
        const auto one = b.get(L("/skylab/v1/metrics/servers/") + id)[u"metrics"].toObject();
        QCOMPARE(b.last.status, 200);
        QCOMPARE(one[u"server_id"].toString(), id);
        QCOMPARE(one[u"interval"].toInt(), 5);
        QCOMPARE(one[u"vcpus"].toInt(), 1);
        QCOMPARE(one[u"memory_mib"].toInt(), 512);
        QCOMPARE(one[u"disk_gib"].toInt(), 1);
        const auto cpu = one[u"cpu_percent"].toArray();
        QVERIFY(cpu.size() >= 4);
        QVERIFY(cpu.first().isNull());
        QVERIFY(cpu.last().toDouble(-1) > 0 && cpu.last().toDouble() < 100);
        for (const auto* series : { "memory_used_mib", "disk_read_bytes", "disk_write_bytes", "network_receive_bytes", "network_transmit_bytes" }) {
            QCOMPARE(one[QLatin1String(series)].toArray().size(), cpu.size());
            QVERIFY2(one[QLatin1String(series)].toArray().last().toDouble(-1) > 0, series);
        }
        QVERIFY(!one[u"end"].toString().isEmpty());
        const auto newest = b.get(L("/skylab/v1/metrics/servers/%1?span=10").arg(id))[u"metrics"][u"cpu_percent"].toArray();
        QCOMPARE(newest.size(), 2);
        QCOMPARE(newest.last(), cpu.last());

        const auto listed = b.get(L("/skylab/v1/metrics/servers"))[u"servers"].toArray();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0][u"id"].toString(), id);
        QCOMPARE(listed[0][u"cpu_percent"], cpu.last());
        QVERIFY(listed[0][u"memory_percent"].toDouble() > 0 && listed[0][u"memory_percent"].toDouble() <= 100);
        QCOMPARE(b.get(L("/skylab/v1/metrics/servers?ids=nobody"))[u"servers"].toArray().size(), 0);
        b.get(L("/skylab/v1/metrics/servers/%1?span=901").arg(id));
        QCOMPARE(b.last.status, 400);

        b.get(L("/skylab/v1/metrics/servers/") + id, "2.1", "p2:member");
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.get(L("/skylab/v1/metrics/servers"), "2.1", "p2:member")[u"servers"].toArray().size(), 0);
        QCOMPARE(b.get(L("/skylab/v1/metrics/servers"), "2.1", "p0:admin")[u"servers"].toArray().size(), 1);
        b.get(L("/skylab/v1/metrics/servers"), "2.1", "p1:nobody");
        QCOMPARE(b.last.status, 403);

        b.call("DELETE", L("/servers/") + id);
        b.settle();
        b.get(L("/skylab/v1/metrics/servers/") + id);
        QCOMPARE(b.last.status, 404);
        QTRY_VERIFY(!metrics.history(id, 180));
    }
    void ofAHypervisorThatIsAway()
    {
        Bench b;
        QVERIFY(b.open());
        b.makeFlavor(L("1"));
        const auto id = b.make();
        b.compute->metrics().sample();
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Unreachable);
        Clock::shift(5);
        b.compute->metrics().sample();
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Reachable);
        Clock::shift(5);
        b.compute->metrics().sample();
        const auto cpu = b.get(L("/skylab/v1/metrics/servers/") + id)[u"metrics"][u"cpu_percent"].toArray();
        QVERIFY(cpu.size() >= 3 && cpu[cpu.size() - 2].isNull() && cpu.last().isDouble());
    }
};
SKYLAB_TEST(MetricsTest)
#include "MetricsTest.moc"
