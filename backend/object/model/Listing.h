#pragma once

#include "service/Route.h"
#include "object/store/ObjectRows.h"

namespace skylab::object {

/// What a listing asks for (Swift's API: "Show container details and list objects").
struct ListingQuery {
    QString prefix;
    QString delimiter;
    QString marker;              ///< names after it
    QString endMarker;           ///< names before it
    int limit = 10'000;
    bool reverse = false;
    QString format;              ///< "", "json", "xml"
    bool versions = false;       ///< ?versions: all versions of each object
    QString versionMarker;       ///< the version of `marker` that the list goes on after
    bool inPath = false;         ///< ?path=: only what lies directly in that folder, and no folders but those that are objects

    /// PreconditionFailed for a limit that is too large or no number, as Swift has it. `path` is prefix and delimiter.
    static Result<ListingQuery> read(const service::Call& call);
};

/// One line of a listing: an object, or a folder that a delimiter made.
struct ListingEntry {
    QString name;
    QString subdir;              ///< set for a folder
    qint64 bytes = 0;
    qint64 count = 0;            ///< containers only
    QString etag;
    QString contentType;
    Timestamp modified;
    QString sloEtag;             ///< of a static large object, without quotes
    QString symlinkPath;         ///< "/v1/account/container/object"
    QString symlinkEtag;
    qint64 symlinkBytes = 0;
    QString versionId;           ///< in listings of versions only
    bool isLatest = false;
};

/// The entries as text, JSON or XML with the headers that go with it; 204 for an empty text listing.
http::Response listingResponse(const ListingQuery& query, const std::vector<ListingEntry>& entries, bool ofContainers, const QString& name);

/// The first string after every string that begins with `prefix`: where a folder ends.
QString afterPrefix(const QString& prefix);

} // namespace skylab::object
