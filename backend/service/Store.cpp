#include "service/Store.h"

namespace skylab::service {

namespace {

QString quoted(const char* column) { return u'"' + QLatin1String(column) + u'"'; }

QString likePattern(const QVariant& value, sdk::FilterOp op)
{
    auto text = value.toString();
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'%', QStringLiteral("\\%")).replace(u'_', QStringLiteral("\\_"));
    if (op != sdk::FilterOp::StartsWith)
        text.prepend(u'%');
    if (op != sdk::FilterOp::EndsWith)
        text.append(u'%');
    return text;
}

const char* comparison(sdk::FilterOp op)
{
    switch (op) {
    case sdk::FilterOp::Less: return "<";
    case sdk::FilterOp::LessOrEqual: return "<=";
    case sdk::FilterOp::Greater: return ">";
    case sdk::FilterOp::GreaterOrEqual: return ">=";
    default: return "=";
    }
}

void addFilter(const sdk::Filter& filter, QStringList& where, QVariantList& arguments)
{
    using Op = sdk::FilterOp;
    const auto column = filter.ignoreCase ? QStringLiteral("LOWER(%1)").arg(quoted(filter.column)) : quoted(filter.column);
    const auto value = [&](const QVariant& one) { return filter.ignoreCase ? QVariant(one.toString().toLower()) : one; };
    if (filter.values.isEmpty()) {
        where << QStringLiteral("1 = 0");
        return;
    }
    if (filter.op == Op::Equal || filter.op == Op::NotEqual) {
        QStringList marks;
        for (const auto& one : filter.values) {
            marks << QStringLiteral("?");
            arguments << value(one);
        }
        where << QStringLiteral("%1 %2 (%3)").arg(column, filter.op == Op::Equal ? QStringLiteral("IN") : QStringLiteral("NOT IN"), marks.join(QStringLiteral(", ")));
        return;
    }
    QStringList any;
    for (const auto& one : filter.values) {
        if (filter.op == Op::Contains || filter.op == Op::StartsWith || filter.op == Op::EndsWith) {
            // SQLite's LIKE takes no notice of case, PostgreSQL's does: Keystone's filters don't.
            any << QStringLiteral("LOWER(%1) LIKE LOWER(?) ESCAPE '\\'").arg(quoted(filter.column));
            arguments << likePattern(value(one), filter.op);
        } else {
            any << QStringLiteral("%1 %2 ?").arg(column, QLatin1String(comparison(filter.op)));
            arguments << value(one);
        }
    }
    where << QStringLiteral("(%1)").arg(any.join(QStringLiteral(" OR ")));
}

/// When a row was made is known of every row, and columns that are made to sort by (sort_...) have no NULL. Indexes must serve
/// there, with PostgreSQL too: nothing is said that is for NULL only.
bool mayBeNull(const sdk::SortKey& key, const char* keyColumn)
{
    return std::strcmp(key.column, keyColumn) != 0 && std::strcmp(key.column, "created_at") != 0 && std::strncmp(key.column, "sort_", 5) != 0;
}

/// NULL is less than everything, with every database.
QString orderBy(const sdk::SortKey& key, bool nullable)
{
    auto text = quoted(key.column) + (key.descending ? QStringLiteral(" DESC") : QStringLiteral(" ASC"));
    if (nullable)
        text += key.descending ? QStringLiteral(" NULLS LAST") : QStringLiteral(" NULLS FIRST");
    return text;
}

/// What comes after the marker by this key; empty when nothing can.
QString beyond(const sdk::SortKey& key, const QVariant& marker, bool nullable)
{
    const auto column = quoted(key.column);
    if (marker.isNull())
        return nullable && !key.descending ? column + QStringLiteral(" IS NOT NULL") : QString();
    if (!key.descending)
        return column + QStringLiteral(" > ?");
    return nullable ? QStringLiteral("(%1 < ? OR %1 IS NULL)").arg(column) : column + QStringLiteral(" < ?");
}

} // namespace

