#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "http/Range.h"

#include <QString>

#include <optional>
#include <vector>

namespace skylab::object {

/// Limits of static large objects, as /info says them.
constexpr int maxManifestSegments = 1000;
constexpr int maxNesting = 10;                 ///< lists within lists
constexpr qint64 maxManifestBytes = 8 << 20;
/// Lists within lists can multiply without end; sums stop here, far from where they would turn negative.
constexpr qint64 maxWholeBytes = qint64(1) << 60;

/// One piece of a static large object: bytes of its own, or (a part of) another object.
struct Segment {
    QByteArray data;                      ///< inline; empty: an object
    QString path;                         ///< "container/object", of the same account
    QString etag;                         ///< expected (on the way in) or as it was when the manifest was written
    std::optional<qint64> bytes;          ///< of the whole object, likewise
    QByteArray rangeText;                 ///< on the way in, "0-99", "-5"
    std::optional<http::ByteRange> range; ///< resolved
    QString contentType;
    Timestamp modified;
    bool isManifest = false;              ///< the object is a static large object itself

    [[nodiscard]] bool isInline() const { return path.isEmpty(); }
    /// How many bytes it adds to the whole.
    [[nodiscard]] qint64 length() const { return isInline() ? data.size() : range ? range->length() : bytes.value_or(0); }
    [[nodiscard]] QString container() const { return path.section(u'/', 0, 0); }
    [[nodiscard]] QString object() const { return path.section(u'/', 1); }
};

/// The list behind a static large object.
/// Source: https://docs.openstack.org/swift/latest/overview_large_objects.html
class Manifest {
public:
    std::vector<Segment> segments;

    /// What a client sends with multipart-manifest=put. All that is wrong is told at once: BadRequest, a line for each
    /// segment. `self` is "container/object" of the manifest.
    static Result<Manifest> fromClient(const QByteArray& json, const QString& self);
    /// What toStored() gave.
    static Result<Manifest> fromStored(const QByteArray& json);

    /// The form that is kept, and that multipart-manifest=get gives.
    [[nodiscard]] QByteArray toStored() const;
    /// The form that multipart-manifest=put takes: multipart-manifest=get&format=raw.
    [[nodiscard]] QByteArray toRaw() const;
    /// MD5 over the segments' checksums, with their ranges: the whole's ETag, without quotes.
    [[nodiscard]] QString etag() const;
    /// Of all segments together, at most maxWholeBytes.
    [[nodiscard]] qint64 bytes() const;
    [[nodiscard]] int objectCount() const;
};

} // namespace skylab::object
