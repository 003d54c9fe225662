// How an image gets its data: from a client, or from a file on this host. ImageImports.cpp: by an import.
#include "image/ImageService.h"

#include "core/Fd.h"
#include "image/model/ImageProperties.h"
#include "image/model/ImageStates.h"
#include "image/model/ImageVerdict.h"
#include "service/Chassis.h"

#include <QFile>
#include <QLoggingCategory>

#include <cerrno>
#include <cstring>
#include <limits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::image {

namespace {

Q_LOGGING_CATEGORY(lcImage, "skylab.image")

constexpr qint64 mebibyte = 1 << 20;
constexpr qsizetype copyChunk = 1 << 20;

qint64 inMebibytes(qint64 bytes) { return (bytes + mebibyte - 1) / mebibyte; }

tl::unexpected<Error> deletedMeanwhile(const QString& id)
{
    return skylab::fail(ErrorCode::Gone, QStringLiteral("Image %1 could not be found after upload. The image may have been deleted during the upload.").arg(id));
}

/// Whoever signs an image relies on its bytes being compared with the signature, which nobody here can do.
Result<> requireUnsigned(const ImageRow& image)
{
    for (const auto* name : sdk::signatureProperties)
        if (!image.extra.contains(QLatin1String(name)))
            return {};
    return skylab::fail(ErrorCode::BadRequest, QStringLiteral("Signature verification failed for image %1: this cloud has no certificates to check signatures with. "
                                                              "Remove the properties img_signature... to upload it unchecked.").arg(image.id), QStringLiteral("img_signature"));
}

} // namespace

Result<ImageService::Terms> ImageService::termsOf(db::Connection& connection, const ImageRow& image, Upload upload) const
{
    const auto room = TRY(roomFor(connection, image.owner, upload));
    return Terms { std::min(m_limits.bytesPerImage, room), image };
}

Result<qint64> ImageService::roomFor(db::Connection& connection, const QString& owner, Upload upload) const
{
    const auto limits = TRY(m_quota.limits(connection, owner));
    const auto total = limits.value(QStringLiteral("image_size_total"), -1);
    const auto staged = upload == Upload::Staged ? limits.value(QStringLiteral("image_stage_total"), -1) : -1;
    auto room = std::numeric_limits<qint64>::max();
    if (total < 0 && staged < 0)
        return room;      // to count costs as much as the project has images
    const auto used = TRY(rows::usage(connection, owner));
    if (total >= 0)
        room = std::max<qint64>(0, total * mebibyte - used.bytes);
    if (staged >= 0)
        room = std::min(room, std::max<qint64>(0, staged * mebibyte - used.stagedBytes));
    return room;
}

/// In bytes, as on their way in: the MiB that beginUpload() rounds up to would refuse what it let begin without a length.
Result<> ImageService::requireRoom(db::Connection& connection, const QString& owner, Upload upload, qint64 bytes) const
{
    if (const auto room = TRY(roomFor(connection, owner, upload)); bytes > room)
        return skylab::fail(ErrorCode::OverQuota, QStringLiteral("The image's %1 bytes are more than the %2 that the quota leaves: other uploads ended while this one went on. "
                                                                 "Delete other images, or ask the administrator for a larger quota.").arg(bytes).arg(room));
    return {};
}

Result<ImageService::Terms> ImageService::beginUpload(const service::Context& context, const QString& id, Upload upload, std::optional<qint64> length, const More& more)
{
    static constexpr ImageStatus next[] = { ImageStatus::Saving, ImageStatus::Uploading, ImageStatus::Importing };
    const auto wanted = inMebibytes(length.value_or(0));
    return database().write([&](db::Transaction& transaction) -> Result<Terms> {
        auto image = TRY(changeable(transaction, context, id));
        if (!image.diskFormat || !image.containerFormat)
            return skylab::fail(ErrorCode::BadRequest, QStringLiteral("Properties disk_format, container_format must be set prior to saving data."), QStringLiteral("disk_format"));
        TRY(requireUnsigned(image));
        TRY(enter(image, next[std::size_t(upload)]));
        const auto used = TRY(rows::usage(transaction, image.owner));
        TRY(m_quota.require(transaction, image.owner, { { QStringLiteral("image_count_uploading"), used.uploading, 1 },
                                                        { QStringLiteral("image_size_total"), inMebibytes(used.bytes), wanted },
                                                        { QStringLiteral("image_stage_total"), inMebibytes(used.stagedBytes), upload == Upload::Staged ? wanted : 0 } }));
        image.updatedAt = Clock::now();
        TRY(rows::update(transaction, image));
        if (more)
            TRY(more(transaction, image));
        TRY(announce(transaction, context, "image.image.update", id, image.owner, sdk::toJson(image)));
        return termsOf(transaction, image, upload);
    });
}

