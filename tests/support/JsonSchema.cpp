#include "support/JsonSchema.h"

#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

namespace skylab::test {

namespace {

bool isInteger(const QJsonValue& value) { return value.isDouble() && std::floor(value.toDouble()) == value.toDouble(); }

bool hasType(const QJsonValue& value, const QString& type)
{
    return (type == u"object" && value.isObject()) || (type == u"array" && value.isArray()) || (type == u"string" && value.isString())
        || (type == u"boolean" && value.isBool()) || (type == u"null" && value.isNull()) || (type == u"number" && value.isDouble())
        || (type == u"integer" && isInteger(value));
}

/// One walk over a value and its schema.
class Walk {
public:
    explicit Walk(const QJsonObject& root) : m_root(root) { }

    QStringList check(const QJsonValue& value, const QJsonObject& schema, const QString& place) const
    {
        if (schema.contains(u"$ref")) {
            const auto target = resolve(schema[u"$ref"].toString());
            return target.isObject() ? check(value, target.toObject(), place) : QStringList { QStringLiteral("%1: the schema names %2, which is not there").arg(place, schema[u"$ref"].toString()) };
        }
        QStringList found;
        checkType(value, schema, place, found);
        if (schema.contains(u"enum") && !schema[u"enum"].toArray().contains(value))
            found << QStringLiteral("%1: is not in the enumeration").arg(place);
        checkCombinations(value, schema, place, found);
        if (value.isString())
            checkString(value.toString(), schema, place, found);
        if (value.isDouble() && (value.toDouble() < schema[u"minimum"].toDouble(-HUGE_VAL) || value.toDouble() > schema[u"maximum"].toDouble(HUGE_VAL)))
            found << QStringLiteral("%1: %2 is out of range").arg(place).arg(value.toDouble());
        if (value.isObject())
            checkObject(value.toObject(), schema, place, found);
        if (value.isArray())
            checkArray(value.toArray(), schema, place, found);
        return found;
    }

private:
    [[nodiscard]] QJsonValue resolve(const QString& reference) const
    {
        QJsonValue at = m_root;
        const auto steps = reference.split(u'/').mid(1);      // "#"
        for (auto step : steps)
            at = at.toObject()[step.replace(QStringLiteral("~1"), QStringLiteral("/")).replace(QStringLiteral("~0"), QStringLiteral("~"))];
        return at;
    }

    static void checkType(const QJsonValue& value, const QJsonObject& schema, const QString& place, QStringList& found)
    {
        if (!schema.contains(u"type"))
            return;
        const auto types = schema[u"type"].isArray() ? schema[u"type"].toArray() : QJsonArray { schema[u"type"] };
        if (std::none_of(types.begin(), types.end(), [&](const QJsonValue& one) { return hasType(value, one.toString()); }))
            found << QStringLiteral("%1: is no %2").arg(place, types.first().toString());
    }

    /// oneOf is taken as anyOf: the variants in generated documents are seldom exclusive.
    void checkCombinations(const QJsonValue& value, const QJsonObject& schema, const QString& place, QStringList& found) const
    {
        for (const auto& key : { QStringLiteral("oneOf"), QStringLiteral("anyOf") }) {
            const auto options = schema[key].toArray();
            if (!options.isEmpty() && std::none_of(options.begin(), options.end(), [&](const QJsonValue& one) { return check(value, one.toObject(), place).isEmpty(); }))
                found << QStringLiteral("%1: fits none of %2").arg(place, key);
        }
        const auto parts = schema[u"allOf"].toArray();
        for (const auto& one : parts)
            found += check(value, one.toObject(), place);
    }

    static void checkString(const QString& text, const QJsonObject& schema, const QString& place, QStringList& found)
    {
        static const QHash<QString, QRegularExpression> formats {
            { QStringLiteral("uuid"), QRegularExpression(QStringLiteral("^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$")) },
            { QStringLiteral("ipv4"), QRegularExpression(QStringLiteral("^[0-9.]+$")) },
            { QStringLiteral("ipv6"), QRegularExpression(QStringLiteral("^[0-9a-f:]+$")) },
            { QStringLiteral("uri"), QRegularExpression(QStringLiteral("^[a-z]+://")) },
            { QStringLiteral("date-time"), QRegularExpression(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?$")) },
            { QStringLiteral("iso8601-date-time"), QRegularExpression(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?$")) },
        };
        const auto format = schema[u"format"].toString();
        if (formats.contains(format) && !formats[format].match(text).hasMatch())
            found << QStringLiteral("%1: '%2' is no %3").arg(place, text, format);
        if (schema.contains(u"pattern") && !QRegularExpression(schema[u"pattern"].toString()).match(text).hasMatch())
            found << QStringLiteral("%1: '%2' does not match %3").arg(place, text, schema[u"pattern"].toString());
        // In code points, as JSON schema counts.
        const auto length = text.toUcs4().size();
        if (length < schema[u"minLength"].toInteger(0) || length > schema[u"maxLength"].toInteger(length))
            found << QStringLiteral("%1: has %2 characters, which is too few or too many").arg(place).arg(length);
    }

    void checkArray(const QJsonArray& array, const QJsonObject& schema, const QString& place, QStringList& found) const
    {
        if (array.size() < schema[u"minItems"].toInteger(0) || array.size() > schema[u"maxItems"].toInteger(array.size()))
            found << QStringLiteral("%1: has %2 items, which is too few or too many").arg(place).arg(array.size());
        if (!schema[u"items"].isObject())
            return;
        const auto items = schema[u"items"].toObject();
        for (qsizetype i = 0; i < array.size(); ++i)
            found += check(array[i], items, QStringLiteral("%1[%2]").arg(place).arg(i));
    }

    void checkObject(const QJsonObject& object, const QJsonObject& schema, const QString& place, QStringList& found) const
    {
        const auto required = schema[u"required"].toArray();
        for (const auto& name : required)
            if (!object.contains(name.toString()))
                found << QStringLiteral("%1: lacks %2").arg(place, name.toString());
        const auto properties = schema[u"properties"].toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto inner = place + u'.' + it.key();
            if (properties.contains(it.key()))
                found += check(it.value(), properties[it.key()].toObject(), inner);
            else
                checkOther(it.key(), it.value(), schema, inner, found);
        }
    }

    /// A member that `properties` does not name.
    void checkOther(const QString& name, const QJsonValue& value, const QJsonObject& schema, const QString& place, QStringList& found) const
    {
        bool matched = false;
        const auto patterns = schema[u"patternProperties"].toObject();
        for (auto pattern = patterns.begin(); pattern != patterns.end(); ++pattern)
            if (QRegularExpression(pattern.key()).match(name).hasMatch()) {
                matched = true;
                found += check(value, pattern.value().toObject(), place);
            }
        const auto others = schema[u"additionalProperties"];
        if (matched)
            return;
        if (others.isObject())
            found += check(value, others.toObject(), place);
        else if (others.isBool() && !others.toBool())
            found << QStringLiteral("%1: is one too many").arg(place);
    }

    const QJsonObject& m_root;
};

} // namespace

QStringList JsonSchema::violations(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& root)
{
    return Walk(root).check(value, schema, QStringLiteral("$"));
}

} // namespace skylab::test
