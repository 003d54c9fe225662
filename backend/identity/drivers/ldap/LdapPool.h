#pragma once

#include "identity/drivers/ldap/LdapConnection.h"
#include "identity/drivers/ldap/LdapGate.h"

#include <QDeadlineTimer>
#include <QSemaphore>

#include <functional>
#include <mutex>

namespace skylab::identity {

/// Lends connections that are bound as the configuration's user. When the server can't be reached, those who ask in the
/// next seconds are told so at once, and then all but one who tries: a dead directory must not occupy all threads that
/// serve logins. Thread-safe.
class LdapPool {
public:
    /// `options` must outlive it. All who ask go through `gate`.
    LdapPool(const LdapOptions& options, std::shared_ptr<LdapGate> gate);

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
    struct Trial;
    /// Calls `ask`, unless the server is known to be away or too many are with directories already.
    template <typename Ask>
    auto admitted(Ask&& ask) -> decltype(ask());
    Result<std::vector<LdapEntry>> searchNow(const LdapSearch& search);
    Result<Idle> take();
    Result<bool> requireUp();
    Result<> requireStillUp();
    void notedUp();
    Error noted(Error error);

    const LdapOptions& m_options;
    const std::shared_ptr<LdapGate> m_gate;
    QSemaphore m_slots;
    std::mutex m_mutex;
    std::vector<Idle> m_idle;
    bool m_down = false;             ///< since the last failure nothing went well
    bool m_trying = false;           ///< one caller finds out whether it is over
    QDeadlineTimer m_restUntil;      ///< when `m_down`: before that nobody tries
    Error m_whyDown;
};

} // namespace skylab::identity
