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
            QStringList all;
            for (std::size_t j = 0; j < i; ++j) {
                all << QStringLiteral("%1 = ?").arg(quoted(sort[j].column));
                sql.arguments << markerValues[qsizetype(j)];
            }
            all << QStringLiteral("%1 %2 ?").arg(quoted(sort[i].column), sort[i].descending ? QStringLiteral("<") : QStringLiteral(">"));
            sql.arguments << markerValues[qsizetype(i)];
            alternatives << all.join(QStringLiteral(" AND "));
        }
        where << QStringLiteral("((%1))").arg(alternatives.join(QStringLiteral(") OR (")));
    }

    QStringList order;
    for (const auto& one : sort)
        order << quoted(one.column) + (one.descending ? QStringLiteral(" DESC") : QStringLiteral(" ASC"));
    sql.where = where.join(QStringLiteral(" AND "));
    sql.order = order.join(QStringLiteral(", "));
    return sql;
}

} // namespace skylab::service
