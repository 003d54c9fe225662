#include "object/handlers/BulkHandler.h"

#include "object/ObjectService.h"
#include "object/handlers/ContainersHandler.h"
#include "object/handlers/ObjectsHandler.h"
#include "object/handlers/UploadsHandler.h"
#include "object/model/ArchiveReader.h"

#include <QSet>
#include <QUrl>

namespace skylab::object {

namespace {

constexpr qsizetype maxLine = 2 * 3 * (maxObjectName + maxAccountOrContainerName + 2);      // percent-encoded
constexpr int maxSegmentsToDelete = 10'000;

int statusOf(const Error& error) { return service::statusOf(error, service::FaultStyle::Swift); }

QString encoded(const QString& name) { return QString::fromLatin1(QUrl::toPercentEncoding(name, "/")); }

/// A report's status after single failures: one of the server's own weighs more.
void addFailure(Report& report, const QString& name, int status)
{
    report.errors.append({ encoded(name), statusLine(status) });
    if (status >= 500)
        report.status = 502;
    else if (report.status < 400)
        report.status = 400;
}

void failAll(Report& report, const Error& error)
{
    report.status = statusOf(error);
    report.body = error.message;
}

} // namespace

/// The names of a bulk delete, one on each line, as they were sent.
Result<QList<QByteArray>> BulkHandler::lines(Visit& visit) const
{
    QList<QByteArray> all;
    QByteArray rest;
    char piece[16 * 1024];
    for (;;) {
        const auto got = TRY(visit.call.body.read(piece, sizeof piece));
        rest.append(piece, got);
        if (got == 0 && !rest.isEmpty())
            rest += '\n';
        for (qsizetype end = 0; (end = rest.indexOf('\n')) >= 0; rest.remove(0, end + 1))
            if (const auto line = rest.left(end).trimmed(); !line.isEmpty())
                all << line;
        if (all.size() > maxDeletes)
            return fail(ErrorCode::TooLarge, QStringLiteral("Maximum Bulk Deletes: %1 per request").arg(maxDeletes));
        if (rest.size() > maxLine)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid File Name"));
        if (got == 0)
            return all;
    }
}

void BulkHandler::removeOne(const Visit& visit, const QString& name, const QString& versionId, Report& report)
{
    auto path = name;
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    const ObjectPath where { visit.path.account, path.section(u'/', 0, 0), path.section(u'/', 1) };
    const bool isContainer = where.object.isEmpty();
    bool found = true;
    Result<> removed;
    if (isContainer) {
        removed = m_containers.removeEmpty(visit.caller, where);
    } else if (const auto change = m_objects.removeOne(visit.caller, where, versionId); change) {
        found = change->found;
    } else {
        removed = fail(change.error());
    }
    if (removed && found)
        ++report.deleted;
    else if (!found || removed.error().code == ErrorCode::NotFound)
        ++report.notFound;
    else
        addFailure(report, name, statusOf(removed.error()));
}

/// Strangers can't write anywhere: their lists and archives need no reading.
Result<> BulkHandler::checkToken(const Visit& visit)
{
    return visit.caller.hasToken() ? Result<>() : fail(ErrorCode::Unauthorized, QStringLiteral("This server could not verify that you are authorized to access the document you requested."));
}

Result<http::Response> BulkHandler::remove(Visit& visit)
{
    TRY(checkToken(visit));
    Report report { .kind = Report::Kind::Delete };
    const auto type = visit.headers().value("Content-Type");
    const auto all = !type.isEmpty() && !type.startsWith("text/plain") ? Result<QList<QByteArray>>(fail(ErrorCode::NotAcceptable, QStringLiteral("The names to delete must come as text/plain.")))
        : !visit.request().contentLength && !visit.request().chunked ? Result<QList<QByteArray>>(fail(ErrorCode::LengthRequired, QStringLiteral("Missing Content-Length header.")))
        : lines(visit);
    if (!all) {
        failAll(report, all.error());
        return report.response(visit.request());
    }
    for (const bool containers : { false, true }) {      // a container may be empty after its objects went
        for (const auto& line : *all) {
            const auto name = http::percentDecoded(line);
            if (containers == name.mid(name.startsWith(u'/') ? 1 : 0).contains(u'/'))
                continue;
            removeOne(visit, name, {}, report);
            if (report.errors.size() >= maxFailures) {
                failAll(report, Error { ErrorCode::BadRequest, QStringLiteral("Max delete failures exceeded") });
                return report.response(visit.request());
            }
        }
    }
    if (report.errors.isEmpty() && report.deleted == 0 && report.notFound == 0)
        failAll(report, Error { ErrorCode::BadRequest, QStringLiteral("Invalid bulk delete.") });
    return report.response(visit.request());
}

struct BulkHandler::Collection {
    QStringList names;
    QSet<QString> lists;                  ///< of segments, that were read already: a list may be named often
};

/// The names of a large object's segments, then its own. An error: they are too many, and nothing may go.
Result<> BulkHandler::collect(const Visit& visit, const QString& name, const QString& versionId, int depth, Collection& all, Report& report) const
{
    if (all.lists.contains(name))
        return {};
    all.lists.insert(name);
    const ObjectPath where { visit.path.account, name.section(u'/', 0, 0), name.section(u'/', 1) };
    const auto located = m_library.locate(visit.caller, where, versionId, Library::Links::Show);
    auto list = !located ? Result<Manifest>(fail(located.error()))
        : located->row.kind != kind::staticLarge ? Result<Manifest>(fail(ErrorCode::BadRequest, QStringLiteral("Not an SLO manifest")))
        : m_library.manifest(*located);
    if (!list) {
        if (list.error().code == ErrorCode::NotFound)
            ++report.notFound;
        else
            report.errors.append({ encoded(name), list.error().message });
        return {};
    }
    for (const auto& segment : list->segments) {
        if (segment.isInline())
            continue;
        if (segment.isManifest && depth < maxNesting)
            TRY(collect(visit, segment.path, {}, depth + 1, all, report));
        else
            all.names << segment.path;
        if (all.names.size() > maxSegmentsToDelete)
            return fail(ErrorCode::BadRequest, QStringLiteral("Too many buffered slo segments to delete."));
    }
    all.names << name;
    return {};
}

Result<http::Response> BulkHandler::removeLarge(Visit& visit)
{
    TRY(checkObjectName(visit.path.object));
    TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::Write));
    Report report { .kind = Report::Kind::Delete };
    Collection all;
    const auto self = visit.path.container + u'/' + visit.path.object;
    const auto versionId = visit.query(u"version-id");
    if (const auto collected = collect(visit, self, versionId, 0, all, report); !collected) {
        failAll(report, collected.error());
        return report.response(visit.request());
    }
    all.names.removeDuplicates();
    for (const auto& name : std::as_const(all.names))
        removeOne(visit, name, name == self ? versionId : QString(), report);
    if (!report.errors.isEmpty() && report.status < 400)
        report.status = 400;
    return report.response(visit.request());
}

