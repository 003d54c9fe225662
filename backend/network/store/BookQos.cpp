// QoS policies and what they have an effect on.
#include "network/store/Sharing.h"
#include "network/store/Traffic.h"

#include <QHash>

namespace skylab::network {

namespace {
template <typename Row>
QJsonObject ruleDocument(const Row& row)
{
    auto document = sdk::toJson(row);
    document.insert(QStringLiteral("type"), QLatin1String(Row::type));
    document.insert(QStringLiteral("qos_policy_id"), row.policyId);
    return document;
}

Result<> markRows(Change& change, Kind kind, const QString& sql, const QVariantList& arguments)
{
    QStringList ids;
    {
        auto rows = TRY(change.db.query(sql, arguments));
        while (rows.next())
            ids << rows.get<QString>(0);
        TRY(rows.check());
    }
    for (const auto& id : ids)
        TRY(change.mark(kind, id));
    return {};
}
} // namespace

Result<> decorate(db::Connection& connection, std::vector<PolicyRow>& rows, const QString& viewer)
{
    QStringList ids;
    for (const auto& row : rows)
        ids << row.id;
    QHash<QString, QJsonArray> byPolicy;
    const auto limits = TRY(selectIn<BandwidthRow>(connection, QStringLiteral("policy_id"), ids, {}, QStringLiteral("direction")));
    for (const auto& rule : limits)
        byPolicy[rule.policyId].append(ruleDocument(rule));
    const auto marks = TRY(selectIn<DscpRow>(connection, QStringLiteral("policy_id"), ids));
    for (const auto& rule : marks)
        byPolicy[rule.policyId].append(ruleDocument(rule));
    const auto shared = TRY(sharing::sharedWith(connection, QStringLiteral("qos_policy"), viewer));
    for (auto& row : rows) {
        row.rules = byPolicy.value(row.id);
        row.shared = shared.contains(row.id);
    }
    return {};
}

namespace book {

Result<> checkPolicy(Change& change, const std::optional<QString>& policyId, const std::optional<QString>& before)
{
    if (policyId == before)
        return {};
    if (policyId && !policyId->isEmpty())
        TRY(visible<PolicyRow>(change.db, change.context, *policyId));
    if (!before || before->isEmpty())
        return {};
    const auto seen = visible<PolicyRow>(change.db, change.context, *before);
    if (!seen && seen.error().code == ErrorCode::NotFound)
        return refuse(ErrorCode::Forbidden, "PolicyRemoveAuthorizationError", QStringLiteral("Failed to remove provided policy %1 because you are not authorized.").arg(*before), QStringLiteral("qos_policy_id"));
    if (!seen)
        return fail(seen.error());
    return {};
}

Result<std::optional<QString>> defaultPolicy(db::Connection& connection, const QString& projectId)
{
    const auto policy = TRY(Policies::findWhere(connection, QStringLiteral("project_id = ? AND is_default IS TRUE"), { projectId }));
    return policy ? std::optional(policy->id) : std::nullopt;
}

Result<> markPolicyUsers(Change& change, const QString& policyId)
{
    TRY(markRows(change, Kind::Port, QStringLiteral("SELECT id FROM ports WHERE qos_policy_id = ? AND device_owner <> 'network:floatingip'"), { policyId }));
    TRY(markRows(change, Kind::FloatingIp, QStringLiteral("SELECT id FROM floatingips WHERE qos_policy_id = ? AND router_id IS NOT NULL"), { policyId }));
    const auto networks = TRY(Networks::select(change.db, QStringLiteral("qos_policy_id = ?"), { policyId }));
    for (const auto& network : networks)
        TRY(markNetworkUsers(change, network.id));
    return {};
}

Result<> markNetworkUsers(Change& change, const QString& networkId)
{
    TRY(markRows(change, Kind::Port, QStringLiteral("SELECT id FROM ports WHERE network_id = ? AND qos_policy_id IS NULL AND device_owner NOT LIKE 'network:%'"), { networkId }));
    return markRows(change, Kind::FloatingIp, QStringLiteral("SELECT id FROM floatingips WHERE floating_network_id = ? AND qos_policy_id IS NULL AND router_id IS NOT NULL"), { networkId });
}

} // namespace book

Result<QosSpec> specs::qos(db::Connection& connection, const std::optional<QString>& own, const std::optional<QString>& network)
{
    QosSpec spec;
    const auto& policy = own ? own : network;
    if (!policy)
        return spec;
    const auto limits = TRY(BandwidthRules::select(connection, QStringLiteral("policy_id = ?"), { *policy }));
    for (const auto& rule : limits)
        (rule.direction == u"ingress" ? spec.ingress : spec.egress) = { rule.maxKbps, rule.maxBurstKbps };
    if (const auto mark = TRY(DscpRules::findWhere(connection, QStringLiteral("policy_id = ?"), { *policy })))
        spec.dscp = mark->dscpMark;
    return spec;
}

} // namespace skylab::network
