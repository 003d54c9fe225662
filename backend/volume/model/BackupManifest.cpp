#include "volume/model/BackupManifest.h"

#include "sdk/resource/Document.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace skylab::volume {

namespace {

constexpr int version = 1;

tl::unexpected<Error> damaged(const QString& how)
{
    return fail(ErrorCode::Conflict, QStringLiteral("The backup's list of parts is damaged: %1. Restore another backup.").arg(how));
}

/// Texts with keys, or nothing at all.
bool isMap(const QJsonValue& value, qsizetype longest)
{
    if (value.isUndefined())
        return true;
    const auto map = value.toObject();
    for (auto it = map.begin(); it != map.end(); ++it) {
        const auto text = it.value().toString();
        if (!it.value().isString() || text.size() > longest || text.contains(QChar(0)) || it.key().isEmpty() || it.key().size() > 255 || it.key().contains(QChar(0)))
            return false;
    }
    return value.isObject();
}

/// What a restored volume would take over must be what a volume can have. Gives the word that is wrong, or null.
const char* wrongAbout(const QJsonObject& about)
{
    const auto bootable = about.value(QStringLiteral("bootable"));
    if (!bootable.isUndefined() && bootable.toString() != u"true" && bootable.toString() != u"false")
        return "bootable";
    if (!isMap(about.value(QStringLiteral("metadata")), 255))
        return "metadata";
    return isMap(about.value(QStringLiteral("image_metadata")), 65535) ? nullptr : "image_metadata";
}

} // namespace

bool BackupManifest::isPrefix(const QString& text)
{
    const auto parts = text.split(u'/');
    const auto isUuid = [](const QString& part, const QString& word) { return part.startsWith(word) && sdk::hasFormat(part.mid(word.size()), sdk::Format::Uuid); };
    return parts.size() == 3 && isUuid(parts[0], QStringLiteral("volume_")) && isUuid(parts[2], QStringLiteral("backup_"))
        && !parts[1].isEmpty() && parts[1].size() <= 32 && std::all_of(parts[1].begin(), parts[1].end(), [](QChar one) { return one.unicode() < 128 && one.isLetterOrNumber(); });
}

qint64 BackupManifest::lengthOf(qint64 index) const
{
    return std::max<qint64>(0, std::min(chunkBytes, sizeBytes - index * chunkBytes));
}

QString BackupManifest::objectName(const QString& prefix, qint64 index)
{
    return prefix + QStringLiteral("-%1").arg(index, 9, 10, QLatin1Char('0'));
}

/// A line of JSON, then a line for each part: number, holder, checksum.
QByteArray BackupManifest::toBytes() const
{
    const QJsonObject head { { QStringLiteral("version"), version },
                             { QStringLiteral("size"), sizeBytes },
                             { QStringLiteral("chunk"), chunkBytes },
                             { QStringLiteral("about"), about },
                             { QStringLiteral("holders"), QJsonArray::fromStringList(holders) } };
    auto bytes = QJsonDocument(head).toJson(QJsonDocument::Compact) + '\n';
    bytes.reserve(bytes.size() + qsizetype(chunks.size()) * 80);
    for (const auto& [index, chunk] : chunks)
        bytes += QByteArray::number(index) + ' ' + QByteArray::number(chunk.holder) + ' ' + chunk.sha256.toHex() + '\n';
    return bytes;
}

Result<BackupManifest> BackupManifest::fromBytes(const QByteArray& bytes)
{
    const auto headEnd = bytes.indexOf('\n');
    if (headEnd > mostHeadBytes)
        return damaged(QStringLiteral("its head is too long"));
    const auto head = QJsonDocument::fromJson(bytes.left(std::max<qsizetype>(headEnd, 0))).object();
    if (head.value(QStringLiteral("version")).toInt() != version || head.value(QStringLiteral("chunk")).toInteger() != chunkBytes)
        return damaged(QStringLiteral("it is of another version"));
    BackupManifest manifest;
    manifest.sizeBytes = head.value(QStringLiteral("size")).toInteger();
    manifest.about = head.value(QStringLiteral("about")).toObject();
    for (const auto& one : head.value(QStringLiteral("holders")).toArray())
        manifest.holders << one.toString();
    if (manifest.sizeBytes <= 0 || manifest.holders.isEmpty())
        return damaged(QStringLiteral("it does not tell the volume's size"));
    if (!std::all_of(manifest.holders.begin(), manifest.holders.end(), &isPrefix))
        return damaged(QStringLiteral("it names objects that are no backup's"));
    if (const auto* wrong = wrongAbout(manifest.about))
        return damaged(QStringLiteral("what it tells of the volume's %1 can't be").arg(QLatin1String(wrong)));
    for (auto at = headEnd + 1; at < bytes.size();) {
        auto end = bytes.indexOf('\n', at);
        if (end < 0)
            end = bytes.size();
        const auto words = bytes.mid(at, end - at).split(' ');
        at = end + 1;
        bool goodIndex = false;
        bool goodHolder = false;
        const auto index = words.value(0).toLongLong(&goodIndex);
        const auto holder = words.value(1).toInt(&goodHolder);
        const auto sha = QByteArray::fromHex(words.value(2));
        if (words.size() != 3 || !goodIndex || !goodHolder || index < 0 || index > manifest.sizeBytes / chunkBytes || manifest.lengthOf(index) == 0
            || holder < 0 || holder >= manifest.holders.size() || sha.size() != 32)
            return damaged(QStringLiteral("the line of part %1 is no good").arg(QString::fromLatin1(words.value(0).left(20))));
        manifest.chunks[index] = { holder, sha };
    }
    return manifest;
}

} // namespace skylab::volume
