#pragma once

#include "image/download/DownloadRules.h"
#include "image/driver/ImageStore.h"
#include "image/store/ImageRows.h"
#include "service/Quota.h"
#include "service/Service.h"

#include <memory>

namespace skylab::image {

class DiscoveryHandler;
class ImageDataHandler;
class ImagesHandler;
class MembersHandler;
class MetadefItemsHandler;
class MetadefNamespacesHandler;
class TasksHandler;
struct ImageTaskRow;

/// What the cloud allows at most, unless a project has limits of its own. -1 = unlimited.
struct ImageLimits {
    qint64 images = -1;               ///< per project
    qint64 totalMiB = -1;             ///< data per project
    qint64 stagedMiB = -1;            ///< of these: staged and not yet imported
    qint64 uploading = -1;            ///< images of a project that receive data at the same time
    qint64 bytesPerImage = qint64(1) << 40;
};

/// An image as a hypervisor or a volume driver needs it.
struct ImageFile {
    QString id;
    QString name;
    QString path;                     ///< on this host, to read only; valid while the image is kept or exists
    QString diskFormat;               ///< "qcow2", "raw", "iso" ...: what the data were found to be
    qint64 sizeBytes = 0;
    qint64 virtualSizeBytes = 0;
    int minDiskGiB = 0;
    int minRamMiB = 0;
    QJsonObject properties;           ///< the custom ones, all strings: "hw_disk_bus", "os_distro" ...
    QString status;                   ///< "active"
};

/// An image that a server snapshot or a volume upload makes.
struct ImageRequest {
    QString id = {};                  ///< chosen by the caller, so that a task's step can be repeated; empty = a new one
    QString name = {};
    QString diskFormat = QStringLiteral("qcow2");
    QString containerFormat = QStringLiteral("bare");
    QString visibility = QStringLiteral("private");
    QJsonObject properties = {};      ///< strings
    int minDiskGiB = 0;
    int minRamMiB = 0;
    bool isProtected = false;
    QStringList tags = {};
};

/// Done and total, in bytes. An error (ErrorCode::Cancelled) stops the work.
using ImageProgress = std::function<Result<>(qint64 done, qint64 total)>;

/// Images with Glance's v2 API, and what other services may ask of them. Thread-safe; all functions block.
/// The context says who asks: what they can't see is NotFound, what they see but don't own Forbidden to change.
/// Every change writes its event (image.image.create, update, delete; image.member.*) in its own transaction.
/// Source: https://docs.openstack.org/api-ref/image/v2/
class ImageService : public service::Service {
public:
    static Result<std::unique_ptr<ImageService>> open(service::Chassis& chassis, std::unique_ptr<ImageStore> store, ImageLimits limits = {}, DownloadRules downloads = {});
    ~ImageService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    /// Puts right what a crash left: interrupted uploads go back to queued, data without an image are removed, images
    /// whose data are missing become killed (and active again when the data are back).
    Result<> start() override;
    Result<> health() override { return m_store->health(); }

    /// For compute and volume -------------------------------------------------------------------------------------

    /// The image, ready to be built on. Conflict when it is not active.
    /// To build upon the file call keep() first: the file of a deleted image goes when nobody keeps it.
    Result<ImageFile> file(const service::Context& context, const QString& id) const;
    Result<sdk::Image> show(const service::Context& context, const QString& id) const;
    /// A page of what the context may see, with GET /images' query parameters (Nova's image proxy).
    Result<sdk::Page<ImageRow>> list(const service::Context& context, const sdk::QueryItems& query) const;

    /// As long as `userId` (a server, a volume) is not released, the image's file stays, even if the image is deleted.
    /// NotFound when the image does not exist any more and nobody keeps it. Idempotent.
    Result<> keep(const QString& imageId, const QString& userId);
    /// Idempotent. Removes the file when the image is deleted and this was the last user.
    Result<> release(const QString& imageId, const QString& userId);

    /// Makes an image from a file on this host: createQueued(), then importFile(); fail() when that fails.
    Result<QString> createFromFile(const service::Context& context, const ImageRequest& request, const QString& sourcePath, const ImageProgress& progress = {});
    /// Whether createQueued() would make the image now; its errors. For callers that note its id before they make it.
    Result<> checkQueued(const service::Context& context, const ImageRequest& request) const;
    /// The image's row, queued. With an id in the request it may be called again, also at once, and gives the same image.
    Result<QString> createQueued(const service::Context& context, const ImageRequest& request);
    /// Copies the file in (it stays where it is) and makes the image active. May be repeated after a crash; an image
    /// that is active already is success. On an error the image is queued again, nothing is left in the store.
    Result<> importFile(const service::Context& context, const QString& id, const QString& sourcePath, const ImageProgress& progress = {});
    /// The image will never get its data: it becomes killed, with the reason as property "skylab_fault".
    /// Absent is success. One that is active with its data stays so.
    Result<> fail(const service::Context& context, const QString& id, const QString& reason);
    /// Also for Nova's DELETE /images. Forbidden when it is protected.
    Result<> remove(const service::Context& context, const QString& id);

