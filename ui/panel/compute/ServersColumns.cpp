#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/ServerMetrics.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

QString imageOf(model::Workspace& workspace, const Row& row)
{
    const auto id = row[u"image"][u"id"].toString();
    return id.isEmpty() ? Servers::tr("Boots from a volume") : workspace.nameOf("images", id);
}

QStringList tagsOf(const Row& row)
{
    QStringList tags;
    const auto all = row[u"tags"].toArray();
    for (const auto& tag : all)
        tags << tag.toString();
    return tags;
}

/// Nova's numbers of power states.
QString powerText(const Row& row)
{
    switch (row[u"OS-EXT-STS:power_state"].toInt(-1)) {
    case 1: return Servers::tr("Running");
    case 3: return Servers::tr("Paused");
    case 4: return Servers::tr("Off");
    case 6: return Servers::tr("Crashed");
    case 7: return Servers::tr("Suspended");
    default: return {};
    }
}

/// How far a build is: choosing a host, disk, network, boot.
void addSteps(kit::Cell& cell, const QString& task)
{
    static const QHash<QString, int> steps { { "scheduling", 0 }, { "block_device_mapping", 1 }, { "networking", 2 }, { "spawning", 3 } };
    cell.steps = 4;
    cell.step = steps.value(task, 0);
    static const char* names[] = { QT_TRANSLATE_NOOP("Servers", "Choosing a host"), QT_TRANSLATE_NOOP("Servers", "Preparing the disk"), QT_TRANSLATE_NOOP("Servers", "Plugging in the network"), QT_TRANSLATE_NOOP("Servers", "Booting") };
    cell.text = Servers::tr(names[cell.step]);
}

kit::Cell cpuCell(const ServerMetrics& metrics, const Row& row)
{
    const auto* load = metrics.of(serverId(row));
    if (!load || row[u"status"].toString() != u"ACTIVE")
        return textCell({});
    kit::Cell cell { Servers::tr("%1%").arg(qRound(load->cpu)) };
    cell.sort = load->cpu;
    cell.series = load->history;
    return cell;
}

kit::Cell lockCell(const Row& row)
{
    if (!row[u"locked"].toBool())
        return {};
    const auto reason = row[u"locked_reason"].toString();
    kit::Cell cell { reason.isEmpty() ? Servers::tr("Locked") : Servers::tr("Locked: %1").arg(reason) };
    cell.icon = "lock";
    return cell;
}

/// Found by the image's name and by its id.
kit::Cell imageCell(model::Workspace& workspace, const Row& row)
{
    auto cell = textCell(imageOf(workspace, row));
    cell.values = QStringList { cell.text, row[u"image"][u"id"].toString() };
    return cell;
}

/// What is at work on it, in words, and as Nova spells it.
kit::Cell taskCell(const Row& row)
{
    const auto task = row[u"OS-EXT-STS:task_state"].toString();
    auto cell = textCell(task.isEmpty() ? QString() : stateCell(task).text);
    cell.values = QStringList { cell.text, task };
    return cell;
}

/// What Nova tells administrators besides, in Horizon's order.
Facts administratorsFacts(const Row& row)
{
    Facts facts;
    const auto add = [&](const QString& label, const char* key) {
        const auto value = row[QStringLiteral("OS-EXT-SRV-ATTR:") + QLatin1String(key)].toVariant().toString();
        if (!value.isEmpty())
            facts.push_back(kit::KeyValueView::Row { label, value, true, true });
    };
    add(Servers::tr("Reservation"), "reservation_id");
    add(Servers::tr("Launch index"), "launch_index");
    add(Servers::tr("Host name"), "hostname");
    add(Servers::tr("Kernel"), "kernel_id");
    add(Servers::tr("RAM disk"), "ramdisk_id");
    add(Servers::tr("Root device"), "root_device_name");
    if (const auto data = QByteArray::fromBase64(row[u"OS-EXT-SRV-ATTR:user_data"].toString().toLatin1()); !data.isEmpty())
        facts.push_back(kit::KeyValueView::Row { Servers::tr("User data"), QString::fromUtf8(data).trimmed(), true, true });
    return facts;
}

Call update(const Row& row, const char* key, const QJsonValue& value)
{
    return { "PUT", serverPath(row), wrapped("server", { { QLatin1String(key), value } }) };
}

