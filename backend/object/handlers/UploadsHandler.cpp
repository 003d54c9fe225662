#include "object/handlers/UploadsHandler.h"

#include "core/Uuid.h"
#include "object/ObjectService.h"

#include <QCryptographicHash>
#include <QUrl>

#include <array>

namespace skylab::object {

namespace {

/// Given back as they came.
constexpr std::array keptHeaders { "Content-Encoding", "Content-Disposition", "Content-Language", "Cache-Control", "Expires", "X-Robots-Tag" };

constexpr qsizetype pieceSize = 256 * 1024;

qint64 limitOf(const sdk::StringMap& metadata, const char* name)
{
    bool ok = false;
    const auto value = metadata.value(QString::fromLatin1(name)).toLongLong(&ok);
    return ok ? value : std::numeric_limits<qint64>::max();
}

QString normalized(const QByteArray& etag)
{
    auto text = QString::fromLatin1(etag).trimmed().toLower();
    return text.size() >= 2 && text.startsWith(u'"') && text.endsWith(u'"') ? text.mid(1, text.size() - 2) : text;
}

} // namespace

void UploadsHandler::takeSystemHeaders(ObjectRow& row, const http::Headers& headers)
{
    row.headers.clear();
    for (const auto* name : keptHeaders)
        if (headers.contains(name))
            row.headers.insert(QString::fromLatin1(name), QString::fromUtf8(headers.value(name)));
}

Result<ObjectRow> UploadsHandler::rowOf(const QString& name, const http::Headers& headers)
{
    ObjectRow row;
    row.name = name;
    row.contentType = QString::fromUtf8(headers.value("Content-Type"));
    if (row.contentType.isEmpty() || isTrue(QString::fromLatin1(headers.value("X-Detect-Content-Type"))))
        row.contentType = guessedType(name);
    if (hasControls(row.contentType.toUtf8()))
        return fail(ErrorCode::BadRequest, QStringLiteral("Content-Type must not have control characters."), QStringLiteral("Content-Type"));
    row.metadata = TRY(metadataOf(headers, "Object"));
    row.deleteAt = TRY(deleteTime(headers));
    takeSystemHeaders(row, headers);
    for (auto it = row.headers.cbegin(); it != row.headers.cend(); ++it)
        if (hasControls(it.value().toUtf8()))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 must not have control characters.").arg(it.key()), it.key());
    if (headers.contains("X-Object-Manifest")) {
        row.kind = kind::dynamicLarge;
        row.target = http::percentDecoded(headers.value("X-Object-Manifest"));
        const auto prefix = row.target.section(u'/', 1);
        if (row.target.section(u'/', 0, 0).isEmpty() || prefix.isEmpty() || row.target.contains(u'?'))
            return fail(ErrorCode::BadRequest, QStringLiteral("X-Object-Manifest must be in the format container/prefix"), QStringLiteral("X-Object-Manifest"));
    }
    return row;
}

/// X-Symlink-Target: what the row points at. A static link's target must be there and be the one that is meant.
Result<> UploadsHandler::takeLink(const Visit& visit, ObjectRow& row) const
{
    const auto& headers = visit.headers();
    if (!headers.contains("X-Symlink-Target"))
        return {};
    if (http::percentDecoded(headers.value("X-Symlink-Target")).startsWith(u'/'))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("X-Symlink-Target header must be of the form <container name>/<object name>"), QStringLiteral("X-Symlink-Target"));
    const auto target = TRY(pathOfHeader(headers, "X-Symlink-Target", "X-Symlink-Target-Account", visit.path.account));
    if (target == visit.path)
        return fail(ErrorCode::BadRequest, QStringLiteral("Symlink cannot target itself"), QStringLiteral("X-Symlink-Target"));
    if (visit.request().contentLength.value_or(0) > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Symlink requests require a zero byte body"));
    row.kind = kind::symlink;
    row.target = target.container + u'/' + target.object;
    row.targetAccount = target.account == visit.path.account ? QString() : target.account;
    const auto etag = normalized(headers.value("X-Symlink-Target-Etag"));
    if (!headers.contains("Content-Type"))
        row.contentType = QStringLiteral("application/symlink");
    if (etag.isEmpty())
        return {};
    const auto found = m_library.locate(visit.caller, target);
    if (!found && found.error().code != ErrorCode::NotFound)
        return fail(found.error());
    const auto shown = !found ? QString() : found->row.kind == kind::staticLarge ? found->row.wholeEtag : found->row.etag;
    if (shown != etag)
        return fail(ErrorCode::Conflict, QStringLiteral("Object Etag '%1' does not match X-Symlink-Target-Etag header '%2'").arg(shown, etag.left(64)), QStringLiteral("X-Symlink-Target-Etag"));
    row.wholeEtag = etag;
    row.wholeBytes = found->row.shownBytes();
    if (!headers.contains("Content-Type"))
        row.contentType = found->row.contentType;
    return {};
}

Result<> UploadsHandler::checkQuota(const Caller& caller, db::Connection& connection, const ContainerRow& container, qint64 bytes, qint64 objects) const
{
    const auto exceeded = [] { return fail(ErrorCode::TooLarge, QStringLiteral("Upload exceeds quota.")); };
    if (container.bytesUsed + container.versionBytes + bytes > limitOf(container.metadata, "Quota-Bytes") || container.objectCount + objects > limitOf(container.metadata, "Quota-Count"))
        return exceeded();
    const auto account = TRY(Accounts::find(connection, container.account));
    if (account && account->bytesUsed + bytes > limitOf(account->metadata, "Quota-Bytes") && !m_service.isReseller(caller))
        return exceeded();
    return {};
}

Result<> UploadsHandler::checkEtag(const Upload& upload) const
{
    const auto wanted = normalized(upload.etag);
    if (wanted.isEmpty() || wanted == upload.row.etag)
        return {};
    return fail(ErrorCode::Unprocessable, QStringLiteral("The bytes received have the checksum %1, not the %2 that the ETag header promised. Send them again.").arg(upload.row.etag, wanted.left(64)), QStringLiteral("ETag"));
}

/// Streams the body into a blob; fills in blob, size and checksum. What is small needs no blob.
Result<> UploadsHandler::receive(Upload& upload, const ContainerRow& container, http::BodyReader& body)
{
    const auto used = container.bytesUsed + container.versionBytes;
    const auto quota = limitOf(container.metadata, "Quota-Bytes");
    std::unique_ptr<BlobWriter> writer;
    QByteArray buffer(pieceSize, Qt::Uninitialized);
    qint64 total = 0;
    upload.row.content.clear();      // of what it is a copy of
    for (;;) {
        const auto got = TRY(body.read(buffer.data(), buffer.size()));      // the writer aborts when it goes away
        if (got == 0)
            break;
        total += got;
        if (total > upload.limit)
            return fail(ErrorCode::TooLarge, QStringLiteral("An object can have at most %1 bytes.").arg(upload.limit));
        if (total > quota - used && !upload.length)
            return fail(ErrorCode::TooLarge, QStringLiteral("Upload exceeds quota."));
        if (!writer && total <= smallObject) {
            upload.row.content.append(buffer.constData(), got);
            continue;
        }
        if (!writer) {
            writer = TRY(m_service.blobs().begin(upload.account, upload.length.value_or(-1)));
            TRY(writer->write(std::exchange(upload.row.content, {})));
        }
        TRY(writer->write(QByteArrayView(buffer.constData(), got)));
    }
    upload.row.blobId = newUuid();
    if (!writer) {
        upload.row.blobId.prepend(u'-');
        upload.row.bytes = upload.row.content.size();
        upload.row.etag = QString::fromLatin1(QCryptographicHash::hash(upload.row.content, QCryptographicHash::Md5).toHex());
        return {};
    }
    const auto stored = TRY(writer->commit(upload.row.blobId));
    upload.row.bytes = stored.size;
    upload.row.etag = QString::fromLatin1(stored.md5);
    return {};
}

/// One transaction with the counters. The blob is there already; whichever blob ends up without a row goes.
Result<Change> UploadsHandler::commit(const Caller& caller, const ContainerRow& container, const Upload& upload)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<Change> {
        auto current = TRY(ContentStore::container(transaction, container.account, container.name));
        if (!current)
            return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(container.name));
        const auto old = TRY(ContentStore::object(transaction, current->id, upload.row.name));
        if (old && upload.ifAbsent)
            return fail(ErrorCode::PreconditionFailed, QStringLiteral("The object exists already."));
        auto without = *current;      // what is replaced makes room
        if (old && current->versioning != u"on") {
            if (old->versionId.isEmpty())      // one that has an id is kept
                without.bytesUsed -= old->bytes;
            without.objectCount -= 1;
        }
        TRY(checkQuota(caller, transaction, without, upload.row.bytes, old && current->versioning == u"on" ? 0 : 1));
        auto row = upload.row;
        row.createdAt = Clock::now();
        auto change = TRY(ContentStore::put(transaction, *current, std::move(row)));
        TRY(m_service.announce(transaction, caller, change.before ? "object.update" : "object.create", *current, upload.row.name));
        return change;
    });
}

