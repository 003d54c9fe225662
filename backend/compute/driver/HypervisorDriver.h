#pragma once

#include "compute/driver/GuestSpec.h"
#include "compute/driver/GuestState.h"
#include "core/Result.h"
#include "core/Secret.h"

#include <chrono>
#include <functional>
#include <vector>

namespace skylab::compute {

/// What a hypervisor can do beyond the plain life of a guest. Planners ask before they promise.
struct Capabilities {
    bool suspend = false;            ///< suspend() and resume()
    bool attachVolume = false;       ///< to a running guest
    bool extendVolume = false;       ///< of a running guest
    bool attachInterface = false;    ///< to a running guest
    bool snapshotDisk = false;
    bool vncConsole = false;
    bool serialConsole = false;
    bool consoleLog = false;
    bool screenshot = false;
    bool uefi = false;
    bool multiattach = false;
    bool guestAgent = false;         ///< quiesce, setAdminPassword()
    bool swapVolume = false;         ///< of a running guest
    bool injectNmi = false;
    QStringList diskBuses;           ///< "virtio", "scsi" ...: the values of hw_disk_bus that work
    QStringList nicModels;           ///< "virtio", "e1000" ...: the values of hw_vif_model that work
};

enum class RebootKind { Soft, Hard };

/// Whether the file systems of a running guest are brought to rest for a copy, through its agent.
enum class Quiesce { Never, IfPossible, Required };

/// Runs the servers of one host. Built by app/cloud/Drivers.cpp; the compute service owns it.
///
/// All calls block the calling worker thread, none longer than its documented deadline, and may come from several
/// threads at once; calls for one guest are serialised by the driver. Calls with a deadline end early with Cancelled
/// on stop().
///
/// Errors that every call may give: Unavailable (the hypervisor can't be reached; the message names what to do),
/// Timeout (it did not answer), NotFound (no guest of this id that is ours), Internal (its own words in `details`).
/// Guests that Skylab did not define are never listed or touched.
class HypervisorDriver {
public:
    using Milliseconds = std::chrono::milliseconds;
    /// Asked now and then by long calls, on their thread: true = give up. Empty = never.
    using Cancelled = std::function<bool()>;
    using LifecycleCallback = std::function<void(const Lifecycle&)>;
    /// Called after start() and after every reconnection: what was believed before must be read again.
    using ReconnectCallback = std::function<void()>;

    virtual ~HypervisorDriver() = default;

    /// Must be set before start(). Called on a thread of the driver, in order, also for changes that another tool
    /// made; must return at once and must not call the driver.
    virtual void onLifecycle(LifecycleCallback callback) = 0;
    virtual void onReconnect(ReconnectCallback callback) = 0;

    /// Connects, and goes on trying in the background when that fails: the cloud starts without its hypervisor too.
    virtual Result<void> start() = 0;
    /// Ends waiting calls with Cancelled and disconnects. Guests run on.
    virtual void stop() = 0;

    /// Nothing while the hypervisor answers, else Unavailable that names cause and cure. Costs one call at most.
    virtual Result<void> health() = 0;
    /// What is known of that without asking: at once, for what every request wants to know.
    [[nodiscard]] virtual bool isConnected() = 0;
    virtual Result<Capabilities> capabilities() = 0;
    virtual Result<HostState> hostState() = 0;

    /// Defines the guest and starts it. When a guest of this id runs from an equal specification, that is success;
    /// from another, Conflict. When one is defined but not running, it is defined anew (rescue, rebuild, resize) and
    /// memory that was saved is dropped.
    /// Its disks must exist. On failure a new guest is gone again, an old one has its old definition.
    /// @return BadRequest (the specification can't work), Conflict (name or disk in use), NoSpace (no memory left)
    virtual Result<void> spawn(const GuestSpec& spec) = 0;
    /// Redefines a guest without starting it; spawn's rules apply otherwise.
    virtual Result<void> define(const GuestSpec& spec) = 0;
    /// Cuts the power; the definition stays. A stopped or absent guest: success.
    virtual Result<void> destroy(const QString& uuid) = 0;
    /// destroy(), then forgets definition, saved memory and sockets. Never touches disks. An absent guest: success.
    virtual Result<void> cleanup(const QString& uuid) = 0;

