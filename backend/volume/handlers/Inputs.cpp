#include "volume/handlers/Inputs.h"

#include "core/JsonWriter.h"

#include <QJsonDocument>

namespace skylab::volume {

namespace {

template <typename T>
Result<T> read(const QJsonValue& value, const QString& field, const sdk::Rules& rules)
{
    T out {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, field, rules };
    if (!sdk::Codec<T>::decode(value, out, decoding) || !problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return out;
}

bool isSpecKey(const QString& key)
{
    return !key.isEmpty() && key.size() <= 255 && std::all_of(key.begin(), key.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || QStringView(u"-_:.").contains(c);
    });
}

} // namespace

Result<bool> flagOf(const service::Call& call, QStringView name, bool otherwise)
{
    const auto text = call.query(name);
    return text.isNull() ? Result<bool>(otherwise) : boolOf(text, name.toString());
}

Result<bool> boolOf(const QJsonValue& value, const QString& field) { return read<bool>(value, field, {}); }

Result<QString> textOf(const QJsonValue& value, const QString& field, int minLength, int maxLength)
{
    const auto text = TRY(read<QString>(value, field, { .maxLength = maxLength }));
    if (text.trimmed().size() < minLength)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must have %2 to %3 characters").arg(field).arg(minLength).arg(maxLength), field);
    return text;
}

Result<> requireOnly(const QJsonObject& body, const QStringList& known)
{
    for (auto it = body.begin(); it != body.end(); ++it)
        if (!known.contains(it.key()))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': additional properties are not allowed").arg(it.key().left(64)), it.key().left(64));
    return {};
}

Result<sdk::StringMap> specsOf(const QJsonObject& specs, const QString& field)
{
    if (specs.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must hold at least one key").arg(field), field);
    sdk::StringMap map;
    for (auto it = specs.begin(); it != specs.end(); ++it) {
        const auto value = it.value().toString();
        if (!isSpecKey(it.key()) || !it.value().isString() || value.size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1.%2': keys have 1 to 255 letters, digits, '-', '_', ':' and '.', values are strings of at most 255 characters").arg(field, it.key().left(64)), field);
        map.insert(it.key(), value);
    }
    return map;
}

Result<sdk::StringMap> oneSpecOf(const QJsonObject& body, const QString& key, const QString& field)
{
    if (body.size() != 1 || !body.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body must hold exactly the key '%1' of the URI.").arg(key.left(255)), field);
    return specsOf(body, field);
}

Result<sdk::StringMap> mapFilterOf(QString text, const QString& name)
{
    auto document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        document = QJsonDocument::fromJson(text.replace(u'\'', u'"').toUtf8());
    if (!document.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filter '%1': it must be an object of strings, such as {\"colour\": \"red\"}").arg(name), name);
    return read<sdk::StringMap>(document.object(), name, {});
}

/// In the column `"key":"value"` can only stand for itself, since quotes within strings are escaped. REPLACE, unlike
/// LIKE, heeds case in both databases.
void addMapFilter(const sdk::StringMap& wanted, const QString& column, QStringList& where, QVariantList& arguments)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        JsonWriter json;
        sdk::Codec<sdk::StringMap>::encode(json, { { it.key(), it.value() } }, {});
        const auto pair = QString::fromUtf8(json.take());
        where << QStringLiteral("REPLACE(%1, ?, '') <> %1").arg(column);
        arguments << pair.mid(1, pair.size() - 2);
    }
}

Result<> requireFilters(const service::Call& call, const QStringList& allowed, const QStringList& except, sdk::Version since)
{
    static const QStringList paging { QStringLiteral("limit"), QStringLiteral("marker"), QStringLiteral("offset"), QStringLiteral("sort"), QStringLiteral("sort_key"), QStringLiteral("sort_dir") };
    if (call.version < since || call.context.admin)
        return {};
    const auto items = call.request.query();
    for (const auto& [name, value] : items)
        if (!allowed.contains(name) && !except.contains(name) && !paging.contains(name))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filters %1 are found in query options.").arg(name.left(64)), name.left(64));
    return {};
}

} // namespace skylab::volume
