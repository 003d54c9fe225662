#include "network/drivers/ovn/OvsHost.h"

#include "process/Process.h"

#include <QFile>

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace skylab::network::ovn {

namespace {
const QString deviceInside = QStringLiteral("meta0");
const char* const metadataAddress = "169.254.169.254";
constexpr in_port_t metadataPort = 80;
constexpr int backlog = 128;
constexpr std::chrono::seconds commandTimeout { 15 };

const QString tableBridge = QStringLiteral("Bridge");
const QString tablePort = QStringLiteral("Port");
const QString tableInterface = QStringLiteral("Interface");
const QString tableRoot = QStringLiteral("Open_vSwitch");
const QString columnExternalIds = QStringLiteral("external_ids");
const QString columnPorts = QStringLiteral("ports");

Result<QString> run(const QString& program, const QStringList& arguments, const QByteArray& input = {})
{
    process::Options options;
    options.timeout = commandTimeout;
    options.stdinData = input;
    return QString::fromUtf8(TRY(process::run(program, arguments, options)).out);
}

QString ip() { return QStringLiteral("ip"); }
QString namespaceFile(const QString& space) { return QStringLiteral("/run/netns/") + space; }
QString outsideDevice(const QString& networkId) { return QStringLiteral("skym") + networkId.left(11); }

bool deviceExists(const QString& name) { return if_nametoindex(name.toLatin1().constData()) != 0; }

QString systemError(const char* what)
{
    return QStringLiteral("%1: %2").arg(QLatin1String(what), QString::fromLocal8Bit(std::strerror(errno)));
}

/// In the calling thread's network namespace.
Result<int> listenHere()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(ErrorCode::Internal, systemError("socket"));
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(metadataPort);
    ::inet_pton(AF_INET, metadataAddress, &address.sin_addr);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, backlog) != 0) {
        const auto reason = systemError("bind 169.254.169.254:80");
        ::close(fd);
        return fail(ErrorCode::Conflict, reason);
    }
    return fd;
}

/// A socket keeps the namespace that it was made in; so a short-lived thread goes there and the others stay.
Result<int> listenIn(const QString& space)
{
    Result<int> result = fail(ErrorCode::Internal, QString());
    std::thread([&] {
        const int fd = ::open(QFile::encodeName(namespaceFile(space)).constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            result = fail(ErrorCode::Unavailable, systemError("open the network namespace"));
            return;
        }
        if (::setns(fd, CLONE_NEWNET) != 0)
            result = fail(ErrorCode::Unavailable, systemError("enter the network namespace"));
        else
            result = listenHere();
        ::close(fd);
    }).join();
    return result;
}
} // namespace

OvsHost::OvsHost(Ovsdb& openVswitch, QString integrationBridge)
    : m_database(openVswitch), m_bridge(std::move(integrationBridge))
{
}

QString OvsHost::namespaceName(const QString& networkId) { return QStringLiteral("skylab-") + networkId.left(11); }

Result<QString> OvsHost::systemId()
{
    QJsonArray operations;
    operations.append(ovsdb::select(tableRoot, {}, { columnExternalIds }));
    const auto rows = ovsdb::readRows(TRY(m_database.transact(operations)).first());
    const auto id = ovsdb::readMap(rows.first().toObject().value(columnExternalIds)).value(QStringLiteral("system-id"));
    if (id.isEmpty())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("Open vSwitch of this host has no system-id. Run installer/host-network."));
    return id;
}

Result<void> OvsHost::checkBridge()
{
    QJsonArray operations;
    operations.append(ovsdb::select(tableInterface, ovsdb::whereName(m_bridge), { QStringLiteral("error") }));
    const auto rows = ovsdb::readRows(TRY(m_database.transact(operations)).first());
    if (rows.isEmpty())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The bridge %1 does not exist. Run installer/host-network.").arg(m_bridge));
    // "add-br" succeeds even when the kernel has no such datapath; this column is what tells.
    if (const auto error = ovsdb::readOne(rows.first().toObject().value(QStringLiteral("error"))); !error.isEmpty())
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("The bridge %1 does not work: %2. Run installer/host-network --datapath netdev if this "
                           "kernel has no openvswitch module.")
                .arg(m_bridge, error));
    return {};
}

