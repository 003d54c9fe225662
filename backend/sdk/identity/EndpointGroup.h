#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// Endpoints by what they have in common; projects may be shown a group's instead of all.
/// Source: Identity API v3, "OS-EP-FILTER".
struct EndpointGroup {
    QString id;
    QString name;
    std::optional<QString> description;
    QJsonObject filters;                 ///< any of service_id, region_id, interface

    static constexpr const char* resourceKey = "endpoint_group";
    static constexpr const char* collectionKey = "endpoint_groups";
    static constexpr auto fields = std::tuple {
        Field<&EndpointGroup::id> { "id" },
        Field<&EndpointGroup::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .filter = true, .sort = true } },
        Field<&EndpointGroup::description> { "description", { .in = In::All, .nullable = true } },
        Field<&EndpointGroup::filters> { "filters", { .in = In::All, .required = true } },
    };
    static void encodeLinks(JsonWriter& json, const EndpointGroup& group, const Encoding& encoding) { encodeSelfLink(json, encoding, "/OS-EP-FILTER/endpoint_groups/", group.id); }
};

} // namespace skylab::sdk
