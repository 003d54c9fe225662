#include "panel/Panels.h"
#include "panel/Wording.h"

namespace skylab::panel {

namespace {

bool statusIsTransient(const QJsonObject& row)
{
    return isTransient(row[u"status"].toString());
}

model::Source source(const char* id, const char* service, const char* path, const char* key, const char* itemPath, const char* itemKey, const QStringList& events)
{
    model::Source it;
    it.id = QLatin1String(id);
    it.service = QLatin1String(service);
    it.path = QLatin1String(path);
    it.key = QLatin1String(key);
    it.itemPath = QLatin1String(itemPath);
    it.itemKey = QLatin1String(itemKey);
    it.eventTypes = events;
    return it;
}

std::vector<model::Source> computeSources()
{
    auto servers = source("servers", "compute", "/servers/detail", "servers", "/servers/%1", "server", { "server" });
    servers.busy = [](const QJsonObject& row) { return statusIsTransient(row) || !row[u"OS-EXT-STS:task_state"].toString().isEmpty(); };
    auto images = source("images", "image", "/v2/images", "images", "/v2/images/%1", "", { "image" });
    images.busy = statusIsTransient;
    images.projectBound = false;
    auto keypairs = source("keypairs", "compute", "/os-keypairs", "keypairs", "/os-keypairs/%1", "keypair", { "keypair" });
    keypairs.idField = "name";
    keypairs.projectBound = false;
    keypairs.unwrap = [](const QJsonObject& element) { return element.contains(u"keypair") ? element[u"keypair"].toObject() : element; };
    auto flavors = source("flavors", "compute", "/flavors/detail", "flavors", "/flavors/%1", "flavor", { "flavor" });
    flavors.query.addQueryItem("is_public", "None");
    flavors.projectBound = false;
    auto groups = source("server-groups", "compute", "/os-server-groups", "server_groups", "/os-server-groups/%1", "server_group", { "server_group" });
    auto zones = source("zones", "compute", "/os-availability-zone", "availabilityZoneInfo", "", "", { "aggregate" });
    zones.idField = "zoneName";
    zones.projectBound = false;
    auto hosts = source("compute-hosts", "compute", "/os-services", "services", "", "", { "service" });
    hosts.query.addQueryItem("binary", "nova-compute");
    hosts.idField = "host";
    hosts.projectBound = false;
    return { servers, images, keypairs, flavors, groups, zones, hosts };
}

std::vector<model::Source> storageSources()
{
    auto volumes = source("volumes", "block-storage", "/volumes/detail", "volumes", "/volumes/%1", "volume", { "volume" });
    volumes.busy = statusIsTransient;
    auto snapshots = source("snapshots", "block-storage", "/snapshots/detail", "snapshots", "/snapshots/%1", "snapshot", { "snapshot", "volume_snapshot" });
    snapshots.busy = statusIsTransient;
    auto containers = source("containers", "object-store", "", "containers", "", "", { "container", "object" });
    containers.query.addQueryItem("format", "json");
    containers.idField = "name";
    auto types = source("volume-types", "block-storage", "/types", "volume_types", "/types/%1", "volume_type", { "volume_type" });
    types.projectBound = false;
    return { volumes, snapshots, containers, types };
}

std::vector<model::Source> networkSources()
{
    auto networks = source("networks", "network", "/v2.0/networks", "networks", "/v2.0/networks/%1", "network", { "network" });
    networks.projectBound = false;   // shared and external ones of others are in the list
    auto subnets = source("subnets", "network", "/v2.0/subnets", "subnets", "/v2.0/subnets/%1", "subnet", { "subnet" });
    subnets.projectBound = false;
    auto groups = source("security-groups", "network", "/v2.0/security-groups", "security_groups", "/v2.0/security-groups/%1", "security_group", { "security_group" });
    auto addresses = source("floating-ips", "network", "/v2.0/floatingips", "floatingips", "/v2.0/floatingips/%1", "floatingip", { "floatingip", "floating_ip" });
    auto ports = source("ports", "network", "/v2.0/ports", "ports", "/v2.0/ports/%1", "port", { "port" });
    auto routers = source("routers", "network", "/v2.0/routers", "routers", "/v2.0/routers/%1", "router", { "router" });
    for (auto* one : { &ports, &routers, &groups, &addresses })
        one->projectItem = "project_id";
    return { networks, subnets, ports, routers, groups, addresses };
}

/// What only Skylab has.
std::vector<model::Source> extraSources() { return { source("trash", "skylab", "/trash", "trash", "", "", { "trash" }) }; }

std::vector<model::Source> identitySources()
{
    std::vector<model::Source> all {
        source("projects", "identity", "/v3/projects", "projects", "/v3/projects/%1", "project", { "project" }),
        source("users", "identity", "/v3/users", "users", "/v3/users/%1", "user", { "user" }),
        source("roles", "identity", "/v3/roles", "roles", "/v3/roles/%1", "role", { "role" }),
    };
    for (auto& one : all)
        one.projectBound = false;
    return all;
}

} // namespace

std::vector<model::Source> allSources()
{
    auto all = computeSources();
    for (auto part : { storageSources(), networkSources(), identitySources(), extraSources() })
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace skylab::panel