Result<Change> UploadsHandler::store(const Caller& caller, const ContainerRow& container, Upload upload, http::BodyReader& body)
{
    const auto existing = TRY(m_service.database().read([&](db::Connection& connection) -> Result<bool> {
        const auto old = TRY(ContentStore::object(connection, container.id, upload.row.name));
        TRY(checkQuota(caller, connection, container, upload.length.value_or(0), old ? 0 : 1));
        return old.has_value();
    }));
    if (existing && upload.ifAbsent)
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("The object exists already."));
    if (upload.length.value_or(0) > upload.limit)
        return fail(ErrorCode::TooLarge, QStringLiteral("An object can have at most %1 bytes.").arg(upload.limit));
    TRY(receive(upload, container, body));
    auto stored = checkEtag(upload).and_then([&] { return commit(caller, container, upload); });
    if (stored) {
        m_service.removeBlobs(*stored);
    } else if (upload.row.hasBlob() && stored.error().code != ErrorCode::Unavailable) {
        // When the connection breaks during a commit, the row may be there: the next start knows whose the blob is.
        Change unowned;
        unowned.blobs.append({ upload.account, upload.row.blobId });
        m_service.removeBlobs(unowned);
    }
    return stored;
}

http::Response UploadsHandler::created(const Change& change, const QString& etag)
{
    auto response = http::Response::empty(201);
    response.headers.set("Etag", etag.toLatin1());
    response.headers.set("Last-Modified", lastModified(change.after ? change.after->createdAt : Clock::now()));
    response.headers.set("Content-Type", "text/html; charset=UTF-8");
    if (!change.versionId.isEmpty())
        response.headers.set("X-Object-Version-Id", change.versionId.toLatin1());
    return response;
}

