#include "network/handlers/NetworksHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Sharing.h"
#include "network/store/Traffic.h"

namespace skylab::network {

using service::Call;

namespace {

const QString geneve = QStringLiteral("geneve");
const QString flat = QStringLiteral("flat");
const QString vlan = QStringLiteral("vlan");
const QString resource = QStringLiteral("network");

constexpr std::initializer_list<const char*> adminOnly { "shared", "router:external", "is_default", "provider:network_type", "provider:physical_network", "provider:segmentation_id" };

void writeAvailability(JsonWriter& json, const NetworkRow& network, const std::vector<SubnetRow>& subnets, const QHash<QString, qint64>& used)
{
    double total = 0;
    qint64 inUse = 0;
    for (const auto& subnet : subnets) {
        total += ipam::poolSize(subnet);
        inUse += used.value(subnet.id);
    }
    json.beginObject().key("network_id").value(network.id).key("network_name").value(network.name).key("tenant_id").value(network.projectId).key("project_id").value(network.projectId);
    json.key("total_ips").value(total).key("used_ips").value(inUse).key("subnet_ip_availability").beginArray();
    for (const auto& subnet : subnets)
        json.beginObject().key("subnet_id").value(subnet.id).key("subnet_name").value(subnet.name).key("cidr").value(subnet.cidr).key("ip_version").value(subnet.ipVersion)
            .key("total_ips").value(ipam::poolSize(subnet)).key("used_ips").value(used.value(subnet.id)).endObject();
    json.endArray().endObject();
}

/// One external network at most is what auto-allocated topologies lead to.
Result<> checkDefault(db::Connection& connection, const NetworkRow& row)
{
    if (!row.isDefault || !row.external)
        return {};
    const auto other = TRY(Networks::findWhere(connection, QStringLiteral("is_default IS TRUE AND external IS TRUE AND id <> ?"), { row.id }));
    if (!other)
        return {};
    return refuse(ErrorCode::Conflict, "DefaultExternalNetworkExists", QStringLiteral("A default external network already exists: %1.").arg(other->id), QStringLiteral("is_default"));
}

Result<> insertSegment(Change& change, const NetworkRow& network)
{
    SegmentRow segment;
    Change::stamp(segment, newUuid());
    segment.networkId = network.id;
    segment.networkType = network.networkType.value_or(geneve);
    segment.physicalNetwork = network.physicalNetwork;
    segment.segmentationId = network.segmentationId;
    return Segments::insert(change.db, segment);
}

Result<QHash<QString, qint64>> usedAddresses(db::Connection& connection)
{
    QHash<QString, qint64> used;
    auto rows = TRY(connection.query(QStringLiteral("SELECT subnet_id, COUNT(*) FROM ip_allocations GROUP BY subnet_id")));
    while (rows.next())
        used.insert(rows.get<QString>(0), rows.get<qint64>(1));
    TRY(rows.check());
    return used;
}

} // namespace

std::vector<service::Route> NetworksHandler::routes()
{
    using H = NetworksHandler;
    return {
        service::list("/networks", wire::reading("get_network"), this, &H::list, wire::listExtras({ QStringLiteral("shared") })),
        wire::create("/networks", wire::writing("create_network"), this, &H::create),
        service::quick(wire::show("/networks/{network_id}", wire::reading("get_network"), this, &H::show)),
        service::update("PUT", "/networks/{network_id}", wire::writing("update_network"), this, &H::update),
        service::remove("/networks/{network_id}", wire::writing("delete_network"), this, &H::remove),
        service::route("GET", "/network-ip-availabilities", wire::administering("get_network_ip_availability"), this, &H::availabilities),
        service::route("GET", "/network-ip-availabilities/{network_id}", wire::administering("get_network_ip_availability"), this, &H::availability),
    };
}

Result<sdk::Page<NetworkRow>> NetworksHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<NetworkRow>> {
        auto scope = wire::withTags(scopeOf<NetworkRow>(call.context), query, connection.engine());
        scope = wire::withShared(std::move(scope), query, call.context, QStringLiteral("network"));
        auto page = TRY(Networks::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items, call.context.projectId));
        return page;
    });
}

