#include "compute/ComputeService.h"

#include "compute/handlers/Handlers.h"
#include "compute/model/ServerKeys.h"
#include "compute/model/ServerView.h"
#include "compute/store/HostRows.h"
#include "compute/store/UserQuotas.h"
#include "compute/tasks/ServerTasks.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcCompute, "skylab.compute")

service::ServiceTraits traits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("compute");
    traits.types = { QStringLiteral("compute") };
    traits.catalogName = QStringLiteral("nova");
    traits.root = QStringLiteral("/compute");
    traits.prefix = QStringLiteral("/compute/v2.1");
    traits.endpointPath = QStringLiteral("/compute/v2.1");
    traits.faults = service::FaultStyle::Nova;
    traits.versionWord = "compute";
    traits.legacyVersionHeader = "X-OpenStack-Nova-API-Version";
    traits.minVersion = sdk::mv(2, 1);
    traits.maxVersion = sdk::mv(2, 96);
    traits.projectInPath = true;
    traits.legacyPrefix = QStringLiteral("/compute/v2");
    traits.strictSlash = true;
    traits.requestIdHeader = "x-compute-request-id";
    traits.owned = { { .argument = "server_id", .table = "servers", .userColumn = "user_id" }, { .argument = "server_group_id", .table = "server_groups", .userColumn = "user_id" } };
    return traits;
}

