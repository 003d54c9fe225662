#include "console/KeyMap.h"
#include "console/VncView.h"
#include "http/Certificate.h"
#include "support/TestMain.h"
#include "support/web/ScriptedServer.h"

#include <QFile>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace skylab;
using namespace skylab::console;

namespace {

/// A VNC server behind a WebSocket: no authentication, 4 × 4 pixels, one red picture; remembers what it is sent.
class ScriptedVnc : public QObject {
    Q_OBJECT
public:
    explicit ScriptedVnc(test::ScriptedServer& server)
    {
        connect(&server, &test::ScriptedServer::webSocket, this, [this](QWebSocket* socket) {
            m_socket = socket;
            protocol = socket->subprotocol();
            connect(socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray& bytes) { onBytes(bytes); });
            m_socket->sendBinaryMessage("RFB 003.008\n");
        });
    }
    void onBytes(const QByteArray& bytes)
    {
        received += bytes;
        if (m_step == 0 && received.startsWith("RFB 003.008\n"))
            say(QByteArray("\x01\x01", 2));
        else if (m_step == 1)
            say(QByteArray(4, '\0'));
        else if (m_step == 2)
            say(QByteArray("\0\x04\0\x04", 4) + QByteArray(16, '\0') + QByteArray("\0\0\0\x04name", 8));
        else if (m_step == 3)
            say(QByteArray("\0\0\0\x01\0\0\0\0\0\x04\0\x04\0\0\0\0", 16) + QByteArray("\0\0\xff\0", 4).repeated(16));
    }
    void close() { m_socket->close(); }

    QByteArray received;
    QString protocol;

private:
    void say(const QByteArray& bytes)
    {
        ++m_step;
        m_socket->sendBinaryMessage(bytes);
    }
    QWebSocket* m_socket = nullptr;
    int m_step = 0;
};

} // namespace

class ConsoleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsAGuestAndSendsItsKeys()
    {
        test::ScriptedServer server([](const test::Ask&) { return test::Answer(); });
        ScriptedVnc vnc(server);
        VncView view;
        view.resize(400, 400);
        view.show();
        view.open(QUrl(QString(server.url()).replace("http", "ws") + "/?token=abc"), {}, {});
        QTRY_COMPARE(view.state(), VncView::State::Open);
        QTRY_COMPARE(view.screenshot().pixel(0, 0), 0xffff0000U);
        QCOMPARE(view.grab().toImage().pixelColor(200, 200), QColor(Qt::red));
        QCOMPARE(server.asked.last().headers["cookie"], QByteArray("token=abc"));
        view.setFocus();
        vnc.received.clear();
        QTest::keyClick(&view, 'A', Qt::ShiftModifier);
        const QByteArray down("\x04\x01\0\0\0\0\0A", 8), up("\x04\0\0\0\0\0\0A", 8);
        QTRY_VERIFY(vnc.received.contains(down) && vnc.received.contains(up));
        vnc.received.clear();
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(399, 0));
        QTRY_VERIFY(vnc.received.contains(QByteArray("\x05\x01\0\x03\0\0", 6)));
        vnc.received.clear();
        view.sendCtrlAltDelete();
        QTRY_VERIFY(vnc.received.contains(QByteArray("\xff\xff", 2)));
        vnc.close();
        QTRY_COMPARE(view.state(), VncView::State::Closed);
        QVERIFY(!view.stateText().isEmpty());
    }
    void saysWhyThereIsNoConsole()
    {
        VncView view;
        view.open(QUrl("ws://127.0.0.1:1/"), {}, {});
        QTRY_COMPARE(view.state(), VncView::State::Closed);
        QVERIFY(!view.stateText().isEmpty());
    }
    /// The token goes out with the handshake: nothing may be sent before the certificate is known to be the right one.
    void aPinnedConsoleTrustsNoOtherSignature()
    {
        if (!QSslSocket::supportsSsl())
            QSKIP("this Qt has no TLS");
        QTemporaryDir dir;
        const auto certificate = dir.filePath("a.crt"), key = dir.filePath("a.key");
        QVERIFY(http::makeSelfSignedCertificate(certificate, key));
        QFile one(certificate), two(key);
        QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(&one));
        tls.setPrivateKey(QSslKey(&two, QSsl::Ec));
        QWebSocketServer server(QString(), QWebSocketServer::SecureMode);
        server.setSslConfiguration(tls);
        server.setSupportedSubprotocols({ "binary" });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QUrl url(QString("wss://127.0.0.1:%1/?token=abc").arg(server.serverPort()));
        Transport transport;
        QSignalSpy opened(&transport, &Transport::opened), closed(&transport, &Transport::closed);
        transport.setTrust({ certificate, QString("77").repeated(32), true });
        transport.open(url);
        QTRY_COMPARE(closed.size() + opened.size(), 1);
        QCOMPARE(opened.size(), 0);
        QVERIFY(!server.hasPendingConnections());
        transport.setTrust({ certificate, http::certificateFingerprint(certificate).value_or(QString()), true });
        transport.open(url);
        QTRY_COMPARE(opened.size(), 1);
        transport.setTrust({ certificate, {}, true });   // without a pin the signature does
        transport.open(url);
        QTRY_COMPARE(opened.size(), 2);
    }
    void findsTheSocketBehindANoVncPage()
    {
        QCOMPARE(Transport::webSocketOf(QUrl("http://h:6080/vnc_lite.html?path=%3Ftoken%3Dab-c")), QUrl("ws://h:6080/?token=ab-c"));
        QCOMPARE(Transport::webSocketOf(QUrl("https://h/vnc_auto.html?token=abc")), QUrl("wss://h/websockify?token=abc"));
        QCOMPARE(Transport::webSocketOf(QUrl("ws://h/x?token=abc")), QUrl("ws://h/x?token=abc"));
    }
    void namesKeys()
    {
        QCOMPARE(keysymOf(QKeyEvent(QEvent::KeyPress, Qt::Key_F5, {})), 0xffc2U);
        QCOMPARE(keysymOf(QKeyEvent(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier, QString(QChar(3)))), quint32('c'));
        QCOMPARE(keysymOf(char32_t(0xad6c)), 0x0100ad6cU);
        QCOMPARE(xtCodeOf(30), 0x1eU);    // a
        QCOMPARE(xtCodeOf(103), 0xc8U);   // up
    }
};

SKYLAB_TEST(ConsoleTest)
#include "ConsoleTest.moc"
