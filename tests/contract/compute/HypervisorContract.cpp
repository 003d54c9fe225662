#include "HypervisorContract.h"

#include "core/Uuid.h"
#include "process/Process.h"

#include <QFile>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <future>

namespace skylab::compute::test {

using namespace std::chrono_literals;

#define VERIFY_OK(expression)                                                          \
    do {                                                                               \
        const auto verified_ = (expression);                                           \
        QVERIFY2(verified_, verified_ ? "" : qPrintable(verified_.error().message));   \
    } while (false)
#define VERIFY_FAILS(expression, expected)                                             \
    do {                                                                               \
        const auto verified_ = (expression);                                           \
        QVERIFY2(!verified_, #expression " succeeded");                                \
        QVERIFY2(verified_.error().code == (expected), qPrintable(verified_.error().message)); \
        QVERIFY(!verified_.error().message.isEmpty());                                 \
    } while (false)

void Events::add(const Lifecycle& event)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back(event);
    m_changed.notify_all();
}

bool Events::waitFor(const std::function<bool(const Lifecycle&)>& wanted, std::chrono::seconds deadline)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, skylab::test::patiently(deadline), [&] { return std::any_of(m_events.begin(), m_events.end(), wanted); });
}

bool Events::wait(const QString& uuid, LifecycleEvent event, LifecycleReason reason, std::chrono::seconds deadline)
{
    return waitFor(
        [&](const Lifecycle& each) { return each.uuid == uuid && each.event == event && each.reason == reason; },
        deadline);
}

bool Events::wait(const QString& uuid, LifecycleEvent event)
{
    return waitFor([&](const Lifecycle& each) { return each.uuid == uuid && each.event == event; }, 20s);
}

void Events::clear()
{
    const std::lock_guard lock(m_mutex);
    m_events.clear();
}

GuestSpec HypervisorContract::spec()
{
    GuestSpec spec;
    spec.uuid = newUuid();
    spec.name = QStringLiteral("contract-") + spec.uuid.left(8);
    spec.memoryMiB = 32;
    spec.consoleLogPath = folder() + u'/' + spec.uuid + QStringLiteral(".log");
    auto root = spareDisk(QStringLiteral("root"));
    root.bootIndex = 1;
    spec.disks = { root };
    spec.metadata.serverName = QStringLiteral("contract <&> server");
    spec.metadata.projectId = newHexId();
    return spec;
}

DiskSpec HypervisorContract::spareDisk(const QString& serial)
{
    DiskSpec disk;
    disk.serial = serial;
    disk.format = DiskSpec::Format::Raw;
    disk.source.path = folder() + u'/' + newUuid() + QStringLiteral(".raw");
    return disk;
}

NicSpec HypervisorContract::spareNic()
{
    NicSpec nic;
    nic.portId = newUuid();
    nic.mac = QStringLiteral("fa:16:3e:") + nic.portId.mid(0, 2) + u':' + nic.portId.mid(2, 2) + u':'
        + nic.portId.mid(4, 2);
    nic.bridge = QStringLiteral("br-contract");
    nic.vifType = NicSpec::VifType::Bridge;
    return nic;
}

QString HypervisorContract::spawned()
{
    const auto wanted = spec();
    const auto done = driver().spawn(wanted);
    if (!done)
        qWarning("%s", qPrintable(done.error().message));
    return done ? wanted.uuid : QString();
}

PowerState HypervisorContract::stateOf(const QString& uuid)
{
    const auto state = driver().guestState(uuid);
    return state ? state->state : PowerState::NoState;
}

void HypervisorContract::initTestCase()
{
    QString why;
    m_driver = make(&why);
    if (!m_driver)
        QSKIP(qPrintable(why));
    VERIFY_FAILS(m_driver->health(), ErrorCode::Unavailable);
    QVERIFY(!m_driver->isConnected());
    m_driver->onLifecycle([this](const Lifecycle& event) { m_events.add(event); });
    m_driver->onReconnect([this] { ++m_reconnections; });
    VERIFY_OK(m_driver->start());
    VERIFY_OK(m_driver->health());
    QVERIFY(m_driver->isConnected());
    QTRY_COMPARE(m_reconnections.load(), 1);
}

