#pragma once

#include "db/Connection.h"
#include "sdk/resource/ListQuery.h"

#include <QVariant>

#include <array>
#include <span>

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

/// The statements of a table whose columns are the stored ones of the fields.
struct TableSql {
    TableSql(const char* table, const char* key, std::span<const sdk::FieldFacts> facts);
    QString table;
    QString key;                 ///< quoted
    QString select;              ///< without conditions
    QString insert;
    QString update;
    QString remove;
};
struct Statement {
    QString text;
    QVariantList arguments;
};
/// SELECT of a page of the table, and one row more, inside the scope. BadRequest when the marker is none of the list's rows.
Result<Statement> pageStatement(db::Connection& connection, const TableSql& sql, const char* keyColumn, const sdk::ListQuery& query, const QString& scope, const QVariantList& scopeArguments);

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
    if constexpr (!sdk::Document<T> && requires { db::Sql<T>::parse(json); })
        return db::Sql<T>::parse(json);
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

/// The column's text. Rows of a list mostly say the same as the one before (the project, the network, the status): then that
/// one's text is shared, which costs a third of making it anew.
QString textLike(const db::Query& rows, int column, const QString* before);

template <typename T>
T fromSql(const db::Query& rows, int column)
{
    if constexpr (Optional<T>::value)
        return rows.isNull(column) ? T() : T(fromSql<typename Optional<T>::Value>(rows, column));
    else if constexpr (!sdk::Document<T> && requires { db::Sql<T>::read(QVariant()); } && (!requires { db::Sql<T>::parse(QByteArrayView()); } || requires { db::Sql<T>::differs; }))
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
        TRY(connection.execute(sql().insert, values(row)));
        return {};
    }

    /// Writes all columns. False when the row is gone.
    static Result<bool> update(db::Connection& connection, const Row& row)
    {
        auto arguments = values(row);
        arguments << keyValue(row);
        return TRY(connection.execute(sql().update, arguments)) > 0;
    }

    static Result<bool> remove(db::Connection& connection, const QString& id)
    {
        return TRY(connection.execute(sql().remove, id)) > 0;
    }

    static Result<std::optional<Row>> find(db::Connection& connection, const QString& id)
    {
        return findWhere(connection, sql().key + QStringLiteral(" = ?"), { id });
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
        sql += QStringLiteral(" ORDER BY ") + (order.isEmpty() ? Store::sql().key : order);
        auto rows = TRY(connection.query(sql, arguments));
        std::vector<Row> all;
        while (rows.next())
            all.push_back(read(rows, all.empty() ? nullptr : &all.back()));
        TRY(rows.check());
        return all;
    }

    static Result<qint64> count(db::Connection& connection, const QString& where = {}, const QVariantList& arguments = {})
    {
        auto sql = QStringLiteral("SELECT COUNT(*) FROM ") + Store::sql().table;
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
        const auto statement = TRY(pageStatement(connection, sql(), key(), query, scope, scopeArguments));
        sdk::Page<Row> page;
        auto rows = TRY(connection.query(statement.text, statement.arguments));
        if (query.limit)
            page.items.reserve(std::size_t(std::clamp<qint64>(*query.limit, 0, 1000) + 1));
        while (rows.next())
            page.items.push_back(read(rows, page.items.empty() ? nullptr : &page.items.back()));
        TRY(rows.check());
        if (query.limit && qint64(page.items.size()) > *query.limit) {
            page.items.pop_back();
            page.more = true;
        }
        if (query.pageReverse)
            std::reverse(page.items.begin(), page.items.end());
        return page;
    }

    /// `before`: the row that was read last, if any.
    static Row read(db::Query& rows, const Row* before = nullptr)
    {
        Row row {};
        int column = 0;
        sdk::forEachField<Row>([&](const auto& field) {
            using F = std::decay_t<decltype(field)>;
            if (!field.rules.stored)
                return;
            if constexpr (std::is_same_v<typename F::Value, QString>)
                field.of(row) = detail::textLike(rows, column++, before ? &field.of(*before) : nullptr);
            else
                field.of(row) = detail::fromSql<typename F::Value>(rows, column++);
        });
        return row;
    }

    static const QString& selectSql() { return sql().select; }

private:
    static const TableSql& sql()
    {
        static const TableSql sql(Row::table, key(), sdk::factsOf<Row>);
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
};

} // namespace skylab::service
