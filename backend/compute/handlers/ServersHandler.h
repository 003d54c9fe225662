#pragma once

#include "compute/handlers/ServerPlanner.h"
#include "compute/store/ComputeRows.h"
#include "sdk/compute/ServerRequests.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Servers: create, list, show, update, delete.
class ServersHandler {
public:
    explicit ServersHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

    /// One server's document, as GET, PUT and rebuild answer it.
    enum class Shape { Full, Brief };
    Result<QJsonObject> document(const service::Call& call, const ServerRow& server, Shape shape);

private:
    Result<QByteArray> encoded(const service::Call& call, const ServerRow& server, Shape shape);
    Result<http::Response> answer(const service::Call& call, const ServerRow& server, Shape shape);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);

    Result<std::vector<ServerRow>> insert(service::Call& call, const BuildPlan& plan);
    Result<int> fitQuota(db::Connection& connection, const BuildPlan& plan) const;
    /// A server of the request with the host that was found for it, or why there is none.
    struct Placed {
        ServerRow server;
        Result<QString> host;
        std::vector<HostReport> reports;
    };
    std::vector<Placed> place(const BuildPlan& plan, const QStringList& ids, const QStringList& groupMembers);
    Result<ServerRow> insertOne(db::Transaction& transaction, service::Call& call, const BuildPlan& plan, const Placed& placed);
    Result<> checkGroup(db::Transaction& transaction, const BuildPlan& plan, const QString& host) const;

    ComputeService& m_service;
};

} // namespace skylab::compute
