#include "model/ResourceModel.h"

#include <QDeadlineTimer>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace skylab::model {

namespace {
constexpr std::size_t mostRanges = 50;   // each range makes a view and its proxy work once; above this many one is cheaper
constexpr int warmTime = 4;              // milliseconds at a time
} // namespace

ResourceModel::ResourceModel(QString idField, QObject* parent) : QAbstractTableModel(parent), m_idField(std::move(idField)), m_warming(this)
{
    m_warming.setInterval(0);
    connect(&m_warming, &QTimer::timeout, this, &ResourceModel::warm);
}

ResourceModel::~ResourceModel() = default;

void ResourceModel::setPresenter(std::unique_ptr<RowPresenter> presenter)
{
    beginResetModel();   // the columns change; only before a view shows it
    m_presenter = std::move(presenter);
    for (auto& row : m_rows) {
        row.facts.reset();
        row.keys = {};
    }
    endResetModel();
}

QString ResourceModel::idOf(const QJsonObject& row) const { return row[m_idField].toVariant().toString(); }

void ResourceModel::reindex(int from)
{
    for (int i = from; i < int(m_rows.size()); ++i)
        m_index[m_rows[std::size_t(i)].id] = i;
}

/// Rows that are gone leave in runs, from the end.
void ResourceModel::removeAbsent(const QHash<QString, int>& wanted)
{
    QStringList gone;
    for (int last = int(m_rows.size()) - 1; last >= 0;) {
        if (wanted.contains(m_rows[std::size_t(last)].id)) {
            --last;
            continue;
        }
        int first = last;
        while (first > 0 && !wanted.contains(m_rows[std::size_t(first - 1)].id))
            --first;
        beginRemoveRows({}, first, last);
        for (int i = first; i <= last; ++i) {
            gone << m_rows[std::size_t(i)].id;
            m_index.remove(m_rows[std::size_t(i)].id);
        }
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        m_warmFrom = std::min(m_warmFrom, first);
        reindex(first);
        endRemoveRows();
        last = first - 1;
    }
    for (const auto& id : std::as_const(gone))
        Q_EMIT rowRemoved(id);
}

void ResourceModel::replaceAll(const std::vector<QJsonObject>& rows)
{
    const auto before = m_rows.size();
    QHash<QString, int> wanted;
    for (int i = 0; i < int(rows.size()); ++i)
        wanted.insert(idOf(rows[std::size_t(i)]), i);
    removeAbsent(wanted);
    std::vector<Row> fresh;
    QSet<QString> added;
    QStringList changed;
    std::vector<int> changedRows;
    for (const auto& json : rows) {
        const auto id = idOf(json);
        const auto it = m_index.constFind(id);
        if (it == m_index.constEnd()) {
            if (!id.isEmpty() && !added.contains(id)) {
                added.insert(id);
                fresh.push_back({ id, json });
            }
        } else if (m_rows[std::size_t(*it)].json != json) {
            changeAt(*it, json);
            changedRows.push_back(*it);
            changed << id;
        }
    }
    tellChanged(changedRows);
    if (!fresh.empty()) {
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(fresh.size()) - 1);
        for (auto& row : fresh) {
            changed << row.id;
            m_rows.push_back(std::move(row));
        }
        reindex(first);
        endInsertRows();
    }
    m_warming.start();
    for (const auto& id : std::as_const(changed))
        Q_EMIT rowChanged(id);
    if (m_rows.size() != before)
        Q_EMIT countChanged(int(m_rows.size()));
}

void ResourceModel::upsert(const QJsonObject& json)
{
    const auto id = idOf(json);
    if (id.isEmpty())
        return;
    if (const auto it = m_index.constFind(id); it != m_index.constEnd()) {
        if (m_rows[std::size_t(*it)].json == json)
            return;
        changeAt(*it, json);
        tellChanged({ *it });
    } else {
        const int at = int(m_rows.size());
        beginInsertRows({}, at, at);
        m_rows.push_back({ id, json });
        m_warming.start();
        m_index[id] = at;
        endInsertRows();
        Q_EMIT countChanged(int(m_rows.size()));
    }
    Q_EMIT rowChanged(id);
}

