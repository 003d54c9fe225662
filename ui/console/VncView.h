#pragma once

#include "console/KeyMap.h"
#include "console/RfbClient.h"
#include "console/Transport.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

namespace skylab::console {

/// The screen of a guest: shows it, sends keys, pointer and clipboard while it has the focus. Every key goes to the guest but
/// Ctrl+Alt+Shift, which gives the keyboard back to the window, F11 and Ctrl+Shift+V. GUI thread.
class VncView : public QWidget {
    Q_OBJECT
public:
    enum class State { Closed, Connecting, Open, Failed };
    Q_ENUM(State)
    enum class Scaling {
        Fit,       ///< as large as the widget, also larger than the guest has it
        Actual,    ///< pixel by pixel; what does not fit follows the pointer
        Integer,   ///< the largest whole multiple that fits, otherwise Fit
    };
    Q_ENUM(Scaling)
    enum class Clipboard { Off, ToGuest, Both };
    Q_ENUM(Clipboard)

    explicit VncView(QWidget* parent = nullptr);
    ~VncView() override;

    void open(const QUrl& url, const Secret& password, const Transport::Trust& trust);
    void close();
    /// Says instead of a picture why there is none. What was shown last stays, dimmed.
    void showFault(const QString& text);
    void showWaiting(const QString& text);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString stateText() const { return m_text; }
    [[nodiscard]] QImage screenshot() const { return m_client ? m_client->picture() : QImage(); }

    void send(const Chord& chord);
    void sendCtrlAltDelete() { send(chordOf(QStringLiteral("Ctrl+Alt+Delete"))); }
    /// Types text key by key on a US keyboard, for guests without an agent; slowly enough for a guest's small key buffer.
    void typeText(const QString& text);
    void stopTyping();
    [[nodiscard]] int charactersToType() const { return int(m_toType.size()); }
    /// Gives a text to the guest's clipboard, whatever the mode; false when nothing there has ever used it.
    bool offerText(const QString& text);

    void setScaling(Scaling scaling);
    [[nodiscard]] Scaling scaling() const { return m_scaling; }
    void setClipboard(Clipboard mode);
    [[nodiscard]] Clipboard clipboard() const { return m_clipboard; }
    /// With the focus it takes also the keys that the desktop keeps for itself, such as Alt+Tab.
    void setGrabsKeyboard(bool grabs);
    /// Whether the keys go to the guest now.
    [[nodiscard]] bool hasKeyboard() const { return hasFocus() && m_state == State::Open; }
    [[nodiscard]] QSize sizeHint() const override { return { 800, 600 }; }

Q_SIGNALS:
    void stateChanged(skylab::console::VncView::State state);
    void keyboardChanged(bool taken);
    void releaseAsked();
    void pasteAsked();
    void fullScreenAsked();
    void typingChanged(int left);
    void screenResized(QSize size);
    /// A text went over, in one direction or the other.
    void clipboardPassed(bool toGuest);

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
    void connectClient();
    void dropClient();
    void repaint(const QRegion& region);
    void takeClipboard(const QString& text);
    void sendPointer(QMouseEvent* event);
    void offerClipboard();
    void releaseKeys();
    void typeNext();
    [[nodiscard]] bool isRelease(const QKeyEvent& event) const;
    [[nodiscard]] QRectF target() const;
    [[nodiscard]] QPoint toGuest(QPointF position) const;

    Transport m_transport;
    std::unique_ptr<RfbClient> m_client;
    QImage m_last;                    ///< of the session before, dimmed until the next one paints
    QHash<quint32, Key> m_pressed;    ///< by scan code, or Qt's key where there is none, to release what was pressed
    State m_state = State::Closed;
    QString m_text;
    QString m_fromGuest;              ///< the last clipboard text that came from there
    QString m_offered;                ///< the last one that went there
    QList<uint> m_toType;
    QTimer m_typing;
    QPointF m_pointer;
    Scaling m_scaling = Scaling::Fit;
    Clipboard m_clipboard = Clipboard::Off;
    int m_buttons = 0;
    int m_wheel = 0;                  ///< eighths of a degree that make no notch yet
    bool m_grabs = false;
};

} // namespace skylab::console
