#pragma once

#include "console/AccessibleText.h"

#include <QAbstractScrollArea>
#include <QRawFont>
#include <QRegion>
#include <QTimer>

#include <deque>
#include <optional>
#include <vector>

extern "C" {
#include <vterm.h>
}

namespace skylab::console {

/// A terminal: give it what came with feed(), send what wantsToSend() says. Colours (256 and true), alternate screen, wide
/// characters, input methods, mouse reports, 20,000 lines of scrollback, selection, search, zoom. The escape sequences are
/// libvterm's business. Every key belongs to the guest but Ctrl+Shift+C, V, F and A, Ctrl with + - 0, Shift+PageUp and
/// PageDown, and Ctrl+Alt+Shift, which gives the keyboard back. GUI thread.
class TerminalView : public QAbstractScrollArea, public ReadableText {
    Q_OBJECT
public:
    explicit TerminalView(QWidget* parent = nullptr);
    ~TerminalView() override;

    void feed(const QByteArray& bytes);
    /// A line of ours in the middle of the guest's: "connection lost".
    void note(const QString& text);
    [[nodiscard]] QSize grid() const { return { m_columns, m_rows }; }
    /// What is visible, line by line.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString selectedText() const;
    void copy();
    /// Sends the text as if typed, in the application's bracketed paste mode where it has one; control characters are left out, so
    /// that a copied text can't end the paste and give orders.
    void paste(const QString& text);
    void selectAll();

    /// Marks a word everywhere; the number of hits. The last one becomes the current one.
    int find(const QString& word);
    void findNext(bool backward);
    [[nodiscard]] int hits() const { return int(m_hits.size()); }
    [[nodiscard]] int currentHit() const { return m_hit + 1; }

    /// In device-independent pixels, within 8 and 40.
    void setFontSize(int pixels);
    [[nodiscard]] int fontSize() const { return m_fontSize; }
    static constexpr int usualFontSize = 14;
    static constexpr std::size_t maxScrollback = 20'000;   ///< lines

    [[nodiscard]] QString readableText() const override { return text(); }
    [[nodiscard]] QString readableSelection() const override { return selectedText(); }
    [[nodiscard]] int readableCursor() const override;

Q_SIGNALS:
    void wantsToSend(const QByteArray& bytes);
    void gridChanged(QSize grid);
    void titleChanged(const QString& title);
    void bell();
    void findAsked();
    void releaseAsked();
    void fontSizeChanged(int pixels);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; }

private:
    static inline const QColor background { 0x11, 0x15, 0x1c };   // in every theme

    struct Callbacks;
    struct Painter;
    using Line = std::vector<VTermScreenCell>;
    /// A place in all that was ever shown: column, and line counted from the first one of the session.
    struct Place {
        int column = 0;
        qint64 line = -1;
        auto operator<=>(const Place& other) const
        {
            return line != other.line ? line <=> other.line : column <=> other.column;
        }
        bool operator==(const Place&) const = default;
    };
    struct Hit {
        Place from;
        int length = 0;   ///< columns
    };

    void setUpColors();
    void applyFont();
    void flush();
    void fitGrid();
    [[nodiscard]] VTermScreenCell cell(int row, int column) const;
    [[nodiscard]] QColor color(VTermColor color) const;
    [[nodiscard]] QRect cellRect(int row, int column, int width = 1) const;
    [[nodiscard]] Place placeAt(QPointF point) const;
    [[nodiscard]] int hidden() const { return m_alternate ? 0 : int(m_scrollback.size()); }
    [[nodiscard]] int rowOf(qint64 line) const { return int(line - m_dropped); }
    [[nodiscard]] QString lineText(int row, int from, int to, std::vector<int>* columns = nullptr) const;
    [[nodiscard]] std::vector<Hit> hitsIn(int row) const;
    [[nodiscard]] std::pair<Place, Place> selection() const;
    void selectWord(const Place& at);
    void extendSelection(QPointF point);
    void copyToSelectionClipboard();
    void paintRow(Painter& painter, int row);
    void paintCursor(Painter& painter);
    void showRow(int row);
    bool handleShortcut(QKeyEvent* event);
    bool reportMouse(QMouseEvent* event, int button, bool pressed);

    int m_rows = 24, m_columns = 80;   // Before m_term, which is made with them
    VTerm* m_term;
    VTermScreen* m_screen;
    int m_cellWidth = 8, m_cellHeight = 16, m_ascent = 12;
    int m_fontSize = usualFontSize;
    QRawFont m_faces[4];               ///< regular, bold, italic, both
    std::deque<Line> m_scrollback;
    qint64 m_dropped = 0;              ///< lines that left the scrollback
    VTermPos m_cursor { 0, 0 };
    bool m_cursorVisible = true;
    int m_cursorShape = VTERM_PROP_CURSORSHAPE_BLOCK;
    bool m_alternate = false;
    int m_mouse = VTERM_PROP_MOUSE_NONE;
    int m_wheel = 0;                   ///< eighths of a degree that make no notch yet
    QString m_preedit;
    std::optional<Place> m_anchor;     ///< where the selection began
    Place m_end;
    QString m_word;
    std::vector<Hit> m_hits;
    int m_hit = -1;
    QTimer m_flush;
    QTimer m_scroll;                   ///< while a selection is drawn out of the window
    QPointF m_drag;
};

} // namespace skylab::console
