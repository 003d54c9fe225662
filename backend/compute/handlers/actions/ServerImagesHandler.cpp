#include "compute/handlers/actions/ServerImagesHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/ServersHandler.h"
#include "compute/handlers/actions/Argument.h"
#include "compute/model/GuestPlan.h"
#include "core/Uuid.h"
#include "sdk/compute/ActionRequests.h"

#include <QJsonDocument>

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> ServerImagesHandler::routes()
{
    using H = ServerImagesHandler;
    return {
        actionRoute("createImage", memberOf("servers:create_image"), this, &H::createImage),
        actionRoute("createBackup", memberOf("os-create-backup"), this, &H::createBackup),
        actionRoute("rebuild", memberOf("servers:rebuild"), this, &H::rebuild),
    };
}

namespace {

SnapshotWish wishFor(const ServerRow& server, const QString& name, const sdk::StringMap& metadata, const QString& type)
{
    // What only the parent is: a child must not say it of itself.
    static const QStringList own { QStringLiteral("block_device_mapping"), QStringLiteral("bdm_v2"), QStringLiteral("root_device_name"), QStringLiteral("hw_rescue_device"), QStringLiteral("hw_rescue_bus") };
    const auto* boot = server.bootVolume();
    SnapshotWish wish { .id = newUuid(), .name = name, .minDiskGiB = boot ? boot->sizeGiB : server.flavor.disk, .minRamMiB = 0, .properties = server.imageProperties };
    for (const auto& property : own)
        wish.properties.remove(property);
    forgetSignature(wish.properties);
    wish.properties.insert(QStringLiteral("image_type"), type);      // unless the user says another one
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        wish.properties.insert(it.key(), it.value());
    wish.properties.insert(QStringLiteral("instance_uuid"), server.id);
    if (!server.image.isEmpty())
        wish.properties.insert(QStringLiteral("base_image_ref"), server.image);
    return wish;
}

http::Response imageResponse(const Call& call, const QString& image)
{
    if (call.version >= sdk::mv(2, 45)) {
        JsonWriter json;
        json.beginObject().key("image_id").value(image).endObject();
        return service::jsonResponse(202, json.take());
    }
    auto response = http::Response::empty(202);
    response.headers.set("Location", QStringLiteral("%1/image/v2/images/%2").arg(call.request.baseUrl(), image).toUtf8());
    return response;
}

/// How a server of the image gets its volumes; `snapshots` = the snapshot of each volume.
QJsonArray mappingOf(const ServerRow& server, const QJsonObject& snapshots)
{
    QJsonArray mapping;
    for (const auto& device : server.blockDevices) {
        QJsonObject one { { QStringLiteral("source_type"), device.local ? QStringLiteral("blank") : QStringLiteral("snapshot") }, { QStringLiteral("destination_type"), device.local ? QStringLiteral("local") : QStringLiteral("volume") },
                          { QStringLiteral("boot_index"), device.bootIndex < 0 ? QJsonValue() : QJsonValue(device.bootIndex) }, { QStringLiteral("device_name"), device.device }, { QStringLiteral("device_type"), QStringLiteral("disk") },
                          { QStringLiteral("disk_bus"), device.bus.isEmpty() ? QStringLiteral("virtio") : device.bus }, { QStringLiteral("delete_on_termination"), device.deleteOnTermination },
                          { QStringLiteral("volume_size"), device.sizeGiB }, { QStringLiteral("guest_format"), QJsonValue() }, { QStringLiteral("no_device"), QJsonValue() }, { QStringLiteral("image_id"), QJsonValue() },
                          { QStringLiteral("volume_id"), QJsonValue() }, { QStringLiteral("snapshot_id"), snapshots[device.volumeId] }, { QStringLiteral("tag"), device.tag.isEmpty() ? QJsonValue() : QJsonValue(device.tag) } };
        mapping.append(one);
    }
    return mapping;
}

} // namespace

