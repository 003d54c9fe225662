#include "compute/handlers/ServerActionsHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/FlavorsHandler.h"
#include "compute/handlers/ServerPlanner.h"
#include "compute/handlers/actions/Argument.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> ServerActionsHandler::routes()
{
    using H = ServerActionsHandler;
    return {
        actionRoute("os-start", memberOf("servers:start"), this, &H::start),
        actionRoute("os-stop", memberOf("servers:stop"), this, &H::stop),
        actionRoute("reboot", memberOf("servers:reboot"), this, &H::reboot),
        actionRoute("pause", memberOf("os-pause-server:pause"), this, &H::pause),
        actionRoute("unpause", memberOf("os-pause-server:unpause"), this, &H::unpause),
        actionRoute("suspend", memberOf("os-suspend-server:suspend"), this, &H::suspend),
        actionRoute("resume", memberOf("os-suspend-server:resume"), this, &H::resume),
        actionRoute("lock", memberOf("os-lock-server:lock"), this, &H::lock),
        actionRoute("unlock", memberOf("os-lock-server:unlock"), this, &H::unlock),
        actionRoute("os-resetState", adminOf("os-admin-actions:reset_state"), this, &H::resetState),
        actionRoute("forceDelete", memberOf("os-deferred-delete:force"), this, &H::forceDelete),
        actionRoute("resize", memberOf("servers:resize"), this, &H::resize),
        actionRoute("confirmResize", memberOf("servers:confirm_resize"), this, &H::confirmResize, 204),
        actionRoute("revertResize", memberOf("servers:revert_resize"), this, &H::revertResize),
        service::versions(actionRoute("trigger_crash_dump", memberOf("servers:trigger_crash_dump"), this, &H::crashDump), sdk::mv(2, 17)),
    };
}

// ---- power

Result<> ServerActionsHandler::power(const Call& call, const QString& id, Action action, const QString& verb)
{
    TRY(m_service.beginAction(call.context, id, { .action = action, .kind = QStringLiteral("compute.server.power"), .payload = { { QStringLiteral("action"), verb } } }));
    return {};
}

Result<> ServerActionsHandler::start(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Start, QStringLiteral("start")); }
Result<> ServerActionsHandler::stop(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Stop, QStringLiteral("stop")); }
Result<> ServerActionsHandler::pause(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Pause, QStringLiteral("pause")); }
Result<> ServerActionsHandler::unpause(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Unpause, QStringLiteral("unpause")); }
Result<> ServerActionsHandler::suspend(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Suspend, QStringLiteral("suspend")); }
Result<> ServerActionsHandler::resume(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Resume, QStringLiteral("resume")); }

Result<> ServerActionsHandler::reboot(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto type = argument[u"type"].toString().toUpper();
    if (type != u"SOFT" && type != u"HARD")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'reboot.type': it must be SOFT or HARD"), QStringLiteral("reboot.type"));
    return type == u"SOFT" ? power(call, id, Action::SoftReboot, QStringLiteral("reboot_soft")) : power(call, id, Action::HardReboot, QStringLiteral("reboot_hard"));
}

namespace {

const QString lockedByOwner = QStringLiteral("owner");
const QString lockedByAdmin = QStringLiteral("admin");

bool isOwner(const Call& call, const ServerRow& server) { return server.projectId == call.projectId(); }

} // namespace

