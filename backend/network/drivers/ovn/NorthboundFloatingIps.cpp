// Floating IPs: an address for one guest, or ports of it for several.
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/NorthboundPlan.h"
#include "network/drivers/ovn/Traffic.h"

namespace skylab::network::ovn {

namespace {
const QString columnNat = QStringLiteral("nat");
const QString columnBalancers = QStringLiteral("load_balancer");
const QString columnRules = QStringLiteral("qos_rules");

QJsonArray only(const QJsonValue& reference)
{
    QJsonArray members;
    members.append(reference);
    return ovsdb::set(members);
}

/// What is at the router's ports: the network of each, and which one is the gateway's.
struct Surroundings {
    QStringList inner;
    QString outer;
    QString gatewayPort;
};

QString switchPortOf(const QJsonValue& routerPort)
{
    return routerPort.toObject().value(columnName).toString().mid(routerPortName({}).size());
}

/// The other ends of a router's ports.
QJsonArray switchPortsOf(const QJsonArray& routerPorts)
{
    QJsonArray selects;
    for (const auto& row : routerPorts)
        selects.append(ovsdb::select(table::switchPort, ovsdb::whereName(switchPortOf(row)), { columnIds }));
    return selects;
}

Result<Surroundings> surroundings(const QJsonArray& routerRows, const QJsonArray& routerPorts, const QList<QJsonArray>& ports)
{
    Surroundings around;
    around.gatewayPort = idsOf(routerRows.first()).value(keyGateway);
    for (qsizetype i = 0; i < ports.size(); ++i) {
        const auto& rows = ports[i];
        if (rows.isEmpty())
            return fail(ErrorCode::NotFound,
                        QStringLiteral("The port %1 of the router is not in the network engine yet.")
                            .arg(switchPortOf(routerPorts[i])),
                        QStringLiteral("router_id"));
        const auto ids = idsOf(rows.first());
        const auto network = ids.value(keyNetwork);
        if (ids.value(keyId) == around.gatewayPort)
            around.outer = network;
        else if (!around.inner.contains(network))
            around.inner << network;
    }
    return around;
}

void planNat(NorthboundPlan& plan, const QString& owner, const FloatingIpSpec& spec, const QJsonArray& existing, const QJsonArray& where)
{
    const auto at = existing.isEmpty() ? QString() : idsOf(existing.first()).value(keyRouter);
    const bool wanted = !spec.portId.isEmpty();
    if (wanted && at == spec.routerId) {
        plan.add(ovsdb::update(table::nat, where, floatingIpColumns(owner, spec)));
        return;
    }
    for (const auto& row : existing)   // it moves to another router, or forwards ports from now on
        plan.removeChild({ table::nat, table::router, ovsdb::whereName(routerName(idsOf(row).value(keyRouter))), columnNat },
                         row.toObject().value(columnUuid));
    if (wanted)
        plan.insertChild({ table::nat, table::router, ovsdb::whereName(routerName(spec.routerId)), columnNat },
                         floatingIpColumns(owner, spec));
}

/// The row hangs at just this router and these switches.
void hang(NorthboundPlan& plan, const QJsonValue& reference, bool isNew, const QString& routerId, const QStringList& networks)
{
    const auto members = only(reference);
    const auto holding = ovsdb::condition(columnBalancers, QStringLiteral("includes"), members);
    QJsonArray holders;
    holders.append(holding);
    if (!isNew)
        for (const auto& parent : { table::router, table::logicalSwitch })
            plan.add(ovsdb::mutate(parent, holders, columnBalancers, QStringLiteral("delete"), members));
    plan.add(ovsdb::mutate(table::router, ovsdb::whereName(routerName(routerId)), columnBalancers, QStringLiteral("insert"), members));
    // Guests reach the address from inside too: their own switch must know it, since answers don't pass the router.
    for (const auto& network : networks)
        plan.add(ovsdb::mutate(table::logicalSwitch, ovsdb::whereName(switchName(network)), columnBalancers, QStringLiteral("insert"), members));
}

void planForwardings(NorthboundPlan& plan, const QString& owner, const FloatingIpSpec& spec, const QJsonArray& existing, const Surroundings& around)
{
    auto left = existing;
    const auto wanted = loadBalancers(owner, spec);
    for (const auto& row : wanted) {
        QJsonValue reference;
        for (qsizetype i = 0; i < left.size(); ++i)
            if (idsOf(left[i]).value(keyChild) == row.key) {
                reference = left[i].toObject().value(columnUuid);
                left.removeAt(i);
                break;
            }
        const bool isNew = reference.isNull();
        if (isNew) {
            const auto name = plan.newName();
            plan.add(ovsdb::insert(table::loadBalancer, row.columns, name));
            reference = ovsdb::namedUuid(name);
        } else {
            plan.add(ovsdb::update(table::loadBalancer, ovsdb::whereUuid(reference), row.columns));
        }
        hang(plan, reference, isNew, spec.routerId, around.inner);
    }
    for (const auto& row : left)   // references to it are weak
        plan.add(ovsdb::remove(table::loadBalancer, ovsdb::whereUuid(row.toObject().value(columnUuid))));
}

ChildPlace qosPlace(const QString& networkId)
{
    return { table::qos, table::logicalSwitch, ovsdb::whereName(switchName(networkId)), columnRules };
}
} // namespace

Result<QJsonArray> Northbound::planFloatingIp(const FloatingIpSpec& spec)
{
    TRY(checkForwardings(spec));
    const auto whereRouter = ovsdb::whereName(routerName(spec.routerId));
    const auto where = whereIds({ { keyKind, kindName(Kind::FloatingIp) }, { keyId, spec.id } });
    const auto rows = TRY(read({ ovsdb::select(table::router, whereRouter, { columnIds }),
                                 ovsdb::select(table::nat, where, { columnUuid, columnIds }),
                                 ovsdb::select(table::loadBalancer, where, { columnUuid, columnIds }),
                                 ovsdb::select(table::qos, whereIds({ { keyKind, kindQos }, { keyFloatingIp, spec.id } })),
                                 ovsdb::select(table::routerPort, whereIds({ { keyRouter, spec.routerId }, { keyOwner, m_owner } }), { columnName }) }));
    if (rows[0].isEmpty())
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The router %1 is not in the network engine yet.").arg(spec.routerId),
                    QStringLiteral("router_id"));
    if (!idsOf(rows[0].first()).contains(keyGateway))
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The router %1 has no external gateway, so it can't carry a floating IP.")
                        .arg(spec.routerId),
                    QStringLiteral("router_id"));
    if (isNewer(rows[1], spec.revision) || isNewer(rows[2], spec.revision))
        return QJsonArray();
    const auto around = TRY(surroundings(rows[0], rows[4], TRY(read(switchPortsOf(rows[4])))));
    NorthboundPlan plan;
    plan.guard(table::nat, where, rows[1]);
    plan.guard(table::loadBalancer, where, rows[2]);
    planNat(plan, m_owner, spec, rows[1], where);
    planForwardings(plan, m_owner, spec, rows[2], around);
    if (!around.outer.isEmpty())
        plan.syncChildren(qosPlace(around.outer), rows[3], floatingIpQos(m_owner, spec, around.gatewayPort, around.outer));
    return plan.operations;
}

