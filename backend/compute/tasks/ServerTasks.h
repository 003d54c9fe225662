#pragma once

#include "compute/driver/HypervisorDriver.h"
#include "compute/model/GuestPlan.h"
#include "compute/store/ComputeRows.h"
#include "service/Task.h"

namespace skylab::compute {

class ComputeService;

/// What all work on a server shares. Steps read the row anew and may be repeated.
class ServerTask : public service::Task {
public:
    explicit ServerTask(ComputeService& service) : m_service(service) { }

protected:
    Result<ServerRow> readServer(service::TaskContext& context);
    /// For an undo that must not guess: waits until the book can be read, or the process stops and repeats the undo at its next start.
    Result<ServerRow> awaitServer(service::TaskContext& context);
    /// A server that is gone meanwhile needs no change.
    Result<> changeServer(service::TaskContext& context, const std::function<void(ServerRow&)>& change);
    static std::function<bool()> cancelledOf(service::TaskContext& context);
    /// True when the process stops: for an undo that waits, which is repeated at the next start.
    static std::function<bool()> stoppedOf(service::TaskContext& context);
    /// Either of them: for steps that may take hours, which go on at the next start.
    static std::function<bool()> stoppedOrCancelled(service::TaskContext& context);
    /// As the server's project: NotFound when the volume is another's by now (it may have been transferred while this waited).
    Result<VolumeConnection> attachVolume(const service::TaskContext& context, const ServerRow& server, const QString& volumeId, const QString& device);
    /// The guest as the book has it: ports bound to this host, volumes connected.
    Result<GuestSpec> planOf(service::TaskContext& context, const ServerRow& server);
    /// Starts the guest from the book, unless it runs already.
    Result<> launch(service::TaskContext& context, const ServerRow& server);
    /// The states follow what the hypervisor says now.
    enum class Wake : std::uint8_t { No, Yes };      ///< Yes: it is rescued or parked no longer
    Result<> settleFromDriver(service::TaskContext& context, Wake wake = Wake::No);
    /// Root disk from the image (unless a volume is), the flavor's and the request's local disks.
    Result<> makeDisks(service::TaskContext& context, const ServerRow& server);
    Result<> makeConfigDrive(service::TaskContext& context, const ServerRow& server, const QString& adminPass, const QString& name = QStringLiteral("disk.config"));
    /// Lets the guest power itself off, and cuts its power when it does not, or when its server is deleted meanwhile. No guest: success.
    Result<> stopGuest(service::TaskContext& context, const ServerRow& server);
    /// True once the server is to be deleted: then nothing is worth a guest's orderly stop. Asked again and again.
    std::function<bool()> deletedMeanwhile(service::TaskContext& context);
    /// launch(), when the payload's "running" says that the server ran before.
    Result<> launchAgain(service::TaskContext& context);
    /// Volumes::waitUntilReady(), while other tasks work.
    Result<VolumeBook> waitForVolume(service::TaskContext& context, const QString& volumeId, const std::function<bool()>& cancelled);
    /// Begins to delete it, once it is made: one that is still being made, or written, can't be deleted, and would be nobody's.
    /// Cancelled when the process stops meanwhile.
    Result<> deleteVolume(service::TaskContext& context, const QString& volumeId);
    /// Gives up the files of the images that the server's disks lie upon.
    Result<> releaseImages(const ServerRow& server);
    /// Guest, ports and disks leave the host, and the claim on it goes; nothing unless the payload's "offload" says so.
    std::vector<service::TaskStep> offloadSteps();
    /// In the book: without its host from now on. A server that is being deleted keeps what it has.
    Result<> leaveBook(service::TaskContext& context);
    /// After an offload failed or was called off: where its disks are gone already, it has left its host.
    Result<> settleOffload(service::TaskContext& context);
    /// Whether nothing is left that a guest could start from, though the book may say otherwise.
    [[nodiscard]] bool hasNoDisks(const ServerRow& server) const;
    /// How long a guest may take to power itself off: its image may say.
    static HypervisorDriver::Milliseconds graceOf(const ServerRow& server);
    /// By what name the image service knows a server's rescue disk: it may lie upon the same image as the root disk.
    static QString rescueUser(const QString& serverId);
    /// Where guests can't reach it (no DHCP) they have their config drive, or nothing.
    Result<> openMetadata(const QString& networkId);
    static void warn(const char* what, const QString& id, const Result<>& result);

