// Trunks and their subports.
#include "network/model/Trunks.h"
#include "network/store/Traffic.h"

#include <QHash>

namespace skylab::network {

namespace {
const QString byTag = QStringLiteral("segmentation_type, segmentation_id");

/// A subport is where its parent is, as far as ports of its kind can be. False when it is already.
bool goWith(PortRow& child, const PortRow& parent)
{
    const bool able = child.vnicType == u"normal" || parent.hostId.isEmpty();
    const auto type = able ? parent.vifType : bindingFailed;
    if (child.hostId == parent.hostId && child.vifType == type)
        return false;
    child.hostId = parent.hostId;
    child.vifType = type;
    child.vifDetails = able ? parent.vifDetails : QJsonObject();
    if (child.hostId.isEmpty() || !able)
        child.status = QStringLiteral("DOWN");
    return true;
}
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
    for (auto& row : rows)
        row.trunkDetails = {};
    auto any = TRY(connection.query(QStringLiteral("SELECT 1 FROM trunks LIMIT 1")));
    if (!any.next())      // as in most clouds
        return any.check();
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
    QHash<QString, QJsonArray> subPorts;
    for (const auto& child : children) {
        auto one = sdk::toJson(static_cast<const sdk::SubPort&>(child));
        one.insert(QStringLiteral("mac_address"), macs.value(child.portId));
        subPorts[child.trunkId].append(one);
    }
    QHash<QString, QString> trunkOf;
    for (const auto& trunk : trunks)
        trunkOf.insert(trunk.portId, trunk.id);
    for (auto& row : rows)
        if (const auto trunk = trunkOf.value(row.id); !trunk.isEmpty())
            row.trunkDetails = QJsonObject { { QStringLiteral("trunk_id"), trunk }, { QStringLiteral("sub_ports"), subPorts.value(trunk) } };
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
    goWith(*port, *parent);
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
    for (auto child : children)
        if (goWith(child, parent))
            TRY(savePort(change, child));
    return {};
}

Result<> settleTrunk(Change& change, const QString& trunkId)
{
    auto trunk = TRY(Trunks::find(change.db, trunkId));
    const auto parent = trunk ? TRY(Ports::find(change.db, trunk->portId)) : std::nullopt;
    if (!parent)
        return {};
    const auto children = TRY(Ports::select(change.db, QStringLiteral("id IN (SELECT s.port_id FROM subports s WHERE s.trunk_id = ?)"), { trunkId }));
    const auto status = trunkStatus(*trunk, *parent, { children.begin(), children.end() });
    if (status == trunk->status)
        return {};
    // No new revision: nobody changed the trunk, and a client's If-Match shall not fail for it.
    TRY(change.db.execute(QStringLiteral("UPDATE trunks SET status = ? WHERE id = ?"), status, trunkId));
    trunk->status = status;
    return change.announce("update", TRY(decorated(change.db, *trunk)));
}

Result<> settleTrunksOf(Change& change, const QString& portId)
{
    if (const auto child = TRY(SubPorts::find(change.db, portId)))
        return settleTrunk(change, child->trunkId);
    const auto trunk = TRY(Trunks::findWhere(change.db, QStringLiteral("port_id = ?"), { portId }));
    return trunk ? settleTrunk(change, trunk->id) : Result<>();
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
