#include "identity/Backends.h"

#include <QLoggingCategory>

namespace skylab::identity {

namespace {

Q_LOGGING_CATEGORY(lcBackends, "skylab.identity.backends")

constexpr std::chrono::minutes refreshInterval { 5 };

const QString sqlName = QStringLiteral("sql");

auto gone(const char* what, const QString& id) { return fail(ErrorCode::NotFound, QStringLiteral("Could not find %1: %2.").arg(QLatin1String(what), id.left(255))); }

Result<std::optional<MirrorStore::Mapping>> mappingOf(Directory& directory, const QString& id)
{
    // Ids of directories' users are those of Keystone, 64 digits; the others never have a mapping.
    constexpr qsizetype idLength = 64;
    if (id.size() != idLength)
        return std::optional<MirrorStore::Mapping>();
    return directory.read([&](db::Connection& connection) { return MirrorStore::find(connection, id); });
}

} // namespace

Backends::Backends(Directory& directory, RevocationStore& revocations, const Passwords& passwords, const KeyRing& keys, Makers makers)
    : m_directory(directory), m_revocations(revocations), m_configs(keys), m_makers(std::move(makers)), m_sql(directory, passwords, {})
{
}

Backends::~Backends() { stop(); }

void Backends::start()
{
    const auto mirrored = m_directory.read([](db::Connection& connection) -> Result<bool> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM id_mappings LIMIT 1")));
        const bool any = rows.next();
        TRY(rows.check());
        return any;
    });
    m_hasDirectories = !mirrored || *mirrored;
    m_thread = std::thread([this] { run(); });
}

void Backends::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Backends::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, refreshInterval, [this] { return m_stopping; })) {
        lock.unlock();
        refreshKnown();
        lock.lock();
    }
}

void Backends::refreshKnown()
{
    const auto domains = m_directory.read([](db::Connection& connection) -> Result<QStringList> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT DISTINCT domain_id FROM id_mappings")));
        QStringList ids;
        while (rows.next())
            ids << rows.get<QString>(0);
        TRY(rows.check());
        return ids;
    });
    const auto ids = domains.value_or(QStringList());
    for (const auto& domainId : ids)
        if (const auto done = refreshKnownOf(domainId); !done)
            qCWarning(lcBackends).noquote() << "Users and groups of domain" << domainId << "stay as they were last seen:" << done.error().message;
}

bool Backends::isStopping()
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

Result<> Backends::refreshKnownOf(const QString& domainId)
{
    const auto driver = TRY(driverOf(domainId));
    if (!driver)
        return {};
    TRY(mirror(domainId, TRY(driver->users()), MirrorStore::Scope::Known));
    TRY(mirror(domainId, TRY(driver->groups()), MirrorStore::Scope::Known));
    // Tokens, application credentials and trusts live on the roles of groups without a login that would ask who is in them.
    const auto groups = TRY(m_directory.read([&](db::Connection& connection) { return MirrorStore::groupsWithRoles(connection, domainId); }));
    for (auto group = groups.begin(); group != groups.end() && !isStopping(); ++group) {
        const auto users = driver->membersOf(group.value());
        if (!users && users.error().code == ErrorCode::Unavailable)
            return fail(users.error());      // the others would not be answered either
        const auto done = users ? mirrorMembers(domainId, group.key(), *users) : Result<>(fail(users.error()));
        if (!done)
            qCWarning(lcBackends).noquote() << "Group" << group.key() << "of domain" << domainId << "keeps the members it had:" << done.error().message;
    }
    return {};
}

Result<Backends::Driver> Backends::driverOf(const QString& domainId)
{
    if (m_makers.isEmpty() || domainId.isEmpty())
        return Driver();
    const auto generation = m_directory.generation();
    Known known;
    {
        const std::lock_guard lock(m_mutex);
        known = m_known.value(domainId);
    }
    if (known.generation == generation)
        return known.driver;
    const auto stored = TRY(m_directory.read([&](db::Connection& connection) -> Result<std::optional<QJsonObject>> {
        if (!TRY(service::Store<ProjectRow>::findWhere(connection, QStringLiteral("is_domain IS TRUE AND id = ?"), { domainId })))
            return std::optional<QJsonObject>();
        auto config = TRY(m_configs.read(connection, domainId));
        return std::optional(std::move(config));
    }));
    if (!stored) {      // strangers name what they like when they log in: only what there is takes room
        const std::lock_guard lock(m_mutex);
        m_known.remove(domainId);
        return Driver();
    }
    const auto& config = *stored;
    if (known.generation == 0 || config != known.config) {      // else its connections go on
        const auto name = config.value(u"identity").toObject().value(u"driver").toString(sqlName);
        known.driver = TRY(make(domainId, name, config.value(name).toObject()));
        known.config = config;
    }
    known.generation = generation;
    if (known.driver)
        m_hasDirectories = true;
    const std::lock_guard lock(m_mutex);
    m_known.insert(domainId, known);
    return known.driver;
}

