#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Compute API v2.1, "Host aggregates": hosts with something in common, and an availability zone if its metadata names
/// one.
struct Aggregate {
    int id = 0;
    QString uuid;
    QString name;
    std::optional<QString> availabilityZone;     ///< metadata["availability_zone"]
    StringMap metadata;
    QStringList hosts;
    bool deleted = false;
    Timestamp createdAt;
    Timestamp updatedAt;
    Timestamp deletedAt;

    static constexpr const char* resourceKey = "aggregate";
    static constexpr const char* collectionKey = "aggregates";
    static constexpr auto fields = std::tuple {
        Field<&Aggregate::id> { "id", { .column = "number" } },
        Field<&Aggregate::uuid> { "uuid", { .since = mv(2, 41) } },
        Field<&Aggregate::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&Aggregate::availabilityZone> { "availability_zone", { .in = In::All, .nullable = true, .minLength = 1, .maxLength = 255, .stored = false } },
        Field<&Aggregate::metadata> { "metadata" },
        Field<&Aggregate::hosts> { "hosts" },
        Field<&Aggregate::deleted> { "deleted", { .stored = false } },
        Field<&Aggregate::createdAt> { "created_at", { .time = TimeFormat::Micros } },
        Field<&Aggregate::updatedAt> { "updated_at", { .time = TimeFormat::Micros } },
        Field<&Aggregate::deletedAt> { "deleted_at", { .stored = false, .time = TimeFormat::Micros } },
    };
};

} // namespace skylab::sdk
