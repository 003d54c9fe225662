#include "identity/model/DomainOptions.h"

#include "sdk/resource/Check.h"

#include <QJsonArray>
#include <QStringList>

namespace skylab::identity::DomainOptions {

namespace {

enum class Kind : std::uint8_t { Text, Secret, Flag, Number, List, QueryScope, Dereferencing, CertificateDemand };

struct Option {
    const char* group;
    const char* name;
    Kind kind;
    const char* standard;      ///< default as text; null: none
};

constexpr Option options[] = {
    { "identity", "driver", Kind::Text, "sql" },
    { "identity", "list_limit", Kind::Number, nullptr },
    { "ldap", "url", Kind::Text, "ldap://localhost" },
    { "ldap", "user", Kind::Text, nullptr },
    { "ldap", "password", Kind::Secret, nullptr },
    { "ldap", "suffix", Kind::Text, "cn=example,cn=com" },
    { "ldap", "query_scope", Kind::QueryScope, "one" },
    { "ldap", "page_size", Kind::Number, "0" },
    { "ldap", "alias_dereferencing", Kind::Dereferencing, "default" },
    { "ldap", "debug_level", Kind::Number, nullptr },
    { "ldap", "chase_referrals", Kind::Flag, nullptr },
    { "ldap", "user_tree_dn", Kind::Text, nullptr },
    { "ldap", "user_filter", Kind::Text, nullptr },
    { "ldap", "user_objectclass", Kind::Text, "inetOrgPerson" },
    { "ldap", "user_id_attribute", Kind::Text, "cn" },
    { "ldap", "user_name_attribute", Kind::Text, "sn" },
    { "ldap", "user_description_attribute", Kind::Text, "description" },
    { "ldap", "user_mail_attribute", Kind::Text, "mail" },
    { "ldap", "user_pass_attribute", Kind::Text, "userPassword" },
    { "ldap", "user_enabled_attribute", Kind::Text, "enabled" },
    { "ldap", "user_enabled_invert", Kind::Flag, "false" },
    { "ldap", "user_enabled_mask", Kind::Number, "0" },
    { "ldap", "user_enabled_default", Kind::Text, "True" },
    { "ldap", "user_attribute_ignore", Kind::List, "default_project_id" },
    { "ldap", "user_default_project_id_attribute", Kind::Text, nullptr },
    { "ldap", "user_enabled_emulation", Kind::Flag, "false" },
    { "ldap", "user_enabled_emulation_dn", Kind::Text, nullptr },
    { "ldap", "user_enabled_emulation_use_group_config", Kind::Flag, "false" },
    { "ldap", "user_additional_attribute_mapping", Kind::List, "" },
    { "ldap", "group_tree_dn", Kind::Text, nullptr },
    { "ldap", "group_filter", Kind::Text, nullptr },
    { "ldap", "group_objectclass", Kind::Text, "groupOfNames" },
    { "ldap", "group_id_attribute", Kind::Text, "cn" },
    { "ldap", "group_name_attribute", Kind::Text, "ou" },
    { "ldap", "group_member_attribute", Kind::Text, "member" },
    { "ldap", "group_members_are_ids", Kind::Flag, "false" },
    { "ldap", "group_desc_attribute", Kind::Text, "description" },
    { "ldap", "group_attribute_ignore", Kind::List, "" },
    { "ldap", "group_additional_attribute_mapping", Kind::List, "" },
    { "ldap", "group_ad_nesting", Kind::Flag, "false" },
    { "ldap", "tls_cacertfile", Kind::Text, nullptr },
    { "ldap", "tls_cacertdir", Kind::Text, nullptr },
    { "ldap", "use_tls", Kind::Flag, "false" },
    { "ldap", "tls_req_cert", Kind::CertificateDemand, "demand" },
    { "ldap", "connection_timeout", Kind::Number, "-1" },
    { "ldap", "use_pool", Kind::Flag, "true" },
    { "ldap", "pool_size", Kind::Number, "10" },
    { "ldap", "pool_retry_max", Kind::Number, "3" },
    { "ldap", "pool_retry_delay", Kind::Number, "0.1" },
    { "ldap", "pool_connection_timeout", Kind::Number, "-1" },
    { "ldap", "pool_connection_lifetime", Kind::Number, "600" },
    { "ldap", "use_auth_pool", Kind::Flag, "true" },
    { "ldap", "auth_pool_size", Kind::Number, "100" },
    { "ldap", "auth_pool_connection_lifetime", Kind::Number, "60" },
};

const Option* find(const QString& group, const QString& name)
{
    for (const auto& one : options)
        if (group == QLatin1String(one.group) && name == QLatin1String(one.name))
            return &one;
    return nullptr;
}

bool hasGroup(const QString& group) { return group == u"identity" || group == u"ldap"; }

bool isFlag(const QJsonValue& value)
{
    static const QStringList words { QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("1"), QStringLiteral("0"), QStringLiteral("yes"), QStringLiteral("no"), QStringLiteral("on"), QStringLiteral("off") };
    return value.isBool() || (value.isString() && words.contains(value.toString().toLower()));
}

bool isNumber(const QJsonValue& value)
{
    bool good = value.isDouble();
    if (value.isString())
        value.toString().toDouble(&good);
    return good;
}

/// What is wrong with the value; empty when nothing is.
QString problemOf(Kind kind, const QJsonValue& value)
{
    const auto among = [&](const char* words) {
        const auto all = QString::fromLatin1(words).split(u'|');
        return all.contains(value.toString()) ? QString() : QStringLiteral("it must be one of %1").arg(all.join(QStringLiteral(", ")));
    };
    if (value.isNull())
        return {};
    switch (kind) {
    case Kind::Text:
    case Kind::Secret: return value.isString() || value.isDouble() || value.isBool() ? QString() : QStringLiteral("it must be a string");
    case Kind::Flag: return isFlag(value) ? QString() : QStringLiteral("it must be a boolean");
    case Kind::Number: return isNumber(value) ? QString() : QStringLiteral("it must be a number");
    case Kind::List: return value.isString() || value.isArray() ? QString() : QStringLiteral("it must be a list, or its items in a string with commas between");
    case Kind::QueryScope: return among("one|sub");
    case Kind::Dereferencing: return among("never|searching|always|finding|default");
    case Kind::CertificateDemand: return among("demand|never|allow");
    }
    return {};
}

QJsonValue standardOf(const Option& option)
{
    if (!option.standard)
        return QJsonValue::Null;
    const auto text = QString::fromLatin1(option.standard);
    if (option.kind == Kind::Flag)
        return text == u"true";
    if (option.kind == Kind::Number)
        return text.toDouble();
    if (option.kind == Kind::List)
        return QJsonArray::fromStringList(text.split(u',', Qt::SkipEmptyParts));
    return text;
}

} // namespace

Result<> requireKnown(const QString& group, const QString& option)
{
    if (!hasGroup(group))
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: Group %1 is not supported for domain specific configurations.").arg(group.left(64)));
    if (!option.isEmpty() && !find(group, option))
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: Option %1 in group %2 is not supported for domain specific configurations.").arg(option.left(64), group));
    return {};
}

bool isSensitive(const QString& group, const QString& option)
{
    const auto* found = find(group, option);
    return found && found->kind == Kind::Secret;
}

Result<> check(const QJsonObject& groups)
{
    if (groups.isEmpty())
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: No options specified."));
    sdk::Problems problems;
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        TRY(requireKnown(group.key()));
        if (!group->isObject()) {
            problems.add(QStringLiteral("config.") + group.key(), QStringLiteral("it must be an object"));
            continue;
        }
        const auto values = group->toObject();
        for (auto one = values.begin(); one != values.end(); ++one) {
            TRY(requireKnown(group.key(), one.key()));
            if (const auto problem = problemOf(find(group.key(), one.key())->kind, *one); !problem.isEmpty())
                problems.add(QStringLiteral("config.%1.%2").arg(group.key(), one.key()), problem);
        }
    }
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return {};
}

const QJsonObject& defaults()
{
    static const QJsonObject all = [] {
        QJsonObject identity;
        QJsonObject ldap;
        for (const auto& one : options)
            if (one.kind != Kind::Secret)
                (qstrcmp(one.group, "ldap") == 0 ? ldap : identity).insert(QLatin1String(one.name), standardOf(one));
        return QJsonObject { { QStringLiteral("identity"), identity }, { QStringLiteral("ldap"), ldap } };
    }();
    return all;
}

} // namespace skylab::identity::DomainOptions
