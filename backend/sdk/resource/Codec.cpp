#include "sdk/resource/Codec.h"

#include <cmath>

namespace skylab::sdk {

bool wrongType(const Decoding& d, const QJsonValue& value, const char* wanted)
{
    const char* is = value.isNull() ? "null" : value.isBool() ? "a boolean" : value.isDouble() ? "a number"
        : value.isString() ? "a string" : value.isArray() ? "a list" : value.isObject() ? "an object" : "absent";
    d.problems.add(d.field, QStringLiteral("it must be %1, not %2").arg(QLatin1String(wanted), QLatin1String(is)));
    return false;
}

bool Codec<QString>::decode(const QJsonValue& value, QString& out, Decoding& d)
{
    if (!value.isString())
        return wrongType(d, value, "a string");
    out = value.toString();
    return checkString(out, d.rules, d.field, d.problems);
}

bool Codec<QByteArray>::decode(const QJsonValue& value, QByteArray& out, Decoding& d)
{
    const auto bytes = QByteArray::fromBase64Encoding(value.toString().toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
    if (!value.isString() || !bytes)
        return wrongType(d, value, "a string in base64");
    out = *bytes;
    return true;
}

bool Codec<bool>::decode(const QJsonValue& value, bool& out, Decoding& d)
{
    if (value.isBool()) {
        out = value.toBool();
        return true;
    }
    if (d.rules.strict)
        return wrongType(d, value, "a boolean");
    const auto text = value.isDouble() ? QString::number(value.toDouble()) : value.toString().toLower();
    for (const auto* yes : { u"true", u"1", u"yes", u"on", u"t", u"y" })
        if (text == QStringView(yes))
            return out = true;
    for (const auto* no : { u"false", u"0", u"no", u"off", u"f", u"n" })
        if (text == QStringView(no)) {
            out = false;
            return true;
        }
    return wrongType(d, value, "a boolean");
}

bool Codec<qint64>::decode(const QJsonValue& value, qint64& out, Decoding& d)
{
    bool ok = false;
    if (value.isDouble()) {
        out = value.toInteger(0);
        ok = out != 0 || value.toInteger(1) == 0;      // it gives the other when this is no whole number that fits
    } else if (value.isString()) {
        out = value.toString().toLongLong(&ok);
    }
    if (!ok)
        return wrongType(d, value, "an integer");
    return checkNumber(out, d.rules, d.field, d.problems);
}

bool Codec<int>::decode(const QJsonValue& value, int& out, Decoding& d)
{
    qint64 wide = 0;
    if (!Codec<qint64>::decode(value, wide, d))
        return false;
    if (wide != qint64(int(wide))) {
        d.problems.add(d.field, QStringLiteral("%1 is greater than the maximum of %2").arg(wide).arg(std::numeric_limits<int>::max()));
        return false;
    }
    out = int(wide);
    return true;
}

bool Codec<double>::decode(const QJsonValue& value, double& out, Decoding& d)
{
    bool ok = value.isDouble();
    out = ok ? value.toDouble() : value.toString().toDouble(&ok);
    return (ok && std::isfinite(out)) || wrongType(d, value, "a number");
}

bool Codec<Timestamp>::decode(const QJsonValue& value, Timestamp& out, Decoding& d)
{
    out = parseTimestamp(value.toString());
    if (!out.isNull())
        return true;
    d.problems.add(d.field, QStringLiteral("it must be a time such as 2026-01-02T03:04:05Z"));
    return false;
}

bool Codec<StringMap>::decode(const QJsonValue& value, StringMap& out, Decoding& d)
{
    if (!value.isObject())
        return wrongType(d, value, "an object");
    out.clear();
    const auto object = value.toObject();
    bool good = true;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto field = QStringLiteral("%1.%2").arg(d.field, it.key().left(64));
        if (it.key().isEmpty() || it.key().size() > 255) {
            d.problems.add(field, QStringLiteral("a key must have 1 to 255 characters"));
            good = false;
        } else if (!it.value().isString()) {
            Decoding item { d.problems, field, d.rules, d.where, d.version };
            good = wrongType(item, it.value(), "a string");
        } else {
            good = checkString(it.value().toString(), d.rules, field, d.problems) && good;
            out.insert(it.key(), it.value().toString());
        }
    }
    return good;
}

bool Codec<QJsonObject>::decode(const QJsonValue& value, QJsonObject& out, Decoding& d)
{
    out = value.toObject();
    return value.isObject() || wrongType(d, value, "an object");
}

bool Codec<QJsonArray>::decode(const QJsonValue& value, QJsonArray& out, Decoding& d)
{
    out = value.toArray();
    return value.isArray() || wrongType(d, value, "a list");
}

void Codec<StringMap>::encode(JsonWriter& json, const StringMap& value, const Encoding&)
{
    json.beginObject();
    for (auto it = value.begin(); it != value.end(); ++it)
        json.key(QStringView(it.key())).value(it.value());
    json.endObject();
}

void Codec<Timestamp>::encode(JsonWriter& json, Timestamp value, const Encoding& e)
{
    const auto format = e.rules ? e.rules->time : TimeFormat::SecondsZ;
    if (value.isNull()) {
        json.null();
    } else if (format == TimeFormat::Http) {
        json.value(toString(value, format));
    } else {
        char text[longestTime];
        json.ascii(QByteArrayView(text, writeTime(text, value, format)));
    }
}

} // namespace skylab::sdk
