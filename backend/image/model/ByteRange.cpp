#include "image/model/ByteRange.h"

#include <algorithm>

namespace skylab::image {

namespace {

/// Digits only: toLongLong() would also take signs and blanks. -1 when it is no such number.
qint64 number(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return -1;
    return text.toByteArray().toLongLong();
}

} // namespace

Result<std::optional<ByteRange>> readRange(const QByteArray& header, qint64 size)
{
    if (header.isEmpty() || !header.trimmed().toLower().startsWith("bytes="))
        return std::optional<ByteRange>();
    const auto spec = header.trimmed().mid(6).trimmed();
    if (spec.contains(','))
        return fail(ErrorCode::BadRequest, QStringLiteral("Requests with multiple ranges are not supported. You may make multiple single-range requests instead."), QStringLiteral("Range"));
    const auto dash = spec.indexOf('-');
    const auto first = spec.left(dash);
    const auto last = spec.mid(dash + 1);
    if (dash < 0 || (first.isEmpty() && last.isEmpty()) || (!first.isEmpty() && number(first) < 0) || (!last.isEmpty() && number(last) < 0))
        return fail(ErrorCode::BadRequest, QStringLiteral("The Range header can't be read: '%1'. Send bytes=first-last.").arg(QString::fromLatin1(header.left(64))), QStringLiteral("Range"));
    const auto unsatisfiable = [&] {
        return fail(ErrorCode::RangeNotSatisfiable, QStringLiteral("The range %1 lies outside of the image's %2 bytes.").arg(QString::fromLatin1(spec.left(64))).arg(size), QStringLiteral("Range"));
    };
    if (first.isEmpty()) {
        const auto length = std::min(number(last), size);
        if (length == 0)
            return unsatisfiable();
        return std::optional<ByteRange>({ size - length, length });
    }
    const auto begin = number(first);
    const auto end = last.isEmpty() ? size - 1 : std::min(number(last), size - 1);
    if (begin >= size || end < begin)
        return unsatisfiable();
    return std::optional<ByteRange>({ begin, end - begin + 1 });
}

} // namespace skylab::image
