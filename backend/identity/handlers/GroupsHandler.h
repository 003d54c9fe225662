#pragma once

#include "identity/Backends.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /groups and who is in them.
class GroupsHandler {
public:
    GroupsHandler(Directory& directory, Backends& backends) : m_directory(directory), m_backends(backends) { }

    Result<sdk::Page<GroupRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<GroupRow> show(service::Call& call, const QString& id);
    Result<GroupRow> create(service::Call& call, sdk::Decoded<sdk::Group> wanted);
    Result<GroupRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<sdk::Page<UserRow>> users(service::Call& call, const sdk::ListQuery& query);
    Result<http::Response> addUser(service::Call& call);
    /// GET and HEAD: 204, or NotFound.
    Result<http::Response> checkUser(service::Call& call);
    Result<http::Response> removeUser(service::Call& call);

private:
    /// Forbidden where the group, or a user who would go in or out, belongs to a read-only directory.
    Result<> requireWritable(const QString& groupId, const QString& userId = {});

    Directory& m_directory;
    Backends& m_backends;
};

} // namespace skylab::identity
