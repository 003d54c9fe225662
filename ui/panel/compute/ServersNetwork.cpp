// Actions on addresses, interfaces and security groups.
#include "panel/compute/Sequence.h"
#include "panel/compute/Servers.h"

#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"

#include <QPointer>
#include <QSet>

namespace skylab::panel {

namespace {

const QString newAddress = QStringLiteral("new:");

/// The port of a server that has an address, among the ports that Neutron listed.
QJsonObject portOf(const QJsonArray& ports, const QString& fixedIp)
{
    for (const auto& port : ports) {
        const auto addresses = port[u"fixed_ips"].toArray();
        for (const auto& address : addresses) {
            if (address[u"ip_address"].toString() == fixedIp)
                return port.toObject();
        }
    }
    return ports.isEmpty() ? QJsonObject() : ports[0].toObject();
}

void runAssociation(const Context& context, const Row& server, const QString& choice, const QString& fixedIp, const QString& port)
{
    auto* workspace = &context.workspace;
    const bool fresh = choice.startsWith(newAddress);
    const QJsonObject to { { "port_id", port }, { "fixed_ip_address", fixedIp } };
    auto wanted = withoutEmpty(to);
    if (fresh)
        wanted["floating_network_id"] = choice.mid(newAddress.size());
    const client::Request request { fresh ? QByteArray("POST") : QByteArray("PUT"), "network", fresh ? QStringLiteral("/v2.0/floatingips") : "/v2.0/floatingips/" + choice, {}, wrapped("floatingip", wanted) };
    workspace->jobs().run("globe", Servers::tr("Give %1 a floating IP").arg(serverName(server)), [workspace, request] { return workspace->session().send(request); }, [workspace, context, server, fresh](const client::Reply& reply) {
        const auto address = reply.object(u"floatingip");
        const auto path = "/v2.0/floatingips/" + address[u"id"].toString();
        workspace->collection("floating-ips").reload();
        context.changed(serverId(server));
        workspace->undo().push(Servers::tr("%1 is reached at %2").arg(serverName(server), address[u"floating_ip_address"].toString()), [workspace, path, fresh, name = serverName(server)] {
            workspace->jobs().run("undo-2", Servers::tr("Take the floating IP from %1").arg(name), [workspace, path, fresh] {
                return fresh ? workspace->session().remove("network", path) : workspace->session().put("network", path, wrapped("floatingip", { { "port_id", QJsonValue::Null } }));
            }, [workspace](const client::Reply&) { workspace->collection("floating-ips").reload(); });
        });
    });
}

/// Neutron knows a server's ports by their device_id.
void associate(Context& context, const Row& server, const Values& values)
{
    client::then(context.workspace.session().list("network", QStringLiteral("/v2.0/ports?device_id=%1").arg(serverId(server)), "ports"), context.window, [context, server, values](const Result<client::Reply>& ports) {
        auto& jobs = context.workspace.jobs();
        const auto port = ports ? portOf(ports->list(u"ports"), values[u"fixed"].toString()) : QJsonObject();
        if (port.isEmpty())
            return jobs.fail(jobs.start("globe", Servers::tr("Give %1 a floating IP").arg(serverName(server))), ports ? Error { ErrorCode::Conflict, Servers::tr("%1 is plugged into no network.").arg(serverName(server)) } : ports.error());
        runAssociation(context, server, values[u"address"].toString(), values[u"fixed"].toString(), port[u"id"].toString());
    });
}

kit::Choice networkChoice(const Row& network) { return { network[u"id"].toString(), network[u"name"].toString() }; }

Action associateAction(model::Workspace& workspace)
{
    Action action { "associate-ip", Servers::tr("Associate floating IP…"), "globe" };
    action.bulk = false;
    action.rule = "update_floatingip";
    action.blocked = [](const Row& row) { return serverAddresses(row, false).isEmpty() ? Servers::tr("It has no address yet.") : QString(); };
    action.form = [&workspace](const Row& row) {
        FormSpec form { "globe", Servers::tr("Give %1 a floating IP").arg(serverName(row)), Servers::tr("Associate") };
        std::vector<kit::Choice> addresses, fixed;
        const auto& known = workspace.collection("floating-ips").model();
        for (int i = 0; i < known.rowCount(); ++i) {
            if (known.rowAt(i)[u"port_id"].toString().isEmpty() && sameProject(known.rowAt(i), row))
                addresses.push_back({ known.idAt(i), known.rowAt(i)[u"floating_ip_address"].toString(), known.rowAt(i)[u"description"].toString() });
        }
        const auto& networks = workspace.collection("networks").model();
        for (int i = 0; i < networks.rowCount(); ++i) {
            if (networks.rowAt(i)[u"router:external"].toBool())
                addresses.push_back({ newAddress + networks.idAt(i), Servers::tr("A new one of %1").arg(networks.rowAt(i)[u"name"].toString()) });
        }
        for (const auto& address : serverAddresses(row, false)) {
            if (!address.contains(u':'))
                fixed.push_back({ address, address });
        }
        form.fields = { { "address", Servers::tr("Floating IP"), kit::FieldKind::Choice, true }, { "fixed", Servers::tr("Leads to"), kit::FieldKind::Choice } };
        form.fields[0].choices = addresses;
        form.fields[1].choices = fixed;
        form.fields[1].visible = [several = fixed.size() > 1](const Values&) { return several; };
        return form;
    };
    action.run = [](Context& context, const QList<Row>& rows, const Values& values) { associate(context, rows.first(), values); };
    return action;
}

Action disassociateAction(model::Workspace& workspace)
{
    Action action { "disassociate-ip", Servers::tr("Disassociate floating IP…"), "unlink" };
    action.bulk = false;
    action.rule = "update_floatingip";
    action.blocked = [](const Row& row) { return serverAddresses(row, true).isEmpty() ? Servers::tr("It has no floating IP.") : QString(); };
    action.form = [&workspace](const Row& row) {
        workspace.collection("floating-ips").want();
        FormSpec form { "unlink", Servers::tr("Take a floating IP from %1").arg(serverName(row)), Servers::tr("Disassociate") };
        form.fields = { { "address", Servers::tr("Floating IP"), kit::FieldKind::Choice, true }, { "release", Servers::tr("Release it too, so that others may get it"), kit::FieldKind::Check } };
        for (const auto& address : serverAddresses(row, true))
            form.fields[0].choices.push_back({ address, address });
        return form;
    };
    action.run = [](Context& context, const QList<Row>& rows, const Values& values) {
        auto* workspace = &context.workspace;
        const auto server = rows.first();
        const auto wanted = values[u"address"].toString();
        const bool release = values[u"release"].toBool();
        client::then(workspace->session().list("network", QStringLiteral("/v2.0/floatingips?floating_ip_address=%1").arg(wanted), "floatingips"), context.window, [context, workspace, server, wanted, release](const Result<client::Reply>& found) {
            const auto title = Servers::tr("Take %1 from %2").arg(wanted, serverName(server));
            const auto address = found ? found->list(u"floatingips")[0].toObject() : QJsonObject();
            if (address.isEmpty())
                return workspace->jobs().fail(workspace->jobs().start("unlink", title), found ? Error { ErrorCode::NotFound, Servers::tr("%1 is not there any more.").arg(wanted) } : found.error());
            const auto path = "/v2.0/floatingips/" + address[u"id"].toString();
            const auto put = [workspace, path](const QJsonObject& to) { return workspace->session().put("network", path, wrapped("floatingip", to)); };
            workspace->jobs().run("unlink", title, [workspace, path, put, release] { return release ? workspace->session().remove("network", path) : put({ { "port_id", QJsonValue::Null } }); }, [context, workspace, server, address, put, release](const client::Reply&) {
                workspace->collection("floating-ips").reload();
                context.changed(serverId(server));
                if (release)
                    return;
                workspace->undo().push(Servers::tr("%1 leads to %2 no more").arg(address[u"floating_ip_address"].toString(), serverName(server)), [workspace, put, address, server] {
                    workspace->jobs().run("undo-2", Servers::tr("Give %1 a floating IP").arg(serverName(server)), [put, address] { return put({ { "port_id", address[u"port_id"] }, { "fixed_ip_address", address[u"fixed_ip_address"] } }); },
                                          [workspace](const client::Reply&) { workspace->collection("floating-ips").reload(); });
                });
            });
        });
    };
    return action;
}

Action attachInterface(model::Workspace& workspace)
{
    Action action { "attach-interface", Servers::tr("Attach interface…"), "plug" };
    action.rule = computeRule("os-attach-interfaces:create");
    action.blocked = serverAllows(workspace, "ACTIVE PAUSED SHUTOFF", Servers::tr("It has to run, be paused or be stopped."));
    action.form = [](const Row& row) { return attachInterfaceForm(serverName(row)); };
    action.call = [](const Row& row, const Values& values) { return attachInterfaceCall(serverId(row), values); };
    action.doing = [](const Row& row) { return Servers::tr("Plug %1 into a network").arg(serverName(row)); };
    action.reload = QStringList { "ports" };
    return action;
}

Action detachInterface(model::Workspace& workspace)
{
    Action action { "detach-interface", Servers::tr("Detach interface…"), "unplug" };
    action.bulk = false;
    action.rule = computeRule("os-attach-interfaces:delete");
    action.blocked = [allows = serverAllows(workspace, "ACTIVE PAUSED SHUTOFF", Servers::tr("It has to run, be paused or be stopped."))](const Row& row) {
        const auto why = allows(row);
        return why.isEmpty() && serverAddresses(row, false).isEmpty() ? Servers::tr("It is plugged into no network.") : why;
    };
    action.form = [&workspace](const Row& row) {
        FormSpec form { "unplug", Servers::tr("Unplug %1 from a network").arg(serverName(row)), Servers::tr("Detach") };
        form.fields = { { "port", Servers::tr("Interface"), kit::FieldKind::Choice, true } };
        form.options = { { "port", "ports", [id = serverId(row)](const Row& port) { return port[u"device_id"].toString() == id; },
                           [&workspace](const Row& port) { return kit::Choice { port[u"id"].toString(), port[u"fixed_ips"][0][u"ip_address"].toString(port[u"mac_address"].toString()), workspace.nameOf("networks", port[u"network_id"].toString()) }; } } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return Call { "DELETE", serverPath(row, "/os-interface/" + values[u"port"].toString()) }; };
    action.doing = [](const Row& row) { return Servers::tr("Unplug %1 from a network").arg(serverName(row)); };
    action.reload = QStringList { "ports" };
    return action;
}

QStringList groupsOf(const Row& row)
{
    QStringList names;
    const auto groups = row[u"security_groups"].toArray();
    for (const auto& group : groups)
        names << group[u"name"].toString();
    names.removeDuplicates();
    return names;
}

bool isKnownGroup(model::Workspace& workspace, const QString& name)
{
    const auto& groups = workspace.collection("security-groups").model();
    for (int i = 0; i < groups.rowCount(); ++i) {
        if (groups.rowAt(i)[u"name"].toString() == name)
            return true;
    }
    return false;
}

/// Adds first, so that the server is at no time without any group.
void changeGroups(const Context& context, const Row& server, const QStringList& from, const QStringList& to, bool undone = false)
{
    auto* workspace = &context.workspace;
    auto* sequence = new Sequence(workspace->session(), workspace);
    const auto step = [&](const char* verb, const QString& name) {
        const auto call = serverCall(server, verb, QJsonObject { { "name", name } });
        sequence->add({ call.verb, "compute", call.path, {}, call.body });
    };
    for (const auto& name : to) {
        if (!from.contains(name))
            step("addSecurityGroup", name);
    }
    for (const auto& name : from) {
        if (!to.contains(name))
            step("removeSecurityGroup", name);
    }
    const int job = workspace->jobs().start(undone ? "undo-2" : "shield", Servers::tr("Change the security groups of %1").arg(serverName(server)));
    sequence->failed = [workspace, job](const Error& error) { workspace->jobs().fail(job, error); };
    sequence->done = [workspace, context, server, from, to, undone, job] {
        workspace->jobs().finish(job);
        context.changed(serverId(server));
        if (const auto* it = workspace->jobs().find(job); !undone && it && workspace->jobs().isHere(*it))
            workspace->undo().push(Servers::tr("%1 has other security groups").arg(serverName(server)), [context, server, from, to] { changeGroups(context, server, to, from, true); });
    };
    sequence->start();
}

Action securityGroups(model::Workspace& workspace)
{
    Action action { "security-groups", Servers::tr("Edit security groups…"), "shield" };
    action.bulk = false;
    action.rule = computeRule("os-security-groups:add");
    action.blocked = serverAllows(workspace, "", {});
    action.form = [](const Row& row) {
        FormSpec form { "shield", Servers::tr("Security groups of %1").arg(serverName(row)), Servers::tr("Change"), Servers::tr("They say what may reach it. The change holds for all its interfaces, at once.") };
        form.fields = { { "groups", Servers::tr("Security groups"), kit::FieldKind::Choices } };
        form.options = { { "groups", "security-groups", {}, [](const Row& group) { return kit::Choice { group[u"name"].toString(), group[u"name"].toString(), group[u"description"].toString() }; },
                           [now = groupsOf(row)](const Row& group) { return now.contains(group[u"name"].toString()) ? 1.0 : 0.0; } } };
        return form;
    };
    action.run = [](Context& context, const QList<Row>& rows, const Values& values) {
        QStringList wanted;
        const auto chosen = values[u"groups"].toArray();
        for (const auto& name : chosen)
            wanted << name.toString();
        const auto now = groupsOf(rows.first());
        for (const auto& name : now) {
            if (!isKnownGroup(context.workspace, name))
                wanted << name;   // it was not offered, so nobody took it away
        }
        if (QSet<QString>(now.begin(), now.end()) != QSet<QString>(wanted.begin(), wanted.end()))
            changeGroups(context, rows.first(), now, wanted);
    };
    return action;
}

Action portGroupsOfServer()
{
    Action action { "port-security-groups", Servers::tr("Edit port security groups…"), "shield-check" };
    action.bulk = false;
    action.run = [](Context& context, const QList<Row>& rows, const Values&) { context.host.openResource("servers", serverId(rows.first()), "interfaces"); };
    return action;
}

} // namespace

FormSpec attachInterfaceForm(const QString& server)
{
    FormSpec form { "plug", Servers::tr("Plug %1 into a network").arg(server), Servers::tr("Attach") };
    const auto byPort = [](const Values& values) { return values[u"way"].toString() == u"port"; };
    form.fields = {
        { "way", Servers::tr("Plug in"), kit::FieldKind::Choice },
        { "network", Servers::tr("Network"), kit::FieldKind::Choice },
        { "fixed", Servers::tr("Address"), kit::FieldKind::Text },
        { "port", Servers::tr("Port"), kit::FieldKind::Choice },
    };
    form.fields[0].choices = { { "network", Servers::tr("A network: a port is made") }, { "port", Servers::tr("A port that is there") } };
    form.fields[1].visible = form.fields[2].visible = [byPort](const Values& values) { return !byPort(values); };
    form.fields[2].placeholder = Servers::tr("The next free one");
    form.fields[3].visible = byPort;
    form.fields[3].check = [byPort](const Values& values) { return byPort(values) && values[u"port"].toString().isEmpty() ? Servers::tr("There is no free port. Choose a network instead.") : QString(); };
    form.options = {
        { "network", "networks", [](const Row& network) { return !network[u"router:external"].toBool(); }, networkChoice },
        { "port", "ports", [](const Row& port) { return port[u"device_id"].toString().isEmpty(); }, [](const Row& port) { return kit::Choice { port[u"id"].toString(), port[u"name"].toString().isEmpty() ? port[u"id"].toString().left(8) : port[u"name"].toString(), port[u"fixed_ips"][0][u"ip_address"].toString() }; } },
    };
    return form;
}

Call attachInterfaceCall(const QString& serverId, const Values& values)
{
    QJsonObject attachment;
    if (values[u"way"].toString() == u"port") {
        attachment["port_id"] = values[u"port"];
    } else {
        attachment["net_id"] = values[u"network"];
        if (const auto fixed = values[u"fixed"].toString(); !fixed.isEmpty())
            attachment["fixed_ips"] = QJsonArray { QJsonObject { { "ip_address", fixed } } };
    }
    return { "POST", QStringLiteral("/servers/%1/os-interface").arg(serverId), wrapped("interfaceAttachment", attachment), "compute" };
}

std::vector<Action> serverNetworkActions(model::Workspace& workspace)
{
    std::vector<Action> all { associateAction(workspace), disassociateAction(workspace), attachInterface(workspace), detachInterface(workspace), securityGroups(workspace), portGroupsOfServer() };
    all.front().group = Servers::tr("Network");
    return all;
}

} // namespace skylab::panel
