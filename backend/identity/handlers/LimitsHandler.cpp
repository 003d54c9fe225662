#include "identity/handlers/LimitsHandler.h"

#include "core/Uuid.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

template <typename Row>
http::Response created(const Call& call, const std::vector<Row>& rows)
{
    JsonWriter json;
    json.beginObject().key(Row::collectionKey).beginArray();
    for (const auto& row : rows)
        sdk::encode(json, row, call.encoding());
    json.endArray().endObject();
    return http::Response::json(201, json.take());
}

QString place(const QString& resource, const QString& serviceId, const std::optional<QString>& regionId)
{
    return QStringLiteral("resource %1 of service %2 in %3").arg(resource, serviceId, regionId ? QStringLiteral("region ") + *regionId : QStringLiteral("no region"));
}

Result<qint64> countLimits(db::Connection& connection, const QString& registeredId)
{
    return Store<LimitRow>::count(connection, QStringLiteral("registered_limit_id = ?"), { registeredId });
}

auto inUse(const QString& id)
{
    return fail(ErrorCode::Forbidden, QStringLiteral("Unable to update or delete registered limit %1 because there are project limits associated with it.").arg(id));
}

auto missing(const char* what, const QString& id, const QString& field)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("%1: could not find %2 %3").arg(field, QLatin1String(what), id.left(255)), field);
}

} // namespace

Result<> LimitsHandler::checkPlace(db::Connection& connection, const QString& serviceId, const std::optional<QString>& regionId, const QString& field)
{
    if (!TRY(Store<ServiceRow>::find(connection, serviceId)))
        return missing("service", serviceId, field + QStringLiteral(".service_id"));
    if (regionId && !TRY(Store<RegionRow>::find(connection, *regionId)))
        return missing("region", *regionId, field + QStringLiteral(".region_id"));
    return {};
}

Result<sdk::Page<RegisteredLimitRow>> LimitsHandler::listRegistered(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<RegisteredLimitRow>::list(connection, query); });
}

Result<RegisteredLimitRow> LimitsHandler::showRegistered(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<RegisteredLimitRow>(connection, id, "registered limit"); });
}

Result<http::Response> LimitsHandler::createRegistered(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::RegisteredLimitsCreate>(call.json, sdk::In::Create));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        std::vector<RegisteredLimitRow> rows;
        for (const auto& one : wanted->limits) {
            RegisteredLimitRow row;
            static_cast<sdk::RegisteredLimit&>(row) = one;
            row.id = newHexId();
            TRY(checkPlace(transaction, row.serviceId, row.regionId, QStringLiteral("registered_limits[%1]").arg(rows.size())));
            TRY(named(Store<RegisteredLimitRow>::insert(transaction, row),
                      QStringLiteral("Conflict occurred attempting to store registered_limit - Duplicate entry: %1.").arg(place(row.resourceName, row.serviceId, row.regionId))));
            TRY(record(transaction, call.context, "create", row));
            rows.push_back(std::move(row));
        }
        return created(call, rows);
    });
}

