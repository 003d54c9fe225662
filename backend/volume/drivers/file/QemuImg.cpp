#include "volume/drivers/file/QemuImg.h"

#include "process/Process.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace skylab::volume::qemuImg {

namespace {

const auto program = QStringLiteral("qemu-img");
constexpr process::Limits hostileLimits { .addressSpaceBytes = qint64(1) << 30, .cpuSeconds = 10 };

tl::unexpected<Error> refused(const QString& why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("The image can't become a volume: %1.").arg(why));
}

/// vmdk: every extent must be the file itself.
bool refersToOthers(const QJsonObject& report, const QString& path)
{
    const auto details = report[u"format-specific"][u"data"].toObject();
    if (report.contains(u"backing-filename") || details.contains(u"data-file"))
        return true;
    for (const auto& extent : details[u"extents"].toArray()) {
        if (extent[u"filename"].toString() != path)
            return true;
    }
    return false;
}

/// qemu-img -p writes "    (12.34/100%)\r" again and again.
class ProgressReader {
public:
    explicit ProgressReader(const Progress& progress) : m_progress(progress) { }
    void read(QByteArrayView bytes)
    {
        m_text += bytes;
        const auto end = m_text.lastIndexOf('/');
        const auto start = end < 0 ? -1 : m_text.lastIndexOf('(', end);
        if (start >= 0) {
            bool valid = false;
            const auto fraction = m_text.mid(start + 1, end - start - 1).toDouble(&valid) / 100;
            if (valid && fraction > m_last && fraction <= 1)
                m_progress.report(m_last = fraction);
        }
        m_text = m_text.right(40);
    }

private:
    const Progress& m_progress;
    QByteArray m_text;
    double m_last = 0;
};

} // namespace

Result<Examined> examine(const Disk& image)
{
    const QFileInfo file(image.path);
    if (!file.isFile())
        return fail(ErrorCode::NotFound, QStringLiteral("The image's file %1 is absent.").arg(image.path));
    if (image.format == QLatin1String("raw"))
        return Examined { file.size() };
    const auto output = process::run(program, { QStringLiteral("info"), QStringLiteral("-f"), image.format,
                                                QStringLiteral("--output=json"), image.path },
                                     { .limits = hostileLimits });
    if (!output) {
        if (output.error().code == ErrorCode::Internal)
            return refused(QStringLiteral("it is no good %1: %2").arg(image.format, output.error().message.chopped(1)));
        return fail(output.error());
    }
    const auto report = QJsonDocument::fromJson(output->out).object();
    if (report[u"format"].toString() != image.format)
        return refused(QStringLiteral("it is not in %1 format").arg(image.format));
    if (refersToOthers(report, image.path))
        return refused(QStringLiteral("it refers to other files"));
    if (report[u"encrypted"].toBool())
        return refused(QStringLiteral("it is encrypted"));
    return Examined { qint64(report[u"virtual-size"].toDouble()), !report[u"snapshots"].toArray().isEmpty() };
}

Result<> convert(const Disk& from, const Disk& to, Source source, const Progress& progress)
{
    QStringList args { QStringLiteral("convert"), QStringLiteral("-p"), QStringLiteral("-f"), from.format,
                       QStringLiteral("-O"), to.format };
    if (source == Source::InUse)
        args << QStringLiteral("-U");
    ProgressReader reader(progress);
    process::Options options { .timeout = std::chrono::hours(24), .lane = process::Lane::Long };
    options.onOutput = [&](QByteArrayView bytes) {
        if (progress.report)
            reader.read(bytes);
    };
    options.cancelled = progress.cancelled;
    // Room for its buffers and tables, whatever a crafted image asks for.
    options.limits.addressSpaceBytes = qint64(4) << 30;
    TRY(process::run(program, args << from.path << to.path, options));
    return {};
}

Result<> resize(const Disk& disk, qint64 sizeBytes)
{
    const auto output = process::run(program, { QStringLiteral("resize"), QStringLiteral("-q"), QStringLiteral("-f"),
                                                disk.format, disk.path, QString::number(sizeBytes) });
    if (output)
        return {};
    if (output.error().details.contains(QLatin1String("lock"))) {
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The volume is in use by a server: grow it there, or detach it first."));
    }
    if (output.error().details.contains(QLatin1String("File too large"))) {
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The file system under the volumes has no files of that size."),
                    QStringLiteral("size"));
    }
    return fail(output.error());
}

Result<> repair(const QString& path)
{
    TRY(process::run(program, { QStringLiteral("check"), QStringLiteral("-q"), QStringLiteral("-f"),
                                QStringLiteral("qcow2"), QStringLiteral("-r"), QStringLiteral("leaks"), path },
                     { .timeout = std::chrono::minutes(30), .lane = process::Lane::Long }));
    return {};
}

Result<> isInstalled()
{
    TRY(process::run(program, { QStringLiteral("--version") }));
    return {};
}

} // namespace skylab::volume::qemuImg
