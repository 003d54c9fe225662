#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Routers {
    Q_DECLARE_TR_FUNCTIONS(Routers)
};

QString gatewayId(const Row& row) { return row[u"external_gateway_info"][u"network_id"].toString(); }
QString gatewayAddress(const Row& row) { return row[u"external_gateway_info"][u"external_fixed_ips"][0][u"ip_address"].toString(); }
QString routerName(const Row& row) { return row[u"name"].toString(); }
bool isExternal(const Row& network) { return network[u"router:external"].toBool(); }
kit::Choice named(const Row& row) { return { row[u"id"].toString(), row[u"name"].toString() }; }

Call gatewayCall(const Row& row, const QJsonObject& gateway) { return { "PUT", "/v2.0/routers/" + row[u"id"].toString(), wrapped("router", { { "external_gateway_info", gateway } }) }; }

/// The gateway that the row had. Its addresses, and to leave SNAT off, are the administrator's to choose: others get the network
/// again, and any address there.
Call gatewayBack(model::Workspace& workspace, const Row& row)
{
    const auto before = row[u"external_gateway_info"].toObject();
    if (gatewayId(row).isEmpty() || workspace.session().facts().isAdmin())
        return gatewayCall(row, before);
    return gatewayCall(row, { { "network_id", gatewayId(row) } });
}

/// Whether gatewayBack() would not turn SNAT on.
bool comesBack(model::Workspace& workspace, const Row& row)
{
    return gatewayId(row).isEmpty() || workspace.session().facts().isAdmin() || row[u"external_gateway_info"][u"enable_snat"].toBool(true);
}

/// Only an administrator can have the same address again.
Confirm askToClear(model::Workspace& workspace, const QList<Row>& rows)
{
    QStringList addresses;
    for (const auto& row : rows) {
        const auto fixed = row[u"external_gateway_info"][u"external_fixed_ips"].toArray();
        for (const auto& one : fixed)
            addresses << one[u"ip_address"].toString();
    }
    if (addresses.isEmpty() || workspace.session().facts().isAdmin())
        return {};
    return { Routers::tr("Clear the gateway of %n router(s)?", nullptr, int(rows.size())), Routers::tr("%1 is given up; you may not get it again.").arg(addresses.join(QStringLiteral(", "))), Routers::tr("Clear gateway") };
}

SubSpec interfacesOf(model::Workspace& workspace, const QString& router)
{
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/ports?device_id=%1").arg(id); };
    spec.key = "ports";
    spec.columns = {
        { "ip", Routers::tr("Address"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"fixed_ips"][0][u"ip_address"].toString()); }, 140 },
        { "network", Routers::tr("Network"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("networks", row[u"network_id"].toString())); } },
        { "kind", Routers::tr("Kind"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"device_owner"].toString().contains(QLatin1String("gateway")) ? Routers::tr("Gateway") : Routers::tr("Interface")); }, 110 },
        { "status", Routers::tr("Status"), kit::CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 110 },
    };
    spec.eventTypes = { "port", "router" };
    spec.emptyText = Routers::tr("It joins no network yet");
    const auto path = [router](const char* verb) { return QStringLiteral("/v2.0/routers/%1/%2").arg(router, QLatin1String(verb)); };
    Action remove { "delete", Routers::tr("Remove"), "unlink" };
    remove.blocked = [](const Row& row) { return row[u"device_owner"].toString().contains(QLatin1String("gateway")) ? Routers::tr("Clear the router's gateway instead.") : QString(); };
    remove.call = [path](const Row& row, const Values&) { return Call { "PUT", path("remove_router_interface"), QJsonObject { { "subnet_id", row[u"fixed_ips"][0][u"subnet_id"] } } }; };
    remove.undo = [path](const Row& row, const Values&) { return Call { "PUT", path("add_router_interface"), QJsonObject { { "subnet_id", row[u"fixed_ips"][0][u"subnet_id"] } } }; };
    remove.doing = [](const Row& row) { return Routers::tr("Remove interface %1").arg(row[u"fixed_ips"][0][u"ip_address"].toString()); };
    remove.done = [](const Row& row) { return Routers::tr("The interface %1 was removed").arg(row[u"fixed_ips"][0][u"ip_address"].toString()); };
    spec.actions = { remove };
    CreateSpec add;
    add.text = Routers::tr("Add interface");
    add.form = [&workspace, router] {
        FormSpec form { "router", Routers::tr("Join a subnet"), Routers::tr("Add"), Routers::tr("Instances on the subnet reach the router's other networks, and the outside when it has a gateway.") };
        form.fields = { { "subnet", Routers::tr("Subnet"), kit::FieldKind::Choice, true } };
        const auto inside = [&workspace, of = workspace.collection("routers").model().row(router)](const Row& subnet) {
            const auto network = workspace.collection("networks").model().row(subnet[u"network_id"].toString());
            return !isExternal(network) && (network[u"shared"].toBool() || sameProject(subnet, of) || (!network.isEmpty() && sameProject(network, of)));
        };
        form.options = { { "subnet", "subnets", inside, [](const Row& subnet) { return kit::Choice { subnet[u"id"].toString(), subnet[u"name"].toString().isEmpty() ? subnet[u"cidr"].toString() : subnet[u"name"].toString(), subnet[u"cidr"].toString() }; } } };
        return form;
    };
    add.call = [path](const Values& values) { return Call { "PUT", path("add_router_interface"), QJsonObject { { "subnet_id", values[u"subnet"] } } }; };
    add.doing = [](const Values&) { return Routers::tr("Add interface"); };
    spec.creates = { add };
    return spec;
}

