#include "core/JsonWriter.h"

#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace skylab {

namespace {
constexpr qsizetype firstRoom = 512;

char* write(char* at, QByteArrayView bytes)
{
    std::memcpy(at, bytes.data(), std::size_t(bytes.size()));
    return at + bytes.size();
}

bool isPlain(char16_t c) { return c >= 0x20 && c < 0x80 && c != u'"' && c != u'\\'; }

/// Narrows what needs no escape, up to the first character that does; gives how many those were.
qsizetype narrow(char* at, QStringView text)
{
    const char16_t* const from = text.utf16();
    const auto size = text.size();
    qsizetype i = 0;
#ifdef __SSE2__
    // Eight at a time: most of a long list is texts like these.
    for (; i + 8 <= size; i += 8) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
        const auto beyond = [&](short bound) { return _mm_cmpgt_epi16(block, _mm_set1_epi16(bound)); };
        const auto is = [&](short c) { return _mm_cmpeq_epi16(block, _mm_set1_epi16(c)); };
        // Signed: what is 0x8000 and more is negative, and so not beyond 0x1f.
        const auto good = _mm_andnot_si128(beyond(0x7f), beyond(0x1f));
        const auto plain = _mm_andnot_si128(_mm_or_si128(is('"'), is('\\')), good);
        if (_mm_movemask_epi8(plain) != 0xffff)
            break;
        _mm_storel_epi64(reinterpret_cast<__m128i*>(at + i), _mm_packus_epi16(block, block));
    }
#endif
    for (; i < size && isPlain(from[i]); ++i)
        at[i] = char(from[i]);
    return i;
}
} // namespace

void JsonWriter::grow(qsizetype bytes)
{
    const auto used = size();
    m_out.resize(std::max({ m_out.size() * 2, used + bytes, firstRoom }));
    m_at = m_out.data() + used;
    m_end = m_out.data() + m_out.size();
}

void JsonWriter::put(QByteArrayView bytes) { m_at = write(room(bytes.size()), bytes); }

QByteArray JsonWriter::take()
{
    m_filled.clear();
    m_afterKey = false;
    m_out.resize(size());
    m_at = m_end = nullptr;
    return std::exchange(m_out, {});
}

bool JsonWriter::follows()
{
    if (std::exchange(m_afterKey, false) || m_filled.isEmpty())
        return false;
    return std::exchange(m_filled.back(), true);
}

JsonWriter& JsonWriter::open(char bracket)
{
    char* at = room(2);
    if (follows())
        *at++ = ',';
    *at++ = bracket;
    m_at = at;
    m_filled.append(false);
    return *this;
}

JsonWriter& JsonWriter::close(char bracket)
{
    *room(1) = bracket;
    ++m_at;
    m_filled.removeLast();
    return *this;
}

JsonWriter& JsonWriter::beginObject() { return open('{'); }
JsonWriter& JsonWriter::endObject() { return close('}'); }
JsonWriter& JsonWriter::beginArray() { return open('['); }
JsonWriter& JsonWriter::endArray() { return close(']'); }

JsonWriter& JsonWriter::key(QLatin1String name)
{
    char* at = room(name.size() + 4);
    if (follows())
        *at++ = ',';
    *at++ = '"';
    at = write(at, QByteArrayView(name.data(), name.size()));
    *at++ = '"';
    *at++ = ':';
    m_at = at;
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::key(QStringView name)
{
    quoted(name);
    put(QByteArrayView(":"));
    m_afterKey = true;
    return *this;
}

/// What needs no quotes.
JsonWriter& JsonWriter::plain(QByteArrayView text)
{
    char* at = room(text.size() + 1);
    if (follows())
        *at++ = ',';
    m_at = write(at, text);
    return *this;
}

JsonWriter& JsonWriter::value(QStringView text) { quoted(text); return *this; }
JsonWriter& JsonWriter::value(QLatin1String text) { quoted(QString(text)); return *this; }
JsonWriter& JsonWriter::value(bool flag) { return plain(flag ? QByteArrayView("true") : QByteArrayView("false")); }
JsonWriter& JsonWriter::null() { return plain(QByteArrayView("null")); }
JsonWriter& JsonWriter::raw(QByteArrayView json) { return plain(json); }

JsonWriter& JsonWriter::value(qint64 number)
{
    char* at = room(24);
    if (follows())
        *at++ = ',';
    m_at = std::to_chars(at, at + 23, number).ptr;
    return *this;
}

JsonWriter& JsonWriter::value(double number)
{
    if (!std::isfinite(number))
        return null();
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    const QByteArrayView text(buffer, end.ptr - buffer);
    plain(text);
    if (!text.contains('.') && !text.contains('e'))
        put(QByteArrayView(".0"));      // a float stays one for clients that look
    return *this;
}

JsonWriter& JsonWriter::value(const QJsonValue& json)
{
    switch (json.type()) {
    case QJsonValue::String: return value(QStringView(json.toString()));
    case QJsonValue::Bool: return value(json.toBool());
    case QJsonValue::Double: {
        const auto variant = json.toVariant();
        return variant.typeId() == QMetaType::LongLong ? value(variant.toLongLong()) : value(variant.toDouble());
    }
    case QJsonValue::Array: {
        beginArray();
        const auto array = json.toArray();
        for (const auto& item : array)
            value(QJsonValue(item));
        return endArray();
    }
    case QJsonValue::Object: {
        beginObject();
        const auto object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            key(QStringView(it.key())).value(QJsonValue(it.value()));
        return endObject();
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined: break;
    }
    return null();
}

/// Texts are mostly ASCII without anything to escape: those are narrowed straight into the buffer.
void JsonWriter::quoted(QStringView text)
{
    char* at = room(text.size() + 3);
    if (follows())
        *at++ = ',';
    m_at = at;
    *at++ = '"';
    const auto narrowed = narrow(at, text);
    if (narrowed < text.size()) {
        escaped(text.toUtf8());
        return;
    }
    at += narrowed;
    *at++ = '"';
    m_at = at;
}

void JsonWriter::escaped(QByteArrayView utf8)
{
    put(QByteArrayView("\""));
    const char* run = utf8.data();
    const char* const end = run + utf8.size();
    for (const char* at = run; at < end; ++at) {
        const auto c = static_cast<unsigned char>(*at);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        put(QByteArrayView(run, at - run));
        run = at + 1;
        switch (c) {
        case '"': put(QByteArrayView("\\\"")); break;
        case '\\': put(QByteArrayView("\\\\")); break;
        case '\n': put(QByteArrayView("\\n")); break;
        case '\r': put(QByteArrayView("\\r")); break;
        case '\t': put(QByteArrayView("\\t")); break;
        default: {
            static constexpr char hex[] = "0123456789abcdef";
            put(QByteArrayView("\\u00"));
            const char digits[] = { hex[c >> 4], hex[c & 15] };
            put(QByteArrayView(digits, 2));
        }
        }
    }
    put(QByteArrayView(run, end - run));
    put(QByteArrayView("\""));
}

} // namespace skylab