Facts editableFacts(const Row& row)
{
    const auto description = row[u"description"].toString();
    Edit name { { kit::EditKind::Line, serverName(row) }, [](const Row& of, const QJsonValue& value) { return update(of, "name", value); }, computeRule("servers:update") };
    name.editor.required = true;
    Edit about { { kit::EditKind::Multiline, description }, [](const Row& of, const QJsonValue& value) { return update(of, "description", value); }, computeRule("servers:update") };
    Edit tags { { kit::EditKind::Tags, row[u"tags"].toArray() }, [](const Row& of, const QJsonValue& value) { return Call { "PUT", serverPath(of, "/tags"), QJsonObject { { "tags", value } } }; }, computeRule("os-server-tags:update_all") };
    Edit metadata { { kit::EditKind::Pairs, row[u"metadata"].toObject() }, [](const Row& of, const QJsonValue& value) { return Call { "PUT", serverPath(of, "/metadata"), QJsonObject { { "metadata", value } } }; }, computeRule("server-metadata:update_all") };
    QStringList pairs;
    const auto all = row[u"metadata"].toObject();
    for (auto it = all.begin(); it != all.end(); ++it)
        pairs << QStringLiteral("%1 = %2").arg(it.key(), it->toString());
    return { Fact(Servers::tr("Name"), serverName(row), name), Fact(Servers::tr("Description"), description, about), Fact(Servers::tr("Tags"), tagsOf(row).join(QStringLiteral(", ")), tags), Fact(Servers::tr("Metadata"), pairs.join(u'\n'), metadata) };
}

} // namespace

QStringList serverAddresses(const Row& row, bool floating)
{
    QStringList all;
    const auto networks = row[u"addresses"].toObject();
    for (const auto& network : networks) {
        const auto addresses = network.toArray();
        for (const auto& address : addresses) {
            if ((address[u"OS-EXT-IPS:type"].toString() == u"floating") == floating)
                all << address[u"addr"].toString();
        }
    }
    return all;
}

QString serverAddress(const Row& row)
{
    const auto all = serverAddresses(row, true) + serverAddresses(row, false);
    const auto v4 = std::find_if(all.begin(), all.end(), [](const QString& address) { return !address.contains(u':'); });
    return v4 != all.end() ? *v4 : all.value(0);
}

kit::Cell serverState(const Row& row)
{
    const auto task = row[u"OS-EXT-STS:task_state"].toString(), status = row[u"status"].toString();
    const int progress = row[u"progress"].toInt(-1);
    auto cell = !task.isEmpty() && isTransient(task) && status != u"ERROR" ? stateCell(task, progress) : stateCell(status, progress);
    if (status == u"BUILD")
        addSteps(cell, task);
    cell.values = QStringList { status.toLower() };
    if (!task.isEmpty())
        cell.values << task;
    return cell;
}

QString serverFlavorText(const Row& row)
{
    const auto flavor = row[u"flavor"];
    const auto name = flavor[u"original_name"].toString(flavor[u"id"].toString());
    if (!flavor.toObject().contains(u"vcpus"))
        return name;
    return Servers::tr("%1 · %n vCPU · %2", nullptr, flavor[u"vcpus"].toInt()).arg(name, memoryText(flavor[u"ram"].toDouble()));
}

