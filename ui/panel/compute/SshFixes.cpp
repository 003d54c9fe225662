#include "panel/compute/SshFixes.h"

#include "panel/Specs.h"
#include "panel/compute/Servers.h"

#include <QPointer>

namespace skylab::panel {

namespace {

using Done = std::function<void()>;

/// `done` of somebody who may be gone by then.
Done guarded(QObject* context, const Done& done)
{
    return [guard = QPointer<QObject>(context), done] {
        if (guard)
            done();
    };
}

void pushUndo(model::Workspace* workspace, const QString& text, const QString& doing, const std::function<QFuture<Result<client::Reply>>()>& call, const QString& collection)
{
    workspace->undo().push(text, [workspace, doing, call, collection] {
        workspace->jobs().run("undo-2", doing, call, [workspace, collection](const client::Reply&) { workspace->collection(collection).reload(); });
    });
}

void given(model::Workspace* workspace, const QString& addressId, bool made, const QString& serverId, const QString& serverName, const Done& done)
{
    workspace->collection("floating-ips").reload();
    workspace->collection("servers").loadRow(serverId, done);
    pushUndo(workspace, Servers::tr("%1 has a floating IP").arg(serverName), Servers::tr("Take the floating IP from %1").arg(serverName), [workspace, addressId, made] {
        const auto path = "/v2.0/floatingips/" + addressId;
        return made ? workspace->session().remove("network", path) : workspace->session().put("network", path, wrapped("floatingip", { { "port_id", QJsonValue::Null } }));
    }, "floating-ips");
}

} // namespace

void allowSsh(model::Workspace& workspace, const QString& groupId, const QString& serverName, QObject* context, const Done& done)
{
    const QJsonObject rule { { "security_group_id", groupId }, { "direction", "ingress" }, { "ethertype", "IPv4" }, { "protocol", "tcp" }, { "port_range_min", 22 }, { "port_range_max", 22 }, { "description", "SSH" } };
    auto* it = &workspace;
    workspace.jobs().run("shield-check", Servers::tr("Let SSH into %1").arg(serverName), [it, rule] { return it->session().post("network", "/v2.0/security-group-rules", wrapped("security_group_rule", rule)); },
                         [it, serverName, groupId, done = guarded(context, done)](const client::Reply& reply) {
                             const auto id = reply.object(u"security_group_rule")[u"id"].toString();
                             it->collection("security-groups").reloadRow(groupId);
                             pushUndo(it, Servers::tr("SSH may come into %1").arg(serverName), Servers::tr("Keep SSH out of %1 again").arg(serverName),
                                      [it, id] { return it->session().remove("network", "/v2.0/security-group-rules/" + id); }, "security-groups");
                             done();
                         });
}

void giveFloatingIp(model::Workspace& workspace, const QString& portId, const QString& serverId, const QString& serverName, QObject* context, const Done& done)
{
    auto* it = &workspace;
    const auto title = Servers::tr("Give %1 a floating IP").arg(serverName);
    const auto ready = guarded(context, done);
    client::then(workspace.session().list("network", "/v2.0/floatingips", "floatingips"), &workspace, [=](const Result<client::Reply>& addresses) {
        const auto all = addresses ? addresses->list(u"floatingips") : QJsonArray();
        const auto mine = it->session().facts().projectId;
        for (const auto& address : all) {
            const auto owner = address[u"project_id"].toString();
            if (!address[u"port_id"].toString().isEmpty() || (!owner.isEmpty() && owner != mine))
                continue;
            const auto id = address[u"id"].toString();
            it->jobs().run("globe", title, [it, id, portId] { return it->session().put("network", "/v2.0/floatingips/" + id, wrapped("floatingip", { { "port_id", portId } })); },
                           [=](const client::Reply&) { given(it, id, false, serverId, serverName, ready); });
            return;
        }
        client::then(it->session().list("network", "/v2.0/networks", "networks", { { "router:external", "true" } }), it, [=](const Result<client::Reply>& networks) {
            const auto network = networks ? networks->list(u"networks")[0][u"id"].toString() : QString();
            if (network.isEmpty()) {
                const int job = it->jobs().start("globe", title);
                return it->jobs().fail(job, networks ? Error { ErrorCode::NotFound, Servers::tr("There is no external network to take an address from. Ask an administrator for one, or reach the instance through another.") } : networks.error());
            }
            it->jobs().run("globe", title, [it, network, portId] { return it->session().post("network", "/v2.0/floatingips", wrapped("floatingip", { { "floating_network_id", network }, { "port_id", portId } })); },
                           [=](const client::Reply& reply) { given(it, reply.object(u"floatingip")[u"id"].toString(), true, serverId, serverName, ready); });
        });
    });
}

} // namespace skylab::panel