void HypervisorContract::cleanup()
{
    if (!m_driver)
        return;
    const auto guests = driver().listGuests();
    VERIFY_OK(guests);
    for (const auto& guest : *guests)
        VERIFY_OK(driver().cleanup(guest.uuid));
    QCOMPARE(driver().listGuests().value().size(), std::size_t(0));
    m_events.clear();
}

void HypervisorContract::cleanupTestCase()
{
    if (!m_driver)
        return;
    m_driver->stop();
    VERIFY_FAILS(m_driver->listGuests(), ErrorCode::Unavailable);
    m_driver.reset();
}

void HypervisorContract::describesTheHost()
{
    const auto before = driver().hostState();
    VERIFY_OK(before);
    QVERIFY(!before->hostName.isEmpty());
    QVERIFY(!before->hypervisorType.isEmpty());
    QVERIFY(before->hypervisorVersion > 0);
    QVERIFY(before->vcpusTotal > 0);
    QVERIFY(before->memoryTotalMiB > before->memoryUsedMiB);
    QVERIFY(before->diskTotalGiB >= before->diskFreeGiB);
    QVERIFY(!before->acceleration.isEmpty());
    const auto able = driver().capabilities();
    VERIFY_OK(able);
    QVERIFY(able->diskBuses.contains(QStringLiteral("virtio")));
    if (!counts())
        return;
    QVERIFY(!spawned().isEmpty());
    const auto after = driver().hostState();
    VERIFY_OK(after);
    QCOMPARE(after->guestsActive, before->guestsActive + 1);
    QCOMPARE(after->vcpusUsed, before->vcpusUsed + 1);
    QCOMPARE(after->memoryGuestsMiB, before->memoryGuestsMiB + 32);
}

void HypervisorContract::spawnsAndLists()
{
    const auto wanted = spec();
    VERIFY_FAILS(driver().guestState(wanted.uuid), ErrorCode::NotFound);
    VERIFY_OK(driver().spawn(wanted));
    QVERIFY(m_events.wait(wanted.uuid, LifecycleEvent::Started, LifecycleReason::Requested));
    const auto state = driver().guestState(wanted.uuid);
    VERIFY_OK(state);
    QCOMPARE(state->state, PowerState::Running);
    QCOMPARE(state->name, wanted.name);
    const auto guests = driver().listGuests();
    VERIFY_OK(guests);
    QCOMPARE(guests->size(), std::size_t(1));
    QCOMPARE(guests->front().uuid, wanted.uuid);
    QCOMPARE(guests->front().state, PowerState::Running);
    VERIFY_OK(driver().spawn(wanted));   // a task that runs again after a crash
    auto other = wanted;
    other.memoryMiB = 48;
    VERIFY_FAILS(driver().spawn(other), ErrorCode::Conflict);
    auto rival = spec();
    rival.name = wanted.name;
    VERIFY_FAILS(driver().spawn(rival), ErrorCode::Conflict);
    VERIFY_OK(driver().cleanup(wanted.uuid));
    QVERIFY(m_events.wait(wanted.uuid, LifecycleEvent::Stopped, LifecycleReason::Requested));
    QVERIFY(m_events.wait(wanted.uuid, LifecycleEvent::Removed));
    VERIFY_FAILS(driver().guestState(wanted.uuid), ErrorCode::NotFound);
}

void HypervisorContract::refusesWhatCantWork()
{
    const auto refused = [this](const char* field, const std::function<void(GuestSpec&)>& change) {
        auto bad = spec();
        change(bad);
        const auto answer = driver().spawn(bad);
        return !answer && answer.error().code == ErrorCode::BadRequest && answer.error().field == QLatin1String(field);
    };
    QVERIFY(refused("uuid", [](GuestSpec& spec) { spec.uuid = QStringLiteral("1"); }));
    QVERIFY(refused("name", [](GuestSpec& spec) { spec.name = QStringLiteral("a/b"); }));
    QVERIFY(refused("vcpus", [](GuestSpec& spec) { spec.vcpus = 0; }));
    QVERIFY(refused("memoryMiB", [](GuestSpec& spec) { spec.memoryMiB = 0; }));
    QVERIFY(refused("source", [](GuestSpec& spec) { spec.disks[0].source.path = QStringLiteral("relative"); }));
    QVERIFY(refused("disks", [](GuestSpec& spec) { spec.disks.push_back(spec.disks[0]); }));
    QVERIFY(refused("bus", [](GuestSpec& spec) { spec.disks[0].device = DiskSpec::Device::Cdrom; }));
    QVERIFY(refused("mac", [this](GuestSpec& spec) {
        spec.nics = { spareNic() };
        spec.nics[0].mac = QStringLiteral("x");
    }));
    QCOMPARE(driver().listGuests().value().size(), std::size_t(0));
}

