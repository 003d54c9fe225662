#include "compute/handlers/actions/ShelvingHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"
#include "core/Uuid.h"
#include "sdk/compute/ActionRequests.h"

#include <algorithm>

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> ShelvingHandler::routes()
{
    using H = ShelvingHandler;
    return {
        actionRoute("shelve", memberOf("os-shelve:shelve"), this, &H::shelve),
        actionRoute("shelveOffload", adminOf("os-shelve:shelve_offload"), this, &H::shelveOffload),
        actionRoute("unshelve", memberOf("os-shelve:unshelve"), this, &H::unshelve),
        actionRoute("restore", memberOf("os-deferred-delete:restore"), this, &H::restore),
    };
}

Result<> ShelvingHandler::shelve(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Shelve));      // before an image is made in vain
    const bool volume = server.bootVolume() != nullptr;
    QJsonObject payload { { QStringLiteral("running"), server.powerState == int(PowerState::Running) }, { QStringLiteral("offload"), volume || m_service.options().offloadSeconds == 0 } };
    QStringList intents;
    if (!volume) {
        SnapshotWish wish { .id = newUuid(), .name = server.name + QStringLiteral("-shelved"), .minDiskGiB = server.flavor.disk, .minRamMiB = 0, .properties = server.imageProperties };
        forgetSignature(wish.properties);
        wish.properties.insert(QStringLiteral("image_type"), QStringLiteral("snapshot"));
        wish.properties.insert(QStringLiteral("instance_uuid"), server.id);
        wish.properties.insert(QStringLiteral("base_image_ref"), server.image);
        auto owner = call.context;      // an administrator may shelve it: its project must be able to bring it back
        owner.projectId = server.projectId;
        intents << TRY(m_service.intents().createImage(owner, wish));
        payload.insert(QStringLiteral("image_id"), wish.id);
    }
    const auto begun = m_service.beginAction(call.context, id, { .action = Action::Shelve, .kind = QStringLiteral("compute.server.shelve"), .payload = payload, .intents = intents });
    if (begun)
        return {};
    m_service.intents().takeBack(intents);
    return fail(begun.error());
}

Result<> ShelvingHandler::shelveOffload(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.beginAction(call.context, id, { .action = Action::ShelveOffload, .kind = QStringLiteral("compute.server.offload"), .payload = { { QStringLiteral("offload"), true } } }));
    return {};
}

Result<> ShelvingHandler::unshelve(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = argument.isNull() || call.version < sdk::mv(2, 77) ? sdk::Decoded<sdk::ServerUnshelve>() : TRY(sdk::decode<sdk::ServerUnshelve>(TRY(objectOf(argument, "unshelve")), sdk::In::Create, call.version, {}, QStringLiteral("unshelve")));
    if (argument.isObject() && call.version >= sdk::mv(2, 77) && wanted.given.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'unshelve': it must be null, or name an availability_zone%1").arg(call.version >= sdk::mv(2, 91) ? QStringLiteral(" or a host") : QString()), QStringLiteral("unshelve"));
    const auto server = TRY(m_service.server(call.context, id));
    const bool named = wanted.has("availability_zone"), hosted = wanted.has("host");
    if (hosted && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:os-shelve:unshelve_to_host to be performed."));
    const auto zone = wanted->zone.value_or(QString());
    if (call.version < sdk::mv(2, 91) && named && !wanted->zone)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'unshelve.availability_zone': it must be a string"), QStringLiteral("unshelve.availability_zone"));
    const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection); }));
    const auto anyHost = [&](auto&& fits) { return std::any_of(hosts.begin(), hosts.end(), fits); };
    if (!zone.isEmpty() && !anyHost([&](const HostRow& host) { return host.zone == zone; }))
        return fail(ErrorCode::BadRequest, QStringLiteral("The requested availability zone is not available"), QStringLiteral("unshelve.availability_zone"));
    if (hosted && !anyHost([&](const HostRow& host) { return host.name == wanted->host; }))
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute host %1 could not be found.").arg(wanted->host.left(64)), QStringLiteral("unshelve.host"));
    if ((named || hosted) && server.vmState != state::offloaded)
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot unshelve instance %1 to another %2 while it is in vm_state %3: only a shelved_offloaded one has left its host.").arg(server.id, named ? QStringLiteral("availability zone") : QStringLiteral("host"), server.vmState));
    const bool offloaded = server.vmState == state::offloaded;
    TRY(m_service.beginAction(call.context, id,
        { .action = Action::Unshelve, .kind = QStringLiteral("compute.server.unshelve"), .payload = { { QStringLiteral("offloaded"), offloaded }, { QStringLiteral("host"), wanted->host } } },
        [&](ServerRow& row) -> Result<> {
            if (named)
                row.pinnedZone = zone;
            return {};
        }));
    return {};
}

Result<> ShelvingHandler::restore(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    TRY(state::check(server, Action::Restore));
    TRY(m_service.database().read([&](db::Connection& connection) { return m_service.requireQuota(connection, server, 1); }));
    TRY(m_service.beginAction(call.context, id, { .action = Action::Restore, .kind = QStringLiteral("compute.server.restore") }));
    return {};
}

} // namespace skylab::compute
