#pragma once

#include "compute/store/HostRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What moved from host to host or changed its size, and the live migrations of one server.
class MigrationsHandler {
public:
    explicit MigrationsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> list(Call& call);
    Result<http::Response> listOfServer(Call& call);
    Result<http::Response> showOfServer(Call& call);
    Result<> forceComplete(Call& call, const QString& id, const QJsonValue& argument);
    Result<> abort(Call& call, const QString& id);

    /// The live migrations of the server that go on.
    Result<std::vector<MigrationRow>> running(const QString& serverId);
    Result<MigrationRow> runningOne(const QString& serverId, const QString& id);
    /// Conflict unless the server of the path is on its way to another host.
    Result<ServerRow> requireMigrating(const Call& call, const char* what);

    ComputeService& m_service;
};

} // namespace skylab::compute
