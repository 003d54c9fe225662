#pragma once

#include "sdk/client/EventStream.h"

#include <QTimer>
#include <QWebSocket>

namespace skylab::client {

/// The half of an EventStream that lives on the network thread: connects, reconnects with a growing pause, resumes after
/// the last sequence number seen, notices a dead peer by pings.
class EventSocket : public QObject {
    Q_OBJECT
public:
    EventSocket();

    void open(const QUrl& endpoint, const Secret& token, const Connection& connection);
    void setToken(const Secret& token) { m_token = token; }
    void close();

Q_SIGNALS:
    void opened();
    void dropped();
    void received(const QList<skylab::client::Event>& events);
    void lost();

private:
    void connectNow();
    void onText(const QString& message);
    void onHello(qint64 seq);
    void onGone();
    void checkPeer();

    QWebSocket* m_socket = nullptr;
    QUrl m_endpoint;
    Secret m_token;
    Connection m_connection;
    QTimer m_retry;
    QTimer m_flush;
    QTimer m_ping;
    QList<Event> m_batch;
    qint64 m_last = -1;        ///< sequence number of the last event seen
    int m_failures = 0;        ///< since the last hello
    bool m_wanted = false;
    bool m_answered = true;    ///< the last ping
};

} // namespace skylab::client
