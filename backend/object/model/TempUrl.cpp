#include "object/model/TempUrl.h"

#include "core/Clock.h"

#include <QHostAddress>
#include <QUrl>

namespace skylab::object {

namespace {

qint64 secondsOf(const QString& text)
{
    bool ok = false;
    const auto number = text.toLongLong(&ok);
    if (ok)
        return number;
    return text.size() == 20 && text.endsWith(u'Z') ? parseTimestamp(text).micros / 1'000'000 : 0;
}

/// Whether the client's address lies in "192.0.2.0/24" or is "192.0.2.7".
bool isWithin(const QString& range, const QString& address)
{
    const auto network = QHostAddress::parseSubnet(range.contains(u'/') ? range : range + (range.contains(u':') ? QStringLiteral("/128") : QStringLiteral("/32")));
    const QHostAddress client(address.startsWith(QStringLiteral("::ffff:")) ? address.mid(7) : address);
    return network.second >= 0 && !client.isNull() && client.isInSubnet(network);
}

QByteArray dispositionOf(const char* type, const QString& name)
{
    const auto utf8 = name.toUtf8();
    return QByteArray(type) + "; filename=\"" + utf8.toPercentEncoding(" /") + "\"; filename*=UTF-8''" + utf8.toPercentEncoding("/");
}

} // namespace

std::vector<SigningKey> signingKeys(const sdk::StringMap& metadata, bool ofAccount)
{
    std::vector<SigningKey> keys;
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        if (const auto name = it.key().toLower(); name == u"temp-url-key" || name == u"temp-url-key-2")
            keys.push_back({ it.value().toUtf8(), ofAccount });
    return keys;
}

std::optional<TempUrl> TempUrl::of(const http::Request& request, qint64 now)
{
    TempUrl url;
    bool isOne = false;
    for (const auto& [name, value] : request.query()) {
        if (name == u"temp_url_sig")
            url.signature = value.toUtf8();
        else if (name == u"temp_url_expires")
            url.expires = secondsOf(value);
        else if (name == u"temp_url_prefix")
            url.prefix = value.isNull() ? QStringLiteral("") : value;
        else if (name == u"temp_url_ip_range")
            url.addresses = value;
        else if (name == u"filename")
            url.filename = value;
        else if (name == u"inline")
            url.isInline = true;
        isOne = isOne || name == u"temp_url_sig" || name == u"temp_url_expires";
    }
    if (!isOne)
        return {};
    if (url.expires < now)
        url.expires = 0;
    return url;
}

std::optional<SigningKey> TempUrl::check(const http::Request& request, const QByteArray& root, const ObjectPath& path, const std::vector<SigningKey>& keys) const
{
    const auto parsed = Signature::parse(signature);
    const bool atContainer = path.object.isEmpty() && prefix == QStringLiteral("") && (request.method == "GET" || request.method == "HEAD");
    static const QByteArrayList methodsOfUrls { "GET", "HEAD", "PUT", "POST", "DELETE" };      // as /info says
    if (!methodsOfUrls.contains(request.method))
        return {};
    if (!parsed || expires <= 0 || path.container.isEmpty() || (path.object.isEmpty() && !atContainer))
        return {};
    if (prefix && !prefix->isEmpty() && !path.object.startsWith(*prefix))
        return {};
    if (!addresses.isEmpty() && !isWithin(addresses, request.peerAddress))
        return {};
    QByteArrayList methods { request.method };
    if (request.method == "HEAD")
        methods << "GET" << "POST" << "PUT";
    const auto below = "/v1/" + path.account.toUtf8() + '/' + path.container.toUtf8() + '/' + (prefix ? *prefix : path.object).toUtf8();
    std::optional<SigningKey> found;
    for (const auto& key : keys)
        for (const auto& method : methods)
            for (const auto& where : { root + below, below }) {
                const auto text = (addresses.isEmpty() ? QByteArray() : "ip=" + addresses.toUtf8() + '\n') + method + '\n' + QByteArray::number(expires) + '\n' + (prefix ? "prefix:" + where : where);
                if (parsed->signs(text, key.key) && (!found || key.ofAccount))
                    found = key;
            }
    return found;
}

QByteArray TempUrl::disposition(const QByteArray& existing, const QString& objectName) const
{
    if (isInline)
        return filename.isEmpty() ? QByteArray("inline") : dispositionOf("inline", filename);
    if (!filename.isEmpty())
        return dispositionOf("attachment", filename);
    if (!existing.isEmpty())
        return existing;
    auto name = objectName;
    while (name.endsWith(u'/'))
        name.chop(1);
    return dispositionOf("attachment", name.section(u'/', -1));
}

} // namespace skylab::object
