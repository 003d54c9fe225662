#include "object/handlers/Contents.h"

#include "object/ObjectService.h"
#include "object/model/Headers.h"
#include "object/store/ListingStore.h"

#include <QCryptographicHash>

#include <cerrno>
#include <cstring>

namespace skylab::object {

namespace {

constexpr qsizetype pieceSize = 256 * 1024;
constexpr int maxLinks = 2;                        // as /info says
constexpr int countedSegments = 10'000;

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

QString etagOf(const ObjectRow& row) { return row.kind == kind::staticLarge ? row.wholeEtag : row.etag; }

} // namespace

Result<Located> Library::locate(const Caller& caller, ObjectPath path, const QString& versionId, Links links) const
{
    auto version = versionId;
    QString wantedEtag;
    for (int hops = 0; hops <= maxLinks; ++hops) {
        auto container = TRY(m_service.container(caller, path, ObjectService::Want::Read));
        auto row = TRY(m_service.database().read([&](db::Connection& connection) {
            return version.isEmpty() ? ContentStore::object(connection, container.id, path.object) : ContentStore::version(connection, container.id, path.object, version);
        }));
        if (!row || row->kind == kind::deleted)
            return fail(ErrorCode::NotFound, QStringLiteral("The object %1/%2 does not exist.").arg(path.container, path.object));
        if (row->kind != kind::symlink || links == Links::Show) {
            if (!wantedEtag.isEmpty() && etagOf(*row) != wantedEtag)
                return fail(ErrorCode::Conflict, QStringLiteral("Object Etag does not match X-Symlink-Target-Etag header."));
            return Located { std::move(container), std::move(*row), path, hops > 0 };
        }
        if (!row->wholeEtag.isEmpty())
            wantedEtag = row->wholeEtag;
        path = { row->targetAccount.isEmpty() ? path.account : row->targetAccount, row->target.section(u'/', 0, 0), row->target.section(u'/', 1) };
        version.clear();
    }
    return fail(ErrorCode::Conflict, QStringLiteral("Too many levels of symbolic links, maximum allowed is %1").arg(maxLinks));
}

Result<Contents> Library::ownBytes(const Located& located) const
{
    Contents contents;
    contents.bytes = located.row.bytes;
    contents.etag = located.row.etag;
    if (!located.row.content.isEmpty())
        contents.pieces.push_back({ .data = located.row.content, .length = located.row.bytes });
    else if (located.row.hasBlob() && located.row.bytes > 0)
        contents.pieces.push_back({ .account = located.path.account, .blobId = located.row.blobId, .length = located.row.bytes });
    return contents;
}

Result<> Library::openOwn(Contents& contents) const
{
    for (auto& piece : contents.pieces)
        if (!piece.blobId.isEmpty())
            piece.blob = std::make_shared<const OpenedBlob>(TRY(m_service.blobs().open(piece.account, piece.blobId)));
    return {};
}

Result<Manifest> Library::manifest(const Located& located) const
{
    if (!located.row.hasBlob())
        return Manifest::fromStored(located.row.content);
    const auto blob = TRY(m_service.blobs().open(located.path.account, located.row.blobId));
    return Manifest::fromStored(TRY(readAt(blob.file.get(), blob.offset, blob.length)));
}

Result<Contents> Library::contents(const Caller& caller, const Located& located) const
{
    if (located.row.kind == kind::dynamicLarge)
        return dynamicContents(caller, located);
    if (located.row.kind != kind::staticLarge)
        return ownBytes(located);
    Contents contents;
    contents.isLarge = true;
    contents.bytes = located.row.wholeBytes;
    contents.etag = located.row.wholeEtag;
    const auto list = TRY(manifest(located));
    for (const auto& segment : list.segments) {
        if (segment.isInline())
            contents.pieces.push_back({ .data = segment.data, .length = segment.data.size() });
        else
            contents.pieces.push_back({ .object = { located.path.account, segment.container(), segment.object() }, .etag = segment.etag,
                                        .first = segment.range ? segment.range->first : 0, .length = segment.length() });
    }
    return contents;
}

Result<std::vector<Piece>> Library::segmentsAfter(const Caller& caller, const Located& located, const QString& marker, int limit) const
{
    const ObjectPath where { located.path.account, located.row.target.section(u'/', 0, 0), {} };
    const auto container = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, where.account, where.container); }));
    if (!container)
        return std::vector<Piece>();
    TRY(m_service.authorize(caller, where.account, &*container, ObjectService::Want::Read));
    ListingQuery query;
    query.prefix = located.row.target.section(u'/', 1);
    query.marker = marker;
    query.limit = limit;
    const auto entries = TRY(m_service.database().read([&](db::Connection& connection) { return ListingStore::objects(connection, *container, query); }));
    std::vector<Piece> pieces;
    for (const auto& entry : entries) {
        auto etag = entry.sloEtag.isEmpty() ? QString::fromLatin1(entry.etag) : entry.sloEtag;
        if (!entry.symlinkPath.isEmpty()) {      // its length is that of what it points at
            const auto target = TRY(locate(caller, { where.account, where.container, entry.name }));
            etag = etagOf(target.row);
            pieces.push_back({ .object = { where.account, where.container, entry.name }, .etag = etag, .length = target.row.shownBytes() });
            continue;
        }
        pieces.push_back({ .object = { where.account, where.container, entry.name }, .etag = etag, .length = entry.bytes });
    }
    return pieces;
}

