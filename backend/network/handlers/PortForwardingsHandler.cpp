#include "network/handlers/PortForwardingsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"

namespace skylab::network {

using service::Call;

namespace {

const QString addressArgument = QStringLiteral("floatingip_id");
/// Each is an address of a load balancer in the engine.
constexpr int maxForwardedPorts = 1024;
const QString portField = QStringLiteral("internal_port_id");

tl::unexpected<Error> bad(const QString& message, const QString& field)
{
    return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad port_forwarding request: %1").arg(message), field);
}

struct PortRange {
    int first = 0;
    int last = 0;
};

/// "24:26", "24".
Result<PortRange> parseRange(const QString& text, const char* field)
{
    bool first = false;
    bool last = false;
    const PortRange range { text.section(u':', 0, 0).toInt(&first), text.section(u':', -1).toInt(&last) };
    if (!first || !last || text.count(u':') > 1 || range.first < 1 || range.last > 65535 || range.first > range.last)
        return invalid(QStringLiteral("'%1' is not a range of ports such as 24:26.").arg(text.left(32)), QLatin1String(field));
    return range;
}

/// The ports as the request gave them, in one way or the other.
Result<std::optional<PortRange>> wantedPorts(const std::optional<int>& port, bool portGiven, const QString& range, bool rangeGiven, const char* field)
{
    const bool both = portGiven && port && rangeGiven;
    const auto parsed = rangeGiven ? std::optional(TRY(parseRange(range, field))) : std::nullopt;
    if (both && (parsed->first != *port || parsed->last != *port))
        return invalid(QStringLiteral("give either a port or a range of ports."), QLatin1String(field));
    if (parsed)
        return parsed;
    if (portGiven && port)
        return std::optional(PortRange { *port, *port });
    return std::optional<PortRange>();
}

/// Takes what the request says of ports into the row.
Result<> takePorts(ForwardingRow& row, const std::function<bool(const char*)>& given, const sdk::PortForwarding& wanted)
{
    if (const auto range = TRY(wantedPorts(wanted.internalPort, given("internal_port"), wanted.internalPortRange, given("internal_port_range"), "internal_port_range"))) {
        row.internalFirst = range->first;
        row.internalLast = range->last;
    }
    if (const auto range = TRY(wantedPorts(wanted.externalPort, given("external_port"), wanted.externalPortRange, given("external_port_range"), "external_port_range"))) {
        row.externalFirst = range->first;
        row.externalLast = range->last;
    }
    if (row.internalFirst == 0)
        return invalid(QStringLiteral("internal_port or internal_port_range is needed."), QStringLiteral("internal_port"));
    if (row.externalFirst == 0)
        return invalid(QStringLiteral("external_port or external_port_range is needed."), QStringLiteral("external_port"));
    const int inside = row.internalLast - row.internalFirst;
    if (inside != 0 && inside != row.externalLast - row.externalFirst)
        return invalid(QStringLiteral("the internal range must have as many ports as the external one, or a single port."), QStringLiteral("internal_port_range"));
    row.protocol = row.protocol.toLower();
    if (row.protocol != u"tcp" && row.protocol != u"udp" && row.protocol != u"sctp")
        return invalid(QStringLiteral("'%1' is not a protocol whose ports can be forwarded: tcp, udp, sctp.").arg(row.protocol), QStringLiteral("protocol"));
    return {};
}

/// The address that traffic goes to, and the router that carries it there.
Result<QString> findWay(Change& change, const FloatingIpRow& ip, ForwardingRow& row)
{
    const auto port = TRY(owned<PortRow>(change.db, change.context, row.internalPortId));
    std::optional<sdk::FixedIp> target;
    for (const auto& fixed : port.fixedIps)
        if (!target && ipVersionOf(fixed.ipAddress) == IpVersion::V4 && (row.internalIpAddress.isEmpty() || row.internalIpAddress == fixed.ipAddress))
            target = fixed;
    if (!target && row.internalIpAddress.isEmpty())
        return bad(QStringLiteral("Requested internal port %1 must allocate an IPv4 address at least.").arg(port.id), portField);
    if (!target)
        return bad(QStringLiteral("Requested internal IP address %1 is not suitable for internal neutron port %2: it is none of its IPv4 addresses.").arg(row.internalIpAddress, port.id), QStringLiteral("internal_ip_address"));
    row.internalIpAddress = target->ipAddress;
    const auto router = TRY(book::routerBetween(change.db, target->subnetId, ip.floatingNetworkId));
    if (router.isEmpty())
        return bad(QStringLiteral("External network %1 is not reachable from subnet %2. Cannot set Port forwarding for port %3 with Floating IP %4").arg(ip.floatingNetworkId, target->subnetId, port.id, ip.id), portField);
    const auto others = TRY(Forwardings::count(change.db, QStringLiteral("floatingip_id = ? AND id <> ?"), { ip.id, row.id }));
    if (others > 0 && ip.routerId && *ip.routerId != router)
        return bad(QStringLiteral("The Floating IP %1 had been set on router %2, the internal Neutron port %3 can not reach it").arg(ip.id, *ip.routerId, port.id), portField);
    return router;
}

/// Neither may two lead from the same port of the address, nor two to the same port of a guest.
Result<> checkFree(Change& change, const ForwardingRow& row)
{
    const auto twin = [&](const QString& where, const QVariantList& arguments, const QString& values) -> Result<> {
        if (TRY(Forwardings::count(change.db, where, arguments)) > 0)
            return bad(QStringLiteral("A duplicate port forwarding entry with same attributes already exists, conflicting values are %1").arg(values), QStringLiteral("external_port"));
        return {};
    };
    TRY(twin(QStringLiteral("floatingip_id = ? AND protocol = ? AND external_first <= ? AND external_last >= ? AND id <> ?"),
             { row.floatingIpId, row.protocol, row.externalLast, row.externalFirst, row.id },
             QStringLiteral("{'floatingip_id': '%1', 'protocol': '%2', 'external_port': %3}").arg(row.floatingIpId, row.protocol).arg(row.externalFirst)));
    return twin(QStringLiteral("internal_port_id = ? AND internal_ip_address = ? AND protocol = ? AND internal_first <= ? AND internal_last >= ? AND id <> ?"),
                { row.internalPortId, row.internalIpAddress, row.protocol, row.internalLast, row.internalFirst, row.id },
                QStringLiteral("{'internal_port_id': '%1', 'internal_ip_address': '%2', 'internal_port': %3}").arg(row.internalPortId, row.internalIpAddress).arg(row.internalFirst));
}

/// A floating IP forwards so many ports at most, whatever the number of its forwardings.
Result<> checkRoom(Change& change, const ForwardingRow& row)
{
    int ports = row.externalLast - row.externalFirst + 1;
    const auto all = TRY(book::forwardingsOf(change.db, row.floatingIpId));
    for (const auto& other : all)
        if (other.id != row.id)
            ports += other.externalLast - other.externalFirst + 1;
    if (ports > maxForwardedPorts)
        return bad(QStringLiteral("external_port_range: floating IP %1 would forward %2 ports, at most %3 are possible.").arg(row.floatingIpId).arg(ports).arg(maxForwardedPorts), QStringLiteral("external_port_range"));
    return {};
}

/// Events name the owner.
Result<> announce(Change& change, const char* what, ForwardingRow row)
{
    row.projectId = row.ownerId;
    return change.announce(what, row);
}

} // namespace

std::vector<service::Route> PortForwardingsHandler::routes()
{
    using H = PortForwardingsHandler;
    const auto* all = "/floatingips/{floatingip_id}/port_forwardings";
    const auto* one = "/floatingips/{floatingip_id}/port_forwardings/{port_forwarding_id}";
    return {
        service::list(all, wire::reading("get_floatingip_port_forwarding"), this, &H::list),
        wire::create(all, wire::writing("create_floatingip_port_forwarding"), this, &H::create),
        wire::show(one, wire::reading("get_floatingip_port_forwarding"), this, &H::show),
        service::update("PUT", one, wire::writing("update_floatingip_port_forwarding"), this, &H::update),
        service::remove(one, wire::writing("delete_floatingip_port_forwarding"), this, &H::remove),
    };
}

Result<sdk::Page<ForwardingRow>> PortForwardingsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<ForwardingRow>> {
        const auto ip = TRY(visible<FloatingIpRow>(connection, call.context, call.id(addressArgument)));
        auto page = TRY(Forwardings::list(connection, query, QStringLiteral("floatingip_id = ?"), { ip.id }));
        TRY(decorate(connection, page.items));
        return page;
    });
}

