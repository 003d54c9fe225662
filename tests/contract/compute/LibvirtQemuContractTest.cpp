#include "HypervisorContract.h"
#include "PrivateLibvirt.h"

#include "compute/drivers/libvirt/LibvirtDriver.h"
#include "core/Uuid.h"
#include "process/Process.h"
#include "support/TestMain.h"

#include <QLocalSocket>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

namespace skylab::compute::test {

using namespace std::chrono_literals;

namespace {

/// A guest without an operating system: the boot sector writes one line to the serial port and halts.
QByteArray bootSector()
{
    static const unsigned char code[] = { 0x31, 0xc0, 0x8e, 0xd8, 0xbe, 0x16, 0x7c, 0xfc, 0xba, 0xf8, 0x03, 0xac,
                                          0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8, 0xf4, 0xeb, 0xfd };
    QByteArray sector(reinterpret_cast<const char*>(code), sizeof code);
    sector += "first line\r\nSKYLAB-CONTRACT\r\n";
    sector.resize(512, '\0');
    sector[510] = char(0x55);
    sector[511] = char(0xaa);
    return sector;
}

QString guestImage()
{
    const auto named = qEnvironmentVariable("SKYLAB_GUEST_IMAGE");
    const auto built = QStringLiteral(SKYLAB_SOURCE_DIR "/build/guest/skylab-guest.qcow2");
    return !named.isEmpty() ? named : QFile::exists(built) ? built : QString();
}

/// What a server on a unix socket says to a text, until a word comes or ten seconds are over.
QByteArray conversation(const QString& path, const QByteArray& text, const QByteArray& until)
{
    QLocalSocket socket;
    socket.connectToServer(path);
    socket.write(text);
    QByteArray said;
    while (!said.contains(until) && socket.waitForReadyRead(10'000))
        said += socket.readAll();
    return said;
}

/// The first bytes that a server on a unix socket says.
QByteArray greeting(const QString& path, int bytes)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const auto name = QFile::encodeName(path);
    if (name.size() >= qsizetype(sizeof address.sun_path))
        return "path too long";
    std::copy(name.begin(), name.end(), address.sun_path);
    const auto fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience { 10, 0 };
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    QByteArray said;
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        said = "no connection";
    else if (bytes > 0) {
        said.resize(bytes);
        said.resize(std::max<qsizetype>(0, ::recv(fd, said.data(), std::size_t(bytes), MSG_WAITALL)));
    }
    ::close(fd);
    return said;
}

} // namespace

/// The libvirt driver on a libvirtd of our own with real QEMU guests.
class LibvirtQemuContractTest : public HypervisorContract {
    Q_OBJECT
    std::unique_ptr<PrivateLibvirt> m_libvirt;

