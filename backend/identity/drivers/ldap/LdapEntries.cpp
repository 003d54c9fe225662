#include "identity/drivers/ldap/LdapEntries.h"

namespace skylab::identity::LdapEntries {

namespace {

bool isTrue(const QString& word)
{
    const auto lower = word.trimmed().toLower();
    return lower == u"true" || lower == u"1" || lower == u"yes" || lower == u"on";
}

} // namespace

bool isEnabled(const LdapOptions& options, const LdapEntry& entry)
{
    if (options.userIgnored.contains(QStringLiteral("enabled")))
        return true;
    auto value = entry.first(options.userEnabled);
    if (value.isNull())
        value = options.enabledDefault;
    if (options.enabledMask != 0) {
        // A bit that says "disabled", as in Active Directory's userAccountControl.
        bool number = false;
        const auto bits = value.toLongLong(&number);
        return !number || (bits & options.enabledMask) != options.enabledMask;
    }
    return isTrue(value) != options.enabledInvert;
}

std::optional<DriverUser> user(const LdapOptions& options, const LdapEntry& entry)
{
    DriverUser user { .id = entry.first(options.userId), .name = entry.first(options.userName) };
    if (user.id.isEmpty() || user.name.isEmpty())
        return {};
    const auto reads = [&](const char* field) { return !options.userIgnored.contains(QLatin1String(field)); };
    if (reads("description"))
        user.description = entry.first(options.userDescription);
    if (reads("default_project_id") && !options.userDefaultProject.isEmpty())
        user.defaultProjectId = entry.first(options.userDefaultProject);
    user.enabled = isEnabled(options, entry);
    if (const auto mail = entry.first(options.userMail); reads("email") && reads("mail") && !mail.isEmpty())
        user.extra.insert(QStringLiteral("email"), mail);
    static const QStringList own { QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("domain_id"), QStringLiteral("enabled"), QStringLiteral("password"), QStringLiteral("options") };
    for (const auto& [attribute, field] : options.userMapped)
        if (const auto value = entry.first(attribute); !value.isEmpty() && !own.contains(field))
            user.extra.insert(field, value);
    return user;
}

std::optional<DriverGroup> group(const LdapOptions& options, const LdapEntry& entry)
{
    DriverGroup group { entry.first(options.groupId), entry.first(options.groupName), entry.first(options.groupDescription) };
    if (group.id.isEmpty() || group.name.isEmpty())
        return {};
    return group;
}

} // namespace skylab::identity::LdapEntries
