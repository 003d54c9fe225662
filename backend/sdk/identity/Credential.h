#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// A secret that the cloud keeps for a user: an EC2 key pair, a TOTP seed, anything. Source: Identity API v3, "Credentials".
struct Credential {
    QString id;
    QString userId;
    std::optional<QString> projectId;
    QString type;
    QString blob;                        ///< for ec2 a JSON text with "access" and "secret"

    static constexpr const char* resourceKey = "credential";
    static constexpr const char* collectionKey = "credentials";
    static constexpr auto fields = std::tuple {
        Field<&Credential::id> { "id", { .filter = true } },
        Field<&Credential::userId> { "user_id", { .in = In::Read | In::Create, .maxLength = 64, .filter = true } },
        Field<&Credential::projectId> { "project_id", { .in = In::All, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&Credential::type> { "type", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .filter = true } },
        Field<&Credential::blob> { "blob", { .in = In::All, .required = true, .stored = false } },
    };
    static void encodeLinks(JsonWriter& json, const Credential& credential, const Encoding& encoding) { encodeSelfLink(json, encoding, "/credentials/", credential.id); }
};

/// The same kind of thing as the OS-EC2 extension shows it.
struct Ec2Credential {
    QString userId;
    QString projectId;
    QString access;
    QString secret;
    std::optional<QString> trustId;

    static constexpr const char* resourceKey = "credential";
    static constexpr const char* collectionKey = "credentials";
    static constexpr const char* key = "access";
    static constexpr auto fields = std::tuple {
        Field<&Ec2Credential::userId> { "user_id" },
        Field<&Ec2Credential::projectId> { "tenant_id" },
        Field<&Ec2Credential::access> { "access" },
        Field<&Ec2Credential::secret> { "secret" },
        Field<&Ec2Credential::trustId> { "trust_id" },
    };
    static void encodeLinks(JsonWriter& json, const Ec2Credential& credential, const Encoding& encoding)
    {
        encodeSelfLink(json, encoding, "/users/", credential.userId + QStringLiteral("/credentials/OS-EC2/") + credential.access);
    }
};

} // namespace skylab::sdk
