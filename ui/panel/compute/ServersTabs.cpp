// The detail tabs that are tables.
#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

QString portAddresses(const Row& port)
{
    QStringList all;
    const auto addresses = port[u"fixed_ips"].toArray();
    for (const auto& address : addresses)
        all << address[u"ip_address"].toString();
    return all.join(QStringLiteral(", "));
}

QString groupNames(model::Workspace& workspace, const Row& port)
{
    QStringList all;
    const auto groups = port[u"security_groups"].toArray();
    for (const auto& group : groups)
        all << workspace.nameOf("security-groups", group.toString());
    return all.join(QStringLiteral(", "));
}

Action portGroups(model::Workspace& workspace)
{
    Action action { "groups", Servers::tr("Security groups…"), "shield" };
    action.bulk = false;
    action.rule = "update_port";
    action.form = [](const Row& port) {
        FormSpec form { "shield", Servers::tr("Security groups of %1").arg(portAddresses(port)), Servers::tr("Change") };
        const auto on = [](const Values& values) { return values[u"security"].toBool(); };
        form.fields = { { "security", Servers::tr("Filter what reaches this interface"), kit::FieldKind::Check, false, port[u"port_security_enabled"].toBool(true) }, { "groups", Servers::tr("Security groups"), kit::FieldKind::Choices } };
        form.fields[1].visible = on;
        form.options = { { "groups", "security-groups", {}, [](const Row& group) { return kit::Choice { group[u"id"].toString(), group[u"name"].toString(), group[u"description"].toString() }; },
                           [now = port[u"security_groups"].toArray()](const Row& group) { return now.contains(group[u"id"].toString()) ? 1.0 : 0.0; } } };
        return form;
    };
    const auto put = [](const Row& port, bool security, const QJsonArray& groups) {
        return Call { "PUT", "/v2.0/ports/" + port[u"id"].toString(), wrapped("port", { { "port_security_enabled", security }, { "security_groups", security ? groups : QJsonArray() } }) };
    };
    action.call = [put, &workspace](const Row& port, const Values& values) {
        auto groups = values[u"groups"].toArray();
        const auto now = port[u"security_groups"].toArray();
        for (const auto& group : now) {
            if (!workspace.collection("security-groups").model().contains(group.toString()))
                groups.append(group);   // it was not offered, so nobody took it away
        }
        return put(port, values[u"security"].toBool(), groups);
    };
    action.undo = [put](const Row& port, const Values&) { return put(port, port[u"port_security_enabled"].toBool(true), port[u"security_groups"].toArray()); };
    action.doing = [](const Row& port) { return Servers::tr("Change the security groups of %1").arg(portAddresses(port)); };
    action.done = [](const Row& port) { return Servers::tr("%1 has other security groups").arg(portAddresses(port)); };
    action.reload = QStringList { "ports" };
    return action;
}

Action portAddressesAction()
{
    Action action { "addresses", Servers::tr("Addresses…"), "pencil" };
    action.bulk = false;
    action.rule = "update_port";
    action.form = [](const Row& port) {
        FormSpec form { "pencil", Servers::tr("Addresses of the interface %1").arg(port[u"mac_address"].toString()), Servers::tr("Change") };
        form.fields = { { "addresses", Servers::tr("Fixed addresses"), kit::FieldKind::Text, true, portAddresses(port) }, { "name", Servers::tr("Name of the port"), kit::FieldKind::Text, false, port[u"name"].toString() } };
        form.fields[0].help = Servers::tr("Parted by commas; each of a subnet of its network. The guest learns of it by DHCP.");
        return form;
    };
    action.call = [](const Row& port, const Values& values) {
        QJsonArray addresses;
        for (const auto& one : values[u"addresses"].toString().split(u',', Qt::SkipEmptyParts))
            addresses.append(QJsonObject { { "ip_address", one.trimmed() } });
        return Call { "PUT", "/v2.0/ports/" + port[u"id"].toString(), wrapped("port", { { "fixed_ips", addresses }, { "name", values[u"name"] } }) };
    };
    action.undo = [](const Row& port, const Values&) { return Call { "PUT", "/v2.0/ports/" + port[u"id"].toString(), wrapped("port", { { "fixed_ips", port[u"fixed_ips"] }, { "name", port[u"name"] } }) }; };
    action.doing = [](const Row& port) { return Servers::tr("Change the addresses of %1").arg(port[u"mac_address"].toString()); };
    action.done = [](const Row& port) { return Servers::tr("%1 has other addresses").arg(port[u"mac_address"].toString()); };
    action.reload = QStringList { "ports", "servers" };
    return action;
}

