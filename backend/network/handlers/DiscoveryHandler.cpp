#include "network/handlers/DiscoveryHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/Wire.h"

namespace skylab::network {

using service::Call;

namespace {

struct Extension {
    const char* alias;
    const char* name;
    const char* description;
};
/// Only what works: clients, Horizon and tempest switch features on by these.
constexpr Extension served[] = {
    { "address-group", "Address group", "Networks that rules of security groups name together." },
    { "address-scope", "Address scope", "Subnet pools whose addresses don't overlap." },
    { "agent", "agent", "The agents that carry ports, as the network engine sees them." },
    { "allowed-address-pairs", "Allowed Address Pairs", "More source addresses that a port may use." },
    { "auto-allocated-topology", "Auto Allocated Topology Services", "A network with a way out for projects that have none." },
    { "availability_zone", "Availability Zone", "The zones of agents, networks and routers." },
    { "availability_zone_filter", "Availability Zone Filter Extension", "Zones can be found by their attributes." },
    { "binding", "Port Binding", "Which host carries a port, and how it is plugged in there." },
    { "binding-extended", "Port Bindings Extended", "Hosts that shall take a port over." },
    { "default-subnetpools", "Default Subnetpools", "Subnets of the default subnet pool." },
    { "dns-integration", "DNS Integration", "Names of ports that other guests of the network can resolve." },
    { "expose-port-forwarding-in-fip", "Expose Port Forwardings in FIP", "Floating IPs show their port forwardings." },
    { "empty-string-filtering", "Empty String Filtering Extension", "Lists can be filtered by an empty text." },
    { "ext-gw-mode", "Neutron L3 Configurable external gateway mode", "A router's source NAT can be switched off." },
    { "external-net", "Neutron external network", "Networks that lead out of the cloud." },
    { "extra_dhcp_opt", "Neutron Extra DHCP options", "DHCP options of single ports." },
    { "extraroute", "Neutron Extra Route", "Static routes of routers." },
    { "extraroute-atomic", "Atomically add/remove extra routes", "Static routes can be added and removed one by one." },
    { "filter-validation", "Filter parameters validation", "Unknown filters are refused." },
    { "fip-port-details", "Floating IP Port Details Extension", "Floating IPs show the port that they belong to." },
    { "floating-ip-port-forwarding", "Floating IP Port Forwarding", "Ports of a floating IP that lead to ports of guests." },
    { "floating-ip-port-forwarding-description", "Floating IP Port Forwarding new attribute description", "Port forwardings have a description." },
    { "floating-ip-port-forwarding-detail", "Floating IP Port Forwarding details", "Floating IPs show all of their port forwardings." },
    { "floating-ip-port-forwarding-port-ranges", "Floating IP Port Forwarding support for port ranges", "Ranges of ports can be forwarded." },
    { "floatingip-pools", "Floating IP Pools Extension", "The subnets that floating IPs come from." },
    { "ip-substring-filtering", "IP address substring filtering", "Ports can be found by a part of their address." },
    { "ip_allocation", "IP Allocation", "When a port gets its addresses." },
    { "net-mtu", "Network MTU", "Networks show their MTU." },
    { "net-mtu-writable", "Network MTU (writable)", "The MTU of a network can be chosen." },
    { "network-ip-availability", "Network IP Availability", "How many addresses are left." },
    { "network_availability_zone", "Network Availability Zone", "The zones of a network." },
    { "pagination", "Pagination support", "Lists come in pages." },
    { "port-mac-address-regenerate", "Neutron Port MAC address regenerate", "A port can be given a new MAC address." },
    { "port-security", "Port Security", "Filtering can be switched off for a network or port." },
    { "port-security-groups-filtering", "Port filtering on security groups", "Ports can be found by their security group." },
    { "project-id", "project_id field enabled", "project_id beside tenant_id." },
    { "provider", "Provider Network", "Networks on physical networks." },
    { "qos", "Quality of Service", "Policies that limit and mark traffic." },
    { "qos-bw-limit-direction", "Direction for QoS bandwidth limit rule", "Limits in either direction." },
    { "qos-default", "QoS default policy", "A policy for all new networks of a project." },
    { "qos-fip", "Floating IP QoS", "Policies of floating IPs." },
    { "qos-fip-network-policy", "QoS floating IP network policy ID", "Floating IPs show the policy of their network." },
    { "qos-port-network-policy", "QoS port network policy ID", "Ports show the policy of their network." },
    { "qos-rule-type-details", "Details of QoS rule types", "What rules of a type can say." },
    { "qos-rule-type-filter", "Allow to filter the list of QoS rule types", "Rule types that are supported, and all." },
    { "qos-rules-alias", "Quality of Service rules alias API", "Rules can be reached without their policy." },
    { "quota_details", "Quota details management support", "Quotas with what is in use." },
    { "quotas", "Quota management support", "Quotas of projects." },
    { "rbac-address-group", "Add address_group type to RBAC", "Address groups can be shared." },
    { "rbac-address-scope", "Add address_scope type to RBAC", "Address scopes can be shared." },
    { "rbac-policies", "RBAC Policies", "Networks can be shared with single projects." },
    { "rbac-security-groups", "Add security_group type to network RBAC", "Security groups can be shared." },
    { "rbac-subnetpool", "Add subnetpool type to RBAC", "Subnet pools can be shared." },
    { "revision-if-match", "If-Match constraints based on revision_number", "Changes only to the revision that a client has seen." },
    { "router", "Neutron L3 Router", "Routers and floating IPs." },
    { "router_availability_zone", "Router Availability Zone", "The zones of a router." },
    { "security-group", "security-group", "Security groups and their rules." },
    { "security-groups-default-rules", "Default rules for security groups", "What new security groups are born with." },
    { "security-groups-normalized-cidr", "Normalized CIDR field for security group rules", "Rules show the network that their prefix means." },
    { "security-groups-remote-address-group", "Remote address group id field for security group rules", "Rules that name an address group." },
    { "security-groups-rules-belongs-to-default-sg", "Security groups rules belongs to the default SG", "Rules tell whether they are the default group's." },
    { "service-type", "Neutron Service Type Management", "Who provides a service." },
    { "sort-key-validation", "Sort Key Validation Extension", "Unknown sort keys are refused." },
    { "security-groups-shared-filtering", "Security group filtering on the shared field", "Security groups can be found by whether they are shared." },
    { "segment", "Segment", "What carries each network." },
    { "sorting", "Sorting support", "Lists can be sorted." },
    { "standard-attr-description", "standard-attr-description", "Descriptions of resources." },
    { "standard-attr-revisions", "Resource revision numbers", "Every change gives a resource a new revision." },
    { "standard-attr-segment", "Standard Attribute Segment Extension", "Segments have description, times and revision too." },
    { "standard-attr-tag", "Tag support for resources with standard attribute", "Tags of resources." },
    { "standard-attr-timestamp", "Resource timestamps", "When a resource was made and changed." },
    { "stateful-security-group", "Stateful security group", "Groups that don't track connections." },
    { "trunk", "Trunk Extension", "Ports of several networks through one port of a guest." },
    { "trunk-details", "Trunk port details", "A trunk's parent shows its subports." },
    { "subnet-service-types", "Subnet service types", "Subnets for the ports of some owners only." },
    { "subnet_allocation", "Subnet Allocation", "Subnets out of subnet pools." },
    { "subnet_onboard", "Subnet Onboard", "Subnets that are there can be put into a subnet pool." },
    { "subnetpool-prefix-ops", "Subnet Pool Prefix Operations", "Prefixes of subnet pools can be added and removed one by one." },
    { "tag-creation", "Tag creation extension", "Several tags can be added at once." },
};

bool isServed(const Extension& extension, const Capabilities& able)
{
    const QLatin1String alias(extension.alias);
    if (alias == QLatin1String("stateful-security-group"))
        return able.statelessSecurityGroups;
    if (alias == QLatin1String("security-groups-remote-address-group"))
        return able.addressGroups;
    if (alias.startsWith(QLatin1String("qos")))
        return able.qos;
    if (alias.startsWith(QLatin1String("trunk")))
        return able.trunks;
    if (alias.contains(QLatin1String("port-forwarding")))
        return able.portForwarding;
    return true;
}

void writeExtension(JsonWriter& json, const Extension& extension)
{
    json.beginObject().key("alias").value(extension.alias).key("name").value(extension.name).key("description").value(extension.description);
    json.key("updated").value("2026-01-01T00:00:00-00:00").key("links").beginArray().endArray().endObject();
}

} // namespace

std::vector<service::Route> DiscoveryHandler::routes()
{
    using H = DiscoveryHandler;
    const auto anyone = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::anyone }; };
    return {
        service::route("GET", "", anyone("get_resources"), this, &H::resources),
        service::route("GET", "/", anyone("get_resources"), this, &H::resources),
        service::route("GET", "/extensions", anyone("get_extensions"), this, &H::extensions),
        service::route("GET", "/extensions/{alias}", anyone("get_extension"), this, &H::extension),
        service::route("GET", "/availability_zones", anyone("get_availability_zone"), this, &H::zones),
        service::route("GET", "/service-providers", anyone("get_service_provider"), this, &H::providers),
    };
}

