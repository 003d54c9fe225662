#pragma once

#include "service/Service.h"

namespace skylab::compute {

class ComputeService;

/// Consoles in a browser, below /console: noVNC's own files, and the WebSocket that is joined to a guest's screen or
/// serial line. No token of the identity service is wanted: the console's own token is the right.
///   GET /console/<file>           noVNC, read only
///   GET /console/ws?token=...     WebSocket, subprotocol "binary"
class ConsoleService final : public service::Service {
public:
    /// @param files  noVNC's folder; where it is missing only the WebSocket answers
    ConsoleService(service::Chassis& chassis, ComputeService& compute, QString files = QStringLiteral("/usr/share/novnc"));

    std::vector<service::Route> routes() override;

private:
    Result<http::Response> serveFile(service::Call& call);
    Result<http::Response> openSocket(service::Call& call);

    ComputeService& m_compute;
    QString m_files;
};

} // namespace skylab::compute