Result<> ServerActionsHandler::lock(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto reason = argument[u"locked_reason"].toString();
    const auto given = argument.toObject();
    if (call.version >= sdk::mv(2, 73) && !argument.isNull() && (!argument.isObject() || given.size() != (given.contains(u"locked_reason") ? 1 : 0) || (given.contains(u"locked_reason") && !given[u"locked_reason"].isString()) || (given.contains(u"locked_reason") && reason.isEmpty())))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'lock': it must be null, or an object with a locked_reason of 1 to 255 characters"), QStringLiteral("lock"));
    if (call.version >= sdk::mv(2, 73) && reason.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'locked_reason': it is longer than 255 characters"), QStringLiteral("locked_reason"));
    TRY(m_service.change(call.context, id,
        [&](ServerRow& server) -> Result<> {
            const bool owner = isOwner(call, server);
            if (owner && server.locked && server.lockedBy == lockedByAdmin)
                return {};      // stays the administrator's
            server.locked = true;
            server.lockedBy = owner ? lockedByOwner : lockedByAdmin;
            server.lockedReason = reason.isEmpty() || call.version < sdk::mv(2, 73) ? std::nullopt : std::optional(reason);
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& server) { return m_service.recordAction(transaction, call.context, server, QStringLiteral("lock"), {}); }));
    return {};
}

Result<> ServerActionsHandler::unlock(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.change(call.context, id,
        [&](ServerRow& server) -> Result<> {
            if (!server.lockedBy.isEmpty() && server.lockedBy != (isOwner(call, server) ? lockedByOwner : lockedByAdmin))
                TRY(m_service.chassis().policy().enforce(call.context, unlockOverride, { { QStringLiteral("project_id"), server.projectId }, { QStringLiteral("user_id"), server.userId } }));
            server.locked = false;
            server.lockedBy.clear();
            server.lockedReason.reset();
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& server) { return m_service.recordAction(transaction, call.context, server, QStringLiteral("unlock"), {}); }));
    return {};
}

Result<> ServerActionsHandler::resetState(Call& call, const QString& id, const QJsonValue& argument)
{
    TRY(m_service.change(call.context, id, [&](ServerRow& server) { return state::reset(server, argument[u"state"].toString()); }));
    return {};
}

Result<> ServerActionsHandler::forceDelete(Call& call, const QString& id, const QJsonValue&) { return m_service.beginDelete(call.context, id, ComputeService::Deletion::Forced); }

Result<> ServerActionsHandler::crashDump(Call& call, const QString& id, const QJsonValue& argument)
{
    if (!argument.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'trigger_crash_dump': it must be null"), QStringLiteral("trigger_crash_dump"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::CrashDump));
    if (!TRY(m_service.driver().capabilities()).injectNmi)
        return fail(ErrorCode::BadRequest, QStringLiteral("Triggering crash dump is not supported by this host's hypervisor."));
    auto interrupted = m_service.driver().injectNmi(server.id);
    if (!interrupted && interrupted.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not running").arg(server.id));
    TRY(interrupted);
    return m_service.database().write([&](db::Transaction& transaction) { return m_service.recordAction(transaction, call.context, server, state::nameOf(Action::CrashDump), {}); });
}

// ---- resize

Result<> ServerActionsHandler::resize(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto reference = argument[u"flavorRef"].toVariant().toString().section(u'/', -1);
    if (reference.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'resize.flavorRef': it is required"), QStringLiteral("resize.flavorRef"));
    const auto diskConfig = argument[u"OS-DCF:diskConfig"].toString();
    if (argument.toObject().contains(u"OS-DCF:diskConfig") && diskConfig != u"AUTO" && diskConfig != u"MANUAL")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'resize.OS-DCF:diskConfig': it must be AUTO or MANUAL"), QStringLiteral("resize.OS-DCF:diskConfig"));
    auto before = TRY(m_service.server(call.context, id));
    auto flavor = m_service.database().read([&](db::Connection& connection) { return FlavorsHandler::find(connection, call.context, reference); });
    if (!flavor)
        return fail(flavor.error().code == ErrorCode::NotFound ? ErrorCode::BadRequest : flavor.error().code, flavor.error().message, QStringLiteral("resize.flavorRef"));
    if (flavor->disabled)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor %1 is disabled. Choose another one.").arg(flavor->id), QStringLiteral("resize.flavorRef"));
    bool running = true;
    const auto take = [&](ServerRow& server) -> Result<> {
        TRY(ComputeService::requireUnlocked(call.context, server));
        running = server.vmState == state::active;
        TRY(state::begin(server, Action::Resize));
        if (!diskConfig.isEmpty())
            server.diskConfig = diskConfig;
        return takeFlavor(server, *flavor);
    };
    // What it may hold is claimed first. When something else stands in the way, it holds again what its row says.
    const Scheduling::Pending pending(m_service.scheduling(), { id });
    TRY(take(before));
    TRY(checkMemory(before));
    TRY(m_service.scheduling().check(before));
    TRY(m_service.scheduling().settle(before));
    const auto begun = m_service.change(call.context, id, take, [&](db::Transaction& transaction, const ServerRow& server) -> Result<> {
        TRY(m_service.requireGrowth(transaction, server));
        const auto task = TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("compute.server.resize"), QStringLiteral("server"), server.id, server.name, server.projectId, { { QStringLiteral("running"), running } } }));
        return m_service.recordAction(transaction, call.context, server, QStringLiteral("resize"), task);
    });
    if (begun)
        return {};
    if (const auto row = m_service.server(service::Context::system(), id))
        TRY(m_service.scheduling().settle(*row));
    return fail(begun.error());
}

