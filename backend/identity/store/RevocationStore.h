#pragma once

#include "db/Notices.h"
#include "identity/model/Token.h"

#include <QHash>

#include <memory>
#include <shared_mutex>
#include <vector>

namespace skylab::identity {

/// Which tokens are no longer good before they expire: rows in the database, and all of them in memory, since every
/// validation asks. Thread-safe.
class RevocationStore {
public:
    /// Reads what earlier runs left. Rows older than `keepSeconds`, the longest life of a token, go, now and later.
    Result<> load(db::Database& database, qint64 keepSeconds);

    /// Reads what other controllers on the same database revoked lately. They are told by notices, see isNotice().
    Result<> refresh(db::Database& database);
    /// The same after notices may have been missed: all of them.
    Result<> reload(db::Database& database) { return read(database, { 0 }); }
    static bool isNotice(const QString& notice) { return notice == noticeOfRevocation; }

    /// In force when the transaction is committed. One token.
    Result<> revokeToken(db::Transaction& transaction, const Token& token);
    /// All tokens of the user, or for the project, issued until now.
    Result<> revokeUser(db::Transaction& transaction, const QString& userId);
    Result<> revokeProject(db::Transaction& transaction, const QString& projectId);

    [[nodiscard]] bool isRevoked(const Token& token) const;

private:
    struct Row {
        QString auditId;
        QString userId;
        QString projectId;
        qint64 issuedBefore = 0;
    };
    static inline const QString noticeOfRevocation = QStringLiteral("revoked");

    Result<> add(db::Transaction& transaction, const Row& row);
    Result<> read(db::Database& database, Timestamp since);
    void remember(const Row& row);
    [[nodiscard]] qint64 oldest() const { return Clock::now().micros - m_keepMicros; }

    qint64 m_keepMicros = 0;
    mutable std::shared_mutex m_mutex;
    static constexpr qsizetype pruneStep = 10'000;
    qsizetype m_pruneAt = pruneStep;     ///< so many are remembered before the old ones are looked for
    QHash<QString, qint64> m_tokens;     ///< by audit id
    QHash<QString, qint64> m_users;
    QHash<QString, qint64> m_projects;
};

} // namespace skylab::identity
