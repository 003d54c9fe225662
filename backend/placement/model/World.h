#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "db/Connection.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <vector>

namespace skylab::placement {

constexpr qint64 maxInteger = 0x7FFFFFFF;      ///< of inventories: what Placement's columns hold

/// What a provider has of one resource class.
struct Stock {
    qint64 total = 0;
    qint64 reserved = 0;
    qint64 minUnit = 1;
    qint64 maxUnit = maxInteger;
    qint64 stepSize = 1;
    double ratio = 1.0;          ///< how often the same thing may be promised
    qint64 used = 0;             ///< of all consumers; filled by World only

    [[nodiscard]] double exactCapacity() const { return double(total - reserved) * ratio; }
    [[nodiscard]] qint64 capacity() const { return qint64(exactCapacity()); }
    /// Whether one allocation may have this size.
    [[nodiscard]] bool permits(qint64 amount) const { return amount >= minUnit && amount <= maxUnit && amount % stepSize == 0; }
    [[nodiscard]] bool fits(qint64 amount) const { return permits(amount) && double(used + amount) <= exactCapacity(); }
    bool operator==(const Stock&) const = default;
};
using Stocks = QMap<QString, Stock>;            ///< by resource class
using Amounts = QMap<QString, qint64>;          ///< by resource class

struct Provider {
    QString uuid;
    QString name;
    qint64 generation = 0;
    QString parent;              ///< uuid; empty = it is a root
    QString root;
    Timestamp createdAt;
    Timestamp updatedAt;
};

/// All providers with all that they have, as plain values. Reading it takes five statements, whatever their number.
class World {
public:
    struct Node {
        Provider provider;
        int parent = -1;         ///< places in nodes()
        int root = -1;
        Stocks stocks;
        QSet<QString> traits;
        QSet<QString> aggregates;
    };

    static Result<World> read(db::Connection& connection);
    /// For tests: made by hand. Parents stand before their children.
    explicit World(std::vector<Node> nodes);

    [[nodiscard]] const std::vector<Node>& nodes() const { return m_nodes; }
    [[nodiscard]] const Node& at(int place) const { return m_nodes[std::size_t(place)]; }
    [[nodiscard]] int find(const QString& uuid) const { return m_places.value(uuid, -1); }
    [[nodiscard]] bool hasTrees() const { return m_hasTrees; }
    /// Of each aggregate, the roots of the trees that its members stand in.
    [[nodiscard]] const QSet<int>& rootsIn(const QString& aggregate) const;

private:
    World() = default;
    void link();

    std::vector<Node> m_nodes;
    QHash<QString, int> m_places;
    QHash<QString, QSet<int>> m_roots;
    bool m_hasTrees = false;
};

} // namespace skylab::placement
