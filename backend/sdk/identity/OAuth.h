#pragma once

#include "sdk/identity/ApplicationCredential.h"

namespace skylab::sdk {

/// A program that users may let act for them. Source: Identity API v3, "OS-OAUTH1"; OAuth 1.0a is RFC 5849.
struct OAuthConsumer {
    QString id;
    std::optional<QString> description;
    QString secret;                      ///< shown once, when it is made
    QJsonObject extra;

    static constexpr const char* resourceKey = "consumer";
    static constexpr const char* collectionKey = "consumers";
    static constexpr auto fields = std::tuple {
        Field<&OAuthConsumer::id> { "id" },
        Field<&OAuthConsumer::description> { "description", { .in = In::All, .nullable = true } },
        Field<&OAuthConsumer::secret> { "secret", { .omitEmpty = true, .stored = false } },
        Field<&OAuthConsumer::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const OAuthConsumer& consumer, const Encoding& encoding) { encodeSelfLink(json, encoding, "/OS-OAUTH1/consumers/", consumer.id); }
};

/// What a user has granted to a consumer.
struct OAuthAccessToken {
    QString id;
    QString consumerId;
    QString projectId;
    QString userId;
    Timestamp expiresAt;

    static constexpr const char* resourceKey = "access_token";
    static constexpr const char* collectionKey = "access_tokens";
    static constexpr auto fields = std::tuple {
        Field<&OAuthAccessToken::id> { "id" },
        Field<&OAuthAccessToken::consumerId> { "consumer_id" },
        Field<&OAuthAccessToken::projectId> { "project_id" },
        Field<&OAuthAccessToken::userId> { "authorizing_user_id", { .column = "user_id" } },
        Field<&OAuthAccessToken::expiresAt> { "expires_at", { .time = TimeFormat::MicrosZ } },
    };
    static void encodeLinks(JsonWriter& json, const OAuthAccessToken& token, const Encoding& encoding)
    {
        if (encoding.baseUrl.isEmpty() || encoding.rules)
            return;
        const auto self = QStringLiteral("%1/users/%2/OS-OAUTH1/access_tokens/%3").arg(encoding.baseUrl, token.userId, token.id);
        json.key("links").beginObject().key("self").value(self).key("roles").value(self + QStringLiteral("/roles")).endObject();
    }
};

/// Body of PUT /OS-OAUTH1/authorize/{request_token_id}
struct OAuthAuthorization {
    std::vector<RoleReference> roles;
    static constexpr auto fields = std::tuple { Field<&OAuthAuthorization::roles> { "roles", { .in = In::Create, .required = true, .minLength = 1 } } };
};

} // namespace skylab::sdk