    LibvirtOptions options(const QString& cloudId)
    {
        LibvirtOptions options;
        options.cloudId = cloudId;
        options.dataDirectory = folder();
        options.runDirectory = folder() + QStringLiteral("/run");
        options.instancesDirectory = folder();
        return options;
    }
    std::unique_ptr<HypervisorDriver> make(QString* why) override
    {
        *why = PrivateLibvirt::obstacle();
        if (!why->isEmpty())
            return nullptr;
        m_libvirt = std::make_unique<PrivateLibvirt>();
        const auto started = m_libvirt->start();
        if (!started)
            qFatal("%s", qPrintable(started.error().message));
        return std::make_unique<LibvirtDriver>(options(QStringLiteral("contract")));
    }
    DiskSpec spareDisk(const QString& serial) override
    {
        auto disk = HypervisorContract::spareDisk(serial);
        QFile file(disk.source.path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bootSector()) != 512 || !file.resize(4 << 20))
            qFatal("%s", qPrintable(file.errorString()));
        return disk;
    }
    void spoil(GuestSpec& spec) override { spec.disks[0].source.path = folder() + QStringLiteral("/absent.raw"); }
    QByteArray expectedConsole() const override { return "SKYLAB-CONTRACT"; }

private Q_SLOTS:
    void answersOnVncAndSerial()
    {
        const auto uuid = spawned();
        const auto vnc = driver().vncEndpoint(uuid);
        QVERIFY(vnc);
        QCOMPARE(vnc->kind, ConsoleEndpoint::Kind::UnixSocket);
        QCOMPARE(greeting(vnc->path, 12), QByteArray("RFB 003.008\n"));
        const auto serial = driver().serialEndpoint(uuid);
        QVERIFY(serial);
        QCOMPARE(greeting(serial->path, 0), QByteArray());
        const auto shot = driver().screenshot(uuid);
        QVERIFY2(shot, shot ? "" : qPrintable(shot.error().message));
        QVERIFY(shot->mimeType.startsWith(QStringLiteral("image/")));
        QVERIFY(shot->bytes.size() > 100);
        QVERIFY(driver().cleanup(uuid));
        QVERIFY(!QFile::exists(serial->path));
        QVERIFY(!QFile::exists(vnc->path));
    }
    void runsEveryKindOfDevice()
    {
        auto wanted = spec();
        wanted.machine = GuestSpec::Machine::Q35;
        wanted.vcpus = 2;
        wanted.topology = { 1, 2, 1 };
        auto cdrom = spareDisk(QStringLiteral("config"));
        cdrom.device = DiskSpec::Device::Cdrom;
        cdrom.bus = DiskSpec::Bus::Sata;
        auto scsi = spareDisk(newUuid());
        scsi.bus = DiskSpec::Bus::Scsi;
        scsi.totalIopsSec = 500;
        scsi.totalIopsSecMax = 900;
        scsi.readBytesSec = 10 << 20;
        scsi.readBytesSecMax = 20 << 20;
        wanted.disks.push_back(cdrom);
        wanted.disks.push_back(scsi);
        auto nic = spareNic();
        nic.checksumOffload = false;
        nic.mtu = 1442;
        wanted.nics = { nic };
        wanted.networkBoot = true;
        const auto done = driver().spawn(wanted);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        const auto stats = driver().diagnostics(wanted.uuid).value();
        QCOMPARE(stats.disks.size(), std::size_t(3));
        QCOMPARE(stats.nics.front().portId, nic.portId);
        QCOMPARE(stats.nics.front().mac, nic.mac);
        QVERIFY(stats.memoryResidentKiB > 0);
        QVERIFY(driver().attachVolume(wanted.uuid, spareDisk(newUuid())));
    }
    void saysWhySpawnFailed()
    {
        auto bad = spec();
        spoil(bad);
        const auto answer = driver().spawn(bad);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains(QStringLiteral("absent.raw")), qPrintable(answer.error().message));
    }
    void tellsWhenQemuDies()
    {
        const auto uuid = spawned();
        const auto pid = PrivateLibvirt::processOf(driver().guestState(uuid).value().name);
        QVERIFY(pid > 1);
        ::kill(pid_t(pid), SIGKILL);
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Crashed, LifecycleReason::Failed));
        QCOMPARE(stateOf(uuid), PowerState::Crashed);
        QVERIFY(!driver().guestState(uuid).value().explanation.isEmpty());
        QVERIFY(driver().powerOn(uuid));
        QCOMPARE(stateOf(uuid), PowerState::Running);
    }
    void doesNotSeeGuestsOfOthers()
    {
        const auto uuid = spawned();
        LibvirtDriver other(options(QStringLiteral("other")));
        QVERIFY(other.start());
        QCOMPARE(other.listGuests().value().size(), std::size_t(0));
        QCOMPARE(other.stats().value().size(), std::size_t(0));
        QCOMPARE(other.pause(uuid).error().code, ErrorCode::NotFound);
        QVERIFY(other.cleanup(uuid));
        QCOMPARE(stateOf(uuid), PowerState::Running);
    }
    void requiredQuiesceNeedsAnAgent()
    {
        const auto uuid = spawned();
        const auto target = folder() + QStringLiteral("/quiet.qcow2");
        QCOMPARE(driver().snapshotDisk(uuid, QStringLiteral("root"), target, Quiesce::Required, 60s).error().code,
                 ErrorCode::Conflict);
        QVERIFY(!QFile::exists(target));
        const auto loose = driver().snapshotDisk(uuid, QStringLiteral("root"), target, Quiesce::IfPossible, 60s);
        QVERIFY2(loose, loose ? "" : qPrintable(loose.error().message));
    }
    /// With an operating system in the guest: what needs its co-operation.
    void aBootedGuestCooperates()
    {
        const auto image = guestImage();
        if (image.isEmpty())
            QSKIP("no guest image; build one with installer/guest-image, or name it in SKYLAB_GUEST_IMAGE");
        auto wanted = spec();
        wanted.memoryMiB = 128;
        wanted.disks[0].format = DiskSpec::Format::Qcow2;
        wanted.disks[0].source.path = folder() + QStringLiteral("/overlay.qcow2");
        QVERIFY(process::run(QStringLiteral("qemu-img"),
                             { QStringLiteral("create"), QStringLiteral("-f"), QStringLiteral("qcow2"),
                               QStringLiteral("-F"), QStringLiteral("qcow2"), QStringLiteral("-b"), image,
                               wanted.disks[0].source.path }));
        const auto ok = [](const auto& answer) {
            if (!answer)
                qWarning("%s", qPrintable(answer.error().message));
            return bool(answer);
        };
        const auto& uuid = wanted.uuid;
        QVERIFY(ok(driver().spawn(wanted)));
        QTRY_VERIFY_WITH_TIMEOUT(driver().consoleLog(uuid, -1).value().contains("login:"), 120'000);
        const auto serial = driver().serialEndpoint(uuid);
        QVERIFY(ok(serial));
        QVERIFY2(conversation(serial->path, "\r", "login:").contains("login:"), "the serial line says nothing to Enter");
        const auto volume = spareDisk(newUuid());
        QVERIFY(ok(driver().attachVolume(uuid, volume)));
        QVERIFY(ok(driver().detachVolume(uuid, volume.serial, 60s)));
        QCOMPARE(driver().diagnostics(uuid).value().disks.size(), std::size_t(1));
        QVERIFY(ok(driver().attachVolume(uuid, volume)));   // nothing of the first time is in the way
        const auto nic = spareNic();
        QVERIFY(ok(driver().attachInterface(uuid, nic)));
        QVERIFY(ok(driver().detachInterface(uuid, nic.portId, 60s)));
        const auto copy = folder() + QStringLiteral("/copy.qcow2");
        QVERIFY(ok(driver().snapshotDisk(uuid, QStringLiteral("root"), copy, Quiesce::Required, 60s)));
        QVERIFY(ok(driver().setAdminPassword(uuid, QStringLiteral("root"), Secret("another"))));
        QVERIFY(ok(driver().suspend(uuid)));
        QVERIFY(ok(driver().resume(uuid)));
        m_events.clear();
        QVERIFY(ok(driver().reboot(uuid, RebootKind::Soft, 60s, {})));
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped, LifecycleReason::GuestShutdown));
        QTRY_VERIFY_WITH_TIMEOUT(driver().consoleLog(uuid, -1).value().count("login:") >= 2, 120'000);
        m_events.clear();
        QVERIFY(ok(driver().powerOff(uuid, 60s, {})));
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped, LifecycleReason::GuestShutdown));
        QVERIFY(process::run(QStringLiteral("qemu-img"), { QStringLiteral("check"), copy }));
    }
    void stopEndsWaitingCalls()
    {
        const auto uuid = spawned();
        LibvirtDriver impatient(options(QStringLiteral("contract")));
        QVERIFY(impatient.start());
        Result<void> answer;
        std::thread waiting([&] { answer = impatient.powerOff(uuid, 60s, {}); });
        QTest::qWait(300);   // either side of the first press, the answer is the same
        QElapsedTimer timer;
        timer.start();
        impatient.stop();
        waiting.join();
        QVERIFY(timer.elapsed() < skylab::test::patiently(10'000));
        QVERIFY(!answer);
        QVERIFY(answer.error().code == ErrorCode::Cancelled || answer.error().code == ErrorCode::Unavailable);
    }
    void findsItsWayBackToARestartedLibvirt()
    {
        const auto uuid = spawned();
        const int before = m_reconnections;
        m_libvirt->stopDaemon();
        QTRY_VERIFY_WITH_TIMEOUT(!driver().health(), 10'000);
        QCOMPARE(driver().health().error().code, ErrorCode::Unavailable);
        QTRY_VERIFY_WITH_TIMEOUT(!driver().isConnected(), 10'000);
        const auto started = m_libvirt->startDaemon();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        QTRY_COMPARE_WITH_TIMEOUT(m_reconnections.load(), before + 1, 40'000);
        QCOMPARE(stateOf(uuid), PowerState::Running);
        m_events.clear();
        QVERIFY(driver().destroy(uuid));
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped));   // events come over the new connection too
    }
};

SKYLAB_TEST(LibvirtQemuContractTest)

} // namespace skylab::compute::test

#include "LibvirtQemuContractTest.moc"
