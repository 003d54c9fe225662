#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <mutex>
#include <thread>

namespace skylab::compute {

/// The serial line of a guest in memory: a port of 127.0.0.1 that answers as a login and a small shell do, to one client at a
/// time, as QEMU's does. Any user and password may sign in: there is nothing behind it. A thread of its own; all functions may be
/// called from any thread.
class FakeSerial {
public:
    explicit FakeSerial(QString hostName);
    /// Hangs up.
    ~FakeSerial();
    Q_DISABLE_COPY_MOVE(FakeSerial)

    /// Starts it. Unavailable when no port can be had.
    Result<quint16> listen();
    [[nodiscard]] quint16 port() const { return m_port; }
    /// What went over the line, for the console log.
    [[nodiscard]] QByteArray transcript() const;

private:
    enum class Step { User, Password, Shell };

    void run();
    void serve(int client);
    void take(int client, const QByteArray& bytes);
    void line(int client);
    void say(int client, const QByteArray& text);
    void prompt(int client);
    [[nodiscard]] QByteArray answerTo(const QByteArray& command) const;

    const QByteArray m_hostName;
    int m_listener = -1;
    int m_wake = -1;
    quint16 m_port = 0;
    std::thread m_thread;
    mutable std::mutex m_mutex;
    QByteArray m_transcript;
    Step m_step = Step::User;       // of the thread, as all below
    QByteArray m_user;
    QByteArray m_typed;
};

} // namespace skylab::compute
