#pragma once

#include "db/Connection.h"

#include <QStringList>

#include <tuple>
#include <vector>

namespace skylab::db {

/// Says how a struct is stored. Specialise it beside the struct:
///
///     template <> struct db::Row<KeypairRow> {
///         static constexpr const char* table = "keypairs";
///         static constexpr const char* key = "id";                     // may be left out: "id"
///         static constexpr auto columns = std::tuple {
///             db::column("id", &KeypairRow::id), db::column("name", &KeypairRow::name), ... };
///     };
///
/// Members of base structs may be named too. Each member's type needs an Sql<> (db/Value.h).
template <typename T>
struct Row;

/// One column and the member that holds it.
template <typename Class, typename Member>
struct Column {
    const char* name;
    Member Class::*member;
};

template <typename Class, typename Member>
constexpr Column<Class, Member> column(const char* name, Member Class::*member)
{
    return { name, member };
}

/// The plain statements of one table, their texts built once per type. Anything beyond is SQL in the store:
/// columns() and read() let joins use the same mapping.
template <typename T>
class Table {
public:
    /// Conflict as Connection describes it if a UNIQUE is broken.
    static Result<> insert(Connection& connection, const T& row)
    {
        static const auto sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(name(), columns(), marks(width()));
        TRY(connection.execute(sql, values(row)));
        return {};
    }

    /// Inserts a row whose key (an @id@ column) the database gives, and stores that in the row.
    static Result<> insertNumbered(Connection& connection, T& row)
    {
        static const auto sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3) RETURNING %4")
                                    .arg(name(), otherNames().join(QStringLiteral(", ")), marks(width() - 1), key());
        auto query = TRY(connection.query(sql, valuesWithoutKey(row)));
        if (!query.next())
            TRY(query.check());
        each([&](const auto& column) {
            if (key() == QLatin1String(column.name))
                assign(row, column, query, 0);
        });
        return {};
    }

    /// Inserts the row, or replaces the one with the same key.
    static Result<> put(Connection& connection, const T& row)
    {
        static const auto sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3) ON CONFLICT (%4) DO UPDATE SET %5")
                                    .arg(name(), columns(), marks(width()), key(), assignments(QStringLiteral("excluded.%1")));
        TRY(connection.execute(sql, values(row)));
        return {};
    }

    /// Writes all columns of the row with this key. False: there is none.
    static Result<bool> update(Connection& connection, const T& row)
    {
        static const auto sql = QStringLiteral("UPDATE %1 SET %2 WHERE %3 = ?").arg(name(), assignments(QStringLiteral("?")), key());
        auto parameters = valuesWithoutKey(row);
        parameters << keyOf(row);
        return TRY(connection.execute(sql, parameters)) > 0;
    }

    template <SqlValue Id>
    static Result<std::optional<T>> find(Connection& connection, const Id& id)
    {
        static const auto sql = QStringLiteral("SELECT %1 FROM %2 WHERE %3 = ?").arg(columns(), name(), key());
        auto query = TRY(connection.query(sql, id));
        if (query.next())
            return std::optional<T>(read(query));
        TRY(query.check());
        return std::optional<T>();
    }

    /// False: there was none.
    template <SqlValue Id>
    static Result<bool> remove(Connection& connection, const Id& id)
    {
        static const auto sql = QStringLiteral("DELETE FROM %1 WHERE %2 = ?").arg(name(), key());
        return TRY(connection.execute(sql, id)) > 0;
    }

    /// Calls onRow(T&&) for each row. `whereAndOrder` is what follows the table's name, "WHERE a = ? ORDER BY b LIMIT ?".
    /// onRow may return bool: false ends it.
    template <typename F>
    static Result<> select(Connection& connection, const QString& whereAndOrder, const QVariantList& parameters, F&& onRow)
    {
        auto query = TRY(connection.query(selectText() + whereAndOrder, parameters));
        while (query.next()) {
            if constexpr (std::is_same_v<std::invoke_result_t<F, T&&>, bool>) {
                if (!onRow(read(query)))
                    return {};
            } else {
                onRow(read(query));
            }
        }
        return query.check();
    }

    static Result<std::vector<T>> selectAll(Connection& connection, const QString& whereAndOrder = {},
                                            const QVariantList& parameters = {})
    {
        std::vector<T> rows;
        TRY(select(connection, whereAndOrder, parameters, [&rows](T&& row) { rows.push_back(std::move(row)); }));
        return rows;
    }

    static Result<qint64> count(Connection& connection, const QString& where = {}, const QVariantList& parameters = {})
    {
        static const auto sql = QStringLiteral("SELECT count(*) FROM %1 ").arg(name());
        auto query = TRY(connection.query(sql + where, parameters));
        if (!query.next())
            TRY(query.check());
        return query.template get<qint64>(0);
    }

    /// "id, name, ...": the order in which read() expects them.
    static const QString& columns()
    {
        static const auto text = names().join(QStringLiteral(", "));
        return text;
    }
    /// The same with an alias: "s.id, s.name, ...".
    static QString columnsOf(const QString& alias)
    {
        return alias + u'.' + names().join(QStringLiteral(", %1.").arg(alias));
    }

    /// The current row of a query whose columns, from `first` on, are columns().
    static T read(const Query& query, int first = 0)
    {
        T row {};
        int index = first;
        each([&](const auto& column) { assign(row, column, query, index++); });
        return row;
    }

    /// How many columns there are.
    static constexpr int width() { return int(std::tuple_size_v<std::remove_cvref_t<decltype(Row<T>::columns)>>); }

