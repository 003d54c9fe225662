#include "network/handlers/AgentsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"

#include <QUuid>

namespace skylab::network {

using service::Call;

namespace {

const QString agentArgument = QStringLiteral("agent_id");
const QString zone = QStringLiteral("nova");

/// One that is made of the host's name and stays the same.
QString madeId(const QString& seed)
{
    return QUuid::createUuidV5(QUuid(QStringLiteral("6ba7b810-9dad-11d1-80b4-00c04fd430c8")), seed).toString(QUuid::WithoutBraces);
}

/// The engine's name where it is a UUID.
QString controllerId(const NetworkHost& host)
{
    return isUuid(host.name) && host.name.contains(u'-') ? host.name : madeId(QStringLiteral("skylab-network-host ") + host.name);
}

tl::unexpected<Error> badAgent(const QString& message) { return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad agent request: %1").arg(message)); }

Result<bool> truth(const QString& name, const QString& text)
{
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, name, rules };
    bool value = false;
    if (!sdk::Codec<bool>::decode(QJsonValue(text), value, decoding))
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", problems.text(), name);
    return value;
}

http::Response empty(const char* key) { return service::jsonResponse(200, QByteArray("{\"") + key + "\":[]}"); }

} // namespace

std::vector<service::Route> AgentsHandler::routes()
{
    using H = AgentsHandler;
    const service::Guard anyone { QStringLiteral("get_agents"), service::rules::anyone };
    return {
        service::route("GET", "/agents", anyone, this, &H::list),
        service::route("GET", "/agents/{agent_id}", wire::administering("get_agent"), this, &H::show),
        service::route("PUT", "/agents/{agent_id}", wire::administering("update_agent"), this, &H::update),
        service::route("DELETE", "/agents/{agent_id}", wire::administering("delete_agent"), this, &H::remove),
        service::route("GET", "/agents/{agent_id}/dhcp-networks", wire::administering("get_dhcp-networks"), this, &H::hostedNetworks),
        service::route("POST", "/agents/{agent_id}/dhcp-networks", wire::administering("create_dhcp-network"), this, &H::scheduleNetwork),
        service::route("DELETE", "/agents/{agent_id}/dhcp-networks/{network_id}", wire::administering("delete_dhcp-network"), this, &H::unscheduleNetwork),
        service::route("GET", "/agents/{agent_id}/l3-routers", wire::administering("get_l3-routers"), this, &H::hostedRouters),
        service::route("POST", "/agents/{agent_id}/l3-routers", wire::administering("create_l3-router"), this, &H::scheduleRouter),
        service::route("DELETE", "/agents/{agent_id}/l3-routers/{router_id}", wire::administering("delete_l3-router"), this, &H::unscheduleRouter),
        service::route("GET", "/networks/{network_id}/dhcp-agents", wire::administering("get_dhcp-agents"), this, &H::agentsOfNetwork),
        service::route("GET", "/routers/{router_id}/l3-agents", wire::administering("get_l3-agents"), this, &H::agentsOfRouter),
    };
}

Result<QList<AgentsHandler::Agent>> AgentsHandler::agents()
{
    const auto hosts = TRY(m_service.driver().hosts());
    const auto able = m_service.capabilities();
    const auto notes = TRY(m_service.database().read([](db::Connection& connection) -> Result<QHash<QString, QString>> {
        QHash<QString, QString> all;
        auto rows = TRY(connection.query(QStringLiteral("SELECT agent_id, description FROM agent_notes")));
        while (rows.next())
            all.insert(rows.get<QString>(0), rows.get<QString>(1));
        TRY(rows.check());
        return all;
    }));
    QList<Agent> all;
    for (const auto& host : hosts) {
        const auto id = controllerId(host);
        // Whoever reaches a physical network can be a router's way out.
        const auto type = host.physicalNetworks.isEmpty() ? QStringLiteral("OVN Controller agent") : QStringLiteral("OVN Controller Gateway agent");
        all << Agent { id, type, QStringLiteral("ovn-controller"), notes.value(id), host };
        if (!able.metadata)
            continue;
        const auto metadata = madeId(QStringLiteral("skylab-network-metadata ") + host.name);
        all << Agent { metadata, QStringLiteral("OVN Metadata agent"), QStringLiteral("skylabd"), notes.value(metadata), host };
    }
    return all;
}

Result<AgentsHandler::Agent> AgentsHandler::find(const QString& id)
{
    for (const auto& agent : TRY(agents()))
        if (agent.id == id)
            return agent;
    return refuse(ErrorCode::NotFound, "AgentNotFound", QStringLiteral("Agent %1 could not be found.").arg(id.left(64)));
}

void AgentsHandler::write(JsonWriter& json, const Agent& agent, const QStringList& fields)
{
    const auto seen = agent.host.lastSeen > 0 ? Timestamp { agent.host.lastSeen * 1000 } : Clock::now();
    const auto when = QString(toString(seen, TimeFormat::Micros)).replace(u'T', u' ').left(19);
    json.beginObject();
    const auto has = [&](const char* name) { return fields.isEmpty() || fields.contains(QLatin1String(name)); };
    const auto text = [&](const char* name, const QString& value) {
        if (has(name))
            json.key(name).value(value);
    };
    text("id", agent.id);
    text("agent_type", agent.type);
    text("binary", agent.binary);
    text("host", agent.host.hostname);
    text("topic", QStringLiteral("n/a"));
    text("availability_zone", zone);
    text("description", agent.description);
    text("heartbeat_timestamp", when);
    text("created_at", when);
    text("started_at", when);
    if (has("alive"))
        json.key("alive").value(agent.host.alive);
    if (has("admin_state_up"))
        json.key("admin_state_up").value(true);
    if (has("resources_synced"))
        json.key("resources_synced").null();
    if (has("configurations")) {
        json.key("configurations").beginObject().key("chassis_name").value(agent.host.name).key("physical_networks").beginArray();
        for (const auto& name : agent.host.physicalNetworks)
            json.value(name);
        json.endArray().endObject();
    }
    json.endObject();
}

Result<http::Response> AgentsHandler::list(Call& call)
{
    // Others have none to see, which is how Neutron's policy treats lists.
    auto all = call.context.admin ? TRY(agents()) : QList<Agent>();
    QStringList fields;
    QHash<QString, QStringList> wanted;
    static const QStringList known { QStringLiteral("id"), QStringLiteral("agent_type"), QStringLiteral("binary"), QStringLiteral("host"), QStringLiteral("topic"),
                                     QStringLiteral("availability_zone"), QStringLiteral("description"), QStringLiteral("alive"), QStringLiteral("admin_state_up") };
    for (const auto& [name, value] : call.request.query()) {
        if (name == u"fields")
            fields += value.split(u',', Qt::SkipEmptyParts);
        else if (known.contains(name))
            wanted[name] << (name == u"alive" || name == u"admin_state_up" ? QString::number(TRY(truth(name, value))) : value);
        else if (name != u"sort_key" && name != u"sort_dir" && name != u"limit" && name != u"marker" && name != u"page_reverse")
            return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("['%1'] is invalid attribute for filtering").arg(name.left(64)), name);
    }
    JsonWriter json;
    json.beginObject().key("agents").beginArray();
    for (const auto& agent : std::as_const(all)) {
        const QHash<QString, QString> is { { QStringLiteral("id"), agent.id }, { QStringLiteral("agent_type"), agent.type }, { QStringLiteral("binary"), agent.binary },
                                           { QStringLiteral("host"), agent.host.hostname }, { QStringLiteral("topic"), QStringLiteral("n/a") }, { QStringLiteral("availability_zone"), zone },
                                           { QStringLiteral("description"), agent.description }, { QStringLiteral("alive"), QString::number(agent.host.alive) },
                                           { QStringLiteral("admin_state_up"), QString::number(true) } };
        bool fits = true;
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            fits = fits && it.value().contains(is.value(it.key()));
        if (fits)
            write(json, agent, fields);
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> AgentsHandler::show(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    JsonWriter json;
    json.beginObject().key("agent");
    write(json, agent, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> AgentsHandler::update(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    const auto body = TRY(service::unwrap(call, "agent"));
    for (auto it = body.begin(); it != body.end(); ++it)
        if (it.key() != u"admin_state_up" && it.key() != u"description")
            return invalid(QStringLiteral("%1 of an agent can't be set.").arg(it.key().left(64)), it.key().left(64));
    const auto up = body.value(QStringLiteral("admin_state_up"));
    if (!up.isUndefined() && !TRY(truth(QStringLiteral("admin_state_up"), up.toVariant().toString())))
        return badAgent(QStringLiteral("OVN agent status cannot be updated"));
    if (const auto note = body.value(QStringLiteral("description")); !note.isUndefined()) {
        const auto text = note.toString();
        if ((!note.isString() && !note.isNull()) || text.size() > 255)
            return invalid(QStringLiteral("description must be a text of 255 characters at most."), QStringLiteral("description"));
        TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("INSERT INTO agent_notes (agent_id, description) VALUES (?, ?) ON CONFLICT (agent_id) DO UPDATE SET description = excluded.description"), agent.id, text));
            return {};
        }));
    }
    return show(call);
}

