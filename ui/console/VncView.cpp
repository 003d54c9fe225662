#include "console/VncView.h"

#include "theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QPainter>

#include <cmath>

namespace skylab::console {

namespace {
const QColor surround(0x14, 0x16, 0x1b);   // of a screen, in every theme
const QColor ink(0xe7, 0xea, 0xf0);
constexpr qint64 slice = 8'000'000;        // pixels: some 10 ms
constexpr int typingPause = 15;            // milliseconds; a PS/2 keyboard's buffer holds 16 codes
} // namespace

VncView::VncView(QWidget* parent) : QWidget(parent), m_typing(this)
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
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &VncView::typeNext);
}

VncView::~VncView() { dropClient(); }

void VncView::open(const QUrl& url, const Secret& password, const Transport::Trust& trust)
{
    stopTyping();
    if (m_client && !m_client->picture().isNull())
        m_last = m_client->picture();
    dropClient();
    m_client = std::make_unique<RfbClient>();
    m_client->setPassword(password);
    m_client->setSlice(slice);
    connectClient();
    setState(State::Connecting, tr("Connecting to the console…"));
    m_transport.setTrust(trust);
    m_transport.open(url);
}

void VncView::connectClient()
{
    auto* client = m_client.get();
    connect(client, &RfbClient::wantsToSend, &m_transport, &Transport::write);
    connect(client, &RfbClient::ready, this, [this] { setState(State::Open); });
    // Queued: who hears of it may open another session.
    connect(client, &RfbClient::waiting, client, &RfbClient::resume, Qt::QueuedConnection);
    connect(client, &RfbClient::failed, this, [this](const Error& error) {
        m_transport.close();
        setState(State::Failed, error.message);
    }, Qt::QueuedConnection);
    connect(client, &RfbClient::resized, this, [this](QSize size) {
        update();
        Q_EMIT screenResized(size);
    });
    connect(client, &RfbClient::updated, this, &VncView::repaint);
    connect(client, &RfbClient::clipboard, this, &VncView::takeClipboard);
    connect(client, &RfbClient::pointerShape, this, [this](const QImage& image, QPoint hotSpot) {
        setCursor(image.isNull() ? QCursor(Qt::BlankCursor) : QCursor(QPixmap::fromImage(image), qBound(0, hotSpot.x(), image.width() - 1), qBound(0, hotSpot.y(), image.height() - 1)));
    });
}

/// Later, since it may be the one that is calling us.
void VncView::dropClient()
{
    if (auto* client = m_client.release()) {
        client->disconnect();
        client->deleteLater();
    }
    m_pressed.clear();
    m_offered.clear();
}

void VncView::close()
{
    releaseKeys();
    stopTyping();
    m_transport.close();
    if (m_client && !m_client->picture().isNull())
        m_last = m_client->picture();
    dropClient();
    setState(State::Closed);
}

void VncView::showFault(const QString& text)
{
    close();
    setState(State::Failed, text);
}

void VncView::showWaiting(const QString& text)
{
    close();
    setState(State::Connecting, text);
}

void VncView::setState(State state, const QString& text)
{
    m_state = state;
    m_text = text;
    setAccessibleDescription(text);
    if (state != State::Open)
        unsetCursor();
    update();
    Q_EMIT stateChanged(state);
    Q_EMIT keyboardChanged(hasKeyboard());
}

void VncView::setScaling(Scaling scaling)
{
    m_scaling = scaling;
    update();
}

void VncView::repaint(const QRegion& region)
{
    m_last = {};
    const auto box = target();
    const auto size = m_client->picture().size();
    const double sx = box.width() / size.width(), sy = box.height() / size.height();
    for (const auto& rect : region)
        update(QRectF(box.x() + rect.x() * sx - 1, box.y() + rect.y() * sy - 1, rect.width() * sx + 2, rect.height() * sy + 2).toAlignedRect());
}

QRectF VncView::target() const
{
    const QSizeF picture = m_client && !m_client->picture().isNull() ? m_client->picture().size() : m_last.size();
    if (picture.isEmpty())
        return {};
    auto size = picture / devicePixelRatioF();
    if (m_scaling == Scaling::Integer) {
        const double factor = std::floor(std::min(width() / size.width(), height() / size.height()));
        size = factor >= 1 ? size * factor : picture.scaled(this->size(), Qt::KeepAspectRatio);
    } else if (m_scaling == Scaling::Fit) {
        size = picture.scaled(this->size(), Qt::KeepAspectRatio);
    }
    // Where it is larger than the widget, the part is shown in which the pointer stands.
    const auto place = [](double room, double wanted, double pointer) {
        return wanted <= room ? std::floor((room - wanted) / 2) : -(wanted - room) * qBound(0.0, pointer / qMax(1.0, room), 1.0);
    };
    return { QPointF(place(width(), size.width(), m_pointer.x()), place(height(), size.height(), m_pointer.y())), size };
}

QPoint VncView::toGuest(QPointF position) const
{
    const auto box = target();
    if (box.isEmpty() || !m_client)
        return {};
    const auto size = m_client->picture().size();
    return { int((position.x() - box.x()) * size.width() / box.width()), int((position.y() - box.y()) * size.height() / box.height()) };
}

void VncView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), surround);
    const bool fresh = m_client && !m_client->picture().isNull() && m_last.isNull();
    const auto& picture = fresh ? m_client->picture() : m_last;
    if (!picture.isNull()) {
        const auto box = target();
        const double factor = box.width() * devicePixelRatioF() / picture.width();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, std::abs(factor - std::round(factor)) > 0.001);
        painter.setOpacity(fresh && m_state == State::Open ? 1 : 0.25);
        painter.drawImage(box, picture);
        painter.setOpacity(1);
    }
    if (m_state != State::Open && !m_text.isEmpty()) {
        painter.setFont(theme::uiFont(14, 500));
        painter.setPen(ink);
        painter.drawText(rect().adjusted(40, 0, -40, 0), Qt::AlignCenter | Qt::TextWordWrap, m_text);
    }
    if (hasKeyboard()) {
        painter.setPen(QPen(theme::tokens().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace skylab::console
