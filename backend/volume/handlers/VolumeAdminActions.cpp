// What an administrator may do to a volume that got stuck.

#include "volume/VolumeService.h"
#include "volume/handlers/ActionArguments.h"
#include "volume/handlers/VolumesHandler.h"
#include "volume/model/VolumeState.h"

namespace skylab::volume {

Result<> VolumeActionsHandler::resetStatus(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::ResetStatus>(given, call.version, "os-reset_status"));
    if (wanted.status.isEmpty() && wanted.attachStatus.isEmpty() && wanted.migrationStatus.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Must specify 'status', 'attach_status' or 'migration_status' for update."), QStringLiteral("status"));
    TRY(m_service.changeAttachments(call.context, id, [&](VolumeRow& volume, AttachmentBook& book) -> Result<> {
        if (wanted.attachStatus == u"detached")
            state::detach(volume, book, [](const AttachmentRow&) { return true; });
        if (!wanted.status.isEmpty())
            TRY(state::reset(volume, wanted.status.toLower()));
        if (wanted.migrationStatus == u"none")
            volume.migrationStatus.reset();
        else if (!wanted.migrationStatus.isEmpty())
            volume.migrationStatus = wanted.migrationStatus;
        return {};
    }));
    return {};
}

Result<> VolumeActionsHandler::forceDelete(Call& call, const QString& id, const Json&)
{
    return m_service.deleteVolume(call.context, id, VolumeService::Deletion::Forced);
}

Result<> VolumeActionsHandler::forceDetach(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::ForceDetach>(given, call.version, "os-force_detach"));
    const auto isMeant = TRY(meant(TRY(m_service.volume(call.context, id)), wanted.attachmentId));
    TRY(m_service.changeAttachments(call.context, id, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        for (const auto& one : book)      // it may have become compute's meanwhile
            if (isMeant(one))
                TRY(VolumeService::requireFree(one));
        state::forceDetach(row, book, isMeant);
        return {};
    }));
    return {};
}

/// There is one host: no other can take the volume.
Result<> VolumeActionsHandler::migrate(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Migrate>(given, call.version, "os-migrate_volume"));
    if (wanted.host.isEmpty() == wanted.cluster.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'host': one of host and cluster must be given"), QStringLiteral("host"));
    const auto volume = TRY(m_service.volume(call.context, id));
    if (wanted.host != volume.host)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid host: No available service named '%1'").arg((wanted.host.isEmpty() ? wanted.cluster : wanted.host).left(64)), QStringLiteral("host"));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is on host %2 already; the destination must be different than the current one.").arg(id, volume.host), QStringLiteral("host"));
}

Result<> VolumeActionsHandler::completeMigration(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::MigrateCompletion>(given, call.version, "os-migrate_volume_completion"));
    TRY(m_service.volume(call.context, id));
    TRY(m_service.volume(call.context, wanted.volumeId));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is not being migrated.").arg(id), QStringLiteral("new_volume"));
}

/// Volumes grow without an answer of compute's, so that none is ever waited for.
Result<> VolumeActionsHandler::completeExtend(Call& call, const QString& id, const Json& given)
{
    if (!given.isObject() && !given.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'os-extend_volume_completion': it must be an object"), QStringLiteral("os-extend_volume_completion"));
    TRY(m_service.volume(call.context, id));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 does not wait for the completion of an extend.").arg(id));
}

} // namespace skylab::volume
