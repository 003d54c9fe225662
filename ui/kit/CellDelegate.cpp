#include "kit/StatusPill.h"
#include "kit/TableView.h"
#include "theme/Icons.h"
#include "theme/Metrics.h"
#include "theme/Theme.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPoint>

namespace skylab::kit {

using theme::tokens;

namespace {

constexpr int twoLines = 40;   // rows below this height show one line
constexpr qreal staleOpacity = 0.5;

QColor shade(int dark, int light) { return tokens().dark ? QColor(255, 255, 255, dark) : QColor(15, 25, 50, light); }

void paintTwoLine(QPainter& painter, QRect rect, const QModelIndex& index)
{
    const auto& t = tokens();
    const bool tall = rect.height() >= twoLines;
    const auto icon = index.data(IconRole).toString();
    if (!icon.isEmpty()) {
        const qreal side = tall ? 27 : 20;
        const QRectF tile(rect.left(), rect.center().y() - (side - 1) / 2, side, side);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(shade(14, 12));
        painter.drawRoundedRect(tile, tall ? 7 : 5, tall ? 7 : 5);
        painter.restore();
        const qreal margin = tall ? 6 : 4;
        theme::paintIcon(painter, icon, tile.adjusted(margin, margin, -margin, -margin), t.muted);
        rect.setLeft(int(tile.right()) + (tall ? 10 : 8));
    }
    const auto sub = tall ? index.data(SubTextRole).toString() : QString();
    painter.setFont(theme::uiFont(13, QFont::DemiBold));
    painter.setPen(t.text);
    const auto top = sub.isEmpty() ? rect : rect.adjusted(0, 5, 0, -rect.height() / 2 + 1);
    painter.drawText(top, Qt::AlignVCenter, painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, rect.width()));
    if (sub.isEmpty())
        return;
    painter.setFont(theme::uiFont(11));
    painter.setPen(t.muted);
    painter.drawText(rect.adjusted(0, rect.height() / 2 - 1, 0, -4), Qt::AlignVCenter, painter.fontMetrics().elidedText(sub, Qt::ElideRight, rect.width()));
}

void paintText(QPainter& painter, const QRect& rect, CellKind kind, const QString& text)
{
    const auto& t = tokens();
    painter.setFont(kind == CellKind::Mono ? theme::monoFont(12) : theme::uiFont(13));
    painter.setPen(kind == CellKind::Muted ? t.muted : text == u"–" ? t.faint : t.text);
    const auto align = Qt::AlignVCenter | (kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft);
    painter.drawText(rect, align, painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

void paintStatus(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    const auto tone = Tone(index.data(ToneRole).toInt());
    const auto steps = index.data(StepsRole).toPoint();
    const bool strip = steps.y() > 1 && rect.height() >= twoLines;
    const auto width = paintPill(painter, strip ? rect.adjusted(0, -6, 0, -6) : rect, tone, index.data().toString(), index.data(ProgressRole).toInt());
    if (!strip)
        return;
    const qreal part = (qMax<qreal>(width, 72) - 3 * (steps.y() - 1)) / steps.y();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < steps.y(); ++i) {
        auto color = i < steps.x() ? toneColor(tone) : tokens().track;
        if (i == steps.x()) {
            color = toneColor(tone);
            color.setAlpha(120);
        }
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(rect.left() + i * (part + 3), rect.bottom() - 9, part, 3), 1.5, 1.5);
    }
    painter.restore();
}

void paintSpark(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    const auto series = index.data(SeriesRole).value<QList<double>>();
    const auto text = index.data().toString();
    const int textWidth = 42;
    painter.setFont(theme::uiFont(13));
    painter.setPen(text == u"–" ? tokens().faint : tokens().text);
    painter.drawText(QRect(rect.left(), rect.top(), textWidth - 6, rect.height()), Qt::AlignVCenter | (series.isEmpty() ? Qt::AlignLeft : Qt::AlignRight), text);
    const QRectF area(rect.left() + textWidth + 2, rect.center().y() - 8, qMin(66, rect.width() - textWidth - 2), 16);
    if (series.size() < 2 || area.width() < 16)
        return;
    QPainterPath line;
    for (int i = 0; i < series.size(); ++i) {
        const QPointF at(area.left() + area.width() * i / (series.size() - 1), area.bottom() - area.height() * qBound(0.0, series[i], 100.0) / 100);
        i ? line.lineTo(at) : line.moveTo(at);
    }
    auto fill = line;
    fill.lineTo(area.bottomRight());
    fill.lineTo(area.bottomLeft());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    auto soft = tokens().accent;
    soft.setAlpha(36);
    painter.fillPath(fill, soft);
    painter.setPen(QPen(tokens().accent, 1.3));
    painter.drawPath(line);
    painter.restore();
}

void paintTags(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    const auto tags = index.data(ValuesRole).toStringList();
    if (tags.isEmpty())
        return paintText(painter, rect, CellKind::Text, index.data().toString());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::uiFont(11, 500));
    qreal x = rect.left();
    for (int i = 0; i < tags.size(); ++i) {
        const bool more = i + 1 < tags.size();
        auto text = tags[i];
        qreal width = painter.fontMetrics().horizontalAdvance(text) + 14;
        const qreal room = rect.right() - x - (more ? 26 : 0);
        if (width > room && i > 0) {
            painter.setPen(tokens().muted);
            painter.drawText(QRectF(x, rect.top(), rect.right() - x, rect.height()), Qt::AlignVCenter, QStringLiteral("+%1").arg(tags.size() - i));
            break;
        }
        if (width > room) {
            width = qMax<qreal>(24, room);
            text = painter.fontMetrics().elidedText(text, Qt::ElideRight, int(width) - 12);
        }
        const QRectF box(x, rect.center().y() - 9, width, 19);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens().neutralBg);
        painter.drawRoundedRect(box, 5, 5);
        painter.setPen(tokens().text);
        painter.drawText(box, Qt::AlignCenter, text);
        x += width + 4;
    }
    painter.restore();
}