Result<NetworkRow> NetworksHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<NetworkRow> {
        return decorated(connection, TRY(visible<NetworkRow>(connection, call.context, id)), call.context.projectId);
    });
}

Result<std::vector<NetworkRow>> NetworksHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Network>> wanted)
{
    const auto able = m_service.capabilities();
    for (const auto& one : wanted)
        TRY(wire::refuseFields(call.context, "create_network", wire::beyondDefaults(one.given, { { "shared", one->shared }, { "router:external", one->external }, { "is_default", one->isDefault } }), adminOnly));
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<NetworkRow>> {
        std::vector<NetworkRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one, able)));
        return rows;
    }, [](Change& change, const std::vector<NetworkRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropNetwork(change, row));
        return {};
    });
}

Result<NetworkRow> NetworksHandler::insert(Change& change, const sdk::Decoded<sdk::Network>& wanted, const Capabilities& able)
{
    NetworkRow row;
    static_cast<sdk::Network&>(row) = wanted.value;
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("network"), 1));
    (void)TRY(book::defaultGroup(change, row.projectId));
    TRY(wire::checkZones(row.availabilityZoneHints));
    TRY(book::checkPolicy(change, row.qosPolicyId));
    if (!wanted.has("qos_policy_id"))
        row.qosPolicyId = TRY(book::defaultPolicy(change.db, row.projectId));
    TRY(chooseSegment(change, row, able));
    TRY(checkDefault(change.db, row));
    const int most = row.networkType == geneve ? able.overlayMtu : m_service.options().defaultMtu;
    if (row.mtu > most)
        return refuse(ErrorCode::BadRequest, "InvalidInput", QStringLiteral("Invalid input for operation: Requested MTU is too big, maximum is %1.").arg(most), QStringLiteral("mtu"));
    if (row.mtu == 0)
        row.mtu = most;
    Change::stamp(row, newUuid());
    TRY(Networks::insert(change.db, row));
    TRY(insertSegment(change, row));
    if (row.shared)
        TRY(sharing::share(change, resource, row.id, row.projectId, sharing::asShared, sharing::everyone));
    if (row.external)
        TRY(sharing::share(change, resource, row.id, row.projectId, sharing::asExternal, sharing::everyone));
    TRY(change.mark(Kind::Network, row.id));
    auto shown = TRY(decorated(change.db, row));
    TRY(change.announce("create", shown));
    return shown;
}

