#include "identity/model/OAuthSignature.h"

#include "core/Secret.h"

#include <QMessageAuthenticationCode>
#include <QSet>
#include <QUrl>

#include <algorithm>

namespace skylab::identity {

QString OAuthParameters::value(QStringView name) const
{
    for (const auto& [key, text] : items)
        if (key == name)
            return text;
    return {};
}

QString OAuthParameters::signatureWith(const QByteArray& consumerSecret, const QByteArray& tokenSecret) const
{
    QList<QPair<QByteArray, QByteArray>> sorted;
    for (const auto& [key, text] : items)
        sorted.append({ QUrl::toPercentEncoding(key), QUrl::toPercentEncoding(text) });
    std::sort(sorted.begin(), sorted.end());
    QByteArray normal;
    for (const auto& [key, text] : sorted)
        normal += (normal.isEmpty() ? "" : "&") + key + '=' + text;
    const auto base = method.toUpper() + '&' + QUrl::toPercentEncoding(url) + '&' + QUrl::toPercentEncoding(QString::fromLatin1(normal));
    const auto key = QUrl::toPercentEncoding(QString::fromUtf8(consumerSecret)) + '&' + QUrl::toPercentEncoding(QString::fromUtf8(tokenSecret));
    return QString::fromLatin1(QMessageAuthenticationCode::hash(base, key, QCryptographicHash::Sha1).toBase64());
}

bool OAuthParameters::isSignedWith(const QByteArray& consumerSecret, const QByteArray& tokenSecret) const
{
    return value(u"oauth_signature_method") == u"HMAC-SHA1" && Secret(signatureWith(consumerSecret, tokenSecret).toUtf8()).equals(signature.toUtf8());
}

std::optional<OAuthParameters> parseOAuth(const QByteArray& method, const QString& url, const QByteArray& authorization, const OAuthParameters::Items& query)
{
    const auto header = authorization.trimmed();
    if (header.left(6).toLower() != "oauth ")
        return {};
    OAuthParameters request { method, url, {}, {} };
    QSet<QString> seen;
    const auto parts = header.mid(6).split(',');
    for (const auto& part : parts) {
        const auto equals = part.indexOf('=');
        if (equals < 0)
            return {};
        const auto key = QUrl::fromPercentEncoding(part.left(equals).trimmed());
        auto text = part.mid(equals + 1).trimmed();
        if (text.size() >= 2 && text.startsWith('"') && text.endsWith('"'))
            text = text.mid(1, text.size() - 2);
        const auto plain = QUrl::fromPercentEncoding(text);
        if (key == u"realm")
            continue;
        if (seen.contains(key))
            return {};
        seen.insert(key);
        if (key == u"oauth_signature")
            request.signature = plain;
        else
            request.items.append({ key, plain });
    }
    request.items += query;
    return request;
}

} // namespace skylab::identity
