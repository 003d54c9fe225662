#include "object/handlers/ObjectsHandler.h"

#include "core/Uuid.h"
#include "object/ObjectService.h"
#include "object/handlers/LargeObjectsHandler.h"
#include "object/handlers/UploadsHandler.h"

namespace skylab::object {

namespace {

QByteArray locationOf(const ObjectPath& path) { return "/v1/" + (path.account + u'/' + path.container + u'/' + path.object).toUtf8().toPercentEncoding("/"); }

bool keepsVersions(const ContainerRow& container) { return container.versioning == u"on" || container.versioning == u"off"; }

Result<> checkVersionId(const ContainerRow& container, const QString& versionId)
{
    if (versionId.isEmpty() || versionId == u"null" || keepsVersions(container))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("version-aware operations require that the container is versioned"), QStringLiteral("version-id"));
}

} // namespace

void ObjectsHandler::writeLink(http::Headers& headers, const ObjectRow& row)
{
    headers.set("X-Symlink-Target", row.target.toUtf8().toPercentEncoding("/"));
    if (!row.targetAccount.isEmpty())
        headers.set("X-Symlink-Target-Account", row.targetAccount.toUtf8().toPercentEncoding());
    if (!row.wholeEtag.isEmpty()) {
        headers.set("X-Symlink-Target-Etag", row.wholeEtag.toLatin1());
        headers.set("X-Symlink-Target-Bytes", QByteArray::number(row.wholeBytes));
    }
}

void ObjectsHandler::writeHeaders(http::Headers& headers, const Located& located)
{
    const auto& row = located.row;
    headers.set("Content-Type", row.contentType.toUtf8());
    headers.set("Etag", row.etag.toLatin1());
    headers.set("Last-Modified", lastModified(row.createdAt));
    headers.set("X-Timestamp", swiftTimestamp(row.createdAt));
    headers.set("Accept-Ranges", "bytes");
    for (auto it = row.headers.begin(); it != row.headers.end(); ++it)
        headers.set(it.key().toLatin1(), it.value().toUtf8());
    if (!row.deleteAt.isNull())
        headers.set("X-Delete-At", QByteArray::number(row.deleteAt.micros / 1'000'000));
    if (row.kind == kind::staticLarge)
        headers.set("X-Static-Large-Object", "True");
    if (row.kind == kind::dynamicLarge)
        headers.set("X-Object-Manifest", row.target.toUtf8().toPercentEncoding("/"));
    if (row.kind == kind::symlink)
        writeLink(headers, row);
    if (keepsVersions(located.container))
        headers.set("X-Object-Version-Id", row.versionId.isEmpty() ? QByteArray("null") : row.versionId.toLatin1());
    if (located.isLinked)
        headers.set("Content-Location", locationOf(located.path));
    writeMetadata(headers, row.metadata, "Object");
}

Result<http::Response> ObjectsHandler::show(Visit& visit)
{
    TRY(checkObjectName(visit.path.object));
    const auto versionId = visit.query(u"version-id");
    const auto links = visit.query(u"symlink") == u"get" ? Library::Links::Show : Library::Links::Follow;
    for (int attempt = 1;; ++attempt) {
        const auto located = m_library.locate(visit.caller, visit.path, versionId, links);
        if (!versionId.isEmpty() && versionId != u"null" && (located || located.error().code == ErrorCode::NotFound))
            TRY(checkVersionId(TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::Read)), versionId));
        if (!located)
            return fail(located.error());
        http::Response response;
        writeHeaders(response.headers, *located);
        auto answer = showContents(visit, *located, std::move(response));
        if (answer || answer.error().code != ErrorCode::NotFound || attempt == attempts)
            return answer;
    }
}