void HypervisorContract::leavesNothingWhenSpawnFails()
{
    auto bad = spec();
    spoil(bad);
    if (bad.uuid.isEmpty())
        QSKIP("nothing makes a spawn fail in this driver");
    const auto answer = driver().spawn(bad);
    QVERIFY(!answer);
    QVERIFY(!answer.error().message.isEmpty());
    QCOMPARE(driver().listGuests().value().size(), std::size_t(0));
    VERIFY_FAILS(driver().guestState(bad.uuid), ErrorCode::NotFound);
}

void HypervisorContract::redefinesAStoppedGuest()
{
    auto wanted = spec();
    VERIFY_OK(driver().define(wanted));
    QCOMPARE(stateOf(wanted.uuid), PowerState::Shutdown);
    wanted.memoryMiB = 48;
    VERIFY_OK(driver().spawn(wanted));
    if (counts())
        QCOMPARE(driver().diagnostics(wanted.uuid).value().memoryMaximumKiB, qint64(48 * 1024));
    VERIFY_FAILS(driver().define(wanted), ErrorCode::Conflict);
    // A new definition that can't run leaves the old one.
    VERIFY_OK(driver().destroy(wanted.uuid));
    auto bad = wanted;
    bad.memoryMiB = 64;
    spoil(bad);
    if (bad.uuid.isEmpty())
        return;
    QVERIFY(!driver().spawn(bad));
    VERIFY_OK(driver().powerOn(wanted.uuid));
    QCOMPARE(driver().diagnostics(wanted.uuid).value().memoryMaximumKiB, qint64(48 * 1024));
}

void HypervisorContract::pausesAndUnpauses()
{
    const auto uuid = spawned();
    VERIFY_OK(driver().unpause(uuid));
    VERIFY_OK(driver().pause(uuid));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Paused, LifecycleReason::Requested));
    QCOMPARE(stateOf(uuid), PowerState::Paused);
    VERIFY_OK(driver().pause(uuid));
    VERIFY_FAILS(driver().powerOn(uuid), ErrorCode::Conflict);
    VERIFY_FAILS(driver().resume(uuid), ErrorCode::Conflict);
    VERIFY_OK(driver().unpause(uuid));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Resumed));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_FAILS(driver().pause(uuid), ErrorCode::Conflict);
    VERIFY_FAILS(driver().unpause(uuid), ErrorCode::Conflict);
    VERIFY_FAILS(driver().pause(newUuid()), ErrorCode::NotFound);
}

void HypervisorContract::suspendsAndResumes()
{
    const auto uuid = spawned();
    VERIFY_OK(driver().suspend(uuid));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Suspended));
    QCOMPARE(stateOf(uuid), PowerState::Suspended);
    QCOMPARE(driver().listGuests().value().front().state, PowerState::Suspended);
    VERIFY_OK(driver().suspend(uuid));
    VERIFY_FAILS(driver().pause(uuid), ErrorCode::Conflict);
    m_events.clear();
    VERIFY_OK(driver().resume(uuid));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Started));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(driver().resume(uuid));
    VERIFY_OK(driver().suspend(uuid));
    VERIFY_OK(driver().powerOn(uuid));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(driver().suspend(uuid));
    VERIFY_OK(driver().cleanup(uuid));   // the saved memory goes with it
    VERIFY_FAILS(driver().guestState(uuid), ErrorCode::NotFound);
}

void HypervisorContract::powersOffAndOn()
{
    const auto uuid = spawned();
    VERIFY_OK(driver().powerOff(uuid, 0ms, {}));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped));
    QCOMPARE(stateOf(uuid), PowerState::Shutdown);
    VERIFY_OK(driver().powerOff(uuid, 0ms, {}));
    VERIFY_OK(driver().powerOn(uuid));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(driver().powerOn(uuid));
    VERIFY_FAILS(driver().powerOff(newUuid(), 0ms, {}), ErrorCode::NotFound);
}