/// PUT ?version-id: an older version becomes the current one.
Result<http::Response> UploadsHandler::makeCurrent(Visit& visit, const ContainerRow& container)
{
    const auto versionId = visit.query(u"version-id");
    if (visit.request().hasBody())
        return fail(ErrorCode::BadRequest, QStringLiteral("PUT version-id requests require a zero byte body"));
    if (container.versioning != u"on" && container.versioning != u"off")
        return fail(ErrorCode::BadRequest, QStringLiteral("version-aware operations require that the container is versioned"), QStringLiteral("version-id"));
    if (versionId == u"null" || versionId.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid version parameter"), QStringLiteral("version-id"));
    const auto change = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Change> {
        auto made = TRY(ContentStore::makeCurrent(transaction, container, visit.path.object, versionId));
        if (!made.found)
            return fail(ErrorCode::NotFound, QStringLiteral("The specified version does not exist"));
        // Its bytes counted before, too; but there may be one more object now.
        const auto now = TRY(ContentStore::container(transaction, container.account, container.name));
        if (now)
            TRY(checkQuota(visit.caller, transaction, *now, 0, 0));
        TRY(m_service.announce(transaction, visit.caller, "object.update", container, visit.path.object));
        return made;
    }));
    return created(change, change.after->etag);
}

Result<bool> UploadsHandler::wantsAbsent(const http::Headers& headers)
{
    const auto absent = headers.value("If-None-Match").trimmed();
    if (!absent.isEmpty() && absent != "*")
        return fail(ErrorCode::BadRequest, QStringLiteral("If-None-Match of a PUT can only be *."), QStringLiteral("If-None-Match"));
    return absent == "*";
}

Result<http::Response> UploadsHandler::create(Visit& visit)
{
    const auto& headers = visit.headers();
    const auto& request = visit.request();
    if (headers.contains("X-Copy-From")) {
        if (request.hasBody())
            return fail(ErrorCode::BadRequest, QStringLiteral("Copy requests require a zero byte body"));
        const auto source = TRY(pathOfHeader(headers, "X-Copy-From", "X-Copy-From-Account", visit.path.account));
        return copyObject(visit, source, visit.path);
    }
    TRY(checkObjectName(visit.path.object));
    const auto container = TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::Write));
    if (!request.contentLength && !request.chunked)
        return fail(ErrorCode::LengthRequired, QStringLiteral("Missing Content-Length header."));
    if (!visit.query(u"version-id").isNull())
        return makeCurrent(visit, container);
    const bool absent = TRY(wantsAbsent(headers));
    auto row = TRY(rowOf(visit.path.object, headers));
    Upload upload { .account = visit.path.account, .row = std::move(row), .length = request.contentLength, .etag = headers.value("ETag"), .ifAbsent = absent };
    TRY(takeLink(visit, upload.row));
    const auto change = TRY(store(visit.caller, container, std::move(upload), visit.call.body));
    return created(change, change.after->etag);
}

Result<http::Response> UploadsHandler::copy(Visit& visit)
{
    if (!visit.headers().contains("Destination"))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("Destination header required"), QStringLiteral("Destination"));
    const auto target = TRY(pathOfHeader(visit.headers(), "Destination", "Destination-Account", visit.path.account));
    return copyObject(visit, visit.path, target);
}