Result<http::Response> ObjectsHandler::showContents(Visit& visit, const Located& located, http::Response response) const
{
    const bool asList = visit.query(u"multipart-manifest") == u"get";
    const bool isStatic = located.row.kind == kind::staticLarge;
    if (!visit.request().mayBlock && (isStatic || located.row.kind == kind::dynamicLarge))
        return http::Response::onWorker();
    if (asList && isStatic)
        return m_large.showList(visit, located, std::move(response));
    const auto contents = TRY(asList || located.row.kind == kind::symlink ? m_library.ownBytes(located) : m_library.contents(visit.caller, located));
    if (contents.isLarge && !contents.etag.isEmpty())
        response.headers.set("Etag", '"' + contents.etag.toLatin1() + '"');
    if (isStatic)
        response.headers.set("X-Manifest-Etag", located.row.etag.toLatin1());
    if (const int status = conditionalStatus(visit.headers(), contents.etag, located.row.createdAt); status != 0) {
        response.status = status;
        return response;
    }
    if (visit.isHead()) {
        if (!contents.isOpen)
            response.headers.set("Content-Length", QByteArray::number(contents.bytes));
        return response;
    }
    return send(visit, located, contents, std::move(response));
}

/// The whole or the parts that a Range asks for. One that can't be read is as if it were not there (RFC 9110, 14.2).
Result<http::Response> ObjectsHandler::send(Visit& visit, const Located& located, const Contents& contents, http::Response response) const
{
    using Kind = http::RequestedRanges::Kind;
    auto wanted = contents.isOpen ? http::RequestedRanges {} : http::readRanges(visit.headers().value("Range"), contents.bytes);
    if (const auto condition = visit.headers().value("If-Range"); !condition.isEmpty() && !QByteArray(condition).replace('"', "").contains(contents.etag.toLatin1()) && condition != response.headers.value("Last-Modified"))
        wanted = {};
    if (wanted.kind == Kind::Unsatisfiable) {
        response.status = 416;
        response.headers.set("Content-Range", http::contentRangeOfNothing(contents.bytes));
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
        response.body = QByteArray("The object has " + QByteArray::number(contents.bytes) + " bytes; none of the ranges asked for lies inside.\n");
        return response;
    }
    if (!visit.request().mayBlock && (wanted.parts.size() > 1 || located.row.hasBlob()))
        return http::Response::onWorker();
    if (wanted.parts.size() > 1)
        return sendParts(visit, located, contents, wanted.parts, std::move(response));
    auto range = http::ByteRange::whole(contents.bytes);
    if (!wanted.parts.empty()) {
        range = wanted.parts.front();
        response.status = 206;
        response.headers.set("Content-Range", range.contentRange(contents.bytes));
    }
    if (contents.bytes == 0)
        return response;
    if (!contents.isLarge && !located.row.hasBlob()) {
        response.body = located.row.content.mid(range.first, range.length());
        return response;
    }
    if (!contents.isLarge) {
        auto blob = TRY(m_service.blobs().open(located.path.account, located.row.blobId, range.first, range.length()));
        response.body = http::FileBody(blob.file.release(), blob.offset, blob.length);
        return response;
    }
    return stream(visit, located, contents, sliced(contents.pieces, range.first, range.length()), range.length(), std::move(response));
}

/// Several ranges: multipart/byteranges, made while it is sent.
Result<http::Response> ObjectsHandler::sendParts(Visit& visit, const Located& located, const Contents& contents, const std::vector<http::ByteRange>& ranges, http::Response response) const
{
    const auto boundary = newHexId().toLatin1();
    const auto type = response.headers.value("Content-Type");
    auto whole = contents;
    TRY(m_library.openOwn(whole));
    std::vector<Piece> pieces;
    qint64 length = 0;
    const auto say = [&](const QByteArray& text) {
        pieces.push_back({ .data = text, .length = text.size() });
        length += text.size();
    };
    for (const auto& range : ranges) {
        say("--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: " + range.contentRange(contents.bytes) + "\r\n\r\n");
        for (auto& piece : sliced(whole.pieces, range.first, range.length()))
            pieces.push_back(std::move(piece));
        length += range.length();
        say("\r\n");
    }
    say("--" + boundary + "--");
    response.status = 206;
    response.headers.set("Content-Type", "multipart/byteranges;boundary=" + boundary);
    return stream(visit, located, contents, std::move(pieces), length, std::move(response));
}

