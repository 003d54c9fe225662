#include "compute/model/MetadataDocuments.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace skylab::compute {

namespace {

const QStringList openstackVersions {
    QStringLiteral("2012-08-10"), QStringLiteral("2013-04-04"), QStringLiteral("2013-10-17"), QStringLiteral("2015-10-15"), QStringLiteral("2016-06-30"),
    QStringLiteral("2016-10-06"), QStringLiteral("2017-02-22"), QStringLiteral("2018-08-27"), QStringLiteral("2020-10-14"), QStringLiteral("latest"),
};
const QStringList ec2Versions {
    QStringLiteral("1.0"),        QStringLiteral("2007-01-19"), QStringLiteral("2007-03-01"), QStringLiteral("2007-08-29"), QStringLiteral("2007-10-10"),
    QStringLiteral("2007-12-15"), QStringLiteral("2008-02-01"), QStringLiteral("2008-09-01"), QStringLiteral("2009-04-04"), QStringLiteral("latest"),
};

QByteArray compact(const QJsonObject& json) { return QJsonDocument(json).toJson(QJsonDocument::Compact); }

/// With a domain, unless the request gave it one.
QString hostNameOf(const ServerRow& server) { return server.hostname.contains(u'.') ? server.hostname : server.hostname + QStringLiteral(".novalocal"); }

/// For a guest's generator, which has little else to start from.
QString randomSeed()
{
    QByteArray seed(512, Qt::Uninitialized);
    QRandomGenerator::system()->fillRange(reinterpret_cast<quint32*>(seed.data()), seed.size() / qsizetype(sizeof(quint32)));
    return QString::fromLatin1(seed.toBase64());
}

/// "255.255.255.0" of "10.0.0.0/24"; of IPv6 the length of the prefix.
QString netmaskOf(const QString& cidr)
{
    const int length = cidr.section(u'/', 1).toInt();
    if (cidr.contains(u':'))
        return QString::number(length);
    const quint32 mask = length == 0 ? 0u : 0xffffffffu << (32 - length);
    return QStringLiteral("%1.%2.%3.%4").arg(mask >> 24).arg(mask >> 16 & 255).arg(mask >> 8 & 255).arg(mask & 255);
}

QString firstAddress(const GuestFacts& facts, bool floating)
{
    for (const auto& port : facts.ports)
        for (const auto& fixed : port.fixedIps) {
            if (floating && !port.floatingIps.value(fixed.address).isEmpty())
                return port.floatingIps.value(fixed.address).first();
            if (!floating && !fixed.address.contains(u':'))
                return fixed.address;
        }
    return {};
}

/// Where a file of "personality" lies below content/.
QString contentName(std::size_t index) { return QStringLiteral("%1").arg(index, 4, 10, QLatin1Char('0')); }

QJsonArray filesOf(const ServerRow& server)
{
    QJsonArray files;
    for (std::size_t i = 0; i < server.injectedFiles.size(); ++i)
        files.append(QJsonObject { { QStringLiteral("content_path"), QStringLiteral("/content/") + contentName(i) }, { QStringLiteral("path"), server.injectedFiles[i].path } });
    return files;
}

QJsonArray devicesWithTags(const GuestFacts& facts)
{
    QJsonArray devices;
    for (const auto& nic : facts.server.nics)
        if (!nic.tag.isEmpty())
            devices.append(QJsonObject { { QStringLiteral("type"), QStringLiteral("nic") }, { QStringLiteral("bus"), QStringLiteral("pci") }, { QStringLiteral("address"), QStringLiteral("0000:00:00.0") },
                                         { QStringLiteral("mac"), nic.mac }, { QStringLiteral("tags"), QJsonArray { nic.tag } } });
    for (const auto& device : facts.server.blockDevices)
        if (!device.tag.isEmpty())
            devices.append(QJsonObject { { QStringLiteral("type"), QStringLiteral("disk") }, { QStringLiteral("bus"), QStringLiteral("virtio") }, { QStringLiteral("address"), QStringLiteral("0000:00:00.0") },
                                         { QStringLiteral("serial"), device.guestSerial() }, { QStringLiteral("path"), device.device }, { QStringLiteral("tags"), QJsonArray { device.tag } } });
    return devices;
}

QJsonObject fixedNetwork(const ServerPort& port, const FixedAddress& fixed, const SubnetBook* subnet, const QString& link, int index)
{
    const bool six = fixed.address.contains(u':');
    QJsonObject network { { QStringLiteral("id"), QStringLiteral("network%1").arg(index) }, { QStringLiteral("link"), link }, { QStringLiteral("network_id"), port.networkId } };
    if (!subnet || subnet->dhcp) {
        network.insert(QStringLiteral("type"), six ? QStringLiteral("ipv6_dhcp") : QStringLiteral("ipv4_dhcp"));
        return network;
    }
    network.insert(QStringLiteral("type"), six ? QStringLiteral("ipv6") : QStringLiteral("ipv4"));
    network.insert(QStringLiteral("ip_address"), fixed.address);
    network.insert(QStringLiteral("netmask"), netmaskOf(subnet->cidr));
    QJsonArray routes;
    const auto zero = six ? QStringLiteral("::") : QStringLiteral("0.0.0.0");
    if (!subnet->gateway.isEmpty())
        routes.append(QJsonObject { { QStringLiteral("network"), zero }, { QStringLiteral("netmask"), zero }, { QStringLiteral("gateway"), subnet->gateway } });
    for (const auto& [destination, hop] : subnet->routes)
        routes.append(QJsonObject { { QStringLiteral("network"), destination.section(u'/', 0, 0) }, { QStringLiteral("netmask"), netmaskOf(destination) }, { QStringLiteral("gateway"), hop } });
    network.insert(QStringLiteral("routes"), routes);
    QJsonArray services;
    for (const auto& server : subnet->nameServers)
        services.append(QJsonObject { { QStringLiteral("type"), QStringLiteral("dns") }, { QStringLiteral("address"), server } });
    network.insert(QStringLiteral("services"), services);
    return network;
}

using Tree = QMap<QString, QByteArray>;

Tree ec2Tree(const GuestFacts& facts)
{
    const auto& server = facts.server;
    const auto ec2Id = QStringLiteral("%1").arg(server.number, 8, 16, QLatin1Char('0'));
    QStringList groups;
    for (const auto& port : facts.ports)
        for (const auto& group : port.securityGroups)
            if (!groups.contains(group))
                groups << group;
    Tree tree {
        { QStringLiteral("ami-id"), QStringLiteral("ami-%1").arg(ec2Id).toUtf8() },
        { QStringLiteral("ami-launch-index"), QByteArray::number(server.launchIndex) },
        { QStringLiteral("ami-manifest-path"), "unknown" },
        { QStringLiteral("block-device-mapping/ami"), QString(server.rootDeviceName).remove(QStringLiteral("/dev/")).toUtf8() },
        { QStringLiteral("block-device-mapping/root"), server.rootDeviceName.toUtf8() },
        { QStringLiteral("hostname"), hostNameOf(server).toUtf8() },
        { QStringLiteral("instance-action"), "none" },
        { QStringLiteral("instance-id"), QStringLiteral("i-%1").arg(ec2Id).toUtf8() },
        { QStringLiteral("instance-type"), server.flavor.name.toUtf8() },
        { QStringLiteral("local-hostname"), hostNameOf(server).toUtf8() },
        { QStringLiteral("local-ipv4"), firstAddress(facts, false).toUtf8() },
        { QStringLiteral("placement/availability-zone"), server.availabilityZone.toUtf8() },
        { QStringLiteral("public-hostname"), hostNameOf(server).toUtf8() },
        { QStringLiteral("public-ipv4"), firstAddress(facts, true).toUtf8() },
        { QStringLiteral("reservation-id"), server.reservationId.toUtf8() },
        { QStringLiteral("security-groups"), groups.join(u'\n').toUtf8() },
    };
    if (!server.keyName.isEmpty())
        tree.insert(QStringLiteral("public-keys/0/openssh-key"), server.keyData.toUtf8());
    return tree;
}

/// A leaf, or the list of what is below a folder; folders end with a slash.
std::optional<QByteArray> lookUp(const Tree& tree, const ServerRow& server, QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    if (tree.contains(path))
        return tree[path];
    if (path == u"public-keys")
        return server.keyName.isEmpty() ? std::optional<QByteArray>() : QByteArray("0=" + server.keyName.toUtf8());
    const auto prefix = path.isEmpty() ? QString() : path + u'/';
    QStringList names;
    for (auto it = tree.begin(); it != tree.end(); ++it) {
        if (!it.key().startsWith(prefix))
            continue;
        const auto rest = it.key().mid(prefix.size());
        const auto name = rest.contains(u'/') ? rest.section(u'/', 0, 0) + u'/' : rest;
        if (!names.contains(name))
            names << name;
    }
    if (names.isEmpty())
        return std::nullopt;
    return names.join(u'\n').toUtf8();
}

std::optional<MetadataAnswer> openstackAt(const QStringList& parts, const GuestFacts& facts)
{
    if (parts.size() <= 1)
        return MetadataAnswer { openstackVersions.join(u'\n').toUtf8() };
    if (parts[1] == u"content" && parts.size() == 3) {
        for (std::size_t i = 0; i < facts.server.injectedFiles.size(); ++i)
            if (parts[2] == contentName(i))
                return MetadataAnswer { QByteArray::fromBase64(facts.server.injectedFiles[i].contents.toLatin1()), "application/octet-stream" };
        return std::nullopt;
    }
    if (!openstackVersions.contains(parts[1]))
        return std::nullopt;
    if (parts.size() == 2) {
        QStringList names { QStringLiteral("meta_data.json") };
        if (!facts.server.userData.isEmpty())
            names << QStringLiteral("user_data");
        names << QStringLiteral("password") << QStringLiteral("vendor_data.json") << QStringLiteral("network_data.json") << QStringLiteral("vendor_data2.json");
        return MetadataAnswer { names.join(u'\n').toUtf8() };
    }
    if (parts.size() != 3)
        return std::nullopt;
    const QByteArray json = "application/json";
    if (parts[2] == u"meta_data.json")
        return MetadataAnswer { compact(metaData(facts)), json };
    if (parts[2] == u"network_data.json")
        return MetadataAnswer { compact(networkData(facts)), json };
    if (parts[2] == u"vendor_data.json" || parts[2] == u"vendor_data2.json")
        return MetadataAnswer { "{}", json };
    if (parts[2] == u"password")
        return MetadataAnswer { facts.server.guestPassword.toUtf8() };
    if (parts[2] == u"user_data" && !facts.server.userData.isEmpty())
        return MetadataAnswer { userData(facts.server), "application/octet-stream" };
    return std::nullopt;
}

} // namespace

