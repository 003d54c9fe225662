#include "console/Transport.h"

#include <QLocalSocket>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

namespace skylab::console {

namespace {
constexpr qint64 maxMessage = 64 << 20;   // bytes
constexpr qint64 readBuffer = 4 << 20;
} // namespace

Transport::Transport(QObject* parent) : QObject(parent) { }

Transport::~Transport() { close(); }

QUrl Transport::webSocketOf(const QUrl& console)
{
    if (!console.scheme().startsWith(QLatin1String("http")))
        return console;
    QUrl url = console;
    url.setScheme(console.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    const QUrlQuery query(console);
    auto path = query.queryItemValue(QStringLiteral("path"), QUrl::FullyDecoded);
    if (path.isEmpty())
        path = QStringLiteral("websockify?token=") + query.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded);
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    url.setPath(u'/' + path.section(u'?', 0, 0));
    url.setQuery(path.section(u'?', 1));
    url.setFragment({});
    return url;
}

void Transport::open(const QUrl& url)
{
    close();
    m_open = true;
    const auto scheme = url.scheme();
    if (scheme == u"ws" || scheme == u"wss")
        openWebSocket(url);
    else if (scheme == u"unix")
        openLocal(url);
    else
        openTcp(url);
}

void Transport::openWebSocket(const QUrl& url)
{
    m_web = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_web->setMaxAllowedIncomingMessageSize(maxMessage);
    m_web->setMaxAllowedIncomingFrameSize(maxMessage);
    auto* socket = m_web;
    connect(socket, &QWebSocket::connected, this, &Transport::opened);
    connect(socket, &QWebSocket::binaryMessageReceived, this, &Transport::received);
    connect(socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) { Q_EMIT received(text.toUtf8()); });
    connect(socket, &QWebSocket::disconnected, this, [this, socket] { end(socket->closeReason().isEmpty() ? socket->errorString() : socket->closeReason()); });
    connect(socket, &QWebSocket::sslErrors, this, [this, socket](const QList<QSslError>& errors) {
        const auto print = QString::fromLatin1(socket->sslConfiguration().peerCertificate().digest(QCryptographicHash::Sha256).toHex());
        const auto wanted = QString(m_trust.fingerprint).remove(u':').toLower();
        if (!m_trust.verify || (!wanted.isEmpty() && wanted == print))
            socket->ignoreSslErrors(errors);
    });
    if (!m_trust.fingerprint.isEmpty()) {   // nobody's signature counts beside the pin: the token goes out with the handshake
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates({});
        socket->setSslConfiguration(tls);
    } else if (!m_trust.caFile.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(m_trust.caFile);
        socket->setSslConfiguration(tls);
    }
    QNetworkRequest request(url);
    if (const auto token = QUrlQuery(url).queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded); !token.isEmpty())
        request.setRawHeader("Cookie", "token=" + token.toLatin1());
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({ QStringLiteral("binary") });
    socket->open(request, options);
}

void Transport::openTcp(const QUrl& url)
{
    m_tcp = new QTcpSocket(this);
    auto* socket = m_tcp;
    socket->setReadBufferSize(readBuffer);
    connect(socket, &QTcpSocket::connected, this, &Transport::opened);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { Q_EMIT received(socket->readAll()); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket](QAbstractSocket::SocketError error) {
        end(error == QAbstractSocket::RemoteHostClosedError ? QString() : socket->errorString());
    });
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->connectToHost(url.host(), quint16(url.port(5900)));
}

void Transport::openLocal(const QUrl& url)
{
    m_local = new QLocalSocket(this);
    auto* socket = m_local;
    socket->setReadBufferSize(readBuffer);
    connect(socket, &QLocalSocket::connected, this, &Transport::opened);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] { Q_EMIT received(socket->readAll()); });
    connect(socket, &QLocalSocket::errorOccurred, this, [this, socket](QLocalSocket::LocalSocketError error) {
        end(error == QLocalSocket::PeerClosedError ? QString() : socket->errorString());
    });
    socket->connectToServer(url.path());
}

void Transport::write(const QByteArray& bytes)
{
    if (m_web) {
        m_web->sendBinaryMessage(bytes);
        m_web->flush();
    } else if (m_tcp) {
        m_tcp->write(bytes);
        m_tcp->flush();
    } else if (m_local) {
        m_local->write(bytes);
        m_local->flush();
    }
}

void Transport::end(const QString& reason)
{
    if (!std::exchange(m_open, false))
        return;
    close();
    Q_EMIT closed(reason);
}

void Transport::close()
{
    m_open = false;
    if (auto* socket = std::exchange(m_web, nullptr)) {
        socket->disconnect(this);
        socket->close();
        socket->deleteLater();
    }
    if (auto* socket = std::exchange(m_tcp, nullptr)) {
        socket->disconnect(this);
        socket->disconnectFromHost();
        socket->deleteLater();
    }
    if (auto* socket = std::exchange(m_local, nullptr)) {
        socket->disconnect(this);
        socket->disconnectFromServer();
        socket->deleteLater();
    }
}

} // namespace skylab::console
