#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace skylab::compute {

/// OS-EXT-STS:power_state, with the numbers of the Compute API.
enum class PowerState {
    NoState = 0,      ///< the hypervisor has no guest of this id, or does not know
    Running = 1,
    Paused = 3,
    Shutdown = 4,
    Crashed = 6,
    Suspended = 7,    ///< its memory lies in a file
};

/// What happened to a guest.
enum class LifecycleEvent { Started, Stopped, Paused, Resumed, Suspended, Crashed, Rebooted, Removed };

/// Why it happened; decides whether the service believes it was meant.
enum class LifecycleReason {
    None,
    Requested,        ///< by a call of the driver, or by another tool's
    GuestShutdown,    ///< the guest powered itself off
    Failed,           ///< the hypervisor's process ended, or the guest could not go on
    IoError,          ///< a disk is full or gone; the guest waits
    Panic,            ///< the guest's kernel said so
    Unknown,          ///< paused with no reason: soon after the start this means that acceleration failed
};

struct Lifecycle {
    QString uuid;
    LifecycleEvent event = LifecycleEvent::Started;
    LifecycleReason reason = LifecycleReason::None;
    PowerState state = PowerState::NoState;   ///< after the event
    QString explanation = {};                 ///< a sentence for the server's fault, where something went wrong
};

/// A guest in the hypervisor's book.
struct GuestStatus {
    QString uuid;
    QString name;
    PowerState state = PowerState::NoState;
    LifecycleReason reason = LifecycleReason::None;
    QString explanation = {};
};

struct DiskStats {
    QString device;              ///< "vda"
    QString serial;              ///< DiskSpec::serial where the hypervisor tells
    qint64 readBytes = 0;
    qint64 readRequests = 0;
    qint64 writeBytes = 0;
    qint64 writeRequests = 0;
    qint64 flushRequests = 0;
    qint64 readNanos = 0;
    qint64 writeNanos = 0;
    qint64 capacity = 0;         ///< bytes that the guest sees
    qint64 allocation = 0;       ///< bytes in use at the source
};

struct NicStats {
    QString device;              ///< "tap1a2b3c4d-5e"
    QString portId;
    QString mac;
    qint64 rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDrops = 0;   ///< towards the guest
    qint64 txBytes = 0, txPackets = 0, txErrors = 0, txDrops = 0;
};

/// Counters since the guest's start.
struct GuestStats {
    QString uuid;
    PowerState state = PowerState::NoState;
    int vcpus = 0;
    qint64 cpuNanos = 0;                  ///< all processors together
    std::vector<qint64> vcpuNanos = {};
    qint64 memoryMaximumKiB = 0;
    qint64 memoryCurrentKiB = 0;          ///< what the guest has now
    qint64 memoryUsedKiB = 0;             ///< what it uses, 0 when its balloon driver does not say
    qint64 memoryResidentKiB = 0;         ///< of the host
    std::vector<DiskStats> disks = {};
    std::vector<NicStats> nics = {};
};

/// Where a console can be reached on the host.
struct ConsoleEndpoint {
    enum class Kind { UnixSocket, Tcp };
    Kind kind = Kind::UnixSocket;
    QString path = {};           ///< UnixSocket
    QString host = {};           ///< Tcp
    quint16 port = 0;
};

struct Screenshot {
    QByteArray bytes;
    QString mimeType;            ///< "image/png" or "image/x-portable-pixmap"
};

struct HostState {
    QString hostName;
    QString hypervisorType;      ///< "QEMU"
    qint64 hypervisorVersion = 0;   ///< 7002018 = 7.2.18
    int vcpusTotal = 0;
    int vcpusUsed = 0;           ///< those of the active guests
    qint64 memoryTotalMiB = 0;
    qint64 memoryUsedMiB = 0;    ///< of the whole host, other programs included
    qint64 memoryGuestsMiB = 0;  ///< given to active guests
    qint64 diskTotalGiB = 0;     ///< of the file system with the instances folder
    qint64 diskUsedGiB = 0;
    qint64 diskFreeGiB = 0;
    int guestsActive = 0;
    int guestsDefined = 0;
    QString cpuArchitecture;     ///< "x86_64"
    QString cpuModel;
    QString cpuVendor;
    int cpuSockets = 1, cpuCores = 1, cpuThreads = 1;
    QStringList cpuFeatures;
    qint64 uptimeSeconds = 0;
    double loadAverage1 = 0, loadAverage5 = 0, loadAverage15 = 0;
    bool accelerated = false;
    QString acceleration;        ///< why guests are accelerated, or why not; a sentence
};

} // namespace skylab::compute