qsizetype Backends::remembered() const
{
    const std::lock_guard lock(m_mutex);
    return m_known.size();
}

Result<Backends::Driver> Backends::make(const QString& domainId, const QString& name, const QJsonObject& options) const
{
    if (name == sqlName)
        return Driver();
    const auto maker = m_makers.value(name);
    if (!maker)
        return fail(ErrorCode::Unavailable, QStringLiteral("Domain %1 has the identity driver '%2', which there is not. Set the option driver of its configuration to sql or %3.")
                    .arg(domainId, name, m_makers.keys().join(QStringLiteral(" or "))));
    auto driver = maker(options);
    if (!driver)
        return fail(ErrorCode::Unavailable, QStringLiteral("The configuration of domain %1 can't be used: %2").arg(domainId, driver.error().message));
    return Driver(std::move(*driver));
}

Result<bool> Backends::isReadOnly(const QString& domainId)
{
    const auto driver = TRY(driverOf(domainId));
    return driver && !driver->isWritable();
}

Result<> Backends::requireWritable(const QString& domainId)
{
    if (TRY(isReadOnly(domainId)))
        return fail(ErrorCode::Forbidden, QStringLiteral("Users and groups of this domain live in an LDAP directory, which Skylab only reads. Change them there."));
    return {};
}

Result<Backends::Login> Backends::refresh(Reference& user)
{
    Login login;
    if (!user.id.isEmpty()) {
        const auto mapping = TRY(mappingOf(m_directory, user.id));
        if (!mapping)
            return login;
        const auto driver = TRY(driverOf(mapping->domainId));
        if (!driver)
            return login;
        login = { mapping->domainId, mapping->localId };
        const auto found = TRY(driver->user(mapping->localId));
        if (!found) {
            TRY(forget(mapping->domainId, MirrorStore::goneUser(user.id)));
            return login;
        }
        TRY(mirror<DriverUser>(mapping->domainId, { *found }, MirrorStore::Scope::These));
        TRY(mirrorGroupsOf(*driver, mapping->domainId, mapping->localId));
        return login;
    }
    auto domainId = user.domainId;
    if (domainId.isEmpty())
        domainId = TRY(m_directory.read([&](db::Connection& connection) -> Result<QString> {
            const auto domain = TRY(service::Store<ProjectRow>::findWhere(connection, QStringLiteral("is_domain IS TRUE AND name = ?"), { user.domainName }));
            return domain ? domain->id : QString();
        }));
    const auto driver = TRY(driverOf(domainId));
    if (!driver)
        return login;
    login = { domainId, user.name };
    user.id = QStringLiteral("-");      // of nobody: names of a directory's users are the directory's to compare
    if (const auto found = TRY(driver->userNamed(user.name))) {
        user.id = MirrorStore::publicId(domainId, "user", found->id);
        TRY(mirror<DriverUser>(domainId, { *found }, MirrorStore::Scope::These));
        TRY(mirrorGroupsOf(*driver, domainId, found->id));
    }
    return login;
}

Result<bool> Backends::authenticate(const std::optional<UserRow>& user, const Login& login, const Secret& password)
{
    const auto driver = TRY(driverOf(user ? user->domainId : login.domainId));
    if (!driver)
        return m_sql.authenticate(user ? user->id : QString(), password);
    const auto mapping = user ? TRY(mappingOf(m_directory, user->id)) : std::nullopt;
    const bool right = TRY(driver->authenticate(mapping ? mapping->localId : login.localName, password));
    return right && mapping && !mapping->gone;
}

template <typename Item>
Result<> Backends::mirror(const QString& domainId, const std::vector<Item>& items, MirrorStore::Scope scope)
{
    // Most of the time nothing has changed, and nothing is written.
    if (TRY(m_directory.read([&](db::Connection& connection) { return MirrorStore::plan(connection, domainId, items, scope); })).isEmpty())
        return {};
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        return MirrorStore::apply(transaction, domainId, TRY(MirrorStore::plan(transaction, domainId, items, scope)), m_revocations);
    });
}

