#include "identity/handlers/EndpointFiltersHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString endpointId(const Call& call) { return call.id(QStringLiteral("endpoint_id")); }
QString endpointGroupId(const Call& call) { return call.id(QStringLiteral("endpoint_group_id")); }

Result<EndpointGroupRow> requiredGroup(db::Connection& connection, const QString& id) { return required<EndpointGroupRow>(connection, id, "Endpoint Group"); }

Result<> requireProjectAndEndpoint(db::Connection& connection, const Call& call)
{
    TRY(required<ProjectRow>(connection, projectId(call)));
    TRY(required<EndpointRow>(connection, endpointId(call)));
    return {};
}

Result<> requireProjectAndGroup(db::Connection& connection, const Call& call)
{
    TRY(required<ProjectRow>(connection, projectId(call)));
    TRY(requiredGroup(connection, endpointGroupId(call)));
    return {};
}

Result<bool> isThere(db::Connection& connection, const QString& table, const QString& column, const QString& id, const QString& project)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM %1 WHERE %2 = ? AND project_id = ?").arg(table, column), id, project));
    rows.next();
    return rows.get<qint64>(0) > 0;
}

auto notAssociated(const QString& what, const Call& call)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Could not find %1 in project %2.").arg(what, projectId(call).left(255)));
}

Result<> checkFilters(const QJsonObject& filters)
{
    sdk::Problems problems;
    for (auto it = filters.begin(); it != filters.end(); ++it) {
        const auto field = QStringLiteral("endpoint_group.filters.") + it.key().left(64);
        if (it.key() != u"service_id" && it.key() != u"region_id" && it.key() != u"interface")
            problems.add(field, QStringLiteral("endpoints are filtered by service_id, region_id and interface only"));
        else if (!it->isString())
            problems.add(field, QStringLiteral("it must be a string"));
    }
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return {};
}

/// The association shows in the catalog of all the project's tokens.
Result<> recordProject(db::Transaction& transaction, const Call& call, const char* change, const QString& key, const QString& id)
{
    return service::appendEvent(transaction, call.context, QStringLiteral("identity.endpoint_filter.") + QLatin1String(change), id, projectId(call),
                                { { key, id }, { QStringLiteral("project_id"), projectId(call) } });
}

} // namespace

Result<http::Response> EndpointFiltersHandler::addEndpoint(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requireProjectAndEndpoint(transaction, call));
        TRY(transaction.execute(QStringLiteral("INSERT INTO endpoint_projects (endpoint_id, project_id) VALUES (?, ?) ON CONFLICT DO NOTHING"), endpointId(call), projectId(call)));
        TRY(recordProject(transaction, call, "create", QStringLiteral("endpoint_id"), endpointId(call)));
        return http::Response::empty(204);
    });
}

Result<http::Response> EndpointFiltersHandler::checkEndpoint(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        TRY(requireProjectAndEndpoint(connection, call));
        if (!TRY(isThere(connection, QStringLiteral("endpoint_projects"), QStringLiteral("endpoint_id"), endpointId(call), projectId(call))))
            return notAssociated(QStringLiteral("endpoint ") + endpointId(call), call);
        return http::Response::empty(204);
    });
}

Result<http::Response> EndpointFiltersHandler::removeEndpoint(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requireProjectAndEndpoint(transaction, call));
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM endpoint_projects WHERE endpoint_id = ? AND project_id = ?"), endpointId(call), projectId(call))) == 0)
            return notAssociated(QStringLiteral("endpoint ") + endpointId(call), call);
        TRY(recordProject(transaction, call, "delete", QStringLiteral("endpoint_id"), endpointId(call)));
        return http::Response::empty(204);
    });
}

/// wanted(connection) says, after its own checks, which endpoints are.
template <typename Wanted>
Result<sdk::Page<EndpointRow>> EndpointFiltersHandler::endpointsThat(const Call& call, Wanted&& wanted)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<EndpointRow>> {
        const auto isWanted = TRY(wanted(connection));
        sdk::Page<EndpointRow> page;
        const auto all = TRY(Store<EndpointRow>::select(connection));
        for (const auto& endpoint : all)
            if (isWanted(endpoint)) {
                page.items.push_back(endpoint);
                page.items.back().url.replace(ownBase, call.request.baseUrl());
            }
        return page;
    });
}

using Judge = std::function<bool(const EndpointRow&)>;

Result<sdk::Page<EndpointRow>> EndpointFiltersHandler::endpointsOfProject(Call& call, const sdk::ListQuery&)
{
    return endpointsThat(call, [&](db::Connection& connection) -> Result<Judge> {
        TRY(required<ProjectRow>(connection, projectId(call)));
        return Judge([filters = TRY(Directory::readFilters(connection)), project = projectId(call)](const EndpointRow& row) { return filters.shows(row, project); });
    });
}