struct BulkHandler::Extraction {
    ArchiveReader& archive;
    QString base;                         ///< "container/prefix" of the request, or a part of it
    QSet<QString> seen;                   ///< containers that are there
    int created = 0;
};

/// One file of the archive. An error ends all; what is wrong with the file alone goes into the report.
Result<> BulkHandler::extractOne(Visit& visit, Extraction& extraction, Report& report)
{
    auto raw = extraction.archive.name();
    if (raw.startsWith("./"))
        raw.remove(0, 2);
    auto name = QString::fromUtf8(raw);
    while (name.startsWith(u'/'))
        name.remove(0, 1);
    if (!extraction.base.isEmpty())
        name.prepend(extraction.base + u'/');
    const ObjectPath where { visit.path.account, name.section(u'/', 0, 0), name.section(u'/', 1) };
    if (where.object.isEmpty())      // a file beside the folders has no container
        return {};
    if (!QUtf8StringView(raw).isValidUtf8()) {
        addFailure(report, name, 412);
        return {};
    }
    if (!extraction.seen.contains(where.container)) {
        const auto made = m_containers.ensure(visit.caller, where);
        if (!made && made.error().code == ErrorCode::Unauthorized)
            return fail(made.error());
        if (made && *made && ++extraction.created > maxContainers)
            return fail(ErrorCode::BadRequest, QStringLiteral("More than %1 containers to create from tar.").arg(maxContainers));
        if (!made) {
            addFailure(report, name, statusOf(made.error()));
            return {};
        }
        extraction.seen.insert(where.container);
    }
    http::Headers headers;
    for (const auto& [key, value] : visit.headers())
        if (const auto lower = key.toLower(); lower == "x-delete-at" || lower == "x-delete-after" || lower.startsWith("x-object-meta-"))
            headers.add(key, value);
    if (const auto type = extraction.archive.contentType(); !type.isEmpty() && !type.contains('\n') && !type.contains('\r'))
        headers.set("Content-Type", type);
    const auto metadata = extraction.archive.metadata();
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        headers.set("X-Object-Meta-" + it.key().toUtf8(), it.value().toUtf8());
    const auto stored = [&]() -> Result<Change> {
        TRY(checkObjectName(where.object));
        const auto container = TRY(m_service.container(visit.caller, where, ObjectService::Want::Write));
        auto row = TRY(UploadsHandler::rowOf(where.object, headers));
        Upload upload { .account = where.account, .row = std::move(row), .length = extraction.archive.size() };
        return m_uploads.store(visit.caller, container, std::move(upload), extraction.archive);
    }();
    if (stored) {
        ++report.created;
        return {};
    }
    if (stored.error().code == ErrorCode::Unauthorized || stored.error().message.startsWith(QStringLiteral("Invalid Tar File")))
        return fail(stored.error());
    addFailure(report, name, statusOf(stored.error()));
    return {};
}

Result<> BulkHandler::extractAll(Visit& visit, Report& report)
{
    if (!visit.request().contentLength && !visit.request().chunked)
        return fail(ErrorCode::LengthRequired, QStringLiteral("Missing Content-Length header."));
    const auto packed = ArchiveReader::packedOf(visit.query(u"extract-archive"));
    const auto archive = TRY(ArchiveReader::open(visit.call.body, *packed));
    auto base = visit.path.container + (visit.path.object.isEmpty() ? QString() : u'/' + visit.path.object);
    while (base.endsWith(u'/'))
        base.chop(1);
    Extraction extraction { *archive, base, {}, 0 };
    while (report.errors.size() < maxFailures && TRY(archive->next()))
        TRY(extractOne(visit, extraction, report));
    if (report.errors.isEmpty() && report.created == 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid Tar File: No Valid Files"));
    return {};
}

Result<http::Response> BulkHandler::extract(Visit& visit)
{
    TRY(checkToken(visit));
    if (!ArchiveReader::packedOf(visit.query(u"extract-archive")))
        return fail(ErrorCode::BadRequest, QStringLiteral("Unsupported archive format"));
    Report report { .kind = Report::Kind::Extract, .status = 201 };
    if (const auto done = extractAll(visit, report); !done)
        failAll(report, done.error());
    return report.response(visit.request());
}

} // namespace skylab::object
