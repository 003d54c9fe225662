// Start and reconciliation of the compute service: the book is compared with what the hypervisor has.

#include "compute/ComputeService.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

#include <QFile>
#include <QLoggingCategory>
#include <QSet>
#include <QSysInfo>

#include <cmath>
#include <condition_variable>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcComputeLife, "skylab.compute")

constexpr std::chrono::seconds reclaimInterval { 10 };
constexpr qint64 keepDeletedSeconds = 30 * 24 * 3600;
/// Clocks drift and uptimes are whole seconds: a start of the host that differs by less is the same one.
constexpr qint64 sameBootSeconds = 60;

void warn(const char* what, const Result<>& result)
{
    if (!result)
        qCWarning(lcComputeLife).noquote() << what << ':' << result.error().message;
}

/// What a stop cut off is done at the next start.
void warnUnlessStopped(const char* what, const Result<>& result)
{
    if (result || result.error().code != ErrorCode::Cancelled)
        warn(what, result);
}

bool resumesAfterBoot(const ServerRow& server, bool byDefault)
{
    const auto wish = server.metadata.value(QStringLiteral("resume_guests_state_on_host_boot")).toLower();
    return wish == u"true" || (wish != u"false" && byDefault);
}

/// Clients are served while servers are compared with their guests: what one of them has begun since is left alone.
Result<> requireSame(const ServerRow& row, const ServerRow& before)
{
    return row.vmState == before.vmState && row.taskState == before.taskState ? Result<>() : fail(ErrorCode::Conflict, QStringLiteral("The server changed meanwhile."));
}

} // namespace

Result<> ComputeService::start()
{
    m_stopping = false;
    m_watch.start();
    m_driver->onLifecycle([this](const Lifecycle& happened) {
        if (happened.event == LifecycleEvent::Removed)
            m_metrics.forget(happened.uuid);
        else
            m_metrics.wake();
        m_watch.post([this, id = happened.uuid, explanation = happened.explanation] { syncServer(id, explanation); });
    });
    m_driver->onReconnect([this] {
        m_metrics.wake();
        m_watch.post([this] { reconcile(); });
    });
    {
        const auto hosts = TRY(database().read([](db::Connection& connection) { return Hosts::select(connection); }));
        const std::lock_guard lock(m_mutex);
        m_hostName = hosts.empty() ? QSysInfo::machineHostName() : hosts.front().name;
    }
    TRY(pruneDeleted());
    TRY(m_intents.settle());
    TRY(resumeDeletes());
    TRY(dropLeftCopies());
    // Without its hypervisor the service still answers; what needs it says what is wrong.
    warn("The hypervisor can't be started", m_driver->start());
    TRY(adoptHost());
    // Claims that a crash left would keep others out. Those that are missing keep nobody out, and may be thousands.
    warn("The host can't be told to Placement", keepClaims(Scheduling::Heal::Held));
    m_watch.post([this] { warnUnlessStopped("Claims can't be compared with the servers", m_scheduling.heal()); });
    m_reclaim.start(reclaimInterval, [this] { reclaim(); });
    m_metrics.start();
    return {};
}

/// The host as a provider, and what its servers hold there.
Result<> ComputeService::keepClaims(Scheduling::Heal what)
{
    TRY(m_scheduling.readOffer());
    return m_scheduling.heal(what);
}

Result<> ComputeService::requireRunning() const
{
    return m_stopping ? fail(ErrorCode::Cancelled, QStringLiteral("The compute service stops.")) : Result<>();
}

void ComputeService::stop()
{
    m_stopping = true;
    m_reclaim.stop();
    m_metrics.stop();
    m_watch.stop();
    m_driver->stop();
}

void ComputeService::dismantle()
{
    const auto guests = m_driver->listGuests();
    if (!guests)
        return warn("The guests can't be removed", fail(guests.error()));
    for (const auto& guest : *guests) {
        // Another cloud may use the same hypervisor, and its guests bear the same mark.
        const auto mine = database().read([&](db::Connection& connection) { return Servers::find(connection, guest.uuid); });
        if (!mine || !*mine)
            continue;
        warn("A guest can't be stopped", m_driver->destroy(guest.uuid));
        warn("A guest can't be removed", m_driver->cleanup(guest.uuid));
    }
}

void ComputeService::waitForWatch()
{
    std::mutex mutex;
    std::condition_variable done;
    bool reached = false;
    m_watch.post([&] {
        const std::lock_guard lock(mutex);
        reached = true;
        done.notify_all();
    });
    std::unique_lock lock(mutex);
    done.wait_for(lock, std::chrono::seconds(10), [&] { return reached; });
}

/// The host in the book. Its name is settled once, since servers and claims refer to it.
Result<HostRow> ComputeService::adoptHost()
{
    const auto state = m_driver->hostState();
    return database().write([&](db::Transaction& transaction) -> Result<HostRow> {
        const auto hosts = TRY(Hosts::select(transaction));
        HostRow host;
        if (!hosts.empty()) {
            host = hosts.front();
        } else {
            host.id = newUuid();
            host.name = state && !state->hostName.isEmpty() ? state->hostName : QSysInfo::machineHostName();
            TRY(Hosts::insert(transaction, host));
        }
        transaction.onCommit([this, name = host.name] {
            const std::lock_guard lock(m_mutex);
            m_hostName = name;
        });
        return host;
    });
}