ListSql listSql(const sdk::ListQuery& query, const QVariantList& markerValues, const char* keyColumn)
{
    ListSql sql;
    QStringList where;
    for (const auto& filter : query.filters)
        addFilter(filter, where, sql.arguments);

    auto sort = query.sort;
    if (std::none_of(sort.begin(), sort.end(), [&](const sdk::SortKey& one) { return std::strcmp(one.column, keyColumn) == 0; }))
        sort.push_back({ keyColumn, !sort.empty() && sort.back().descending });
    if (query.pageReverse)
        for (auto& one : sort)
            one.descending = !one.descending;

    // (a, b, id) after (x, y, z): a > x OR (a = x AND b > y) OR (a = x AND b = y AND id > z)
    if (!markerValues.isEmpty()) {
        QStringList alternatives;
        for (std::size_t i = 0; i < sort.size() && i < std::size_t(markerValues.size()); ++i) {
            const auto last = beyond(sort[i], markerValues[qsizetype(i)], mayBeNull(sort[i], keyColumn));
            if (last.isEmpty())
                continue;
            QStringList all;
            for (std::size_t j = 0; j <= i; ++j) {
                const auto& value = markerValues[qsizetype(j)];
                all << (j == i ? last : quoted(sort[j].column) + (value.isNull() ? QStringLiteral(" IS NULL") : QStringLiteral(" = ?")));
                if (!value.isNull())
                    sql.arguments << value;
            }
            alternatives << all.join(QStringLiteral(" AND "));
        }
        where << QStringLiteral("((%1))").arg(alternatives.join(QStringLiteral(") OR (")));
    }

    QStringList order;
    for (const auto& one : sort)
        order << orderBy(one, mayBeNull(one, keyColumn));
    sql.where = where.join(QStringLiteral(" AND "));
    sql.order = order.join(QStringLiteral(", "));
    return sql;
}

QString detail::textLike(const db::Query& rows, int column, const QString* before)
{
    if (!before || before->isEmpty())
        return rows.text(column);
    const auto utf8 = rows.utf8(column);
    if (utf8.size() == before->size() && QAnyStringView(QUtf8StringView(utf8)) == QAnyStringView(*before))
        return *before;
    return rows.text(column);
}

namespace {

Result<QVariantList> markerValues(db::Connection& connection, const TableSql& sql, const sdk::ListQuery& query, const QString& scope, const QVariantList& scopeArguments)
{
    QStringList names;
    for (const auto& sort : query.sort)
        names << quoted(sort.column);
    names << sql.key;
    auto text = QStringLiteral("SELECT %1 FROM %2 WHERE %3 = ?").arg(names.join(QStringLiteral(", ")), sql.table, sql.key);
    QVariantList arguments { query.marker };
    if (!scope.isEmpty()) {
        text += QStringLiteral(" AND (%1)").arg(scope);
        arguments += scopeArguments;
    }
    auto rows = TRY(connection.query(text, arguments));
    if (!rows.next())
        return fail(ErrorCode::BadRequest, QStringLiteral("marker [%1] not found").arg(query.marker.left(64)), QStringLiteral("marker"));
    QVariantList values;
    for (int i = 0; i < names.size(); ++i)
        values << rows.value(i);
    return values;
}

} // namespace

TableSql::TableSql(const char* tableName, const char* keyColumn, std::span<const sdk::FieldFacts> facts)
    : table(QString::fromLatin1(tableName))
    , key(quoted(keyColumn))
{
    QStringList names;
    for (const auto& field : facts)
        if (field.rules->stored)
            names << quoted(field.column);
    const auto marks = QStringList(names.size(), QStringLiteral("?"));
    const auto comma = QStringLiteral(", ");
    select = QStringLiteral("SELECT %1 FROM %2").arg(names.join(comma), table);
    insert = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table, names.join(comma), marks.join(comma));
    update = QStringLiteral("UPDATE %1 SET %2 = ? WHERE %3 = ?").arg(table, names.join(QStringLiteral(" = ?, ")), key);
    remove = QStringLiteral("DELETE FROM %1 WHERE %2 = ?").arg(table, key);
}

Result<Statement> pageStatement(db::Connection& connection, const TableSql& sql, const char* keyColumn, const sdk::ListQuery& query, const QString& scope, const QVariantList& scopeArguments)
{
    QVariantList marker;
    if (!query.marker.isEmpty())
        marker = TRY(markerValues(connection, sql, query, scope, scopeArguments));
    const auto parts = listSql(query, marker, keyColumn);
    QStringList where;
    Statement statement { sql.select, {} };
    if (!scope.isEmpty()) {
        where << QStringLiteral("(%1)").arg(scope);
        statement.arguments += scopeArguments;
    }
    if (!parts.where.isEmpty()) {
        where << parts.where;
        statement.arguments += parts.arguments;
    }
    if (!where.isEmpty())
        statement.text += QStringLiteral(" WHERE ") + where.join(QStringLiteral(" AND "));
    statement.text += QStringLiteral(" ORDER BY ") + parts.order;
    if (query.limit) {
        statement.text += QStringLiteral(" LIMIT ?");
        statement.arguments << *query.limit + 1;
    }
    return statement;
}

} // namespace skylab::service