    ComputeService& m_service;
};

/// volumes -> ports -> disks -> config drive -> guest -> active; each undone when a later one fails.
class BuildServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> connectNetworks(service::TaskContext& context);
    void releaseNetworks(service::TaskContext& context);
    Result<> prepareVolumes(service::TaskContext& context);
    Result<> prepareVolume(service::TaskContext& context, const ServerRow& server, const BlockDevice& device);
    void releaseVolumes(service::TaskContext& context);
    Result<> prepareDisks(service::TaskContext& context);
    void removeDisks(service::TaskContext& context);
    Result<> prepareConfigDrive(service::TaskContext& context);
    Result<> startGuest(service::TaskContext& context);
    void removeGuest(service::TaskContext& context);
    bool hasRun(service::TaskContext& context);
};

/// Everything that the server has goes, whatever state it is in; begun again until nothing is left.
class DeleteServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> releaseVolumes(service::TaskContext& context);
    Result<> releasePorts(service::TaskContext& context);
    Result<> removeRow(service::TaskContext& context);
};

/// start, stop, reboot, pause, unpause, suspend, resume: the payload's "action".
class PowerServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> act(service::TaskContext& context);
};

class AttachVolume final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> plugIn(service::TaskContext& context);
    void takeOut(service::TaskContext& context);
    bool staysIn(service::TaskContext& context, const QString& volumeId);
};

class DetachVolume final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

class AttachInterface final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> plugIn(service::TaskContext& context);
    void takeOut(service::TaskContext& context);
};

class DetachInterface final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// Another volume in the place of one that the running guest has: its content is copied, and the guest goes on with it.
class SwapVolume final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copy(service::TaskContext& context);
    Result<VolumeConnection> pivot(service::TaskContext& context, const std::function<bool()>& cancelled);
    Result<> noteNewVolume(service::TaskContext& context, const VolumeConnection& connection);
    void learnWhichItHas(service::TaskContext& context);
    Result<> enterInBook(service::TaskContext& context);
    Result<> noteState(service::TaskContext& context);
};

/// A server's root disk becomes an image; of backups only the newest stay, as many as the payload's "rotation" says.
class CreateImage final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copyDisk(service::TaskContext& context);
    Result<> rotate(service::TaskContext& context);
    [[nodiscard]] QString fileOf(const service::TaskContext& context) const;
};

/// The image of a server that boots from a volume: snapshots of its volumes, which the image's properties name.
class SnapshotVolumes final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// A new root disk from an image, with the same id, ports and volumes.
class RebuildServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> replaceDisk(service::TaskContext& context);
    Result<> forgetOldImage(service::TaskContext& context);
    void bringBack(service::TaskContext& context);
    /// The root volume gets the image's content.
    Result<> replaceVolume(service::TaskContext& context, const ServerRow& server, const QString& image);
    Result<bool> waitForReimage(service::TaskContext& context, const service::Context& owner, const QString& volumeId, const QString& image);
};

/// Stops the guest, keeps a copy of its disk, and starts it with the new flavor; VERIFY_RESIZE then.
class ResizeServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// The old flavor and the disk as it was.
class RevertResize final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// The disk becomes an image and the guest stops; then the server leaves its host, if the payload's "offload" says so.
class ShelveServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copyDisk(service::TaskContext& context);
    Result<> uploadDisk(service::TaskContext& context);
    [[nodiscard]] QString fileOf(const service::TaskContext& context) const;
};

/// A shelved server leaves its host.
class OffloadServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override { return offloadSteps(); }
    void failed(service::TaskContext& context, const Error& error) override;
};

/// A shelved server runs again, with disks made of its image where they were removed.
class UnshelveServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> findHost(service::TaskContext& context);
    Result<> noteLostDisks(service::TaskContext& context);
    Result<> noteRunning(service::TaskContext& context);
    bool isBack(service::TaskContext& context);
    void removeDisks(service::TaskContext& context);
    void leaveHost(service::TaskContext& context);
    Result<> makeDisksAgain(service::TaskContext& context);
    Result<> start(service::TaskContext& context);
    static bool wasOffloaded(service::TaskContext& context);
};

/// The guest starts from the rescue disk.
class RescueServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> makeRescueDisk(service::TaskContext& context);
};

/// Back from the rescue disk to its own.
class UnrescueServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// Stops the guest; the server waits for its restore or its end.
class SoftDeleteServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// A softly deleted server runs again.
class RestoreServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// Notes what the server was, and stops its guest.
class TrashServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// Starts the guest of a server that ran before it lay in the trash. A guest that is lost meanwhile, or a start that is called
/// off, leaves it stopped: it is its owner's again all the same.
class UntrashServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    /// What the hypervisor says now; a server that lay there in ERROR stays so.
    Result<> settle(service::TaskContext& context);
};

/// A migration or evacuation: looks for another host that can take the server.
class MoveServer final : public ServerTask {
public:
    using ServerTask::ServerTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

} // namespace skylab::compute
