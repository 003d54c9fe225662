#include "compute/model/ServerView.h"

#include "compute/model/ServerState.h"

#include <QCryptographicHash>

namespace skylab::compute {

QString hiddenHost(const QString& projectId, const QString& host)
{
    if (host.isEmpty())
        return QStringLiteral("");
    // A list asks for the same one row after row.
    static thread_local QString lastText, lastHash;
    if (const auto text = projectId + host; text != lastText) {
        lastHash = QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha224).toHex());
        lastText = text;
    }
    return lastHash;
}

sdk::ServerAddresses viewAddresses(const std::vector<ServerPort>& ports, bool extended)
{
    sdk::ServerAddresses addresses;
    const auto add = [&](const ServerPort& port, const QString& address, const QString& type) {
        sdk::ServerAddress one;
        one.addr = address;
        one.version = address.contains(u':') ? 6 : 4;
        if (extended) {
            one.mac = port.mac;
            one.type = type;
        }
        addresses[port.networkName].push_back(one);
    };
    for (const auto& port : ports)
        for (const auto& fixed : port.fixedIps) {
            add(port, fixed.address, QStringLiteral("fixed"));
            for (const auto& floating : port.floatingIps.value(fixed.address))
                add(port, floating, QStringLiteral("floating"));
        }
    return addresses;
}

const QStringList& briefFields()
{
    static const QStringList names {
        QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("tenant_id"), QStringLiteral("user_id"), QStringLiteral("metadata"),
        QStringLiteral("hostId"), QStringLiteral("image"), QStringLiteral("flavor"), QStringLiteral("created"), QStringLiteral("updated"), QStringLiteral("addresses"),
        QStringLiteral("accessIPv4"), QStringLiteral("accessIPv6"), QStringLiteral("progress"), QStringLiteral("fault"), QStringLiteral("OS-DCF:diskConfig"),
        QStringLiteral("locked"), QStringLiteral("description"), QStringLiteral("tags"), QStringLiteral("trusted_image_certificates"), QStringLiteral("server_groups"),
        QStringLiteral("locked_reason"), QStringLiteral("links"),
    };
    return names;
}

namespace {

void viewState(sdk::Server& view, const ServerRow& row, const ViewParts& parts)
{
    static const QStringList progressing { QStringLiteral("ACTIVE"), QStringLiteral("BUILD"), QStringLiteral("REBUILD"), QStringLiteral("RESIZE"), QStringLiteral("VERIFY_RESIZE"),
                                           QStringLiteral("MIGRATING"), QStringLiteral("PASSWORD") };
    view.status = row.status;
    view.vmState = row.vmState;
    view.powerState = row.powerState;
    if (!row.taskState.isEmpty())
        view.taskState = row.taskState;
    if (progressing.contains(row.status))
        view.progress = row.progress;
    if ((row.status == u"ERROR" || row.status == u"DELETED") && !row.fault.message.isEmpty()) {
        view.fault = row.fault;
        if (row.fault.code == 500 && !parts.faultDetails)
            view.fault->details.clear();
    }
    view.created = row.createdAt;
    view.updated = row.updatedAt;
    view.launchedAt = row.launchedAt;
    view.terminatedAt = row.terminatedAt;
    view.locked = row.locked;
    view.lockedReason = row.lockedReason;
}

void viewPlace(sdk::Server& view, const ServerRow& row, const ViewParts& parts)
{
    view.hostId = hiddenHost(row.projectId, row.host);
    view.hostStatus = row.host.isEmpty() ? QStringLiteral("") : parts.hostUp ? QStringLiteral("UP") : QStringLiteral("DOWN");
    if (!row.host.isEmpty())
        view.host = view.hypervisorHostname = row.host;
    view.availabilityZone = row.availabilityZone;
    if (!row.pinnedZone.isEmpty())
        view.pinnedAvailabilityZone = row.pinnedZone;
    view.instanceName = row.instanceName();
    if (!row.rootDeviceName.isEmpty())
        view.rootDeviceName = row.rootDeviceName;
    for (const auto& device : row.blockDevices)
        if (!device.local && device.state != u"wanted")
            view.volumesAttached.push_back({ device.volumeId, device.deleteOnTermination });
    view.addresses = viewAddresses(parts.ports, parts.extended);
    for (const auto& port : parts.ports)      // once a port, as Nova lists them
        for (const auto& group : port.securityGroups)
            view.securityGroups.push_back({ group });
}

} // namespace

sdk::Server viewServer(const ServerRow& row, const ViewParts& parts)
{
    sdk::Server view;
    view.id = row.id;
    view.name = row.name;
    view.description = row.description;
    view.tenantId = row.projectId;
    view.userId = row.userId;
    view.metadata = row.metadata;
    view.tags = row.tags;
    view.image.id = row.image;
    view.flavor = row.flavor;
    view.accessIPv4 = row.accessIPv4;
    view.accessIPv6 = row.accessIPv6;
    view.diskConfig = row.diskConfig;
    view.configDrive.on = row.configDrive;
    view.hostname = row.hostname;
    view.reservationId = row.reservationId;
    view.launchIndex = row.launchIndex;
    if (!row.keyName.isEmpty())
        view.keyName = row.keyName;
    if (!row.userData.isEmpty())
        view.userData = row.userData;
    if (parts.single) {
        view.serverGroups.emplace();
        if (!row.serverGroupId.isEmpty())
            *view.serverGroups << row.serverGroupId;
    }
    viewState(view, row, parts);
    viewPlace(view, row, parts);
    return view;
}

} // namespace skylab::compute
