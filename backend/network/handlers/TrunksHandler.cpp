#include "network/handlers/TrunksHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"

namespace skylab::network {

using service::Call;

namespace {

const QString trunkArgument = QStringLiteral("trunk_id");
const QString subPortsField = QStringLiteral("sub_ports");
const QString vlan = QStringLiteral("vlan");

/// Neither a parent nor a subport may be either again.
Result<> checkInNoTrunk(Change& change, const QString& portId)
{
    if (TRY(SubPorts::find(change.db, portId)))
        return refuse(ErrorCode::Conflict, "TrunkPortInUse", QStringLiteral("Port %1 is in use by another trunk.").arg(portId), QStringLiteral("port_id"));
    if (TRY(Trunks::count(change.db, QStringLiteral("port_id = ?"), { portId })) > 0)
        return refuse(ErrorCode::Conflict, "ParentPortInUse", QStringLiteral("Port %1 is currently in use and is not eligible for use as a parent port.").arg(portId), QStringLiteral("port_id"));
    return {};
}

Result<> checkEnabled(const TrunkRow& trunk)
{
    if (!trunk.adminStateUp)
        return refuse(ErrorCode::Conflict, "TrunkDisabled", QStringLiteral("Trunk %1 is currently disabled. Set its admin_state_up first.").arg(trunk.id));
    return {};
}

Result<NetworkRow> networkOf(Change& change, const PortRow& port)
{
    auto network = TRY(Networks::find(change.db, port.networkId));
    if (!network)
        return fail(missing<NetworkRow>(port.networkId));
    return std::move(*network);
}

/// What "inherit" means, and what it must be else.
Result<SubPortRow> segmentOf(const sdk::SubPort& wanted, const NetworkRow& network)
{
    SubPortRow row;
    static_cast<sdk::SubPort&>(row) = wanted;
    if (row.segmentationType == u"inherit") {
        if (network.networkType != vlan || !network.segmentationId)
            return invalid(QStringLiteral("network %1 of port %2 has no VLAN that a subport could inherit.").arg(network.id, row.portId), subPortsField);
        row.segmentationType = vlan;
        row.segmentationId = network.segmentationId;
    }
    if (row.segmentationType.isEmpty() || !row.segmentationId)
        return invalid(QStringLiteral("Invalid subport details of port %1: missing segmentation information. Must specify both segmentation_id and segmentation_type").arg(row.portId), subPortsField);
    if (row.segmentationType != vlan)
        return invalid(QStringLiteral("Unknown segmentation_type '%1'").arg(row.segmentationType), subPortsField);
    if (*row.segmentationId < 1 || *row.segmentationId > 4094)
        return invalid(QStringLiteral("Segmentation ID '%1' is not in range").arg(*row.segmentationId), subPortsField);
    return row;
}

/// {"sub_ports": [...]}: every one once.
template <typename T>
Result<std::vector<T>> subPortsIn(const Call& call)
{
    if (!call.json.value(subPortsField).isArray())
        return invalid(QStringLiteral("sub_ports must be a list."), subPortsField);
    std::vector<T> all;
    const auto list = call.json.value(subPortsField).toArray();
    for (const auto& value : list) {
        if (!value.isObject())
            return invalid(QStringLiteral("a subport is an object with port_id, segmentation_type and segmentation_id."), subPortsField);
        auto one = TRY(sdk::decode<T>(value.toObject(), sdk::In::Create)).value;
        for (const auto& other : all)
            if (other.portId == one.portId)
                return invalid(QStringLiteral("the port %1 is named twice.").arg(one.portId), subPortsField);
        all.push_back(std::move(one));
    }
    return all;
}

/// The trunk with its subports, and the status that they make by now.
Result<> reload(Change& change, TrunkRow& trunk)
{
    TRY(book::settleTrunk(change, trunk.id));
    const auto fresh = TRY(Trunks::find(change.db, trunk.id));
    if (!fresh)
        return fail(missing<TrunkRow>(trunk.id));
    trunk = TRY(decorated(change.db, *fresh));
    return {};
}

/// A new revision of the trunk, after its subports or its own columns changed.
Result<> saveTrunk(Change& change, TrunkRow& trunk)
{
    if (const auto fresh = TRY(Trunks::find(change.db, trunk.id)))
        trunk.status = fresh->status;      // its subports may have changed it since it was read
    TRY(change.save(trunk));
    TRY(reload(change, trunk));
    return change.announce("update", trunk);
}

/// As Neutron does it, without a "trunk" around it.
http::Response bare(const Call& call, const TrunkRow& trunk)
{
    JsonWriter json;
    sdk::encode(json, trunk, call.encoding());
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> TrunksHandler::routes()
{
    using H = TrunksHandler;
    return {
        service::list("/trunks", wire::reading("get_trunk"), this, &H::list, wire::listExtras()),
        wire::create("/trunks", wire::writing("create_trunk"), this, &H::create),
        wire::show("/trunks/{trunk_id}", wire::reading("get_trunk"), this, &H::show),
        service::update("PUT", "/trunks/{trunk_id}", wire::writing("update_trunk"), this, &H::update),
        service::remove("/trunks/{trunk_id}", wire::writing("delete_trunk"), this, &H::remove),
        service::route("GET", "/trunks/{trunk_id}/get_subports", wire::reading("get_subports"), this, &H::subPorts),
        service::route("PUT", "/trunks/{trunk_id}/add_subports", wire::writing("add_subports"), this, &H::addSubPorts),
        service::route("PUT", "/trunks/{trunk_id}/remove_subports", wire::writing("remove_subports"), this, &H::removeSubPorts),
    };
}

Result<sdk::Page<TrunkRow>> TrunksHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<TrunkRow>> {
        const auto scope = wire::withTags(scopeOf<TrunkRow>(call.context), query, connection.engine());
        auto page = TRY(Trunks::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items));
        return page;
    });
}

