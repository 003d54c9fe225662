#include "identity/handlers/PoliciesHandler.h"

#include "core/Uuid.h"
#include "identity/model/Catalog.h"

namespace skylab::identity {

using service::Call;
using service::Store;

/// What an association is about; empty where it says nothing.
struct PoliciesHandler::Place {
    QString policyId;
    std::optional<QString> endpointId;
    std::optional<QString> serviceId;
    std::optional<QString> regionId;
};

namespace {

const QString samePlace = QStringLiteral("COALESCE(endpoint_id, '') = ? AND COALESCE(service_id, '') = ? AND COALESCE(region_id, '') = ?");

} // namespace

Result<sdk::Page<PolicyRow>> PoliciesHandler::list(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<PolicyRow>::list(connection, query); });
}

Result<PolicyRow> PoliciesHandler::show(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<PolicyRow>(connection, id); });
}

Result<PolicyRow> PoliciesHandler::create(Call& call, sdk::Decoded<sdk::PolicyBlob> wanted)
{
    PolicyRow row;
    static_cast<sdk::PolicyBlob&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.extra.remove(QStringLiteral("links"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<PolicyRow> {
        TRY(Store<PolicyRow>::insert(transaction, row));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<PolicyRow> PoliciesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<PolicyRow> {
        auto row = TRY(sdk::decode<PolicyRow>(changes, sdk::In::Update, {}, TRY(required<PolicyRow>(transaction, id)), QStringLiteral("policy"))).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(Store<PolicyRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> PoliciesHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<PolicyRow>(transaction, id));
        TRY(Store<PolicyRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<PoliciesHandler::Place> PoliciesHandler::place(db::Connection& connection, const Call& call)
{
    Place place { TRY(required<PolicyRow>(connection, call.id(QStringLiteral("policy_id")))).id, {}, {}, {} };
    if (const auto id = call.id(QStringLiteral("endpoint_id")); !id.isEmpty())
        place.endpointId = TRY(required<EndpointRow>(connection, id)).id;
    if (const auto id = call.id(QStringLiteral("service_id")); !id.isEmpty())
        place.serviceId = TRY(required<ServiceRow>(connection, id)).id;
    if (const auto id = call.id(QStringLiteral("region_id")); !id.isEmpty())
        place.regionId = TRY(required<RegionRow>(connection, id)).id;
    return place;
}

Result<QString> PoliciesHandler::policyAt(db::Connection& connection, const QString& endpointId, const QString& serviceId, const QString& regionId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT policy_id FROM policy_associations WHERE ") + samePlace, endpointId, serviceId, regionId));
    return rows.next() ? rows.get<QString>(0) : QString();
}

Result<http::Response> PoliciesHandler::associate(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto one = TRY(place(transaction, call));
        // A place has one policy: the new one takes over.
        TRY(transaction.execute(QStringLiteral("DELETE FROM policy_associations WHERE ") + samePlace, one.endpointId.value_or(QString()), one.serviceId.value_or(QString()), one.regionId.value_or(QString())));
        TRY(transaction.execute(QStringLiteral("INSERT INTO policy_associations (policy_id, endpoint_id, service_id, region_id) VALUES (?, ?, ?, ?)"),
                                one.policyId, one.endpointId, one.serviceId, one.regionId));
        return http::Response::empty(204);
    });
}

Result<http::Response> PoliciesHandler::check(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto one = TRY(place(connection, call));
        if (TRY(policyAt(connection, one.endpointId.value_or(QString()), one.serviceId.value_or(QString()), one.regionId.value_or(QString()))) != one.policyId)
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find policy association."));
        return http::Response::empty(204);
    });
}

Result<http::Response> PoliciesHandler::dissociate(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto one = TRY(place(transaction, call));
        const auto gone = TRY(transaction.execute(QStringLiteral("DELETE FROM policy_associations WHERE policy_id = ? AND ") + samePlace,
                                                  one.policyId, one.endpointId.value_or(QString()), one.serviceId.value_or(QString()), one.regionId.value_or(QString())));
        if (gone == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find policy association."));
        return http::Response::empty(204);
    });
}

Result<QString> PoliciesHandler::effectivePolicy(db::Connection& connection, const EndpointRow& endpoint)
{
    if (auto id = TRY(policyAt(connection, endpoint.id, {}, {})); !id.isEmpty())
        return id;
    auto region = endpoint.regionId;
    while (region) {
        if (auto id = TRY(policyAt(connection, {}, endpoint.serviceId, *region)); !id.isEmpty())
            return id;
        const auto row = TRY(Store<RegionRow>::find(connection, *region));
        region = row ? row->parentRegionId : std::nullopt;
    }
    return policyAt(connection, {}, endpoint.serviceId, {});
}

Result<http::Response> PoliciesHandler::endpoints(Call& call)
{
    sdk::Page<EndpointRow> page;
    TRY(m_directory.read([&](db::Connection& connection) -> Result<> {
        const auto policy = TRY(required<PolicyRow>(connection, call.id(QStringLiteral("policy_id"))));
        const auto all = TRY(Store<EndpointRow>::select(connection));
        for (const auto& endpoint : all)
            if (TRY(effectivePolicy(connection, endpoint)) == policy.id)
                page.items.push_back(endpoint);
        return {};
    }));
    for (auto& row : page.items)
        row.url.replace(ownBase, call.request.baseUrl());
    return service::respondList(call, page, {});
}

Result<http::Response> PoliciesHandler::policyOf(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto endpoint = TRY(required<EndpointRow>(connection, call.id(QStringLiteral("endpoint_id"))));
        const auto id = TRY(effectivePolicy(connection, endpoint));
        if (id.isEmpty())
            return fail(ErrorCode::NotFound, QStringLiteral("No policy is associated with endpoint %1.").arg(endpoint.id));
        return service::respond(call, 200, TRY(required<PolicyRow>(connection, id)));
    });
}

} // namespace skylab::identity
