#include "compute/handlers/ProxiedVolumesHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString volumes = QStringLiteral("/volume/v3/volumes");
const QString snapshots = QStringLiteral("/volume/v3/snapshots");

void writeVolume(JsonWriter& json, const QJsonObject& volume)
{
    json.beginObject().key("id").value(volume[u"id"]).key("status").value(volume[u"status"]).key("size").value(volume[u"size"]);
    json.key("availabilityZone").value(volume[u"availability_zone"]).key("createdAt").value(volume[u"created_at"]);
    json.key("displayName").value(volume[u"name"]).key("displayDescription").value(volume[u"description"]);
    json.key("volumeType").value(volume[u"volume_type"]).key("snapshotId").value(volume[u"snapshot_id"]).key("metadata").value(volume[u"metadata"].toObject());
    json.key("attachments").beginArray();
    const auto attachments = volume[u"attachments"].toArray();
    for (const auto& one : attachments)
        json.beginObject().key("id").value(volume[u"id"]).key("volumeId").value(volume[u"id"]).key("serverId").value(one[u"server_id"]).key("device").value(one[u"device"].toString()).endObject();
    if (attachments.isEmpty())      // as it has always been: one attachment that says nothing
        json.beginObject().endObject();
    json.endArray().endObject();
}

void writeSnapshot(JsonWriter& json, const QJsonObject& snapshot)
{
    json.beginObject().key("id").value(snapshot[u"id"]).key("volumeId").value(snapshot[u"volume_id"]).key("status").value(snapshot[u"status"]).key("size").value(snapshot[u"size"]);
    json.key("createdAt").value(snapshot[u"created_at"]).key("displayName").value(snapshot[u"name"]).key("displayDescription").value(snapshot[u"description"]).endObject();
}

using Writer = void (*)(JsonWriter&, const QJsonObject&);

http::Response answer(const char* key, const QJsonObject& one, Writer write)
{
    JsonWriter json;
    json.beginObject().key(key);
    write(json, one);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

http::Response answerList(const char* key, const QJsonArray& all, Writer write)
{
    JsonWriter json;
    json.beginObject().key(key).beginArray();
    for (const auto& one : all)
        write(json, one.toObject());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<> checkId(const QString& id, const char* what)
{
    if (isUuid(id))
        return {};
    return fail(ErrorCode::NotFound, QStringLiteral("%1 %2 could not be found.").arg(QLatin1String(what), id.left(64)));
}

/// What of the old names the body has, by their new ones.
QJsonObject renamed(const QJsonObject& body, std::initializer_list<std::pair<const char*, const char*>> names)
{
    QJsonObject out;
    for (const auto& [old, name] : names)
        if (const auto value = body.value(QLatin1String(old)); !value.isUndefined() && !value.isNull())
            out.insert(QLatin1String(name), value);
    return out;
}

} // namespace

std::vector<service::Route> ProxiedVolumesHandler::routes()
{
    using H = ProxiedVolumesHandler;
    const auto guard = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:os-volumes:%1").arg(QLatin1String(rule)), service::rules::anyone }; };
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 35)); };
    return {
        old(service::route("GET", "/os-volumes", guard("list"), this, &H::listVolumes)),
        old(service::route("GET", "/os-volumes/detail", guard("detail"), this, &H::listVolumes)),
        old(service::route("POST", "/os-volumes", guard("create"), this, &H::createVolume)),
        old(service::route("GET", "/os-volumes/{volume_id}", guard("show"), this, &H::showVolume)),
        old(service::remove("/os-volumes/{volume_id}", guard("delete"), this, &H::removeVolume, 202)),
        old(service::route("GET", "/os-snapshots", guard("snapshots:list"), this, &H::listSnapshots)),
        old(service::route("GET", "/os-snapshots/detail", guard("snapshots:detail"), this, &H::listSnapshots)),
        old(service::route("POST", "/os-snapshots", guard("snapshots:create"), this, &H::createSnapshot)),
        old(service::route("GET", "/os-snapshots/{snapshot_id}", guard("snapshots:show"), this, &H::showSnapshot)),
        old(service::remove("/os-snapshots/{snapshot_id}", guard("snapshots:delete"), this, &H::removeSnapshot, 202)),
    };
}

