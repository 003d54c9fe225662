#include "panel/compute/Servers.h"

#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

namespace skylab::panel {

namespace {

QStringList addressesOf(const Row& row)
{
    QStringList all;
    const auto networks = row[u"addresses"].toObject();
    for (const auto& network : networks) {
        const auto addresses = network.toArray();
        for (const auto& address : addresses)
            all << address[u"addr"].toString();
    }
    return all;
}

QString imageOf(model::Workspace& workspace, const Row& row)
{
    const auto id = row[u"image"][u"id"].toString();
    return id.isEmpty() ? Servers::tr("Boots from a volume") : workspace.nameOf("images", id);
}

kit::Cell stateOf(const Row& row)
{
    const auto task = row[u"OS-EXT-STS:task_state"].toString();
    const auto status = row[u"status"].toString();
    if (!task.isEmpty() && isTransient(task) && status != u"ERROR")
        return stateCell(task, row[u"progress"].toInt(-1));
    return stateCell(status, row[u"progress"].toInt(-1));
}

QString flavorText(const Row& row)
{
    const auto flavor = row[u"flavor"];
    const auto name = flavor[u"original_name"].toString(flavor[u"id"].toString());
    if (!flavor.toObject().contains(u"vcpus"))
        return name;
    return Servers::tr("%1 · %n vCPU · %2", nullptr, flavor[u"vcpus"].toInt()).arg(name, memoryText(flavor[u"ram"].toDouble()));
}

kit::Columns columnsOf(model::Workspace& workspace)
{
    using kit::CellKind;
    return {
        { "name", Servers::tr("Name"), CellKind::TwoLine, [&workspace](const Row& row) { return kit::Cell { row[u"name"].toString(), imageOf(workspace, row), {}, "server" }; } },
        { "status", Servers::tr("Status"), CellKind::Status, stateOf, 150 },
        { "ip", Servers::tr("IP address"), CellKind::Mono, [](const Row& row) { return textCell(addressesOf(row).join(", ")); }, 190 },
        { "flavor", Servers::tr("Flavor"), CellKind::Text, [](const Row& row) { return textCell(row[u"flavor"][u"original_name"].toString(row[u"flavor"][u"id"].toString())); }, 120 },
        { "vcpus", Servers::tr("vCPU"), CellKind::Number, [](const Row& row) { return numberCell(row[u"flavor"][u"vcpus"].toDouble()); }, 70, true },
        { "memory", Servers::tr("Memory"), CellKind::Number, [](const Row& row) { return numberCell(row[u"flavor"][u"ram"].toDouble(), memoryText(row[u"flavor"][u"ram"].toDouble())); }, 90, true },
        { "host", Servers::tr("Host"), CellKind::Text, [](const Row& row) { return textCell(row[u"OS-EXT-SRV-ATTR:host"].toString()); }, 120, true },
        { "zone", Servers::tr("Zone"), CellKind::Text, [](const Row& row) { return textCell(row[u"OS-EXT-AZ:availability_zone"].toString()); }, 90, true },
        { "key", Servers::tr("Key pair"), CellKind::Text, [](const Row& row) { return textCell(row[u"key_name"].toString()); }, 120, true },
        { "age", Servers::tr("Age"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"created"].toString()); }, 90 },
    };
}

std::vector<kit::KeyValueView::Row> factsOf(model::Workspace& workspace, const Row& row)
{
    std::vector<kit::KeyValueView::Row> facts;
    if (const auto fault = row[u"fault"][u"message"].toString(); !fault.isEmpty())
        facts.push_back({ Servers::tr("Fault"), fault });
    const auto networks = row[u"addresses"].toObject();
    for (auto it = networks.begin(); it != networks.end(); ++it) {
        QStringList addresses;
        const auto list = it->toArray();
        for (const auto& address : list)
            addresses << address[u"addr"].toString() + (address[u"OS-EXT-IPS:type"].toString() == u"floating" ? Servers::tr(" (floating)") : QString());
        facts.push_back({ it.key(), addresses.join('\n'), true, true });
    }
    facts.push_back({ Servers::tr("Image"), imageOf(workspace, row) });
    facts.push_back({ Servers::tr("Flavor"), flavorText(row) });
    facts.push_back({ Servers::tr("Key pair"), row[u"key_name"].toString() });
    QStringList groups;
    const auto securityGroups = row[u"security_groups"].toArray();
    for (const auto& group : securityGroups)
        groups << group[u"name"].toString();
    groups.removeDuplicates();
    facts.push_back({ Servers::tr("Security groups"), groups.join(", ") });
    facts.push_back({ Servers::tr("Zone"), row[u"OS-EXT-AZ:availability_zone"].toString() });
    if (const auto host = row[u"OS-EXT-SRV-ATTR:host"].toString(); !host.isEmpty())
        facts.push_back({ Servers::tr("Host"), host });
    facts.push_back({ Servers::tr("Created"), timeText(row[u"created"].toString()) });
    facts.push_back({ Servers::tr("Changed"), timeText(row[u"updated"].toString()) });
    return facts;
}

