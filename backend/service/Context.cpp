#include "service/Context.h"

#include "core/Uuid.h"

namespace skylab::service {

Context Context::system(const QString& requestId)
{
    Context context;
    context.requestId = requestId.isEmpty() ? QStringLiteral("req-") + newUuid() : requestId;
    context.systemScope = QStringLiteral("all");
    context.roles = { QStringLiteral("admin"), QStringLiteral("manager"), QStringLiteral("member"), QStringLiteral("reader") };
    context.admin = true;
    context.internal = true;
    return context;
}

Context Context::elevated() const
{
    auto context = *this;
    context.admin = true;
    if (!context.hasRole(QStringLiteral("admin")))
        context.roles << QStringLiteral("admin");
    return context;
}

} // namespace skylab::service
