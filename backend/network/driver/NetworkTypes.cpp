#include "network/driver/NetworkTypes.h"

#include <array>

namespace skylab::network {

namespace {
struct KindWord {
    Kind kind;
    const char* word;
};
constexpr std::array kindWords {
    KindWord { Kind::Network, "network" },
    KindWord { Kind::Subnet, "subnet" },
    KindWord { Kind::Port, "port" },
    KindWord { Kind::Router, "router" },
    KindWord { Kind::FloatingIp, "floatingip" },
    KindWord { Kind::SecurityGroup, "security_group" },
    KindWord { Kind::AddressGroup, "address_group" },
};
} // namespace

QString kindName(Kind kind)
{
    for (const auto& entry : kindWords)
        if (entry.kind == kind)
            return QString::fromLatin1(entry.word);
    return {};
}

std::optional<Kind> kindOf(QStringView name)
{
    for (const auto& entry : kindWords)
        if (name == QLatin1String(entry.word))
            return entry.kind;
    return std::nullopt;
}

Result<void> checkForwardings(const FloatingIpSpec& spec)
{
    const auto field = QStringLiteral("port_forwardings");
    for (const auto& one : spec.forwardings) {
        if (one.protocol != QLatin1String("tcp") && one.protocol != QLatin1String("udp") && one.protocol != QLatin1String("sctp"))
            return fail(ErrorCode::BadRequest, QStringLiteral("Ports of the protocol %1 can't be forwarded.").arg(one.protocol), field);
        const bool ranges = one.externalFirst >= 1 && one.externalFirst <= one.externalLast && one.externalLast <= 65535
            && one.internalFirst >= 1 && one.internalFirst <= one.internalLast && one.internalLast <= 65535;
        const int inside = one.internalLast - one.internalFirst;
        if (!ranges || (inside != 0 && inside != one.externalLast - one.externalFirst))
            return fail(ErrorCode::BadRequest, QStringLiteral("The ports %1:%2 can't be forwarded to %3:%4.").arg(one.externalFirst).arg(one.externalLast)
                        .arg(one.internalFirst).arg(one.internalLast), field);
    }
    return {};
}

} // namespace skylab::network
