#pragma once

#include "core/Result.h"
#include "service/Route.h"

#include <QJsonObject>

namespace skylab::identity {

/// Whom the path names.
inline QString projectId(const service::Call& call) { return call.id(QStringLiteral("project_id")); }
inline QString userId(const service::Call& call) { return call.id(QStringLiteral("user_id")); }

/// A field that can't be changed may be sent again as it is.
inline Result<> keeps(const QJsonObject& changes, const char* key, const QString& stored)
{
    const auto value = changes.value(QLatin1String(key));
    if (value.isUndefined() || value.isNull() || value.toString() == stored)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("'%1' can't be changed.").arg(QLatin1String(key)), QString::fromLatin1(key));
}

inline bool isImmutable(const QJsonObject& options) { return options.value(u"immutable").toBool(); }

/// Immutable things take no change but the one that makes them mutable.
inline Result<> requireMutable(const QJsonObject& options, const QJsonObject& changes, const char* what, const QString& id)
{
    const auto wanted = changes.value(u"options").toObject();
    if (!isImmutable(options) || (wanted.contains(u"immutable") && !wanted.value(u"immutable").toBool()))
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("%1 %2 is immutable. Set its option immutable to false first.").arg(QLatin1String(what), id));
}

/// The domain that something new belongs to when the request names none: that of the token.
inline QString defaultDomain(const service::Context& context)
{
    if (!context.domainId.isEmpty())
        return context.domainId;
    return context.projectDomainId.isEmpty() ? QStringLiteral("default") : context.projectDomainId;
}

/// Administrators and the system's readers.
inline bool seesAll(const service::Context& context)
{
    return context.admin || (!context.systemScope.isEmpty() && context.hasRole(QStringLiteral("reader")));
}

/// A domain's own staff sees that domain only; empty means no limit.
inline QString visibleDomain(const service::Context& context) { return seesAll(context) ? QString() : context.domainId; }

} // namespace skylab::identity
