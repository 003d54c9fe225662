#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Networks {
    Q_DECLARE_TR_FUNCTIONS(Networks)
};

QString subnetsText(model::Workspace& workspace, const Row& row)
{
    QStringList all;
    const auto ids = row[u"subnets"].toArray();
    for (const auto& id : ids) {
        const auto cidr = workspace.collection("subnets").model().row(id.toString())[u"cidr"].toString();
        all << (cidr.isEmpty() ? id.toString().left(8) : cidr);
    }
    return all.join(", ");
}

QString checkCidr(const QString& text)
{
    const auto parts = text.split(u'/');
    bool number = false;
    const int length = parts.value(1).toInt(&number);
    const bool good = parts.size() == 2 && number && length >= 0 && length <= 128 && (parts[0].count(u'.') == 3 || parts[0].contains(u':'));
    return good ? QString() : Networks::tr("Write it like 192.168.10.0/24.");
}

kit::Fields subnetFields()
{
    using kit::FieldKind;
    kit::Fields fields {
        { "cidr", Networks::tr("Address range"), FieldKind::Text, true, "192.168.10.0/24" },
        { "gateway", Networks::tr("Gateway"), FieldKind::Text },
        { "dhcp", Networks::tr("Give addresses by DHCP"), FieldKind::Check, false, true },
        { "dns", Networks::tr("DNS servers"), FieldKind::Text },
    };
    fields[0].check = [](const Values& values) { return checkCidr(values[u"cidr"].toString()); };
    fields[1].help = Networks::tr("Empty: the first address of the range.");
    fields[3].help = Networks::tr("Separated by commas.");
    return fields;
}

QJsonObject subnetBody(const QString& network, const QString& name, const Values& values)
{
    QJsonObject subnet { { "network_id", network }, { "name", name }, { "cidr", values[u"cidr"] }, { "ip_version", values[u"cidr"].toString().contains(u':') ? 6 : 4 }, { "enable_dhcp", values[u"dhcp"].toBool(true) }, { "gateway_ip", values[u"gateway"] } };
    QJsonArray servers;
    for (const auto& server : values[u"dns"].toString().split(u',', Qt::SkipEmptyParts))
        servers.append(server.trimmed());
    subnet["dns_nameservers"] = servers;
    return wrapped("subnet", withoutEmpty(subnet));
}

SubSpec subnetsOf(const QString& network)
{
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/subnets?network_id=%1").arg(id); };
    spec.key = "subnets";
    spec.columns = {
        { "name", Networks::tr("Name"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"name"].toString()); } },
        { "cidr", Networks::tr("Address range"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"cidr"].toString()); }, 150 },
        { "gateway", Networks::tr("Gateway"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"gateway_ip"].toString()); }, 130 },
        { "dhcp", Networks::tr("DHCP"), kit::CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"enable_dhcp"].toBool())); }, 80 },
    };
    spec.eventTypes = { "subnet", "network" };
    spec.emptyText = Networks::tr("It has no subnet, so nothing can get an address on it");
    auto remove = deleteAction("/v2.0/subnets", [](int count) { return Networks::tr("Delete %n subnet(s)?", nullptr, count); });
    remove.reload = QStringList { "subnets", "networks" };
    spec.actions = { renameAction("/v2.0/subnets", "subnet"), remove };
    CreateSpec add;
    add.text = Networks::tr("Add subnet");
    add.form = [] {
        FormSpec form { "network", Networks::tr("Add a subnet"), Networks::tr("Add"), {}, { { "name", Networks::tr("Name"), kit::FieldKind::Text } } };
        for (const auto& field : subnetFields())
            form.fields.push_back(field);
        return form;
    };
    add.call = [network](const Values& values) { return Call { "POST", "/v2.0/subnets", subnetBody(network, values[u"name"].toString(), values) }; };
    add.resultKey = "subnet";
    add.doing = [](const Values& values) { return Networks::tr("Add subnet %1").arg(values[u"cidr"].toString()); };
    add.reload = QStringList { "subnets", "networks" };
    spec.creates = { add };
    return spec;
}

