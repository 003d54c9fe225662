#include "RawClient.h"
#include "http/Certificate.h"
#include "http/StreamProxy.h"
#include "support/TestMain.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QSslConfiguration>
#include <QSslError>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

namespace {

using Socket = std::shared_ptr<WebSocket>;

Handler upgrading(std::function<void(Socket)> open, WebSocketUpgrade wish = {})
{
    wish.open = std::move(open);
    return [wish](const Request&, BodyReader&) { return Response { 200, {}, wish }; };
}

void echo(const Socket& socket)
{
    socket->onText = [socket](const QString& text) { socket->sendText(text); };
    socket->onBinary = [socket](const QByteArray& bytes) { socket->sendBinary(bytes); };
}

const QByteArray handshake = "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

/// A client's frame, with an all-zero mask.
QByteArray masked(quint8 first, const QByteArray& payload)
{
    QByteArray bytes;
    bytes += char(first);
    if (payload.size() < 126) {
        bytes += char(0x80 | payload.size());
    } else {
        bytes += char(0x80 | 126);
        bytes += char(payload.size() >> 8);
        bytes += char(payload.size() & 0xff);
    }
    return bytes + QByteArray(4, '\0') + payload;
}

quint16 closeCodeAfter(RawClient& client)
{
    QByteArray bytes;
    for (auto more = client.read(); !more.isEmpty(); more = client.read())
        bytes += more;
    return bytes.size() >= 4 && quint8(bytes[0]) == 0x88 ? quint16(quint8(bytes[2]) << 8 | quint8(bytes[3])) : 0;
}

class Client : public QWebSocket {
public:
    explicit Client(const Server& server, const QByteArray& subprotocols = {}, const char* scheme = "ws")
    {
        connect(this, &QWebSocket::textMessageReceived, this, [this](const QString& text) { texts << text; });
        connect(this, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray& bytes) { binary += bytes; });
        connect(this, &QWebSocket::disconnected, this, [this] { isClosed = true; });
        QNetworkRequest request(QUrl(QStringLiteral("%1://127.0.0.1:%2/ws").arg(QLatin1String(scheme)).arg(server.port())));
        if (!subprotocols.isEmpty())
            request.setRawHeader("Sec-WebSocket-Protocol", subprotocols);
        open(request);
    }
    ~Client() override { disconnect(); }   // the destructor of QWebSocket still emits
    QStringList texts;
    QByteArray binary;
    bool isClosed = false;
};

} // namespace

class WebSocketTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void upgradesAndEchoes()
    {
        const auto server = startServer(upgrading(echo));
        Client client(*server);
        QTRY_COMPARE_WITH_TIMEOUT(client.state(), QAbstractSocket::ConnectedState, patience);
        client.sendTextMessage(QStringLiteral("grüß 구름"));
        client.sendBinaryMessage(QByteArray(100'000, 'b'));
        client.sendTextMessage(QString());
        QTRY_COMPARE_WITH_TIMEOUT(client.binary.size(), 100'000, patience);
        QTRY_COMPARE_WITH_TIMEOUT(client.texts, (QStringList { QStringLiteral("grüß 구름"), QString::fromLatin1("") }), patience);
        QCOMPARE(server->counters().connections, 1);
    }
    void agreesOnASubprotocol()
    {
        WebSocketUpgrade wish;
        wish.subprotocol = "binary";
        const auto server = startServer(upgrading([](const Socket& socket) { socket->sendText(socket->subprotocol() + "!"); }, wish));
        RawClient offering(server->port());
        const auto agreed = offering.ask(handshake + "Sec-WebSocket-Protocol: base64, binary\r\n\r\n");
        QCOMPARE(agreed.status, 101);
        QCOMPARE(agreed.headers.value("Sec-WebSocket-Accept"), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QCOMPARE(agreed.headers.value("Sec-WebSocket-Protocol"), QByteArray("binary"));
        QCOMPARE(offering.read(9), QByteArray("\x81\x07" "binary!"));
        RawClient silent(server->port());
        QVERIFY(!silent.ask(handshake + "\r\n").headers.contains("Sec-WebSocket-Protocol"));
    }
    void refusesWhatIsNoHandshake()
    {
        const auto server = startServer(upgrading(echo));
        RawClient client(server->port());
        const auto refused = client.ask("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(refused.status, 426);
        QCOMPARE(refused.headers.value("Upgrade"), QByteArray("websocket"));
        QCOMPARE(client.ask("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n").status, 426);
    }
    void refusesBrokenFrames_data()
    {
        QTest::addColumn<QByteArray>("frames");
        QTest::addColumn<int>("code");
        QTest::newRow("unmasked") << QByteArray("\x81\x01x") << 1002;
        QTest::newRow("reserved bit") << masked(0xc1, "x") << 1002;
        QTest::newRow("reserved opcode") << masked(0x83, "x") << 1002;
        QTest::newRow("fragmented ping") << masked(0x09, "x") << 1002;
        QTest::newRow("long ping") << masked(0x89, QByteArray(126, 'x')) << 1002;
        QTest::newRow("stray continuation") << masked(0x80, "x") << 1002;
        QTest::newRow("text in text") << masked(0x01, "x") + masked(0x81, "y") << 1002;
        QTest::newRow("no UTF-8") << masked(0x81, "\xff\xfe") << 1007;
        QTest::newRow("too long") << masked(0x82, QByteArray(2000, 'x')) << 1009;
        QTest::newRow("too long in pieces") << masked(0x02, QByteArray(600, 'x')) + masked(0x80, QByteArray(600, 'x')) << 1009;
        QTest::newRow("bad close code") << masked(0x88, QByteArray("\x03\xed", 2)) << 1002;
        QTest::newRow("close of one byte") << masked(0x88, "x") << 1002;
        QTest::newRow("length not shortest") << QByteArray("\x82\xfe\x00\x05", 4) + QByteArray(9, '\0') << 1002;
        QTest::newRow("good close") << masked(0x88, QByteArray("\x03\xe8", 2) + "bye") << 1000;
    }
    void refusesBrokenFrames()
    {
        QFETCH(QByteArray, frames);
        QFETCH(int, code);
        WebSocketUpgrade wish;
        wish.maxMessageBytes = 1000;
        const auto server = startServer(upgrading([](const Socket&) { }, wish));
        RawClient client(server->port());
        QCOMPARE(client.ask(handshake + "\r\n").status, 101);
        client.send(frames);
        QCOMPARE(int(closeCodeAfter(client)), code);
    }
    void joinsFragmentsAndAnswersPings()
    {
        const auto server = startServer(upgrading(echo));
        RawClient client(server->port());
        // The first frames come with the handshake.
        client.send(handshake + "\r\n" + masked(0x01, "ab") + masked(0x89, "p") + masked(0x00, "cd") + masked(0x80, "ef"));
        QCOMPARE(client.response().status, 101);
        QByteArray seen;
        while (seen.size() < 11)
            seen += client.read();
        QCOMPARE(seen, QByteArray("\x8a\x01p\x81\x06" "abcdef"));
    }
    void answersTheLastPingOfWhoReadsNothing()
    {
        qint64 waiting = -1;
        Gate answered;
        WebSocketUpgrade wish;
        wish.maxQueuedBytes = 256 << 20;
        const auto server = startServer(upgrading([&](const Socket& socket) {
            socket->onText = [&, key = socket.get()](const QString&) {
                waiting = key->pendingBytes();
                answered.open();
            };
        }, wish));
        RawClient client(server->port());
        QCOMPARE(client.ask(handshake + "\r\n").status, 101);
        // More answers than the system's own buffers take.
        constexpr int rounds = 300;
        QByteArray pings;
        for (int i = 0; i < 1000; ++i)
            pings += masked(0x89, QByteArray(125, 'x'));
        for (int i = 0; i < rounds; ++i)
            client.send(pings);
        client.send(masked(0x89, "last") + masked(0x81, "now"));
        QVERIFY(answered.wait());
        QVERIFY2(waiting < 2 * WebSocket::drainedBytes, qPrintable(QString::number(waiting)));
        QByteArray heard;
        while (!heard.endsWith("\x8a\x04last")) {
            const auto more = client.read();
            QVERIFY(!more.isEmpty());
            heard = heard.right(16) + more;
        }
    }
    void reportsHowItEnded()
    {
        std::mutex mutex;
        QList<int> codes;
        std::vector<Socket> sockets;
        const auto server = startServer(upgrading([&](const Socket& socket) {
            const std::lock_guard lock(mutex);
            sockets.push_back(socket);
            socket->onClosed = [&](quint16 code, const QString&) {
                const std::lock_guard inner(mutex);
                codes << code;
            };
        }));
        const auto seen = [&] { const std::lock_guard lock(mutex); return codes; };
        {
            Client polite(*server);
            QTRY_COMPARE_WITH_TIMEOUT(polite.state(), QAbstractSocket::ConnectedState, patience);
            polite.close(QWebSocketProtocol::CloseCodeGoingAway);
            QTRY_COMPARE_WITH_TIMEOUT(seen(), (QList<int> { 1001 }), patience);
        }
        {
            RawClient rude(server->port());
            rude.ask(handshake + "\r\n");
            rude.close();
            QTRY_COMPARE_WITH_TIMEOUT(seen(), (QList<int> { 1001, 1006 }), patience);
        }
        Client ended(*server);
        const auto third = [&] { const std::lock_guard lock(mutex); return sockets.size() < 3 ? Socket() : sockets[2]; };
        QTRY_VERIFY_WITH_TIMEOUT(third(), patience);
        third()->close(4000, QString(300, u'é'));
        QTRY_VERIFY_WITH_TIMEOUT(ended.isClosed, patience);
        QCOMPARE(int(ended.closeCode()), 4000);
        QCOMPARE(ended.closeReason(), QString(61, u'é'));
        QTRY_COMPARE_WITH_TIMEOUT(seen(), (QList<int> { 1001, 1006, 4000 }), patience);
        QVERIFY(!third()->isOpen());
        QVERIFY(!third()->sendText(QStringLiteral("too late")));
        QTRY_COMPARE_WITH_TIMEOUT(server->counters().connections, 0, patience);
    }
    void closesSlowConsumers()
    {
        WebSocketUpgrade wish;
        wish.maxQueuedBytes = 512 * 1024;
        Gate over;
        std::atomic<quint16> code = 0;
        std::atomic<bool> refused = false;
        const auto server = startServer(upgrading([&](const Socket& socket) {
            socket->onClosed = [&](quint16 closed, const QString&) { code = closed; over.open(); };
            const QByteArray block(64 * 1024, 'x');
            for (int i = 0; i < 1000 && !refused; ++i)
                refused = !socket->sendBinary(block);
            QVERIFY(!socket->isOpen());
        }, wish));
        RawClient client(server->port(), 256 * 1024);
        client.ask(handshake + "\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(refused, patience);
        QByteArray tail;
        while (!tail.contains("You read too slowly")) {
            const auto more = client.read();
            QVERIFY(!more.isEmpty());
            tail = (tail + more).right(200);
        }
        QVERIFY(tail.contains(QByteArray("\x03\xf5You read too slowly")));
        client.close();
        QVERIFY(over.wait());
        QCOMPARE(code.load(), quint16(1013));
    }
    void cutsTheSilent()
    {
        WebSocketUpgrade wish;
        wish.pingInterval = std::chrono::milliseconds(50);
        const auto server = startServer(upgrading([](const Socket&) { }, wish));
        RawClient client(server->port());
        client.ask(handshake + "\r\n");
        QCOMPARE(client.read(2), QByteArray("\x89\0", 2));
        while (!client.read().isEmpty()) { }
        QTRY_COMPARE_WITH_TIMEOUT(server->counters().connections, 0, patience);
        // Who answers stays, however often it is asked.
        RawClient answering(server->port());
        answering.ask(handshake + "\r\n");
        for (int i = 0; i < 8; ++i) {
            QCOMPARE(answering.read(2), QByteArray("\x89\0", 2));
            answering.send(masked(0x8a, {}));
        }
    }
    void saysGoodbyeWhenTheServerStops()
    {
        const auto server = startServer(upgrading(echo));
        Client client(*server);
        QTRY_COMPARE_WITH_TIMEOUT(client.state(), QAbstractSocket::ConnectedState, patience);
        std::thread stopper([&] { server->stop(std::chrono::seconds(10)); });
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed, patience);
        stopper.join();
        QCOMPARE(int(client.closeCode()), 1001);
    }
    void worksOverTls()
    {
        QTemporaryDir dir;
        ServerOptions options;
        options.certificateFile = dir.filePath(QStringLiteral("c"));
        options.keyFile = dir.filePath(QStringLiteral("k"));
        QVERIFY(makeSelfSignedCertificate(options.certificateFile, options.keyFile));
        const auto server = startServer(upgrading(echo), options);
        QWebSocket client;
        connect(&client, &QWebSocket::sslErrors, &client, [&client] { client.ignoreSslErrors(); });
        QByteArray got;
        connect(&client, &QWebSocket::binaryMessageReceived, &client, [&got](const QByteArray& bytes) { got += bytes; });
        client.open(QUrl(QStringLiteral("wss://127.0.0.1:%1/").arg(server->port())));
        QTRY_COMPARE_WITH_TIMEOUT(client.state(), QAbstractSocket::ConnectedState, patience);
        for (int i = 0; i < 20; ++i)
            client.sendBinaryMessage(QByteArray(50'000, char(i)));
        QTRY_COMPARE_WITH_TIMEOUT(got.size(), 1'000'000, patience);
    }
    void proxiesToAUnixSocket()
    {
        QTemporaryDir dir;
        QLocalServer console;
        QVERIFY(console.listen(dir.filePath(QStringLiteral("vnc"))));
        Gate ended;
        WebSocketUpgrade wish;
        wish.subprotocol = "binary";
        const auto path = console.fullServerName();
        const auto server = startServer(upgrading([&](const Socket& socket) {
            proxyToSocket(socket, UnixPath { path }, [&ended] { ended.open(); });
        }, wish));
        Client client(*server, "binary");
        QTRY_VERIFY_WITH_TIMEOUT(console.hasPendingConnections(), patience);
        const std::unique_ptr<QLocalSocket> vnc(console.nextPendingConnection());
        vnc->write("RFB 003.008\n");
        QTRY_COMPARE_WITH_TIMEOUT(client.binary, QByteArray("RFB 003.008\n"), patience);
        client.sendBinaryMessage("RFB 003.008\n");
        QTRY_COMPARE_WITH_TIMEOUT(vnc->bytesAvailable(), 12, patience);
        vnc->readAll();
        // Much more than the buffers, both ways at once.
        constexpr int total = 2 * 1024 * 1024;
        client.binary.clear();
        for (int i = 0; i < total / 65536; ++i) {
            client.sendBinaryMessage(QByteArray(65536, 'c'));
            vnc->write(QByteArray(65536, 's'));
        }
        QTRY_COMPARE_WITH_TIMEOUT(client.binary.size(), total, patience);
        QTRY_COMPARE_WITH_TIMEOUT(vnc->bytesAvailable(), total, patience);
        vnc->disconnectFromServer();
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed, patience);
        QCOMPARE(int(client.closeCode()), 1000);
        QVERIFY(ended.wait());
    }
    void holdsBackTheFasterSideOfAProxy()
    {
        QTcpServer console;
        QVERIFY(console.listen(QHostAddress::LocalHost));
        const auto port = console.serverPort();
        const auto server = startServer(upgrading([port](const Socket& socket) {
            proxyToSocket(socket, HostPort { QStringLiteral("localhost"), port });
        }));
        RawClient client(server->port(), 4096);
        client.ask(handshake + "\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(console.hasPendingConnections(), patience);
        const std::unique_ptr<QTcpSocket> vnc(console.nextPendingConnection());
        vnc->write(QByteArray(64 * 1024 * 1024, 's'));
        const auto before = residentMiB();
        // Nobody reads: the writer gets stuck long before all is out.
        qint64 left = -1;
        QTRY_VERIFY_WITH_TIMEOUT(std::exchange(left, vnc->bytesToWrite()) == vnc->bytesToWrite() && left < 64 * 1024 * 1024, patience);
        QVERIFY(left > 32 * 1024 * 1024);
        QVERIFY(!skylab::test::memoryIsOurs || residentMiB() - before < 16);
        client.close();   // and goes away without a word
        QTRY_COMPARE_WITH_TIMEOUT(server->counters().connections, 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(vnc->state(), QAbstractSocket::UnconnectedState, patience);
    }
    void saysThatAConsoleCannotBeReached()
    {
        QTemporaryDir dir;
        const auto server = startServer(upgrading([&dir](const Socket& socket) {
            proxyToSocket(socket, UnixPath { dir.filePath(QStringLiteral("none")) });
        }));
        Client client(*server);
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed, patience);
        QCOMPARE(int(client.closeCode()), 1011);
        QVERIFY(client.closeReason().contains(QStringLiteral("console")));
    }
    void endsProxiesWhenTheServerStops()
    {
        QTemporaryDir dir;
        QLocalServer console;
        QVERIFY(console.listen(dir.filePath(QStringLiteral("vnc"))));
        const auto path = console.fullServerName();
        const auto server = startServer(upgrading([path](const Socket& socket) { proxyToSocket(socket, UnixPath { path }); }));
        RawClient client(server->port());
        client.ask(handshake + "\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(console.hasPendingConnections(), patience);
        server->stop(std::chrono::milliseconds(100));   // the client answers nothing
        QCOMPARE(server->counters().connections, 0);
    }
};

SKYLAB_TEST(WebSocketTest)
#include "WebSocketTest.moc"
