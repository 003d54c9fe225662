#include "compute/handlers/ServersHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/ServerListing.h"
#include "compute/model/ServerKeys.h"
#include "compute/model/ServerView.h"
#include "compute/store/Explanations.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

#include <QRandomGenerator>

namespace skylab::compute {

using service::Call;

namespace {

QString randomText(int length)
{
    static const QLatin1String letters("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    QString text;
    for (int i = 0; i < length; ++i)
        text += QLatin1Char(letters[QRandomGenerator::system()->bounded(int(letters.size()))]);
    return text;
}

constexpr int passwordLength = 12;
constexpr int hostlessDeadline = 2000;      // milliseconds

} // namespace

std::vector<service::Route> ServersHandler::routes()
{
    using H = ServersHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:servers:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:servers:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    return {
        service::route("GET", "/servers", read("index"), this, &H::list),
        service::route("GET", "/servers/detail", read("detail"), this, &H::listDetail),
        service::route("POST", "/servers", write("create"), this, &H::create),
        service::quick(service::route("GET", "/servers/{server_id}", read("show"), this, &H::show)),
        service::route("PUT", "/servers/{server_id}", write("update"), this, &H::update),
        service::remove("/servers/{server_id}", write("delete"), this, &H::remove),
    };
}

Result<QByteArray> ServersHandler::encoded(const Call& call, const ServerRow& server, Shape shape)
{
    const auto ports = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    auto encoding = call.encoding();
    const bool brief = shape == Shape::Brief && call.version < sdk::mv(2, 75);
    if (brief)
        encoding.only = &briefFields();
    const auto mine = ports.value(server.id);
    JsonWriter json;
    sdk::encode(json, viewServer(server, { .ports = mine, .hostUp = m_service.driver().isConnected(), .extended = !brief, .faultDetails = call.context.admin }), encoding);
    return json.take();
}

Result<QJsonObject> ServersHandler::document(const Call& call, const ServerRow& server, Shape shape)
{
    return QJsonDocument::fromJson(TRY(encoded(call, server, shape))).object();
}

Result<http::Response> ServersHandler::answer(const Call& call, const ServerRow& server, Shape shape)
{
    JsonWriter json;
    json.beginObject().key("server").raw(TRY(encoded(call, server, shape))).endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServersHandler::list(Call& call)
{
    ServerListing listing(m_service, call);
    const auto page = TRY(listing.names());
    JsonWriter json;
    json.beginObject().key("servers").beginArray();
    const auto encoding = call.encoding();
    for (const auto& row : page.items) {
        json.beginObject().key("id").value(row.id).key("name").value(row.name);
        sdk::writeComputeLinks(json, encoding, QStringLiteral("/servers/") + row.id);
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "servers", listing.query(), page.more, {}, page.items.empty() ? QString() : page.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServersHandler::listDetail(Call& call)
{
    ServerListing listing(m_service, call);
    const auto page = TRY(listing.page());
    std::vector<ServerKey> keys;
    for (const auto& row : page.items)
        keys.push_back(keyOf(row));
    const auto ports = keys.empty() ? QHash<QString, std::vector<ServerPort>>() : TRY(m_service.networks().portsOfServers(keys));
    const bool hostUp = page.items.empty() || !call.context.admin || m_service.driver().isConnected();
    JsonWriter json;
    json.beginObject().key("servers").beginArray();
    const auto encoding = call.encoding();
    for (const auto& row : page.items) {
        const auto mine = ports.value(row.id);
        sdk::encode(json, viewServer(row, { .ports = mine, .hostUp = hostUp, .single = false, .faultDetails = call.context.admin }), encoding);
    }
    json.endArray();
    service::writeListLinks(json, call, "servers", listing.query(), page.more, {}, page.items.empty() ? QString() : page.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServersHandler::show(Call& call)
{
    const auto row = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    return answer(call, row, Shape::Full);
}

// ---- create

Result<int> ServersHandler::fitQuota(db::Connection& connection, const BuildPlan& plan) const
{
    for (int count = plan.most;; --count) {
        auto fits = m_service.requireQuota(connection, plan.server, count);
        if (fits)
            return count;
        if (count <= plan.least)
            return fail(fits.error());
    }
}

namespace {

/// One of the servers that the plan is for.
ServerRow serverOf(const BuildPlan& plan, const QString& id, int index, int count)
{
    auto server = plan.server;
    server.id = id;
    server.launchIndex = index;
    if (count > 1)
        server.name += QStringLiteral("-%1").arg(index + 1);
    server.hostname = server.hostname.isEmpty() ? hostNameFrom(server.name, server.id) : server.hostname;
    for (auto& nic : server.nics)
        if (nic.made)
            nic.portId = newUuid();
    if (index > 0)
        for (auto& device : server.blockDevices) {
            device.id = newUuid();
            if (!device.local && device.source != u"volume")
                device.volumeId = newUuid();
        }
    return server;
}

} // namespace

/// A host for each, with its claims; or why there is none, which its fault will say.
std::vector<ServersHandler::Placed> ServersHandler::place(const BuildPlan& plan, const QStringList& ids, const QStringList& groupMembers)
{
    auto demand = plan.demand;
    demand.groupMembers = groupMembers;
    Scheduling::Round round;
    std::vector<Placed> all;
    for (const auto& id : ids) {
        auto server = serverOf(plan, id, int(all.size()), int(ids.size()));
        std::vector<HostReport> reports;
        auto host = m_service.scheduling().place(server, demand, round, &reports);
        if (host && !plan.server.serverGroupId.isEmpty())
            demand.groupMembers << id;
        all.push_back({ std::move(server), std::move(host), std::move(reports) });
    }
    return all;
}

/// The group's policy once more, where nobody can come between: two requests may have looked at the same time.
Result<> ServersHandler::checkGroup(db::Transaction& transaction, const BuildPlan& plan, const QString& host) const
{
    const auto& policy = plan.demand.groupPolicy;
    if (policy != u"anti-affinity" && policy != u"affinity")
        return {};
    int here = 0, elsewhere = 0;
    for (const auto& member : TRY(Servers::select(transaction, QStringLiteral("server_group_id = ? AND deleted = ? AND host <> ''"), { plan.server.serverGroupId, false })))
        ++(member.host == host ? here : elsewhere);
    if (policy == u"anti-affinity" && here >= plan.demand.maxPerHost)
        return fail(noValidHost(plan.demand.flavorName, QStringLiteral("%1 runs %2 of the server group's members already, and its policy is anti-affinity").arg(host).arg(here)));
    if (policy == u"affinity" && elsewhere > 0)
        return fail(noValidHost(plan.demand.flavorName, QStringLiteral("%1 does not run the server group's other members, and its policy is affinity").arg(host)));
    return {};
}

namespace {

/// Another request of the same group was faster than what the reports tell.
void refuseGroup(std::vector<HostReport>& reports, const QString& host)
{
    for (auto& report : reports)
        for (auto& check : report.checks)
            if (report.host == host && check.filter == u"group") {
                check = { check.filter, false, QStringLiteral("Another server of the group was placed at the same moment, and the group's policy forbids both.") };
                report.fits = false;
            }
}

} // namespace

/// A server that has no host after all gets a row too, as Nova has it: the request is taken, and the server says why
/// nobody can run it.
Result<ServerRow> ServersHandler::insertOne(db::Transaction& transaction, Call& call, const BuildPlan& plan, const Placed& placed)
{
    auto server = placed.server;
    auto numbers = TRY(transaction.query(QStringLiteral("SELECT COALESCE(MAX(number), 0) FROM servers")));
    numbers.next();
    server.number = numbers.get<int>(0) + 1;
    server.createdAt = Clock::now();
    state::create(server);
    auto host = placed.host;
    auto reports = placed.reports;
    if (!server.serverGroupId.isEmpty()) {
        const auto members = TRY(ServerPlanner::membersOf(transaction, server.serverGroupId)).size();
        TRY(m_service.quota().require(transaction, server.projectId, { { QStringLiteral("server_group_members"), members, 1 } }));
        if (host)
            if (auto agrees = checkGroup(transaction, plan, *host); !agrees) {
                refuseGroup(reports, *host);
                host = fail(agrees.error());
            }
    }
    TRY(explain(transaction, call.context.requestId, server.id, plan.demand, bool(host), reports));
    if (!host) {
        state::failed(server, host.error());
        server.nics.clear();
        server.blockDevices.clear();
        TRY(Servers::insert(transaction, server));
        TRY(m_service.announce(transaction, call.context, "create", server, {}));
        TRY(m_service.recordAction(transaction, call.context, server, QStringLiteral("create"), {}));
        return server;
    }
    server.host = *host;
    if (const auto chosen = TRY(Hosts::findWhere(transaction, QStringLiteral("name = ?"), { server.host })))
        server.availabilityZone = chosen->zone;
    TRY(Servers::insert(transaction, server));
    TRY(m_service.announce(transaction, call.context, "create", server, {}));
    if (server.configDrive)      // before the task can begin
        transaction.onCommit([this, id = server.id, password = Secret(plan.adminPass.toUtf8())] { m_service.keepPassword(id, password); });
    const auto task = TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("compute.server.build"), QStringLiteral("server"), server.id, server.name, server.projectId, {} }));
    TRY(Intents::fulfil(transaction, plan.intents));
    TRY(m_service.recordAction(transaction, call.context, server, QStringLiteral("create"), task));
    return server;
}

Result<std::vector<ServerRow>> ServersHandler::insert(Call& call, const BuildPlan& plan)
{
    QStringList members;
    const int wanted = TRY(m_service.database().read([&](db::Connection& connection) -> Result<int> {
        members = TRY(ServerPlanner::membersOf(connection, plan.server.serverGroupId));
        return fitQuota(connection, plan);
    }));
    QStringList ids;
    for (int i = 0; i < wanted; ++i)
        ids << newUuid();
    // Claims first, rows then: what a crash in between leaves is given back at the next start.
    const Scheduling::Pending pending(m_service.scheduling(), ids);
    const auto placed = place(plan, ids, members);
    auto servers = m_service.database().write([&](db::Transaction& transaction) -> Result<std::vector<ServerRow>> {
        const int count = std::min(wanted, TRY(fitQuota(transaction, plan)));      // others may have used it up meanwhile
        std::vector<ServerRow> rows;
        for (int i = 0; i < count; ++i)
            rows.push_back(TRY(insertOne(transaction, call, plan, placed[std::size_t(i)])));
        return rows;
    });
    for (std::size_t i = 0; i < placed.size(); ++i)
        if (placed[i].host && (!servers || i >= servers->size() || (*servers)[i].host.isEmpty()))
            m_service.scheduling().giveBack(placed[i].server.id);
    return servers;
}

Result<http::Response> ServersHandler::create(Call& call)
{
    auto body = TRY(service::unwrap(call, "server"));
    for (const auto* name : { u"os:scheduler_hints", u"OS-SCH-HNT:scheduler_hints" })      // beside "server" in the body
        if (call.json.contains(QStringView(name)))
            body.insert(QStringLiteral("os:scheduler_hints"), call.json[QStringView(name)]);
    const auto wanted = TRY(sdk::decode<sdk::ServerCreate>(body, sdk::In::Create, call.version, {}, QStringLiteral("server")));
    auto plan = TRY(ServerPlanner(m_service, call).plan(wanted));
    plan.server.reservationId = QStringLiteral("r-") + randomText(8).toLower();
    plan.adminPass = wanted->adminPass.isEmpty() ? randomText(passwordLength) : wanted->adminPass;

    for (const auto& volume : plan.volumes) {
        const auto intent = m_service.intents().reserveVolume(call.context, volume);
        if (!intent) {
            m_service.intents().takeBack(plan.intents);
            return fail(intent.error());
        }
        plan.intents << *intent;
    }
    const auto servers = insert(call, plan);
    if (!servers || servers->front().host.isEmpty())
        m_service.intents().takeBack(plan.intents);
    if (!servers)
        return fail(servers.error());

    JsonWriter json;
    if (wanted->returnReservationId) {
        json.beginObject().key("reservation_id").value(plan.server.reservationId).endObject();
        return service::jsonResponse(202, json.take());
    }
    const auto& first = servers->front();
    json.beginObject().key("server").beginObject().key("id").value(first.id);
    sdk::writeComputeLinks(json, call.encoding(), QStringLiteral("/servers/") + first.id);
    json.key("OS-DCF:diskConfig").value(first.diskConfig).key("security_groups").beginArray();
    for (const auto& group : plan.server.securityGroups.isEmpty() ? QStringList { QStringLiteral("default") } : plan.server.securityGroups)
        json.beginObject().key("name").value(group).endObject();
    json.endArray().key("adminPass").value(plan.adminPass).endObject().endObject();
    auto response = service::jsonResponse(202, json.take());
    response.headers.set("Location", (call.baseUrl + QStringLiteral("/servers/") + first.id).toUtf8());
    return response;
}

// ---- update, delete

Result<http::Response> ServersHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, "server"));
    const auto changes = TRY(sdk::decode<sdk::ServerUpdate>(body, sdk::In::Update, call.version, {}, QStringLiteral("server")));
    const auto access = TRY(accessAddresses(changes->accessIPv4, changes->accessIPv6, QStringLiteral("server")));
    const auto hostname = changes.has("hostname") ? TRY(checkedHostName(changes->hostname, call.version, QStringLiteral("server.hostname"))) : QString();
    const auto row = TRY(m_service.change(call.context, call.id(QStringLiteral("server_id")), [&](ServerRow& server) -> Result<> {
        if (changes.has("name"))
            server.name = changes->name.trimmed();
        if (changes.has("accessIPv4"))
            server.accessIPv4 = access.v4;
        if (changes.has("accessIPv6"))
            server.accessIPv6 = access.v6;
        if (changes.has("OS-DCF:diskConfig"))
            server.diskConfig = changes->diskConfig;
        if (changes.has("description"))
            server.description = changes->description;
        if (changes.has("hostname"))
            server.hostname = hostname;
        server.updatedAt = Clock::now();
        return {};
    }));
    return answer(call, row, Shape::Brief);
}

Result<> ServersHandler::remove(Call& call, const QString& id)
{
    const bool keep = call.request.headers.value("X-Skylab-Trash").trimmed() == "keep" && m_service.options().trashSeconds > 0;
    if (keep)
        return m_service.beginTrash(call.context, id);
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.beginDelete(call.context, id));
    // Nova forgets a server that no host ever had before it answers. Clients that ask for one in ERROR again and find it
    // take it that it can't be deleted.
    if (server.vmState == state::error && server.host.isEmpty())
        m_service.chassis().tasks().waitFor(id, hostlessDeadline);
    return {};
}

} // namespace skylab::compute
