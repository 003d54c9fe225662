#include "theme/AppStyle.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QAbstractSpinBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace skylab::theme {

namespace {
bool keyboardFocus(const QStyleOption& option)
{
    return (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange);
}
QRectF centred(const QRect& in, qreal side)
{
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(in).center());
    return square;
}
} // namespace

void AppStyle::drawPushPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget)
{
    const auto& t = tokens();
    const bool primary = has(widget, "primary"), danger = has(widget, "danger"), enabled = option.state & State_Enabled;
    QColor fill = primary ? (danger ? (t.dark ? QColor(0xc2, 0x3b, 0x33) : t.error) : t.accentFill) : t.surface;
    QColor line = primary ? QColor() : danger ? t.error : t.borderStrong;
    if (!enabled) {
        fill = t.track;
        line = {};
    } else if (option.state & (State_Sunken | State_On)) {
        fill = primary ? fill.darker(115) : t.track;
    } else if (option.state & State_MouseOver) {
        fill = primary ? fill.lighter(112) : t.hover;
    }
    roundRect(painter, option.rect, 6, fill, line);
    if (keyboardFocus(option))
        roundRect(painter, QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5), 5, {}, primary ? QColor(255, 255, 255, 200) : t.accent, 2);
}

void AppStyle::drawToolPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget)
{
    const auto& t = tokens();
    const bool hover = (option.state & State_MouseOver) && (option.state & State_Enabled), on = option.state & State_On;
    if (has(widget, "field"))
        roundRect(painter, option.rect, 7, hover ? t.hover : t.dark ? t.surface : t.window, t.border);
    else if (has(widget, "chip"))
        roundRect(painter, option.rect, option.rect.height() / 2.0, on ? t.accentSoft : hover ? t.hover : t.surface, on ? t.accent : t.border);
    else if (on)
        roundRect(painter, option.rect, 6, t.accentSoft);
    else if (hover || (option.state & State_Sunken))
        roundRect(painter, option.rect, 6, (option.state & State_Sunken) ? t.track : t.dark ? QColor(255, 255, 255, 16) : QColor(15, 25, 50, 14));
    if (keyboardFocus(option))
        roundRect(painter, QRectF(option.rect).adjusted(.5, .5, -.5, -.5), has(widget, "chip") ? option.rect.height() / 2.0 : 6, {}, t.accent, 2);
}

void AppStyle::drawLineEdit(const QStyleOption& option, QPainter& painter, const QWidget* widget, bool fill)
{
    if (has(widget, "bare") || (widget && qobject_cast<const QAbstractSpinBox*>(widget->parentWidget())))   // a spin box has a frame itself
        return;
    const auto& t = tokens();
    const bool focus = option.state & State_HasFocus;
    const auto line = has(widget, "invalid") ? t.error : focus ? t.accent : t.borderStrong;
    roundRect(painter, option.rect, 6, fill ? ((option.state & State_Enabled) ? t.surface : t.hover) : QColor(), line, focus ? 2 : 1);
}

void AppStyle::drawCheckBox(const QStyleOption& option, QPainter& painter)
{
    const auto& t = tokens();
    const auto box = centred(option.rect, 16);
    const bool on = option.state & State_On, part = option.state & State_NoChange, enabled = option.state & State_Enabled;
    const auto fill = !enabled ? t.track : on || part ? t.accentFill : t.surface;
    roundRect(painter, box, 4, fill, on || part ? QColor() : (option.state & State_MouseOver) ? t.accent : t.borderStrong, 1.2);
    if (on)
        paintIcon(painter, "check", box.adjusted(2, 2, -2, -2), Qt::white);
    if (part)
        painter.fillRect(QRectF(box.x() + 4, box.center().y() - 1, 8, 2), Qt::white);
    if (keyboardFocus(option))
        roundRect(painter, box.adjusted(-1.5, -1.5, 1.5, 1.5), 5, {}, t.accent, 1.5);
}

