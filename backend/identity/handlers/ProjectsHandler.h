#pragma once

#include "identity/store/Directory.h"
#include "identity/store/RevocationStore.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /projects with their hierarchy and tags. What other services keep in a project is theirs: the event of its removal
/// tells them.
class ProjectsHandler {
public:
    ProjectsHandler(Directory& directory, RevocationStore& revocations) : m_directory(directory), m_revocations(revocations) { }

    /// Domains are left out unless is_domain asks for them.
    Result<sdk::Page<ProjectRow>> list(service::Call& call, const sdk::ListQuery& query);
    /// With ?parents_as_list, ?subtree_as_list, ?parents_as_ids and ?subtree_as_ids what is above and below; the lists hold
    /// only what the caller may see.
    Result<ProjectRow> show(service::Call& call, const QString& id);
    Result<ProjectRow> create(service::Call& call, sdk::Decoded<sdk::Project> wanted);
    Result<ProjectRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<http::Response> listTags(service::Call& call);
    Result<http::Response> replaceTags(service::Call& call);
    Result<http::Response> clearTags(service::Call& call);
    Result<http::Response> checkTag(service::Call& call);
    Result<http::Response> addTag(service::Call& call);
    Result<http::Response> removeTag(service::Call& call);

private:
    Result<> place(db::Connection& connection, const service::Context& context, ProjectRow& row);
    Result<> addRelatives(db::Connection& connection, const service::Call& call, ProjectRow& row);
    Result<> requireEnabling(db::Connection& connection, const ProjectRow& stored, const ProjectRow& row);
    Result<QStringList> storeTags(const service::Call& call, const std::function<Result<>(QStringList&)>& change);

    Directory& m_directory;
    RevocationStore& m_revocations;
};

/// Tags are unique, and neither '/' nor ',' fits into URLs and filters. BadRequest says which is wrong.
Result<> checkTags(const QStringList& tags);

/// Takes a project (or a domain's own row) and all that hangs on it out of identity's tables, with its event.
Result<> removeProject(db::Transaction& transaction, const service::Context& context, const ProjectRow& row);

} // namespace skylab::identity
