#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/QosHandler.h"
#include "network/handlers/Wire.h"

#include <array>

namespace skylab::network {

using service::Call;

namespace {

const QString policyArgument = QStringLiteral("policy_id");

/// RFC 2474, 2597, 3246: the class selectors, assured and expedited forwarding.
constexpr std::array validMarks { 0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 44, 46, 48, 56 };

Error noRule(const QString& ruleId, const QString& policyId)
{
    return { ErrorCode::NotFound, QStringLiteral("QoS rule %1 for policy %2 could not be found.").arg(ruleId.left(64), policyId.left(64)), {}, QStringLiteral("QosRuleNotFound") };
}

/// A policy has one rule of a kind for a direction.
Result<> checkAlone(Change& change, const BandwidthRow& row)
{
    const auto twin = TRY(BandwidthRules::findWhere(change.db, QStringLiteral("policy_id = ? AND direction = ? AND id <> ?"), { row.policyId, row.direction, row.id }));
    if (twin)
        return refuse(ErrorCode::Conflict, "QoSRulesConflict", QStringLiteral("Rule bandwidth_limit conflicts with rule %1 which already exists in QoS Policy %2.").arg(twin->id, row.policyId), QStringLiteral("direction"));
    return {};
}
Result<> checkAlone(Change& change, const DscpRow& row)
{
    if (std::find(validMarks.begin(), validMarks.end(), row.dscpMark) == validMarks.end())
        return invalid(QStringLiteral("%1 is not a DSCP mark: 0, 8 to 40 in steps of two, 44, 46, 48 and 56 without 42 are.").arg(row.dscpMark), QStringLiteral("dscp_mark"));
    const auto twin = TRY(DscpRules::findWhere(change.db, QStringLiteral("policy_id = ? AND id <> ?"), { row.policyId, row.id }));
    if (twin)
        return refuse(ErrorCode::Conflict, "QoSRulesConflict", QStringLiteral("Rule dscp_marking conflicts with rule %1 which already exists in QoS Policy %2.").arg(twin->id, row.policyId), QStringLiteral("dscp_mark"));
    return {};
}

/// After its rules changed: a new revision of the policy, and the engine hears of who uses it.
Result<> touchPolicy(Change& change, PolicyRow policy)
{
    TRY(change.save(policy));
    TRY(book::markPolicyUsers(change, policy.id));
    return change.announce("update", TRY(decorated(change.db, policy)));
}

/// The rule, below the policy that the path names or, for an alias, any that the caller sees.
template <typename Row>
Result<std::pair<Row, PolicyRow>> find(db::Connection& connection, const Call& call, const QString& id)
{
    const auto named = call.id(policyArgument);
    if (!named.isEmpty())
        TRY(visible<PolicyRow>(connection, call.context, named));
    auto row = TRY(service::Store<Row>::find(connection, id));
    if (!row || (!named.isEmpty() && row->policyId != named))
        return fail(noRule(id, named));
    auto policy = visible<PolicyRow>(connection, call.context, row->policyId);
    if (!policy)
        return fail(noRule(id, named));
    return std::pair { std::move(*row), std::move(*policy) };
}

void writeType(JsonWriter& json, const char* type, bool details)
{
    json.beginObject().key("type").value(type);
    if (details) {
        json.key("drivers").beginArray().beginObject().key("name").value("ovn").key("supported_parameters").beginArray();
        const auto range = [&](const char* name) {
            json.beginObject().key("parameter_name").value(name).key("parameter_type").value("range").key("parameter_values").beginObject();
            json.key("start").value(0).key("end").value(2147483647).endObject().endObject();
        };
        const auto open = [&](const char* name) { json.beginObject().key("parameter_name").value(name).key("parameter_type").value("choices").key("parameter_values").beginArray(); };
        const auto close = [&] { json.endArray().endObject(); };
        if (qstrcmp(type, BandwidthRow::type) == 0) {
            range("max_kbps");
            range("max_burst_kbps");
            open("direction");
            json.value("egress").value("ingress");
            close();
        } else {
            open("dscp_mark");
            for (const auto mark : validMarks)
                json.value(mark);
            close();
        }
        json.endArray().endObject().endArray();
    }
    json.endObject();
}

} // namespace

template <typename Row>
std::vector<service::Route> QosRulesHandler::routesOf(const char* list, const char* one, const char* alias, const char* rule)
{
    using H = QosRulesHandler;
    using Document = std::conditional_t<std::is_same_v<Row, BandwidthRow>, sdk::BandwidthLimitRule, sdk::DscpMarkingRule>;
    const auto name = [&](const char* verb) { return QByteArray(verb) + rule; };
    return {
        service::list(list, wire::reading(name("get_policy_").constData()), this, &H::list<Row>),
        wire::create(list, wire::administering(name("create_policy_").constData()), this, &H::create<Row, Document>),
        wire::show(one, wire::reading(name("get_policy_").constData()), this, &H::show<Row>),
        service::update("PUT", one, wire::administering(name("update_policy_").constData()), this, &H::update<Row>),
        service::remove(one, wire::administering(name("delete_policy_").constData()), this, &H::remove<Row>),
        wire::show(alias, wire::reading(name("get_alias_").constData()), this, &H::show<Row>),
        service::update("PUT", alias, wire::administering(name("update_alias_").constData()), this, &H::update<Row>),
        service::remove(alias, wire::administering(name("delete_alias_").constData()), this, &H::remove<Row>),
    };
}

std::vector<service::Route> QosRulesHandler::routes()
{
    using H = QosRulesHandler;
    auto all = routesOf<BandwidthRow>("/qos/policies/{policy_id}/bandwidth_limit_rules", "/qos/policies/{policy_id}/bandwidth_limit_rules/{rule_id}",
                                      "/qos/alias_bandwidth_limit_rules/{rule_id}", "bandwidth_limit_rule");
    auto marks = routesOf<DscpRow>("/qos/policies/{policy_id}/dscp_marking_rules", "/qos/policies/{policy_id}/dscp_marking_rules/{rule_id}",
                                   "/qos/alias_dscp_marking_rules/{rule_id}", "dscp_marking_rule");
    all.insert(all.end(), std::make_move_iterator(marks.begin()), std::make_move_iterator(marks.end()));
    all.push_back(service::route("GET", "/qos/policies/{policy_id}/minimum_bandwidth_rules", wire::reading("get_policy_minimum_bandwidth_rule"), this, &H::noRules));
    all.push_back(service::route("POST", "/qos/policies/{policy_id}/minimum_bandwidth_rules", wire::administering("create_policy_minimum_bandwidth_rule"), this, &H::refuseRule));
    all.push_back(service::route("GET", "/qos/rule-types", wire::reading("get_rule_type"), this, &H::types));
    all.push_back(service::route("GET", "/qos/rule-types/{type}", wire::administering("get_rule_type_details"), this, &H::type));
    return all;
}

template <typename Row>
Result<sdk::Page<Row>> QosRulesHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<Row>> {
        const auto policy = TRY(visible<PolicyRow>(connection, call.context, call.id(policyArgument)));
        return service::Store<Row>::list(connection, query, QStringLiteral("policy_id = ?"), { policy.id });
    });
}

