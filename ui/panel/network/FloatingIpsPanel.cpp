#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct FloatingIps {
    Q_DECLARE_TR_FUNCTIONS(FloatingIps)
};

QString addressOf(const Row& row) { return row[u"floating_ip_address"].toString(); }

/// The instance behind the port that the address leads to.
QString targetOf(model::Workspace& workspace, const Row& row)
{
    const auto port = row[u"port_id"].toString();
    if (port.isEmpty())
        return {};
    const auto device = workspace.collection("ports").model().row(port)[u"device_id"].toString();
    return device.isEmpty() ? row[u"fixed_ip_address"].toString() : workspace.nameOf("servers", device);
}

/// A port with several IPv4 addresses has to be told which of them.
Call portCall(const Row& row, const QString& port, const QString& fixed)
{
    QJsonObject to { { "port_id", port.isEmpty() ? QJsonValue() : QJsonValue(port) } };
    if (!port.isEmpty() && !fixed.isEmpty())
        to["fixed_ip_address"] = fixed;
    return { "PUT", "/v2.0/floatingips/" + row[u"id"].toString(), wrapped("floatingip", to) };
}

/// To where it led.
Call portBack(const Row& row, const Values&) { return portCall(row, row[u"port_id"].toString(), row[u"fixed_ip_address"].toString()); }

/// Each IPv4 address of an instance's port, as "port|address": a floating IP leads to no other kind.
std::vector<kit::Choice> targetChoices(model::Workspace& workspace, const Row& port)
{
    std::vector<kit::Choice> choices;
    const auto addresses = port[u"fixed_ips"].toArray();
    for (const auto& fixed : addresses) {
        const auto address = fixed[u"ip_address"].toString();
        if (!address.isEmpty() && !address.contains(u':'))
            choices.push_back({ port[u"id"].toString() + u'|' + address, workspace.nameOf("servers", port[u"device_id"].toString()), address });
    }
    return choices;
}

std::vector<Action> floatingIpActions(model::Workspace& workspace)
{
    Action associate { "associate", FloatingIps::tr("Associate…"), "link" };
    associate.bulk = false;
    associate.form = [&workspace](const Row& row) {
        FormSpec form { "link", FloatingIps::tr("Lead %1 to an instance").arg(addressOf(row)), FloatingIps::tr("Associate") };
        form.fields = { { "port", FloatingIps::tr("Instance and address"), kit::FieldKind::Choice, true } };
        form.fields[0].help = FloatingIps::tr("The instance's network has to be joined to the outside by a router.");
        const auto ofInstance = [row](const Row& port) { return port[u"device_owner"].toString().startsWith(QLatin1String("compute:")) && sameProject(port, row); };
        form.options = { { "port", "ports", ofInstance } };
        form.options[0].several = [&workspace](const Row& port) { return targetChoices(workspace, port); };
        return form;
    };
    associate.call = [](const Row& row, const Values& values) {
        const auto chosen = values[u"port"].toString();
        return portCall(row, chosen.section(u'|', 0, 0), chosen.section(u'|', 1));
    };
    associate.undo = portBack;
    associate.doing = [](const Row& row) { return FloatingIps::tr("Associate %1").arg(addressOf(row)); };
    associate.done = [](const Row& row) { return FloatingIps::tr("%1 was associated").arg(addressOf(row)); };
    associate.reload = QStringList { "servers" };
    Action disassociate { "disassociate", FloatingIps::tr("Disassociate"), "unlink" };
    disassociate.blocked = [](const Row& row) { return row[u"port_id"].toString().isEmpty() ? FloatingIps::tr("It leads to nothing.") : QString(); };
    disassociate.call = [](const Row& row, const Values&) { return portCall(row, {}, {}); };
    disassociate.undo = portBack;
    disassociate.doing = [](const Row& row) { return FloatingIps::tr("Disassociate %1").arg(addressOf(row)); };
    disassociate.done = [](const Row& row) { return FloatingIps::tr("%1 was disassociated").arg(addressOf(row)); };
    disassociate.reload = QStringList { "servers" };
    auto release = deleteAction("/v2.0/floatingips", [](int count) { return FloatingIps::tr("Release %n floating IP(s)?", nullptr, count); }, FloatingIps::tr("The address goes back to the pool; you may not get it again."));
    release.text = FloatingIps::tr("Release");
    release.doing = [](const Row& row) { return FloatingIps::tr("Release %1").arg(addressOf(row)); };
    return { associate, disassociate, release };
}

} // namespace

PanelSpec floatingIpsPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "floating-ips";
    spec.service = "network";
    spec.title = FloatingIps::tr("Floating IPs");
    spec.icon = "globe";
    spec.section = shell::Section::Network;
    spec.columns = {
        { "address", FloatingIps::tr("Address"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { addressOf(row), row[u"description"].toString(), {}, "globe" }; } },
        { "status", FloatingIps::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 120 },
        { "target", FloatingIps::tr("Leads to"), CellKind::Text, [&workspace](const Row& row) { return textCell(targetOf(workspace, row)); }, 200 },
        { "fixed", FloatingIps::tr("Inside address"), CellKind::Mono, [](const Row& row) { return textCell(row[u"fixed_ip_address"].toString()); }, 150 },
        { "network", FloatingIps::tr("Pool"), CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("networks", row[u"floating_network_id"].toString())); }, 140 },
    };
    spec.choices = QStringList { "status" };
    spec.needs = QStringList { "networks", "ports", "servers" };
    spec.name = addressOf;
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.subtitle = [&workspace](const Row& row) { return targetOf(workspace, row); };
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { FloatingIps::tr("Address"), addressOf(row), true, true }, { FloatingIps::tr("Leads to"), targetOf(workspace, row) }, { FloatingIps::tr("Inside address"), row[u"fixed_ip_address"].toString(), true, true },
                                                     { FloatingIps::tr("Pool"), workspace.nameOf("networks", row[u"floating_network_id"].toString()) }, { FloatingIps::tr("Router"), workspace.nameOf("routers", row[u"router_id"].toString()) } };
    };
    spec.actions = floatingIpActions(workspace);
    offerAllProjects(spec, workspace, { spec.collection, "ports" });
    CreateSpec create;
    create.text = FloatingIps::tr("Allocate floating IP");
    create.form = [] {
        FormSpec form { "globe", FloatingIps::tr("Allocate a floating IP"), FloatingIps::tr("Allocate"), FloatingIps::tr("A floating IP is an outside address that leads to one of your instances.") };
        form.fields = { { "network", FloatingIps::tr("Pool"), kit::FieldKind::Choice, true } };
        form.options = { { "network", "networks", [](const Row& network) { return network[u"router:external"].toBool(); }, [](const Row& network) { return kit::Choice { network[u"id"].toString(), network[u"name"].toString() }; } } };
        return form;
    };
    create.call = [](const Values& values) { return Call { "POST", "/v2.0/floatingips", wrapped("floatingip", { { "floating_network_id", values[u"network"] } }) }; };
    create.resultKey = "floatingip";
    create.doing = [](const Values&) { return FloatingIps::tr("Allocate a floating IP"); };
    spec.create = create;
    spec.emptyTitle = FloatingIps::tr("No floating IPs yet");
    spec.emptyText = FloatingIps::tr("With a floating IP an instance can be reached from outside.");
    return spec;
}

} // namespace skylab::panel
