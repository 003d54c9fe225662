#pragma once

#include "core/Result.h"

#include <QHostAddress>
#include <QString>

#include <chrono>
#include <vector>

namespace skylab::image {

/// Where tenants may send the server to fetch images from. Judged by the address that is really connected to, after names
/// were resolved and for each redirect anew: a name that resolves to 127.0.0.1, or to another address at the second look,
/// gets nowhere. Plain value.
class DownloadRules {
public:
    /// "CIDR[:PORT], ...", "[v6 CIDR]:PORT": addresses beside the public ones on ports 80 and 443. Without a port: 80, 443.
    /// BadRequest names the entry that can't be read.
    static Result<DownloadRules> parse(const QString& allowed);

    /// A download must make 64 KiB/s on the whole; so much time it has beside.
    std::chrono::milliseconds grace { 60'000 };

    [[nodiscard]] bool allows(const QHostAddress& address, quint16 port) const;

    /// Nothing, or BadRequest with field "uri": not http(s), no host, or with a user's name in it.
    static Result<> checkUrl(const QString& url);

private:
    struct Place {
        QHostAddress network;
        int prefix = 0;
        quint16 port = 0;      ///< 0 = 80 and 443
    };
    std::vector<Place> m_allowed;
};

/// Whether the whole internet may be at this address: not loopback, private, link-local, multicast, documentation ...
/// Source: IANA's special-purpose address registries (RFC 6890).
bool isPublic(const QHostAddress& address);

} // namespace skylab::image
