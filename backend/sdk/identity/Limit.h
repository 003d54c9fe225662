#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// How much of a resource a project may have when nothing else is said. Source: Identity API v3, "Unified Limits".
struct RegisteredLimit {
    QString id;
    QString serviceId;
    std::optional<QString> regionId;
    QString resourceName;
    qint64 defaultLimit = 0;             ///< -1: no limit
    std::optional<QString> description;

    static constexpr const char* resourceKey = "registered_limit";
    static constexpr const char* collectionKey = "registered_limits";
    static constexpr qint64 highest = 0x7FFFFFFF;
    static constexpr auto fields = std::tuple {
        Field<&RegisteredLimit::id> { "id" },
        Field<&RegisteredLimit::serviceId> { "service_id", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64, .filter = true } },
        Field<&RegisteredLimit::regionId> { "region_id", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&RegisteredLimit::resourceName> { "resource_name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .filter = true, .sort = true } },
        Field<&RegisteredLimit::defaultLimit> { "default_limit", { .in = In::All, .required = true, .min = -1, .max = highest } },
        Field<&RegisteredLimit::description> { "description", { .in = In::All, .nullable = true } },
    };
    static void encodeLinks(JsonWriter& json, const RegisteredLimit& limit, const Encoding& encoding) { encodeSelfLink(json, encoding, "/registered_limits/", limit.id); }
};

/// How much of it one project or domain may have instead.
struct Limit {
    QString id;
    QString serviceId;
    std::optional<QString> regionId;
    QString resourceName;
    std::optional<QString> projectId;    ///< this or the domain
    std::optional<QString> domainId;
    qint64 resourceLimit = 0;
    std::optional<QString> description;

    static constexpr const char* resourceKey = "limit";
    static constexpr const char* collectionKey = "limits";
    static constexpr auto fields = std::tuple {
        Field<&Limit::id> { "id" },
        Field<&Limit::serviceId> { "service_id", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 64, .filter = true } },
        Field<&Limit::regionId> { "region_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&Limit::resourceName> { "resource_name", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255, .filter = true, .sort = true } },
        Field<&Limit::projectId> { "project_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&Limit::domainId> { "domain_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&Limit::resourceLimit> { "resource_limit", { .in = In::All, .required = true, .min = -1, .max = RegisteredLimit::highest } },
        Field<&Limit::description> { "description", { .in = In::All, .nullable = true } },
    };
    static void encodeLinks(JsonWriter& json, const Limit& limit, const Encoding& encoding) { encodeSelfLink(json, encoding, "/limits/", limit.id); }
};

/// Both are made many at once.
struct RegisteredLimitsCreate {
    std::vector<RegisteredLimit> limits;
    static constexpr auto fields = std::tuple { Field<&RegisteredLimitsCreate::limits> { "registered_limits", { .in = In::Create, .required = true, .minLength = 1 } } };
};
struct LimitsCreate {
    std::vector<Limit> limits;
    static constexpr auto fields = std::tuple { Field<&LimitsCreate::limits> { "limits", { .in = In::Create, .required = true, .minLength = 1 } } };
};

} // namespace skylab::sdk
