#pragma once

#include "service/Router.h"
#include "service/Service.h"

namespace skylab::service {

/// The one way of every request: service by prefix, route, token to Context, policy, microversion, body, handler,
/// and the answer with its request id, or the fault in the service's own shape.
class Pipeline {
public:
    explicit Pipeline(Chassis& chassis);
    ~Pipeline();
    Q_DISABLE_COPY_MOVE(Pipeline)

    /// Takes the service's tables and registers their policy rules. Before the server starts. Routes below /skylab/v1 are
    /// mounted with the service that has that prefix; without one they are not there.
    Result<> addService(Service& service);

    /// Called on the server's threads, many at once.
    http::Response handle(const http::Request& request, http::BodyReader& body);

    /// Whether all routes that the request may mean are quick ones (Routes.h). Cheap, any thread.
    [[nodiscard]] bool isQuick(const http::Request& request) const;

    /// All routes with their rules, for `--print-policy` and the security tests: service, method, path, route.
    struct Listed {
        const Service* service;
        QString fullPath;
        const Route* route;
    };
    [[nodiscard]] std::vector<Listed> routes() const;

private:
    struct Mounted;
    struct Journey;

    [[nodiscard]] const Mounted* mountedAt(const QByteArray& path) const;
    Result<http::Response> run(Journey& journey, http::BodyReader& body);
    Result<> findRoute(Journey& journey) const;
    Result<> authenticate(Journey& journey, const Route& route) const;
    Result<> negotiate(Journey& journey) const;
    Result<> readJson(Journey& journey, http::BodyReader& body) const;
    Result<const Route*> chooseRoute(const Journey& journey) const;
    Result<> authorize(const Call& call, const Route& route) const;
    void finish(const Journey& journey, http::Response& response) const;

    Chassis& m_chassis;
    std::vector<std::unique_ptr<Mounted>> m_services;
    std::vector<Route> m_extensions;      ///< of services that came before the one that is mounted at their place
};

} // namespace skylab::service