void ComputeService::reconcile()
{
    const auto host = adoptHost();
    const auto state = m_driver->hostState();
    if (!host || !state) {
        warn("The host can't be read", host ? Result<>(fail(state.error())) : Result<>(fail(host.error())));
        return;
    }
    const auto booted = Clock::now().addSeconds(-state->uptimeSeconds);
    const bool rebooted = !host->bootedAt.isNull() && std::llabs(booted.micros - host->bootedAt.micros) > sameBootSeconds * 1'000'000;
    m_quietGuests.wakeLeft();
    warnUnlessStopped("The servers can't be compared with the hypervisor", compareWithGuests(rebooted));
    warnUnlessStopped("Claims can't be compared with the servers", keepClaims(Scheduling::Heal::All));
    if (m_stopping)
        return;      // the boot is not noted, so that the next start goes on with the servers that are left
    warn("The host can't be noted", database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Hosts::find(transaction, host->id));
        if (!row)
            return {};
        row->bootedAt = booted;
        row->seenAt = Clock::now();
        TRY(Hosts::update(transaction, *row));
        return {};
    }));
}

Result<> ComputeService::compareWithGuests(bool rebooted)
{
    const auto guests = TRY(m_driver->listGuests());
    QHash<QString, const GuestStatus*> byId;
    for (const auto& guest : guests)
        byId.insert(guest.uuid, &guest);
    QSet<QString> busy;
    const auto servers = TRY(database().read([&](db::Connection& connection) -> Result<std::vector<ServerRow>> {
        busy.clear();
        auto all = TRY(Servers::select(connection, QStringLiteral("deleted = ?"), { false }));
        for (const auto& row : all)
            if (TRY(hasOpenTask(connection, row.id)))
                busy.insert(row.id);
        return all;
    }));
    for (const auto& server : servers) {
        TRY(requireRunning());
        const auto* guest = byId.value(server.id);
        // What is at work on its devices does not start it; what else is at work notes the state itself.
        const bool waits = busy.contains(server.id);
        if (waits && (!rebooted || server.inTrash() || !server.taskState.isEmpty()))
            continue;
        const auto settled = waits ? resumeAfterBoot(server, guest).map([](bool) {}) : settleServer(server, guest, rebooted);
        if (!settled && settled.error().code != ErrorCode::Conflict && settled.error().code != ErrorCode::NotFound)      // changed meanwhile
            warn("A server can't be compared with its guest", settled);
    }
    return removeLeftovers(guests);
}

/// Starts a server that ran before the host was restarted, behind what is at work on it. False: it did not, or is not to run.
Result<bool> ComputeService::resumeAfterBoot(const ServerRow& server, const GuestStatus* guest)
{
    const auto power = guest ? guest->state : PowerState::NoState;
    const bool stopped = power == PowerState::NoState || power == PowerState::Shutdown;
    const bool ran = server.vmState == state::active || server.vmState == state::rescued || (server.vmState == state::resized && server.powerState == int(PowerState::Running));
    if (!ran || !stopped || !resumesAfterBoot(server, m_options.resumeGuests))
        return false;
    const auto system = service::Context::system();
    qCInfo(lcComputeLife) << "Starting" << server.id << "again, which ran before the host was restarted";
    TRY(change(system, server.id,
        [&](ServerRow& row) -> Result<> {
            TRY(requireSame(row, server));
            state::enterTask(row, QStringLiteral("powering-on"));
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& row) -> Result<> {
            TRY(chassis().tasks().enqueue(transaction, system, { QStringLiteral("compute.server.power"), QStringLiteral("server"), row.id, row.name, row.projectId, { { QStringLiteral("action"), QStringLiteral("start") } } }));
            return {};
        }));
    return true;
}

/// One server without a task: what it was in the middle of is over, and the states are what the guest's are.
Result<> ComputeService::settleServer(const ServerRow& server, const GuestStatus* guest, bool rebooted)
{
    const auto system = service::Context::system();
    if (server.inTrash())
        return settleTrashed(server, guest ? guest->state : PowerState::NoState);
    if (server.taskState == state::deleting)
        return beginDelete(system, server.id);
    if (server.vmState == state::building) {
        TRY(change(system, server.id, [&](ServerRow& row) -> Result<> {
            TRY(requireSame(row, server));
            state::failed(row, Error { ErrorCode::Internal, QStringLiteral("The build was cut off and can't go on. Delete the server and create it again.") });
            return {};
        }));
        return {};
    }
    if (rebooted && TRY(resumeAfterBoot(server, guest)))
        return {};
    const auto power = guest ? guest->state : PowerState::NoState;
    if (server.vmState == state::error && server.taskState.isEmpty() && server.powerState == int(power))
        return {};
    syncServer(server.id, guest ? guest->explanation : QString());
    return {};
}