Result<> NetworksHandler::chooseSegment(Change& change, NetworkRow& row, const Capabilities& able)
{
    const auto empty = [](std::optional<QString>& text) { return !text || text->isEmpty(); };
    if (empty(row.networkType)) {
        if (!empty(row.physicalNetwork) || row.segmentationId)
            return invalid(QStringLiteral("network_type required"), QStringLiteral("provider:network_type"));
        row.networkType = geneve;
    }
    if (row.networkType == geneve) {
        if (!empty(row.physicalNetwork))
            return invalid(QStringLiteral("provider:physical_network specified for geneve network"), QStringLiteral("provider:physical_network"));
        row.physicalNetwork.reset();
        if (!row.segmentationId) {
            auto rows = TRY(change.db.query(QStringLiteral("SELECT COALESCE(MAX(segmentation_id), 0) FROM networks WHERE network_type = ?"), geneve));
            rows.next();
            row.segmentationId = rows.get<int>(0) + 1;
        }
        return {};
    }
    if (row.networkType != flat && row.networkType != vlan)
        return invalid(QStringLiteral("network_type value '%1' not supported: this cloud has geneve, flat and vlan.").arg(*row.networkType), QStringLiteral("provider:network_type"));
    if (row.networkType == vlan && !able.vlanNetworks)
        return invalid(QStringLiteral("the network engine has no VLAN networks."), QStringLiteral("provider:network_type"));
    if (empty(row.physicalNetwork) || !able.physicalNetworks.contains(*row.physicalNetwork))
        return invalid(QStringLiteral("physical_network '%1' unknown for %2 provider network. Known are: %3.").arg(row.physicalNetwork.value_or(QString()), *row.networkType, able.physicalNetworks.join(QStringLiteral(", "))), QStringLiteral("provider:physical_network"));
    if (row.networkType == flat) {
        row.segmentationId.reset();
        if (TRY(Networks::count(change.db, QStringLiteral("network_type = ? AND physical_network = ?"), { flat, *row.physicalNetwork })) > 0)
            return refuse(ErrorCode::Conflict, "FlatNetworkInUse", QStringLiteral("Unable to create the flat network. Physical network %1 is in use.").arg(*row.physicalNetwork), QStringLiteral("provider:physical_network"));
        return {};
    }
    if (!row.segmentationId || *row.segmentationId > 4094)
        return invalid(QStringLiteral("segmentation_id of a VLAN network must be 1 to 4094."), QStringLiteral("provider:segmentation_id"));
    if (TRY(Networks::count(change.db, QStringLiteral("network_type = ? AND physical_network = ? AND segmentation_id = ?"), { vlan, *row.physicalNetwork, *row.segmentationId })) > 0)
        return refuse(ErrorCode::Conflict, "VlanIdInUse", QStringLiteral("Unable to create the network. The VLAN %1 on physical network %2 is in use.").arg(*row.segmentationId).arg(*row.physicalNetwork), QStringLiteral("provider:segmentation_id"));
    return {};
}

Result<NetworkRow> NetworksHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    const auto able = m_service.capabilities();
    return m_service.change(call.context, [&](Change& change) -> Result<NetworkRow> {
        auto before = TRY(owned<NetworkRow>(change.db, call.context, id));
        before.shared = TRY(sharing::isShared(change.db, resource, id, {}));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto wanted = TRY(sdk::decode<NetworkRow>(changes, sdk::In::Update, {}, before));
        TRY(wire::refuseFields(call.context, "update_network", wanted.given, adminOnly));
        auto& row = wanted.value;
        if (row.networkType != before.networkType || row.physicalNetwork != before.physicalNetwork || row.segmentationId != before.segmentationId)
            return invalid(QStringLiteral("Plugin does not support updating provider attributes"), QStringLiteral("provider:network_type"));
        const int most = row.networkType == geneve ? able.overlayMtu : m_service.options().defaultMtu;
        if (wanted.has("mtu") && row.mtu > most)
            return invalid(QStringLiteral("Requested MTU is too big, maximum is %1.").arg(most), QStringLiteral("mtu"));
        if (row.mtu == 0)
            row.mtu = most;
        TRY(checkUpdate(change, before, row));
        if (row.qosPolicyId != before.qosPolicyId) {
            TRY(book::checkPolicy(change, row.qosPolicyId, before.qosPolicyId));
            TRY(book::markNetworkUsers(change, row.id));
        }
        TRY(change.save(row));
        TRY(change.mark(Kind::Network, row.id));
        TRY(follow(change, before, row));
        TRY(change.announce("update", TRY(decorated(change.db, row))));
        return decorated(change.db, row, call.context.projectId);
    });
}

Result<> NetworksHandler::follow(Change& change, const NetworkRow& before, const NetworkRow& after)
{
    if (after.shared && !before.shared)
        TRY(sharing::share(change, resource, after.id, after.projectId, sharing::asShared, sharing::everyone));
    if (before.shared && !after.shared)
        TRY(sharing::unshare(change, after.id, sharing::asShared, sharing::everyone));
    if (after.external != before.external) {
        TRY(after.external ? sharing::share(change, resource, after.id, after.projectId, sharing::asExternal, sharing::everyone)
                           : sharing::unshare(change, after.id, sharing::asExternal));
        TRY(book::settleMetadata(change, after));
    }
    if (after.mtu != before.mtu)
        TRY(book::markRouters(change, after.id));
    if (after.dnsDomain == before.dnsDomain)
        return {};
    const auto subnets = TRY(book::subnetsOf(change.db, after.id));
    for (const auto& subnet : subnets)
        TRY(change.mark(Kind::Subnet, subnet.id));
    const auto ports = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND dns_name <> ''"), { after.id }));
    for (const auto& port : ports)
        TRY(change.mark(Kind::Port, port.id));
    return {};
}

