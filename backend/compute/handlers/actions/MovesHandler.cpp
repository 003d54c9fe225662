#include "compute/handlers/actions/MovesHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"
#include "core/Uuid.h"
#include "sdk/compute/ActionRequests.h"

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> MovesHandler::routes()
{
    using H = MovesHandler;
    return {
        actionRoute("migrate", adminOf("os-migrate-server:migrate"), this, &H::migrate),
        actionRoute("os-migrateLive", adminOf("os-migrate-server:migrate_live"), this, &H::migrateLive),
        actionRoute("evacuate", adminOf("os-evacuate"), this, &H::evacuate),
    };
}

Result<std::optional<HostRow>> MovesHandler::hostNamed(const QString& name)
{
    return m_service.database().read([&](db::Connection& connection) { return Hosts::findWhere(connection, QStringLiteral("name = ?"), { name }); });
}

Result<> MovesHandler::migrate(Call& call, const QString& id, const QJsonValue& argument)
{
    sdk::Decoded<sdk::ServerMigrate> wanted;
    if (call.version >= sdk::mv(2, 56))
        wanted = TRY(sdk::decode<sdk::ServerMigrate>(TRY(objectOf(argument, "migrate")), sdk::In::Create, call.version, {}, QStringLiteral("migrate")));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Migrate));
    if (!wanted->host.isEmpty() && wanted->host == server.host)
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot migrate to the host where the server exists."), QStringLiteral("migrate.host"));
    if (!wanted->host.isEmpty() && !TRY(hostNamed(wanted->host)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute host %1 could not be found.").arg(wanted->host.left(64)), QStringLiteral("migrate.host"));
    TRY(m_service.beginAction(call.context, id, { .action = Action::Migrate, .kind = QStringLiteral("compute.server.move"), .payload = { { QStringLiteral("how"), QStringLiteral("migrate") } } }));
    return {};
}

Result<> MovesHandler::migrateLive(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerLiveMigrate>(TRY(objectOf(argument, "os-migrateLive")), sdk::In::Create, call.version, {}, QStringLiteral("os-migrateLive")));
    const auto block = wanted->blockMigration.toVariant().toString().toLower();
    static const QStringList spelled { QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("1"), QStringLiteral("0"), QStringLiteral("yes"), QStringLiteral("no"), QStringLiteral("on"), QStringLiteral("off") };
    if (!spelled.contains(block) && !(block == u"auto" && call.version >= sdk::mv(2, 25)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'os-migrateLive.block_migration': it must be a boolean%1").arg(call.version >= sdk::mv(2, 25) ? QStringLiteral(" or \"auto\"") : QString()), QStringLiteral("os-migrateLive.block_migration"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::LiveMigrate));
    if (!wanted->host.isEmpty() && wanted->host == server.host)
        return fail(ErrorCode::BadRequest, QStringLiteral("Unable to migrate instance (%1) to current host (%2).").arg(server.id, server.host), QStringLiteral("os-migrateLive.host"));
    if (!wanted->host.isEmpty() && !TRY(hostNamed(wanted->host)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute host %1 could not be found.").arg(wanted->host.left(64)), QStringLiteral("os-migrateLive.host"));
    if (call.version < sdk::mv(2, 34))      // before that Nova waits for the scheduler
        return fail(ErrorCode::BadRequest, QStringLiteral("No valid host was found. There are not enough hosts available: %1 is where the server is already.").arg(server.host));
    TRY(m_service.beginAction(call.context, id, { .action = Action::LiveMigrate, .kind = QStringLiteral("compute.server.move"), .payload = { { QStringLiteral("how"), QStringLiteral("live") } }, .actionName = QStringLiteral("live-migration") }));
    return {};
}

Result<http::Response> MovesHandler::evacuate(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerEvacuate>(TRY(objectOf(argument, "evacuate")), sdk::In::Create, call.version, {}, QStringLiteral("evacuate")));
    const auto server = TRY(m_service.server(call.context, id));
    if (!wanted->host.isEmpty() && !TRY(hostNamed(wanted->host)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute host %1 not found.").arg(wanted->host.left(64)), QStringLiteral("evacuate.host"));
    if (!wanted->host.isEmpty() && wanted->host == server.host)
        return fail(ErrorCode::BadRequest, QStringLiteral("The target host can't be the same one."), QStringLiteral("evacuate.host"));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Evacuate));
    const auto home = TRY(hostNamed(server.host));
    const bool down = (home && home->forcedDown) || !m_service.driver().health();
    if (!down)
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute service of %1 is still in use.").arg(server.host));
    TRY(m_service.beginAction(call.context, id, { .action = Action::Evacuate, .kind = QStringLiteral("compute.server.move"), .payload = { { QStringLiteral("how"), QStringLiteral("evacuate") } } }));
    if (call.version >= sdk::mv(2, 14))
        return http::Response::empty(200);
    JsonWriter json;
    json.beginObject().key("adminPass").value(wanted->adminPass.isEmpty() ? newHexId().left(12) : wanted->adminPass).endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
