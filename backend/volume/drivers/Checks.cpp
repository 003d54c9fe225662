#include "volume/drivers/Checks.h"

#include "blob/BlobFolder.h"

namespace skylab::volume {

Result<> checkId(const QString& id)
{
    if (blob::isSafeName(id) && !id.contains(u'.'))
        return {};
    return fail(ErrorCode::BadRequest,
                QStringLiteral("\"%1\" can't be the id of a volume or snapshot.").arg(id.left(80)));
}

tl::unexpected<Error> missing(Owned::Kind kind, const QString& id)
{
    const auto what = kind == Owned::Kind::Volume ? QStringLiteral("volume") : QStringLiteral("snapshot");
    return fail(ErrorCode::NotFound, QStringLiteral("There is no data of %1 %2.").arg(what, id));
}

Result<qint64> sizeInBytes(qint64 sizeGiB)
{
    if (sizeGiB < 1 || sizeGiB > 64 * 1024) {
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("A volume has 1 to 65536 GiB, not %1.").arg(sizeGiB), QStringLiteral("size"));
    }
    return sizeGiB * bytesPerGiB;
}

Result<> checkSameSize(const QString& id, qint64 existingBytes, qint64 wantedBytes)
{
    if (existingBytes == wantedBytes)
        return {};
    return fail(ErrorCode::Conflict, QStringLiteral("Volume %1 exists already, with %2 instead of %3.")
                                         .arg(id, blob::sizeText(existingBytes), blob::sizeText(wantedBytes)));
}

Result<> checkFits(qint64 neededBytes, qint64 sizeGiB, const QString& what)
{
    if (neededBytes <= sizeGiB * bytesPerGiB)
        return {};
    const auto least = (neededBytes + bytesPerGiB - 1) / bytesPerGiB;
    return fail(ErrorCode::BadRequest,
                QStringLiteral("The %1 holds %2: a volume of %3 GiB is too small, it needs %4 GiB.")
                    .arg(what, blob::sizeText(neededBytes)).arg(sizeGiB).arg(least), QStringLiteral("size"));
}

Result<> checkGrows(qint64 beforeBytes, qint64 afterBytes)
{
    if (afterBytes >= beforeBytes)
        return {};
    return fail(ErrorCode::BadRequest,
                QStringLiteral("A volume can't shrink: it has %1, not less than %2.")
                    .arg(blob::sizeText(beforeBytes), blob::sizeText(afterBytes)), QStringLiteral("size"));
}

Result<> checkReverts(qint64 snapshotBytes, qint64 volumeBytes)
{
    if (snapshotBytes <= volumeBytes)
        return {};
    return fail(ErrorCode::Conflict, QStringLiteral("The snapshot holds %1, more than the volume's %2.")
                                         .arg(blob::sizeText(snapshotBytes), blob::sizeText(volumeBytes)));
}

Result<> checkExtent(qint64 offset, qint64 length, qint64 sizeBytes)
{
    if (offset >= 0 && length >= 0 && offset <= sizeBytes && length <= sizeBytes - offset)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("The part from %1 of %2 bytes is not inside a disk of %3 bytes.")
                                           .arg(offset).arg(length).arg(sizeBytes));
}

QStringList imageFormats()
{
    return { QStringLiteral("raw"), QStringLiteral("qcow2"), QStringLiteral("vmdk"),
             QStringLiteral("vdi"), QStringLiteral("vpc"),   QStringLiteral("vhdx") };
}

Result<> checkImageFormat(const QString& format)
{
    if (imageFormats().contains(format))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("An image in format \"%1\" can't become a volume; these can: %2.")
                                           .arg(format.left(40), imageFormats().join(QStringLiteral(", "))));
}

Result<> checkCopyFormat(const QString& format, const Capabilities& capabilities)
{
    if (capabilities.copyFormats.contains(format))
        return {};
    const auto possible = capabilities.copyFormats.join(QStringLiteral(", "));
    return fail(ErrorCode::BadRequest,
                QStringLiteral("A volume can't be copied to format \"%1\" here, only to %2.")
                    .arg(format.left(40), possible),
                QStringLiteral("disk_format"));
}

} // namespace skylab::volume
