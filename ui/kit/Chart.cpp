#include "kit/Chart.h"

#include "theme/Theme.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace skylab::kit {

using theme::tokens;
using theme::uiFont;

namespace {
constexpr int left = 58, top = 26, bottom = 16, right = 4;

void fillUnder(QPainter& painter, const QPolygonF& line, const QRectF& area, QColor color, int alpha)
{
    QLinearGradient shade(0, area.top(), 0, area.bottom());
    color.setAlpha(alpha);
    shade.setColorAt(0, color);
    color.setAlpha(3);
    shade.setColorAt(1, color);
    auto foot = line;
    foot << QPointF(line.last().x(), area.bottom()) << QPointF(line.first().x(), area.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawPolygon(foot);
    painter.setBrush(Qt::NoBrush);
}
} // namespace

TimeChart::TimeChart(const QString& title, const QString& unit, QWidget* parent) : QWidget(parent), m_title(title), m_unit(unit)
{
    setMouseTracking(true);
    setMinimumHeight(118);
    setAccessibleName(title);
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimeChart::setSeries(const QVector<Series>& series, double max, int span)
{
    m_series = series;
    m_max = max > 0 ? max : 1;
    m_span = span;
    QStringList now;
    for (const auto& one : series)
        now << QStringLiteral("%1 %2").arg(one.name, text(one.values.isEmpty() ? std::nan("") : one.values.last()));
    setAccessibleDescription(now.join(QStringLiteral(", ")));
    update();
}

QVector<QPointF> TimeChart::reduced(const QVector<double>& values, const QRectF& area, double max)
{
    QVector<QPointF> points;
    const auto n = values.size();
    if (n < 2)
        return points;
    const auto y = [&](double value) { return area.bottom() - area.height() * std::clamp(value / max, 0.0, 1.0); };
    const auto columns = qMax<qsizetype>(1, qsizetype(area.width()));
    if (n <= columns * 2) {
        for (qsizetype i = 0; i < n; ++i)
            points << QPointF(area.left() + area.width() * double(i) / double(n - 1), y(values[i]));
        return points;
    }
    for (qsizetype column = 0; column < columns; ++column) {
        const auto begin = values.begin() + column * n / columns, end = values.begin() + (column + 1) * n / columns;
        const auto [low, high] = std::minmax_element(begin, end);
        const double x = area.left() + double(column);
        points << QPointF(x, y(low < high ? *low : *high)) << QPointF(x, y(low < high ? *high : *low));
    }
    return points;
}

QString TimeChart::text(double value) const
{
    if (std::isnan(value))
        return QStringLiteral("–");
    return m_format ? m_format(value) : QLocale().toString(value, 'f', value < 10 && m_unit != u"%" ? 1 : 0) + m_unit;
}

void TimeChart::paintLegend(QPainter& painter)
{
    const auto& t = tokens();
    painter.setFont(uiFont(12, 600));
    painter.setPen(t.text);
    painter.drawText(QRectF(0, 0, 180, 18), Qt::AlignVCenter, m_title);
    double x = width() - 2;
    for (auto series = m_series.rbegin(); series != m_series.rend(); ++series) {
        if (series->values.isEmpty())
            continue;
        const auto last = series->values.size() - 1;
        const auto at = m_hover < 0 ? last : std::clamp<qsizetype>(qsizetype((m_hover - left) / (width() - left - right) * double(last + 1)), 0, last);
        const auto text = this->text(series->values[at]);
        painter.setFont(uiFont(12, 600));
        double w = painter.fontMetrics().horizontalAdvance(text);
        painter.setPen(t.text);
        painter.drawText(QRectF(x - w, 0, w + 2, 18), Qt::AlignVCenter, text);
        x -= w + 5;
        painter.setFont(uiFont(11));
        w = painter.fontMetrics().horizontalAdvance(series->name);
        painter.setPen(t.muted);
        painter.drawText(QRectF(x - w, 0, w + 2, 18), Qt::AlignVCenter, series->name);
        x -= w + 12;
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.series[series->color]);
        painter.drawRoundedRect(QRectF(x, 7, 8, 4), 2, 2);
        x -= 14;
    }
}

void TimeChart::paintGrid(QPainter& painter, const QRectF& area)
{
    const auto& t = tokens();
    painter.setFont(uiFont(10));
    for (int i = 0; i <= 2; ++i) {
        const double y = std::round(area.bottom() - area.height() * i / 2);
        painter.setPen(t.dark ? QColor(255, 255, 255, 18) : QColor(20, 30, 50, 20));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(t.faint);
        painter.drawText(QRectF(0, y - 7, left - 5, 14), Qt::AlignRight | Qt::AlignVCenter, m_format ? m_format(m_max * i / 2) : QLocale().toString(m_max * i / 2, 'g', 3) + m_unit);
    }
    if (m_span < 60)
        return;   // it has just begun
    for (int i = 0; i < 3; ++i) {
        const int seconds = m_span * (3 - i) / 3;
        const auto text = seconds < 180 ? tr("−%1 s").arg(seconds) : tr("−%1 min").arg(seconds / 60);
        painter.drawText(QRectF(area.left() + area.width() * i / 3 - (i ? 30 : 0), area.bottom() + 3, 60, 13), (i ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter, text);
    }
}

/// Each run of values between gaps is a line of its own.
void TimeChart::paintSeries(QPainter& painter, const QRectF& area, const Series& series)
{
    const auto color = tokens().series[series.color];
    const auto count = series.values.size();
    for (qsizetype begin = 0; begin < count;) {
        auto end = begin;
        while (end < count && !std::isnan(series.values[end]))
            ++end;
        const double step = count > 1 ? area.width() / double(count - 1) : 0;
        const QRectF part(area.left() + step * double(begin), area.top(), step * double(end - begin - 1), area.height());
        if (const QPolygonF line(end - begin > 1 ? reduced(series.values.mid(begin, end - begin), part, m_max) : QVector<QPointF>()); !line.isEmpty()) {
            fillUnder(painter, line, area, color, m_series.size() > 1 ? 34 : 62);
            painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPolyline(line);
        }
        begin = end + 1;
    }
}

void TimeChart::paintEvent(QPaintEvent*)
{
    const auto& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLegend(painter);
    const QRectF area(left, top, width() - left - right, height() - top - bottom);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintGrid(painter, area);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& series : m_series)
        paintSeries(painter, area, series);
    if (std::none_of(m_series.begin(), m_series.end(), [](const Series& series) { return std::any_of(series.values.begin(), series.values.end(), [](double value) { return !std::isnan(value); }); })) {
        painter.setFont(uiFont(12));
        painter.setPen(t.muted);
        painter.drawText(area, Qt::AlignCenter, tr("No figures yet"));
    }
    if (m_hover > area.left()) {
        painter.setPen(QPen(t.muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(m_hover, area.top()), QPointF(m_hover, area.bottom()));
    }
}

void TimeChart::mouseMoveEvent(QMouseEvent* event)
{
    m_hover = event->position().x();
    update();
}

void TimeChart::leaveEvent(QEvent*)
{
    m_hover = -1;
    update();
}

Sparkline::Sparkline(const QString& name, QWidget* parent) : QWidget(parent) { setAccessibleName(name); }

void Sparkline::setValues(const QVector<double>& values, double max)
{
    m_values = values;
    m_max = max > 0 ? max : 1;
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(1, 2, -1, -1);
    const QPolygonF line(TimeChart::reduced(m_values, area, m_max));
    if (line.isEmpty())
        return;
    fillUnder(painter, line, area, tokens().series[0], 50);
    painter.setPen(QPen(tokens().series[0], 1.3));
    painter.drawPolyline(line);
}

} // namespace skylab::kit
