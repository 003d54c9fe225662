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

/// Reads a query string against the filterable and sortable ones of the fields.
Result<ListQuery> parseListQuery(const QueryItems& items, const ListRules& rules, std::span<const FieldFacts> facts);

template <Document T>
Result<ListQuery> parseListQuery(const QueryItems& items, const ListRules& rules)
{
    return parseListQuery(items, rules, factsOf<T>);
}

} // namespace skylab::sdk
