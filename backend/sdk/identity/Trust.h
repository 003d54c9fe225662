#pragma once

#include "sdk/identity/ApplicationCredential.h"

namespace skylab::sdk {

/// A user lets another one act with some of its roles in a project. Source: Identity API v3, "OS-TRUST".
struct Trust {
    QString id;
    QString trustorUserId;
    QString trusteeUserId;
    std::optional<QString> projectId;
    bool impersonation = false;          ///< the trustee's tokens are the trustor's
    Timestamp expiresAt;
    std::optional<qint64> remainingUses; ///< none: as many as wanted
    std::optional<QString> deletedAt;    ///< always null: what is deleted is gone
    std::optional<QString> redelegatedTrustId;
    qint64 redelegationCount = 0;        ///< how many times it can be handed on
    bool allowRedelegation = false;
    std::vector<RoleReference> roles;

    static constexpr const char* resourceKey = "trust";
    static constexpr const char* collectionKey = "trusts";
    static constexpr auto fields = std::tuple {
        Field<&Trust::id> { "id" },
        Field<&Trust::trustorUserId> { "trustor_user_id", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 64, .filter = true } },
        Field<&Trust::trusteeUserId> { "trustee_user_id", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 64, .filter = true } },
        Field<&Trust::projectId> { "project_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64 } },
        Field<&Trust::impersonation> { "impersonation", { .in = In::Read | In::Create, .required = true, .strict = true } },
        Field<&Trust::expiresAt> { "expires_at", { .in = In::Read | In::Create, .nullable = true, .time = TimeFormat::MicrosZ } },
        Field<&Trust::remainingUses> { "remaining_uses", { .in = In::Read | In::Create, .nullable = true, .min = 1 } },
        Field<&Trust::deletedAt> { "deleted_at", { .stored = false } },
        Field<&Trust::redelegatedTrustId> { "redelegated_trust_id" },
        Field<&Trust::redelegationCount> { "redelegation_count", { .in = In::Read | In::Create, .nullable = true, .min = 0 } },
        Field<&Trust::allowRedelegation> { "allow_redelegation", { .in = In::Create, .nullable = true, .strict = true, .stored = false } },
        Field<&Trust::roles> { "roles", { .in = In::Create, .nullable = true, .stored = false } },
    };
    static void encodeLinks(JsonWriter& json, const Trust& trust, const Encoding& encoding) { encodeSelfLink(json, encoding, "/OS-TRUST/trusts/", trust.id); }
};

} // namespace skylab::sdk
