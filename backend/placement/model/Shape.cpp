#include "placement/model/Shape.h"

#include "core/Uuid.h"
#include "placement/model/Names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace skylab::placement {

namespace {

/// Values as JSON schema's messages write them: strings in single quotes.
QString spelled(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::String: return u'\'' + value.toString().left(300) + u'\'';
    case QJsonValue::Null:
    case QJsonValue::Undefined: return QStringLiteral("None");
    case QJsonValue::Bool: return value.toBool() ? QStringLiteral("True") : QStringLiteral("False");
    case QJsonValue::Double: return value.toVariant().toString();
    case QJsonValue::Array: return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)).left(300);
    case QJsonValue::Object: return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)).left(300);
    }
    return {};
}

bool isWhole(const QJsonValue& value)
{
    const auto number = value.toDouble();
    return std::isfinite(number) && std::floor(number) == number && std::abs(number) < 9.2e18;
}

bool isSuffix(QStringView text, bool named)
{
    if (text.isEmpty())
        return true;
    if (!named)
        return text.front() >= u'1' && text.front() <= u'9' && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-';
    });
}

} // namespace

const Pattern& plainName()
{
    static const Pattern pattern { QStringLiteral("^[A-Z0-9_]+$"), isPlainName };
    return pattern;
}

const Pattern& customName()
{
    static const Pattern pattern { QStringLiteral("^CUSTOM_[A-Z0-9_]+$"), isCustomName };
    return pattern;
}

const Pattern& uuidKey()
{
    static const Pattern pattern { QStringLiteral("^[0-9a-fA-F-]{36}$"), [](QStringView text) {
        return text.size() == 36 && std::all_of(text.begin(), text.end(), [](QChar c) {
            return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F') || c == u'-';
        });
    } };
    return pattern;
}

Pattern grouped(const QString& word, bool namedSuffixes)
{
    const auto suffix = namedSuffixes ? QStringLiteral("[a-zA-Z0-9_-]{1,64}") : QStringLiteral("[1-9][0-9]*");
    return { QStringLiteral("^%1(%2)?$").arg(word, suffix), [word, namedSuffixes](QStringView text) {
        return text.startsWith(word) && isSuffix(text.sliced(word.size()), namedSuffixes);
    } };
}

Shape Shape::integer(qint64 least, qint64 most)
{
    Shape shape(Kind::Integer);
    shape.m_least = least;
    shape.m_most = most;
    return shape;
}

Shape Shape::number(double most)
{
    Shape shape(Kind::Number);
    shape.m_mostNumber = most;
    return shape;
}

Shape Shape::text(qint64 shortest, qint64 longest)
{
    Shape shape(Kind::Text);
    shape.m_least = shortest;
    shape.m_most = longest;
    return shape;
}

Shape Shape::text(const Pattern& pattern, qint64 longest)
{
    auto shape = text(0, longest);
    shape.m_pattern = pattern;
    return shape;
}

Shape Shape::uuid()
{
    auto shape = text();
    shape.m_uuid = true;
    return shape;
}

Shape Shape::choice(const QStringList& choices)
{
    auto shape = text();
    shape.m_choices = choices;
    return shape;
}

Shape Shape::list(Shape item, qint64 least)
{
    Shape shape(Kind::List);
    shape.m_item = std::make_shared<const Shape>(std::move(item));
    shape.m_least = least;
    return shape;
}

Shape Shape::object()
{
    Shape shape(Kind::Object);
    shape.m_least = 0;
    return shape;
}

Shape Shape::orNull() && { m_nullable = true; return std::move(*this); }
Shape Shape::unique() && { m_unique = true; return std::move(*this); }
Shape Shape::atLeast(qint64 members) && { m_least = members; return std::move(*this); }
Shape Shape::open() && { m_open = true; return std::move(*this); }

Shape Shape::require(const char* name, Shape shape) &&
{
    m_members.push_back({ QString::fromLatin1(name), std::make_shared<const Shape>(std::move(shape)), true });
    return std::move(*this);
}

Shape Shape::allow(const char* name, Shape shape) &&
{
    m_members.push_back({ QString::fromLatin1(name), std::make_shared<const Shape>(std::move(shape)), false });
    return std::move(*this);
}

Shape Shape::each(const Pattern& pattern, Shape shape) &&
{
    m_patterns.emplace_back(pattern, std::make_shared<const Shape>(std::move(shape)));
    return std::move(*this);
}

Result<> Shape::check(const QJsonValue& value, const QString& opening) const
{
    const auto found = find(value, {});
    if (!found)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("%1: %2\n\nFailed validating '%3' in schema%4:").arg(opening, found->text, found->keyword, found->path));
}

const char* Shape::typeName() const
{
    switch (m_kind) {
    case Kind::Integer: return "integer";
    case Kind::Number: return "number";
    case Kind::Text: return "string";
    case Kind::List: return "array";
    case Kind::Object: return "object";
    }
    return "";
}