SubSpec interfacesOf(TabContext& context)
{
    auto& workspace = context.workspace;
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/ports?device_id=%1").arg(id); };
    spec.key = "ports";
    spec.columns = {
        { "ip", Servers::tr("Address"), kit::CellKind::Mono, [](const Row& row) { return textCell(portAddresses(row)); }, 130 },
        { "network", Servers::tr("Network"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("networks", row[u"network_id"].toString())); } },
        { "mac", Servers::tr("MAC address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"mac_address"].toString()); }, 150 },
        { "groups", Servers::tr("Security groups"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(groupNames(workspace, row)); }, 130 },
        { "status", Servers::tr("Status"), kit::CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 110 },
    };
    spec.eventTypes = { "port", "floatingip", "server" };
    spec.emptyText = Servers::tr("It is plugged into no network");
    CreateSpec attach;
    attach.text = Servers::tr("Attach interface…");
    attach.form = [&workspace, name = workspace.nameOf("servers", context.id)] { return attachInterfaceForm(name); };
    attach.call = [id = context.id](const Values& values) { return attachInterfaceCall(id, values); };
    attach.doing = [](const Values&) { return Servers::tr("Attach an interface"); };
    attach.reload = QStringList { "ports" };
    spec.creates = { attach };
    Action detach { "delete", Servers::tr("Detach"), "unplug" };
    detach.rule = computeRule("os-attach-interfaces:delete");
    detach.confirm = [](const QList<Row>& rows) { return Confirm { Servers::tr("Detach %n interface(s)?", nullptr, int(rows.size())), Servers::tr("The guest loses the card at once. A port that was made for it goes with it."), Servers::tr("Detach") }; };
    detach.call = [](const Row& row, const Values&) { return Call { "DELETE", QStringLiteral("/servers/%1/os-interface/%2").arg(row[u"_parent"].toString(), row[u"id"].toString()), QJsonValue::Undefined, "compute" }; };
    detach.doing = [](const Row& row) { return Servers::tr("Detach the interface %1").arg(portAddresses(row)); };
    detach.reload = QStringList { "ports" };
    spec.actions = { portGroups(workspace), portAddressesAction(), detach };
    spec.defaultAction = "groups";
    return spec;
}

Action extendAction(model::Workspace& workspace)
{
    Action extend { "extend", Servers::tr("Extend…"), "maximize" };
    extend.bulk = false;
    extend.form = [&workspace](const Row& row) {
        const auto volume = workspace.collection("volumes").model().row(row[u"volumeId"].toString());
        FormSpec form { "maximize", Servers::tr("Extend %1").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())), Servers::tr("Extend"), Servers::tr("The guest sees the new size at once; its file system has to be grown there.") };
        form.fields = { { "size", Servers::tr("New size"), kit::FieldKind::Number, true, volume[u"size"].toInt() + 10 } };
        form.fields[0].min = volume[u"size"].toInt() + 1, form.fields[0].max = 65'536, form.fields[0].suffix = "GiB";
        return form;
    };
    extend.call = [](const Row& row, const Values& values) { return Call { "POST", QStringLiteral("/volumes/%1/action").arg(row[u"volumeId"].toString()), wrapped("os-extend", { { "new_size", values[u"size"] } }), "block-storage" }; };
    extend.doing = [&workspace](const Row& row) { return Servers::tr("Extend %1").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())); };
    extend.reload = QStringList { "volumes" };
    return extend;
}

