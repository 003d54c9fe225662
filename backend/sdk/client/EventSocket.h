#pragma once

#include "sdk/client/EventStream.h"

#include <QDateTime>
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
    /// Connects at once when it waits for the next try.
    void retryNow();

Q_SIGNALS:
    void opened();
    /// With the time until which everything had arrived.
    void dropped(const QDateTime& asOf);
    /// The token is not valid any more; it goes on when it gets another one.
    void refused();
    /// This user, or this cloud, has no stream: there is no use in trying again.
    void unavailable();
    void received(const QList<skylab::client::Event>& events);
    /// Joined anew, at the first connection too: what happened before is not told.
    void lost();

private:
    void connectNow();
    void onText(const QString& message);
    void onHello(qint64 seq);
    void onGone();
    void dropSocket();
    void scheduleRetry();
    void checkPeer();
    [[nodiscard]] bool isPinned() const;

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
    bool m_deaf = false;       ///< closed because nothing was heard
    QDateTime m_heard;         ///< when anything came in last
};

} // namespace skylab::client
