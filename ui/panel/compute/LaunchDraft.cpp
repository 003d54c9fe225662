#include "panel/compute/LaunchDraft.h"

#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace skylab::panel {

namespace {

constexpr int maxPattern = 100;         // instances of one launch
constexpr int comfortableRam = 1024;    // MiB that a system larger than a toy wants
constexpr double toyImage = 128e6;      // bytes

std::vector<Row> rowsOf(model::Workspace& workspace, const QString& collection)
{
    std::vector<Row> rows;
    const auto& model = workspace.collection(collection).model();
    rows.reserve(std::size_t(model.rowCount()));
    for (int i = 0; i < model.rowCount(); ++i)
        rows.push_back(model.rowAt(i));
    return rows;
}

QJsonArray devicesOf(const LaunchDraft& draft)
{
    using Source = LaunchDraft::Source;
    QJsonArray devices;
    if (draft.source == Source::Volume) {
        devices.append(QJsonObject { { "boot_index", 0 }, { "uuid", draft.sourceId }, { "source_type", "volume" }, { "destination_type", "volume" }, { "delete_on_termination", draft.deleteVolume } });
    } else if (draft.newVolume || draft.source == Source::VolumeSnapshot) {
        QJsonObject boot { { "boot_index", 0 }, { "uuid", draft.sourceId }, { "source_type", draft.source == Source::VolumeSnapshot ? "snapshot" : "image" }, { "destination_type", "volume" }, { "delete_on_termination", draft.deleteVolume } };
        if (draft.volumeSize > 0)
            boot["volume_size"] = draft.volumeSize;
        if (!draft.volumeType.isEmpty())
            boot["volume_type"] = draft.volumeType;
        devices.append(boot);
    } else if (!draft.disks.empty()) {
        // With a mapping of its own the disk of the image has to be named in it.
        devices.append(QJsonObject { { "boot_index", 0 }, { "uuid", draft.sourceId }, { "source_type", "image" }, { "destination_type", "local" }, { "delete_on_termination", true } });
    }
    for (const auto& disk : draft.disks) {
        const bool blank = disk.volumeId.isEmpty();
        QJsonObject device { { "boot_index", -1 }, { "source_type", blank ? "blank" : "volume" }, { "destination_type", "volume" }, { "delete_on_termination", disk.deleteWith } };
        if (!blank)
            device["uuid"] = disk.volumeId;
        else
            device["volume_size"] = disk.size;
        if (blank && !disk.type.isEmpty())
            device["volume_type"] = disk.type;
        devices.append(device);
    }
    return devices;
}

QJsonValue networksOf(const LaunchDraft& draft)
{
    QJsonArray networks;
    for (const auto& nic : draft.nics) {
        if (!nic.portId.isEmpty())
            networks.append(QJsonObject { { "port", nic.portId } });
        else
            networks.append(withoutEmpty({ { "uuid", nic.networkId }, { "fixed_ip", nic.fixedIp } }));
    }
    return networks.isEmpty() ? QJsonValue("none") : QJsonValue(networks);
}

bool opensSsh(const QJsonObject& rule)
{
    if (rule[u"direction"].toString() != u"ingress")
        return false;
    const auto protocol = rule[u"protocol"].toVariant().toString(), prefix = rule[u"remote_ip_prefix"].toString();
    const bool port = rule[u"port_range_min"].isNull() || rule[u"port_range_min"].isUndefined() || (rule[u"port_range_min"].toInt() <= 22 && rule[u"port_range_max"].toInt() >= 22);
    return (protocol.isEmpty() || protocol == u"tcp" || protocol == u"6") && port && rule[u"remote_group_id"].toString().isEmpty() && (prefix.isEmpty() || prefix.endsWith(QLatin1String("/0")));
}

bool groupLetsSshIn(const Row& group)
{
    const auto rules = group[u"security_group_rules"].toArray();
    return std::any_of(rules.begin(), rules.end(), [](const QJsonValue& rule) { return opensSsh(rule.toObject()); });
}

} // namespace

