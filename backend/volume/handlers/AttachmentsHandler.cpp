#include "volume/handlers/AttachmentsHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Lists.h"
#include "volume/model/VolumeState.h"

#include <algorithm>

namespace skylab::volume {

using service::Call;

namespace {

const QString attachmentId = QStringLiteral("attachment_id");
const QStringList filters { QStringLiteral("instance_id"), QStringLiteral("attach_status") };

enum class View : std::uint8_t { Summary, Detail };

void write(JsonWriter& json, const AttachmentRow& row, View view, bool admin)
{
    json.beginObject().key("id").value(row.id).key("status").value(row.status).key("instance");
    row.instance ? json.value(*row.instance) : json.null();
    json.key("volume_id").value(row.volumeId);
    if (view == View::Detail) {
        // Cinder writes times that are not there as an empty text.
        json.key("attached_at").value(row.attachedAt.isNull() ? QString() : toString(row.attachedAt, TimeFormat::Micros));
        json.key("detached_at").value("").key("attach_mode");
        row.attachMode ? json.value(*row.attachMode) : json.null();
        auto connection = row.connectionInfo;
        if (!admin)      // where the data lie on the host is not for tenants
            connection.remove(QStringLiteral("device_path"));
        json.key("connection_info").value(connection);
    }
    json.endObject();
}

http::Response respond(const Call& call, const AttachmentRow& row)
{
    JsonWriter json;
    json.beginObject().key("attachment");
    write(json, row, View::Detail, call.context.admin);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

const AttachmentRow* find(const AttachmentBook& book, const QString& id)
{
    const auto it = std::find_if(book.begin(), book.end(), [&](const AttachmentRow& one) { return one.id == id; });
    return it == book.end() ? nullptr : &*it;
}

} // namespace

std::vector<service::Route> AttachmentsHandler::routes()
{
    const service::Guard read { QStringLiteral("volume:get_attachments"), service::rules::projectReader };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("volume:attachment_%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    using H = AttachmentsHandler;
    std::vector<service::Route> all {
        service::route("GET", "/attachments", read, this, &H::list),
        service::route("GET", "/attachments/detail", read, this, &H::listDetail),
        service::route("GET", "/attachments/{attachment_id}", read, this, &H::show),
        service::route("POST", "/attachments", write("create"), this, &H::create),
        service::route("PUT", "/attachments/{attachment_id}", write("update"), this, &H::update),
        service::route("DELETE", "/attachments/{attachment_id}", write("delete"), this, &H::remove),
    };
    for (auto& route : all)
        route = service::versions(std::move(route), sdk::mv(3, 27));
    all.push_back(service::versions(service::action("/attachments/{attachment_id}/action", "os-complete", write("complete"), this, &H::complete, 204), sdk::mv(3, 44)));
    return all;
}

// ---- read

Result<sdk::Page<AttachmentRow>> AttachmentsHandler::page(Call& call, sdk::ListQuery query)
{
    for (const auto& [name, column] : { std::pair { u"instance_id", "instance" }, { u"attach_status", "status" } })
        if (const auto value = query.value(name); !value.isEmpty())
            query.filters.push_back({ column, sdk::FilterOp::Equal, { value } });
    const auto scope = lists::Scope::of(call, query);
    return m_service.database().read([&](db::Connection& connection) { return lists::read<AttachmentRow>(connection, call, query, scope); });
}

Result<http::Response> AttachmentsHandler::list(Call& call)
{
    const auto query = TRY(lists::parse<AttachmentRow>(call, filters));
    return lists::respond(call, TRY(page(call, query)), query, [](JsonWriter& json, const AttachmentRow& row) { write(json, row, View::Summary, false); });
}

Result<http::Response> AttachmentsHandler::listDetail(Call& call)
{
    const auto query = TRY(lists::parse<AttachmentRow>(call, filters));
    return lists::respond(call, TRY(page(call, query)), query, [&](JsonWriter& json, const AttachmentRow& row) { write(json, row, View::Detail, call.context.admin); });
}

Result<AttachmentRow> AttachmentsHandler::attachment(const Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<AttachmentRow> {
        auto row = TRY(Attachments::find(connection, id));
        if (!row || (!call.context.admin && row->projectId != call.projectId()))
            return fail(ErrorCode::NotFound, QStringLiteral("Volume attachment could not be found with filter: attachment_id = %1.").arg(id.left(64)));
        return std::move(*row);
    });
}

Result<http::Response> AttachmentsHandler::show(Call& call) { return respond(call, TRY(attachment(call, call.id(attachmentId)))); }

// ---- change

Result<AttachmentRow> AttachmentsHandler::connected(AttachmentRow line, const QJsonObject& connector, const VolumeRow& volume) const
{
    const auto mode = connector.value(QStringLiteral("mode")).toString();
    if (!mode.isEmpty() && mode != u"null" && mode != u"rw" && mode != u"ro")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'connector.mode': '%1' is not one of rw, ro").arg(mode.left(16)), QStringLiteral("connector"));
    if (mode == u"rw" || mode == u"ro")
        line.attachMode = mode;
    if (!line.attachMode)
        line.attachMode = volume.readOnly == u"True" ? QStringLiteral("ro") : QStringLiteral("rw");
    if (volume.readOnly == u"True" && *line.attachMode != u"ro")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid attaching mode '%1' for volume %2: the volume is read-only.").arg(*line.attachMode, volume.id), QStringLiteral("mode"));
    line.host = connector.value(QStringLiteral("host")).toString().left(255);
    line.mountpoint = connector.value(QStringLiteral("mountpoint")).toString(line.mountpoint).left(255);
    line.connector = connector;
    line.connector.remove(VolumeService::byCompute);      // not for strangers to say
    line.connectionInfo = VolumeService::connectionInfo(TRY(m_service.driver().connection(volume.id)), line);
    return line;
}

Result<http::Response> AttachmentsHandler::create(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::AttachmentCreate>(TRY(service::unwrap(call, "attachment")), sdk::In::Create, call.version)).value;
    AttachmentRow line;
    line.id = newUuid();
    line.volumeId = wanted.volumeId;
    if (!wanted.instance.isEmpty())
        line.instance = wanted.instance;
    if (!wanted.mode.isEmpty())
        line.attachMode = wanted.mode;
    line.createdAt = Clock::now();
    const auto volume = TRY(m_service.volume(call.context, wanted.volumeId));
    const auto connecting = wanted.connector.isEmpty() ? line : TRY(connected(line, wanted.connector, volume));
    TRY(m_service.changeAttachments(call.context, wanted.volumeId, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        if (row.status.contains(state::error))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume attachments can not be created if the volume is in an error state. The Volume %1 currently has a status of: %2").arg(row.id, row.status));
        TRY(state::reserve(row, book, line));
        if (wanted.connector.isEmpty())
            return {};
        auto next = connecting;
        next.status = state::reserved;
        return state::connect(row, book, next);
    }));
    return respond(call, TRY(attachment(call, line.id)));
}

