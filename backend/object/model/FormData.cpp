#include "object/model/FormData.h"

#include <cstring>

namespace skylab::object {

namespace {

constexpr qsizetype formStep = 16 * 1024;
constexpr qsizetype maxHead = 16 * 1024;
constexpr qsizetype maxBoundary = 256;

/// The value of `name` in 'form-data; name="a"; filename="b"'.
QByteArray parameter(const QByteArray& header, const char* name)
{
    bool quoted = false;
    QByteArrayList words { {} };
    for (const char c : header) {
        if (c == '"')
            quoted = !quoted;
        if (c == ';' && !quoted)
            words << QByteArray();
        else
            words.back() += c;
    }
    for (const auto& word : words) {
        const auto equals = word.indexOf('=');
        if (equals < 0 || word.left(equals).trimmed().toLower() != name)
            continue;
        auto value = word.mid(equals + 1).trimmed();
        if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
            value = value.mid(1, value.size() - 2);
        return value;
    }
    return {};
}

} // namespace

FormData::FormData(http::BodyReader& body, const QByteArray& boundary) : m_body(body), m_delimiter("\r\n--" + boundary) { }

QByteArray FormData::boundaryOf(const QByteArray& contentType)
{
    if (!contentType.trimmed().toLower().startsWith("multipart/form-data"))
        return {};
    const auto boundary = parameter(contentType, "boundary");
    return boundary.size() <= maxBoundary ? boundary : QByteArray();
}

Result<bool> FormData::fill()
{
    if (m_ended)
        return false;
    const auto before = m_buffer.size();
    m_buffer.resize(before + formStep);
    auto got = m_body.read(m_buffer.data() + before, formStep);
    m_buffer.resize(before + (got ? *got : 0));
    if (!got)
        return fail(got.error());
    m_ended = *got == 0;
    return !m_ended;
}

/// What follows the delimiter: a line's end, or "--" after the last part.
Result<bool> FormData::skipBoundary()
{
    while (m_buffer.size() < 2)
        if (!TRY(fill()))
            break;
    m_last = m_buffer.size() < 2 || m_buffer.startsWith("--");
    if (m_last)
        return false;
    if (!m_buffer.startsWith("\r\n"))
        return fail(ErrorCode::BadRequest, QStringLiteral("invalid boundary"));
    m_buffer.remove(0, 2);
    return true;
}

Result<> FormData::readHead()
{
    m_headers = {};
    qsizetype end = -1;
    // A part may have no fields at all: then the empty line comes first.
    while ((end = m_buffer.startsWith("\r\n") ? 0 : m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (m_buffer.size() > maxHead || !TRY(fill()))
            return fail(ErrorCode::BadRequest, QStringLiteral("a part's fields are too long or have no end"));
    }
    for (const auto& line : m_buffer.left(end).split('\n'))
        if (const auto colon = line.indexOf(':'); colon > 0)
            m_headers.add(line.left(colon).trimmed(), line.mid(colon + 1).trimmed());
    m_buffer.remove(0, end == 0 ? 2 : end + 4);
    const auto disposition = m_headers.value("Content-Disposition");
    const bool isField = disposition.toLower().startsWith("form-data");
    m_name = isField ? QString::fromUtf8(parameter(disposition, "name")) : QString();
    m_filename = isField ? QString::fromUtf8(parameter(disposition, "filename")) : QString();
    m_partEnded = false;
    return {};
}

Result<bool> FormData::next()
{
    if (!m_began) {
        m_began = true;
        const auto first = m_delimiter.mid(2);
        while (m_buffer.size() < first.size())
            if (!TRY(fill()))
                break;
        if (!m_buffer.startsWith(first))
            return fail(ErrorCode::BadRequest, QStringLiteral("invalid starting boundary"));
        m_buffer.remove(0, first.size());
    } else {
        char skipped[4096];
        while (TRY(read(skipped, sizeof skipped)) > 0) { }
    }
    if (m_last || !TRY(skipBoundary()))
        return false;
    TRY(readHead());
    return true;
}

Result<qsizetype> FormData::read(char* to, qsizetype size)
{
    while (!m_partEnded) {
        const auto at = m_buffer.indexOf(m_delimiter);
        const auto sure = at >= 0 ? at : m_ended ? m_buffer.size() : m_buffer.size() - m_delimiter.size() + 1;
        if (sure > 0) {
            const auto count = std::min(size, sure);
            std::memcpy(to, m_buffer.constData(), std::size_t(count));
            m_buffer.remove(0, count);
            return count;
        }
        if (at == 0) {
            m_buffer.remove(0, m_delimiter.size());
            m_partEnded = true;
        } else if (!TRY(fill()) && m_buffer.size() == 0) {
            return fail(ErrorCode::BadRequest, QStringLiteral("the last boundary is missing"));
        }
    }
    return 0;
}

Result<QString> FormData::text(qsizetype limit)
{
    QByteArray bytes;
    char piece[4096];
    while (const auto got = TRY(read(piece, sizeof piece)))
        if (bytes.size() < limit)
            bytes.append(piece, std::min(got, limit - bytes.size()));
    return QString::fromUtf8(bytes);
}

} // namespace skylab::object
