#pragma once

#include "console/RfbDecoder.h"
#include "core/Secret.h"

#include <QObject>
#include <QRegion>

namespace skylab::console {

/// The client side of RFB 3.3, 3.7 and 3.8 (RFC 6143) with the community's extensions: ZRLE, zlib, QEMU's extended key events,
/// pointer shape, desktop size, extended clipboard (https://github.com/rfbproto/rfbproto). It does no I/O: give it what came with
/// feed(), send what wantsToSend() says. One object per connection. Lives on one thread.
class RfbClient : public QObject {
    Q_OBJECT
public:
    explicit RfbClient(QObject* parent = nullptr);

    /// For VNC authentication; set before the first feed().
    void setPassword(const Secret& password) { m_password = password; }
    void feed(const QByteArray& bytes);
    /// How much one feed() or resume() may do, in pixels painted, so that a few bytes can't keep the thread busy for long: what is
    /// left then waits for resume(), asked for by waiting(). 0, as to begin with: no limit.
    void setSlice(qint64 pixels) { m_slice = pixels; }
    void resume();
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] const QImage& picture() const { return m_decoder.picture(); }

    /// `xtCode` is the key's place on the keyboard (XT set 1, 0x80 set for the extended ones), 0 when unknown.
    void sendKey(quint32 keysym, quint32 xtCode, bool down);
    /// Buttons: 1 left, 2 middle, 4 right, 8 wheel up, 16 wheel down.
    void sendPointer(QPoint position, int buttons);
    void sendClipboard(const QString& text);
    /// The other side may not ask for the text any more.
    void forgetClipboard() { m_localText.clear(); }
    /// Whether something in the guest has used the clipboard: only then is a text that we offer taken.
    [[nodiscard]] bool guestUsesClipboard() const { return m_guestUsesClipboard; }
    /// Asks the guest for another screen size; ignored by servers that can't.
    void requestSize(QSize size);

    static constexpr qint64 maxClipboard = 1 << 20;      ///< bytes
    static constexpr qint64 maxBacklog = 128LL << 20;    ///< bytes that may wait; a server that sends more is hung up on

Q_SIGNALS:
    void wantsToSend(const QByteArray& bytes);
    void ready(const QString& name);
    void resized(QSize size);
    void updated(const QRegion& region);
    void pointerShape(const QImage& image, QPoint hotSpot);
    void clipboard(const QString& text);
    void bell();
    /// The session is over: broken data, refused password. Nothing is read any more.
    void failed(const skylab::Error& error);
    /// There is more to do: call resume(), soon but not from here.
    void waiting();

private:
    using Step = Result<void> (RfbClient::*)(const uchar* bytes);

    void expect(qsizetype bytes, Step step);
    void die(const Error& error);
    Result<void> onVersion(const uchar* bytes);
    Result<void> onTypeCount(const uchar* bytes);
    Result<void> onTypes(const uchar* bytes);
    Result<void> onOldType(const uchar* bytes);
    Result<void> begin(quint32 type);
    Result<void> onChallenge(const uchar* bytes);
    Result<void> onSecurityResult(const uchar* bytes);
    Result<void> onReasonLength(const uchar* bytes);
    Result<void> onReason(const uchar* bytes);
    Result<void> onServerInit(const uchar* bytes);
    Result<void> onServerName(const uchar* bytes);
    Result<void> onMessage(const uchar* bytes);
    Result<void> onUpdate(const uchar* bytes);
    Result<void> onRect(const uchar* bytes);
    Result<void> onRawRow(const uchar* bytes);
    Result<void> onCopy(const uchar* bytes);
    Result<void> onPackedLength(const uchar* bytes);
    Result<void> onPacked(const uchar* bytes);
    Result<void> onCursor(const uchar* bytes);
    Result<void> onScreenCount(const uchar* bytes);
    Result<void> onScreens(const uchar* bytes);
    Result<void> onNameLength(const uchar* bytes);
    Result<void> onSkipped(const uchar* bytes);
    Result<void> onColorMap(const uchar* bytes);
    Result<void> onColors(const uchar* bytes);
    Result<void> onCutText(const uchar* bytes);
    Result<void> onCutTextBody(const uchar* bytes);
    Result<void> beginRect();
    Result<void> applySize(int width, int height);
    void rectDone(const QRect& changed);
    void nextRect();
    void onExtendedClipboard(QByteArrayView body);
    void sendExtendedClipboard(quint32 flags, const QByteArray& body = {});
    void sendSetup();
    void requestUpdate(bool incremental);

    RfbDecoder m_decoder;
    QByteArray m_in;
    qsizetype m_position = 0;
    qsizetype m_need = 0;
    Step m_step = nullptr;
    Secret m_password;
    QString m_localText;
    QRegion m_dirty;
    QRect m_rect;
    QString m_name;
    int m_minor = 8;
    int m_rects = 0;
    int m_row = 0;
    qint32 m_encoding = 0;
    qint32 m_textLength = 0;
    qint64 m_slice = 0;
    qint64 m_work = 0;          ///< done in this slice, in pixels
    quint32 m_screenId = 0;
    quint32 m_screenFlags = 0;
    bool m_ready = false;
    bool m_dead = false;
    bool m_extendedKeys = false;
    bool m_extendedClipboard = false;
    bool m_canResize = false;
    bool m_guestUsesClipboard = false;
    bool m_wholePicture = false;   ///< the next request is for all of it
    bool m_waiting = false;
};

} // namespace skylab::console
