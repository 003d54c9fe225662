#include "panel/compute/FitModel.h"

#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/Sequence.h"
#include "panel/compute/Servers.h"

#include <QLocale>

namespace skylab::panel {

namespace {

struct Fitting {
    Q_DECLARE_TR_FUNCTIONS(Fitting)
};

QString resourceName(const QString& resource)
{
    static const QHash<QString, const char*> names {
        { "instances", QT_TRANSLATE_NOOP("Fitting", "instances") }, { "cores", QT_TRANSLATE_NOOP("Fitting", "vCPUs") }, { "ram", QT_TRANSLATE_NOOP("Fitting", "memory") },
        { "MEMORY_MB", QT_TRANSLATE_NOOP("Fitting", "memory") }, { "VCPU", QT_TRANSLATE_NOOP("Fitting", "vCPUs") }, { "DISK_GB", QT_TRANSLATE_NOOP("Fitting", "disk") },
    };
    const auto it = names.find(resource);
    return it == names.end() ? resource : Fitting::tr(*it);
}

QString amount(const QString& resource, double value) { return resource == u"ram" ? memoryText(value) : QLocale().toString(value, 'f', 0); }

QString quotaText(const QJsonObject& fit)
{
    const auto quota = fit[u"quota"].toArray();
    for (const auto& one : quota) {
        const auto name = one[u"resource"].toString();
        if (!one[u"fits"].toBool(true))
            return Fitting::tr("The project's limit for %1 is %2; it would have %3.").arg(resourceName(name), amount(name, one[u"limit"].toDouble()), amount(name, one[u"after"].toDouble()));
    }
    return {};
}

using Ended = std::function<void()>;

/// Runs a sequence as a job.
void runJob(model::Workspace& workspace, Sequence* sequence, const QString& icon, const QString& title, const Ended& done)
{
    const int job = workspace.jobs().start(icon, title);
    sequence->failed = [&workspace, job](const Error& error) { workspace.jobs().fail(job, error); };
    sequence->done = [&workspace, job, done] {
        workspace.jobs().finish(job);
        done();
    };
    sequence->start();
}

/// Until they have left their hosts; what they held is free then.
void awaitAway(Sequence& sequence, model::Collection& servers, const QStringList& ids)
{
    const auto look = [&sequence, &servers, ids] {
        const bool away = std::all_of(ids.begin(), ids.end(), [&](const QString& id) { return servers.model().row(id)[u"status"].toString() == u"SHELVED_OFFLOADED"; });
        if (away) {
            QObject::disconnect(&servers.model(), nullptr, &sequence, nullptr);
            sequence.next();
        }
    };
    QObject::connect(&servers.model(), &model::ResourceModel::rowChanged, &sequence, look);
    look();
}

/// A server that is only off keeps its place; a shelved one comes back with its disks when it is unshelved.
void shelveServers(const Context& context, const QJsonArray& servers, const QString& title, const Ended& done)
{
    auto& workspace = context.workspace;
    auto* sequence = new Sequence(workspace.session(), &workspace);
    QStringList ids;
    for (const auto& server : servers) {
        ids << server[u"id"].toString();
        sequence->add({ "POST", "compute", QStringLiteral("/servers/%1/action").arg(ids.last()), {}, QJsonObject { { "shelve", QJsonValue::Null } } });
    }
    auto& collection = workspace.collection("servers");
    sequence->add([&collection, ids](Sequence& it) { awaitAway(it, collection, ids); });
    runJob(workspace, sequence, "archive", title, done);
    workspace.undo().push(title, [&workspace, ids] {
        for (const auto& id : ids)
            workspace.jobs().run("undo-2", Fitting::tr("Unshelve %1").arg(workspace.nameOf("servers", id)), [&workspace, id] { return workspace.session().post("compute", QStringLiteral("/servers/%1/action").arg(id), { { "unshelve", QJsonValue::Null } }); });
    });
}

void raiseQuota(const Context& context, const QJsonObject& way, const QString& title, const Ended& done)
{
    auto& workspace = context.workspace;
    auto* sequence = new Sequence(workspace.session(), &workspace);
    sequence->add({ "PUT", "compute", "/os-quota-sets/" + workspace.session().facts().projectId, {}, wrapped("quota_set", { { way[u"resource"].toString(), way[u"limit"] } }) });
    runJob(workspace, sequence, "gauge", title, done);
}

/// The ratio of every provider that has the resource. https://docs.openstack.org/api-ref/placement/#update-resource-provider-inventory
void overcommit(const Context& context, const QJsonObject& way, const QString& title, const Ended& done)
{
    auto& workspace = context.workspace;
    const auto resource = way[u"resource"].toString();
    const double ratio = way[u"allocation_ratio"].toDouble(1);
    auto* sequence = new Sequence(workspace.session(), &workspace);
    sequence->add({ "GET", "placement", "/resource_providers" }, [sequence, resource, ratio](const client::Reply& reply) {
        const auto providers = reply.list(u"resource_providers");
        for (const auto& provider : providers) {
            const auto path = QStringLiteral("/resource_providers/%1/inventories").arg(provider[u"uuid"].toString());
            sequence->add([path, resource, ratio](Sequence& it) {
                client::then(it.session().get("placement", path), &it, [&it, path, resource, ratio](const Result<client::Reply>& inventories) {
                    if (!inventories)
                        return it.fail(inventories.error());
                    auto inventory = inventories->object(u"inventories")[resource].toObject();
                    if (inventory.isEmpty())
                        return it.next();
                    inventory["allocation_ratio"] = ratio;
                    inventory["resource_provider_generation"] = inventories->object()[u"resource_provider_generation"];
                    it.send({ "PUT", "placement", path + u'/' + resource, {}, inventory });
                });
            });
        }
    });
    runJob(workspace, sequence, "gauge", title, done);
}

} // namespace

FitModel::FitModel(model::Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace), m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(pause);
    connect(&m_timer, &QTimer::timeout, this, &FitModel::send);
    connect(&workspace, &model::Workspace::featuresChanged, this, &FitModel::again);
}

