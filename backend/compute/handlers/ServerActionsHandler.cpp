#include "compute/handlers/ServerActionsHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/FlavorsHandler.h"
#include "compute/handlers/ServersHandler.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

#include <QUrl>

namespace skylab::compute {

using service::Call;
using state::Action;

namespace {

const char* const path = "/servers/{server_id}/action";

/// An argument that must be an object; null stands for an empty one.
Result<QJsonObject> objectOf(const QJsonValue& argument, const char* action)
{
    if (argument.isObject() || argument.isNull())
        return argument.toObject();
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be an object").arg(QLatin1String(action)), QString::fromLatin1(action));
}

} // namespace

std::vector<service::Route> ServerActionsHandler::routes()
{
    using H = ServerActionsHandler;
    const auto member = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto row = [this](const char* name, service::Guard guard, auto method, int status = 202) { return service::action(path, name, std::move(guard), this, method, status); };
    const auto answering = [this](const char* name, service::Guard guard, auto method) { return service::action(path, name, std::move(guard), this, method); };
    return {
        row("os-start", member("servers:start"), &H::start),
        row("os-stop", member("servers:stop"), &H::stop),
        row("reboot", member("servers:reboot"), &H::reboot),
        row("pause", member("os-pause-server:pause"), &H::pause),
        row("unpause", member("os-pause-server:unpause"), &H::unpause),
        row("suspend", member("os-suspend-server:suspend"), &H::suspend),
        row("resume", member("os-suspend-server:resume"), &H::resume),
        row("lock", member("os-lock-server:lock"), &H::lock),
        row("unlock", member("os-lock-server:unlock"), &H::unlock),
        row("os-resetState", admin("os-admin-actions:reset_state"), &H::resetState),
        row("forceDelete", member("os-deferred-delete:force"), &H::forceDelete),
        row("changePassword", member("os-admin-password"), &H::changePassword),
        row("addSecurityGroup", member("os-security-groups:add"), &H::addSecurityGroup),
        row("removeSecurityGroup", member("os-security-groups:remove"), &H::removeSecurityGroup),
        row("resize", member("servers:resize"), &H::resize),
        row("confirmResize", member("servers:confirm_resize"), &H::confirmResize, 204),
        row("revertResize", member("servers:revert_resize"), &H::revertResize),
        answering("createImage", member("servers:create_image"), &H::createImage),
        answering("rebuild", member("servers:rebuild"), &H::rebuild),
        answering("os-getConsoleOutput", member("os-console-output"), &H::consoleOutput),
        service::versions(answering("os-getVNCConsole", member("os-remote-consoles"), &H::vncConsole), sdk::mv(2, 1), sdk::mv(2, 5)),
        service::versions(answering("os-getSerialConsole", member("os-remote-consoles"), &H::serialConsole), sdk::mv(2, 1), sdk::mv(2, 5)),
        service::versions(service::route("POST", "/servers/{server_id}/remote-consoles", member("os-remote-consoles"), this, &H::remoteConsole), sdk::mv(2, 6)),
    };
}

// ---- power

Result<> ServerActionsHandler::power(const Call& call, const QString& id, Action action, const QString& verb)
{
    TRY(m_service.beginAction(call.context, id, { .action = action, .kind = QStringLiteral("compute.server.power"), .payload = { { QStringLiteral("action"), verb } } }));
    return {};
}

Result<> ServerActionsHandler::start(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Start, QStringLiteral("start")); }
Result<> ServerActionsHandler::stop(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Stop, QStringLiteral("stop")); }
Result<> ServerActionsHandler::pause(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Pause, QStringLiteral("pause")); }
Result<> ServerActionsHandler::unpause(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Unpause, QStringLiteral("unpause")); }
Result<> ServerActionsHandler::suspend(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Suspend, QStringLiteral("suspend")); }
Result<> ServerActionsHandler::resume(Call& call, const QString& id, const QJsonValue&) { return power(call, id, Action::Resume, QStringLiteral("resume")); }