std::vector<service::Route> DiscoveryHandler::rootRoutes()
{
    const service::Guard anyone { QStringLiteral("get_versions"), service::rules::anyone };
    return {
        service::open(service::route("GET", "", anyone, this, &DiscoveryHandler::versions)),
        service::open(service::route("GET", "/", anyone, this, &DiscoveryHandler::versions)),
    };
}

Result<http::Response> DiscoveryHandler::versions(Call& call)
{
    JsonWriter json;
    json.beginObject().key("versions").beginArray().beginObject().key("id").value("v2.0").key("status").value("CURRENT").key("links").beginArray();
    json.beginObject().key("rel").value("self").key("href").value(call.request.baseUrl() + QStringLiteral("/network/v2.0/")).endObject();
    json.endArray().endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::resources(Call& call)
{
    JsonWriter json;
    json.beginObject().key("resources").beginArray();
    for (const auto& [name, collection] : { std::pair { "network", "networks" }, { "subnet", "subnets" }, { "port", "ports" }, { "router", "routers" }, { "floatingip", "floatingips" },
                                            { "security_group", "security-groups" }, { "security_group_rule", "security-group-rules" }, { "agent", "agents" },
                                            { "subnetpool", "subnetpools" }, { "address_scope", "address-scopes" }, { "address_group", "address-groups" }, { "rbac_policy", "rbac-policies" }, { "segment", "segments" },
                                            { "trunk", "trunks" }, { "policy", "qos/policies" } }) {
        json.beginObject().key("name").value(name).key("collection").value(collection).key("links").beginArray();
        json.beginObject().key("rel").value("self").key("href").value(call.baseUrl + u'/' + QLatin1String(collection)).endObject().endArray().endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::extensions(Call&)
{
    const auto able = m_service.capabilities();
    JsonWriter json;
    json.beginObject().key("extensions").beginArray();
    for (const auto& one : served)
        if (isServed(one, able))
            writeExtension(json, one);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::extension(Call& call)
{
    const auto alias = call.id(QStringLiteral("alias"));
    const auto able = m_service.capabilities();
    for (const auto& one : served) {
        if (alias != QLatin1String(one.alias) || !isServed(one, able))
            continue;
        JsonWriter json;
        json.beginObject().key("extension");
        writeExtension(json, one);
        json.endObject();
        return service::jsonResponse(200, json.take());
    }
    return refuse(ErrorCode::NotFound, "HTTPNotFound", QStringLiteral("Extension with alias %1 does not exist").arg(alias.left(64)));
}

Result<http::Response> DiscoveryHandler::zones(Call& call)
{
    const auto isWanted = [&](QStringView filter, const char* value) {
        const auto wanted = call.query(filter);
        return wanted.isNull() || wanted == QLatin1String(value);
    };
    JsonWriter json;
    json.beginObject().key("availability_zones").beginArray();
    for (const auto* resource : { "network", "router" })
        if (isWanted(u"resource", resource) && isWanted(u"name", "nova") && isWanted(u"state", "available"))
            json.beginObject().key("name").value("nova").key("resource").value(resource).key("state").value("available").endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::providers(Call&)
{
    JsonWriter json;
    json.beginObject().key("service_providers").beginArray().beginObject().key("service_type").value("L3_ROUTER_NAT");
    json.key("name").value(m_service.driver().name()).key("default").value(true).endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::network