const QMap<QString, qint64> quotaDefaults {
    { QStringLiteral("instances"), 10 },          { QStringLiteral("cores"), 20 },           { QStringLiteral("ram"), 51'200 },
    { QStringLiteral("metadata_items"), 128 },    { QStringLiteral("key_pairs"), 100 },      { QStringLiteral("server_groups"), 10 },
    { QStringLiteral("server_group_members"), 10 }, { QStringLiteral("injected_files"), 5 }, { QStringLiteral("injected_file_content_bytes"), 10'240 },
    { QStringLiteral("injected_file_path_bytes"), 255 }, { QStringLiteral("fixed_ips"), -1 }, { QStringLiteral("floating_ips"), -1 },
    { QStringLiteral("security_groups"), -1 },    { QStringLiteral("security_group_rules"), -1 },
};

} // namespace

ComputeService::ComputeService(service::Chassis& chassis, Peers peers, std::unique_ptr<HypervisorDriver> driver)
    : Service(chassis, compute::traits()), m_peers(peers), m_driver(std::move(driver)), m_files(chassis.path(QStringLiteral("instances"))), m_scheduling(*this, peers.placement), m_intents(*this), m_quietGuests(*this), m_metrics(*m_driver), m_quota(quotaDefaults),
      m_handlers(std::make_unique<Handlers>(*this))
{
}

ComputeService::~ComputeService() { stop(); }

Result<std::unique_ptr<ComputeService>> ComputeService::open(service::Chassis& chassis, Peers peers, std::unique_ptr<HypervisorDriver> driver)
{
    std::unique_ptr<ComputeService> service(new ComputeService(chassis, peers, std::move(driver)));
    TRY(service->openDatabase());
    TRY(service->loadQuotaDefaults());
    service->m_scheduling.setAggregateReader([service = service.get()](const QString& host) { return service->aggregatesOf(host); });
    service->addTasks();
    TRY(chassis.policy().addDefault(ServerActionsHandler::unlockOverride, service::rules::admin, service->traits().name));
    return service;
}

void ComputeService::addTasks()
{
    using Cancel = service::TaskRunner::Cancel;
    // What the guest did of its own accord meanwhile was left to the task, which had perhaps looked already.
    chassis().tasks().onEnd(QStringLiteral("server"), [this](const service::TaskRow& task) { m_watch.post([this, id = task.resourceId] { syncAfterTask(id); }); });
    const auto add = [this](const char* kind, auto make, Cancel cancel = Cancel::Possible) { chassis().tasks().addKind(QString::fromLatin1(kind), database(), make, cancel); };
    add("compute.server.build", [this](const service::TaskRow&) { return std::make_unique<BuildServer>(*this); });
    add("compute.server.delete", [this](const service::TaskRow&) { return std::make_unique<DeleteServer>(*this); }, Cancel::Refused);
    add("compute.server.power", [this](const service::TaskRow&) { return std::make_unique<PowerServer>(*this); });
    add("compute.server.attach_volume", [this](const service::TaskRow&) { return std::make_unique<AttachVolume>(*this); });
    add("compute.server.detach_volume", [this](const service::TaskRow&) { return std::make_unique<DetachVolume>(*this); });
    add("compute.server.attach_interface", [this](const service::TaskRow&) { return std::make_unique<AttachInterface>(*this); });
    add("compute.server.detach_interface", [this](const service::TaskRow&) { return std::make_unique<DetachInterface>(*this); });
    add("compute.server.create_image", [this](const service::TaskRow&) { return std::make_unique<CreateImage>(*this); });
    add("compute.server.rebuild", [this](const service::TaskRow&) { return std::make_unique<RebuildServer>(*this); });
    add("compute.server.resize", [this](const service::TaskRow&) { return std::make_unique<ResizeServer>(*this); });
    add("compute.server.revert_resize", [this](const service::TaskRow&) { return std::make_unique<RevertResize>(*this); });
    add("compute.server.swap_volume", [this](const service::TaskRow&) { return std::make_unique<SwapVolume>(*this); });
    add("compute.server.snapshot_volumes", [this](const service::TaskRow&) { return std::make_unique<SnapshotVolumes>(*this); });
    add("compute.server.shelve", [this](const service::TaskRow&) { return std::make_unique<ShelveServer>(*this); });
    add("compute.server.offload", [this](const service::TaskRow&) { return std::make_unique<OffloadServer>(*this); });
    add("compute.server.unshelve", [this](const service::TaskRow&) { return std::make_unique<UnshelveServer>(*this); });
    add("compute.server.rescue", [this](const service::TaskRow&) { return std::make_unique<RescueServer>(*this); });
    add("compute.server.unrescue", [this](const service::TaskRow&) { return std::make_unique<UnrescueServer>(*this); });
    add("compute.server.soft_delete", [this](const service::TaskRow&) { return std::make_unique<SoftDeleteServer>(*this); });
    add("compute.server.restore", [this](const service::TaskRow&) { return std::make_unique<RestoreServer>(*this); });
    add("compute.server.trash", [this](const service::TaskRow&) { return std::make_unique<TrashServer>(*this); });
    add("compute.server.untrash", [this](const service::TaskRow&) { return std::make_unique<UntrashServer>(*this); });
    add("compute.server.move", [this](const service::TaskRow&) { return std::make_unique<MoveServer>(*this); });
}

// ---- the facade

service::Quota ComputeService::quota() const
{
    const std::lock_guard lock(m_mutex);
    return m_quota;
}

Result<> ComputeService::loadQuotaDefaults()
{
    const auto ofClass = TRY(database().read([](db::Connection& connection) { return userquotas::classLimits(connection, QStringLiteral("default")); }));
    auto defaults = quotaDefaults;
    for (auto it = ofClass.begin(); it != ofClass.end(); ++it)
        defaults[it.key()] = it.value();
    const std::lock_guard lock(m_mutex);
    m_quota = service::Quota(defaults);
    return {};
}

Result<std::vector<HostAggregate>> ComputeService::aggregatesOf(const QString& host) const
{
    std::vector<HostAggregate> found;
    for (const auto& row : TRY(database().read([](db::Connection& connection) { return Aggregates::select(connection); })))
        if (row.hosts.contains(host))
            found.push_back({ row.uuid, row.name, row.metadata });
    return found;
}

QString ComputeService::hostName() const
{
    const std::lock_guard lock(m_mutex);
    return m_hostName;
}

void ComputeService::keepPassword(const QString& serverId, const Secret& password)
{
    const std::lock_guard lock(m_mutex);
    m_passwords.insert_or_assign(serverId, password);
}

Secret ComputeService::takePassword(const QString& serverId)
{
    const std::lock_guard lock(m_mutex);
    auto node = m_passwords.extract(serverId);
    return node ? std::move(node.mapped()) : Secret();
}

Result<ServerRow> ComputeService::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Servers::find(connection, id));
    if (!row || row->deleted || (row->inTrash() && !context.internal) || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Instance %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<ServerRow> ComputeService::server(const service::Context& context, const QString& id)
{
    return database().read([&](db::Connection& connection) { return find(connection, context, id); });
}

std::vector<ServerPort> ComputeService::portsOf(const QString& serverId)
{
    const auto row = database().read([&](db::Connection& connection) { return ServerKeyRows::find(connection, serverId); });
    if (!row || !*row)
        return {};      // whoever reads the server next says so
    auto ports = networks().portsOfServers({ keyOf(**row) });
    if (!ports) {
        qCWarning(lcCompute).noquote() << "Ports of" << serverId << "can't be read:" << ports.error().message;
        return {};
    }
    return ports->value(serverId);
}

Result<ServerRow> ComputeService::change(const service::Context& context, const QString& id, const Edit& edit, const Also& also)
{
    const auto ports = portsOf(id);      // before the writer: another service is asked
    return database().write([&](db::Transaction& transaction) -> Result<ServerRow> {
        auto row = TRY(find(transaction, context, id));
        const auto before = row;
        TRY(edit(row));
        TRY(Servers::update(transaction, row));
        TRY(migrations::follow(transaction, context.userId, before, row));
        if (!row.inTrash())      // for clients it is gone
            TRY(announce(transaction, context, "update", row, ports));
        if (also)
            TRY(also(transaction, row));
        return row;
    });
}

Result<> ComputeService::requireUnlocked(const service::Context& context, const ServerRow& server)
{
    if (server.locked && !context.admin)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is locked").arg(server.id));
    return {};
}

Result<ServerRow> ComputeService::beginAction(const service::Context& context, const QString& id, const Begin& begin, const Edit& edit)
{
    return change(context, id,
        [&](ServerRow& row) -> Result<> {
            TRY(requireUnlocked(context, row));
            TRY(state::begin(row, begin.action));
            return edit ? edit(row) : Result<>();
        },
        [&](db::Transaction& transaction, const ServerRow& row) -> Result<> {
            QString task;
            if (!begin.kind.isEmpty())
                task = TRY(chassis().tasks().enqueue(transaction, context, { begin.kind, QStringLiteral("server"), row.id, row.name, row.projectId, begin.payload }));
            TRY(Intents::fulfil(transaction, begin.intents));
            return recordAction(transaction, context, row, begin.actionName.isEmpty() ? state::nameOf(begin.action) : begin.actionName, task);
        });
}

Result<> ComputeService::recordAction(db::Transaction& transaction, const service::Context& context, const ServerRow& server, const QString& action, const QString& taskId)
{
    return Actions::insert(transaction, { newUuid(), server.id, action, context.requestId, context.userId, server.projectId, taskId, Clock::now() });
}

Result<> ComputeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const ServerRow& server, const std::vector<ServerPort>& ports)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject()
        : sdk::toJson(viewServer(server, { .ports = ports }), { .version = traits().maxVersion, .baseUrl = chassis().publicUrl() + traits().prefix });
    TRY(service::appendEvent(transaction, context, QStringLiteral("compute.server.%1").arg(QLatin1String(what)), server.id, server.projectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

void ComputeService::portChanged(const QString& serverId)
{
    // On a thread of its own: whoever tells may hold locks, and is asked for the ports here.
    m_watch.post([this, serverId] {
        if (auto changed = change(service::Context::system(), serverId, [](ServerRow&) -> Result<> { return {}; }); !changed && changed.error().code != ErrorCode::NotFound)
            qCWarning(lcCompute).noquote() << "Server" << serverId << "can't be announced:" << changed.error().message;
    });
}

// ---- delete

Result<bool> ComputeService::hasOpenTask(db::Connection& connection, const QString& serverId, const QString& besides) const
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM tasks WHERE resource_id = ? AND kind <> ? AND state IN ('pending', 'running', 'undoing') LIMIT 1"), serverId, besides));
    const bool found = rows.next();
    TRY(rows.check());
    return found;
}

// ---- for the volume and console services

Result<> ComputeService::extendVolume(const QString& serverId, const QString& volumeId, qint64 bytes)
{
    const auto row = TRY(server(service::Context::system(), serverId));
    auto serial = volumeId;
    for (const auto& device : row.blockDevices)
        if (!device.local && device.volumeId == volumeId)
            serial = device.guestSerial();
    auto extended = m_driver->extendVolume(serverId, serial, bytes);
    if (!extended && extended.error().code == ErrorCode::NotFound)
        return {};      // not running
    return extended;
}

Result<> ComputeService::noteExtend(const service::Context& context, const QString& serverId, const QString& taskId)
{
    const auto row = server(service::Context::system(), serverId);
    if (!row)
        return {};      // gone meanwhile
    return database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(Actions::count(transaction, QStringLiteral("server_id = ? AND task_id = ?"), { serverId, taskId })) > 0)
            return {};      // a task that runs again
        return recordAction(transaction, context, *row, QStringLiteral("extend_volume"), taskId);
    });
}

Result<GuestStatus> ComputeService::guestState(const QString& serverId) const
{
    auto status = TRY(m_driver->guestState(serverId));
    if (status.state == PowerState::Paused && m_quietGuests.contains(serverId))
        status.state = PowerState::Running;
    return status;
}

Result<ConsoleEndpoint> ComputeService::consoleEndpoint(const ConsoleTokens::Grant& grant)
{
    TRY(server(service::Context::system(), grant.serverId));
    return grant.type == u"serial" ? m_driver->serialEndpoint(grant.serverId) : m_driver->vncEndpoint(grant.serverId);
}

Result<QJsonObject> ComputeService::askPeer(const service::Context& context, const PeerRequest& request) const
{
    if (!m_peerApi)
        return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found."));
    return m_peerApi(context, request);
}

Result<> ComputeService::health() { return m_driver->health(); }

} // namespace skylab::compute
