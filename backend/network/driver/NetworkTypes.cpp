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

} // namespace skylab::network
