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

LdapPool::LdapPool(const LdapOptions& options) : m_options(options), m_slots(options.poolSize), m_downUntil(0) { }

Result<> LdapPool::requireUp()
{
    const std::lock_guard lock(m_mutex);
    if (!m_downUntil.hasExpired())
        return fail(m_whyDown);
    return {};
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
    m_whyDown = error;
    m_downUntil.setRemainingTime(restAfterFailure);
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
    TRY(requireUp());
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
    }
}

Result<bool> LdapPool::accepts(const QString& dn, const Secret& password)
{
    // An empty password is a bind without one, which directories take from everybody: RFC 4513, 5.1.2.
    if (password.isEmpty() || password.reveal().size() > maxPasswordBytes || dn.isEmpty())
        return false;
    TRY(requireUp());
    const auto bound = LdapConnection::open(m_options, dn, password);
    if (bound)
        return true;
    if (bound.error().code == ErrorCode::Unauthorized)
        return false;
    // Not noted: what strangers send may be why the server hangs up, and the others' searches tell whether it is there.
    return fail(bound.error());
}

} // namespace skylab::identity
