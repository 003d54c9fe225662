#include "image/handlers/ImageDataHandler.h"

#include "http/Range.h"
#include "image/ImageIntake.h"
#include "image/handlers/Paths.h"
#include "image/model/ImageStates.h"

namespace skylab::image {

using service::Call;

namespace {

constexpr qsizetype chunkSize = 1 << 18;

/// The part that a download asks for, if any. Glance gives one part at a time, and refuses what it can't read.
Result<std::optional<http::ByteRange>> partWanted(const QByteArray& header, qint64 size)
{
    const auto wanted = http::readRanges(header, size);
    const auto shown = QString::fromLatin1(header.left(64));
    if (wanted.asked > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Requests with multiple ranges are not supported. You may make multiple single-range requests instead."), QStringLiteral("Range"));
    if (wanted.kind == http::RequestedRanges::Kind::Malformed)
        return fail(ErrorCode::BadRequest, QStringLiteral("The Range header can't be read: '%1'. Send bytes=first-last.").arg(shown), QStringLiteral("Range"));
    if (wanted.kind == http::RequestedRanges::Kind::Unsatisfiable)
        return fail(ErrorCode::RangeNotSatisfiable, QStringLiteral("The range '%1' lies outside of the image's %2 bytes.").arg(shown).arg(size), QStringLiteral("Range"));
    return wanted.parts.empty() ? std::nullopt : std::optional(wanted.parts.front());
}

} // namespace

Result<> ImageDataHandler::pump(Call& call, ImageWriter& writer, const ImageService::Terms& terms, ImageService::Upload upload) const
{
    ImageIntake intake(writer, terms, upload == ImageService::Upload::Staged);
    QByteArray chunk(chunkSize, Qt::Uninitialized);
    for (;;) {
        const auto got = TRY(call.body.read(chunk.data(), chunk.size()));
        if (got == 0)
            return {};
        TRY(intake.take(QByteArrayView(chunk.constData(), got)));
    }
}

Result<http::Response> ImageDataHandler::receive(Call& call, ImageService::Upload upload)
{
    const auto type = call.request.headers.value("Content-Type").split(';').first().trimmed().toLower();
    if (type != "application/octet-stream")
        return fail(ErrorCode::UnsupportedMediaType, QStringLiteral("The request media type %1 is not supported by this server. Send the data as application/octet-stream.").arg(QString::fromLatin1(type.left(64))));
    const auto id = imageId(call);
    const auto length = call.request.contentLength;
    const auto terms = TRY(m_service.beginUpload(call.context, id, upload, length));
    const auto received = [&]() -> Result<> {
        if (length && *length > terms.bytes)
            return fail(ErrorCode::TooLarge, QStringLiteral("The image's %1 bytes are more than the %2 that are allowed.").arg(*length).arg(terms.bytes));
        auto writer = TRY(m_service.store().create(id, length.value_or(-1)));
        TRY(pump(call, *writer, terms, upload));
        return m_service.finishUpload(call.context, id, upload, *writer);
    }();
    if (!received) {
        m_service.abandonUpload(call.context, id);
        return fail(received.error());
    }
    return http::Response::empty(204);
}

Result<http::Response> ImageDataHandler::upload(Call& call) { return receive(call, ImageService::Upload::Direct); }

Result<http::Response> ImageDataHandler::stage(Call& call) { return receive(call, ImageService::Upload::Staged); }

Result<http::Response> ImageDataHandler::download(Call& call)
{
    const auto image = TRY(m_service.visible(call.context, imageId(call)));
    if (is(image, ImageStatus::Deactivated) && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("The requested image has been deactivated. Image data download is forbidden."));
    if (!is(image, ImageStatus::Active) && !is(image, ImageStatus::Deactivated))
        return http::Response::empty(204);
    auto opened = m_service.store().open(image.id);
    if (!opened && opened.error().code == ErrorCode::NotFound)
        return http::Response::empty(204);
    if (!opened)
        return fail(opened.error());
    const auto wanted = TRY(partWanted(call.request.headers.value("Range"), opened->size));
    http::Response response;
    response.headers.set("Content-Type", "application/octet-stream");
    response.headers.set("Accept-Ranges", "bytes");
    if (image.checksum)
        response.headers.set("Content-MD5", image.checksum->toLatin1());
    const auto part = wanted.value_or(http::ByteRange::whole(opened->size));
    if (wanted) {
        response.status = 206;
        response.headers.set("Content-Range", part.contentRange(opened->size));
    }
    response.body = http::FileBody(opened->file.release(), part.first, part.length());
    return response;
}

} // namespace skylab::image