Result<Contents> Library::dynamicContents(const Caller& caller, const Located& located) const
{
    Contents contents;
    contents.isLarge = true;
    contents.pieces = TRY(segmentsAfter(caller, located, {}, countedSegments + 1));
    contents.isOpen = int(contents.pieces.size()) > countedSegments;
    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const auto& piece : contents.pieces) {
        contents.bytes += std::min(piece.length, maxWholeBytes - contents.bytes);
        hash.addData(piece.etag.toLatin1());
    }
    contents.etag = contents.isOpen ? QString() : QString::fromLatin1(hash.result().toHex());
    return contents;
}

std::vector<Piece> sliced(const std::vector<Piece>& pieces, qint64 first, qint64 length)
{
    std::vector<Piece> result;
    for (const auto& piece : pieces) {
        if (length <= 0)
            break;
        if (first >= piece.length) {
            first -= piece.length;
            continue;
        }
        auto part = piece;
        part.length = std::min(piece.length - first, length);
        part.first += first;
        if (!part.data.isEmpty()) {
            part.data = part.data.mid(first, part.length);
            part.first = 0;
        }
        length -= part.length;
        first = 0;
        result.push_back(std::move(part));
    }
    return result;
}

PieceReader::PieceReader(const Library& library, Caller caller, std::vector<Piece> pieces) : m_library(library), m_caller(std::move(caller))
{
    std::reverse(pieces.begin(), pieces.end());
    m_levels.push_back(std::move(pieces));
}

void PieceReader::continueWith(Located dynamic, QString marker)
{
    m_dynamic = std::move(dynamic);
    m_marker = std::move(marker);
}

/// Another object's turn has come.
Result<> PieceReader::enter(const Piece& piece)
{
    if (int(m_levels.size()) > maxNesting)
        return fail(ErrorCode::Conflict, QStringLiteral("Large objects are nested more than %1 deep.").arg(maxNesting));
    const auto located = TRY(m_library.locate(m_caller, piece.object));
    const auto contents = TRY(m_library.contents(m_caller, located));
    if ((!piece.etag.isEmpty() && contents.etag != piece.etag) || contents.bytes < piece.first + piece.length)
        return fail(ErrorCode::Conflict, QStringLiteral("The segment %1/%2 was changed since the large object was made.").arg(piece.object.container, piece.object.object));
    auto parts = sliced(contents.pieces, piece.first, piece.length);
    std::reverse(parts.begin(), parts.end());
    m_levels.push_back(std::move(parts));
    return {};
}

/// Goes on until there are bytes to read. False: there are none left.
Result<bool> PieceReader::settle()
{
    while (m_left == 0 && m_rest.isEmpty()) {
        while (!m_levels.empty() && m_levels.back().empty())
            m_levels.pop_back();
        if (m_levels.empty()) {
            if (!m_dynamic)
                return false;
            auto more = TRY(m_library.segmentsAfter(m_caller, *m_dynamic, m_marker, countedSegments));
            if (more.empty())
                return false;
            m_marker = more.back().object.object;
            std::reverse(more.begin(), more.end());
            m_levels.push_back(std::move(more));
            continue;
        }
        const auto piece = std::move(m_levels.back().back());
        m_levels.back().pop_back();
        if (!piece.data.isEmpty()) {
            m_rest = piece.data;
        } else if (!piece.blobId.isEmpty()) {
            m_blob = piece.blob;
            if (!m_blob)
                m_blob = std::make_shared<const OpenedBlob>(TRY(m_library.service().blobs().open(piece.account, piece.blobId)));
            m_offset = m_blob->offset + piece.first;
            m_left = piece.length;
        } else if (piece.length > 0) {
            TRY(enter(piece));
        }
    }
    return true;
}

Result<> PieceReader::begin()
{
    const auto settled = settle();
    if (settled)
        return {};
    if (settled.error().code == ErrorCode::Internal)
        return fail(settled.error());
    return fail(ErrorCode::Conflict, settled.error().message);
}

Result<QByteArray> PieceReader::next()
{
    if (!TRY(settle()))
        return QByteArray();
    if (!m_rest.isEmpty())
        return std::exchange(m_rest, {});
    auto bytes = TRY(readAt(m_blob->file.get(), m_offset, std::min<qint64>(pieceSize, m_left)));
    m_offset += bytes.size();
    m_left -= bytes.size();
    return bytes;
}

Result<qsizetype> PieceReader::read(char* to, qsizetype size)
{
    qsizetype done = 0;
    while (done < size) {
        auto bytes = TRY(next());
        if (bytes.isEmpty())
            break;
        const auto count = std::min(size - done, bytes.size());
        std::memcpy(to + done, bytes.constData(), std::size_t(count));
        done += count;
        m_rest = bytes.mid(count);
    }
    return done;
}

} // namespace skylab::object
