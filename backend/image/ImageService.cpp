#include "image/ImageService.h"

#include "core/Uuid.h"
#include "image/handlers/DiscoveryHandler.h"
#include "image/handlers/ImageDataHandler.h"
#include "image/handlers/ImagesHandler.h"
#include "image/handlers/MembersHandler.h"
#include "image/handlers/MetadefItemsHandler.h"
#include "image/handlers/MetadefNamespacesHandler.h"
#include "image/handlers/TasksHandler.h"
#include "image/model/ImageProperties.h"
#include "image/model/ImageStates.h"
#include "image/tasks/ImportImage.h"
#include "service/Chassis.h"
#include "service/Event.h"

namespace skylab::image {

namespace {

service::ServiceTraits imageTraits()
{
    return { .name = QStringLiteral("image"), .types = { QStringLiteral("image") }, .catalogName = QStringLiteral("glance"),
             .prefix = QStringLiteral("/image/v2"), .root = QStringLiteral("/image"), .endpointPath = QStringLiteral("/image"),
             .faults = service::FaultStyle::Glance, .lists = service::ListStyle::Glance, .listRules = { .prefixOps = true }, .strictSlash = true,
             .owned = { { .argument = "image_id", .table = "images", .projectColumn = "owner" } } };
}

tl::unexpected<Error> notFound(const QString& id)
{
    return skylab::fail(ErrorCode::NotFound, QStringLiteral("No image found with ID %1").arg(id.left(64)), QStringLiteral("image_id"));
}

} // namespace

ImageService::ImageService(service::Chassis& chassis, std::unique_ptr<ImageStore> store, ImageLimits limits, DownloadRules downloads)
    : Service(chassis, imageTraits()), m_store(std::move(store)), m_limits(limits), m_downloads(std::move(downloads)),
      m_quota({ { QStringLiteral("image_count_total"), limits.images }, { QStringLiteral("image_size_total"), limits.totalMiB },
                { QStringLiteral("image_stage_total"), limits.stagedMiB }, { QStringLiteral("image_count_uploading"), limits.uploading } }),
      m_images(std::make_unique<ImagesHandler>(*this)), m_data(std::make_unique<ImageDataHandler>(*this)),
      m_members(std::make_unique<MembersHandler>(*this)), m_tasks(std::make_unique<TasksHandler>(*this)),
      m_namespaces(std::make_unique<MetadefNamespacesHandler>(*this)), m_definitions(std::make_unique<MetadefItemsHandler>(*this)), m_discovery(std::make_unique<DiscoveryHandler>(*this))
{
}

ImageService::~ImageService() = default;

Result<std::unique_ptr<ImageService>> ImageService::open(service::Chassis& chassis, std::unique_ptr<ImageStore> store, ImageLimits limits, DownloadRules downloads)
{
    std::unique_ptr<ImageService> service(new ImageService(chassis, std::move(store), limits, std::move(downloads)));
    TRY(service->openDatabase());
    chassis.tasks().addKind(ImportImage::kind(), service->database(), [&images = *service](const service::TaskRow&) { return std::make_unique<ImportImage>(images); });
    // What no single route stands for: they are asked about the visibility that an image is to have.
    TRY(chassis.policy().addDefault(QStringLiteral("publicize_image"), service::rules::admin, QStringLiteral("image")));
    TRY(chassis.policy().addDefault(QStringLiteral("communitize_image"), QStringLiteral("rule:admin_required or role:member"), QStringLiteral("image")));
    return service;
}

Result<> ImageService::announce(db::Transaction& transaction, const service::Context& context, const char* type, const QString& id, const QString& owner, const QJsonObject& payload)
{
    TRY(service::appendEvent(transaction, context, QLatin1String(type), id, owner, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<ImageRow> ImageService::visible(db::Connection& connection, const service::Context& context, const QString& id) const
{
    auto image = TRY(rows::find(connection, id));
    if (!image)
        return notFound(id);
    if (context.admin || image->visibility == u"public" || image->visibility == u"community" || (!context.projectId.isEmpty() && image->owner == context.projectId))
        return *image;
    if (image->visibility == u"shared" && TRY(rows::isMember(connection, id, context.projectId)))
        return *image;
    return notFound(id);
}

Result<ImageRow> ImageService::visible(const service::Context& context, const QString& id) const
{
    return database().read([&](db::Connection& connection) { return visible(connection, context, id); });
}

Result<ImageRow> ImageService::changeable(db::Connection& connection, const service::Context& context, const QString& id) const
{
    auto image = TRY(visible(connection, context, id));
    if (!context.admin && image.owner != context.projectId)
        return skylab::fail(ErrorCode::Forbidden, QStringLiteral("You are not permitted to modify this image: it belongs to another project."));
    return image;
}

Result<ImageRow> ImageService::change(const service::Context& context, const QString& id, const Edit& edit)
{
    return change(context, id, [&](ImageRow& image, db::Transaction&) { return edit(image); });
}

Result<ImageRow> ImageService::change(const service::Context& context, const QString& id, const EditInside& edit)
{
    return database().write([&](db::Transaction& transaction) -> Result<ImageRow> {
        auto image = TRY(changeable(transaction, context, id));
        TRY(edit(image, transaction));
        image.updatedAt = Clock::now();
        TRY(rows::update(transaction, image));
        TRY(announce(transaction, context, "image.image.update", id, image.owner, sdk::toJson(image)));
        return image;
    });
}

Result<> ImageService::checkPowers(const service::Context& context, const sdk::Image& before, const sdk::Image& after) const
{
    if (after.owner != before.owner && !context.admin)
        return skylab::fail(ErrorCode::Forbidden, QStringLiteral("You are not permitted to give images to '%1': only an administrator is.").arg(after.owner.left(64)), QStringLiteral("owner"));
    if (after.visibility == before.visibility)
        return {};
    if (after.visibility == u"public")
        return chassis().policy().enforce(context, QStringLiteral("publicize_image"));
    if (after.visibility == u"community")
        return chassis().policy().enforce(context, QStringLiteral("communitize_image"));
    return {};
}

Result<> ImageService::checkNew(const service::Context& context, ImageRow& image) const
{
    sdk::Image plain;
    plain.owner = context.projectId;
    if (image.owner.isEmpty())
        image.owner = context.projectId;
    TRY(checkPowers(context, plain, image));
    return checkLimits(image);
}

Result<> ImageService::requireOneMore(db::Connection& connection, const QString& owner) const
{
    // To count costs as much as the project has images: only where a limit asks.
    const auto total = QStringLiteral("image_count_total");
    if (TRY(m_quota.limits(connection, owner)).value(total, -1) < 0)
        return {};
    const auto used = TRY(rows::usage(connection, owner));
    return m_quota.require(connection, owner, { { total, used.images, 1 } });
}

Result<ImageRow> ImageService::create(const service::Context& context, ImageRow image)
{
    TRY(checkNew(context, image));
    image.id = image.id.isEmpty() ? newUuid() : image.id.toLower();
    image.createdAt = image.updatedAt = Clock::now();
    TRY(database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(requireOneMore(transaction, image.owner));
        // An id of a deleted image whose file is still in use must not come back: its data would be another's. insert() knows
        // all deleted ids but those of before they were kept.
        if (TRY(rows::isUsed(transaction, image.id)))
            return skylab::fail(ErrorCode::Conflict, QStringLiteral("Image ID %1 already exists!").arg(image.id), QStringLiteral("id"));
        TRY(rows::insert(transaction, image));
        return announce(transaction, context, "image.image.create", image.id, image.owner, sdk::toJson(image));
    }));
    return image;
}

Result<> ImageService::remove(const service::Context& context, const QString& id)
{
    const bool kept = TRY(database().write([&](db::Transaction& transaction) -> Result<bool> {
        const auto image = TRY(changeable(transaction, context, id));
        if (image.isProtected)
            return skylab::fail(ErrorCode::Forbidden, QStringLiteral("Image %1 is protected and cannot be deleted. Set 'protected' to false first.").arg(id));
        TRY(rows::remove(transaction, id));
        TRY(announce(transaction, context, "image.image.delete", id, image.owner, sdk::toJson(image)));
        return rows::isUsed(transaction, id);
    }));
    if (!kept)
        // The image is gone for everybody; a file that can't be removed now is an orphan that the next start removes.
        if (const auto removed = m_store->remove(id); !removed)
            qWarning().noquote() << "The data of image" << id << "could not be removed:" << removed.error().message;
    return {};
}

Result<sdk::Image> ImageService::show(const service::Context& context, const QString& id) const { return TRY(visible(context, id)); }

Result<sdk::Page<ImageRow>> ImageService::list(const service::Context& context, const sdk::QueryItems& query) const
{
    const auto filters = TRY(readFilters(query, traits().listRules));
    return database().read([&](db::Connection& connection) { return rows::list(connection, context, filters); });
}

Result<ImageFile> ImageService::file(const service::Context& context, const QString& id) const
{
    const auto image = TRY(visible(context, id));
    if (!is(image, ImageStatus::Active))
        return skylab::fail(ErrorCode::Conflict, QStringLiteral("Image %1 is not active: its status is %2.").arg(id, image.status));
    ImageFile file;
    file.id = image.id;
    file.name = image.name.value_or(QString());
    file.path = TRY(m_store->path(id));
    file.diskFormat = image.diskFormat.value_or(QStringLiteral("raw"));
    file.sizeBytes = image.size.value_or(0);
    file.virtualSizeBytes = image.virtualSize.value_or(file.sizeBytes);
    file.minDiskGiB = image.minDisk;
    file.minRamMiB = image.minRam;
    file.properties = image.extra;
    file.status = image.status;
    return file;
}

Result<> ImageService::keep(const QString& imageId, const QString& userId)
{
    return database().write([&](db::Transaction& transaction) -> Result<> {
        if (!TRY(rows::find(transaction, imageId)) && !TRY(rows::isUsed(transaction, imageId)))
            return notFound(imageId);
        return rows::addUse(transaction, imageId, userId);
    });
}

Result<> ImageService::release(const QString& imageId, const QString& userId)
{
    const bool last = TRY(database().write([&](db::Transaction& transaction) -> Result<bool> {
        if (!TRY(rows::removeUse(transaction, imageId, userId)))
            return false;
        return !TRY(rows::isUsed(transaction, imageId)) && !TRY(rows::find(transaction, imageId));
    }));
    if (last)
        if (const auto removed = m_store->remove(imageId); !removed)
            qWarning().noquote() << "The data of the deleted image" << imageId << "could not be removed:" << removed.error().message;
    return {};
}

} // namespace skylab::image
