#include "compute/drivers/libvirt/Session.h"

#include "compute/driver/GuestRules.h"

#include <QUrl>

namespace skylab::compute::libvirt {

namespace {

constexpr auto startPatience = std::chrono::milliseconds(10'000);
constexpr auto pollInterval = std::chrono::milliseconds(500);

} // namespace

Error wrongState(const QString& uuid, PowerState state, const QString& wanted)
{
    return { ErrorCode::Conflict,
             QStringLiteral("The guest %1 is %2; it must be %3.").arg(uuid, toString(state), wanted) };
}

Session::Session(LibvirtOptions given)
    : options(std::move(given))
    , m_connection(
          options.uri, [this] { connected(); }, [this](const RawEvent& raw) { happened(raw); })
{
}

Session::~Session() { stop(); }

Result<void> Session::start()
{
    {
        const std::lock_guard guard(m_mutex);
        m_stopped = false;
    }
    m_pool.reopen();
    m_queue.start();
    return m_connection.start(startPatience);
}

void Session::stop()
{
    {
        const std::lock_guard guard(m_mutex);
        m_stopped = true;
    }
    m_event.notify_all();
    m_pool.cancel();
    m_connection.stop();
    m_queue.stop();
}

void Session::connected()
{
    {
        const std::lock_guard guard(m_mutex);
        m_ours.clear();
    }
    if (reconnected)
        m_queue.post(reconnected);
}

void Session::happened(const RawEvent& raw)
{
    {
        const std::lock_guard guard(m_mutex);
        ++m_events;
        if (raw.kind == RawEvent::Kind::DeviceRemovalFailed)
            m_refused.insert(raw.uuid + u'/' + raw.device);
    }
    m_event.notify_all();
    if (raw.kind == RawEvent::Kind::Lifecycle || raw.kind == RawEvent::Kind::Rebooted)
        m_queue.post([this, raw] { dispatch(raw); });
}

void Session::dispatch(const RawEvent& raw)
{
    const bool lifecycleEvent = raw.kind == RawEvent::Kind::Lifecycle;
    if (lifecycleEvent && raw.event == VIR_DOMAIN_EVENT_DEFINED) {
        const std::lock_guard guard(m_mutex);
        m_ours.erase(raw.uuid);   // read again at the next question; whoever defines may change the mark
    }
    if (!isOurs(raw.uuid) || !lifecycle)
        return;
    if (raw.kind == RawEvent::Kind::Rebooted) {
        lifecycle({ raw.uuid, LifecycleEvent::Rebooted, LifecycleReason::None, PowerState::Running });
        return;
    }
    auto event = readEvent(raw.uuid, raw.event, raw.detail);
    if (!event)
        return;
    if (event->event == LifecycleEvent::Removed) {
        const std::lock_guard guard(m_mutex);
        m_ours.erase(raw.uuid);
    }
    if (event->event == LifecycleEvent::Paused && event->reason == LifecycleReason::Unknown) {
        // The event does not tell a failed guest from one that is paused for a moment by a copy; its state does.
        const auto now = state(raw.uuid);
        const bool failed = now && now->state == PowerState::Paused && now->reason == LifecycleReason::Unknown;
        event->reason = failed ? LifecycleReason::Unknown : LifecycleReason::Requested;
        event->explanation = failed ? now->explanation : QString();
    }
    lifecycle(*event);
}

std::optional<bool> Session::marked(virConnectPtr connect, const QString& uuid, const QString& cloudId)
{
    const auto domain = own(virDomainLookupByUUIDString(connect, uuid.toLatin1().constData()));
    if (!domain)
        return std::nullopt;
    const auto mark = checkText(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, metadataNamespace, 0),
                                {});
    return mark && readMark(*mark).cloudId == cloudId;
}

bool Session::isOurs(const QString& uuid)
{
    const auto all = ours({ uuid });
    return all && all->contains(uuid);
}

Result<std::set<QString>> Session::ours(const std::vector<QString>& uuids)
{
    std::set<QString> answer;
    std::vector<QString> unknown;
    {
        const std::lock_guard guard(m_mutex);
        for (const auto& uuid : uuids) {
            const auto known = m_ours.find(uuid);
            if (known == m_ours.end())
                unknown.push_back(uuid);
            else if (known->second)
                answer.insert(uuid);
        }
    }
    if (unknown.empty())
        return answer;
    using Marks = std::map<QString, bool>;
    const auto marks = TRY(onHost<Marks>(quick, QStringLiteral("read the marks of the guests"),
                                         [unknown, cloudId = options.cloudId](virConnectPtr connect) -> Result<Marks> {
        Marks found;
        for (const auto& uuid : unknown)
            if (const auto mark = marked(connect, uuid, cloudId))
                found[uuid] = *mark;
        return found;
    }));
    const std::lock_guard guard(m_mutex);
    for (const auto& [uuid, mark] : marks) {
        m_ours[uuid] = mark;
        if (mark)
            answer.insert(uuid);
    }
    return answer;
}

Result<DomainRef> Session::find(virConnectPtr connect, const QString& uuid, const QString& cloudId)
{
    auto domain = own(virDomainLookupByUUIDString(connect, uuid.toLatin1().constData()));
    if (!domain) {
        auto error = lastError(QStringLiteral("find the guest"));
        if (error.code == ErrorCode::NotFound || error.code == ErrorCode::Internal)
            error = { ErrorCode::NotFound, QStringLiteral("The hypervisor has no guest %1.").arg(uuid) };
        return fail(std::move(error));
    }
    const auto mark = checkText(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, metadataNamespace, 0),
                                {});
    if (!mark || readMark(*mark).cloudId != cloudId)
        return fail(ErrorCode::NotFound, QStringLiteral("The hypervisor has no guest %1 of this cloud.").arg(uuid));
    return domain;
}

