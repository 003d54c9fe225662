#pragma once

#include "shell/Panel.h"
#include "shell/search/Rank.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>
#include <vector>

namespace skylab::model {
class Workspace;
}

namespace skylab::shell {

/// Names, ids and addresses (IP and MAC) of everything that a cloud's panels list, kept while it changes: a row costs a few
/// microseconds when it changes, in slices between the window's other work, and nothing when somebody types.
class SearchIndex : public QObject {
    Q_OBJECT
public:
    struct Hit {
        const PanelEntry* entry;
        QString id;
        QString name;
        int points;
    };

    explicit SearchIndex(model::Workspace& workspace, QObject* parent = nullptr);

    /// Follows the rows of a panel's collection. `entry` outlives the index. Once for each panel.
    void watch(const PanelEntry& entry);
    /// Best first, at most so many of each panel. `recent` are keys (see keyOf) that go before their equals.
    [[nodiscard]] std::vector<Hit> find(const Query& query, int mostOfEach, const QStringList& recent) const;
    /// The row with a key, when it is there.
    [[nodiscard]] std::optional<Hit> hitOf(const QString& key) const;
    /// How many rows of a panel fit, as of the last find().
    [[nodiscard]] int countOf(const QString& panel) const { return m_counts.value(panel); }
    [[nodiscard]] int size() const { return int(m_items.size()); }
    [[nodiscard]] bool isComplete() const { return m_dirty.empty(); }
    static QString keyOf(const QString& panel, const QString& id) { return panel + u'/' + id; }
    /// "Active · 10.0.0.3 · m1.small"
    [[nodiscard]] QString about(const Hit& hit) const;

Q_SIGNALS:
    void changed();

private:
    struct Item {
        const PanelEntry* entry;
        QString key;
        QString id;
        QString name;
        QString lowerName;
        QString more;
    };
    struct Dirty {
        const PanelEntry* entry;
        QString id;
    };
    void work();
    void update(const PanelEntry& entry, const QString& id);
    void remove(const QString& key);
    struct Found {
        int points;
        int slot;
    };
    void addLoose(const Query& query, std::vector<Found>& found) const;

    model::Workspace& m_workspace;
    std::vector<Item> m_items;
    QHash<QString, int> m_slots;
    std::vector<Dirty> m_dirty;
    QSet<QString> m_watched;
    mutable QHash<QString, int> m_counts;
    QTimer m_timer;
};

} // namespace skylab::shell
