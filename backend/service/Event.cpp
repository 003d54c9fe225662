#include "service/Event.h"

#include "core/Uuid.h"

#include <QJsonDocument>

namespace skylab::service {

Result<> appendEvent(db::Transaction& transaction, const Context& context, const QString& type,
                     const QString& resourceId, const QString& projectId, const QJsonObject& payload)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO outbox (event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at) "
                                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                            newTimedUuid(), type, type.section(u'.', 1, 1), resourceId, projectId, context.userId, context.requestId, payload, Clock::now()));
    return {};
}

} // namespace skylab::service
