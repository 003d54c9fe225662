#include "core/Uuid.h"
#include "identity/Parts.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/CatalogStore.h"

namespace skylab::identity {

using service::Store;

namespace {

const QString defaultDomainId = QStringLiteral("default");

/// Makes what is missing, within one transaction, and says so in events.
class Maker {
public:
    explicit Maker(db::Transaction& transaction) : m_transaction(transaction), m_context(service::Context::system()) { }

    /// True when it was missing: the cloud is new.
    Result<bool> domain()
    {
        if (TRY(Store<ProjectRow>::find(m_transaction, defaultDomainId)))
            return false;
        ProjectRow row;
        row.id = defaultDomainId;
        row.name = QStringLiteral("Default");
        row.description = QStringLiteral("The default domain");
        row.isDomain = true;
        row.createdAt = Clock::now();
        TRY(Store<ProjectRow>::insert(m_transaction, row));
        TRY(record(m_transaction, m_context, "create", row));
        return true;
    }

    Result<QString> role(const char* name, bool immutable)
    {
        if (const auto found = TRY(Store<RoleRow>::findWhere(m_transaction, QStringLiteral("domain_id IS NULL AND name = ?"), { QLatin1String(name) })))
            return found->id;
        RoleRow row;
        row.id = newHexId();
        row.name = QString::fromLatin1(name);
        row.createdAt = Clock::now();
        if (immutable)
            row.options.insert(QStringLiteral("immutable"), true);
        TRY(Store<RoleRow>::insert(m_transaction, row));
        TRY(record(m_transaction, m_context, "create", row));
        return row.id;
    }

    Result<> imply(const QString& prior, const QString& implied)
    {
        TRY(m_transaction.execute(QStringLiteral("INSERT INTO role_implications (prior_role_id, implied_role_id) VALUES (?, ?) ON CONFLICT DO NOTHING"), prior, implied));
        return {};
    }

    Result<QString> project(const QString& name, const QString& description)
    {
        if (const auto found = TRY(Store<ProjectRow>::findWhere(m_transaction, QStringLiteral("domain_id = ? AND name = ?"), { defaultDomainId, name })))
            return found->id;
        ProjectRow row;
        row.id = newHexId();
        row.name = name;
        row.description = description;
        row.domainId = defaultDomainId;
        row.parentId = defaultDomainId;
        row.createdAt = Clock::now();
        TRY(Store<ProjectRow>::insert(m_transaction, row));
        TRY(record(m_transaction, m_context, "create", row, row.id));
        return row.id;
    }

    /// The id, or nothing when the user was there already.
    Result<std::optional<QString>> user(const QString& name, const QString& hash, const QString& projectId)
    {
        if (TRY(Store<UserRow>::findWhere(m_transaction, QStringLiteral("domain_id = ? AND name = ?"), { defaultDomainId, name })))
            return std::optional<QString>();
        UserRow row;
        row.id = newHexId();
        row.name = name;
        row.domainId = defaultDomainId;
        row.defaultProjectId = projectId;
        row.passwordHash = hash;
        row.createdAt = Clock::now();
        TRY(Store<UserRow>::insert(m_transaction, row));
        TRY(record(m_transaction, m_context, "create", row));
        return std::optional(row.id);
    }

    Result<> grant(const QString& userId, const QString& targetType, const QString& targetId, const QString& roleId)
    {
        return AssignmentStore::add(m_transaction, { QStringLiteral("user"), userId, targetType, targetId, roleId, false });
    }

private:
    db::Transaction& m_transaction;
    service::Context m_context;
};

struct RoleIds {
    QString admin;
    QString member;
};

Result<RoleIds> makeRoles(Maker& maker)
{
    const auto admin = TRY(maker.role("admin", true));
    const auto manager = TRY(maker.role("manager", true));
    const auto member = TRY(maker.role("member", true));
    const auto reader = TRY(maker.role("reader", true));
    TRY(maker.role("service", true));
    TRY(maker.role("ResellerAdmin", false));
    TRY(maker.imply(admin, manager));
    TRY(maker.imply(manager, member));
    TRY(maker.imply(member, reader));
    return RoleIds { admin, member };
}

Result<qint64> countAdmins(db::Connection& connection)
{
    return Store<UserRow>::count(connection, QStringLiteral("domain_id = 'default' AND name = 'admin'"));
}

} // namespace

Result<Bootstrap> IdentityService::bootstrap(const BootstrapOptions& options)
{
    Bootstrap passwords { options.adminPassword.isEmpty() ? Passwords::generate() : options.adminPassword,
                          options.demoPassword.isEmpty() ? Passwords::generate() : options.demoPassword };
    // Hashing is slow: outside of the transaction, and only when the administrator is missing.
    const auto admins = TRY(m_parts->directory.read([](db::Connection& connection) { return countAdmins(connection); }));
    const auto adminHash = admins == 0 ? TRY(m_parts->passwords.hash(passwords.adminPassword)) : QString();
    const auto demoHash = admins == 0 && options.demo ? TRY(m_parts->passwords.hash(passwords.demoPassword)) : QString();
    bool madeAdmin = false, madeDemo = false;
    TRY(m_parts->directory.write([&](db::Transaction& transaction) -> Result<> {
        Maker maker(transaction);
        madeAdmin = madeDemo = false;
        const bool isNew = TRY(maker.domain());
        const auto roles = TRY(makeRoles(maker));
        TRY(CatalogStore::ensureRegion(transaction, options.region));
        const auto adminProject = TRY(maker.project(QStringLiteral("admin"), QStringLiteral("Administration of the cloud")));
        if (const auto admin = TRY(maker.user(QStringLiteral("admin"), adminHash, adminProject))) {
            madeAdmin = true;
            TRY(maker.grant(*admin, QStringLiteral("project"), adminProject, roles.admin));
            TRY(maker.grant(*admin, QStringLiteral("system"), QStringLiteral("all"), roles.admin));
        }
        if (!options.demo || !isNew)
            return {};      // whoever deleted the demo does not want it back
        const auto demoProject = TRY(maker.project(QStringLiteral("demo"), QStringLiteral("A project to try things in")));
        if (const auto demo = TRY(maker.user(QStringLiteral("demo"), demoHash, demoProject))) {
            madeDemo = true;
            TRY(maker.grant(*demo, QStringLiteral("project"), demoProject, roles.member));
        }
        return {};
    }));
    if (!madeAdmin)
        passwords.adminPassword = {};
    if (!madeDemo)
        passwords.demoPassword = {};
    return passwords;
}

Result<Bootstrap> IdentityService::passwordsToMake() const
{
    Bootstrap passwords;
    const auto admins = TRY(m_parts->directory.read([](db::Connection& connection) { return countAdmins(connection); }));
    if (admins == 0)
        passwords.adminPassword = Passwords::generate();
    if (TRY(isNew()))
        passwords.demoPassword = Passwords::generate();
    return passwords;
}

Result<bool> IdentityService::isNew() const
{
    const auto projects = TRY(m_parts->directory.read([](db::Connection& connection) { return Store<ProjectRow>::count(connection); }));
    return projects == 0;
}

} // namespace skylab::identity