/// The new flavor beside the old one, if the server can take it.
Result<> ServerActionsHandler::takeFlavor(ServerRow& server, const FlavorRow& flavor)
{
    const auto field = QStringLiteral("resize.flavorRef");
    if (flavor.id == server.flavorId)
        return fail(ErrorCode::BadRequest, QStringLiteral("When resizing, instances must change flavor!"), field);
    if (flavor.disk < server.flavor.disk && !server.bootVolume())
        return fail(ErrorCode::BadRequest, QStringLiteral("The disk of a server can't shrink: it has %1 GiB, flavor %2 has %3.").arg(server.flavor.disk).arg(flavor.name).arg(flavor.disk), field);
    if (flavor.ephemeral != server.flavor.ephemeral || flavor.swap.mib != server.flavor.swap)
        return fail(ErrorCode::BadRequest, QStringLiteral("Ephemeral and swap disks can't be resized; choose a flavor with the same."), field);
    server.oldFlavor = server.flavor;
    server.flavor = ServerPlanner::copyOf(flavor);
    server.flavorId = flavor.id;
    server.vcpus = flavor.vcpus;
    server.memoryMiB = flavor.ram;
    return {};
}

/// Whether the memory does for the image, as it is now. What became of an image that is gone, nobody needs to know.
Result<> ServerActionsHandler::checkMemory(const ServerRow& server)
{
    if (server.image.isEmpty())
        return {};
    const auto image = m_service.images().file(service::Context::system(), server.image);
    if (!image && (image.error().code == ErrorCode::NotFound || image.error().code == ErrorCode::Conflict))
        return {};
    if (!image)
        return fail(image.error());
    if (image->minRamMiB > server.flavor.ram)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor's memory is too small for the server's image: it has %1 MiB, the image needs %2. Choose a larger flavor.").arg(server.flavor.ram).arg(image->minRamMiB), QStringLiteral("resize.flavorRef"));
    return {};
}

Result<> ServerActionsHandler::confirmResize(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    const auto status = m_service.guestState(server.id);
    const auto row = TRY(m_service.beginAction(call.context, id, { .action = Action::ConfirmResize }, [&](ServerRow& row) -> Result<> {
        row.oldFlavor = {};
        state::leaveResize(row);
        state::settle(row, status ? status->state : PowerState::Shutdown);
        return {};
    }));
    m_service.dropOldDisk(server.id);
    return m_service.scheduling().settle(row);
}

Result<> ServerActionsHandler::revertResize(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    const bool running = server.powerState == int(PowerState::Running);
    TRY(m_service.beginAction(call.context, id, { .action = Action::RevertResize, .kind = QStringLiteral("compute.server.revert_resize"), .payload = { { QStringLiteral("running"), running } } }));
    return {};
}

} // namespace skylab::compute
