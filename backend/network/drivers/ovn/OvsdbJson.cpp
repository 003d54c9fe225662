#include "network/drivers/ovn/OvsdbJson.h"

#include <QJsonDocument>

#include <algorithm>

namespace skylab::network::ovn::ovsdb {

namespace {
const QString tagSet = QStringLiteral("set");
const QString tagMap = QStringLiteral("map");
const QString tagUuid = QStringLiteral("uuid");
const QString tagNamedUuid = QStringLiteral("named-uuid");

bool isTagged(const QJsonArray& value, const QString& tag) { return value.size() == 2 && value.at(0) == tag; }
bool isReference(const QJsonArray& value) { return isTagged(value, tagUuid) || isTagged(value, tagNamedUuid); }

QString atom(const QJsonValue& value)
{
    if (value.isArray() && isReference(value.toArray()))
        return value.toArray().at(1).toString();
    return value.isString() ? value.toString() : value.toVariant().toString();
}

QString sortKey(const QJsonValue& value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray { value }).toJson(QJsonDocument::Compact));
}

QJsonArray sorted(const QJsonArray& values)
{
    QList<std::pair<QString, QJsonValue>> keyed;
    for (const auto& value : values)
        keyed.emplaceBack(sortKey(value), value);
    std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    QJsonArray result;
    for (const auto& [key, value] : keyed)
        result.append(value);
    return result;
}

QJsonArray columnsOf(const QStringList& columns) { return QJsonArray::fromStringList(columns); }

QJsonObject wait(const QString& table, const QJsonArray& where, const QStringList& columns, const QJsonArray& rows,
                 int timeoutMs, const QString& until)
{
    return { { QStringLiteral("op"), QStringLiteral("wait") }, { QStringLiteral("timeout"), timeoutMs },
             { QStringLiteral("table"), table },               { QStringLiteral("where"), where },
             { QStringLiteral("columns"), columnsOf(columns) }, { QStringLiteral("until"), until },
             { QStringLiteral("rows"), rows } };
}
} // namespace

QJsonArray set(const QJsonArray& members) { return { tagSet, members }; }
QJsonArray set(const QStringList& members)
{
    auto unique = members;
    unique.removeDuplicates();   // the server refuses a set that has any
    return { tagSet, QJsonArray::fromStringList(unique) };
}
QJsonArray uuid(const QString& value) { return { tagUuid, value }; }
QJsonArray namedUuid(const QString& name) { return { tagNamedUuid, name }; }
QJsonArray optional(const QString& value) { return value.isEmpty() ? set() : set(QStringList { value }); }

QJsonArray map(const StringMap& values)
{
    QJsonArray pairs;
    for (auto it = values.begin(); it != values.end(); ++it)
        pairs.append(QJsonArray { it.key(), it.value() });
    return { tagMap, pairs };
}

QJsonArray condition(const QString& column, const QString& function, const QJsonValue& value)
{
    return { column, function, value };
}
// (QJsonArray braces with one QJsonArray would copy instead of nest: append explicitly)
QJsonArray whereName(const QString& name)
{
    QJsonArray where;
    where.append(condition(QStringLiteral("name"), QStringLiteral("=="), name));
    return where;
}
QJsonArray whereUuid(const QJsonValue& uuid)
{
    QJsonArray where;
    where.append(condition(QStringLiteral("_uuid"), QStringLiteral("=="), uuid));
    return where;
}
QJsonArray whereIncludes(const QString& column, const StringMap& pairs)
{
    QJsonArray where;
    where.append(condition(column, QStringLiteral("includes"), map(pairs)));
    return where;
}

QJsonObject insert(const QString& table, const QJsonObject& row, const QString& uuidName)
{
    QJsonObject op { { QStringLiteral("op"), QStringLiteral("insert") },
                     { QStringLiteral("table"), table },
                     { QStringLiteral("row"), row } };
    if (!uuidName.isEmpty())
        op.insert(QStringLiteral("uuid-name"), uuidName);
    return op;
}
QJsonObject update(const QString& table, const QJsonArray& where, const QJsonObject& row)
{
    return { { QStringLiteral("op"), QStringLiteral("update") },
             { QStringLiteral("table"), table },
             { QStringLiteral("where"), where },
             { QStringLiteral("row"), row } };
}
QJsonObject remove(const QString& table, const QJsonArray& where)
{
    return { { QStringLiteral("op"), QStringLiteral("delete") },
             { QStringLiteral("table"), table },
             { QStringLiteral("where"), where } };
}
QJsonObject select(const QString& table, const QJsonArray& where, const QStringList& columns)
{
    QJsonObject op { { QStringLiteral("op"), QStringLiteral("select") },
                     { QStringLiteral("table"), table },
                     { QStringLiteral("where"), where } };
    if (!columns.isEmpty())
        op.insert(QStringLiteral("columns"), columnsOf(columns));
    return op;
}
QJsonObject mutate(const QString& table, const QJsonArray& where, const QString& column, const QString& mutator,
                   const QJsonValue& value)
{
    QJsonArray mutations;
    mutations.append(QJsonArray { column, mutator, value });
    return { { QStringLiteral("op"), QStringLiteral("mutate") },
             { QStringLiteral("table"), table },
             { QStringLiteral("where"), where },
             { QStringLiteral("mutations"), mutations } };
}
QJsonObject waitEqual(const QString& table, const QJsonArray& where, const QStringList& columns, const QJsonArray& rows,
                      int timeoutMs)
{
    return wait(table, where, columns, rows, timeoutMs, QStringLiteral("=="));
}
QJsonObject waitNotEqual(const QString& table, const QJsonArray& where, const QStringList& columns,
                         const QJsonArray& rows, int timeoutMs)
{
    return wait(table, where, columns, rows, timeoutMs, QStringLiteral("!="));
}

StringMap readMap(const QJsonValue& value)
{
    StringMap result;
    const auto tagged = value.toArray();
    if (!isTagged(tagged, tagMap))
        return result;
    for (const auto& pair : tagged.at(1).toArray())
        result.insert(atom(pair.toArray().at(0)), atom(pair.toArray().at(1)));
    return result;
}

QStringList readSet(const QJsonValue& value)
{
    if (value.isUndefined() || value.isNull())
        return {};
    const auto tagged = value.toArray();
    if (!value.isArray() || isReference(tagged))
        return { atom(value) };
    QStringList result;
    if (isTagged(tagged, tagSet))
        for (const auto& member : tagged.at(1).toArray())
            result << atom(member);
    return result;
}

QString readOne(const QJsonValue& value)
{
    const auto all = readSet(value);
    return all.isEmpty() ? QString() : all.first();
}

QJsonArray readRows(const QJsonValue& selectReply)
{
    return selectReply.toObject().value(QStringLiteral("rows")).toArray();
}

QJsonValue normalised(const QJsonValue& value)
{
    if (!value.isArray())
        return value;
    const auto tagged = value.toArray();
    if (isTagged(tagged, tagMap))
        return QJsonArray { tagMap, sorted(tagged.at(1).toArray()) };
    if (!isTagged(tagged, tagSet))
        return value;
    const auto members = sorted(tagged.at(1).toArray());
    return members.size() == 1 ? members.at(0) : QJsonValue(QJsonArray { tagSet, members });
}

bool covers(const QJsonObject& existing, const QJsonObject& wanted)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it)
        if (normalised(existing.value(it.key())) != normalised(it.value()))
            return false;
    return true;
}

} // namespace skylab::network::ovn::ovsdb
