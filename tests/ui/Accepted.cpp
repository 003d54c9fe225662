#include "ui/Accepted.h"

#include <QDir>
#include <QImage>

#include <algorithm>
#include <cstdlib>

namespace skylab::test {

namespace {

constexpr int visible = 40;           // of 255: less is another machine's rounding
constexpr double mostOthers = 0.002;  // of all pixels: a ring that turns, a cursor

QImage halved(const QPixmap& picture)
{
    auto image = picture.toImage();
    image.setDevicePixelRatio(1);
    return image.scaled(image.size() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
}

bool differ(QRgb a, QRgb b)
{
    return std::max({ std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b)) }) > visible;
}

} // namespace

QString differsFromAccepted(const QPixmap& picture, const QString& name)
{
    const auto path = QStringLiteral(SKYLAB_SOURCE_DIR "/tests/ui/accepted/%1.png").arg(name);
    const auto now = halved(picture);
    if (qEnvironmentVariableIntValue("SKYLAB_ACCEPT"))
        return now.save(path) ? QString() : QStringLiteral("%1 can't be written").arg(path);
    const auto accepted = QImage(path).convertToFormat(QImage::Format_RGB32);
    const auto left = QDir::temp().filePath(QStringLiteral("skylab-%1.png").arg(name));
    const auto say = [&](const QString& what) {
        now.save(left);
        return QStringLiteral("%1 looks otherwise than accepted: %2. It is at %3; look at it, then run this test with SKYLAB_ACCEPT=1, or mend it.").arg(name, what, left);
    };
    if (accepted.size() != now.size())
        return say(QStringLiteral("%1 x %2 pixels, not %3 x %4").arg(now.width()).arg(now.height()).arg(accepted.width()).arg(accepted.height()));
    qint64 others = 0;
    QRect where;
    for (int y = 0; y < now.height(); ++y) {
        for (int x = 0; x < now.width(); ++x) {
            if (!differ(now.pixel(x, y), accepted.pixel(x, y)))
                continue;
            ++others;
            where |= QRect(x, y, 1, 1);
        }
    }
    if (double(others) <= mostOthers * now.width() * now.height())
        return {};
    return say(QStringLiteral("%1 pixels within %2,%3 %4 x %5 (halved)").arg(others).arg(where.x()).arg(where.y()).arg(where.width()).arg(where.height()));
}

} // namespace skylab::test
