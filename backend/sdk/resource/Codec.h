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

/// Names the problem "it must be `wanted`, not ..."; gives false.
bool wrongType(const Decoding& d, const QJsonValue& value, const char* wanted);

template <>
struct Codec<QString> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, QString& out, Decoding& d);
    static void encode(JsonWriter& json, const QString& value, const Encoding&) { json.value(value); }
};

/// Bytes travel as base64; rows use it for columns that are not for the API at all.
template <>
struct Codec<QByteArray> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, QByteArray& out, Decoding& d);
    static void encode(JsonWriter& json, const QByteArray& value, const Encoding&) { json.value(QLatin1String(value.toBase64())); }
};

template <>
struct Codec<bool> {
    static constexpr const char* type = "boolean";
    /// Clients also send "True", "1" and 0: Neutron and Nova take them, so do we.
    static bool decode(const QJsonValue& value, bool& out, Decoding& d);
    static void encode(JsonWriter& json, bool value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<qint64> {
    static constexpr const char* type = "integer";
    /// Numbers as text ("10") are taken: Nova and Cinder do, and their command lines send them.
    static bool decode(const QJsonValue& value, qint64& out, Decoding& d);
    static void encode(JsonWriter& json, qint64 value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<int> {
    static constexpr const char* type = "integer";
    static bool decode(const QJsonValue& value, int& out, Decoding& d);
    static void encode(JsonWriter& json, int value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<double> {
    static constexpr const char* type = "number";
    static bool decode(const QJsonValue& value, double& out, Decoding& d);
    static void encode(JsonWriter& json, double value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<Timestamp> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, Timestamp& out, Decoding& d);
    static void encode(JsonWriter& json, Timestamp value, const Encoding& e);
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
    static bool decode(const QJsonValue& value, StringMap& out, Decoding& d);
    static void encode(JsonWriter& json, const StringMap& value, const Encoding&);
};

template <>
struct Codec<QJsonObject> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, QJsonObject& out, Decoding& d);
    static void encode(JsonWriter& json, const QJsonObject& value, const Encoding&) { json.value(value); }
};

template <>
struct Codec<QJsonArray> {
    static constexpr const char* type = "array";
    static bool decode(const QJsonValue& value, QJsonArray& out, Decoding& d);
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
