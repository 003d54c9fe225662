#include "service/EventBus.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace skylab::service {

namespace {

Q_LOGGING_CATEGORY(lcEvents, "skylab.events")

constexpr int batchSize = 200;
// A turn looks into every outbox and commits twice: what follows within this time shares it.
constexpr std::chrono::milliseconds gatherTime { 10 };
constexpr qint64 keptEvents = 100'000;
constexpr qint64 pruneStep = keptEvents / 10;
// Of the oldest: so many in one transaction, that others may write in between, and so many in one turn, that events are not held up for long.
constexpr int prunedAtOnce = 1000;
constexpr int prunedTogether = 10'000;
// A database may be away for a while (a restart, a full disk). What could not be moved is tried again after so long, whoever writes or not.
constexpr std::chrono::milliseconds shortestPause { 100 };
constexpr std::chrono::milliseconds longestPause { 5000 };

const QString eventColumns = QStringLiteral("event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at");

Event readEvent(db::Query& row)
{
    Event event;
    event.seq = row.get<qint64>(0);
    event.eventId = row.get<QString>(1);
    event.type = row.get<QString>(2);
    event.resourceType = row.get<QString>(3);
    event.resourceId = row.get<QString>(4);
    event.projectId = row.get<QString>(5);
    event.userId = row.get<QString>(6);
    event.requestId = row.get<QString>(7);
    event.payload = row.get<QJsonObject>(8);
    event.createdAt = row.get<Timestamp>(9);
    return event;
}

Result<std::vector<Event>> readEvents(db::Connection& connection, const QString& sql, const QVariantList& arguments)
{
    auto rows = TRY(connection.query(sql, arguments));
    std::vector<Event> events;
    while (rows.next())
        events.push_back(readEvent(rows));
    TRY(rows.check());
    return events;
}

/// Only these: on PostgreSQL another controller's transaction with a lower id may be committed later.
Result<> removeFromOutbox(db::Database& source, const std::vector<qint64>& ids)
{
    return source.write([&](db::Transaction& transaction) -> Result<> {
        for (std::size_t first = 0, end = 0; first < ids.size(); first = end) {
            for (end = first + 1; end < ids.size() && ids[end] == ids[end - 1] + 1; ++end) { }
            TRY(transaction.execute(QStringLiteral("DELETE FROM outbox WHERE id BETWEEN ? AND ?"), ids[first], ids[end - 1]));
        }
        return {};
    });
}

} // namespace

EventBus::EventBus(db::Database& log) : m_log(log) { }

EventBus::~EventBus() { stop(); }

void EventBus::addSource(db::Database& source) { m_sources.push_back(&source); }

Result<> EventBus::start()
{
    m_lastSeq = TRY(m_log.read([](db::Connection& connection) -> Result<qint64> {
        auto row = TRY(connection.query(QStringLiteral("SELECT COALESCE(MAX(seq), 0) FROM events")));
        row.next();
        return row.get<qint64>(0);
    }));
    m_wakes = 1;      // what an earlier run left
    m_sincePrune = pruneStep;      // it may have ended before its turn to prune
    m_thread = std::thread([this] { run(); });
    return {};
}

void EventBus::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_hurry.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void EventBus::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_wakes;
    }
    m_wake.notify_one();
}

void EventBus::flush()
{
    std::unique_lock lock(m_mutex);
    const auto target = ++m_wakes;
    ++m_flushing;
    m_wake.notify_one();
    m_hurry.notify_one();
    m_idle.wait(lock, [&] { return m_stopping || m_handled >= target; });
    --m_flushing;
}

/// Said once, not at every attempt.
void EventBus::warn(const char* what, const Error& error)
{
    m_failed = true;
    if (std::exchange(m_lastFailure, error.message) != error.message)
        qCWarning(lcEvents) << what << error.message;
}

void EventBus::run()
{
    auto pause = shortestPause;
    const auto isDue = [&] { return m_stopping || m_handled < m_wakes; };
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_failed) {
            m_wake.wait_for(lock, pause, isDue);
            pause = std::min(2 * pause, longestPause);
        } else {
            m_wake.wait(lock, isDue);
            pause = shortestPause;
        }
        m_hurry.wait_for(lock, gatherTime, [&] { return m_stopping || m_flushing > 0; });
        const auto upTo = m_wakes;
        const bool last = m_stopping;
        lock.unlock();
        m_failed = false;
        for (auto* source : m_sources)
            while (relay(*source)) { }
        prune();
        if (!m_failed)
            m_lastFailure.clear();
        lock.lock();
        m_handled = upTo;      // also after a failure: nobody waits for a database that is away
        m_idle.notify_all();
        if (last)
            return;
    }
}

