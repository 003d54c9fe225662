#include "theme/AppStyle.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace skylab::theme {

void AppStyle::drawPushLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget)
{
    const auto& t = tokens();
    const bool enabled = option.state & State_Enabled;
    const auto color = !enabled ? t.faint : has(widget, "primary") ? t.accentText : has(widget, "danger") ? t.error : t.text;
    const int icon = option.icon.isNull() ? 0 : 16;
    const int text = painter.fontMetrics().horizontalAdvance(option.text);
    const int gap = icon && text ? 7 : 0;
    const int x = option.rect.center().x() - (icon + gap + text) / 2;
    if (icon)
        option.icon.paint(&painter, QRect(x, option.rect.center().y() - 7, 16, 16), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    painter.setPen(color);
    painter.drawText(QRect(x + icon + gap, option.rect.top(), text + 4, option.rect.height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, option.text);
}

void AppStyle::drawHeaderLabel(const QStyleOption& option, QPainter& painter)
{
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(&option);
    if (!header)
        return;
    const auto& t = tokens();
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    painter.save();
    painter.setFont(uiFont(12, QFont::Medium));
    painter.setPen(sorted ? t.text : t.muted);
    constexpr int mark = 17;   // the arrow and what parts it from the text
    const auto text = painter.fontMetrics().elidedText(header->text, Qt::ElideRight, header->rect.width() - (sorted ? mark : 0));
    painter.drawText(header->rect, int(header->textAlignment) | Qt::AlignVCenter, text);
    // Qt's "down" indicator means ascending order.
    const int advance = painter.fontMetrics().horizontalAdvance(text) + 4;
    const qreal x = (header->textAlignment & Qt::AlignRight) ? header->rect.right() - advance - 13 : header->rect.left() + advance;
    if (sorted)
        paintIcon(painter, header->sortIndicator == QStyleOptionHeader::SortDown ? "arrow-up" : "arrow-down", QRectF(x, header->rect.center().y() - 6, 13, 13), t.accent);
    painter.restore();
}

void AppStyle::drawTab(const QStyleOption& option, QPainter& painter)
{
    const auto& t = tokens();
    const QRectF rect = option.rect;
    const bool selected = option.state & State_Selected;
    if (!selected && (option.state & State_MouseOver))
        roundRect(painter, rect.adjusted(2, 5, -2, -5), 6, t.hover);
    if (selected)
        roundRect(painter, QRectF(rect.left() + 8, rect.bottom() - 1.5, rect.width() - 16, 2.5), 1.2, t.accent);
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange))
        roundRect(painter, rect.adjusted(3, 5, -3, -5), 5, {}, t.accent, 2);
}

void AppStyle::drawTabLabel(const QStyleOption& option, QPainter& painter)
{
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(&option);
    if (!tab)
        return;
    const auto& t = tokens();
    const bool selected = option.state & State_Selected;
    auto font = painter.font();
    font.setWeight(selected ? QFont::DemiBold : QFont::Medium);
    painter.save();
    painter.setFont(font);
    painter.setPen(!(option.state & State_Enabled) ? t.faint : selected ? t.text : t.muted);
    auto rect = option.rect;
    if (tab->icon.isNull()) {
        painter.drawText(rect, Qt::AlignCenter | Qt::TextHideMnemonic, tab->text);
    } else {
        tab->icon.paint(&painter, QRect(rect.left() + 13, rect.center().y() - 7, 16, 16));
        rect.adjust(36, 0, 0, 0);
        painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, tab->text);
    }
    painter.restore();
}

void AppStyle::drawProgress(const QStyleOption& option, QPainter& painter, const QWidget* widget)
{
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(&option);
    if (!bar)
        return;
    const auto& t = tokens();
    QRectF rect(option.rect.left(), option.rect.center().y() - 1.5, option.rect.width(), 4);
    if (bar->maximum > bar->minimum) {
        rect.setWidth(rect.width() * (bar->progress - bar->minimum) / double(bar->maximum - bar->minimum));
    } else {   // it runs, nobody knows how long
        rect.setX(rect.x() + rect.width() * 0.3);
        rect.setWidth(rect.width() * 0.4);
    }
    const auto state = widget ? widget->property("state").toString() : QString();
    roundRect(painter, rect, 2, state == u"error" ? t.error : state == u"ok" ? t.ok : t.accent);
}