bool isMine(model::Workspace& workspace, const Row& row)
{
    const auto owner = row[u"project_id"].toString(row[u"tenant_id"].toString());
    return owner.isEmpty() || owner == workspace.session().facts().projectId;
}

QStringList namesOf(const QString& pattern)
{
    static const QRegularExpression range(QStringLiteral(R"(^(.*)\{(\d+)\.\.(\d+)\}(.*)$)"));
    const auto match = range.match(pattern);
    if (!match.hasMatch())
        return { pattern };
    const int from = match.captured(2).toInt(), to = match.captured(3).toInt(), width = int(match.captured(2).size());
    QStringList names;
    for (int number = from; number <= to && names.size() < maxPattern; ++number)
        names << match.captured(1) + QString::number(number).rightJustified(width, u'0') + match.captured(4);
    return names;
}

QJsonObject launchBody(const LaunchDraft& draft, const QString& name)
{
    QJsonObject server { { "name", name }, { "flavorRef", draft.flavorId }, { "networks", networksOf(draft) } };
    const bool fromImage = draft.source == LaunchDraft::Source::Image || draft.source == LaunchDraft::Source::Snapshot;
    if (fromImage && !draft.newVolume)
        server["imageRef"] = draft.sourceId;
    if (const auto devices = devicesOf(draft); !devices.isEmpty())
        server["block_device_mapping_v2"] = devices;
    QJsonArray groups;
    for (const auto& group : draft.groups)
        groups.append(QJsonObject { { "name", group } });
    const auto more = withoutEmpty({ { "description", draft.description }, { "availability_zone", draft.zone }, { "key_name", draft.keyName }, { "security_groups", groups }, { "adminPass", draft.password },
                                     { "user_data", QString::fromLatin1(draft.userData.toUtf8().toBase64()) }, { "tags", QJsonArray::fromStringList(draft.tags) } });
    for (auto it = more.begin(); it != more.end(); ++it)
        server[it.key()] = *it;
    if (!draft.metadata.isEmpty())
        server["metadata"] = draft.metadata;
    if (draft.configDrive)
        server["config_drive"] = true;
    if (draft.count > 1 && namesOf(draft.name).size() == 1) {
        server["min_count"] = server["max_count"] = draft.count;
        server["return_reservation_id"] = true;
    }
    auto hints = draft.hints;
    if (!draft.serverGroup.isEmpty())
        hints["group"] = draft.serverGroup;
    QJsonObject body = wrapped("server", server);
    if (!hints.isEmpty())
        body["OS-SCH-HNT:scheduler_hints"] = hints;
    return body;
}

QJsonObject fitBody(const LaunchDraft& draft, model::Workspace& workspace)
{
    if (!draft.custom && draft.flavorId.isEmpty())
        return {};
    QJsonObject fit { { "count", qMax(draft.count, int(namesOf(draft.name).size())) } };
    if (draft.custom)
        fit["flavor"] = QJsonObject { { "vcpus", draft.vcpus }, { "ram", draft.ram }, { "disk", draft.disk } };
    else
        fit["flavorRef"] = draft.flavorId;
    if (!draft.zone.isEmpty())
        fit["availability_zone"] = draft.zone;
    if ((draft.source == LaunchDraft::Source::Image || draft.source == LaunchDraft::Source::Snapshot) && workspace.collection("images").model().contains(draft.sourceId))
        fit["imageRef"] = draft.sourceId;
    int volumes = draft.newVolume ? draft.volumeSize : 0;
    for (const auto& disk : draft.disks)
        volumes += disk.volumeId.isEmpty() ? disk.size : 0;
    if (volumes > 0)
        fit["volumes_gib"] = volumes;
    auto hints = draft.hints;
    if (!draft.serverGroup.isEmpty())
        hints["group"] = draft.serverGroup;
    if (!hints.isEmpty())
        fit["hints"] = hints;
    return fit;
}

