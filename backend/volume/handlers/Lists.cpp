#include "volume/handlers/Lists.h"

namespace skylab::volume::lists {

Scope Scope::of(const service::Call& call, const sdk::ListQuery& query, const char* column)
{
    const auto own = QLatin1String(column) + QStringLiteral(" = ?");
    if (call.context.admin) {
        if (const auto project = query.value(u"project_id"); !project.isEmpty())
            return { own, { project } };
        if (query.flag(u"all_tenants"))
            return {};
    }
    return { own, { call.projectId() } };
}

void Scope::add(const QString& condition, const QVariantList& values)
{
    where += (where.isEmpty() ? QString() : QStringLiteral(" AND ")) + condition;
    arguments += values;
}

sdk::QueryItems renamed(const service::Call& call)
{
    auto items = call.request.query();
    for (auto& item : items) {
        if (item.first == u"display_name" || item.first == u"display_description")
            item.first.remove(QStringLiteral("display_"));
        if (item.first == u"sort_key" || item.first == u"sort")
            item.second.replace(QStringLiteral("display_"), QString());
    }
    return items;
}

Error markerError(Error error)
{
    if (error.field == u"marker")
        error.code = ErrorCode::NotFound;
    return error;
}

Result<> refuseFilters(const service::Call& call, const QStringList& names)
{
    if (names.isEmpty() || call.version < sdk::mv(3, 31))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filters %1 are found in query options.").arg(names.join(QStringLiteral(", ")).left(200)), names.first());
}

Result<> addTimeFilter(const service::Call& call, const QString& text, const char* name, sdk::ListQuery& query)
{
    if (text.isEmpty() || call.version < sdk::mv(3, 60))
        return {};
    static const QHash<QString, sdk::FilterOp> operators { { QStringLiteral("gt"), sdk::FilterOp::Greater }, { QStringLiteral("gte"), sdk::FilterOp::GreaterOrEqual },
                                                           { QStringLiteral("lt"), sdk::FilterOp::Less },    { QStringLiteral("lte"), sdk::FilterOp::LessOrEqual },
                                                           { QStringLiteral("eq"), sdk::FilterOp::Equal },   { QStringLiteral("neq"), sdk::FilterOp::NotEqual } };
    for (const auto& part : text.split(u',')) {
        const auto head = part.section(u':', 0, 0);
        const bool named = operators.contains(head);
        const auto time = parseTimestamp(named ? part.section(u':', 1) : part);
        if (time.isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filter '%1': '%2' is no time, or its operator is none of gt, gte, eq, neq, lt, lte.").arg(QLatin1String(name), part.left(64)), QString::fromLatin1(name));
        query.filters.push_back({ name, named ? operators.value(head) : sdk::FilterOp::Equal, { time.micros } });
    }
    return {};
}

/// The pairs are looked for in the column's JSON: there `"key":"value"` can only stand for itself, since quotes within
/// strings are escaped. REPLACE, unlike LIKE, heeds case in both databases.
Result<> addMapFilter(const QString& given, const char* name, const char* column, Scope& scope)
{
    if (given.isEmpty())
        return {};
    auto text = given;
    auto document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        document = QJsonDocument::fromJson(text.replace(u'\'', u'"').toUtf8());
    sdk::StringMap wanted;
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QString::fromLatin1(name), rules };
    if (!document.isObject() || !sdk::Codec<sdk::StringMap>::decode(document.object(), wanted, decoding))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filter '%1': it must be an object of strings, such as {\"colour\": \"red\"}").arg(QLatin1String(name)), QString::fromLatin1(name));
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        JsonWriter json;
        sdk::Codec<sdk::StringMap>::encode(json, { { it.key(), it.value() } }, {});
        const auto pair = QString::fromUtf8(json.take());
        scope.add(QStringLiteral("%1 IS NOT NULL AND REPLACE(%1, ?, '') <> %1").arg(QLatin1String(column)), { pair.mid(1, pair.size() - 2) });
    }
    return {};
}

Result<int> offsetOf(const sdk::ListQuery& query)
{
    const auto text = query.value(u"offset");
    if (text.isEmpty())
        return 0;
    bool ok = false;
    const int offset = text.toInt(&ok);
    if (!ok || offset < 0 || offset > 1'000'000)
        return fail(ErrorCode::BadRequest, QStringLiteral("offset '%1' is not a number from 0 up to a million").arg(text.left(64)), QStringLiteral("offset"));
    return offset;
}

} // namespace skylab::volume::lists
