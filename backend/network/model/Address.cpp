#include "network/model/Address.h"

#include <QRandomGenerator>
#include <QStringList>

#include <arpa/inet.h>

namespace skylab::network {

namespace {
Address::Bits ones(int bits) { return bits >= 128 ? ~Address::Bits(0) : (Address::Bits(1) << bits) - 1; }
} // namespace

std::optional<Address> Address::parse(QStringView text)
{
    if (text.isEmpty() || text.size() > 45)
        return {};
    const auto latin = text.toLatin1();
    in6_addr six {};
    in_addr four {};
    if (inet_pton(AF_INET, latin.constData(), &four) == 1)
        return Address { false, ntohl(four.s_addr) };
    if (inet_pton(AF_INET6, latin.constData(), &six) != 1)
        return {};
    Address address { true, 0 };
    for (const auto byte : six.s6_addr)
        address.bits = address.bits << 8 | byte;
    return address;
}

QString Address::text() const
{
    char buffer[INET6_ADDRSTRLEN] {};
    if (!v6) {
        in_addr four { htonl(std::uint32_t(bits)) };
        inet_ntop(AF_INET, &four, buffer, sizeof buffer);
    } else {
        in6_addr six {};
        for (int i = 0; i < 16; ++i)
            six.s6_addr[i] = std::uint8_t(bits >> (8 * (15 - i)));
        inet_ntop(AF_INET6, &six, buffer, sizeof buffer);
    }
    return QString::fromLatin1(buffer);
}

std::optional<Cidr> Cidr::parse(QStringView text)
{
    const auto slash = text.indexOf(u'/');
    const auto address = Address::parse(slash < 0 ? text : text.left(slash));
    if (!address)
        return {};
    Cidr cidr { *address, address->width() };
    if (slash >= 0) {
        const auto digits = text.mid(slash + 1);
        bool number = !digits.isEmpty() && digits.size() <= 3;
        for (const auto c : digits)
            number = number && c >= u'0' && c <= u'9';
        cidr.prefix = number ? digits.toInt() : -1;
        if (cidr.prefix < 0 || cidr.prefix > address->width())
            return {};
    }
    cidr.base.bits &= ~ones(address->width() - cidr.prefix);
    if (!address->v6)
        cidr.base.bits &= ones(32);
    return cidr;
}

QString Cidr::text() const { return base.text() + u'/' + QString::number(prefix); }

Address Cidr::last() const { return { base.v6, base.bits | ones(base.width() - prefix) }; }

bool Cidr::contains(const Address& address) const { return address.v6 == base.v6 && address >= base && address <= last(); }

bool Cidr::overlaps(const Cidr& other) const { return contains(other.base) || other.contains(base); }

Address Cidr::firstHost() const { return base.width() - prefix < 2 ? base : base.plus(1); }

Address Cidr::lastHost() const
{
    const auto end = last();
    return base.v6 || base.width() - prefix < 2 ? end : Address { false, end.bits - 1 };
}

Address slaacAddress(const Cidr& subnet, const QString& mac)
{
    Address::Bits bytes = 0;
    const auto parts = mac.split(u':');
    for (const auto& part : parts)
        bytes = bytes << 8 | part.toUInt(nullptr, 16);
    const auto high = (bytes >> 24 & 0xffffff) ^ 0x020000;      // the universal/local bit is turned
    const auto id = high << 40 | Address::Bits(0xfffe) << 24 | (bytes & 0xffffff);
    return subnet.base.plus(id);
}

QString randomMac()
{
    const auto random = QRandomGenerator::system()->generate();
    return QStringLiteral("fa:16:3e:%1:%2:%3").arg(random >> 16 & 255, 2, 16, QLatin1Char('0')).arg(random >> 8 & 255, 2, 16, QLatin1Char('0')).arg(random & 255, 2, 16, QLatin1Char('0'));
}

} // namespace skylab::network