Result<sdk::Page<EndpointRow>> EndpointFiltersHandler::endpointsOfGroup(Call& call, const sdk::ListQuery&)
{
    return endpointsThat(call, [&](db::Connection& connection) -> Result<Judge> {
        return Judge([filters = TRY(requiredGroup(connection, endpointGroupId(call))).filters](const EndpointRow& row) { return hasEndpoint(filters, row); });
    });
}

Result<sdk::Page<ProjectRow>> EndpointFiltersHandler::projectsOfEndpoint(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<ProjectRow>> {
        TRY(required<EndpointRow>(connection, endpointId(call)));
        return Store<ProjectRow>::list(connection, query, QStringLiteral("id IN (SELECT project_id FROM endpoint_projects WHERE endpoint_id = ?)"), { endpointId(call) });
    });
}

Result<sdk::Page<EndpointGroupRow>> EndpointFiltersHandler::listGroups(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<EndpointGroupRow>::list(connection, query); });
}

Result<EndpointGroupRow> EndpointFiltersHandler::showGroup(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return requiredGroup(connection, id); });
}

Result<EndpointGroupRow> EndpointFiltersHandler::createGroup(Call& call, sdk::Decoded<sdk::EndpointGroup> wanted)
{
    EndpointGroupRow row;
    static_cast<sdk::EndpointGroup&>(row) = std::move(wanted.value);
    TRY(checkFilters(row.filters));
    row.id = newHexId();
    return m_directory.write([&](db::Transaction& transaction) -> Result<EndpointGroupRow> {
        TRY(named(Store<EndpointGroupRow>::insert(transaction, row), nameTaken("endpoint_group", row.name)));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<EndpointGroupRow> EndpointFiltersHandler::updateGroup(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<EndpointGroupRow> {
        const auto row = TRY(sdk::decode<EndpointGroupRow>(changes, sdk::In::Update, {}, TRY(requiredGroup(transaction, id)), QStringLiteral("endpoint_group"))).value;
        TRY(checkFilters(row.filters));
        TRY(named(Store<EndpointGroupRow>::update(transaction, row).map([](bool) { }), nameTaken("endpoint_group", row.name)));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> EndpointFiltersHandler::removeGroup(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(requiredGroup(transaction, id));
        TRY(Store<EndpointGroupRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::Page<ProjectRow>> EndpointFiltersHandler::projectsOfGroup(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<ProjectRow>> {
        TRY(requiredGroup(connection, endpointGroupId(call)));
        return Store<ProjectRow>::list(connection, query, QStringLiteral("id IN (SELECT project_id FROM endpoint_group_projects WHERE endpoint_group_id = ?)"), { endpointGroupId(call) });
    });
}

Result<sdk::Page<EndpointGroupRow>> EndpointFiltersHandler::groupsOfProject(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<EndpointGroupRow>> {
        TRY(required<ProjectRow>(connection, projectId(call)));
        return Store<EndpointGroupRow>::list(connection, query, QStringLiteral("id IN (SELECT endpoint_group_id FROM endpoint_group_projects WHERE project_id = ?)"), { projectId(call) });
    });
}

Result<http::Response> EndpointFiltersHandler::addGroup(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requireProjectAndGroup(transaction, call));
        TRY(transaction.execute(QStringLiteral("INSERT INTO endpoint_group_projects (endpoint_group_id, project_id) VALUES (?, ?) ON CONFLICT DO NOTHING"), endpointGroupId(call), projectId(call)));
        TRY(recordProject(transaction, call, "create", QStringLiteral("endpoint_group_id"), endpointGroupId(call)));
        return http::Response::empty(204);
    });
}

Result<http::Response> EndpointFiltersHandler::showGroupOfProject(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        TRY(requireProjectAndGroup(connection, call));
        if (!TRY(isThere(connection, QStringLiteral("endpoint_group_projects"), QStringLiteral("endpoint_group_id"), endpointGroupId(call), projectId(call))))
            return notAssociated(QStringLiteral("endpoint group ") + endpointGroupId(call), call);
        JsonWriter json;
        json.beginObject().key("project_endpoint_group").beginObject();
        json.key("endpoint_group_id").value(endpointGroupId(call)).key("project_id").value(projectId(call));
        json.key("links").beginObject().key("self").value(call.request.baseUrl() + QString::fromUtf8(call.request.path)).endObject().endObject().endObject();
        return http::Response::json(200, json.take());
    });
}

Result<http::Response> EndpointFiltersHandler::removeGroupOfProject(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requireProjectAndGroup(transaction, call));
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM endpoint_group_projects WHERE endpoint_group_id = ? AND project_id = ?"), endpointGroupId(call), projectId(call))) == 0)
            return notAssociated(QStringLiteral("endpoint group ") + endpointGroupId(call), call);
        TRY(recordProject(transaction, call, "delete", QStringLiteral("endpoint_group_id"), endpointGroupId(call)));
        return http::Response::empty(204);
    });
}

} // namespace skylab::identity
