#pragma once

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QProcess>
#include <QStandardPaths>
#include <QUuid>

namespace skylab::test {

/// A session bus of the test's own. `isRunning()` is false where dbus-daemon is not installed.
class SessionBus {
public:
    SessionBus()
    {
        const auto program = QStandardPaths::findExecutable("dbus-daemon");
        if (program.isEmpty())
            return;
        m_daemon.start(program, { "--session", "--nofork", "--print-address=1" });
        if (m_daemon.waitForReadyRead(5000))
            m_address = QString::fromLocal8Bit(m_daemon.readLine()).trimmed();
    }
    ~SessionBus()
    {
        for (const auto& name : m_names)
            QDBusConnection::disconnectFromBus(name);
        m_daemon.terminate();
        m_daemon.waitForFinished(5000);
    }
    Q_DISABLE_COPY_MOVE(SessionBus)

    [[nodiscard]] bool isRunning() const { return !m_address.isEmpty(); }
    [[nodiscard]] QString address() const { return m_address; }
    /// Another connection each time: a program of its own, as far as the bus knows.
    [[nodiscard]] QDBusConnection connection()
    {
        m_names << QUuid::createUuid().toString();
        return QDBusConnection::connectToBus(m_address, m_names.last());
    }

private:
    QProcess m_daemon;
    QString m_address;
    QStringList m_names;
};

} // namespace skylab::test
