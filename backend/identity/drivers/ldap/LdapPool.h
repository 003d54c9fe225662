#pragma once

#include "identity/drivers/ldap/LdapConnection.h"

#include <QDeadlineTimer>
#include <QSemaphore>

#include <functional>
#include <mutex>

namespace skylab::identity {

/// Lends connections that are bound as the configuration's user. When the server can't be reached, those who ask in the
/// next seconds are told so at once: a dead directory must not occupy all threads that serve logins. Thread-safe.
class LdapPool {
public:
    /// `options` must outlive it.
    explicit LdapPool(const LdapOptions& options);

    /// Runs the search on a connection of the pool; once more on a new one when the server had hung up.
    Result<std::vector<LdapEntry>> search(const LdapSearch& search);

    /// Whether the directory takes this password for that DN. On a connection of its own; when that breaks it is an error
    /// for this caller alone.
    Result<bool> accepts(const QString& dn, const Secret& password);

private:
    struct Idle {
        std::unique_ptr<LdapConnection> connection;
        QDeadlineTimer end;          ///< of its life
        bool fresh = false;
    };
    Result<Idle> take();
    Result<> requireUp();
    Error noted(Error error);

    const LdapOptions& m_options;
    QSemaphore m_slots;
    std::mutex m_mutex;
    std::vector<Idle> m_idle;
    QDeadlineTimer m_downUntil;
    Error m_whyDown;
};

} // namespace skylab::identity
