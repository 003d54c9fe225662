#pragma once

#include "service/Routes.h"
#include "service/Store.h"

namespace skylab::volume {

/// What Cinder's lists have in common: filters that later versions refuse or widen, offset, with_count.
namespace lists {

/// The caller's project, unless an administrator asks for all or another one: the tenants' wall of every list.
struct Scope {
    QString where;
    QVariantList arguments;

    static Scope of(const service::Call& call, const sdk::ListQuery& query, const char* column = "project_id");
    void add(const QString& condition, const QVariantList& values);
};

/// Parameters that every list takes.
inline const QStringList common { QStringLiteral("all_tenants"), QStringLiteral("project_id"), QStringLiteral("offset"), QStringLiteral("with_count") };

/// BadRequest from 3.31 on for filters that the list does not have; before, they are ignored.
Result<> refuseFilters(const service::Call& call, const QStringList& names);
/// From 3.60: created_at=gt:2026-01-02T03:04:05,lt:... as conditions on the column.
Result<> addTimeFilter(const service::Call& call, const QString& text, const char* name, sdk::ListQuery& query);
/// Adds `metadata={'colour': 'red'}` (JSON, or Python's spelling of it) as conditions on a column of maps.
Result<> addMapFilter(const QString& text, const char* name, const char* column, Scope& scope);
Result<int> offsetOf(const sdk::ListQuery& query);

/// The query with today's names for those of Cinder's first version: "display_name" is "name", as filter and sort key.
sdk::QueryItems renamed(const service::Call& call);
/// Cinder says NotFound of a marker that is none of the list's rows.
Error markerError(Error error);

/// Reads the query; `own` are parameters that the handler understands beside `common` and the document's fields.
template <typename Row>
Result<sdk::ListQuery> parse(const service::Call& call, const QStringList& own = {})
{
    auto rules = call.service.traits().listRules;
    rules.known += common + own;
    auto query = TRY(sdk::parseListQuery<Row>(renamed(call), rules));
    QStringList unknown;
    for (const auto& item : query.rest) {
        if (rules.known.contains(item.first))
            continue;
        bool found = false;
        if (call.version >= sdk::mv(3, 34) && item.first.endsWith(u'~'))      // "name~=part": inexact
            for (const auto& field : sdk::factsOf<Row>)
                if (field.rules->filter && item.first.chopped(1) == QLatin1String(field.name)) {
                    found = true;
                    query.filters.push_back({ field.column, sdk::FilterOp::Contains, { item.second }, true });
                }
        if (!found)
            unknown << item.first;
    }
    TRY(refuseFilters(call, unknown));
    if (query.sort.empty())
        query.sort.push_back({ "created_at", true });
    return query;
}

/// The page, with the number of all rows that fit when the client asks for it.
template <typename Row>
Result<sdk::Page<Row>> read(db::Connection& connection, const service::Call& call, const sdk::ListQuery& query, const Scope& scope)
{
    const int offset = TRY(offsetOf(query));
    auto wider = query;
    if (wider.limit)
        *wider.limit += offset;
    auto listed = service::Store<Row>::list(connection, wider, scope.where, scope.arguments);
    if (!listed)
        return fail(markerError(listed.error()));
    auto page = std::move(*listed);
    page.items.erase(page.items.begin(), page.items.begin() + std::min<std::ptrdiff_t>(offset, std::ptrdiff_t(page.items.size())));
    if (call.version >= sdk::mv(3, 45) && query.flag(u"with_count")) {
        const auto parts = service::listSql(query, {}, "id");
        const bool both = !scope.where.isEmpty() && !parts.where.isEmpty();
        page.total = TRY(service::Store<Row>::count(connection, scope.where + (both ? QStringLiteral(" AND ") : QString()) + parts.where, scope.arguments + parts.arguments));
    }
    return page;
}

/// The page under its key; `write` writes one row.
template <typename Row, typename Write>
http::Response respond(const service::Call& call, const sdk::Page<Row>& page, const sdk::ListQuery& query, const Write& write)
{
    JsonWriter json;
    json.beginObject().key(Row::collectionKey).beginArray();
    for (const auto& row : page.items)
        write(json, row);
    json.endArray();
    // Cinder offers a next page whenever this one is full; clients come to its end by an empty one.
    const bool full = query.limit.value_or(0) > 0 && std::ssize(page.items) >= *query.limit;
    service::writeListLinks(json, call, Row::collectionKey, query, full, {}, page.items.empty() ? QString() : page.items.back().id);
    if (page.total)
        json.key("count").value(*page.total);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace lists
} // namespace skylab::volume
