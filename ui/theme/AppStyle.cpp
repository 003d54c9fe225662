#include "theme/AppStyle.h"

#include "theme/Metrics.h"
#include "theme/Theme.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSplitterHandle>
#include <QStyleOption>
#include <QTabBar>

namespace skylab::theme {

namespace {

QSize toolSize(const QStyleOptionToolButton& option, const QWidget* widget)
{
    int width = option.fontMetrics.horizontalAdvance(QString(option.text).replace(u'\t', u' ')) + 22 + (option.text.contains(u'\t') ? 6 : 0);
    if (!option.icon.isNull())
        width += option.iconSize.width() + 7;
    if (has(widget, "caret"))
        width += 18;
    return { width, has(widget, "chip") ? 28 : 34 };
}

} // namespace

AppStyle::AppStyle() : QProxyStyle(QStringLiteral("fusion")) { }

void roundRect(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& line, qreal width)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : Qt::NoBrush);
    painter.setPen(line.isValid() ? QPen(line, width) : Qt::NoPen);
    painter.drawRoundedRect(line.isValid() ? rect.adjusted(width / 2, width / 2, -width / 2, -width / 2) : rect, radius, radius);
    painter.restore();
}

void AppStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QTabBar*>(widget) || qobject_cast<QScrollBar*>(widget)
        || qobject_cast<QHeaderView*>(widget) || qobject_cast<QSplitterHandle*>(widget) || qobject_cast<QLineEdit*>(widget)
        || qobject_cast<QComboBox*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QMenu*>(widget)) {
        widget->setAttribute(Qt::WA_TranslucentBackground);
        widget->setWindowFlag(Qt::FramelessWindowHint);
        widget->setWindowFlag(Qt::NoDropShadowWindowHint);
    }
    // Qt makes markup of what looks like it, and loads the images that it names; tool tips show names that other projects chose.
    if (widget->inherits("QTipLabel"))
        static_cast<QLabel*>(widget)->setTextFormat(Qt::PlainText);
}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return 12;
    case PM_ScrollBarSliderMin: return 32;
    case PM_TabBarTabHSpace: return 20;
    case PM_TabBarTabVSpace: return 16;
    case PM_TabBarTabShiftVertical: case PM_TabBarTabShiftHorizontal: case PM_ButtonShiftHorizontal: case PM_ButtonShiftVertical: return 0;
    case PM_SmallIconSize: case PM_ButtonIconSize: case PM_TabBarIconSize: case PM_ToolBarIconSize: case PM_ListViewIconSize: return 16;
    case PM_HeaderMargin: return 10;
    case PM_SplitterWidth: return 1;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuVMargin: case PM_MenuHMargin: return 5;
    case PM_DefaultFrameWidth: return qobject_cast<const QLineEdit*>(widget) ? 1 : qobject_cast<const QAbstractScrollArea*>(widget) ? 4 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_HeaderMarkSize: return 12;
    case PM_IndicatorWidth: case PM_IndicatorHeight: case PM_ExclusiveIndicatorWidth: case PM_ExclusiveIndicatorHeight: return 18;
    case PM_CheckBoxLabelSpacing: case PM_RadioButtonLabelSpacing: return 8;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int AppStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText: case SH_DitherDisabledText: case SH_ScrollView_FrameOnlyAroundContents: case SH_UnderlineShortcut: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_TabBar_Alignment: return Qt::AlignLeft;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_ComboBox_Popup: return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition: return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QRect AppStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    auto rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents && !(widget && qobject_cast<const QAbstractSpinBox*>(widget->parentWidget())))
        rect.adjust(6, 0, -6, 0);
    // Over the text of the cells: see kit/CellDelegate. The arrow of a sorted column stands within.
    if (const auto* header = element == SE_HeaderLabel ? qstyleoption_cast<const QStyleOptionHeader*>(option) : nullptr) {
        const bool first = header->position == QStyleOptionHeader::Beginning || header->position == QStyleOptionHeader::OnlyOneSection;
        rect = header->rect.adjusted(first ? pageMargin : cellMargin, 0, -8, 0);
    }
    return rect;
}

QSize AppStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    auto result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            const int icon = button->icon.isNull() ? 0 : 16 + (button->text.isEmpty() ? 0 : 7);
            result = { option->fontMetrics.horizontalAdvance(button->text) + icon + (button->text.isEmpty() ? 16 : 26), 32 };
        }
        break;
    case CT_LineEdit: case CT_ComboBox: case CT_SpinBox:
        result.setHeight(32);
        break;
    case CT_TabBarTab:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option); tab && !tab->icon.isNull())
            result.rwidth() += 14;
        break;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            result = item->menuItemType == QStyleOptionMenuItem::Separator ? QSize(result.width(), 9) : QSize(result.width() + 40, 30);
        break;
    case CT_HeaderSection:
        result.setHeight(34);
        break;
    case CT_ToolButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option); button && (has(widget, "chip") || has(widget, "lead")))
            result = toolSize(*button, widget);
        break;
    default:
        break;
    }
    return result;
}

} // namespace skylab::theme