std::vector<Action> routerActions(model::Workspace& workspace)
{
    Action gateway { "set-gateway", Routers::tr("Set gateway…"), "globe" };
    gateway.bulk = false;
    gateway.form = [](const Row& row) {
        FormSpec form { "globe", Routers::tr("Lead %1 outside").arg(routerName(row)), Routers::tr("Set gateway") };
        form.fields = { { "network", Routers::tr("External network"), kit::FieldKind::Choice, true, gatewayId(row) } };
        form.options = { { "network", "networks", isExternal, named } };
        return form;
    };
    gateway.call = [](const Row& row, const Values& values) { return gatewayCall(row, { { "network_id", values[u"network"] } }); };
    gateway.undo = [&workspace](const Row& row, const Values&) { return gatewayBack(workspace, row); };
    gateway.undoable = [&workspace](const Row& row) { return comesBack(workspace, row); };
    gateway.doing = [](const Row& row) { return Routers::tr("Set the gateway of %1").arg(routerName(row)); };
    gateway.done = [](const Row& row) { return Routers::tr("The gateway of %1 was set").arg(routerName(row)); };
    Action clear { "clear-gateway", Routers::tr("Clear gateway"), "unlink" };
    clear.blocked = [](const Row& row) { return gatewayId(row).isEmpty() ? Routers::tr("It has no gateway.") : QString(); };
    clear.confirm = [&workspace](const QList<Row>& rows) { return askToClear(workspace, rows); };
    clear.call = [](const Row& row, const Values&) { return gatewayCall(row, {}); };
    clear.undo = gateway.undo;
    clear.undoable = gateway.undoable;
    clear.doing = [](const Row& row) { return Routers::tr("Clear the gateway of %1").arg(routerName(row)); };
    clear.done = [](const Row& row) { return Routers::tr("The gateway of %1 was cleared").arg(routerName(row)); };
    return { gateway, clear, renameAction("/v2.0/routers", "router"),
             deleteAction("/v2.0/routers", [](int count) { return Routers::tr("Delete %n router(s)?", nullptr, count); }, Routers::tr("It fails while it still joins networks. Remove its interfaces first.")) };
}

CreateSpec routerCreation()
{
    CreateSpec spec;
    spec.text = Routers::tr("Create router");
    spec.form = [] {
        FormSpec form { "router", Routers::tr("Create a router"), Routers::tr("Create"), Routers::tr("Join your networks to it afterwards, under Interfaces.") };
        form.fields = { { "name", Routers::tr("Name"), kit::FieldKind::Text, true }, { "network", Routers::tr("External network"), kit::FieldKind::Choice } };
        form.options = { { "network", "networks", isExternal, named, {}, true, Routers::tr("None") } };
        return form;
    };
    spec.call = [](const Values& values) {
        QJsonObject router { { "name", values[u"name"] } };
        if (!values[u"network"].toString().isEmpty())
            router["external_gateway_info"] = QJsonObject { { "network_id", values[u"network"] } };
        return Call { "POST", "/v2.0/routers", wrapped("router", router) };
    };
    spec.resultKey = "router";
    spec.doing = [](const Values& values) { return Routers::tr("Create router %1").arg(values[u"name"].toString()); };
    return spec;
}

} // namespace

PanelSpec routersPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "routers";
    spec.service = "network";
    spec.title = Routers::tr("Routers");
    spec.icon = "router";
    spec.section = shell::Section::Network;
    spec.columns = {
        { "name", Routers::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { routerName(row), row[u"description"].toString(), {}, "router" }; } },
        { "status", Routers::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 120 },
        { "gateway", Routers::tr("External network"), CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("networks", gatewayId(row))); }, 180 },
        { "address", Routers::tr("Outside address"), CellKind::Mono, [](const Row& row) { return textCell(gatewayAddress(row)); }, 160 },
    };
    spec.needs = QStringList { "networks", "subnets" };
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.subtitle = [](const Row& row) { return gatewayAddress(row); };
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { Routers::tr("External network"), workspace.nameOf("networks", gatewayId(row)) }, { Routers::tr("Outside address"), gatewayAddress(row), true, true },
                                                     { Routers::tr("Translates addresses (SNAT)"), yesNo(row[u"external_gateway_info"][u"enable_snat"].toBool()) }, { Routers::tr("Description"), row[u"description"].toString() } };
    };
    spec.tabs = { { "interfaces", Routers::tr("Interfaces"), [&workspace](TabContext& context) -> QWidget* { return new SubTable(context, interfacesOf(workspace, context.id)); } } };
    spec.actions = routerActions(workspace);
    offerAllProjects(spec, workspace, { spec.collection });
    spec.create = routerCreation();
    spec.emptyTitle = Routers::tr("No routers yet");
    spec.emptyText = Routers::tr("A router joins networks and leads them outside.");
    return spec;
}

} // namespace skylab::panel
