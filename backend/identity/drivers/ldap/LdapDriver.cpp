#include "identity/drivers/ldap/LdapDriver.h"

#include "identity/drivers/ldap/LdapEntries.h"
#include "identity/drivers/ldap/LdapFilter.h"

namespace skylab::identity {

namespace {

/// Active Directory's matching rule that follows groups in groups.
const QString inChain = QStringLiteral(":1.2.840.113556.1.4.1941:");

/// Ids and names that are longer are nobody's, as in Keystone. Servers hang up on requests that are too long.
constexpr qsizetype maxLength = 255;

LdapScope scopeOf(const LdapOptions& options) { return options.subtree ? LdapScope::Subtree : LdapScope::One; }
QByteArray hasClass(const QString& name) { return LdapFilter::equals(QStringLiteral("objectClass"), name); }

} // namespace

IdentityDriverMaker LdapDriver::maker(int atOnce)
{
    return [gate = std::make_shared<LdapGate>(atOnce)](const QJsonObject& json) -> Result<std::unique_ptr<IdentityDriver>> {
        auto options = TRY(LdapOptions::read(json));
        return std::unique_ptr<IdentityDriver>(std::make_unique<LdapDriver>(std::move(options), gate));
    };
}

QStringList LdapDriver::userAttributes() const
{
    QStringList names { m_options.userId, m_options.userName, m_options.userDescription, m_options.userMail, m_options.userDefaultProject, m_options.userEnabled };
    for (const auto& [attribute, field] : m_options.userMapped)
        names << attribute;
    return names;
}

Result<LdapDriver::Entries> LdapDriver::userEntries(const QByteArray& more)
{
    return m_pool.search({ m_options.userTree, scopeOf(m_options), LdapFilter::all({ hasClass(m_options.userClass), m_options.userFilter.toUtf8(), more }), userAttributes() });
}

Result<LdapDriver::Entries> LdapDriver::groupEntries(const QByteArray& more)
{
    return m_pool.search({ m_options.groupTree, scopeOf(m_options), LdapFilter::all({ hasClass(m_options.groupClass), m_options.groupFilter.toUtf8(), more }),
                           { m_options.groupId, m_options.groupName, m_options.groupDescription, m_options.groupMember } });
}

Result<std::optional<LdapEntry>> LdapDriver::userEntry(const QString& attribute, const QString& value)
{
    if (value.isEmpty() || value.size() > maxLength)
        return std::optional<LdapEntry>();
    auto entries = TRY(userEntries(LdapFilter::equals(attribute, value)));
    // Two of one name are nobody: better no login than that of somebody else.
    return entries.size() == 1 ? std::optional(std::move(entries.front())) : std::nullopt;
}

Result<QSet<QString>> LdapDriver::emulatedEnabled()
{
    QSet<QString> dns;
    const auto found = TRY(m_pool.search({ m_options.enabledEmulationDn, LdapScope::Base, "(objectClass=*)", { m_options.enabledEmulationMember } }));
    for (const auto& entry : found)
        for (const auto& dn : entry.all(m_options.enabledEmulationMember))
            dns.insert(LdapConnection::normalized(dn));
    return dns;
}

Result<std::vector<DriverUser>> LdapDriver::asUsers(const Entries& entries)
{
    QSet<QString> emulated;
    if (m_options.enabledEmulation)
        emulated = TRY(emulatedEnabled());
    std::vector<DriverUser> users;
    for (const auto& entry : entries) {
        auto user = LdapEntries::user(m_options, entry);
        if (!user)
            continue;
        if (m_options.enabledEmulation)
            user->enabled = emulated.contains(LdapConnection::normalized(entry.dn));
        users.push_back(std::move(*user));
    }
    return users;
}

Result<std::optional<DriverUser>> LdapDriver::asUser(const std::optional<LdapEntry>& entry)
{
    if (!entry)
        return std::optional<DriverUser>();
    auto users = TRY(asUsers({ *entry }));
    return users.empty() ? std::nullopt : std::optional(std::move(users.front()));
}

std::vector<DriverGroup> LdapDriver::asGroups(const Entries& entries) const
{
    std::vector<DriverGroup> groups;
    for (const auto& entry : entries)
        if (auto group = LdapEntries::group(m_options, entry))
            groups.push_back(std::move(*group));
    return groups;
}

Result<std::vector<DriverUser>> LdapDriver::users() { return asUsers(TRY(userEntries({}))); }
Result<std::optional<DriverUser>> LdapDriver::user(const QString& id) { return asUser(TRY(userEntry(m_options.userId, id))); }
Result<std::optional<DriverUser>> LdapDriver::userNamed(const QString& name) { return asUser(TRY(userEntry(m_options.userName, name))); }
Result<std::vector<DriverGroup>> LdapDriver::groups() { return asGroups(TRY(groupEntries({}))); }

Result<std::optional<DriverGroup>> LdapDriver::group(const QString& id)
{
    if (id.isEmpty())
        return std::optional<DriverGroup>();
    auto found = asGroups(TRY(groupEntries(LdapFilter::equals(m_options.groupId, id))));
    return found.size() == 1 ? std::optional(std::move(found.front())) : std::nullopt;
}

Result<std::vector<DriverGroup>> LdapDriver::groupsOf(const QString& userId)
{
    const auto entry = TRY(userEntry(m_options.userId, userId));
    if (!entry)
        return std::vector<DriverGroup>();
    const auto attribute = m_options.groupMember + (m_options.nestedGroups ? inChain : QString());
    return asGroups(TRY(groupEntries(LdapFilter::equals(attribute, m_options.membersAreIds ? userId : entry->dn))));
}

Result<std::vector<DriverUser>> LdapDriver::membersOf(const QString& groupId)
{
    const auto found = TRY(groupEntries(LdapFilter::equals(m_options.groupId, groupId)));
    if (found.size() != 1)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find group: %1.").arg(groupId.left(64)));
    if (m_options.nestedGroups)
        return asUsers(TRY(userEntries(LdapFilter::equals(QStringLiteral("memberOf") + inChain, found.front().dn))));
    QSet<QString> members;
    for (const auto& member : found.front().all(m_options.groupMember))
        members.insert(m_options.membersAreIds ? member : LdapConnection::normalized(member));
    if (members.isEmpty())
        return std::vector<DriverUser>();
    // One search for all: members may lie anywhere in the tree, and must be users by the filter.
    auto entries = TRY(userEntries({}));
    std::erase_if(entries, [&](const LdapEntry& entry) { return !members.contains(m_options.membersAreIds ? entry.first(m_options.userId) : LdapConnection::normalized(entry.dn)); });
    return asUsers(entries);
}

Result<bool> LdapDriver::authenticate(const QString& userId, const Secret& password)
{
    if (password.isEmpty() || password.reveal().size() > maxPasswordBytes)
        return false;
    const auto entry = TRY(userEntry(m_options.userId, userId));
    // A bind for nobody too: from the time it takes nobody can tell which users there are.
    const auto right = m_pool.accepts(entry ? entry->dn : QStringLiteral("cn=nobody,") + m_options.userTree, password);
    return right ? Result<bool>(*right && entry) : right;
}

} // namespace skylab::identity
