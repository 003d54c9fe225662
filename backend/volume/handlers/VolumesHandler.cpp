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

/// ?metadata={'colour': 'red'}: JSON, or Python's spelling of it, which is what clients send.
Result<sdk::StringMap> metadataWanted(QString text)
{
    auto document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        document = QJsonDocument::fromJson(text.replace(u'\'', u'"').toUtf8());
    sdk::StringMap wanted;
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("metadata"), rules };
    if (!document.isObject() || !sdk::Codec<sdk::StringMap>::decode(document.object(), wanted, decoding))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid filter 'metadata': it must be an object of strings, such as {\"colour\": \"red\"}"), QStringLiteral("metadata"));
    return wanted;
}

/// The pairs are looked for in the column's JSON: there `"key":"value"` can only stand for itself, since quotes within
/// strings are escaped. REPLACE, unlike LIKE, heeds case in both databases.
void addMetadataFilter(const sdk::StringMap& wanted, QString& where, QVariantList& arguments)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        JsonWriter json;
        sdk::Codec<sdk::StringMap>::encode(json, { { it.key(), it.value() } }, {});
        const auto pair = QString::fromUtf8(json.take());
        where += (where.isEmpty() ? QString() : QStringLiteral(" AND ")) + QStringLiteral("REPLACE(metadata, ?, '') <> metadata");
        arguments << pair.mid(1, pair.size() - 2);
    }
}

} // namespace

Result<sdk::Page<VolumeRow>> VolumesHandler::listDetail(Call& call, const sdk::ListQuery& query)
{
    auto [where, arguments] = scope(call, query);
    if (const auto text = query.value(u"metadata"); !text.isEmpty())
        addMetadataFilter(TRY(metadataWanted(text)), where, arguments);
    auto sorted = query;
    if (sorted.sort.empty())
        sorted.sort.push_back({ "created_at", true });
    return m_service.database().read([&, &where = where, &arguments = arguments](db::Connection& connection) { return Volumes::list(connection, sorted, where, arguments); });
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

namespace {

/// Cinder answers changes with the volume itself: what its extensions add comes when it is shown.
http::Response changed(const Call& call, int status, const VolumeRow& volume)
{
    auto shown = sdk::toJson(volume, call.encoding());
    for (const auto* later : { "os-vol-tenant-attr:tenant_id", "os-vol-host-attr:host", "os-vol-mig-status-attr:migstat", "os-vol-mig-status-attr:name_id", "volume_image_metadata" })
        shown.remove(QLatin1String(later));
    return service::jsonResponse(status, QJsonDocument(QJsonObject { { QStringLiteral("volume"), shown } }).toJson(QJsonDocument::Compact));
}

} // namespace

Result<http::Response> VolumesHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeCreate::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::VolumeCreate>(body, sdk::In::Create, call.version));
    return changed(call, 202, TRY(m_service.beginCreate(call.context, wanted.value)));
}

Result<http::Response> VolumesHandler::update(Call& call)
{
    const auto changes = TRY(service::unwrap(call, VolumeRow::resourceKey));
    return changed(call, 200, TRY(m_service.change(call.context, call.id(QStringLiteral("volume_id")), [&](VolumeRow& volume) -> Result<> {
        auto json = changes;
        for (const auto& [old, name] : { std::pair { QStringLiteral("display_name"), QStringLiteral("name") }, { QStringLiteral("display_description"), QStringLiteral("description") } })
            if (json.contains(old))
                json.insert(name, json.take(old));
        volume = TRY(sdk::decode<VolumeRow>(json, sdk::In::Update, call.version, volume)).value;
        volume.updatedAt = Clock::now();
        return {};
    })));
}

Result<> VolumesHandler::remove(Call& call, const QString& id)
{
    const bool cascade = call.query(u"cascade").toLower() == u"true";
    return m_service.deleteVolume(call.context, id, cascade ? VolumeService::Deletion::WithSnapshots : VolumeService::Deletion::Plain);
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

} // namespace skylab::volume
