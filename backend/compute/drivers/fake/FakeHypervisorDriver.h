#pragma once

#include "compute/driver/HypervisorDriver.h"
#include "compute/driver/SerialQueue.h"
#include "compute/drivers/fake/FakeSerial.h"
#include "core/Clock.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace skylab::compute {

/// The host that the fake driver plays.
struct FakeHost {
    QString hostName = QStringLiteral("fake-host");
    int vcpus = 64;
    qint64 memoryMiB = 262'144;
    qint64 diskGiB = 4'096;
};

/// A hypervisor in memory, for tests and `skylab --demo`: the same states, rules and errors as a real one, no process,
/// no disk. Guests obey at once; counters grow with Clock::now(), so that a test can move them. Lifecycle events come
/// on a thread of the driver, as they do from a real one. Each guest has a serial line; none has a VNC console, and
/// capabilities() says so.
class FakeHypervisorDriver final : public HypervisorDriver {
public:
    explicit FakeHypervisorDriver(FakeHost host = {});
    ~FakeHypervisorDriver() override;

    // What a guest or a host does of its own accord.
    enum class Manners { Obedient, Stubborn };   ///< Stubborn: ignores the power button and keeps its devices
    void setManners(const QString& uuid, Manners manners);
    void powersItselfOff(const QString& uuid);
    void crashes(const QString& uuid, const QString& explanation);
    /// Copies of disks of running guests begin and do not end, until they are called off or let go again.
    enum class Copies { Done, Held };
    void setCopies(Copies copies);
    /// How many are under way just now.
    [[nodiscard]] int copiesUnderWay() const;
    void writesToConsole(const QString& uuid, const QByteArray& text);
    enum class Reach { Reachable, Unreachable };
    /// Becoming reachable again calls the reconnect callback.
    void setReach(Reach reach);
    /// The next call of this name ("spawn", "attachVolume") gives the error and changes nothing.
    void failNext(const QString& verb, Error error);

    void onLifecycle(LifecycleCallback callback) override { m_lifecycle = std::move(callback); }
    void onReconnect(ReconnectCallback callback) override { m_reconnected = std::move(callback); }
    Result<void> start() override;
    void stop() override;
    Result<void> health() override;
    bool isConnected() override;
    Result<Capabilities> capabilities() override;
    Result<HostState> hostState() override;
    Result<void> spawn(const GuestSpec& spec) override;
    Result<void> define(const GuestSpec& spec) override;
    Result<void> destroy(const QString& uuid) override;
    Result<void> cleanup(const QString& uuid) override;
    Result<void> powerOn(const QString& uuid) override;
    Result<void> powerOff(const QString& uuid, Milliseconds graceful, const Cancelled& hurry) override;
    Result<void> reboot(const QString& uuid, RebootKind kind, Milliseconds graceful, const Cancelled& hurry) override;
    Result<void> pause(const QString& uuid) override;
    Result<void> unpause(const QString& uuid) override;
    Result<void> suspend(const QString& uuid) override;
    Result<void> resume(const QString& uuid) override;
    Result<QString> attachVolume(const QString& uuid, const DiskSpec& disk) override;
    Result<void> detachVolume(const QString& uuid, const QString& serial, Milliseconds deadline) override;
    Result<void> swapVolume(const QString& uuid, const QString& serial, const DiskSpec& to, Milliseconds deadline, const Cancelled& cancelled) override;
    Result<void> extendVolume(const QString& uuid, const QString& serial, qint64 bytes) override;
    Result<void> attachInterface(const QString& uuid, const NicSpec& nic) override;
    Result<void> detachInterface(const QString& uuid, const QString& portId, Milliseconds deadline) override;
    Result<GuestStatus> guestState(const QString& uuid) override;
    Result<std::vector<GuestStatus>> listGuests() override;
    Result<std::vector<GuestStats>> stats() override;
    Result<GuestStats> diagnostics(const QString& uuid) override;
    Result<QByteArray> consoleLog(const QString& uuid, int maxLines) override;
    Result<ConsoleEndpoint> vncEndpoint(const QString& uuid) override;
    Result<ConsoleEndpoint> serialEndpoint(const QString& uuid) override;
    Result<Screenshot> screenshot(const QString& uuid) override;
    Result<void> snapshotDisk(const QString& uuid, const QString& serial, const QString& targetFile, Quiesce quiesce,
                              Milliseconds deadline) override;
    Result<void> injectNmi(const QString& uuid) override;
    Result<void> setAdminPassword(const QString& uuid, const QString& user, const Secret& password) override;

private:
    struct Guest {
        GuestSpec spec;               ///< with the devices that were attached since
        GuestSpec asked;              ///< as spawn() got it
        PowerState state = PowerState::Shutdown;
        PowerState stateBeforeSuspend = PowerState::Running;
        LifecycleReason reason = LifecycleReason::None;
        QString explanation = {};
        Manners manners = Manners::Obedient;
        Timestamp since = {};         ///< running since, while it runs
        qint64 ranMicros = 0;         ///< before that
        QByteArray console = {};
        std::map<QString, qint64> capacities = {};   ///< by serial, set by extendVolume()
        std::unique_ptr<FakeSerial> serial = {};     ///< from the first serialEndpoint() on, while it runs
    };
    using Lock = std::unique_lock<std::mutex>;

    // All of these with m_mutex held.
    Result<void> admit(const char* verb);
    Result<Guest*> find(const char* verb, const QString& uuid);
    Result<Guest*> put(const GuestSpec& spec, bool start);
    Result<DiskSpec*> activeDisk(const char* verb, const QString& uuid, const QString& serial);
    Result<void> waitForCopy(Lock& lock, const QString& uuid, const QString& serial, Milliseconds deadline, const Cancelled& cancelled);
    void boot(Guest& guest);
    void enter(Guest& guest, PowerState state, LifecycleEvent event, LifecycleReason reason,
               const QString& explanation = {});
    [[nodiscard]] GuestStats count(const Guest& guest) const;

    const FakeHost m_host;
    LifecycleCallback m_lifecycle;
    ReconnectCallback m_reconnected;
    SerialQueue m_events;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;   ///< of what follows in m_copies, m_guests and m_started
    Copies m_copies = Copies::Done;
    int m_copiesUnderWay = 0;
    bool m_started = false;
    Reach m_reach = Reach::Reachable;
    std::map<QString, Guest> m_guests;
    std::map<QString, Error> m_failures;
};

} // namespace skylab::compute
