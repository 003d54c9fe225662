#include "console/TerminalView.h"

#include "theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHash>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace skylab::console {

namespace {

constexpr int marginX = 6, marginY = 4;      // pixels
constexpr int flushTime = 12;                // milliseconds
const QColor background(0x11, 0x15, 0x1c);
const QColor cursorColor(0x6c, 0xb6, 0xff);
const QColor selectionColor(0x2b, 0x4c, 0x7e);

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
        if (property == VTERM_PROP_ALTSCREEN)
            view(user)->m_alternate = value->boolean;
        if (property == VTERM_PROP_CURSORVISIBLE)
            view(user)->m_cursorVisible = value->boolean;
        return 1;
    }
    static int push(int columns, const VTermScreenCell* cells, void* user)
    {
        auto& lines = view(user)->m_scrollback;
        lines.emplace_back(cells, cells + columns);
        if (lines.size() > maxScrollback)
            lines.pop_front();
        return 1;
    }
    static int pop(int columns, VTermScreenCell* cells, void* user)
    {
        auto& lines = view(user)->m_scrollback;
        if (lines.empty())
            return 0;
        for (int i = 0; i < columns; ++i)
            cells[i] = i < int(lines.back().size()) ? lines.back()[i] : blank();
        lines.pop_back();
        return 1;
    }
    static void output(const char* bytes, size_t size, void* user) { Q_EMIT view(user)->wantsToSend(QByteArray(bytes, qsizetype(size))); }
};

TerminalView::TerminalView(QWidget* parent) : QAbstractScrollArea(parent), m_term(vterm_new(m_rows, m_columns)), m_screen(vterm_obtain_screen(m_term)), m_flush(this)
{
    static const VTermScreenCallbacks callbacks { Callbacks::damage, Callbacks::moveRect, Callbacks::moveCursor, Callbacks::setProperty, nullptr, nullptr, Callbacks::push, Callbacks::pop };
    setAccessibleName(tr("Terminal"));
    setFrameShape(NoFrame);
    setFont(theme::monoFont(14));
    const QFontMetrics metrics(font());
    m_cellWidth = metrics.horizontalAdvance(u'M');
    m_cellHeight = metrics.height() + 1;
    m_ascent = metrics.ascent();
    setAttribute(Qt::WA_InputMethodEnabled);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    vterm_set_utf8(m_term, 1);
    vterm_output_set_callback(m_term, Callbacks::output, this);
    vterm_screen_set_callbacks(m_screen, &callbacks, this);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_set_damage_merge(m_screen, VTERM_DAMAGE_SCROLL);
    setUpColors();
    vterm_screen_reset(m_screen, 1);
    m_flush.setSingleShot(true);
    m_flush.setInterval(flushTime);
    connect(&m_flush, &QTimer::timeout, this, &TerminalView::flush);
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

void TerminalView::feed(const QByteArray& bytes)
{
    vterm_input_write(m_term, bytes.constData(), std::size_t(bytes.size()));
    if (!m_flush.isActive())
        m_flush.start();
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
}

VTermScreenCell TerminalView::cell(int row, int column) const
{
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

void TerminalView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), background);
    const int first = qMax(0, (event->rect().top() - marginY) / m_cellHeight), last = qMin(m_rows - 1, (event->rect().bottom() - marginY) / m_cellHeight);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row);
    paintCursor(painter);
}

void TerminalView::paintRow(QPainter& painter, int row)
{
    const int absolute = verticalScrollBar()->value() + row;
    auto from = m_from, to = m_to;
    if (from.y() > to.y() || (from.y() == to.y() && from.x() > to.x()))
        std::swap(from, to);
    for (int column = 0; column < m_columns;) {
        const auto it = cell(absolute, column);
        const int width = qMax<int>(1, it.width);
        auto ink = color(it.fg), paper = color(it.bg);
        if (it.attrs.reverse)
            std::swap(ink, paper);
        const QPoint here(column, absolute);
        const bool afterFrom = here.y() > from.y() || (here.y() == from.y() && here.x() >= from.x());
        const bool beforeTo = here.y() < to.y() || (here.y() == to.y() && here.x() < to.x());
        if (from.y() >= 0 && from != to && afterFrom && beforeTo)
            paper = selectionColor;
        const auto rect = cellRect(row, column, width);
        if (paper != background)
            painter.fillRect(rect, paper);
        if (const auto text = textOf(it); !text.isEmpty() && text != u" ") {
            auto face = font();
            face.setBold(it.attrs.bold);
            face.setItalic(it.attrs.italic);
            face.setUnderline(it.attrs.underline);
            face.setStrikeOut(it.attrs.strike);
            painter.setFont(face);
            painter.setPen(ink);
            painter.drawText(rect.x(), rect.y() + m_ascent, text);
        }
        column += width;
    }
}