Result<std::pair<qint64, qint64>> OvsHost::progress(bool bump)
{
    const auto next = QStringLiteral("next_cfg");
    const auto current = QStringLiteral("cur_cfg");
    QJsonArray operations { ovsdb::select(tableRoot, {}, { next, current }) };
    if (bump)
        operations.append(ovsdb::mutate(tableRoot, {}, next, QStringLiteral("+="), 1));
    const auto row = ovsdb::readRows(TRY(m_database.transact(operations)).first()).first().toObject();
    return std::pair(row.value(next).toInteger(), row.value(current).toInteger());
}

Result<bool> OvsHost::readsRawFrames()
{
    QJsonArray operations;
    operations.append(ovsdb::select(tableBridge, ovsdb::whereName(m_bridge), { QStringLiteral("datapath_type") }));
    const auto rows = ovsdb::readRows(TRY(m_database.transact(operations)).first());
    return rows.first().toObject().value(QStringLiteral("datapath_type")).toString() == QLatin1String("netdev");
}

Result<int> OvsHost::openMetadata(const QString& networkId, const Northbound::MetadataPort& port)
{
    TRY(checkBridge());
    const bool rawFrames = TRY(readsRawFrames());
    const auto space = namespaceName(networkId);
    const auto device = outsideDevice(networkId);
    if (auto ready = prepareNamespace(networkId, port, rawFrames); !ready) {
        // Half of it may be left from a crash: begin afresh, once.
        if (deviceExists(device))
            TRY(run(ip(), { QStringLiteral("link"), QStringLiteral("del"), device }));
        if (QFile::exists(namespaceFile(space)))
            TRY(run(ip(), { QStringLiteral("netns"), QStringLiteral("del"), space }));
        TRY(prepareNamespace(networkId, port, rawFrames));
    }
    TRY(plug(device, port.id));
    return listenIn(space);
}

Result<void> OvsHost::prepareNamespace(const QString& networkId, const Northbound::MetadataPort& port, bool rawFrames)
{
    const auto space = namespaceName(networkId);
    const auto device = outsideDevice(networkId);
    if (!QFile::exists(namespaceFile(space)))
        TRY(run(ip(), { QStringLiteral("netns"), QStringLiteral("add"), space }));
    // A veth pair rather than an internal port: it outlives a restart of ovs-vswitchd, whichever datapath.
    if (!deviceExists(device))
        TRY(run(ip(),
                { QStringLiteral("link"), QStringLiteral("add"), device, QStringLiteral("type"), QStringLiteral("veth"),
                  QStringLiteral("peer"), QStringLiteral("name"), deviceInside, QStringLiteral("netns"), space }));
    // No address of its own: the host's end must not talk into the network.
    TRY(run(ip(),
            { QStringLiteral("link"), QStringLiteral("set"), device, QStringLiteral("addrgenmode"),
              QStringLiteral("none"), QStringLiteral("up") }));
    return configureInside(space, port, rawFrames);
}

