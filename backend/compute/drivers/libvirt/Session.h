#pragma once

#include "compute/driver/SerialQueue.h"
#include "compute/drivers/libvirt/CallPool.h"
#include "compute/drivers/libvirt/Connection.h"
#include "compute/drivers/libvirt/DomainState.h"
#include "compute/drivers/libvirt/DomainXml.h"
#include "compute/drivers/libvirt/KvmProbe.h"
#include "compute/drivers/libvirt/LibvirtDriver.h"

#include <map>
#include <set>

namespace skylab::compute::libvirt {

inline constexpr auto quick = std::chrono::milliseconds(15'000);    ///< a question
inline constexpr auto slow = std::chrono::milliseconds(150'000);    ///< starting or stopping QEMU on a busy host
inline constexpr auto saving = std::chrono::milliseconds(900'000);  ///< writing a guest's memory

/// What the driver's files share: the connection, calls with deadlines, which domains are ours, waiting for events.
class Session {
public:
    using Milliseconds = std::chrono::milliseconds;

    explicit Session(LibvirtOptions options);
    ~Session();

    Result<void> start();
    void stop();

    const LibvirtOptions options;
    HypervisorDriver::LifecycleCallback lifecycle;
    HypervisorDriver::ReconnectCallback reconnected;

    /// Runs a call on the pool. `call` must own what it uses.
    template <typename T>
    Result<T> onHost(Milliseconds deadline, const QString& doing, std::function<Result<T>(virConnectPtr)> call)
    {
        auto connect = TRY(m_connection.get());
        return m_pool.run<T>(deadline, doing, [connect, call = std::move(call)] { return call(connect.get()); });
    }

    /// The same for a domain that is ours, else NotFound.
    template <typename T>
    Result<T> onGuest(const QString& uuid, Milliseconds deadline, const QString& doing,
                      std::function<Result<T>(virDomainPtr)> call)
    {
        const auto cloudId = options.cloudId;
        return onHost<T>(deadline, doing, [uuid, cloudId, call = std::move(call)](virConnectPtr connect) -> Result<T> {
            const auto domain = TRY(find(connect, uuid, cloudId));
            return call(domain.get());
        });
    }

    /// Definition and state of a domain at one time.
    struct Picture {
        DomainReading domain;
        StateReading state;
        bool active = false;
    };
    enum class Definition { Current, Persistent };
    Result<Picture> picture(const QString& uuid, Definition definition = Definition::Current);
    Result<StateReading> state(const QString& uuid);

    /// Asks `condition` after every event and twice a second. False: the deadline has passed.
    Result<bool> waitUntil(Milliseconds deadline, const std::function<Result<bool>()>& condition);

    bool isConnected() { return m_connection.get().has_value(); }      // keepalive notices a daemon that is silent
    bool isStopping() { const std::lock_guard guard(m_mutex); return m_stopped; }

    /// Forgets, and asks, whether the guest refused to give a device back.
    void forgetRefusal(const QString& uuid, const QString& alias);
    bool hasRefused(const QString& uuid, const QString& alias);

    /// Held by calls that change a guest.
    class GuestLock {
    public:
        explicit GuestLock(std::shared_ptr<std::mutex> mutex) : m_mutex(std::move(mutex)), m_lock(*m_mutex) { }

    private:
        std::shared_ptr<std::mutex> m_mutex;
        std::unique_lock<std::mutex> m_lock;
    };
    GuestLock lock(const QString& uuid);

    /// Found at the first question.
    const KvmVerdict& verdict();
    [[nodiscard]] bool isTestDriver() const { return options.uri.startsWith(QStringLiteral("test:")); }
    [[nodiscard]] bool isLocal() const;
    DomainOptions domainOptions(const GuestSpec& spec);
    [[nodiscard]] QString serialSocket(const QString& uuid) const;

    /// Of these uuids, those that are ours. Remembers.
    Result<std::set<QString>> ours(const std::vector<QString>& uuids);
    void remember(const QString& uuid) { const std::lock_guard guard(m_mutex); m_ours[uuid] = true; }

    static Result<DomainRef> find(virConnectPtr connect, const QString& uuid, const QString& cloudId);

private:
    void connected();
    void happened(const RawEvent& raw);
    void dispatch(const RawEvent& raw);
    bool isOurs(const QString& uuid);
    static std::optional<bool> marked(virConnectPtr connect, const QString& uuid, const QString& cloudId);

    std::mutex m_mutex;
    std::condition_variable m_event;
    quint64 m_events = 0;
    bool m_stopped = true;
    std::map<QString, bool> m_ours;
    std::set<QString> m_refused;
    std::map<QString, std::weak_ptr<std::mutex>> m_locks;
    std::once_flag m_verdictOnce;
    KvmVerdict m_verdict;
    SerialQueue m_queue;
    CallPool m_pool;
    Connection m_connection;
};

/// "the guest <uuid> is paused; it must be running"
Error wrongState(const QString& uuid, PowerState state, const QString& wanted);

} // namespace skylab::compute::libvirt