namespace {
Result<ForwardingRow> find(db::Connection& connection, const Call& call, const QString& id)
{
    const auto ip = TRY(visible<FloatingIpRow>(connection, call.context, call.id(addressArgument)));
    auto row = TRY(Forwardings::findWhere(connection, QStringLiteral("id = ? AND floatingip_id = ?"), { id, ip.id }));
    if (!row)
        return fail(missing<ForwardingRow>(id));
    return decorated(connection, std::move(*row));
}
} // namespace

Result<ForwardingRow> PortForwardingsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call, id); });
}

Result<std::vector<ForwardingRow>> PortForwardingsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::PortForwarding>> wanted)
{
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<ForwardingRow>> {
        const auto ip = TRY(owned<FloatingIpRow>(change.db, call.context, call.id(addressArgument)));
        std::vector<ForwardingRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, TRY(FloatingIps::find(change.db, ip.id)).value_or(ip), one)));
        return rows;
    }, [](Change& change, const std::vector<ForwardingRow>& rows) -> Result<> {
        for (const auto& row : rows) {
            TRY(Forwardings::remove(change.db, row.id));
            TRY(announce(change, "delete", row));
            const auto ip = TRY(FloatingIps::find(change.db, row.floatingIpId));
            TRY(book::settleForwardings(change, row.floatingIpId, ip ? ip->routerId.value_or(QString()) : QString()));
        }
        return {};
    });
}

