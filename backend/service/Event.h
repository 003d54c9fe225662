#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "db/Transaction.h"
#include "service/Context.h"

#include <QJsonObject>

namespace skylab::service {

/// One change, as live views, undo, audit and webhooks read it.
struct Event {
    qint64 seq = 0;              ///< place in the global log; 0 while it waits in an outbox
    QString eventId;
    QString type;                ///< "compute.server.update"; ends with create, update, delete or error
    QString resourceType;        ///< "server"
    QString resourceId;
    QString projectId;           ///< empty: for administrators only
    QString userId;
    QString requestId;
    QJsonObject payload;         ///< the resource as its owner's API call would show it; {} when it is gone
    Timestamp createdAt;
};

/// Writes the event into the outbox in the transaction that makes the change, so that neither is without the other.
/// After the commit the EventBus moves it into the global log.
Result<> appendEvent(db::Transaction& transaction, const Context& context, const QString& type,
                     const QString& resourceId, const QString& projectId, const QJsonObject& payload);

} // namespace skylab::service
