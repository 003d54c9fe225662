#include "image/inspector/QemuCheck.h"

#include "process/Process.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace skylab::image {

namespace {

tl::unexpected<Error> refused(const Inspection& inspection, const QString& why)
{
    return fail(ErrorCode::UnsupportedMediaType,
                QStringLiteral("The image (%1) is refused: %2.").arg(inspection.description, why));
}

bool refersToOthers(const QJsonObject& report, const QString& path)
{
    const auto details = report[u"format-specific"][u"data"].toObject();
    if (report.contains(u"backing-filename") || details.contains(u"data-file"))
        return true;
    const auto extents = details[u"extents"].toArray();
    return std::any_of(extents.begin(), extents.end(),
                       [&](const QJsonValue& extent) { return extent[u"filename"].toString() != path; });
}

} // namespace

Result<qint64> checkWithQemu(const QString& path, const Inspection& inspection)
{
    const auto format = qemuFormat(inspection.format);
    if (format.isEmpty() || format == QLatin1String("raw"))
        return inspection.virtualSize;
    const auto full = QFileInfo(path).absoluteFilePath();
    process::Options options { .timeout = std::chrono::seconds(30), .maxOutputBytes = 1024 * 1024 };
    options.limits = { .addressSpaceBytes = qint64(1) << 30, .cpuSeconds = 10 };
    const auto output = process::run(QStringLiteral("qemu-img"),
                                     { QStringLiteral("info"), QStringLiteral("-f"), format,
                                       QStringLiteral("--output=json"), full }, options);
    if (!output) {
        if (output.error().code != ErrorCode::Internal)
            return fail(output.error());
        // The server's path is not the user's business.
        return refused(inspection, output.error().message.chopped(1).replace(full, QStringLiteral("the image")));
    }
    const auto report = QJsonDocument::fromJson(output->out).object();
    if (report[u"format"].toString() != format)
        return refused(inspection, QStringLiteral("QEMU takes it for something else"));
    if (refersToOthers(report, full))
        return refused(inspection, QStringLiteral("it refers to other files"));
    const auto size = qint64(report[u"virtual-size"].toDouble());
    // VHD rounds to its geometry, others agree to the byte.
    if (inspection.format != Format::Vpc && inspection.virtualSize > 0 && size != inspection.virtualSize)
        return refused(inspection, QStringLiteral("its header and its content disagree about its size"));
    return size;
}

} // namespace skylab::image