void HypervisorContract::cutsThePowerOfStubbornGuests()
{
    const auto uuid = spawned();
    makeStubborn(uuid);
    VERIFY_OK(driver().powerOff(uuid, 1500ms, {}));
    QCOMPARE(stateOf(uuid), PowerState::Shutdown);
    VERIFY_OK(driver().powerOn(uuid));
    m_events.clear();
    VERIFY_OK(driver().reboot(uuid, RebootKind::Soft, 1500ms, {}));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped));
    QVERIFY(m_events.wait(uuid, LifecycleEvent::Started));
    // Who is in a hurry does not wait for the minute.
    QElapsedTimer timer;
    timer.start();
    VERIFY_OK(driver().powerOff(uuid, 60s, [] { return true; }));
    QCOMPARE(stateOf(uuid), PowerState::Shutdown);
    QVERIFY(timer.elapsed() < skylab::test::patiently(20'000));
}

void HypervisorContract::rebootsHard()
{
    const auto uuid = spawned();
    VERIFY_OK(driver().pause(uuid));
    VERIFY_OK(driver().reboot(uuid, RebootKind::Hard, 0ms, {}));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().reboot(uuid, RebootKind::Hard, 0ms, {}));   // of a stopped one: a start
    QCOMPARE(stateOf(uuid), PowerState::Running);
}

void HypervisorContract::endsTwiceWithoutError()
{
    const auto uuid = spawned();
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().destroy(uuid));
    QCOMPARE(stateOf(uuid), PowerState::Shutdown);
    VERIFY_OK(driver().cleanup(uuid));
    VERIFY_OK(driver().cleanup(uuid));
    VERIFY_OK(driver().destroy(uuid));
}

void HypervisorContract::attachesAndDetachesVolumes()
{
    if (!driver().capabilities().value().attachVolume)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    const auto volume = spareDisk(newUuid());
    const auto device = driver().attachVolume(uuid, volume);
    VERIFY_OK(device);
    QCOMPARE(*device, QStringLiteral("vdb"));
    QCOMPARE(driver().attachVolume(uuid, volume).value(), QStringLiteral("vdb"));
    auto second = spareDisk(newUuid());
    second.deviceName = QStringLiteral("/dev/vdb");
    VERIFY_FAILS(driver().attachVolume(uuid, second), ErrorCode::Conflict);
    second.deviceName = QStringLiteral("/dev/vdf");
    QCOMPARE(driver().attachVolume(uuid, second).value(), QStringLiteral("vdf"));
    makeStubborn(uuid);
    const auto kept = driver().detachVolume(uuid, volume.serial, 1500ms);
    QVERIFY(!kept);
    QCOMPARE(kept.error().code, ErrorCode::Timeout);
    QVERIFY2(kept.error().message.contains(volume.serial), qPrintable(kept.error().message));
    QCOMPARE(driver().attachVolume(uuid, volume).value(), QStringLiteral("vdb"));   // still there
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().detachVolume(uuid, volume.serial, 1500ms));
    VERIFY_OK(driver().detachVolume(uuid, volume.serial, 1500ms));
    VERIFY_OK(driver().powerOn(uuid));
    QCOMPARE(driver().attachVolume(uuid, second).value(), QStringLiteral("vdf"));   // outlived the restart
    QCOMPARE(driver().attachVolume(uuid, volume).value(), QStringLiteral("vdb"));   // its place was free again
    VERIFY_FAILS(driver().attachVolume(newUuid(), volume), ErrorCode::NotFound);
}

void HypervisorContract::attachesAndDetachesInterfaces()
{
    if (!driver().capabilities().value().attachInterface)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    const auto nic = spareNic();
    VERIFY_OK(driver().attachInterface(uuid, nic));
    VERIFY_OK(driver().attachInterface(uuid, nic));
    auto twin = spareNic();
    twin.mac = nic.mac.toUpper();
    VERIFY_FAILS(driver().attachInterface(uuid, twin), ErrorCode::Conflict);
    const auto stats = driver().diagnostics(uuid);
    VERIFY_OK(stats);
    QCOMPARE(stats->nics.size(), std::size_t(1));
    makeStubborn(uuid);
    VERIFY_FAILS(driver().detachInterface(uuid, nic.portId, 1500ms), ErrorCode::Timeout);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().detachInterface(uuid, nic.portId, 1500ms));
    VERIFY_OK(driver().powerOn(uuid));
    QCOMPARE(driver().diagnostics(uuid).value().nics.size(), std::size_t(0));
    VERIFY_OK(driver().detachInterface(uuid, nic.portId, 1500ms));
}

