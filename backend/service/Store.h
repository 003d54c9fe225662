#pragma once

#include "db/Connection.h"
#include "sdk/resource/ListQuery.h"

#include <QVariant>

#include <array>

namespace skylab::service {

/// SQL pieces of one list query; the texts hold column names from the documents only, never input.
struct ListSql {
    QString where;
    QString order;
    QVariantList arguments;
};
/// Filters, keyset position after `markerValues` (one per sort key and the id; empty = from the start), order.
/// Costs the same on page 1 and page 1,000.
ListSql listSql(const sdk::ListQuery& query, const QVariantList& markerValues, const char* keyColumn);

namespace detail {

template <typename T>
struct Optional : std::false_type { };
template <typename T>
struct Optional<std::optional<T>> : std::true_type { using Value = T; };

template <typename T>
QVariant toSql(const T& value)
{
    if constexpr (Optional<T>::value)      // NULL, or as the value itself
        return value ? toSql(*value) : QVariant();
    else if constexpr (sdk::Document<T>)
        return QString::fromUtf8(QJsonDocument(sdk::toJson(value, { .admin = true })).toJson(QJsonDocument::Compact));
    else if constexpr (requires { db::Sql<T>::bind(value); })
        return db::Sql<T>::bind(value);
    else {     // lists and maps: as JSON
        JsonWriter json;
        json.beginArray();
        sdk::Codec<T>::encode(json, value, { .admin = true });
        json.endArray();
        auto bytes = json.take();
        return QString::fromUtf8(bytes.mid(1, bytes.size() - 2));
    }
}

/// What a document's text means.
template <typename T>
T parseColumn(QByteArrayView json)
{
    T out {};
    static constexpr sdk::Rules none {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, {}, none, sdk::In::Read };
    const auto wrapped = QJsonDocument::fromJson('[' + json.toByteArray() + ']').array();
    sdk::Codec<T>::decode(wrapped.isEmpty() ? QJsonValue() : QJsonValue(wrapped.first()), out, decoding);
    return out;
}

/// The same, with what this thread read last at hand: the rows of a list mostly say the same in such columns (the
/// flavor, no fault, no rescue), and comparing a text is a hundred times cheaper than parsing it.
template <typename T>
T recallColumn(QByteArrayView json)
{
    constexpr qsizetype longest = 2048;
    struct Memory {
        QByteArray text;
        T value {};
    };
    static thread_local std::array<Memory, 8> memories;
    static thread_local std::size_t next = 0;
    if (json.isEmpty() || json == "[]" || json == "{}")
        return {};
    if (json.size() > longest)
        return parseColumn<T>(json);
    for (const auto& memory : memories)
        if (QByteArrayView(memory.text) == json)
            return memory.value;
    auto& memory = memories[next++ % memories.size()];
    memory.value = parseColumn<T>(json);
    memory.text = json.toByteArray();
    return memory.value;
}

template <typename T>
T fromSql(const db::Query& rows, int column)
{
    if constexpr (Optional<T>::value)
        return rows.isNull(column) ? T() : T(fromSql<typename Optional<T>::Value>(rows, column));
    else if constexpr (!sdk::Document<T> && requires { db::Sql<T>::read(QVariant()); })
        return rows.get<T>(column);
    else
        return recallColumn<T>(rows.utf8(column));
}

} // namespace detail

/// The table of a plain resource, derived from its declared fields: a column per stored field. Row types derive from
/// their document and add what is not for the API as fields of `In::None`.
/// `Row::table` names the table, `Row::key` (optional, "id") the key column.
template <sdk::Document Row>
class Store {
public:
    static constexpr const char* key()
    {
        if constexpr (requires { Row::key; })
            return Row::key;
        else
            return "id";
    }

    static Result<> insert(db::Connection& connection, const Row& row)
    {
        TRY(connection.execute(insertSql(), values(row)));
        return {};
    }

    /// Writes all columns. False when the row is gone.
    static Result<bool> update(db::Connection& connection, const Row& row)
    {
        auto arguments = values(row);
        arguments << keyValue(row);
        return TRY(connection.execute(updateSql(), arguments)) > 0;
    }

    static Result<bool> remove(db::Connection& connection, const QString& id)
    {
        return TRY(connection.execute(QStringLiteral("DELETE FROM %1 WHERE %2 = ?").arg(table(), quoted(key())), id)) > 0;
    }

    static Result<std::optional<Row>> find(db::Connection& connection, const QString& id)
    {
        return findWhere(connection, QStringLiteral("%1 = ?").arg(quoted(key())), { id });
    }

    /// The first row that fulfils the condition; `where` is SQL of the caller's own.
    static Result<std::optional<Row>> findWhere(db::Connection& connection, const QString& where, const QVariantList& arguments)
    {
        auto rows = TRY(connection.query(selectSql() + QStringLiteral(" WHERE ") + where + QStringLiteral(" LIMIT 1"), arguments));
        if (rows.next())
            return std::optional<Row>(read(rows));
        TRY(rows.check());
        return std::optional<Row>();
    }

