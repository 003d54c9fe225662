#pragma once

#include "core/Result.h"

#include <QJsonValue>
#include <QStringList>

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace skylab::placement {

/// A regular expression as it is told to clients, and the test that stands for it.
struct Pattern {
    QString text;
    std::function<bool(QStringView)> matches;
};

/// [A-Z0-9_]+, CUSTOM_[A-Z0-9_]+, 36 hex digits and hyphens, ...
const Pattern& plainName();
const Pattern& customName();
const Pattern& uuidKey();
/// "resources", "resources1" ... before 1.33 and "resources_ANY-1" since.
Pattern grouped(const QString& word, bool namedSuffixes);

/// What a JSON document must look like. Placement's schemas change with the microversion, so they are values that
/// handlers put together; a violation is told in the words of JSON schema, which clients of Placement know.
class Shape {
public:
    static constexpr qint64 lowest = std::numeric_limits<qint64>::min();
    static constexpr qint64 highest = std::numeric_limits<qint64>::max();

    static Shape integer(qint64 least = lowest, qint64 most = highest);
    static Shape number(double most);
    static Shape text(qint64 shortest = 0, qint64 longest = highest);
    static Shape text(const Pattern& pattern, qint64 longest = highest);
    static Shape uuid();
    static Shape choice(const QStringList& choices);
    static Shape list(Shape item, qint64 least = 0);
    static Shape object();

    /// null is welcome as well.
    Shape orNull() &&;
    /// Items of a list must differ.
    Shape unique() &&;
    Shape require(const char* name, Shape shape) &&;
    Shape allow(const char* name, Shape shape) &&;
    /// Members whose names match.
    Shape each(const Pattern& pattern, Shape shape) &&;
    /// At least so many members.
    Shape atLeast(qint64 members) &&;
    /// Other members are welcome too.
    Shape open() &&;

    /// BadRequest: "<opening>: 'total' is a required property\n\nFailed validating 'required' in schema: ..."
    [[nodiscard]] Result<> check(const QJsonValue& value, const QString& opening) const;

private:
    enum class Kind { Integer, Number, Text, List, Object };
    struct Member {
        QString name;
        std::shared_ptr<const Shape> shape;
        bool required = false;
    };
    struct Violation {
        QString text;
        QString keyword;
        QString path;            ///< of the schema
    };
    using Found = std::optional<Violation>;

    explicit Shape(Kind kind) : m_kind(kind) { }
    [[nodiscard]] Found find(const QJsonValue& value, const QString& path) const;
    [[nodiscard]] Found findInNumber(const QJsonValue& value, const QString& path) const;
    [[nodiscard]] Found findInText(const QString& value, const QString& path) const;
    [[nodiscard]] Found findInList(const QJsonValue& value, const QString& path) const;
    [[nodiscard]] Found findInObject(const QJsonValue& value, const QString& path) const;
    [[nodiscard]] Found findUnknown(const QJsonObject& object, const QString& path) const;
    [[nodiscard]] const char* typeName() const;

    Kind m_kind;
    bool m_nullable = false;
    bool m_unique = false;
    bool m_open = false;
    bool m_uuid = false;
    qint64 m_least = lowest;     ///< value, or length, items, members
    qint64 m_most = highest;
    double m_mostNumber = 0;
    std::optional<Pattern> m_pattern;
    QStringList m_choices;
    std::shared_ptr<const Shape> m_item;
    std::vector<Member> m_members;
    std::vector<std::pair<Pattern, std::shared_ptr<const Shape>>> m_patterns;
};

} // namespace skylab::placement
