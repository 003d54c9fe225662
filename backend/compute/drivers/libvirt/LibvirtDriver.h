#pragma once

#include "compute/driver/HypervisorDriver.h"

#include <memory>

namespace skylab::compute {

namespace libvirt {
class Session;
}

struct LibvirtOptions {
    enum class Acceleration { Detect, Kvm, None };

    QString uri = QStringLiteral("qemu:///system");
    QString cloudId;                 ///< which Skylab; domains of another are not touched
    QString dataDirectory;           ///< where the verdict about KVM is kept; empty = not kept
    QString runDirectory;            ///< for the sockets of serial consoles; empty = none
    QString instancesDirectory;      ///< its file system is the host's disk
    QString cpuMode = {};            ///< libvirt's cpu mode; empty = host-model with KVM, maximum without
    int translationCacheMiB = 64;    ///< of each guest without acceleration
    Acceleration acceleration = Acceleration::Detect;
};

/// Runs guests on QEMU through libvirt 9 (https://libvirt.org/html/index.html), one persistent domain a guest, so that
/// guests outlive both Skylab and libvirt's daemon. The only folder of Skylab that names libvirt.
///
/// Threads: calls go to a pool of four threads with deadlines (CallPool), events come on a thread of libvirt's loop and
/// are handed on by another (SerialQueue). The connection mends itself (Connection).
class LibvirtDriver final : public HypervisorDriver {
public:
    explicit LibvirtDriver(LibvirtOptions options);
    ~LibvirtDriver() override;

    void onLifecycle(LifecycleCallback callback) override;
    void onReconnect(ReconnectCallback callback) override;
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
    enum class Start { No, Yes };
    Result<void> put(const GuestSpec& spec, Start start);

    std::unique_ptr<libvirt::Session> m_session;
};

} // namespace skylab::compute
