#include "console/TerminalView.h"

#include "theme/Theme.h"

#include <QFontMetrics>
#include <QScrollBar>

namespace skylab::console {

namespace {

constexpr int marginX = 6, marginY = 4;      // pixels
constexpr int flushTime = 12;                // milliseconds
constexpr int scrollTime = 40;
constexpr int maxTitle = 200;                // characters

QString textOf(const VTermScreenCell& cell)
{
    QString text;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != quint32(-1); ++i) {
        const char32_t character = cell.chars[i];
        text += QString::fromUcs4(&character, 1);
    }
    return text;
}

VTermScreenCell blank()
{
    VTermScreenCell cell {};
    cell.width = 1;
    cell.fg.type = VTERM_COLOR_DEFAULT_FG;
    cell.bg.type = VTERM_COLOR_DEFAULT_BG;
    return cell;
}

bool isBlank(const VTermScreenCell& cell) { return (cell.chars[0] == 0 || cell.chars[0] == U' ') && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) && !cell.attrs.reverse && !cell.attrs.underline; }

} // namespace

struct TerminalView::Callbacks {
    static TerminalView* view(void* user) { return static_cast<TerminalView*>(user); }
    static int damage(VTermRect, void*) { return 1; }
    static int moveRect(VTermRect, VTermRect, void*) { return 1; }
    static int moveCursor(VTermPos position, VTermPos, int visible, void* user)
    {
        view(user)->m_cursor = position;
        view(user)->m_cursorVisible = visible;
        return 1;
    }
    static int setProperty(VTermProp property, VTermValue* value, void* user)
    {
        auto* it = view(user);
        switch (property) {
        case VTERM_PROP_ALTSCREEN: it->m_alternate = value->boolean; break;
        case VTERM_PROP_CURSORVISIBLE: it->m_cursorVisible = value->boolean; break;
        case VTERM_PROP_CURSORSHAPE: it->m_cursorShape = value->number; break;
        case VTERM_PROP_MOUSE:
            it->m_mouse = value->number;
            it->viewport()->setCursor(it->m_mouse == VTERM_PROP_MOUSE_NONE ? Qt::IBeamCursor : Qt::ArrowCursor);
            break;
        case VTERM_PROP_TITLE: {
            auto title = QString::fromUtf8(value->string).simplified().left(maxTitle);
            title.removeIf([](QChar c) { return !c.isPrint(); });
            Q_EMIT it->titleChanged(title);
            break;
        }
        default: break;
        }
        return 1;
    }
    static int bell(void* user)
    {
        Q_EMIT view(user)->bell();
        return 1;
    }
    /// Blanks at the end are not kept: most lines are short.
    static int push(int columns, const VTermScreenCell* cells, void* user)
    {
        auto* it = view(user);
        while (columns > 0 && isBlank(cells[columns - 1]))
            --columns;
        it->m_scrollback.emplace_back(cells, cells + columns);
        if (it->m_scrollback.size() > maxScrollback) {
            it->m_scrollback.pop_front();
            ++it->m_dropped;
        }
        return 1;
    }
    static int pop(int columns, VTermScreenCell* cells, void* user)
    {
        auto& lines = view(user)->m_scrollback;
        if (lines.empty())
            return 0;
        for (int i = 0; i < columns; ++i)
            cells[i] = i < int(lines.back().size()) ? lines.back()[std::size_t(i)] : blank();
        lines.pop_back();
        return 1;
    }
    static void output(const char* bytes, size_t size, void* user) { Q_EMIT view(user)->wantsToSend(QByteArray(bytes, qsizetype(size))); }
};

