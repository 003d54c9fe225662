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
constexpr int maxBatch = 512;
/// The HTTP status that a handshake was refused with; Qt tells it in words only. 0: it was none.
int refusalStatus(const QString& text)
{
    const auto mark = QLatin1String("http status code: ");
    const auto at = text.indexOf(mark);
    return at < 0 ? 0 : text.mid(at + mark.size(), 3).toInt();
}

QByteArray fingerprintOf(const QWebSocket& socket) { return socket.sslConfiguration().peerCertificate().digest(QCryptographicHash::Sha256).toHex(); }

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
    dropSocket();
}

void EventSocket::dropSocket()
{
    if (auto* socket = std::exchange(m_socket, nullptr)) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

void EventSocket::connectNow()
{
    dropSocket();
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setMaxAllowedIncomingMessageSize(4 << 20);
    m_socket->setMaxAllowedIncomingFrameSize(4 << 20);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &EventSocket::onText);
    // A refused handshake is told as an error only, a lost connection as both.
    connect(m_socket, &QWebSocket::disconnected, this, &EventSocket::onGone, Qt::QueuedConnection);
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &EventSocket::onGone, Qt::QueuedConnection);
    connect(m_socket, &QWebSocket::pong, this, [this] {
        m_answered = true;
        m_heard = QDateTime::currentDateTimeUtc();
    });
    connect(m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        if (!m_connection.verify || (isPinned() && m_connection.pin() == fingerprintOf(*m_socket)))
            m_socket->ignoreSslErrors(errors);
    });
    if (isPinned()) {   // nobody's signature counts beside the pin: the token goes out with the handshake
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates({});
        m_socket->setSslConfiguration(tls);
    } else if (!m_connection.caFile.isEmpty()) {
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

bool EventSocket::isPinned() const { return m_endpoint.scheme() == u"https" && !m_connection.fingerprint.isEmpty(); }

void EventSocket::retryNow()
{
    if (!m_wanted || !m_retry.isActive())
        return;
    m_retry.stop();
    connectNow();
}

void EventSocket::onText(const QString& message)
{
    m_heard = QDateTime::currentDateTimeUtc();
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
    m_deaf = false;
    m_ping.start();
    if (seq < m_last) {   // another log than the one we followed: join it anew
        m_last = -1;
        return m_socket->close();
    }
    // Listings of before are older than what follows: only those asked for from now on lack nothing of it.
    if (m_last < 0) {
        m_last = seq;
        Q_EMIT lost();
    }
    Q_EMIT opened();
}

void EventSocket::onGone()
{
    auto* socket = m_socket;
    if (!m_wanted || sender() != socket || !socket)
        return;
    m_ping.stop();
    const int status = refusalStatus(socket->errorString());
    dropSocket();
    if (m_failures == 0)
        Q_EMIT dropped(m_deaf ? m_heard : QDateTime::currentDateTimeUtc());
    if (status == 403 || status == 404) {
        m_wanted = false;
        return Q_EMIT unavailable();
    }
    if (status == 401)
        Q_EMIT refused();
    if ((status == 410 || status == 400) && m_last >= 0)   // what was missed can't be told any more: join anew
        m_last = -1;
    scheduleRetry();
}

void EventSocket::scheduleRetry()
{
    ++m_failures;
    m_retry.start(qMin(longestPause, shortestPause << qMin(m_failures, 8)));
}

void EventSocket::checkPeer()
{
    if (!m_answered) {
        m_deaf = true;
        m_socket->abort();   // brings disconnected()
        return;
    }
    m_answered = false;
    m_socket->ping();
}

} // namespace skylab::client
