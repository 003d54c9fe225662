#pragma once

#include "sdk/client/Session.h"

#include <QDateTime>
#include <QJsonObject>
#include <QTimer>

namespace skylab::client {

class EventSocket;

/// One entry of the cloud's event log.
struct Event {
    qint64 seq = 0;
    QString type;           ///< "compute.server.update"; ends with .create, .update, .delete or .error
    QString resourceType;   ///< "server"
    QString resourceId;
    QString projectId;
    QString requestId;
    QJsonObject payload;    ///< the resource as the API shows it; empty when it was deleted

    [[nodiscard]] bool isDelete() const { return type.endsWith(QLatin1String(".delete")); }
};

/// Follows what changes in a cloud: the WebSocket /skylab/v1/events where the catalog offers it, otherwise a tick that says
/// when to look again. Lives on its session's thread; sockets and parsing are on the network thread.
class EventStream : public QObject {
    Q_OBJECT
public:
    enum class State {
        Off,
        Connecting,
        Live,      ///< every change arrives
        Stale,     ///< was live; reconnecting, what is shown is as of asOf()
        Polling,   ///< the cloud has no stream
    };
    Q_ENUM(State)

    explicit EventStream(Session& session, QObject* parent = nullptr);
    ~EventStream() override;

    void start();
    void stop();
    [[nodiscard]] State state() const { return m_state; }
    /// Until when every change has arrived; now while it is live, invalid when it never was.
    [[nodiscard]] QDateTime asOf() const { return m_state == State::Live ? QDateTime::currentDateTimeUtc() : m_asOf; }
    void setPollInterval(int milliseconds) { m_poll.setInterval(milliseconds); }

Q_SIGNALS:
    /// In order, gathered over some 50 ms.
    void received(const QList<skylab::client::Event>& events);
    void stateChanged(skylab::client::EventStream::State state);
    /// Events may have been missed (it was joined for the first time, the log was cut or began anew): load everything again. Said before
    /// it is Live.
    void lost();
    /// Polling, or a stream that does not come back: time to load what is on the screen.
    void pollDue();

private:
    void setState(State state);

    Session& m_session;
    EventSocket* m_socket = nullptr;
    QTimer m_poll;
    QTimer m_fallback;   ///< a stream that does not come up by then is helped out by polling
    QDateTime m_asOf;
    State m_state = State::Off;
};

} // namespace skylab::client

Q_DECLARE_METATYPE(skylab::client::Event)