private:
    static QString name() { return QLatin1String(Row<T>::table); }
    static QString key()
    {
        if constexpr (requires { Row<T>::key; })
            return QLatin1String(Row<T>::key);
        else
            return QStringLiteral("id");
    }

    template <typename F>
    static void each(F&& f)
    {
        std::apply([&f](const auto&... column) { (f(column), ...); }, Row<T>::columns);
    }

    template <typename Class, typename Member>
    static void assign(T& row, const Column<Class, Member>& column, const Query& query, int index)
    {
        row.*(column.member) = query.template get<Member>(index);
    }
    template <typename Class, typename Member>
    static QVariant bound(const T& row, const Column<Class, Member>& column)
    {
        return Sql<Member>::bind(row.*(column.member));
    }

    static QStringList names()
    {
        QStringList all;
        each([&all](const auto& column) { all << QLatin1String(column.name); });
        return all;
    }
    static QStringList otherNames()
    {
        auto all = names();
        all.removeAll(key());
        return all;
    }
    static QString marks(int count) { return QStringList(count, QStringLiteral("?")).join(u','); }
    /// "a = <value>, b = <value>" for all but the key; %1 in `value` stands for the column.
    static QString assignments(const QString& value)
    {
        QStringList parts;
        for (const auto& column : otherNames())
            parts << column + QStringLiteral(" = ") + (value.contains(u'%') ? value.arg(column) : value);
        return parts.join(QStringLiteral(", "));
    }
    static const QString& selectText()
    {
        static const auto text = QStringLiteral("SELECT %1 FROM %2 ").arg(columns(), name());
        return text;
    }

    static QVariantList values(const T& row)
    {
        QVariantList list;
        list.reserve(width());
        each([&](const auto& column) { list << bound(row, column); });
        return list;
    }
    static QVariantList valuesWithoutKey(const T& row)
    {
        static const QString keyName = key();
        QVariantList list;
        list.reserve(width());
        each([&](const auto& column) {
            if (keyName != QLatin1String(column.name))
                list << bound(row, column);
        });
        return list;
    }
    static QVariant keyOf(const T& row)
    {
        static const QString keyName = key();
        QVariant value;
        each([&](const auto& column) {
            if (keyName == QLatin1String(column.name))
                value = bound(row, column);
        });
        return value;
    }
};

} // namespace skylab::db