Result<TrunkRow> TrunksHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<TrunkRow> {
        return decorated(connection, TRY(visible<TrunkRow>(connection, call.context, id)));
    });
}

Result<std::vector<TrunkRow>> TrunksHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Trunk>> wanted)
{
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<TrunkRow>> {
        std::vector<TrunkRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    }, [](Change& change, const std::vector<TrunkRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropTrunk(change, row));
        return {};
    });
}

Result<TrunkRow> TrunksHandler::insert(Change& change, const sdk::Decoded<sdk::Trunk>& wanted)
{
    TrunkRow row;
    static_cast<sdk::Trunk&>(row) = wanted.value;
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("trunk"), 1));
    const auto parent = TRY(owned<PortRow>(change.db, change.context, row.portId));
    TRY(checkInNoTrunk(change, parent.id));
    if (parent.deviceOwner.startsWith(owner::network))
        return refuse(ErrorCode::Conflict, "ParentPortInUse", QStringLiteral("Port %1 is currently in use and is not eligible for use as a parent port.").arg(parent.id), QStringLiteral("port_id"));
    const auto network = TRY(networkOf(change, parent));
    Change::stamp(row, newUuid());
    row.status = QStringLiteral("DOWN");
    TRY(Trunks::insert(change.db, row));
    TRY(change.announce("create", row));
    for (const auto& one : wanted->subPorts)
        TRY(join(change, row, network, one));
    TRY(reload(change, row));
    if (!row.subPorts.empty())
        TRY(change.announce("update", row));
    return row;
}

