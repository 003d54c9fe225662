#include "image/download/DownloadRules.h"

#include <QUrl>

#include <algorithm>

namespace skylab::image {

namespace {

constexpr const char* special[] = {
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    // Of 2000::/3, the public part of IPv6: Teredo and other assignments, documentation, and 6to4, which hides IPv4 addresses.
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
};

bool isWebPort(quint16 port) { return port == 80 || port == 443; }

/// IPv4 inside IPv6 is judged as what it is.
QHostAddress plain(const QHostAddress& address)
{
    bool mapped = false;
    const auto v4 = address.toIPv4Address(&mapped);
    return mapped ? QHostAddress(v4) : address;
}

bool isSpecial(const QHostAddress& address)
{
    static const auto networks = [] {
        std::vector<std::pair<QHostAddress, int>> all;
        for (const auto* one : special)
            all.push_back(QHostAddress::parseSubnet(QLatin1String(one)));
        return all;
    }();
    return std::any_of(networks.begin(), networks.end(), [&](const auto& network) { return address.isInSubnet(network); });
}

} // namespace

bool isPublic(const QHostAddress& given)
{
    const auto address = plain(given);
    if (address.isNull() || isSpecial(address))
        return false;
    return address.protocol() == QAbstractSocket::IPv4Protocol || address.isInSubnet(QHostAddress(QStringLiteral("2000::")), 3);
}

Result<DownloadRules> DownloadRules::parse(const QString& allowed)
{
    DownloadRules rules;
    const auto entries = allowed.split(u',', Qt::SkipEmptyParts);
    for (const auto& entry : entries) {
        auto text = entry.trimmed();
        Place place;
        // A port follows "]:", or the one colon of an IPv4 network.
        const auto colon = text.lastIndexOf(u':');
        if (colon > 0 && (text[colon - 1] == u']' || text.count(u':') == 1)) {
            bool number = false;
            place.port = text.mid(colon + 1).toUShort(&number);
            if (!number || place.port == 0)
                return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" has no port from 1 to 65535 behind its colon.").arg(text));
            text.truncate(colon);
        }
        if (text.startsWith(u'[') && text.endsWith(u']'))
            text = text.mid(1, text.size() - 2);
        std::tie(place.network, place.prefix) = QHostAddress::parseSubnet(text);
        if (place.network.isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" is no network. Write it as 10.0.0.0/8, 192.168.1.7/32:8080 or [fd00::/8]:8080.").arg(entry.trimmed()));
        rules.m_allowed.push_back(place);
    }
    return rules;
}

bool DownloadRules::allows(const QHostAddress& given, quint16 port) const
{
    const auto address = plain(given);
    if (isWebPort(port) && isPublic(address))
        return true;
    return std::any_of(m_allowed.begin(), m_allowed.end(), [&](const Place& place) {
        return address.isInSubnet(place.network, place.prefix) && (place.port ? port == place.port : isWebPort(port));
    });
}

Result<> DownloadRules::checkUrl(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const auto refuse = [&](const char* why) {
        return fail(ErrorCode::BadRequest, QStringLiteral("URI for web-download does not pass filtering: %1").arg(QLatin1String(why)), QStringLiteral("uri"));
    };
    if (text.size() > 2048 || !url.isValid() || url.host().isEmpty())
        return refuse("it must be a URL as http://host/path, of at most 2048 characters.");
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return refuse("only http and https are allowed.");
    if (!url.userInfo().isEmpty())
        return refuse("it must not hold a name or password, which everybody who sees the task could read.");
    return {};
}

} // namespace skylab::image
