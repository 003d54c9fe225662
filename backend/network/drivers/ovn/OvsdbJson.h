#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

/// OVSDB's notation (RFC 7047, sections 5.1 and 5.2) for values, conditions and operations.
namespace skylab::network::ovn::ovsdb {

using StringMap = QMap<QString, QString>;

QJsonArray set(const QJsonArray& members = {});
QJsonArray set(const QStringList& members);
QJsonArray map(const StringMap& values);
QJsonArray uuid(const QString& value);
QJsonArray namedUuid(const QString& name);
/// A set of none or one.
QJsonArray optional(const QString& value);

/// [column, function, value]
QJsonArray condition(const QString& column, const QString& function, const QJsonValue& value);
QJsonArray whereName(const QString& name);
QJsonArray whereUuid(const QJsonValue& uuid);
/// Rows whose map `column` has all of these pairs.
QJsonArray whereIncludes(const QString& column, const StringMap& pairs);

QJsonObject insert(const QString& table, const QJsonObject& row, const QString& uuidName = {});
QJsonObject update(const QString& table, const QJsonArray& where, const QJsonObject& row);
QJsonObject remove(const QString& table, const QJsonArray& where);
/// No columns = all.
QJsonObject select(const QString& table, const QJsonArray& where, const QStringList& columns = {});
/// `mutator` is "insert", "delete", "+=" ...
QJsonObject mutate(const QString& table, const QJsonArray& where, const QString& column, const QString& mutator,
                   const QJsonValue& value);
/// The transaction goes on only if the rows are just these; `timeoutMs` 0 = decide now.
QJsonObject waitEqual(const QString& table, const QJsonArray& where, const QStringList& columns, const QJsonArray& rows,
                      int timeoutMs = 0);
/// The transaction goes on only if the rows are not just these.
QJsonObject waitNotEqual(const QString& table, const QJsonArray& where, const QStringList& columns,
                         const QJsonArray& rows, int timeoutMs = 0);

StringMap readMap(const QJsonValue& value);
/// Strings or UUIDs: a set, or the single value that OVSDB writes for a set of one.
QStringList readSet(const QJsonValue& value);
/// The first of readSet(), or empty.
QString readOne(const QJsonValue& value);
/// "rows" of the reply to a select.
QJsonArray readRows(const QJsonValue& selectReply);

/// The same for values that mean the same: sets and maps have no order, and a set of one may be bare.
QJsonValue normalised(const QJsonValue& value);
/// True when `existing` has in every column of `wanted` the same value.
bool covers(const QJsonObject& existing, const QJsonObject& wanted);

} // namespace skylab::network::ovn::ovsdb