SubSpec volumesOf(TabContext& context)
{
    auto& workspace = context.workspace;
    SubSpec spec;
    spec.service = "compute";
    spec.path = [](const QString& id) { return QStringLiteral("/servers/%1/os-volume_attachments").arg(id); };
    spec.key = "volumeAttachments";
    spec.idField = "volumeId";
    const auto volume = [&workspace](const Row& row) { return workspace.collection("volumes").model().row(row[u"volumeId"].toString()); };
    spec.columns = {
        { "name", Servers::tr("Volume"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("volumes", row[u"volumeId"].toString())); } },
        { "device", Servers::tr("Device"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"device"].toString()); }, 110 },
        { "size", Servers::tr("Size"), kit::CellKind::Number, [volume](const Row& row) { return numberCell(volume(row)[u"size"].toDouble(), gibText(volume(row)[u"size"].toInt())); }, 90 },
        { "type", Servers::tr("Type"), kit::CellKind::Text, [volume](const Row& row) { return textCell(volume(row)[u"volume_type"].toString()); }, 110 },
        { "delete", Servers::tr("Goes with it"), kit::CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"delete_on_termination"].toBool())); }, 110 },
    };
    spec.eventTypes = { "volume", "volume_attachment", "server" };
    spec.emptyText = Servers::tr("No volume is attached");
    CreateSpec attach;
    attach.text = Servers::tr("Attach volume…");
    attach.form = [name = workspace.nameOf("servers", context.id)] { return attachVolumeForm(name); };
    attach.call = [id = context.id](const Values& values) { return attachVolumeCall(id, values); };
    attach.doing = [](const Values&) { return Servers::tr("Attach a volume"); };
    attach.reload = QStringList { "volumes" };
    spec.creates = { attach };
    Action detach { "delete", Servers::tr("Detach"), "unplug" };
    detach.rule = computeRule("os-volumes-attachments:delete");
    detach.call = [](const Row& row, const Values&) { return Call { "DELETE", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(row[u"_parent"].toString(), row[u"volumeId"].toString()) }; };
    detach.undo = [](const Row& row, const Values&) { return Call { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(row[u"_parent"].toString()), wrapped("volumeAttachment", { { "volumeId", row[u"volumeId"] } }) }; };
    detach.doing = [&workspace](const Row& row) { return Servers::tr("Detach %1").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())); };
    detach.done = [&workspace](const Row& row) { return Servers::tr("%1 was detached").arg(workspace.nameOf("volumes", row[u"volumeId"].toString())); };
    detach.reload = QStringList { "volumes" };
    spec.actions = { extendAction(workspace), detach };
    return spec;
}

/// The rules of all groups of a server in one listing of Neutron's.
QString rulesPath(model::Workspace& workspace, const Row& server)
{
    QSet<QString> names;
    const auto groups = server[u"security_groups"].toArray();
    for (const auto& group : groups)
        names.insert(group[u"name"].toString());
    QStringList ids;
    const auto& model = workspace.collection("security-groups").model();
    for (int i = 0; i < model.rowCount(); ++i) {
        if (names.contains(model.rowAt(i)[u"name"].toString()))
            ids << QStringLiteral("security_group_id=%1").arg(model.idAt(i));
    }
    return QStringLiteral("/v2.0/security-group-rules?%1").arg(ids.isEmpty() ? QStringLiteral("security_group_id=none") : ids.join(u'&'));
}

SubSpec rulesOf(TabContext& context)
{
    auto& workspace = context.workspace;
    SubSpec spec;
    spec.service = "network";
    spec.path = [&workspace, &servers = context.collection](const QString& id) { return rulesPath(workspace, servers.model().row(id)); };
    spec.key = "security_group_rules";
    spec.columns = {
        { "group", Servers::tr("Group"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("security-groups", row[u"security_group_id"].toString())); } },
        { "direction", Servers::tr("Direction"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"direction"].toString() == u"ingress" ? Servers::tr("In") : Servers::tr("Out")); }, 90 },
        { "what", Servers::tr("What"), kit::CellKind::Text, [](const Row& row) { return textCell(ruleText(row)); }, 150 },
        { "remote", Servers::tr("From or to"), kit::CellKind::Mono, [&workspace](const Row& row) {
            const auto group = row[u"remote_group_id"].toString();
            return textCell(group.isEmpty() ? row[u"remote_ip_prefix"].toString(Servers::tr("anywhere")) : workspace.nameOf("security-groups", group));
        }, 140 },
        { "ip", Servers::tr("IP"), kit::CellKind::Muted, [](const Row& row) { return textCell(row[u"ethertype"].toString()); }, 70 },
    };
    spec.eventTypes = { "security_group", "security_group_rule", "server", "port" };
    spec.emptyText = Servers::tr("No group of this project filters it");
    Action open { "open", Servers::tr("Open the group"), "external-link" };
    open.bulk = false;
    open.run = [](Context& of, const QList<Row>& rows, const Values&) { of.host.openResource("security-groups", rows.first()[u"security_group_id"].toString(), "rules"); };
    Action remove { "delete", Servers::tr("Delete rule"), "trash-2" };
    remove.rule = "delete_security_group_rule";
    remove.confirm = [](const QList<Row>& rows) { return Confirm { Servers::tr("Delete %n rule(s)?", nullptr, int(rows.size())), Servers::tr("That holds for every instance in the group."), Servers::tr("Delete") }; };
    remove.call = [](const Row& row, const Values&) { return Call { "DELETE", "/v2.0/security-group-rules/" + row[u"id"].toString() }; };
    remove.doing = [](const Row& row) { return Servers::tr("Delete the rule %1").arg(ruleText(row)); };
    remove.reload = QStringList { "security-groups" };
    spec.actions = { open, remove };
    spec.defaultAction = "open";
    return spec;
}

