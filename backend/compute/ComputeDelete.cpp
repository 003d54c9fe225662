// The end of servers: at once, or after a time in which they can be restored.
#include "compute/ComputeService.h"
#include "compute/store/UserQuotas.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

#include <algorithm>

namespace skylab::compute {

namespace {
Q_LOGGING_CATEGORY(lcComputeDelete, "skylab.compute")

/// Kinds of tasks by their ids.
using OpenTasks = QMap<QString, QString>;

Result<OpenTasks> openTasks(db::Transaction& transaction, const QString& serverId)
{
    OpenTasks open;
    auto rows = TRY(transaction.query(QStringLiteral("SELECT id, kind FROM tasks WHERE resource_id = ? AND state IN ('pending', 'running', 'undoing')"), serverId));
    while (rows.next())
        open.insert(rows.get<QString>(0), rows.get<QString>(1));
    TRY(rows.check());
    return open;
}
} // namespace

Result<> ComputeService::beginDelete(const service::Context& context, const QString& id, Deletion deletion)
{
    if (deletion == Deletion::Plain && m_options.reclaimSeconds > 0) {
        const auto row = TRY(server(context, id));
        if (row.vmState == state::softDeleted)
            return {};
        if (!row.launchedAt.isNull() && !row.host.isEmpty() && row.taskState != state::deleting)
            return beginSoftDelete(context, id);
    }
    OpenTasks open;
    TRY(change(context, id,
        [&](ServerRow& row) -> Result<> {
            if (deletion == Deletion::Trashed && !row.inTrash())
                return fail(ErrorCode::NotFound, QStringLiteral("There is no server %1 in the trash.").arg(row.id));
            TRY(requireUnlocked(context, row));
            state::beginDelete(row);
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& row) -> Result<> {
            if (deletion == Deletion::Trashed && TRY(hasOpenTask(transaction, row.id, QStringLiteral("compute.server.trash"))))
                return fail(ErrorCode::Conflict, QStringLiteral("Server %1 is still at work. Try again in a moment.").arg(row.id));
            open = TRY(openTasks(transaction, row.id));
            if (open.values().contains(QStringLiteral("compute.server.delete"))) {
                open.clear();
                return {};
            }
            const auto task = TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("compute.server.delete"), QStringLiteral("server"), row.id, row.name, row.projectId, {} }));
            return recordAction(transaction, context, row, QStringLiteral("delete"), task);
        }));
    // What goes on is called off and undone; the delete waits behind it. One that ends just now can't be called off, nor need it be.
    callOff(open.keys());
    return {};
}

/// What was to be deleted goes, also when its delete failed and a crash came before that was noted: the comparison with the
/// hypervisor begins deletes anew, but leaves servers with open tasks alone. All steps may be repeated.
Result<> ComputeService::resumeDeletes()
{
    return database().write([](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("UPDATE tasks SET state = 'pending', steps_done = 0, error = '' WHERE kind = 'compute.server.delete' AND state = 'undoing'")));
        return {};
    });
}

void ComputeService::callOff(const QStringList& tasks)
{
    for (const auto& task : tasks)
        if (auto cancelled = chassis().tasks().cancel(task); !cancelled && cancelled.error().code != ErrorCode::Conflict)
            qCWarning(lcComputeDelete).noquote() << "Task" << task << "can't be cancelled:" << cancelled.error().message;
}

/// Deleted for its owner, who may have it back for a while.
Result<> ComputeService::beginSoftDelete(const service::Context& context, const QString& id)
{
    OpenTasks open;
    TRY(change(context, id,
        [&](ServerRow& row) -> Result<> {
            TRY(requireUnlocked(context, row));
            if (!row.taskState.isEmpty())
                return fail(ErrorCode::Conflict, QStringLiteral("Cannot 'delete' instance %1 while it is in task_state %2").arg(row.id, row.taskState));
            state::enterTask(row, QStringLiteral("soft-deleting"));
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& row) -> Result<> {
            open = TRY(openTasks(transaction, row.id));
            const auto task = TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("compute.server.soft_delete"), QStringLiteral("server"), row.id, row.name, row.projectId, {} }));
            return recordAction(transaction, context, row, QStringLiteral("delete"), task);
        }));
    callOff(open.keys(QStringLiteral("compute.server.swap_volume")));      // it may take hours; the volume is as it was then
    return {};
}

