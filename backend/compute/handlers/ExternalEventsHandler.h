#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// POST /os-server-external-events: what other services tell about a server's ports and volumes.
class ExternalEventsHandler {
public:
    explicit ExternalEventsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    struct Event;
    Result<http::Response> create(service::Call& call);
    static Result<std::vector<Event>> read(const service::Call& call);
    /// Does what the event asks for; a failure is logged, since nobody waits for it.
    void act(const Event& event, const ServerRow& server);
    Result<> dropPort(const ServerRow& server, const QString& portId);

    ComputeService& m_service;
};

} // namespace skylab::compute
