#include "network/NetworkService.h"

#include "network/handlers/AgentsHandler.h"
#include "network/handlers/DiscoveryHandler.h"
#include "network/handlers/FloatingIpsHandler.h"
#include "network/handlers/NetworksHandler.h"
#include "network/handlers/PortBindingsHandler.h"
#include "network/handlers/PortForwardingsHandler.h"
#include "network/handlers/PortsHandler.h"
#include "network/handlers/QosHandler.h"
#include "network/handlers/QuotasHandler.h"
#include "network/handlers/RoutersHandler.h"
#include "network/handlers/SecurityGroupsHandler.h"
#include "network/handlers/SubnetsHandler.h"
#include "network/handlers/TagsHandler.h"
#include "network/handlers/TrunksHandler.h"
#include "network/handlers/addressing/AddressGroupsHandler.h"
#include "network/handlers/addressing/AddressScopesHandler.h"
#include "network/handlers/addressing/AutoTopologyHandler.h"
#include "network/handlers/addressing/DefaultRulesHandler.h"
#include "network/handlers/addressing/RbacPoliciesHandler.h"
#include "network/handlers/addressing/SegmentsHandler.h"
#include "network/handlers/addressing/SubnetPoolsHandler.h"
#include "network/store/Book.h"
#include "network/store/Traffic.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

namespace skylab::network {

namespace {

Q_LOGGING_CATEGORY(lcNetwork, "skylab.network")

service::ServiceTraits neutronTraits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("network");
    traits.types = { QStringLiteral("network") };
    traits.catalogName = QStringLiteral("neutron");
    traits.root = QStringLiteral("/network");
    traits.prefix = QStringLiteral("/network/v2.0");
    traits.owned = { { "network_id", "networks" }, { "subnet_id", "subnets" }, { "port_id", "ports" }, { "router_id", "routers" }, { "floatingip_id", "floatingips" },
                     { "security_group_id", "security_groups" }, { "subnetpool_id", "subnetpools" }, { "address_scope_id", "address_scopes" }, { "address_group_id", "address_groups" },
                     { "rbac_policy_id", "rbac_policies" }, { "trunk_id", "trunks" }, { "policy_id", "qos_policies" } };
    traits.endpointPath = QStringLiteral("/network");
    traits.faults = service::FaultStyle::Neutron;
    traits.lists = service::ListStyle::Neutron;
    traits.listRules.refuseUnknown = true;
    return traits;
}

const QMap<QString, qint64> quotaDefaults {
    { QStringLiteral("network"), 100 },       { QStringLiteral("subnet"), 100 },         { QStringLiteral("port"), 500 },
    { QStringLiteral("router"), 10 },         { QStringLiteral("floatingip"), 50 },      { QStringLiteral("security_group"), 10 },
    { QStringLiteral("security_group_rule"), 100 }, { QStringLiteral("subnetpool"), -1 }, { QStringLiteral("rbac_policy"), 10 },
    { QStringLiteral("trunk"), -1 },
};

} // namespace

struct NetworkService::Handlers {
    NetworksHandler networks;
    SubnetsHandler subnets;
    PortsHandler ports;
    RoutersHandler routers;
    FloatingIpsHandler floatingIps;
    SecurityGroupsHandler groups;
    TagsHandler tags;
    QuotasHandler quotas;
    DiscoveryHandler discovery;
    SubnetPoolsHandler pools;
    AddressScopesHandler scopes;
    AddressGroupsHandler addressGroups;
    RbacPoliciesHandler rbac;
    SegmentsHandler segments;
    DefaultRulesHandler defaultRules;
    AutoTopologyHandler autoTopology;
    AgentsHandler agents;
    PortForwardingsHandler portForwardings;
    TrunksHandler trunks;
    QosPoliciesHandler qosPolicies;
    QosRulesHandler qosRules;
    PortBindingsHandler portBindings;
    explicit Handlers(NetworkService& service)
        : networks(service), subnets(service), ports(service), routers(service), floatingIps(service), groups(service), tags(service), quotas(service), discovery(service),
          pools(service), scopes(service), addressGroups(service), rbac(service), segments(service), defaultRules(service), autoTopology(service, { networks, subnets, routers }),
          agents(service), portForwardings(service), trunks(service), qosPolicies(service), qosRules(service), portBindings(service)
    {
    }
};

NetworkService::NetworkService(service::Chassis& chassis, NetworkOptions options, std::unique_ptr<NetworkDriver> driver)
    : Service(chassis, neutronTraits()), m_options(options), m_driver(std::move(driver)), m_quota(quotaDefaults), m_metadata(*m_driver),
      m_servers(std::make_unique<ServerPorts>(*this)), m_handlers(std::make_unique<Handlers>(*this))
{
}

NetworkService::~NetworkService() { stop(); }

