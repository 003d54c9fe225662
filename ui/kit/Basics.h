#pragma once

#include "theme/Theme.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

class QAbstractScrollArea;
class QPainter;
class QScrollArea;
class QStyleOptionViewItem;

namespace skylab::kit {

/// A text in a colour of the theme, which it follows.
QLabel* label(const QString& text, int pixels = 13, int weight = 400, QColor theme::Tokens::*color = &theme::Tokens::text, QWidget* parent = nullptr);
/// The same over several lines.
QLabel* paragraph(const QString& text, QColor theme::Tokens::*color = &theme::Tokens::muted, QWidget* parent = nullptr);

/// An icon alone; `name` is its tool tip and accessible name.
QToolButton* toolButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
/// A rounded button that can be on; with `caret` it opens a menu.
QToolButton* chip(const QString& text, const QString& icon = {}, bool caret = false, QWidget* parent = nullptr);
/// A switcher in a bar: icon, text, carets.
QToolButton* leadButton(const QString& text, const QString& icon, bool caret, QWidget* parent = nullptr);

enum class Emphasis { Plain, Primary, Danger, PrimaryDanger };
QPushButton* button(const QString& text, const QString& icon = {}, Emphasis emphasis = Emphasis::Plain, QWidget* parent = nullptr);
void setEmphasis(QPushButton& button, Emphasis emphasis);

/// A hair line.
class Line : public QWidget {
    Q_OBJECT
public:
    explicit Line(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A plain background in a colour of the theme.
class Surface : public QWidget {
    Q_OBJECT
public:
    explicit Surface(QColor theme::Tokens::*color = &theme::Tokens::surface, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QColor theme::Tokens::*m_color;
};

/// A rounded, outlined box; `floating` ones have a shadow.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(bool floating = false, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_floating;
};

/// A ring that turns while it is shown.
class Spinner : public QWidget {
    Q_OBJECT
public:
    explicit Spinner(int pixels = 20, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return { m_pixels, m_pixels }; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    int m_pixels;
    int m_angle = 0;
    int m_timer = 0;
};

/// An icon in a colour of the theme, as a label.
QLabel* iconLabel(const QString& icon, int pixels, QColor theme::Tokens::*color = &theme::Tokens::muted, QWidget* parent = nullptr);

/// Removes and deletes everything in a layout.
void clearLayout(QLayout& layout);

/// Makes a list or a scroll area part of what it stands on: no frame, no ground of its own, no scrolling sideways.
void makeBare(QAbstractScrollArea& area);
/// A bare scroll area for a page; the page is as wide as it.
QScrollArea* scrollArea();

/// The ground of a row in a bare list: selected, or below the pointer.
void paintRowGround(QPainter& painter, const QStyleOptionViewItem& option);
/// A heading between such rows.
void paintRowHead(QPainter& painter, const QRect& rect, const QString& text);

} // namespace skylab::kit
