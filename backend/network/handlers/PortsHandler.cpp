#include "network/handlers/PortsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/Address.h"
#include "network/model/Ports.h"
#include "network/model/Trunks.h"
#include "network/store/Sharing.h"
#include "network/store/Traffic.h"

namespace skylab::network {

using service::Call;

namespace {
constexpr std::initializer_list<const char*> adminOnly { "binding:host_id", "binding:profile" };
/// What only the network's owner may ask of a port.
constexpr std::initializer_list<const char*> networkOwnerOnly { "mac_address", "fixed_ips", "port_security_enabled", "allowed_address_pairs" };

/// These ports are made by the service alone.
bool isServicePort(const QString& deviceOwner) { return deviceOwner == owner::metadata || deviceOwner == owner::floatingIp; }
bool isRouterPort(const QString& deviceOwner) { return deviceOwner == owner::routerInterface || deviceOwner == owner::routerGateway; }

bool ownsNetwork(const service::Context& context, const NetworkRow& network) { return context.admin || network.projectId == context.projectId; }

/// On a shared network a tenant may choose the subnet, but neither the address nor who it pretends to be.
Result<> checkPowers(const service::Context& context, const char* rule, const NetworkRow& network, const sdk::Port& port, const std::vector<const char*>& given)
{
    TRY(wire::refuseFields(context, rule, given, adminOnly));
    if (ownsNetwork(context, network))
        return {};
    const bool addresses = std::any_of(port.fixedIps.begin(), port.fixedIps.end(), [](const sdk::FixedIp& ip) { return !ip.ipAddress.isEmpty(); });
    for (const auto* field : given)
        for (const auto* one : networkOwnerOnly)
            if (qstrcmp(field, one) == 0 && (qstrcmp(one, "fixed_ips") != 0 || addresses))
                return wire::refuseFields(context, rule, { field }, { one });
    if (port.deviceOwner.startsWith(owner::network))      // a leg of the tenant's own router has one that nobody asks for now
        return wire::refuseFields(context, rule, given, { "device_owner" });
    return {};
}

/// Before it is in the book: the engine is told afterwards, when a change can't be refused any more.
Result<> checkOptions(const NetworkDriver& driver, const sdk::Port& port)
{
    for (const auto& option : port.extraDhcpOpts) {
        if (!option.value)
            continue;
        if (auto fits = driver.checkOption({ option.name, *option.value, option.ipVersion == 6 ? IpVersion::V6 : IpVersion::V4 }); !fits)
            return invalid(fits.error().message, QStringLiteral("extra_dhcp_opts"));
    }
    return {};
}

/// A port must not pass for the service's own, nor for one of a router of somebody else.
Result<> checkDevice(Change& change, const char* rule, const sdk::Port& port)
{
    if (change.context.admin)
        return {};
    if (isServicePort(port.deviceOwner))
        return wire::refuseFields(change.context, rule, { "device_owner" }, { "device_owner" });
    if (!isRouterPort(port.deviceOwner))
        return {};
    const auto router = TRY(Routers::find(change.db, port.deviceId));
    if (router && router->projectId != change.context.projectId)
        return refuse(ErrorCode::Conflict, "DeviceIDNotOwnedByTenant", QStringLiteral("The following device_id %1 is not owned by your tenant or matches another tenants router.").arg(port.deviceId), QStringLiteral("device_id"));
    return {};
}

/// What a router, a floating IP or a trunk stands on lets go of it by its own calls only.
Result<> checkDeviceChange(Change& change, const PortRow& before, const PortRow& port)
{
    if (port.deviceId == before.deviceId && port.deviceOwner == before.deviceOwner)
        return {};
    bool inUse = isServicePort(before.deviceOwner) || TRY(SubPorts::find(change.db, port.id)).has_value();
    if (!inUse && isRouterPort(before.deviceOwner))
        inUse = TRY(Routers::find(change.db, before.deviceId)).has_value();
    if (inUse)
        return refuse(ErrorCode::Conflict, "PortInUse", QStringLiteral("Unable to complete operation on port %1 for network %2. Port already has an attached device %3.").arg(port.id, port.networkId, before.deviceId), QStringLiteral("device_id"));
    return checkDevice(change, "update_port", port);
}
} // namespace

std::vector<service::Route> PortsHandler::routes()
{
    using H = PortsHandler;
    return {
        service::list("/ports", wire::reading("get_port"), this, &H::list, wire::listExtras({ QStringLiteral("fixed_ips"), QStringLiteral("security_groups"), QStringLiteral("ip_address") })),
        wire::create("/ports", wire::writing("create_port"), this, &H::create),
        service::quick(wire::show("/ports/{port_id}", wire::reading("get_port"), this, &H::show)),
        service::update("PUT", "/ports/{port_id}", wire::writing("update_port"), this, &H::update),
        service::remove("/ports/{port_id}", wire::writing("delete_port"), this, &H::remove),
    };
}

Result<sdk::Page<PortRow>> PortsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<PortRow>> {
        auto scope = wire::withTags(scopeOf<PortRow>(call.context), query, connection.engine());
        // fixed_ips=subnet_id=a&fixed_ips=ip_address=b: of one kind any, of both kinds both.
        QHash<QString, QStringList> wanted;
        for (const auto& value : wire::valuesOf(query, u"fixed_ips")) {
            const auto key = value.section(u'=', 0, 0);
            if (key != u"subnet_id" && key != u"ip_address" && key != u"ip_address_substr")
                return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("fixed_ips can be filtered by subnet_id and ip_address, not by '%1'.").arg(key.left(64)), QStringLiteral("fixed_ips"));
            wanted[key] << value.section(u'=', 1);
        }
        const auto condition = [&](const QString& sql, const QStringList& values) {
            QStringList marks;
            QVariantList arguments;
            for (const auto& value : values) {
                marks << QStringLiteral("?");
                arguments << value;
            }
            scope = wire::narrowed(std::move(scope), sql.arg(marks.join(u',')), arguments);
        };
        if (wanted.contains(QStringLiteral("subnet_id")))
            condition(QStringLiteral("id IN (SELECT a.port_id FROM ip_allocations a WHERE a.subnet_id IN (%1))"), wanted[QStringLiteral("subnet_id")]);
        if (wanted.contains(QStringLiteral("ip_address")))
            condition(QStringLiteral("id IN (SELECT a.port_id FROM ip_allocations a WHERE a.address IN (%1))"), wanted[QStringLiteral("ip_address")]);
        for (const auto& part : wanted.value(QStringLiteral("ip_address_substr")))
            scope = wire::narrowed(std::move(scope), QStringLiteral("id IN (SELECT a.port_id FROM ip_allocations a WHERE a.address LIKE ?)"), { u'%' + QString(part).remove(u'%') + u'%' });
        if (const auto groups = wire::valuesOf(query, u"security_groups"); !groups.isEmpty())
            condition(QStringLiteral("id IN (SELECT g.port_id FROM port_groups g WHERE g.group_id IN (%1))"), groups);
        auto page = TRY(Ports::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items));
        return page;
    });
}