void AppStyle::drawRadio(const QStyleOption& option, QPainter& painter)
{
    const auto& t = tokens();
    const auto box = centred(option.rect, 16);
    const bool on = option.state & State_On;
    roundRect(painter, box, 8, on ? t.accentFill : t.surface, on ? QColor() : t.borderStrong, 1.2);
    if (on)
        roundRect(painter, centred(option.rect, 6), 3, Qt::white);
    if (keyboardFocus(option))
        roundRect(painter, box.adjusted(-1.5, -1.5, 1.5, 1.5), 9.5, {}, t.accent, 1.5);
}

bool AppStyle::drawArrow(PrimitiveElement element, const QStyleOption& option, QPainter& painter)
{
    const auto& t = tokens();
    const auto color = (option.state & State_Enabled) ? t.muted : t.faint;
    switch (element) {
    case PE_IndicatorHeaderArrow:
        return true;   // the header label paints it
    case PE_IndicatorArrowDown: case PE_IndicatorSpinDown:
        paintIcon(painter, "chevron-down", centred(option.rect, 12), color);
        return true;
    case PE_IndicatorArrowUp: case PE_IndicatorSpinUp:
        paintIcon(painter, "chevron-up", centred(option.rect, 12), color);
        return true;
    case PE_IndicatorArrowRight:
        paintIcon(painter, "chevron-right", centred(option.rect, 12), color);
        return true;
    case PE_IndicatorArrowLeft:
        paintIcon(painter, "chevron-left", centred(option.rect, 12), color);
        return true;
    case PE_IndicatorBranch:
        if (option.state & State_Children)
            paintIcon(painter, (option.state & State_Open) ? "chevron-down" : "chevron-right", centred(option.rect, 14), t.muted);
        return true;
    default:
        return false;
    }
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto& t = tokens();
    if (drawArrow(element, *option, *painter))
        return;
    switch (element) {
    case PE_PanelButtonCommand: return drawPushPanel(*option, *painter, widget);
    case PE_PanelButtonTool: return drawToolPanel(*option, *painter, widget);
    case PE_PanelLineEdit: case PE_FrameLineEdit: return drawLineEdit(*option, *painter, widget, element == PE_PanelLineEdit);
    case PE_IndicatorCheckBox: case PE_IndicatorItemViewItemCheck: return drawCheckBox(*option, *painter);
    case PE_IndicatorRadioButton: return drawRadio(*option, *painter);
    case PE_FrameFocusRect: case PE_PanelItemViewRow: case PE_PanelMenuBar: case PE_FrameTabWidget: case PE_FrameStatusBarItem: case PE_FrameMenu:
        return;
    case PE_PanelItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            if (item->state & State_Selected)
                painter->fillRect(option->rect, t.selection);
            else if (item->state & State_MouseOver)
                painter->fillRect(option->rect, t.hover);
        }
        return;
    case PE_Frame:
        if (widget && widget->inherits("QAbstractScrollArea"))
            return roundRect(*painter, option->rect, 6, t.surface, (option->state & State_HasFocus) ? t.accent : t.borderStrong, (option->state & State_HasFocus) ? 2 : 1);
        break;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.border);
        return;
    case PE_PanelMenu:
        return roundRect(*painter, option->rect, 8, t.raised, t.borderStrong);
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, option->palette.color(QPalette::ToolTipBase));
        return;
    case PE_IndicatorTabClose:
        if (option->state & State_MouseOver)
            roundRect(*painter, option->rect, 4, t.track);
        return paintIcon(*painter, "x", centred(option->rect, 13), t.muted);
    case PE_IndicatorTabTearLeft: case PE_IndicatorTabTearRight: {   // tabs fade out where there are more
        QLinearGradient fade(option->rect.topLeft(), option->rect.topRight());
        auto clear = t.surface;
        clear.setAlpha(0);
        fade.setColorAt(element == PE_IndicatorTabTearLeft ? 0 : 1, t.surface);
        fade.setColorAt(element == PE_IndicatorTabTearLeft ? 1 : 0, clear);
        painter->fillRect(option->rect.adjusted(0, 0, 0, -1), fade);
        return;
    }
    case PE_FrameGroupBox:
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace skylab::theme
