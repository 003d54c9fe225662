#pragma once

#include "support/web/ScriptedServer.h"

#include <QSet>
#include <QWebSocket>

namespace skylab::test {

/// A VNC server behind a WebSocket: no authentication, 64 × 48 pixels of one colour, any number of sessions one after the other;
/// remembers what it is sent.
class ScriptedVnc : public QObject {
    Q_OBJECT
public:
    ScriptedVnc() : m_server([](const Ask&) { return Answer(); })
    {
        connect(&m_server, &ScriptedServer::webSocket, this, [this](QWebSocket* socket) {
            m_socket = socket;
            m_step = 0;
            ++sessions;
            received.clear();
            connect(socket, &QWebSocket::binaryMessageReceived, this, [this, socket](const QByteArray& bytes) {
                if (socket == m_socket)
                    onBytes(bytes);
            });
            say("RFB 003.008\n");
        });
    }
    [[nodiscard]] QString url() const { return m_server.url().replace("http", "ws") + "/?token=abc"; }
    void say(const QByteArray& bytes) { m_socket->sendBinaryMessage(bytes); }
    void close() { m_socket->close(); }
    /// A text of the guest's clipboard.
    void sayClipboard(const QByteArray& text)
    {
        QByteArray out("\x03\0\0\0\0\0\0", 7);
        out += char(text.size());
        say(out + text);
    }
    /// The plain key events of what was received, as keysyms that went down.
    [[nodiscard]] QList<quint32> keysDown() const
    {
        QList<quint32> keys;
        for (qsizetype at = 0; at + 8 <= received.size();) {
            if (received[at] != 4) {
                at += received[at] == 5 ? 6 : received[at] == 3 ? 10 : 1;
                continue;
            }
            if (received[at + 1])
                keys << (quint32(uchar(received[at + 4])) << 24 | quint32(uchar(received[at + 5])) << 16 | quint32(uchar(received[at + 6])) << 8 | uchar(received[at + 7]));
            at += 8;
        }
        return keys;
    }

    QByteArray received;
    int sessions = 0;
    QByteArray pixel = QByteArray("\0\0\xff\0", 4);   ///< red

private:
    void onBytes(const QByteArray& bytes)
    {
        received += bytes;
        ++m_step;
        if (m_step == 1)
            say(QByteArray("\x01\x01", 2));
        else if (m_step == 2)
            say(QByteArray(4, '\0'));
        else if (m_step == 3)
            say(QByteArray("\0\x40\0\x30", 4) + QByteArray(16, '\0') + QByteArray("\0\0\0\x04name", 8));
        else if (m_step == 4)
            say(QByteArray("\0\0\0\x01\0\0\0\0\0\x40\0\x30\0\0\0\0", 16) + pixel.repeated(64 * 48));
    }

    QWebSocket* m_socket = nullptr;
    int m_step = 0;
    ScriptedServer m_server;
};

} // namespace skylab::test
