#pragma once

#include "core/JsonWriter.h"
#include "object/store/ObjectRows.h"
#include "service/Route.h"

#include <functional>

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
    QByteArray etag;             ///< hexadecimal
    QString contentType;
    Timestamp modified;
    QString sloEtag;             ///< of a static large object, without quotes
    QString symlinkPath;         ///< "/v1/account/container/object"
    QString symlinkEtag;
    qint64 symlinkBytes = 0;
    QString versionId;           ///< in listings of versions only
    bool isLatest = false;
};

/// Takes entries as they are read; they are not kept.
using ListingVisitor = std::function<void(const ListingEntry& entry)>;

/// Writes entries as text, JSON or XML, one by one.
class ListingWriter {
public:
    enum class Of { Containers, Objects };

    /// `name`: of the account or the container.
    ListingWriter(const ListingQuery& query, Of of, const QString& name);
    void add(const ListingEntry& entry);
    /// With the headers that go with it; 204 for an empty text listing.
    [[nodiscard]] http::Response finish();

private:
    void addJson(const ListingEntry& entry);
    void addXml(const ListingEntry& entry);

    enum class Format { Text, Json, Xml };
    Format m_format;
    Of m_of;
    JsonWriter m_json;
    QByteArray m_text;      ///< text and XML
};

/// The first string after every string that begins with `prefix`: where a folder ends.
QString afterPrefix(const QString& prefix);

} // namespace skylab::object
