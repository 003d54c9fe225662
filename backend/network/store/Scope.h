#pragma once

#include "network/model/Faults.h"
#include "network/store/AddressRows.h"
#include "network/store/TrafficRows.h"
#include "service/Context.h"

namespace skylab::network {

/// The wall between tenants: which rows a caller may see, as SQL for lists and as a check for one row.
struct Scope {
    QString where;               ///< empty = everything
    QVariantList arguments;
};
template <typename Row>
Scope scopeOf(const service::Context& context);
template <> Scope scopeOf<NetworkRow>(const service::Context& context);
template <> Scope scopeOf<SubnetRow>(const service::Context& context);
template <> Scope scopeOf<PortRow>(const service::Context& context);
template <> Scope scopeOf<RouterRow>(const service::Context& context);
template <> Scope scopeOf<FloatingIpRow>(const service::Context& context);
template <> Scope scopeOf<TrunkRow>(const service::Context& context);
template <> Scope scopeOf<PolicyRow>(const service::Context& context);
template <> Scope scopeOf<GroupRow>(const service::Context& context);
template <> Scope scopeOf<RuleRow>(const service::Context& context);
template <> Scope scopeOf<SubnetPoolRow>(const service::Context& context);
template <> Scope scopeOf<AddressScopeRow>(const service::Context& context);
template <> Scope scopeOf<AddressGroupRow>(const service::Context& context);
template <> Scope scopeOf<RbacRow>(const service::Context& context);
template <> Scope scopeOf<SegmentRow>(const service::Context& context);

/// NotFound in the resource's own words.
template <typename Row>
Error missing(const QString& id);
template <> Error missing<NetworkRow>(const QString& id);
template <> Error missing<SubnetRow>(const QString& id);
template <> Error missing<PortRow>(const QString& id);
template <> Error missing<RouterRow>(const QString& id);
template <> Error missing<FloatingIpRow>(const QString& id);
template <> Error missing<ForwardingRow>(const QString& id);
template <> Error missing<TrunkRow>(const QString& id);
template <> Error missing<PolicyRow>(const QString& id);
template <> Error missing<GroupRow>(const QString& id);
template <> Error missing<RuleRow>(const QString& id);
template <> Error missing<SubnetPoolRow>(const QString& id);
template <> Error missing<AddressScopeRow>(const QString& id);
template <> Error missing<AddressGroupRow>(const QString& id);
template <> Error missing<RbacRow>(const QString& id);
template <> Error missing<SegmentRow>(const QString& id);

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
