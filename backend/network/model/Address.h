#pragma once

#include <QString>

#include <compare>
#include <optional>

namespace skylab::network {

/// An IPv4 or IPv6 address as a number, so that ranges can be counted. A plain value.
struct Address {
    using Bits = unsigned __int128;
    bool v6 = false;
    Bits bits = 0;

    static std::optional<Address> parse(QStringView text);
    /// Canonical: "10.0.0.5", "2001:db8::1" (RFC 5952).
    [[nodiscard]] QString text() const;
    [[nodiscard]] int width() const { return v6 ? 128 : 32; }
    [[nodiscard]] Address plus(Bits n) const { return { v6, bits + n }; }
    bool operator==(const Address&) const = default;
    auto operator<=>(const Address&) const = default;
};

/// A network in CIDR notation. `base` has no host bits.
struct Cidr {
    Address base;
    int prefix = 0;

    /// An address without a prefix is a network of one.
    static std::optional<Cidr> parse(QStringView text);
    [[nodiscard]] QString text() const;
    [[nodiscard]] Address last() const;
    [[nodiscard]] bool contains(const Address& address) const;
    [[nodiscard]] bool overlaps(const Cidr& other) const;
    /// The first and last address that a host may have: without network and broadcast address in IPv4, without
    /// the subnet-router anycast address (RFC 4291, 2.6.1) in IPv6; in networks of one or two addresses all of them.
    [[nodiscard]] Address firstHost() const;
    [[nodiscard]] Address lastHost() const;
    bool operator==(const Cidr&) const = default;
};

/// The address that a host makes of its MAC address (RFC 4291, appendix A) in a /64.
Address slaacAddress(const Cidr& subnet, const QString& mac);

/// fa:16:3e and three random bytes.
QString randomMac();

} // namespace skylab::network
