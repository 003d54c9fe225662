#include "compute/handlers/ExternalEventsHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

#include <QLoggingCategory>

namespace skylab::compute {

using service::Call;

namespace {

Q_LOGGING_CATEGORY(lcEvents, "skylab.compute.events")

struct EventName {
    const char* name;
    int since;               ///< minor of the microversion
    bool needsTag = false;
};

constexpr EventName names[] = {
    { "network-changed", 1 },           { "network-vif-plugged", 1 },   { "network-vif-unplugged", 1 },           { "network-vif-deleted", 1 },
    { "volume-extended", 51, true },    { "power-update", 76, true },   { "accelerator-request-bound", 82, true }, { "volume-reimaged", 93, true },
};

const EventName* nameIn(const QString& text, sdk::Version version)
{
    for (const auto& one : names)
        if (text == QLatin1String(one.name) && version >= sdk::mv(2, one.since))
            return &one;
    return nullptr;
}

auto invalid(qsizetype index, const QString& field, const QString& what)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'events[%1].%2': %3").arg(index).arg(field.left(64), what), QStringLiteral("events"));
}

} // namespace

struct ExternalEventsHandler::Event {
    const EventName* name = nullptr;
    QString serverId;
    QString status;          ///< as sent; empty = none
    std::optional<QString> tag;
    int code = 200;

    [[nodiscard]] bool is(const char* other) const { return qstrcmp(name->name, other) == 0; }
    [[nodiscard]] bool lacksTag() const
    {
        if (is("power-update"))
            return tag != QStringLiteral("POWER_ON") && tag != QStringLiteral("POWER_OFF");
        return name->needsTag && tag.value_or(QString()).isEmpty();
    }
};

std::vector<service::Route> ExternalEventsHandler::routes()
{
    return { service::route("POST", "/os-server-external-events", { QStringLiteral("os_compute_api:os-server-external-events:create"), service::rules::admin }, this, &ExternalEventsHandler::create) };
}

Result<std::vector<ExternalEventsHandler::Event>> ExternalEventsHandler::read(const Call& call)
{
    const auto list = call.json[u"events"].toArray();
    if (list.isEmpty() || call.json.size() != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'events': it must be a list with at least one event"), QStringLiteral("events"));
    static const QStringList known { QStringLiteral("name"), QStringLiteral("server_uuid"), QStringLiteral("status"), QStringLiteral("tag") };
    static const QStringList states { QStringLiteral("failed"), QStringLiteral("completed"), QStringLiteral("in-progress") };
    std::vector<Event> events;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const auto json = list[i].toObject();
        for (auto it = json.begin(); it != json.end(); ++it)
            if (!known.contains(it.key()))
                return invalid(i, it.key(), QStringLiteral("additional properties are not allowed"));
        Event event;
        event.name = nameIn(json[u"name"].toString(), call.version);
        event.serverId = json[u"server_uuid"].toString();
        event.status = json[u"status"].toString();
        if (!event.name)
            return invalid(i, QStringLiteral("name"), QStringLiteral("there is no event '%1' at this microversion").arg(json[u"name"].toString().left(64)));
        if (!isUuid(event.serverId))
            return invalid(i, QStringLiteral("server_uuid"), QStringLiteral("it must be a UUID"));
        if (json.contains(u"status") && !states.contains(event.status))
            return invalid(i, QStringLiteral("status"), QStringLiteral("it must be one of %1").arg(states.join(QStringLiteral(", "))));
        if (json.contains(u"tag")) {
            if (!json[u"tag"].isString() || json[u"tag"].toString().size() > 255)
                return invalid(i, QStringLiteral("tag"), QStringLiteral("it must be a string of at most 255 characters"));
            event.tag = json[u"tag"].toString();
        }
        events.push_back(std::move(event));
    }
    return events;
}

Result<> ExternalEventsHandler::dropPort(const ServerRow& server, const QString& portId)
{
    const auto nic = std::find_if(server.nics.begin(), server.nics.end(), [&](const Nic& one) { return one.portId == portId; });
    if (nic == server.nics.end())
        return {};
    TRY(m_service.beginAction(service::Context::system(), server.id,
        { .action = state::Action::DetachInterface, .kind = QStringLiteral("compute.server.detach_interface"), .payload = { { QStringLiteral("port_id"), portId }, { QStringLiteral("made"), nic->made } } }));
    return {};
}

void ExternalEventsHandler::act(const Event& event, const ServerRow& server)
{
    Result<> done;
    if (event.is("network-vif-deleted") && event.tag) {
        done = dropPort(server, *event.tag);
    } else if (event.is("volume-extended")) {
        const auto volume = m_service.volumes().volume(service::Context::system(), *event.tag);
        done = volume ? m_service.extendVolume(server.id, *event.tag, qint64(volume->sizeGiB) << 30) : Result<>(fail(volume.error()));
    } else if (event.is("power-update")) {
        m_service.syncServer(server.id);
    } else {
        m_service.portChanged(server.id);
    }
    if (!done)
        qCWarning(lcEvents).noquote() << "Event" << event.name->name << "of server" << server.id << "can't be followed:" << done.error().message;
}

Result<http::Response> ExternalEventsHandler::create(Call& call)
{
    auto events = TRY(read(call));
    std::vector<std::pair<const Event*, ServerRow>> accepted;
    TRY(m_service.database().read([&](db::Connection& connection) -> Result<> {
        for (auto& event : events) {
            const auto server = TRY(Servers::find(connection, event.serverId));
            if (!server || server->deleted || server->inTrash())
                event.code = 404;
            else if (event.lacksTag())
                event.code = 400;
            else if (server->host.isEmpty())
                event.code = 422;
            else
                accepted.emplace_back(&event, *server);
        }
        return {};
    }));
    if (accepted.empty())
        return fail(ErrorCode::NotFound, QStringLiteral("No instances found for any event"));
    for (const auto& [event, server] : accepted)
        act(*event, server);
    JsonWriter json;
    json.beginObject().key("events").beginArray();
    for (const auto& event : events) {
        json.beginObject().key("name").value(event.name->name).key("server_uuid").value(event.serverId);
        json.key("status").value(event.code == 200 ? QStringLiteral("completed") : QStringLiteral("failed")).key("code").value(event.code);
        if (event.tag)
            json.key("tag").value(*event.tag);
        json.endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(accepted.size() == events.size() ? 200 : 207, json.take());
}

} // namespace skylab::compute