SubSpec portsOf(model::Workspace& workspace)
{
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/ports?network_id=%1").arg(id); };
    spec.key = "ports";
    spec.columns = {
        { "ip", Networks::tr("Address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"fixed_ips"][0][u"ip_address"].toString()); }, 140 },
        { "device", Networks::tr("Belongs to"), kit::CellKind::Text, [&workspace](const Row& row) {
             const auto owner = row[u"device_owner"].toString();
             return textCell(owner.startsWith(QLatin1String("compute:")) ? workspace.nameOf("servers", row[u"device_id"].toString()) : owner.section(u':', -1));
         } },
        { "mac", Networks::tr("MAC address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"mac_address"].toString()); }, 150 },
        { "status", Networks::tr("Status"), kit::CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 110 },
    };
    spec.eventTypes = { "port" };
    spec.emptyText = Networks::tr("Nothing is plugged in");
    spec.actions = { deleteAction("/v2.0/ports", [](int count) { return Networks::tr("Delete %n port(s)?", nullptr, count); }, Networks::tr("An instance that uses it loses this network.")) };
    return spec;
}

CreateSpec creation(model::Workspace& workspace)
{
    CreateSpec spec;
    spec.text = Networks::tr("Create network");
    spec.form = [&workspace] {
        FormSpec form { "network", Networks::tr("Create a network"), Networks::tr("Create") };
        form.fields = { { "name", Networks::tr("Name"), kit::FieldKind::Text, true } };
        for (auto field : subnetFields()) {
            if (field.id != u"cidr")
                field.more();
            form.fields.push_back(field);
        }
        form.fields.push_back({ "shared", Networks::tr("Every project may use it"), kit::FieldKind::Check });
        form.fields.back().visible = [admin = workspace.session().facts().isAdmin()](const Values&) { return admin; };
        return form;
    };
    spec.call = [](const Values& values) {
        QJsonObject network { { "name", values[u"name"] } };
        if (values[u"shared"].toBool())
            network["shared"] = true;
        return Call { "POST", "/v2.0/networks", wrapped("network", network) };
    };
    spec.resultKey = "network";
    spec.doing = [](const Values& values) { return Networks::tr("Create network %1").arg(values[u"name"].toString()); };
    spec.then = [](Context& context, const Values& values, const client::Reply& reply) {
        auto* workspace = &context.workspace;
        const auto network = reply.object(u"network")[u"id"].toString();
        const auto body = subnetBody(network, values[u"name"].toString() + QStringLiteral("-subnet"), values);
        workspace->jobs().run("network", Networks::tr("Add subnet %1").arg(values[u"cidr"].toString()), [workspace, body] { return workspace->session().post("network", "/v2.0/subnets", body); },
                              [workspace, network, changed = context.changed](const client::Reply&) {
                                  workspace->collection("subnets").reload();
                                  changed(network);
                              });
    };
    return spec;
}

} // namespace

PanelSpec networksPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "networks";
    spec.service = "network";
    spec.title = Networks::tr("Networks");
    spec.icon = "network";
    spec.section = shell::Section::Network;
    spec.columns = {
        { "name", Networks::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"description"].toString(), {}, row[u"router:external"].toBool() ? "globe" : "network" }; } },
        { "status", Networks::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 120 },
        { "subnets", Networks::tr("Subnets"), CellKind::Mono, [&workspace](const Row& row) { return textCell(subnetsText(workspace, row)); }, 220 },
        { "external", Networks::tr("External"), CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"router:external"].toBool())); }, 90 },
        { "shared", Networks::tr("Shared"), CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"shared"].toBool())); }, 90 },
        { "mtu", Networks::tr("MTU"), CellKind::Number, [](const Row& row) { return numberCell(row[u"mtu"].toDouble()); }, 80, true },
    };
    spec.choices = QStringList { "external", "shared" };
    spec.needs = QStringList { "subnets" };
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.subtitle = [&workspace](const Row& row) { return subnetsText(workspace, row); };
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> {
            { Networks::tr("Subnets"), subnetsText(workspace, row), true }, { Networks::tr("External"), yesNo(row[u"router:external"].toBool()) }, { Networks::tr("Shared"), yesNo(row[u"shared"].toBool()) },
            { Networks::tr("MTU"), QString::number(row[u"mtu"].toInt()) }, { Networks::tr("Description"), row[u"description"].toString() } };
    };
    spec.tabs = {
        { "subnets", Networks::tr("Subnets"), [](TabContext& context) -> QWidget* { return new SubTable(context, subnetsOf(context.id)); } },
        { "ports", Networks::tr("Ports"), [&workspace](TabContext& context) -> QWidget* { return new SubTable(context, portsOf(workspace)); } },
    };
    auto remove = deleteAction("/v2.0/networks", [](int count) { return Networks::tr("Delete %n network(s)?", nullptr, count); }, Networks::tr("Their subnets go too. It fails while an instance or a router is plugged in."));
    remove.reload = QStringList { "subnets" };
    spec.actions = { renameAction("/v2.0/networks", "network"), remove };
    spec.create = creation(workspace);
    spec.emptyTitle = Networks::tr("No networks yet");
    spec.emptyText = Networks::tr("Instances on one network reach each other. A router joins networks and leads outside.");
    return spec;
}

} // namespace skylab::panel
