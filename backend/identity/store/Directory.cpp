#include "identity/store/Directory.h"

namespace skylab::identity {

using service::Store;

void Directory::changed()
{
    m_generation.fetch_add(1, std::memory_order_acq_rel);
    m_events.wake();
}

Result<RoleGraph> Directory::readRoles(db::Connection& connection)
{
    RoleGraph graph;
    auto roles = TRY(connection.query(QStringLiteral("SELECT id, name, COALESCE(domain_id, '') FROM roles ORDER BY id")));
    while (roles.next())
        graph.add({ roles.get<QString>(0), roles.get<QString>(1), roles.get<QString>(2) });
    TRY(roles.check());
    auto implications = TRY(connection.query(QStringLiteral("SELECT prior_role_id, implied_role_id FROM role_implications ORDER BY prior_role_id, implied_role_id")));
    while (implications.next())
        graph.imply(implications.get<QString>(0), implications.get<QString>(1));
    TRY(implications.check());
    return graph;
}

Result<Catalog> Directory::readCatalog(db::Connection& connection)
{
    Catalog catalog;
    const auto services = TRY(Store<ServiceRow>::select(connection, QStringLiteral("enabled IS TRUE"), {}, QStringLiteral("type, id")));
    const auto endpoints = TRY(Store<EndpointRow>::select(connection, QStringLiteral("enabled IS TRUE"), {}, QStringLiteral("service_id, interface, id")));
    for (const auto& service : services) {
        CatalogEntry entry { service.id, service.type, service.name, {} };
        for (const auto& endpoint : endpoints)
            if (endpoint.serviceId == service.id)
                entry.endpoints.push_back(endpoint);
        catalog.push_back(std::move(entry));
    }
    return catalog;
}

Result<EndpointFilters> Directory::readFilters(db::Connection& connection)
{
    EndpointFilters filters;
    auto endpoints = TRY(connection.query(QStringLiteral("SELECT project_id, endpoint_id FROM endpoint_projects")));
    while (endpoints.next())
        filters.endpoints[endpoints.get<QString>(0)].insert(endpoints.get<QString>(1));
    TRY(endpoints.check());
    auto groups = TRY(connection.query(QStringLiteral("SELECT p.project_id, g.filters FROM endpoint_group_projects p JOIN endpoint_groups g ON g.id = p.endpoint_group_id")));
    while (groups.next())
        filters.groups[groups.get<QString>(0)].push_back(groups.get<QJsonObject>(1));
    TRY(groups.check());
    return filters;
}

Result<std::shared_ptr<const Catalog>> Directory::catalogOf(const QString& projectId)
{
    auto all = TRY(catalog());
    const auto filters = TRY(remembered<EndpointFilters>(m_filters, readFilters));
    if (!filters->holdFor(projectId))
        return all;
    return std::make_shared<const Catalog>(filters->applied(*all, projectId));
}

QString Directory::name(Names& names, const char* table, const QString& id)
{
    if (id.isEmpty())
        return {};
    const auto now = generation();
    {
        const std::shared_lock lock(m_mutex);
        if (names.generation == now)
            if (const auto found = names.values.constFind(id); found != names.values.constEnd())
                return *found;
    }
    const auto name = read([&](db::Connection& connection) -> Result<QString> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT name FROM %1 WHERE id = ?").arg(QLatin1String(table)), id));
        return rows.next() ? rows.get<QString>(0) : QString();
    }).value_or(QString());
    if (name.isEmpty())
        return {};
    const std::unique_lock lock(m_mutex);
    if (names.generation != now)
        names = { {}, now };
    names.values.insert(id, name);
    return name;
}

Result<ProjectRow> requiredDomain(db::Connection& connection, const QString& id)
{
    auto row = TRY(Store<ProjectRow>::find(connection, id));
    if (!row || !row->isDomain)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find domain: %1.").arg(id.left(255)));
    return std::move(*row);
}

} // namespace skylab::identity