Result<void> OvsHost::configureInside(const QString& space, const Northbound::MetadataPort& port, bool rawFrames)
{
    auto wanted = port.cidrs;
    wanted << QString::fromLatin1(metadataAddress) + QStringLiteral("/32");
    QString batch = QStringLiteral("link set lo up\nlink set dev %1 address %2\nlink set dev %1 up\n")
                        .arg(deviceInside, port.mac);
    const auto present = TRY(run(ip(), { QStringLiteral("-n"), space, QStringLiteral("-o"), QStringLiteral("addr"),
                                         QStringLiteral("show"), QStringLiteral("dev"), deviceInside,
                                         QStringLiteral("scope"), QStringLiteral("global") }));
    for (const auto& line : present.split(u'\n', Qt::SkipEmptyParts)) {
        // "7: meta0    inet 10.0.0.2/24 brd ..."
        const auto cidr = line.simplified().section(u' ', 3, 3);
        if (!wanted.contains(cidr))
            batch += QStringLiteral("addr del %1 dev %2\n").arg(cidr, deviceInside);
    }
    for (const auto& cidr : wanted)
        batch += QStringLiteral("addr replace %1 dev %2%3\n")
                     .arg(cidr, deviceInside, cidr.contains(u':') ? QStringLiteral(" nodad") : QString());
    TRY(run(ip(), { QStringLiteral("-n"), space, QStringLiteral("-batch"), QStringLiteral("-") }, batch.toUtf8()));
    if (rawFrames)   // nobody would fill in the checksums of our answers
        TRY(run(ip(), { QStringLiteral("netns"), QStringLiteral("exec"), space, QStringLiteral("ethtool"),
                        QStringLiteral("-K"), deviceInside, QStringLiteral("tx"), QStringLiteral("off") }));
    return {};
}

Result<void> OvsHost::plug(const QString& device, const QString& portId)
{
    QJsonArray selects;
    selects.append(ovsdb::select(tablePort, ovsdb::whereName(device), { QStringLiteral("_uuid") }));
    const auto rows = ovsdb::readRows(TRY(m_database.transact(selects)).first());
    const QJsonValue ids = ovsdb::map({ { QStringLiteral("iface-id"), portId } });
    QJsonArray operations;
    if (!rows.isEmpty()) {
        operations.append(ovsdb::update(tableInterface, ovsdb::whereName(device), { { columnExternalIds, ids } }));
    } else {
        const auto name = QStringLiteral("name");
        operations.append(
            ovsdb::insert(tableInterface, { { name, device }, { columnExternalIds, ids } }, QStringLiteral("nic")));
        operations.append(ovsdb::insert(
            tablePort, { { name, device }, { QStringLiteral("interfaces"), ovsdb::namedUuid(QStringLiteral("nic")) } },
            QStringLiteral("port")));
        QJsonArray members;
        members.append(ovsdb::namedUuid(QStringLiteral("port")));
        operations.append(ovsdb::mutate(tableBridge, ovsdb::whereName(m_bridge), columnPorts, QStringLiteral("insert"),
                                        ovsdb::set(members)));
    }
    operations.append(ovsdb::mutate(tableRoot, {}, QStringLiteral("next_cfg"), QStringLiteral("+="), 1));
    TRY(m_database.transact(operations));
    return {};
}

Result<void> OvsHost::unplug(const QString& device)
{
    QJsonArray selects;
    selects.append(ovsdb::select(tablePort, ovsdb::whereName(device), { QStringLiteral("_uuid") }));
    const auto rows = ovsdb::readRows(TRY(m_database.transact(selects)).first());
    if (rows.isEmpty())
        return {};
    QJsonArray members;
    members.append(rows.first().toObject().value(QStringLiteral("_uuid")));
    TRY(m_database.transact({ ovsdb::mutate(tableBridge, ovsdb::whereName(m_bridge), columnPorts,
                                            QStringLiteral("delete"), ovsdb::set(members)),
                              ovsdb::mutate(tableRoot, {}, QStringLiteral("next_cfg"), QStringLiteral("+="), 1) }));
    return {};
}

Result<void> OvsHost::closeMetadata(const QString& networkId)
{
    const auto space = namespaceName(networkId);
    const auto device = outsideDevice(networkId);
    TRY(unplug(device));      // its row outlives a restart of the host, which takes the rest away
    if (deviceExists(device))
        TRY(run(ip(), { QStringLiteral("link"), QStringLiteral("del"), device }));
    if (QFile::exists(namespaceFile(space)))
        TRY(run(ip(), { QStringLiteral("netns"), QStringLiteral("del"), space }));
    return {};
}

} // namespace skylab::network::ovn