Result<> ImageService::finishUpload(const service::Context& context, const QString& id, Upload upload, ImageWriter& writer)
{
    ImageFacts facts;
    facts.store = m_store->name();
    const auto begun = TRY(database().read([&](db::Connection& connection) { return rows::find(connection, id); }));
    if (!begun)
        return deletedMeanwhile(id);
    if (upload != Upload::Staged)
        facts.virtualSize = TRY(judgeFile(TRY(writer.temporaryPath()), *begun));
    const auto stored = TRY(writer.commit());
    facts.size = stored.size;
    facts.md5 = QString::fromLatin1(stored.md5);
    facts.sha512 = QString::fromLatin1(stored.sha512);
    // The image's owner may have changed and even the right to change it: what counts is that the upload was allowed.
    auto system = service::Context::system(context.requestId);
    system.userId = context.userId;
    auto changed = change(system, id, [&](ImageRow& image, db::Transaction& transaction) -> Result<> {
        TRY(requireJudged(image, *begun));
        if (upload != Upload::Staged)
            TRY(enter(image, ImageStatus::Active));
        // Data count from here on: until now uploads side by side knew nothing of each other.
        TRY(requireRoom(transaction, image.owner, upload, facts.size));
        if (upload == Upload::Staged) {
            image.size = facts.size;
            image.stagedMd5 = facts.md5;
            image.stagedSha512 = facts.sha512;
            return {};
        }
        setFacts(image, facts);
        return {};
    });
    if (!changed) {
        // When the connection breaks during a commit, the row may tell of the data all the same. A write finds out: it waits for
        // what the database server still has under way.
        const auto now = changed.error().code == ErrorCode::Unavailable ? change(system, id, [](ImageRow&) -> Result<> { return {}; }) : visible(system, id);
        if (!now && now.error().code != ErrorCode::NotFound)
            return skylab::fail(changed.error());      // nobody knows: the data stay until the image is put back, now or at the next start
        if (!now || (upload == Upload::Staged ? now->stagedSha512 : now->osHashValue.value_or(QString())) != facts.sha512) {
            removeData(id);
            return changed.error().code == ErrorCode::NotFound ? deletedMeanwhile(id) : skylab::fail(changed.error());
        }
        changed = now;
    }
    if (upload != Upload::Staged)
        shareData(*changed);
    return {};
}

void ImageService::removeData(const QString& id)
{
    if (const auto removed = m_store->remove(id); !removed)
        qCWarning(lcImage).noquote() << "The data of image" << id << "could not be removed:" << removed.error().message;
}

void ImageService::abandonUpload(const service::Context& context, const QString& id)
{
    auto system = service::Context::system(context.requestId);
    system.userId = context.userId;
    // Data first, or the next upload would be refused; none are left but where finishUpload() could not say whether they count.
    if (const auto image = visible(system, id); image && (is(*image, ImageStatus::Saving) || is(*image, ImageStatus::Uploading) || is(*image, ImageStatus::Importing)))
        removeData(id);
    const auto changed = change(system, id, [](ImageRow& image) -> Result<> {
        TRY(enter(image, ImageStatus::Queued));
        clearFacts(image);
        return {};
    });
    if (!changed && changed.error().code != ErrorCode::NotFound)
        qCWarning(lcImage).noquote() << "Image" << id << "could not be put back to queued; the next start does it:" << changed.error().message;
}

namespace {

Result<ImageRow> queuedRow(const ImageRequest& request)
{
    ImageRow image;
    image.id = request.id;
    if (!request.name.isEmpty())
        image.name = request.name;
    image.diskFormat = request.diskFormat;
    image.containerFormat = request.containerFormat;
    image.visibility = request.visibility;
    image.extra = request.properties;
    image.minDisk = request.minDiskGiB;
    image.minRam = request.minRamMiB;
    image.isProtected = request.isProtected;
    image.tags = request.tags;
    for (auto it = request.properties.begin(); it != request.properties.end(); ++it)
        TRY(checkProperty(it.key(), it.value()));
    return image;
}

} // namespace

