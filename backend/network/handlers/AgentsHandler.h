#pragma once

#include "network/driver/NetworkTypes.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /agents as Neutron's OVN mechanism shows them: what runs on the hosts that have joined the engine. Networks and
/// routers are no agent's: the lists of those are empty, and nothing can be scheduled.
class AgentsHandler {
public:
    explicit AgentsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    struct Agent {
        QString id;
        QString type;
        QString binary;
        QString description;
        NetworkHost host;
    };
    Result<QList<Agent>> agents();
    Result<Agent> find(const QString& id);

    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<http::Response> hostedNetworks(service::Call& call);
    Result<http::Response> hostedRouters(service::Call& call);
    Result<http::Response> scheduleNetwork(service::Call& call);
    Result<http::Response> scheduleRouter(service::Call& call);
    Result<http::Response> unscheduleNetwork(service::Call& call);
    Result<http::Response> unscheduleRouter(service::Call& call);
    Result<http::Response> agentsOfNetwork(service::Call& call);
    Result<http::Response> agentsOfRouter(service::Call& call);
    static void write(JsonWriter& json, const Agent& agent, const QStringList& fields);
    NetworkService& m_service;
};

} // namespace skylab::network
