#include "core/JsonWriter.h"

#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

namespace skylab {

namespace {
constexpr qsizetype firstRoom = 512;
}

char* JsonWriter::room(qsizetype bytes)
{
    if (m_out.size() - m_size < bytes)
        m_out.resize(std::max({ m_out.size() * 2, m_size + bytes, firstRoom }));
    return m_out.data() + m_size;
}

void JsonWriter::put(QByteArrayView bytes)
{
    std::memcpy(room(bytes.size()), bytes.data(), std::size_t(bytes.size()));
    m_size += bytes.size();
}

QByteArray JsonWriter::take()
{
    m_comma.clear();
    m_afterKey = false;
    m_out.resize(std::exchange(m_size, 0));
    return std::exchange(m_out, {});
}

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (m_comma.empty())
        return;
    if (m_comma.back())
        put(',');
    m_comma.back() = true;
}

JsonWriter& JsonWriter::beginObject() { separate(); put('{'); m_comma.push_back(false); return *this; }
JsonWriter& JsonWriter::endObject() { put('}'); m_comma.pop_back(); return *this; }
JsonWriter& JsonWriter::beginArray() { separate(); put('['); m_comma.push_back(false); return *this; }
JsonWriter& JsonWriter::endArray() { put(']'); m_comma.pop_back(); return *this; }

JsonWriter& JsonWriter::key(QLatin1String name)
{
    separate();
    put('"');
    put(QByteArrayView(name.data(), name.size()));
    put(QByteArrayView("\":"));
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::key(QStringView name)
{
    separate();
    quoted(name);
    put(':');
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(QStringView text) { separate(); quoted(text); return *this; }
JsonWriter& JsonWriter::value(QLatin1String text) { separate(); quoted(QString(text)); return *this; }
JsonWriter& JsonWriter::value(bool flag) { separate(); put(flag ? QByteArrayView("true") : QByteArrayView("false")); return *this; }
JsonWriter& JsonWriter::null() { separate(); put(QByteArrayView("null")); return *this; }
JsonWriter& JsonWriter::raw(QByteArrayView json) { separate(); put(json); return *this; }

JsonWriter& JsonWriter::value(qint64 number)
{
    separate();
    char* const at = room(24);
    m_size += std::to_chars(at, at + 24, number).ptr - at;
    return *this;
}

JsonWriter& JsonWriter::value(double number)
{
    separate();
    if (!std::isfinite(number)) {
        put(QByteArrayView("null"));
        return *this;
    }
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    QByteArrayView text(buffer, end.ptr - buffer);
    put(text);
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
    char* const begin = room(text.size() + 2);
    char* at = begin;
    *at++ = '"';
    for (const char16_t* c = text.utf16(), * const end = c + text.size(); c < end; ++c) {
        if (*c >= 0x80 || *c < 0x20 || *c == u'"' || *c == u'\\') {
            escaped(text.toUtf8());
            return;
        }
        *at++ = char(*c);
    }
    *at++ = '"';
    m_size += at - begin;
}

void JsonWriter::escaped(QByteArrayView utf8)
{
    put('"');
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
            put(hex[c >> 4]);
            put(hex[c & 15]);
        }
        }
    }
    put(QByteArrayView(run, end - run));
    put('"');
}

} // namespace skylab
