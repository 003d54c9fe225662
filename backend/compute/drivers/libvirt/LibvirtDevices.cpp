// Disks and network cards that come and go while a guest runs.
#include "compute/driver/GuestRules.h"
#include "compute/drivers/libvirt/Session.h"

#include <optional>

namespace skylab::compute {

using namespace libvirt;

namespace {

constexpr auto askAgain = std::chrono::milliseconds(5'000);
using Definition = Session::Definition;

Result<void> attach(Session& session, const QString& uuid, const QString& xml, bool active, const QString& doing)
{
    const unsigned flags = VIR_DOMAIN_AFFECT_CONFIG | (active ? unsigned(VIR_DOMAIN_AFFECT_LIVE) : 0U);
    return session.onGuest<void>(uuid, slow, doing, [xml, flags, doing](virDomainPtr domain) -> Result<void> {
        return check(virDomainAttachDeviceFlags(domain, xml.toUtf8().constData(), flags), doing);
    });
}

Result<void> askBack(Session& session, const QString& uuid, const QString& alias, unsigned flags, const QString& doing)
{
    return session.onGuest<void>(uuid, quick, doing, [alias, flags, doing](virDomainPtr domain) {
        return check(virDomainDetachDeviceAlias(domain, alias.toUtf8().constData(), flags), doing);
    });
}

using Has = std::function<bool(const DomainReading&)>;

/// Asks the running guest for a device until it is gone. False: not within the deadline.
Result<bool> takeFromGuest(Session& session, const QString& uuid, const QString& alias, const Has& has,
                           std::chrono::milliseconds deadline, const QString& doing)
{
    auto asked = std::chrono::steady_clock::time_point::min();
    return session.waitUntil(deadline, [&]() -> Result<bool> {
        const auto picture = session.picture(uuid);
        if (!picture)
            return fail(picture.error());
        if (!picture->active || !has(picture->domain))
            return true;
        const auto now = std::chrono::steady_clock::now();
        const bool first = asked == std::chrono::steady_clock::time_point::min();
        if (!first && now - asked < askAgain)
            return false;   // a guest that refused gets time to unmount
        asked = now;
        session.forgetRefusal(uuid, alias);
        const auto answer = askBack(session, uuid, alias, VIR_DOMAIN_AFFECT_LIVE, doing);
        // Later questions may fail because the first is still open in the guest; that is no reason to give up.
        if (!answer && first && answer.error().code != ErrorCode::NotFound && answer.error().code != ErrorCode::Timeout
            && !answer.error().message.contains(QStringLiteral("in the process of unplug")))
            return fail(answer.error());
        return false;
    });
}

Result<void> detach(Session& session, const QString& uuid, const QString& alias, const Has& has,
                    std::chrono::milliseconds deadline, const QString& what)
{
    const auto doing = QStringLiteral("take %1 out of the guest").arg(what);
    const auto now = TRY(session.picture(uuid));
    if (now.active && has(now.domain) && !TRY(takeFromGuest(session, uuid, alias, has, deadline, doing))) {
        const auto how = session.hasRefused(uuid, alias) ? QStringLiteral("refused to release")
                                                         : QStringLiteral("did not release");
        return fail(ErrorCode::Timeout,
                    QStringLiteral("The guest %1 %2 within %3 s. It may still be booting or use it: "
                                   "unmount it in the guest and try again, or stop the server first.")
                        .arg(how, what)
                        .arg(double(deadline.count()) / 1000));
    }
    if (has(TRY(session.picture(uuid, Definition::Persistent)).domain))
        TRY(askBack(session, uuid, alias, VIR_DOMAIN_AFFECT_CONFIG, doing));
    return {};
}

} // namespace

Result<QString> LibvirtDriver::attachVolume(const QString& uuid, const DiskSpec& asked)
{
    const auto lock = m_session->lock(uuid);
    const auto picture = TRY(m_session->picture(uuid));
    if (const auto* there = picture.domain.diskBySerial(asked.serial))
        return there->device;
    // A name that a stopped guest has, or will have after its next start, is taken too.
    auto taken = picture.domain.deviceNames();
    if (picture.active)
        taken += TRY(m_session->picture(uuid, Definition::Persistent)).domain.deviceNames();
    const auto disk = TRY(completed(asked, taken));
    TRY(attach(*m_session, uuid, diskXml(disk), picture.active, QStringLiteral("attach the disk %1").arg(disk.serial)));
    return disk.deviceName;
}

Result<void> LibvirtDriver::detachVolume(const QString& uuid, const QString& serial, Milliseconds deadline)
{
    const auto lock = m_session->lock(uuid);
    const auto has = [serial](const DomainReading& domain) { return domain.diskBySerial(serial) != nullptr; };
    return detach(*m_session, uuid, deviceAlias(serial), has, deadline, QStringLiteral("the disk %1").arg(serial));
}

namespace {

/// Begins to copy the disk to a source that is there already.
Result<void> beginCopy(Session& session, const QString& uuid, const QString& device, const QString& xml, const QString& doing)
{
    return session.onGuest<void>(uuid, slow, doing, [device, xml, doing](virDomainPtr domain) {
        return check(virDomainBlockCopy(domain, device.toUtf8().constData(), xml.toUtf8().constData(), nullptr, 0,
                                        VIR_DOMAIN_BLOCK_COPY_REUSE_EXT | VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB),
                     doing);
    });
}

/// True when source and copy are equal and stay so.
Result<bool> isMirrored(virDomainPtr domain, const QString& device, const QString& doing)
{
    virDomainBlockJobInfo job {};
    const int found = virDomainGetBlockJobInfo(domain, device.toUtf8().constData(), &job, 0);
    if (found < 0)
        return fail(lastError(doing));
    if (found == 0)
        return fail(ErrorCode::NoSpace, QStringLiteral("The disk %1 could not be copied: the hypervisor gave up. Is the new volume large enough, and is there space left?").arg(device));
    return job.end > 0 && job.cur == job.end;
}

Result<void> endCopy(Session& session, const QString& uuid, const QString& device, unsigned flags, const QString& doing)
{
    return session.onGuest<void>(uuid, slow, doing, [device, flags, doing](virDomainPtr domain) {
        return check(virDomainBlockJobAbort(domain, device.toUtf8().constData(), flags), doing);
    });
}

} // namespace

namespace {

/// Until source and copy are equal; whoever waits holds no lock.
Result<void> waitForCopy(Session& session, const QString& uuid, const QString& device, const QString& serial, std::chrono::milliseconds deadline, const HypervisorDriver::Cancelled& cancelled, const QString& doing)
{
    const bool done = TRY(session.waitUntil(deadline, [&]() -> Result<bool> {
        if (cancelled && cancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("The copy of the disk %1 was called off.").arg(serial));
        return session.onGuest<bool>(uuid, quick, doing, [device, doing](virDomainPtr domain) { return isMirrored(domain, device, doing); });
    }));
    return done ? Result<void>() : fail(ErrorCode::Timeout, QStringLiteral("The disk %1 was not copied within %2 s.").arg(serial).arg(double(deadline.count()) / 1000));
}

} // namespace

Result<void> LibvirtDriver::swapVolume(const QString& uuid, const QString& serial, const DiskSpec& to, Milliseconds deadline, const Cancelled& cancelled)
{
    std::optional lock(m_session->lock(uuid));
    const auto picture = TRY(m_session->picture(uuid));
    const auto* disk = picture.domain.diskBySerial(serial);
    if (!disk)
        return fail(ErrorCode::NotFound, QStringLiteral("The guest %1 has no disk %2.").arg(uuid, serial));
    if (disk->source == to.source.path)
        return {};      // a run that was cut off came as far as the pivot, which changes the definition too: the guest may have stopped since
    if (!picture.active)
        return fail(wrongState(uuid, picture.state.state, QStringLiteral("running")));
    const auto device = disk->device;
    const auto doing = QStringLiteral("copy the disk %1").arg(serial);
    (void)endCopy(*m_session, uuid, device, 0, doing);      // or it left its copy going on
    auto wanted = to;
    wanted.serial = serial;
    wanted.deviceName = device;
    TRY(beginCopy(*m_session, uuid, device, diskXml(wanted), doing));
    // It may take hours: others may stop, pause or delete the guest meanwhile, and the pivot fails when the copy is gone then.
    lock.reset();
    const auto copied = waitForCopy(*m_session, uuid, device, serial, deadline, cancelled, doing);
    lock.emplace(m_session->lock(uuid));
    if (copied)
        return endCopy(*m_session, uuid, device, VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT, doing);
    // Best effort: when the guest is gone, so is the copy.
    (void)endCopy(*m_session, uuid, device, 0, doing);
    return copied;
}

Result<void> LibvirtDriver::injectNmi(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state != PowerState::Running && state.state != PowerState::Paused)
        return fail(wrongState(uuid, state.state, QStringLiteral("running")));
    const auto doing = QStringLiteral("interrupt the guest with an NMI");
    return m_session->onGuest<void>(uuid, quick, doing, [doing](virDomainPtr domain) { return check(virDomainInjectNMI(domain, 0), doing); });
}

Result<void> LibvirtDriver::extendVolume(const QString& uuid, const QString& serial, qint64 bytes)
{
    const auto lock = m_session->lock(uuid);
    const auto picture = TRY(m_session->picture(uuid));
    const auto* disk = picture.domain.diskBySerial(serial);
    if (!disk)
        return fail(ErrorCode::NotFound, QStringLiteral("The guest %1 has no disk %2.").arg(uuid, serial));
    if (!picture.active)
        return {};
    const auto doing = QStringLiteral("resize the disk %1").arg(serial);
    return m_session->onGuest<void>(uuid, slow, doing, [device = disk->device, bytes, doing](virDomainPtr domain) {
        return check(virDomainBlockResize(domain, device.toUtf8().constData(), static_cast<unsigned long long>(bytes),
                                          VIR_DOMAIN_BLOCK_RESIZE_BYTES),
                     doing);
    });
}

Result<void> LibvirtDriver::attachInterface(const QString& uuid, const NicSpec& asked)
{
    const auto lock = m_session->lock(uuid);
    const auto nic = TRY(completed(asked));
    const auto picture = TRY(m_session->picture(uuid));
    for (const auto& other : picture.domain.nics) {
        if (other.portId == nic.portId)
            return {};
        if (other.mac.compare(nic.mac, Qt::CaseInsensitive) == 0)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The guest has a network card with the MAC address %1 already.").arg(nic.mac),
                        QStringLiteral("mac"));
    }
    return attach(*m_session, uuid, interfaceXml(nic), picture.active,
                  QStringLiteral("attach the network card of port %1").arg(nic.portId));
}

Result<void> LibvirtDriver::detachInterface(const QString& uuid, const QString& portId, Milliseconds deadline)
{
    const auto lock = m_session->lock(uuid);
    const auto has = [portId](const DomainReading& domain) { return domain.nicByPort(portId) != nullptr; };
    return detach(*m_session, uuid, deviceAlias(portId), has, deadline,
                  QStringLiteral("the network card of port %1").arg(portId));
}

} // namespace skylab::compute
