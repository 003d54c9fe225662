#include "kit/Basics.h"

#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QGraphicsDropShadowEffect>
#include <QLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStyleOption>
#include <QTimerEvent>

namespace skylab::kit {

using theme::Theme;
using theme::tokens;
using theme::Tokens;

QLabel* label(const QString& text, int pixels, int weight, QColor Tokens::*color, QWidget* parent)
{
    auto* it = new QLabel(text, parent);
    it->setTextFormat(Qt::PlainText);
    it->setFont(theme::uiFont(pixels, weight));
    const auto recolor = [it, color] {
        auto palette = it->palette();
        palette.setColor(QPalette::WindowText, tokens().*color);
        it->setPalette(palette);
    };
    recolor();
    QObject::connect(&Theme::instance(), &Theme::changed, it, recolor);
    return it;
}

QLabel* paragraph(const QString& text, QColor Tokens::*color, QWidget* parent)
{
    auto* it = label(text, 13, 400, color, parent);
    it->setWordWrap(true);
    return it;
}

QToolButton* toolButton(const QString& icon, const QString& name, QWidget* parent)
{
    auto* it = new QToolButton(parent);
    it->setIcon(theme::icon(icon));
    it->setIconSize({ 17, 17 });
    it->setToolTip(name);
    it->setAccessibleName(name);
    it->setAutoRaise(true);
    it->setFixedSize(32, 32);
    it->setFocusPolicy(Qt::TabFocus);
    return it;
}

QToolButton* chip(const QString& text, const QString& icon, bool caret, QWidget* parent)
{
    auto* it = new QToolButton(parent);
    it->setProperty("chip", true);
    it->setProperty("caret", caret);
    it->setText(text);
    it->setAccessibleName(text);
    if (!icon.isEmpty()) {
        it->setIcon(theme::icon(icon));
        it->setIconSize({ 14, 14 });
    }
    it->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    it->setCheckable(true);
    it->setFont(theme::uiFont(12, 500));
    it->setFocusPolicy(Qt::TabFocus);
    return it;
}

QToolButton* leadButton(const QString& text, const QString& icon, bool caret, QWidget* parent)
{
    auto* it = new QToolButton(parent);
    it->setProperty("lead", true);
    it->setProperty("caret", caret);
    it->setText(text);
    it->setIcon(theme::icon(icon));
    it->setIconSize({ 16, 16 });
    it->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    it->setFont(theme::uiFont(13, 600));
    it->setAutoRaise(true);
    it->setFocusPolicy(Qt::TabFocus);
    return it;
}

void setEmphasis(QPushButton& button, Emphasis emphasis)
{
    button.setProperty("primary", emphasis == Emphasis::Primary || emphasis == Emphasis::PrimaryDanger);
    button.setProperty("danger", emphasis == Emphasis::Danger || emphasis == Emphasis::PrimaryDanger);
    button.update();
}

QPushButton* button(const QString& text, const QString& icon, Emphasis emphasis, QWidget* parent)
{
    auto* it = new QPushButton(text, parent);
    setEmphasis(*it, emphasis);
    const bool primary = emphasis == Emphasis::Primary || emphasis == Emphasis::PrimaryDanger;
    if (!icon.isEmpty())
        it->setIcon(primary ? theme::icon(icon, Qt::white) : theme::icon(icon));
    it->setFont(theme::uiFont(13, primary ? 600 : 500));
    it->setAutoDefault(false);
    return it;
}

QLabel* iconLabel(const QString& icon, int pixels, QColor Tokens::*color, QWidget* parent)
{
    auto* it = new QLabel(parent);
    it->setFixedSize(pixels, pixels);
    const auto repaint = [it, icon, pixels, color] { it->setPixmap(theme::iconPixmap(icon, pixels, tokens().*color, it->devicePixelRatioF())); };
    repaint();
    QObject::connect(&Theme::instance(), &Theme::changed, it, repaint);
    return it;
}

Line::Line(Qt::Orientation orientation, QWidget* parent) : QWidget(parent)
{
    orientation == Qt::Vertical ? setFixedWidth(1) : setFixedHeight(1);
}

void Line::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), tokens().border); }

Surface::Surface(QColor Tokens::*color, QWidget* parent) : QWidget(parent), m_color(color) { }

void Surface::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), tokens().*m_color); }

Card::Card(bool floating, QWidget* parent) : QFrame(parent), m_floating(floating)
{
    if (!floating)
        return;
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(36);
    shadow->setOffset(0, 10);
    shadow->setColor(QColor(0, 0, 0, tokens().dark ? 150 : 60));
    setGraphicsEffect(shadow);
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& t = tokens();
    theme::roundRect(painter, rect(), m_floating ? 12 : 8, m_floating ? t.raised : t.surface, m_floating ? t.borderStrong : t.border);
}

Spinner::Spinner(int pixels, QWidget* parent) : QWidget(parent), m_pixels(pixels) { setFixedSize(pixels, pixels); }

void Spinner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = QRectF(rect()).adjusted(2, 2, -2, -2);
    painter.setPen(QPen(tokens().track, 2.5));
    painter.drawEllipse(ring);
    painter.setPen(QPen(tokens().accent, 2.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, -m_angle * 16, 100 * 16);
}

void Spinner::showEvent(QShowEvent*) { m_timer = m_timer ? m_timer : startTimer(40); }

void Spinner::hideEvent(QHideEvent*) { killTimer(std::exchange(m_timer, 0)); }

void Spinner::timerEvent(QTimerEvent*)
{
    m_angle = (m_angle + 15) % 360;
    update();
}

void clearLayout(QLayout& layout)
{
    while (auto* item = layout.takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (auto* inner = item->layout()) {
            clearLayout(*inner);
        }
        delete item;
    }
}

void makeBare(QAbstractScrollArea& area)
{
    area.setFrameShape(QFrame::NoFrame);
    area.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area.viewport()->setAutoFillBackground(false);
}

QScrollArea* scrollArea()
{
    auto* area = new QScrollArea;
    makeBare(*area);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

void paintRowGround(QPainter& painter, const QStyleOptionViewItem& option)
{
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver)
        theme::roundRect(painter, QRectF(option.rect).adjusted(5, 1, -5, -1), 7, selected ? tokens().accentSoft : tokens().hover);
}

void paintRowHead(QPainter& painter, const QRect& rect, const QString& text)
{
    painter.setFont(theme::uiFont(11, 600));
    painter.setPen(tokens().faint);
    painter.drawText(rect.adjusted(14, 5, 0, 0), Qt::AlignVCenter, text);
}

} // namespace skylab::kit
