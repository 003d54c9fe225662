#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "RBAC policies": what a project lets others use.
struct RbacPolicy : StandardAttributes {
    QString objectType;          ///< "network", "security_group", "qos_policy" ...
    QString objectId;
    QString action;              ///< "access_as_shared", "access_as_external"
    QString targetTenant;        ///< a project's id, "*" = all

    static constexpr const char* resourceKey = "rbac_policy";
    static constexpr const char* collectionKey = "rbac_policies";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true, .alias = "tenant_id" } },
        Field<&RbacPolicy::objectType> { "object_type", { .in = In::Read | In::Create, .required = true, .maxLength = 64, .filter = true, .sort = true } },
        Field<&RbacPolicy::objectId> { "object_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&RbacPolicy::action> { "action", { .in = In::Read | In::Create, .required = true, .maxLength = 64, .filter = true, .sort = true } },
        Field<&RbacPolicy::targetTenant> { "target_tenant", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .filter = true, .sort = true, .column = "target_project" } },
    };
};

} // namespace skylab::sdk