Result<std::unique_ptr<NetworkService>> NetworkService::open(service::Chassis& chassis, NetworkOptions options, std::unique_ptr<NetworkDriver> driver)
{
    std::unique_ptr<NetworkService> service(new NetworkService(chassis, options, std::move(driver)));
    TRY(service->openDatabase());
    service->m_realiser = std::make_unique<Realiser>(service->database(), *service->m_driver);
    return service;
}

std::vector<service::Route> NetworkService::routes()
{
    std::vector<service::Route> all;
    for (auto more : { m_handlers->networks.routes(), m_handlers->subnets.routes(), m_handlers->ports.routes(), m_handlers->routers.routes(), m_handlers->floatingIps.routes(),
                       m_handlers->groups.routes(), m_handlers->tags.routes(), m_handlers->quotas.routes(), m_handlers->discovery.routes(), m_handlers->pools.routes(),
                       m_handlers->scopes.routes(), m_handlers->addressGroups.routes(), m_handlers->rbac.routes(), m_handlers->segments.routes(), m_handlers->defaultRules.routes(),
                       m_handlers->autoTopology.routes(), m_handlers->agents.routes(), m_handlers->portForwardings.routes(), m_handlers->trunks.routes(),
                       m_handlers->qosPolicies.routes(), m_handlers->qosRules.routes(), m_handlers->portBindings.routes() })
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return all;
}

std::vector<service::Route> NetworkService::rootRoutes() { return m_handlers->discovery.rootRoutes(); }

Result<> NetworkService::start()
{
    m_stopped = false;
    m_news.start();
    m_driver->setPortCallback([this](const QString& portId, bool up) { m_news.post([this, portId, up] { portChanged(portId, up); }); });
    TRY(m_driver->start());
    m_realiser->start([this] { comparePorts(); });
    return {};
}

SecurityGroupsHandler& NetworkService::groups() { return m_handlers->groups; }

FloatingIpsHandler& NetworkService::floatingIps() { return m_handlers->floatingIps; }

void NetworkService::dismantle()
{
    m_metadata.stop();
    m_realiser->stop();
    if (auto done = m_realiser->forgetAll(); !done)
        qCWarning(lcNetwork).noquote() << "The network engine keeps what this cloud made:" << done.error().message;
}

void NetworkService::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    m_realiser->stop();
    m_driver->stop();
    m_news.stop();
    m_metadata.stop();
}

void NetworkService::attachServer(http::Server& server)
{
    m_metadata.attach(server);
    const auto networks = database().read([](db::Connection& connection) -> Result<QStringList> {
        QStringList ids;
        auto rows = TRY(connection.query(QStringLiteral("SELECT DISTINCT network_id FROM ports WHERE host_id <> ''")));
        while (rows.next())
            ids << rows.get<QString>(0);
        TRY(rows.check());
        return ids;
    });
    for (const auto& id : networks.value_or(QStringList()))
        m_metadata.request(id);
}

Capabilities NetworkService::capabilities()
{
    const auto now = m_driver->capabilities();
    const std::lock_guard lock(m_capabilitiesMutex);
    if (now)
        m_capabilities = *now;
    return m_capabilities;
}

void NetworkService::reportLeftover(const Error& error)
{
    qCWarning(lcNetwork).noquote() << "What the engine did not take stays in the book, and is tried again:" << error.message;
}

void NetworkService::portChanged(const QString& portId, bool up)
{
    const auto status = up ? QStringLiteral("ACTIVE") : QStringLiteral("DOWN");
    const auto context = service::Context::system();
    auto changed = database().write([&](db::Transaction& transaction) -> Result<std::optional<PortRow>> {
        auto port = TRY(Ports::find(transaction, portId));
        if (!port || port->deviceOwner.startsWith(owner::network))
            return std::optional<PortRow>();
        if (port->status == status)
            return port;      // told again after the engine came back
        Change change(transaction, context, chassis());
        port->status = status;
        // No new revision: the engine has it already, and a client's If-Match shall not fail for it.
        TRY(transaction.execute(QStringLiteral("UPDATE ports SET status = ? WHERE id = ?"), status, portId));
        *port = TRY(decorated(transaction, *port));
        TRY(change.announce("update", *port));
        TRY(book::settleTrunksOf(change, portId));
        return port;
    });
    if (!changed) {
        qCWarning(lcNetwork).noquote() << "The new status of port" << portId << "can't be written:" << changed.error().message;
        return;
    }
    m_servers->tellStatus(portId, *changed ? (*changed)->deviceId : QString(), up);
}

void NetworkService::comparePorts()
{
    // What ended while nobody listened is not told by the driver, which names only the ports that are up.
    const auto active = database().read([](db::Connection& connection) { return Ports::select(connection, QStringLiteral("status = 'ACTIVE' AND device_owner NOT LIKE 'network:%'"), {}); });
    if (!active)
        return;
    for (const auto& port : *active)
        if (const auto state = m_driver->portState(port.id); state && !state->up)
            m_news.post([this, id = port.id] { portChanged(id, false); });
}

} // namespace skylab::network