void ComputeService::syncAfterTask(const QString& id)
{
    const auto row = database().read([&](db::Connection& connection) { return Servers::find(connection, id); });
    if (row && *row && ((*row)->vmState != state::error || (*row)->host.isEmpty()))
        syncServer(id);
}

void ComputeService::syncServer(const QString& id, const QString& explanation)
{
    if (m_stopping)
        return;
    const auto row = database().read([&](db::Connection& connection) -> Result<std::optional<ServerRow>> {
        auto found = TRY(Servers::find(connection, id));
        if (!found || found->deleted || TRY(hasOpenTask(connection, id)))
            return std::optional<ServerRow>();      // the task notes the state when it is done
        return found;
    });
    if (!row || !*row)
        return;
    const auto status = guestState(id);
    if (!status && status.error().code != ErrorCode::NotFound)
        return;      // the reconnection compares anew
    auto power = status ? status->state : PowerState::NoState;
    const auto& before = **row;
    if (status && before.host.isEmpty() && before.vmState != state::offloaded) {      // of a build whose undo did not reach the hypervisor; nothing starts such a server
        qCInfo(lcComputeLife) << "Removing the guest of" << id << "which was never built";
        warn("It can't be removed", m_driver->cleanup(id));
        power = PowerState::NoState;
    }
    auto probe = before;
    const auto settle = [&](ServerRow& server) {
        if (server.vmState == state::error && power != PowerState::Running) {
            server.powerState = int(power);      // what failed stays to be seen
            return;
        }
        state::settle(server, power, status && !status->explanation.isEmpty() ? status->explanation : explanation);
    };
    settle(probe);
    if (probe.vmState == before.vmState && probe.taskState == before.taskState && probe.powerState == before.powerState)
        return;
    qCInfo(lcComputeLife).noquote() << "Server" << id << "is" << probe.vmState << "and not" << before.vmState << "any more, says the hypervisor";
    auto changed = change(service::Context::system(), id, [&](ServerRow& server) -> Result<> {
        TRY(requireSame(server, before));
        settle(server);
        return {};
    });
    if (!changed && changed.error().code != ErrorCode::NotFound && changed.error().code != ErrorCode::Conflict)
        warn("A server's state can't be noted", fail(changed.error()));
}

/// Guests and files whose server's row says deleted go; those that the book has never heard of are somebody's, and only reported.
Result<> ComputeService::removeLeftovers(const std::vector<GuestStatus>& guests)
{
    QHash<QString, bool> deleted;
    TRY(database().read([&](db::Connection& connection) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id, deleted FROM servers")));
        while (rows.next())
            deleted.insert(rows.get<QString>(0), rows.get<bool>(1));
        return rows.check();
    }));
    for (const auto& guest : guests) {
        if (!deleted.contains(guest.uuid)) {
            qCWarning(lcComputeLife).noquote() << "The hypervisor has a guest" << guest.name << guest.uuid << "that the book does not know; it is left alone";
            continue;
        }
        if (deleted[guest.uuid])
            warn("A leftover guest can't be removed", m_driver->cleanup(guest.uuid));
    }
    for (const auto& id : m_files.serversWithFiles()) {
        if (!deleted.contains(id))
            qCWarning(lcComputeLife).noquote() << "The folder" << m_files.folder(id) << "belongs to no server of the book; it is left alone";
        else if (deleted[id])
            warn("Leftover files can't be removed", m_files.remove(id));
    }
    return {};
}

void ComputeService::dropOldDisk(const QString& id) { warn("The old disk is not needed any more, but stays until the next start", m_files.dropCopy(id)); }

/// A crash came while a disk was copied, or between the confirmation of a resize and the end of the old disk. Before any task runs.
Result<> ComputeService::dropLeftCopies()
{
    for (const auto& id : m_files.serversWithFiles()) {
        warn("A copy that was cut off can't be removed", m_files.dropUnfinishedCopy(id));
        if (!m_files.hasCopy(id))
            continue;
        const bool isOver = TRY(database().read([&](db::Connection& connection) -> Result<bool> {
            const auto row = TRY(Servers::find(connection, id));
            return row && row->oldFlavor.name.isEmpty() && !TRY(hasOpenTask(connection, id));
        }));
        if (isOver && QFile::exists(m_files.disk(id)))      // else a rebuild could not bring the disk back
            dropOldDisk(id);
    }
    return {};
}

Result<> ComputeService::pruneDeleted()
{
    const auto before = Clock::now().addSeconds(-keepDeletedSeconds);
    return database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("DELETE FROM server_actions WHERE server_id IN (SELECT id FROM servers WHERE deleted = ? AND terminated_at < ?)"), true, before));
        TRY(transaction.execute(QStringLiteral("DELETE FROM servers WHERE deleted = ? AND terminated_at < ?"), true, before));
        return {};
    });
}

} // namespace skylab::compute
