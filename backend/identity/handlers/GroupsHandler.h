#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /groups and who is in them.
class GroupsHandler {
public:
    explicit GroupsHandler(Directory& directory) : m_directory(directory) { }

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
    Directory& m_directory;
};

} // namespace skylab::identity
