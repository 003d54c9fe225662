#pragma once

#include "core/Result.h"

#include <QByteArray>

#include <optional>

namespace skylab::image {

/// A part of a file, in bytes.
struct ByteRange {
    qint64 offset = 0;
    qint64 length = 0;
};

/// Reads a Range header (RFC 9110, 14.1.2) against a file of `size` bytes: nothing when there is none, or one of another
/// unit, which is to be ignored. RangeNotSatisfiable beyond the end, BadRequest for several ranges and for nonsense.
Result<std::optional<ByteRange>> readRange(const QByteArray& header, qint64 size);

} // namespace skylab::image
