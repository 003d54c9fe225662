#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// What one may do, by name; policies speak of roles. Source: Identity API v3, "Roles".
struct Role {
    QString id;
    QString name;
    std::optional<QString> domainId;     ///< set for a role of one domain only
    std::optional<QString> description;
    QJsonObject options;                 ///< {"immutable": true}
    QJsonObject extra;

    static constexpr const char* resourceKey = "role";
    static constexpr const char* collectionKey = "roles";
    static constexpr auto fields = std::tuple {
        Field<&Role::id> { "id", { .filter = true } },
        Field<&Role::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .filter = true, .sort = true } },
        Field<&Role::domainId> { "domain_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64 } },
        Field<&Role::description> { "description", { .in = In::All, .nullable = true } },
        Field<&Role::options> { "options", { .in = In::All } },
        Field<&Role::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const Role& role, const Encoding& encoding) { encodeSelfLink(json, encoding, "/roles/", role.id); }
};

} // namespace skylab::sdk
