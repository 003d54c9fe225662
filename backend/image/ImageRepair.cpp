// What a start finds and puts right.
#include "image/ImageService.h"

#include "image/model/ImageStates.h"
#include "image/store/ImageTaskRows.h"
#include "service/Chassis.h"

#include <QLoggingCategory>
#include <QSet>

namespace skylab::image {

namespace {
Q_LOGGING_CATEGORY(lcRepair, "skylab.image")
} // namespace

Result<> ImageService::start()
{
    TRY(settleInterrupted());
    const auto owned = m_store->owned();
    if (!owned) {
        // The cloud starts without its images: listing and describing them works, and health() says what is missing.
        // Nothing is judged missing or an orphan while the place can't be looked at.
        qCCritical(lcRepair).noquote() << "The image store can't be read:" << owned.error().message;
        return {};
    }
    QHash<QString, qint64> sizes;
    for (const auto& one : *owned)
        sizes.insert(one.id, one.size);
    TRY(settleLost(sizes));
    return removeOrphans(sizes);
}

Result<> ImageService::settleInterrupted()
{
    const auto context = service::Context::system();
    const auto interrupted = TRY(database().read([](db::Connection& connection) {
        return rows::inStates(connection, { QStringLiteral("saving"), QStringLiteral("uploading"), QStringLiteral("importing") });
    }));
    for (const auto& row : interrupted) {
        if (TRY(database().read([&](db::Connection& connection) { return rows::isImporting(connection, row.id); })))
            continue;      // its task goes on where it was
        const bool staged = !is(row, ImageStatus::Saving) && row.size;
        if (staged && is(row, ImageStatus::Uploading))
            continue;      // waits for its import, as before
        // Data first: a queued image must not have any, or its next upload would be refused.
        if (!staged)
            if (const auto removed = m_store->remove(row.id); !removed) {
                qCCritical(lcRepair).noquote() << "The partial data of image" << row.id << "could not be removed, it stays in saving until the next start:" << removed.error().message;
                continue;
            }
        TRY(change(context, row.id, [&](ImageRow& image) -> Result<> {
            if (staged)
                return enter(image, ImageStatus::Uploading);
            TRY(enter(image, ImageStatus::Queued));
            clearFacts(image);
            return {};
        }));
        qCWarning(lcRepair).noquote() << "The upload of image" << row.id << "was interrupted;" << (staged ? "its staged data can be imported again." : "it is queued again.");
    }
    return {};
}

Result<> ImageService::settleLost(const QHash<QString, qint64>& sizes)
{
    const auto context = service::Context::system();
    const auto images = TRY(database().read([](db::Connection& connection) {
        return rows::inStates(connection, { QStringLiteral("active"), QStringLiteral("deactivated"), QStringLiteral("killed") });
    }));
    for (const auto& row : images) {
        if (!row.size)
            continue;      // killed before it ever had data
        const bool there = sizes.value(row.id, -1) == *row.size;
        const bool killed = is(row, ImageStatus::Killed);
        if (there != killed)
            continue;
        TRY(change(context, row.id, [&](ImageRow& image) { return enter(image, there ? ImageStatus::Active : ImageStatus::Killed); }));
        if (there)
            qCWarning(lcRepair).noquote() << "The data of image" << row.id << "are back; it is active again.";
        else
            qCCritical(lcRepair).noquote() << "The data of image" << row.id << (sizes.contains(row.id) ? "have another size than they should" : "are missing from the store")
                                           << "; its status is now killed. Put the file back and restart, or delete the image.";
    }
    return {};
}

Result<> ImageService::removeOrphans(const QHash<QString, qint64>& sizes)
{
    const auto known = TRY(database().read([](db::Connection& connection) -> Result<QSet<QString>> {
        const auto ids = TRY(rows::allIds(connection)) + TRY(rows::usedIds(connection));
        return QSet<QString>(ids.begin(), ids.end());
    }));
    for (auto it = sizes.begin(); it != sizes.end(); ++it) {
        if (known.contains(it.key()))
            continue;
        qCWarning(lcRepair).noquote() << "Removing" << it.value() << "bytes of image" << it.key() << "that no image row tells of.";
        if (const auto removed = m_store->remove(it.key()); !removed)
            qCWarning(lcRepair).noquote() << "They could not be removed:" << removed.error().message;
    }
    return {};
}

} // namespace skylab::image