void AppStyle::drawMenuItem(const QStyleOptionMenuItem& option, QPainter& painter)
{
    const auto& t = tokens();
    const auto& rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(rect.left() + 6, rect.center().y(), rect.width() - 12, 1), t.border);
        return;
    }
    const bool enabled = option.state & State_Enabled;
    if ((option.state & State_Selected) && enabled)
        roundRect(painter, rect.adjusted(1, 0, -1, 0), 5, t.accentSoft);
    const QRect iconRect(rect.left() + 10, rect.center().y() - 7, 16, 16);
    if (option.checked)
        paintIcon(painter, "check", iconRect, t.accent);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, iconRect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    const auto parts = option.text.split(u'\t');
    painter.setPen(!enabled ? t.faint : t.text);
    painter.drawText(rect.adjusted(36, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, parts[0]);
    if (parts.size() > 1) {
        painter.setPen(t.faint);
        painter.drawText(rect.adjusted(36, 0, -14, 0), Qt::AlignVCenter | Qt::AlignRight, parts[1]);
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        paintIcon(painter, "chevron-right", QRectF(rect.right() - 22, rect.center().y() - 7, 14, 14), t.muted);
}

void AppStyle::drawToolLabel(const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget)
{
    const auto& t = tokens();
    const auto& rect = option.rect;
    const bool chip = has(widget, "chip"), enabled = option.state & State_Enabled;
    int x = rect.left() + (chip ? 10 : 8);
    if (!option.icon.isNull()) {
        const int side = option.iconSize.width();
        option.icon.paint(&painter, QRect(x, rect.center().y() - side / 2 + 1, side, side), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += side + 7;
    }
    painter.setPen(!enabled ? t.faint : has(widget, "field") ? t.muted : (option.state & State_On) && chip ? t.accent : t.text);
    const auto parts = option.text.split(u'\t');
    painter.drawText(QRect(x, rect.top(), rect.width(), rect.height()), Qt::AlignVCenter, parts[0]);
    if (parts.size() > 1) {   // a key cap at the right
        painter.save();
        painter.setFont(uiFont(11));
        const int width = painter.fontMetrics().horizontalAdvance(parts[1]) + 12;
        const QRectF cap(rect.right() - width - 8, rect.center().y() - 9, width, 19);
        roundRect(painter, cap, 4, t.surface, t.border);
        painter.setPen(t.muted);
        painter.drawText(cap, Qt::AlignCenter, parts[1]);
        painter.restore();
    }
    if (has(widget, "caret"))
        paintIcon(painter, chip ? "chevron-down" : "chevrons-up-down", QRectF(rect.right() - 22, rect.center().y() - 6, 13, 13), t.muted);
}

void AppStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto& t = tokens();
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
            return drawPushLabel(*button, *painter, widget);
        break;
    case CE_Header:   // the style below asks itself, and not this one, where the label is
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            drawControl(CE_HeaderSection, header, painter, widget);
            auto label = *header;
            label.rect = subElementRect(SE_HeaderLabel, header, widget);
            return drawHeaderLabel(label, *painter);
        }
        break;
    case CE_HeaderSection: case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, t.surface);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.border);
        if ((option->state & State_MouseOver) && element == CE_HeaderSection) {
            painter->fillRect(option->rect.adjusted(0, 0, 0, -1), t.hover);
            painter->fillRect(QRect(option->rect.right(), option->rect.top() + 8, 1, option->rect.height() - 16), t.borderStrong);
        }
        return;
    case CE_HeaderLabel: return drawHeaderLabel(*option, *painter);
    case CE_TabBarTabShape: return drawTab(*option, *painter);
    case CE_TabBarTabLabel: return drawTabLabel(*option, *painter);
    case CE_ProgressBarGroove:
        return roundRect(*painter, QRectF(option->rect.left(), option->rect.center().y() - 1.5, option->rect.width(), 4), 2, t.track);
    case CE_ProgressBarContents: return drawProgress(*option, *painter, widget);
    case CE_ProgressBarLabel: return;
    case CE_Splitter: painter->fillRect(option->rect, t.border); return;
    case CE_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            return drawMenuItem(*item, *painter);
        break;
    case CE_MenuBarEmptyArea: return;
    case CE_ToolButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option); button && (has(widget, "chip") || has(widget, "lead")))
            return drawToolLabel(*button, *painter, widget);
        break;
    case CE_ComboBoxLabel:
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && !combo->editable) {
            auto rect = option->rect.adjusted(10, 0, -28, 0);
            if (!combo->currentIcon.isNull()) {
                combo->currentIcon.paint(painter, QRect(rect.left(), rect.center().y() - 7, 16, 16));
                rect.adjust(23, 0, 0, 0);
            }
            painter->setPen((option->state & State_Enabled) ? t.text : t.faint);
            painter->drawText(rect, Qt::AlignVCenter, painter->fontMetrics().elidedText(combo->currentText, Qt::ElideRight, rect.width()));
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

} // namespace skylab::theme
