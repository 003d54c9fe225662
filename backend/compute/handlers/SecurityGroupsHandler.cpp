#include "compute/handlers/SecurityGroupsHandler.h"

#include "compute/ComputeService.h"
#include "compute/model/ServerKeys.h"
#include "sdk/compute/SecurityGroupRequests.h"

namespace skylab::compute {

using service::Call;

namespace {

void writeRule(JsonWriter& json, const SecurityRule& rule, const QString& groupId, const QString& projectId)
{
    // Nova spells "all ports": the whole range for TCP and UDP, -1 for ICMP.
    auto from = rule.portMin, to = rule.portMax;
    if (rule.protocol && !from && !to) {
        const bool ports = rule.protocol == u"tcp" || rule.protocol == u"udp";
        if (ports || rule.protocol->contains(u"icmp")) {
            from = ports ? 1 : -1;
            to = ports ? 65535 : -1;
        }
    }
    json.beginObject().key("id").value(rule.id).key("parent_group_id").value(groupId).key("ip_protocol");
    rule.protocol ? json.value(*rule.protocol) : json.null();
    for (const auto& [name, value] : { std::pair { "from_port", from }, { "to_port", to } }) {
        json.key(name);
        value ? json.value(*value) : json.null();
    }
    json.key("group").beginObject();
    if (!rule.groupName.isEmpty())
        json.key("name").value(rule.groupName).key("tenant_id").value(projectId);
    json.endObject().key("ip_range").beginObject();
    if (rule.groupName.isEmpty())
        json.key("cidr").value(rule.cidr.isEmpty() ? QStringLiteral("0.0.0.0/0") : rule.cidr);
    json.endObject().endObject();
}

void writeGroup(JsonWriter& json, const SecurityGroupBook& group)
{
    json.beginObject().key("id").value(group.id).key("name").value(group.name).key("description").value(group.description).key("tenant_id").value(group.projectId);
    json.key("rules").beginArray();
    for (const auto& rule : group.rules)
        writeRule(json, rule, group.id, group.projectId);
    json.endArray().endObject();
}

http::Response groupResponse(const SecurityGroupBook& group)
{
    JsonWriter json;
    json.beginObject().key("security_group");
    writeGroup(json, group);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

http::Response groupsResponse(const std::vector<SecurityGroupBook>& groups)
{
    JsonWriter json;
    json.beginObject().key("security_groups").beginArray();
    for (const auto& group : groups)
        writeGroup(json, group);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

/// The network service's conflicts and quotas, as Nova words them by status.
template <typename T>
Result<T> likeNova(Result<T> result)
{
    if (!result && result.error().code == ErrorCode::Conflict)
        return fail(ErrorCode::BadRequest, result.error().message, result.error().field);
    return result;
}

Result<sdk::SecurityGroupRequest> groupIn(const Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::SecurityGroupRequest::resourceKey));
    auto wanted = TRY(sdk::decode<sdk::SecurityGroupRequest>(body, sdk::In::Create, call.version, {}, QStringLiteral("security_group"))).value;
    if (wanted.name.trimmed().isEmpty())      // blanks around a name are its own
        return fail(ErrorCode::BadRequest, QStringLiteral("Security group name cannot be empty."), QStringLiteral("security_group.name"));
    return wanted;
}

} // namespace

std::vector<service::Route> SecurityGroupsHandler::routes()
{
    using H = SecurityGroupsHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:os-security-groups:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:os-security-groups:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 35)); };
    return {
        service::route("GET", "/servers/{server_id}/os-security-groups", read("list"), this, &H::ofServer),
        old(service::route("GET", "/os-security-groups", read("get"), this, &H::list)),
        old(service::route("POST", "/os-security-groups", write("create"), this, &H::create)),
        old(service::route("GET", "/os-security-groups/{group}", read("show"), this, &H::show)),
        old(service::route("PUT", "/os-security-groups/{group}", write("update"), this, &H::update)),
        old(service::remove("/os-security-groups/{group}", write("delete"), this, &H::remove, 202)),
        old(service::route("POST", "/os-security-group-rules", write("rule:create"), this, &H::createRule)),
        old(service::remove("/os-security-group-rules/{rule}", write("rule:delete"), this, &H::removeRule, 202)),
    };
}

