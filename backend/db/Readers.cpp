#include "db/Readers.h"

#include "db/Rest.h"

#include <algorithm>
#include <atomic>

namespace skylab::db {

namespace {
quint64 nextId()
{
    static std::atomic<quint64> counter { 0 };
    return ++counter;
}
} // namespace

/// What a thread remembers, so that finding its session takes no lock. Closes the sessions when the thread ends.
struct Readers::OfThread {
    struct Entry {
        quint64 id = 0;
        std::weak_ptr<Readers> readers;
        Session* session = nullptr;
    };
    std::vector<Entry> entries;

    ~OfThread()
    {
        for (const auto& entry : entries) {
            if (const auto readers = entry.readers.lock())
                readers->close(entry.session);
        }
    }

    static OfThread& mine()
    {
        static thread_local OfThread ofThisThread;
        return ofThisThread;
    }
};

void rest()
{
    for (const auto& entry : Readers::OfThread::mine().entries)
        if (const auto readers = entry.readers.lock())
            entry.session->rest();
}

Readers::Readers(Target target) : m_target(std::move(target)), m_id(nextId())
{
    if (m_target.engine == Engine::Postgres)
        m_pool = std::make_shared<SessionPool>(m_target);
}

Result<Session*> Readers::ofThisThread()
{
    auto& mine = OfThread::mine();
    for (const auto& entry : mine.entries) {
        if (entry.id == m_id)
            return entry.session;
    }
    auto session = m_pool ? Session::borrowing(m_target, m_pool) : TRY(Session::open(m_target, Session::Role::Reading));
    auto* const raw = session.get();
    {
        const std::lock_guard lock(m_mutex);
        m_sessions.push_back(std::move(session));
    }
    std::erase_if(mine.entries, [](const auto& entry) { return entry.readers.expired(); });
    mine.entries.push_back({ m_id, weak_from_this(), raw });
    return raw;
}

Result<Connection> Readers::connection() { return Connection(TRY(ofThisThread())); }

std::size_t Readers::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_sessions.size();
}

void Readers::close(const Session* session)
{
    std::unique_ptr<Session> closing;
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), [session](const auto& each) { return each.get() == session; });
    if (found == m_sessions.end())
        return;
    closing = std::move(*found);
    m_sessions.erase(found);
}

} // namespace skylab::db