void HypervisorContract::extendsVolumes()
{
    if (!driver().capabilities().value().extendVolume)
        QSKIP("not among the capabilities");
    constexpr qint64 bytes = 8 << 20;
    const auto uuid = spawned();
    VERIFY_OK(driver().extendVolume(uuid, QStringLiteral("root"), bytes));
    const auto stats = driver().diagnostics(uuid);
    VERIFY_OK(stats);
    QCOMPARE(stats->disks.front().capacity, bytes);
    VERIFY_FAILS(driver().extendVolume(uuid, QStringLiteral("absent"), bytes), ErrorCode::NotFound);
}

void HypervisorContract::swapsVolumes()
{
    if (!driver().capabilities().value().swapVolume)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    const auto first = newUuid();
    const auto attached = driver().attachVolume(uuid, spareDisk(first));
    VERIFY_OK(attached);
    const auto other = spareDisk(newUuid());
    VERIFY_FAILS(driver().swapVolume(uuid, QStringLiteral("absent"), other, 60s, {}), ErrorCode::NotFound);
    VERIFY_OK(driver().swapVolume(uuid, first, other, 60s, {}));
    VERIFY_OK(driver().swapVolume(uuid, first, other, 60s, {}));      // asked again after a crash
    QCOMPARE(stateOf(uuid), PowerState::Running);
    // It is the same disk for the guest and for later calls, also after the next start.
    QCOMPARE(driver().attachVolume(uuid, spareDisk(first)).value(), *attached);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_FAILS(driver().swapVolume(uuid, first, spareDisk(newUuid()), 60s, {}), ErrorCode::Conflict);
    VERIFY_OK(driver().swapVolume(uuid, first, other, 60s, {}));      // nothing is left to do, though it stopped since
    VERIFY_OK(driver().powerOn(uuid));
    QCOMPARE(driver().attachVolume(uuid, spareDisk(first)).value(), *attached);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().detachVolume(uuid, first, 1500ms));
}

void HypervisorContract::swapsCanBeCalledOff()
{
    if (!driver().capabilities().value().swapVolume)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    const auto first = newUuid();
    VERIFY_OK(driver().attachVolume(uuid, spareDisk(first)));
    // While it is asked, the guest is free for others.
    std::future<Result<void>> pausing;
    bool wasFree = false;
    const auto calledOff = [&] {
        pausing = std::async(std::launch::async, [&] { return driver().pause(uuid); });
        wasFree = pausing.wait_for(skylab::test::patiently(20s)) == std::future_status::ready;
        return true;
    };
    const auto other = spareDisk(newUuid());
    VERIFY_FAILS(driver().swapVolume(uuid, first, other, 60s, calledOff), ErrorCode::Cancelled);
    QVERIFY(wasFree);
    VERIFY_OK(pausing.get());
    QCOMPARE(stateOf(uuid), PowerState::Paused);
    VERIFY_OK(driver().unpause(uuid));
    // Nothing of it is in the way of the next one.
    VERIFY_OK(driver().swapVolume(uuid, first, other, 60s, [] { return false; }));
    QCOMPARE(stateOf(uuid), PowerState::Running);
}

void HypervisorContract::interruptsGuests()
{
    if (!driver().capabilities().value().injectNmi)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    VERIFY_OK(driver().injectNmi(uuid));
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_FAILS(driver().injectNmi(uuid), ErrorCode::Conflict);
    VERIFY_FAILS(driver().injectNmi(newUuid()), ErrorCode::NotFound);
}

