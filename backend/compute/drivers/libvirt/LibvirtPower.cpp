// How guests come, go and change their power state.
#include "compute/driver/GuestRules.h"
#include "compute/drivers/libvirt/Session.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

namespace skylab::compute {

using namespace libvirt;

namespace {

Q_LOGGING_CATEGORY(log, "skylab.compute.libvirt")

// A guest that is just booting hears no button: it is pressed often at first.
constexpr auto pressSoon = std::chrono::milliseconds(2'000), pressAgain = std::chrono::milliseconds(10'000);
constexpr int soonPresses = 6;
constexpr qsizetype maxSocketPath = 107;   // sun_path

/// Ends a domain that runs; one that does not is fine.
Result<void> cut(virDomainPtr domain)
{
    auto done = check(virDomainDestroy(domain), QStringLiteral("stop the guest"));
    if (!done && virDomainIsActive(domain) == 0)
        return {};
    return done;
}

Result<void> undefine(virDomainPtr domain, bool test)
{
    unsigned flags = VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA;
    if (!test)
        flags |= VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM;
    return check(virDomainUndefineFlags(domain, flags), QStringLiteral("forget the guest"));
}

Result<void> startDomain(virDomainPtr domain)
{
    auto done = check(virDomainCreate(domain), QStringLiteral("start the guest"));
    if (!done && virDomainIsActive(domain) == 1)
        return {};
    return done;
}

/// What a task that fails half-way has to put right.
struct Existing {
    bool there = false;
    bool active = false;
    QString digest = {};
    QString xml = {};   ///< the old definition
};

Result<Existing> existing(virConnectPtr connect, const GuestSpec& spec, const QString& cloudId)
{
    const auto named = own(virDomainLookupByName(connect, spec.name.toUtf8().constData()));
    if (named) {
        char uuid[VIR_UUID_STRING_BUFLEN] = {};
        virDomainGetUUIDString(named.get(), uuid);
        if (spec.uuid.compare(QLatin1String(uuid), Qt::CaseInsensitive) != 0)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The name %1 belongs to another guest, %2.").arg(spec.name, QLatin1String(uuid)),
                        QStringLiteral("name"));
    }
    const auto domain = own(virDomainLookupByUUIDString(connect, spec.uuid.toLatin1().constData()));
    if (!domain)
        return Existing {};
    const auto doing = QStringLiteral("read the definition of the guest");
    auto xml = TRY(
        checkText(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE), doing));
    const auto reading = readDomain(xml);
    if (!reading.ours || reading.cloudId != cloudId)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The id %1 belongs to a guest that is not of this cloud.").arg(spec.uuid));
    return Existing { true, virDomainIsActive(domain.get()) == 1, reading.digest, std::move(xml) };
}

void putBack(virConnectPtr connect, const GuestSpec& spec, const Existing& before, bool test)
{
    if (before.there) {
        own(virDomainDefineXML(connect, before.xml.toUtf8().constData()));
        return;
    }
    if (const auto domain = own(virDomainLookupByUUIDString(connect, spec.uuid.toLatin1().constData()))) {
        if (virDomainIsActive(domain.get()) == 1)
            virDomainDestroy(domain.get());
        undefine(domain.get(), test);
    }
}

Result<void> defineDomain(virConnectPtr connect, const QString& xml, bool test, bool run)
{
    const auto domain = own(
        virDomainDefineXMLFlags(connect, xml.toUtf8().constData(), test ? 0 : VIR_DOMAIN_DEFINE_VALIDATE));
    if (!domain)
        return fail(lastError(QStringLiteral("define the guest")));
    if (virDomainHasManagedSaveImage(domain.get(), 0) == 1)
        TRY(check(virDomainManagedSaveRemove(domain.get(), 0), QStringLiteral("drop the guest's saved memory")));
    return run ? startDomain(domain.get()) : Result<void> {};
}