QJsonObject metaData(const GuestFacts& facts)
{
    const auto& server = facts.server;
    QJsonObject json {
        { QStringLiteral("uuid"), server.id },
        { QStringLiteral("name"), server.name },
        { QStringLiteral("hostname"), hostNameOf(server) },
        { QStringLiteral("availability_zone"), server.availabilityZone },
        { QStringLiteral("launch_index"), server.launchIndex },
        { QStringLiteral("project_id"), server.projectId },
        { QStringLiteral("random_seed"), randomSeed() },
        { QStringLiteral("devices"), devicesWithTags(facts) },
        { QStringLiteral("dedicated_cpus"), QJsonArray() },
    };
    if (!server.metadata.isEmpty()) {
        QJsonObject meta;
        for (auto it = server.metadata.begin(); it != server.metadata.end(); ++it)
            meta.insert(it.key(), it.value());
        json.insert(QStringLiteral("meta"), meta);
    }
    if (!server.keyName.isEmpty()) {
        json.insert(QStringLiteral("public_keys"), QJsonObject { { server.keyName, server.keyData } });
        json.insert(QStringLiteral("keys"), QJsonArray { QJsonObject { { QStringLiteral("name"), server.keyName }, { QStringLiteral("type"), QStringLiteral("ssh") }, { QStringLiteral("data"), server.keyData } } });
    }
    if (!server.injectedFiles.empty())
        json.insert(QStringLiteral("files"), filesOf(server));
    if (!facts.adminPass.isEmpty())
        json.insert(QStringLiteral("admin_pass"), facts.adminPass);
    return json;
}