Result<QJsonArray> Northbound::planRemoveFloatingIp(const QString& id)
{
    const auto where = whereIds({ { keyKind, kindName(Kind::FloatingIp) }, { keyId, id } });
    const QStringList columns { columnUuid, columnIds };
    const auto rows = TRY(read({ ovsdb::select(table::nat, where, columns), ovsdb::select(table::loadBalancer, where, columns),
                                 ovsdb::select(table::qos, whereIds({ { keyKind, kindQos }, { keyFloatingIp, id } }), columns) }));
    NorthboundPlan plan;
    for (const auto& row : rows[0])
        plan.removeChild({ table::nat, table::router, ovsdb::whereName(routerName(idsOf(row).value(keyRouter))), columnNat },
                         row.toObject().value(columnUuid));
    if (!rows[1].isEmpty())
        plan.add(ovsdb::remove(table::loadBalancer, where));
    for (const auto& row : rows[2])
        plan.removeChild(qosPlace(idsOf(row).value(keyNetwork)), row.toObject().value(columnUuid));
    return plan.operations;
}

Result<void> Northbound::removeRouter(const QString& id)
{
    return change([&]() -> Result<QJsonArray> {
        // Load balancers are rows of their own: they would stay.
        return QJsonArray { ovsdb::remove(table::router, ovsdb::whereName(routerName(id))),
                            ovsdb::remove(table::loadBalancer, whereIds({ { keyRouter, id }, { keyOwner, m_owner } })) };
    });
}

} // namespace skylab::network::ovn