/// The source's row with the changes that the request's headers make. `asItIs`: also what makes it a list or a link.
Result<ObjectRow> UploadsHandler::copiedRow(const Visit& visit, const Located& source, bool asItIs) const
{
    const auto& headers = visit.headers();
    ObjectRow row;
    row.contentType = headers.contains("Content-Type") ? QString::fromUtf8(headers.value("Content-Type")) : source.row.contentType;
    if (!isTrue(QString::fromLatin1(headers.value("X-Fresh-Metadata")))) {
        row.metadata = source.row.metadata;
        row.headers = source.row.headers;
        row.deleteAt = source.row.deleteAt;
    }
    TRY(mergeMetadata(row.metadata, headers, "Object"));
    ObjectRow said;
    takeSystemHeaders(said, headers);
    row.headers.insert(said.headers);
    if (const auto time = TRY(deleteTime(headers)); !time.isNull())
        row.deleteAt = time;
    if (!asItIs)
        return row;
    row.kind = source.row.kind;
    row.wholeBytes = source.row.wholeBytes;
    row.wholeEtag = source.row.wholeEtag;
    row.target = source.row.target;
    row.targetAccount = source.row.targetAccount;
    return row;
}

Result<UploadsHandler::Source> UploadsHandler::openSource(const Visit& visit, const ObjectPath& from, bool asLink, bool asItIs) const
{
    std::optional<Error> missing;
    QString blobId;
    for (int attempt = 1; attempt <= attempts; ++attempt) {
        auto located = TRY(m_library.locate(visit.caller, from, visit.query(u"version-id"), asLink ? Library::Links::Show : Library::Links::Follow));
        if (missing && located.row.blobId == blobId)
            return fail(*missing);      // it was not replaced: something that it refers to is not there
        blobId = located.row.blobId;
        Source source { std::move(located), {} };
        const auto opened = [&]() -> Result<> {
            source.contents = TRY(asItIs ? m_library.ownBytes(source.located) : m_library.contents(visit.caller, source.located));
            return m_library.openOwn(source.contents);
        }();
        if (opened)
            return source;
        if (opened.error().code != ErrorCode::NotFound)
            return fail(opened.error());
        missing = opened.error();
    }
    return fail(ErrorCode::Conflict, QStringLiteral("The object %1/%2 was replaced each time that its copy began. Try again.").arg(from.container, from.object));
}

Result<http::Response> UploadsHandler::copyObject(Visit& visit, const ObjectPath& from, const ObjectPath& to)
{
    TRY(checkObjectName(from.object));
    TRY(checkObjectName(to.object));
    const bool asLink = visit.query(u"symlink") == u"get";
    const bool asItIs = asLink || visit.query(u"multipart-manifest") == u"get";
    const auto opened = TRY(openSource(visit, from, asLink, asItIs));
    const auto& source = opened.located;
    const auto& contents = opened.contents;
    const auto container = TRY(m_service.container(visit.caller, to, ObjectService::Want::Write));
    if (const int status = conditionalStatus(visit.headers(), source.row.kind == kind::staticLarge ? source.row.wholeEtag : source.row.etag, source.row.createdAt); status == 412)
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("The source is not as the request's conditions want it."));
    auto row = TRY(copiedRow(visit, source, asItIs));
    Upload upload { .account = to.account, .row = std::move(row) };
    upload.row.name = to.object;
    // Other conditions are about the source, and so is this one of a COPY.
    upload.ifAbsent = visit.request().method == "PUT" && visit.headers().value("If-None-Match").trimmed() == "*";
    if (upload.row.kind == kind::symlink && upload.row.targetAccount.isEmpty() && to.account != source.path.account)
        upload.row.targetAccount = source.path.account;
    if (contents.bytes > maxObjectBytes || contents.isOpen)
        return fail(ErrorCode::TooLarge, QStringLiteral("The copy would be larger than an object can be: copy its list of segments with multipart-manifest=get."));
    upload.length = contents.bytes;
    PieceReader reader(m_library, visit.caller, contents.pieces);
    TRY(reader.begin());
    const auto change = TRY(store(visit.caller, container, std::move(upload), reader));
    auto response = created(change, change.after->etag);
    response.headers.set("X-Copied-From", (from.container + u'/' + from.object).toUtf8().toPercentEncoding("/"));
    response.headers.set("X-Copied-From-Account", from.account.toUtf8().toPercentEncoding());
    response.headers.set("X-Copied-From-Last-Modified", lastModified(source.row.createdAt));
    writeMetadata(response.headers, change.after->metadata, "Object");
    if (!change.after->deleteAt.isNull())
        response.headers.set("X-Delete-At", QByteArray::number(change.after->deleteAt.micros / 1'000'000));
    return response;
}

} // namespace skylab::object
