// Security groups and address groups.
#include "network/drivers/ovn/Acl.h"
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/NorthboundPlan.h"

#include <QSet>

namespace skylab::network::ovn {

namespace {
constexpr qint64 placeholderRevision = -1;
const QString keyGroup = QStringLiteral("skylab:group");

QJsonObject groupColumns(const QString& owner, const QString& id, const QString& name, qint64 revision)
{
    auto ids = mark(owner, kindName(Kind::SecurityGroup), id, revision);
    ids.insert(QStringLiteral("neutron:security_group_name"), name);
    return { { columnName, portGroupName(id) }, { columnIds, ovsdb::map(ids) } };
}

QJsonObject addressSetColumns(const QString& owner, const AddressGroupSpec& spec, IpVersion version)
{
    QStringList addresses;
    for (const auto& cidr : spec.cidrs)
        if (ipVersionOf(cidr) == version)
            addresses << cidr;
    auto ids = mark(owner, kindName(Kind::AddressGroup), spec.id, spec.revision);
    ids.insert(QStringLiteral("neutron:address_group_name"), spec.name);
    return { { columnName, addressSetName(spec.id, version) },
             { QStringLiteral("addresses"), ovsdb::set(addresses) },
             { columnIds, ovsdb::map(ids) } };
}

/// Port groups and address sets that the rules name, and what to insert for those that aren't there. An expression
/// with an unknown name would make ovn-controller drop the whole rule, and two groups may well name each other.
QList<std::pair<QString, QJsonObject>> referred(const QString& owner, const SecurityGroupSpec& spec)
{
    QList<std::pair<QString, QJsonObject>> rows;
    QSet<QString> seen { spec.id };
    for (const auto& rule : spec.rules) {
        if (!rule.remoteGroupId.isEmpty() && !seen.contains(rule.remoteGroupId))
            rows.emplaceBack(table::portGroup, groupColumns(owner, rule.remoteGroupId, {}, placeholderRevision));
        if (!rule.remoteAddressGroupId.isEmpty() && !seen.contains(rule.remoteAddressGroupId))
            for (const auto version : { IpVersion::V4, IpVersion::V6 })
                rows.emplaceBack(
                    table::addressSet,
                    addressSetColumns(owner, { rule.remoteAddressGroupId, {}, {}, placeholderRevision }, version));
        seen << rule.remoteGroupId << rule.remoteAddressGroupId;
    }
    return rows;
}
} // namespace

Result<QJsonArray> Northbound::planSecurityGroup(const SecurityGroupSpec& spec)
{
    QList<ChildRow> acls;
    for (const auto& rule : spec.rules) {
        auto columns = TRY(aclColumns(spec, rule));
        columns.insert(columnIds, ovsdb::map({ { keyOwner, m_owner }, { keyGroup, spec.id }, { keyChild, rule.id },
                                               { QStringLiteral("neutron:security_group_rule_id"), rule.id } }));
        acls << ChildRow { rule.id, columns };
    }
    const auto where = ovsdb::whereName(portGroupName(spec.id));
    const auto others = referred(m_owner, spec);
    QJsonArray selects { ovsdb::select(table::portGroup, where, { columnUuid, columnIds }),
                         ovsdb::select(table::acl, whereIds({ { keyOwner, m_owner }, { keyGroup, spec.id } })) };
    for (const auto& [name, columns] : others)
        selects.append(ovsdb::select(name, ovsdb::whereName(columns.value(columnName).toString()), { columnName }));
    const auto rows = TRY(read(selects));
    if (isNewer(rows[0], spec.revision))
        return QJsonArray();
    NorthboundPlan plan;
    plan.upsert(table::portGroup, where, rows[0], groupColumns(m_owner, spec.id, spec.name, spec.revision));
    for (qsizetype i = 0; i < others.size(); ++i)
        if (rows[2 + i].isEmpty())
            plan.add(ovsdb::insert(others[i].first, others[i].second));
    plan.syncChildren({ table::acl, table::portGroup, where, QStringLiteral("acls") }, rows[1], acls);
    return plan.operations;
}

Result<void> Northbound::removeSecurityGroup(const QString& id)
{
    return change([&]() -> Result<QJsonArray> {
        const auto ours = whereIds({ { keyOwner, m_owner } });
        QJsonArray selects;
        selects.append(ovsdb::select(table::portGroup, ours, { columnName, QStringLiteral("ports") }));
        const auto rows = TRY(read(selects));
        QJsonArray operations { ovsdb::remove(table::portGroup, ovsdb::whereName(portGroupName(id))) };
        // The drop group goes with the last group of ours, if it has no port.
        bool last = true;
        for (const auto& value : rows[0]) {
            const auto name = value.toObject().value(columnName).toString();
            if (name == dropGroupName)
                last = last && ovsdb::readSet(value.toObject().value(QStringLiteral("ports"))).isEmpty();
            else if (name != portGroupName(id))
                last = false;
        }
        if (last)
            operations.append(ovsdb::remove(table::portGroup, ovsdb::whereName(dropGroupName)));
        return operations;
    });
}

Result<QJsonArray> Northbound::planAddressGroup(const AddressGroupSpec& spec)
{
    NorthboundPlan plan;
    for (const auto version : { IpVersion::V4, IpVersion::V6 }) {
        const auto where = ovsdb::whereName(addressSetName(spec.id, version));
        QJsonArray selects;
        selects.append(ovsdb::select(table::addressSet, where, { columnUuid, columnIds }));
        const auto rows = TRY(read(selects));
        if (isNewer(rows[0], spec.revision))
            return QJsonArray();
        plan.upsert(table::addressSet, where, rows[0], addressSetColumns(m_owner, spec, version));
    }
    return plan.operations;
}

Result<void> Northbound::removeAddressGroup(const QString& id)
{
    return change([&]() -> Result<QJsonArray> {
        return QJsonArray { ovsdb::remove(table::addressSet, ovsdb::whereName(addressSetName(id, IpVersion::V4))),
                            ovsdb::remove(table::addressSet, ovsdb::whereName(addressSetName(id, IpVersion::V6))) };
    });
}

} // namespace skylab::network::ovn
