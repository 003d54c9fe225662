#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Compute API v2.1, "Server groups".
struct ServerGroup {
    QString id;
    QString name;
    QString policy;              ///< "affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity"
    QStringList policies;        ///< up to 2.63: a list with the policy in it
    QJsonObject rules;           ///< {"max_server_per_host": n}, with anti-affinity only
    StringMap metadata;
    QStringList members;         ///< ids of its servers
    QString projectId;
    QString userId;

    static constexpr const char* resourceKey = "server_group";
    static constexpr const char* collectionKey = "server_groups";
    static constexpr auto fields = std::tuple {
        Field<&ServerGroup::id> { "id" },
        Field<&ServerGroup::name> { "name", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerGroup::policies> { "policies", { .in = In::Read | In::Create, .minLength = 1, .maxLength = 1, .until = mv(2, 63), .stored = false } },
        Field<&ServerGroup::policy> { "policy", { .in = In::Read | In::Create, .oneOf = "anti-affinity|affinity|soft-anti-affinity|soft-affinity", .since = mv(2, 64) } },
        Field<&ServerGroup::rules> { "rules", { .in = In::Read | In::Create, .since = mv(2, 64) } },
        Field<&ServerGroup::members> { "members", { .stored = false } },
        Field<&ServerGroup::metadata> { "metadata", { .until = mv(2, 63), .stored = false } },
        Field<&ServerGroup::projectId> { "project_id", { .since = mv(2, 13) } },
        Field<&ServerGroup::userId> { "user_id", { .since = mv(2, 13) } },
    };
};

} // namespace skylab::sdk