Result<> NetworksHandler::checkUpdate(Change& change, const NetworkRow& before, const NetworkRow& after)
{
    if (before.external && !after.external) {
        const auto gateways = TRY(Routers::count(change.db, QStringLiteral("gateway_network_id = ?"), { before.id }));
        const auto floating = TRY(FloatingIps::count(change.db, QStringLiteral("floating_network_id = ?"), { before.id }));
        if (gateways + floating > 0)
            return refuse(ErrorCode::Conflict, "ExternalNetworkInUse", QStringLiteral("External network %1 cannot be updated to be made non-external, since it has existing gateway ports.").arg(before.id), QStringLiteral("router:external"));
    }
    TRY(checkDefault(change.db, after));
    if (before.shared && !after.shared) {
        const auto entry = TRY(RbacPolicies::findWhere(change.db, QStringLiteral("object_id = ? AND action = ? AND target_project = ?"), { before.id, sharing::asShared, sharing::everyone }));
        if (entry && !sharing::requireUnneeded(change.db, *entry))
            return refuse(ErrorCode::Conflict, "InvalidSharedSetting", QStringLiteral("Unable to reconfigure sharing settings for network %1. Multiple projects are using it.").arg(before.id), QStringLiteral("shared"));
    }
    return {};
}

Result<> NetworksHandler::remove(Call& call, const QString& id)
{
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<NetworkRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        // Floating IPs that lead nowhere don't keep their network.
        const auto idle = TRY(FloatingIps::select(change.db, QStringLiteral("floating_network_id = ? AND port_id IS NULL AND router_id IS NULL"), { id }));
        for (const auto& ip : idle)
            TRY(book::dropFloatingIp(change, ip));
        const auto ports = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND device_owner <> ?"), { id, owner::metadata }));
        if (!ports.empty()) {
            QStringList names;
            for (const auto& port : ports)
                if (names.size() < 5)
                    names << port.id;
            return refuse(ErrorCode::Conflict, "NetworkInUse", QStringLiteral("Unable to complete operation on network %1. There are one or more ports still in use on the network, id for these ports are: %2.").arg(id, names.join(QStringLiteral(", "))));
        }
        return book::dropNetwork(change, row);
    }));
    m_service.metadata().release(id);
    return {};
}

Result<http::Response> NetworksHandler::availabilities(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto used = TRY(usedAddresses(connection));
        QString where;
        QVariantList arguments;
        for (const auto& [name, column] : { std::pair { u"network_id", "id" }, { u"network_name", "name" }, { u"project_id", "project_id" }, { u"tenant_id", "project_id" } })
            if (const auto value = call.query(name); !value.isEmpty()) {
                where += (where.isEmpty() ? QString() : QStringLiteral(" AND ")) + QLatin1String(column) + QStringLiteral(" = ?");
                arguments << value;
            }
        const auto networks = TRY(Networks::select(connection, where, arguments));
        JsonWriter json;
        json.beginObject().key("network_ip_availabilities").beginArray();
        for (const auto& network : networks)
            writeAvailability(json, network, TRY(book::subnetsOf(connection, network.id)), used);
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> NetworksHandler::availability(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto network = TRY(visible<NetworkRow>(connection, call.context, call.id(QStringLiteral("network_id"))));
        JsonWriter json;
        json.beginObject().key("network_ip_availability");
        writeAvailability(json, network, TRY(book::subnetsOf(connection, network.id)), TRY(usedAddresses(connection)));
        json.endObject();
        return service::jsonResponse(200, json.take());
    });
}

} // namespace skylab::network
