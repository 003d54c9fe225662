#include "kit/StatusPill.h"

#include "theme/Theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

namespace skylab::kit {

using theme::tokens;

QColor toneColor(Tone tone)
{
    const auto& t = tokens();
    switch (tone) {
    case Tone::Ok: return t.ok;
    case Tone::Busy: return t.info;
    case Tone::Warn: return t.warn;
    case Tone::Error: return t.error;
    case Tone::Neutral: break;
    }
    return t.neutral;
}

QColor toneBackground(Tone tone)
{
    const auto& t = tokens();
    switch (tone) {
    case Tone::Ok: return t.okBg;
    case Tone::Busy: return t.infoBg;
    case Tone::Warn: return t.warnBg;
    case Tone::Error: return t.errorBg;
    case Tone::Neutral: break;
    }
    return t.neutralBg;
}

namespace {

void paintShape(QPainter& painter, QPointF c, Tone tone, int progress)
{
    const auto color = toneColor(tone);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (tone) {
    case Tone::Ok:
        painter.drawEllipse(c, 3.4, 3.4);
        break;
    case Tone::Error:
        painter.drawPolygon(QPolygonF { c + QPointF(0, -4.2), c + QPointF(4.6, 3.6), c + QPointF(-4.6, 3.6) });
        break;
    case Tone::Warn:
        painter.drawRect(QRectF(c.x() - 3.2, c.y() - 3.5, 2.3, 7));
        painter.drawRect(QRectF(c.x() + 0.9, c.y() - 3.5, 2.3, 7));
        break;
    case Tone::Busy: {
        auto ring = color;
        ring.setAlpha(70);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(ring, 2));
        painter.drawEllipse(c, 4.2, 4.2);
        painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(QRectF(c.x() - 4.2, c.y() - 4.2, 8.4, 8.4), 90 * 16, -int((progress < 0 ? 30 : progress) * 57.6));
        break;
    }
    case Tone::Neutral:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.6));
        painter.drawEllipse(c, 3.2, 3.2);
        break;
    }
}

QString pillText(const QString& text, int progress)
{
    return progress < 0 ? text : QStringLiteral("%1 %2%").arg(text).arg(progress);
}

} // namespace

qreal paintPill(QPainter& painter, const QRectF& rect, Tone tone, const QString& text, int progress)
{
    const auto font = theme::uiFont(12, QFont::Medium);
    const auto shown = pillText(text, progress);
    const qreal width = qMin(QFontMetricsF(font).horizontalAdvance(shown) + 29, rect.width());
    const QRectF pill(rect.left(), rect.center().y() - 10.5, width, 22);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneBackground(tone));
    painter.drawRoundedRect(pill, 11, 11);
    const QPointF c(pill.left() + 12, pill.center().y());
    paintShape(painter, c, tone, progress);
    painter.setFont(font);
    painter.setPen(toneColor(tone));
    const QRectF textRect(c.x() + 9, pill.top(), pill.right() - c.x() - 11, 22);
    painter.drawText(textRect, Qt::AlignVCenter, QFontMetricsF(font).elidedText(shown, Qt::ElideRight, textRect.width() + 1));
    painter.restore();
    return width;
}

StatusPill::StatusPill(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusPill::set(Tone tone, const QString& text, int progress)
{
    m_tone = tone;
    m_text = text;
    m_progress = progress;
    setAccessibleName(pillText(text, progress));
    updateGeometry();
    update();
}

QSize StatusPill::sizeHint() const
{
    return { int(QFontMetricsF(theme::uiFont(12, QFont::Medium)).horizontalAdvance(pillText(m_text, m_progress))) + 31, 24 };
}

void StatusPill::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPill(painter, rect(), m_tone, m_text, m_progress);
}

} // namespace skylab::kit
