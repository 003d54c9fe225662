#pragma once

#include "shell/PanelRegistry.h"

#include <QDateTime>
#include <QSet>
#include <QTimer>

namespace skylab::model {
class Workspace;
}

namespace skylab::shell {

class Notices;

/// Watches one cloud for what is worth a notice: jobs that failed or took long, resources that went into an error by themselves, a
/// connection that was lost.
class CloudNotices : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    CloudNotices(model::Workspace& workspace, const PanelRegistry& registry, Notices& notices, QObject* parent = nullptr);

    /// Watches the rows of a panel's collection, once.
    void watch(const PanelEntry& entry);

    static constexpr int longJob = 10;        ///< seconds
    static constexpr int patience = 5'000;    ///< milliseconds without contact before it is told

private:
    void jobEnded(int job, bool well);
    void rowChanged(const PanelEntry& entry, const QString& id);
    void contactChanged();
    [[nodiscard]] QString cloudName() const;
    [[nodiscard]] QString panelOf(const QString& resource) const;
    [[nodiscard]] bool isWorkedOn(const QString& resource) const;

    model::Workspace& m_workspace;
    const PanelRegistry& m_registry;
    Notices& m_notices;
    QSet<QString> m_watched;      ///< panels
    QSet<QString> m_faulty;       ///< resources that are in an error, as far as known
    QSet<QString> m_seen;         ///< resources that were looked at before
    QTimer m_silence;
    int m_lost = 0;               ///< the notice about the connection that is lost now
    QDateTime m_lostAt;
};

} // namespace skylab::shell
