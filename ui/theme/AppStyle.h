#pragma once

#include <QProxyStyle>
#include <QVariant>
#include <QWidget>

class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionToolButton;

namespace skylab::theme {

/// Fusion, redrawn from the tokens: flat, rounded, visible keyboard focus. See README.md for the properties it reads.
class AppStyle : public QProxyStyle {
    Q_OBJECT
public:
    AppStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub, const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

private:
    static void drawCheckBox(const QStyleOption& option, QPainter& painter);
    static void drawRadio(const QStyleOption& option, QPainter& painter);
    static void drawPushPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget);
    static void drawToolPanel(const QStyleOption& option, QPainter& painter, const QWidget* widget);
    static void drawLineEdit(const QStyleOption& option, QPainter& painter, const QWidget* widget, bool fill);
    static bool drawArrow(PrimitiveElement element, const QStyleOption& option, QPainter& painter);
    static void drawPushLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget);
    static void drawHeaderLabel(const QStyleOption& option, QPainter& painter);
    static void drawTab(const QStyleOption& option, QPainter& painter);
    static void drawTabLabel(const QStyleOption& option, QPainter& painter);
    static void drawProgress(const QStyleOption& option, QPainter& painter, const QWidget* widget);
    static void drawMenuItem(const QStyleOptionMenuItem& option, QPainter& painter);
    static void drawToolLabel(const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget);
    void drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const;
    void drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const;
    void drawTool(const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget) const;
    static void drawCombo(const QStyleOptionComboBox& option, QPainter& painter);
    void drawSpin(const QStyleOptionSpinBox& option, QPainter& painter, const QWidget* widget) const;
    static QRect scrollBarRect(const QStyleOptionSlider& option, SubControl sub);
};

/// A property that a widget was given for the style: see README.md.
inline bool has(const QWidget* widget, const char* property) { return widget && widget->property(property).toBool(); }
/// Fills and outlines a rounded rectangle; invalid colours are left out.
void roundRect(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& line = {}, qreal width = 1);

} // namespace skylab::theme
