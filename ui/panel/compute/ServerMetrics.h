#pragma once

#include "model/Workspace.h"

#include <QHash>
#include <QTimer>

namespace skylab::panel {

/// The last processor load of every instance, asked again while the instances are on the screen. Empty where the cloud tells none.
class ServerMetrics : public QObject {
    Q_OBJECT
public:
    explicit ServerMetrics(model::Workspace& workspace, QObject* parent = nullptr);

    struct Load {
        double cpu = 0;         ///< percent
        double memory = 0;      ///< percent
        QList<double> history;  ///< percents of the processors, oldest first
    };
    /// Null when nothing is known of it.
    [[nodiscard]] const Load* of(const QString& serverId) const;
    [[nodiscard]] bool isOffered() const { return m_workspace.has(QStringLiteral("metrics")); }

    static constexpr int interval = 5000;   ///< milliseconds

private:
    void ask();

    model::Workspace& m_workspace;
    QHash<QString, Load> m_loads;
    QTimer m_timer;
    bool m_asked = false;
};

} // namespace skylab::panel
