#pragma once

#include "identity/model/Session.h"
#include "identity/store/Directory.h"
#include "identity/store/RevocationStore.h"
#include "service/Authenticator.h"

namespace skylab::identity {

/// Issues tokens and says what they stand for. A token has no row: it is sealed (model/Token.h), and what follows from
/// it is derived once and remembered under the token's hash until anything in identity changes. A validation that
/// finds it there touches no SQL. Thread-safe.
class Sessions : public service::Authenticator {
public:
    using Handle = std::shared_ptr<const Session>;

    /// `keys` must outlive it.
    Sessions(Directory& directory, const KeyRing& keys, int tokenSeconds);

    struct Issued {
        QByteArray token;
        Handle session;
    };
    /// Completes the token (audit id, times unless they are set) and seals it. Unauthorized when it would not be valid:
    /// `issuedAt` is when its login began, so that a revocation since then hits it.
    Result<Issued> issue(Token token);

    /// Unauthorized when it is none of ours, changed, expired or revoked, or nothing it stands for is left.
    /// `expiredSince`: how many seconds after its end it is still taken (allow_expired).
    Result<Handle> validate(const QByteArray& token, qint64 expiredSince = 0);

    Result<service::Context> authenticate(const QByteArray& token) override;
    QString projectName(const QString& projectId) override { return m_directory.projectName(projectId); }

    [[nodiscard]] RevocationStore& revocations() { return m_revocations; }
    [[nodiscard]] int tokenSeconds() const { return m_tokenSeconds; }

private:
    struct Entry {
        Handle session;
        quint64 generation = 0;
    };
    Result<Handle> derive(const Token& token);
    Result<> judge(const Token& token, qint64 expiredSince) const;
    Result<Handle> judgeParties(Handle session) const;
    void remember(const QByteArray& hash, const Handle& session, quint64 generation);

    Directory& m_directory;
    const KeyRing& m_keys;
    int m_tokenSeconds;
    RevocationStore m_revocations;
    std::shared_mutex m_mutex;
    QHash<QByteArray, Entry> m_remembered;      ///< by SHA-256 of the token
};

} // namespace skylab::identity
