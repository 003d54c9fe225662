#include "network/drivers/ovn/OvsdbConnection.h"

#include <QJsonDocument>
#include <QLocalSocket>
#include <QLoggingCategory>
#include <QTcpSocket>

namespace skylab::network::ovn {

namespace {
Q_LOGGING_CATEGORY(log, "skylab.network.ovsdb")

constexpr int maxBackoff = 5000;       // milliseconds
constexpr int connectTimeout = 3000;
constexpr int minAttemptGap = 50;
constexpr qsizetype maxQuoted = 1000;  // of what the server says is wrong

QByteArray encode(const QJsonObject& message) { return QJsonDocument(message).toJson(QJsonDocument::Compact); }
} // namespace

OvsdbConnection::OvsdbConnection(Ovsdb::Options options, QJsonObject monitorRequests, Ovsdb::UpdateCallback callback,
                                 std::shared_ptr<std::atomic<quint64>> connections)
    : m_options(std::move(options)), m_monitorRequests(std::move(monitorRequests)), m_callback(std::move(callback)),
      m_connections(std::move(connections)), m_framer(m_options.maxMessage), m_retry(this), m_probe(this), m_connectLimit(this)
{
    m_retry.setSingleShot(true);
    m_connectLimit.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &OvsdbConnection::connectNow);
    connect(&m_probe, &QTimer::timeout, this, &OvsdbConnection::probe);
    connect(&m_connectLimit, &QTimer::timeout, this, [this] { lost(QStringLiteral("no answer")); });
}

OvsdbConnection::~OvsdbConnection() = default;

void OvsdbConnection::open() { connectNow(); }

void OvsdbConnection::close()
{
    m_closed = true;
    m_retry.stop();
    lost(QStringLiteral("it was closed"));
}

void OvsdbConnection::submit(std::shared_ptr<OvsdbCall> call)
{
    if (m_closed) {
        call->finish(fail(unreachable(QStringLiteral("it was closed"))));
        return;
    }
    if (m_connected) {
        m_inFlight.insert(call->id, call);
        send(call->message);
        return;
    }
    m_waiting << std::move(call);
    if (m_connecting)
        return;
    // A caller waits: try at once instead of sitting out the back-off, but don't hammer.
    const auto since = m_lastAttempt.isValid() ? m_lastAttempt.elapsed() : minAttemptGap;
    m_retry.start(since >= minAttemptGap ? 0 : int(minAttemptGap - since));
}

void OvsdbConnection::forget(qint64 id)
{
    m_inFlight.remove(id);
    m_waiting.removeIf([id](const auto& call) { return call->id == id; });
}

void OvsdbConnection::connectNow()
{
    if (m_closed || m_connected || m_connecting)
        return;
    m_retry.stop();
    m_connecting = true;
    m_lastAttempt.start();
    m_connectLimit.start(connectTimeout);
    const auto remote = m_options.remotes.value(m_remote % std::max<qsizetype>(1, m_options.remotes.size()));
    if (remote.startsWith(QLatin1String("unix:"))) {
        auto* socket = new QLocalSocket(this);
        m_socket = socket;
        connect(socket, &QLocalSocket::connected, this, &OvsdbConnection::opened);
        connect(socket, &QLocalSocket::readyRead, this, &OvsdbConnection::readAll);
        // Queued: it may be emitted while connectToServer() is still on the stack.
        connect(socket, &QLocalSocket::errorOccurred, this, [this, socket] {
            if (socket == m_socket)
                lost(socket->errorString());
        }, Qt::QueuedConnection);
        socket->connectToServer(remote.mid(5));
    } else if (remote.startsWith(QLatin1String("tcp:"))) {
        auto* socket = new QTcpSocket(this);
        m_socket = socket;
        connect(socket, &QTcpSocket::connected, this, [this, socket] {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            opened();
        });
        connect(socket, &QTcpSocket::readyRead, this, &OvsdbConnection::readAll);
        connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] {
            if (socket == m_socket)
                lost(socket->errorString());
        }, Qt::QueuedConnection);
        const auto colon = remote.lastIndexOf(QLatin1Char(':'));
        auto host = remote.mid(4, colon - 4);
        if (host.startsWith(QLatin1Char('[')))
            host = host.mid(1, host.size() - 2);
        socket->connectToHost(host, remote.mid(colon + 1).toUShort());
    } else {
        lost(QStringLiteral("its address must begin with unix: or tcp:"));
    }
}

void OvsdbConnection::opened()
{
    m_connecting = false;
    m_connected = true;
    ++*m_connections;
    m_connectLimit.stop();
    m_backoff = 100;
    m_framer.clear();
    m_lastHeard.start();
    m_probe.start(m_options.probe);
    qCInfo(log).noquote() << "connected to" << m_options.database;
    sendMonitor();
    for (auto& call : std::exchange(m_waiting, {})) {
        m_inFlight.insert(call->id, call);
        send(call->message);
    }
}

