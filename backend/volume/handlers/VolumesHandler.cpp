#include "volume/handlers/VolumesHandler.h"

#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"

namespace skylab::volume {

using service::Call;

namespace {

/// The tenants' wall of every list: the caller's project, unless an administrator asks for all or another one.
std::pair<QString, QVariantList> scope(const Call& call, const sdk::ListQuery& query)
{
    if (call.context.admin) {
        if (const auto project = query.value(u"project_id"); !project.isEmpty())
            return { QStringLiteral("project_id = ?"), { project } };
        if (query.flag(u"all_tenants"))
            return {};
    }
    return { QStringLiteral("project_id = ?"), { call.projectId() } };
}

Result<sdk::StringMap> metadataIn(const QJsonObject& json)
{
    sdk::StringMap metadata;
    static constexpr sdk::Rules rules { .maxLength = 255 };
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("metadata"), rules };
    if (!sdk::Codec<sdk::StringMap>::decode(json.value(QStringLiteral("metadata")), metadata, decoding) || !problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return metadata;
}

http::Response metadataResponse(const sdk::StringMap& metadata)
{
    JsonWriter json;
    json.beginObject().key("metadata");
    sdk::Codec<sdk::StringMap>::encode(json, metadata, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

Result<sdk::Page<VolumeRow>> VolumesHandler::listDetail(Call& call, const sdk::ListQuery& query)
{
    const auto [where, arguments] = scope(call, query);
    auto sorted = query;
    if (sorted.sort.empty())
        sorted.sort.push_back({ "created_at", true });
    return m_service.database().read([&](db::Connection& connection) { return Volumes::list(connection, sorted, where, arguments); });
}

Result<http::Response> VolumesHandler::list(Call& call)
{
    auto rules = call.service.traits().listRules;
    rules.known << QStringLiteral("all_tenants") << QStringLiteral("project_id");
    const auto query = TRY(sdk::parseListQuery<VolumeRow>(call.request.query(), rules));
    const auto page = TRY(listDetail(call, query));
    JsonWriter json;
    json.beginObject().key("volumes").beginArray();
    for (const auto& row : page.items) {
        json.beginObject().key("id").value(row.id).key("name").value(row.name);
        sdk::Volume::encodeLinks(json, row, call.encoding());
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "volumes", query, page.more, {}, page.items.empty() ? QString() : page.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<VolumeRow> VolumesHandler::show(Call& call, const QString& id) { return m_service.volume(call.context, id); }

Result<VolumeRow> VolumesHandler::create(Call& call, sdk::Decoded<sdk::VolumeCreate> wanted)
{
    return m_service.beginCreate(call.context, wanted.value);
}

Result<VolumeRow> VolumesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        auto json = changes;
        for (const auto& [old, name] : { std::pair { QStringLiteral("display_name"), QStringLiteral("name") }, { QStringLiteral("display_description"), QStringLiteral("description") } })
            if (json.contains(old))
                json.insert(name, json.take(old));
        volume = TRY(sdk::decode<VolumeRow>(json, sdk::In::Update, call.version, volume)).value;
        volume.updatedAt = Clock::now();
        return {};
    });
}

Result<> VolumesHandler::remove(Call& call, const QString& id)
{
    if (call.query(u"cascade").toLower() == u"true")
        return fail(ErrorCode::NotImplemented, QStringLiteral("Deleting a volume together with its snapshots is not offered: delete the snapshots first."), QStringLiteral("cascade"));
    return m_service.deleteVolume(call.context, id);
}

Result<http::Response> VolumesHandler::summary(Call& call)
{
    const bool all = call.context.admin && call.query(u"all_tenants") == u"1";
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM volumes") + (all ? QString() : QStringLiteral(" WHERE project_id = ?")),
                                         all ? QVariantList() : QVariantList { call.projectId() }));
        rows.next();
        JsonWriter json;
        json.beginObject().key("volume-summary").beginObject().key("total_count").value(rows.get<qint64>(0)).key("total_size").value(rows.get<qint64>(1));
        if (call.version >= sdk::mv(3, 36))
            json.key("metadata").beginObject().endObject();
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> VolumesHandler::showMetadata(Call& call)
{
    const auto volume = TRY(m_service.volume(call.context, call.id(QStringLiteral("volume_id"))));
    const auto key = call.id(QStringLiteral("key"));
    if (key.isEmpty())
        return metadataResponse(volume.metadata);
    if (!volume.metadata.contains(key))
        return fail(ErrorCode::NotFound, QStringLiteral("Volume %1 has no metadata with key %2.").arg(volume.id, key));
    JsonWriter json;
    json.beginObject().key("meta").beginObject().key(QStringView(key)).value(volume.metadata[key]).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> VolumesHandler::writeMetadata(Call& call, bool replace)
{
    const auto wanted = TRY(metadataIn(call.json));
    const auto volume = TRY(m_service.change(call.context, call.id(QStringLiteral("volume_id")), [&](VolumeRow& row) -> Result<> {
        if (replace)
            row.metadata.clear();
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            row.metadata.insert(it.key(), it.value());
        return {};
    }));
    return metadataResponse(volume.metadata);
}

Result<http::Response> VolumesHandler::mergeMetadata(Call& call) { return writeMetadata(call, false); }
Result<http::Response> VolumesHandler::replaceMetadata(Call& call) { return writeMetadata(call, true); }

Result<http::Response> VolumesHandler::setMetadata(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto meta = TRY(service::unwrap(call, "meta"));
    if (meta.size() != 1 || !meta.contains(key) || !meta[key].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body must hold exactly the key '%1' of the URI, with a string.").arg(key), QStringLiteral("meta"));
    TRY(m_service.change(call.context, call.id(QStringLiteral("volume_id")), [&](VolumeRow& row) -> Result<> {
        row.metadata.insert(key, meta[key].toString());
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("meta").value(meta).endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> VolumesHandler::removeMetadata(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    TRY(m_service.change(call.context, call.id(QStringLiteral("volume_id")), [&](VolumeRow& row) -> Result<> {
        if (row.metadata.remove(key) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Volume %1 has no metadata with key %2.").arg(row.id, key));
        return {};
    }));
    return http::Response::empty(200);
}

} // namespace skylab::volume
