#include "panel/compute/LaunchTask.h"

#include "core/Clock.h"
#include "kit/Toast.h"
#include "panel/Specs.h"
#include "panel/compute/Sequence.h"
#include "panel/compute/Servers.h"

#include <QTimer>

namespace skylab::panel {

namespace {

constexpr qsizetype maxRemembered = 200;
constexpr int goneTime = 500;   // milliseconds between two looks
constexpr int goneTries = 60;

QHash<QString, LaunchDraft>& drafts()
{
    static QHash<QString, LaunchDraft> all;
    return all;
}

/// A block of 10.x.0.0/24 that no subnet of the project has.
QString freeRange(model::Workspace& workspace)
{
    QSet<QString> taken;
    const auto& subnets = workspace.collection("subnets").model();
    for (int i = 0; i < subnets.rowCount(); ++i)
        taken.insert(subnets.rowAt(i)[u"cidr"].toString().section(u'.', 0, 1));
    for (int second = 20; second < 250; ++second) {
        if (!taken.contains(QStringLiteral("10.%1").arg(second)))
            return QStringLiteral("10.%1.0.0/24").arg(second);
    }
    return QStringLiteral("192.168.77.0/24");
}

QString externalNetwork(model::Workspace& workspace)
{
    const auto& networks = workspace.collection("networks").model();
    for (int i = 0; i < networks.rowCount(); ++i) {
        if (networks.rowAt(i)[u"router:external"].toBool())
            return networks.idAt(i);
    }
    return {};
}

QString freeKeyName(model::Workspace& workspace)
{
    const auto stem = workspace.session().facts().userName + QStringLiteral("-key");
    const auto& keys = workspace.collection("keypairs").model();
    auto name = stem;
    for (int number = 2; keys.contains(name); ++number)
        name = QStringLiteral("%1-%2").arg(stem).arg(number);
    return name;
}

} // namespace

LaunchTask::LaunchTask(const Context& context, LaunchDraft draft) : QObject(&context.workspace), m_context(context), m_window(context.window), m_draft(std::move(draft)) { }

const LaunchDraft* LaunchTask::draftOf(const QString& serverId)
{
    const auto it = drafts().constFind(serverId);
    return it == drafts().constEnd() ? nullptr : &*it;
}

void LaunchTask::start()
{
    auto& workspace = m_context.workspace;
    auto* sequence = new Sequence(workspace.session(), this);
    if (m_draft.makeKey)
        planKey(*sequence);
    if (m_draft.makeNetwork)
        planNetwork(*sequence);
    if (m_draft.letSshIn && !letsSshIn(workspace, m_draft.groups))
        planGroup(*sequence);
    if (m_draft.custom)
        planFlavor(*sequence);
    planServers(*sequence);
    sequence->failed = [this](const Error& error) { m_reservation.isEmpty() ? onRefused(error) : onUnlisted(); };
    sequence->done = [this] { onAccepted(); };
    sequence->start();
}

void LaunchTask::say(Sequence& sequence, const QString& text)
{
    sequence.add([this, text](Sequence& it) {
        Q_EMIT progressed(text);
        it.next();
    });
}

void LaunchTask::noteMade(const QString& name, const QString& service, const QString& path, const QJsonValue& body, const QByteArray& verb)
{
    m_names[path] = name;
    m_made.insert(m_made.begin(), client::Request { verb, service, path, {}, body });
}

void LaunchTask::planKey(Sequence& sequence)
{
    say(sequence, Launch::tr("Making a key pair…"));
    m_draft.keyName = freeKeyName(m_context.workspace);
    sequence.add({ "POST", "compute", "/os-keypairs", {}, wrapped("keypair", { { "name", m_draft.keyName }, { "type", "ssh" } }) }, [this](const client::Reply& reply) {
        // It stays when the launch is undone: the next one uses it.
        keepKey(m_draft.keyName, reply.object(u"keypair")[u"private_key"].toString());
        m_context.workspace.collection("keypairs").reload();
    });
}

void LaunchTask::keepKey(const QString& name, const QString& key)
{
    if (key.isEmpty())
        return;
    m_context.host.storeSecret(name, Secret(key.toUtf8()), [&host = m_context.host, window = m_window, name, key](bool kept, const QString& why) {
        if (kept)
            return host.showNote(Launch::tr("The key pair %1 was made for you. Its private half is in this desktop's keyring.").arg(name));
        host.showNote(Launch::tr("The key pair %1 was made for you. Its private half could not be put into the keyring (%2): save it now.").arg(name, why));
        if (window)
            showPrivateKey(window, host, name, key);
    });
}

void LaunchTask::planNetwork(Sequence& sequence)
{
    say(sequence, Launch::tr("Making a network…"));
    sequence.add({ "POST", "network", "/v2.0/networks", {}, wrapped("network", { { "name", "private" } }) }, [this](const client::Reply& reply) {
        const auto id = reply.object(u"network")[u"id"].toString();
        m_draft.nics = { { id } };
        noteMade("private", "network", "/v2.0/networks/" + id);
    });
    sequence.add([this](Sequence& it) {
        const QJsonObject subnet { { "name", "private-subnet" }, { "network_id", m_draft.nics.front().networkId }, { "ip_version", 4 }, { "cidr", freeRange(m_context.workspace) } };
        it.send({ "POST", "network", "/v2.0/subnets", {}, wrapped("subnet", subnet) }, [this](const client::Reply& reply) { m_subnet = reply.object(u"subnet")[u"id"].toString(); });
    });
    if (!externalNetwork(m_context.workspace).isEmpty())
        planRouter(sequence);
    sequence.add([this](Sequence& it) {
        for (const auto name : { "networks", "subnets", "routers" })
            m_context.workspace.collection(name).reload();
        it.next();
    });
}

/// A way out for the new network.
void LaunchTask::planRouter(Sequence& sequence)
{
    const QJsonObject router { { "name", "private-router" }, { "external_gateway_info", QJsonObject { { "network_id", externalNetwork(m_context.workspace) } } } };
    const auto id = std::make_shared<QString>();
    sequence.add({ "POST", "network", "/v2.0/routers", {}, wrapped("router", router) }, [this, id](const client::Reply& reply) {
        *id = reply.object(u"router")[u"id"].toString();
        noteMade("private-router", "network", "/v2.0/routers/" + *id);
    });
    sequence.add([this, id](Sequence& it) {
        const QJsonObject interface { { "subnet_id", m_subnet } };
        it.send({ "PUT", "network", QStringLiteral("/v2.0/routers/%1/add_router_interface").arg(*id), {}, interface }, [this, id, interface](const client::Reply&) {
            noteMade({}, "network", QStringLiteral("/v2.0/routers/%1/remove_router_interface").arg(*id), interface, "PUT");
        });
    });
}

void LaunchTask::planGroup(Sequence& sequence)
{
    say(sequence, Launch::tr("Letting SSH in…"));
    const auto id = std::make_shared<QString>();
    sequence.add({ "POST", "network", "/v2.0/security-groups", {}, wrapped("security_group", { { "name", "ssh" }, { "description", "SSH from anywhere" } }) }, [this, id](const client::Reply& reply) {
        *id = reply.object(u"security_group")[u"id"].toString();
        m_draft.groups << *id;
        noteMade("ssh", "network", "/v2.0/security-groups/" + *id);
    });
    for (const auto ethertype : { "IPv4", "IPv6" }) {
        sequence.add([id, ethertype](Sequence& it) {
            const QJsonObject rule { { "security_group_id", *id }, { "direction", "ingress" }, { "ethertype", ethertype }, { "protocol", "tcp" }, { "port_range_min", 22 }, { "port_range_max", 22 } };
            it.send({ "POST", "network", "/v2.0/security-group-rules", {}, wrapped("security_group_rule", rule) });
        });
    }
    sequence.add([this](Sequence& it) {
        m_context.workspace.collection("security-groups").reload();
        it.next();
    });
}

/// A size of one's own is a flavor that others don't see; the same size is made once.
void LaunchTask::planFlavor(Sequence& sequence)
{
    const auto name = QStringLiteral("custom-%1-%2-%3").arg(m_draft.vcpus).arg(m_draft.ram).arg(m_draft.disk);
    const auto& flavors = m_context.workspace.collection("flavors").model();
    for (int i = 0; i < flavors.rowCount(); ++i) {
        if (flavors.rowAt(i)[u"name"].toString() == name) {
            m_draft.flavorId = flavors.idAt(i);
            return;
        }
    }
    say(sequence, Launch::tr("Making the size…"));
    const QJsonObject flavor { { "name", name }, { "vcpus", m_draft.vcpus }, { "ram", m_draft.ram }, { "disk", m_draft.disk }, { "os-flavor-access:is_public", false } };
    const auto id = std::make_shared<QString>();
    sequence.add({ "POST", "compute", "/flavors", {}, wrapped("flavor", flavor) }, [this, id, name](const client::Reply& reply) {
        *id = m_draft.flavorId = reply.object(u"flavor")[u"id"].toString();
        noteMade(name, "compute", "/flavors/" + *id);
    });
    sequence.add([this, id](Sequence& it) {
        const QJsonObject access { { "tenant", m_context.workspace.session().facts().projectId } };
        it.send({ "POST", "compute", QStringLiteral("/flavors/%1/action").arg(*id), {}, QJsonObject { { "addTenantAccess", access } } }, [this](const client::Reply&) { m_context.workspace.collection("flavors").reload(); });
    });
}

void LaunchTask::planServers(Sequence& sequence)
{
    const auto names = namesOf(m_draft.name);
    say(sequence, names.size() == 1 && m_draft.count == 1 ? Launch::tr("Asking for the instance…") : Launch::tr("Asking for the instances…"));
    for (const auto& name : names) {
        sequence.add([this, name](Sequence& it) {
            it.send({ "POST", "compute", "/servers", {}, launchBody(m_draft, name) }, [this, name](const client::Reply& reply) { takeAnswer(name, reply.object()); });
        });
    }
    sequence.add([this](Sequence& it) {
        if (m_reservation.isEmpty())
            return it.next();
        // Several of one call are known by their reservation.
        it.send({ "GET", "compute", "/servers/detail", { { "reservation_id", m_reservation } } }, [this](const client::Reply& reply) {
            const auto servers = reply.list(u"servers");
            for (const auto& server : servers)
                m_servers << QPair<QString, QString> { server[u"id"].toString(), server[u"name"].toString() };
        });
    });
}

void LaunchTask::takeAnswer(const QString& name, const QJsonObject& answer)
{
    m_reservation = answer[u"reservation_id"].toString();
    const auto id = answer[u"server"][u"id"].toString();
    if (id.isEmpty())
        return;
    m_servers << QPair<QString, QString> { id, name };
    noteMade(name, "compute", "/servers/" + id);
}

/// They stand in the table at once, before the cloud tells of them.
void LaunchTask::showRows()
{
    auto& workspace = m_context.workspace;
    auto& model = workspace.collection("servers").model();
    const auto flavor = workspace.collection("flavors").model().row(m_draft.flavorId);
    for (const auto& [id, name] : m_servers) {
        if (!model.contains(id)) {
            model.upsert({ { "id", id }, { "name", name }, { "status", "BUILD" }, { "OS-EXT-STS:task_state", "scheduling" }, { "created", toString(Clock::now(), TimeFormat::SecondsZ) }, { "image", QJsonObject { { "id", m_draft.sourceId } } },
                           { "flavor", QJsonObject { { "original_name", flavor[u"name"] }, { "vcpus", flavor[u"vcpus"] }, { "ram", flavor[u"ram"] }, { "disk", flavor[u"disk"] } } }, { "key_name", m_draft.keyName }, { "addresses", QJsonObject() }, { "tenant_id", workspace.session().facts().projectId } });
        }
        m_context.changed(id);
    }
}

namespace {

/// Takes the servers away, waits until they are gone, then the rest.
void takeBack(model::Workspace& workspace, const QString& title, const QStringList& ids, const std::vector<client::Request>& made)
{
    auto* sequence = new Sequence(workspace.session(), &workspace);
    sequence->goesOn = true;   // what is in use by others meanwhile stays
    const int job = workspace.jobs().start("undo-2", title);
    for (const auto& id : ids)
        sequence->add({ "DELETE", "compute", "/servers/" + id });
    auto& model = workspace.collection("servers").model();
    sequence->add([&model, ids](Sequence& it) {
        const auto look = [&model, &it, ids] {
            if (std::any_of(ids.begin(), ids.end(), [&](const QString& id) { return model.contains(id); }))
                return;
            QObject::disconnect(&model, nullptr, &it, nullptr);
            it.next();
        };
        QObject::connect(&model, &model::ResourceModel::rowRemoved, &it, look);
        look();
    });
    for (const auto& call : made) {
        if (!call.path.startsWith(QLatin1String("/servers/")))
            sequence->add(call);
    }
    sequence->done = [&workspace, job, any = !made.empty()] {
        workspace.jobs().finish(job);
        for (const auto name : { "networks", "subnets", "routers", "security-groups", "volumes" }) {
            if (any && workspace.collection(name).state() != model::Collection::State::Fresh)
                workspace.collection(name).reload();
        }
    };
    sequence->start();
}

} // namespace

void LaunchTask::onAccepted()
{
    auto& workspace = m_context.workspace;
    QStringList ids;
    if (drafts().size() > maxRemembered)
        drafts().clear();
    for (const auto& [id, name] : m_servers) {
        ids << id;
        drafts()[id] = m_draft;
    }
    showRows();
    const auto title = m_servers.size() == 1 ? Launch::tr("%1 is being launched").arg(m_servers.front().second) : Launch::tr("%n instance(s) are being launched", nullptr, int(m_servers.size()));
    workspace.undo().push(title, [&workspace, ids, made = m_made, name = m_draft.name] { takeBack(workspace, Launch::tr("Undo: Launch %1").arg(name), ids, made); });
    if (!m_draft.replaces.isEmpty())
        client::then(workspace.session().remove("compute", "/servers/" + m_draft.replaces), &workspace, [](const Result<client::Reply>&) {});
    m_running = int(ids.size());
    for (const auto& id : ids)
        follow(id);
    Q_EMIT accepted();
    if (ids.isEmpty())
        deleteLater();
}

void LaunchTask::follow(const QString& id)
{
    auto& workspace = m_context.workspace;
    auto& servers = workspace.collection("servers");
    const auto it = std::find_if(m_servers.begin(), m_servers.end(), [&](const auto& server) { return server.first == id; });
    const int job = workspace.jobs().start("server", Launch::tr("Launch %1").arg(it->second));
    const auto ended = [this, job](int which) {
        if (which == job && --m_running == 0)
            deleteLater();
    };
    connect(&workspace.jobs(), &model::Jobs::succeeded, this, [this, job, id](int which) {
        if (which == job)
            onReady(id);
    });
    connect(&workspace.jobs(), &model::Jobs::succeeded, this, ended);
    connect(&workspace.jobs(), &model::Jobs::failed, this, ended);
    workspace.jobs().setResource(job, id);
    servers.loadRow(id, [&workspace, &servers, job, id] {
        if (!servers.model().contains(id))
            return workspace.jobs().finish(job);
        workspace.jobs().follow(job, servers, id, [](const Row& row) { return row[u"status"].toString() == u"ERROR" ? row[u"fault"][u"message"].toString(Launch::tr("It ended in the state Error.")) : QString(); });
    });
}

void LaunchTask::onReady(const QString& id)
{
    const auto row = m_context.workspace.collection("servers").model().row(id);
    if (row[u"status"].toString() != u"ACTIVE" || !m_window)
        return;   // it was taken away meanwhile
    auto* page = dynamic_cast<QWidget*>(&m_context.host);
    auto* place = page ? page : m_window->window();
    const auto address = serverAddress(row);
    const auto text = address.isEmpty() ? Launch::tr("%1 is ready").arg(serverName(row)) : Launch::tr("%1 is ready at %2").arg(serverName(row), address);
    const auto open = [&host = m_context.host, id](const QString& tab) { return [&host, id, tab] { host.openResource("servers", id, tab); }; };
    auto* toast = kit::Toast::show(place, kit::Tone::Ok, text, Launch::tr("Console"), open("console"));
    if (!row[u"key_name"].toString().isEmpty() && !address.isEmpty())
        toast->addAction(Launch::tr("SSH"), open("ssh"));
}

/// The cloud has taken the call, but does not say which ones it makes: the table shows them when it can be read again.
void LaunchTask::onUnlisted()
{
    m_context.workspace.collection("servers").reload();
    m_context.host.showNote(Launch::tr("%n instance(s) are being launched", nullptr, m_draft.count));
    Q_EMIT accepted();
    deleteLater();
}

namespace {

using NamedServers = QList<QPair<QString, QString>>;   // ids and names

/// Goes on when they are gone: until then nothing that they use can be deleted. Not for ever: `left` gets those that stay.
void untilGone(Sequence& it, const NamedServers& servers, const std::shared_ptr<QStringList>& left, int tries)
{
    if (servers.isEmpty())
        return it.next();
    if (tries == 0) {
        for (const auto& server : servers)
            *left << server.second;
        return it.next();
    }
    client::then(it.session().get("compute", "/servers/" + servers.front().first), &it, [&it, servers, left, tries](const Result<client::Reply>& reply) {
        if (!reply && reply.error().code == ErrorCode::NotFound)
            return untilGone(it, servers.mid(1), left, tries);
        QTimer::singleShot(goneTime, &it, [&it, servers, left, tries] { untilGone(it, servers, left, tries - 1); });
    });
}

/// Goes on also when the cloud refuses; `left` gets its name then.
void takeAway(Sequence& it, const client::Request& call, const QString& name, const std::shared_ptr<QStringList>& left)
{
    client::then(it.session().send(call), &it, [&it, name, left](const Result<client::Reply>& reply) {
        if (!reply && reply.error().code != ErrorCode::NotFound && !name.isEmpty())
            *left << name;
        it.next();
    });
}

} // namespace

void LaunchTask::onRefused(const Error& error)
{
    auto* tidy = new Sequence(m_context.workspace.session(), &m_context.workspace);
    tidy->goesOn = true;
    const auto left = std::make_shared<QStringList>();
    for (const auto& server : m_servers)
        tidy->add({ "DELETE", "compute", "/servers/" + server.first });
    tidy->add([servers = m_servers, left](Sequence& it) { untilGone(it, servers, left, goneTries); });
    for (const auto& call : m_made) {
        if (!call.path.startsWith(QLatin1String("/servers/")))
            tidy->add([call, name = m_names.value(call.path), left](Sequence& it) { takeAway(it, call, name, left); });
    }
    // The key pair stays: its private half was kept, and the next try uses it.
    tidy->done = [self = QPointer<LaunchTask>(this), error, left] {
        if (!self)
            return;
        for (const auto name : { "networks", "subnets", "routers", "security-groups" })
            self->m_context.workspace.collection(name).reload();
        auto whole = error;
        if (!left->isEmpty())
            whole.message += u' ' + Launch::tr("What was made for it is still there: %1. Delete it when nothing uses it any more.").arg(left->join(QStringLiteral(", ")));
        Q_EMIT self->refused(whole);
        self->deleteLater();
    };
    tidy->start();
}

} // namespace skylab::panel
