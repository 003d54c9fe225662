#pragma once

#include "core/Result.h"
#include "sdk/resource/Codec.h"

#include <algorithm>
#include <cstring>

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

template <typename F, typename T>
void decodeField(const F& field, const QJsonObject& json, T& document, const QString& prefix, const Decoding& outer,
                 std::vector<const char*>& given, qsizetype& used)
{
    const Rules& rules = field.rules;
    if (!has(rules.in, outer.where) || !inRange(outer.version, rules.since, rules.until))
        return;
    auto it = json.constFind(QLatin1String(field.name));
    if (rules.alias && it == json.constEnd())
        it = json.constFind(QLatin1String(rules.alias));
    const auto path = prefix.isEmpty() ? QString::fromLatin1(field.name) : prefix + u'.' + QLatin1String(field.name);
    if (it == json.constEnd()) {
        if (rules.required && outer.where == In::Create)
            outer.problems.add(path, QStringLiteral("it is required"));
        return;
    }
    ++used;
    if (rules.alias && it.key() == QLatin1String(field.name) && json.contains(QLatin1String(rules.alias)))
        ++used;      // both names were sent
    given.push_back(field.name);
    auto& member = field.of(document);
    if (it->isNull() && rules.nullable) {
        member = {};
        return;
    }
    Decoding decoding { outer.problems, path, rules, outer.where, outer.version };
    Codec<typename F::Value>::decode(*it, member, decoding);
}

template <Document T>
void reportUnknown(const QJsonObject& json, const QString& prefix, const Decoding& outer)
{
    for (auto it = json.begin(); it != json.end(); ++it) {
        bool known = false;
        bool readOnly = false;
        forEachField<T>([&](const auto& field) {
            const bool same = it.key() == QLatin1String(field.name)
                || (field.rules.alias && it.key() == QLatin1String(field.rules.alias));
            const bool fits = has(field.rules.in, outer.where) && inRange(outer.version, field.rules.since, field.rules.until);
            known = known || (same && fits);
            readOnly = readOnly || (same && !fits && has(field.rules.in, In::Read));
        });
        if (known)
            continue;
        const auto path = prefix.isEmpty() ? it.key().left(64) : prefix + u'.' + it.key().left(64);
        outer.problems.add(path, readOnly ? QStringLiteral("it can't be set here") : QStringLiteral("additional properties are not allowed"));
    }
}

} // namespace detail

/// Reads the fields of `json` into `document`; what is absent keeps its value.
template <Document T>
void decodeInto(T& document, const QJsonObject& json, const QString& prefix, Decoding& outer, std::vector<const char*>& given)
{
    qsizetype used = 0;
    forEachField<T>([&](const auto& field) { detail::decodeField(field, json, document, prefix, outer, given, used); });
    if (used == json.size())
        return;
    if constexpr (OpenDocument<T>) {
        auto rest = json;
        forEachField<T>([&](const auto& field) {
            rest.remove(QLatin1String(field.name));
            if (field.rules.alias)
                rest.remove(QLatin1String(field.rules.alias));
        });
        for (auto it = rest.begin(); it != rest.end(); ++it)
            document.extra.insert(it.key(), it.value());
    } else {
        detail::reportUnknown<T>(json, prefix, outer);
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
