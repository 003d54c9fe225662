#include "sdk/client/EventSocket.h"

#include <QJsonDocument>
#include <QSslConfiguration>
#include <QUrlQuery>
#include <QWebSocketHandshakeOptions>

namespace skylab::client {

namespace {
constexpr int batchTime = 50;            // milliseconds
constexpr int pingTime = 20'000;
constexpr int shortestPause = 250;
constexpr int longestPause = 15'000;
constexpr int failuresUntilLost = 4;     // then the sequence number itself may be what the server refuses
constexpr int maxBatch = 512;
} // namespace

EventSocket::EventSocket() : m_retry(this), m_flush(this), m_ping(this)
{
    m_retry.setSingleShot(true);
    m_flush.setSingleShot(true);
    m_flush.setInterval(batchTime);
    m_ping.setInterval(pingTime);
    connect(&m_retry, &QTimer::timeout, this, &EventSocket::connectNow);
    connect(&m_ping, &QTimer::timeout, this, &EventSocket::checkPeer);
    connect(&m_flush, &QTimer::timeout, this, [this] { Q_EMIT received(std::exchange(m_batch, {})); });
}

void EventSocket::open(const QUrl& endpoint, const Secret& token, const Connection& connection)
{
    close();
    m_endpoint = endpoint;
    m_token = token;
    m_connection = connection;
    m_last = -1;
    m_failures = 0;
    m_wanted = true;
    connectNow();
}

void EventSocket::close()
{
    m_wanted = false;
    m_retry.stop();
    m_ping.stop();
    if (auto* socket = std::exchange(m_socket, nullptr)) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

void EventSocket::connectNow()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
    }
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setMaxAllowedIncomingMessageSize(4 << 20);
    m_socket->setMaxAllowedIncomingFrameSize(4 << 20);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &EventSocket::onText);
    connect(m_socket, &QWebSocket::disconnected, this, &EventSocket::onGone);
    connect(m_socket, &QWebSocket::pong, this, [this] { m_answered = true; });
    connect(m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        const auto print = m_socket->sslConfiguration().peerCertificate().digest(QCryptographicHash::Sha256).toHex();
        const auto wanted = QString(m_connection.fingerprint).remove(u':').toLower().toLatin1();
        if (!m_connection.verify || (!wanted.isEmpty() && wanted == print))
            m_socket->ignoreSslErrors(errors);
    });
    if (!m_connection.caFile.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(m_connection.caFile);
        m_socket->setSslConfiguration(tls);
    }
    auto url = m_endpoint;
    url.setScheme(m_endpoint.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setPath(url.path() + QLatin1String("/events"));
    if (m_last >= 0)
        url.setQuery(QUrlQuery { { QStringLiteral("since"), QString::number(m_last) } });
    QNetworkRequest request(url);
    request.setRawHeader("X-Auth-Token", m_token.reveal());
    m_socket->open(request);
}

void EventSocket::onText(const QString& message)
{
    const auto object = QJsonDocument::fromJson(message.toUtf8()).object();
    const auto seq = object[u"seq"].toInteger(-1);
    if (object[u"hello"].toBool())
        return onHello(seq);
    if (seq < 0 || seq <= m_last)
        return;   // seen already, before the connection was lost
    m_last = seq;
    m_batch.append(Event { seq, object[u"type"].toString(), object[u"resource_type"].toString(), object[u"resource_id"].toString(),
                           object[u"project_id"].toString(), object[u"request_id"].toString(), object[u"payload"].toObject() });
    if (m_batch.size() >= maxBatch) {
        m_flush.stop();
        Q_EMIT received(std::exchange(m_batch, {}));
    } else if (!m_flush.isActive()) {
        m_flush.start();
    }
}

void EventSocket::onHello(qint64 seq)
{
    m_failures = 0;
    m_answered = true;
    m_ping.start();
    if (m_last < 0) {
        m_last = seq;
    } else if (seq < m_last) {   // another log than the one we followed
        m_last = seq;
        Q_EMIT lost();
    }
    Q_EMIT opened();
}

void EventSocket::onGone()
{
    m_ping.stop();
    if (!m_wanted)
        return;
    if (m_failures == 0)
        Q_EMIT dropped();
    if (++m_failures == failuresUntilLost && m_last >= 0) {
        m_last = -1;
        Q_EMIT lost();
    }
    m_retry.start(qMin(longestPause, shortestPause << qMin(m_failures, 8)));
}

void EventSocket::checkPeer()
{
    if (!m_answered) {
        m_socket->abort();   // brings disconnected()
        return;
    }
    m_answered = false;
    m_socket->ping();
}

} // namespace skylab::client
