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

/// The content type that marks a deletion where versions are kept.
inline const QString deletedType = QStringLiteral("application/x-deleted;swift_versions_deleted=1");
inline const QString emptyMd5 = QStringLiteral("d41d8cd98f00b204e9800998ecf8427e");

/// "1767323045.12345": X-Timestamp.
QByteArray swiftTimestamp(Timestamp time);

/// The X-<kind>-Meta-* headers, names spelled the way HTTP does ("Colour-Of-Money"). Kind: "Object" ...
/// BadRequest for what is over a limit, naming the header.
Result<sdk::StringMap> metadataOf(const http::Headers& headers, const QByteArray& kind);

/// Whether it has characters that headers can't carry. Archives and forms bring such in.
bool hasControls(const QByteArray& text);

/// Applies X-<kind>-Meta-* and X-Remove-<kind>-Meta-* on top of what is there: an empty value removes.
Result<> mergeMetadata(sdk::StringMap& metadata, const http::Headers& headers, const QByteArray& kind);

/// The keys that sign URLs are shown to owners only.
enum class Keys : std::uint8_t { Hide, Show };
void writeMetadata(http::Headers& headers, const sdk::StringMap& metadata, const QByteArray& kind, Keys keys = Keys::Show);

/// BadRequest, in Swift's words, for a name that is empty, too long, or (containers) has a slash.
Result<> checkContainerName(const QString& name);
Result<> checkObjectName(const QString& name);

/// 304, 412 or 0 (go on) after If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since.
int conditionalStatus(const http::Headers& headers, const QString& etag, Timestamp modified);

/// "true", "1", "yes", "on", "t", "y" in any case: what Swift takes for yes.
bool isTrue(const QString& text);

/// Last-Modified: a second that is not before the change, so that If-Modified-Since with it sees nothing new.
QByteArray lastModified(Timestamp time);

/// X-Delete-At or X-Delete-After as a time; null when neither is there. BadRequest for the past or no number.
Result<Timestamp> deleteTime(const http::Headers& headers);

/// "container/object" of a header such as X-Copy-From, Destination, X-Symlink-Target, percent-decoded, in the account
/// that the other header names or else in `account`. PreconditionFailed when it is not of that form.
Result<ObjectPath> pathOfHeader(const http::Headers& headers, const char* name, const char* accountName, const QString& account);

/// The content type that an object's name suggests.
QString guessedType(const QString& name);

} // namespace skylab::object
