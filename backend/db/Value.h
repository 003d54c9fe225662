#pragma once

#include "core/Clock.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>
#include <type_traits>

namespace skylab::db {

/// How a C++ type becomes an SQL parameter and how a column becomes one again:
///
///     static QVariant bind(const T&);          // an invalid QVariant is SQL NULL
///     static T read(const QVariant&);          // SQL NULL arrives as an invalid QVariant
///     static T parse(QByteArrayView);          // may be left out: the same from a text's UTF-8; SQL NULL arrives empty
///     static constexpr bool differs = true;    // may be left out: each row says something else, so remembering doesn't pay
///
/// This is the customisation point for other layers. They specialise it for one type, or for a family:
///
///     template <> struct Sql<PowerState> { ... };
///     template <typename T> requires IsDocument<T> struct Sql<T> { ... };
///
/// There is deliberately none for quint64: SQLite's driver would store it as TEXT.
template <typename T>
struct Sql;

/// Types that may be given to Connection::query and read by Query::get.
template <typename T>
concept SqlValue = requires(const T& value) { { Sql<T>::bind(value) } -> std::convertible_to<QVariant>; };

/// TEXT. A null string is stored as '', never as NULL; std::optional<QString> is how NULL is said.
template <>
struct Sql<QString> {
    static QVariant bind(const QString& value) { return value.isNull() ? QString(QLatin1String("")) : value; }
    static QString read(const QVariant& value) { return value.toString(); }
};

/// BOOLEAN. PostgreSQL hands it back as a bool, SQLite as an integer.
template <>
struct Sql<bool> {
    static QVariant bind(bool value) { return value; }
    static bool read(const QVariant& value) { return value.toBool(); }
};

/// INTEGER.
template <>
struct Sql<int> {
    static QVariant bind(int value) { return value; }
    static int read(const QVariant& value) { return value.toInt(); }
};

/// BIGINT.
template <>
struct Sql<qint64> {
    static QVariant bind(qint64 value) { return value; }
    static qint64 read(const QVariant& value) { return value.toLongLong(); }
};

/// DOUBLE PRECISION.
template <>
struct Sql<double> {
    static QVariant bind(double value) { return value; }
    static double read(const QVariant& value) { return value.toDouble(); }
};

/// @blob@ in a migration: BLOB or BYTEA. A null array is stored as an empty one.
template <>
struct Sql<QByteArray> {
    static QVariant bind(const QByteArray& value) { return value.isNull() ? QByteArray("") : value; }
    static QByteArray read(const QVariant& value) { return value.toByteArray(); }
};

/// BIGINT, microseconds since 1970 UTC; the null time is NULL.
template <>
struct Sql<Timestamp> {
    static QVariant bind(Timestamp value) { return value.isNull() ? QVariant() : QVariant(value.micros); }
    static Timestamp read(const QVariant& value) { return { value.toLongLong() }; }
};

/// TEXT holding a compact JSON array of strings.
template <>
struct Sql<QStringList> {
    static QVariant bind(const QStringList& value);
    static QStringList read(const QVariant& value) { return parse(value.toString().toUtf8()); }
    static QStringList parse(QByteArrayView json);
};

/// TEXT holding compact JSON. What is not JSON is read as an empty object.
template <>
struct Sql<QJsonObject> {
    static QVariant bind(const QJsonObject& value);
    static QJsonObject read(const QVariant& value) { return parse(value.toString().toUtf8()); }
    static QJsonObject parse(QByteArrayView json);
};

/// TEXT holding compact JSON. What is not JSON is read as an empty array.
template <>
struct Sql<QJsonArray> {
    static QVariant bind(const QJsonArray& value);
    static QJsonArray read(const QVariant& value) { return parse(value.toString().toUtf8()); }
    static QJsonArray parse(QByteArrayView json);
};

/// The same column, which may be NULL.
template <typename T>
struct Sql<std::optional<T>> {
    static QVariant bind(const std::optional<T>& value) { return value ? QVariant(Sql<T>::bind(*value)) : QVariant(); }
    static std::optional<T> read(const QVariant& value)
    {
        return value.isValid() ? std::optional<T>(Sql<T>::read(value)) : std::nullopt;
    }
};

/// NULL, said outright.
template <>
struct Sql<std::nullopt_t> {
    static QVariant bind(std::nullopt_t) { return {}; }
};

/// args(a, b, c): the parameters of a statement as the list that Table and the list overloads take.
template <typename... Args>
QVariantList args(const Args&... values)
{
    return QVariantList { QVariant(Sql<Args>::bind(values))... };
}

} // namespace skylab::db
