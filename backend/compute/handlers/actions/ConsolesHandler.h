#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// The console's log, and ways to sit down before a server. Console tokens are for one server each, and short-lived.
class ConsolesHandler {
public:
    explicit ConsolesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> consoleOutput(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> vncConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> spiceConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> serialConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<> rdpConsole(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> remoteConsole(Call& call);
    /// The URL of a console of that type, with a fresh token.
    Result<QString> openConsole(const Call& call, const QString& id, const QString& type);

    ComputeService& m_service;
};

} // namespace skylab::compute
