#pragma once

#include "identity/store/Directory.h"
#include "identity/store/RevocationStore.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /domains: the roots of the hierarchy. Deleting one takes all its users, groups and projects along.
class DomainsHandler {
public:
    DomainsHandler(Directory& directory, RevocationStore& revocations) : m_directory(directory), m_revocations(revocations) { }

    Result<sdk::Page<DomainRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<DomainRow> show(service::Call& call, const QString& id);
    Result<DomainRow> create(service::Call& call, sdk::Decoded<sdk::IdentityDomain> wanted);
    Result<DomainRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    /// Forbidden while it is enabled.
    Result<> remove(service::Call& call, const QString& id);

private:
    Result<> removeContents(db::Transaction& transaction, const service::Context& context, const QString& id);
    Result<> revokeUsers(db::Transaction& transaction, const QString& id);

    Directory& m_directory;
    RevocationStore& m_revocations;
};

} // namespace skylab::identity
