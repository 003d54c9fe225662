#include "image/model/Metadefs.h"

#include <QJsonArray>

#include <algorithm>
#include <iterator>

namespace skylab::image {

namespace {

constexpr int longestName = 80;

struct Key {
    const char* name;
    const char* type;              ///< of JSON; empty = any
    bool required = false;
    const char* oneOf = nullptr;
};

constexpr Key propertyKeys[] = {
    { "title", "string", true }, { "type", "string", true, "array|boolean|integer|number|object|string" }, { "description", "string" },
    { "operators", "array" }, { "default", "" }, { "enum", "array" }, { "readonly", "boolean" }, { "minimum", "number" }, { "maximum", "number" },
    { "minLength", "integer" }, { "maxLength", "integer" }, { "pattern", "string" }, { "minItems", "integer" }, { "maxItems", "integer" },
    { "uniqueItems", "boolean" }, { "additionalItems", "boolean" }, { "items", "object" }, { "confidential", "boolean" }, { "required", "array" },
};
constexpr Key objectKeys[] = { { "description", "string" }, { "required", "array" }, { "properties", "object" } };
constexpr Key associationKeys[] = { { "prefix", "string" }, { "properties_target", "string" } };

struct Keys {
    const Key* begin;
    const Key* end;
};

Keys keysOf(MetadefKind kind)
{
    switch (kind) {
    case MetadefKind::Property: return { std::begin(propertyKeys), std::end(propertyKeys) };
    case MetadefKind::Object: return { std::begin(objectKeys), std::end(objectKeys) };
    case MetadefKind::ResourceType: return { std::begin(associationKeys), std::end(associationKeys) };
    case MetadefKind::Tag: break;
    }
    return { nullptr, nullptr };
}

bool isOf(const QJsonValue& value, QLatin1String type)
{
    if (type.isEmpty())
        return true;
    if (type == QLatin1String("integer"))
        return value.isDouble() && double(value.toInteger(-1)) == value.toDouble() && value.toInteger(-1) >= 0;
    return (type == QLatin1String("string") && value.isString()) || (type == QLatin1String("array") && value.isArray()) || (type == QLatin1String("object") && value.isObject())
        || (type == QLatin1String("boolean") && value.isBool()) || (type == QLatin1String("number") && value.isDouble());
}

tl::unexpected<Error> refuse(const QString& key, const QString& why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': %2").arg(key.left(longestName), why), key.left(longestName));
}

Result<> checkKey(const Key& key, const QJsonValue& value)
{
    const auto name = QString::fromLatin1(key.name);
    if (!isOf(value, QLatin1String(key.type)))
        return refuse(name, QStringLiteral("it must be of type %1").arg(QLatin1String(key.type)));
    if (key.oneOf && !QString::fromLatin1(key.oneOf).split(u'|').contains(value.toString()))
        return refuse(name, QStringLiteral("it must be one of %1").arg(QString::fromLatin1(key.oneOf).replace(u'|', QStringLiteral(", "))));
    return {};
}

/// Written by the server, and sent back by clients that read before they write.
bool isServers(const QString& key)
{
    static const QStringList names { QStringLiteral("name"), QStringLiteral("created_at"), QStringLiteral("updated_at"), QStringLiteral("self"), QStringLiteral("schema") };
    return names.contains(key);
}

QJsonObject schemaOf(const Keys& keys)
{
    QJsonObject properties { { QStringLiteral("name"), QJsonObject { { QStringLiteral("type"), QStringLiteral("string") }, { QStringLiteral("maxLength"), longestName } } } };
    for (const auto* key = keys.begin; key != keys.end; ++key) {
        QJsonObject property;
        if (*key->type)
            property[u"type"] = QLatin1String(key->type);
        if (key->oneOf)
            property[u"enum"] = QJsonArray::fromStringList(QString::fromLatin1(key->oneOf).split(u'|'));
        properties.insert(QLatin1String(key->name), property);
    }
    return properties;
}

QJsonArray requiredOf(const Keys& keys)
{
    QJsonArray required { QStringLiteral("name") };
    for (const auto* key = keys.begin; key != keys.end; ++key)
        if (key->required)
            required.append(QLatin1String(key->name));
    return required;
}

} // namespace

QString toString(MetadefKind kind)
{
    static const QString names[] = { QStringLiteral("property"), QStringLiteral("object"), QStringLiteral("tag"), QStringLiteral("resource_type") };
    return names[std::size_t(kind)];
}

const char* collectionOf(MetadefKind kind)
{
    static constexpr const char* names[] = { "properties", "objects", "tags", "resource_type_associations" };
    return names[std::size_t(kind)];
}

Result<QString> definitionName(const QJsonObject& body)
{
    const auto name = body[u"name"].toString();
    if (name.isEmpty() || name.size() > longestName || name.contains(u'/'))
        return refuse(QStringLiteral("name"), QStringLiteral("it is required, has at most %1 characters and no slash").arg(longestName));
    return name;
}

Result<QJsonObject> checkDefinition(MetadefKind kind, const QJsonObject& body)
{
    const auto keys = keysOf(kind);
    QJsonObject stored;
    for (auto it = body.begin(); it != body.end(); ++it) {
        if (isServers(it.key()) || it->isNull())
            continue;
        const auto* key = std::find_if(keys.begin, keys.end, [&](const Key& one) { return it.key() == QLatin1String(one.name); });
        if (key == keys.end)
            return refuse(it.key(), QStringLiteral("additional properties are not allowed"));
        TRY(checkKey(*key, *it));
        stored.insert(it.key(), *it);
    }
    for (const auto* key = keys.begin; key != keys.end; ++key)
        if (key->required && !stored.contains(QLatin1String(key->name)))
            return refuse(QString::fromLatin1(key->name), QStringLiteral("it is required"));
    if (kind == MetadefKind::Object) {
        const auto properties = stored[u"properties"].toObject();
        for (auto it = properties.begin(); it != properties.end(); ++it)
            TRY(checkDefinition(MetadefKind::Property, it->toObject()));
    }
    return stored;
}

QJsonObject definitionSchema(MetadefKind kind)
{
    const auto keys = keysOf(kind);
    return { { QStringLiteral("name"), kind == MetadefKind::ResourceType ? QStringLiteral("resource_type_association") : toString(kind) },
             { QStringLiteral("properties"), schemaOf(keys) }, { QStringLiteral("required"), requiredOf(keys) } };
}

QStringList metadefResourceTypes()
{
    return { QStringLiteral("OS::Cinder::Volume"), QStringLiteral("OS::Glance::Image"), QStringLiteral("OS::Nova::Aggregate"), QStringLiteral("OS::Nova::Flavor"), QStringLiteral("OS::Nova::Server") };
}

} // namespace skylab::image
