// What TerminalView takes from the user: keys, mouse, clipboard.
#include "console/TerminalView.h"

#include "theme/Icons.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHash>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

namespace skylab::console {

namespace {

constexpr int linesPerNotch = 3;

int heldOf(Qt::KeyboardModifiers modifiers)
{
    int held = VTERM_MOD_NONE;
    if (modifiers & Qt::ShiftModifier)
        held |= VTERM_MOD_SHIFT;
    if (modifiers & Qt::AltModifier)
        held |= VTERM_MOD_ALT;
    if (modifiers & Qt::ControlModifier)
        held |= VTERM_MOD_CTRL;
    return held;
}

const QHash<int, VTermKey>& namedKeys()
{
    static const QHash<int, VTermKey> keys {
        { Qt::Key_Return, VTERM_KEY_ENTER }, { Qt::Key_Enter, VTERM_KEY_KP_ENTER }, { Qt::Key_Tab, VTERM_KEY_TAB }, { Qt::Key_Backtab, VTERM_KEY_TAB },
        { Qt::Key_Backspace, VTERM_KEY_BACKSPACE }, { Qt::Key_Escape, VTERM_KEY_ESCAPE }, { Qt::Key_Up, VTERM_KEY_UP }, { Qt::Key_Down, VTERM_KEY_DOWN },
        { Qt::Key_Left, VTERM_KEY_LEFT }, { Qt::Key_Right, VTERM_KEY_RIGHT }, { Qt::Key_Insert, VTERM_KEY_INS }, { Qt::Key_Delete, VTERM_KEY_DEL },
        { Qt::Key_Home, VTERM_KEY_HOME }, { Qt::Key_End, VTERM_KEY_END }, { Qt::Key_PageUp, VTERM_KEY_PAGEUP }, { Qt::Key_PageDown, VTERM_KEY_PAGEDOWN },
    };
    return keys;
}

bool isModifier(int key) { return key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Shift || key == Qt::Key_Meta; }

} // namespace

bool TerminalView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {   // every key belongs to the guest
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void TerminalView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TerminalView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool TerminalView::handleShortcut(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const auto all = Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier;
    if (isModifier(event->key())) {
        if (((event->key() == Qt::Key_Meta ? modifiers | Qt::AltModifier : modifiers) & all) == all)
            Q_EMIT releaseAsked();
        return true;
    }
    const bool zooms = (modifiers & Qt::ControlModifier) && !(modifiers & Qt::AltModifier);
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) {
        switch (event->key()) {
        case Qt::Key_C: copy(); return true;
        case Qt::Key_V: paste(QApplication::clipboard()->text()); return true;
        case Qt::Key_F: Q_EMIT findAsked(); return true;
        case Qt::Key_A: selectAll(); return true;
        default: break;
        }
    }
    if (zooms && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal))
        return setFontSize(m_fontSize + 1), true;
    if (zooms && event->key() == Qt::Key_Minus)
        return setFontSize(m_fontSize - 1), true;
    if (zooms && event->key() == Qt::Key_0)
        return setFontSize(usualFontSize), true;
    if (modifiers == Qt::ShiftModifier && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown)) {
        verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub : QScrollBar::SliderPageStepAdd);
        return true;
    }
    if (modifiers == Qt::ShiftModifier && event->key() == Qt::Key_Insert)
        return paste(QApplication::clipboard()->text()), true;
    return false;
}