QString freeServerName(model::Workspace& workspace, const QString& imageId)
{
    QSet<QString> taken;
    for (const auto& row : rowsOf(workspace, "servers"))
        taken.insert(row[u"name"].toString());
    static const QRegularExpression others(QStringLiteral("[^a-z0-9]+"));
    auto stem = workspace.collection("images").model().row(imageId)[u"name"].toString().toLower().section(u' ', 0, 0);
    stem.replace(others, QStringLiteral("-"));
    while (stem.startsWith(u'-') || stem.endsWith(u'-'))
        stem = stem.startsWith(u'-') ? stem.mid(1) : stem.chopped(1);
    if (stem.isEmpty())
        stem = QStringLiteral("instance");
    for (int number = 1;; ++number) {
        if (const auto name = QStringLiteral("%1-%2").arg(stem).arg(number); !taken.contains(name))
            return name;
    }
}

QString usualFlavor(model::Workspace& workspace, const QString& imageId)
{
    const auto image = workspace.collection("images").model().row(imageId);
    const bool toy = !image.isEmpty() && image[u"size"].toDouble() <= toyImage;
    const double ram = qMax(image[u"min_ram"].toDouble(), toy ? 0.0 : double(comfortableRam));
    const double disk = qMax(image[u"min_disk"].toDouble(), std::ceil(image[u"virtual_size"].toDouble() / (1 << 30)));
    auto flavors = rowsOf(workspace, "flavors");
    std::stable_sort(flavors.begin(), flavors.end(), [](const Row& a, const Row& b) { return a[u"ram"].toDouble() < b[u"ram"].toDouble(); });
    for (const auto& flavor : flavors) {
        const double size = flavor[u"disk"].toDouble();
        if (flavor[u"ram"].toDouble() >= ram && (size == 0 || size >= disk))
            return flavor[u"id"].toString();
    }
    return flavors.empty() ? QString() : flavors.back()[u"id"].toString();
}

QString usualNetwork(model::Workspace& workspace)
{
    QString shared;
    for (const auto& network : rowsOf(workspace, "networks")) {
        if (network[u"router:external"].toBool() || network[u"subnets"].toArray().isEmpty())
            continue;
        if (isMine(workspace, network) && !network[u"shared"].toBool())
            return network[u"id"].toString();
        if (network[u"shared"].toBool() && shared.isEmpty())
            shared = network[u"id"].toString();
    }
    return shared;
}

QString usualKey(model::Workspace& workspace)
{
    const auto keys = rowsOf(workspace, "keypairs");
    return keys.empty() ? QString() : keys.front()[u"name"].toString();
}

bool letsSshIn(model::Workspace& workspace, const QStringList& groupIds)
{
    return std::any_of(groupIds.begin(), groupIds.end(), [&](const QString& id) { return groupLetsSshIn(workspace.collection("security-groups").model().row(id)); });
}

QStringList usualGroups(model::Workspace& workspace)
{
    QStringList chosen;
    QString ssh;
    for (const auto& group : rowsOf(workspace, "security-groups")) {
        if (!isMine(workspace, group))
            continue;
        if (group[u"name"].toString() == u"default")
            chosen << group[u"id"].toString();
        if (groupLetsSshIn(group) && (ssh.isEmpty() || group[u"name"].toString() == u"ssh"))
            ssh = group[u"id"].toString();
    }
    if (!letsSshIn(workspace, chosen) && !ssh.isEmpty())
        chosen << ssh;
    return chosen;
}