SubSpec snapshotsOf(TabContext& context)
{
    SubSpec spec;
    spec.service = "image";
    spec.path = [](const QString& id) { return QStringLiteral("/v2/images?instance_uuid=%1&sort=created_at:desc").arg(id); };
    spec.key = "images";
    spec.columns = {
        { "name", Servers::tr("Snapshot"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"name"].toString()); } },
        { "status", Servers::tr("Status"), kit::CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 120 },
        { "size", Servers::tr("Size"), kit::CellKind::Number, [](const Row& row) { return numberCell(row[u"size"].toDouble(), bytesText(row[u"size"].toDouble())); }, 90 },
        { "age", Servers::tr("Age"), kit::CellKind::Muted, [](const Row& row) { return ageCell(row[u"created_at"].toString()); }, 90 },
    };
    spec.eventTypes = { "image", "server" };
    spec.emptyText = Servers::tr("No snapshot of it yet. Ctrl+S takes one.");
    const auto saved = [](const Row& row) { return row[u"status"].toString() == u"active" ? QString() : Servers::tr("It is not saved yet."); };
    Action back { "back", Servers::tr("Go back to it…"), "history" };
    back.bulk = false;
    back.rule = computeRule("servers:rebuild");
    back.blocked = [saved, &servers = context.collection, id = context.id](const Row& row) {
        const auto server = servers.model().row(id);
        if (server[u"image"][u"id"].toString().isEmpty())
            return Servers::tr("It boots from a volume. Revert the volume to a snapshot instead.");
        if (!server[u"OS-EXT-STS:task_state"].toString().isEmpty())
            return Servers::tr("It is busy. Wait until it has finished.");
        return saved(row);
    };
    back.run = [&servers = context.collection, id = context.id](Context& of, const QList<Row>& rows, const Values&) {
        goBackTo(of, servers.model().row(id), rows.first()[u"id"].toString(), rows.first()[u"name"].toString());
    };
    Action launch { "launch", Servers::tr("Launch from it…"), "play" };
    launch.bulk = false;
    launch.blocked = saved;
    launch.run = [](Context& of, const QList<Row>& rows, const Values&) {
        of.workspace.leaveWord("launch image", rows.first()[u"id"].toString());
        of.host.openResource("servers");
        of.host.beginCreate();
    };
    auto remove = deleteAction("/v2/images", [](int count) { return Servers::tr("Delete %n snapshot(s)?", nullptr, count); }, Servers::tr("The instance stays as it is."));
    remove.reload = QStringList { "images" };
    spec.actions = { back, launch, remove };
    spec.defaultAction = "back";
    return spec;
}

} // namespace

QString ruleText(const Row& rule)
{
    const auto protocol = rule[u"protocol"].toVariant().toString().toUpper();
    if (protocol.isEmpty())
        return Servers::tr("Everything");
    const auto low = rule[u"port_range_min"], high = rule[u"port_range_max"];
    if (!low.isDouble() || protocol == u"ICMP")
        return protocol;
    return low == high ? Servers::tr("%1 %2").arg(protocol).arg(low.toInt()) : Servers::tr("%1 %2 to %3").arg(protocol).arg(low.toInt()).arg(high.toInt());
}

QWidget* makeServerInterfaces(TabContext& context)
{
    context.workspace.collection("security-groups").want();
    context.workspace.collection("networks").want();
    return new SubTable(context, interfacesOf(context));
}

QWidget* makeServerVolumes(TabContext& context)
{
    context.workspace.collection("volumes").want();
    return new SubTable(context, volumesOf(context));
}

QWidget* makeServerRules(TabContext& context)
{
    auto& groups = context.workspace.collection("security-groups");
    groups.want();
    auto* table = new SubTable(context, rulesOf(context));
    QObject::connect(&groups.model(), &model::ResourceModel::countChanged, table, &SubTable::reload);
    return table;
}

QWidget* makeServerSnapshots(TabContext& context) { return new SubTable(context, snapshotsOf(context)); }

} // namespace skylab::panel
