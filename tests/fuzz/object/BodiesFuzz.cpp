#include "fuzz/object/Bodies.h"

#include "fuzz/Fuzz.h"
#include "object/model/ArchiveReader.h"
#include "object/model/FormData.h"
#include "object/model/Manifest.h"

namespace skylab::fuzz {

using namespace object;

namespace {

/// A body that comes in pieces of one size.
class PiecedBody final : public http::BodyReader {
public:
    PiecedBody(const QByteArray& bytes, qsizetype piece) : m_body(bytes), m_piece(piece) { }
    Result<qsizetype> read(char* to, qsizetype size) override { return m_body.read(to, std::min(size, m_piece)); }

private:
    http::MemoryBody m_body;
    qsizetype m_piece;
};

constexpr qsizetype mostOfAll = 1 << 20;

/// All that a form holds, or how far it could be read.
QByteArrayList partsOf(const QByteArray& boundary, const QByteArray& body, qsizetype piece)
{
    PiecedBody source(body, piece);
    FormData form(source, boundary);
    QByteArrayList parts;
    for (;;) {
        const auto next = form.next();
        ensureSays(next);
        if (!next)
            return parts << QByteArray("broken");
        if (!*next)
            return parts;
        QByteArray bytes;
        Result<qsizetype> got = 0;
        for (char some[700]; (got = form.read(some, 1 + bytes.size() % 700)) && *got > 0;)
            bytes.append(some, *got);
        ensureSays(got);
        ensure(!bytes.contains("\r\n--" + boundary), "a part ends at the boundary");
        parts << form.name().toUtf8() + '\n' + form.filename().toUtf8() + '\n' + bytes;
        if (!got)
            return parts << QByteArray("broken");
    }
}

} // namespace

void tryForm(const QByteArray& contentType, const QByteArray& body, qsizetype piece)
{
    const auto boundary = FormData::boundaryOf(contentType);
    ensure(boundary.size() <= 256, "a boundary is short");
    if (boundary.isEmpty())
        return;
    const auto whole = partsOf(boundary, body, std::max<qsizetype>(body.size(), 1));
    ensure(whole == partsOf(boundary, body, piece), "the pieces don't matter");
    qsizetype all = 0;
    for (const auto& part : whole)
        all += part.size();
    ensure(all <= 3 * body.size() + 64, "the parts are no more than the body");
}

void tryArchive(const QByteArray& extension, const QByteArray& body, qsizetype piece)
{
    const auto packed = ArchiveReader::packedOf(QString::fromUtf8(extension));
    if (!packed)
        return;
    PiecedBody source(body, piece);
    const auto archive = ArchiveReader::open(source, *packed);
    ensureSays(archive);
    qsizetype all = 0;
    for (int files = 0; archive && files < 100; ++files) {
        const auto next = (*archive)->next();
        ensureSays(next);
        if (!next || !*next)
            return;
        ensure((*archive)->size() >= 0, "a file has a size");
        ensure((*archive)->metadata().size() <= 4096, "a file has only so many attributes");
        Result<qsizetype> got = 0;
        for (char some[4096]; all < mostOfAll && (got = (*archive)->read(some, sizeof some)) && *got > 0;)
            all += *got;
        ensureSays(got);
        if (!got)
            return;
    }
}

void tryManifest(const QByteArray& json)
{
    const auto manifest = Manifest::fromClient(json, QStringLiteral("c/self"));
    ensureSays(manifest, 128 * 1024);
    if (!manifest)
        return;
    ensure(manifest->bytes() >= 0 && manifest->bytes() <= maxWholeBytes, "a large object has a size");
    ensure(manifest->objectCount() <= int(manifest->segments.size()), "segments are objects or bytes");
    auto resolved = *manifest;
    for (auto& segment : resolved.segments) {
        ensure(segment.isInline() ? !segment.data.isEmpty() : !segment.container().isEmpty() && !segment.object().isEmpty(), "a segment is something");
        ensure(segment.path != u"c/self", "a large object is no part of itself");
        // As the handler does, once it has seen the object.
        const auto ranges = http::readRanges("bytes=" + segment.rangeText, segment.bytes.value_or(1000));
        if (!segment.rangeText.isEmpty() && !ranges.parts.empty())
            segment.range = ranges.parts.front();
    }
    const auto stored = resolved.toStored();
    const auto again = Manifest::fromStored(stored);
    ensure(again && again->toStored() == stored, "a list that is kept and read is the same");
    ensure(again->etag() == resolved.etag() && again->bytes() == resolved.bytes(), "it is the same object");
    const auto raw = resolved.toRaw();
    const auto sent = Manifest::fromClient(raw, QStringLiteral("c/self"));
    ensure(!sent || sent->segments.size() == resolved.segments.size(), "a list that is given out and sent has as many segments");
}

} // namespace skylab::fuzz