    /// Starts a defined guest; from its saved memory, if it has any. A running one: success. Paused: Conflict.
    virtual Result<void> powerOn(const QString& uuid) = 0;
    /// Presses the power button, again every two and later every ten seconds, and cuts the power when `graceful` is over
    /// (at once if 0), or as soon as `hurry` says that there is no time for manners.
    virtual Result<void> powerOff(const QString& uuid, Milliseconds graceful, const Cancelled& hurry) = 0;
    /// Soft: powerOff and powerOn; when the guest does not stop within `graceful`, as Hard. Hard: cut and start.
    /// Either runs the definition as it is now.
    virtual Result<void> reboot(const QString& uuid, RebootKind kind, Milliseconds graceful, const Cancelled& hurry) = 0;
    /// Stops the processors. Paused already: success. Not running: Conflict.
    virtual Result<void> pause(const QString& uuid) = 0;
    virtual Result<void> unpause(const QString& uuid) = 0;
    /// Saves the memory to a file and stops the guest. Suspended already: success. Not running or paused: Conflict.
    virtual Result<void> suspend(const QString& uuid) = 0;
    /// Runs a suspended guest on. Running: success. Not suspended: Conflict.
    virtual Result<void> resume(const QString& uuid) = 0;

    /// Adds the disk to the running guest and to its definition. Already there by serial: success.
    /// @return the device name, "vdb". Conflict: the device name is taken, or no slot is free.
    virtual Result<QString> attachVolume(const QString& uuid, const DiskSpec& disk) = 0;
    /// Takes the disk out, and returns only after the guest has let go of it. Absent: success.
    /// @return Timeout: the guest did not release it (not booted yet, or mounted). It is still in the definition then;
    ///         should the guest let go later, calling again finishes the work.
    virtual Result<void> detachVolume(const QString& uuid, const QString& serial, Milliseconds deadline) = 0;
    /// Copies a disk of the running guest to another source, which is as large at least and there already, and goes on
    /// with that one. The disk keeps serial, bus and name; of `to` source and format are read. From the disk as it was
    /// nothing is read or written after success. On failure the guest has its old disk. On that source already: success.
    /// Other calls for the guest go on while this waits; one that ends the guest ends the copy.
    /// @return Conflict: not running or paused; NotFound: no such disk; Timeout: not copied within `deadline`;
    ///         Cancelled: `cancelled` said so before the guest had its new disk.
    virtual Result<void> swapVolume(const QString& uuid, const QString& serial, const DiskSpec& to, Milliseconds deadline, const Cancelled& cancelled) = 0;
    /// Tells a running guest the new size, growing the source where the hypervisor can. Not running: nothing to do.
    virtual Result<void> extendVolume(const QString& uuid, const QString& serial, qint64 bytes) = 0;
    /// Adds the card to the running guest and to its definition. Already there by port id: success.
    virtual Result<void> attachInterface(const QString& uuid, const NicSpec& nic) = 0;
    /// As detachVolume.
    virtual Result<void> detachInterface(const QString& uuid, const QString& portId, Milliseconds deadline) = 0;

    virtual Result<GuestStatus> guestState(const QString& uuid) = 0;
    /// All guests that are ours, in no order.
    virtual Result<std::vector<GuestStatus>> listGuests() = 0;
    /// Counters of all running guests, read at once.
    virtual Result<std::vector<GuestStats>> stats() = 0;
    /// Counters of one guest, with everything that can be known. Not running: Conflict.
    virtual Result<GuestStats> diagnostics(const QString& uuid) = 0;

    /// The last lines of the serial console, all of them if maxLines < 0. No output yet: empty.
    virtual Result<QByteArray> consoleLog(const QString& uuid, int maxLines) = 0;
    /// Where an RFB server listens for this guest. Not running: Conflict.
    virtual Result<ConsoleEndpoint> vncEndpoint(const QString& uuid) = 0;
    /// Where the serial console can be read and written by one client. Not running: Conflict.
    virtual Result<ConsoleEndpoint> serialEndpoint(const QString& uuid) = 0;
    virtual Result<Screenshot> screenshot(const QString& uuid) = 0;

    /// Writes one disk as it is at one moment, without its backing files, to a new qcow2 file. The guest goes on.
    /// @param serial      DiskSpec::serial
    /// @param targetFile  must not exist; gone again on failure
    /// @return Conflict: another copy runs, or Quiesce::Required and the agent does not answer.
    virtual Result<void> snapshotDisk(const QString& uuid, const QString& serial, const QString& targetFile,
                                      Quiesce quiesce, Milliseconds deadline) = 0;
    /// Interrupts the guest's processors with an NMI, on which its kernel writes a crash dump. Not running or paused: Conflict.
    virtual Result<void> injectNmi(const QString& uuid) = 0;
    /// Sets a password inside the running guest through its agent. Conflict: no agent answers.
    virtual Result<void> setAdminPassword(const QString& uuid, const QString& user, const Secret& password) = 0;
};

} // namespace skylab::compute
