#pragma once

#include <QByteArray>

#include <vector>

namespace skylab::http {

/// A part of something, in bytes; both ends are included.
struct ByteRange {
    qint64 first = 0;
    qint64 last = -1;

    [[nodiscard]] qint64 length() const { return last - first + 1; }
    bool operator==(const ByteRange&) const = default;

    static ByteRange whole(qint64 size) { return { 0, size - 1 }; }
    /// "bytes 0-9/100": Content-Range of an answer with this part of `size` bytes.
    [[nodiscard]] QByteArray contentRange(qint64 size) const;
};

/// "bytes */100": Content-Range of the answer 416.
QByteArray contentRangeOfNothing(qint64 size);

/// What a Range header asks of something that has `size` bytes (RFC 9110, 14.1.2 and 14.2).
struct RequestedRanges {
    enum class Kind {
        None,             ///< no header, or one of another unit, which is to be ignored
        Malformed,        ///< may be ignored (RFC 9110, 14.2) or refused
        Unsatisfiable,    ///< no part lies inside: 416
        Some,
    };
    Kind kind = Kind::None;
    int asked = 0;                      ///< how many parts the header names, those outside included
    std::vector<ByteRange> parts;       ///< the parts that lie inside, clipped, in the order of the header
};

/// A header with more than this many parts only serves to make a server work: its kind is Unsatisfiable.
constexpr int maxRanges = 50;

RequestedRanges readRanges(const QByteArray& header, qint64 size);

} // namespace skylab::http
