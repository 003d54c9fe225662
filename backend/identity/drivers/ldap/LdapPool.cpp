#include "identity/drivers/ldap/LdapPool.h"

#include "identity/driver/IdentityDriver.h"

namespace skylab::identity {

namespace {

constexpr std::chrono::milliseconds restAfterFailure { 3'000 };

struct Release {
    QSemaphore& semaphore;
    ~Release() { semaphore.release(); }
};

} // namespace

/// The call of the one who finds out whether the server is back, until its end.
struct LdapPool::Trial {
    LdapPool& pool;
    bool ours;
    ~Trial()
    {
        if (!ours)
            return;
        const std::lock_guard lock(pool.m_mutex);
        pool.m_trying = false;
    }
};

LdapPool::LdapPool(const LdapOptions& options, std::shared_ptr<LdapGate> gate)
    : m_options(options), m_gate(std::move(gate)), m_slots(options.poolSize), m_restUntil(0)
{
}

/// True: the server was away, and this caller is the one who tries.
Result<bool> LdapPool::requireUp()
{
    const std::lock_guard lock(m_mutex);
    if (!m_down)
        return false;
    if (m_trying || !m_restUntil.hasExpired())
        return fail(m_whyDown);
    m_trying = true;
    return true;
}

Result<> LdapPool::requireStillUp()
{
    const std::lock_guard lock(m_mutex);
    if (m_down)
        return fail(m_whyDown);
    return {};
}

void LdapPool::notedUp()
{
    const std::lock_guard lock(m_mutex);
    m_down = false;
}

template <typename Ask>
auto LdapPool::admitted(Ask&& ask) -> decltype(ask())
{
    const bool first = TRY(requireUp());
    const Trial trial { *this, first };
    const LdapGate::Pass pass(*m_gate);
    if (!pass.taken())
        return fail(ErrorCode::Unavailable, QStringLiteral("The directory server %1 can't be asked now: too many requests wait for directories that don't answer. Try again in a few seconds.").arg(m_options.url));
    if (!first)      // the one it waited for may have failed
        TRY(requireStillUp());
    auto answer = ask();
    if (answer)
        notedUp();
    return answer;
}

/// The service's own DN being refused is the administrator's matter, not that of who logs in.
Error LdapPool::noted(Error error)
{
    if (error.code == ErrorCode::Unauthorized) {
        error.code = ErrorCode::Unavailable;
        error.message += QStringLiteral(" Check user and password of the domain's configuration.");
    }
    const std::lock_guard lock(m_mutex);
    m_idle.clear();
    m_down = true;
    m_whyDown = error;
    m_restUntil.setRemainingTime(restAfterFailure);
    return error;
}

Result<LdapPool::Idle> LdapPool::take()
{
    {
        const std::lock_guard lock(m_mutex);
        while (!m_idle.empty()) {
            auto idle = std::move(m_idle.back());
            m_idle.pop_back();
            if (!idle.end.hasExpired())
                return idle;
        }
    }
    auto opened = LdapConnection::open(m_options, m_options.user, m_options.password);
    if (!opened)
        return fail(noted(opened.error()));
    return Idle { std::move(*opened), QDeadlineTimer(m_options.connectionLife), true };
}

Result<std::vector<LdapEntry>> LdapPool::search(const LdapSearch& search)
{
    return admitted([&] { return searchNow(search); });
}

Result<std::vector<LdapEntry>> LdapPool::searchNow(const LdapSearch& search)
{
    if (!m_slots.tryAcquire(1, int(m_options.connectTime.count())))
        return fail(ErrorCode::Unavailable, QStringLiteral("All %1 connections to the directory server %2 are busy. Try again, or raise pool_size in the domain's configuration.")
                    .arg(m_options.poolSize).arg(m_options.url));
    const Release release { m_slots };
    for (;;) {
        auto idle = TRY(take());
        auto found = idle.connection->search(search);
        if (found) {
            const std::lock_guard lock(m_mutex);
            idle.fresh = false;
            m_idle.push_back(std::move(idle));
            return found;
        }
        if (idle.fresh)
            return fail(noted(found.error()));
        const std::lock_guard lock(m_mutex);      // the others are as old: to wait for each in turn would take too long
        m_idle.clear();
    }
}

Result<bool> LdapPool::accepts(const QString& dn, const Secret& password)
{
    // An empty password is a bind without one, which directories take from everybody: RFC 4513, 5.1.2.
    if (password.isEmpty() || password.reveal().size() > maxPasswordBytes || dn.isEmpty())
        return false;
    return admitted([&]() -> Result<bool> {
        const auto bound = LdapConnection::open(m_options, dn, password);
        if (bound)
            return true;
        if (bound.error().code == ErrorCode::Unauthorized)
            return false;
        // Not noted: what strangers send may be why the server hangs up, and the others' searches tell whether it is there.
        return fail(bound.error());
    });
}

} // namespace skylab::identity
