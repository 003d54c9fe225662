#include "sdk/volume/Volume.h"

#include "sdk/volume/Backup.h"
#include "sdk/volume/Message.h"
#include "sdk/volume/Transfer.h"

namespace skylab::sdk {

namespace {

/// Cinder's two: with and without the version.
void writeLinks(JsonWriter& json, const QString& path, const Encoding& encoding)
{
    const auto root = QString(encoding.baseUrl).remove(QStringLiteral("/v3"));
    json.key("links").beginArray();
    json.beginObject().key("rel").value("self").key("href").value(QString(encoding.baseUrl + path)).endObject();
    json.beginObject().key("rel").value("bookmark").key("href").value(QString(root + path)).endObject();
    json.endArray();
}

} // namespace

void Volume::encodeLinks(JsonWriter& json, const Volume& volume, const Encoding& encoding)
{
    writeLinks(json, QStringLiteral("/volumes/") + volume.id, encoding);
}

void Backup::encodeLinks(JsonWriter& json, const Backup& backup, const Encoding& encoding)
{
    writeLinks(json, QStringLiteral("/backups/") + backup.id, encoding);
}

void VolumeTransfer::encodeLinks(JsonWriter& json, const VolumeTransfer& transfer, const Encoding& encoding)
{
    writeLinks(json, QStringLiteral("/os-volume-transfer/") + transfer.id, encoding);
}

void VolumeMessage::encodeLinks(JsonWriter& json, const VolumeMessage& message, const Encoding& encoding)
{
    writeLinks(json, QStringLiteral("/messages/") + message.id, encoding);
}

} // namespace skylab::sdk
