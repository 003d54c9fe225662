#pragma once

#include "network/drivers/ovn/JsonFramer.h"
#include "network/drivers/ovn/Ovsdb.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <condition_variable>
#include <optional>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace skylab::network::ovn {

/// A request on its way: filled by the connection's thread, awaited by the caller's.
struct OvsdbCall {
    qint64 id = 0;
    QByteArray message;
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Result<QJsonValue>> reply;

    void finish(Result<QJsonValue> result)
    {
        const std::lock_guard lock(mutex);
        reply = std::move(result);
        done.notify_all();
    }
};

/// The socket half of Ovsdb. Everything but connected() belongs to its own thread.
class OvsdbConnection : public QObject {
    Q_OBJECT

public:
    OvsdbConnection(Ovsdb::Options options, QJsonObject monitorRequests, Ovsdb::UpdateCallback callback,
                    std::shared_ptr<std::atomic<quint64>> connections);
    ~OvsdbConnection() override;

    void open();
    /// Ends the connection and all calls.
    void close();
    void submit(std::shared_ptr<OvsdbCall> call);
    /// The caller no longer waits.
    void forget(qint64 id);

    [[nodiscard]] bool connected() const { return m_connected; }

private:
    void connectNow();
    void opened();
    void lost(const QString& reason);
    void retryLater();
    void readAll();
    void handle(const QByteArray& message);
    void handleUpdate(const QJsonArray& params);
    void sendMonitor();
    void send(const QByteArray& message);
    void probe();
    [[nodiscard]] Error unreachable(const QString& reason) const;

    const Ovsdb::Options m_options;
    const QJsonObject m_monitorRequests;
    const Ovsdb::UpdateCallback m_callback;
    const std::shared_ptr<std::atomic<quint64>> m_connections;
    JsonFramer m_framer;
    QIODevice* m_socket = nullptr;
    QTimer m_retry;
    QTimer m_probe;
    QTimer m_connectLimit;
    QElapsedTimer m_lastHeard;
    QElapsedTimer m_lastAttempt;
    QHash<qint64, std::shared_ptr<OvsdbCall>> m_inFlight;
    QList<std::shared_ptr<OvsdbCall>> m_waiting;   ///< for the connection
    qsizetype m_remote = 0;
    int m_backoff = 100;   ///< milliseconds
    bool m_closed = false;
    bool m_connecting = false;
    std::atomic<bool> m_connected { false };
};

} // namespace skylab::network::ovn