template <typename Row>
Result<Row> QosRulesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<Row> { return TRY(find<Row>(connection, call, id)).first; });
}

template <typename Row, typename Document>
Result<std::vector<Row>> QosRulesHandler::create(Call& call, std::vector<sdk::Decoded<Document>> wanted)
{
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<Row>> {
        const auto policy = TRY(owned<PolicyRow>(change.db, call.context, call.id(policyArgument)));
        std::vector<Row> rows;
        for (const auto& one : wanted) {
            Row row;
            static_cast<Document&>(row) = one.value;
            row.id = newUuid();
            row.policyId = policy.id;
            TRY(checkAlone(change, row));
            TRY(service::Store<Row>::insert(change.db, row));
            rows.push_back(std::move(row));
        }
        TRY(touchPolicy(change, policy));
        return rows;
    });
}

template <typename Row>
Result<Row> QosRulesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<Row> {
        const auto [before, policy] = TRY(find<Row>(change.db, call, id));
        auto row = TRY(sdk::decode<Row>(changes, sdk::In::Update, {}, before)).value;
        TRY(checkAlone(change, row));
        TRY(service::Store<Row>::update(change.db, row));
        TRY(touchPolicy(change, policy));
        return row;
    });
}

template <typename Row>
Result<> QosRulesHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto found = TRY(find<Row>(change.db, call, id));
        TRY(service::Store<Row>::remove(change.db, id));
        return touchPolicy(change, found.second);
    });
}

Result<http::Response> QosRulesHandler::noRules(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return visible<PolicyRow>(connection, call.context, call.id(policyArgument)); }));
    return service::jsonResponse(200, "{\"minimum_bandwidth_rules\":[]}");
}

Result<http::Response> QosRulesHandler::refuseRule(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return visible<PolicyRow>(connection, call.context, call.id(policyArgument)); }));
    return refuse(ErrorCode::Conflict, "QosRuleNotSupported", QStringLiteral("Rule minimum_bandwidth is not supported by the network engine, which can limit and mark traffic but not reserve bandwidth. Use a bandwidth_limit rule."));
}

Result<http::Response> QosRulesHandler::types(Call&)
{
    JsonWriter json;
    json.beginObject().key("rule_types").beginArray();
    for (const auto* type : { BandwidthRow::type, DscpRow::type })
        writeType(json, type, false);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> QosRulesHandler::type(Call& call)
{
    const auto wanted = call.id(QStringLiteral("type"));
    for (const auto* type : { BandwidthRow::type, DscpRow::type })
        if (wanted == QLatin1String(type)) {
            JsonWriter json;
            json.beginObject().key("rule_type");
            writeType(json, type, true);
            json.endObject();
            return service::jsonResponse(200, json.take());
        }
    return refuse(ErrorCode::NotFound, "QosRuleTypeNotFound", QStringLiteral("QoS rule type %1 could not be found. There are bandwidth_limit and dscp_marking.").arg(wanted.left(64)));
}

} // namespace skylab::network
