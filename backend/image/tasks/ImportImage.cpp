#include "image/tasks/ImportImage.h"

#include "image/model/ImageStates.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

#include <chrono>

namespace skylab::image {

namespace {

Q_LOGGING_CATEGORY(lcImportTask, "skylab.image")

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds lookEvery { 2 };      // whether the image still waits for what is fetched

QString uriOf(const sdk::ImageTask& task)
{
    return task.type == u"import" ? task.input[u"import_from"].toString() : task.input[u"import_req"][u"method"][u"uri"].toString();
}

} // namespace

QString ImportImage::methodOf(const sdk::ImageTask& task)
{
    return task.type == u"import" ? QStringLiteral("web-download") : task.input[u"import_req"][u"method"][u"name"].toString();
}

std::vector<service::TaskStep> ImportImage::steps()
{
    return {
        { QStringLiteral("Make the image"), [this](service::TaskContext& context) { return makeImage(context); } },
        { .name = QStringLiteral("Bring in the data"), .run = [this](service::TaskContext& context) { return bringData(context); }, .irreversible = true },      // active is active
        { QStringLiteral("Tell the result"), [this](service::TaskContext& context) {
            return settle(context, QStringLiteral("success"), { { QStringLiteral("image_id"), context.row().resourceId } }, {});
        } },
    };
}

Result<ImageTaskRow> ImportImage::read(service::TaskContext& context) const
{
    const auto id = context.payloadString(QStringLiteral("image_task"));
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return ImageTasks::find(connection, id); }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Task %1 is gone.").arg(id));
    return *row;
}

Result<> ImportImage::settle(const service::TaskContext& context, const QString& status, const QJsonObject& result, const QString& message) const
{
    const auto id = context.payloadString(QStringLiteral("image_task"));
    return m_service.database().write([&](db::Transaction& transaction) { return rows::settleTask(transaction, id, status, result, message); });
}

Result<> ImportImage::makeImage(service::TaskContext& context)
{
    const auto task = TRY(read(context));
    TRY(settle(context, QStringLiteral("processing"), {}, {}));
    if (task.type != u"import")
        return {};
    auto properties = task.input[u"image_properties"].toObject();
    ImageRequest request { .id = task.imageId };
    request.name = properties.take(QStringLiteral("name")).toString();
    request.diskFormat = properties.take(QStringLiteral("disk_format")).toString(task.input[u"import_from_format"].toString());
    request.containerFormat = properties.take(QStringLiteral("container_format")).toString(QStringLiteral("bare"));
    request.visibility = properties.take(QStringLiteral("visibility")).toString(QStringLiteral("shared"));
    request.properties = properties;
    // In the name of who asked: quota and the rights to publish are theirs.
    auto asker = context.context();
    asker.projectId = task.owner;
    TRY(m_service.createQueued(asker, request));
    return {};
}

Result<> ImportImage::requireImporting(const service::TaskContext& context, const QString& id) const
{
    const auto image = m_service.visible(context.context(), id);
    if (image ? is(*image, ImageStatus::Importing) : image.error().code != ErrorCode::NotFound)
        return {};
    return fail(ErrorCode::Gone, QStringLiteral("Image %1 was deleted while its data were fetched.").arg(id));
}

Result<> ImportImage::bringData(service::TaskContext& context)
{
    const auto task = TRY(read(context));
    if (methodOf(task) == u"glance-direct")
        return m_service.importStaged(context.context(), task.imageId);
    // How long it takes is up to a host far away: all other tasks go on meanwhile.
    const service::TaskWait wait(m_service.chassis().tasks(), context.row().kind);
    auto looked = Steady::now();
    return m_service.importFrom(context.context(), task.imageId, uriOf(task), [&](qint64 done, qint64 total) -> Result<> {
        if (context.isCancelled() || context.row().cancelRequested)      // of a run that was cut off, too: no data are there yet
            return fail(ErrorCode::Cancelled, QStringLiteral("Cancelled by the user."));
        if (context.isStopping())
            return fail(ErrorCode::Cancelled, QStringLiteral("The process ends; the import begins again at its next start."));
        if (const auto now = Steady::now(); now - looked >= lookEvery) {
            looked = now;
            TRY(requireImporting(context, task.imageId));
        }
        if (total > 0)
            context.setProgress(int(done * 100 / total));
        return {};
    });
}

void ImportImage::failed(service::TaskContext& context, const Error& error)
{
    const auto id = context.row().resourceId;
    const auto image = m_service.visible(context.context(), id);
    if (image && (is(*image, ImageStatus::Importing) || is(*image, ImageStatus::Queued))) {
        if (const auto removed = m_service.store().remove(id); !removed)
            qCWarning(lcImportTask).noquote() << "The data of image" << id << "could not be removed:" << removed.error().message;
        const auto changed = m_service.change(context.context(), id, [&](ImageRow& row) -> Result<> {
            if (!is(row, ImageStatus::Queued))
                TRY(enter(row, ImageStatus::Queued));
            clearFacts(row);
            row.stagedMd5.clear();
            row.stagedSha512.clear();
            row.extra.insert(QStringLiteral("os_glance_failed_import"), m_service.store().name());
            return {};
        });
        if (!changed)
            qCWarning(lcImportTask).noquote() << "Image" << id << "could not be put back to queued; the next start does it:" << changed.error().message;
    }
    if (const auto settled = settle(context, QStringLiteral("failure"), {}, error.message); !settled)
        qCWarning(lcImportTask).noquote() << "The failure of an import could not be stored:" << settled.error().message;
}

} // namespace skylab::image
