#include "identity/handlers/DomainsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/handlers/ProjectsHandler.h"
#include "identity/store/AssignmentStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

DomainRow domainOf(const ProjectRow& row)
{
    DomainRow domain;
    domain.id = row.id;
    domain.name = row.name;
    domain.description = row.description;
    domain.enabled = row.enabled;
    domain.tags = row.tags;
    domain.options = row.options;
    domain.extra = row.extra;
    return domain;
}

void copyInto(ProjectRow& row, const sdk::IdentityDomain& domain)
{
    row.name = domain.name;
    row.description = domain.description;
    row.enabled = domain.enabled;
    row.tags = domain.tags;
    row.options = domain.options;
    row.extra = domain.extra;
    row.extra.remove(QStringLiteral("links"));
}

} // namespace

Result<sdk::Page<DomainRow>> DomainsHandler::list(Call& call, const sdk::ListQuery& query)
{
    auto where = QStringLiteral("is_domain IS TRUE");
    QVariantList arguments;
    if (const auto domain = visibleDomain(call.context); !domain.isEmpty()) {
        where += QStringLiteral(" AND id = ?");
        arguments << domain;
    }
    return m_directory.read([&](db::Connection& connection) { return Store<DomainRow>::list(connection, query, where, arguments); });
}

Result<DomainRow> DomainsHandler::show(Call&, const QString& id)
{
    return domainOf(TRY(m_directory.read([&](db::Connection& connection) { return requiredDomain(connection, id); })));
}

Result<DomainRow> DomainsHandler::create(Call& call, sdk::Decoded<sdk::IdentityDomain> wanted)
{
    ProjectRow row;
    copyInto(row, wanted.value);
    row.id = newHexId();
    row.isDomain = true;
    row.createdAt = Clock::now();
    TRY(checkTags(row.tags));
    return m_directory.write([&](db::Transaction& transaction) -> Result<DomainRow> {
        TRY(named(Store<ProjectRow>::insert(transaction, row), projectNameTaken(row)));
        const auto domain = domainOf(row);
        TRY(record(transaction, call.context, "create", domain));
        return domain;
    });
}

Result<DomainRow> DomainsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<DomainRow> {
        auto row = TRY(requiredDomain(transaction, id));
        TRY(requireMutable(row.options, changes, "Domain", id));
        const bool wasEnabled = row.enabled;
        const auto domain = TRY(sdk::decode<DomainRow>(changes, sdk::In::Update, {}, domainOf(row))).value;
        copyInto(row, domain);
        TRY(checkTags(row.tags));
        TRY(named(Store<ProjectRow>::update(transaction, row).map([](bool) { }), projectNameTaken(row)));
        if (wasEnabled && !row.enabled)
            TRY(revokeUsers(transaction, id));
        TRY(record(transaction, call.context, "update", domain));
        return domainOf(row);
    });
}

/// A domain that is enabled again must not bring old tokens back to life.
Result<> DomainsHandler::revokeUsers(db::Transaction& transaction, const QString& id)
{
    const auto users = TRY(Store<UserRow>::select(transaction, QStringLiteral("domain_id = ?"), { id }));
    for (const auto& user : users)
        TRY(m_revocations.revokeUser(transaction, user.id));
    return {};
}

Result<> DomainsHandler::removeContents(db::Transaction& transaction, const service::Context& context, const QString& id)
{
    for (const auto& user : TRY(Store<UserRow>::select(transaction, QStringLiteral("domain_id = ?"), { id }))) {
        TRY(AssignmentStore::forget(transaction, user.id));
        TRY(transaction.execute(QStringLiteral("DELETE FROM credentials WHERE user_id = ?"), user.id));
        TRY(m_revocations.revokeUser(transaction, user.id));
        TRY(Store<UserRow>::remove(transaction, user.id));
        TRY(record(transaction, context, "delete", user));
    }
    for (const auto& group : TRY(Store<GroupRow>::select(transaction, QStringLiteral("domain_id = ?"), { id }))) {
        TRY(AssignmentStore::forget(transaction, group.id));
        TRY(Store<GroupRow>::remove(transaction, group.id));
        TRY(record(transaction, context, "delete", group));
    }
    for (const auto& role : TRY(Store<RoleRow>::select(transaction, QStringLiteral("domain_id = ?"), { id }))) {
        TRY(Store<RoleRow>::remove(transaction, role.id));
        TRY(record(transaction, context, "delete", role));
    }
    for (const auto& project : TRY(Store<ProjectRow>::select(transaction, QStringLiteral("domain_id = ?"), { id }))) {
        TRY(m_revocations.revokeProject(transaction, project.id));
        TRY(removeProject(transaction, context, project));
    }
    return {};
}

Result<> DomainsHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(requiredDomain(transaction, id));
        TRY(requireMutable(row.options, {}, "Domain", id));
        if (row.enabled)
            return fail(ErrorCode::Forbidden, QStringLiteral("Cannot delete a domain that is enabled, please disable it first."));
        TRY(removeContents(transaction, call.context, id));
        TRY(AssignmentStore::forget(transaction, id));
        TRY(Store<ProjectRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", domainOf(row));
    });
}

} // namespace skylab::identity
