#include "ui/ScriptedCloud.h"

#include "core/Clock.h"
#include "core/Uuid.h"

#include <QJsonDocument>
#include <QUrlQuery>
#include <QWebSocket>

namespace skylab::test {

namespace {

/// Only the first region has Compute.
QJsonObject service(const QString& type, const QString& url, const QStringList& regions)
{
    QJsonArray endpoints;
    for (const auto& region : regions) {
        if (region == regions.first() || type != u"compute")
            endpoints.append(QJsonObject { { "interface", "public" }, { "region_id", region }, { "url", url } });
    }
    return { { "type", type }, { "endpoints", endpoints } };
}

Answer missing() { return Answer::json(QJsonObject { { "itemNotFound", QJsonObject { { "code", 404 }, { "message", "It is not there." } } } }, 404); }

/// The last lines, as Nova counts them.
QString tailOf(const QString& text, int lines)
{
    const auto all = text.split(u'\n');
    return lines < 0 || lines >= all.size() ? text : all.mid(all.size() - lines).join(u'\n');
}

/// An object store's lists are bare; all is in the first page.
bool isOfNames(const QString& key) { return key == u"containers" || key == u"objects"; }

QString ago(int minutes) { return toString(Clock::now().addSeconds(-60 * minutes), TimeFormat::SecondsZ); }

} // namespace

ScriptedCloud::ScriptedCloud(QObject* parent) : QObject(parent), m_server([this](const Ask& ask) { return answer(ask); })
{
    const auto add = [this](const char* path, const char* key, const char* itemKey, const char* event) { m_tables[path] = { key, itemKey, event, {} }; };
    add("/compute/v2.1/servers", "servers", "server", "server");
    add("/compute/v2.1/flavors", "flavors", "flavor", "flavor");
    add("/compute/v2.1/os-keypairs", "keypairs", "keypair", "keypair");
    add("/image/v2/images", "images", "", "image");
    add("/volume/v3/volumes", "volumes", "volume", "volume");
    add("/volume/v3/snapshots", "snapshots", "snapshot", "snapshot");
    add("/network/v2.0/networks", "networks", "network", "network");
    add("/network/v2.0/subnets", "subnets", "subnet", "subnet");
    add("/network/v2.0/ports", "ports", "port", "port");
    add("/network/v2.0/routers", "routers", "router", "router");
    add("/network/v2.0/security-groups", "security_groups", "security_group", "security_group");
    add("/network/v2.0/security-group-rules", "security_group_rules", "security_group_rule", "security_group_rule");
    add("/network/v2.0/floatingips", "floatingips", "floatingip", "floatingip");
    add("/object-store/v1/AUTH_p1", "containers", "", "container");
    add("/object-store/v1/AUTH_p1/backups", "objects", "", "");
    add("/identity/v3/projects", "projects", "project", "project");
    add("/identity/v3/auth/projects", "projects", "project", "");
    add("/identity/v3/users", "users", "user", "user");
    add("/identity/v3/roles", "roles", "role", "role");
    add("/identity/v3/role_assignments", "role_assignments", "", "role_assignment");
    add("/skylab/v1/tasks", "tasks", "task", "task");
    add("/skylab/v1/trash", "trash", "", "trash");
    add("/compute/v2.1/os-server-groups", "server_groups", "server_group", "server_group");
    add("/compute/v2.1/os-availability-zone", "availabilityZoneInfo", "", "aggregate");
    add("/compute/v2.1/os-services", "services", "service", "service");
    add("/volume/v3/types", "volume_types", "volume_type", "volume_type");
    add("/image/v2/metadefs/namespaces", "namespaces", "", "");
    connect(&m_server, &ScriptedServer::webSocket, this, [this](QWebSocket* socket) {
        m_streams << socket;
        connect(socket, &QObject::destroyed, this, [this, socket] { m_streams.removeAll(socket); });
        socket->sendTextMessage(QStringLiteral(R"({"hello":true,"seq":%1})").arg(m_seq));
        const auto since = QUrlQuery(socket->requestUrl()).queryItemValue("since");
        for (auto it = since.isEmpty() ? m_log.cend() : m_log.upperBound(since.toInt()); it != m_log.cend(); ++it)
            socket->sendTextMessage(*it);
    });
    m_server.admit = [this](const Ask& ask) {
        const auto since = QUrlQuery(ask.query).queryItemValue("since");
        return Answer { since.isEmpty() || since.toInt() >= m_logBegins ? 101 : 410, {} };
    };
}

client::Connection ScriptedCloud::connection() const
{
    client::Connection it;
    it.name = "lab";
    it.authUrl = m_server.url() + "/identity/v3";
    it.userName = "demo";
    it.projectName = "demo";
    it.password = Secret("secret-word");
    return it;
}

Answer ScriptedCloud::token(const Ask& ask)
{
    const auto identity = ask.json()[u"auth"][u"identity"];
    if (identity[u"methods"][0].toString() == u"password" && identity[u"password"][u"user"][u"password"].toString() != u"secret-word")
        return Answer::json(QJsonObject { { "error", QJsonObject { { "code", 401 }, { "message", "The request you have made requires authentication." } } } }, 401);
    const auto url = m_server.url();
    QJsonArray roleRows;
    for (const auto& role : std::as_const(roles))
        roleRows.append(QJsonObject { { "name", role } });
    QJsonArray catalog;
    for (const auto& [type, path] : std::initializer_list<std::pair<const char*, const char*>> { { "identity", "/identity" }, { "compute", "/compute/v2.1" }, { "image", "/image" }, { "volumev3", "/volume/v3" }, { "network", "/network" }, { "object-store", "/object-store/v1/AUTH_p1" } })
        catalog.append(service(type, url + path, regions));
    if (hasExtras)
        catalog.append(service("skylab", url + "/skylab/v1", regions));
    const auto project = ask.json()[u"auth"][u"scope"][u"project"][u"id"].toString("p1");
    auto answer = Answer::json(QJsonObject { { "token", QJsonObject {
        { "user", QJsonObject { { "id", "u1" }, { "name", "demo" }, { "domain", QJsonObject { { "name", "Default" } } } } },
        { "project", QJsonObject { { "id", project }, { "name", project == u"p1" ? "demo" : project } } },
        { "roles", roleRows },
        { "expires_at", toString(Clock::now().addSeconds(3600), TimeFormat::MicrosZ) }, { "catalog", catalog } } } }, 201);
    answer.headers["X-Subject-Token"] = "token";
    return answer;
}

Answer ScriptedCloud::list(const Table& table, const Ask& ask) const
{
    QJsonArray rows;
    const QUrlQuery query(ask.query);
    if (isOfNames(table.key) && query.hasQueryItem("marker"))
        return Answer::json(rows);
    for (const auto& row : table.rows) {
        bool keep = true;
        for (const auto& [key, value] : query.queryItems()) {
            if ((row.contains(key) || key == u"reservation_id" || key == u"instance_uuid") && row[key].toVariant().toString() != value)
                keep = false;
        }
        if (keep)
            rows.append(table.key == u"keypairs" ? QJsonObject { { "keypair", row } } : row);
    }
    return isOfNames(table.key) ? Answer::json(rows) : Answer::json(QJsonObject { { table.key, rows } });
}

Answer ScriptedCloud::create(const QString& path, Table& table, const Ask& ask)
{
    auto row = table.itemKey.isEmpty() ? ask.json() : ask.json()[table.itemKey].toObject();
    const auto id = table.key == u"keypairs" ? row[u"name"].toString() : newUuid();
    row["id"] = id;
    if (table.key == u"servers") {
        const auto flavor = m_tables["/compute/v2.1/flavors"].rows.value(row[u"flavorRef"].toString());
        row["status"] = "BUILD";
        row["OS-EXT-STS:task_state"] = "scheduling";
        row["created"] = ago(0);
        row["flavor"] = QJsonObject { { "original_name", flavor[u"name"] }, { "vcpus", flavor[u"vcpus"] }, { "ram", flavor[u"ram"] }, { "disk", flavor[u"disk"] } };
        row["image"] = QJsonObject { { "id", row[u"imageRef"] } };
        row["addresses"] = QJsonObject();
    } else if (table.key == u"keypairs") {
        row["fingerprint"] = "aa:bb:cc";
        if (!row.contains("public_key"))
            row["private_key"] = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
    } else if (table.key == u"volumes" || table.key == u"snapshots") {
        row["status"] = "creating";
        row["created_at"] = ago(0);
        row["attachments"] = QJsonArray();
    } else {
        row["status"] = table.key == u"images" ? "queued" : "ACTIVE";
    }
    if (table.key == u"servers" && row[u"return_reservation_id"].toBool()) {
        const auto name = row[u"name"].toString();
        for (int number = 1; number <= row[u"max_count"].toInt(1); ++number) {
            row["id"] = newUuid();
            row["name"] = QStringLiteral("%1-%2").arg(name).arg(number);
            row["reservation_id"] = "r-1";
            put(path, row);
        }
        return Answer::json(QJsonObject { { "reservation_id", "r-1" } }, 202);
    }
    put(path, row);
    return Answer::json(table.itemKey.isEmpty() ? row : QJsonObject { { table.itemKey, row } }, table.key == u"servers" ? 202 : 201);
}

Answer ScriptedCloud::change(const QString& path, Table& table, const QString& id, const Ask& ask)
{
    auto row = table.rows.value(id);
    const auto change = table.itemKey.isEmpty() ? ask.json() : ask.json()[table.itemKey].toObject();
    for (auto it = change.begin(); it != change.end(); ++it)
        row[it.key()] = *it;
    for (const auto& step : QJsonDocument::fromJson(ask.body).array())   // JSON patch
        row[step[u"path"].toString().mid(1)] = step[u"value"];
    put(path, row);
    return Answer::json(table.itemKey.isEmpty() ? row : QJsonObject { { table.itemKey, row } });
}

Answer ScriptedCloud::remoteConsole(const Ask& ask) const
{
    const auto wanted = ask.json()[u"remote_console"].toObject();
    const auto type = wanted[u"type"].toString();
    if (!consoleUrls.contains(type))
        return Answer::json(QJsonObject { { "badRequest", QJsonObject { { "code", 400 }, { "message", QStringLiteral("Unavailable console type %1.").arg(type) } } } }, 400);
    return Answer::json(QJsonObject { { "remote_console", QJsonObject { { "protocol", wanted[u"protocol"] }, { "type", type }, { "url", consoleUrls[type] } } } });
}

Answer ScriptedCloud::instanceActionList() const
{
    auto all = instanceActions;
    all.append(QJsonObject { { "action", "create" }, { "start_time", ago(3) }, { "request_id", "req-1" } });
    return Answer::json(QJsonObject { { "instanceActions", all } });
}

Answer ScriptedCloud::consoleOutput(int lines) const { return Answer::json(QJsonObject { { "output", tailOf(consoleLog, lines) } }); }

Answer ScriptedCloud::answer(const Ask& ask)
{
    if (m_refusals.contains(ask.verb) && !ask.path.endsWith("/auth/tokens"))
        return m_refusals.take(ask.verb);
    if (const auto key = ask.verb + ' ' + ask.path.toUtf8(); m_refusalsAt.contains(key))
        return m_refusalsAt.take(key);
    else if (m_refusalsOfAll.contains(key))
        return m_refusalsOfAll.value(key);
    if (ask.path == u"/identity/v3/auth/tokens")
        return token(ask);
    if (ask.path == u"/skylab/v1")
        return Answer::json(QJsonObject { { "version", QJsonObject { { "id", "v1" }, { "features", QJsonArray::fromStringList(features) } } } });
    if (ask.path == u"/skylab/v1/policy")
        return Answer::json(QJsonObject { { "policy", QJsonObject { { "rules", rules } } } });
    if (const auto own = computeAnswer(ask))
        return *own;
    auto path = ask.path;
    if (path.startsWith("/skylab/v1/") && path != u"/skylab/v1/tasks" && path != u"/skylab/v1/trash")
        return skylabAnswer(ask);
    if (path.endsWith("/detail"))
        path.chop(7);
    if (const auto it = m_tables.find(path); it != m_tables.end())
        return ask.verb == "POST" ? create(path, *it, ask) : list(*it, ask);
    if (path.section(u'/', -2, -2) == u"os-instance-actions") {
        const QJsonArray events { QJsonObject { { "event", "compute_stop_instance" }, { "result", "Error" } } };
        return Answer::json(QJsonObject { { "instanceAction", QJsonObject { { "request_id", path.section(u'/', -1) }, { "events", events } } } });
    }
    const auto slash = path.lastIndexOf(u'/');
    const auto parent = path.left(slash), id = path.mid(slash + 1);
    if (id == u"action" && parent.startsWith("/compute"))
        return serverAction(parent.section(u'/', -1), ask);
    if (id == u"remote-consoles")
        return remoteConsole(ask);
    if (id == u"os-instance-actions")
        return instanceActionList();
    const auto it = m_tables.find(parent);
    if (it == m_tables.end())
        return missing();
    if (it->key == u"containers" && ask.verb == "PUT") {
        put(parent, { { "name", id }, { "count", 0 }, { "bytes", 0 } });
        return { 201, {} };
    }
    if (it->key == u"objects" && ask.verb == "PUT") {
        if (it->rows.contains(id) && ask.headers.contains("if-none-match"))
            return { 412, {} };
        put(parent, { { "name", id }, { "bytes", double(ask.body.size()) } });
        return { 201, {} };
    }
    if (!it->rows.contains(id))
        return missing();
    if (ask.verb == "DELETE") {
        remove(parent, id);
        return { 204, {} };
    }
    if (ask.verb == "PUT" || ask.verb == "PATCH")
        return change(parent, *it, id, ask);
    return Answer::json(it->itemKey.isEmpty() ? it->rows[id] : QJsonObject { { it->itemKey, it->rows[id] } });
}

void ScriptedCloud::put(const QString& path, const QJsonObject& row)
{
    auto& table = m_tables[path];
    const auto id = row[u"id"].toString(row[u"name"].toString());
    const bool known = table.rows.contains(id);
    table.rows[id] = row;
    sendEvent(table, known ? "update" : "create", id, row);
}

void ScriptedCloud::remove(const QString& path, const QString& id)
{
    m_tables[path].rows.remove(id);
    sendEvent(m_tables[path], "delete", id, {});
}

void ScriptedCloud::sendEvent(const Table& table, const char* what, const QString& id, const QJsonObject& row)
{
    const QJsonObject event { { "seq", ++m_seq }, { "type", QStringLiteral("x.%1.%2").arg(table.event, QLatin1String(what)) }, { "resource_type", table.event }, { "resource_id", id }, { "project_id", "p1" }, { "payload", row } };
    m_log[m_seq] = QString::fromUtf8(QJsonDocument(event).toJson(QJsonDocument::Compact));
    for (auto* stream : std::as_const(m_streams))
        stream->sendTextMessage(m_log[m_seq]);
}

void ScriptedCloud::cutStreams()
{
    for (auto* stream : std::exchange(m_streams, {}))
        stream->abort();
}

void ScriptedCloud::fillSample()
{
    fillCompute();
    fillNetwork();
    fillRest();
}

void ScriptedCloud::fillCompute()
{
    const auto flavor = [&](const char* id, int cpus, int ram, int disk) {
        put("/compute/v2.1/flavors", { { "id", QLatin1String(id) }, { "name", QLatin1String(id) }, { "vcpus", cpus }, { "ram", ram }, { "disk", disk }, { "os-flavor-access:is_public", true } });
    };
    flavor("m1.tiny", 1, 512, 1), flavor("m1.small", 1, 2048, 20), flavor("m1.medium", 2, 4096, 40), flavor("m1.large", 4, 8192, 80), flavor("g1.gpu", 8, 65536, 200);
    const char* images[] = { "Debian 12", "Ubuntu 24.04", "Rocky 9", "Fedora CoreOS", "Windows 2022" };
    for (int i = 0; i < 5; ++i)
        put("/image/v2/images", { { "id", QStringLiteral("image-%1").arg(i) }, { "name", QLatin1String(images[i]) }, { "status", "active" }, { "disk_format", i == 4 ? "iso" : "qcow2" }, { "size", 380'000'000.0 * (i + 1) }, { "visibility", i % 2 ? "private" : "public" }, { "min_ram", i == 4 ? 4096 : 0 }, { "min_disk", i == 4 ? 40 : 0 }, { "created_at", ago(6000 * (i + 1)) } });
    put("/compute/v2.1/os-availability-zone", { { "id", "nova" }, { "zoneName", "nova" }, { "zoneState", QJsonObject { { "available", true } } } });
    for (const auto host : { "lab-pc", "lab-server" })
        put("/compute/v2.1/os-services", { { "id", host }, { "host", host }, { "binary", "nova-compute" }, { "state", "up" }, { "status", "enabled" } });
    put("/compute/v2.1/os-server-groups", { { "id", "sg1" }, { "name", "apart" }, { "policy", "anti-affinity" }, { "members", QJsonArray() } });
    put("/image/v2/metadefs/namespaces", { { "id", "OS::Test" }, { "namespace", "OS::Test" }, { "display_name", "Lab" }, { "properties", QJsonObject { { "lab_role", QJsonObject { { "title", "Role in the lab" }, { "type", "string" }, { "enum", QJsonArray { "web", "database" } } } } } } });
    put("/compute/v2.1/os-keypairs", { { "name", "lab-laptop" }, { "fingerprint", "5c:ee:12:7f:41:9a:00:b2:cc:70:51:0e:9d:2f:31:aa" }, { "type", "ssh" }, { "public_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ demo@laptop" } });
    const char* names[] = { "web-1", "web-2", "web-10", "db-prod-1", "db-prod-2", "mail", "ci-runner-7", "gitlab", "bastion", "worker-1", "worker-2", "build-box" };
    for (int i = 0; i < 12; ++i) {
        const char* status = i == 6 ? "ERROR" : i == 7 ? "SHUTOFF" : i == 9 ? "PAUSED" : i == 11 ? "BUILD" : "ACTIVE";
        const auto flavor = m_tables["/compute/v2.1/flavors"].rows.values()[i % 5];
        QJsonObject row { { "id", QStringLiteral("7c1e%1-aaaa-4bbb-8ccc-0123456789ab").arg(i, 4, 10, QLatin1Char('0')) }, { "name", QLatin1String(names[i]) }, { "status", QLatin1String(status) }, { "created", ago(2 + i * i * 9) }, { "updated", ago(1) },
                          { "image", QJsonObject { { "id", QStringLiteral("image-%1").arg(i % 5) } } }, { "flavor", QJsonObject { { "original_name", flavor[u"name"] }, { "vcpus", flavor[u"vcpus"] }, { "ram", flavor[u"ram"] }, { "disk", flavor[u"disk"] } } },
                          { "key_name", "lab-laptop" }, { "security_groups", QJsonArray { QJsonObject { { "name", "default" } } } }, { "OS-EXT-AZ:availability_zone", "nova" }, { "OS-EXT-SRV-ATTR:host", QStringLiteral("lab-pc") } };
        if (i != 11)
            row["addresses"] = QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", QStringLiteral("10.20.0.%1").arg(11 + i) }, { "OS-EXT-IPS:type", "fixed" } } } } };
        if (i == 0)
            row["addresses"] = QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", "10.20.0.11" }, { "OS-EXT-IPS:type", "fixed" } }, QJsonObject { { "addr", "172.24.4.17" }, { "OS-EXT-IPS:type", "floating" } } } } };
        if (i == 6)
            row["fault"] = QJsonObject { { "code", 500 }, { "message", "No host can run ci-runner-7: lab-pc has 19.4 GiB memory free of 64 GiB asked." } };
        if (i == 11)
            row["OS-EXT-STS:task_state"] = "spawning";
        put("/compute/v2.1/servers", row);
    }
}

void ScriptedCloud::fillNetwork()
{
    const auto network = [&](const char* id, const char* name, bool external, const char* cidr) {
        put("/network/v2.0/subnets", { { "id", QLatin1String(id) + QStringLiteral("-s") }, { "name", QLatin1String(name) + QStringLiteral("-subnet") }, { "network_id", QLatin1String(id) }, { "cidr", QLatin1String(cidr) }, { "gateway_ip", QString(QLatin1String(cidr)).replace("0/24", "1") }, { "enable_dhcp", !external } });
        put("/network/v2.0/networks", { { "id", QLatin1String(id) }, { "name", QLatin1String(name) }, { "status", "ACTIVE" }, { "router:external", external }, { "shared", external }, { "mtu", 1442 }, { "subnets", QJsonArray { QLatin1String(id) + QStringLiteral("-s") } } });
    };
    network("n1", "demo", false, "10.20.0.0/24");
    network("n2", "public", true, "172.24.4.0/24");
    network("n3", "backend", false, "10.30.0.0/24");
    put("/network/v2.0/ports", { { "id", "port-1" }, { "network_id", "n1" }, { "device_id", "7c1e0000-aaaa-4bbb-8ccc-0123456789ab" }, { "device_owner", "compute:nova" }, { "mac_address", "fa:16:3e:11:22:33" }, { "status", "ACTIVE" }, { "fixed_ips", QJsonArray { QJsonObject { { "ip_address", "10.20.0.11" }, { "subnet_id", "n1-s" } } } } });
    put("/network/v2.0/ports", { { "id", "port-2" }, { "network_id", "n1" }, { "device_id", "r1" }, { "device_owner", "network:router_interface" }, { "mac_address", "fa:16:3e:11:22:44" }, { "status", "ACTIVE" }, { "fixed_ips", QJsonArray { QJsonObject { { "ip_address", "10.20.0.1" }, { "subnet_id", "n1-s" } } } } });
    put("/network/v2.0/routers", { { "id", "r1" }, { "name", "demo-router" }, { "status", "ACTIVE" }, { "external_gateway_info", QJsonObject { { "network_id", "n2" }, { "enable_snat", true }, { "external_fixed_ips", QJsonArray { QJsonObject { { "ip_address", "172.24.4.9" } } } } } } });
    QJsonArray defaults;
    const auto rule = [&](const char* id, const char* direction, const QJsonValue& protocol, const QJsonValue& port, const QJsonValue& prefix) {
        const QJsonObject row { { "id", QLatin1String(id) }, { "security_group_id", "g1" }, { "direction", QLatin1String(direction) }, { "ethertype", "IPv4" }, { "protocol", protocol }, { "port_range_min", port }, { "port_range_max", port }, { "remote_ip_prefix", prefix } };
        put("/network/v2.0/security-group-rules", row);
        defaults.append(row);
    };
    rule("rule-1", "egress", {}, {}, {}), rule("rule-2", "ingress", "tcp", 22, "0.0.0.0/0"), rule("rule-3", "ingress", "icmp", {}, "10.20.0.0/24");
    put("/network/v2.0/security-groups", { { "id", "g1" }, { "name", "default" }, { "description", "Default security group" }, { "security_group_rules", defaults } });
    put("/network/v2.0/security-groups", { { "id", "g2" }, { "name", "web" }, { "description", "HTTP and HTTPS" }, { "security_group_rules", QJsonArray { QJsonObject { { "direction", "ingress" }, { "protocol", "tcp" }, { "port_range_min", 80 }, { "port_range_max", 80 } }, 2, 3, 4 } } });
    put("/network/v2.0/floatingips", { { "id", "f1" }, { "floating_ip_address", "172.24.4.17" }, { "fixed_ip_address", "10.20.0.11" }, { "port_id", "port-1" }, { "status", "ACTIVE" }, { "floating_network_id", "n2" }, { "router_id", "r1" } });
    put("/network/v2.0/floatingips", { { "id", "f2" }, { "floating_ip_address", "172.24.4.23" }, { "status", "DOWN" }, { "floating_network_id", "n2" } });
}

void ScriptedCloud::fillRest()
{
    put("/volume/v3/volumes", { { "id", "v1" }, { "name", "db-data" }, { "status", "in-use" }, { "size", 100 }, { "volume_type", "file" }, { "bootable", "false" }, { "created_at", ago(4000) }, { "attachments", QJsonArray { QJsonObject { { "server_id", "7c1e0003-aaaa-4bbb-8ccc-0123456789ab" }, { "device", "/dev/vdb" } } } } });
    put("/volume/v3/volumes", { { "id", "v2" }, { "name", "scratch" }, { "status", "available" }, { "size", 20 }, { "volume_type", "file" }, { "bootable", "false" }, { "created_at", ago(90) }, { "attachments", QJsonArray() } });
    put("/volume/v3/snapshots", { { "id", "s1" }, { "name", "db-data before upgrade" }, { "status", "available" }, { "size", 100 }, { "volume_id", "v1" }, { "created_at", ago(300) } });
    put("/object-store/v1/AUTH_p1", { { "name", "backups" }, { "count", 42 }, { "bytes", 1.8e9 } });
    for (const auto table : { "/identity/v3/projects", "/identity/v3/auth/projects" }) {
        put(table, { { "id", "p1" }, { "name", "demo" }, { "enabled", true }, { "domain_id", "default" }, { "description", "First steps" } });
        put(table, { { "id", "p2" }, { "name", "stage" }, { "enabled", true }, { "domain_id", "default" } });
    }
    put("/identity/v3/users", { { "id", "u1" }, { "name", "demo" }, { "enabled", true }, { "domain_id", "default" }, { "default_project_id", "p1" } });
    put("/identity/v3/users", { { "id", "u2" }, { "name", "kim" }, { "enabled", false }, { "domain_id", "default" }, { "email", "kim@example.org" } });
    put("/identity/v3/roles", { { "id", "role-m" }, { "name", "member" } });
    put("/identity/v3/roles", { { "id", "role-a" }, { "name", "admin" } });
}

} // namespace skylab::test
