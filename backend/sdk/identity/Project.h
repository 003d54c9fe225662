#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// A project, and (with `isDomain`) what a domain is underneath. Source: Identity API v3, "Projects".
struct Project {
    QString id;
    QString name;
    std::optional<QString> domainId;     ///< null for a domain
    QString description;
    bool enabled = true;
    std::optional<QString> parentId;     ///< the domain, or a project of the same domain; null for a domain
    bool isDomain = false;
    QStringList tags;
    QJsonObject options;                 ///< {"immutable": true}: neither update nor delete
    QJsonObject extra;                   ///< attributes that nobody here knows, kept and given back

    static constexpr const char* resourceKey = "project";
    static constexpr const char* collectionKey = "projects";
    static constexpr auto fields = std::tuple {
        Field<&Project::id> { "id", { .filter = true } },
        Field<&Project::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64, .format = Format::Name, .filter = true, .sort = true } },
        Field<&Project::domainId> { "domain_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&Project::description> { "description", { .in = In::All, .nullable = true } },
        Field<&Project::enabled> { "enabled", { .in = In::All, .filter = true, .strict = true } },
        Field<&Project::parentId> { "parent_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&Project::isDomain> { "is_domain", { .in = In::Read | In::Create, .filter = true, .strict = true } },
        Field<&Project::tags> { "tags", { .in = In::All, .maxLength = 80 } },
        Field<&Project::options> { "options", { .in = In::All } },
        Field<&Project::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const Project& project, const Encoding& encoding) { encodeSelfLink(json, encoding, "/projects/", project.id); }
};

/// A namespace of users, groups and projects. Source: Identity API v3, "Domains". (A libvirt guest is another thing.)
struct IdentityDomain {
    QString id;
    QString name;
    QString description;
    bool enabled = true;
    QStringList tags;
    QJsonObject options;
    QJsonObject extra;

    static constexpr const char* resourceKey = "domain";
    static constexpr const char* collectionKey = "domains";
    static constexpr auto fields = std::tuple {
        Field<&IdentityDomain::id> { "id", { .filter = true } },
        Field<&IdentityDomain::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64, .format = Format::Name, .filter = true, .sort = true } },
        Field<&IdentityDomain::description> { "description", { .in = In::All, .nullable = true } },
        Field<&IdentityDomain::enabled> { "enabled", { .in = In::All, .filter = true, .strict = true } },
        Field<&IdentityDomain::tags> { "tags", { .in = In::All, .maxLength = 80 } },
        Field<&IdentityDomain::options> { "options", { .in = In::All } },
        Field<&IdentityDomain::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const IdentityDomain& domain, const Encoding& encoding) { encodeSelfLink(json, encoding, "/domains/", domain.id); }
};

} // namespace skylab::sdk
