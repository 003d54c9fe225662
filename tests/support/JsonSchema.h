#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

namespace skylab::test {

/// Checks a value against a JSON schema (draft 4, as far as tempest's use it). Gives every violation with its path.
class JsonSchema {
public:
    static QStringList violations(const QJsonValue& value, const QJsonObject& schema, const QString& path = QStringLiteral("$"))
    {
        QStringList found;
        checkType(value, schema, path, found);
        if (schema.contains(u"enum") && !schema[u"enum"].toArray().contains(value))
            found << QStringLiteral("%1: not in the enumeration").arg(path);
        for (const auto* key : { u"oneOf", u"anyOf" })
            if (schema.contains(QStringView(key))) {
                const auto options = schema[QStringView(key)].toArray();
                const bool any = std::any_of(options.begin(), options.end(), [&](const QJsonValue& one) { return violations(value, one.toObject(), path).isEmpty(); });
                if (!any)
                    found << QStringLiteral("%1: fits none of %2").arg(path, QString::fromUtf16(key));
            }
        if (value.isString() && schema.contains(u"pattern") && !QRegularExpression(schema[u"pattern"].toString()).match(value.toString()).hasMatch())
            found << QStringLiteral("%1: '%2' does not match %3").arg(path, value.toString(), schema[u"pattern"].toString());
        if (value.isString() && schema.contains(u"format"))
            checkFormat(value.toString(), schema[u"format"].toString(), path, found);
        if (value.isObject())
            checkObject(value.toObject(), schema, path, found);
        if (value.isArray() && schema[u"items"].isObject()) {
            int index = 0;
            for (const auto& item : value.toArray())
                found += violations(item, schema[u"items"].toObject(), QStringLiteral("%1[%2]").arg(path).arg(index++));
        }
        return found;
    }

private:
    static bool hasType(const QJsonValue& value, const QString& type)
    {
        if (type == u"integer")
            return value.isDouble() && value.toDouble() == double(qint64(value.toDouble()));
        return (type == u"object" && value.isObject()) || (type == u"array" && value.isArray()) || (type == u"string" && value.isString()) || (type == u"boolean" && value.isBool())
            || (type == u"null" && value.isNull()) || (type == u"number" && value.isDouble());
    }
    static void checkType(const QJsonValue& value, const QJsonObject& schema, const QString& path, QStringList& found)
    {
        if (!schema.contains(u"type"))
            return;
        const auto types = schema[u"type"].isArray() ? schema[u"type"].toArray() : QJsonArray { schema[u"type"] };
        if (std::none_of(types.begin(), types.end(), [&](const QJsonValue& one) { return hasType(value, one.toString()); }))
            found << QStringLiteral("%1: is no %2").arg(path, types.first().toString());
    }
    static void checkFormat(const QString& text, const QString& format, const QString& path, QStringList& found)
    {
        static const QHash<QString, QRegularExpression> formats {
            { QStringLiteral("uuid"), QRegularExpression(QStringLiteral("^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$")) },
            { QStringLiteral("ipv4"), QRegularExpression(QStringLiteral("^[0-9.]+$")) },
            { QStringLiteral("ipv6"), QRegularExpression(QStringLiteral("^[0-9a-f:]+$")) },
            { QStringLiteral("uri"), QRegularExpression(QStringLiteral("^[a-z]+://")) },
            { QStringLiteral("iso8601-date-time"), QRegularExpression(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?$")) },
        };
        if (formats.contains(format) && !formats[format].match(text).hasMatch())
            found << QStringLiteral("%1: '%2' is no %3").arg(path, text, format);
    }
    static void checkObject(const QJsonObject& object, const QJsonObject& schema, const QString& path, QStringList& found)
    {
        for (const auto& name : schema[u"required"].toArray())
            if (!object.contains(name.toString()))
                found << QStringLiteral("%1: lacks %2").arg(path, name.toString());
        const auto properties = schema[u"properties"].toObject(), patterns = schema[u"patternProperties"].toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto inner = path + u'.' + it.key();
            if (properties.contains(it.key())) {
                found += violations(it.value(), properties[it.key()].toObject(), inner);
                continue;
            }
            bool matched = false;
            for (auto pattern = patterns.begin(); pattern != patterns.end(); ++pattern)
                if (QRegularExpression(pattern.key()).match(it.key()).hasMatch()) {
                    matched = true;
                    found += violations(it.value(), pattern.value().toObject(), inner);
                }
            if (!matched && schema[u"additionalProperties"].isBool() && !schema[u"additionalProperties"].toBool())
                found << QStringLiteral("%1: is one too many").arg(inner);
        }
    }
};

} // namespace skylab::test