template <typename Plan>
Result<> Backends::forget(const QString& domainId, const Plan& plan)
{
    const auto mapping = TRY(mappingOf(m_directory, plan.gone.first()));
    if (!mapping || mapping->gone)
        return {};
    return m_directory.write([&](db::Transaction& transaction) { return MirrorStore::apply(transaction, domainId, plan, m_revocations); });
}

Result<> Backends::mirrorMemberships(const MirrorStore::Memberships& wanted)
{
    if (!TRY(m_directory.read([&](db::Connection& connection) { return MirrorStore::differs(connection, wanted); })))
        return {};
    return m_directory.write([&](db::Transaction& transaction) { return MirrorStore::apply(transaction, wanted); });
}

Result<> Backends::mirrorGroupsOf(IdentityDriver& driver, const QString& domainId, const QString& localId)
{
    const auto groups = TRY(driver.groupsOf(localId));
    TRY(mirror(domainId, groups, MirrorStore::Scope::These));
    QStringList ids;
    for (const auto& group : groups)
        ids << MirrorStore::publicId(domainId, "group", group.id);
    return mirrorMemberships({ "user_id", MirrorStore::publicId(domainId, "user", localId), ids });
}

Result<> Backends::mirrorMembers(const QString& domainId, const QString& groupId, const std::vector<DriverUser>& users)
{
    QStringList ids;
    for (const auto& user : users)
        ids << MirrorStore::publicId(domainId, "user", user.id);
    return mirrorMemberships({ "group_id", groupId, ids });
}

Result<> Backends::refreshUser(const QString& id)
{
    const auto mapping = TRY(mappingOf(m_directory, id));
    const auto driver = mapping ? TRY(driverOf(mapping->domainId)) : Driver();
    if (!driver)
        return mapping && mapping->gone ? Result<>(gone("user", id)) : Result<>();
    const auto found = TRY(driver->user(mapping->localId));
    if (found)
        return mirror<DriverUser>(mapping->domainId, { *found }, MirrorStore::Scope::These);
    TRY(forget(mapping->domainId, MirrorStore::goneUser(id)));
    return gone("user", id);
}

Result<> Backends::refreshGroup(const QString& id)
{
    const auto mapping = TRY(mappingOf(m_directory, id));
    const auto driver = mapping ? TRY(driverOf(mapping->domainId)) : Driver();
    if (!driver)
        return mapping && mapping->gone ? Result<>(gone("group", id)) : Result<>();
    const auto found = TRY(driver->group(mapping->localId));
    if (found)
        return mirror<DriverGroup>(mapping->domainId, { *found }, MirrorStore::Scope::These);
    TRY(forget(mapping->domainId, MirrorStore::goneGroup(id)));
    return gone("group", id);
}

Result<> Backends::refreshUsers(const QString& domainId, const QString& name)
{
    const auto driver = TRY(driverOf(domainId));
    if (!driver)
        return {};
    if (!name.isEmpty())
        if (const auto found = TRY(driver->userNamed(name)))
            return mirror<DriverUser>(domainId, { *found }, MirrorStore::Scope::These);
    return mirror(domainId, TRY(driver->users()), MirrorStore::Scope::All);
}

Result<> Backends::refreshGroups(const QString& domainId)
{
    const auto driver = TRY(driverOf(domainId));
    return driver ? mirror(domainId, TRY(driver->groups()), MirrorStore::Scope::All) : Result<>();
}

Result<> Backends::refreshGroupsOf(const QString& userId)
{
    TRY(refreshUser(userId));
    const auto mapping = TRY(mappingOf(m_directory, userId));
    const auto driver = mapping ? TRY(driverOf(mapping->domainId)) : Driver();
    return driver ? mirrorGroupsOf(*driver, mapping->domainId, mapping->localId) : Result<>();
}

Result<> Backends::refreshMembersOf(const QString& groupId)
{
    TRY(refreshGroup(groupId));
    const auto mapping = TRY(mappingOf(m_directory, groupId));
    const auto driver = mapping ? TRY(driverOf(mapping->domainId)) : Driver();
    if (!driver)
        return {};
    const auto users = TRY(driver->membersOf(mapping->localId));
    TRY(mirror(mapping->domainId, users, MirrorStore::Scope::These));
    return mirrorMembers(mapping->domainId, groupId, users);
}

} // namespace skylab::identity
