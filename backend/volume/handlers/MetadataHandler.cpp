#include "volume/handlers/MetadataHandler.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString keyArgument = QStringLiteral("key");

/// Strings of at most 255 characters under keys of 1 to 255.
Result<sdk::StringMap> read(const QJsonValue& json, const char* field)
{
    sdk::StringMap metadata;
    static constexpr sdk::Rules rules { .maxLength = 255 };
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QString::fromLatin1(field), rules };
    if (!sdk::Codec<sdk::StringMap>::decode(json, metadata, decoding) || !problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return metadata;
}

http::Response respond(const char* key, const sdk::StringMap& metadata)
{
    JsonWriter json;
    json.beginObject().key(key);
    sdk::Codec<sdk::StringMap>::encode(json, metadata, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> MetadataHandler::routes(const QByteArray& path, const Guards& guards)
{
    const auto one = path + "/{key}";
    return {
        service::route("GET", path.constData(), guards.read, this, &MetadataHandler::show),
        service::route("POST", path.constData(), guards.write, this, &MetadataHandler::merge),
        service::route("PUT", path.constData(), guards.write, this, &MetadataHandler::replace),
        service::route("GET", one.constData(), guards.read, this, &MetadataHandler::showOne),
        service::route("PUT", one.constData(), guards.write, this, &MetadataHandler::setOne),
        service::route("DELETE", one.constData(), guards.remove, this, &MetadataHandler::removeOne),
    };
}

Result<http::Response> MetadataHandler::show(Call& call) { return respond("metadata", TRY(m_access.read(call))); }

Result<http::Response> MetadataHandler::merge(Call& call)
{
    const auto wanted = TRY(read(call.json.value(QStringLiteral("metadata")), "metadata"));
    return respond("metadata", TRY(m_access.change(call, [&](sdk::StringMap& metadata) -> Result<> {
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            metadata.insert(it.key(), it.value());
        return {};
    })));
}

Result<http::Response> MetadataHandler::replace(Call& call)
{
    const auto wanted = TRY(read(call.json.value(QStringLiteral("metadata")), "metadata"));
    return respond("metadata", TRY(m_access.change(call, [&](sdk::StringMap& metadata) -> Result<> {
        metadata = wanted;
        return {};
    })));
}

Result<http::Response> MetadataHandler::showOne(Call& call)
{
    const auto key = call.id(keyArgument);
    const auto metadata = TRY(m_access.read(call));
    if (!metadata.contains(key))
        return fail(ErrorCode::NotFound, QStringLiteral("%1 has no metadata with key %2.").arg(m_access.noun, key));
    return respond("meta", { { key, metadata.value(key) } });
}

Result<http::Response> MetadataHandler::setOne(Call& call)
{
    const auto key = call.id(keyArgument);
    const auto meta = TRY(read(call.json.value(QStringLiteral("meta")), "meta"));
    if (meta.size() != 1 || !meta.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body must hold exactly the key '%1' of the URI.").arg(key), QStringLiteral("meta"));
    TRY(m_access.change(call, [&](sdk::StringMap& metadata) -> Result<> {
        metadata.insert(key, meta.value(key));
        return {};
    }));
    return respond("meta", meta);
}

Result<http::Response> MetadataHandler::removeOne(Call& call)
{
    const auto key = call.id(keyArgument);
    TRY(m_access.change(call, [&](sdk::StringMap& metadata) -> Result<> {
        if (metadata.remove(key) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("%1 has no metadata with key %2.").arg(m_access.noun, key));
        return {};
    }));
    return http::Response::empty(200);
}

} // namespace skylab::volume
