#pragma once

#include "core/Result.h"
#include "http/Request.h"
#include "object/store/ObjectRows.h"

namespace skylab::object {

/// Swift's limits, as its /info says them.
constexpr int maxAccountOrContainerName = 256;      ///< bytes of UTF-8
constexpr int maxObjectName = 1024;
constexpr int maxMetaCount = 90;
constexpr int maxMetaName = 128;
constexpr int maxMetaValue = 256;
constexpr int maxMetaTotal = 4096;
constexpr qint64 maxObjectBytes = 5'368'709'122;

/// "1767323045.12345": X-Timestamp.
QByteArray swiftTimestamp(Timestamp time);

/// The X-<kind>-Meta-* headers, names spelled the way HTTP does ("Colour-Of-Money"). Kind: "Object" ...
/// BadRequest for what is over a limit, naming the header.
Result<sdk::StringMap> metadataOf(const http::Headers& headers, const QByteArray& kind);

/// Applies X-<kind>-Meta-* and X-Remove-<kind>-Meta-* on top of what is there: an empty value removes.
Result<> mergeMetadata(sdk::StringMap& metadata, const http::Headers& headers, const QByteArray& kind);

void writeMetadata(http::Headers& headers, const sdk::StringMap& metadata, const QByteArray& kind);

/// BadRequest, in Swift's words, for a name that is empty, too long, or (containers) has a slash.
Result<> checkContainerName(const QString& name);
Result<> checkObjectName(const QString& name);

/// 304, 412 or 0 (go on) after If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since.
int conditionalStatus(const http::Headers& headers, const QString& etag, Timestamp modified);

/// Who may read or write by the container's ACL: ".r:*", ".rlistings", "project:user", "project:*", "*:user", "*:*".
bool aclAllows(const QString& acl, const QString& projectId, const QString& projectName, const QString& userId, const QString& userName);
bool aclIsPublic(const QString& acl);
bool aclAllowsListing(const QString& acl);

} // namespace skylab::object
