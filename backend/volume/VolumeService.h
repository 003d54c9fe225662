#pragma once

#include "service/Service.h"
#include "volume/driver/VolumeDriver.h"
#include "volume/handlers/MetadataHandler.h"
#include "volume/model/IoLimits.h"
#include "volume/model/Pools.h"
#include "volume/model/UserMessage.h"
#include "volume/store/QuotaStore.h"
#include "volume/store/VolumeRows.h"

#include <functional>
#include <memory>
#include <mutex>

namespace skylab::image { class ImageService; struct ImageFile; }

namespace skylab::volume {

class AttachmentsHandler;
class BackupsHandler;
class MessagesHandler;
class Objects;
class TransfersHandler;
class VolumesHandler;
class VolumeActionsHandler;
class SnapshotsHandler;
class AdminHandler;

/// What another service wants when it asks for a volume (boot from volume).
struct VolumeRequest {
    QString id;                  ///< chosen by the caller, so that asking again gives the same volume; empty = a new one
    int sizeGiB = 0;             ///< 0: as large as the source
    QString name;
    QString description;
    QString volumeType;
    QString imageId;             ///< at most one of these three
    QString snapshotId;
    QString sourceVolumeId;
    sdk::StringMap metadata;
    bool multiattach = false;
};

/// An attached volume, as a hypervisor needs it.
struct AttachedVolume {
    Connection connection;
    QString attachmentId;
    bool multiattach = false;
    bool readOnly = false;       ///< os-update_readonly_flag: the guest must not write
    IoLimits limits;             ///< of its type's QoS, for the hypervisor to enforce
};

/// Block storage with Cinder's v3 API, and the facade by which compute attaches volumes.
/// Source: https://docs.openstack.org/api-ref/block-storage/v3/
class VolumeService final : public service::Service {
public:
    static Result<std::unique_ptr<VolumeService>> open(service::Chassis& chassis, image::ImageService& images, std::unique_ptr<VolumeDriver> driver);
    ~VolumeService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    /// Makes the default type, and compares the book with the disk: what nobody owns is removed.
    Result<> start() override;
    Result<> health() override;

    // For compute. Errors are for the user who asked: NotFound, BadRequest with the state, OverQuota ...

    /// The volume, if the caller may see it.
    Result<VolumeRow> volume(const service::Context& context, const QString& id);
    /// The snapshot, if the caller may see it.
    Result<SnapshotRow> snapshot(const service::Context& context, const QString& id);
    /// NotFound unless the caller may make volumes of that type, by name or id.
    Result<> checkType(const service::Context& context, const QString& nameOrId);
    /// Begins to make a volume; its id. It is `available` or `error` later: see waitUntilReady().
    Result<QString> createVolume(const service::Context& context, const VolumeRequest& request);
    /// Blocks until the volume is no longer being made: the volume, or why it failed. `cancelled` is asked now and then.
    Result<VolumeRow> waitUntilReady(const QString& id, const std::function<bool()>& cancelled);
    /// available -> reserved, so that nobody else takes it while a server is being made ready.
    Result<> reserve(const service::Context& context, const QString& id);
    Result<> unreserve(const QString& id);
    /// -> in-use by the server. Again for the same server: success. NotFound unless the caller may see it in that very write: it may
    /// have been transferred to another project since it was asked for.
    Result<AttachedVolume> attach(const service::Context& context, const QString& id, const QString& serverId, const QString& device, const QString& host);
    /// in-use -> detaching, then detach() when the guest has let go, or rollDetaching() when it has not.
    Result<> beginDetaching(const service::Context& context, const QString& id);
    Result<> rollDetaching(const QString& id);
    /// -> available. A volume that is gone, or not attached there: success.
    Result<> detach(const QString& id, const QString& serverId);
    enum class Deletion : std::uint8_t {
        Plain,            ///< BadRequest while it has snapshots, or a status that forbids it
        WithSnapshots,    ///< its snapshots too (Cinder's cascade)
        Forced,           ///< whatever its status; BadRequest while it is attached or has snapshots
    };
    /// Begins to delete it.
    Result<> deleteVolume(const service::Context& context, const QString& id, Deletion deletion = Deletion::Plain);