SubSpec volumesOf(model::Workspace& workspace)
{
    SubSpec spec;
    spec.service = "compute";
    spec.path = [](const QString& id) { return QStringLiteral("/servers/%1/os-volume_attachments").arg(id); };
    spec.key = "volumeAttachments";
    spec.idField = "volumeId";
    spec.columns = {
        { "name", Servers::tr("Volume"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("volumes", row[u"volumeId"].toString())); } },
        { "device", Servers::tr("Device"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"device"].toString()); }, 110 },
    };
    spec.eventTypes = { "volume", "volume_attachment", "server" };
    spec.emptyText = Servers::tr("No volume is attached");
    Action detach { "delete", Servers::tr("Detach"), "unplug" };
    detach.call = [](const Row& row, const Values&) { return Call { "DELETE", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(row[u"_parent"].toString(), row[u"volumeId"].toString()) }; };
    detach.undo = [](const Row& row, const Values&) {
        return Call { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(row[u"_parent"].toString()), wrapped("volumeAttachment", { { "volumeId", row[u"volumeId"] } }) };
    };
    detach.doing = [&workspace](const Row& row) { return Servers::tr("Detach %1").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())); };
    detach.done = [&workspace](const Row& row) { return Servers::tr("%1 was detached").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())); };
    detach.reload = QStringList { "volumes" };
    spec.actions = { detach };
    return spec;
}

SubSpec portsOf(model::Workspace& workspace)
{
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/ports?device_id=%1").arg(id); };
    spec.key = "ports";
    spec.columns = {
        { "ip", Servers::tr("Address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"fixed_ips"][0][u"ip_address"].toString()); }, 130 },
        { "network", Servers::tr("Network"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("networks", row[u"network_id"].toString())); } },
        { "mac", Servers::tr("MAC address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"mac_address"].toString()); }, 150 },
        { "status", Servers::tr("Status"), kit::CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 110 },
    };
    spec.eventTypes = { "port", "floatingip", "server" };
    spec.emptyText = Servers::tr("It is plugged into no network");
    return spec;
}

SubSpec eventsOf()
{
    SubSpec spec;
    spec.service = "compute";
    spec.path = [](const QString& id) { return QStringLiteral("/servers/%1/os-instance-actions").arg(id); };
    spec.key = "instanceActions";
    spec.idField = "request_id";
    spec.columns = {
        { "action", Servers::tr("What"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"action"].toString()); } },
        { "when", Servers::tr("When"), kit::CellKind::Muted, [](const Row& row) { return ageCell(row[u"start_time"].toString()); }, 100 },
        { "request", Servers::tr("Request"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"request_id"].toString()); }, 200 },
    };
    spec.eventTypes = { "server" };
    spec.emptyText = Servers::tr("Nothing has happened to it yet");
    return spec;
}

} // namespace

PanelSpec serversPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "servers";
    spec.service = "compute";
    spec.title = Servers::tr("Instances");
    spec.icon = "server";
    spec.columns = columnsOf(workspace);
    spec.sortColumn = int(spec.columns.size()) - 1;
    spec.choices = QStringList { "status", "flavor", "host" };
    spec.needs = QStringList { "images", "volumes", "networks" };
    spec.status = stateOf;
    spec.subtitle = flavorText;
    spec.facts = [&workspace](const Row& row) { return factsOf(workspace, row); };
    spec.actions = serverActions(workspace);
    spec.create = serverLaunch(workspace);
    spec.tabs = serverAccessTabs();
    spec.tabs.insert(spec.tabs.end(), {
        { "volumes", Servers::tr("Volumes"), [&workspace](TabContext& context) -> QWidget* { return new SubTable(context, volumesOf(workspace)); } },
        { "network", Servers::tr("Network"), [&workspace](TabContext& context) -> QWidget* { return new SubTable(context, portsOf(workspace)); } },
        { "events", Servers::tr("Events"), [](TabContext& context) -> QWidget* { return new SubTable(context, eventsOf()); } },
    });
    spec.emptyTitle = Servers::tr("No instances yet");
    spec.emptyText = Servers::tr("An instance is a virtual machine. Pick an image and a size; it boots in a few seconds.");
    spec.summary = [](int total, const model::ResourceModel& model) {
        int running = 0;
        for (int row = 0; row < total; ++row)
            running += model.rowAt(row)[u"status"].toString() == u"ACTIVE" ? 1 : 0;
        return Servers::tr("%n in total", nullptr, total) + QStringLiteral(" · ") + Servers::tr("%n running", nullptr, running);
    };
    return spec;
}

} // namespace skylab::panel
