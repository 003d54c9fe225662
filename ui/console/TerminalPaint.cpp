// How TerminalView paints: cells of one look in a run, each glyph at its own column.
#include "console/TerminalView.h"

#include <QGlyphRun>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <array>

namespace skylab::console {

namespace {

const QColor cursorColor(0x6c, 0xb6, 0xff);
const QColor selectionColor(0x2b, 0x4c, 0x7e);
const QColor hitColor(0x5c, 0x4a, 0x14);
const QColor currentHitColor(0xe0, 0xaf, 0x68);

bool isPlain(const VTermScreenCell& cell) { return cell.chars[0] > 0x20 && cell.chars[0] < 0x7f && cell.chars[1] == 0; }

} // namespace

/// Gathers glyphs of one face and colour, so that a line costs a few calls and not eighty.
struct TerminalView::Painter {
    QPainter painter;
    const TerminalView& view;
    std::array<std::array<quint32, 128>, 4> glyphs {};
    QList<quint32> run;
    QList<QPointF> places;
    QColor ink;
    int face = 0;

    explicit Painter(TerminalView& terminal) : painter(terminal.viewport()), view(terminal) { }

    quint32 glyphOf(int wanted, quint32 character)
    {
        auto& known = glyphs[std::size_t(wanted)][character];
        if (known == 0) {
            const auto found = view.m_faces[wanted].glyphIndexesForString(QString(QChar(ushort(character))));
            known = found.isEmpty() ? 0 : found.front();
        }
        return known;
    }
    void add(int wanted, const QColor& color, quint32 character, QPointF baseline)
    {
        if (wanted != face || color != ink)
            end();
        face = wanted;
        ink = color;
        run << glyphOf(wanted, character);
        places << baseline;
    }
    void end()
    {
        if (run.isEmpty())
            return;
        QGlyphRun glyphRun;
        glyphRun.setRawFont(view.m_faces[face]);
        glyphRun.setGlyphIndexes(run);
        glyphRun.setPositions(places);
        painter.setPen(ink);
        painter.drawGlyphRun(QPointF(), glyphRun);
        run.clear();
        places.clear();
    }
    /// Characters that the font may lack: shaped, and from another font where need be.
    void shaped(int wanted, const QColor& color, const VTermScreenCell& cell, QPoint baseline)
    {
        QString text;
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != quint32(-1); ++i) {
            const char32_t character = cell.chars[i];
            text += QString::fromUcs4(&character, 1);
        }
        auto font = view.font();
        font.setBold(wanted & 1);
        font.setItalic(wanted & 2);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(baseline, text);
    }
};

void TerminalView::paintEvent(QPaintEvent* event)
{
    Painter painter(*this);
    painter.painter.fillRect(event->rect(), background);
    const int top = cellRect(0, 0).top();
    const int first = qMax(0, (event->rect().top() - top) / m_cellHeight), last = qMin(m_rows - 1, (event->rect().bottom() - top) / m_cellHeight);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row);
    painter.end();
    paintCursor(painter);
}

void TerminalView::paintRow(Painter& painter, int row)
{
    const int absolute = verticalScrollBar()->value() + row;
    const auto [from, to] = selection();
    const auto hits = hitsIn(absolute);
    const Place current = m_hit >= 0 && m_hit < this->hits() ? m_hits[std::size_t(m_hit)].from : Place();
    for (int column = 0; column < m_columns;) {
        const auto it = cell(absolute, column);
        const int width = qMax<int>(1, it.width);
        auto ink = color(it.fg), paper = color(it.bg);
        if (it.attrs.reverse)
            std::swap(ink, paper);
        const Place here { column, m_dropped + absolute };
        for (const auto& hit : hits) {
            if (column < hit.from.column || column >= hit.from.column + hit.length)
                continue;
            paper = hit.from == current ? currentHitColor : hitColor;
            ink = hit.from == current ? background : currentHitColor;
        }
        if (from != to && here >= from && here < to)
            paper = selectionColor;
        const auto rect = cellRect(row, column, width);
        if (paper != background)
            painter.painter.fillRect(rect, paper);
        const int face = (it.attrs.bold ? 1 : 0) | (it.attrs.italic ? 2 : 0);
        if (isPlain(it))
            painter.add(face, ink, it.chars[0], QPointF(rect.x(), rect.y() + m_ascent));
        else if (it.chars[0] > 0x20 && it.chars[0] != quint32(-1))
            painter.shaped(face, ink, it, QPoint(rect.x(), rect.y() + m_ascent));
        if (it.attrs.underline)
            painter.painter.fillRect(QRect(rect.x(), rect.y() + m_ascent + 2, rect.width(), 1), ink);
        if (it.attrs.strike)
            painter.painter.fillRect(QRect(rect.x(), rect.y() + m_ascent * 2 / 3, rect.width(), 1), ink);
        column += width;
    }
    painter.end();   // before the next row's papers are laid
}

void TerminalView::paintCursor(Painter& paint)
{
    auto& painter = paint.painter;
    const int row = m_cursor.row + hidden() - verticalScrollBar()->value();
    if (!m_cursorVisible || row < 0 || row >= m_rows)
        return;
    const auto under = cell(m_cursor.row + hidden(), m_cursor.col);
    const auto rect = cellRect(row, m_cursor.col, qMax<int>(1, under.width));
    if (!hasFocus()) {
        painter.setPen(cursorColor);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    } else if (m_cursorShape == VTERM_PROP_CURSORSHAPE_BAR_LEFT) {
        painter.fillRect(QRect(rect.topLeft(), QSize(2, rect.height())), cursorColor);
    } else if (m_cursorShape == VTERM_PROP_CURSORSHAPE_UNDERLINE) {
        painter.fillRect(QRect(rect.x(), rect.bottom() - 1, rect.width(), 2), cursorColor);
    } else {
        painter.fillRect(rect, cursorColor);
        if (under.chars[0] > 0x20 && under.chars[0] != quint32(-1))
            paint.shaped(under.attrs.bold ? 1 : 0, background, under, QPoint(rect.x(), rect.y() + m_ascent));
    }
    if (m_preedit.isEmpty())
        return;
    painter.setFont(font());
    const QRect box(rect.topLeft(), QSize(QFontMetrics(font()).horizontalAdvance(m_preedit), m_cellHeight));
    painter.fillRect(box, selectionColor);
    painter.setPen(Qt::white);
    painter.drawText(box.x(), box.y() + m_ascent, m_preedit);
}

} // namespace skylab::console
