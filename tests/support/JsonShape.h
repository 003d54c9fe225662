#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace skylab::test {

/// Whether a JSON value has the shape that a JSON schema describes: types, required and unexpected keys, items, enums and
/// alternatives. Formats and patterns are not looked at. Gives the first difference, or nothing.
class JsonShape {
public:
    static QString difference(const QJsonValue& value, const QJsonObject& schema, const QString& path = QStringLiteral("$"))
    {
        for (const auto* alternatives : { u"anyOf", u"oneOf" })
            if (const auto any = schema[QStringView(alternatives)].toArray(); !any.isEmpty())
                return ofAny(value, any, path);
        if (!hasType(value, schema[u"type"]))
            return QStringLiteral("%1 has another type than %2").arg(path, names(schema[u"type"]).join(u'/'));
        if (const auto allowed = schema[u"enum"].toArray(); !allowed.isEmpty() && !allowed.contains(value))
            return QStringLiteral("%1 has none of the values allowed").arg(path);
        if (value.isObject())
            return ofObject(value.toObject(), schema, path);
        if (value.isArray())
            return ofArray(value.toArray(), schema, path);
        return {};
    }

private:
    static QString ofAny(const QJsonValue& value, const QJsonArray& schemas, const QString& path)
    {
        QString first;
        for (const auto& one : schemas) {
            const auto found = difference(value, one.toObject(), path);
            if (found.isEmpty())
                return {};
            first = first.isEmpty() ? found : first;
        }
        return first;
    }
    static QStringList names(const QJsonValue& type)
    {
        QStringList all;
        if (type.isString())
            all << type.toString();
        for (const auto& one : type.toArray())
            all << one.toString();
        return all;
    }
    static bool hasType(const QJsonValue& value, const QJsonValue& type)
    {
        const auto wanted = names(type);
        if (wanted.isEmpty())
            return true;
        const auto is = value.isNull() ? "null" : value.isBool() ? "boolean" : value.isDouble() ? "number" : value.isString() ? "string" : value.isArray() ? "array" : value.isObject() ? "object" : "nothing";
        const bool whole = value.isDouble() && value.toDouble() == double(value.toInteger());
        return wanted.contains(QLatin1String(is)) || (whole && wanted.contains(QStringLiteral("integer")));
    }
    static QString ofObject(const QJsonObject& object, const QJsonObject& schema, const QString& path)
    {
        for (const auto& key : schema[u"required"].toArray())
            if (!object.contains(key.toString()))
                return QStringLiteral("%1.%2 is missing").arg(path, key.toString());
        const auto properties = schema[u"properties"].toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto below = path + u'.' + it.key();
            if (properties.contains(it.key())) {
                if (const auto found = difference(it.value(), properties[it.key()].toObject(), below); !found.isEmpty())
                    return found;
            } else if (schema.contains(u"additionalProperties") && schema[u"additionalProperties"] == QJsonValue(false) && !schema.contains(u"patternProperties")) {
                return below + QStringLiteral(" is not expected");
            }
        }
        return {};
    }
    static QString ofArray(const QJsonArray& array, const QJsonObject& schema, const QString& path)
    {
        for (qsizetype i = 0; i < array.size(); ++i)
            if (const auto found = difference(array[i], schema[u"items"].toObject(), QStringLiteral("%1[%2]").arg(path).arg(i)); !found.isEmpty())
                return found;
        return {};
    }
};

} // namespace skylab::test