Result<http::Response> AttachmentsHandler::update(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::AttachmentUpdate>(TRY(service::unwrap(call, "attachment")), sdk::In::Create, call.version)).value;
    if (wanted.connector.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'connector': it must tell something of the client's side"), QStringLiteral("connector"));
    const auto line = TRY(attachment(call, call.id(attachmentId)));
    TRY(VolumeService::requireFree(line));
    const auto connecting = TRY(connected(line, wanted.connector, TRY(m_service.volume(call.context, line.volumeId))));
    TRY(m_service.changeAttachments(call.context, line.volumeId, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        auto next = connecting;
        if (const auto* current = find(book, line.id)) {      // it may have been completed meanwhile, or become compute's
            TRY(VolumeService::requireFree(*current));
            next.status = current->status;
            next.attachedAt = current->attachedAt;
        }
        return state::connect(row, book, next);
    }));
    return respond(call, TRY(attachment(call, line.id)));
}

Result<> AttachmentsHandler::complete(Call& call, const QString& id, const QJsonValue&)
{
    const auto line = TRY(attachment(call, id));
    TRY(m_service.changeAttachments(call.context, line.volumeId, [&](VolumeRow& row, AttachmentBook& book) { return state::complete(row, book, id); }));
    return {};
}

/// Answers with the volume's other attachments: whether the client's host needs the connection any longer.
Result<http::Response> AttachmentsHandler::remove(Call& call)
{
    const auto line = TRY(attachment(call, call.id(attachmentId)));
    TRY(VolumeService::requireFree(line));
    AttachmentBook rest;
    TRY(m_service.changeAttachments(call.context, line.volumeId, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        if (const auto* current = find(book, line.id))
            TRY(VolumeService::requireFree(*current));
        state::detach(row, book, [&](const AttachmentRow& one) { return one.id == line.id; });
        rest = book;
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("attachments").beginArray();
    for (const auto& one : rest)
        write(json, one, View::Summary, false);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::volume
