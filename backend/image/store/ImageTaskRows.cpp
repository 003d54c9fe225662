#include "image/store/ImageTaskRows.h"

namespace skylab::image::rows {

Result<std::vector<ImageTaskRow>> tasksOf(db::Connection& connection, const QString& imageId)
{
    return ImageTasks::select(connection, QStringLiteral("image_id = ?"), { imageId }, QStringLiteral("created_at, id"));
}

Result<bool> isImporting(db::Connection& connection, const QString& imageId)
{
    return TRY(ImageTasks::count(connection, QStringLiteral("image_id = ? AND status IN ('pending', 'processing')"), { imageId })) > 0;
}

Result<> settleTask(db::Transaction& transaction, const QString& id, const QString& status, const QJsonObject& result, const QString& message)
{
    const auto now = Clock::now();
    TRY(transaction.execute(QStringLiteral("DELETE FROM image_tasks WHERE expires_at < ?"), now));
    auto row = TRY(ImageTasks::find(transaction, id));
    if (!row)
        return {};
    row->status = status;
    row->result = result;
    row->message = message.left(1024);
    row->updatedAt = now;
    if (status == u"success" || status == u"failure")
        row->expiresAt = Timestamp { now.micros + taskLifetime };
    TRY(ImageTasks::update(transaction, *row));
    return {};
}

} // namespace skylab::image::rows
