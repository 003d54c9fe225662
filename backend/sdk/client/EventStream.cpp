#include "sdk/client/EventStream.h"

#include "sdk/client/EventSocket.h"

namespace skylab::client {

namespace {
constexpr int pollTime = 10'000;       // milliseconds
constexpr int fallbackTime = 15'000;
const QString streamService = QStringLiteral("skylab");
} // namespace

EventStream::EventStream(Session& session, QObject* parent) : QObject(parent), m_session(session), m_socket(new EventSocket), m_poll(this), m_fallback(this)
{
    qRegisterMetaType<QList<Event>>();
    m_socket->moveToThread(session.networkThread());
    connect(session.networkThread(), &QThread::finished, m_socket, &QObject::deleteLater);
    connect(m_socket, &EventSocket::opened, this, [this] {
        if (m_state == State::Off)
            return;
        m_fallback.stop();
        m_poll.stop();
        setState(State::Live);
    });
    connect(m_socket, &EventSocket::dropped, this, [this](const QDateTime& asOf) {
        if (m_state != State::Live)
            return;
        m_asOf = asOf;
        m_fallback.start();
        setState(State::Stale);
    });
    connect(m_socket, &EventSocket::refused, this, [this] { m_session.get(streamService, QStringLiteral("/policy"), QUrlQuery { { QStringLiteral("service"), streamService } }); });   // asks for the token, and so brings a new one
    connect(m_socket, &EventSocket::unavailable, this, [this] {
        if (m_state == State::Off)
            return;
        m_poll.start();
        setState(State::Polling);
    });
    connect(m_socket, &EventSocket::received, this, [this](const QList<Event>& events) {
        if (m_state != State::Off)
            Q_EMIT received(events);
    });
    connect(m_socket, &EventSocket::lost, this, &EventStream::lost);
    connect(&session, &Session::renewed, this, [this](const TokenFacts& facts) {
        QMetaObject::invokeMethod(m_socket, [socket = m_socket, token = facts.value] {
            socket->setToken(token);
            socket->retryNow();
        });
    });
    connect(&session, &Session::reachableChanged, this, [this](bool reachable) {
        if (reachable)
            QMetaObject::invokeMethod(m_socket, &EventSocket::retryNow);
    });
    m_fallback.setSingleShot(true);
    m_fallback.setInterval(fallbackTime);
    connect(&m_fallback, &QTimer::timeout, &m_poll, qOverload<>(&QTimer::start));
    m_poll.setInterval(pollTime);
    connect(&m_poll, &QTimer::timeout, this, &EventStream::pollDue);
}

EventStream::~EventStream()
{
    stop();
    // The socket goes with its thread, or now when that still runs.
    m_socket->deleteLater();
}

void EventStream::start()
{
    stop();
    if (!m_session.hasService(streamService)) {
        setState(State::Polling);
        m_poll.start();
        return;
    }
    m_fallback.start();
    setState(State::Connecting);
    QMetaObject::invokeMethod(m_socket, [socket = m_socket, url = m_session.endpoint(streamService), token = m_session.facts().value,
                                         connection = m_session.connection()] { socket->open(url, token, connection); });
}

void EventStream::stop()
{
    m_poll.stop();
    m_fallback.stop();
    m_asOf = {};
    QMetaObject::invokeMethod(m_socket, &EventSocket::close);
    setState(State::Off);
}

void EventStream::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged(state);
}

} // namespace skylab::client
