#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Server groups.
class GroupsHandler {
public:
    explicit GroupsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<sdk::Page<ServerGroupRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<ServerGroupRow> show(service::Call& call, const QString& id);
    Result<ServerGroupRow> create(service::Call& call, sdk::Decoded<sdk::ServerGroup> wanted);
    Result<> remove(service::Call& call, const QString& id);
    Result<ServerGroupRow> find(db::Connection& connection, const service::Context& context, const QString& id) const;
    static Result<> addMembers(db::Connection& connection, ServerGroupRow& group);

    ComputeService& m_service;
};

} // namespace skylab::compute