Result<http::Response> SecurityGroupsHandler::ofServer(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    return groupsResponse(TRY(m_service.networks().securityGroupsOf(keyOf(server))));
}

namespace {

/// A group as the Networking API writes it.
SecurityGroupBook bookOf(const QJsonObject& group, const QHash<QString, QString>& names)
{
    SecurityGroupBook book { group[u"id"].toString(), group[u"name"].toString(), group[u"description"].toString(), group[u"project_id"].toString() };
    const auto rules = group[u"security_group_rules"].toArray();
    for (const auto& rule : rules) {
        if (rule[u"direction"].toString() != u"ingress")
            continue;
        const auto number = [&](const char* key) { return rule[QLatin1String(key)].isDouble() ? std::optional(rule[QLatin1String(key)].toInt()) : std::nullopt; };
        SecurityRule one { rule[u"id"].toString(), {}, number("port_range_min"), number("port_range_max"), rule[u"remote_ip_prefix"].toString(), names.value(rule[u"remote_group_id"].toString()) };
        if (rule[u"protocol"].isString())
            one.protocol = rule[u"protocol"].toString();
        book.rules.push_back(std::move(one));
    }
    return book;
}

} // namespace

Result<http::Response> SecurityGroupsHandler::list(Call& call)
{
    const auto all = call.query(u"all_tenants").toLower();
    if (!call.context.admin || all.isEmpty() || all == u"false" || all == u"0")
        return groupsResponse(TRY(m_service.networks().securityGroups(call.context)));
    const auto found = TRY(m_service.askPeer(call.context, { "GET", QStringLiteral("/network/v2.0/security-groups") }))[u"security_groups"].toArray();
    QHash<QString, QString> names;
    for (const auto& group : found)
        names.insert(group[u"id"].toString(), group[u"name"].toString());
    std::vector<SecurityGroupBook> groups;
    for (const auto& group : found)
        groups.push_back(bookOf(group.toObject(), names));
    return groupsResponse(groups);
}

Result<http::Response> SecurityGroupsHandler::show(Call& call)
{
    const auto wanted = call.id(QStringLiteral("group"));
    const auto groups = TRY(m_service.networks().securityGroups(call.context));
    for (const auto& group : groups)
        if (group.id == wanted)
            return groupResponse(group);
    return fail(ErrorCode::NotFound, QStringLiteral("Security group %1 not found.").arg(wanted.left(64)));
}

Result<http::Response> SecurityGroupsHandler::create(Call& call)
{
    const auto wanted = TRY(groupIn(call));
    return groupResponse(TRY(likeNova(m_service.networks().createSecurityGroup(call.context, wanted.name, wanted.description))));
}

Result<http::Response> SecurityGroupsHandler::update(Call& call)
{
    const auto wanted = TRY(groupIn(call));
    return groupResponse(TRY(likeNova(m_service.networks().updateSecurityGroup(call.context, call.id(QStringLiteral("group")), wanted.name, wanted.description))));
}

Result<> SecurityGroupsHandler::remove(Call& call, const QString& id) { return likeNova(m_service.networks().deleteSecurityGroup(call.context, id)); }

Result<http::Response> SecurityGroupsHandler::createRule(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::SecurityGroupRuleRequest::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::SecurityGroupRuleRequest>(body, sdk::In::Create, call.version, {}, QStringLiteral("security_group_rule"))).value;
    SecurityRule rule;
    if (!wanted.ipProtocol.isEmpty())
        rule.protocol = wanted.ipProtocol.toLower();
    if (wanted.fromPort != -1)
        rule.portMin = wanted.fromPort;
    if (wanted.toPort != -1)
        rule.portMax = wanted.toPort;
    rule.cidr = wanted.cidr;
    const auto made = TRY(likeNova(m_service.networks().createSecurityRule(call.context, wanted.parentGroupId, rule, wanted.groupId)));
    JsonWriter json;
    json.beginObject().key("security_group_rule");
    writeRule(json, made, wanted.parentGroupId, call.projectId());
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<> SecurityGroupsHandler::removeRule(Call& call, const QString& id) { return likeNova(m_service.networks().deleteSecurityRule(call.context, id)); }

} // namespace skylab::compute