void TerminalView::keyPressEvent(QKeyEvent* event)
{
    if (handleShortcut(event))
        return;
    const int held = heldOf(event->modifiers());
    if (const auto it = namedKeys().find(event->key()); it != namedKeys().end()) {
        vterm_keyboard_key(m_term, *it, VTermModifier(held));
    } else if (event->key() >= Qt::Key_F1 && event->key() <= Qt::Key_F12) {
        vterm_keyboard_key(m_term, VTermKey(VTERM_KEY_FUNCTION_0 + 1 + event->key() - Qt::Key_F1), VTermModifier(held));
    } else if ((held & VTERM_MOD_CTRL) && event->key() < 0x100) {
        vterm_keyboard_unichar(m_term, QChar(event->key()).toLower().unicode(), VTermModifier(held & ~VTERM_MOD_SHIFT));
    } else {
        for (const auto character : event->text().toUcs4())
            vterm_keyboard_unichar(m_term, character, VTermModifier(held & VTERM_MOD_ALT));
    }
    m_anchor.reset();
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    viewport()->update();
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

void TerminalView::copy()
{
    if (const auto text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void TerminalView::paste(const QString& text)
{
    auto plain = text;
    plain.replace(QStringLiteral("\r\n"), QStringLiteral("\r")).replace(u'\n', u'\r');
    plain.removeIf([](QChar c) { return c.category() == QChar::Other_Control && c != u'\r' && c != u'\t'; });
    if (plain.isEmpty())
        return;
    vterm_keyboard_start_paste(m_term);
    Q_EMIT wantsToSend(plain.toUtf8());
    vterm_keyboard_end_paste(m_term);
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void TerminalView::copyToSelectionClipboard()
{
    if (QApplication::clipboard()->supportsSelection() && !selectedText().isEmpty())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

/// Applications that asked for the mouse get it, unless Shift is held.
bool TerminalView::reportMouse(QMouseEvent* event, int button, bool pressed)
{
    if (m_mouse == VTERM_PROP_MOUSE_NONE || (event->modifiers() & Qt::ShiftModifier) || verticalScrollBar()->value() != verticalScrollBar()->maximum())
        return false;
    const auto at = event->position();
    const int column = qBound(0, int(at.x() - cellRect(0, 0).x()) / m_cellWidth, m_columns - 1), row = qBound(0, int(at.y() - cellRect(0, 0).y()) / m_cellHeight, m_rows - 1);
    vterm_mouse_move(m_term, row, column, VTermModifier(heldOf(event->modifiers())));
    if (button)
        vterm_mouse_button(m_term, button, pressed, VTermModifier(heldOf(event->modifiers())));
    return true;
}

namespace {
int buttonOf(Qt::MouseButton button) { return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : button == Qt::RightButton ? 3 : 0; }
} // namespace

void TerminalView::mousePressEvent(QMouseEvent* event)
{
    if (reportMouse(event, buttonOf(event->button()), true))
        return;
    if (event->button() == Qt::MiddleButton && QApplication::clipboard()->supportsSelection())
        return paste(QApplication::clipboard()->text(QClipboard::Selection));
    if (event->button() != Qt::LeftButton)
        return;
    m_end = placeAt(event->position());
    if (!m_anchor || !(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_end;
    viewport()->update();
}

void TerminalView::extendSelection(QPointF point)
{
    auto* bar = verticalScrollBar();
    if (point.y() < 0)
        bar->setValue(bar->value() - 1);
    else if (point.y() > viewport()->height())
        bar->setValue(bar->value() + 1);
    m_end = placeAt(point);
    viewport()->update();
}

void TerminalView::mouseMoveEvent(QMouseEvent* event)
{
    if (reportMouse(event, 0, false) || !(event->buttons() & Qt::LeftButton) || !m_anchor)
        return;
    m_drag = event->position();
    extendSelection(m_drag);
    if (viewport()->rect().contains(event->pos()))
        m_scroll.stop();
    else if (!m_scroll.isActive())
        m_scroll.start();
}

void TerminalView::mouseReleaseEvent(QMouseEvent* event)
{
    m_scroll.stop();
    if (!reportMouse(event, buttonOf(event->button()), false))
        copyToSelectionClipboard();
}

void TerminalView::selectWord(const Place& at)
{
    const auto partOfWord = [this, &at](int column) {
        const auto character = cell(rowOf(at.line), column).chars[0];
        return character > 0x20 && character != quint32(-1) && !QStringView(u"\"'`()[]{}<>,;|").contains(QChar(ushort(qMin(character, 0xffffU))));
    };
    int from = qMin(at.column, m_columns - 1), to = from;
    while (from > 0 && partOfWord(from - 1))
        --from;
    while (to < m_columns && partOfWord(to))
        ++to;
    m_anchor = Place { from, at.line };
    m_end = { to, at.line };
    viewport()->update();
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (reportMouse(event, buttonOf(event->button()), true) || event->button() != Qt::LeftButton)
        return;
    selectWord(placeAt(event->position() - QPointF(m_cellWidth / 2.0, 0)));
    copyToSelectionClipboard();
}

void TerminalView::wheelEvent(QWheelEvent* event)
{
    m_wheel += event->angleDelta().y();
    const int notches = m_wheel / QWheelEvent::DefaultDeltasPerStep;
    m_wheel -= notches * QWheelEvent::DefaultDeltasPerStep;
    if (event->modifiers() & Qt::ControlModifier) {
        setFontSize(m_fontSize + notches);
    } else if (m_mouse != VTERM_PROP_MOUSE_NONE) {
        for (int i = 0; i < std::abs(notches); ++i)
            vterm_mouse_button(m_term, notches > 0 ? 4 : 5, true, VTERM_MOD_NONE);
    } else if (m_alternate) {   // a pager has no scrollback: it gets arrows
        for (int i = 0; i < std::abs(notches) * linesPerNotch; ++i)
            vterm_keyboard_key(m_term, notches > 0 ? VTERM_KEY_UP : VTERM_KEY_DOWN, VTERM_MOD_NONE);
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - notches * linesPerNotch);
    }
    event->accept();
}

void TerminalView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse && m_mouse != VTERM_PROP_MOUSE_NONE)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(theme::icon("copy"), tr("Copy") + QStringLiteral("\tCtrl+Shift+C"), this, &TerminalView::copy)->setEnabled(!selectedText().isEmpty());
    menu->addAction(theme::icon("clipboard-copy"), tr("Paste") + QStringLiteral("\tCtrl+Shift+V"), this, [this] { paste(QApplication::clipboard()->text()); });
    menu->addAction(tr("Select all") + QStringLiteral("\tCtrl+Shift+A"), this, &TerminalView::selectAll);
    menu->addSeparator();
    menu->addAction(theme::icon("search"), tr("Search…") + QStringLiteral("\tCtrl+Shift+F"), this, &TerminalView::findAsked);
    menu->popup(event->globalPos());
}

} // namespace skylab::console
