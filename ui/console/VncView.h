#pragma once

#include "console/RfbClient.h"
#include "console/Transport.h"

#include <QHash>
#include <QWidget>

namespace skylab::console {

/// The screen of a guest: shows it scaled to fit, sends keys, pointer and clipboard while it has the focus.
/// Ctrl+Alt+Shift gives the keyboard back to the window.
class VncView : public QWidget {
    Q_OBJECT
public:
    enum class State { Closed, Connecting, Open, Failed };
    Q_ENUM(State)

    explicit VncView(QWidget* parent = nullptr);

    void open(const QUrl& url, const Secret& password, const Transport::Trust& trust);
    void close();
    /// Says instead of a picture why there is none.
    void showFault(const QString& text);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString stateText() const { return m_text; }
    [[nodiscard]] QImage screenshot() const { return m_client ? m_client->picture() : QImage(); }

    void sendCtrlAltDelete();
    /// Types text key by key, for guests without an agent.
    void typeText(const QString& text);
    void setScaled(bool scaled);
    [[nodiscard]] QSize sizeHint() const override { return { 800, 600 }; }

Q_SIGNALS:
    void stateChanged(skylab::console::VncView::State state);
    void releaseAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; }

private:
    void setState(State state, const QString& text = {});
    void sendPointer(QMouseEvent* event);
    void offerClipboard();
    void releaseKeys();
    [[nodiscard]] QRectF target() const;
    [[nodiscard]] QPoint toGuest(QPointF position) const;

    Transport m_transport;
    std::unique_ptr<RfbClient> m_client;
    QHash<int, QPair<quint32, quint32>> m_pressed;   ///< keysym and code by Qt key, to release what was pressed
    State m_state = State::Closed;
    QString m_text;
    QString m_fromGuest;                             ///< the last clipboard text that came from there
    int m_buttons = 0;
    bool m_scaled = true;
};

} // namespace skylab::console
