#pragma once

#include "core/Clock.h"
#include "identity/model/KeyRing.h"

#include <QStringList>

namespace skylab::identity {

/// What a token is good for.
enum class ScopeKind : std::uint8_t { Unscoped = 0, Project = 1, Domain = 2, System = 3 };

/// All that a token carries. What follows from it (names, roles, catalog) is looked up when it is used, so that a
/// change takes effect at once.
struct Token {
    QString userId;
    ScopeKind scope = ScopeKind::Unscoped;
    QString scopeId;                 ///< project or domain
    QStringList methods;             ///< "password", "token", "application_credential", "totp", "oauth1", "ec2credential"
    QString applicationCredentialId;
    QString auditId;                 ///< of this token, 22 characters
    QString parentAuditId;           ///< of the first token of a chain, when this one was got with a token
    Timestamp issuedAt;
    Timestamp expiresAt;
    QString trustId;                 ///< the trust that it stands on
    QString accessTokenId;           ///< the OAuth access token that it was got with

    /// Someone else's powers, lent: such a token makes no other one.
    [[nodiscard]] bool isDelegated() const { return !trustId.isEmpty() || !accessTokenId.isEmpty(); }
    [[nodiscard]] QStringList auditIds() const { return parentAuditId.isEmpty() ? QStringList { auditId } : QStringList { auditId, parentAuditId }; }
    bool operator==(const Token&) const = default;
};

/// A new random audit id: 16 bytes in base64url.
QString newAuditId();

/// The token as clients carry it: its content sealed, in base64url. About 170 characters.
QByteArray encodeToken(const KeyRing& keys, const Token& token);

/// Nothing when it is none of ours, or was changed. Expiry is the caller's to judge.
std::optional<Token> decodeToken(const KeyRing& keys, const QByteArray& text);

} // namespace skylab::identity
