#pragma once

#include <QAbstractScrollArea>
#include <QRegion>
#include <QTimer>

#include <deque>
#include <vector>

extern "C" {
#include <vterm.h>
}

namespace skylab::console {

/// A terminal: give it what came with feed(), send what wantsToSend() says. Colours, alternate screen, wide characters, input
/// methods, 20,000 lines of scrollback, selection, Ctrl+Shift+C and V. The escape sequences are libvterm's business.
class TerminalView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TerminalView(QWidget* parent = nullptr);
    ~TerminalView() override;

    void feed(const QByteArray& bytes);
    [[nodiscard]] QSize grid() const { return { m_columns, m_rows }; }
    /// What is visible, line by line.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString selectedText() const;

    static constexpr std::size_t maxScrollback = 20'000;   ///< lines

Q_SIGNALS:
    void wantsToSend(const QByteArray& bytes);
    void gridChanged(QSize grid);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; }

private:
    struct Callbacks;
    using Line = std::vector<VTermScreenCell>;

    void setUpColors();
    void flush();
    [[nodiscard]] VTermScreenCell cell(int row, int column) const;
    [[nodiscard]] QColor color(VTermColor color) const;
    [[nodiscard]] QRect cellRect(int row, int column, int width = 1) const;
    [[nodiscard]] QPoint positionAt(QPointF point) const;
    [[nodiscard]] int hidden() const { return m_alternate ? 0 : int(m_scrollback.size()); }
    [[nodiscard]] QString lineText(int row, int from, int to) const;
    void paintRow(QPainter& painter, int row);
    void paintCursor(QPainter& painter);
    bool handleShortcut(QKeyEvent* event);

    int m_rows = 24, m_columns = 80;   // Before m_term, which is made with them
    VTerm* m_term;
    VTermScreen* m_screen;
    int m_cellWidth = 8, m_cellHeight = 16, m_ascent = 12;
    std::deque<Line> m_scrollback;
    VTermPos m_cursor { 0, 0 };
    bool m_cursorVisible = true;
    bool m_alternate = false;
    QString m_preedit;
    QPoint m_from { -1, -1 }, m_to { -1, -1 };   ///< selection: column, absolute row
    QTimer m_flush;
};

} // namespace skylab::console