Result<RegisteredLimitRow> LimitsHandler::updateRegistered(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<RegisteredLimitRow> {
        const auto stored = TRY(required<RegisteredLimitRow>(transaction, id, "registered limit"));
        const auto row = TRY(sdk::decode<RegisteredLimitRow>(changes, sdk::In::Update, {}, stored, QStringLiteral("registered_limit"))).value;
        const bool moved = row.serviceId != stored.serviceId || row.regionId != stored.regionId || row.resourceName != stored.resourceName;
        if (moved && TRY(countLimits(transaction, id)) > 0)
            return inUse(id);
        TRY(checkPlace(transaction, row.serviceId, row.regionId, QStringLiteral("registered_limit")));
        TRY(named(Store<RegisteredLimitRow>::update(transaction, row).map([](bool) { }),
                  QStringLiteral("Conflict occurred attempting to store registered_limit - Duplicate entry: %1.").arg(place(row.resourceName, row.serviceId, row.regionId))));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> LimitsHandler::removeRegistered(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<RegisteredLimitRow>(transaction, id, "registered limit"));
        if (TRY(countLimits(transaction, id)) > 0)
            return inUse(id);
        TRY(Store<RegisteredLimitRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::Page<LimitRow>> LimitsHandler::list(Call& call, const sdk::ListQuery& query)
{
    const auto& context = call.context;
    return m_directory.read([&](db::Connection& connection) {
        if (context.admin || !context.systemScope.isEmpty())
            return Store<LimitRow>::list(connection, query);
        if (!context.domainId.isEmpty())
            return Store<LimitRow>::list(connection, query, QStringLiteral("domain_id = ? OR project_id IN (SELECT id FROM projects WHERE domain_id = ?)"), { context.domainId, context.domainId });
        return Store<LimitRow>::list(connection, query, QStringLiteral("project_id = ?"), { context.projectId });
    });
}

Result<LimitRow> LimitsHandler::show(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<LimitRow>(connection, id); });
}

Result<LimitRow> LimitsHandler::planned(db::Connection& connection, const sdk::Limit& wanted, const QString& field)
{
    LimitRow row;
    static_cast<sdk::Limit&>(row) = wanted;
    row.id = newHexId();
    if (row.projectId.has_value() == row.domainId.has_value())
        return fail(ErrorCode::BadRequest, QStringLiteral("%1: a limit is for a project or for a domain: give one of project_id and domain_id").arg(field), field + QStringLiteral(".project_id"));
    TRY(checkPlace(connection, row.serviceId, row.regionId, field));
    const auto owner = TRY(Store<ProjectRow>::find(connection, row.projectId ? *row.projectId : *row.domainId));
    if (!owner || (row.domainId && !owner->isDomain))
        return row.projectId ? missing("project", *row.projectId, field + QStringLiteral(".project_id")) : missing("domain", *row.domainId, field + QStringLiteral(".domain_id"));
    const auto registered = TRY(Store<RegisteredLimitRow>::findWhere(connection, QStringLiteral("service_id = ? AND COALESCE(region_id, '') = ? AND resource_name = ?"),
                                                                     { row.serviceId, row.regionId.value_or(QStringLiteral("")), row.resourceName }));
    if (!registered)
        return fail(ErrorCode::Forbidden, QStringLiteral("Unable to create a limit that has no corresponding registered limit: %1.").arg(place(row.resourceName, row.serviceId, row.regionId)));
    row.registeredLimitId = registered->id;
    return row;
}

Result<http::Response> LimitsHandler::create(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::LimitsCreate>(call.json, sdk::In::Create));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        std::vector<LimitRow> rows;
        for (const auto& one : wanted->limits) {
            auto row = TRY(planned(transaction, one, QStringLiteral("limits[%1]").arg(rows.size())));
            TRY(named(Store<LimitRow>::insert(transaction, row),
                      QStringLiteral("Conflict occurred attempting to store limit - Duplicate entry: %1.").arg(place(row.resourceName, row.serviceId, row.regionId))));
            TRY(record(transaction, call.context, "create", row, row.projectId.value_or(QString())));
            rows.push_back(std::move(row));
        }
        return created(call, rows);
    });
}

Result<LimitRow> LimitsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<LimitRow> {
        const auto row = TRY(sdk::decode<LimitRow>(changes, sdk::In::Update, {}, TRY(required<LimitRow>(transaction, id)), QStringLiteral("limit"))).value;
        TRY(Store<LimitRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row, row.projectId.value_or(QString())));
        return row;
    });
}

Result<> LimitsHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<LimitRow>(transaction, id));
        TRY(Store<LimitRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row, row.projectId.value_or(QString()));
    });
}

Result<http::Response> LimitsHandler::model(Call&)
{
    JsonWriter json;
    json.beginObject().key("model").beginObject().key("name").value("flat");
    json.key("description").value("Limits are independent of each other: a project's holds whatever those above and below it are.").endObject().endObject();
    return http::Response::json(200, json.take());
}

void LimitsHandler::addOwner(const Call& call, service::PolicyTarget& target)
{
    const auto found = m_directory.read([&](db::Connection& connection) -> Result<> {
        const auto row = TRY(Store<LimitRow>::find(connection, call.id(QStringLiteral("limit_id"))));
        if (!row)
            return {};
        auto domain = row->domainId;
        if (row->projectId) {
            target.insert(QStringLiteral("target.limit.project_id"), *row->projectId);
            if (const auto project = TRY(Store<ProjectRow>::find(connection, *row->projectId)))
                domain = project->domainId;
        }
        if (domain)
            target.insert(QStringLiteral("target.limit.domain_id"), *domain);
        return {};
    });
    Q_UNUSED(found)      // what can't be read is nobody's
}

} // namespace skylab::identity
