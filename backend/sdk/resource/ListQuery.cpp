#include "sdk/resource/ListQuery.h"

#include <algorithm>
#include <cstring>

namespace skylab::sdk {

QString ListQuery::value(QStringView name) const
{
    for (auto it = rest.crbegin(); it != rest.crend(); ++it)
        if (it->first == name)
            return it->second.isNull() ? QStringLiteral("") : it->second;
    return {};
}

bool ListQuery::flag(QStringView name) const
{
    const auto text = value(name).toLower();
    return text == u"1" || text == u"true" || text == u"yes" || text == u"on" || (text.isEmpty() && !text.isNull());
}

namespace {

/// A parameter, split into operator and operand.
struct RawFilter {
    QString name;
    FilterOp op = FilterOp::Equal;
    QStringList values;
    bool ignoreCase = false;
};

struct OpName {
    const char16_t* name;
    FilterOp op;
    bool ignoreCase;
};
constexpr OpName underscoreNames[] = {
    { u"__contains", FilterOp::Contains, false },     { u"__icontains", FilterOp::Contains, true },
    { u"__startswith", FilterOp::StartsWith, false }, { u"__istartswith", FilterOp::StartsWith, true },
    { u"__endswith", FilterOp::EndsWith, false },     { u"__iendswith", FilterOp::EndsWith, true },
    { u"__iexact", FilterOp::Equal, true },           { u"__exact", FilterOp::Equal, false },
};
constexpr OpName prefixNames[] = {
    { u"in:", FilterOp::Equal, false },      { u"eq:", FilterOp::Equal, false },        { u"neq:", FilterOp::NotEqual, false },
    { u"gte:", FilterOp::GreaterOrEqual, false }, { u"gt:", FilterOp::Greater, false },
    { u"lte:", FilterOp::LessOrEqual, false },    { u"lt:", FilterOp::Less, false },
};

RawFilter rawFilter(const QString& name, const QString& value, const ListRules& rules)
{
    RawFilter raw { name, FilterOp::Equal, { value }, false };
    if (rules.underscoreOps)
        for (const auto& one : underscoreNames)
            if (name.endsWith(QStringView(one.name)) && name.size() > QStringView(one.name).size()) {
                raw.name = name.chopped(QStringView(one.name).size());
                raw.op = one.op;
                raw.ignoreCase = one.ignoreCase;
                break;
            }
    if (rules.prefixOps)
        for (const auto& one : prefixNames)
            if (value.startsWith(QStringView(one.name))) {
                const auto operand = value.mid(QStringView(one.name).size());
                raw.op = one.op;
                raw.values = QStringView(one.name) == QStringView(u"in:") ? operand.split(u',') : QStringList { operand };
                break;
            }
    return raw;
}

/// Takes limit, marker, page_reverse, fields and sort parameters; true when `name` was one of them.
bool takePaging(ListQuery& query, QStringList& sortKeys, QStringList& sortDirs, const QString& name, const QString& value, Problems& problems)
{
    if (name == u"limit") {
        bool ok = false;
        const int limit = value.toInt(&ok);
        if (!ok || limit < 0)
            problems.add(name, QStringLiteral("'%1' is not a number from 0 up").arg(value.left(64)));
        else
            query.limit = limit;
    } else if (name == u"marker") {
        query.marker = value;
    } else if (name == u"page_reverse") {
        query.pageReverse = value.toLower() == u"true" || value == u"1";
    } else if (name == u"fields") {
        query.fields += value.split(u',', Qt::SkipEmptyParts);
    } else if (name == u"sort_key") {
        sortKeys << value;
    } else if (name == u"sort_dir") {
        if (value != u"asc" && value != u"desc")
            problems.add(name, QStringLiteral("'%1' is neither asc nor desc").arg(value.left(64)));
        sortDirs << value;
    } else if (name == u"sort") {     // Cinder and Glance: sort=name:asc,created_at:desc
        for (const auto& part : value.split(u',', Qt::SkipEmptyParts)) {
            sortKeys << part.section(u':', 0, 0);
            while (sortDirs.size() < sortKeys.size() - 1)
                sortDirs << QStringLiteral("asc");
            sortDirs << (part.contains(u':') ? part.section(u':', 1, 1) : QStringLiteral("desc"));
        }
    } else {
        return false;
    }
    return true;
}

template <typename T>
void addTyped(Filter& filter, const QString& text, Decoding& decoding)
{
    T typed {};
    if (Codec<T>::decode(QJsonValue(text), typed, decoding)) {
        if constexpr (std::is_same_v<T, Timestamp>)
            filter.values << typed.micros;
        else
            filter.values << QVariant::fromValue(typed);
    }
}

void addValue(Filter& filter, FilterKind kind, const QString& text, Decoding& decoding)
{
    switch (kind) {
    case FilterKind::Text: filter.values << text; break;
    case FilterKind::Boolean: addTyped<bool>(filter, text, decoding); break;
    case FilterKind::Int: addTyped<int>(filter, text, decoding); break;
    case FilterKind::Int64: addTyped<qint64>(filter, text, decoding); break;
    case FilterKind::Time: addTyped<Timestamp>(filter, text, decoding); break;
    }
}

bool takeFilter(ListQuery& query, const RawFilter& raw, const QString& name, std::span<const FieldFacts> facts, Problems& problems)
{
    const auto field = std::find_if(facts.begin(), facts.end(), [&](const FieldFacts& one) {
        return one.rules->filter && (raw.name == QLatin1String(one.name) || (one.rules->alias && raw.name == QLatin1String(one.rules->alias)));
    });
    if (field == facts.end())
        return false;
    static constexpr Rules none {};
    Decoding decoding { problems, name, none };
    Filter filter { field->column, raw.op, {}, raw.ignoreCase };
    for (const auto& text : raw.values)
        addValue(filter, field->kind, text, decoding);
    // The same filter twice means either value.
    for (auto& earlier : query.filters)
        if (filter.op == FilterOp::Equal && earlier.op == filter.op && std::strcmp(earlier.column, filter.column) == 0) {
            earlier.values += filter.values;
            return true;
        }
    query.filters.push_back(std::move(filter));
    return true;
}

/// Turns sort keys into columns; a key that is no sortable field is a problem.
void takeSort(ListQuery& query, const QStringList& sortKeys, const QStringList& sortDirs, std::span<const FieldFacts> facts, Problems& problems)
{
    for (qsizetype i = 0; i < sortKeys.size(); ++i) {
        const auto field = std::find_if(facts.begin(), facts.end(), [&](const FieldFacts& one) { return one.rules->sort && sortKeys[i] == QLatin1String(one.name); });
        if (field != facts.end())
            query.sort.push_back({ field->column, sortDirs.value(i) == QStringLiteral("desc") });
        else
            problems.add(QStringLiteral("sort_key"), QStringLiteral("this list can't be sorted by '%1'").arg(sortKeys[i].left(64)));
    }
}

} // namespace

Result<ListQuery> parseListQuery(const QueryItems& items, const ListRules& rules, std::span<const FieldFacts> facts)
{
    ListQuery query;
    Problems problems;
    QStringList sortKeys, sortDirs;
    for (const auto& [name, value] : items) {
        if (rules.known.contains(name)) {
            query.rest.append({ name, value });
            continue;
        }
        if (takePaging(query, sortKeys, sortDirs, name, value, problems) || takeFilter(query, rawFilter(name, value, rules), name, facts, problems))
            continue;
        if (rules.refuseUnknown)
            problems.add(name, QStringLiteral("it is not an attribute that this list can be filtered by"));
        else
            query.rest.append({ name, value });
    }
    takeSort(query, sortKeys, sortDirs, facts, problems);
    if (query.limit && *query.limit > rules.maxLimit)
        query.limit = rules.maxLimit;
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return query;
}

} // namespace skylab::sdk
