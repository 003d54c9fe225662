#include "Belongings.h"

namespace skylab::test {

namespace {

/// What makes a request one that would do something, so that it is the owner's name that stops it and not its form.
struct Body {
    const char* route;       ///< "PUT /servers/{server_id}", the end of the path; with an action, "action os-stop"
    const char* json;
};

constexpr Body bodies[] = {
    // Compute
    { "PUT /servers/{server_id}", "{'server':{'name':'stolen'}}" },
    { "POST /servers/{server_id}/metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /servers/{server_id}/metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /servers/{server_id}/metadata/{key}", "{'meta':{'thing':'stolen'}}" },
    { "PUT /servers/{server_id}/tags", "{'tags':['stolen']}" },
    { "POST /servers/{server_id}/os-interface", "{'interfaceAttachment':{}}" },
    { "POST /servers/{server_id}/os-volume_attachments", "{'volumeAttachment':{'volumeId':'{volume_id}'}}" },
    { "PUT /servers/{server_id}/os-volume_attachments/{volume_id}", "{'volumeAttachment':{'volumeId':'{volume_id}'}}" },
    { "POST /servers/{server_id}/remote-consoles", "{'remote_console':{'protocol':'vnc','type':'novnc'}}" },
    { "PUT /images/{image_id}/metadata/{key}", "{'meta':{'thing':'stolen'}}" },
    { "POST /images/{image_id}/metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /images/{image_id}/metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /os-security-groups/{group}", "{'security_group':{'name':'stolen','description':'stolen'}}" },
    { "POST /os-volumes", "{'volume':{'size':1}}" },
    { "POST /os-snapshots", "{'snapshot':{'volume_id':'{volume_id}','force':true}}" },
    { "PUT /os-volumes_boot/{server_id}", "{'server':{'name':'stolen'}}" },
    { "action trigger_crash_dump", "{'trigger_crash_dump':null}" },
    { "action unshelve", "{'unshelve':null}" },
    { "action addFixedIp", "{'addFixedIp':{'networkId':'{network_id}'}}" },
    { "action removeFixedIp", "{'removeFixedIp':{'address':'10.77.0.9'}}" },
    { "action addFloatingIp", "{'addFloatingIp':{'address':'172.24.4.9'}}" },
    { "action removeFloatingIp", "{'removeFloatingIp':{'address':'172.24.4.9'}}" },
    { "action os-getSPICEConsole", "{'os-getSPICEConsole':{'type':'spice-html5'}}" },
    { "action reboot", "{'reboot':{'type':'HARD'}}" },
    { "action lock", "{'lock':null}" },
    { "action resize", "{'resize':{'flavorRef':'2'}}" },
    { "action createImage", "{'createImage':{'name':'stolen'}}" },
    { "action createBackup", "{'createBackup':{'name':'stolen','backup_type':'daily','rotation':1}}" },
    { "action rebuild", "{'rebuild':{'imageRef':'{image_id}'}}" },
    { "action changePassword", "{'changePassword':{'adminPass':'stolen'}}" },
    { "action os-getConsoleOutput", "{'os-getConsoleOutput':{}}" },
    { "action os-getVNCConsole", "{'os-getVNCConsole':{'type':'novnc'}}" },
    { "action os-getSerialConsole", "{'os-getSerialConsole':{'type':'serial'}}" },
    { "action addSecurityGroup", "{'addSecurityGroup':{'name':'alpha-only'}}" },
    { "action removeSecurityGroup", "{'removeSecurityGroup':{'name':'default'}}" },
    { "action rescue", "{'rescue':{}}" },
    { "action os-resetState", "{'os-resetState':{'state':'error'}}" },
    { "action os-migrateLive", "{'os-migrateLive':{'host':null,'block_migration':'auto'}}" },
    { "PUT /os-quota-sets/{project_id}", "{'quota_set':{'instances':1}}" },
    { "PUT /flavors/{flavor_id}", "{'flavor':{'description':'stolen'}}" },
    { "PUT /os-aggregates/{aggregate_id}", "{'aggregate':{'name':'stolen'}}" },
    // Network
    { "PUT /networks/{network_id}", "{'network':{'name':'stolen'}}" },
    { "PUT /subnets/{subnet_id}", "{'subnet':{'name':'stolen'}}" },
    { "PUT /ports/{port_id}", "{'port':{'name':'stolen'}}" },
    { "PUT /routers/{router_id}", "{'router':{'name':'stolen'}}" },
    { "PUT /routers/{router_id}/add_router_interface", "{'subnet_id':'{subnet_id}'}" },
    { "PUT /routers/{router_id}/remove_router_interface", "{'subnet_id':'{subnet_id}'}" },
    { "PUT /routers/{router_id}/add_extraroutes", "{'router':{'routes':[{'destination':'10.99.0.0/24','nexthop':'10.77.0.9'}]}}" },
    { "PUT /routers/{router_id}/remove_extraroutes", "{'router':{'routes':[{'destination':'10.99.0.0/24','nexthop':'10.77.0.9'}]}}" },
    { "PUT /floatingips/{floatingip_id}", "{'floatingip':{'description':'stolen'}}" },
    { "POST /floatingips/{floatingip_id}/port_forwardings", "{'port_forwarding':{'protocol':'tcp','internal_port':80,'external_port':8080,'internal_ip_address':'10.77.0.77','internal_port_id':'ports/{port_id}'}}" },
    { "PUT /port_forwardings/{port_forwarding_id}", "{'port_forwarding':{'external_port':8081}}" },
    { "PUT /security-groups/{security_group_id}", "{'security_group':{'name':'stolen'}}" },
    { "PUT /subnetpools/{subnetpool_id}", "{'subnetpool':{'name':'stolen'}}" },
    { "PUT /subnetpools/{subnetpool_id}/add_prefixes", "{'subnetpool':{'prefixes':['10.80.0.0/16']}}" },
    { "PUT /subnetpools/{subnetpool_id}/remove_prefixes", "{'subnetpool':{'prefixes':['10.78.0.0/16']}}" },
    { "PUT /subnetpools/{subnetpool_id}/onboard_network_subnets", "{'subnetpool':{'network_id':'{network_id}'}}" },
    { "PUT /address-scopes/{address_scope_id}", "{'address_scope':{'name':'stolen'}}" },
    { "PUT /address-groups/{address_group_id}", "{'address_group':{'name':'stolen'}}" },
    { "PUT /address-groups/{address_group_id}/add_addresses", "{'address_group':{'addresses':['10.99.0.1/32']}}" },
    { "PUT /address-groups/{address_group_id}/remove_addresses", "{'address_group':{'addresses':['10.79.0.1/32']}}" },
    { "PUT /rbac-policies/{rbac_policy_id}", "{'rbac_policy':{'target_tenant':'*'}}" },
    { "PUT /qos/policies/{policy_id}", "{'policy':{'name':'stolen'}}" },
    { "POST /bandwidth_limit_rules", "{'bandwidth_limit_rule':{'max_kbps':1}}" },
    { "PUT /bandwidth_limit_rules/{rule_id}", "{'bandwidth_limit_rule':{'max_kbps':1}}" },
    { "PUT /trunks/{trunk_id}", "{'trunk':{'name':'stolen'}}" },
    { "PUT /trunks/{trunk_id}/add_subports", "{'sub_ports':[{'port_id':'ports/{port_id}','segmentation_type':'vlan','segmentation_id':5}]}" },
    { "PUT /trunks/{trunk_id}/remove_subports", "{'sub_ports':[{'port_id':'ports/{port_id}'}]}" },
    { "PUT /quotas/{project_id}", "{'quota':{'network':1}}" },
    { "PUT /tags", "{'tags':['stolen']}" },
    { "POST /tags", "{'tags':['stolen']}" },
    // Volume
    { "PUT /volumes/{volume_id}", "{'volume':{'name':'stolen'}}" },
    { "PUT /snapshots/{snapshot_id}", "{'snapshot':{'name':'stolen'}}" },
    { "PUT /backups/{backup_id}", "{'backup':{'name':'stolen'}}" },
    { "POST /backups/{backup_id}/restore", "{'restore':{}}" },
    { "POST /metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /metadata", "{'metadata':{'thing':'stolen'}}" },
    { "PUT /metadata/{key}", "{'meta':{'thing':'stolen'}}" },
    { "PUT /groups/{group_id}", "{'group':{'name':'stolen'}}" },
    { "PUT /attachments/{attachment_id}", "{'attachment':{'connector':{'host':'h'}}}" },
    { "POST /accept", "{'accept':{'auth_key':'0123456789abcdef'}}" },
    { "POST /consistencygroups/{group_id}/delete", "{'consistencygroup':{'force':true}}" },
    { "PUT /consistencygroups/{group_id}/update", "{'consistencygroup':{'name':'stolen'}}" },
    { "action os-extend", "{'os-extend':{'new_size':9}}" },
    { "action os-attach", "{'os-attach':{'instance_uuid':'{server_id}','mountpoint':'/dev/vdz'}}" },
    { "action os-initialize_connection", "{'os-initialize_connection':{'connector':{'host':'h'}}}" },
    { "action os-terminate_connection", "{'os-terminate_connection':{'connector':{'host':'h'}}}" },
    { "action os-set_bootable", "{'os-set_bootable':{'bootable':true}}" },
    { "action os-update_readonly_flag", "{'os-update_readonly_flag':{'readonly':true}}" },
    { "action os-set_image_metadata", "{'os-set_image_metadata':{'metadata':{'thing':'stolen'}}}" },
    { "action os-unset_image_metadata", "{'os-unset_image_metadata':{'key':'thing'}}" },
    { "action os-volume_upload_image", "{'os-volume_upload_image':{'image_name':'stolen','force':true}}" },
    { "action revert", "{'revert':{'snapshot_id':'{snapshot_id}'}}" },
    { "action os-reimage", "{'os-reimage':{'image_id':'{image_id}'}}" },
    { "action os-retype", "{'os-retype':{'new_type':'types/{type_id}','migration_policy':'never'}}" },
    { "action delete", "{'delete':{'delete-volumes':true}}" },
    { "action os-update_snapshot_status", "{'os-update_snapshot_status':{'status':'error'}}" },
    { "action os-reset_status", "{'os-reset_status':{'status':'error'}}" },
    { "PUT /default-types/{project_id}", "{'default_type':{'volume_type':'types/{type_id}'}}" },
    // Image
    { "PATCH /images/{image_id}", "[{'op':'replace','path':'/name','value':'stolen'}]" },
    { "POST /images/{image_id}/import", "{'method':{'name':'glance-direct'}}" },
    { "POST /images/{image_id}/members", "{'member':'{member_id}'}" },
    { "PUT /members/{member_id}", "{'status':'accepted'}" },
    { "PUT /metadefs/namespaces/{namespace}", "{'namespace':'alpha-only','visibility':'public'}" },
    { "POST /namespaces/{namespace}/objects", "{'name':'stolen'}" },
    { "PUT /objects/{name}", "{'name':'stolen'}" },
    { "POST /namespaces/{namespace}/properties", "{'name':'stolen','title':'stolen','type':'string'}" },
    { "PUT /properties/{name}", "{'name':'stolen','title':'stolen','type':'string'}" },
    { "POST /namespaces/{namespace}/resource_types", "{'name':'OS::Glance::Image'}" },
    { "PUT /namespaces/{namespace}/tags/{name}", "{'name':'stolen'}" },
    // Identity
    { "PATCH /users/{user_id}", "{'user':{'description':'stolen'}}" },
    { "POST /users/{user_id}/credentials/OS-EC2", "{'tenant_id':'{project_id}'}" },
    { "POST /application_credentials", "{'application_credential':{'name':'stolen'}}" },
    { "PATCH /credentials/{credential_id}", "{'credential':{'blob':'stolen'}}" },
    { "POST /credentials", "{'credential':{'blob':'stolen','type':'cert','user_id':'{user_id}'}}" },
    { "POST /OS-TRUST/trusts", "{'trust':{'impersonation':true,'trustor_user_id':'{user_id}','trustee_user_id':'{user_id}','project_id':'{project_id}','roles':[{'name':'member'}]}}" },
    { "PATCH /projects/{project_id}", "{'project':{'description':'stolen'}}" },
    { "PATCH /domains/{domain_id}", "{'domain':{'description':'stolen'}}" },
    { "PATCH /groups/{group_id}", "{'group':{'description':'stolen'}}" },
    { "POST /ec2tokens", "{'credentials':{'access':'{access}','signature':'x','host':'x','verb':'GET','path':'/','params':{}}}" },
};

} // namespace

QByteArray Belongings::body(const service::Pipeline::Listed& listed, Whose whose) const
{
    const auto& route = *listed.route;
    if (route.body == service::BodyKind::Stream)
        return "stolen";
    for (const auto& body : bodies) {
        const auto words = QString::fromLatin1(body.route).split(u' ');
        const bool matches = words[0] == u"action" ? words[1] == route.action : route.action.isEmpty() && words[0] == QString::fromLatin1(route.method) && listed.fullPath.endsWith(words[1]);
        if (matches)
            return filled(QString::fromUtf8(json(body.json)), whose).toUtf8();
    }
    return route.action.isEmpty() ? QByteArray("{}") : "{\"" + route.action.toUtf8() + "\":{}}";
}

} // namespace skylab::test
