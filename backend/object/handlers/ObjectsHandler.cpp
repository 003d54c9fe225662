#include "object/handlers/ObjectsHandler.h"

#include "core/Uuid.h"
#include "object/ObjectService.h"

#include <QMimeDatabase>

#include <array>

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace skylab::object {

using service::Call;

namespace {

const QString accountId = QStringLiteral("account");
const QString containerId = QStringLiteral("container");
const QString objectId = QStringLiteral("object");

/// Given back as they came.
constexpr std::array keptHeaders { "Content-Encoding", "Content-Disposition", "Content-Language", "Cache-Control", "Expires" };

/// Of X-Delete-At, in seconds since 1970: what Swift's ten digits can tell.
constexpr qint64 lastSecond = 9'999'999'999;

constexpr qsizetype pieceSize = 256 * 1024;

/// The bytes at `offset`; never fewer than asked for, since a blob does not change.
Result<QByteArray> readAt(int fd, qint64 offset, qint64 size)
{
    QByteArray piece(size, Qt::Uninitialized);
    for (qint64 done = 0; done < size;) {
        const auto got = pread(fd, piece.data() + done, std::size_t(size - done), offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(ErrorCode::Internal, QStringLiteral("A blob can't be read at %1: %2").arg(offset + done).arg(QString::fromLocal8Bit(got == 0 ? "it is shorter than it was" : std::strerror(errno))));
        done += got;
    }
    return piece;
}

} // namespace

void ObjectsHandler::writeHeaders(http::Headers& headers, const ObjectRow& row)
{
    headers.set("Content-Type", row.contentType.toUtf8());
    headers.set("Etag", row.etag.toLatin1());
    headers.set("Last-Modified", toString({ (row.createdAt.micros + 999'999) / 1'000'000 * 1'000'000 }, TimeFormat::Http).toLatin1());
    headers.set("X-Timestamp", swiftTimestamp(row.createdAt));
    headers.set("Accept-Ranges", "bytes");
    for (auto it = row.headers.begin(); it != row.headers.end(); ++it)
        headers.set(it.key().toLatin1(), it.value().toUtf8());
    if (!row.deleteAt.isNull())
        headers.set("X-Delete-At", QByteArray::number(row.deleteAt.micros / 1'000'000));
    writeMetadata(headers, row.metadata, "Object");
}

Result<ObjectsHandler::Found> ObjectsHandler::find(const Call& call, bool write) const
{
    const auto account = call.id(accountId);
    TRY(checkObjectName(call.id(objectId)));
    return m_service.database().read([&](db::Connection& connection) -> Result<Found> {
        auto container = m_service.container(connection, account, call.id(containerId));
        TRY(m_service.authorize(call, account, container ? &*container : nullptr, write ? ObjectService::Want::Write : ObjectService::Want::Read));
        if (!container)
            return fail(container.error());
        Found found { std::move(*container), {} };
        found.object = TRY(Objects::findWhere(connection, QStringLiteral("container_id = ? AND name = ? AND (delete_at IS NULL OR delete_at > ?)"),
                                              { found.container.id, call.id(objectId), Clock::now().micros }));
        return found;
    });
}

Result<ObjectRow> ObjectsHandler::existing(const Call& call, bool write) const
{
    auto found = TRY(find(call, write));
    if (!found.object)
        return fail(ErrorCode::NotFound, QStringLiteral("The object %1/%2 does not exist.").arg(call.id(containerId), call.id(objectId)));
    return std::move(*found.object);
}

Result<http::Response> ObjectsHandler::show(Call& call)
{
    const auto row = TRY(existing(call, false));
    http::Response response;
    writeHeaders(response.headers, row);
    if (const int status = conditionalStatus(call.request.headers, row.etag, row.createdAt); status != 0) {
        response.status = status;
        return response;
    }
    if (call.request.method == "HEAD") {
        response.headers.set("Content-Length", QByteArray::number(row.bytes));
        return response;
    }
    // A Range that can't be read is as if it were not there (RFC 9110, 14.2).
    auto wanted = http::readRanges(call.request.headers.value("Range"), row.bytes);
    if (wanted.kind == http::RequestedRanges::Kind::Unsatisfiable) {
        response.status = 416;
        response.headers.set("Content-Range", http::contentRangeOfNothing(row.bytes));
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
        response.body = QByteArray("The object has " + QByteArray::number(row.bytes) + " bytes; none of the ranges asked for lies inside.\n");
        return response;
    }
    if (wanted.parts.size() > 1)
        return sendParts(call, row, std::move(wanted.parts), std::move(response));
    auto range = http::ByteRange::whole(row.bytes);
    if (!wanted.parts.empty()) {
        range = wanted.parts.front();
        response.status = 206;
        response.headers.set("Content-Range", range.contentRange(row.bytes));
    }
    auto blob = TRY(m_service.blobs().open(call.id(accountId), row.blobId, range.first, range.length()));
    response.body = http::FileBody(blob.file.release(), blob.offset, blob.length);
    return response;
}

/// Several ranges: multipart/byteranges, made while it is sent.
Result<http::Response> ObjectsHandler::sendParts(const Call& call, const ObjectRow& row, std::vector<http::ByteRange> ranges, http::Response response) const
{
    struct Parts {
        http::FileBody file;
        std::vector<http::ByteRange> ranges;
        QByteArray boundary;
        QByteArray type;
        qint64 size = 0;
        std::size_t at = 0;
        qint64 position = -1;      ///< -1: the part's header is next
    };
    auto blob = TRY(m_service.blobs().open(call.id(accountId), row.blobId));
    auto parts = std::make_shared<Parts>(Parts { http::FileBody(blob.file.release(), 0, row.bytes), std::move(ranges), newHexId().toLatin1(), row.contentType.toUtf8(), row.bytes });
    response.status = 206;
    response.headers.set("Content-Type", "multipart/byteranges;boundary=" + parts->boundary);
    response.body = http::StreamBody { [parts]() -> Result<QByteArray> {
        if (parts->at > parts->ranges.size())
            return QByteArray();
        if (parts->at == parts->ranges.size()) {
            ++parts->at;
            return "--" + parts->boundary + "--";
        }
        const auto& range = parts->ranges[parts->at];
        if (parts->position < 0) {
            parts->position = range.first;
            return "--" + parts->boundary + "\r\nContent-Type: " + parts->type + "\r\nContent-Range: " + range.contentRange(parts->size) + "\r\n\r\n";
        }
        auto piece = TRY(readAt(parts->file.fd(), parts->position, std::min<qint64>(pieceSize, range.last + 1 - parts->position)));
        parts->position += piece.size();
        if (parts->position > range.last) {
            piece += "\r\n";
            parts->position = -1;
            ++parts->at;
        }
        return piece;
    } };
    return response;
}

Result<Timestamp> ObjectsHandler::deleteAt(const http::Headers& headers)
{
    const auto after = headers.value("X-Delete-After");
    const auto at = headers.value("X-Delete-At");
    if (after.isEmpty() && at.isEmpty())
        return Timestamp {};
    const auto name = after.isEmpty() ? QStringLiteral("X-Delete-At") : QStringLiteral("X-Delete-After");
    bool ok = false;
    const auto seconds = (after.isEmpty() ? at : after).toLongLong(&ok);
    if (!ok || seconds > lastSecond)
        return fail(ErrorCode::BadRequest, QStringLiteral("Non-integer %1").arg(name), name);
    const auto time = after.isEmpty() ? Timestamp { seconds * 1'000'000 } : Clock::now().addSeconds(seconds);
    if (seconds < 0 || time <= Clock::now())
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 in past").arg(name), name);
    return time;
}

void ObjectsHandler::takeSystemHeaders(ObjectRow& row, const http::Headers& headers)
{
    row.headers.clear();
    for (const auto* name : keptHeaders)
        if (headers.contains(name))
            row.headers.insert(QString::fromLatin1(name), QString::fromUtf8(headers.value(name)));
}

Result<> ObjectsHandler::checkQuota(const ContainerRow& container, qint64 bytes, qint64 objects) const
{
    const auto limit = [&](const char* name) {
        bool ok = false;
        const auto value = container.metadata.value(QString::fromLatin1(name)).toLongLong(&ok);
        return ok ? value : std::numeric_limits<qint64>::max();
    };
    if (container.bytesUsed + bytes > limit("Quota-Bytes") || container.objectCount + objects > limit("Quota-Count"))
        return fail(ErrorCode::TooLarge, QStringLiteral("Upload exceeds quota."));
    return {};
}

Result<> ObjectsHandler::receive(Call& call, const ContainerRow& container, ObjectRow& row)
{
    auto writer = TRY(m_service.blobs().begin(container.account, call.request.contentLength.value_or(-1)));
    QByteArray buffer(pieceSize, Qt::Uninitialized);
    qint64 total = 0;
    for (;;) {
        const auto got = TRY(call.body.read(buffer.data(), buffer.size()));      // the writer aborts when it goes away
        if (got == 0)
            break;
        total += got;
        if (total > maxObjectBytes)
            return fail(ErrorCode::TooLarge, QStringLiteral("An object can have at most %1 bytes.").arg(maxObjectBytes));
        if (call.request.chunked)
            TRY(checkQuota(container, total, 1));
        TRY(writer->write(QByteArrayView(buffer.constData(), got)));
    }
    row.blobId = newUuid();
    const auto stored = TRY(writer->commit(row.blobId));
    row.bytes = stored.size;
    row.etag = QString::fromLatin1(stored.md5);
    auto wanted = QString::fromLatin1(call.request.headers.value("ETag")).toLower();
    if (wanted.size() >= 2 && wanted.startsWith(u'"'))
        wanted = wanted.mid(1, wanted.size() - 2);
    if (wanted.isEmpty() || wanted == row.etag)
        return {};
    (void)m_service.blobs().remove(container.account, row.blobId);
    return fail(ErrorCode::Unprocessable, QStringLiteral("The bytes received have the checksum %1, not the %2 that the ETag header promised. Send them again.").arg(row.etag, wanted.left(64)), QStringLiteral("ETag"));
}

Result<http::Response> ObjectsHandler::create(Call& call)
{
    const auto& headers = call.request.headers;
    if (headers.contains("X-Copy-From")) {
        if (call.request.hasBody())
            return fail(ErrorCode::BadRequest, QStringLiteral("Copy requests require a zero byte body"));
        const auto source = TRY(pathOf(headers, "X-Copy-From", "X-Copy-From-Account", call.id(accountId)));
        return copyObject(call, source, { call.id(accountId), call.id(containerId), call.id(objectId) });
    }
    const auto found = TRY(find(call, true));
    if (!call.query(u"multipart-manifest").isNull() || headers.contains("X-Object-Manifest"))
        return fail(ErrorCode::NotImplemented, QStringLiteral("This cloud's object store has no large-object manifests yet: upload the object whole (up to 5 GiB)."));
    if (!call.request.contentLength && !call.request.chunked)
        return fail(ErrorCode::LengthRequired, QStringLiteral("Missing Content-Length header."));
    if (call.request.contentLength.value_or(0) > maxObjectBytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("An object can have at most %1 bytes.").arg(maxObjectBytes));
    TRY(checkQuota(found.container, call.request.contentLength.value_or(0), found.object ? 0 : 1));
    if (found.object && headers.value("If-None-Match").trimmed() == "*")
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("The object exists already."));
    ObjectRow row;
    row.name = call.id(objectId);
    row.contentType = QString::fromUtf8(headers.value("Content-Type"));
    if (row.contentType.isEmpty() || headers.value("X-Detect-Content-Type").toLower() == "true")
        row.contentType = QMimeDatabase().mimeTypeForFile(row.name, QMimeDatabase::MatchExtension).name();
    row.metadata = TRY(metadataOf(headers, "Object"));
    row.deleteAt = TRY(deleteAt(headers));
    takeSystemHeaders(row, headers);
    TRY(receive(call, found.container, row));
    return store(call, found.container, std::move(row));
}

/// Puts the row in the place of an older object of that name, in one transaction with the container's counters.
/// The blob is there already; whichever blob ends up without a row goes.
Result<http::Response> ObjectsHandler::store(Call& call, const ContainerRow& container, ObjectRow row)
{
    row.id = newUuid();
    row.createdAt = Clock::now();
    QString replaced;
    const auto stored = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        replaced.clear();
        auto current = TRY(m_service.container(transaction, container.account, container.name));
        row.containerId = current.id;
        if (const auto old = TRY(Objects::findWhere(transaction, QStringLiteral("container_id = ? AND name = ?"), { current.id, row.name }))) {
            replaced = old->blobId;
            current.objectCount -= 1;
            current.bytesUsed -= old->bytes;
            TRY(Objects::remove(transaction, old->id));
        }
        TRY(checkQuota(current, row.bytes, 1));
        current.objectCount += 1;
        current.bytesUsed += row.bytes;
        current.updatedAt = row.createdAt;
        TRY(Objects::insert(transaction, row));
        TRY(Containers::update(transaction, current));
        return m_service.announce(transaction, call, replaced.isEmpty() ? "object.create" : "object.update", current, row.name);
    });
    // Best effort: a blob that stays behind is removed at the next start.
    if (const auto unowned = stored ? replaced : row.blobId; !unowned.isEmpty())
        (void)m_service.blobs().remove(container.account, unowned);
    TRY(Result<>(stored));
    http::Response response = http::Response::empty(201);
    response.headers.set("Etag", row.etag.toLatin1());
    response.headers.set("Last-Modified", toString(row.createdAt, TimeFormat::Http).toLatin1());
    response.headers.set("Content-Type", "text/html; charset=UTF-8");
    return response;
}

/// "/container/object" of a copy's header, in the account that the other header names.
Result<ObjectsHandler::Path> ObjectsHandler::pathOf(const http::Headers& headers, const char* name, const char* accountName, const QString& account)
{
    const auto text = http::percentDecoded(headers.value(name));
    const auto path = text.mid(text.startsWith(u'/') ? 1 : 0);
    if (!path.contains(u'/'))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("%1 header must be of the form <container name>/<object name>").arg(QLatin1String(name)), QString::fromLatin1(name));
    const auto other = http::percentDecoded(headers.value(accountName));
    return Path { other.isEmpty() ? account : other, path.section(u'/', 0, 0), path.section(u'/', 1) };
}

Result<http::Response> ObjectsHandler::copy(Call& call)
{
    const auto target = TRY(pathOf(call.request.headers, "Destination", "Destination-Account", call.id(accountId)));
    return copyObject(call, { call.id(accountId), call.id(containerId), call.id(objectId) }, target);
}

Result<http::Response> ObjectsHandler::copyObject(Call& call, const Path& from, const Path& to)
{
    auto source = call;
    source.ids = { { accountId, from.account }, { containerId, from.container }, { objectId, from.object } };
    auto target = call;
    target.ids = { { accountId, to.account }, { containerId, to.container }, { objectId, to.object } };
    auto row = TRY(existing(source, false));
    const auto found = TRY(find(target, true));
    TRY(checkQuota(found.container, row.bytes, found.object ? 0 : 1));
    const auto& headers = call.request.headers;
    if (headers.value("X-Fresh-Metadata").toLower() == "true")
        row.metadata.clear();
    TRY(mergeMetadata(row.metadata, headers, "Object"));
    if (headers.contains("Content-Type"))
        row.contentType = QString::fromUtf8(headers.value("Content-Type"));
    row.deleteAt = TRY(deleteAt(headers));
    row.name = to.object;

    const auto blob = TRY(m_service.blobs().open(from.account, row.blobId));
    auto writer = TRY(m_service.blobs().begin(to.account, row.bytes));
    for (qint64 at = 0; at < row.bytes;) {
        const auto piece = TRY(readAt(blob.file.get(), at, std::min<qint64>(pieceSize, row.bytes - at)));
        TRY(writer->write(piece));
        at += piece.size();
    }
    row.blobId = newUuid();
    TRY(writer->commit(row.blobId));
    auto response = TRY(store(target, found.container, std::move(row)));
    response.headers.set("X-Copied-From", (from.container + u'/' + from.object).toUtf8().toPercentEncoding("/"));
    return response;
}

Result<http::Response> ObjectsHandler::update(Call& call)
{
    auto row = TRY(existing(call, true));
    row.metadata = TRY(metadataOf(call.request.headers, "Object"));
    row.deleteAt = TRY(deleteAt(call.request.headers));
    takeSystemHeaders(row, call.request.headers);
    if (call.request.headers.contains("Content-Type"))
        row.contentType = QString::fromUtf8(call.request.headers.value("Content-Type"));
    row.createdAt = Clock::now();      // Last-Modified speaks of the metadata too
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto container = TRY(m_service.container(transaction, call.id(accountId), call.id(containerId)));
        // The object may have been replaced in the meantime: then these words were meant for another one.
        const auto current = TRY(Objects::find(transaction, row.id));
        if (!current)
            return fail(ErrorCode::Conflict, QStringLiteral("The object was replaced while its metadata was being changed. Try again."));
        TRY(Objects::update(transaction, row));
        TRY(m_service.announce(transaction, call, "object.update", container, row.name));
        return http::Response::empty(202);
    });
}

Result<http::Response> ObjectsHandler::remove(Call& call)
{
    const auto row = TRY(existing(call, true));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto container = TRY(m_service.container(transaction, call.id(accountId), call.id(containerId)));
        if (!TRY(Objects::remove(transaction, row.id)))
            return fail(ErrorCode::NotFound, QStringLiteral("The object %1 does not exist.").arg(row.name));
        container.objectCount -= 1;
        container.bytesUsed -= row.bytes;
        container.updatedAt = Clock::now();
        TRY(Containers::update(transaction, container));
        return m_service.announce(transaction, call, "object.delete", container, row.name);
    }));
    (void)m_service.blobs().remove(call.id(accountId), row.blobId);
    auto response = http::Response::empty(204);
    response.headers.set("Content-Type", "text/html; charset=UTF-8");
    return response;
}

} // namespace skylab::object
