#include "object/handlers/LargeObjectsHandler.h"

#include "object/ObjectService.h"

#include <QHash>

namespace skylab::object {

/// Whether the object is the one that the list means; takes over what it is.
void LargeObjectsHandler::checkSegment(const Located& found, bool isLast, Segment& segment, Report& report) const
{
    const auto name = u'/' + segment.path;
    const auto& row = found.row;
    const auto size = row.shownBytes();
    const auto etag = row.kind == kind::staticLarge ? row.wholeEtag : row.etag;
    if (segment.bytes && *segment.bytes != size)
        report.errors.append({ name, QStringLiteral("Size Mismatch") });
    if (!segment.etag.isEmpty() && segment.etag != etag)
        report.errors.append({ name, QStringLiteral("Etag Mismatch") });
    segment.bytes = size;
    segment.etag = etag;
    segment.contentType = row.contentType;
    segment.modified = row.createdAt;
    segment.isManifest = row.kind == kind::staticLarge;
    if (!segment.rangeText.isEmpty()) {
        const auto wanted = http::readRanges("bytes=" + segment.rangeText, size);
        if (wanted.parts.empty())
            report.errors.append({ name, QStringLiteral("Unsatisfiable Range") });
        else if (wanted.parts.front() != http::ByteRange::whole(size))
            segment.range = wanted.parts.front();
    }
    if (segment.length() < 1 && !isLast)
        report.errors.append({ name, QStringLiteral("Too small; each segment must be at least 1 byte.") });
}

void LargeObjectsHandler::check(const Visit& visit, Manifest& manifest, Report& report) const
{
    QHash<QString, Result<Located>> known;      // a list may name one object often
    for (std::size_t i = 0; i < manifest.segments.size(); ++i) {
        auto& segment = manifest.segments[i];
        if (segment.isInline())
            continue;
        auto found = known.find(segment.path);
        if (found == known.end())
            found = known.insert(segment.path, m_library.locate(visit.caller, { visit.path.account, segment.container(), segment.object() }));
        if (*found)
            checkSegment(found->value(), i + 1 == manifest.segments.size(), segment, report);
        else
            report.errors.append({ u'/' + segment.path, statusLine(service::statusOf(found->error(), service::FaultStyle::Swift)) });
    }
}

Result<http::Response> LargeObjectsHandler::create(Visit& visit)
{
    const auto& request = visit.request();
    TRY(checkObjectName(visit.path.object));
    const auto container = TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::Write));
    if (request.headers.contains("X-Copy-From"))
        return fail(ErrorCode::MethodNotAllowed, QStringLiteral("Multipart Manifest PUTs cannot be COPY requests"));
    if (!request.contentLength && !request.chunked)
        return fail(ErrorCode::LengthRequired, QStringLiteral("Missing Content-Length header."));
    auto manifest = TRY(Manifest::fromClient(TRY(visit.call.body.readAll(maxManifestBytes)), visit.path.container + u'/' + visit.path.object));
    if (manifest.objectCount() > maxManifestSegments)
        return fail(ErrorCode::TooLarge, QStringLiteral("Number of object-backed segments must be <= %1").arg(maxManifestSegments));
    Report report { .kind = Report::Kind::Upload, .status = 400 };
    check(visit, manifest, report);
    if (!report.errors.isEmpty())
        return report.response(request, 400);
    if (manifest.bytes() >= maxWholeBytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("The segments make more bytes together than an object can tell."));
    const auto etag = manifest.etag();
    if (const auto wanted = QString::fromLatin1(request.headers.value("ETag")).remove(u'"').toLower(); !wanted.isEmpty() && wanted != etag)
        return fail(ErrorCode::Unprocessable, QStringLiteral("The segments' checksums make %1, not the %2 that the ETag header promised.").arg(etag, wanted.left(64)), QStringLiteral("ETag"));
    const auto json = manifest.toStored();
    auto row = TRY(UploadsHandler::rowOf(visit.path.object, request.headers));
    const bool absent = TRY(UploadsHandler::wantsAbsent(request.headers));
    Upload upload { .account = visit.path.account, .row = std::move(row), .length = json.size(), .ifAbsent = absent };
    upload.row.kind = kind::staticLarge;
    upload.row.wholeBytes = manifest.bytes();
    upload.row.wholeEtag = etag;
    http::MemoryBody body(json);
    const auto change = TRY(m_uploads.store(visit.caller, container, std::move(upload), body));
    return UploadsHandler::created(change, u'"' + etag + u'"');
}

Result<http::Response> LargeObjectsHandler::showList(Visit& visit, const Located& located, http::Response response) const
{
    auto json = located.row.bytes > 0 ? TRY(m_library.manifest(located)) : Manifest();
    response.body = visit.query(u"format") == u"raw" ? json.toRaw() : json.toStored();
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.headers.set("Etag", located.row.etag.toLatin1());
    return response;
}

} // namespace skylab::object
