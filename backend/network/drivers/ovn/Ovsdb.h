#pragma once

#include "core/Result.h"
#include "network/drivers/ovn/OvsdbJson.h"

#include <QJsonArray>
#include <QJsonObject>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace skylab::network::ovn {

class OvsdbConnection;

/// One database of an OVSDB server (RFC 7047): blocking transactions from any thread, monitors with callbacks.
/// The socket lives on a thread of its own; it reconnects by itself, to the next remote if there are several, answers
/// the server's probes and drops a server that has fallen silent. Monitors are set up again after each connect.
class Ovsdb {
public:
    struct Options {
        QString database;                   ///< "OVN_Northbound"
        QStringList remotes;                ///< "unix:/run/ovn/ovnnb_db.sock", "tcp:host:port"; tried in turn
        QString hint;                       ///< what to do when it can't be reached, a sentence for the user
        qsizetype maxMessage = 256 << 20;   ///< bytes
        std::chrono::milliseconds probe { 5000 };   ///< silence before we ask; three times that is the end
    };
    /// RFC 7047's <table-updates>. `initial`: the whole contents, after each (re)connect. On the client's own thread:
    /// must be quick and must not call transact().
    using UpdateCallback = std::function<void(const QJsonObject& tables, bool initial)>;

    explicit Ovsdb(Options options);
    ~Ovsdb();
    Q_DISABLE_COPY_MOVE(Ovsdb)

    /// Before start(). `requests` is RFC 7047's <monitor-requests>: {table: {"columns": [...]}}.
    void monitor(const QJsonObject& requests, UpdateCallback callback);

    void start();
    /// Calls that wait end with Unavailable.
    void stop();

    /// Runs the operations as one transaction and gives their results, one each.
    /// Unavailable: not connected and an attempt made just now failed (nothing happened), or the connection was lost
    /// before the reply (it may have happened). Timeout: it may have happened. Conflict: a wait operation or a
    /// constraint said no, nothing happened. Internal: the server finds the operations wrong, nothing happened.
    Result<QJsonArray> transact(const QJsonArray& operations,
                                std::chrono::milliseconds timeout = std::chrono::seconds(10));

    [[nodiscard]] bool isConnected() const;
    /// How often it connected since the first start().
    [[nodiscard]] quint64 connections() const { return *m_connections; }
    [[nodiscard]] const Options& options() const { return m_options; }

private:
    const Options m_options;
    QJsonObject m_monitorRequests;
    UpdateCallback m_monitorCallback;
    std::unique_ptr<QThread> m_thread;
    OvsdbConnection* m_connection = nullptr;   ///< lives on m_thread
    mutable std::mutex m_mutex;                ///< guards m_connection against stop()
    const std::shared_ptr<std::atomic<quint64>> m_connections = std::make_shared<std::atomic<quint64>>(0);   ///< counted on m_thread
    std::atomic<qint64> m_nextId { 1 };
};

} // namespace skylab::network::ovn