Shape::Found Shape::find(const QJsonValue& value, const QString& path) const
{
    if (m_nullable && value.isNull())
        return {};
    const bool right = m_kind == Kind::Integer ? value.isDouble() && isWhole(value) : m_kind == Kind::Number ? value.isDouble()
        : m_kind == Kind::Text ? value.isString() : m_kind == Kind::List ? value.isArray() : value.isObject();
    if (!right)
        return Violation { QStringLiteral("%1 is not of type '%2'").arg(spelled(value), QLatin1String(typeName())), QStringLiteral("type"), path };
    switch (m_kind) {
    case Kind::Integer:
    case Kind::Number: return findInNumber(value, path);
    case Kind::Text: return findInText(value.toString(), path);
    case Kind::List: return findInList(value, path);
    case Kind::Object: return findInObject(value, path);
    }
    return {};
}

Shape::Found Shape::findInNumber(const QJsonValue& value, const QString& path) const
{
    if (m_kind == Kind::Number) {
        if (value.toDouble() > m_mostNumber)
            return Violation { QStringLiteral("%1 is greater than the maximum of %2").arg(spelled(value)).arg(m_mostNumber), QStringLiteral("maximum"), path };
        return {};
    }
    if (value.toInteger() < m_least)
        return Violation { QStringLiteral("%1 is less than the minimum of %2").arg(spelled(value)).arg(m_least), QStringLiteral("minimum"), path };
    if (value.toInteger() > m_most)
        return Violation { QStringLiteral("%1 is greater than the maximum of %2").arg(spelled(value)).arg(m_most), QStringLiteral("maximum"), path };
    return {};
}

Shape::Found Shape::findInText(const QString& value, const QString& path) const
{
    const auto name = spelled(value);
    if (value.size() < m_least)
        return Violation { m_least == 1 ? name + QStringLiteral(" should be non-empty") : name + QStringLiteral(" is too short"), QStringLiteral("minLength"), path };
    if (value.size() > m_most)
        return Violation { name + QStringLiteral(" is too long"), QStringLiteral("maxLength"), path };
    if (m_pattern && !m_pattern->matches(value))
        return Violation { QStringLiteral("%1 does not match '%2'").arg(name, m_pattern->text), QStringLiteral("pattern"), path };
    if (m_uuid && !isUuid(value))
        return Violation { name + QStringLiteral(" is not a 'uuid'"), QStringLiteral("format"), path };
    if (!m_choices.isEmpty() && !m_choices.contains(value))
        return Violation { QStringLiteral("%1 is not one of ['%2']").arg(name, m_choices.join(QStringLiteral("', '"))), QStringLiteral("enum"), path };
    return {};
}

Shape::Found Shape::findInList(const QJsonValue& value, const QString& path) const
{
    const auto items = value.toArray();
    if (items.size() < m_least)
        return Violation { QStringLiteral("%1 is too short").arg(spelled(value)), QStringLiteral("minItems"), path };
    for (const auto& item : items)
        if (auto found = m_item->find(item, path + QStringLiteral("['items']")))
            return found;
    if (!m_unique)
        return {};
    QStringList seen;
    for (const auto& item : items)
        seen << spelled(item);
    if (seen.removeDuplicates() > 0)
        return Violation { spelled(value) + QStringLiteral(" has non-unique elements"), QStringLiteral("uniqueItems"), path };
    return {};
}

Shape::Found Shape::findInObject(const QJsonValue& value, const QString& path) const
{
    const auto object = value.toObject();
    if (object.size() < m_least)
        return Violation { spelled(value) + QStringLiteral(" does not have enough properties"), QStringLiteral("minProperties"), path };
    for (const auto& member : m_members)
        if (member.required && !object.contains(member.name))
            return Violation { QStringLiteral("'%1' is a required property").arg(member.name), QStringLiteral("required"), path };
    if (auto found = findUnknown(object, path))
        return found;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto known = std::find_if(m_members.begin(), m_members.end(), [&](const Member& member) { return member.name == it.key(); });
        if (known != m_members.end()) {
            if (auto found = known->shape->find(it.value(), path + QStringLiteral("['properties']['%1']").arg(known->name)))
                return found;
            continue;
        }
        for (const auto& [pattern, shape] : m_patterns)
            if (pattern.matches(it.key()))
                if (auto found = shape->find(it.value(), path + QStringLiteral("['patternProperties']['%1']").arg(pattern.text)))
                    return found;
    }
    return {};
}

Shape::Found Shape::findUnknown(const QJsonObject& object, const QString& path) const
{
    if (m_open)
        return {};
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto& name = it.key();
        const bool known = std::any_of(m_members.begin(), m_members.end(), [&](const Member& member) { return member.name == name; })
            || std::any_of(m_patterns.begin(), m_patterns.end(), [&](const auto& one) { return one.first.matches(name); });
        if (known)
            continue;
        if (m_patterns.empty())
            return Violation { QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(100)), QStringLiteral("additionalProperties"), path };
        QStringList texts;
        for (const auto& [pattern, shape] : m_patterns)
            texts << u'\'' + pattern.text + u'\'';
        return Violation { QStringLiteral("'%1' does not match any of the regexes: %2").arg(name.left(100), texts.join(QStringLiteral(", "))), QStringLiteral("additionalProperties"), path };
    }
    return {};
}

} // namespace skylab::placement
