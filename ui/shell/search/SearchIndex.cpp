#include "shell/search/SearchIndex.h"

#include "model/Workspace.h"

#include <QElapsedTimer>

#include <algorithm>

namespace skylab::shell {

namespace {

constexpr qint64 slice = 6;        // milliseconds of work between other events
constexpr int recentBonus = 90;    // below the distance of two ranks
constexpr std::size_t few = 8;     // fewer hits than this: letters with others between them count too

/// "10.0.0.3", "fd00::5", "fa:16:3e:11:22:33", "10.0.0.0/24"
bool isAddress(const QString& text)
{
    if (text.size() < 3 || text.size() > 49)
        return false;
    int marks = 0;
    for (const auto c : text) {
        const auto letter = c.toLower().unicode();
        if (c == u'.' || c == u':')
            ++marks;
        else if (!c.isDigit() && c != u'/' && (letter < 'a' || letter > 'f'))
            return false;
    }
    return marks >= 2;
}

void gatherAddresses(const QJsonValue& value, QString& into, int depth)
{
    if (value.isString()) {
        if (const auto text = value.toString(); isAddress(text))
            into += u'\n' + text.toLower();
    } else if (depth > 0 && value.isObject()) {
        const auto object = value.toObject();
        for (const auto& inner : object)
            gatherAddresses(inner, into, depth - 1);
    } else if (depth > 0 && value.isArray()) {
        const auto array = value.toArray();
        for (const auto& inner : array)
            gatherAddresses(inner, into, depth - 1);
    }
}

} // namespace

SearchIndex::SearchIndex(model::Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace), m_timer(this)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &SearchIndex::work);
}

void SearchIndex::watch(const PanelEntry& entry)
{
    if (m_watched.contains(entry.id) || !m_workspace.hasCollection(entry.collection))
        return;
    m_watched.insert(entry.id);
    auto& model = m_workspace.collection(entry.collection).model();
    const auto mark = [this, &entry](const QString& id) {
        m_dirty.push_back({ &entry, id });
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(&model, &model::ResourceModel::rowChanged, this, mark);
    connect(&model, &model::ResourceModel::rowRemoved, this, [this, panel = entry.id](const QString& id) { remove(keyOf(panel, id)); });
    for (const auto& id : model.ids())
        mark(id);
}

void SearchIndex::work()
{
    QElapsedTimer timer;
    timer.start();
    while (!m_dirty.empty() && timer.elapsed() < slice) {
        const auto dirty = m_dirty.back();
        m_dirty.pop_back();
        update(*dirty.entry, dirty.id);
    }
    if (m_dirty.empty()) {
        m_timer.stop();
        Q_EMIT changed();
    }
}

void SearchIndex::update(const PanelEntry& entry, const QString& id)
{
    const auto& model = m_workspace.collection(entry.collection).model();
    if (!model.contains(id))
        return;
    const auto row = model.row(id);
    Item item { &entry, keyOf(entry.id, id), id, row[u"name"].toString(), {}, id.toLower() };
    if (item.name.isEmpty())
        item.name = id;
    item.lowerName = item.name.toLower();
    for (const auto& value : row)
        gatherAddresses(value, item.more, 4);
    if (const auto slot = m_slots.constFind(item.key); slot != m_slots.constEnd()) {
        m_items[std::size_t(*slot)] = std::move(item);
        return;
    }
    m_slots[item.key] = int(m_items.size());
    m_items.push_back(std::move(item));
}

void SearchIndex::remove(const QString& key)
{
    const auto slot = m_slots.constFind(key);
    if (slot == m_slots.constEnd())
        return;
    const auto at = std::size_t(*slot);
    m_slots.erase(slot);
    if (at + 1 != m_items.size()) {
        m_items[at] = std::move(m_items.back());
        m_slots[m_items[at].key] = int(at);
    }
    m_items.pop_back();
}

/// Letters with others between them, for what was not found otherwise.
void SearchIndex::addLoose(const Query& query, std::vector<Found>& found) const
{
    std::vector<bool> there(m_items.size());
    for (const auto& [points, slot] : found)
        there[std::size_t(slot)] = true;
    for (std::size_t slot = 0; slot < m_items.size(); ++slot) {
        if (there[slot])
            continue;
        if (const int points = looseRank(query.whole, m_items[slot].lowerName); points >= 0)
            found.push_back({ qMin(points, 99), int(slot) });
    }
}

std::vector<SearchIndex::Hit> SearchIndex::find(const Query& query, int mostOfEach, const QStringList& recentKeys) const
{
    std::vector<Found> found;
    for (std::size_t slot = 0; slot < m_items.size(); ++slot) {
        if (const int points = rank(query, m_items[slot].lowerName, m_items[slot].more); points >= 0)
            found.push_back({ points, int(slot) });
    }
    if (found.size() < few && query.words.size() == 1 && query.whole.size() > 1)
        addLoose(query, found);
    QSet<int> recent;
    for (const auto& key : recentKeys)
        recent.insert(m_slots.value(key, -1));
    // The best of each panel, kept in order: most of what fits is never looked at again.
    QHash<const PanelEntry*, std::vector<Found>> best;
    QHash<const PanelEntry*, int> counts;
    for (auto hit : found) {
        const auto* entry = m_items[std::size_t(hit.slot)].entry;
        hit.points += recent.contains(hit.slot) ? recentBonus : 0;
        ++counts[entry];
        auto& row = best[entry];
        if (int(row.size()) == mostOfEach && row.back().points >= hit.points)
            continue;
        const auto place = std::upper_bound(row.begin(), row.end(), hit, [](const Found& a, const Found& b) { return a.points > b.points; });
        row.insert(place, hit);
        if (int(row.size()) > mostOfEach)
            row.pop_back();
    }
    m_counts.clear();
    std::vector<Hit> hits;
    for (auto it = best.cbegin(); it != best.cend(); ++it) {
        m_counts[it.key()->id] = counts.value(it.key());
        for (const auto& [points, slot] : *it)
            hits.push_back({ it.key(), m_items[std::size_t(slot)].id, m_items[std::size_t(slot)].name, points });
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.points > b.points; });
    return hits;
}

std::optional<SearchIndex::Hit> SearchIndex::hitOf(const QString& key) const
{
    const auto slot = m_slots.constFind(key);
    if (slot == m_slots.constEnd())
        return std::nullopt;
    const auto& item = m_items[std::size_t(*slot)];
    return Hit { item.entry, item.id, item.name, 0 };
}

QString SearchIndex::about(const Hit& hit) const
{
    const auto& model = m_workspace.collection(hit.entry->collection).model();
    const auto* presenter = model.presenter();
    const auto row = model.row(hit.id);
    if (!presenter)
        return row[u"status"].toString().toLower();
    QStringList parts;
    for (int column = 1; column < qMin(4, presenter->columns()); ++column) {
        if (const auto text = presenter->text(row, column); !text.isEmpty() && text != u"–")
            parts << text;
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace skylab::shell
