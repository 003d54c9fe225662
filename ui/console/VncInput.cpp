// What VncView sends: keys, pointer, clipboard, typed text.
#include "console/VncView.h"

#include <QApplication>
#include <QClipboard>
#include <QInputMethodEvent>
#include <QWheelEvent>

namespace skylab::console {

namespace {

constexpr quint32 evdevOffset = 8;   // X11's key codes are evdev's plus 8

int buttonBit(Qt::MouseButton button)
{
    return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : button == Qt::RightButton ? 4 : 0;
}

/// A key is told by its place: its name changes when Shift goes up before it does.
quint32 placeOf(const QKeyEvent& event) { return event.nativeScanCode() ? event.nativeScanCode() : quint32(event.key()); }

} // namespace

bool VncView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_state == State::Open) {   // every key belongs to the guest
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

/// Ctrl, Alt and Shift are all down with this key. Alt pressed after Shift is Meta on many keyboards.
bool VncView::isRelease(const QKeyEvent& event) const
{
    const auto all = Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier;
    const bool modifier = event.key() == Qt::Key_Control || event.key() == Qt::Key_Alt || event.key() == Qt::Key_Shift || event.key() == Qt::Key_Meta;
    auto held = event.modifiers();
    if (event.key() == Qt::Key_Meta)
        held |= Qt::AltModifier;
    return modifier && (held & all) == all;
}

void VncView::keyPressEvent(QKeyEvent* event)
{
    if (isRelease(*event)) {
        releaseKeys();
        releaseKeyboard();
        Q_EMIT releaseAsked();
        return;
    }
    if (event->key() == Qt::Key_F11 && event->modifiers() == Qt::NoModifier) {
        Q_EMIT fullScreenAsked();
        return;
    }
    if (event->key() == Qt::Key_V && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        releaseKeys();
        Q_EMIT pasteAsked();
        return;
    }
    const auto keysym = keysymOf(*event);
    if (!m_client || !keysym)
        return event->ignore();
    if (!m_toType.isEmpty())
        stopTyping();   // whoever reaches for the keyboard wants it to stop
    const auto code = event->nativeScanCode() > evdevOffset ? xtCodeOf(event->nativeScanCode() - evdevOffset) : 0;
    m_pressed[placeOf(*event)] = { keysym, code };
    m_client->sendKey(keysym, code, true);
}

void VncView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->isAutoRepeat() || !m_client)
        return;
    const auto it = m_pressed.find(placeOf(*event));
    if (it == m_pressed.end())
        return;
    m_client->sendKey(it->keysym, it->xtCode, false);
    m_pressed.erase(it);
}

void VncView::releaseKeys()
{
    for (const auto& key : std::as_const(m_pressed)) {
        if (m_client)
            m_client->sendKey(key.keysym, key.xtCode, false);
    }
    m_pressed.clear();
}

void VncView::send(const Chord& chord)
{
    if (!m_client)
        return;
    for (const auto& key : chord)
        m_client->sendKey(key.keysym, key.xtCode, true);
    for (auto it = chord.rbegin(); it != chord.rend(); ++it)
        m_client->sendKey(it->keysym, it->xtCode, false);
}

void VncView::typeText(const QString& text)
{
    if (!m_client)
        return;
    auto plain = text;
    m_toType << plain.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).toUcs4();
    m_typing.start();
    typeNext();
}

void VncView::stopTyping()
{
    m_typing.stop();
    if (m_toType.isEmpty())
        return;
    m_toType.clear();
    Q_EMIT typingChanged(0);
}

void VncView::typeNext()
{
    if (m_toType.isEmpty() || !m_client)
        return stopTyping();
    const char32_t character = m_toType.takeFirst();
    const auto stroke = strokeOf(character).value_or(Stroke { { keysymOf(character), 0 }, false });
    const auto shift = chordOf(QStringLiteral("Shift"));
    send(stroke.shift ? shift + Chord { stroke.key } : Chord { stroke.key });
    if (m_toType.isEmpty())
        m_typing.stop();
    Q_EMIT typingChanged(int(m_toType.size()));
}

void VncView::sendPointer(QMouseEvent* event)
{
    m_pointer = event->position();
    if (!m_client)
        return;
    m_client->sendPointer(toGuest(event->position()), m_buttons);
    if (m_scaling == Scaling::Actual && (target().width() > width() || target().height() > height()))
        update();
}

void VncView::mousePressEvent(QMouseEvent* event)
{
    setFocus();
    m_buttons |= buttonBit(event->button());
    sendPointer(event);
}

void VncView::mouseReleaseEvent(QMouseEvent* event)
{
    m_buttons &= ~buttonBit(event->button());
    sendPointer(event);
}

void VncView::mouseMoveEvent(QMouseEvent* event) { sendPointer(event); }

void VncView::wheelEvent(QWheelEvent* event)
{
    m_wheel += event->angleDelta().y();
    const int bit = m_wheel > 0 ? 8 : 16;
    const auto at = toGuest(event->position());
    for (; m_client && std::abs(m_wheel) >= QWheelEvent::DefaultDeltasPerStep; m_wheel -= m_wheel > 0 ? QWheelEvent::DefaultDeltasPerStep : -QWheelEvent::DefaultDeltasPerStep) {
        m_client->sendPointer(at, m_buttons | bit);
        m_client->sendPointer(at, m_buttons);
    }
    event->accept();
}

void VncView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_grabs)
        grabKeyboard();
    offerClipboard();
    update();
    Q_EMIT keyboardChanged(hasKeyboard());
}

void VncView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    releaseKeyboard();
    releaseKeys();
    update();
    Q_EMIT keyboardChanged(false);
}

void VncView::setGrabsKeyboard(bool grabs)
{
    m_grabs = grabs;
    if (!grabs)
        releaseKeyboard();
    else if (hasFocus())
        grabKeyboard();
}

void VncView::inputMethodEvent(QInputMethodEvent* event) { typeText(event->commitString()); }

void VncView::setClipboard(Clipboard mode)
{
    m_clipboard = mode;
    m_offered.clear();
    if (mode == Clipboard::Off && m_client)
        m_client->forgetClipboard();
    offerClipboard();
}

/// Only while we have the focus: two consoles on one desktop would pass one text to and fro for ever.
void VncView::offerClipboard()
{
    if (m_clipboard == Clipboard::Off || !hasFocus() || !m_client || !m_client->isReady())
        return;
    const auto text = QApplication::clipboard()->text();
    if (text.isEmpty() || text == m_fromGuest || text == m_offered)
        return;
    m_offered = text;
    m_client->sendClipboard(text);
    Q_EMIT clipboardPassed(true);
}

void VncView::takeClipboard(const QString& text)
{
    m_fromGuest = text;
    if (m_clipboard != Clipboard::Both || !hasFocus() || QApplication::clipboard()->text() == text)
        return;
    QApplication::clipboard()->setText(text);
    Q_EMIT clipboardPassed(false);
}

bool VncView::offerText(const QString& text)
{
    if (!m_client || !m_client->guestUsesClipboard())
        return false;
    m_client->sendClipboard(text);
    Q_EMIT clipboardPassed(true);
    return true;
}

} // namespace skylab::console
