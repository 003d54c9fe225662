#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// Somebody who can log in. Source: Identity API v3, "Users". The password is only ever read from requests.
struct User {
    QString id;
    QString name;
    QString domainId;
    bool enabled = true;
    std::optional<QString> defaultProjectId;   ///< scope of a login that names none
    std::optional<QString> description;
    std::optional<QString> password;           ///< new password; null takes it away. No rules here: a fault must not quote it
    Timestamp passwordExpiresAt;
    QJsonObject options;
    QJsonObject extra;                         ///< "email" and what else clients keep here

    static constexpr const char* resourceKey = "user";
    static constexpr const char* collectionKey = "users";
    static constexpr auto fields = std::tuple {
        Field<&User::id> { "id", { .filter = true } },
        Field<&User::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .filter = true, .sort = true } },
        Field<&User::domainId> { "domain_id", { .in = In::Read | In::Create, .maxLength = 64, .filter = true } },
        Field<&User::enabled> { "enabled", { .in = In::All, .filter = true, .strict = true } },
        Field<&User::defaultProjectId> { "default_project_id", { .in = In::All, .nullable = true, .maxLength = 64, .filter = true, .omitEmpty = true } },
        Field<&User::description> { "description", { .in = In::All, .nullable = true, .omitEmpty = true } },
        Field<&User::password> { "password", { .in = In::Create | In::Update, .nullable = true, .stored = false } },
        Field<&User::passwordExpiresAt> { "password_expires_at", { .time = TimeFormat::MicrosZ } },
        Field<&User::options> { "options", { .in = In::All } },
        Field<&User::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const User& user, const Encoding& encoding) { encodeSelfLink(json, encoding, "/users/", user.id); }
};

/// Body of POST /users/{user_id}/password.
struct PasswordChange {
    QString originalPassword;
    QString password;

    static constexpr const char* resourceKey = "user";
    static constexpr auto fields = std::tuple {
        Field<&PasswordChange::originalPassword> { "original_password", { .in = In::Create, .required = true } },
        Field<&PasswordChange::password> { "password", { .in = In::Create, .required = true } },
    };
};

/// Users that are granted roles together. Source: Identity API v3, "Groups".
struct Group {
    QString id;
    QString name;
    QString domainId;
    QString description;
    QJsonObject extra;

    static constexpr const char* resourceKey = "group";
    static constexpr const char* collectionKey = "groups";
    static constexpr auto fields = std::tuple {
        Field<&Group::id> { "id", { .filter = true } },
        Field<&Group::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64, .format = Format::Name, .filter = true, .sort = true } },
        Field<&Group::domainId> { "domain_id", { .in = In::Read | In::Create, .maxLength = 64, .filter = true } },
        Field<&Group::description> { "description", { .in = In::All, .nullable = true } },
        Field<&Group::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const Group& group, const Encoding& encoding) { encodeSelfLink(json, encoding, "/groups/", group.id); }
};

} // namespace skylab::sdk