void HypervisorContract::copiesDisks()
{
    if (!driver().capabilities().value().snapshotDisk)
        QSKIP("not among the capabilities");
    const auto wanted = spec();
    const auto uuid = wanted.uuid;
    VERIFY_OK(driver().spawn(wanted));
    const auto target = folder() + u'/' + newUuid() + QStringLiteral(".qcow2");
    const auto serial = QStringLiteral("root");
    VERIFY_OK(driver().snapshotDisk(uuid, serial, target, Quiesce::Never, 60s));
    QCOMPARE(stateOf(uuid), PowerState::Running);
    VERIFY_OK(process::run(QStringLiteral("qemu-img"),
                           { QStringLiteral("check"), QStringLiteral("-f"), QStringLiteral("qcow2"), target }));
    QFile copy(target);
    QVERIFY(copy.open(QIODevice::ReadOnly));
    const auto header = copy.read(32);
    QCOMPARE(header.size(), 32);
    QCOMPARE(qint64(qFromBigEndian<quint64>(header.data() + 24)), QFile(wanted.disks[0].source.path).size());
    VERIFY_FAILS(driver().snapshotDisk(uuid, serial, target, Quiesce::Never, 60s), ErrorCode::Conflict);
    QVERIFY(QFile::exists(target));   // what was there is not ours to remove
    VERIFY_FAILS(driver().snapshotDisk(uuid, QStringLiteral("absent"), target + u'2', Quiesce::Never, 60s),
                 ErrorCode::NotFound);
    VERIFY_OK(driver().destroy(uuid));
    VERIFY_OK(driver().snapshotDisk(uuid, serial, target + u'2', Quiesce::Never, 60s));
    VERIFY_OK(process::run(QStringLiteral("qemu-img"), { QStringLiteral("compare"), target, target + u'2' }));
}

void HypervisorContract::showsTheConsole()
{
    if (!driver().capabilities().value().consoleLog)
        QSKIP("not among the capabilities");
    const auto uuid = spawned();
    QTRY_VERIFY_WITH_TIMEOUT(driver().consoleLog(uuid, -1).value().contains(expectedConsole()), 60'000);
    QVERIFY(driver().consoleLog(uuid, 1).value().size() < driver().consoleLog(uuid, -1).value().size());
    QCOMPARE(driver().consoleLog(uuid, 0).value().size(), qsizetype(0));
    VERIFY_OK(driver().destroy(uuid));
    QVERIFY(driver().consoleLog(uuid, -1).value().contains(expectedConsole()));
}

void HypervisorContract::countsWhatGuestsDo()
{
    if (!counts())
        QSKIP("this driver counts nothing");
    const auto uuid = spawned();
    const auto all = driver().stats();
    VERIFY_OK(all);
    QCOMPARE(all->size(), std::size_t(1));
    QCOMPARE(all->front().uuid, uuid);
    const auto& first = all->front();
    QCOMPARE(first.vcpus, 1);
    QCOMPARE(first.disks.size(), std::size_t(1));
    QCOMPARE(first.memoryMaximumKiB, qint64(32 * 1024));
    QVERIFY(first.memoryUsedKiB > 0 || first.memoryResidentKiB > 0);
    // They grow, and never fall while the guest runs.
    std::vector<GuestStats> next;
    QTRY_VERIFY_WITH_TIMEOUT((next = driver().stats().value()).size() == 1 && next.front().cpuNanos > first.cpuNanos, 20'000);
    QVERIFY(next.front().disks.front().readBytes >= first.disks.front().readBytes);
    QVERIFY(next.front().disks.front().writeBytes >= first.disks.front().writeBytes);
    const auto one = driver().diagnostics(uuid);
    VERIFY_OK(one);
    QCOMPARE(one->memoryMaximumKiB, qint64(32 * 1024));
    QCOMPARE(one->disks.size(), std::size_t(1));
    QCOMPARE(one->disks.front().device, QStringLiteral("vda"));
    QCOMPARE(one->disks.front().serial, QStringLiteral("root"));
    VERIFY_OK(driver().destroy(uuid));
    QCOMPARE(driver().stats().value().size(), std::size_t(0));
    VERIFY_FAILS(driver().diagnostics(uuid), ErrorCode::Conflict);
}

void HypervisorContract::consolesNeedARunningGuest()
{
    const auto able = driver().capabilities().value();
    const auto wanted = spec();
    VERIFY_OK(driver().define(wanted));
    if (able.vncConsole)
        VERIFY_FAILS(driver().vncEndpoint(wanted.uuid), ErrorCode::Conflict);
    if (able.serialConsole)
        VERIFY_FAILS(driver().serialEndpoint(wanted.uuid), ErrorCode::Conflict);
    if (able.screenshot)
        VERIFY_FAILS(driver().screenshot(wanted.uuid), ErrorCode::Conflict);
    VERIFY_FAILS(driver().setAdminPassword(wanted.uuid, QStringLiteral("root"), Secret("secret")), ErrorCode::Conflict);
    VERIFY_FAILS(driver().vncEndpoint(newUuid()), ErrorCode::NotFound);
}

} // namespace skylab::compute::test
