#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QJsonValue>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QUrl>
#include <QWebSocketServer>

#include <functional>

class QTcpSocket;
class QWebSocket;

namespace skylab::test {

/// A request as it came. Header names are in lower case.
struct Ask {
    QByteArray verb;
    QString path;       ///< without the query
    QString query;
    QHash<QByteArray, QByteArray> headers;
    QByteArray body;

    [[nodiscard]] QJsonObject json() const;
};

struct Answer {
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json";
    QHash<QByteArray, QByteArray> headers;
    bool hangUp = false;   ///< closes the connection instead of answering

    static Answer json(const QJsonValue& json, int status = 200);
};

/// An HTTP/1.1 server on 127.0.0.1 that answers with a function; WebSocket upgrades come out of webSocket().
class ScriptedServer : public QObject {
    Q_OBJECT
public:
    explicit ScriptedServer(std::function<Answer(const Ask&)> answer, QObject* parent = nullptr);

    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    /// Stops and starts listening, on the same port.
    void setListening(bool listening);

    /// Answers to this path are made, and do not go out until letGo().
    void hold(const QString& path) { m_heldPath = path; }
    void letGo();

    QList<Ask> asked;   ///< everything so far
    /// Asked before a WebSocket is let in; a status other than 101 refuses it so.
    std::function<Answer(const Ask&)> admit;
    /// Those with this verb and path.
    [[nodiscard]] QList<Ask> askedFor(const QByteArray& verb, const QString& path) const;

Q_SIGNALS:
    void webSocket(QWebSocket* socket);

private:
    void read(QTcpSocket* socket);
    void reply(QTcpSocket* socket, const Answer& answer, bool head);

    std::function<Answer(const Ask&)> m_answer;
    QTcpServer m_server;
    QWebSocketServer m_webSockets;
    QString m_heldPath;
    QList<QPair<QPointer<QTcpSocket>, Answer>> m_held;
    quint16 m_port = 0;
};

} // namespace skylab::test
