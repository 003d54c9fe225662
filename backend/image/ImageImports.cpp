// How an image gets its data by an import: from what was staged, or from a URL.
#include "image/ImageService.h"

#include "core/Uuid.h"
#include "image/ImageIntake.h"
#include "image/download/WebDownload.h"
#include "image/model/ImageStates.h"
#include "image/model/ImageVerdict.h"
#include "image/store/ImageTaskRows.h"
#include "image/tasks/ImportImage.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

namespace skylab::image {

namespace {

Q_LOGGING_CATEGORY(lcImport, "skylab.image")

} // namespace

Result<> ImageService::beginImport(const service::Context& context, ImageTaskRow& task)
{
    task.id = newUuid();
    task.status = QStringLiteral("pending");
    task.owner = context.projectId;
    task.userId = context.userId;
    task.requestId = context.requestId;
    task.createdAt = task.updatedAt = Clock::now();
    const auto store = [&](db::Transaction& transaction, const QString& name) -> Result<> {
        TRY(ImageTasks::insert(transaction, task));
        TRY(chassis().tasks().enqueue(transaction, context, { .kind = ImportImage::kind(), .resourceType = QStringLiteral("image"), .resourceId = task.imageId, .resourceName = name,
                                                              .projectId = task.owner, .payload = { { QStringLiteral("image_task"), task.id } } }));
        return {};
    };
    if (task.type == u"import")      // makes the image itself
        return database().write([&](db::Transaction& transaction) { return store(transaction, {}); });
    const auto staged = ImportImage::methodOf(task) == u"glance-direct";
    const auto image = TRY(visible(context, task.imageId));
    if (!image.diskFormat || !image.containerFormat)
        return skylab::fail(ErrorCode::Conflict, QStringLiteral("'%1' needs to be set before import.").arg(image.diskFormat ? QStringLiteral("container_format") : QStringLiteral("disk_format")));
    if (!staged) {
        if (!is(image, ImageStatus::Queued))
            return skylab::fail(ErrorCode::Conflict, QStringLiteral("Image needs to be in 'queued' state to use 'web-download' method; it is %1.").arg(image.status));
        TRY(beginUpload(context, task.imageId, Upload::Fetched, std::nullopt, [&](db::Transaction& transaction, const ImageRow& row) { return store(transaction, row.name.value_or(QString())); }));
        return {};
    }
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(changeable(transaction, context, task.imageId));
        if (!is(row, ImageStatus::Uploading) || !row.size)
            return skylab::fail(ErrorCode::Conflict, QStringLiteral("Image %1 has no staged data to import: its status is %2. Upload them with PUT /v2/images/%1/stage before method 'glance-direct'.").arg(row.id, row.status));
        TRY(enter(row, ImageStatus::Importing));
        row.updatedAt = Clock::now();
        TRY(rows::update(transaction, row));
        TRY(announce(transaction, context, "image.image.update", row.id, row.owner, sdk::toJson(row)));
        return store(transaction, row.name.value_or(QString()));
    });
}

Result<> ImageService::importStaged(const service::Context& context, const QString& id)
{
    const auto importing = TRY(visible(context, id));
    if (is(importing, ImageStatus::Active))
        return {};
    const auto virtualSize = TRY(judgeFile(TRY(m_store->path(id)), importing));
    shareData(TRY(change(context, id, [&](ImageRow& image) -> Result<> {
        TRY(requireJudged(image, importing));
        TRY(enter(image, ImageStatus::Active));
        setFacts(image, { image.size.value_or(0), virtualSize, image.stagedMd5, image.stagedSha512, m_store->name() });
        image.stagedMd5.clear();
        image.stagedSha512.clear();
        return {};
    })));
    return {};
}

Result<> ImageService::importFrom(const service::Context& context, const QString& id, const QString& url, const ImageProgress& progress)
{
    auto image = TRY(visible(context, id));
    if (is(image, ImageStatus::Active))
        return {};
    if (is(image, ImageStatus::Queued))
        TRY(beginUpload(context, id, Upload::Fetched, std::nullopt));
    TRY(m_store->remove(id));      // what a run before a crash left
    const auto terms = TRY(database().read([&](db::Connection& connection) { return termsOf(connection, image, Upload::Fetched); }));
    auto writer = TRY(m_store->create(id));
    ImageIntake intake(*writer, terms, false);
    TRY(download(url, m_downloads, [&](QByteArrayView bytes) { return intake.take(bytes); }, progress));
    return finishUpload(context, id, Upload::Fetched, *writer);
}

void ImageService::shareData(const sdk::Image& image)
{
    const auto shared = [&]() -> Result<> {
        const auto twin = TRY(database().read([&](db::Connection& connection) { return rows::twinOf(connection, image); }));
        return twin.isEmpty() ? Result<>() : m_store->share(image.id, twin);
    }();
    if (!shared)
        qCInfo(lcImport).noquote() << "Image" << image.id << "keeps a copy of its own:" << shared.error().message;
}

} // namespace skylab::image