void ResourceModel::remove(const QString& id)
{
    const auto it = m_index.constFind(id);
    if (it == m_index.constEnd())
        return;
    const int at = *it;
    beginRemoveRows({}, at, at);
    m_index.remove(id);
    m_rows.erase(m_rows.begin() + at);
    m_warmFrom = std::min(m_warmFrom, at);
    reindex(at);
    m_warming.start();
    endRemoveRows();
    Q_EMIT rowRemoved(id);
    Q_EMIT countChanged(int(m_rows.size()));
}

void ResourceModel::refresh()
{
    m_checkFrom = 0;
    m_checking = true;
    m_warming.start();
    Q_EMIT looksChanged();
}

void ResourceModel::refreshTimes()
{
    for (int column = 0; m_presenter && !m_rows.empty() && column < m_presenter->columns(); ++column) {
        if (m_presenter->traits(column).type == ValueType::Time)
            Q_EMIT dataChanged(index(0, column), index(int(m_rows.size()) - 1, column));
    }
}

void ResourceModel::changeAt(int row, const QJsonObject& json)
{
    auto& it = m_rows[std::size_t(row)];
    it.json = json;
    it.facts.reset();
    it.keys = {};
    m_warmFrom = std::min(m_warmFrom, row);
    m_warming.start();
}

void ResourceModel::tellChanged(const std::vector<int>& rows)
{
    if (rows.empty())
        return;
    auto sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::pair<int, int>> ranges;
    for (const int row : sorted) {
        if (!ranges.empty() && row <= ranges.back().second + 1)
            ranges.back().second = row;
        else
            ranges.emplace_back(row, row);
    }
    if (ranges.size() > mostRanges)
        ranges = { { ranges.front().first, ranges.back().second } };
    for (const auto& [first, last] : ranges)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

void ResourceModel::warm()
{
    const QDeadlineTimer enough(warmTime);
    for (; m_presenter && m_warmFrom < int(m_rows.size()); ++m_warmFrom) {
        if (enough.hasExpired())
            return;
        std::ignore = factsAt(m_warmFrom);
    }
    std::vector<int> changed;
    for (; m_presenter && m_checking && m_checkFrom < int(m_rows.size()) && !enough.hasExpired(); ++m_checkFrom) {
        auto& row = m_rows[std::size_t(m_checkFrom)];
        if (!row.facts)
            continue;
        auto facts = RowFacts::of(*m_presenter, row.json, row.id);
        if (facts == *row.facts)
            continue;
        *row.facts = std::move(facts);
        row.keys = {};
        changed.push_back(m_checkFrom);
    }
    tellChanged(changed);
    m_checking = m_checking && m_checkFrom < int(m_rows.size());
    if (m_checking)
        return;
    m_warming.stop();
    Q_EMIT warmed();
}

const RowFacts& ResourceModel::factsAt(int at) const
{
    const auto& row = m_rows[std::size_t(at)];
    if (!row.facts)
        row.facts = std::make_unique<RowFacts>(RowFacts::of(*m_presenter, row.json, row.id));
    return *row.facts;
}

const SortKey& ResourceModel::sortKeyAt(int at, int column) const
{
    const auto& row = m_rows[std::size_t(at)];
    auto& key = row.keys[column == 0 ? 0 : 1];
    if (key.column != column)
        key = SortKey::of(*m_presenter, row.json, column, row.facts.get());
    return key;
}

QJsonObject ResourceModel::row(const QString& id) const
{
    const auto it = m_index.constFind(id);
    return it == m_index.constEnd() ? QJsonObject() : m_rows[std::size_t(*it)].json;
}

QStringList ResourceModel::ids() const
{
    QStringList all;
    for (const auto& row : m_rows)
        all << row.id;
    return all;
}

int ResourceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int ResourceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_presenter ? m_presenter->columns() : 1; }

QVariant ResourceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_presenter)
        return {};
    const auto& row = m_rows[std::size_t(index.row())];
    return m_presenter->data(row.json, row.id, index.column(), role);
}

QVariant ResourceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && m_presenter)
        return m_presenter->header(section, role);
    return {};
}

} // namespace skylab::model
