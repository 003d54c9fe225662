#include "support/web/ScriptedServer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QWebSocket>

namespace skylab::test {

QJsonObject Ask::json() const { return QJsonDocument::fromJson(body).object(); }

Answer Answer::json(const QJsonValue& json, int status)
{
    Answer answer;
    answer.status = status;
    answer.body = (json.isArray() ? QJsonDocument(json.toArray()) : QJsonDocument(json.toObject())).toJson(QJsonDocument::Compact);
    return answer;
}

ScriptedServer::ScriptedServer(std::function<Answer(const Ask&)> answer, QObject* parent)
    : QObject(parent), m_answer(std::move(answer)), m_webSockets(QString(), QWebSocketServer::NonSecureMode)
{
    m_webSockets.setSupportedSubprotocols({ QStringLiteral("binary") });
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, [this] {
        auto* socket = m_webSockets.nextPendingConnection();
        socket->setParent(this);
        Q_EMIT webSocket(socket);
    });
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (auto* socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    setListening(true);
}

void ScriptedServer::setListening(bool listening)
{
    if (!listening) {
        m_server.close();
        const auto sockets = m_server.findChildren<QTcpSocket*>();
        for (auto* socket : sockets)
            socket->abort();
        return;
    }
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        qFatal("no port: %s", qPrintable(m_server.errorString()));
    m_port = m_server.serverPort();
}

QList<Ask> ScriptedServer::askedFor(const QByteArray& verb, const QString& path) const
{
    QList<Ask> all;
    for (const auto& ask : asked) {
        if (ask.verb == verb && ask.path == path)
            all << ask;
    }
    return all;
}

void ScriptedServer::read(QTcpSocket* socket)
{
    const auto bytes = socket->peek(socket->bytesAvailable());
    const auto end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Ask ask;
    const auto lines = bytes.left(end).split('\n');
    const auto first = lines[0].trimmed().split(' ');
    const QUrl url(QString::fromLatin1(first.value(1)));
    ask.verb = first.value(0);
    ask.path = url.path();
    ask.query = url.query(QUrl::FullyDecoded);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].indexOf(':');
        ask.headers[lines[i].left(colon).trimmed().toLower()] = lines[i].mid(colon + 1).trimmed();
    }
    if (ask.headers["upgrade"].toLower() == "websocket") {
        if (const auto answer = admit ? admit(ask) : Answer { 101, {} }; answer.status != 101) {
            socket->read(end + 4);
            asked << ask;
            return reply(socket, answer, false);
        }
        socket->disconnect(this);
        asked << ask;
        m_webSockets.handleConnection(socket);
        return;
    }
    const auto length = ask.headers["content-length"].toLongLong();
    if (bytes.size() < end + 4 + length)
        return;
    socket->read(end + 4);
    ask.body = socket->read(length);
    asked << ask;
    if (ask.path == m_heldPath)
        m_held.append({ socket, m_answer(ask) });
    else
        reply(socket, m_answer(ask), ask.verb == "HEAD");
    if (socket->bytesAvailable())
        read(socket);
}

void ScriptedServer::letGo()
{
    m_heldPath.clear();
    for (const auto& [socket, answer] : std::exchange(m_held, {})) {
        if (socket)
            reply(socket, answer, false);
    }
}

void ScriptedServer::reply(QTcpSocket* socket, const Answer& answer, bool head)
{
    if (answer.hangUp)
        return socket->abort();
    QByteArray out = "HTTP/1.1 " + QByteArray::number(answer.status) + " Status\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    if (!answer.body.isEmpty())
        out += "Content-Type: " + answer.type + "\r\n";
    for (auto it = answer.headers.begin(); it != answer.headers.end(); ++it)
        out += it.key() + ": " + it.value() + "\r\n";
    socket->write(out + "\r\n" + (head ? QByteArray() : answer.body));
}

} // namespace skylab::test
