#include "theme/AppStyle.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace skylab::theme {

void AppStyle::drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const
{
    const auto& t = tokens();
    const auto track = widget && widget->parentWidget() ? widget->parentWidget()->palette().color(QPalette::Base) : t.surface;
    const bool bare = widget && widget->property("bare").toBool();
    if (!bare)
        painter.fillRect(option.rect, track);
    if (option.maximum <= option.minimum)
        return;
    QRectF rect = scrollBarRect(option, SC_ScrollBarSlider);
    const bool hover = option.state & State_MouseOver;
    const qreal thick = hover ? 8 : 6;
    if (option.orientation == Qt::Vertical) {
        rect.setLeft(rect.center().x() - thick / 2 + .5);
        rect.setWidth(thick);
        rect.adjust(0, 2, 0, -2);
    } else {
        rect.setTop(rect.center().y() - thick / 2 + .5);
        rect.setHeight(thick);
        rect.adjust(2, 0, -2, 0);
    }
    const bool dark = bare ? t.dark : track.lightness() < 128;   // a terminal is dark in every theme
    roundRect(painter, rect, thick / 2, dark ? QColor(255, 255, 255, hover ? 90 : 46) : QColor(20, 28, 45, hover ? 110 : 56));
}

void AppStyle::drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const
{
    const auto& t = tokens();
    const QRectF handle = proxy()->subControlRect(CC_Slider, &option, SC_SliderHandle, widget);
    const QRectF groove(option.rect.left() + 1, option.rect.center().y() - 1.5, option.rect.width() - 2, 4);
    roundRect(painter, groove, 2, t.track);
    auto done = groove;
    done.setRight(handle.center().x());
    const bool enabled = option.state & State_Enabled;
    roundRect(painter, done, 2, enabled ? t.accent : t.borderStrong);
    QRectF knob(0, 0, 14, 14);
    knob.moveCenter(QPointF(handle.center().x(), groove.center().y()));
    roundRect(painter, knob, 7, t.surface, enabled ? t.accent : t.borderStrong, (option.state & (State_MouseOver | State_Sunken)) ? 3 : 2);
    if (option.state & State_HasFocus)
        roundRect(painter, knob.adjusted(-3, -3, 3, 3), 10, {}, t.accent, 1.5);
}

void AppStyle::drawTool(const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget) const
{
    auto plain = option;
    plain.features &= ~QStyleOptionToolButton::HasMenu;
    if (!(plain.state & (State_MouseOver | State_On | State_Sunken)))
        plain.state &= ~State_Raised;
    proxy()->drawPrimitive(PE_PanelButtonTool, &plain, &painter, widget);
    proxy()->drawControl(CE_ToolButtonLabel, &plain, &painter, widget);
}

void AppStyle::drawCombo(const QStyleOptionComboBox& option, QPainter& painter)
{
    const auto& t = tokens();
    const bool focus = option.state & State_HasFocus, enabled = option.state & State_Enabled;
    const auto fill = !enabled ? t.hover : (option.state & State_MouseOver) && !focus ? t.hover : t.surface;
    roundRect(painter, option.rect, 6, fill, focus ? t.accent : t.borderStrong, focus ? 2 : 1);
    paintIcon(painter, "chevron-down", QRectF(option.rect.right() - 23, option.rect.center().y() - 7, 14, 14), enabled ? t.muted : t.faint);
}

void AppStyle::drawSpin(const QStyleOptionSpinBox& option, QPainter& painter, const QWidget* widget) const
{
    const auto& t = tokens();
    const bool focus = option.state & State_HasFocus;
    roundRect(painter, option.rect, 6, (option.state & State_Enabled) ? t.surface : t.hover, focus ? t.accent : t.borderStrong, focus ? 2 : 1);
    const std::pair<SubControl, const char*> steps[] = { { SC_SpinBoxUp, "chevron-up" }, { SC_SpinBoxDown, "chevron-down" } };
    for (const auto& [sub, name] : steps) {
        QRectF rect(0, 0, 12, 12);
        rect.moveCenter(QRectF(proxy()->subControlRect(CC_SpinBox, &option, sub, widget)).center());
        const bool can = option.stepEnabled & (sub == SC_SpinBoxUp ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        paintIcon(painter, QLatin1String(name), rect, can ? t.muted : t.faint);
    }
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    switch (control) {
    case CC_ScrollBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
            return drawScrollBar(*bar, *painter, widget);
        break;
    case CC_Slider:
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option); slider && slider->orientation == Qt::Horizontal)
            return drawSlider(*slider, *painter, widget);
        break;
    case CC_ToolButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option))
            return drawTool(*button, *painter, widget);
        break;
    case CC_ComboBox:
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && !combo->editable)
            return drawCombo(*combo, *painter);
        break;
    case CC_SpinBox:
        if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option))
            return drawSpin(*spin, *painter, widget);
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect AppStyle::scrollBarRect(const QStyleOptionSlider& option, SubControl sub)
{
    const bool vertical = option.orientation == Qt::Vertical;
    const int length = vertical ? option.rect.height() : option.rect.width();
    const qint64 range = qint64(option.maximum) - option.minimum;
    const int slider = range > 0 ? qBound(qMin(32, length), int(qint64(length) * option.pageStep / (range + option.pageStep)), length) : length;
    const int position = sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, length - slider, option.upsideDown);
    const auto part = [&](int from, int size) {
        return vertical ? QRect(option.rect.left(), option.rect.top() + from, option.rect.width(), size)
                        : QRect(option.rect.left() + from, option.rect.top(), size, option.rect.height());
    };
    switch (sub) {
    case SC_ScrollBarSlider: return part(position, slider);
    case SC_ScrollBarGroove: return option.rect;
    case SC_ScrollBarSubPage: return part(0, position);
    case SC_ScrollBarAddPage: return part(position + slider, length - position - slider);
    default: return {};
    }
}

QRect AppStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub, const QWidget* widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
            return scrollBarRect(*bar, sub);
    }
    if (control == CC_SpinBox) {
        const auto& r = option->rect;
        switch (sub) {
        case SC_SpinBoxUp: return { r.right() - 24, r.top() + 2, 22, r.height() / 2 - 2 };
        case SC_SpinBoxDown: return { r.right() - 24, r.top() + r.height() / 2, 22, r.height() / 2 - 2 };
        case SC_SpinBoxEditField: return r.adjusted(8, 2, -26, -2);
        default: return r;
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

} // namespace skylab::theme
