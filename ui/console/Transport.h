#pragma once

#include <QObject>
#include <QSslError>
#include <QUrl>

#include <memory>

class QLocalSocket;
class QTcpSocket;
class QWebSocket;

namespace skylab::console {

/// A stream of bytes from and to a console: tcp://host:port, vnc://host:port, unix:/path, ws://, wss://.
/// Lives on the GUI thread. Opening again closes what was open.
class Transport : public QObject {
    Q_OBJECT
public:
    /// Whom to trust for wss.
    struct Trust {
        QString caFile;         ///< PEM, beside the system's; counts without a fingerprint only
        QString fingerprint;    ///< SHA-256 in hex of the only certificate to trust, whoever signed it
        bool verify = true;
    };

    explicit Transport(QObject* parent = nullptr);
    ~Transport() override;

    void setTrust(const Trust& trust) { m_trust = trust; }
    void open(const QUrl& url);
    void write(const QByteArray& bytes);
    void close();

    /// The WebSocket behind what a cloud's remote-consoles call gives: a ws(s) URL as it is; an http(s) URL of a noVNC page with
    /// its `path` or `token` parameter.
    static QUrl webSocketOf(const QUrl& console);

Q_SIGNALS:
    void opened();
    void received(const QByteArray& bytes);
    /// Once per open(). Empty reason: the other side ended it in order.
    void closed(const QString& reason);

private:
    void openWebSocket(const QUrl& url);
    void openTcp(const QUrl& url);
    void openLocal(const QUrl& url);
    void end(const QString& reason);

    Trust m_trust;
    QTcpSocket* m_tcp = nullptr;
    QLocalSocket* m_local = nullptr;
    QWebSocket* m_web = nullptr;
    bool m_open = false;
};

} // namespace skylab::console
