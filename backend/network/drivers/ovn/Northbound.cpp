#include "network/drivers/ovn/Northbound.h"

#include "network/drivers/ovn/NorthboundPlan.h"

namespace skylab::network::ovn {

namespace {
constexpr int maxPlans = 8;
constexpr int maxLostReplies = 2;

QJsonArray singleton(const QJsonObject& value)
{
    QJsonArray array;
    array.append(value);
    return array;
}
} // namespace

Northbound::Northbound(Ovsdb& database, QString owner, int overlayMtu, GatewayChooser chooser)
    : m_database(database), m_owner(std::move(owner)), m_overlayMtu(overlayMtu), m_chooser(std::move(chooser))
{
}

Result<void> Northbound::change(const Plan& plan)
{
    const std::lock_guard lock(m_mutex);
    int lostReplies = 0;
    for (int attempt = 1;; ++attempt) {
        auto operations = plan();
        if (!operations)
            return fail(std::move(operations).error());
        if (operations->isEmpty())
            return {};
        auto done = m_database.transact(*operations);
        if (done)
            return {};
        const auto code = done.error().code;
        const bool again = (code == ErrorCode::Conflict && attempt < maxPlans)
            || (code == ErrorCode::Unavailable && ++lostReplies <= maxLostReplies);
        if (again)
            continue;   // a conflict means others wrote, so somebody got on; a lost reply's next read finds out
        if (code == ErrorCode::Conflict)
            done.error().code = ErrorCode::Internal;   // a row of somebody else is in the way, for good
        return fail(std::move(done).error());
    }
}

Result<QList<QJsonArray>> Northbound::read(const QJsonArray& selects)
{
    const auto replies = TRY(m_database.transact(selects));
    QList<QJsonArray> rows;
    for (qsizetype i = 0; i < selects.size(); ++i)
        rows << ovsdb::readRows(replies.at(i));
    return rows;
}

Result<void> Northbound::applyNetwork(const NetworkSpec& spec)
{
    return change([&] { return planNetwork(spec); });
}

Result<QJsonArray> Northbound::planNetwork(const NetworkSpec& spec)
{
    const auto where = ovsdb::whereName(switchName(spec.id));
    const auto whereLocalnet = ovsdb::whereName(localnetName(spec.id));
    const auto rows = TRY(read({ ovsdb::select(table::logicalSwitch, where, { columnUuid, columnIds }),
                                 ovsdb::select(table::switchPort, whereLocalnet) }));
    if (isNewer(rows[0], spec.revision))
        return QJsonArray();
    const int mtu = spec.mtu > 0 ? spec.mtu : m_overlayMtu;
    NorthboundPlan plan;
    plan.upsert(table::logicalSwitch, where, rows[0], switchColumns(m_owner, spec, mtu));

    const ChildPlace ports { table::switchPort, table::logicalSwitch, where, QStringLiteral("ports") };
    if (spec.physicalNetwork.isEmpty()) {
        for (const auto& row : rows[1])
            plan.removeChild(ports, row.toObject().value(columnUuid));
    } else if (rows[1].isEmpty()) {
        plan.insertChild(ports, localnetColumns(m_owner, spec));
    } else {
        plan.add(ovsdb::update(table::switchPort, whereLocalnet, localnetColumns(m_owner, spec)));
    }

    // A new MTU reaches those whose DHCP options take it from the network.
    const auto followers = whereIds({ { keyNetwork, spec.id }, { keyMtu, QStringLiteral("network") } });
    const auto option = QStringLiteral("mtu");
    const auto options = QStringLiteral("options");
    plan.add(ovsdb::mutate(table::dhcpOptions, followers, options, QStringLiteral("delete"),
                           ovsdb::set(QStringList { option })));
    plan.add(ovsdb::mutate(table::dhcpOptions, followers, options, QStringLiteral("insert"),
                           ovsdb::map({ { option, QString::number(mtu) } })));
    return plan.operations;
}

Result<void> Northbound::removeNetwork(const QString& id)
{
    return change([&]() -> Result<QJsonArray> {
        const auto belonging = whereIds({ { keyNetwork, id } });
        return QJsonArray { ovsdb::remove(table::logicalSwitch, ovsdb::whereName(switchName(id))),
                            ovsdb::remove(table::dhcpOptions, belonging), ovsdb::remove(table::dns, belonging) };
    });
}

Result<void> Northbound::applyPort(const PortSpec& spec)
{
    return change([&] { return planPort(spec); });
}
Result<void> Northbound::removePort(const QString& id)
{
    return change([&] { return planRemovePort(id); });
}
Result<void> Northbound::applySubnet(const SubnetSpec& spec)
{
    return change([&] { return planSubnet(spec); });
}
Result<void> Northbound::applyRouter(const RouterSpec& spec)
{
    return change([&] { return planRouter(spec); });
}
Result<void> Northbound::applyFloatingIp(const FloatingIpSpec& spec)
{
    return change([&] { return planFloatingIp(spec); });
}
Result<void> Northbound::removeFloatingIp(const QString& id)
{
    return change([&] { return planRemoveFloatingIp(id); });
}
Result<void> Northbound::applySecurityGroup(const SecurityGroupSpec& spec)
{
    return change([&] { return planSecurityGroup(spec); });
}
Result<void> Northbound::applyAddressGroup(const AddressGroupSpec& spec)
{
    return change([&] { return planAddressGroup(spec); });
}

Result<PortState> Northbound::portState(const QString& id)
{
    const auto rows = TRY(read(singleton(ovsdb::select(
        table::switchPort, ovsdb::whereName(id), { QStringLiteral("up"), QStringLiteral("options"), columnIds }))));
    if (rows[0].isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("The port %1 is not in the network engine.").arg(id));
    const auto row = rows[0].first().toObject();
    PortState state;
    state.up = row.value(QStringLiteral("up")).toBool();
    const auto options = ovsdb::readMap(row.value(QStringLiteral("options")));
    state.host = options.value(QStringLiteral("requested-chassis")).section(u',', 0, 0);
    state.revision = idsOf(row).value(keyRevision).toLongLong();
    return state;
}

Result<int> Northbound::setPortHosts(const QString& id, const QStringList& hosts)
{
    int mtu = m_overlayMtu;
    TRY(change([&]() -> Result<QJsonArray> {
        const auto where = ovsdb::whereName(id);
        const auto ports = TRY(read(singleton(ovsdb::select(table::switchPort, where, { columnIds }))));
        if (ports[0].isEmpty())
            return fail(ErrorCode::NotFound, QStringLiteral("The port %1 is not in the network engine.").arg(id));
        const auto network = idsOf(ports[0].first()).value(keyNetwork);
        const auto switches = TRY(read(singleton(
            ovsdb::select(table::logicalSwitch, ovsdb::whereName(switchName(network)), { columnIds }))));
        if (!switches[0].isEmpty())
            mtu = idsOf(switches[0].first()).value(keyMtu).toInt();

        const auto options = QStringLiteral("options");
        const auto requested = QStringLiteral("requested-chassis");
        const auto strategy = QStringLiteral("activation-strategy");
        NorthboundPlan plan;
        plan.guard(table::switchPort, where, ports[0]);
        plan.add(ovsdb::mutate(table::switchPort, where, options, QStringLiteral("delete"),
                               ovsdb::set(QStringList { requested, strategy })));
        ovsdb::StringMap wanted;
        if (!hosts.isEmpty())
            wanted.insert(requested, hosts.join(u','));
        if (hosts.size() > 1)   // the target hears nothing until the guest speaks there (OVN 22.09)
            wanted.insert(strategy, QStringLiteral("rarp"));
        if (!wanted.isEmpty())
            plan.add(ovsdb::mutate(table::switchPort, where, options, QStringLiteral("insert"), ovsdb::map(wanted)));
        return plan.operations;
    }));
    return mtu;
}

Result<Northbound::MetadataPort> Northbound::metadataPort(const QString& networkId)
{
    auto where = whereIds({ { keyNetwork, networkId }, { keyOwner, m_owner } });
    where.append(ovsdb::condition(QStringLiteral("type"), QStringLiteral("=="), QStringLiteral("localport")));
    const auto rows = TRY(read(singleton(
        ovsdb::select(table::switchPort, where, { columnName, QStringLiteral("addresses"), columnIds }))));
    if (rows[0].isEmpty())
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The network %1 has no metadata port; it needs a subnet with DHCP.").arg(networkId));
    const auto row = rows[0].first().toObject();
    MetadataPort port;
    port.id = row.value(columnName).toString();
    port.mac = ovsdb::readOne(row.value(QStringLiteral("addresses"))).section(u' ', 0, 0);
    port.cidrs = idsOf(row).value(keyCidrs).split(u' ', Qt::SkipEmptyParts);
    return port;
}

Result<QList<Owned>> Northbound::owned()
{
    const auto ours = whereIds({ { keyOwner, m_owner } });
    QJsonArray selects;
    for (const auto& name : { table::logicalSwitch, table::switchPort, table::dhcpOptions, table::router, table::nat, table::loadBalancer,
                              table::portGroup, table::addressSet })
        selects.append(ovsdb::select(name, ours, { columnIds }));
    const auto tables = TRY(read(selects));
    QList<Owned> all;
    for (const auto& rows : tables)
        for (const auto& row : rows) {
            const auto ids = idsOf(row);
            const auto kind = kindOf(ids.value(keyKind));
            const Owned entry { kind.value_or(Kind::Network), ids.value(keyId), ids.value(keyRevision).toLongLong() };
            if (kind && !all.contains(entry))   // an address group is two rows
                all << entry;
        }
    return all;
}

} // namespace skylab::network::ovn
