#include "identity/store/TrustStore.h"

#include "identity/store/AssignmentStore.h"
#include "identity/store/Directory.h"
#include "service/Store.h"

namespace skylab::identity::TrustStore {

using service::Store;

namespace {

auto notFound(const QString& id) { return fail(ErrorCode::NotFound, QStringLiteral("Could not find trust: %1.").arg(id.left(255))); }

Result<> requireEnabled(db::Connection& connection, const QString& userId, const char* who)
{
    const auto user = TRY(Store<UserRow>::find(connection, userId));
    const auto domain = user ? TRY(Store<ProjectRow>::find(connection, user->domainId)) : std::nullopt;
    if (!user || !user->enabled || !domain || !domain->enabled)
        return fail(ErrorCode::Forbidden, QStringLiteral("%1 is disabled.").arg(QLatin1String(who)));
    return {};
}

} // namespace

Result<std::vector<TrustRow>> pedigree(db::Connection& connection, const QString& id)
{
    std::vector<TrustRow> all;
    auto next = std::optional(id);
    while (next) {
        const auto row = TRY(Store<TrustRow>::find(connection, *next));
        if (!row || (!row->expiresAt.isNull() && row->expiresAt <= Clock::now()))
            return notFound(id);
        all.push_back(*row);
        next = row->redelegatedTrustId;
    }
    return all;
}

Result<Usable> usable(db::Connection& connection, const RoleGraph& roles, const QString& id)
{
    const auto all = TRY(pedigree(connection, id));
    const auto& trust = all.front();
    // Everyone along the way must still be there to answer for it; the roles are those of the first.
    for (const auto& one : all)
        TRY(requireEnabled(connection, one.trustorUserId, "Trustor"));
    TRY(requireEnabled(connection, trust.trusteeUserId, "Trustee"));
    Usable usable { trust, roles.effective(trust.roleIds) };
    if (!trust.projectId)
        return usable;
    const auto held = roles.expand(TRY(AssignmentStore::effectiveRoleIds(connection, all.back().trustorUserId, ScopeKind::Project, *trust.projectId)));
    if (trust.roleIds.isEmpty() || std::any_of(trust.roleIds.begin(), trust.roleIds.end(), [&](const QString& role) { return !held.contains(role); }))
        return fail(ErrorCode::Forbidden, QStringLiteral("Trustee has no delegated roles."));
    return usable;
}

Result<> consume(db::Transaction& transaction, const QString& id)
{
    if (TRY(transaction.execute(QStringLiteral("UPDATE trusts SET remaining_uses = remaining_uses - 1 WHERE id = ? AND remaining_uses > 0"), id)) > 0)
        return {};
    const auto row = TRY(Store<TrustRow>::find(transaction, id));
    return row && !row->remainingUses ? Result<>() : notFound(id);
}

Result<RoleRow> requiredRole(db::Connection& connection, const sdk::RoleReference& wanted)
{
    if (!wanted.id.isEmpty())
        return required<RoleRow>(connection, wanted.id);
    const auto role = TRY(Store<RoleRow>::findWhere(connection, QStringLiteral("domain_id IS NULL AND name = ?"), { wanted.name }));
    if (!role)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find role: %1.").arg(wanted.name.left(255)));
    return *role;
}

} // namespace skylab::identity::TrustStore
