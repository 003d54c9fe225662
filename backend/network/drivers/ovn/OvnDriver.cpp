#include "network/drivers/ovn/OvnDriver.h"

#include "network/drivers/ovn/Acl.h"
#include "network/drivers/ovn/Dhcp.h"
#include "network/drivers/ovn/NorthboundPlan.h"

#include <algorithm>

namespace skylab::network::ovn {

namespace {
constexpr qint64 lagLimit = 15000;   // milliseconds

const QString howToStart
    = QStringLiteral("Start the network engine: installer/host-network as root, or systemctl start %1.");

Ovsdb::Options database(const QString& name, const QStringList& remotes, const QString& unit)
{
    Ovsdb::Options options;
    options.database = name;
    options.remotes = remotes;
    options.hint = howToStart.arg(unit);
    return options;
}

QStringList physicalNetworks(const QString& bridgeMappings)
{
    QStringList names;
    for (const auto& mapping : bridgeMappings.split(u',', Qt::SkipEmptyParts))
        names << mapping.section(u':', 0, 0).trimmed();
    return names;
}
} // namespace

OvnDriver::OvnDriver(OvnOptions options)
    : m_options(std::move(options))
    , m_northboundDatabase(
          database(QStringLiteral("OVN_Northbound"), m_options.northbound, QStringLiteral("ovn-central")))
    , m_southboundDatabase(
          database(QStringLiteral("OVN_Southbound"), m_options.southbound, QStringLiteral("ovn-central")))
    , m_openVswitchDatabase(
          database(QStringLiteral("Open_vSwitch"), { m_options.openVswitch }, QStringLiteral("openvswitch-switch")))
    , m_northbound(m_northboundDatabase, m_options.owner, m_options.overlayMtu,
                   [this](const QString& physicalNetwork) { return gatewayHosts(physicalNetwork); })
    , m_host(m_openVswitchDatabase, m_options.integrationBridge)
{
}

OvnDriver::~OvnDriver() { stop(); }

Result<void> OvnDriver::start()
{
    const QJsonObject ports { { QStringLiteral("columns"),
                                QJsonArray { columnName, QStringLiteral("up"), columnIds } } };
    m_northboundDatabase.monitor({ { table::switchPort, ports } }, [this](const QJsonObject& tables, bool initial) {
        portsChanged(tables, initial);
    });
    m_northboundDatabase.start();
    m_southboundDatabase.start();
    if (m_options.localHost)
        m_openVswitchDatabase.start();
    return {};
}

void OvnDriver::stop()
{
    m_openVswitchDatabase.stop();
    m_southboundDatabase.stop();
    m_northboundDatabase.stop();
}

void OvnDriver::portsChanged(const QJsonObject& tables, bool initial)
{
    const auto updates = tables.value(table::switchPort).toObject();
    QSet<QString> gone = initial ? m_up : QSet<QString>();
    for (const auto& value : updates) {
        const auto update = value.toObject();
        const auto now = update.value(QStringLiteral("new")).toObject();
        const auto row = now.isEmpty() ? update.value(QStringLiteral("old")).toObject() : now;
        const auto ids = idsOf(row);
        const auto port = row.value(columnName).toString();
        if (ids.value(keyOwner) != m_options.owner || ids.value(keyKind) != kindName(Kind::Port))
            continue;
        const bool up = now.value(QStringLiteral("up")).toBool();
        gone.remove(port);
        if (up == m_up.contains(port) && !(initial && up))
            continue;
        if (up)
            m_up.insert(port);
        else
            m_up.remove(port);
        if (m_portCallback && !now.isEmpty())
            m_portCallback(port, up);
    }
    for (const auto& port : std::as_const(gone)) {
        m_up.remove(port);
        if (m_portCallback)
            m_portCallback(port, false);
    }
}

bool OvnDriver::Heartbeat::isLate(bool caughtUp)
{
    if (caughtUp)
        lagging.invalidate();
    else if (!lagging.isValid())
        lagging.start();
    return lagging.isValid() && lagging.hasExpired(lagLimit);
}

Result<void> OvnDriver::health()
{
    const std::lock_guard lock(m_healthMutex);
    TRY(checkNorthd());
    const auto known = TRY(hosts());
    if (m_options.localHost)
        TRY(checkLocalHost());
    if (known.isEmpty())
        return fail(ErrorCode::Unavailable, QStringLiteral("No host has joined OVN: ovn-controller is not running. ")
                        + howToStart.arg(QStringLiteral("ovn-host")));
    return {};
}

Result<void> OvnDriver::checkNorthd()
{
    const auto tableGlobal = QStringLiteral("NB_Global");
    const auto asked = QStringLiteral("nb_cfg");
    const auto south = QStringLiteral("sb_cfg");
    const auto hypervisors = QStringLiteral("hv_cfg");
    QJsonArray operations { ovsdb::select(tableGlobal, {}, { asked, south, hypervisors }) };
    const auto rows = ovsdb::readRows(TRY(m_northboundDatabase.transact(operations)).first());
    if (rows.isEmpty())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("OVN's northbound database is not initialised: ovn-northd is not "
                                   "running. ")
                        + howToStart.arg(QStringLiteral("ovn-central")));
    const auto row = rows.first().toObject();
    const auto wanted = row.value(asked).toInteger();
    const bool northdFollows = row.value(south).toInteger() >= wanted;
    const bool hostsFollow = row.value(hypervisors).toInteger() >= wanted;
    if (m_northd.isLate(northdFollows))
        return fail(ErrorCode::Unavailable, QStringLiteral("ovn-northd does not follow the northbound database. ")
                        + howToStart.arg(QStringLiteral("ovn-central")));
    if (m_controller.isLate(hostsFollow || !northdFollows))
        return fail(ErrorCode::Unavailable, QStringLiteral("ovn-controller of at least one host does not follow. ")
                        + howToStart.arg(QStringLiteral("ovn-host")));
    if (northdFollows && hostsFollow)   // ask for a sign of life until the next check
        TRY(m_northboundDatabase.transact({ ovsdb::mutate(tableGlobal, {}, asked, QStringLiteral("+="), 1) }));
    return {};
}

