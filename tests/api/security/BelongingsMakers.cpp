#include "Belongings.h"

namespace skylab::test {

namespace {
const ApiClient::Headers bytes { { "Content-Type", "application/octet-stream" } };
} // namespace

void Belongings::makeIdentity(const QString& friendId)
{
    const auto& admin = m_cloud.admin().token;
    const auto v3 = text("/identity/v3");
    const auto user = v3 + text("/users/") + m_owner.userId;
    own("{domain_id}", make("POST", v3 + text("/domains"), "{'domain':{'name':'alpha-only'}}", "domain/id", admin));
    own("identity:groups/{group_id}", make("POST", v3 + text("/groups"), "{'group':{'name':'alpha-only'}}", "group/id", admin));
    own("{credential_id}", make("POST", v3 + text("/credentials"), "{'credential':{'blob':'alpha-only','type':'cert','user_id':'{user_id}'}}", "credential/id"));
    own("{access}", make("POST", user + text("/credentials/OS-EC2"), "{'tenant_id':'{project_id}'}", "credential/access"));
    own("{application_credential_id}", make("POST", user + text("/application_credentials"), "{'application_credential':{'name':'alpha-only','access_rules':[{'service':'compute','method':'GET','path':'/alpha-only'}]}}", "application_credential/id"));
    own("{access_rule_id}", make("GET", user + text("/access_rules"), "", "access_rules/0/id"));
    own("{trust_id}", make("POST", v3 + text("/OS-TRUST/trusts"), (QByteArray("{'trust':{'impersonation':false,'trustor_user_id':'{user_id}','trustee_user_id':'") + friendId.toLatin1() + "','project_id':'{project_id}','roles':[{'name':'member'}]}}").constData(), "trust/id"));
    know("roles/{role_id} {prior_role_id}", make("POST", v3 + text("/roles"), "{'role':{'name':'extra'}}", "role/id", admin));
    know("{implied_role_id}", first(v3 + text("/roles?name=reader"), "roles", "id"));
}

void Belongings::makeExtensions(const QString&)
{
    const auto& admin = m_cloud.admin().token;
    const auto v3 = text("/identity/v3");
    own("{consumer_id}", make("POST", v3 + text("/OS-OAUTH1/consumers"), "{'consumer':{'description':'alpha-only'}}", "consumer/id", admin));
    know("{region_id}", make("POST", v3 + text("/regions"), "{'region':{'id':'elsewhere'}}", "region/id", admin));
    know("identity:{service_id}", make("POST", v3 + text("/services"), "{'service':{'type':'dns','name':'names'}}", "service/id", admin));
    know("{endpoint_id}", make("POST", v3 + text("/endpoints"), "{'endpoint':{'service_id':'identity:{service_id}','interface':'public','url':'http:/names'}}", "endpoint/id", admin));
    know("{endpoint_group_id}", make("POST", v3 + text("/OS-EP-FILTER/endpoint_groups"), "{'endpoint_group':{'name':'some','filters':{'interface':'public'}}}", "endpoint_group/id", admin));
    own("identity:{policy_id}", make("POST", v3 + text("/policies"), "{'policy':{'blob':'alpha-only','type':'application/json'}}", "policy/id", admin));
    know("{registered_limit_id}", make("POST", v3 + text("/registered_limits"), "{'registered_limits':[{'service_id':'identity:{service_id}','resource_name':'zones','default_limit':3}]}", "registered_limits/0/id", admin));
    own("{limit_id}", make("POST", v3 + text("/limits"), "{'limits':[{'service_id':'identity:{service_id}','resource_name':'zones','resource_limit':3,'project_id':'{project_id}'}]}", "limits/0/id", admin));
}

void Belongings::makeNetwork(const QString& third)
{
    const auto& admin = m_cloud.admin().token;
    const auto v2 = text("/network/v2.0");
    const auto open = first(v2 + text("/networks?router:external=true"), "networks", "id");
    own("{network_id} networks/{resource_id}", make("POST", v2 + text("/networks"), "{'network':{'name':'alpha-only'}}", "network/id"));
    own("{subnet_id} subnets/{resource_id}", make("POST", v2 + text("/subnets"), "{'subnet':{'name':'alpha-only','network_id':'{network_id}','ip_version':4,'cidr':'10.77.0.0/24'}}", "subnet/id"));
    own("network:{router_id} routers/{resource_id}", make("POST", v2 + text("/routers"), (QByteArray("{'router':{'name':'alpha-only','external_gateway_info':{'network_id':'") + open.toLatin1() + "'}}}").constData(), "router/id"));
    make("PUT", v2 + text("/routers/%1/add_router_interface").arg(id("network:{router_id}")), "{'subnet_id':'{subnet_id}'}", "");
    own("ports/{port_id} ports/{resource_id}", make("POST", v2 + text("/ports"), "{'port':{'name':'alpha-only','network_id':'{network_id}'}}", "port/id"));
    own("{floatingip_id} floatingips/{resource_id} {floating_ip_id}", make("POST", v2 + text("/floatingips"), (QByteArray("{'floatingip':{'description':'alpha-only','floating_network_id':'") + open.toLatin1() + "'}}").constData(), "floatingip/id"));
    const auto inside = make("POST", v2 + text("/ports"), "{'port':{'name':'alpha-only','network_id':'{network_id}','fixed_ips':[{'ip_address':'10.77.0.77'}]}}", "port/id");
    own("{port_forwarding_id}", make("POST", v2 + text("/floatingips/%1/port_forwardings").arg(id("{floatingip_id}")),
        (QByteArray("{'port_forwarding':{'protocol':'tcp','internal_ip_address':'10.77.0.77','internal_port':22,'external_port':2222,'internal_port_id':'") + inside.toLatin1() + "'}}").constData(), "port_forwarding/id"));
    own("security-groups/{security_group_id} security-groups/{resource_id} os-security-groups/{group}", make("POST", v2 + text("/security-groups"), "{'security_group':{'name':'alpha-only'}}", "security_group/id"));
    own("security-group-rules/{rule_id} os-security-group-rules/{rule}", make("POST", v2 + text("/security-group-rules"), "{'security_group_rule':{'security_group_id':'security-groups/{security_group_id}','direction':'ingress','description':'alpha-only'}}", "security_group_rule/id"));
    own("{rbac_policy_id}", make("POST", v2 + text("/rbac-policies"), (QByteArray("{'rbac_policy':{'object_type':'security_group','object_id':'security-groups/{security_group_id}','action':'access_as_shared','target_tenant':'") + third.toLatin1() + "'}}").constData(), "rbac_policy/id"));
    own("{trunk_id} trunks/{resource_id}", make("POST", v2 + text("/trunks"), (QByteArray("{'trunk':{'name':'alpha-only','port_id':'") + inside.toLatin1() + "'}}").constData(), "trunk/id"));
    know("{segment_id}", first(v2 + text("/segments"), "segments", "id"));
    know("{agent_id}", first(v2 + text("/agents"), "agents", "id"));
    own("network:policies/{policy_id} policies/{resource_id}", make("POST", v2 + text("/qos/policies"), "{'policy':{'name':'alpha-only','project_id':'{project_id}'}}", "policy/id", admin));
    const auto rules = v2 + text("/qos/policies/") + id("network:policies/{policy_id}");
    own("bandwidth_limit_rules/{rule_id} alias_bandwidth_limit_rules/{rule_id}", make("POST", rules + text("/bandwidth_limit_rules"), "{'bandwidth_limit_rule':{'max_kbps':1000}}", "bandwidth_limit_rule/id", admin));
    own("dscp_marking_rules/{rule_id} alias_dscp_marking_rules/{rule_id}", make("POST", rules + text("/dscp_marking_rules"), "{'dscp_marking_rule':{'dscp_mark':8}}", "dscp_marking_rule/id", admin));
}

void Belongings::makeAddresses()
{
    const auto v2 = text("/network/v2.0");
    own("{address_scope_id}", make("POST", v2 + text("/address-scopes"), "{'address_scope':{'name':'alpha-only','ip_version':4}}", "address_scope/id"));
    own("{subnetpool_id} subnetpools/{resource_id}", make("POST", v2 + text("/subnetpools"), "{'subnetpool':{'name':'alpha-only','prefixes':['10.78.0.0/16'],'default_prefixlen':24}}", "subnetpool/id"));
    own("{address_group_id}", make("POST", v2 + text("/address-groups"), "{'address_group':{'name':'alpha-only','addresses':['10.79.0.1/32']}}", "address_group/id"));
    know("default-security-group-rules/{rule_id}", first(v2 + text("/default-security-group-rules"), "default_security_group_rules", "id"));
}

void Belongings::makeImages(const QString& third)
{
    const auto v2 = text("/image/v2");
    own("{image_id}", make("POST", v2 + text("/images"), "{'name':'alpha-only','disk_format':'raw','container_format':'bare','visibility':'shared','os_distro':'none','thing':'alpha-only'}", "id"));
    make("PUT", v2 + text("/images/%1/file").arg(id("{image_id}")), "alpha-only content", "", {}, bytes);
    make("POST", v2 + text("/images/%1/members").arg(id("{image_id}")), (QByteArray("{'member':'") + third.toLatin1() + "'}").constData(), "member_id");
    know("{member_id}", third);
    own("{namespace}", make("POST", v2 + text("/metadefs/namespaces"), "{'namespace':'alpha-only','visibility':'private'}", "namespace", m_cloud.admin().token));
    const auto space = v2 + text("/metadefs/namespaces/alpha-only");
    make("POST", space + text("/objects"), "{'name':'thing'}", "", m_cloud.admin().token);
    make("POST", space + text("/properties"), "{'name':'thing','title':'thing','type':'string'}", "", m_cloud.admin().token);
    make("POST", space + text("/tags/thing"), "{}", "", m_cloud.admin().token);
    make("POST", space + text("/resource_types"), "{'name':'OS::Nova::Server'}", "", m_cloud.admin().token);
    know("image:{name}", text("thing"));
    know("resource_types/{name}", text("OS::Nova::Server"));
}

void Belongings::makeTypes()
{
    const auto& admin = m_cloud.admin().token;
    const auto v3 = text("/volume/v3");
    own("types/{type_id}", make("POST", v3 + text("/types"), "{'volume_type':{'name':'alpha-only','os-volume-type-access:is_public':false}}", "volume_type/id", admin));
    make("POST", v3 + text("/types/%1/action").arg(id("types/{type_id}")), "{'addProjectAccess':{'project':'{project_id}'}}", "", admin);
    make("POST", v3 + text("/types/%1/extra_specs").arg(id("types/{type_id}")), "{'extra_specs':{'thing':'alpha-only'}}", "", admin);
    know("{encryption_id}", make("POST", v3 + text("/types/%1/encryption").arg(id("types/{type_id}")), "{'encryption':{'provider':'luks','control_location':'front-end'}}", "encryption/encryption_id", admin));
    own("{qos_id}", make("POST", v3 + text("/qos-specs"), "{'qos_specs':{'name':'alpha-only'}}", "qos_specs/id", admin));
    own("{group_type_id}", make("POST", v3 + text("/group_types"), "{'group_type':{'name':'alpha-only','is_public':false,'group_specs':{'thing':'alpha-only'}}}", "group_type/id", admin));
}

void Belongings::makeVolumes()
{
    const auto v3 = text("/volume/v3");
    own("{volume_id}", make("POST", v3 + text("/volumes"), "{'volume':{'name':'alpha-only','size':1,'metadata':{'thing':'alpha-only'}}}", "volume/id"));
    m_cloud.settle();
    own("{snapshot_id}", make("POST", v3 + text("/snapshots"), "{'snapshot':{'name':'alpha-only','volume_id':'{volume_id}','metadata':{'thing':'alpha-only'}}}", "snapshot/id"));
    m_cloud.settle();
    own("{backup_id}", make("POST", v3 + text("/backups"), "{'backup':{'name':'alpha-only','volume_id':'{volume_id}'}}", "backup/id"));
    const auto given = make("POST", v3 + text("/volumes"), "{'volume':{'name':'alpha-only','size':1}}", "volume/id");
    m_cloud.settle();
    own("{transfer_id}", make("POST", v3 + text("/volume-transfers"), (QByteArray("{'transfer':{'name':'alpha-only','volume_id':'") + given.toLatin1() + "'}}").constData(), "transfer/id"));
}

void Belongings::makeGroups()
{
    const auto v3 = text("/volume/v3");
    const auto open = make("POST", v3 + text("/group_types"), "{'group_type':{'name':'groups'}}", "group_type/id", m_cloud.admin().token);
    const auto type = first(v3 + text("/types?is_public=true"), "volume_types", "id");
    own("volume:{group_id}", make("POST", v3 + text("/groups"), (QByteArray("{'group':{'name':'alpha-only','group_type':'") + open.toLatin1() + "','volume_types':['" + type.toLatin1() + "']}}").constData(), "group/id"));
    m_cloud.settle();
    make("POST", v3 + text("/volumes"), (QByteArray("{'volume':{'name':'alpha-only','size':1,'group_id':'volume:{group_id}','volume_type':'") + type.toLatin1() + "'}}").constData(), "volume/id");
    m_cloud.settle();
    own("{group_snapshot_id}", make("POST", v3 + text("/group_snapshots"), "{'group_snapshot':{'name':'alpha-only','group_id':'volume:{group_id}'}}", "group_snapshot/id"));
}

void Belongings::makeServers()
{
    const auto v2 = text("/compute/v2.1");
    own("{key_name}", make("POST", v2 + text("/os-keypairs"), "{'keypair':{'name':'alpha-only','type':'ssh','public_key':'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqfsWWvJ1mBBxwT9JtY5cBD8yC5R8RcVX9mLDFvSV2z x'}}", "keypair/name"));
    own("{server_group_id}", make("POST", v2 + text("/os-server-groups"), "{'server_group':{'name':'alpha-only','policy':'anti-affinity'}}", "server_group/id"));
    own("{server_id} {consumer_uuid}", make("POST", v2 + text("/servers"), "{'server':{'name':'alpha-only','imageRef':'{image_id}','flavorRef':'1','key_name':'alpha-only','networks':[{'uuid':'{network_id}'}],'metadata':{'thing':'alpha-only'},'tags':['thing']}}", "server/id"));
    m_cloud.settle();
    const auto server = v2 + text("/servers/") + id("{server_id}");
    own("os-interface/{port_id}", make("GET", server + text("/os-interface"), "", "interfaceAttachments/0/port_id"));
    make("POST", server + text("/os-volume_attachments"), "{'volumeAttachment':{'volumeId':'{volume_id}'}}", "");
    m_cloud.settle();
    own("{attachment_id}", first(text("/volume/v3/attachments?all_tenants=1"), "attachments", "id"));
    own("{request_id}", make("GET", server + text("/os-instance-actions"), "", "instanceActions/0/request_id"));
    own("{task_id}", m_cloud.client().get(text("/skylab/v1/tasks"), m_owner.token).json()[u"tasks"][0][u"id"].toVariant().toString());
    own("flavors/{flavor_id}", make("POST", v2 + text("/flavors"), "{'flavor':{'name':'alpha-only','ram':64,'vcpus':1,'disk':1,'os-flavor-access:is_public':false}}", "flavor/id", m_cloud.admin().token));
    make("POST", v2 + text("/flavors/%1/action").arg(id("flavors/{flavor_id}")), "{'addTenantAccess':{'tenant':'{project_id}'}}", "", m_cloud.admin().token);
    make("POST", v2 + text("/flavors/%1/os-extra_specs").arg(id("flavors/{flavor_id}")), "{'extra_specs':{'hw:cpu_policy':'shared'}}", "", m_cloud.admin().token);
}

void Belongings::makeOperators()
{
    const auto& admin = m_cloud.admin().token;
    const auto v2 = text("/compute/v2.1");
    know("{aggregate_id}", make("POST", v2 + text("/os-aggregates"), "{'aggregate':{'name':'some'}}", "aggregate/id", admin));
    know("compute:{service_id}", first(v2 + text("/os-services"), "services", "id"));
    know("{hypervisor_id}", first(v2 + text("/os-hypervisors"), "hypervisors", "id"));
    know("{host_name} {host}", first(v2 + text("/os-services"), "services", "host"));
    know("placement:resource_providers/{uuid}", first(text("/placement/resource_providers"), "resource_providers", "uuid"));
    make("PUT", text("/placement/resource_classes/CUSTOM_THING"), "", "", admin);
    make("PUT", text("/placement/traits/CUSTOM_THING"), "", "", admin);
    know("placement:{name}", text("CUSTOM_THING"));
    know("{resource_class}", text("VCPU"));
}

void Belongings::makeObjects()
{
    own("{account}", text("AUTH_") + m_owner.projectId);
    own("{container}", text("alpha-only"));
    own("{object*}", text("alpha-only/thing"));
    const auto container = text("/object-store/v1/%1/alpha-only").arg(id("{account}"));
    make("PUT", container, "", "", {}, bytes);
    make("PUT", container + text("/alpha-only/thing"), "alpha-only content", "", {}, bytes);
}

/// Arguments that name nothing of anybody's: words, places in time, and what this cloud never has.
void Belongings::knowWords()
{
    know("{tag} {key} {option}", text("thing"));
    know("{group}/{option}", text("driver"));
    know("extra_specs/{key} group_specs/{key}", text("thing"));
    know("os-extra_specs/{key}", text("hw:cpu_policy"));
    know("identity:config/{group}", text("identity"));
    know("compute:{alias}", text("os-keypairs"));
    know("network:{alias}", text("router"));
    know("{network}", text("alpha-only"));
    know("rule-types/{type}", text("bandwidth_limit"));
    know("{schema*}", text("image"));
    know("{store_id}", text("local"));
    know("{file*}", text("vnc.html"));
    know("{path*}", text("v1/AUTH_x"));
    know("{class_id} {class_name}", text("default"));
    know("{cluster_name} {node_id} {entry}", text("none"));
    know("{before_timestamp}", text("2026-01-01 00:00:00"));
    know("compute:{id}", text("1"));
    know("{migration_id}", text("1"));
    know("{message_id}", text("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"));
    know("{console_token}", text("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0b"));
    know("{request_token_id} {access_token_id}", text("0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a0c"));
}

} // namespace skylab::test