Result<http::Response> ObjectsHandler::stream(Visit& visit, const Located& located, const Contents& contents, std::vector<Piece> pieces, qint64 length, http::Response response) const
{
    const auto last = pieces.empty() ? QString() : pieces.back().object.object;
    auto reader = std::make_shared<PieceReader>(m_library, visit.caller, std::move(pieces));
    if (contents.isOpen)
        reader->continueWith(located, last);
    TRY(reader->begin());
    http::StreamBody body { [reader] { return reader->next(); } };
    if (!contents.isOpen)
        body.length = length;
    response.body = std::move(body);
    return response;
}

Result<http::Response> ObjectsHandler::update(Visit& visit)
{
    TRY(checkObjectName(visit.path.object));
    const auto container = TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::Write));
    const auto& headers = visit.headers();
    if (!visit.query(u"version-id").isNull())
        return fail(ErrorCode::MethodNotAllowed, QStringLiteral("The metadata of an older version can't be changed."));
    const auto wanted = TRY(UploadsHandler::rowOf(visit.path.object, headers));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto found = TRY(ContentStore::object(transaction, container.id, visit.path.object));
        if (!found)
            return fail(ErrorCode::NotFound, QStringLiteral("The object %1/%2 does not exist.").arg(visit.path.container, visit.path.object));
        auto row = *found;
        row.metadata = wanted.metadata;
        row.headers = wanted.headers;
        row.deleteAt = wanted.deleteAt;
        if (headers.contains("Content-Type"))
            row.contentType = QString::fromUtf8(headers.value("Content-Type"));
        if (row.kind != kind::staticLarge && row.kind != kind::symlink) {      // as Swift: a POST without it ends it
            row.kind = wanted.kind;
            row.target = wanted.target;
        }
        row.createdAt = Clock::now();      // Last-Modified speaks of the metadata too
        TRY(Objects::update(transaction, row));
        TRY(m_service.announce(transaction, visit.caller, "object.update", container, row.name));
        auto response = http::Response::empty(row.kind == kind::symlink ? 307 : 202);
        if (row.kind == kind::symlink)
            response.headers.set("Location", locationOf({ row.targetAccount.isEmpty() ? visit.path.account : row.targetAccount, row.target.section(u'/', 0, 0), row.target.section(u'/', 1) }));
        return response;
    });
}

Result<Change> ObjectsHandler::removeOne(const Caller& caller, const ObjectPath& path, const QString& versionId)
{
    TRY(checkObjectName(path.object));
    const auto container = TRY(m_service.container(caller, path, ObjectService::Want::Write));
    TRY(checkVersionId(container, versionId));
    const auto change = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Change> {
        const auto current = TRY(ContentStore::container(transaction, path.account, path.container));
        if (!current)
            return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(path.container));
        auto removed = TRY(versionId.isEmpty() ? ContentStore::remove(transaction, *current, path.object) : ContentStore::removeVersion(transaction, *current, path.object, versionId));
        if (removed.found)
            TRY(m_service.announce(transaction, caller, "object.delete", *current, path.object));
        return removed;
    }));
    m_service.removeBlobs(change);
    return change;
}

Result<http::Response> ObjectsHandler::remove(Visit& visit)
{
    const auto change = TRY(removeOne(visit.caller, visit.path, visit.query(u"version-id")));
    if (!change.found)
        return fail(ErrorCode::NotFound, QStringLiteral("The object %1/%2 does not exist.").arg(visit.path.container, visit.path.object));
    auto response = http::Response::empty(204);
    response.headers.set("Content-Type", "text/html; charset=UTF-8");
    if (!change.versionId.isEmpty())
        response.headers.set("X-Object-Version-Id", change.versionId.toLatin1());
    if (!change.currentVersionId.isEmpty())
        response.headers.set("X-Object-Current-Version-Id", change.currentVersionId.toLatin1());
    return response;
}

} // namespace skylab::object