QString misfitOf(model::Workspace& workspace, const LaunchDraft& draft)
{
    if (draft.source != LaunchDraft::Source::Image && draft.source != LaunchDraft::Source::Snapshot)
        return {};
    const auto image = workspace.collection("images").model().row(draft.sourceId);
    const auto flavor = workspace.collection("flavors").model().row(draft.flavorId);
    if (image.isEmpty() || (flavor.isEmpty() && !draft.custom))
        return {};
    const int ram = draft.custom ? draft.ram : flavor[u"ram"].toInt(), disk = draft.custom ? draft.disk : flavor[u"disk"].toInt();
    if (ram < image[u"min_ram"].toInt())
        return Launch::tr("The image needs %1 of memory; this size has %2. Choose a larger one.").arg(memoryText(image[u"min_ram"].toDouble()), memoryText(ram));
    const int least = image[u"min_disk"].toInt();
    if (draft.newVolume && draft.volumeSize < least)
        return Launch::tr("The image needs a disk of %1; the new volume has %2.").arg(gibText(least), gibText(draft.volumeSize));
    if (!draft.newVolume && disk != 0 && disk < least)
        return Launch::tr("The image needs a disk of %1; this size has %2. Choose a larger one.").arg(gibText(least), gibText(disk));
    return {};
}

bool isInstaller(model::Workspace& workspace, const LaunchDraft& draft)
{
    return draft.source == LaunchDraft::Source::Image && workspace.collection("images").model().row(draft.sourceId)[u"disk_format"].toString() == u"iso";
}

QString flavorLine(const Row& flavor)
{
    return Launch::tr("%n vCPU · %1 memory · %2 disk", nullptr, flavor[u"vcpus"].toInt()).arg(memoryText(flavor[u"ram"].toDouble())).arg(gibText(flavor[u"disk"].toInt()));
}

QString draftLine(model::Workspace& workspace, const LaunchDraft& draft)
{
    QStringList parts;
    if (draft.custom)
        parts << Launch::tr("%n vCPU, %1", nullptr, draft.vcpus).arg(memoryText(draft.ram));
    else
        parts << (draft.flavorId.isEmpty() ? Launch::tr("no size yet") : workspace.nameOf("flavors", draft.flavorId));
    if (draft.makeNetwork)
        parts << Launch::tr("a network will be made");
    else if (draft.nics.empty())
        parts << Launch::tr("no network");
    else
        parts << (draft.nics.front().portId.isEmpty() ? Launch::tr("%1 network").arg(workspace.nameOf("networks", draft.nics.front().networkId)) : Launch::tr("port %1").arg(workspace.nameOf("ports", draft.nics.front().portId)));
    if (draft.makeKey)
        parts << Launch::tr("a key pair will be made");
    else
        parts << (draft.keyName.isEmpty() ? Launch::tr("no key pair") : Launch::tr("your key %1").arg(draft.keyName));
    if (letsSshIn(workspace, draft.groups))
        parts << Launch::tr("SSH allowed");
    else
        parts << (draft.letSshIn ? Launch::tr("SSH will be allowed") : Launch::tr("SSH not allowed"));
    return parts.join(QStringLiteral(" · "));
}

std::vector<kit::Choice> imageChoices(model::Workspace& workspace, bool snapshots)
{
    std::vector<kit::Choice> choices;
    auto images = rowsOf(workspace, "images");
    std::stable_sort(images.begin(), images.end(), [](const Row& a, const Row& b) { return a[u"name"].toString().localeAwareCompare(b[u"name"].toString()) < 0; });
    for (const auto& image : images) {
        const bool snapshot = image[u"image_type"].toString() == u"snapshot" || !image[u"instance_uuid"].toString().isEmpty();
        if (image[u"status"].toString() != u"active" || image[u"os_hidden"].toBool() || (snapshots && !snapshot) || image[u"disk_format"].toString() == u"aki" || image[u"disk_format"].toString() == u"ari")
            continue;
        QStringList about { bytesText(image[u"size"].toDouble()), image[u"disk_format"].toString() };
        if (snapshot)
            about << Launch::tr("snapshot");
        if (const int ram = image[u"min_ram"].toInt())
            about << Launch::tr("needs %1 of memory").arg(memoryText(ram));
        choices.push_back({ image[u"id"].toString(), image[u"name"].toString(), about.join(QStringLiteral(" · ")), snapshot ? "camera" : image[u"disk_format"].toString() == u"iso" ? "file" : "image" });
    }
    return choices;
}

} // namespace skylab::panel
