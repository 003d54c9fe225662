#include "image/model/ImageVerdict.h"

#include "image/inspector/QemuCheck.h"

#include <QFileInfo>
#include <QLoggingCategory>

#include <algorithm>

namespace skylab::image {

namespace {
Q_LOGGING_CATEGORY(lcVerdict, "skylab.image")

/// Whether qemu-img is in no folder of PATH. One that can't be run now, for whatever reason, is no reason to do without it.
bool isWithoutQemu()
{
    const auto folders = qEnvironmentVariable("PATH", QStringLiteral("/usr/bin:/bin")).split(u':', Qt::SkipEmptyParts);
    return std::none_of(folders.begin(), folders.end(), [](const QString& folder) { return QFileInfo::exists(folder + QStringLiteral("/qemu-img")); });
}

} // namespace

Result<> judge(const Inspection& inspection, const sdk::Image& image)
{
    if (!inspection.complete)
        return {};
    TRY(checkDeclared(inspection, image.diskFormat.value_or(QStringLiteral("raw")), image.containerFormat.value_or(QStringLiteral("bare"))));
    return checkSafe(inspection);
}

Result<qint64> judgeFile(const QString& path, const sdk::Image& image)
{
    const auto inspection = TRY(inspectFile(path));
    TRY(judge(inspection, image));
    auto size = checkWithQemu(path, inspection);
    if (!size && size.error().code == ErrorCode::Unavailable && isWithoutQemu()) {
        qCWarning(lcVerdict).noquote() << "No second opinion on image" << image.id << "was had:" << size.error().message;
        size = inspection.virtualSize;
    }
    if (size && *size == 0)
        return QFileInfo(path).size();
    return size;
}

Result<> requireJudged(const sdk::Image& image, const sdk::Image& judged)
{
    if (image.createdAt == judged.createdAt && image.diskFormat == judged.diskFormat && image.containerFormat == judged.containerFormat)
        return {};
    return fail(ErrorCode::Conflict, QStringLiteral("Image %1 is not the one that its data were examined for: it was changed meanwhile. Upload the data again.").arg(image.id));
}

} // namespace skylab::image
