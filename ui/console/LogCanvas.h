#pragma once

#include "console/AccessibleText.h"
#include "console/BootLog.h"

#include <QAbstractScrollArea>

namespace skylab::console {

/// Paints a BootLog: its sections with a heading each that folds them, the selection, the hits of a search. Only what is visible
/// costs anything, so that 100,000 lines do not. The log is the owner's; call logChanged() after each change.
class LogCanvas : public QAbstractScrollArea, public ReadableText {
    Q_OBJECT
public:
    explicit LogCanvas(BootLog& log, QWidget* parent = nullptr);

    void logChanged();
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_following; }

    /// The number of hits; the first one from the top of the view on becomes the current one.
    int find(const QString& word);
    void findNext(bool backward);
    [[nodiscard]] int hits() const { return int(m_hits.size()); }
    [[nodiscard]] int currentHit() const { return m_hit + 1; }
    [[nodiscard]] QString word() const { return m_word; }

    /// Unfolds its section and shows the line.
    void jumpTo(qint64 line);
    void setFolded(std::size_t section, bool folded);
    void setAllFolded(bool folded);
    [[nodiscard]] QString selectedText() const;
    void copy();
    /// The rows on the screen, headings included: how tests see it.
    [[nodiscard]] QStringList visibleRows() const;
    [[nodiscard]] qint64 topLine() const;

    static QString titleOf(const LogSection& section);
    [[nodiscard]] QString readableText() const override { return visibleRows().join(u'\n'); }
    [[nodiscard]] QString readableSelection() const override { return selectedText(); }
    [[nodiscard]] int readableCursor() const override { return 0; }

Q_SIGNALS:
    /// By scrolling up or down to the end.
    void followingChanged(bool following);
    void hitsChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    /// A row on the screen: a line, or the heading of a section.
    struct Row {
        std::size_t section = 0;
        qint64 line = -1;
    };
    struct Place {
        qint64 line = -1;
        int column = 0;
        auto operator<=>(const Place&) const = default;
    };
    struct Hit {
        qint64 line = 0;
        int column = 0;
    };

    [[nodiscard]] bool hasHeadings() const;
    void layOut();
    [[nodiscard]] qint64 rows() const;
    [[nodiscard]] Row rowAt(qint64 row) const;
    [[nodiscard]] qint64 rowOf(qint64 line) const;
    [[nodiscard]] Place placeAt(QPointF point) const;
    [[nodiscard]] std::pair<Place, Place> selection() const;
    void updateBars();
    void searchFrom(qint64 line);
    void toggleAt(QPointF point);
    void paintHeading(QPainter& painter, const QRect& rect, std::size_t section);
    void paintLine(QPainter& painter, const QRect& rect, qint64 line);
    [[nodiscard]] QColor colorOf(int color) const;
    [[nodiscard]] double xOf(const QString& text, int column) const;
    [[nodiscard]] int columnAt(const QString& text, double x) const;
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }

    BootLog& m_log;
    std::vector<qint64> m_starts;     ///< row of each section's first row
    qint64 m_rowCount = 0;
    double m_cellWidth = 8;           ///< a fraction of a pixel is a word after a hundred columns
    int m_rowHeight = 18, m_ascent = 12;
    bool m_following = true;
    bool m_moving = false;            ///< we scroll, not the user
    QString m_word;
    std::vector<Hit> m_hits;
    qint64 m_searched = 0;            ///< lines before it were searched
    int m_hit = -1;
    Place m_anchor, m_end;
    QPoint m_pressed;
    std::size_t m_focusSection = 0;
};

} // namespace skylab::console