Result<StateReading> Session::state(const QString& uuid)
{
    return onGuest<StateReading>(
        uuid, quick, QStringLiteral("read the state of the guest"), [](virDomainPtr domain) -> Result<StateReading> {
            int state = 0;
            int reason = 0;
            TRY(check(virDomainGetState(domain, &state, &reason, 0), QStringLiteral("read the state of the guest")));
            const bool saved = state == VIR_DOMAIN_SHUTOFF && virDomainHasManagedSaveImage(domain, 0) == 1;
            return readState(state, reason, saved ? SavedMemory::Yes : SavedMemory::No);
        });
}

Result<Session::Picture> Session::picture(const QString& uuid, Definition definition)
{
    const unsigned flags = definition == Definition::Persistent ? VIR_DOMAIN_XML_INACTIVE : 0;
    auto found = TRY(state(uuid));
    const auto doing = QStringLiteral("read the definition of the guest");
    const auto xml = TRY(onGuest<QString>(uuid, quick, doing, [flags, doing](virDomainPtr domain) {
        return checkText(virDomainGetXMLDesc(domain, flags), doing);
    }));
    const bool active = found.state == PowerState::Running || found.state == PowerState::Paused;
    return Picture { readDomain(xml), std::move(found), active };
}

Result<bool> Session::waitUntil(Milliseconds deadline, const std::function<Result<bool>()>& condition)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        quint64 seen = 0;
        {
            const std::lock_guard guard(m_mutex);
            seen = m_events;
            if (m_stopped)
                return fail(ErrorCode::Cancelled, QStringLiteral("Skylab is stopping."));
        }
        if (TRY(condition()))
            return true;
        if (std::chrono::steady_clock::now() >= end)
            return false;
        std::unique_lock waiting(m_mutex);
        m_event.wait_until(waiting, std::min(end, std::chrono::steady_clock::now() + pollInterval),
                           [&] { return m_stopped || m_events != seen; });
    }
}

void Session::forgetRefusal(const QString& uuid, const QString& alias)
{
    const std::lock_guard guard(m_mutex);
    m_refused.erase(uuid + u'/' + alias);
}

bool Session::hasRefused(const QString& uuid, const QString& alias)
{
    const std::lock_guard guard(m_mutex);
    return m_refused.contains(uuid + u'/' + alias);
}

Session::GuestLock Session::lock(const QString& uuid)
{
    std::shared_ptr<std::mutex> mutex;
    {
        const std::lock_guard guard(m_mutex);
        std::erase_if(m_locks, [](const auto& entry) { return entry.second.expired(); });
        mutex = m_locks[uuid].lock();
        if (!mutex)
            m_locks[uuid] = mutex = std::make_shared<std::mutex>();
    }
    return GuestLock(mutex);
}

bool Session::isLocal() const { return QUrl(options.uri).host().isEmpty(); }

const KvmVerdict& Session::verdict()
{
    std::call_once(m_verdictOnce, [this] {
        using Acceleration = LibvirtOptions::Acceleration;
        if (options.acceleration == Acceleration::None || isTestDriver())
            m_verdict = { false, QStringLiteral("Guests run without hardware acceleration, as configured.") };
        else if (options.acceleration == Acceleration::Kvm)
            m_verdict = { true, QStringLiteral("Guests run with KVM, as configured.") };
        else if (!isLocal())
            m_verdict = { false,
                          QStringLiteral(
                              "Guests run without hardware acceleration: that of a remote host can't be tried. "
                              "Set the hypervisor's acceleration to kvm if it has it.") };
        else
            m_verdict = rememberedVerdict(
                options.dataDirectory.isEmpty() ? QString() : options.dataDirectory + QStringLiteral("/kvm-verdict"),
                currentBootKey(), [] { return runKvmLoop(); });
    });
    return m_verdict;
}

QString Session::serialSocket(const QString& uuid) const
{
    return options.runDirectory.isEmpty() || isTestDriver()
        ? QString()
        : options.runDirectory + u'/' + uuid + QStringLiteral(".serial");
}

DomainOptions Session::domainOptions(const GuestSpec& spec)
{
    DomainOptions domain;
    domain.domainType = isTestDriver() ? QStringLiteral("test")
        : verdict().accelerated        ? QStringLiteral("kvm")
                                       : QStringLiteral("qemu");
    domain.cpuMode = options.cpuMode;
    domain.cloudId = options.cloudId;
    domain.digest = specDigest(spec);
    domain.serialSocketPath = serialSocket(spec.uuid);
    domain.translationCacheMiB = options.translationCacheMiB;
    return domain;
}

} // namespace skylab::compute::libvirt