TerminalView::TerminalView(QWidget* parent)
    : QAbstractScrollArea(parent), m_term(vterm_new(m_rows, m_columns)), m_screen(vterm_obtain_screen(m_term)), m_flush(this), m_scroll(this)
{
    static const VTermScreenCallbacks callbacks { Callbacks::damage, Callbacks::moveRect, Callbacks::moveCursor, Callbacks::setProperty, Callbacks::bell, nullptr, Callbacks::push, Callbacks::pop };
    installReadableText();
    setAccessibleName(tr("Terminal"));
    setFrameShape(NoFrame);
    setAttribute(Qt::WA_InputMethodEnabled);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto colors = palette();
    colors.setColor(QPalette::Base, background);   // beside the text too, under the scroll bar
    setPalette(colors);
    vterm_set_utf8(m_term, 1);
    vterm_output_set_callback(m_term, Callbacks::output, this);
    vterm_screen_set_callbacks(m_screen, &callbacks, this);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_set_damage_merge(m_screen, VTERM_DAMAGE_SCROLL);
    setUpColors();
    vterm_screen_reset(m_screen, 1);
    applyFont();
    m_flush.setSingleShot(true);
    m_flush.setInterval(flushTime);
    connect(&m_flush, &QTimer::timeout, this, &TerminalView::flush);
    m_scroll.setInterval(scrollTime);
    connect(&m_scroll, &QTimer::timeout, this, [this] { extendSelection(m_drag); });
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, [this] {
        applyFont();
        fitGrid();
    });
}

TerminalView::~TerminalView() { vterm_free(m_term); }

void TerminalView::setUpColors()
{
    static const quint32 palette[16] = { 0x1d232d, 0xf7768e, 0x73c991, 0xe0af68, 0x6cb6ff, 0xbb9af7, 0x56c7d6, 0xa9b1bd,
                                         0x545d6b, 0xff8fa3, 0x95e6ae, 0xf2cc8c, 0x93caff, 0xcfb5ff, 0x7fe0ec, 0xf2f5f9 };
    auto* state = vterm_obtain_state(m_term);
    VTermColor foreground, back;
    vterm_color_rgb(&foreground, 0xd7, 0xdc, 0xe5);
    vterm_color_rgb(&back, 0x11, 0x15, 0x1c);
    vterm_state_set_default_colors(state, &foreground, &back);
    for (int i = 0; i < 16; ++i) {
        VTermColor color;
        vterm_color_rgb(&color, palette[i] >> 16, palette[i] >> 8 & 255, palette[i] & 255);
        vterm_state_set_palette_color(state, i, &color);
    }
}

void TerminalView::applyFont()
{
    setFont(theme::monoFont(m_fontSize));
    const QFontMetrics metrics(font());
    m_cellWidth = qMax(1, metrics.horizontalAdvance(u'M'));
    m_cellHeight = metrics.height() + 1;
    m_ascent = metrics.ascent();
    for (int i = 0; i < 4; ++i) {
        auto face = font();
        face.setBold(i & 1);
        face.setItalic(i & 2);
        m_faces[i] = QRawFont::fromFont(face);
    }
    viewport()->update();
}

void TerminalView::setFontSize(int pixels)
{
    pixels = qBound(8, pixels, 40);
    if (pixels == m_fontSize)
        return;
    m_fontSize = pixels;
    applyFont();
    fitGrid();
    Q_EMIT fontSizeChanged(pixels);
}

void TerminalView::feed(const QByteArray& bytes)
{
    vterm_input_write(m_term, bytes.constData(), std::size_t(bytes.size()));
    if (!m_flush.isActive())
        m_flush.start();
}

void TerminalView::note(const QString& text)
{
    feed("\r\n\x1b[0;2m\xe2\x80\x94 " + QString(text).remove(QChar(0x1b)).toUtf8() + " \xe2\x80\x94\x1b[0m\r\n");
}

void TerminalView::flush()
{
    vterm_screen_flush_damage(m_screen);
    auto* bar = verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    bar->setRange(0, hidden());
    bar->setPageStep(m_rows);
    if (atEnd)
        bar->setValue(bar->maximum());
    viewport()->update();
    announceText(*this);
}

VTermScreenCell TerminalView::cell(int row, int column) const
{
    if (row < 0)
        return blank();
    if (row < hidden()) {
        const auto& line = m_scrollback[std::size_t(row)];
        return column < int(line.size()) ? line[std::size_t(column)] : blank();
    }
    VTermScreenCell cell = blank();
    vterm_screen_get_cell(m_screen, VTermPos { row - hidden(), column }, &cell);
    return cell;
}

QColor TerminalView::color(VTermColor color) const
{
    vterm_screen_convert_color_to_rgb(m_screen, &color);
    return { color.rgb.red, color.rgb.green, color.rgb.blue };
}

QRect TerminalView::cellRect(int row, int column, int width) const
{
    return { column * m_cellWidth + marginX, row * m_cellHeight + marginY, width * m_cellWidth, m_cellHeight };
}

void TerminalView::resizeEvent(QResizeEvent*) { fitGrid(); }

