#include "compute/handlers/actions/ConsolesHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"

#include <QUrl>

namespace skylab::compute {

using service::Call;

std::vector<service::Route> ConsolesHandler::routes()
{
    using H = ConsolesHandler;
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 5)); };
    return {
        actionRoute("os-getConsoleOutput", memberOf("os-console-output"), this, &H::consoleOutput),
        old(actionRoute("os-getVNCConsole", memberOf("os-remote-consoles"), this, &H::vncConsole)),
        old(actionRoute("os-getSPICEConsole", memberOf("os-remote-consoles"), this, &H::spiceConsole)),
        old(actionRoute("os-getSerialConsole", memberOf("os-remote-consoles"), this, &H::serialConsole)),
        actionRoute("os-getRDPConsole", memberOf("os-remote-consoles"), this, &H::rdpConsole),
        service::versions(service::route("POST", "/servers/{server_id}/remote-consoles", memberOf("os-remote-consoles"), this, &H::remoteConsole), sdk::mv(2, 6)),
    };
}

Result<http::Response> ConsolesHandler::consoleOutput(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto server = TRY(m_service.server(call.context, id));
    int lines = -1;
    if (const auto length = argument[u"length"]; !length.isNull() && !length.isUndefined()) {
        bool ok = false;
        lines = length.toVariant().toString().toInt(&ok);
        if (!ok || lines < -1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'length': it must be a number from -1 up"), QStringLiteral("length"));
    }
    if (server.vmState == state::building)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not ready").arg(server.id));
    auto log = m_service.driver().consoleLog(server.id, lines);
    if (!log && log.error().code == ErrorCode::NotFound)
        log = QByteArray();
    JsonWriter json;
    json.beginObject().key("output").value(QString::fromUtf8(TRY(std::move(log)))).endObject();
    return service::jsonResponse(200, json.take());
}

Result<QString> ConsolesHandler::openConsole(const Call& call, const QString& id, const QString& type)
{
    const auto server = TRY(m_service.server(call.context, id));
    if (server.vmState == state::building)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not ready").arg(server.id));
    const auto able = TRY(m_service.driver().capabilities());
    const bool serial = type == u"serial";
    if ((!serial && type != u"novnc") || !(serial ? able.serialConsole : able.vncConsole))
        return fail(ErrorCode::BadRequest, QStringLiteral("Unavailable console type %1.").arg(type.left(64)), QStringLiteral("type"));
    auto endpoint = serial ? m_service.driver().serialEndpoint(server.id) : m_service.driver().vncEndpoint(server.id);
    if (!endpoint && (endpoint.error().code == ErrorCode::NotFound || endpoint.error().code == ErrorCode::Conflict))
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot open a console of instance %1 while it is in vm_state %2; start it first.").arg(server.id, server.vmState));
    TRY(endpoint);
    const auto token = m_service.consoleTokens().issue(server.id, type);
    const auto base = call.request.baseUrl();
    const auto socketPath = QStringLiteral("console/ws?token=") + token;
    if (serial)
        return QString(base).replace(0, 4, QStringLiteral("ws")) + u'/' + socketPath;
    return QStringLiteral("%1/console/vnc_auto.html?path=%2").arg(base, QString::fromLatin1(QUrl::toPercentEncoding(socketPath)));
}

Result<http::Response> ConsolesHandler::vncConsole(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto type = argument[u"type"].toString();
    if (type != u"novnc" && type != u"xvpvnc")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'type': it must be novnc"), QStringLiteral("type"));
    const auto url = TRY(openConsole(call, id, type));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("type").value(type).key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ConsolesHandler::serialConsole(Call& call, const QString& id, const QJsonValue&)
{
    const auto url = TRY(openConsole(call, id, QStringLiteral("serial")));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("type").value("serial").key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ConsolesHandler::spiceConsole(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto type = argument[u"type"].toString();
    if (type != u"spice-html5")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'type': it must be spice-html5"), QStringLiteral("type"));
    const auto url = TRY(openConsole(call, id, type));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("type").value(type).key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<> ConsolesHandler::rdpConsole(Call&, const QString&, const QJsonValue&)
{
    return fail(ErrorCode::Gone, QStringLiteral("RDP consoles were for Hyper-V and are no longer available. Ask for vnc with novnc, or serial with serial."));
}

Result<http::Response> ConsolesHandler::remoteConsole(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "remote_console"));
    const auto protocol = wanted[u"protocol"].toString(), type = wanted[u"type"].toString();
    const bool known = (protocol == u"vnc" && (type == u"novnc" || type == u"xvpvnc")) || (protocol == u"serial" && type == u"serial")
        || (protocol == u"spice" && type == u"spice-html5") || (protocol == u"rdp" && type == u"rdp-html5") || (protocol == u"mks" && type == u"webmks");
    if (!known)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'remote_console': there is no protocol '%1' with type '%2'; try vnc with novnc, or serial with serial").arg(protocol.left(32), type.left(32)), QStringLiteral("remote_console"));
    const auto url = TRY(openConsole(call, call.id(QStringLiteral("server_id")), type));
    JsonWriter json;
    json.beginObject().key("remote_console").beginObject().key("protocol").value(protocol).key("type").value(type).key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
