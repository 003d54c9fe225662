#pragma once

#include "db/Transaction.h"
#include "sdk/image/ImageTask.h"
#include "service/Store.h"

namespace skylab::image {

struct ImageTaskRow : sdk::ImageTask {
    static constexpr const char* table = "image_tasks";
};
using ImageTasks = service::Store<ImageTaskRow>;

namespace rows {

/// For how long a finished task is remembered, in microseconds.
constexpr qint64 taskLifetime = qint64(48) * 3600 * 1'000'000;

/// Of one image, oldest first.
Result<std::vector<ImageTaskRow>> tasksOf(db::Connection& connection, const QString& imageId);
/// Whether an import of the image waits or runs.
Result<bool> isImporting(db::Connection& connection, const QString& imageId);
/// Sets status, result and message, and forgets tasks whose time is over. A task that is gone is no error.
Result<> settleTask(db::Transaction& transaction, const QString& id, const QString& status, const QJsonObject& result, const QString& message);

} // namespace rows
} // namespace skylab::image