Result<http::Response> AgentsHandler::remove(Call& call)
{
    TRY(find(call.id(agentArgument)));
    return badAgent(QStringLiteral("OVN agents cannot be deleted: stop ovn-controller on the host, and remove the host from the network engine with ovn-sbctl chassis-del."));
}

Result<http::Response> AgentsHandler::hostedNetworks(Call& call)
{
    TRY(find(call.id(agentArgument)));
    return empty("networks");
}

Result<http::Response> AgentsHandler::hostedRouters(Call& call)
{
    TRY(find(call.id(agentArgument)));
    return empty("routers");
}

Result<http::Response> AgentsHandler::scheduleNetwork(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    return refuse(ErrorCode::Conflict, "InvalidDHCPAgent", QStringLiteral("Agent %1 is not a valid DHCP Agent or has been disabled").arg(agent.id));
}

Result<http::Response> AgentsHandler::scheduleRouter(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    return refuse(ErrorCode::Conflict, "InvalidL3Agent", QStringLiteral("Agent %1 is not a L3 Agent or has been disabled").arg(agent.id));
}

Result<http::Response> AgentsHandler::unscheduleNetwork(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    return refuse(ErrorCode::Conflict, "NetworkNotHostedByDhcpAgent", QStringLiteral("The network %1 is not hosted by the DHCP agent %2.").arg(call.id(QStringLiteral("network_id")), agent.id));
}

Result<http::Response> AgentsHandler::unscheduleRouter(Call& call)
{
    const auto agent = TRY(find(call.id(agentArgument)));
    return refuse(ErrorCode::Conflict, "RouterNotHostedByL3Agent", QStringLiteral("The router %1 is not hosted by L3 agent %2.").arg(call.id(QStringLiteral("router_id")), agent.id));
}

Result<http::Response> AgentsHandler::agentsOfNetwork(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return visible<NetworkRow>(connection, call.context, call.id(QStringLiteral("network_id"))); }));
    return empty("agents");
}

Result<http::Response> AgentsHandler::agentsOfRouter(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return visible<RouterRow>(connection, call.context, call.id(QStringLiteral("router_id"))); }));
    return empty("agents");
}

} // namespace skylab::network
