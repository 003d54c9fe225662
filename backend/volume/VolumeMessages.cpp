// Messages to users: why work that was accepted failed later.

#include "core/Uuid.h"
#include "volume/VolumeService.h"

#include <QLoggingCategory>

namespace skylab::volume {

namespace {
Q_LOGGING_CATEGORY(lcMessages, "skylab.volume")
constexpr qint64 secondsKept = 30 * 24 * 3600;
} // namespace

void VolumeService::tellUsers(const service::Context& context, const message::Event& event, const QString& resourceId, const Error& error)
{
    MessageRow row;
    row.id = newUuid();
    row.eventId = event.id();
    row.userMessage = event.text(error).left(1000);
    if (!context.requestId.isEmpty())
        row.requestId = context.requestId;
    row.resourceType = QString::fromLatin1(event.resourceType);
    row.resourceUuid = resourceId;
    row.createdAt = Clock::now();
    row.guaranteedUntil = row.createdAt.addSeconds(secondsKept);
    row.projectId = context.projectId;
    // Task runs are repeated: the message of the same request about the same thing is told once.
    const auto told = database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(Messages::count(transaction, QStringLiteral("resource_uuid = ? AND event_id = ? AND request_id = ?"), { row.resourceUuid, row.eventId, context.requestId })) > 0)
            return {};
        return Messages::insert(transaction, row);
    });
    if (!told)
        qCWarning(lcMessages).noquote() << "Users could not be told about" << resourceId << ':' << told.error().message;
}

Result<> VolumeService::forgetMessages()
{
    return database().write([](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("DELETE FROM messages WHERE guaranteed_until < ?"), Clock::now().micros));
        return {};
    });
}

} // namespace skylab::volume
