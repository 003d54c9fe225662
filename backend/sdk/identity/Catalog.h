#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// A place where services run. Source: Identity API v3, "Regions". Its id may be chosen by the client.
struct Region {
    QString id;
    QString description;
    std::optional<QString> parentRegionId;
    QJsonObject extra;

    static constexpr const char* resourceKey = "region";
    static constexpr const char* collectionKey = "regions";
    static constexpr auto fields = std::tuple {
        Field<&Region::id> { "id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&Region::description> { "description", { .in = In::All, .nullable = true } },
        Field<&Region::parentRegionId> { "parent_region_id", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&Region::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const Region& region, const Encoding& encoding) { encodeSelfLink(json, encoding, "/regions/", region.id); }
};

/// A service of the catalog. Source: Identity API v3, "Service catalog and endpoints".
struct ServiceEntry {
    QString id;
    QString type;
    QString name;
    std::optional<QString> description;
    bool enabled = true;
    QJsonObject extra;

    static constexpr const char* resourceKey = "service";
    static constexpr const char* collectionKey = "services";
    static constexpr auto fields = std::tuple {
        Field<&ServiceEntry::id> { "id", { .filter = true } },
        Field<&ServiceEntry::type> { "type", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .filter = true, .sort = true } },
        Field<&ServiceEntry::name> { "name", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&ServiceEntry::description> { "description", { .in = In::All, .nullable = true, .omitEmpty = true } },
        Field<&ServiceEntry::enabled> { "enabled", { .in = In::All, .filter = true, .strict = true } },
        Field<&ServiceEntry::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const ServiceEntry& service, const Encoding& encoding) { encodeSelfLink(json, encoding, "/services/", service.id); }
};

/// Where a service answers. `url` may hold %(project_id)s or $(project_id)s; that of Skylab's own services begins with
/// $(base)s in the database, which is replaced by the scheme and host that the client itself used.
struct Endpoint {
    QString id;
    QString serviceId;
    QString interface;
    std::optional<QString> regionId;
    QString url;
    bool enabled = true;
    std::optional<QString> name;
    QJsonObject extra;

    static constexpr const char* resourceKey = "endpoint";
    static constexpr const char* collectionKey = "endpoints";
    static constexpr auto fields = std::tuple {
        Field<&Endpoint::id> { "id", { .filter = true } },
        Field<&Endpoint::serviceId> { "service_id", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64, .filter = true } },
        Field<&Endpoint::interface> { "interface", { .in = In::All, .required = true, .oneOf = "public|internal|admin", .filter = true } },
        Field<&Endpoint::regionId> { "region_id", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .alias = "region" } },
        Field<&Endpoint::url> { "url", { .in = In::All, .required = true, .minLength = 1, .maxLength = 2048, .format = Format::Url } },
        Field<&Endpoint::enabled> { "enabled", { .in = In::All, .filter = true, .strict = true } },
        Field<&Endpoint::name> { "name", { .in = In::All, .nullable = true, .maxLength = 255, .omitEmpty = true } },
        Field<&Endpoint::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const Endpoint& endpoint, const Encoding& encoding) { encodeSelfLink(json, encoding, "/endpoints/", endpoint.id); }
};

} // namespace skylab::sdk
