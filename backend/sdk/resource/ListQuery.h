#pragma once

#include "core/Result.h"
#include "sdk/resource/Document.h"

#include <QPair>
#include <QStringList>

namespace skylab::sdk {

using QueryItems = QList<QPair<QString, QString>>;

enum class FilterOp : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, StartsWith, EndsWith };

/// One condition of a list: the field's value is any of `values` (for Equal), none of them (NotEqual), ...
struct Filter {
    const char* column;
    FilterOp op = FilterOp::Equal;
    QVariantList values;
    bool ignoreCase = false;
};

struct SortKey {
    const char* column;
    bool descending = false;
};

/// What a client asked of a list.
struct ListQuery {
    std::vector<Filter> filters;
    std::vector<SortKey> sort;         ///< the id is always added as the last key
    std::optional<int> limit;
    QString marker;                    ///< id of the last item of the page before
    bool pageReverse = false;
    QStringList fields;                ///< ?fields=
    QueryItems rest;                   ///< what the service handles itself (all_tenants, tags ...)

    /// The last value of a parameter in `rest`, or a null string.
    [[nodiscard]] QString value(QStringView name) const;
    [[nodiscard]] bool flag(QStringView name) const;
};

/// How a service spells list queries.
struct ListRules {
    bool underscoreOps = false;        ///< Keystone: name__contains=, name__startswith= ...
    bool prefixOps = false;            ///< Glance: name=in:a,b  created_at=gte:...  neq:
    bool refuseUnknown = false;        ///< Neutron, Nova from 2.75: an unknown filter is 400
    QStringList known = {};            ///< parameters that the handler takes out of `rest`
    int maxLimit = 1000;
};

/// A page of a list. `more` = there is a next page.
template <typename T>
struct Page {
    std::vector<T> items;
    bool more = false;
    std::optional<qint64> total = {};
};

namespace detail {
/// Splits a parameter name or value into operator and operand along the rules.
struct RawFilter {
    QString name;
    FilterOp op = FilterOp::Equal;
    QStringList values;
    bool ignoreCase = false;
};
RawFilter rawFilter(const QString& name, const QString& value, const ListRules& rules);
/// Takes limit, marker, page_reverse, fields and sort parameters; true when `name` was one of them.
bool takePaging(ListQuery& query, QStringList& sortKeys, QStringList& sortDirs, const QString& name, const QString& value, Problems& problems);
/// Turns sort keys into columns; a key that is no sortable field is a problem.
template <Document T>
void takeSort(ListQuery& query, const QStringList& sortKeys, const QStringList& sortDirs, Problems& problems)
{
    for (qsizetype i = 0; i < sortKeys.size(); ++i) {
        bool found = false;
        forEachField<T>([&](const auto& field) {
            if (!found && field.rules.sort && sortKeys[i] == QLatin1String(field.name)) {
                found = true;
                query.sort.push_back({ field.column(), sortDirs.value(i) == QStringLiteral("desc") });
            }
        });
        if (!found)
            problems.add(QStringLiteral("sort_key"), QStringLiteral("this list can't be sorted by '%1'").arg(sortKeys[i].left(64)));
    }
}
} // namespace detail

/// Reads a query string against the document's filterable and sortable fields.
template <Document T>
Result<ListQuery> parseListQuery(const QueryItems& items, const ListRules& rules)
{
    ListQuery query;
    Problems problems;
    QStringList sortKeys, sortDirs;
    for (const auto& item : items) {
        const auto& name = item.first;      // no structured binding: clang 14 can't capture one
        const auto& value = item.second;
        if (rules.known.contains(name)) {
            query.rest.append({ name, value });
            continue;
        }
        if (detail::takePaging(query, sortKeys, sortDirs, name, value, problems))
            continue;
        const auto raw = detail::rawFilter(name, value, rules);
        bool found = false;
        forEachField<T>([&](const auto& field) {
            const bool same = raw.name == QLatin1String(field.name) || (field.rules.alias && raw.name == QLatin1String(field.rules.alias));
            if (found || !field.rules.filter || !same)
                return;
            found = true;
            using V = typename std::decay_t<decltype(field)>::Value;
            Filter filter { field.column(), raw.op, {}, raw.ignoreCase };
            for (const auto& text : raw.values) {
                if constexpr (std::is_same_v<V, bool> || std::is_same_v<V, int> || std::is_same_v<V, qint64> || std::is_same_v<V, Timestamp>) {
                    static constexpr Rules none {};
                    Decoding decoding { problems, name, none };
                    V typed {};
                    if (Codec<V>::decode(QJsonValue(text), typed, decoding)) {
                        if constexpr (std::is_same_v<V, Timestamp>)
                            filter.values << typed.micros;
                        else
                            filter.values << QVariant::fromValue(typed);
                    }
                } else {
                    filter.values << text;
                }
            }
            // The same filter twice means either value.
            for (auto& earlier : query.filters)
                if (filter.op == FilterOp::Equal && earlier.op == filter.op && earlier.column == filter.column) {
                    earlier.values += filter.values;
                    return;
                }
            query.filters.push_back(std::move(filter));
        });
        if (!found && rules.refuseUnknown)
            problems.add(name, QStringLiteral("it is not an attribute that this list can be filtered by"));
        else if (!found)
            query.rest.append({ name, value });
    }
    detail::takeSort<T>(query, sortKeys, sortDirs, problems);
    if (query.limit && *query.limit > rules.maxLimit)
        query.limit = rules.maxLimit;
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return query;
}

} // namespace skylab::sdk