Result<void> prepareFolders(const GuestSpec& spec, const QString& socket)
{
    const auto folder = QFileInfo(spec.consoleLogPath).path();
    if (!QFileInfo(folder).isDir())
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The folder %1 for the console log does not exist.").arg(folder),
                    QStringLiteral("consoleLogPath"));
    if (socket.isEmpty())
        return {};
    if (QFile::encodeName(socket).size() > maxSocketPath)
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The path of the console socket, %1, is too long. Configure a shorter run folder.")
                        .arg(socket));
    if (!QDir().mkpath(QFileInfo(socket).path()))
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The run folder %1 can't be made.").arg(QFileInfo(socket).path()));
    return {};
}

} // namespace

Result<void> LibvirtDriver::put(const GuestSpec& asked, Start start)
{
    const auto spec = TRY(completed(asked));
    const auto lock = m_session->lock(spec.uuid);
    const bool test = m_session->isTestDriver();
    const auto options = m_session->domainOptions(spec);
    TRY(prepareFolders(spec, options.serialSocketPath));
    const auto before = TRY(m_session->onHost<Existing>(quick, QStringLiteral("look for the guest"),
        [spec, cloudId = options.cloudId](virConnectPtr connect) { return existing(connect, spec, cloudId); }));
    if (before.active) {
        if (start == Start::Yes && before.digest == options.digest)
            return {};
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The guest %1 is running already, from another specification. Stop it first.")
                        .arg(spec.uuid));
    }
    m_session->remember(spec.uuid);   // so that its first events are known as ours
    const auto xml = domainXml(spec, options);
    auto done = m_session->onHost<void>(slow, QStringLiteral("start the guest"),
                                        [xml, test, run = start == Start::Yes](virConnectPtr connect) {
                                            return defineDomain(connect, xml, test, run);
                                        });
    if (done)
        return {};
    qCWarning(log, "guest %s: %s", qUtf8Printable(spec.uuid), qUtf8Printable(done.error().message));
    const auto restored = m_session->onHost<void>(slow, QStringLiteral("put the guest's old definition back"),
        [spec, before, test](virConnectPtr connect) -> Result<void> {
        putBack(connect, spec, before, test);
        return {};
    });
    if (!restored)
        qCWarning(log, "guest %s: %s", qUtf8Printable(spec.uuid), qUtf8Printable(restored.error().message));
    return done;
}

Result<void> LibvirtDriver::spawn(const GuestSpec& spec) { return put(spec, Start::Yes); }

Result<void> LibvirtDriver::define(const GuestSpec& spec) { return put(spec, Start::No); }

Result<void> LibvirtDriver::destroy(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    auto done = m_session->onGuest<void>(uuid, slow, QStringLiteral("stop the guest"), cut);
    if (!done && done.error().code == ErrorCode::NotFound)
        return {};
    return done;
}

Result<void> LibvirtDriver::cleanup(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto done = m_session->onGuest<void>(uuid, slow, QStringLiteral("remove the guest"),
                                               [test = m_session->isTestDriver()](virDomainPtr domain) -> Result<void> {
                                                   TRY(cut(domain));
                                                   return undefine(domain, test);
                                               });
    if (!done && done.error().code != ErrorCode::NotFound)
        return done;
    if (const auto socket = m_session->serialSocket(uuid); !socket.isEmpty())
        QFile::remove(socket);
    return {};
}

Result<void> LibvirtDriver::powerOn(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state == PowerState::Running)
        return {};
    if (state.state == PowerState::Paused)
        return fail(wrongState(uuid, state.state, QStringLiteral("stopped")));
    return m_session->onGuest<void>(uuid, state.state == PowerState::Suspended ? saving : slow,
                                    QStringLiteral("start the guest"), startDomain);
}