Result<> ServerActionsHandler::reboot(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto type = argument[u"type"].toString().toUpper();
    if (type != u"SOFT" && type != u"HARD")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'reboot.type': it must be SOFT or HARD"), QStringLiteral("reboot.type"));
    return type == u"SOFT" ? power(call, id, Action::SoftReboot, QStringLiteral("reboot_soft")) : power(call, id, Action::HardReboot, QStringLiteral("reboot_hard"));
}

Result<> ServerActionsHandler::lock(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto reason = argument[u"locked_reason"].toString();
    if (argument.isObject() && call.version < sdk::mv(2, 73))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'lock': it must be null before 2.73"), QStringLiteral("lock"));
    if (reason.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'locked_reason': it is longer than 255 characters"), QStringLiteral("locked_reason"));
    TRY(m_service.change(call.context, id,
        [&](ServerRow& server) -> Result<> {
            server.locked = true;
            server.lockedReason = reason.isEmpty() ? std::nullopt : std::optional(reason);
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& server) { return m_service.recordAction(transaction, call.context, server, QStringLiteral("lock"), {}); }));
    return {};
}

Result<> ServerActionsHandler::unlock(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.change(call.context, id,
        [&](ServerRow& server) -> Result<> {
            server.locked = false;
            server.lockedReason.reset();
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& server) { return m_service.recordAction(transaction, call.context, server, QStringLiteral("unlock"), {}); }));
    return {};
}

Result<> ServerActionsHandler::resetState(Call& call, const QString& id, const QJsonValue& argument)
{
    TRY(m_service.change(call.context, id, [&](ServerRow& server) { return state::reset(server, argument[u"state"].toString()); }));
    return {};
}

Result<> ServerActionsHandler::forceDelete(Call& call, const QString& id, const QJsonValue&) { return m_service.beginDelete(call.context, id); }

