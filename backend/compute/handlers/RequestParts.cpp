// Parts of requests for servers: older spellings, mappings that images bring along, files to inject.
#include "compute/ComputeService.h"
#include "compute/handlers/ServerPlanner.h"
#include "core/Uuid.h"

#include <QJsonDocument>

#include <algorithm>

namespace skylab::compute {

namespace {

constexpr qsizetype mostDevices = 255;      ///< as in block_device_mapping_v2

Error badMapping(const QString& field, const QString& what)
{
    return { ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': %2").arg(field, what), field };
}

Result<> checkCount(const QJsonArray& list, const QString& field)
{
    if (list.size() <= mostDevices)
        return {};
    return fail(badMapping(field, QStringLiteral("it has %1 items, at most %2 are allowed").arg(list.size()).arg(mostDevices)));
}

/// Reads an entry by the rules of block_device_mapping_v2, whichever spelling it came in; `field` is where it stands.
Result<sdk::BlockDeviceMapping> readMapping(const QJsonObject& json, const QString& field)
{
    constexpr auto newest = sdk::mv(2, 67);      // the last version that gave these fields another one
    QJsonObject said;
    for (auto it = json.begin(); it != json.end(); ++it)
        if (!it->isNull())
            said.insert(it.key(), *it);
    return TRY(sdk::decode<sdk::BlockDeviceMapping>(said, sdk::In::Create, newest, {}, field)).value;
}

/// What the volume is made of, or the volume itself: the id below `key`.
Result<QString> sourceId(const QJsonObject& json, const QString& key, const QString& field)
{
    const auto value = json[key];
    const auto where = field + u'.' + key;
    if (!value.isString() || value.toString().isEmpty())
        return fail(badMapping(where, QStringLiteral("it must be the id of the device's source")));
    if (!isUuid(value.toString()))
        return fail(badMapping(where, QStringLiteral("'%1' is not a UUID").arg(value.toString().left(64))));
    return value.toString();
}

/// One entry of the older block_device_mapping.
Result<sdk::BlockDeviceMapping> fromFirstVersion(const QJsonValue& value, const QString& field, bool boots)
{
    if (!value.isObject())
        return fail(badMapping(field, QStringLiteral("it must be an object")));
    auto json = value.toObject();
    const bool none = json.contains(u"no_device") && !json[u"no_device"].isNull();
    const auto key = json[u"volume_id"].toString().isEmpty() ? QStringLiteral("snapshot_id") : QStringLiteral("volume_id");
    const auto id = none ? QString() : TRY(sourceId(json, key, field));
    for (const auto* other : { "no_device", "volume_id", "snapshot_id", "virtual_name" })
        json.remove(QLatin1String(other));
    for (const auto* newer : { "uuid", "source_type", "destination_type", "boot_index" })
        if (json.contains(QLatin1String(newer)))
            return fail(badMapping(field + u'.' + QLatin1String(newer), QStringLiteral("additional properties are not allowed")));
    json.insert(QStringLiteral("source_type"), key.section(u'_', 0, 0));
    json.insert(QStringLiteral("destination_type"), QStringLiteral("volume"));
    auto one = TRY(readMapping(json, field));
    one.uuid = id;
    one.noDevice = none ? QStringLiteral("true") : QString();
    if (boots)
        one.bootIndex = 0;
    return one;
}

/// One entry of an image's property block_device_mapping. Clouds write more into it than a request may say.
Result<sdk::BlockDeviceMapping> fromImage(const QJsonValue& value, const QString& field)
{
    if (!value.isObject())
        return fail(badMapping(field, QStringLiteral("it must be an object")));
    const auto json = value.toObject();
    QJsonObject known;
    for (const auto* key : { "source_type", "destination_type", "boot_index", "volume_size", "delete_on_termination", "device_name", "device_type", "disk_bus", "guest_format", "tag", "volume_type" })
        if (json.contains(QLatin1String(key)))
            known.insert(QLatin1String(key), json[QLatin1String(key)]);
    auto one = TRY(readMapping(known, field));
    one.noDevice = json[u"no_device"].toVariant().toBool() ? QStringLiteral("true") : QString();
    if (one.sourceType != u"blank" && one.noDevice.isEmpty())
        one.uuid = TRY(sourceId(json, one.sourceType + QStringLiteral("_id"), field));
    return one;
}

/// How a server of the image gets its volumes; an image that holds its data itself says nothing of it.
Result<std::vector<sdk::BlockDeviceMapping>> mappingsOfImage(const BootImage& image)
{
    const auto field = QStringLiteral("image.block_device_mapping");
    const auto said = image.properties.value(QStringLiteral("block_device_mapping"));
    std::vector<sdk::BlockDeviceMapping> all;
    if (said.isEmpty())
        return all;
    const auto json = QJsonDocument::fromJson(said.toUtf8());
    if (!json.isArray())
        return fail(badMapping(field, QStringLiteral("the property of image %1 must be a list of block devices in JSON").arg(image.id)));
    TRY(checkCount(json.array(), field));
    for (const auto& value : json.array())
        all.push_back(TRY(fromImage(value, QStringLiteral("%1.%2").arg(field).arg(all.size()))));
    return all;
}

} // namespace

Result<std::vector<sdk::BlockDeviceMapping>> ServerPlanner::mappingsOf(const sdk::ServerCreate& wanted, const std::optional<BootImage>& image) const
{
    if (!wanted.blockDeviceMappingV1.isEmpty() && !wanted.blockDeviceMapping.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Using different block_device_mapping syntaxes is not allowed in the same request."), QStringLiteral("server.block_device_mapping"));
    std::vector<sdk::BlockDeviceMapping> all;
    auto imageMappings = image ? TRY(mappingsOfImage(*image)) : std::vector<sdk::BlockDeviceMapping>();
    for (auto& one : imageMappings) {
        // What the request says of a device counts more.
        const bool replaced = std::any_of(wanted.blockDeviceMapping.begin(), wanted.blockDeviceMapping.end(), [&](const sdk::BlockDeviceMapping& other) {
            return (!one.deviceName.isEmpty() && other.deviceName == one.deviceName) || (one.bootIndex == 0 && other.bootIndex == 0);
        });
        if (!replaced)
            all.push_back(std::move(one));
    }
    all.insert(all.end(), wanted.blockDeviceMapping.begin(), wanted.blockDeviceMapping.end());
    TRY(checkCount(wanted.blockDeviceMappingV1, QStringLiteral("server.block_device_mapping")));
    for (qsizetype i = 0; i < wanted.blockDeviceMappingV1.size(); ++i)
        all.push_back(TRY(fromFirstVersion(wanted.blockDeviceMappingV1[i], QStringLiteral("server.block_device_mapping.%1").arg(i), !image && all.empty())));
    return all;
}

Result<QString> checkedHostName(const QString& hostname, sdk::Version version, const QString& field)
{
    constexpr qsizetype longestLabel = 63, longestName = 255;
    const auto labels = hostname.split(u'.');
    const auto isLabel = [](const QString& label) {
        return !label.isEmpty() && label.size() <= longestLabel && !label.startsWith(u'-') && !label.endsWith(u'-')
            && std::all_of(label.begin(), label.end(), [](QChar c) { return c == u'-' || (c.unicode() < 128 && c.isLetterOrNumber()); });
    };
    const bool domain = version >= sdk::mv(2, 94);
    if (hostname.size() > longestName || (labels.size() > 1 && !domain) || !std::all_of(labels.begin(), labels.end(), isLabel))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': '%2' is no host name%3").arg(field, hostname.left(64), domain ? QString() : QStringLiteral(" (with a domain from 2.94 on)")), field);
    return hostname;
}

Result<std::vector<InjectedFile>> injectedFiles(ComputeService& service, const service::Context& context, const QJsonArray& personality)
{
    std::vector<InjectedFile> files;
    if (personality.isEmpty())
        return files;
    const auto limits = TRY(service.database().read([&](db::Connection& connection) { return service.quota().limits(connection, context.projectId); }));
    const auto over = [&](const char* limit, qint64 size) { return limits.value(QLatin1String(limit), -1) >= 0 && size > limits.value(QLatin1String(limit), -1); };
    if (over("injected_files", personality.size()))
        return fail(ErrorCode::OverQuota, QStringLiteral("Personality file limit exceeded"), QStringLiteral("personality"));
    for (const auto& value : personality) {
        const auto path = value[u"path"].toString(), contents = value[u"contents"].toString();
        const auto decoded = QByteArray::fromBase64Encoding(contents.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!value.isObject() || path.isEmpty() || !value[u"contents"].isString() || !decoded)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'personality': each file needs a path, and contents in base64"), QStringLiteral("personality"));
        if (over("injected_file_path_bytes", path.toUtf8().size()))
            return fail(ErrorCode::OverQuota, QStringLiteral("Personality file path exceeds maximum length"), QStringLiteral("personality"));
        if (over("injected_file_content_bytes", decoded.decoded.size()))
            return fail(ErrorCode::OverQuota, QStringLiteral("Personality file content exceeds maximum length"), QStringLiteral("personality"));
        files.push_back({ path, contents });
    }
    return files;
}

} // namespace skylab::compute
