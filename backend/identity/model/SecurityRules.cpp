#include "identity/model/SecurityRules.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <variant>

namespace skylab::identity {

namespace {

constexpr qsizetype maxRegexLength = 1024;

using Member = std::variant<int SecurityRules::*, bool SecurityRules::*, QString SecurityRules::*>;

struct Named {
    SecurityRules::Option option;
    Member member;
};

const std::vector<Named>& table()
{
    static const std::vector<Named> all {
        { { "lockout_failure_attempts", "N", "so many wrong passwords or passcodes in a row lock a user (default 0: never; 5 lock passcodes)" }, &SecurityRules::lockoutFailureAttempts },
        { { "lockout_duration", "SECONDS", "how long (default 1800; 0: until an administrator enables the user)" }, &SecurityRules::lockoutDuration },
        { { "disable_user_account_days_inactive", "DAYS", "users who did not log in for so long are disabled (default 0: never)" }, &SecurityRules::disableUserAccountDaysInactive },
        { { "password_expires_days", "DAYS", "how long a password is good (default 0: for ever)" }, &SecurityRules::passwordExpiresDays },
        { { "unique_last_password_count", "N", "a new password must differ from the last N (default 0: from none)" }, &SecurityRules::uniqueLastPasswordCount },
        { { "minimum_password_age", "DAYS", "users may change their password that often (default 0: at any time)" }, &SecurityRules::minimumPasswordAge },
        { { "password_regex", "REGEX", "what passwords must look like, in Perl's syntax, from their beginning" }, &SecurityRules::passwordRegex },
        { { "password_regex_description", "TEXT", "the same in words, told to users" }, &SecurityRules::passwordRegexDescription },
        { { "change_password_upon_first_use", "true|false", "a password that an administrator set must be changed first (default false)" }, &SecurityRules::changePasswordUponFirstUse },
    };
    return all;
}

/// Backtracking is bounded: an expression that explodes says no instead of holding a worker.
QRegularExpression compiled(const QString& regex)
{
    return QRegularExpression(QStringLiteral("(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)") + regex, QRegularExpression::UseUnicodePropertiesOption);
}

auto wrong(const QString& name, const QString& what) { return fail(ErrorCode::BadRequest, QStringLiteral("%1 must be %2.").arg(name, what), name); }

bool isRuleList(const QJsonValue& value)
{
    if (!value.isArray())
        return false;
    const auto rules = value.toArray();
    return std::all_of(rules.begin(), rules.end(), [](const QJsonValue& rule) {
        const auto methods = rule.toArray();
        return rule.isArray() && !methods.isEmpty() && std::all_of(methods.begin(), methods.end(), [](const QJsonValue& method) { return method.isString(); });
    });
}

} // namespace

const std::vector<SecurityRules::Option>& SecurityRules::options()
{
    static const std::vector<Option> all = [] {
        std::vector<Option> list;
        for (const auto& one : table())
            list.push_back(one.option);
        return list;
    }();
    return all;
}

Result<> SecurityRules::set(const QString& name, const QString& value)
{
    const auto found = std::find_if(table().begin(), table().end(), [&](const Named& one) { return name == QLatin1String(one.option.name); });
    if (found == table().end())
        return fail(ErrorCode::BadRequest, QStringLiteral("There is no security rule '%1'.").arg(name), name);
    if (const auto* number = std::get_if<int SecurityRules::*>(&found->member)) {
        bool valid = false;
        const int parsed = value.toInt(&valid);
        if (!valid || parsed < 0 || parsed > 1'000'000'000)
            return wrong(name, QStringLiteral("a number from 0, not '%1'").arg(value));
        this->*(*number) = parsed;
    } else if (const auto* flag = std::get_if<bool SecurityRules::*>(&found->member)) {
        const auto lower = value.toLower();
        const bool yes = lower == u"true" || lower == u"1" || lower == u"yes";
        if (!yes && lower != u"false" && lower != u"0" && lower != u"no")
            return wrong(name, QStringLiteral("true or false, not '%1'").arg(value));
        this->*(*flag) = yes;
    } else {
        this->*std::get<QString SecurityRules::*>(found->member) = value;
    }
    return {};
}

Result<> SecurityRules::check() const
{
    if (passwordExpiresDays > 0 && minimumPasswordAge >= passwordExpiresDays)
        return wrong(QStringLiteral("minimum_password_age"), QStringLiteral("less than password_expires_days, or passwords expire before they may be changed"));
    if (passwordRegex.size() > maxRegexLength)
        return wrong(QStringLiteral("password_regex"), QStringLiteral("no longer than %1 characters").arg(maxRegexLength));
    if (const auto regex = compiled(passwordRegex); !passwordRegex.isEmpty() && !regex.isValid())
        return wrong(QStringLiteral("password_regex"), QStringLiteral("a regular expression: %1").arg(regex.errorString()));
    return {};
}

Result<> SecurityRules::checkPassword(const Secret& password) const
{
    if (passwordRegex.isEmpty())
        return {};
    const auto match = compiled(passwordRegex).match(QString::fromUtf8(password.reveal()), 0, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    if (match.hasMatch())
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("The password does not match the requirements: %1.")
                .arg(passwordRegexDescription.isEmpty() ? QStringLiteral("the administrator has not described them") : passwordRegexDescription), QStringLiteral("password"));
}

namespace UserOptions {

Result<> check(const QJsonObject& wanted)
{
    static const QStringList flags { ignoreFirstUse.toString(), ignoreExpiry.toString(), ignoreLockout.toString(), ignoreInactivity.toString(), lockPassword.toString(),
                                     multiFactorEnabled.toString(), QStringLiteral("immutable") };
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        const auto name = QStringLiteral("options.%1").arg(it.key().left(64));
        if (it.value().isNull())
            continue;
        if (it.key() == multiFactorRules) {
            if (!isRuleList(it.value()))
                return wrong(name, QStringLiteral("a list of lists of authentication methods, such as [[\"password\", \"totp\"]]"));
        } else if (!flags.contains(it.key())) {
            return fail(ErrorCode::BadRequest, QStringLiteral("There is no user option '%1'.").arg(it.key().left(64)), name);
        } else if (!it.value().isBool()) {
            return wrong(name, QStringLiteral("true, false or null"));
        }
    }
    return {};
}

QJsonObject merged(QJsonObject stored, const QJsonObject& wanted)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (it.value().isNull())
            stored.remove(it.key());
        else
            stored.insert(it.key(), it.value());
    }
    return stored;
}

bool isSet(const QJsonObject& options, QStringView name) { return options.value(name).toBool(); }

bool multiFactorHolds(const QJsonObject& options, const QStringList& methods, const QStringList& known)
{
    if (!isSet(options, multiFactorEnabled))
        return true;
    const auto has = [](const QStringList& list) { return [&list](const QJsonValue& method) { return list.contains(method.toString()); }; };
    bool any = false;
    const auto rules = options.value(multiFactorRules).toArray();
    for (const auto& value : rules) {
        const auto rule = value.toArray();
        if (!std::all_of(rule.begin(), rule.end(), has(known)))
            continue;
        any = true;
        if (std::all_of(rule.begin(), rule.end(), has(methods)))
            return true;
    }
    return !any;
}

} // namespace UserOptions

} // namespace skylab::identity