Result<QString> ServerImagesHandler::begin(const Call& call, const SnapshotWish& wish, const ServerRow& server, ImageWork work)
{
    auto owner = call.context;
    if (work.action == Action::Backup)      // rotation counts the backups of the server's project
        owner.projectId = server.projectId;
    const auto intent = TRY(m_service.intents().createImage(owner, wish));
    work.payload.insert(QStringLiteral("image_id"), wish.id);
    const auto begun = m_service.beginAction(call.context, server.id, { .action = work.action, .kind = work.kind, .payload = work.payload, .intents = { intent } });
    if (begun)
        return wish.id;
    m_service.intents().takeBack({ intent });
    return fail(begun.error());
}

Result<http::Response> ServerImagesHandler::createImage(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerImageCreate>(TRY(objectOf(argument, "createImage")), sdk::In::Create, call.version, {}, QStringLiteral("createImage")));
    TRY(checkMetadata(wanted->metadata, -1));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::CreateImage));      // before an image is made in vain
    auto wish = wishFor(server, wanted->name.trimmed(), wanted->metadata, QStringLiteral("snapshot"));
    if (!server.bootVolume())
        return imageResponse(call, TRY(begin(call, wish, server, { Action::CreateImage, QStringLiteral("compute.server.create_image") })));
    QJsonObject snapshots;
    for (const auto& device : server.blockDevices)
        if (!device.local)
            snapshots.insert(device.volumeId, newUuid());
    wish.diskFormat = QStringLiteral("raw");
    wish.properties.insert(QStringLiteral("bdm_v2"), QStringLiteral("True"));
    wish.properties.insert(QStringLiteral("root_device_name"), server.rootDeviceName);
    wish.properties.insert(QStringLiteral("block_device_mapping"), QString::fromUtf8(QJsonDocument(mappingOf(server, snapshots)).toJson(QJsonDocument::Compact)));
    wish.properties.remove(QStringLiteral("image_type"));
    return imageResponse(call, TRY(begin(call, wish, server, { Action::CreateImage, QStringLiteral("compute.server.snapshot_volumes"), { { QStringLiteral("snapshots"), snapshots }, { QStringLiteral("name"), wish.name } } })));
}

Result<http::Response> ServerImagesHandler::createBackup(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerBackup>(TRY(objectOf(argument, "createBackup")), sdk::In::Create, call.version, {}, QStringLiteral("createBackup")));
    TRY(checkMetadata(wanted->metadata, -1));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Backup));
    if (server.bootVolume())
        return fail(ErrorCode::BadRequest, QStringLiteral("Backup is not supported for volume-backed instances."));
    auto wish = wishFor(server, wanted->name.trimmed(), wanted->metadata, QStringLiteral("backup"));
    wish.properties.insert(QStringLiteral("backup_type"), wanted->type);
    const auto image = TRY(begin(call, wish, server, { Action::Backup, QStringLiteral("compute.server.create_image"), { { QStringLiteral("backup_type"), wanted->type }, { QStringLiteral("rotation"), wanted->rotation } } }));
    return wanted->rotation == 0 && call.version < sdk::mv(2, 45) ? http::Response::empty(202) : imageResponse(call, image);
}

/// A root volume is made anew from 2.93 on; before, the server may only keep the image that it has.
Result<> ServerImagesHandler::checkRootVolume(const Call& call, const ServerRow& server, const BootImage& image)
{
    const auto* boot = server.bootVolume();
    if (call.version >= sdk::mv(2, 93)) {
        if (image.virtualSizeBytes > qint64(boot->sizeGiB) << 30 || image.minDiskGiB > boot->sizeGiB)
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 has %2 GiB, which image %3 does not fit in.").arg(boot->volumeId).arg(boot->sizeGiB).arg(image.id), QStringLiteral("rebuild.imageRef"));
        return {};
    }
    const auto volume = TRY(m_service.volumes().volume(call.context, boot->volumeId));
    if (image.id != volume.imageMetadata.value(QStringLiteral("image_id"), boot->source == u"image" ? boot->sourceId : QString()))
        return fail(ErrorCode::BadRequest, QStringLiteral("Unable to rebuild with a different image for a volume-backed server."), QStringLiteral("rebuild.imageRef"));
    return {};
}