Result<> ServerActionsHandler::changePassword(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto password = argument[u"adminPass"].toString();
    if (!argument[u"adminPass"].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'adminPass': it must be a string"), QStringLiteral("adminPass"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::ChangePassword));
    const auto user = server.imageProperties.value(QStringLiteral("os_admin_user"), QStringLiteral("root"));
    auto set = m_service.driver().setAdminPassword(server.id, user, Secret(password.toUtf8()));
    if (!set && set.error().code == ErrorCode::NotImplemented)
        return fail(ErrorCode::Conflict, set.error().message);
    return set;
}

Result<> ServerActionsHandler::addSecurityGroup(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto name = argument[u"name"].toString();
    if (name.trimmed().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing parameter dict: addSecurityGroup needs a name"), QStringLiteral("name"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.networks().addSecurityGroup(call.context, server.id, name));
    m_service.portChanged(server.id);
    return {};
}

Result<> ServerActionsHandler::removeSecurityGroup(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto name = argument[u"name"].toString();
    if (name.trimmed().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing parameter dict: removeSecurityGroup needs a name"), QStringLiteral("name"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.networks().removeSecurityGroup(call.context, server.id, name));
    m_service.portChanged(server.id);
    return {};
}

// ---- resize

Result<> ServerActionsHandler::resize(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto reference = argument[u"flavorRef"].toVariant().toString().section(u'/', -1);
    if (reference.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'resize.flavorRef': it is required"), QStringLiteral("resize.flavorRef"));
    auto before = TRY(m_service.server(call.context, id));
    auto flavor = m_service.database().read([&](db::Connection& connection) { return FlavorsHandler::find(connection, call.context, reference); });
    if (!flavor)
        return fail(flavor.error().code == ErrorCode::NotFound ? ErrorCode::BadRequest : flavor.error().code, flavor.error().message, QStringLiteral("resize.flavorRef"));
    bool running = true;
    const auto take = [&](ServerRow& server) -> Result<> {
        TRY(ComputeService::requireUnlocked(call.context, server));
        running = server.vmState == state::active;
        TRY(state::begin(server, Action::Resize));
        return takeFlavor(server, *flavor);
    };
    // What it may hold is claimed first. When something else stands in the way, it holds again what its row says.
    const Scheduling::Pending pending(m_service.scheduling(), { id });
    TRY(take(before));
    TRY(m_service.scheduling().settle(before));
    const auto begun = m_service.change(call.context, id, take, [&](db::Transaction& transaction, const ServerRow& server) -> Result<> {
        auto rows = TRY(transaction.query(QStringLiteral("SELECT CAST(SUM(vcpus) AS BIGINT), CAST(SUM(memory_mib) AS BIGINT) FROM servers WHERE project_id = ? AND deleted = ? AND id <> ?"), server.projectId, false, server.id));
        rows.next();
        TRY(m_service.quota().require(transaction, server.projectId, { { QStringLiteral("cores"), rows.get<qint64>(0), server.vcpus }, { QStringLiteral("ram"), rows.get<qint64>(1), server.memoryMiB } }));
        const auto task = TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("compute.server.resize"), QStringLiteral("server"), server.id, server.name, server.projectId, { { QStringLiteral("running"), running } } }));
        return m_service.recordAction(transaction, call.context, server, QStringLiteral("resize"), task);
    });
    if (begun)
        return {};
    if (const auto row = m_service.server(service::Context::system(), id))
        TRY(m_service.scheduling().settle(*row));
    return fail(begun.error());
}

/// The new flavor beside the old one, if the server can take it.
Result<> ServerActionsHandler::takeFlavor(ServerRow& server, const FlavorRow& flavor)
{
    const auto field = QStringLiteral("resize.flavorRef");
    if (flavor.id == server.flavorId)
        return fail(ErrorCode::BadRequest, QStringLiteral("When resizing, instances must change flavor!"), field);
    if (flavor.disk < server.flavor.disk && !server.bootVolume())
        return fail(ErrorCode::BadRequest, QStringLiteral("The disk of a server can't shrink: it has %1 GiB, flavor %2 has %3.").arg(server.flavor.disk).arg(flavor.name).arg(flavor.disk), field);
    if (flavor.ephemeral != server.flavor.ephemeral || flavor.swap.mib != server.flavor.swap)
        return fail(ErrorCode::BadRequest, QStringLiteral("Ephemeral and swap disks can't be resized; choose a flavor with the same."), field);
    server.oldFlavor = server.flavor;
    server.flavor = ServerPlanner::copyOf(flavor);
    server.flavorId = flavor.id;
    server.vcpus = flavor.vcpus;
    server.memoryMiB = flavor.ram;
    return {};
}

Result<> ServerActionsHandler::confirmResize(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    const auto status = m_service.driver().guestState(server.id);
    const auto row = TRY(m_service.beginAction(call.context, id, { .action = Action::ConfirmResize }, [&](ServerRow& row) -> Result<> {
        row.oldFlavor = {};
        state::leaveResize(row);
        state::settle(row, status ? status->state : PowerState::Shutdown);
        return {};
    }));
    m_service.files().dropCopy(server.id);
    return m_service.scheduling().settle(row);
}

Result<> ServerActionsHandler::revertResize(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    const bool running = server.powerState == int(PowerState::Running);
    TRY(m_service.beginAction(call.context, id, { .action = Action::RevertResize, .kind = QStringLiteral("compute.server.revert_resize"), .payload = { { QStringLiteral("running"), running } } }));
    return {};
}

// ---- images

Result<http::Response> ServerActionsHandler::createImage(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(objectOf(argument, "createImage"));
    const auto name = wanted[u"name"].toString();
    if (name.isEmpty() || name.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'createImage.name': it must have 1 to 255 characters"), QStringLiteral("createImage.name"));
    sdk::StringMap metadata;
    static constexpr sdk::Rules rules { .maxLength = 255 };
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("createImage.metadata"), rules };
    if (wanted.contains(u"metadata") && !sdk::Codec<sdk::StringMap>::decode(wanted[u"metadata"], metadata, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    TRY(checkMetadata(metadata, -1));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::CreateImage));      // before an image is made in vain
    const auto* boot = server.bootVolume();
    SnapshotWish wish { .id = newUuid(), .name = name, .minDiskGiB = boot ? boot->sizeGiB : server.flavor.disk, .minRamMiB = 0, .properties = server.imageProperties };
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        wish.properties.insert(it.key(), it.value());
    wish.properties.insert(QStringLiteral("image_type"), QStringLiteral("snapshot"));
    wish.properties.insert(QStringLiteral("instance_uuid"), server.id);
    if (!server.image.isEmpty())
        wish.properties.insert(QStringLiteral("base_image_ref"), server.image);
    const auto image = TRY(m_service.images().createQueued(call.context, wish));
    const auto begun = m_service.beginAction(call.context, id, { .action = Action::CreateImage, .kind = QStringLiteral("compute.server.create_image"), .payload = { { QStringLiteral("image_id"), image } } });
    if (!begun) {
        m_service.images().abandon(call.context, image, begun.error().message);
        return fail(begun.error());
    }
    if (call.version >= sdk::mv(2, 45)) {
        JsonWriter json;
        json.beginObject().key("image_id").value(image).endObject();
        return service::jsonResponse(202, json.take());
    }
    auto response = http::Response::empty(202);
    response.headers.set("Location", QStringLiteral("%1/image/v2/images/%2").arg(call.request.baseUrl(), image).toUtf8());
    return response;
}

Result<http::Response> ServerActionsHandler::rebuild(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerRebuild>(TRY(objectOf(argument, "rebuild")), sdk::In::Create, call.version, {}, QStringLiteral("rebuild")));
    if (!wanted->personality.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Files can't be injected into images here. Send them as user_data."), QStringLiteral("rebuild.personality"));
    TRY(checkMetadata(wanted->metadata, -1));
    ServerPlanner planner(m_service, call);
    const auto before = TRY(m_service.server(call.context, id));
    const auto image = TRY(planner.imageOf(wanted->imageRef));
    TRY(ServerPlanner::checkFit(before.flavor, image, before.bootVolume() != nullptr));
    if (before.bootVolume())
        return fail(ErrorCode::BadRequest, QStringLiteral("Unable to rebuild with a different image for a volume-backed server."), QStringLiteral("rebuild.imageRef"));
    const auto key = wanted->keyName && !wanted->keyName->isEmpty() ? std::optional(TRY(planner.keyOf(*wanted->keyName))) : std::nullopt;
    const auto password = wanted->adminPass.isEmpty() ? newHexId().left(12) : wanted->adminPass;
    const auto access = TRY(accessAddresses(wanted->accessIPv4, wanted->accessIPv6, QStringLiteral("rebuild")));
    const bool running = before.vmState != state::stopped;
    if (before.configDrive)
        m_service.keepPassword(before.id, Secret(password.toUtf8()));
    const auto row = TRY(m_service.beginAction(call.context, id,
        { .action = Action::Rebuild, .kind = QStringLiteral("compute.server.rebuild"), .payload = { { QStringLiteral("old_image"), before.image }, { QStringLiteral("running"), running } } },
        [&](ServerRow& server) -> Result<> {
            server.image = image.id;
            server.imageProperties = image.properties;
            if (wanted.has("name"))
                server.name = wanted->name.trimmed();
            if (wanted.has("metadata"))
                server.metadata = wanted->metadata;
            if (wanted.has("description"))
                server.description = wanted->description;
            if (wanted.has("accessIPv4"))
                server.accessIPv4 = access.v4;
            if (wanted.has("accessIPv6"))
                server.accessIPv6 = access.v6;
            if (wanted.has("OS-DCF:diskConfig"))
                server.diskConfig = wanted->diskConfig;
            if (wanted.has("user_data"))
                server.userData = wanted->userData.value_or(QString());
            if (wanted.has("hostname"))
                server.hostname = hostNameFrom(wanted->hostname, server.id);
            if (wanted.has("key_name")) {
                server.keyName = key ? key->name : QString();
                server.keyData = key ? key->publicKey : QString();
            }
            return {};
        }));
    auto json = TRY(m_servers.document(call, row, ServersHandler::Shape::Brief));
    json.insert(QStringLiteral("adminPass"), password);
    if (call.version >= sdk::mv(2, 54))
        json.insert(QStringLiteral("key_name"), row.keyName.isEmpty() ? QJsonValue() : QJsonValue(row.keyName));
    if (call.version >= sdk::mv(2, 57))
        json.insert(QStringLiteral("user_data"), row.userData.isEmpty() ? QJsonValue() : QJsonValue(row.userData));
    if (call.version >= sdk::mv(2, 75))
        json.remove(QStringLiteral("OS-EXT-SRV-ATTR:user_data"));
    JsonWriter writer;
    writer.beginObject().key("server").value(json).endObject();
    auto response = service::jsonResponse(202, writer.take());
    response.headers.set("Location", (call.baseUrl + QStringLiteral("/servers/") + row.id).toUtf8());
    return response;
}

// ---- consoles

Result<http::Response> ServerActionsHandler::consoleOutput(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto server = TRY(m_service.server(call.context, id));
    int lines = -1;
    if (const auto length = argument[u"length"]; !length.isNull() && !length.isUndefined()) {
        bool ok = false;
        lines = length.toVariant().toString().toInt(&ok);
        if (!ok || lines < -1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'length': it must be a number from -1 up"), QStringLiteral("length"));
    }
    if (server.vmState == state::building)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not ready").arg(server.id));
    auto log = m_service.driver().consoleLog(server.id, lines);
    if (!log && log.error().code == ErrorCode::NotFound)
        log = QByteArray();
    JsonWriter json;
    json.beginObject().key("output").value(QString::fromUtf8(TRY(std::move(log)))).endObject();
    return service::jsonResponse(200, json.take());
}

Result<QString> ServerActionsHandler::openConsole(const Call& call, const QString& id, const QString& type)
{
    const auto server = TRY(m_service.server(call.context, id));
    if (server.vmState == state::building)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not ready").arg(server.id));
    const auto able = TRY(m_service.driver().capabilities());
    const bool serial = type == u"serial";
    if ((!serial && type != u"novnc") || !(serial ? able.serialConsole : able.vncConsole))
        return fail(ErrorCode::BadRequest, QStringLiteral("Unavailable console type %1.").arg(type.left(64)), QStringLiteral("type"));
    auto endpoint = serial ? m_service.driver().serialEndpoint(server.id) : m_service.driver().vncEndpoint(server.id);
    if (!endpoint && (endpoint.error().code == ErrorCode::NotFound || endpoint.error().code == ErrorCode::Conflict))
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot open a console of instance %1 while it is in vm_state %2; start it first.").arg(server.id, server.vmState));
    TRY(endpoint);
    const auto token = m_service.consoleTokens().issue(server.id, type);
    const auto base = call.request.baseUrl();
    const auto socketPath = QStringLiteral("console/ws?token=") + token;
    if (serial)
        return QString(base).replace(0, 4, QStringLiteral("ws")) + u'/' + socketPath;
    return QStringLiteral("%1/console/vnc_auto.html?path=%2").arg(base, QString::fromLatin1(QUrl::toPercentEncoding(socketPath)));
}

Result<http::Response> ServerActionsHandler::vncConsole(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto type = argument[u"type"].toString();
    if (type != u"novnc" && type != u"xvpvnc")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'type': it must be novnc"), QStringLiteral("type"));
    const auto url = TRY(openConsole(call, id, type));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("type").value(type).key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerActionsHandler::serialConsole(Call& call, const QString& id, const QJsonValue&)
{
    const auto url = TRY(openConsole(call, id, QStringLiteral("serial")));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("type").value("serial").key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerActionsHandler::remoteConsole(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "remote_console"));
    const auto protocol = wanted[u"protocol"].toString(), type = wanted[u"type"].toString();
    const bool known = (protocol == u"vnc" && (type == u"novnc" || type == u"xvpvnc")) || (protocol == u"serial" && type == u"serial")
        || (protocol == u"spice" && type == u"spice-html5") || (protocol == u"rdp" && type == u"rdp-html5") || (protocol == u"mks" && type == u"webmks");
    if (!known)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'remote_console': there is no protocol '%1' with type '%2'; try vnc with novnc, or serial with serial").arg(protocol.left(32), type.left(32)), QStringLiteral("remote_console"));
    const auto url = TRY(openConsole(call, call.id(QStringLiteral("server_id")), type));
    JsonWriter json;
    json.beginObject().key("remote_console").beginObject().key("protocol").value(protocol).key("type").value(type).key("url").value(url).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