void paintCell(QPainter& painter, const QRect& inner, const QModelIndex& index)
{
    const auto kind = CellKind(index.data(KindRole).toInt());
    const auto text = index.data().toString();
    switch (kind) {
    case CellKind::TwoLine: return paintTwoLine(painter, inner, index);
    case CellKind::Status: return text.isEmpty() ? void() : paintStatus(painter, inner, index);
    case CellKind::Spark: return paintSpark(painter, inner, index);
    case CellKind::Tags: return paintTags(painter, inner, index);
    case CellKind::Icon:
        if (const auto icon = index.data(IconRole).toString(); !icon.isEmpty())
            theme::paintIcon(painter, icon, QRectF(inner.left(), inner.center().y() - 7, 15, 15), tokens().muted);
        return;
    default: return paintText(painter, inner, kind, text);
    }
}

} // namespace

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& t = tokens();
    const auto& cell = option.rect;
    const auto* view = qobject_cast<const TableView*>(option.widget);
    const bool first = view && view->horizontalHeader()->visualIndex(index.column()) == 0;
    painter->save();
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(cell, t.selection);
        if (first)
            painter->fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), t.accent);
    } else if (option.state & QStyle::State_MouseOver) {
        painter->fillRect(cell, t.hover);
    }
    painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), shade(12, 14));
    if (view && view->isStale())
        painter->setOpacity(staleOpacity);
    paintCell(*painter, cell.adjusted(first ? theme::pageMargin : theme::cellMargin, 0, -8, 0), index);
    painter->setOpacity(1);
    if (view && view->hasFocus() && view->property("keyboard").toBool() && view->currentIndex().row() == index.row() && first) {
        painter->setPen(QPen(t.accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(cell.left() + 1, cell.top() + 1, view->viewport()->width() - cell.left() - 3, cell.height() - 3));
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto kind = CellKind(index.data(KindRole).toInt());
    const int text = option.fontMetrics.horizontalAdvance(index.data().toString());
    const int extra = kind == CellKind::TwoLine ? 70 : kind == CellKind::Status ? 50 : kind == CellKind::Spark ? 100 : 24;
    return { text + extra, theme::rowHeight() };
}

} // namespace skylab::kit