/// What a rebuild wants, after everything that may be refused.
struct ServerImagesHandler::Rebuild {
    sdk::Decoded<sdk::ServerRebuild> wanted;
    BootImage image;
    std::optional<KeypairRow> key = {};
    AccessAddresses access = {};
    QString hostname = {};
    std::vector<InjectedFile> files = {};

    void apply(ServerRow& server) const
    {
        if (!server.bootVolume())
            server.image = image.id;
        server.imageProperties = image.properties;
        server.baseImage.clear();
        server.injectedFiles = files;
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
            server.hostname = hostname;
        if (wanted.has("key_name")) {
            server.keyName = key ? key->name : QString();
            server.keyData = key ? key->publicKey : QString();
        }
    }
};

Result<ServerImagesHandler::Rebuild> ServerImagesHandler::plan(const Call& call, const ServerRow& server, const QJsonValue& argument)
{
    Rebuild plan { TRY(sdk::decode<sdk::ServerRebuild>(TRY(objectOf(argument, "rebuild")), sdk::In::Create, call.version, {}, QStringLiteral("rebuild"))), {} };
    const auto& wanted = plan.wanted;
    if (!wanted->trustedImageCertificates.isNull() && !wanted->trustedImageCertificates.toArray().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Image signatures are not checked here; leave trusted_image_certificates out."), QStringLiteral("rebuild.trusted_image_certificates"));
    TRY(checkMetadata(wanted->metadata, -1));
    plan.files = TRY(injectedFiles(m_service, call.context, wanted->personality));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Rebuild));
    ServerPlanner planner(m_service, call);
    plan.image = TRY(planner.imageOf(wanted->imageRef));
    TRY(ServerPlanner::checkFit(server.flavor, plan.image, server.bootVolume() != nullptr));
    if (server.bootVolume())
        TRY(checkRootVolume(call, server, plan.image));
    if (server.bootVolume() ? plan.image.properties != server.imageProperties : plan.image.id != server.image) {
        auto asked = server;
        asked.imageProperties = plan.image.properties;
        TRY(m_service.scheduling().check(asked, Scheduling::Check::Image));
    }
    if (wanted->keyName && !wanted->keyName->isEmpty())
        plan.key = TRY(planner.keyOf(*wanted->keyName));
    plan.access = TRY(accessAddresses(wanted->accessIPv4, wanted->accessIPv6, QStringLiteral("rebuild")));
    if (wanted.has("hostname"))
        plan.hostname = TRY(checkedHostName(wanted->hostname, call.version, QStringLiteral("rebuild.hostname")));
    return plan;
}

namespace {

/// What a rebuild that fails puts back, with the disk itself.
QJsonObject diskOf(const ServerRow& server)
{
    QJsonObject properties;
    for (auto it = server.imageProperties.begin(); it != server.imageProperties.end(); ++it)
        properties.insert(it.key(), it.value());
    return { { QStringLiteral("image"), server.image }, { QStringLiteral("base_image"), server.baseImage }, { QStringLiteral("image_properties"), properties } };
}

} // namespace

Result<http::Response> ServerImagesHandler::rebuild(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto before = TRY(m_service.server(call.context, id));
    const auto plan = TRY(this->plan(call, before, argument));
    const auto password = plan.wanted->adminPass.isEmpty() ? newHexId().left(12) : plan.wanted->adminPass;
    if (before.configDrive || needsConfigDrive(plan.image.properties))
        m_service.keepPassword(before.id, Secret(password.toUtf8()));
    const bool reimages = before.bootVolume() && call.version >= sdk::mv(2, 93);
    const auto row = TRY(m_service.beginAction(call.context, id,
        { .action = Action::Rebuild, .kind = QStringLiteral("compute.server.rebuild"),
          .payload = { { QStringLiteral("old_image"), before.diskImage() }, { QStringLiteral("before"), diskOf(before) }, { QStringLiteral("running"), before.vmState != state::stopped }, { QStringLiteral("volume_image"), reimages ? plan.image.id : QString() } } },
        [&](ServerRow& server) -> Result<> {
            plan.apply(server);
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

} // namespace skylab::compute