Result<PortRow> PortsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<PortRow> {
        return decorated(connection, TRY(visible<PortRow>(connection, call.context, id)));
    });
}

Result<std::vector<PortRow>> PortsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Port>> wanted)
{
    auto made = TRY(m_service.create(call.context, [&](Change& change) -> Result<std::vector<PortRow>> {
        std::vector<PortRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    }, [](Change& change, const std::vector<PortRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropPort(change, row));
        return {};
    }));
    for (auto& row : made)
        if (!row.hostId.isEmpty())
            row = TRY(rebind(call.context, row));
    return made;
}

Result<PortRow> PortsHandler::insert(Change& change, const sdk::Decoded<sdk::Port>& wanted)
{
    PortRow row;
    static_cast<sdk::Port&>(row) = wanted.value;
    const auto network = TRY(visible<NetworkRow>(change.db, change.context, row.networkId));
    TRY(checkPowers(change.context, "create_port", network, row, wanted.given));
    if (!ownsNetwork(change.context, network) && !TRY(sharing::isShared(change.db, QStringLiteral("network"), network.id, change.context.projectId)))
        return refuse(ErrorCode::Forbidden, "PolicyNotAuthorized", QStringLiteral("Ports on the external network %1 are for routers and floating IPs; make the port on a network of your project.").arg(network.name), QStringLiteral("network_id"));
    TRY(checkDevice(change, "create_port", row));
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("port"), 1));
    const bool trusted = row.deviceOwner.startsWith(owner::network);
    if (!wanted.has("port_security_enabled"))
        row.portSecurityEnabled = network.portSecurityEnabled && !trusted;
    if (!wanted.has("security_groups")) {
        const auto group = TRY(book::defaultGroup(change, row.projectId));
        row.securityGroups = row.portSecurityEnabled ? QStringList { group } : QStringList();
    } else {
        row.securityGroups.removeDuplicates();
        for (const auto& group : row.securityGroups)
            TRY(visible<GroupRow>(change.db, change.context, group));
    }
    TRY(checkPort(row));
    TRY(checkOptions(m_service.driver(), row));
    TRY(book::checkPolicy(change, row.qosPolicyId));
    std::optional<book::Addresses> addresses;
    if (wanted.has("fixed_ips"))
        addresses = wanted->fixedIps;
    row.vifType = QStringLiteral("unbound");
    row.status = QStringLiteral("DOWN");
    TRY(book::addPort(change, network, row, addresses));
    return row;
}

