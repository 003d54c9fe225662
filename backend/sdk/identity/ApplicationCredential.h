#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// One request that an application credential may make. Source: Identity API v3, "Application credentials".
struct AccessRule {
    QString id;
    QString userId;                      ///< owner; not shown
    QString service;                     ///< catalog type, "compute"
    QString path;                        ///< "/v2.1/servers/*/ips"; "*" is one segment, "**" the rest
    QString method;
    bool operator==(const AccessRule&) const = default;

    static constexpr const char* resourceKey = "access_rule";
    static constexpr const char* collectionKey = "access_rules";
    static constexpr const char* table = "access_rules";
    static constexpr auto fields = std::tuple {
        Field<&AccessRule::id> { "id", { .in = In::Read | In::Create, .maxLength = 64, .filter = true } },
        Field<&AccessRule::userId> { "user_id", { .in = In::None } },
        Field<&AccessRule::service> { "service", { .in = In::Read | In::Create, .maxLength = 64, .filter = true } },
        Field<&AccessRule::path> { "path", { .in = In::Read | In::Create, .maxLength = 128, .filter = true } },
        Field<&AccessRule::method> { "method", { .in = In::Read | In::Create, .oneOf = "GET|HEAD|POST|PUT|PATCH|DELETE|COPY", .filter = true } },
    };
    static void encodeLinks(JsonWriter& json, const AccessRule& rule, const Encoding& encoding) { encodeSelfLink(json, encoding, "/access_rules/", rule.id); }
};

/// A role as a request names it: by id or by name.
struct RoleReference {
    QString id;
    QString name;
    std::optional<QString> domainId;
    bool operator==(const RoleReference&) const = default;

    static constexpr auto fields = std::tuple {
        Field<&RoleReference::id> { "id", { .in = In::Read | In::Create } },
        Field<&RoleReference::name> { "name", { .in = In::Read | In::Create } },
        Field<&RoleReference::domainId> { "domain_id", { .in = In::Read | In::Create, .nullable = true } },
    };
};

/// A way in for a program: bound to one user and project, with some of the user's roles. The secret is shown once.
struct ApplicationCredential {
    QString id;
    QString name;
    std::optional<QString> description;
    QString userId;
    QString projectId;
    std::optional<QString> system;
    Timestamp expiresAt;
    bool unrestricted = false;           ///< may make and delete other application credentials
    std::vector<RoleReference> roles;    ///< asked for on create (none = all of the token), held on read
    std::vector<AccessRule> accessRules;
    QString secret;                      ///< on create: the caller's own, or made here

    static constexpr const char* resourceKey = "application_credential";
    static constexpr const char* collectionKey = "application_credentials";
    static constexpr auto fields = std::tuple {
        Field<&ApplicationCredential::id> { "id", { .filter = true } },
        Field<&ApplicationCredential::name> { "name", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .filter = true, .sort = true } },
        Field<&ApplicationCredential::description> { "description", { .in = In::Read | In::Create, .nullable = true } },
        Field<&ApplicationCredential::userId> { "user_id" },
        Field<&ApplicationCredential::projectId> { "project_id", { .in = In::Read | In::Create, .filter = true } },
        Field<&ApplicationCredential::system> { "system", { .stored = false } },
        Field<&ApplicationCredential::expiresAt> { "expires_at", { .in = In::Read | In::Create, .nullable = true, .time = TimeFormat::Micros } },
        Field<&ApplicationCredential::unrestricted> { "unrestricted", { .in = In::Read | In::Create, .nullable = true } },
        Field<&ApplicationCredential::roles> { "roles", { .in = In::Read | In::Create, .stored = false } },
        Field<&ApplicationCredential::accessRules> { "access_rules", { .in = In::Read | In::Create, .nullable = true, .omitEmpty = true, .stored = false } },
        Field<&ApplicationCredential::secret> { "secret", { .in = In::Read | In::Create, .nullable = true, .omitEmpty = true, .stored = false } },
    };
    static void encodeLinks(JsonWriter& json, const ApplicationCredential& credential, const Encoding& encoding)
    {
        encodeSelfLink(json, encoding, "/users/", credential.userId + QStringLiteral("/application_credentials/") + credential.id);
    }
};

} // namespace skylab::sdk