namespace {

/// Presses the power button until the guest is off, or there is no time to wait for that.
Result<void> pressPowerButton(Session& session, const QString& uuid, std::chrono::milliseconds graceful, const HypervisorDriver::Cancelled& hurry)
{
    auto next = std::chrono::steady_clock::now();
    int presses = 0;
    const auto waited = session.waitUntil(graceful, [&]() -> Result<bool> {
        const auto state = session.state(uuid);
        if (!state)
            return fail(state.error());
        if (!isActive(state->state) || (hurry && hurry()))
            return true;
        const auto now = std::chrono::steady_clock::now();
        if (now < next)
            return false;
        next = now + (++presses < soonPresses ? pressSoon : pressAgain);
        const auto answer = session.onGuest<void>(
            uuid, quick, QStringLiteral("press the guest's power button"), [](virDomainPtr domain) {
                return check(virDomainShutdown(domain), QStringLiteral("press the guest's power button"));
            });
        if (!answer && answer.error().code == ErrorCode::Unavailable)
            return fail(answer.error());
        return false;   // whatever else it says: the power is cut in the end
    });
    return waited ? Result<void> {} : fail(waited.error());
}

Result<void> off(Session& session, const QString& uuid, std::chrono::milliseconds graceful, const HypervisorDriver::Cancelled& hurry)
{
    const auto state = TRY(session.state(uuid));
    if (!isActive(state.state))
        return {};
    if (graceful > std::chrono::milliseconds::zero() && state.state == PowerState::Running) {
        TRY(pressPowerButton(session, uuid, graceful, hurry));
        if (!isActive(TRY(session.state(uuid)).state))
            return {};
    }
    return session.onGuest<void>(uuid, slow, QStringLiteral("stop the guest"), cut);
}

} // namespace

Result<void> LibvirtDriver::powerOff(const QString& uuid, Milliseconds graceful, const Cancelled& hurry)
{
    const auto lock = m_session->lock(uuid);
    return off(*m_session, uuid, graceful, hurry);
}

Result<void> LibvirtDriver::reboot(const QString& uuid, RebootKind kind, Milliseconds graceful, const Cancelled& hurry)
{
    const auto lock = m_session->lock(uuid);
    TRY(off(*m_session, uuid, kind == RebootKind::Soft ? graceful : Milliseconds::zero(), hurry));
    return m_session->onGuest<void>(
        uuid, slow, QStringLiteral("start the guest"), [](virDomainPtr domain) -> Result<void> {
            if (virDomainHasManagedSaveImage(domain, 0) == 1) // a reboot of a suspended guest starts afresh
                TRY(check(virDomainManagedSaveRemove(domain, 0), QStringLiteral("drop the guest's saved memory")));
            return startDomain(domain);
        });
}

Result<void> LibvirtDriver::pause(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state == PowerState::Paused)
        return {};
    if (state.state != PowerState::Running)
        return fail(wrongState(uuid, state.state, QStringLiteral("running")));
    return m_session->onGuest<void>(uuid, quick, QStringLiteral("pause the guest"), [](virDomainPtr domain) {
        return check(virDomainSuspend(domain), QStringLiteral("pause the guest"));
    });
}

Result<void> LibvirtDriver::unpause(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state == PowerState::Running)
        return {};
    if (state.state != PowerState::Paused)
        return fail(wrongState(uuid, state.state, QStringLiteral("paused")));
    return m_session->onGuest<void>(uuid, quick, QStringLiteral("unpause the guest"), [](virDomainPtr domain) {
        return check(virDomainResume(domain), QStringLiteral("unpause the guest"));
    });
}

Result<void> LibvirtDriver::suspend(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state == PowerState::Suspended)
        return {};
    if (!isActive(state.state))
        return fail(wrongState(uuid, state.state, QStringLiteral("running or paused")));
    return m_session->onGuest<void>(uuid, saving, QStringLiteral("save the guest's memory"), [](virDomainPtr domain) {
        return check(virDomainManagedSave(domain, 0), QStringLiteral("save the guest's memory"));
    });
}

Result<void> LibvirtDriver::resume(const QString& uuid)
{
    const auto lock = m_session->lock(uuid);
    const auto state = TRY(m_session->state(uuid));
    if (state.state == PowerState::Running)
        return {};
    if (state.state != PowerState::Suspended)
        return fail(wrongState(uuid, state.state, QStringLiteral("suspended")));
    return m_session->onGuest<void>(
        uuid, saving, QStringLiteral("run the suspended guest on"), [](virDomainPtr domain) -> Result<void> {
            if (virDomainIsActive(domain) == 1) // it put itself to sleep
                return check(virDomainPMWakeup(domain, 0), QStringLiteral("wake the guest"));
            return startDomain(domain);
        });
}

} // namespace skylab::compute
