#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// A collection of definitions of metadata. Its properties, objects, tags and resource types are resources of their own.
/// Source: Image service API v2, "Metadata Definitions Service API".
struct MetadefNamespace {
    QString name;
    std::optional<QString> displayName;
    std::optional<QString> description;
    QString visibility = QStringLiteral("private");   ///< private: of its project; public
    bool isProtected = false;                         ///< can't be deleted
    QString owner;                                    ///< project
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* collectionKey = "namespaces";
    static constexpr const char* key = "namespace";
    static constexpr auto fields = std::tuple {
        Field<&MetadefNamespace::name> { "namespace", { .in = In::All, .required = true, .minLength = 1, .maxLength = 80, .sort = true, .help = "The unique namespace text." } },
        Field<&MetadefNamespace::displayName> { "display_name", { .in = In::All, .nullable = true, .maxLength = 80, .omitEmpty = true, .help = "The user friendly name for the namespace. Used by UI if available." } },
        Field<&MetadefNamespace::description> { "description", { .in = In::All, .nullable = true, .maxLength = 500, .omitEmpty = true, .help = "Provides a user friendly description of the namespace." } },
        Field<&MetadefNamespace::visibility> { "visibility", { .in = In::All, .oneOf = "public|private", .filter = true, .help = "Scope of namespace accessibility." } },
        Field<&MetadefNamespace::isProtected> { "protected", { .in = In::All, .help = "If true, namespace will not be deletable." } },
        Field<&MetadefNamespace::owner> { "owner", { .in = In::All, .maxLength = 255, .filter = true, .help = "Owner of the namespace." } },
        Field<&MetadefNamespace::createdAt> { "created_at", { .sort = true, .help = "Date and time of namespace creation" } },
        Field<&MetadefNamespace::updatedAt> { "updated_at", { .sort = true, .help = "Date and time of the last namespace modification" } },
    };
    static void encodeLinks(JsonWriter& json, const MetadefNamespace& one, const Encoding&)
    {
        json.key("self").value(QStringLiteral("/v2/metadefs/namespaces/") + one.name).key("schema").value("/v2/schemas/metadefs/namespace");
    }
};

} // namespace skylab::sdk
