#include "volume/model/BackupRecord.h"

#include "volume/model/BackupManifest.h"

#include <QJsonDocument>

#include <algorithm>

namespace skylab::volume {

namespace {

constexpr int longestText = 255;
constexpr int mostGiB = 1 << 20;           // what POST /volumes takes, too
constexpr int longestContainer = 256;      // bytes, as the object store has it
constexpr int longestProject = 64;

tl::unexpected<Error> noGood(const char* field, const QString& wanted)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: The backup record's '%1' must be %2. Take the record whole from export_record.").arg(QLatin1String(field), wanted), QStringLiteral("backup_url"));
}

QString textOf(const QJsonObject& record, const char* key) { return record.value(QLatin1String(key)).toString(); }

bool isPlain(const QString& text) { return !text.contains(QChar(0)); }

/// A string, or null.
Result<std::optional<QString>> optionalText(const QJsonObject& record, const char* key)
{
    const auto value = record.value(QLatin1String(key));
    if (value.isNull() || value.isUndefined())
        return std::optional<QString>();
    const auto text = value.toString();
    if (!value.isString() || text.size() > longestText || !isPlain(text))
        return noGood(key, QStringLiteral("a text of at most %1 characters, or null").arg(longestText));
    return std::optional<QString>(text);
}

Result<std::optional<QString>> optionalId(const QJsonObject& record, const char* key)
{
    auto id = TRY(optionalText(record, key));
    if (id && !sdk::hasFormat(*id, sdk::Format::Uuid))
        return noGood(key, QStringLiteral("a UUID, or null"));
    return id;
}

Result<QString> idOf(const QJsonObject& record, const char* key)
{
    auto id = textOf(record, key);
    if (!sdk::hasFormat(id, sdk::Format::Uuid))
        return noGood(key, QStringLiteral("a UUID"));
    return id;
}

Result<int> numberOf(const QJsonObject& record, const char* key, int least, int most)
{
    const auto value = record.value(QLatin1String(key));
    const auto number = value.toInteger(qint64(least) - 1);      // what is no whole number is out of range
    if (!value.isDouble() || number < least || number > most)
        return noGood(key, QStringLiteral("a whole number from %1 to %2").arg(least).arg(most));
    return int(number);
}

Result<QString> containerOf(const QJsonObject& record)
{
    auto container = textOf(record, "container");
    if (container.isEmpty() || container.contains(u'/') || container.toUtf8().size() > longestContainer || !isPlain(container))
        return noGood("container", QStringLiteral("a container's name: without a slash, at most %1 bytes").arg(longestContainer));
    return container;
}

Result<QString> projectOf(const QJsonObject& record)
{
    auto project = textOf(record, "data_project_id");
    const bool good = std::all_of(project.begin(), project.end(), [](QChar one) { return one.unicode() < 128 && (one.isLetterOrNumber() || one == u'-' || one == u'_'); });
    if (project.isEmpty() || project.size() > longestProject || !good)
        return noGood("data_project_id", QStringLiteral("a project's id"));
    return project;
}

Result<sdk::StringMap> metadataOf(const QJsonObject& record)
{
    const auto value = record.value(QStringLiteral("metadata"));
    if (!value.isObject() && !value.isNull() && !value.isUndefined())
        return noGood("metadata", QStringLiteral("an object of texts"));
    sdk::StringMap metadata;
    const auto json = value.toObject();
    for (auto it = json.begin(); it != json.end(); ++it) {
        const auto text = it.value().toString();
        if (!it.value().isString() || it.key().isEmpty() || it.key().size() > longestText || text.size() > longestText || !isPlain(it.key()) || !isPlain(text))
            return noGood("metadata", QStringLiteral("an object of texts, keys and values of at most %1 characters").arg(longestText));
        metadata.insert(it.key(), text);
    }
    return metadata;
}

} // namespace

QString encodeBackupRecord(const BackupRow& row)
{
    const auto orNull = [](const std::optional<QString>& text) { return text ? QJsonValue(*text) : QJsonValue(); };
    QJsonObject metadata;
    for (auto it = row.metadata.begin(); it != row.metadata.end(); ++it)
        metadata.insert(it.key(), it.value());
    const QJsonObject record { { QStringLiteral("id"), row.id },
                               { QStringLiteral("size"), row.size },
                               { QStringLiteral("volume_id"), row.volumeId },
                               { QStringLiteral("container"), row.container.value_or(QString()) },
                               { QStringLiteral("service_metadata"), row.prefix },
                               { QStringLiteral("data_project_id"), row.dataProjectId },
                               { QStringLiteral("object_count"), row.objectCount },
                               { QStringLiteral("parent_id"), orNull(row.parentId) },
                               { QStringLiteral("display_name"), orNull(row.name) },
                               { QStringLiteral("display_description"), orNull(row.description) },
                               { QStringLiteral("snapshot_id"), orNull(row.snapshotId) },
                               { QStringLiteral("data_timestamp"), toString(row.dataTimestamp, TimeFormat::MicrosZ) },
                               { QStringLiteral("metadata"), metadata } };
    return QString::fromLatin1(QJsonDocument(record).toJson(QJsonDocument::Compact).toBase64());
}

Result<BackupRow> decodeBackupRecord(const QString& text)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromBase64(text.toUtf8()));
    if (!document.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: The backup record can't be read. Take it whole from export_record."), QStringLiteral("backup_url"));
    const auto record = document.object();
    BackupRow row;
    row.id = TRY(idOf(record, "id"));
    row.volumeId = TRY(idOf(record, "volume_id"));
    row.size = TRY(numberOf(record, "size", 1, mostGiB));
    row.objectCount = TRY(numberOf(record, "object_count", 0, std::numeric_limits<int>::max()));
    row.container = TRY(containerOf(record));
    row.dataProjectId = TRY(projectOf(record));
    row.prefix = textOf(record, "service_metadata");
    // A shorter one would be that of other backups too, and these would go with it.
    if (!BackupManifest::isPrefix(row.prefix) || !row.prefix.startsWith(QStringLiteral("volume_%1/").arg(row.volumeId)))
        return noGood("service_metadata", QStringLiteral("the prefix of the backup's own objects"));
    row.parentId = TRY(optionalId(record, "parent_id"));
    if (row.parentId == row.id)
        return noGood("parent_id", QStringLiteral("another backup"));
    row.isIncremental = row.parentId.has_value();
    row.name = TRY(optionalText(record, "display_name"));
    row.description = TRY(optionalText(record, "display_description"));
    row.snapshotId = TRY(optionalId(record, "snapshot_id"));
    row.metadata = TRY(metadataOf(record));
    row.dataTimestamp = parseTimestamp(textOf(record, "data_timestamp"));
    if (row.dataTimestamp.isNull())
        return noGood("data_timestamp", QStringLiteral("a time, as 2026-01-31T12:00:00.000000Z"));
    return row;
}

} // namespace skylab::volume
