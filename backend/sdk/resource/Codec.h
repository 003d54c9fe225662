#pragma once

#include "core/Clock.h"
#include "core/JsonWriter.h"
#include "sdk/resource/Check.h"
#include "sdk/resource/Field.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <cmath>
#include <optional>
#include <vector>

namespace skylab::sdk {

using StringMap = QMap<QString, QString>;

/// Where a value is being read: which document, which microversion, which field.
struct Decoding {
    Problems& problems;
    QString field;          ///< path of the field, "server.networks[0].port"
    const Rules& rules;
    In where = In::Create;
    Version version = {};
};

/// How a value is being written.
struct Encoding {
    Version version = {};
    bool admin = false;                     ///< adminOnly fields are shown
    const QStringList* only = nullptr;      ///< ?fields=: only these, when not empty
    QString baseUrl = {};                   ///< "http://host:5000/compute/v2.1", for links
    const Rules* rules = nullptr;           ///< of the field at hand
};

/// One Codec per wire type; adding a type is one specialisation.
///   static constexpr const char* type                              its JSON schema type
///   static bool decode(const QJsonValue&, T&, Decoding&)           false after having named the problem
///   static void encode(JsonWriter&, const T&, const Encoding&)
template <typename T>
struct Codec;

inline bool wrongType(const Decoding& d, const QJsonValue& value, const char* wanted)
{
    const char* is = value.isNull() ? "null" : value.isBool() ? "a boolean" : value.isDouble() ? "a number"
        : value.isString() ? "a string" : value.isArray() ? "a list" : value.isObject() ? "an object" : "absent";
    d.problems.add(d.field, QStringLiteral("it must be %1, not %2").arg(QLatin1String(wanted), QLatin1String(is)));
    return false;
}

template <>
struct Codec<QString> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, QString& out, Decoding& d)
    {
        if (!value.isString())
            return wrongType(d, value, "a string");
        out = value.toString();
        return checkString(out, d.rules, d.field, d.problems);
    }
    static void encode(JsonWriter& json, const QString& value, const Encoding&) { json.value(value); }
};

/// Bytes travel as base64; rows use it for columns that are not for the API at all.
template <>
struct Codec<QByteArray> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, QByteArray& out, Decoding& d)
    {
        const auto bytes = QByteArray::fromBase64Encoding(value.toString().toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
        if (!value.isString() || !bytes)
            return wrongType(d, value, "a string in base64");
        out = *bytes;
        return true;
    }
    static void encode(JsonWriter& json, const QByteArray& value, const Encoding&) { json.value(QLatin1String(value.toBase64())); }
};