Result<> TrunksHandler::join(Change& change, const TrunkRow& trunk, const NetworkRow& network, const sdk::SubPort& wanted)
{
    const auto port = TRY(owned<PortRow>(change.db, change.context, wanted.portId));
    const auto own = TRY(networkOf(change, port));
    auto row = TRY(segmentOf(wanted, own));
    row.trunkId = trunk.id;
    TRY(checkInNoTrunk(change, port.id));
    if (own.mtu > network.mtu)
        return refuse(ErrorCode::Conflict, "SubPortMtuGreaterThanTrunkPortMtu", QStringLiteral("MTU %1 of subport %2 cannot be greater than MTU %3 of trunk %4.").arg(own.mtu).arg(port.id).arg(network.mtu).arg(trunk.portId), subPortsField);
    if (!port.deviceId.isEmpty() || !port.hostId.isEmpty())
        return refuse(ErrorCode::Conflict, "PortInUse", QStringLiteral("Unable to complete operation on port %1 for network %2. Port already has an attached device %3.").arg(port.id, port.networkId, port.deviceId.isEmpty() ? port.hostId : port.deviceId), subPortsField);
    const auto taken = TRY(SubPorts::count(change.db, QStringLiteral("trunk_id = ? AND segmentation_type = ? AND segmentation_id = ?"), { trunk.id, row.segmentationType, *row.segmentationId }));
    if (taken > 0)
        return refuse(ErrorCode::Conflict, "DuplicateSubPort", QStringLiteral("segmentation_type %1 and segmentation_id %2 already in use on trunk %3.").arg(row.segmentationType).arg(*row.segmentationId).arg(trunk.id), subPortsField);
    return book::joinTrunk(change, trunk, row);
}

Result<TrunkRow> TrunksHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<TrunkRow> {
        const auto before = TRY(owned<TrunkRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto row = TRY(sdk::decode<TrunkRow>(changes, sdk::In::Update, {}, before)).value;
        TRY(saveTrunk(change, row));
        if (row.adminStateUp != before.adminStateUp)
            for (const auto& one : row.subPorts)
                TRY(change.mark(Kind::Port, one.portId));
        return row;
    });
}

Result<> TrunksHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<TrunkRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        TRY(checkEnabled(row));
        return book::dropTrunk(change, row);
    });
}

Result<http::Response> TrunksHandler::subPorts(Call& call)
{
    const auto trunk = TRY(show(call, call.id(trunkArgument)));
    JsonWriter json;
    json.beginObject().key("sub_ports").beginArray();
    for (const auto& one : trunk.subPorts)
        sdk::encode(json, one, call.encoding());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> TrunksHandler::addSubPorts(Call& call)
{
    const auto wanted = TRY(subPortsIn<sdk::SubPort>(call));
    return m_service.change(call.context, [&](Change& change) -> Result<http::Response> {
        auto trunk = TRY(owned<TrunkRow>(change.db, call.context, call.id(trunkArgument)));
        TRY(checkEnabled(trunk));
        const auto parent = TRY(Ports::find(change.db, trunk.portId));
        if (!parent)
            return fail(missing<PortRow>(trunk.portId));
        const auto network = TRY(networkOf(change, *parent));
        for (const auto& one : wanted)
            TRY(join(change, trunk, network, one));
        TRY(saveTrunk(change, trunk));
        return bare(call, trunk);
    });
}

Result<http::Response> TrunksHandler::removeSubPorts(Call& call)
{
    const auto wanted = TRY(subPortsIn<sdk::SubPortName>(call));
    return m_service.change(call.context, [&](Change& change) -> Result<http::Response> {
        auto trunk = TRY(owned<TrunkRow>(change.db, call.context, call.id(trunkArgument)));
        TRY(checkEnabled(trunk));
        for (const auto& one : wanted) {
            const auto row = TRY(SubPorts::find(change.db, one.portId));
            if (!row || row->trunkId != trunk.id)
                return refuse(ErrorCode::NotFound, "SubPortNotFound", QStringLiteral("SubPort on trunk %1 with parent port %2 could not be found.").arg(trunk.id, one.portId), subPortsField);
            TRY(book::leaveTrunk(change, one.portId));
        }
        TRY(saveTrunk(change, trunk));
        return bare(call, trunk);
    });
}

} // namespace skylab::network
