#include "placement/model/World.h"

namespace skylab::placement {

World::World(std::vector<Node> nodes) : m_nodes(std::move(nodes))
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_places.insert(m_nodes[i].provider.uuid, int(i));
    link();
}

Result<World> World::read(db::Connection& connection)
{
    World world;
    auto providers = TRY(connection.query(QStringLiteral("SELECT uuid, name, generation, parent_uuid, root_uuid, created_at, updated_at FROM resource_providers ORDER BY number")));
    while (providers.next()) {
        Node node;
        node.provider = { providers.get<QString>(0), providers.get<QString>(1), providers.get<qint64>(2), providers.get<QString>(3), providers.get<QString>(4),
                          providers.get<Timestamp>(5), providers.get<Timestamp>(6) };
        world.m_places.insert(node.provider.uuid, int(world.m_nodes.size()));
        world.m_nodes.push_back(std::move(node));
    }
    TRY(providers.check());
    // What belongs to a provider that came after the first statement is left out, as the provider is.
    const auto each = [&](const QString& sql, const auto& take) -> Result<> {
        auto rows = TRY(connection.query(sql));
        while (rows.next())
            if (const auto place = world.find(rows.template get<QString>(0)); place >= 0)
                take(world.m_nodes[std::size_t(place)], rows);
        return rows.check();
    };
    TRY(each(QStringLiteral("SELECT provider_uuid, resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio FROM inventories"), [](Node& node, db::Query& row) {
        node.stocks.insert(row.get<QString>(1), { row.get<qint64>(2), row.get<qint64>(3), row.get<qint64>(4), row.get<qint64>(5), row.get<qint64>(6), row.get<double>(7) });
    }));
    TRY(each(QStringLiteral("SELECT provider_uuid, resource_class, CAST(SUM(used) AS BIGINT) FROM allocations GROUP BY provider_uuid, resource_class"), [](Node& node, db::Query& row) {
        if (const auto stock = node.stocks.find(row.get<QString>(1)); stock != node.stocks.end())
            stock->used = row.get<qint64>(2);
    }));
    TRY(each(QStringLiteral("SELECT provider_uuid, trait FROM provider_traits"), [](Node& node, db::Query& row) { node.traits.insert(row.get<QString>(1)); }));
    TRY(each(QStringLiteral("SELECT provider_uuid, aggregate_uuid FROM provider_aggregates"), [](Node& node, db::Query& row) { node.aggregates.insert(row.get<QString>(1)); }));
    world.link();
    return world;
}

void World::link()
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        auto& node = m_nodes[i];
        node.parent = node.provider.parent.isEmpty() ? -1 : find(node.provider.parent);
        const auto root = find(node.provider.root);
        node.root = root < 0 ? int(i) : root;
        m_hasTrees = m_hasTrees || !node.provider.parent.isEmpty();
        for (const auto& aggregate : node.aggregates)
            m_roots[aggregate].insert(node.root);
    }
}

const QSet<int>& World::rootsIn(const QString& aggregate) const
{
    static const QSet<int> none;
    const auto found = m_roots.constFind(aggregate);
    return found == m_roots.cend() ? none : *found;
}

} // namespace skylab::placement