Result<ForwardingRow> PortForwardingsHandler::insert(Change& change, const FloatingIpRow& ip, const sdk::Decoded<sdk::PortForwarding>& wanted)
{
    if (ip.portId)
        return refuse(ErrorCode::Conflict, "FloatingIPPortAlreadyAssociated", QStringLiteral("Cannot associate floating IP %1 (%2) with port %3 using fixed IP %4, as that floating IP is associated with port %5 already.")
                      .arg(ip.floatingIpAddress, ip.id, wanted->internalPortId, wanted->internalIpAddress, *ip.portId), portField);
    ForwardingRow row;
    static_cast<sdk::PortForwarding&>(row) = wanted.value;
    row.id = newUuid();
    row.floatingIpId = ip.id;
    row.ownerId = ip.projectId;
    TRY(takePorts(row, [&](const char* name) { return wanted.has(name); }, wanted.value));
    const auto router = TRY(findWay(change, ip, row));
    TRY(checkFree(change, row));
    TRY(checkRoom(change, row));
    TRY(Forwardings::insert(change.db, row));
    TRY(book::settleForwardings(change, ip.id, router));
    row = TRY(decorated(change.db, row));
    TRY(announce(change, "create", row));
    return row;
}

Result<ForwardingRow> PortForwardingsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<ForwardingRow> {
        const auto ip = TRY(owned<FloatingIpRow>(change.db, call.context, call.id(addressArgument)));
        const auto before = TRY(find(change.db, call, id));
        auto wanted = TRY(sdk::decode<ForwardingRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (wanted.has("internal_port_id") && row.internalPortId != before.internalPortId && !wanted.has("internal_ip_address"))
            row.internalIpAddress.clear();
        TRY(takePorts(row, [&](const char* name) { return wanted.has(name); }, row));
        const auto router = TRY(findWay(change, ip, row));
        TRY(checkFree(change, row));
        TRY(checkRoom(change, row));
        TRY(Forwardings::update(change.db, row));
        TRY(book::settleForwardings(change, ip.id, router));
        row = TRY(decorated(change.db, row));
        TRY(announce(change, "update", row));
        return row;
    });
}

Result<> PortForwardingsHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto ip = TRY(owned<FloatingIpRow>(change.db, call.context, call.id(addressArgument)));
        const auto row = TRY(find(change.db, call, id));
        TRY(Forwardings::remove(change.db, id));
        TRY(announce(change, "delete", row));
        return book::settleForwardings(change, ip.id, ip.routerId.value_or(QString()));
    });
}

} // namespace skylab::network