    static Result<std::vector<Row>> select(db::Connection& connection, const QString& where = {}, const QVariantList& arguments = {}, const QString& order = {})
    {
        auto sql = selectSql();
        if (!where.isEmpty())
            sql += QStringLiteral(" WHERE ") + where;
        sql += QStringLiteral(" ORDER BY ") + (order.isEmpty() ? quoted(key()) : order);
        auto rows = TRY(connection.query(sql, arguments));
        std::vector<Row> all;
        while (rows.next())
            all.push_back(read(rows));
        TRY(rows.check());
        return all;
    }

    static Result<qint64> count(db::Connection& connection, const QString& where = {}, const QVariantList& arguments = {})
    {
        auto sql = QStringLiteral("SELECT COUNT(*) FROM %1").arg(table());
        if (!where.isEmpty())
            sql += QStringLiteral(" WHERE ") + where;
        auto rows = TRY(connection.query(sql, arguments));
        rows.next();
        return rows.template get<qint64>(0);
    }

    /// A page: the client's query inside the caller's `scope` ("project_id = ?"), which is what keeps tenants apart.
    /// BadRequest when the marker is none of the list's rows.
    static Result<sdk::Page<Row>> list(db::Connection& connection, const sdk::ListQuery& query, const QString& scope = {}, const QVariantList& scopeArguments = {})
    {
        QVariantList marker;
        if (!query.marker.isEmpty())
            marker = TRY(markerValues(connection, query, scope, scopeArguments));
        const auto parts = listSql(query, marker, key());
        QStringList where;
        QVariantList arguments;
        if (!scope.isEmpty()) {
            where << QStringLiteral("(%1)").arg(scope);
            arguments += scopeArguments;
        }
        if (!parts.where.isEmpty()) {
            where << parts.where;
            arguments += parts.arguments;
        }
        auto sql = selectSql();
        if (!where.isEmpty())
            sql += QStringLiteral(" WHERE ") + where.join(QStringLiteral(" AND "));
        sql += QStringLiteral(" ORDER BY ") + parts.order;
        if (query.limit) {
            sql += QStringLiteral(" LIMIT ?");
            arguments << *query.limit + 1;
        }
        sdk::Page<Row> page;
        auto rows = TRY(connection.query(sql, arguments));
        while (rows.next())
            page.items.push_back(read(rows));
        TRY(rows.check());
        if (query.limit && qint64(page.items.size()) > *query.limit) {
            page.items.pop_back();
            page.more = true;
        }
        if (query.pageReverse)
            std::reverse(page.items.begin(), page.items.end());
        return page;
    }

    static Row read(db::Query& rows)
    {
        Row row {};
        int column = 0;
        sdk::forEachField<Row>([&](const auto& field) {
            using F = std::decay_t<decltype(field)>;
            if (field.rules.stored)
                field.of(row) = detail::fromSql<typename F::Value>(rows, column++);
        });
        return row;
    }

    static const QString& selectSql()
    {
        static const QString sql = QStringLiteral("SELECT %1 FROM %2").arg(columns().join(QStringLiteral(", ")), table());
        return sql;
    }

private:
    static QString table() { return QString::fromLatin1(Row::table); }
    static QString quoted(const char* column) { return u'"' + QLatin1String(column) + u'"'; }

    static QStringList columns()
    {
        QStringList names;
        sdk::forEachField<Row>([&](const auto& field) {
            if (field.rules.stored)
                names << quoted(field.column());
        });
        return names;
    }

    static const QString& insertSql()
    {
        static const QString sql = [] {
            const auto names = columns();
            QStringList marks;
            for (qsizetype i = 0; i < names.size(); ++i)
                marks << QStringLiteral("?");
            return QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table(), names.join(QStringLiteral(", ")), marks.join(QStringLiteral(", ")));
        }();
        return sql;
    }

    static const QString& updateSql()
    {
        static const QString sql = QStringLiteral("UPDATE %1 SET %2 = ? WHERE %3 = ?").arg(table(), columns().join(QStringLiteral(" = ?, ")), quoted(key()));
        return sql;
    }

    static QVariantList values(const Row& row)
    {
        QVariantList list;
        sdk::forEachField<Row>([&](const auto& field) {
            if (field.rules.stored)
                list << detail::toSql(field.of(row));
        });
        return list;
    }

    static QVariant keyValue(const Row& row)
    {
        QVariant value;
        sdk::forEachField<Row>([&](const auto& field) {
            if (std::strcmp(field.column(), key()) == 0)
                value = detail::toSql(field.of(row));
        });
        return value;
    }

    static Result<QVariantList> markerValues(db::Connection& connection, const sdk::ListQuery& query, const QString& scope, const QVariantList& scopeArguments)
    {
        QStringList names;
        for (const auto& sort : query.sort)
            names << quoted(sort.column);
        names << quoted(key());
        auto sql = QStringLiteral("SELECT %1 FROM %2 WHERE %3 = ?").arg(names.join(QStringLiteral(", ")), table(), quoted(key()));
        QVariantList arguments { query.marker };
        if (!scope.isEmpty()) {
            sql += QStringLiteral(" AND (%1)").arg(scope);
            arguments += scopeArguments;
        }
        auto rows = TRY(connection.query(sql, arguments));
        if (!rows.next())
            return fail(ErrorCode::BadRequest, QStringLiteral("marker [%1] not found").arg(query.marker.left(64)), QStringLiteral("marker"));
        QVariantList values;
        for (int i = 0; i < names.size(); ++i)
            values << rows.value(i);
        return values;
    }
};

} // namespace skylab::service