kit::Columns serverColumns(model::Workspace& workspace, const std::shared_ptr<ServerMetrics>& metrics)
{
    using kit::CellKind;
    using kit::ColumnType;
    const auto text = [](const char* key) { return [key = QString::fromLatin1(key)](const Row& row) { return textCell(row[key].toString()); }; };
    const auto size = [](const char* key) { return [key = QString::fromLatin1(key)](const Row& row) { return numberCell(row[u"flavor"][key].toDouble()); }; };
    const bool admin = workspace.session().facts().isAdmin();
    kit::Columns columns {
        { "name", Servers::tr("Name"), CellKind::TwoLine, [&workspace](const Row& row) { return kit::Cell { serverName(row), imageOf(workspace, row), {}, "server" }; } },
        { "locked", Servers::tr("Lock"), CellKind::Icon, lockCell, 44 },
        { "status", Servers::tr("Status"), CellKind::Status, serverState, 170 },
        { "ip", Servers::tr("IP address"), CellKind::Mono, [](const Row& row) { return textCell((serverAddresses(row, true) + serverAddresses(row, false)).join(", ")); }, 190 },
        { "flavor", Servers::tr("Flavor"), CellKind::Text, [](const Row& row) { return textCell(row[u"flavor"][u"original_name"].toString(row[u"flavor"][u"id"].toString())); }, 110 },
        { "cpu", Servers::tr("CPU"), CellKind::Spark, [metrics](const Row& row) { return cpuCell(*metrics, row); }, 120 },
        { "host", Servers::tr("Host"), CellKind::Text, text("OS-EXT-SRV-ATTR:host"), 110, !admin },
        { "project", Servers::tr("Project"), CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("projects", row[u"tenant_id"].toString())); }, 110, true },
        { "tags", Servers::tr("Tags"), CellKind::Tags, [](const Row& row) { kit::Cell cell { tagsOf(row).join(QStringLiteral(", ")) }; cell.values = tagsOf(row); return cell; }, 130 },
        { "vcpus", Servers::tr("vCPU"), CellKind::Number, size("vcpus"), 70, true },
        { "memory", Servers::tr("Memory"), CellKind::Number, [](const Row& row) { return numberCell(row[u"flavor"][u"ram"].toDouble(), memoryText(row[u"flavor"][u"ram"].toDouble())); }, 90, true },
        { "disk", Servers::tr("Disk"), CellKind::Number, [](const Row& row) { return numberCell(row[u"flavor"][u"disk"].toDouble(), gibText(row[u"flavor"][u"disk"].toInt())); }, 80, true },
        { "power", Servers::tr("Power"), CellKind::Text, [](const Row& row) { return textCell(powerText(row)); }, 100, true },
        { "zone", Servers::tr("Zone"), CellKind::Text, text("OS-EXT-AZ:availability_zone"), 90, true },
        { "key", Servers::tr("Key pair"), CellKind::Text, text("key_name"), 120, true },
        { "image", Servers::tr("Image"), CellKind::Text, [&workspace](const Row& row) { return imageCell(workspace, row); }, 130, true },
        { "task", Servers::tr("Task"), CellKind::Text, [](const Row& row) { return taskCell(row); }, 130, true },
        { "changed", Servers::tr("Changed"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"updated"].toString()); }, 90, true },
        { "age", Servers::tr("Age"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"created"].toString()); }, 90 },
    };
    const auto typed = [&columns](const char* id, ColumnType type, double unit = 1) {
        for (auto& column : columns) {
            if (column.id == QLatin1String(id)) {
                column.type = type;
                column.unit = unit;
            }
        }
    };
    typed("ip", ColumnType::Address), typed("tags", ColumnType::Tags), typed("age", ColumnType::Time), typed("changed", ColumnType::Time), typed("cpu", ColumnType::Number);
    typed("memory", ColumnType::Size, 1024.0 * 1024), typed("disk", ColumnType::Size, 1024.0 * 1024 * 1024);
    return columns;
}

Facts serverFacts(model::Workspace& workspace, const Row& row)
{
    auto facts = editableFacts(row);
    const auto add = [&facts](const QString& label, const QString& value, bool copyable = false) { facts.push_back(kit::KeyValueView::Row { label, value, copyable, copyable }); };
    const auto networks = row[u"addresses"].toObject();
    for (auto it = networks.begin(); it != networks.end(); ++it) {
        QStringList addresses;
        const auto list = it->toArray();
        for (const auto& address : list)
            addresses << (address[u"OS-EXT-IPS:type"].toString() == u"floating" ? Servers::tr("%1 (floating)").arg(address[u"addr"].toString()) : address[u"addr"].toString());
        add(it.key(), addresses.join('\n'), true);
    }
    add(Servers::tr("Image"), imageOf(workspace, row));
    add(Servers::tr("Flavor"), serverFlavorText(row));
    add(Servers::tr("Key pair"), row[u"key_name"].toString());
    QStringList groups;
    const auto securityGroups = row[u"security_groups"].toArray();
    for (const auto& group : securityGroups)
        groups << group[u"name"].toString();
    groups.removeDuplicates();
    add(Servers::tr("Security groups"), groups.join(", "));
    QStringList volumes;
    const auto attached = row[u"os-extended-volumes:volumes_attached"].toArray();
    for (const auto& volume : attached)
        volumes << workspace.nameOf("volumes", volume[u"id"].toString());
    add(Servers::tr("Volumes"), volumes.join(", "));
    add(Servers::tr("Zone"), row[u"OS-EXT-AZ:availability_zone"].toString());
    if (const auto host = row[u"OS-EXT-SRV-ATTR:host"].toString(); !host.isEmpty())
        add(Servers::tr("Host"), host);
    add(Servers::tr("Power"), powerText(row));
    if (row[u"locked"].toBool())
        add(Servers::tr("Locked"), row[u"locked_reason"].toString(yesNo(true)));
    if (const auto guest = row[u"OS-EXT-SRV-ATTR:instance_name"].toString(); !guest.isEmpty())
        add(Servers::tr("Guest's name"), guest, true);
    add(Servers::tr("Project"), workspace.nameOf("projects", row[u"tenant_id"].toString()));
    add(Servers::tr("Created"), timeText(row[u"created"].toString()));
    add(Servers::tr("Changed"), timeText(row[u"updated"].toString()));
    for (auto& fact : administratorsFacts(row))
        facts.push_back(std::move(fact));
    return facts;
}

} // namespace skylab::panel
