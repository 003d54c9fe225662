#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <optional>

namespace skylab::test {

/// A network host for tests: Open vSwitch and OVN started by installer/host-network, all in private namespaces and a
/// temporary folder; and guests, which are network namespaces joined to br-int.
class PrivateHost {
public:
    /// Moves the process into namespaces. Call first thing in main(). Gives why it can't, or nothing.
    static QString enter();

    explicit PrivateHost(QString whyNot);
    ~PrivateHost();
    Q_DISABLE_COPY_MOVE(PrivateHost)

    static PrivateHost& instance();
    /// Starts the daemons the first time. Gives why there is no host, or nothing.
    QString start();
    /// The server of OVN's northbound database ends, its file is lost, and a new one begins with nothing. Gives what went
    /// wrong, or nothing.
    QString loseNorthbound();
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString socket(const char* name) const;

    struct Output {
        int status = -1;
        QString text;   ///< both streams
    };
    Output run(const QString& program, const QStringList& arguments, int seconds = 20);
    Output vsctl(const QStringList& arguments);
    Output nbctl(const QStringList& arguments);

    /// A namespace whose eth0 has this MAC and is plugged as this port.
    QString addGuest(const QString& name, const QString& portId, const QString& mac);
    void removeGuest(const QString& name);
    /// Runs udhcpc once and configures eth0 as told. The text has everything that the server said.
    Output dhcp(const QString& guest);

    struct Answer {
        QByteArray text;     ///< what the server sent; empty = no connection
        QString peer;        ///< whom the server saw
    };
    /// Connects from one namespace to a TCP server that is started for it in another ("" = the host).
    Answer talk(const QString& from, const QString& to, const QString& address, int port, int milliseconds = 3000);
    /// Runs in a namespace, on a thread of its own.
    static void inside(const QString& space, const std::function<void()>& work);

private:
    QString m_whyNot;
    QTemporaryDir m_folder;
    bool m_started = false;
};

} // namespace skylab::test