void TerminalView::fitGrid()
{
    const int columns = qBound(10, (viewport()->width() - 2 * marginX) / m_cellWidth, 1000), rows = qBound(3, (viewport()->height() - 2 * marginY) / m_cellHeight, 500);
    if (columns == m_columns && rows == m_rows)
        return;
    m_columns = columns;
    m_rows = rows;
    vterm_set_size(m_term, rows, columns);
    Q_EMIT gridChanged(grid());
    flush();
}

TerminalView::Place TerminalView::placeAt(QPointF point) const
{
    return { qBound(0, int((point.x() - marginX + m_cellWidth / 2.0) / m_cellWidth), m_columns),
             m_dropped + verticalScrollBar()->value() + qBound(0, int((point.y() - marginY) / m_cellHeight), m_rows - 1) };
}

/// `columns` gets the column of each character of the text.
QString TerminalView::lineText(int row, int from, int to, std::vector<int>* columns) const
{
    QString line;
    for (int column = from; column < to;) {
        const auto it = cell(row, column);
        const auto text = textOf(it);
        line += text.isEmpty() ? QStringLiteral(" ") : text;
        if (columns)
            columns->resize(std::size_t(line.size()), column);
        column += qMax<int>(1, it.width);
    }
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

QString TerminalView::text() const
{
    QStringList lines;
    for (int row = 0; row < m_rows; ++row)
        lines << lineText(verticalScrollBar()->value() + row, 0, m_columns);
    return lines.join(u'\n');
}

int TerminalView::readableCursor() const
{
    int offset = 0;
    const int first = verticalScrollBar()->value();
    for (int row = first; row < m_cursor.row + hidden() && row < first + m_rows; ++row)
        offset += int(lineText(row, 0, m_columns).size()) + 1;
    return offset + m_cursor.col;
}

std::pair<TerminalView::Place, TerminalView::Place> TerminalView::selection() const
{
    if (!m_anchor)
        return { Place(), Place() };
    return std::minmax(*m_anchor, m_end);
}

QString TerminalView::selectedText() const
{
    const auto [from, to] = selection();
    if (from == to)
        return {};
    QStringList lines;
    for (int row = qMax(0, rowOf(from.line)); row <= rowOf(to.line); ++row)
        lines << lineText(row, row == rowOf(from.line) ? from.column : 0, row == rowOf(to.line) ? to.column : m_columns);
    return lines.join(u'\n');
}

void TerminalView::selectAll()
{
    m_anchor = Place { 0, m_dropped };
    m_end = { m_columns, m_dropped + hidden() + m_rows - 1 };
    viewport()->update();
}

std::vector<TerminalView::Hit> TerminalView::hitsIn(int row) const
{
    std::vector<Hit> hits;
    if (m_word.isEmpty())
        return hits;
    std::vector<int> columns;
    const auto line = lineText(row, 0, m_columns, &columns);
    for (auto at = line.indexOf(m_word, 0, Qt::CaseInsensitive); at >= 0; at = line.indexOf(m_word, at + m_word.size(), Qt::CaseInsensitive)) {
        const auto last = std::size_t(at + m_word.size() - 1);
        hits.push_back({ { columns[std::size_t(at)], m_dropped + row }, columns[last] - columns[std::size_t(at)] + 1 });
    }
    return hits;
}

int TerminalView::find(const QString& word)
{
    m_word = word;
    m_hits.clear();
    for (int row = 0; !word.isEmpty() && row < hidden() + m_rows; ++row) {
        const auto found = hitsIn(row);
        m_hits.insert(m_hits.end(), found.begin(), found.end());
    }
    m_hit = int(m_hits.size()) - 1;
    if (m_hit >= 0)
        showRow(rowOf(m_hits[std::size_t(m_hit)].from.line));
    viewport()->update();
    return hits();
}

void TerminalView::findNext(bool backward)
{
    if (m_hits.empty())
        return;
    const int count = hits();
    m_hit = (m_hit + (backward ? count - 1 : 1)) % count;
    showRow(rowOf(m_hits[std::size_t(m_hit)].from.line));
    viewport()->update();
}

void TerminalView::showRow(int row)
{
    auto* bar = verticalScrollBar();
    if (row < bar->value() || row >= bar->value() + m_rows)
        bar->setValue(row - m_rows / 2);
}

} // namespace skylab::console
