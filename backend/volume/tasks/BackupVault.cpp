#include "volume/tasks/BackupVault.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>
#include <zlib.h>

namespace skylab::volume {

namespace {

constexpr int compression = 1;      // fast: most of what can be gained is gained at once
constexpr int namesAtOnce = 1000;

QByteArray checksum(const QByteArray& bytes) { return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256); }

bool isZero(const QByteArray& bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

Result<> proceed(const Progress& progress, qint64 done, qint64 all)
{
    if (progress.cancelled && progress.cancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("Cancelled by the user."));
    if (progress.report && all > 0)
        progress.report(double(done) / double(all));
    return {};
}

} // namespace

Result<int> BackupVault::save(const BackupRow& backup, const BackupRow* parent, DiskReader& disk, const QJsonObject& about, const Progress& progress)
{
    const auto container = backup.container.value_or(QString());
    TRY(m_objects.makeContainer(m_context, backup.dataProjectId, container));
    const auto before = parent ? TRY(manifest(*parent)) : BackupManifest();
    BackupManifest now { disk.size(), about, { backup.prefix }, {} };
    now.holders += before.holders;
    int objects = 1;      // the list itself
    for (qint64 at = 0;;) {
        const auto data = TRY(disk.nextData(at));
        if (!data)
            break;
        const auto index = data->offset / BackupManifest::chunkBytes;
        at = (index + 1) * BackupManifest::chunkBytes;
        TRY(proceed(progress, data->offset, disk.size()));
        const auto bytes = TRY(disk.read(index * BackupManifest::chunkBytes, now.lengthOf(index)));
        if (isZero(bytes))
            continue;
        const auto sha = checksum(bytes);
        if (const auto same = before.chunks.find(index); same != before.chunks.end() && same->second.sha256 == sha && before.lengthOf(index) == bytes.size()) {
            now.chunks[index] = { same->second.holder + 1, sha };
            continue;
        }
        TRY(m_objects.put(m_context, backup.dataProjectId, container, BackupManifest::objectName(backup.prefix, index), qCompress(bytes, compression)));
        now.chunks[index] = { 0, sha };
        ++objects;
    }
    TRY(m_objects.put(m_context, backup.dataProjectId, container, BackupManifest::manifestName(backup.prefix), now.toBytes()));
    return objects;
}

Result<BackupManifest> BackupVault::manifest(const BackupRow& backup)
{
    const auto most = std::min(BackupManifest::mostBytes, (qint64(16) << 20) + qint64(backup.size) * 256 * 100);      // a line for each part of 4 MiB
    auto bytes = m_objects.get(backup.dataProjectId, backup.container.value_or(QString()), BackupManifest::manifestName(backup.prefix), most);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Conflict, QStringLiteral("The list of parts of backup %1 is gone from container %2. Restore another backup.").arg(backup.id, backup.container.value_or(QString())));
    auto manifest = TRY(BackupManifest::fromBytes(TRY(std::move(bytes))));
    if (manifest.holders.first() != backup.prefix)
        return fail(ErrorCode::Conflict, QStringLiteral("The list of parts of backup %1 is another backup's. Restore another backup.").arg(backup.id));
    return manifest;
}

/// Users may write to the container, so nothing of it is believed: sizes are checked before memory is taken.
Result<QByteArray> BackupVault::part(const BackupRow& backup, const BackupManifest& manifest, qint64 index, const BackupManifest::Chunk& chunk)
{
    const auto name = BackupManifest::objectName(manifest.holders[chunk.holder], index);
    const auto damaged = [&](const char* how) {
        return fail(ErrorCode::Conflict, QStringLiteral("Object %1 of backup %2 is %3: the volume can't be restored from it.").arg(name, backup.id, QLatin1String(how)));
    };
    const auto packed = m_objects.get(backup.dataProjectId, backup.container.value_or(QString()), name, BackupManifest::chunkBytes * 2);
    if (!packed && packed.error().code == ErrorCode::NotFound)
        return damaged("gone");
    if (!packed)
        return fail(packed.error());
    const auto length = manifest.lengthOf(index);
    if (packed->size() < 4 || qFromBigEndian<quint32>(packed->constData()) != quint32(length))
        return damaged("damaged");
    QByteArray bytes(length, Qt::Uninitialized);
    auto got = uLongf(length);      // never more, whatever the object says: qUncompress() would grow
    const auto done = ::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &got, reinterpret_cast<const Bytef*>(packed->constData()) + 4, uLong(packed->size() - 4));
    if (done != Z_OK || qint64(got) != length || checksum(bytes) != chunk.sha256)
        return damaged("damaged");
    return bytes;
}

Result<> BackupVault::restore(const BackupRow& backup, const BackupManifest& manifest, DiskWriter& disk, qint64 diskBytes, const Progress& progress)
{
    if (manifest.sizeBytes > diskBytes)
        return fail(ErrorCode::Conflict, QStringLiteral("Backup %1 holds %2 bytes, more than the volume's %3.").arg(backup.id).arg(manifest.sizeBytes).arg(diskBytes));
    for (const auto& [index, chunk] : manifest.chunks) {
        TRY(proceed(progress, index * BackupManifest::chunkBytes, manifest.sizeBytes));
        TRY(disk.write(index * BackupManifest::chunkBytes, TRY(part(backup, manifest, index, chunk))));
    }
    return disk.commit();
}

Result<> BackupVault::erase(const BackupRow& backup)
{
    const auto container = backup.container.value_or(QString());
    if (container.isEmpty())
        return {};      // it never got as far as that
    QString marker;
    for (;;) {
        const auto names = TRY(m_objects.list(backup.dataProjectId, container, backup.prefix, marker, namesAtOnce));
        if (names.isEmpty())
            return {};
        for (const auto& name : names)
            TRY(m_objects.remove(m_context, backup.dataProjectId, container, name));
        marker = names.last();
    }
}

} // namespace skylab::volume