    /// For this service's own handlers ----------------------------------------------------------------------------

    [[nodiscard]] ImageStore& store() const { return *m_store; }
    [[nodiscard]] const service::Quota& quota() const { return m_quota; }
    [[nodiscard]] const ImageLimits& limits() const { return m_limits; }

    /// NotFound unless the context may see it.
    Result<ImageRow> visible(db::Connection& connection, const service::Context& context, const QString& id) const;
    Result<ImageRow> visible(const service::Context& context, const QString& id) const;
    /// NotFound or Forbidden unless the context may change it.
    Result<ImageRow> changeable(db::Connection& connection, const service::Context& context, const QString& id) const;
    using Edit = std::function<Result<>(ImageRow&)>;
    /// Loads, lets `edit` change, stores, tells the event log; one transaction.
    Result<ImageRow> change(const service::Context& context, const QString& id, const Edit& edit);
    /// The same for an edit that asks the database, too.
    using EditInside = std::function<Result<>(ImageRow&, db::Transaction&)>;
    Result<ImageRow> change(const service::Context& context, const QString& id, const EditInside& edit);
    /// Checks owner, visibility, quota; stores the row and its event.
    Result<ImageRow> create(const service::Context& context, ImageRow image);
    /// Whether the context may give the image this owner and visibility.
    Result<> checkPowers(const service::Context& context, const sdk::Image& before, const sdk::Image& after) const;
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* type, const QString& id, const QString& owner, const QJsonObject& payload);

    /// Fetched: by the server itself, from a URL.
    enum class Upload : std::uint8_t { Direct, Staged, Fetched };
    /// What an upload may be.
    struct Terms {
        qint64 bytes = 0;             ///< at most
        sdk::Image image;             ///< its formats
    };
    /// From queued to saving (Staged: uploading; Fetched: importing), in one transaction with its checks and with `more`.
    using More = std::function<Result<>(db::Transaction& transaction, const ImageRow& image)>;
    Result<Terms> beginUpload(const service::Context& context, const QString& id, Upload upload, std::optional<qint64> length, const More& more = {});
    /// Takes the data over: looks what they are, commits them, and makes the image active (or leaves it staged).
    /// UnsupportedMediaType when the data are not what disk_format says, or dangerous; Gone when the image was deleted meanwhile;
    /// OverQuota when uploads that ended meanwhile left no room. Nothing is left in the store then.
    Result<> finishUpload(const service::Context& context, const QString& id, Upload upload, ImageWriter& writer);
    /// Back to queued, nothing left.
    void abandonUpload(const service::Context& context, const QString& id);
    /// What is left of a quota for an upload that has begun.
    Result<Terms> termsOf(db::Connection& connection, const ImageRow& image, Upload upload) const;
    /// Stores the task with the image in its state `importing` and sets it going. Conflict when the image is in a state that
    /// the method can't begin from. A task of type "import" makes its image first.
    Result<> beginImport(const service::Context& context, ImageTaskRow& task);
    /// What the import's steps do; each may be repeated. See tasks/ImportImage.h.
    Result<> importStaged(const service::Context& context, const QString& id);
    Result<> importFrom(const service::Context& context, const QString& id, const QString& url, const ImageProgress& progress);

private:
    ImageService(service::Chassis& chassis, std::unique_ptr<ImageStore> store, ImageLimits limits, DownloadRules downloads);
    Result<> checkNew(const service::Context& context, ImageRow& image) const;
    Result<> requireOneMore(db::Connection& connection, const QString& owner) const;
    /// What the quotas of the image's owner leave, in bytes.
    Result<qint64> roomFor(db::Connection& connection, const QString& owner, Upload upload) const;
    Result<> requireRoom(db::Connection& connection, const QString& owner, Upload upload, qint64 bytes) const;
    Result<> settleInterrupted();
    Result<> settleLost(const QHash<QString, qint64>& sizes);
    Result<> removeOrphans(const QHash<QString, qint64>& sizes);
    /// Best effort: the next start removes what can't be removed now.
    void removeData(const QString& id);
    /// Lets the image's file be one with that of another image with the same data.
    void shareData(const sdk::Image& image);
    Result<> copyIn(const QString& sourcePath, ImageWriter& writer, const ImageProgress& progress) const;

    std::unique_ptr<ImageStore> m_store;
    ImageLimits m_limits;
    DownloadRules m_downloads;
    service::Quota m_quota;
    std::unique_ptr<ImagesHandler> m_images;
    std::unique_ptr<ImageDataHandler> m_data;
    std::unique_ptr<MembersHandler> m_members;
    std::unique_ptr<TasksHandler> m_tasks;
    std::unique_ptr<MetadefNamespacesHandler> m_namespaces;
    std::unique_ptr<MetadefItemsHandler> m_definitions;
    std::unique_ptr<DiscoveryHandler> m_discovery;
};

} // namespace skylab::image
