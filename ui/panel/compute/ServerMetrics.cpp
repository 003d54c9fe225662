#include "panel/compute/ServerMetrics.h"

namespace skylab::panel {

ServerMetrics::ServerMetrics(model::Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace), m_timer(this)
{
    connect(&m_timer, &QTimer::timeout, this, &ServerMetrics::ask);
    connect(&workspace, &model::Workspace::featuresChanged, this, &ServerMetrics::ask);
    connect(&workspace, &model::Workspace::scopeChanged, this, [this] { m_loads.clear(); });
    m_timer.start(interval);
    ask();
}

const ServerMetrics::Load* ServerMetrics::of(const QString& serverId) const
{
    const auto it = m_loads.constFind(serverId);
    return it == m_loads.constEnd() ? nullptr : &*it;
}

void ServerMetrics::ask()
{
    const bool shown = m_workspace.live().shown() == u"servers";
    if (!isOffered() || !shown || m_asked || !m_workspace.session().isSignedIn())
        return;
    m_asked = true;   // one at a time: a slow cloud is not asked more often than it answers
    client::then(m_workspace.session().get(QStringLiteral("skylab"), QStringLiteral("/metrics/servers")), this, [this](const Result<client::Reply>& reply) {
        m_asked = false;
        if (!reply)
            return;
        QHash<QString, Load> loads;
        const auto servers = reply->list(u"servers");
        for (const auto& server : servers) {
            Load load { server[u"cpu_percent"].toDouble(), server[u"memory_percent"].toDouble(), {} };
            const auto history = server[u"cpu"].toArray();
            for (const auto& value : history)
                load.history << value.toDouble();
            loads[server[u"id"].toString()] = load;
        }
        m_loads = loads;
        m_workspace.collection(QStringLiteral("servers")).model().refresh();
    });
}

} // namespace skylab::panel