Result<PortRow> PortsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    QString hostBefore;
    auto row = TRY(m_service.change(call.context, [&](Change& change) -> Result<PortRow> {
        const auto before = TRY(owned<PortRow>(change.db, call.context, id));
        const auto network = TRY(Networks::find(change.db, before.networkId));
        if (!network)
            return fail(missing<NetworkRow>(before.networkId));
        TRY(wire::checkRevision(call, before.revisionNumber));
        hostBefore = before.hostId;
        auto wanted = TRY(sdk::decode<PortRow>(changes, sdk::In::Update, {}, before));
        TRY(checkPowers(call.context, "update_port", *network, wanted.value, wanted.given));
        TRY(checkDeviceChange(change, before, wanted.value));
        TRY(applyChanges(change, wanted, before));
        TRY(book::savePort(change, wanted.value));
        if (isRouterPort(before.deviceOwner)) {
            TRY(change.bump("routers", before.deviceId));
            TRY(change.mark(Kind::Router, before.deviceId));
        }
        return wanted.value;
    }));
    return row.hostId == hostBefore ? row : rebind(call.context, row);
}

Result<> PortsHandler::applyChanges(Change& change, sdk::Decoded<PortRow>& wanted, const PortRow& before)
{
    auto& row = wanted.value;
    if (wanted.has("mac_address") && row.macAddress.isEmpty())
        row.macAddress = randomMac();      // null: a new one
    row.macAddress = row.macAddress.isEmpty() ? before.macAddress : row.macAddress.toLower();
    if (wanted.has("qos_policy_id"))
        TRY(book::checkPolicy(change, row.qosPolicyId, before.qosPolicyId));
    if (row.macAddress != before.macAddress) {
        if (!before.hostId.isEmpty())
            return refuse(ErrorCode::Conflict, "PortBound", QStringLiteral("Unable to complete operation on port %1, port is already bound, port type: %2, old_mac %3, new_mac %4.").arg(row.id, before.vifType, before.macAddress, row.macAddress), QStringLiteral("mac_address"));
        TRY(book::checkMac(change.db, row));
    }
    const auto groups = row.securityGroups;
    row.securityGroups = before.securityGroups;
    if (wanted.has("security_groups"))
        TRY(book::setGroups(change, change.context, row, groups));
    if (row.allowedAddressPairs.size() && !wanted.has("allowed_address_pairs") && !row.portSecurityEnabled)
        return refuse(ErrorCode::Conflict, "AddressPairAndPortSecurityRequired", QStringLiteral("Port Security must be enabled in order to have allowed address pairs on a port."), QStringLiteral("port_security_enabled"));
    TRY(checkPort(row));
    // What the port makes itself of its MAC address goes with that.
    if (wanted.has("fixed_ips") || row.macAddress != before.macAddress) {
        const auto addresses = std::exchange(row.fixedIps, before.fixedIps);
        if (wanted.has("fixed_ips") && addresses.empty() && isRouterPort(row.deviceOwner))
            return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Router port must have at least one fixed IP."), QStringLiteral("fixed_ips"));
        TRY(book::changeAddresses(change, row, addresses));
    }
    if (wanted.has("extra_dhcp_opts")) {
        TRY(checkOptions(m_service.driver(), row));
        row.extraDhcpOpts = mergedOptions(before.extraDhcpOpts, row.extraDhcpOpts);
    }
    if (row.hostId != before.hostId)
        row.vifType = QStringLiteral("unbound");
    return {};
}

