#pragma once

#include "sdk/identity/ApplicationCredential.h"
#include "sdk/identity/Catalog.h"
#include "sdk/identity/Credential.h"
#include "sdk/identity/EndpointGroup.h"
#include "sdk/identity/Limit.h"
#include "sdk/identity/OAuth.h"
#include "sdk/identity/PolicyBlob.h"
#include "sdk/identity/Project.h"
#include "sdk/identity/Role.h"
#include "sdk/identity/Trust.h"
#include "sdk/identity/User.h"

namespace skylab::identity {

using sdk::Field;
using sdk::In;

struct ProjectRow : sdk::Project {
    Timestamp createdAt;
    static constexpr const char* table = "projects";
    static constexpr auto fields = std::tuple_cat(sdk::Project::fields, std::tuple { Field<&ProjectRow::createdAt> { "created_at", { .in = In::None } } });
};

/// The rows of `projects` that are domains, as the API shows domains. Written as ProjectRow.
struct DomainRow : sdk::IdentityDomain {
    static constexpr const char* table = "projects";
};

struct UserRow : sdk::User {
    QString passwordHash;                ///< empty: no password, can't log in with one
    Timestamp createdAt;
    static constexpr const char* table = "users";
    static constexpr auto fields = std::tuple_cat(sdk::User::fields, std::tuple {
        Field<&UserRow::passwordHash> { "password_hash", { .in = In::None } },
        Field<&UserRow::createdAt> { "created_at", { .in = In::None } },
    });
};

struct GroupRow : sdk::Group {
    Timestamp createdAt;
    static constexpr const char* table = "user_groups";
    static constexpr auto fields = std::tuple_cat(sdk::Group::fields, std::tuple { Field<&GroupRow::createdAt> { "created_at", { .in = In::None } } });
};

struct RoleRow : sdk::Role {
    Timestamp createdAt;
    static constexpr const char* table = "roles";
    static constexpr auto fields = std::tuple_cat(sdk::Role::fields, std::tuple { Field<&RoleRow::createdAt> { "created_at", { .in = In::None } } });
};

struct RegionRow : sdk::Region {
    static constexpr const char* table = "regions";
};

struct ServiceRow : sdk::ServiceEntry {
    static constexpr const char* table = "services";
};

struct EndpointRow : sdk::Endpoint {
    static constexpr const char* table = "endpoints";
};

struct CredentialRow : sdk::Credential {
    QByteArray sealed;                   ///< the blob, sealed with the credential keys
    static constexpr const char* table = "credentials";
    static constexpr auto fields = std::tuple_cat(sdk::Credential::fields, std::tuple { Field<&CredentialRow::sealed> { "sealed", { .in = In::None, .column = "blob" } } });
};

struct ApplicationCredentialRow : sdk::ApplicationCredential {
    QString secretHash;
    QStringList roleIds;
    bool hasRules = false;               ///< an empty list of rules allows nothing; none at all allows everything
    QStringList ruleIds;
    static constexpr const char* table = "application_credentials";
    static constexpr auto fields = std::tuple_cat(sdk::ApplicationCredential::fields, std::tuple {
        Field<&ApplicationCredentialRow::secretHash> { "secret_hash", { .in = In::None } },
        Field<&ApplicationCredentialRow::roleIds> { "role_ids", { .in = In::None } },
        Field<&ApplicationCredentialRow::hasRules> { "has_rules", { .in = In::None } },
        Field<&ApplicationCredentialRow::ruleIds> { "rule_ids", { .in = In::None } },
    });
};

struct RegisteredLimitRow : sdk::RegisteredLimit {
    static constexpr const char* table = "registered_limits";
};

struct LimitRow : sdk::Limit {
    QString registeredLimitId;
    static constexpr const char* table = "limits";
    static constexpr auto fields = std::tuple_cat(sdk::Limit::fields, std::tuple { Field<&LimitRow::registeredLimitId> { "registered_limit_id", { .in = In::None } } });
};

struct TrustRow : sdk::Trust {
    QStringList roleIds;
    static constexpr const char* table = "trusts";
    static constexpr auto fields = std::tuple_cat(sdk::Trust::fields, std::tuple { Field<&TrustRow::roleIds> { "role_ids", { .in = In::None } } });
};

struct EndpointGroupRow : sdk::EndpointGroup {
    static constexpr const char* table = "endpoint_groups";
};

struct PolicyRow : sdk::PolicyBlob {
    static constexpr const char* table = "policies";
};

struct ConsumerRow : sdk::OAuthConsumer {
    QByteArray sealed;                   ///< the secret, sealed with the credential keys
    static constexpr const char* table = "oauth_consumers";
    static constexpr auto fields = std::tuple_cat(sdk::OAuthConsumer::fields, std::tuple { Field<&ConsumerRow::sealed> { "sealed", { .in = In::None, .column = "secret" } } });
};

/// Asked for by a consumer, to be authorized by a user: then it has its user, roles and verifier.
struct RequestTokenRow {
    QString id;
    QString consumerId;
    QString projectId;
    QByteArray sealed;
    std::optional<QString> userId;
    QStringList roleIds;
    QString verifier;
    Timestamp expiresAt;
    static constexpr const char* resourceKey = "request_token";
    static constexpr const char* table = "oauth_request_tokens";
    static constexpr auto fields = std::tuple {
        Field<&RequestTokenRow::id> { "id", { .in = In::None } },
        Field<&RequestTokenRow::consumerId> { "consumer_id", { .in = In::None } },
        Field<&RequestTokenRow::projectId> { "project_id", { .in = In::None } },
        Field<&RequestTokenRow::sealed> { "secret", { .in = In::None } },
        Field<&RequestTokenRow::userId> { "user_id", { .in = In::None } },
        Field<&RequestTokenRow::roleIds> { "role_ids", { .in = In::None } },
        Field<&RequestTokenRow::verifier> { "verifier", { .in = In::None } },
        Field<&RequestTokenRow::expiresAt> { "expires_at", { .in = In::None } },
    };
};

struct AccessTokenRow : sdk::OAuthAccessToken {
    QByteArray sealed;
    QStringList roleIds;
    static constexpr const char* table = "oauth_access_tokens";
    static constexpr auto fields = std::tuple_cat(sdk::OAuthAccessToken::fields, std::tuple {
        Field<&AccessTokenRow::sealed> { "sealed", { .in = In::None, .column = "secret" } },
        Field<&AccessTokenRow::roleIds> { "role_ids", { .in = In::None } },
    });
};

} // namespace skylab::identity
