#include "panel/compute/SshWay.h"

#include <QHash>

namespace skylab::panel {

namespace {

constexpr int sshPort = 22;

/// By os_distro of Glance's metadata definitions, and the names that images go by.
const QHash<QString, QString>& usersOfDistributions()
{
    static const QHash<QString, QString> users {
        { "ubuntu", "ubuntu" }, { "debian", "debian" }, { "fedora", "fedora" }, { "coreos", "core" }, { "flatcar", "core" }, { "cirros", "cirros" }, { "centos", "centos" }, { "rocky", "rocky" },
        { "almalinux", "almalinux" }, { "rhel", "cloud-user" }, { "opensuse", "opensuse" }, { "sles", "ec2-user" }, { "arch", "arch" }, { "alpine", "alpine" }, { "freebsd", "freebsd" },
        { "gentoo", "gentoo" }, { "amazon", "ec2-user" }, { "oracle", "opc" }, { "skylab", "skylab" }, { "windows", "Administrator" },
    };
    return users;
}

bool letsSshIn(const QJsonObject& rule)
{
    if (rule[u"direction"].toString() != u"ingress")
        return false;
    const auto protocol = rule[u"protocol"].toVariant().toString();
    if (!protocol.isEmpty() && protocol != u"tcp" && protocol != u"6" && protocol != u"any" && protocol != u"0")
        return false;
    if (!rule[u"remote_group_id"].toString().isEmpty() || !rule[u"remote_address_group_id"].toString().isEmpty())
        return false;   // from other instances, not from here
    const auto from = rule[u"port_range_min"], to = rule[u"port_range_max"];
    return from.isNull() || from.isUndefined() || (from.toInt() <= sshPort && to.toInt() >= sshPort);
}

bool portLetsSshIn(const QJsonObject& port, const QJsonArray& rules)
{
    if (!port[u"port_security_enabled"].toBool(true) || !port[u"security_groups"].isArray())
        return true;
    const auto groups = port[u"security_groups"].toArray();
    for (const auto& rule : rules) {
        if (groups.contains(rule[u"security_group_id"]) && letsSshIn(rule.toObject()))
            return true;
    }
    return false;
}

} // namespace

QString sshUserOf(const Row& image)
{
    if (const auto user = image[u"os_admin_user"].toString(); !user.isEmpty())
        return user;
    if (const auto user = usersOfDistributions().value(image[u"os_distro"].toString().toLower()); !user.isEmpty())
        return user;
    const auto name = (image[u"name"].toString() + image[u"image_name"].toString()).toLower();
    QString found;
    qsizetype length = 0;
    for (auto it = usersOfDistributions().begin(); it != usersOfDistributions().end(); ++it) {
        if (it.key().size() > length && name.contains(it.key())) {   // "Fedora CoreOS" is both, and core is its user
            found = *it;
            length = it.key().size();
        }
    }
    return name.contains(QLatin1String("coreos")) ? QStringLiteral("core") : found;
}

bool waitsForAddress(const QString& log)
{
    const auto asked = std::max({ log.lastIndexOf(QLatin1String("udhcpc: sending discover")), log.lastIndexOf(QLatin1String("Sending discover")), log.lastIndexOf(QLatin1String("DHCPDISCOVER")),
                                  log.lastIndexOf(QLatin1String("broadcasting discover")) });
    const auto given = std::max({ log.lastIndexOf(QLatin1String("lease of ")), log.lastIndexOf(QLatin1String("Lease of ")), log.lastIndexOf(QLatin1String("DHCPACK")), log.lastIndexOf(QLatin1String("bound to ")),
                                  log.lastIndexOf(QLatin1String("obtained")) });
    return asked >= 0 && given < asked;
}

SshWay findSshWay(const SshFacts& facts)
{
    SshWay way;
    way.user = sshUserOf(facts.image);
    QStringList floating, four, six;
    const auto networks = facts.server[u"addresses"].toObject();
    for (const auto& network : networks) {
        const auto addresses = network.toArray();
        for (const auto& address : addresses) {
            const auto text = address[u"addr"].toString();
            auto& list = address[u"OS-EXT-IPS:type"].toString() == u"floating" ? floating : text.contains(u':') ? six : four;
            list << text;
        }
    }
    way.floating = !floating.isEmpty();
    way.addresses = floating + four + six;
    way.addresses.removeDuplicates();
    if (way.addresses.isEmpty())
        way.obstacle = SshWay::Obstacle::NoNetwork;
    if (!facts.networksKnown)
        return way;
    bool open = facts.ports.isEmpty();
    for (const auto& port : facts.ports) {
        if (way.portId.isEmpty() && !port[u"fixed_ips"].toArray().isEmpty())
            way.portId = port[u"id"].toString();
        if (way.groupId.isEmpty())
            way.groupId = port[u"security_groups"][0].toString();
        open = open || portLetsSshIn(port.toObject(), facts.rules);
    }
    if (way.obstacle == SshWay::Obstacle::None && !open)
        way.obstacle = SshWay::Obstacle::NoRule;
    return way;
}

} // namespace skylab::panel