void TerminalView::paintCursor(QPainter& painter)
{
    const int row = m_cursor.row + hidden() - verticalScrollBar()->value();
    if (!m_cursorVisible || row < 0 || row >= m_rows)
        return;
    const auto rect = cellRect(row, m_cursor.col);
    if (hasFocus()) {
        painter.fillRect(rect, cursorColor);
        painter.setFont(font());
        painter.setPen(background);
        painter.drawText(rect.x(), rect.y() + m_ascent, textOf(cell(m_cursor.row + hidden(), m_cursor.col)));
    } else {
        painter.setPen(cursorColor);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
    if (m_preedit.isEmpty())
        return;
    const QRect box(rect.topLeft(), QSize(QFontMetrics(font()).horizontalAdvance(m_preedit), m_cellHeight));
    painter.fillRect(box, selectionColor);
    painter.setPen(Qt::white);
    painter.drawText(box.x(), box.y() + m_ascent, m_preedit);
}

void TerminalView::resizeEvent(QResizeEvent*)
{
    const int columns = qMax(10, (viewport()->width() - 2 * marginX) / m_cellWidth), rows = qMax(3, (viewport()->height() - 2 * marginY) / m_cellHeight);
    if (columns == m_columns && rows == m_rows)
        return;
    m_columns = columns;
    m_rows = rows;
    vterm_set_size(m_term, rows, columns);
    Q_EMIT gridChanged(grid());
    flush();
}

bool TerminalView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {   // every key belongs to the guest
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool TerminalView::handleShortcut(QKeyEvent* event)
{
    const auto modifiers = event->modifiers();
    if ((modifiers & Qt::ControlModifier) && (modifiers & Qt::ShiftModifier)) {
        if (event->key() == Qt::Key_C) {
            QApplication::clipboard()->setText(selectedText());
            return true;
        }
        if (event->key() == Qt::Key_V) {
            vterm_keyboard_start_paste(m_term);
            Q_EMIT wantsToSend(QApplication::clipboard()->text().replace(u'\n', u'\r').toUtf8());
            vterm_keyboard_end_paste(m_term);
            return true;
        }
    }
    if ((modifiers & Qt::ShiftModifier) && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown)) {
        verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub : QScrollBar::SliderPageStepAdd);
        return true;
    }
    return false;
}

void TerminalView::keyPressEvent(QKeyEvent* event)
{
    static const QHash<int, VTermKey> keys {
        { Qt::Key_Return, VTERM_KEY_ENTER }, { Qt::Key_Enter, VTERM_KEY_KP_ENTER }, { Qt::Key_Tab, VTERM_KEY_TAB }, { Qt::Key_Backtab, VTERM_KEY_TAB },
        { Qt::Key_Backspace, VTERM_KEY_BACKSPACE }, { Qt::Key_Escape, VTERM_KEY_ESCAPE }, { Qt::Key_Up, VTERM_KEY_UP }, { Qt::Key_Down, VTERM_KEY_DOWN },
        { Qt::Key_Left, VTERM_KEY_LEFT }, { Qt::Key_Right, VTERM_KEY_RIGHT }, { Qt::Key_Insert, VTERM_KEY_INS }, { Qt::Key_Delete, VTERM_KEY_DEL },
        { Qt::Key_Home, VTERM_KEY_HOME }, { Qt::Key_End, VTERM_KEY_END }, { Qt::Key_PageUp, VTERM_KEY_PAGEUP }, { Qt::Key_PageDown, VTERM_KEY_PAGEDOWN },
    };
    if (handleShortcut(event))
        return;
    int held = VTERM_MOD_NONE;
    if (event->modifiers() & Qt::ShiftModifier)
        held |= VTERM_MOD_SHIFT;
    if (event->modifiers() & Qt::AltModifier)
        held |= VTERM_MOD_ALT;
    if (event->modifiers() & Qt::ControlModifier)
        held |= VTERM_MOD_CTRL;
    if (const auto it = keys.find(event->key()); it != keys.end()) {
        vterm_keyboard_key(m_term, *it, VTermModifier(held));
    } else if (event->key() >= Qt::Key_F1 && event->key() <= Qt::Key_F12) {
        vterm_keyboard_key(m_term, VTermKey(VTERM_KEY_FUNCTION_0 + 1 + event->key() - Qt::Key_F1), VTermModifier(held));
    } else if ((held & VTERM_MOD_CTRL) && event->key() < 0x100) {
        vterm_keyboard_unichar(m_term, QChar(event->key()).toLower().unicode(), VTermModifier(held & ~VTERM_MOD_SHIFT));
    } else {
        for (const auto character : event->text().toUcs4())
            vterm_keyboard_unichar(m_term, character, VTermModifier(held & VTERM_MOD_ALT));
    }
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void TerminalView::inputMethodEvent(QInputMethodEvent* event)
{
    m_preedit = event->preeditString();
    for (const auto character : event->commitString().toUcs4())
        vterm_keyboard_unichar(m_term, character, VTERM_MOD_NONE);
    viewport()->update();
}

QVariant TerminalView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    if (query == Qt::ImEnabled)
        return true;
    if (query == Qt::ImCursorRectangle)
        return cellRect(m_cursor.row, m_cursor.col);
    return QAbstractScrollArea::inputMethodQuery(query);
}

QPoint TerminalView::positionAt(QPointF point) const
{
    return { qBound(0, int((point.x() - marginX + m_cellWidth / 2.0) / m_cellWidth), m_columns),
             verticalScrollBar()->value() + qBound(0, int((point.y() - marginY) / m_cellHeight), m_rows - 1) };
}

void TerminalView::mousePressEvent(QMouseEvent* event)
{
    m_from = m_to = positionAt(event->position());
    viewport()->update();
}

void TerminalView::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton) {
        m_to = positionAt(event->position());
        viewport()->update();
    }
}

QString TerminalView::lineText(int row, int from, int to) const
{
    QString line;
    for (int column = from; column < to;) {
        const auto it = cell(row, column);
        const auto text = textOf(it);
        line += text.isEmpty() ? QStringLiteral(" ") : text;
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

QString TerminalView::selectedText() const
{
    auto from = m_from, to = m_to;
    if (from.y() < 0)
        return {};
    if (from.y() > to.y() || (from.y() == to.y() && from.x() > to.x()))
        std::swap(from, to);
    QStringList lines;
    for (int row = from.y(); row <= to.y(); ++row)
        lines << lineText(row, row == from.y() ? from.x() : 0, row == to.y() ? to.x() : m_columns);
    return lines.join(u'\n');
}

} // namespace skylab::console
