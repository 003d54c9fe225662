#pragma once

#include "service/Store.h"

namespace skylab::object {

/// "<account>/<container>/<object>" of a request, percent-decoded; what is not named is empty.
struct ObjectPath {
    QString account;
    QString container;
    QString object;
    bool operator==(const ObjectPath&) const = default;
};

/// Rows of the object service. Swift's documents are headers and listings, so these are not shown as they are.
struct AccountRow {
    QString name;                ///< "AUTH_<project>"
    sdk::StringMap metadata;     ///< "Colour" -> "red" of X-Account-Meta-Colour
    Timestamp createdAt;
    QString domainId;            ///< of the project, once one of its tokens has written; names in ACLs depend on it
    qint64 containerCount = 0;
    qint64 objectCount = 0;
    qint64 bytesUsed = 0;        ///< versions included

    static constexpr const char* table = "accounts";
    static constexpr const char* key = "name";
    static constexpr auto fields = std::tuple {
        sdk::Field<&AccountRow::name> { "name" },
        sdk::Field<&AccountRow::metadata> { "metadata" },
        sdk::Field<&AccountRow::createdAt> { "created_at" },
        sdk::Field<&AccountRow::domainId> { "domain_id" },
        sdk::Field<&AccountRow::containerCount> { "container_count" },
        sdk::Field<&AccountRow::objectCount> { "object_count" },
        sdk::Field<&AccountRow::bytesUsed> { "bytes_used" },
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
    qint64 bytesUsed = 0;        ///< of current objects
    Timestamp createdAt;
    Timestamp updatedAt;
    QString versioning;          ///< "", "on", "off" (X-Versions-Enabled), "stack" (X-Versions-Location), "history"
    QString versionsIn;          ///< the container that X-Versions-Location or X-History-Location names
    qint64 versionCount = 0;     ///< rows of `versions`, marks of deletion included
    qint64 versionBytes = 0;

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
        sdk::Field<&ContainerRow::versioning> { "versioning" },
        sdk::Field<&ContainerRow::versionsIn> { "versions_in" },
        sdk::Field<&ContainerRow::versionCount> { "version_count" },
        sdk::Field<&ContainerRow::versionBytes> { "version_bytes" },
    };

    [[nodiscard]] QString meta(const char* metaName) const { return metadata.value(QLatin1String(metaName)); }
};

/// The values of ObjectRow::kind.
namespace kind {
inline const QString staticLarge = QStringLiteral("slo");
inline const QString dynamicLarge = QStringLiteral("dlo");
inline const QString symlink = QStringLiteral("symlink");
inline const QString deleted = QStringLiteral("deleted");      ///< versions only: it was deleted then
} // namespace kind

/// Up to so many bytes an object lies in its row, and is durable with it.
constexpr qint64 smallObject = 8 * 1024;

struct ObjectRow {
    QString id;
    QString containerId;
    QString name;
    QString blobId;              ///< begins with "-" when there is no blob: it has no bytes, or they are in `content`
    qint64 bytes = 0;
    QString etag;                ///< MD5, hex, without quotes
    QString contentType;
    sdk::StringMap headers;      ///< Content-Encoding, Content-Disposition ...: given back as they came
    sdk::StringMap metadata;     ///< X-Object-Meta-*
    Timestamp createdAt;
    Timestamp deleteAt;          ///< X-Delete-At; null = never
    QString versionId;           ///< "1767323045.12345"; empty: made while versions were not kept
    QString kind;                ///< "", or one of kind::
    qint64 wholeBytes = 0;       ///< of a static large object or the target of a static link
    QString wholeEtag;
    QString target;              ///< "container/prefix" of a dynamic large object, "container/object" of a link
    QString targetAccount;       ///< of a link; empty: the link's own
    QByteArray content;          ///< all bytes of a small object, at most smallObject

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
        sdk::Field<&ObjectRow::versionId> { "version_id" },
        sdk::Field<&ObjectRow::kind> { "kind" },
        sdk::Field<&ObjectRow::wholeBytes> { "whole_bytes" },
        sdk::Field<&ObjectRow::wholeEtag> { "whole_etag" },
        sdk::Field<&ObjectRow::target> { "target" },
        sdk::Field<&ObjectRow::targetAccount> { "target_account" },
        sdk::Field<&ObjectRow::content> { "content" },
    };

    [[nodiscard]] bool hasBlob() const { return !blobId.isEmpty() && !blobId.startsWith(u'-'); }
    [[nodiscard]] bool isExpired(Timestamp now) const { return !deleteAt.isNull() && deleteAt <= now; }
    /// What a reader is told: of a static large object the sum of its segments.
    [[nodiscard]] qint64 shownBytes() const { return kind == u"slo" ? wholeBytes : bytes; }
};

/// An older version of an object, or the mark of its deletion.
struct VersionRow : ObjectRow {
    static constexpr const char* table = "versions";
};

using Accounts = service::Store<AccountRow>;
using Containers = service::Store<ContainerRow>;
using Objects = service::Store<ObjectRow>;
using Versions = service::Store<VersionRow>;

} // namespace skylab::object
