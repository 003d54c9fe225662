#include "compute/drivers/libvirt/CallPool.h"
#include "compute/drivers/libvirt/EventLoop.h"
#include "compute/drivers/libvirt/HostReading.h"
#include "compute/drivers/libvirt/KvmProbe.h"
#include "support/TestMain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>

using namespace skylab;
using namespace skylab::compute;
using namespace skylab::compute::libvirt;
using namespace std::chrono_literals;

class HostTest : public QObject {
    Q_OBJECT
    static std::function<KvmTiming()> timings(std::vector<KvmTiming> all, int* runs)
    {
        *runs = 0;
        return [all = std::move(all), runs] { return all.at(std::size_t((*runs)++)); };
    }
private Q_SLOTS:
    void believesFastLoopsOnly()
    {
        int runs = 0;
        QVERIFY(judgeKvm(timings({ { 25us } }, &runs)).accelerated);
        QCOMPARE(runs, 1);
        QVERIFY(judgeKvm(timings({ { 90ms }, { 30us } }, &runs)).accelerated);   // the processor was somebody else's
        QCOMPARE(runs, 2);
        // 19.75 ms was once an interpreter's best: hardware is a thousand times faster.
        const auto lucky = judgeKvm(timings({ { 190ms }, { 25ms }, { 19750us }, { 30ms }, { 22ms }, { 40ms }, { 21ms }, { 28ms } }, &runs));
        QVERIFY(!lucky.accelerated);
        QCOMPARE(runs, 8);
        const auto slow = judgeKvm(timings({ { 250ms }, { 190ms }, { 320ms }, { 250ms }, { 210ms }, { 300ms }, { 270ms }, { 240ms } }, &runs));
        QVERIFY(!slow.accelerated);
        QVERIFY2(slow.reason.contains(QStringLiteral("190.00 ms")), qPrintable(slow.reason));
        const auto absent = judgeKvm(
            timings({ { 0us, QStringLiteral("/dev/kvm can't be opened: No such file") } }, &runs));
        QVERIFY(!absent.accelerated);
        QVERIFY(absent.reason.contains(QStringLiteral("No such file")));
        QCOMPARE(runs, 1);
    }
    void remembersTheVerdictUntilTheNextBoot()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("kvm-verdict"));
        int runs = 0;
        const auto first = rememberedVerdict(file, QStringLiteral("6.1 boot-a"), timings({ { 25us } }, &runs));
        QCOMPARE(runs, 1);
        const auto again = rememberedVerdict(file, QStringLiteral("6.1 boot-a"), timings({}, &runs));
        QCOMPARE(runs, 0);
        QCOMPARE(again, first);
        QVERIFY(
            !rememberedVerdict(file, QStringLiteral("6.1 boot-b"), timings({ { 0us, QStringLiteral("gone") } }, &runs))
                 .accelerated);
        QCOMPARE(runs, 1);
    }
    void theLoopOfThisHostEnds()
    {
        const auto timing = runKvmLoop();   // whatever the host is: an answer within a second
        QVERIFY(!timing.problem.isEmpty() || timing.elapsed < skylab::test::patiently(1s));
        QVERIFY(!currentBootKey().trimmed().isEmpty());
    }
    void readsMemory()
    {
        const auto memory = readMeminfo("MemTotal:       24689664 kB\nMemFree:  1 kB\nMemAvailable:   20000000 kB\n");
        QCOMPARE(memory.totalMiB, qint64(24111));
        QCOMPARE(memory.usedMiB, qint64(4579));
    }
    void readsHostCapabilities()
    {
        HostState host;
        libvirt::readHostCapabilities(
            QStringLiteral(
                "<capabilities><host><uuid>u</uuid><cpu><arch>x86_64</arch><model>Skylake</model><vendor>Intel</vendor>"
                "<topology sockets='1' dies='1' cores='4' threads='2'/><feature name='vmx'/><feature "
                "name='avx2'/></cpu></host>"
                "<guest><os_type>hvm</os_type></guest></capabilities>"),
            host);
        QCOMPARE(host.cpuModel, QStringLiteral("Skylake"));
        QCOMPARE(host.cpuCores, 4);
        QCOMPARE(host.cpuThreads, 2);
        QCOMPARE(host.cpuFeatures, QStringList({ QStringLiteral("vmx"), QStringLiteral("avx2") }));
    }
    void readsDomainCapabilities()
    {
        Capabilities able;
        readDomainCapabilities(
            QStringLiteral(
                "<domainCapabilities><os supported='yes'><enum name='firmware'><value>efi</value></enum><loader><enum "
                "name='type'><value>rom</value></enum></loader></os>"
                "<devices><disk supported='yes'><enum name='diskDevice'><value>disk</value></enum><enum "
                "name='bus'><value>ide</value><value>fdc</value>"
                "<value>virtio</value></enum></disk></devices></domainCapabilities>"),
            able);
        QVERIFY(able.uefi);
        QCOMPARE(able.diskBuses, QStringList({ QStringLiteral("ide"), QStringLiteral("virtio") }));
    }
    void tailsLogs()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("console.log"));
        QCOMPARE(tailOfLog(path, -1).value(), QByteArray());
        const auto write = [](const QString& name, const QByteArray& text) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(path, "one\ntwo\nthree");
        QCOMPARE(tailOfLog(path, -1).value(), QByteArray("one\ntwo\nthree"));
        QCOMPARE(tailOfLog(path, 2).value(), QByteArray("two\nthree"));
        QCOMPARE(tailOfLog(path, 0).value(), QByteArray());
        write(path, "one\ntwo\nthree\n");
        QCOMPARE(tailOfLog(path, 2).value(), QByteArray("two\nthree\n"));
        QCOMPARE(tailOfLog(path, 9).value(), QByteArray("one\ntwo\nthree\n"));
        write(path + QStringLiteral(".0"), "minus\nzero\n");   // as virtlogd rotates
        QCOMPARE(tailOfLog(path, 4).value(), QByteArray("zero\none\ntwo\nthree\n"));
        QCOMPARE(tailOfLog(path, 1).value(), QByteArray("three\n"));
    }
    void hangingCallsCostTheirCallerOnly()
    {
        CallPool pool(1);
        std::promise<void> release;
        const auto hang = release.get_future().share();
        const auto late = pool.run<int>(50ms, QStringLiteral("answer"), [hang]() -> Result<int> {
            hang.wait();
            return 1;
        });
        QCOMPARE(late.error().code, ErrorCode::Timeout);
        QVERIFY2(late.error().message.contains(QStringLiteral("answer within 0.05 s")),
                 qPrintable(late.error().message));
        QCOMPARE(pool.run<int>(10s, QStringLiteral("answer"), []() -> Result<int> { return 2; }).value(),
                 2); // the only thread was replaced
        release.set_value();
        for (int i = 0; i < 100; ++i)
            QCOMPARE(pool.run<int>(10s, QStringLiteral("answer"), [i]() -> Result<int> { return i; }).value(), i);
    }
    void cancelEndsWaiting()
    {
        CallPool pool(1);
        std::promise<void> release;
        const auto hang = release.get_future().share();
        std::promise<void> begun;
        auto waiting = std::async(std::launch::async, [&] {
            return pool.run<void>(60s, QStringLiteral("answer"), [hang, &begun]() -> Result<void> {
                begun.set_value();
                hang.wait();
                return {};
            });
        });
        begun.get_future().wait();
        pool.cancel();
        QCOMPARE(waiting.get().error().code, ErrorCode::Cancelled);
        QCOMPARE(pool.run<void>(1s, QStringLiteral("answer"), []() -> Result<void> { return {}; }).error().code,
                 ErrorCode::Cancelled);
        pool.reopen();
        QVERIFY(pool.run<void>(10s, QStringLiteral("answer"), []() -> Result<void> { return {}; }));
        release.set_value();
    }
    void theLoopStartsAndStops()
    {
        for (int i = 0; i < 3; ++i) {
            auto first = EventLoop::hold();
            auto second = EventLoop::hold();
            first.reset();
            second.reset();
        }
    }
};

SKYLAB_TEST(HostTest)
#include "HostTest.moc"
