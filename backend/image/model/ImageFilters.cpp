#include "image/model/ImageFilters.h"

#include <array>

namespace skylab::image {

namespace {

/// Sorting as Glance reads it: descending where nothing is said, one direction may stand for all keys.
Result<sdk::QueryItems> withPlainSort(const sdk::QueryItems& items)
{
    sdk::QueryItems plain;
    QStringList keys, directions;
    bool modern = false;
    for (const auto& [name, value] : items) {
        if (name == u"sort_key")
            keys << value;
        else if (name == u"sort_dir")
            directions << value;
        else
            plain.append({ name, value });
        modern = modern || name == u"sort";
    }
    if (modern && !(keys.isEmpty() && directions.isEmpty()))
        return fail(ErrorCode::BadRequest, QStringLiteral("Old and new sorting syntax cannot be combined: send either 'sort' or 'sort_key' and 'sort_dir'."), QStringLiteral("sort"));
    if (modern)
        return plain;
    if (directions.size() > 1 && directions.size() != keys.size())
        return fail(ErrorCode::BadRequest, QStringLiteral("Number of sort dirs does not match the number of sort keys."), QStringLiteral("sort_dir"));
    if (keys.isEmpty())
        keys << QStringLiteral("created_at");
    for (qsizetype i = 0; i < keys.size(); ++i) {
        plain.append({ QStringLiteral("sort_key"), keys[i] });
        plain.append({ QStringLiteral("sort_dir"), directions.isEmpty() ? QStringLiteral("desc") : directions.value(i, directions.front()) });
    }
    return plain;
}

/// Columns that may be NULL have a twin that orders them.
const char* sortColumn(const char* column)
{
    static constexpr std::array<std::pair<const char*, const char*>, 4> twins { {
        { "name", "sort_name" }, { "size", "sort_size" }, { "disk_format", "sort_disk" }, { "container_format", "sort_container" } } };
    for (const auto& [nullable, twin] : twins)
        if (std::strcmp(column, nullable) == 0)
            return twin;
    return column;
}

Result<qint64> bytes(const QString& name, const QString& text)
{
    bool ok = false;
    const auto value = text.toLongLong(&ok);
    if (!ok || value < 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 must be a number of bytes, not '%2'.").arg(name, text.left(64)), name);
    return value;
}

Result<QString> oneOf(const QString& name, const QString& value, const QStringList& allowed)
{
    if (!allowed.contains(value))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid %1 value: '%2'. It must be one of %3.").arg(name, value.left(64), allowed.join(QStringLiteral(", "))), name);
    return value;
}

Result<bool> flag(const QString& name, const QString& value)
{
    const auto text = value.toLower();
    if (text == u"true" || text == u"1")
        return true;
    if (text == u"false" || text == u"0")
        return false;
    return fail(ErrorCode::BadRequest, QStringLiteral("%1 must be true or false, not '%2'.").arg(name, value.left(64)), name);
}

} // namespace

Result<ImageFilters> readFilters(const sdk::QueryItems& items, sdk::ListRules rules)
{
    static const QStringList own { QStringLiteral("visibility"), QStringLiteral("member_status"), QStringLiteral("os_hidden"), QStringLiteral("tag"),
                                   QStringLiteral("size"), QStringLiteral("size_min"), QStringLiteral("size_max") };
    rules.prefixOps = true;
    rules.known += own;
    ImageFilters filters;
    filters.query = TRY(sdk::parseListQuery<sdk::Image>(TRY(withPlainSort(items)), rules));
    if (filters.query.sort.empty())
        filters.query.sort.push_back({ "created_at", true });
    for (auto& key : filters.query.sort)
        key.column = sortColumn(key.column);
    if (!filters.query.limit)
        filters.query.limit = defaultLimit;
    for (const auto& [name, value] : filters.query.rest) {
        if (name == u"visibility")
            filters.visibility = TRY(oneOf(name, value, { QStringLiteral("public"), QStringLiteral("private"), QStringLiteral("shared"), QStringLiteral("community"), QStringLiteral("all") }));
        else if (name == u"member_status")
            filters.memberStatus = TRY(oneOf(name, value, { QStringLiteral("pending"), QStringLiteral("accepted"), QStringLiteral("rejected"), QStringLiteral("all") }));
        else if (name == u"os_hidden")
            filters.hidden = TRY(flag(name, value));
        else if (name == u"tag")
            filters.tags << value;
        else if (name == u"size")
            filters.size = TRY(bytes(name, value));
        else if (name == u"size_min")
            filters.sizeMin = TRY(bytes(name, value));
        else if (name == u"size_max")
            filters.sizeMax = TRY(bytes(name, value));
        else
            filters.properties.append({ name, value });
    }
    return filters;
}

} // namespace skylab::image
