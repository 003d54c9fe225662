// Trunks and their subports.
#include "network/store/Traffic.h"

#include <QHash>

namespace skylab::network {

namespace {
const QString byTag = QStringLiteral("segmentation_type, segmentation_id");
}

Result<> decorate(db::Connection& connection, std::vector<TrunkRow>& rows)
{
    QStringList ids;
    for (const auto& row : rows)
        ids << row.id;
    QHash<QString, std::vector<sdk::SubPort>> byTrunk;
    const auto all = TRY(selectIn<SubPortRow>(connection, QStringLiteral("trunk_id"), ids, {}, byTag));
    for (const auto& one : all)
        byTrunk[one.trunkId].push_back(one);
    for (auto& row : rows)
        row.subPorts = byTrunk.value(row.id);
    return {};
}

Result<> decorateTrunks(db::Connection& connection, std::vector<PortRow>& rows)
{
    QStringList ids, trunkIds, childIds;
    for (const auto& row : rows)
        ids << row.id;
    const auto trunks = TRY(selectIn<TrunkRow>(connection, QStringLiteral("port_id"), ids));
    for (const auto& trunk : trunks)
        trunkIds << trunk.id;
    const auto children = TRY(selectIn<SubPortRow>(connection, QStringLiteral("trunk_id"), trunkIds, {}, byTag));
    for (const auto& child : children)
        childIds << child.portId;
    QHash<QString, QString> macs;
    const auto ports = TRY(selectIn<PortRow>(connection, QStringLiteral("id"), childIds));
    for (const auto& port : ports)
        macs.insert(port.id, port.macAddress);
    QHash<QString, QJsonObject> details;
    for (const auto& trunk : trunks) {
        QJsonArray list;
        for (const auto& child : children)
            if (child.trunkId == trunk.id) {
                auto one = sdk::toJson(static_cast<const sdk::SubPort&>(child));
                one.insert(QStringLiteral("mac_address"), macs.value(child.portId));
                list.append(one);
            }
        details.insert(trunk.portId, { { QStringLiteral("trunk_id"), trunk.id }, { QStringLiteral("sub_ports"), list } });
    }
    for (auto& row : rows)
        row.trunkDetails = details.contains(row.id) ? QJsonValue(details.value(row.id)) : QJsonValue();
    return {};
}

namespace book {

Result<> joinTrunk(Change& change, const TrunkRow& trunk, const SubPortRow& subPort)
{
    TRY(SubPorts::insert(change.db, subPort));
    const auto parent = TRY(Ports::find(change.db, trunk.portId));
    auto port = TRY(Ports::find(change.db, subPort.portId));
    if (!port || !parent)
        return fail(missing<PortRow>(port ? trunk.portId : subPort.portId));
    port->deviceId = trunk.id;
    port->deviceOwner = owner::subPort;
    port->hostId = parent->hostId;
    port->vifType = parent->vifType;
    port->vifDetails = parent->vifDetails;
    return savePort(change, *port);
}

Result<> leaveTrunk(Change& change, const QString& portId)
{
    TRY(SubPorts::remove(change.db, portId));
    auto port = TRY(Ports::find(change.db, portId));
    if (!port)
        return {};
    port->deviceId.clear();
    port->deviceOwner.clear();
    port->hostId.clear();
    port->vifType = QStringLiteral("unbound");
    port->vifDetails = {};
    port->status = QStringLiteral("DOWN");
    return savePort(change, *port);
}

Result<> dropTrunk(Change& change, const TrunkRow& trunk)
{
    const auto children = TRY(SubPorts::select(change.db, QStringLiteral("trunk_id = ?"), { trunk.id }));
    for (const auto& child : children)
        TRY(leaveTrunk(change, child.portId));
    TRY(Trunks::remove(change.db, trunk.id));
    return change.announce("delete", trunk);
}

Result<> forgetInTrunks(Change& change, const QString& portId)
{
    TRY(SubPorts::remove(change.db, portId));
    const auto trunk = TRY(Trunks::findWhere(change.db, QStringLiteral("port_id = ?"), { portId }));
    return trunk ? dropTrunk(change, *trunk) : Result<>();
}

Result<> followParent(Change& change, const PortRow& parent)
{
    auto trunk = TRY(Trunks::findWhere(change.db, QStringLiteral("port_id = ?"), { parent.id }));
    if (!trunk)
        return {};
    const auto children = TRY(Ports::select(change.db, QStringLiteral("id IN (SELECT s.port_id FROM subports s WHERE s.trunk_id = ?)"), { trunk->id }));
    for (auto child : children) {
        if (child.hostId == parent.hostId && child.vifType == parent.vifType)
            continue;
        child.hostId = parent.hostId;
        child.vifType = parent.vifType;
        child.vifDetails = parent.vifDetails;
        if (child.hostId.isEmpty())
            child.status = QStringLiteral("DOWN");
        TRY(savePort(change, child));
    }
    return {};
}

} // namespace book

Result<> specs::subport(db::Connection& connection, PortSpec& spec)
{
    const auto row = TRY(SubPorts::find(connection, spec.id));
    if (!row)
        return {};
    const auto trunk = TRY(Trunks::find(connection, row->trunkId));
    if (!trunk)
        return {};
    spec.parentPort = trunk->portId;
    spec.parentTag = row->segmentationId;
    spec.adminUp = spec.adminUp && trunk->adminStateUp;
    return {};
}

} // namespace skylab::network
