#include "theme/Icons.h"

#include "theme/Theme.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QLinearGradient>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace skylab::theme {

namespace {

const QByteArray& source(const QString& name)
{
    static QHash<QString, QByteArray> cache;
    auto it = cache.find(name);
    if (it == cache.end()) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        const auto bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        it = cache.insert(name, QByteArray(bytes).replace("stroke-width=\"2\"", "stroke-width=\"1.75\""));
    }
    return *it;
}

class TintedEngine : public QIconEngine {
public:
    TintedEngine(QString name, QColor fixed) : m_name(std::move(name)), m_fixed(fixed) { }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return iconPixmap(m_name, qRound(qMin(size.width(), size.height()) / scale), color(mode), scale);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1); }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const int side = qMin(rect.width(), rect.height());
        QRectF square(0, 0, side, side);
        square.moveCenter(QRectF(rect).center());
        paintIcon(*painter, m_name, square, color(mode));
    }
    [[nodiscard]] QIconEngine* clone() const override { return new TintedEngine(m_name, m_fixed); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const auto& t = tokens();
        if (mode == QIcon::Disabled)
            return t.faint;
        return m_fixed.isValid() ? m_fixed : t.dark ? QColor(0xb9, 0xc1, 0xcf) : QColor(0x46, 0x50, 0x62);
    }

    QString m_name;
    QColor m_fixed;
};

} // namespace

QIcon icon(const QString& name, const QColor& fixed) { return QIcon(new TintedEngine(name, fixed)); }

QPixmap iconPixmap(const QString& name, int pixels, const QColor& color, qreal ratio)
{
    const auto key = QStringLiteral("icon:%1:%2:%3:%4").arg(name).arg(pixels).arg(color.rgba(), 0, 16).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(pixels, pixels) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    if (const auto& svg = source(name); !svg.isEmpty()) {
        QSvgRenderer renderer(QByteArray(svg).replace("currentColor", color.name().toLatin1()));
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color)
{
    painter.drawPixmap(rect.topLeft(), iconPixmap(name, qRound(rect.width()), color, painter.device()->devicePixelRatioF()));
}

QPixmap logoPixmap(int pixels, qreal ratio)
{
    QPixmap pixmap(QSize(pixels, pixels) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient shade(0, 0, pixels, pixels);
    shade.setColorAt(0, QColor(0x5a, 0x6c, 0xf0));
    shade.setColorAt(1, QColor(0x2f, 0x9f, 0xb5));
    painter.setBrush(shade);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(0, 0, pixels, pixels), pixels * 0.27, pixels * 0.27);
    const int inner = qRound(pixels * 0.62);
    const qreal edge = (pixels - inner) / 2.0;
    painter.drawPixmap(QPointF(edge, edge), iconPixmap(QStringLiteral("cloud"), inner, Qt::white, ratio));
    return pixmap;
}

} // namespace skylab::theme