Result<QJsonObject> ProxiedVolumesHandler::ask(const Call& call, const QByteArray& method, const QString& path, const QJsonObject& body)
{
    auto answered = m_service.askPeer(call.context, { method, path, body });
    if (!answered && answered.error().code == ErrorCode::TooLarge)      // Cinder's status for a quota that is full
        return fail(ErrorCode::Forbidden, answered.error().message);
    return answered;
}

Result<QJsonArray> ProxiedVolumesHandler::page(const Call& call, const QString& path, const QString& key)
{
    qsizetype offset = 0, limit = -1;
    for (const auto& [name, number] : { std::pair { u"offset", &offset }, { u"limit", &limit } }) {
        const auto text = call.query(QStringView(name));
        bool isNumber = true;
        if (!text.isNull())
            *number = qsizetype(text.toUInt(&isNumber));
        if (!isNumber)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 must be a whole number from 0 up, not '%2'.").arg(QString::fromUtf16(name), text.left(64)), QString::fromUtf16(name));
    }
    const auto all = TRY(ask(call, "GET", path + QStringLiteral("/detail")))[key].toArray();
    QJsonArray some;
    for (auto i = offset; i < all.size() && (limit < 0 || i < offset + limit); ++i)
        some.append(all[i]);
    return some;
}

Result<http::Response> ProxiedVolumesHandler::listVolumes(Call& call) { return answerList("volumes", TRY(page(call, volumes, QStringLiteral("volumes"))), writeVolume); }

Result<http::Response> ProxiedVolumesHandler::showVolume(Call& call)
{
    const auto id = call.id(QStringLiteral("volume_id"));
    TRY(checkId(id, "Volume"));
    return answer("volume", TRY(ask(call, "GET", volumes + u'/' + id))[u"volume"].toObject(), writeVolume);
}

Result<http::Response> ProxiedVolumesHandler::createVolume(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "volume"));
    const auto body = renamed(wanted, { { "size", "size" }, { "display_name", "name" }, { "display_description", "description" }, { "volume_type", "volume_type" }, { "metadata", "metadata" },
                                        { "snapshot_id", "snapshot_id" }, { "availability_zone", "availability_zone" } });
    bool isNumber = true;
    const auto size = wanted[u"size"].isString() ? wanted[u"size"].toString().toInt(&isNumber) : wanted[u"size"].toInt(0);
    if (!isNumber || size < 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'volume.size': it must be a whole number of GiB from 1 up"), QStringLiteral("volume.size"));
    const auto made = TRY(ask(call, "POST", volumes, { { QStringLiteral("volume"), body } }))[u"volume"].toObject();
    auto response = answer("volume", made, writeVolume);
    response.headers.set("Location", QStringLiteral("%1/os-volumes/%2").arg(call.baseUrl, made[u"id"].toString()).toUtf8());
    return response;
}

Result<> ProxiedVolumesHandler::removeVolume(Call& call, const QString& id)
{
    TRY(checkId(id, "Volume"));
    TRY(ask(call, "DELETE", volumes + u'/' + id));
    return {};
}

Result<http::Response> ProxiedVolumesHandler::listSnapshots(Call& call) { return answerList("snapshots", TRY(page(call, snapshots, QStringLiteral("snapshots"))), writeSnapshot); }

Result<http::Response> ProxiedVolumesHandler::showSnapshot(Call& call)
{
    const auto id = call.id(QStringLiteral("snapshot_id"));
    TRY(checkId(id, "Snapshot"));
    return answer("snapshot", TRY(ask(call, "GET", snapshots + u'/' + id))[u"snapshot"].toObject(), writeSnapshot);
}

Result<http::Response> ProxiedVolumesHandler::createSnapshot(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "snapshot"));
    if (!wanted[u"volume_id"].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'snapshot.volume_id': it is required"), QStringLiteral("snapshot.volume_id"));
    const auto body = renamed(wanted, { { "volume_id", "volume_id" }, { "display_name", "name" }, { "display_description", "description" }, { "force", "force" } });
    return answer("snapshot", TRY(ask(call, "POST", snapshots, { { QStringLiteral("snapshot"), body } }))[u"snapshot"].toObject(), writeSnapshot);
}

Result<> ProxiedVolumesHandler::removeSnapshot(Call& call, const QString& id)
{
    TRY(checkId(id, "Snapshot"));
    TRY(ask(call, "DELETE", snapshots + u'/' + id));
    return {};
}

} // namespace skylab::compute
