#include "volume/handlers/VolumesHandler.h"

#include "volume/VolumeService.h"
#include "volume/handlers/Lists.h"

#include <cstring>

namespace skylab::volume {

using service::Call;

namespace {

const QStringList filters { QStringLiteral("metadata"), QStringLiteral("glance_metadata"), QStringLiteral("created_at"), QStringLiteral("updated_at"),
                            QStringLiteral("migration_status"), QStringLiteral("consumes_quota") };

/// The read-only flag is told as one of the metadata, as Cinder does.
VolumeRow told(VolumeRow row)
{
    if (!row.readOnly.isEmpty())
        row.metadata.insert(QStringLiteral("readonly"), row.readOnly);
    return row;
}

} // namespace

Result<sdk::ListQuery> VolumesHandler::query(const Call& call) const
{
    auto query = TRY(lists::parse<VolumeRow>(call, filters));
    TRY(lists::addTimeFilter(call, query.value(u"created_at"), "created_at", query));
    TRY(lists::addTimeFilter(call, query.value(u"updated_at"), "updated_at", query));
    for (auto& filter : query.filters)      // "True" is true
        if (std::strcmp(filter.column, "bootable") == 0)
            for (auto& value : filter.values)
                value = value.toString().toLower();
    if (const auto status = query.value(u"migration_status"); !status.isEmpty())
        query.filters.push_back({ "migration_status", sdk::FilterOp::Equal, { status } });
    return query;
}

Result<sdk::Page<VolumeRow>> VolumesHandler::page(Call& call, const sdk::ListQuery& query)
{
    auto scope = lists::Scope::of(call, query);
    TRY(lists::addMapFilter(query.value(u"metadata"), "metadata", "metadata", scope));
    if (call.version >= sdk::mv(3, 4))
        TRY(lists::addMapFilter(query.value(u"glance_metadata"), "glance_metadata", "volume_image_metadata", scope));
    if (const auto consumes = query.value(u"consumes_quota"); call.version >= sdk::mv(3, 65) && (consumes.toLower() == u"false" || consumes == u"0"))
        scope.add(QStringLiteral("1 = 0"), {});      // every volume does
    return m_service.database().read([&](db::Connection& connection) { return lists::read<VolumeRow>(connection, call, query, scope); });
}

Result<http::Response> VolumesHandler::listDetail(Call& call)
{
    const auto wanted = TRY(query(call));
    return lists::respond(call, TRY(page(call, wanted)), wanted, [&](JsonWriter& json, const VolumeRow& row) { sdk::encode(json, told(row), call.encoding()); });
}

Result<http::Response> VolumesHandler::list(Call& call)
{
    const auto wanted = TRY(query(call));
    return lists::respond(call, TRY(page(call, wanted)), wanted, [&](JsonWriter& json, const VolumeRow& row) {
        json.beginObject().key("id").value(row.id).key("name").value(row.name);
        sdk::Volume::encodeLinks(json, row, call.encoding());
        json.endObject();
    });
}

Result<VolumeRow> VolumesHandler::show(Call& call, const QString& id) { return told(TRY(m_service.volume(call.context, id))); }

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
    auto body = TRY(service::unwrap(call, sdk::VolumeCreate::resourceKey));
    // Clients send what is new as null to older versions too.
    for (const auto& [key, since] : { std::pair { "group_id", sdk::mv(3, 13) }, { "backup_id", sdk::mv(3, 47) } })
        if (call.version < since && body.value(QLatin1String(key)).isNull())
            body.remove(QLatin1String(key));
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
    const auto wanted = TRY(query(call));
    auto scope = lists::Scope::of(call, wanted);
    TRY(lists::addMapFilter(wanted.value(u"metadata"), "metadata", "metadata", scope));
    const auto parts = service::listSql(wanted, {}, "id");
    if (!parts.where.isEmpty())
        scope.add(parts.where, parts.arguments);
    const auto where = scope.where.isEmpty() ? QString() : QStringLiteral(" WHERE ") + scope.where;
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM volumes") + where, scope.arguments));
        rows.next();
        JsonWriter json;
        json.beginObject().key("volume-summary").beginObject().key("total_count").value(rows.get<qint64>(0)).key("total_size").value(rows.get<qint64>(1));
        if (call.version >= sdk::mv(3, 36)) {
            // Every key, with the values that it has anywhere.
            QMap<QString, QStringList> all;
            auto maps = TRY(connection.query(QStringLiteral("SELECT DISTINCT metadata FROM volumes") + where, scope.arguments));
            while (maps.next()) {
                const auto map = QJsonDocument::fromJson(maps.get<QString>(0).toUtf8()).object();
                for (auto it = map.begin(); it != map.end(); ++it)
                    if (auto& values = all[it.key()]; !values.contains(it.value().toString()))
                        values << it.value().toString();
            }
            TRY(maps.check());
            json.key("metadata").beginObject();
            for (auto it = all.begin(); it != all.end(); ++it)
                json.key(QStringView(it.key())).value(QJsonArray::fromStringList(it.value()));
            json.endObject();
        }
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

} // namespace skylab::volume
