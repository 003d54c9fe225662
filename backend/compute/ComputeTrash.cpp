// The trash: servers that are deleted for every OpenStack client, and can be had back for some days.
#include "compute/ComputeService.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcTrash, "skylab.compute")

const QString trashKind = QStringLiteral("compute.server.trash");

QJsonObject payloadOf(const ServerRow& server)
{
    return { { QStringLiteral("type"), QStringLiteral("server") }, { QStringLiteral("id"), server.id }, { QStringLiteral("name"), server.name } };
}

} // namespace

Result<> ComputeService::beginTrash(const service::Context& context, const QString& id)
{
    const auto known = TRY(server(context, id));
    if (known.taskState == state::deleting || known.vmState == state::softDeleted)
        return beginDelete(context, id);      // gone already
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(find(transaction, context, id));
        TRY(requireUnlocked(context, row));
        row.trashedAt = Clock::now();
        row.trash = { .userId = context.userId, .userName = context.userName };
        row.updatedAt = row.trashedAt;
        TRY(Servers::update(transaction, row));
        // Behind what is at work on it: that ends as if nothing were, so that the server is whole when it comes back.
        const auto task = TRY(chassis().tasks().enqueue(transaction, context, { trashKind, QStringLiteral("server"), row.id, row.name, row.projectId, {} }));
        TRY(recordAction(transaction, context, row, QStringLiteral("delete"), task));
        TRY(announce(transaction, context, "delete", row, {}));
        return announceTrash(transaction, context, "create", row);
    });
}

Result<> ComputeService::announceTrash(db::Transaction& transaction, const service::Context& context, const char* what, const ServerRow& server)
{
    TRY(service::appendEvent(transaction, context, QStringLiteral("compute.trash.%1").arg(QLatin1String(what)), server.id, server.projectId, payloadOf(server)));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<ServerRow> ComputeService::findInTrash(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Servers::find(connection, id));
    if (!row || row->deleted || !row->inTrash() || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no server %1 in the trash.").arg(id.left(64)));
    return std::move(*row);
}

/// But for being put there: what comes after that may be asked for at once.
Result<> ComputeService::requireIdle(db::Connection& connection, const ServerRow& server) const
{
    const bool stopping = server.taskState == u"soft-deleting";
    if ((server.taskState.isEmpty() || stopping) && !TRY(hasOpenTask(connection, server.id, trashKind)))
        return {};
    return fail(ErrorCode::Conflict, QStringLiteral("Server %1 is still at work (%2). Try again in a moment.").arg(server.id, server.taskState.isEmpty() ? QStringLiteral("a task runs") : server.taskState));
}

Result<> ComputeService::restoreFromTrash(const service::Context& context, const QString& id)
{
    const auto ports = portsOf(id);
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(findInTrash(transaction, context, id));
        const bool untouched = row.trash.vmState.isEmpty() && row.taskState != state::deleting;      // what is at work on it goes on
        if (!untouched)
            TRY(requireIdle(transaction, row));
        TRY(requireQuota(transaction, row, 1));
        const bool ran = row.trash.ran;
        state::leaveTrash(row);
        TRY(Servers::update(transaction, row));
        QString task;
        if (ran)
            task = TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("compute.server.untrash"), QStringLiteral("server"), row.id, row.name, row.projectId, {} }));
        TRY(recordAction(transaction, context, row, QStringLiteral("restore"), task));
        TRY(announce(transaction, context, "create", row, ports));
        return announceTrash(transaction, context, "delete", row);
    });
}

Result<> ComputeService::purgeFromTrash(const service::Context& context, const QString& id)
{
    TRY(database().read([&](db::Connection& connection) -> Result<> {
        const auto row = TRY(findInTrash(connection, context, id));
        return requireIdle(connection, row);
    }));
    auto inside = context;
    inside.internal = true;
    return beginDelete(inside, id, Deletion::Trashed);
}

Result<std::vector<ServerRow>> ComputeService::trashed(const service::Context& context)
{
    return database().read([&](db::Connection& connection) {
        const auto all = QStringLiteral("trashed_at IS NOT NULL AND deleted = ?");
        const auto newestFirst = QStringLiteral("trashed_at DESC, id");
        return context.admin ? Servers::select(connection, all, { false }, newestFirst)
                             : Servers::select(connection, all + QStringLiteral(" AND project_id = ?"), { false, context.projectId }, newestFirst);
    });
}

/// Its guest should not run: it does when the hypervisor was away while it was put into the trash.
Result<> ComputeService::settleTrashed(const ServerRow& row, PowerState power)
{
    const auto system = service::Context::system();
    if (row.taskState == state::deleting)
        return beginDelete(system, row.id, Deletion::Trashed);
    if (power != PowerState::Running && power != PowerState::Paused)
        return {};
    qCInfo(lcTrash) << "Stopping" << row.id << "which lies in the trash";
    return database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(chassis().tasks().enqueue(transaction, system, { trashKind, QStringLiteral("server"), row.id, row.name, row.projectId, {} }));
        return {};
    });
}

void ComputeService::emptyTrash()
{
    const auto due = database().read([&](db::Connection& connection) {
        return Servers::select(connection, QStringLiteral("trashed_at <= ? AND deleted = ? AND task_state = ''"), { Clock::now().addSeconds(-m_options.trashSeconds).micros, false });
    });
    if (!due) {
        qCWarning(lcTrash).noquote() << "What has lain in the trash for long enough can't be found:" << due.error().message;
        return;
    }
    for (const auto& row : *due)
        if (auto begun = purgeFromTrash(service::Context::system(), row.id); !begun && begun.error().code != ErrorCode::Conflict)
            qCWarning(lcTrash).noquote() << "Server" << row.id << "has lain in the trash for long enough, but can't go:" << begun.error().message;
}

} // namespace skylab::compute
