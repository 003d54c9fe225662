#pragma once

#include "service/Event.h"
#include "service/ProjectScope.h"
#include "service/Service.h"
#include "service/Task.h"

#include <map>
#include <mutex>

namespace skylab::service {

/// Skylab's own API below /skylab/v1, beside OpenStack's: the event stream, tasks, and what the cloud can do.
/// Clients that don't know it miss nothing of OpenStack.
/// Other services add to it: Service::extension(). docs/extension.md is its reference.
///   GET  /skylab/v1                     what this cloud is and has
///   GET  /skylab/v1/policy[?service=S]  which policy rules hold for the caller
///   GET  /skylab/v1/events?since=N      events after N as a list; as a WebSocket: those and all that follow
///   GET  /skylab/v1/tasks[?open=true]   long work, newest first
///   GET  /skylab/v1/tasks/{id}          one of them
///   POST /skylab/v1/tasks/{id}/cancel   ask it to stop
class SkylabService : public Service {
public:
    explicit SkylabService(Chassis& chassis);
    ~SkylabService() override;

    /// So long an open stream goes on without a look at its token.
    static constexpr int recheckSeconds = 5;

    std::vector<Route> routes() override;
    std::vector<Route> rootRoutes() override;
    Result<> start() override;
    void stop() override;

private:
    struct Listener;

    Result<http::Response> about(Call& call);
    Result<http::Response> policy(Call& call);
    Result<http::Response> events(Call& call);
    Result<http::Response> listTasks(Call& call);
    Result<http::Response> showTask(Call& call);
    Result<http::Response> cancelTask(Call& call);
    Result<TaskRow> ownTask(const Call& call) const;
    http::Response eventStream(const Call& call, const ProjectScope& scope, qint64 since);
    void publish(const Event& event);

    std::mutex m_mutex;
    std::map<const void*, std::shared_ptr<Listener>> m_listeners;
    int m_subscription = 0;
};

} // namespace skylab::service
