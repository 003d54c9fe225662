#pragma once

#include "compute/model/ServerState.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;
class ServersHandler;

/// POST /servers/{id}/action, and consoles.
class ServerActionsHandler {
public:
    ServerActionsHandler(ComputeService& service, ServersHandler& servers) : m_service(service), m_servers(servers) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<> start(Call& call, const QString& id, const QJsonValue& argument);
    Result<> stop(Call& call, const QString& id, const QJsonValue& argument);
    Result<> reboot(Call& call, const QString& id, const QJsonValue& argument);
    Result<> pause(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unpause(Call& call, const QString& id, const QJsonValue& argument);
    Result<> suspend(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resume(Call& call, const QString& id, const QJsonValue& argument);
    Result<> lock(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unlock(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetState(Call& call, const QString& id, const QJsonValue& argument);
    Result<> forceDelete(Call& call, const QString& id, const QJsonValue& argument);
    Result<> changePassword(Call& call, const QString& id, const QJsonValue& argument);
    Result<> addSecurityGroup(Call& call, const QString& id, const QJsonValue& argument);
    Result<> removeSecurityGroup(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resize(Call& call, const QString& id, const QJsonValue& argument);
    Result<> confirmResize(Call& call, const QString& id, const QJsonValue& argument);
    Result<> revertResize(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> createImage(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> rebuild(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> consoleOutput(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> vncConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> serialConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> remoteConsole(Call& call);

    Result<> power(const Call& call, const QString& id, state::Action action, const QString& verb);
    /// The URL of a console of that type, with a fresh token.
    Result<QString> openConsole(const Call& call, const QString& id, const QString& type);

    static Result<> takeFlavor(ServerRow& server, const FlavorRow& flavor);

    ComputeService& m_service;
    ServersHandler& m_servers;
};

} // namespace skylab::compute
