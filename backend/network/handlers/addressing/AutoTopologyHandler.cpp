#include "network/handlers/addressing/AutoTopologyHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/NetworksHandler.h"
#include "network/handlers/RoutersHandler.h"
#include "network/handlers/SubnetsHandler.h"
#include "network/handlers/Wire.h"
#include "network/store/Book.h"

namespace skylab::network {

using service::Call;

namespace {

/// What a topology is made of besides the project's own.
struct Ground {
    QString externalNetworkId;
    std::vector<SubnetPoolRow> pools;
};

tl::unexpected<Error> impossible(const QString& reason)
{
    return refuse(ErrorCode::Conflict, "AutoAllocationFailure", QStringLiteral("Deployment error: %1.").arg(reason));
}

Result<Ground> ground(db::Connection& connection, const service::Context& context)
{
    Ground found;
    const auto network = TRY(Networks::findWhere(connection, QStringLiteral("is_default IS TRUE AND external IS TRUE"), {}));
    if (!network)
        return impossible(QStringLiteral("No default router:external network"));
    found.externalNetworkId = network->id;
    const auto scope = scopeOf<SubnetPoolRow>(context);
    found.pools = TRY(SubnetPools::select(connection, QStringLiteral("is_default IS TRUE") + (scope.where.isEmpty() ? QString() : QStringLiteral(" AND (%1)").arg(scope.where)), scope.arguments, QStringLiteral("ip_version")));
    if (found.pools.empty())
        return impossible(QStringLiteral("No default subnetpools defined"));
    return found;
}

/// The project that the path names, which must be the caller's own; "None" stands for that.
Result<QString> projectOf(const Call& call)
{
    // Not "project_id", which policy would take for the target's owner: "None" is a way to write it.
    const auto project = call.id(QStringLiteral("topology_project"));
    if (project == u"None" || project == call.context.projectId)
        return call.context.projectId;
    if (!call.context.admin)
        return refuse(ErrorCode::Forbidden, "NotAuthorized", QStringLiteral("Not authorized."));
    return project;
}

http::Response topologyResponse(const QString& id, const QString& projectId)
{
    JsonWriter json;
    json.beginObject().key("auto_allocated_topology").beginObject().key("id").value(id).key("tenant_id").value(projectId).key("project_id").value(projectId).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> AutoTopologyHandler::routes()
{
    using H = AutoTopologyHandler;
    return {
        service::route("GET", "/auto-allocated-topology/{topology_project}", wire::reading("get_auto_allocated_topology"), this, &H::show),
        service::route("DELETE", "/auto-allocated-topology/{topology_project}", wire::writing("delete_auto_allocated_topology"), this, &H::remove),
    };
}

Result<http::Response> AutoTopologyHandler::show(Call& call)
{
    const auto project = TRY(projectOf(call));
    const auto fields = call.query(u"fields");
    if (fields == u"dry-run") {
        TRY(m_service.database().read([&](db::Connection& connection) { return ground(connection, call.context); }));
        return topologyResponse(QStringLiteral("dry-run=pass"), project);
    }
    if (!fields.isEmpty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad auto_allocate request: Unrecognized field."), QStringLiteral("fields"));
    const auto known = [&](db::Connection& connection) -> Result<QString> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT network_id FROM auto_topologies WHERE project_id = ?"), project));
        const auto id = rows.next() ? rows.get<QString>(0) : QString();
        TRY(rows.check());
        return id;
    };
    if (const auto id = TRY(m_service.database().read(known)); !id.isEmpty())
        return topologyResponse(id, project);
    const auto able = m_service.capabilities();
    bool isNew = false;
    const auto made = TRY(m_service.create(call.context, [&](Change& change) -> Result<Topology> {
        const auto id = TRY(known(change.db));
        isNew = id.isEmpty();
        return isNew ? build(change, project, able) : Topology { id, {} };
    }, [&](Change& change, const Topology& topology) -> Result<> { return isNew ? drop(change, project, topology) : Result<>(); }));
    m_service.metadata().refresh(made.networkId);
    return topologyResponse(made.networkId, project);
}

Result<AutoTopologyHandler::Topology> AutoTopologyHandler::build(Change& change, const QString& projectId, const Capabilities& able)
{
    const auto base = TRY(ground(change.db, change.context));
    sdk::Decoded<sdk::Network> network;
    network->name = QStringLiteral("auto_allocated_network");
    network->projectId = projectId;
    const auto net = TRY(m_make.networks.insert(change, network, able));
    sdk::Decoded<sdk::Router> router;
    router->name = QStringLiteral("auto_allocated_router");
    router->projectId = projectId;
    router->externalGatewayInfo = sdk::ExternalGatewayInfo { base.externalNetworkId, {}, {} };
    auto gate = TRY(m_make.routers.insert(change, router));
    for (const auto& pool : base.pools) {
        sdk::Decoded<sdk::Subnet> subnet;
        subnet->name = QStringLiteral("auto_allocated_subnet_v%1").arg(pool.ipVersion);
        subnet->networkId = net.id;
        subnet->projectId = projectId;
        subnet->subnetpoolId = pool.id;
        const auto made = TRY(m_make.subnets.insert(change, subnet));
        TRY(m_make.routers.plug(change, gate, made.id));
        TRY(book::saveRouter(change, gate));
    }
    TRY(change.db.execute(QStringLiteral("INSERT INTO auto_topologies (project_id, network_id, router_id) VALUES (?, ?, ?)"), projectId, net.id, gate.id));
    return Topology { net.id, gate.id };
}

Result<> AutoTopologyHandler::drop(Change& change, const QString& projectId, const Topology& topology)
{
    if (const auto router = TRY(Routers::find(change.db, topology.routerId)))
        TRY(book::dropRouter(change, *router));
    if (const auto network = TRY(Networks::find(change.db, topology.networkId)))
        TRY(book::dropNetwork(change, *network));
    TRY(change.db.execute(QStringLiteral("DELETE FROM auto_topologies WHERE project_id = ?"), projectId));
    return {};
}

Result<http::Response> AutoTopologyHandler::remove(Call& call)
{
    const auto project = TRY(projectOf(call));
    QString networkId;
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        Topology topology;
        {
            auto rows = TRY(change.db.query(QStringLiteral("SELECT network_id, router_id FROM auto_topologies WHERE project_id = ?"), project));
            if (rows.next())
                topology = { rows.get<QString>(0), rows.get<QString>(1) };
            TRY(rows.check());
        }
        networkId = topology.networkId;
        if (networkId.isEmpty())
            return {};
        const auto others = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND device_owner <> ? AND NOT (device_owner = ? AND device_id = ?)"), { networkId, owner::metadata, owner::routerInterface, topology.routerId }));
        if (!others.empty())
            return refuse(ErrorCode::Conflict, "NetworkInUse", QStringLiteral("Unable to complete operation on network %1. There are one or more ports still in use on the network, id for these ports are: %2.").arg(networkId, others.front().id));
        if (TRY(FloatingIps::count(change.db, QStringLiteral("router_id = ?"), { topology.routerId })) > 0)
            return refuse(ErrorCode::Conflict, "RouterInUse", QStringLiteral("Router %1 still carries floating IPs; take them away first.").arg(topology.routerId));
        return drop(change, project, topology);
    }));
    if (!networkId.isEmpty())
        m_service.metadata().release(networkId);
    return http::Response::empty(204);
}

} // namespace skylab::network
