#pragma once

#include "core/Result.h"
#include "sdk/resource/Codec.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace skylab::sdk {

/// A document as a request gave it: the value, and which fields were there at all ("absent" differs from null).
template <Document T>
struct Decoded {
    T value;
    std::vector<const char*> given;

    /// True when the request had the field, by its JSON name.
    [[nodiscard]] bool has(const char* name) const
    {
        return std::any_of(given.begin(), given.end(), [&](const char* one) { return std::strcmp(one, name) == 0; });
    }
    T* operator->() { return &value; }
    const T* operator->() const { return &value; }
};

namespace detail {

/// Where the fields of one object are read from.
struct Reading {
    const QJsonObject& json;
    const QString& prefix;
    const Decoding& outer;
    std::vector<const char*>& given;
    qsizetype used = 0;            ///< members of `json` that are fields

    /// The value of a field that is there and may be set here.
    std::optional<QJsonValue> take(const char* name, const Rules& rules);
    [[nodiscard]] QString pathOf(const char* name) const { return prefix.isEmpty() ? QString::fromLatin1(name) : prefix + u'.' + QLatin1String(name); }
    /// Names each member that is no field, or none that may be set here.
    void reportUnknown(std::span<const FieldFacts> facts) const;
};

template <typename F, typename T>
void decodeField(const F& field, Reading& reading, T& document)
{
    const auto value = reading.take(field.name, field.rules);
    if (!value)
        return;
    if (value->isNull() && field.rules.nullable) {
        field.of(document) = {};
        return;
    }
    Decoding decoding { reading.outer.problems, reading.pathOf(field.name), field.rules, reading.outer.where, reading.outer.version };
    Codec<typename F::Value>::decode(*value, field.of(document), decoding);
}

} // namespace detail

/// Reads the fields of `json` into `document`; what is absent keeps its value.
template <Document T>
void decodeInto(T& document, const QJsonObject& json, const QString& prefix, Decoding& outer, std::vector<const char*>& given)
{
    detail::Reading reading { json, prefix, outer, given };
    forEachField<T>([&](const auto& field) { detail::decodeField(field, reading, document); });
    if (reading.used == json.size())
        return;
    if constexpr (OpenDocument<T>) {
        auto rest = json;
        for (const auto& field : factsOf<T>) {
            rest.remove(QLatin1String(field.name));
            if (field.rules->alias)
                rest.remove(QLatin1String(field.rules->alias));
        }
        for (auto it = rest.begin(); it != rest.end(); ++it)
            document.extra.insert(it.key(), it.value());
    } else {
        reading.reportUnknown(factsOf<T>);
    }
}

/// Reads a request document on top of `base` (a fresh one on create, the stored one on update).
/// Every violation is named in one BadRequest.
template <Document T>
Result<Decoded<T>> decode(const QJsonObject& json, In where, Version version = {}, T base = {}, const QString& prefix = {})
{
    static constexpr Rules none {};
    Problems problems;
    Decoding outer { problems, prefix, none, where, version };
    Decoded<T> decoded { std::move(base), {} };
    decodeInto(decoded.value, json, prefix, outer, decoded.given);
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return decoded;
}

/// Writes the fields that `encoding` lets be seen, without the braces.
template <Document T>
void encodeFields(JsonWriter& json, const T& document, const Encoding& encoding)
{
    const auto wanted = [&](const char* name) {
        return !encoding.only || encoding.only->isEmpty() || encoding.only->contains(QLatin1String(name));
    };
    forEachField<T>([&](const auto& field) {
        using F = std::decay_t<decltype(field)>;
        const Rules& rules = field.rules;
        if (!has(rules.in, In::Read) || !inRange(encoding.version, rules.since, rules.until) || (rules.adminOnly && !encoding.admin))
            return;
        const auto& member = field.of(document);
        if (rules.omitEmpty && member == typename F::Value {})
            return;
        auto inner = encoding;
        inner.rules = &rules;
        inner.only = nullptr;
        for (const char* name : { field.name, rules.alias })
            if (name && wanted(name)) {
                json.key(name);
                Codec<typename F::Value>::encode(json, member, inner);
            }
    });
    if constexpr (OpenDocument<T>)
        for (auto it = document.extra.begin(); it != document.extra.end(); ++it)
            json.key(QStringView(it.key())).value(QJsonValue(it.value()));
    if constexpr (requires { T::encodeLinks(json, document, encoding); })
        if (wanted("links"))
            T::encodeLinks(json, document, encoding);
}

template <Document T>
void encode(JsonWriter& json, const T& document, const Encoding& encoding = {})
{
    json.beginObject();
    encodeFields(json, document, encoding);
    json.endObject();
}

/// The document as a JSON value: for events, tests and small things. Lists go through encode().
template <Document T>
QJsonObject toJson(const T& document, const Encoding& encoding = {})
{
    JsonWriter json;
    encode(json, document, encoding);
    return QJsonDocument::fromJson(json.take()).object();
}

/// JSON schema of the request document, for docs and OpenAPI.
template <Document T>
QJsonObject jsonSchema(In where, Version version = {})
{
    QJsonObject properties;
    QJsonArray required;
    forEachField<T>([&](const auto& field) {
        using F = std::decay_t<decltype(field)>;
        if (!has(field.rules.in, where) || !inRange(version, field.rules.since, field.rules.until))
            return;
        QJsonObject one { { QStringLiteral("type"), QLatin1String(Codec<typename F::Value>::type) } };
        if (field.rules.maxLength != std::numeric_limits<int>::max())
            one.insert(QStringLiteral("maxLength"), field.rules.maxLength);
        properties.insert(QLatin1String(field.name), one);
        if (field.rules.required && where == In::Create)
            required.append(QLatin1String(field.name));
    });
    return { { QStringLiteral("type"), QStringLiteral("object") }, { QStringLiteral("additionalProperties"), OpenDocument<T> },
             { QStringLiteral("properties"), properties }, { QStringLiteral("required"), required } };
}

/// Documents inside documents.
template <Document T>
struct Codec<T> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, T& out, Decoding& d)
    {
        if (!value.isObject())
            return wrongType(d, value, "an object");
        std::vector<const char*> given;
        Decoding nested { d.problems, d.field, d.rules, d.where == In::Update ? In::Create : d.where, d.version };
        decodeInto(out, value.toObject(), d.field, nested, given);
        return true;
    }
    static void encode(JsonWriter& json, const T& value, const Encoding& e) { sdk::encode(json, value, e); }
};

} // namespace skylab::sdk