Result<void> OvnDriver::checkLocalHost()
{
    TRY(m_host.systemId());
    TRY(m_host.checkBridge());
    const auto [asked, done] = TRY(m_host.progress(false));
    if (m_switch.isLate(done >= asked))
        return fail(ErrorCode::Unavailable, QStringLiteral("ovs-vswitchd does not follow its database. ")
                        + howToStart.arg(QStringLiteral("openvswitch-switch")));
    if (done >= asked)
        TRY(m_host.progress(true));
    return {};
}

Result<QList<NetworkHost>> OvnDriver::hosts()
{
    const auto tableChassis = QStringLiteral("Chassis");
    const auto tablePrivate = QStringLiteral("Chassis_Private");
    const auto hostname = QStringLiteral("hostname");
    const auto config = QStringLiteral("other_config");
    const auto counter = QStringLiteral("nb_cfg");
    const auto stamp = QStringLiteral("nb_cfg_timestamp");
    const auto replies = TRY(m_southboundDatabase.transact(
        { ovsdb::select(tableChassis, {}, { columnName, hostname, config }),
          ovsdb::select(tablePrivate, {}, { columnName, counter, stamp }),
          ovsdb::select(QStringLiteral("SB_Global"), {}, { counter }) }));
    QHash<QString, QJsonObject> seen;
    for (const auto& row : ovsdb::readRows(replies.at(1)))
        seen.insert(row.toObject().value(columnName).toString(), row.toObject());
    const auto globals = ovsdb::readRows(replies.at(2));
    const auto asked = globals.isEmpty() ? 0 : globals.first().toObject().value(counter).toInteger();
    QList<NetworkHost> all;
    for (const auto& value : ovsdb::readRows(replies.at(0))) {
        const auto row = value.toObject();
        const auto settings = ovsdb::readMap(row.value(config));
        NetworkHost host;
        host.name = row.value(columnName).toString();
        host.hostname = row.value(hostname).toString();
        const auto life = seen.value(host.name);
        host.lastSeen = life.value(stamp).toInteger();
        host.alive = life.value(counter).toInteger() + 1 >= asked;   // the last question may still be on its way
        host.physicalNetworks = physicalNetworks(settings.value(QStringLiteral("ovn-bridge-mappings")));
        host.rawFrames = settings.value(QStringLiteral("datapath-type")) == QLatin1String("netdev");
        all << host;
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

Result<QStringList> OvnDriver::gatewayHosts(const QString& physicalNetwork)
{
    QStringList names;
    for (const auto& host : TRY(hosts()))
        if (physicalNetwork.isEmpty() || host.physicalNetworks.contains(physicalNetwork))
            names << host.name;
    return names;
}

Result<Capabilities> OvnDriver::capabilities()
{
    Capabilities able;
    able.metadata = m_options.localHost;
    able.distributedFloatingIps = true;
    able.statelessSecurityGroups = true;
    able.vlanNetworks = true;
    able.addressGroups = able.portForwarding = able.trunks = able.qos = true;
    able.overlayMtu = m_options.overlayMtu;
    for (const auto& host : TRY(hosts()))
        able.physicalNetworks << host.physicalNetworks;
    able.physicalNetworks.removeDuplicates();
    return able;
}

Result<void> OvnDriver::checkOption(const DhcpOption& option) const
{
    TRY(translateOption(option));
    return {};
}

Result<void> OvnDriver::checkRule(const SecurityGroupRuleSpec& rule) const
{
    TRY(aclMatch({}, rule));
    return {};
}

Result<void> OvnDriver::removeNetwork(const QString& networkId)
{
    TRY(removeMetadata(networkId));
    return m_northbound.removeNetwork(networkId);
}

Result<VifBinding> OvnDriver::bindPort(const QString& portId, const QString& host, const QString& migrationTarget)
{
    QStringList wanted { host };
    if (!migrationTarget.isEmpty() && migrationTarget != host)
        wanted << migrationTarget;
    const auto known = TRY(hosts());
    VifBinding binding;
    for (const auto& name : std::as_const(wanted)) {
        const auto found = std::find_if(known.begin(), known.end(), [&](const NetworkHost& candidate) {
            return candidate.name == name || candidate.hostname == name;
        });
        if (found == known.end())
            return fail(ErrorCode::NotFound,
                        QStringLiteral("The host %1 has not joined the network engine; ovn-controller must run there.")
                            .arg(name),
                        QStringLiteral("binding:host_id"));
        binding.disableOffload = binding.disableOffload || found->rawFrames;
    }
    binding.mtu = TRY(m_northbound.setPortHosts(portId, wanted));
    binding.bridge = m_options.integrationBridge;
    binding.interfaceId = portId;
    return binding;
}

Result<void> OvnDriver::unbindPort(const QString& portId)
{
    TRY(m_northbound.setPortHosts(portId, {}));
    return {};
}

Result<int> OvnDriver::ensureMetadata(const QString& networkId)
{
    if (!m_options.localHost)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("Metadata is served by the hosts, and this process is not on one."));
    const auto port = TRY(m_northbound.metadataPort(networkId));
    const std::lock_guard lock(m_metadataMutex);
    return m_host.openMetadata(networkId, port);
}

Result<void> OvnDriver::removeMetadata(const QString& networkId)
{
    if (!m_options.localHost)
        return {};
    const std::lock_guard lock(m_metadataMutex);
    return m_host.closeMetadata(networkId);
}

} // namespace skylab::network::ovn