QJsonObject networkData(const GuestFacts& facts)
{
    QJsonArray links, networks, services;
    QStringList nameServers;
    int index = 0;
    for (const auto& port : facts.ports) {
        const auto link = QStringLiteral("tap") + port.portId.left(11);
        links.append(QJsonObject { { QStringLiteral("id"), link }, { QStringLiteral("vif_id"), port.portId }, { QStringLiteral("type"), QStringLiteral("ovs") },
                                   { QStringLiteral("mtu"), port.mtu > 0 ? QJsonValue(port.mtu) : QJsonValue() }, { QStringLiteral("ethernet_mac_address"), port.mac } });
        const auto subnets = facts.subnets.value(port.networkId);
        for (const auto& fixed : port.fixedIps) {
            const SubnetBook* subnet = nullptr;
            for (const auto& one : subnets)
                if (one.id == fixed.subnetId)
                    subnet = &one;
            networks.append(fixedNetwork(port, fixed, subnet, link, index++));
            for (const auto& server : subnet ? subnet->nameServers : QStringList())
                if (!nameServers.contains(server)) {
                    nameServers << server;
                    services.append(QJsonObject { { QStringLiteral("type"), QStringLiteral("dns") }, { QStringLiteral("address"), server } });
                }
        }
    }
    return { { QStringLiteral("links"), links }, { QStringLiteral("networks"), networks }, { QStringLiteral("services"), services } };
}