    /// Begins to give a volume the content of an image; reserved ones too. Its data are as they were when that fails.
    Result<> reimage(const service::Context& context, const QString& id, const QString& imageId);
    /// Begins a snapshot of a volume, attached or not, with an id of the caller's: asking again is success.
    struct SnapshotRequest {
        QString id;
        QString volumeId;
        QString name;
        QString description;
    };
    Result<> createSnapshot(const service::Context& context, const SnapshotRequest& request);
    /// Begins to delete it. Gone already: success.
    Result<> deleteSnapshot(const service::Context& context, const QString& id);

    /// How compute lets an attached volume grow, or pauses a server while its volume is copied (one around another when several have it). Set once, before start().
    struct ServerHooks {
        std::function<Result<>(const QString& serverId, const QString& volumeId, qint64 bytes)> extendVolume;
        std::function<Result<>(const QString& serverId, const std::function<Result<>()>& work)> whilePaused;
        /// Before extendVolume: the server's instance actions tell of it; the steps of the task are the action's events.
        std::function<Result<>(const service::Context& context, const QString& serverId, const QString& taskId)> noteExtend = {};
    };
    void setServerHooks(ServerHooks hooks) { m_hooks = std::move(hooks); }
    [[nodiscard]] const ServerHooks& serverHooks() const { return m_hooks; }

    /// Where backups are kept; theirs lives as long as this. Set once, before start(); without it backups are refused.
    void setObjects(Objects* objects) { m_objects = objects; }

    // For its own handlers and tasks.

    /// Unavailable when this cloud has no object store.
    Result<Objects*> objects() const;
    static Result<BackupRow> findBackup(db::Connection& connection, const service::Context& context, const QString& id);
    /// Changes a backup in the caller's transaction: writes and announces it.
    Result<> changeBackup(db::Transaction& transaction, const service::Context& context, BackupRow& backup, const std::function<void(BackupRow&)>& change);
    Result<> requireBackupQuota(db::Connection& connection, const QString& projectId, qint64 backups, qint64 gigabytes) const;

    /// In an attachment's connector: compute made it, so that only compute ends it.
    inline static const QString byCompute = QStringLiteral("skylab:compute");
    static Result<AttachmentBook> book(db::Connection& connection, const QString& volumeId);
    using AttachmentEdit = std::function<Result<>(VolumeRow&, AttachmentBook&)>;
    /// Changes a volume together with its attachments, all or nothing. The only way to write the book.
    Result<VolumeRow> changeAttachments(const service::Context& context, const QString& volumeId, const AttachmentEdit& edit);
    /// What a client needs to attach it, as Cinder describes it.
    static QJsonObject connectionInfo(const Connection& connection, const AttachmentRow& attachment);
    /// Conflict when a server holds the volume by compute: there it must be detached.
    static Result<> requireFree(const AttachmentRow& attachment);

    /// Tells the users of the context's project why accepted work failed. Best effort: what can't be told is logged.
    void tellUsers(const service::Context& context, const message::Event& event, const QString& resourceId, const Error& error);

    /// The name of the type of volumes whose maker names none.
    static QString defaultType() { return QStringLiteral("file"); }
    [[nodiscard]] VolumeDriver& driver() const { return *m_driver; }
    [[nodiscard]] image::ImageService& images() const { return m_images; }
    [[nodiscard]] const QuotaStore& quota() const { return m_quota; }
    [[nodiscard]] QString host() const { return m_host; }