void OvsdbConnection::lost(const QString& reason)
{
    if (m_connected && !m_closed)
        qCWarning(log).noquote() << "lost" << m_options.database << "-" << reason;
    m_connected = false;
    m_connecting = false;
    m_connectLimit.stop();
    m_probe.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->deleteLater();
        m_socket = nullptr;
    }
    for (const auto& call : std::exchange(m_inFlight, {}))
        call->finish(fail(ErrorCode::Unavailable,
                          QStringLiteral("The connection to the database %1 was lost before it answered (%2). %3")
                              .arg(m_options.database, reason, m_options.hint)));
    // With several remotes the callers' last hope is the next one; after a whole round they are told.
    ++m_remote;
    if (m_closed || m_options.remotes.isEmpty() || m_remote % m_options.remotes.size() == 0)
        for (const auto& call : std::exchange(m_waiting, {}))
            call->finish(fail(unreachable(reason)));
    if (!m_closed)
        retryLater();
}

void OvsdbConnection::retryLater()
{
    m_retry.start(m_waiting.isEmpty() ? m_backoff : minAttemptGap);
    m_backoff = std::min(m_backoff * 2, maxBackoff);
}

Error OvsdbConnection::unreachable(const QString& reason) const
{
    return { ErrorCode::Unavailable, QStringLiteral("The database %1 can't be reached at %2 (%3). %4")
                 .arg(m_options.database, m_options.remotes.join(QStringLiteral(", ")), reason, m_options.hint) };
}

void OvsdbConnection::readAll()
{
    m_lastHeard.start();
    auto* const socket = m_socket;
    m_framer.append(socket->readAll());
    while (m_socket == socket) {
        auto message = m_framer.next();
        if (!message)
            return lost(message.error().message);
        if (!*message)
            return;
        handle(**message);
    }
}

void OvsdbConnection::handle(const QByteArray& bytes)
{
    QJsonParseError parsed;
    const auto message = QJsonDocument::fromJson(bytes, &parsed).object();
    if (parsed.error != QJsonParseError::NoError)
        return lost(QStringLiteral("a message that is not JSON: ") + parsed.errorString());
    const auto method = message.value(QStringLiteral("method")).toString();
    const auto params = message.value(QStringLiteral("params"));
    if (method == QLatin1String("echo"))
        return send(encode({ { QStringLiteral("id"), message.value(QStringLiteral("id")) },
                             { QStringLiteral("result"), params },
                             { QStringLiteral("error"), QJsonValue::Null } }));
    if (method == QLatin1String("update"))
        return handleUpdate(params.toArray());
    const auto id = message.value(QStringLiteral("id"));
    const auto error = message.value(QStringLiteral("error"));
    const auto result = message.value(QStringLiteral("result"));
    if (id == QLatin1String("monitor")) {
        if (!error.isNull())
            qCWarning(log).noquote() << "can't watch" << m_options.database << "-"
                                     << encode({ { QStringLiteral("error"), error } });
        else if (m_callback)
            m_callback(result.toObject(), true);
        return;
    }
    const auto call = m_inFlight.take(id.toInteger(-1));
    if (!call)
        return;   // a probe's answer, or the caller has given up
    if (error.isNull() || error.isUndefined())
        call->finish(result);
    else
        call->finish(fail(ErrorCode::Internal, QStringLiteral("The database server refused a request: %1")
                              .arg(QString::fromUtf8(encode({ { QStringLiteral("error"), error } }).left(maxQuoted)))));
}

void OvsdbConnection::handleUpdate(const QJsonArray& params)
{
    if (m_callback)
        m_callback(params.at(1).toObject(), false);
}

void OvsdbConnection::sendMonitor()
{
    if (m_monitorRequests.isEmpty())
        return;
    send(encode({ { QStringLiteral("id"), QStringLiteral("monitor") },
                  { QStringLiteral("method"), QStringLiteral("monitor") },
                  { QStringLiteral("params"),
                    QJsonArray { m_options.database, QStringLiteral("monitor"), m_monitorRequests } } }));
}

void OvsdbConnection::send(const QByteArray& message)
{
    if (!m_socket)
        return;
    m_socket->write(message);
    if (auto* local = qobject_cast<QLocalSocket*>(m_socket))
        local->flush();
    else if (auto* tcp = qobject_cast<QAbstractSocket*>(m_socket))
        tcp->flush();
}

void OvsdbConnection::probe()
{
    if (!m_lastHeard.hasExpired(m_options.probe.count()))
        return;
    if (m_lastHeard.hasExpired(m_options.probe.count() * 3))
        return lost(QStringLiteral("it fell silent"));
    send(encode({ { QStringLiteral("id"), QStringLiteral("echo") },
                  { QStringLiteral("method"), QStringLiteral("echo") },
                  { QStringLiteral("params"), QJsonArray() } }));
}

} // namespace skylab::network::ovn
