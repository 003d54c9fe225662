// What can be seen and taken of a guest: consoles, screen, copies of its disks.
#include "compute/driver/GuestRules.h"
#include "compute/drivers/libvirt/HostReading.h"
#include "compute/drivers/libvirt/Session.h"
#include "process/Process.h"

#include <QFile>

namespace skylab::compute {

using namespace libvirt;

Result<QByteArray> LibvirtDriver::consoleLog(const QString& uuid, int maxLines)
{
    return tailOfLog(TRY(m_session->picture(uuid)).domain.consoleLogPath, maxLines);
}

Result<ConsoleEndpoint> LibvirtDriver::vncEndpoint(const QString& uuid)
{
    const auto picture = TRY(m_session->picture(uuid));
    if (!picture.active)
        return fail(wrongState(uuid, picture.state.state, QStringLiteral("running")));
    if (!picture.domain.vncSocketPath.isEmpty())
        return ConsoleEndpoint { ConsoleEndpoint::Kind::UnixSocket, picture.domain.vncSocketPath };
    if (picture.domain.vncPort > 0)
        return ConsoleEndpoint {
            ConsoleEndpoint::Kind::Tcp, {}, picture.domain.vncHost, quint16(picture.domain.vncPort)
        };
    return fail(ErrorCode::NotFound, QStringLiteral("The guest %1 was started without a graphical console.").arg(uuid));
}

Result<ConsoleEndpoint> LibvirtDriver::serialEndpoint(const QString& uuid)
{
    const auto picture = TRY(m_session->picture(uuid));
    if (!picture.active)
        return fail(wrongState(uuid, picture.state.state, QStringLiteral("running")));
    if (picture.domain.serialSocketPath.isEmpty())
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The guest %1 was started without a serial console.").arg(uuid));
    return ConsoleEndpoint { ConsoleEndpoint::Kind::UnixSocket, picture.domain.serialSocketPath };
}

namespace {

Result<Screenshot> takeScreenshot(virDomainPtr domain)
{
    constexpr qsizetype largest = 64 << 20;
    const auto doing = QStringLiteral("take a picture of the guest's screen");
    const std::shared_ptr<virStream> stream(virStreamNew(virDomainGetConnect(domain), 0), [](virStreamPtr held) {
        if (held)
            virStreamFree(held);
    });
    if (!stream)
        return fail(lastError(doing));
    Screenshot shot;
    shot.mimeType = TRY(checkText(virDomainScreenshot(domain, stream.get(), 0, 0), doing));
    char buffer[65536];
    for (;;) {
        const auto got = virStreamRecv(stream.get(), buffer, sizeof buffer);
        if (got == 0)
            break;
        if (got < 0 || shot.bytes.size() > largest) {
            const auto error = lastError(doing);
            virStreamAbort(stream.get());
            return fail(error);
        }
        shot.bytes.append(buffer, got);
    }
    TRY(check(virStreamFinish(stream.get()), doing));
    return shot;
}

} // namespace

Result<Screenshot> LibvirtDriver::screenshot(const QString& uuid)
{
    const auto state = TRY(m_session->state(uuid));
    if (state.state != PowerState::Running && state.state != PowerState::Paused)
        return fail(wrongState(uuid, state.state, QStringLiteral("running")));
    return m_session->onGuest<Screenshot>(uuid, quick, QStringLiteral("take a picture of the guest's screen"),
                                          takeScreenshot);
}

namespace {

/// Begins the copy, with the guest's file systems at rest for that moment. The copy shows the disk as it is then.
Result<void> beginBackup(virDomainPtr domain, const QByteArray& xml, Quiesce quiesce)
{
    bool frozen = false;
    if (quiesce != Quiesce::Never) {
        frozen = virDomainFSFreeze(domain, nullptr, 0, 0) >= 0;
        if (!frozen && quiesce == Quiesce::Required) {
            auto error = lastError(QStringLiteral("bring the guest's file systems to rest"));
            error.code = ErrorCode::Conflict;
            return fail(std::move(error));
        }
    }
    const auto begun = check(virDomainBackupBegin(domain, xml.constData(), nullptr, 0),
                             QStringLiteral("copy the disk"));
    if (frozen)
        virDomainFSThaw(domain, nullptr, 0, 0);
    return begun;
}

/// False while the copy runs.
Result<bool> isBackupDone(virDomainPtr domain)
{
    const auto doing = QStringLiteral("look after the copy of the disk");
    virDomainJobInfo job {};
    TRY(check(virDomainGetJobInfo(domain, &job), doing));
    if (job.type != VIR_DOMAIN_JOB_NONE)
        return false;
    int type = 0;
    int count = 0;
    virTypedParameterPtr parameters = nullptr;
    TRY(check(virDomainGetJobStats(domain, &type, &parameters, &count, VIR_DOMAIN_JOB_STATS_COMPLETED), doing));
    int success = 0;
    const char* message = nullptr;
    virTypedParamsGetBoolean(parameters, count, VIR_DOMAIN_JOB_SUCCESS, &success);
    virTypedParamsGetString(parameters, count, VIR_DOMAIN_JOB_ERRMSG, &message);
    const auto why = QString::fromUtf8(message ? message : "the hypervisor did not say why");
    virTypedParamsFree(parameters, count);
    if (success == 0)
        return fail(why.contains(QStringLiteral("No space left")) ? ErrorCode::NoSpace : ErrorCode::Internal,
                    QStringLiteral("The disk could not be copied: %1.").arg(why));
    return true;
}

Result<void> copyFromRunning(Session& session, const QString& uuid, const DomainReading& domain, const QString& device,
                             const QString& target, Quiesce quiesce, std::chrono::milliseconds deadline)
{
    QStringList others;
    for (const auto& disk : domain.disks)
        if (disk.device != device)
            others << disk.device;
    const auto xml = backupXml(device, others, target).toUtf8();
    TRY(session.onGuest<void>(uuid, slow, QStringLiteral("copy the disk"),
                              [xml, quiesce](virDomainPtr held) { return beginBackup(held, xml, quiesce); }));
    auto done = session.waitUntil(deadline, [&] {
        return session.onGuest<bool>(uuid, quick, QStringLiteral("look after the copy of the disk"), isBackupDone);
    });
    if (done && *done)
        return {};
    // Best effort: when the guest is gone, so is the copy.
    const auto aborted = session.onGuest<void>(uuid, quick, QStringLiteral("give up the copy of the disk"),
                                               [](virDomainPtr held) -> Result<void> {
                                                   virDomainAbortJob(held);
                                                   return {};
                                               });
    if (!done)
        return fail(done.error());
    return fail(ErrorCode::Timeout,
                QStringLiteral("The disk was not copied within %1 s.").arg(double(deadline.count()) / 1000));
}

Result<void> copyFromStopped(Session& session, const DomainReading::Disk& disk, const QString& target,
                             std::chrono::milliseconds deadline)
{
    if (!disk.source.startsWith(u'/'))
        return fail(
            ErrorCode::Conflict,
            QStringLiteral("The disk %1 is not a file of this host; start the server to copy it.").arg(disk.serial));
    process::Options options;
    options.timeout = deadline;
    options.lane = process::Lane::Long;
    options.cancelled = [&session] { return session.isStopping(); };
    TRY(process::run(QStringLiteral("qemu-img"),
                     { QStringLiteral("convert"), QStringLiteral("-f"), disk.format, QStringLiteral("-O"),
                       QStringLiteral("qcow2"), disk.source, target },
                     options));
    return {};
}

} // namespace

Result<void> LibvirtDriver::snapshotDisk(const QString& uuid, const QString& serial, const QString& targetFile,
                                         Quiesce quiesce, Milliseconds deadline)
{
    const auto lock = m_session->lock(uuid);
    const auto picture = TRY(m_session->picture(uuid));
    const auto* disk = picture.domain.diskBySerial(serial);
    if (!disk)
        return fail(ErrorCode::NotFound, QStringLiteral("The guest %1 has no disk %2.").arg(uuid, serial));
    if (QFile::exists(targetFile))
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The copy can't be written to %1: the file exists.").arg(targetFile));
    if (!picture.active && quiesce == Quiesce::Required && picture.state.state == PowerState::Suspended)
        return fail(wrongState(uuid, picture.state.state, QStringLiteral("running")));
    auto done = picture.active
        ? copyFromRunning(*m_session, uuid, picture.domain, disk->device, targetFile, quiesce, deadline)
        : copyFromStopped(*m_session, *disk, targetFile, deadline);
    if (!done)
        QFile::remove(targetFile);
    return done;
}

Result<void> LibvirtDriver::setAdminPassword(const QString& uuid, const QString& user, const Secret& password)
{
    const auto state = TRY(m_session->state(uuid));
    if (state.state != PowerState::Running)
        return fail(wrongState(uuid, state.state, QStringLiteral("running")));
    const auto doing = QStringLiteral("set the password of %1 through the guest's agent").arg(user);
    auto done = m_session->onGuest<void>(uuid, slow, doing, [user, password, doing](virDomainPtr domain) {
        return check(virDomainSetUserPassword(domain, user.toUtf8().constData(), password.reveal().constData(), 0),
                     doing);
    });
    if (!done && done.error().code == ErrorCode::Internal)
        done.error().code = ErrorCode::Conflict;
    return done;
}

} // namespace skylab::compute