    /// The row in a transaction or read, if the caller may see it; NotFound otherwise.
    static Result<VolumeRow> find(db::Connection& connection, const service::Context& context, const QString& id);
    static Result<SnapshotRow> findSnapshot(db::Connection& connection, const service::Context& context, const QString& id);
    /// Changes a volume under the writer: reads, lets `change` work on it, writes, announces, all or nothing.
    /// `also` runs in the same transaction (to enqueue a task).
    Result<VolumeRow> change(const service::Context& context, const QString& id, const std::function<Result<>(VolumeRow&)>& change,
                             const std::function<Result<>(db::Transaction&, const VolumeRow&)>& also = {});
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const VolumeRow& volume);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const SnapshotRow& snapshot);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const BackupRow& backup);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const TransferRow& transfer);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const GroupRow& group);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const GroupSnapshotRow& snapshot);
    /// Any other resource: `what` is "volume_type.update"; an empty project shows it to administrators only.
    Result<> announce(db::Transaction& transaction, const service::Context& context, const QString& what, const QString& id, const QString& projectId, const QJsonObject& payload);
    /// Count and size against the project's quota, and against that of the type by its name.
    Result<> requireQuota(db::Connection& connection, const QString& projectId, qint64 volumes, qint64 gigabytes, qint64 snapshots, const QString& typeName = {}) const;
    /// One volume's size against the project's per_volume_gigabytes.
    Result<> requireSize(db::Connection& connection, const QString& projectId, qint64 gigabytes) const;
    /// BadRequest while a snapshot or another volume is being made from the volume: its data must stay as they are.
    static Result<> requireNotCopied(db::Connection& connection, const QString& volumeId);
    /// The same for a volume that is being made from the snapshot.
    static Result<> requireSnapshotNotCopied(db::Connection& connection, const QString& snapshotId);
    /// What a volume tells of the image that it was made from.
    static sdk::StringMap metadataOf(const image::ImageFile& image);
    /// Where volumes can be made now, as the driver and the operator say. Never fails for what is wrong with a pool.
    Result<std::vector<Pool>> pools();
    void setPlacement(const Placement& placement) { m_placement = placement; }
    /// NoValidHost with the reasons, unless there is a pool for the volume. What has its data already stays where it is.
    Result<> requirePool(const VolumeRow& volume);
    /// After its data are there: takes all of its room at once when its type wants that.
    Result<> settleProvisioning(const VolumeRow& volume);
    /// Inserts the row and its task after all checks. Used by the API and by createVolume().
    Result<VolumeRow> beginCreate(const service::Context& context, const sdk::VolumeCreate& wanted, const QString& id = {});

private:
    VolumeService(service::Chassis& chassis, image::ImageService& images, std::unique_ptr<VolumeDriver> driver);
    void addTasks();
    MetadataHandler::Access metadata();
    Result<> reconcile();
    Result<> adoptAttachments();
    /// Messages go when their time is over.
    Result<> forgetMessages();
    Result<> chooseSource(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row);
    /// The backup that the volume is made from is restored from now on; the size is at least its.
    Result<> chooseBackup(db::Transaction& transaction, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row);
    Result<> chooseType(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row);
    Result<> chooseGroup(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row);
    /// What the image says about the volume; gives the least size in GiB.
    Result<int> chooseImage(const service::Context& context, const QString& imageId, VolumeRow& row) const;
    /// BadRequest when one of them belongs to another project: see a transfer without snapshots.
    Result<> markSnapshotsDeleting(db::Transaction& transaction, const service::Context& context, const VolumeRow& volume);

    image::ImageService& m_images;
    std::unique_ptr<VolumeDriver> m_driver;
    QuotaStore m_quota;
    Placement m_placement;
    QString m_host;
    ServerHooks m_hooks;
    Objects* m_objects = nullptr;
    std::unique_ptr<VolumesHandler> m_volumes;
    std::unique_ptr<MetadataHandler> m_metadata;
    std::unique_ptr<VolumeActionsHandler> m_actions;
    std::unique_ptr<SnapshotsHandler> m_snapshots;
    std::unique_ptr<AdminHandler> m_admin;
    std::unique_ptr<BackupsHandler> m_backups;
    std::unique_ptr<TransfersHandler> m_transfers;
    std::unique_ptr<AttachmentsHandler> m_attachments;
    std::unique_ptr<MessagesHandler> m_messages;
};

} // namespace skylab::volume
