#pragma once

#include "identity/store/AssignmentStore.h"
#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// Granting roles to users and groups on projects, domains and the system, and the list of all grants. The grant
/// handlers read what they are about from the path's arguments, so one serves all the routes of its kind.
class AssignmentsHandler {
public:
    explicit AssignmentsHandler(Directory& directory) : m_directory(directory) { }

    Result<http::Response> grant(service::Call& call);
    /// GET and HEAD: 204, or NotFound.
    Result<http::Response> check(service::Call& call);
    Result<http::Response> revoke(service::Call& call);
    /// The roles that the actor was granted on the target.
    Result<sdk::Page<RoleRow>> roles(service::Call& call, const sdk::ListQuery& query);

    /// GET /role_assignments with its filters, ?effective and ?include_names.
    Result<http::Response> list(service::Call& call);

private:
    struct Names;
    Result<Assignment> named(db::Connection& connection, const service::Call& call);
    Result<std::vector<EffectiveAssignment>> find(db::Connection& connection, const service::Call& call);
    Result<AssignmentWorld> world(db::Connection& connection);
    Result<Names> names(db::Connection& connection);

    Directory& m_directory;
};

} // namespace skylab::identity
