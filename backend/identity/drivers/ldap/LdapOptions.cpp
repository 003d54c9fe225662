#include "identity/drivers/ldap/LdapOptions.h"

#include <QJsonArray>

#include <algorithm>

namespace skylab::identity {

namespace {

/// Values as clients send them: JSON's own types, or all as strings.
class Values {
public:
    explicit Values(const QJsonObject& json) : m_json(json) { }

    [[nodiscard]] QString text(const char* name, const QString& standard = {}) const
    {
        const auto value = m_json.value(QLatin1String(name));
        if (value.isUndefined() || value.isNull())
            return standard;
        if (value.isBool())
            return value.toBool() ? QStringLiteral("True") : QStringLiteral("False");
        return value.isDouble() ? QString::number(value.toDouble()) : value.toString();
    }
    [[nodiscard]] bool flag(const char* name, bool standard = false) const
    {
        const auto word = text(name).toLower();
        return word.isEmpty() ? standard : word == u"true" || word == u"1" || word == u"yes" || word == u"on";
    }
    [[nodiscard]] int number(const char* name, int standard) const
    {
        bool valid = false;
        const auto value = text(name).toDouble(&valid);
        return valid ? int(std::clamp(value, -1.0, 1e9)) : standard;
    }
    [[nodiscard]] QStringList list(const char* name, const QString& standard = {}) const
    {
        const auto value = m_json.value(QLatin1String(name));
        QStringList items;
        if (value.isArray()) {
            const auto array = value.toArray();
            for (const auto& one : array)
                items << one.toString();
        } else {
            items = text(name, standard).split(u',', Qt::SkipEmptyParts);
        }
        for (auto& item : items)
            item = item.trimmed();
        return items;
    }

private:
    const QJsonObject& m_json;
};

auto wrong(const char* name, const QString& what)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("The option %1 of group ldap %2.").arg(QLatin1String(name), what), QLatin1String(name));
}

void readUsers(const Values& values, LdapOptions& options)
{
    options.userTree = values.text("user_tree_dn", QStringLiteral("ou=Users,") + options.suffix);
    options.userFilter = values.text("user_filter");
    options.userClass = values.text("user_objectclass", QStringLiteral("inetOrgPerson"));
    options.userId = values.text("user_id_attribute", QStringLiteral("cn"));
    options.userName = values.text("user_name_attribute", QStringLiteral("sn"));
    options.userDescription = values.text("user_description_attribute", QStringLiteral("description"));
    options.userMail = values.text("user_mail_attribute", QStringLiteral("mail"));
    options.userDefaultProject = values.text("user_default_project_id_attribute");
    options.userEnabled = values.text("user_enabled_attribute", QStringLiteral("enabled"));
    options.enabledInvert = values.flag("user_enabled_invert");
    options.enabledMask = values.number("user_enabled_mask", 0);
    options.enabledDefault = values.text("user_enabled_default", QStringLiteral("True"));
    options.enabledEmulation = values.flag("user_enabled_emulation");
    options.enabledEmulationDn = values.text("user_enabled_emulation_dn", QStringLiteral("cn=enabled_users,") + options.userTree);
    options.enabledEmulationMember = values.flag("user_enabled_emulation_use_group_config") ? values.text("group_member_attribute", QStringLiteral("member")) : QStringLiteral("member");
    options.userIgnored = values.list("user_attribute_ignore", QStringLiteral("default_project_id"));
    for (const auto& mapping : values.list("user_additional_attribute_mapping"))
        if (mapping.contains(u':'))
            options.userMapped.append({ mapping.section(u':', 0, 0).trimmed(), mapping.section(u':', 1).trimmed() });
}

void readGroups(const Values& values, LdapOptions& options)
{
    options.groupTree = values.text("group_tree_dn", QStringLiteral("ou=UserGroups,") + options.suffix);
    options.groupFilter = values.text("group_filter");
    options.groupClass = values.text("group_objectclass", QStringLiteral("groupOfNames"));
    options.groupId = values.text("group_id_attribute", QStringLiteral("cn"));
    options.groupName = values.text("group_name_attribute", QStringLiteral("ou"));
    options.groupDescription = values.text("group_desc_attribute", QStringLiteral("description"));
    options.groupMember = values.text("group_member_attribute", QStringLiteral("member"));
    options.membersAreIds = values.flag("group_members_are_ids");
    options.nestedGroups = values.flag("group_ad_nesting");
}

Result<> readConnection(const Values& values, LdapOptions& options)
{
    options.startTls = values.flag("use_tls");
    options.caFile = values.text("tls_cacertfile");
    options.caDirectory = values.text("tls_cacertdir");
    options.certificateDemand = values.text("tls_req_cert", QStringLiteral("demand"));
    if (options.startTls && options.url.contains(QStringLiteral("ldaps://"), Qt::CaseInsensitive))
        return wrong("use_tls", QStringLiteral("starts TLS on an ldap:// connection; an ldaps:// one has it from the beginning. Turn use_tls off, or use ldap:// in url"));
    if (const auto seconds = values.number("connection_timeout", -1); seconds > 0)
        options.connectTime = std::chrono::seconds(seconds);
    if (const auto seconds = values.number("pool_connection_timeout", -1); seconds > 0)
        options.operationTime = std::chrono::seconds(seconds);
    options.poolSize = values.flag("use_pool", true) ? std::clamp(values.number("pool_size", 10), 1, 100) : 1;
    options.connectionLife = std::chrono::seconds(std::max(1, values.number("pool_connection_lifetime", 600)));
    return {};
}

} // namespace

Result<LdapOptions> LdapOptions::read(const QJsonObject& json)
{
    const Values values(json);
    LdapOptions options;
    options.url = values.text("url", QStringLiteral("ldap://localhost"));
    const auto servers = options.url.split(u',', Qt::SkipEmptyParts);
    for (const auto& server : servers)
        if (const auto one = server.trimmed().toLower(); !one.startsWith(u"ldap://") && !one.startsWith(u"ldaps://") && !one.startsWith(u"ldapi://"))
            return wrong("url", QStringLiteral("must be of the form ldap://host:389, ldaps://host:636 or ldapi://%2Fsocket, several with commas between, not '%1'").arg(server));
    options.user = values.text("user");
    options.password = Secret(values.text("password").toUtf8());
    options.suffix = values.text("suffix", QStringLiteral("cn=example,cn=com"));
    const auto scope = values.text("query_scope", QStringLiteral("one"));
    if (scope != u"one" && scope != u"sub")
        return wrong("query_scope", QStringLiteral("must be one or sub, not '%1'").arg(scope));
    options.subtree = scope == u"sub";
    options.pageSize = std::max(0, values.number("page_size", 0));
    options.dereferencing = values.text("alias_dereferencing", QStringLiteral("default"));
    options.chaseReferrals = values.flag("chase_referrals");
    readUsers(values, options);
    readGroups(values, options);
    TRY(readConnection(values, options));
    return options;
}

} // namespace skylab::identity
