#pragma once

#include "service/Store.h"

namespace skylab::object {

/// Rows of the object service. Swift's documents are headers and listings, so these are not shown as they are.
struct AccountRow {
    QString name;                ///< "AUTH_<project>"
    sdk::StringMap metadata;     ///< "X-Account-Meta-Colour" -> "red"
    Timestamp createdAt;

    static constexpr const char* table = "accounts";
    static constexpr const char* key = "name";
    static constexpr auto fields = std::tuple {
        sdk::Field<&AccountRow::name> { "name" },
        sdk::Field<&AccountRow::metadata> { "metadata" },
        sdk::Field<&AccountRow::createdAt> { "created_at" },
    };
};

struct ContainerRow {
    QString id;
    QString account;
    QString name;
    sdk::StringMap metadata;
    QString readAcl;             ///< X-Container-Read
    QString writeAcl;            ///< X-Container-Write
    qint64 objectCount = 0;
    qint64 bytesUsed = 0;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "containers";
    static constexpr auto fields = std::tuple {
        sdk::Field<&ContainerRow::id> { "id" },
        sdk::Field<&ContainerRow::account> { "account" },
        sdk::Field<&ContainerRow::name> { "name" },
        sdk::Field<&ContainerRow::metadata> { "metadata" },
        sdk::Field<&ContainerRow::readAcl> { "read_acl" },
        sdk::Field<&ContainerRow::writeAcl> { "write_acl" },
        sdk::Field<&ContainerRow::objectCount> { "object_count" },
        sdk::Field<&ContainerRow::bytesUsed> { "bytes_used" },
        sdk::Field<&ContainerRow::createdAt> { "created_at", { .time = TimeFormat::Micros } },
        sdk::Field<&ContainerRow::updatedAt> { "updated_at", { .time = TimeFormat::Micros } },
    };
};

struct ObjectRow {
    QString id;
    QString containerId;
    QString name;
    QString blobId;
    qint64 bytes = 0;
    QString etag;                ///< MD5, hex, without quotes
    QString contentType;
    sdk::StringMap headers;      ///< Content-Encoding, Content-Disposition ...: given back as they came
    sdk::StringMap metadata;     ///< X-Object-Meta-*
    Timestamp createdAt;
    Timestamp deleteAt;          ///< X-Delete-At; null = never

    static constexpr const char* table = "objects";
    static constexpr auto fields = std::tuple {
        sdk::Field<&ObjectRow::id> { "id" },
        sdk::Field<&ObjectRow::containerId> { "container_id" },
        sdk::Field<&ObjectRow::name> { "name" },
        sdk::Field<&ObjectRow::blobId> { "blob_id" },
        sdk::Field<&ObjectRow::bytes> { "bytes" },
        sdk::Field<&ObjectRow::etag> { "etag" },
        sdk::Field<&ObjectRow::contentType> { "content_type" },
        sdk::Field<&ObjectRow::headers> { "headers" },
        sdk::Field<&ObjectRow::metadata> { "metadata" },
        sdk::Field<&ObjectRow::createdAt> { "created_at", { .time = TimeFormat::Micros } },
        sdk::Field<&ObjectRow::deleteAt> { "delete_at" },
    };
};

using Accounts = service::Store<AccountRow>;
using Containers = service::Store<ContainerRow>;
using Objects = service::Store<ObjectRow>;

} // namespace skylab::object
