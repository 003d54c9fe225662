#pragma once

#include "network/model/Faults.h"
#include "network/store/AddressRows.h"
#include "service/Context.h"

namespace skylab::network {

/// The wall between tenants: which rows a caller may see, as SQL for lists and as a check for one row.
struct Scope {
    QString where;               ///< empty = everything
    QVariantList arguments;
};
template <typename Row>
Scope scopeOf(const service::Context& context);

/// NotFound in the resource's own words.
template <typename Row>
Error missing(const QString& id);

/// The row, if the caller may see it; NotFound otherwise.
template <typename Row>
Result<Row> visible(db::Connection& connection, const service::Context& context, const QString& id)
{
    const auto scope = scopeOf<Row>(context);
    auto where = QStringLiteral("id = ?");
    if (!scope.where.isEmpty())
        where += QStringLiteral(" AND (%1)").arg(scope.where);
    auto row = TRY(service::Store<Row>::findWhere(connection, where, QVariantList { id } + scope.arguments));
    if (!row)
        return fail(missing<Row>(id));
    return std::move(*row);
}

/// The row, if the caller may change it: Forbidden when it is only shared with the caller.
template <typename Row>
Result<Row> owned(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(visible<Row>(connection, context, id));
    if (!context.admin && row.projectId != context.projectId)
        return refuse(ErrorCode::Forbidden, "PolicyNotAuthorized", QStringLiteral("%1 %2 belongs to another project; only its owner or an administrator may change it.").arg(QLatin1String(Row::resourceKey), id));
    return row;
}

} // namespace skylab::network
