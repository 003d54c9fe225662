#include "compute/handlers/actions/PasswordsHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> PasswordsHandler::routes()
{
    using H = PasswordsHandler;
    return {
        actionRoute("changePassword", memberOf("os-admin-password"), this, &H::changePassword),
        service::route("GET", "/servers/{server_id}/os-server-password", readerOf("os-server-password:show"), this, &H::show),
        service::route("DELETE", "/servers/{server_id}/os-server-password", memberOf("os-server-password:clear"), this, &H::clear),
    };
}

Result<> PasswordsHandler::changePassword(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto password = argument[u"adminPass"].toString();
    if (!argument[u"adminPass"].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'adminPass': it must be a string"), QStringLiteral("adminPass"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::ChangePassword));
    const auto user = server.imageProperties.value(QStringLiteral("os_admin_user"), QStringLiteral("root"));
    auto set = m_service.driver().setAdminPassword(server.id, user, Secret(password.toUtf8()));
    if (!set && set.error().code == ErrorCode::NotImplemented)
        return fail(ErrorCode::Conflict, set.error().message);
    TRY(set);
    return m_service.database().write([&](db::Transaction& transaction) { return m_service.recordAction(transaction, call.context, server, state::nameOf(Action::ChangePassword), {}); });
}

Result<http::Response> PasswordsHandler::show(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    JsonWriter json;
    json.beginObject().key("password").value(server.guestPassword).endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> PasswordsHandler::clear(Call& call)
{
    TRY(m_service.change(call.context, call.id(QStringLiteral("server_id")), [](ServerRow& row) -> Result<> {
        row.guestPassword.clear();
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::compute
