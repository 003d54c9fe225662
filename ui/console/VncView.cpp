#include "console/VncView.h"

#include "console/KeyMap.h"
#include "theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QInputMethodEvent>
#include <QPainter>
#include <QWheelEvent>

namespace skylab::console {

namespace {
constexpr quint32 evdevOffset = 8;   // X11's key codes are evdev's plus 8
int buttonBit(Qt::MouseButton button)
{
    return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : button == Qt::RightButton ? 4 : 0;
}
} // namespace

VncView::VncView(QWidget* parent) : QWidget(parent)
{
    setObjectName("vncView");
    setAccessibleName(tr("Screen of the instance"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_InputMethodEnabled);
    connect(&m_transport, &Transport::received, this, [this](const QByteArray& bytes) {
        if (m_client)
            m_client->feed(bytes);
    });
    connect(&m_transport, &Transport::closed, this, [this](const QString& reason) {
        if (m_state != State::Failed)
            setState(State::Closed, reason.isEmpty() ? tr("The console was closed by the cloud.") : tr("The console was closed: %1").arg(reason));
    });
    connect(QApplication::clipboard(), &QClipboard::dataChanged, this, &VncView::offerClipboard);
}

void VncView::open(const QUrl& url, const Secret& password, const Transport::Trust& trust)
{
    m_client = std::make_unique<RfbClient>();
    m_client->setPassword(password);
    connect(m_client.get(), &RfbClient::wantsToSend, &m_transport, &Transport::write);
    connect(m_client.get(), &RfbClient::ready, this, [this] { setState(State::Open); });
    connect(m_client.get(), &RfbClient::resized, this, qOverload<>(&QWidget::update));
    connect(m_client.get(), &RfbClient::updated, this, [this](const QRegion& region) {
        const auto box = target();
        const auto size = m_client->picture().size();
        const double sx = box.width() / size.width(), sy = box.height() / size.height();
        for (const auto& rect : region)
            update(QRectF(box.x() + rect.x() * sx - 1, box.y() + rect.y() * sy - 1, rect.width() * sx + 2, rect.height() * sy + 2).toAlignedRect());
    });
    connect(m_client.get(), &RfbClient::pointerShape, this, [this](const QImage& image, QPoint hotSpot) {
        setCursor(image.isNull() ? QCursor(Qt::BlankCursor) : QCursor(QPixmap::fromImage(image), hotSpot.x(), hotSpot.y()));
    });
    connect(m_client.get(), &RfbClient::clipboard, this, [this](const QString& text) {
        m_fromGuest = text;
        if (hasFocus() && QApplication::clipboard()->text() != text)
            QApplication::clipboard()->setText(text);
    });
    connect(m_client.get(), &RfbClient::failed, this, [this](const Error& error) {
        setState(State::Failed, error.message);
        m_transport.close();
    });
    setState(State::Connecting, tr("Connecting to the console…"));
    m_transport.setTrust(trust);
    m_transport.open(url);
}

void VncView::close()
{
    releaseKeys();
    m_transport.close();
    m_client.reset();
    setState(State::Closed);
}

void VncView::showFault(const QString& text)
{
    close();
    setState(State::Failed, text);
}

void VncView::setState(State state, const QString& text)
{
    m_state = state;
    m_text = text;
    setAccessibleDescription(text);
    update();
    Q_EMIT stateChanged(state);
}

void VncView::setScaled(bool scaled)
{
    m_scaled = scaled;
    update();
}

QRectF VncView::target() const
{
    const QSizeF picture = m_client ? m_client->picture().size() : QSize();
    if (picture.isEmpty())
        return {};
    auto size = picture / devicePixelRatioF();
    if (m_scaled || size.width() > width() || size.height() > height())
        size = picture.scaled(this->size(), Qt::KeepAspectRatio);
    return { QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size };
}

QPoint VncView::toGuest(QPointF position) const
{
    const auto box = target();
    if (box.isEmpty())
        return {};
    const auto size = m_client->picture().size();
    return { int((position.x() - box.x()) * size.width() / box.width()), int((position.y() - box.y()) * size.height() / box.height()) };
}

void VncView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), QColor(0x14, 0x16, 0x1b));
    if (m_client && !m_client->picture().isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.setOpacity(m_state == State::Open ? 1 : 0.35);
        painter.drawImage(target(), m_client->picture());
        painter.setOpacity(1);
    }
    if (m_state != State::Open && !m_text.isEmpty()) {
        painter.setFont(theme::uiFont(14, 500));
        painter.setPen(QColor(0xe7, 0xea, 0xf0));
        painter.drawText(rect().adjusted(40, 0, -40, 0), Qt::AlignCenter | Qt::TextWordWrap, m_text);
    }
    if (hasFocus() && m_state == State::Open) {
        painter.setPen(QPen(theme::tokens().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

bool VncView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_state == State::Open) {   // every key belongs to the guest
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void VncView::keyPressEvent(QKeyEvent* event)
{
    const auto all = Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier;
    if ((event->modifiers() & all) == all && (event->key() == Qt::Key_Control || event->key() == Qt::Key_Alt || event->key() == Qt::Key_Shift)) {
        releaseKeys();
        Q_EMIT releaseAsked();
        return;
    }
    const auto keysym = keysymOf(*event);
    if (!m_client || !keysym)
        return event->ignore();
    const auto code = event->nativeScanCode() > evdevOffset ? xtCodeOf(event->nativeScanCode() - evdevOffset) : 0;
    m_pressed[event->key()] = { keysym, code };
    m_client->sendKey(keysym, code, true);
}

void VncView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->isAutoRepeat() || !m_client)
        return;
    const auto it = m_pressed.find(event->key());
    if (it == m_pressed.end())
        return;
    m_client->sendKey(it->first, it->second, false);
    m_pressed.erase(it);
}

void VncView::releaseKeys()
{
    for (const auto& key : std::as_const(m_pressed)) {
        if (m_client)
            m_client->sendKey(key.first, key.second, false);
    }
    m_pressed.clear();
}

void VncView::sendPointer(QMouseEvent* event)
{
    if (m_client)
        m_client->sendPointer(toGuest(event->position()), m_buttons);
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
    const int bit = event->angleDelta().y() > 0 ? 8 : 16;
    if (m_client && event->angleDelta().y() != 0) {
        const auto at = toGuest(event->position());
        m_client->sendPointer(at, m_buttons | bit);
        m_client->sendPointer(at, m_buttons);
    }
    event->accept();
}

void VncView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    offerClipboard();
    update();
}

void VncView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    releaseKeys();
    update();
}

void VncView::inputMethodEvent(QInputMethodEvent* event) { typeText(event->commitString()); }

/// Only while we have the focus: two consoles on one desktop would pass one text to and fro for ever.
void VncView::offerClipboard()
{
    const auto text = QApplication::clipboard()->text();
    if (hasFocus() && m_client && !text.isEmpty() && text != m_fromGuest)
        m_client->sendClipboard(text);
}

void VncView::sendCtrlAltDelete()
{
    const std::pair<quint32, quint32> keys[] = { { 0xffe3, 0x1d }, { 0xffe9, 0x38 }, { 0xffff, 0xd3 } };
    if (!m_client)
        return;
    for (const auto& [keysym, code] : keys)
        m_client->sendKey(keysym, code, true);
    for (auto it = std::rbegin(keys); it != std::rend(keys); ++it)
        m_client->sendKey(it->first, it->second, false);
}

void VncView::typeText(const QString& text)
{
    if (!m_client)
        return;
    for (const auto character : text.toUcs4()) {
        m_client->sendKey(keysymOf(char32_t(character)), 0, true);
        m_client->sendKey(keysymOf(char32_t(character)), 0, false);
    }
}

} // namespace skylab::console
