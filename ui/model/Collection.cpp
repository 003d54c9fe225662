#include "model/Collection.h"

namespace skylab::model {

namespace {
constexpr int rowPause = 150;      // milliseconds: several events about one row make one request
constexpr int maxRowLoads = 8;     // more changed rows are loaded as a listing
} // namespace

Collection::Collection(client::Session& session, Source source, QObject* parent)
    : QObject(parent), m_session(session), m_source(std::move(source)), m_model(m_source.idField), m_rowTimer(this)
{
    m_rowTimer.setSingleShot(true);
    m_rowTimer.setInterval(rowPause);
    connect(&m_rowTimer, &QTimer::timeout, this, &Collection::loadRowsNow);
}

void Collection::want()
{
    if (m_state == State::Fresh || m_state == State::Failed)
        reload();
}

void Collection::setQuery(const QUrlQuery& query, bool everyones)
{
    m_source.query = query;
    m_source.projectBound = !everyones;
    if (m_state != State::Fresh)
        reload();
}

void Collection::reload()
{
    if (m_state != State::Ready)
        setState(State::Loading);
    const int generation = m_generation, load = ++m_loads;
    auto query = m_source.query;
    if (const auto& facts = m_session.facts(); m_source.projectBound && !m_source.projectItem.isEmpty() && facts.isAdmin() && !facts.projectId.isEmpty())
        query.addQueryItem(m_source.projectItem, facts.projectId);
    ++m_awaited;
    client::then(m_session.list(m_source.service, m_source.path, m_source.key, query), this, [this, generation, load, since = m_events](const Result<client::Reply>& reply) {
        --m_awaited;
        if (generation == m_generation && load == m_loads)
            loaded(reply, since);
    });
}

void Collection::loaded(const Result<client::Reply>& reply, int since)
{
    if (!reply) {
        m_error = reply.error();
        setState(m_state == State::Ready ? State::Ready : State::Failed);
        return;
    }
    std::vector<QJsonObject> rows;
    const auto list = reply->list(m_source.key);
    rows.reserve(std::size_t(list.size()));
    for (const auto& element : list)
        rows.push_back(m_source.unwrap ? m_source.unwrap(element.toObject()) : element.toObject());
    keepNewer(rows, since);
    m_error = {};
    m_loadedAt = QDateTime::currentDateTimeUtc();
    m_model.replaceAll(rows);
    setState(State::Ready);
    for (auto it = m_told.cbegin(); it != m_told.cend(); ++it) {
        if (it->at > since && !it->gone && !it->shown && !m_source.itemPath.isEmpty())
            reloadRow(it.key());
    }
}

void Collection::keepNewer(std::vector<QJsonObject>& rows, int since) const
{
    QHash<QString, QJsonObject> newer;      // empty: it is gone
    for (auto it = m_told.cbegin(); it != m_told.cend(); ++it) {
        if (it->at > since && (it->gone || it->shown))
            newer.insert(it.key(), it->gone ? QJsonObject() : m_model.row(it.key()));
    }
    if (newer.isEmpty())
        return;
    for (auto& row : rows) {
        if (const auto it = newer.find(m_model.idOf(row)); it != newer.end()) {
            row = *it;
            newer.erase(it);
        }
    }
    std::erase_if(rows, [](const QJsonObject& row) { return row.isEmpty(); });
    for (const auto& row : std::as_const(newer)) {
        if (!row.isEmpty())
            rows.push_back(row);
    }
}

void Collection::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void Collection::clear()
{
    ++m_generation;
    m_rowsToLoad.clear();
    m_model.replaceAll({});
    setState(State::Fresh);
}

void Collection::reloadRow(const QString& id)
{
    m_rowsToLoad.insert(id);
    if (!m_rowTimer.isActive())
        m_rowTimer.start();
}

void Collection::loadRowsNow()
{
    const auto ids = std::exchange(m_rowsToLoad, {});
    if (m_state == State::Fresh)
        return;
    if (m_source.itemPath.isEmpty() || ids.size() > maxRowLoads)
        return reload();
    for (const auto& id : ids)
        loadRow(id, {});
}

void Collection::loadRow(const QString& id, const std::function<void()>& done)
{
    if (m_source.itemPath.isEmpty()) {
        reload();
        if (done)
            done();
        return;
    }
    const auto path = m_source.itemPath.arg(QString::fromLatin1(QUrl::toPercentEncoding(id)));
    ++m_awaited;
    client::then(m_session.get(m_source.service, path), this, [this, id, done, generation = m_generation, since = m_events](const Result<client::Reply>& reply) {
        --m_awaited;
        if (generation == m_generation)
            rowLoaded(id, reply, since, done);
    });
}

void Collection::rowLoaded(const QString& id, const Result<client::Reply>& reply, int since, const std::function<void()>& done)
{
    // Events come another way than answers, and may overtake them: what is gone does not come back, what changed is asked anew.
    const bool told = toldSince(id, since);
    if (reply && told && !m_told.value(id).gone)
        return loadRow(id, done);
    if (reply && !told) {
        m_model.upsert(m_source.itemKey.isEmpty() ? reply->object() : reply->object(m_source.itemKey));
        if (const auto it = m_told.find(id); it != m_told.end())
            it->shown = true;
    } else if (!reply && reply.error().code == ErrorCode::NotFound)
        m_model.remove(id);
    if (done)
        done();
}

bool Collection::concerns(const client::Event& event) const
{
    if (m_state == State::Fresh || !m_source.eventTypes.contains(event.resourceType))
        return false;
    return !m_source.projectBound || event.projectId.isEmpty() || event.projectId == m_session.facts().projectId || m_model.contains(event.resourceId);
}

void Collection::apply(const client::Event& event)
{
    if (!concerns(event))
        return;
    if (m_awaited == 0)
        m_told.clear();
    auto& told = m_told[event.resourceId] = { ++m_events, event.isDelete(), false };
    if (event.isDelete()) {
        m_rowsToLoad.remove(event.resourceId);
        m_model.remove(event.resourceId);
    } else if (!event.payload.isEmpty() && !m_model.idOf(event.payload).isEmpty()) {
        m_model.upsert(event.payload);
        told.shown = true;
    } else {
        reloadRow(event.resourceId);
    }
}

bool Collection::isBusy() const
{
    for (int row = 0; m_source.busy && row < m_model.rowCount(); ++row) {
        if (m_source.busy(m_model.rowAt(row)))
            return true;
    }
    return false;
}

} // namespace skylab::model
