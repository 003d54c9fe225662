#include "identity/model/Ec2Signature.h"

#include "core/Secret.h"

#include <QMessageAuthenticationCode>
#include <QStringList>
#include <QUrl>

namespace skylab::identity {

namespace {

const QString version4 = QStringLiteral("AWS4-HMAC-SHA256");
constexpr auto sha256 = QCryptographicHash::Sha256;

QByteArray mac(const QByteArray& text, const QByteArray& key) { return QMessageAuthenticationCode::hash(text, key, sha256); }

bool same(const QByteArray& wanted, const QString& given) { return Secret(wanted).equals(given.toUtf8()); }

/// "a=1&b=2" in the order of the names, without the signature itself.
QByteArray queryOf(const Ec2Request::Texts& params, const QString& without)
{
    QMap<QByteArray, QByteArray> sorted;
    for (auto it = params.begin(); it != params.end(); ++it)
        if (it.key() != without)
            sorted.insert(QUrl::toPercentEncoding(it.key()), QUrl::toPercentEncoding(*it));
    QByteArray query;
    for (auto it = sorted.begin(); it != sorted.end(); ++it)
        query += (query.isEmpty() ? "" : "&") + it.key() + '=' + *it;
    return query;
}

/// "20260102/us-east-1/s3/aws4_request". Each part costs a hash, and who asks has shown nothing yet.
bool isScope(const QString& text) { return text.count(u'/') == 3 && text.endsWith(QStringLiteral("/aws4_request")); }

/// The key of a day, region and service.
QByteArray key4(const QByteArray& secret, const QString& scope)
{
    QByteArray key = "AWS4" + secret;
    const auto parts = scope.split(u'/');
    for (const auto& part : parts)
        key = mac(part.toUtf8(), key);
    return key;
}

/// A part of "Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...", or the query parameter
/// that stands for it in presigned requests.
QString part4(const Ec2Request& request, const QString& name)
{
    const auto presigned = request.params.value(QStringLiteral("X-Amz-") + name);
    if (!presigned.isEmpty())
        return presigned;
    const auto parts = request.headers.value(QStringLiteral("authorization")).mid(version4.size()).split(u',');
    for (const auto& part : parts)
        if (part.trimmed().startsWith(name + u'='))
            return part.trimmed().mid(name.size() + 1);
    return {};
}

QString date4(const Ec2Request& request)
{
    const auto presigned = request.params.value(QStringLiteral("X-Amz-Date"));
    return presigned.isEmpty() ? request.headers.value(QStringLiteral("x-amz-date")) : presigned;
}

bool isVersion4(const Ec2Request& request)
{
    return request.headers.value(QStringLiteral("authorization")).startsWith(version4) || request.params.value(QStringLiteral("X-Amz-Algorithm")) == version4;
}

QByteArray signature2(const Ec2Request& request, const QString& host, const QByteArray& secret)
{
    const auto text = request.verb.toUtf8() + '\n' + host.toLower().toUtf8() + '\n' + request.path.toUtf8() + '\n' + queryOf(request.params, QStringLiteral("Signature"));
    const bool sha1 = request.params.value(QStringLiteral("SignatureMethod")) == u"HmacSHA1";
    return QMessageAuthenticationCode::hash(text, secret, sha1 ? QCryptographicHash::Sha1 : sha256).toBase64();
}

QByteArray signature4(const Ec2Request& request, const QString& host, const QByteArray& secret)
{
    const auto scope = part4(request, QStringLiteral("Credential")).section(u'/', 1);
    const auto signedHeaders = part4(request, QStringLiteral("SignedHeaders"));
    QByteArray headers;
    const auto names = signedHeaders.split(u';');
    for (const auto& name : names)
        headers += name.toLower().toUtf8() + ':' + (name.toLower() == u"host" ? host : request.headers.value(name.toLower())).trimmed().toUtf8() + '\n';
    const auto canonical = request.verb.toUtf8() + '\n' + request.path.toUtf8() + '\n' + queryOf(request.params, QStringLiteral("X-Amz-Signature")) + '\n'
        + headers + '\n' + signedHeaders.toUtf8() + '\n' + request.bodyHash.toUtf8();
    const auto text = version4.toUtf8() + '\n' + date4(request).toUtf8() + '\n' + scope.toUtf8() + '\n' + QCryptographicHash::hash(canonical, sha256).toHex();
    return mac(text, key4(secret, scope)).toHex();
}

} // namespace

bool Ec2Request::isSignedWith(const QByteArray& secret) const
{
    const bool four = isVersion4(*this);
    // The access key that is looked up must be the one that was signed.
    const auto credential = four ? part4(*this, QStringLiteral("Credential")) : QString();
    if (four && (credential.section(u'/', 0, 0) != access || !isScope(credential.section(u'/', 1))))
        return false;
    if (!four && (params.value(QStringLiteral("SignatureVersion")) != u"2" || params.value(QStringLiteral("AWSAccessKeyId")) != access))
        return false;
    // Some clients leave the port out of what they sign.
    for (const auto& name : { host, host.section(u':', 0, 0) })
        if (same(four ? signature4(*this, name, secret) : signature2(*this, name, secret), signature))
            return true;
    return false;
}

Timestamp Ec2Request::time() const
{
    auto text = isVersion4(*this) ? date4(*this) : params.value(QStringLiteral("Timestamp"));
    if (text.size() == 16 && text[8] == u'T')      // 20260102T030405Z
        text = QStringLiteral("%1-%2-%3T%4:%5:%6Z").arg(text.left(4), text.mid(4, 2), text.mid(6, 2), text.mid(9, 2), text.mid(11, 2), text.mid(13, 2));
    return parseTimestamp(text);
}

bool isS3Signature(const QByteArray& text, const QString& signature, const QByteArray& secret)
{
    const auto lines = text.split('\n');
    if (lines.size() >= 4 && lines[0] == version4.toLatin1())
        return isScope(QString::fromUtf8(lines[2])) && same(mac(text, key4(secret, QString::fromUtf8(lines[2]))).toHex(), signature);
    return same(QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha1).toBase64(), signature);
}

} // namespace skylab::identity