void ComputeService::reclaim()
{
    emptyTrash();
    const auto system = service::Context::system();
    const auto due = [&](const char* column, const QString& vmState, qint64 seconds) {
        const auto rows = database().read([&](db::Connection& connection) {
            return Servers::select(connection, QStringLiteral("deleted = ? AND vm_state = ? AND task_state = '' AND trashed_at IS NULL AND %1 <= ?").arg(QLatin1String(column)), { false, vmState, Clock::now().addSeconds(-seconds).micros });
        });
        if (!rows)
            qCWarning(lcComputeDelete).noquote() << "Servers whose time is over can't be found:" << rows.error().message;
        return rows.value_or(std::vector<ServerRow>());
    };
    const auto report = [](const QString& id, const Result<>& begun) {
        if (!begun)
            qCWarning(lcComputeDelete).noquote() << "The time of server" << id << "is over, but it can't go:" << begun.error().message;
    };
    if (m_options.reclaimSeconds > 0)
        for (const auto& row : due("soft_deleted_at", state::softDeleted, m_options.reclaimSeconds))
            report(row.id, beginDelete(system, row.id, Deletion::Forced));
    if (m_options.offloadSeconds > 0)
        for (const auto& row : due("shelved_at", state::shelved, m_options.offloadSeconds)) {
            const auto begun = beginAction(system, row.id, { .action = state::Action::ShelveOffload, .kind = QStringLiteral("compute.server.offload"), .payload = { { QStringLiteral("offload"), true } } });
            report(row.id, begun ? Result<>() : fail(begun.error()));
        }
}

Result<> ComputeService::requireQuota(db::Connection& connection, const ServerRow& server, qint64 count) const
{
    const auto instances = QStringLiteral("instances"), cores = QStringLiteral("cores"), ram = QStringLiteral("ram");
    // As userquotas::use() counts it: one that comes back in the middle of a resize may go back to its old flavor.
    const qint64 vcpus = std::max(server.vcpus, server.oldFlavor.vcpus), memoryMiB = std::max<qint64>(server.memoryMiB, server.oldFlavor.ram);
    TRY(userquotas::require(connection, server.projectId, server.userId, { { instances, count }, { cores, count * vcpus }, { ram, count * memoryMiB } }));
    const auto all = quota();
    const auto limits = TRY(all.limits(connection, server.projectId));
    if (limits.value(instances, -1) < 0 && limits.value(cores, -1) < 0 && limits.value(ram, -1) < 0)
        return {};      // to count costs as much as the project has servers
    const auto used = TRY(userquotas::use(connection, server.projectId, {}));
    return all.require(connection, server.projectId,
        { { instances, used.value(instances), count }, { cores, used.value(cores), count * vcpus }, { ram, used.value(ram), count * memoryMiB } });
}

Result<> ComputeService::requireGrowth(db::Connection& connection, const ServerRow& server) const
{
    const auto used = TRY(userquotas::use(connection, server.projectId, {}));
    const auto usedByUser = TRY(userquotas::use(connection, server.projectId, server.userId));
    const auto limits = TRY(userquotas::limits(connection, server.projectId, server.userId));
    for (const auto& [name, growth] : { std::pair { QStringLiteral("cores"), qint64(server.vcpus) - server.oldFlavor.vcpus }, { QStringLiteral("ram"), qint64(server.memoryMiB) - server.oldFlavor.ram } }) {
        if (growth <= 0)
            continue;
        TRY(quota().require(connection, server.projectId, { { name, used.value(name) - growth, growth } }));
        if (const auto limit = limits.value(name, -1); limit >= 0 && usedByUser.value(name) > limit)
            return fail(ErrorCode::OverQuota, QStringLiteral("Quota exceeded for %1: the server's owner may use %2 in this project, and would use %3. Choose a smaller flavor, or ask the administrator for more.")
                                                  .arg(name).arg(limit).arg(usedByUser.value(name)), name);
    }
    return {};
}

} // namespace skylab::compute
