// Parts of requests for servers: older spellings, mappings that images bring along, files to inject.
#include "compute/ComputeService.h"
#include "compute/handlers/ServerPlanner.h"

#include <QJsonDocument>

#include <algorithm>

namespace skylab::compute {

namespace {

/// One entry of the older block_device_mapping.
sdk::BlockDeviceMapping fromFirstVersion(const QJsonObject& old, bool boots)
{
    sdk::BlockDeviceMapping one;
    const auto volume = old[u"volume_id"].toString();
    one.uuid = volume.isEmpty() ? old[u"snapshot_id"].toString() : volume;
    one.sourceType = volume.isEmpty() ? QStringLiteral("snapshot") : QStringLiteral("volume");
    one.destinationType = QStringLiteral("volume");
    one.deviceName = old[u"device_name"].toString();
    one.noDevice = old.contains(u"no_device") && !old[u"no_device"].isNull() ? QStringLiteral("true") : QString();
    one.deleteOnTermination = old[u"delete_on_termination"].toVariant().toBool();
    one.volumeSize = old[u"volume_size"].toVariant().toInt();
    if (boots)
        one.bootIndex = 0;
    return one;
}

/// One entry of an image's property block_device_mapping.
sdk::BlockDeviceMapping fromImage(const QJsonObject& json)
{
    sdk::BlockDeviceMapping one;
    one.sourceType = json[u"source_type"].toString();
    one.destinationType = json[u"destination_type"].toString();
    for (const auto* key : { u"snapshot_id", u"volume_id", u"image_id" })
        if (one.uuid.isEmpty())
            one.uuid = json[QStringView(key)].toString();
    if (json[u"boot_index"].isDouble())
        one.bootIndex = json[u"boot_index"].toInt();
    one.volumeSize = json[u"volume_size"].toVariant().toInt();
    one.deleteOnTermination = json[u"delete_on_termination"].toBool();
    one.deviceName = json[u"device_name"].toString();
    one.diskBus = json[u"disk_bus"].toString();
    one.tag = json[u"tag"].toString();
    return one;
}

} // namespace

Result<std::vector<sdk::BlockDeviceMapping>> ServerPlanner::mappingsOf(const sdk::ServerCreate& wanted, const std::optional<BootImage>& image) const
{
    if (!wanted.blockDeviceMappingV1.isEmpty() && !wanted.blockDeviceMapping.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Using different block_device_mapping syntaxes is not allowed in the same request."), QStringLiteral("server.block_device_mapping"));
    std::vector<sdk::BlockDeviceMapping> all;
    if (image)
        for (const auto& value : QJsonDocument::fromJson(image->properties.value(QStringLiteral("block_device_mapping")).toUtf8()).array()) {
            const auto one = fromImage(value.toObject());
            // What the request says of a device counts more.
            const bool replaced = std::any_of(wanted.blockDeviceMapping.begin(), wanted.blockDeviceMapping.end(), [&](const sdk::BlockDeviceMapping& other) {
                return (!one.deviceName.isEmpty() && other.deviceName == one.deviceName) || (one.bootIndex == 0 && other.bootIndex == 0);
            });
            if (!replaced)
                all.push_back(one);
        }
    all.insert(all.end(), wanted.blockDeviceMapping.begin(), wanted.blockDeviceMapping.end());
    for (const auto& value : wanted.blockDeviceMappingV1)
        all.push_back(fromFirstVersion(value.toObject(), !image && all.empty()));
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