QByteArray userData(const ServerRow& server) { return QByteArray::fromBase64(server.userData.toLatin1()); }

QMap<QString, QByteArray> configDriveDocuments(const GuestFacts& facts)
{
    QMap<QString, QByteArray> documents;
    for (const auto& version : { QStringLiteral("2018-08-27"), QStringLiteral("latest") }) {
        const auto folder = QStringLiteral("openstack/%1/").arg(version);
        documents.insert(folder + QStringLiteral("meta_data.json"), compact(metaData(facts)));
        documents.insert(folder + QStringLiteral("network_data.json"), compact(networkData(facts)));
        documents.insert(folder + QStringLiteral("vendor_data.json"), "{}");
        if (!facts.server.userData.isEmpty())
            documents.insert(folder + QStringLiteral("user_data"), userData(facts.server));
    }
    for (std::size_t i = 0; i < facts.server.injectedFiles.size(); ++i)
        documents.insert(QStringLiteral("openstack/content/") + contentName(i), QByteArray::fromBase64(facts.server.injectedFiles[i].contents.toLatin1()));
    QJsonObject ec2;
    const auto tree = ec2Tree(facts);
    for (auto it = tree.begin(); it != tree.end(); ++it)
        if (!it.key().contains(u'/'))
            ec2.insert(it.key(), QString::fromUtf8(it.value()));
    documents.insert(QStringLiteral("ec2/latest/meta-data.json"), compact(ec2));
    if (!facts.server.userData.isEmpty())
        documents.insert(QStringLiteral("ec2/latest/user-data"), userData(facts.server));
    return documents;
}

bool takesPassword(const QStringList& path)
{
    return path.size() == 3 && path[0] == u"openstack" && path[2] == u"password" && openstackVersions.indexOf(path[1]) >= 1;
}

std::optional<MetadataAnswer> metadataAt(const QString& path, const GuestFacts& facts)
{
    const auto parts = path.split(u'/', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return MetadataAnswer { (ec2Versions + QStringList { QStringLiteral("openstack") }).join(u'\n').toUtf8() };
    if (parts[0] == u"openstack")
        return openstackAt(parts, facts);
    if (!ec2Versions.contains(parts[0]))
        return std::nullopt;
    if (parts.size() == 1)
        return MetadataAnswer { facts.server.userData.isEmpty() ? QByteArray("meta-data/") : QByteArray("meta-data/\nuser-data") };
    if (parts[1] == u"user-data" && parts.size() == 2 && !facts.server.userData.isEmpty())
        return MetadataAnswer { userData(facts.server), "application/octet-stream" };
    if (parts[1] != u"meta-data")
        return std::nullopt;
    const auto found = lookUp(ec2Tree(facts), facts.server, QStringList(parts.mid(2)).join(u'/'));
    return found ? std::optional(MetadataAnswer { *found }) : std::nullopt;
}

} // namespace skylab::compute
