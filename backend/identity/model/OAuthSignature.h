#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

#include <optional>

namespace skylab::identity {

/// A request signed with OAuth 1.0a: RFC 5849, section 3. Only HMAC-SHA1 is known.
struct OAuthParameters {
    using Items = QList<QPair<QString, QString>>;
    QByteArray method;
    QString url;                     ///< without its query
    Items items;                     ///< of the header (without realm and signature) and the query, decoded
    QString signature;

    /// Empty when there is none.
    [[nodiscard]] QString value(QStringView name) const;
    [[nodiscard]] bool isSignedWith(const QByteArray& consumerSecret, const QByteArray& tokenSecret) const;
    /// What the signature should be.
    [[nodiscard]] QString signatureWith(const QByteArray& consumerSecret, const QByteArray& tokenSecret) const;
};

/// Reads "Authorization: OAuth a="b", ...". Nothing when it is no such header or a parameter is there twice.
std::optional<OAuthParameters> parseOAuth(const QByteArray& method, const QString& url, const QByteArray& authorization, const OAuthParameters::Items& query);

} // namespace skylab::identity
