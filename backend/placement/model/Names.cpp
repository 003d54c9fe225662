#include "placement/model/Names.h"

#include "core/Uuid.h"

#include <QFile>

#include <algorithm>

namespace skylab::placement {

const QStringList& standardClasses()
{
    static const QStringList classes {
        QStringLiteral("VCPU"), QStringLiteral("MEMORY_MB"), QStringLiteral("DISK_GB"), QStringLiteral("PCI_DEVICE"),
        QStringLiteral("SRIOV_NET_VF"), QStringLiteral("NUMA_SOCKET"), QStringLiteral("NUMA_CORE"), QStringLiteral("NUMA_THREAD"),
        QStringLiteral("NUMA_MEMORY_MB"), QStringLiteral("IPV4_ADDRESS"), QStringLiteral("VGPU"), QStringLiteral("VGPU_DISPLAY_HEAD"),
        QStringLiteral("NET_BW_EGR_KILOBIT_PER_SEC"), QStringLiteral("NET_BW_IGR_KILOBIT_PER_SEC"), QStringLiteral("PCPU"),
        QStringLiteral("MEM_ENCRYPTION_CONTEXT"), QStringLiteral("FPGA"), QStringLiteral("PGPU"),
        QStringLiteral("NET_PACKET_RATE_KILOPACKET_PER_SEC"), QStringLiteral("NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC"),
        QStringLiteral("NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC"),
    };
    return classes;
}

const QStringList& standardTraits()
{
    static const QStringList traits = [] {
        QFile file(QStringLiteral(":/placement/standard-traits.txt"));
        QStringList names;
        if (file.open(QIODevice::ReadOnly))
            names = QString::fromLatin1(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
        return names;
    }();
    return traits;
}

const QSet<QString>& standardTraitSet()
{
    static const QSet<QString> set(standardTraits().begin(), standardTraits().end());
    return set;
}

bool isPlainName(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_'; });
}

bool isCustomName(QStringView text)
{
    return text.size() > 7 && text.startsWith(u"CUSTOM_") && isPlainName(text);
}

bool classBefore(const QString& left, const QString& right)
{
    const auto place = [](const QString& name) {
        const auto index = standardClasses().indexOf(name);
        return index < 0 ? standardClasses().size() : index;
    };
    const auto a = place(left), b = place(right);
    return a != b ? a < b : left < right;
}

std::optional<QString> normalUuid(QStringView text)
{
    if (!isUuid(text))
        return {};
    auto plain = text.toString().toLower().remove(u'-');
    for (const int at : { 8, 13, 18, 23 })
        plain.insert(at, u'-');
    return plain;
}

tl::unexpected<Error> refuse(ErrorCode code, QString message, const QString& type, const char* file, int line)
{
    return tl::make_unexpected(Error { code, std::move(message), {}, type, {}, file, line });
}

} // namespace skylab::placement