void FitModel::ask(const QJsonObject& wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    again();
}

void FitModel::again()
{
    if (!m_wanted.isEmpty() && m_workspace.has("fit"))
        m_timer.start();
}

void FitModel::send()
{
    client::then(m_workspace.session().post("skylab", "/fit", wrapped("fit", m_wanted)), this, [this, asked = ++m_asked](const Result<client::Reply>& reply) {
        if (asked != m_asked)
            return;
        m_answer = reply ? reply->object(u"fit") : QJsonObject();
        Q_EMIT changed();
    });
}

QString checkName(const QString& filter)
{
    static const QHash<QString, const char*> names {
        { "host", QT_TRANSLATE_NOOP("Fitting", "Host") }, { "zone", QT_TRANSLATE_NOOP("Fitting", "Zone") }, { "service", QT_TRANSLATE_NOOP("Fitting", "Service") }, { "aggregates", QT_TRANSLATE_NOOP("Fitting", "Aggregates") },
        { "image", QT_TRANSLATE_NOOP("Fitting", "Image") }, { "vcpus", QT_TRANSLATE_NOOP("Fitting", "vCPUs") }, { "ram", QT_TRANSLATE_NOOP("Fitting", "Memory") }, { "disk", QT_TRANSLATE_NOOP("Fitting", "Disk") },
        { "providers", QT_TRANSLATE_NOOP("Fitting", "Resources") }, { "hints", QT_TRANSLATE_NOOP("Fitting", "Hints") }, { "group", QT_TRANSLATE_NOOP("Fitting", "Server group") },
    };
    const auto it = names.find(filter);
    return it == names.end() ? filter : Fitting::tr(*it);
}

QStringList failedChecks(const QJsonObject& host)
{
    QStringList failed;
    const auto checks = host[u"checks"].toArray();
    for (const auto& check : checks) {
        if (!check[u"passed"].toBool())
            failed << check[u"message"].toString(check[u"filter"].toString());
    }
    return failed;
}

QString fitText(const QJsonObject& fit)
{
    if (!fit.contains(u"fits"))
        return {};
    if (const auto quota = quotaText(fit); !quota.isEmpty())
        return quota;
    const auto hosts = fit[u"hosts"].toArray();
    if (fit[u"fits"].toBool()) {
        for (const auto& host : hosts) {
            const auto after = host[u"memory_mib"][u"after"];
            if (host[u"fits"].toBool() && after.isDouble())
                return Fitting::tr("Fits on %1, leaving %2 of memory free").arg(host[u"host"].toString(), memoryText(after.toDouble()));
        }
        return Fitting::tr("It fits");
    }
    if (const int fitting = fit[u"fitting"].toInt(); fitting > 0)
        return Fitting::tr("Only %n of %1 fit(s).", nullptr, fitting).arg(fit[u"count"].toInt());
    QStringList reasons;
    for (const auto& host : hosts) {
        const auto failed = failedChecks(host.toObject());
        if (!failed.isEmpty())
            reasons << Fitting::tr("%1: %2").arg(host[u"host"].toString(), failed.join(u' '));
    }
    return reasons.isEmpty() ? Fitting::tr("No host can run it.") : reasons.mid(0, 2).join(u' ');
}

std::vector<kit::Fix> waysOut(const Context& context, const QJsonArray& ways, const std::function<void(const QJsonObject&)>& useFlavor, const std::function<void()>& done)
{
    std::vector<kit::Fix> fixes;
    for (const auto& one : ways) {
        const auto way = one.toObject();
        const auto kind = way[u"kind"].toString();
        if (kind == u"smaller_flavor") {
            const auto flavor = way[u"flavor"].toObject();
            fixes.push_back({ Fitting::tr("Make it %1").arg(flavor[u"name"].toString()), "minimize-2", [useFlavor, flavor] { useFlavor(flavor); } });
        } else if (kind == u"shelve_servers") {
            QStringList names;
            const auto servers = way[u"servers"].toArray();
            for (const auto& server : servers)
                names << server[u"name"].toString();
            const auto text = Fitting::tr("Shelve %1").arg(names.join(QStringLiteral(", ")));
            fixes.push_back({ text, "archive", [context, servers, text, done] { shelveServers(context, servers, text, done); } });
        } else if (kind == u"raise_quota") {
            const auto resource = way[u"resource"].toString();
            const auto text = Fitting::tr("Raise the limit for %1 to %2").arg(resourceName(resource), amount(resource, way[u"limit"].toDouble()));
            fixes.push_back({ text, "gauge", [context, way, text, done] { raiseQuota(context, way, text, done); } });
        } else if (kind == u"overcommit") {
            const auto text = Fitting::tr("Allow %1 overcommit %2×").arg(resourceName(way[u"resource"].toString()), QLocale().toString(way[u"allocation_ratio"].toDouble(), 'g', 3));
            fixes.push_back({ text, "gauge", [context, way, text, done] { overcommit(context, way, text, done); } });
        }
    }
    return fixes;
}

} // namespace skylab::panel
