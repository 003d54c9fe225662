#include "http/Range.h"

#include <QList>

#include <algorithm>

namespace skylab::http {

namespace {

constexpr qint64 absent = -1;
constexpr qint64 wrong = -2;

/// Digits only: toLongLong() would also take signs and blanks.
qint64 number(const QByteArray& text)
{
    if (text.isEmpty())
        return absent;
    if (text.size() > 18 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return wrong;
    return text.toLongLong();
}

/// One "first-last", "first-" or "-length"; false when it is none of them.
bool takePart(const QByteArray& text, qint64 size, std::vector<ByteRange>& parts)
{
    const auto dash = text.indexOf('-');
    if (dash < 0)
        return false;
    const auto first = number(text.left(dash).trimmed());
    const auto last = number(text.mid(dash + 1).trimmed());
    if (first == wrong || last == wrong || (first == absent && last == absent) || (first >= 0 && last >= 0 && last < first))
        return false;
    const ByteRange part = first == absent ? ByteRange { std::max<qint64>(0, size - last), size - 1 }
                                           : ByteRange { first, last == absent ? size - 1 : std::min(last, size - 1) };
    if (part.length() > 0)
        parts.push_back(part);
    return true;
}

} // namespace

QByteArray ByteRange::contentRange(qint64 size) const
{
    return "bytes " + QByteArray::number(first) + '-' + QByteArray::number(last) + '/' + QByteArray::number(size);
}

QByteArray contentRangeOfNothing(qint64 size) { return "bytes */" + QByteArray::number(size); }

RequestedRanges readRanges(const QByteArray& header, qint64 size)
{
    using Kind = RequestedRanges::Kind;
    RequestedRanges wanted;
    const auto text = header.trimmed();
    if (!text.toLower().startsWith("bytes="))
        return wanted;
    const auto parts = text.mid(6).split(',');
    wanted.asked = int(parts.size());
    wanted.kind = Kind::Unsatisfiable;
    if (wanted.asked > maxRanges)
        return wanted;
    for (const auto& part : parts)
        if (!takePart(part.trimmed(), size, wanted.parts)) {
            wanted.kind = Kind::Malformed;
            wanted.parts.clear();
            return wanted;
        }
    if (!wanted.parts.empty())
        wanted.kind = Kind::Some;
    return wanted;
}

} // namespace skylab::http