Result<> ImageService::checkQueued(const service::Context& context, const ImageRequest& request) const
{
    auto image = TRY(queuedRow(request));
    TRY(checkNew(context, image));
    return database().read([&](db::Connection& connection) { return requireOneMore(connection, image.owner); });
}

Result<QString> ImageService::createQueued(const service::Context& context, const ImageRequest& request)
{
    const auto made = [&]() -> Result<bool> {
        if (request.id.isEmpty())
            return false;
        const auto earlier = TRY(database().read([&](db::Connection& connection) { return rows::find(connection, request.id.toLower()); }));
        return earlier && (context.admin || earlier->owner == context.projectId);
    };
    if (TRY(made()))
        return request.id.toLower();
    auto image = TRY(queuedRow(request));
    const auto created = create(context, std::move(image));
    if (created)
        return created->id;
    // Another thread, which was asked for the same image, may have been faster.
    if (created.error().code == ErrorCode::Conflict && TRY(made()))
        return request.id.toLower();
    return skylab::fail(created.error());
}

Result<> ImageService::copyIn(const QString& sourcePath, ImageWriter& writer, const ImageProgress& progress) const
{
    const Fd source(::open(QFile::encodeName(sourcePath).constData(), O_RDONLY | O_CLOEXEC));
    struct stat facts {};
    if (!source.isOpen() || ::fstat(source.get(), &facts) != 0)
        return skylab::fail(ErrorCode::NotFound, QStringLiteral("The file %1 can't be read: %2.").arg(sourcePath, QString::fromLocal8Bit(std::strerror(errno))));
    (void)::posix_fadvise(source.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    QByteArray chunk(copyChunk, Qt::Uninitialized);
    for (qint64 done = 0;;) {
        const auto got = ::read(source.get(), chunk.data(), size_t(chunk.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return skylab::fail(ErrorCode::Internal, QStringLiteral("Reading %1 failed after %2 bytes: %3.").arg(sourcePath).arg(done).arg(QString::fromLocal8Bit(std::strerror(errno))));
        if (got == 0)
            return {};
        TRY(writer.write(QByteArrayView(chunk.constData(), got)));
        done += got;
        if (progress)
            TRY(progress(done, std::max<qint64>(done, facts.st_size)));
    }
}

Result<> ImageService::importFile(const service::Context& context, const QString& id, const QString& sourcePath, const ImageProgress& progress)
{
    if (is(TRY(visible(context, id)), ImageStatus::Active))
        return {};
    TRY(beginUpload(context, id, Upload::Direct, QFile(sourcePath).size()));
    const auto imported = [&]() -> Result<> {
        auto writer = TRY(m_store->create(id, QFile(sourcePath).size()));
        TRY(copyIn(sourcePath, *writer, progress));
        return finishUpload(context, id, Upload::Direct, *writer);
    }();
    if (!imported)
        abandonUpload(context, id);
    return imported;
}

Result<QString> ImageService::createFromFile(const service::Context& context, const ImageRequest& request, const QString& sourcePath, const ImageProgress& progress)
{
    const auto id = TRY(createQueued(context, request));
    if (const auto imported = importFile(context, id, sourcePath, progress); !imported) {
        (void)fail(context, id, imported.error().message);
        return skylab::fail(imported.error());
    }
    return id;
}

Result<> ImageService::fail(const service::Context& context, const QString& id, const QString& reason)
{
    const auto changed = change(context, id, [&](ImageRow& image) -> Result<> {
        if (is(image, ImageStatus::Killed))
            return {};
        // The last write of an upload may count though its caller was told that it failed, and work that comes after the upload may
        // fail. An image without a byte is one that stands for what its maker takes back.
        if ((is(image, ImageStatus::Active) || is(image, ImageStatus::Deactivated)) && image.size.value_or(0) > 0)
            return {};
        TRY(enter(image, ImageStatus::Killed));
        image.extra.insert(QStringLiteral("skylab_fault"), reason.left(1024));
        return {};
    });
    if (!changed && changed.error().code != ErrorCode::NotFound)
        return skylab::fail(changed.error());
    return {};
}

} // namespace skylab::image
