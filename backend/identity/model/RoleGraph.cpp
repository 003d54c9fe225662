#include "identity/model/RoleGraph.h"

#include <QSet>

#include <algorithm>

namespace skylab::identity {

std::optional<RoleGraph::Role> RoleGraph::role(const QString& id) const
{
    const auto found = m_roles.constFind(id);
    return found == m_roles.constEnd() ? std::nullopt : std::optional(*found);
}

QStringList RoleGraph::priors() const
{
    auto all = m_implied.keys();
    std::sort(all.begin(), all.end());
    return all;
}

QStringList RoleGraph::expand(const QStringList& ids) const
{
    QStringList all;
    QSet<QString> seen;
    auto waiting = ids;
    while (!waiting.isEmpty()) {
        const auto id = waiting.takeFirst();
        if (seen.contains(id) || !m_roles.contains(id))
            continue;
        seen.insert(id);
        all << id;
        waiting += m_implied.value(id);
    }
    return all;
}

QStringList RoleGraph::effective(const QStringList& ids) const
{
    auto all = expand(ids);
    all.removeIf([this](const QString& id) { return !m_roles[id].domainId.isEmpty(); });
    return all;
}

QStringList RoleGraph::names(const QStringList& ids) const
{
    QStringList names;
    for (const auto& id : ids)
        if (const auto found = m_roles.constFind(id); found != m_roles.constEnd())
            names << found->name;
    return names;
}

} // namespace skylab::identity