bool EventBus::relay(db::Database& source)
{
    auto batch = source.read([&](db::Connection& connection) {
        return readEvents(connection, QStringLiteral("SELECT id, %1 FROM outbox ORDER BY id LIMIT %2").arg(eventColumns).arg(batchSize), {});
    });
    if (!batch) {
        warn("The outbox can't be read, and is tried again:", batch.error());
        return false;
    }
    if (batch->empty())
        return false;
    std::vector<qint64> ids;
    for (const auto& event : *batch)
        ids.push_back(event.seq);
    const auto stored = m_log.write([&](db::Transaction& transaction) -> Result<> {
        for (auto& event : *batch) {
            event.seq = 0;
            // Asked first: an insert that ends in a conflict uses up a number, and whoever counts would miss an event.
            auto known = TRY(transaction.query(QStringLiteral("SELECT 1 FROM events WHERE event_id = ?"), event.eventId));
            if (known.next())
                continue;
            auto row = TRY(transaction.query(QStringLiteral("INSERT INTO events (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING RETURNING seq").arg(eventColumns),
                                             event.eventId, event.type, event.resourceType, event.resourceId, event.projectId, event.userId,
                                             event.requestId, event.payload, event.createdAt));
            if (row.next())
                event.seq = row.get<qint64>(0);
        }
        return {};
    });
    if (!stored) {
        warn("Events can't be written, and are tried again:", stored.error());
        return false;
    }
    const auto removed = removeFromOutbox(source, ids);
    if (!removed)
        warn("What was published can't be removed from the outbox, and is tried again:", removed.error());
    std::vector<std::pair<int, Subscriber>> subscribers;
    {
        const std::lock_guard lock(m_mutex);
        subscribers = m_subscribers;
        for (const auto& event : *batch)
            m_lastSeq = std::max(m_lastSeq, event.seq);
    }
    m_sincePrune += qint64(batch->size());
    for (const auto& event : *batch)
        if (event.seq != 0)      // 0: an earlier run had published it
            for (const auto& [handle, subscriber] : subscribers)
                subscriber(event);
    return removed && batch->size() == batchSize;      // whatever is committed from now on wakes us again
}

void EventBus::prune()
{
    if (m_sincePrune < pruneStep)
        return;
    static const auto sql = QStringLiteral("DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq <= ? ORDER BY seq LIMIT %1)").arg(prunedAtOnce);
    const auto last = lastSeq() - keptEvents;
    for (int all = 0; all < prunedTogether; all += prunedAtOnce) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping)
                return;
        }
        const auto some = m_log.write([&](db::Transaction& transaction) { return transaction.execute(sql, last); });
        if (!some)
            qCWarning(lcEvents) << "Old events can't be removed, and stay for now:" << some.error().message;
        if (!some || *some < prunedAtOnce) {
            m_sincePrune = 0;
            return;
        }
    }
    // The rest goes in the next turn.
}

int EventBus::subscribe(Subscriber subscriber)
{
    const std::lock_guard lock(m_mutex);
    m_subscribers.emplace_back(m_nextHandle, std::move(subscriber));
    return m_nextHandle++;
}

void EventBus::unsubscribe(int handle)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_subscribers, [&](const auto& one) { return one.first == handle; });
}

Result<std::vector<Event>> EventBus::since(qint64 since, int limit, const ProjectScope& scope) const
{
    return m_log.read([&](db::Connection& connection) {
        QVariantList arguments { since };
        const auto inScope = scope.condition(arguments);
        arguments << limit;
        return readEvents(connection, QStringLiteral("SELECT seq, %1 FROM events WHERE seq > ? AND %2 ORDER BY seq LIMIT ?").arg(eventColumns, inScope), arguments);
    });
}

Result<std::vector<Event>> EventBus::ofResource(const QString& resourceId, int limit) const
{
    return m_log.read([&](db::Connection& connection) {
        return readEvents(connection, QStringLiteral("SELECT seq, %1 FROM events WHERE resource_id = ? ORDER BY seq DESC LIMIT ?").arg(eventColumns), { resourceId, limit });
    });
}

Result<bool> EventBus::reaches(qint64 since) const
{
    // Asked of the log: what since() gave out may be there before lastSeq() knows it.
    return m_log.read([&](db::Connection& connection) -> Result<bool> {
        auto row = TRY(connection.query(QStringLiteral("SELECT COALESCE((SELECT MIN(seq) FROM events), 0), COALESCE((SELECT MAX(seq) FROM events), 0)")));
        row.next();
        const auto first = row.get<qint64>(0), last = row.get<qint64>(1);
        return since == last || (since < last && first <= since + 1);
    });
}

qint64 EventBus::lastSeq() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastSeq;
}

} // namespace skylab::service
