#include "core/JsonWriter.h"

#include <QJsonDocument>

#include <charconv>
#include <cmath>

namespace skylab {

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (m_comma.empty())
        return;
    if (m_comma.back())
        m_out += ',';
    m_comma.back() = true;
}

JsonWriter& JsonWriter::beginObject() { separate(); m_out += '{'; m_comma.push_back(false); return *this; }
JsonWriter& JsonWriter::endObject() { m_out += '}'; m_comma.pop_back(); return *this; }
JsonWriter& JsonWriter::beginArray() { separate(); m_out += '['; m_comma.push_back(false); return *this; }
JsonWriter& JsonWriter::endArray() { m_out += ']'; m_comma.pop_back(); return *this; }

JsonWriter& JsonWriter::key(QLatin1String name)
{
    separate();
    m_out += '"';
    m_out.append(name.data(), name.size());
    m_out += "\":";
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::key(QStringView name)
{
    separate();
    quoted(name);
    m_out += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(QStringView text) { separate(); quoted(text); return *this; }
JsonWriter& JsonWriter::value(QLatin1String text) { separate(); quoted(QString(text)); return *this; }
JsonWriter& JsonWriter::value(qint64 number) { separate(); m_out += QByteArray::number(number); return *this; }
JsonWriter& JsonWriter::value(bool flag) { separate(); m_out += flag ? "true" : "false"; return *this; }
JsonWriter& JsonWriter::null() { separate(); m_out += "null"; return *this; }
JsonWriter& JsonWriter::raw(QByteArrayView json) { separate(); m_out.append(json.data(), json.size()); return *this; }

JsonWriter& JsonWriter::value(double number)
{
    separate();
    if (!std::isfinite(number)) {
        m_out += "null";
        return *this;
    }
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    QByteArrayView text(buffer, end.ptr - buffer);
    m_out.append(text.data(), text.size());
    if (!text.contains('.') && !text.contains('e'))
        m_out += ".0";      // a float stays one for clients that look
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

void JsonWriter::quoted(QStringView text)
{
    m_out += '"';
    const auto utf8 = text.toUtf8();
    const char* run = utf8.constData();
    const char* const end = run + utf8.size();
    for (const char* at = run; at < end; ++at) {
        const auto c = static_cast<unsigned char>(*at);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        m_out.append(run, at - run);
        run = at + 1;
        switch (c) {
        case '"': m_out += "\\\""; break;
        case '\\': m_out += "\\\\"; break;
        case '\n': m_out += "\\n"; break;
        case '\r': m_out += "\\r"; break;
        case '\t': m_out += "\\t"; break;
        default: {
            static constexpr char hex[] = "0123456789abcdef";
            m_out += "\\u00";
            m_out += hex[c >> 4];
            m_out += hex[c & 15];
        }
        }
    }
    m_out.append(run, end - run);
    m_out += '"';
}

} // namespace skylab
