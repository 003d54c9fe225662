#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /roles, and which role brings which others.
class RolesHandler {
public:
    explicit RolesHandler(Directory& directory) : m_directory(directory) { }

    /// Roles of the whole cloud; with ?domain_id= those of that domain.
    Result<sdk::Page<RoleRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<RoleRow> show(service::Call& call, const QString& id);
    Result<RoleRow> create(service::Call& call, sdk::Decoded<sdk::Role> wanted);
    Result<RoleRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<http::Response> listInferences(service::Call& call);
    Result<http::Response> listImplied(service::Call& call);
    Result<http::Response> showImplied(service::Call& call);
    Result<http::Response> checkImplied(service::Call& call);
    Result<http::Response> imply(service::Call& call);
    Result<http::Response> removeImplied(service::Call& call);

private:
    Result<> requireImplied(const service::Call& call);

    Directory& m_directory;
};

} // namespace skylab::identity
