#pragma once

#include "core/Clock.h"
#include "core/Result.h"

#include <QHash>

#include <mutex>

namespace skylab::compute {

/// The rights to open consoles: 256 random bits each, in memory only, for ten minutes, bound to one server.
/// The token is the right: whoever has the URL may open it. Thread-safe.
class ConsoleTokens {
public:
    struct Grant {
        QString serverId;
        QString type;            ///< "novnc" or "serial"
        Timestamp expiresAt;
    };
    static constexpr int lifetimeSeconds = 600;

    QString issue(const QString& serverId, const QString& type);
    /// NotFound when there is no such token (any more).
    Result<Grant> redeem(const QString& token);
    /// When a server goes, so do its tokens.
    void revoke(const QString& serverId);

private:
    void prune();

    std::mutex m_mutex;
    QHash<QString, Grant> m_grants;
};

} // namespace skylab::compute