template <>
struct Codec<bool> {
    static constexpr const char* type = "boolean";
    /// Clients also send "True", "1" and 0: Neutron and Nova take them, so do we.
    static bool decode(const QJsonValue& value, bool& out, Decoding& d)
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
    static void encode(JsonWriter& json, bool value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<qint64> {
    static constexpr const char* type = "integer";
    /// Numbers as text ("10") are taken: Nova and Cinder do, and their command lines send them.
    static bool decode(const QJsonValue& value, qint64& out, Decoding& d)
    {
        bool ok = false;
        if (value.isDouble()) {
            out = value.toInteger();
            ok = out != 0 || value.toInteger(1) == 0;      // what is no integer of 64 bits gives the default
        } else if (value.isString()) {
            out = value.toString().toLongLong(&ok);
        }
        if (!ok)
            return wrongType(d, value, "an integer");
        return checkNumber(out, d.rules, d.field, d.problems);
    }
    static void encode(JsonWriter& json, qint64 value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<int> {
    static constexpr const char* type = "integer";
    static bool decode(const QJsonValue& value, int& out, Decoding& d)
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
    static void encode(JsonWriter& json, int value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<double> {
    static constexpr const char* type = "number";
    static bool decode(const QJsonValue& value, double& out, Decoding& d)
    {
        bool ok = value.isDouble();
        out = ok ? value.toDouble() : value.toString().toDouble(&ok);
        return (ok && std::isfinite(out)) || wrongType(d, value, "a number");
    }
    static void encode(JsonWriter& json, double value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<Timestamp> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, Timestamp& out, Decoding& d)
    {
        out = parseTimestamp(value.toString());
        if (!out.isNull())
            return true;
        d.problems.add(d.field, QStringLiteral("it must be a time such as 2026-01-02T03:04:05Z"));
        return false;
    }
    static void encode(JsonWriter& json, Timestamp value, const Encoding& e)
    {
        value.isNull() ? json.null() : json.value(toString(value, e.rules ? e.rules->time : TimeFormat::SecondsZ));
    }
};

template <typename T>
struct Codec<std::optional<T>> {
    static constexpr const char* type = Codec<T>::type;
    static bool decode(const QJsonValue& value, std::optional<T>& out, Decoding& d)
    {
        if (value.isNull()) {
            out.reset();
            return true;
        }
        return Codec<T>::decode(value, out.emplace(), d);
    }
    static void encode(JsonWriter& json, const std::optional<T>& value, const Encoding& e)
    {
        value ? Codec<T>::encode(json, *value, e) : void(json.null());
    }
};

/// Lists: minLength and maxLength count the items; the other rules hold for each item.
template <typename List>
struct ListCodec {
    using Item = typename List::value_type;
    static constexpr const char* type = "array";
    static bool decode(const QJsonValue& value, List& out, Decoding& d)
    {
        if (!value.isArray())
            return wrongType(d, value, "a list");
        out.clear();
        const auto array = value.toArray();
        if (!checkCount(array.size(), d.rules, d.field, d.problems))
            return false;
        auto itemRules = d.rules;
        itemRules.minLength = 0;
        itemRules.maxLength = std::numeric_limits<int>::max();
        bool good = true;
        for (qsizetype i = 0; i < array.size(); ++i) {
            Decoding item { d.problems, QStringLiteral("%1[%2]").arg(d.field).arg(i), itemRules, d.where, d.version };
            Item one {};
            good = Codec<Item>::decode(array[i], one, item) && good;
            out.push_back(std::move(one));
        }
        return good;
    }
    static void encode(JsonWriter& json, const List& value, const Encoding& e)
    {
        json.beginArray();
        for (const auto& item : value)
            Codec<Item>::encode(json, item, e);
        json.endArray();
    }
};
template <typename T>
struct Codec<std::vector<T>> : ListCodec<std::vector<T>> { };
template <typename T>
struct Codec<QList<T>> : ListCodec<QList<T>> { };   // QStringList is QList<QString>

template <>
struct Codec<StringMap> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, StringMap& out, Decoding& d)
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
    static void encode(JsonWriter& json, const StringMap& value, const Encoding&)
    {
        json.beginObject();
        for (auto it = value.begin(); it != value.end(); ++it)
            json.key(QStringView(it.key())).value(it.value());
        json.endObject();
    }
};

template <>
struct Codec<QJsonObject> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, QJsonObject& out, Decoding& d)
    {
        out = value.toObject();
        return value.isObject() || wrongType(d, value, "an object");
    }
    static void encode(JsonWriter& json, const QJsonObject& value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<QJsonArray> {
    static constexpr const char* type = "array";
    static bool decode(const QJsonValue& value, QJsonArray& out, Decoding& d)
    {
        out = value.toArray();
        return value.isArray() || wrongType(d, value, "a list");
    }
    static void encode(JsonWriter& json, const QJsonArray& value, const Encoding&) { json.value(value); }
};

/// Anything: for fields whose shape the handler judges ("networks": "auto" or a list).
template <>
struct Codec<QJsonValue> {
    static constexpr const char* type = "any";
    static bool decode(const QJsonValue& value, QJsonValue& out, Decoding&)
    {
        out = value;
        return true;
    }
    static void encode(JsonWriter& json, const QJsonValue& value, const Encoding&) { json.value(value); }
};

} // namespace skylab::sdk