Result<PortRow> PortsHandler::rebind(const service::Context& context, PortRow port)
{
    QString type = QStringLiteral("unbound");
    QJsonObject details;
    if (port.hostId.isEmpty()) {
        (void)m_service.driver().unbindPort(port.id);
    } else {
        const auto binding = port.vnicType == u"normal" ? m_service.driver().bindPort(port.id, port.hostId)
                                                        : Result<VifBinding>(fail(ErrorCode::BadRequest, QStringLiteral("The network engine has ports of vnic_type normal only.")));
        type = binding ? binding->type : bindingFailed;
        if (binding)
            details = { { QStringLiteral("bridge_name"), binding->bridge }, { QStringLiteral("port_filter"), true }, { QStringLiteral("connectivity"), QStringLiteral("l2") } };
        if (binding)
            m_service.metadata().request(port.networkId);
    }
    return m_service.change(context, [&](Change& change) -> Result<PortRow> {
        auto row = TRY(Ports::find(change.db, port.id));
        if (!row)
            return fail(missing<PortRow>(port.id));
        row->vifType = type;
        row->vifDetails = details;
        TRY(book::savePort(change, *row));
        return *row;
    });
}

Result<> PortsHandler::remove(Call& call, const QString& id)
{
    PortRow row;
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        row = TRY(visible<PortRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        bool inUse = row.deviceOwner == owner::floatingIp;
        if (isRouterPort(row.deviceOwner))
            inUse = TRY(Routers::find(change.db, row.deviceId)).has_value();
        if (inUse)
            return refuse(ErrorCode::Conflict, "ServicePortInUse", QStringLiteral("Port %1 cannot be deleted directly via the port API: has device owner %2.").arg(id, row.deviceOwner));
        if (const auto sub = TRY(SubPorts::find(change.db, id)))
            return refuse(ErrorCode::Conflict, "PortInUseAsSubPort", QStringLiteral("Port %1 is currently a subport for trunk %2.").arg(id, sub->trunkId));
        if (const auto trunk = TRY(Trunks::findWhere(change.db, QStringLiteral("port_id = ?"), { id })))
            return refuse(ErrorCode::Conflict, "PortInUseAsTrunkParent", QStringLiteral("Port %1 is currently a parent port for trunk %2.").arg(id, trunk->id));
        return book::dropPort(change, row);
    }));
    if (row.deviceOwner == owner::metadata)      // its network's owner may take it away
        m_service.metadata().refresh(row.networkId);
    return {};
}

} // namespace skylab::network
