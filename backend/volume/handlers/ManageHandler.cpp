#include "volume/handlers/ManageHandler.h"

#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"

#include <algorithm>

namespace skylab::volume {

using service::Call;

namespace {

void reference(JsonWriter& json, const char* key, const QString& name)
{
    json.key(key).beginObject().key("source-name").value(name).endObject();
}

/// The order and the part of the list that the query wants: by reference or size, newest references first as Cinder has it.
Result<std::vector<Owned>> ordered(const Call& call, std::vector<Owned> all)
{
    const auto sort = call.query(u"sort");
    const auto key = sort.isEmpty() ? QStringLiteral("reference") : sort.section(u':', 0, 0);
    const auto direction = sort.contains(u':') ? sort.section(u':', 1) : QStringLiteral("desc");
    if ((key != u"reference" && key != u"size") || (direction != u"asc" && direction != u"desc"))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid sort keys passed: %1. The list can be sorted by reference or size, asc or desc.").arg(sort.left(64)), QStringLiteral("sort"));
    std::sort(all.begin(), all.end(), [&](const Owned& a, const Owned& b) {
        const bool less = key == u"size" && a.sizeBytes != b.sizeBytes ? a.sizeBytes < b.sizeBytes : a.id < b.id;
        return direction == u"asc" ? less : !less && a.id != b.id;
    });
    const auto number = [&](QStringView name, std::size_t otherwise) { return call.query(name).isEmpty() ? otherwise : std::size_t(std::max(call.query(name).toInt(), 0)); };
    const auto offset = std::min(number(u"offset", 0), all.size());
    const auto end = std::min(offset + number(u"limit", all.size()), all.size());
    return std::vector<Owned>(all.begin() + std::ptrdiff_t(offset), all.begin() + std::ptrdiff_t(end));
}

} // namespace

std::vector<service::Route> ManageHandler::routes()
{
    const auto admin = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::admin }; };
    std::vector<service::Route> all {
        service::action("/volumes/{volume_id}/action", "os-unmanage", admin("volume_extension:volume_unmanage"), this, &ManageHandler::unmanageVolume),
        service::action("/snapshots/{snapshot_id}/action", "os-unmanage", admin("snapshot_extension:snapshot_unmanage"), this, &ManageHandler::unmanageSnapshot),
        service::route("GET", "/volumes/{volume_id}/encryption", { QStringLiteral("volume_extension:volume_encryption_metadata"), service::rules::projectReader }, this, &ManageHandler::encryption),
    };
    // The extensions' paths of old, and those of 3.8.
    for (const auto& [volumes, snapshots, since] : { std::tuple { QByteArray("/os-volume-manage"), QByteArray("/os-snapshot-manage"), sdk::mv(3, 0) },
                                                      { QByteArray("/manageable_volumes"), QByteArray("/manageable_snapshots"), sdk::mv(3, 8) } }) {
        for (const auto& end : { QByteArray(), QByteArray("/detail") }) {
            all.push_back(service::versions(service::route("GET", (volumes + end).constData(), admin("volume_extension:list_manageable"), this, &ManageHandler::listVolumes), since));
            all.push_back(service::versions(service::route("GET", (snapshots + end).constData(), admin("snapshot_extension:list_manageable"), this, &ManageHandler::listSnapshots), since));
        }
        all.push_back(service::versions(service::route("POST", volumes.constData(), admin("volume_extension:volume_manage"), this, &ManageHandler::manage), since));
        all.push_back(service::versions(service::route("POST", snapshots.constData(), admin("snapshot_extension:snapshot_manage"), this, &ManageHandler::manage), since));
    }
    return all;
}

Result<> ManageHandler::requireHost(const QString& asked) const
{
    const auto pool = m_service.host() + QStringLiteral("@file#file");
    if (asked.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: host must be provided."), QStringLiteral("host"));
    if (asked != pool && asked != pool.section(u'#', 0, 0) && asked != m_service.host())
        return fail(ErrorCode::NotFound, QStringLiteral("Service cinder-volume could not be found on host %1.").arg(asked.left(64)));
    return {};
}

/// What the book has of a kind, by id: for snapshots the volumes that they are of.
Result<QHash<QString, QString>> ManageHandler::sources(Owned::Kind kind)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<QHash<QString, QString>> {
        QHash<QString, QString> known;
        auto rows = TRY(connection.query(kind == Owned::Kind::Volume ? QStringLiteral("SELECT id, id FROM volumes") : QStringLiteral("SELECT id, volume_id FROM snapshots")));
        while (rows.next())
            known.insert(rows.get<QString>(0), rows.get<QString>(1));
        TRY(rows.check());
        return known;
    });
}

Result<http::Response> ManageHandler::list(Call& call, Owned::Kind kind)
{
    TRY(requireHost(call.query(u"host")));
    const auto known = TRY(sources(kind));
    std::vector<Owned> all;
    const auto owned = TRY(m_service.driver().owned());
    std::copy_if(owned.begin(), owned.end(), std::back_inserter(all), [&](const Owned& one) { return one.kind == kind; });
    const bool detail = call.request.path.endsWith("/detail");
    JsonWriter json;
    json.beginObject().key(kind == Owned::Kind::Volume ? "manageable-volumes" : "manageable-snapshots").beginArray();
    for (const auto& one : TRY(ordered(call, std::move(all)))) {
        const bool isKnown = known.contains(one.id);
        json.beginObject();
        reference(json, "reference", one.id);
        json.key("size").value((one.sizeBytes + bytesPerGiB - 1) / bytesPerGiB).key("safe_to_manage").value(false);
        if (kind == Owned::Kind::Snapshot)
            reference(json, "source_reference", known.value(one.id));
        if (detail) {
            json.key("reason_not_safe").value(isKnown ? "already managed" : "left by work that failed; removed at the next start").key("cinder_id");
            isKnown ? json.value(one.id) : json.null();
            json.key("extra_info").null();
        }
        json.endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ManageHandler::listVolumes(Call& call) { return list(call, Owned::Kind::Volume); }
Result<http::Response> ManageHandler::listSnapshots(Call& call) { return list(call, Owned::Kind::Snapshot); }

Result<http::Response> ManageHandler::manage(Call&)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: This cloud's storage takes no data over that others made. Upload it as an image and make a volume of that."));
}

Result<> ManageHandler::unmanageVolume(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.volume(call.context, id));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 can't be left to others: what the book does not know is removed. Upload it to an image instead.").arg(id));
}

Result<> ManageHandler::unmanageSnapshot(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.snapshot(call.context, id));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot %1 can't be left to others: what the book does not know is removed.").arg(id));
}

/// Volumes are not encrypted, so that none has a key.
Result<http::Response> ManageHandler::encryption(Call& call)
{
    TRY(m_service.volume(call.context, call.id(QStringLiteral("volume_id"))));
    return service::jsonResponse(200, QByteArrayLiteral(R"({"encryption_key_id": null})"));
}

} // namespace skylab::volume
