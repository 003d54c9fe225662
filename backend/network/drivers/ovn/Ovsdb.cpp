#include "network/drivers/ovn/Ovsdb.h"

#include "network/drivers/ovn/OvsdbConnection.h"

#include <QJsonDocument>
#include <QThread>

namespace skylab::network::ovn {

namespace {
constexpr qsizetype maxQuoted = 1000;

/// Finds the operation that failed. RFC 7047 section 4.1.3: results up to it, then its error, then nulls; an error
/// at commit time is one element more.
Result<void> checkResults(const QString& database, const QJsonArray& results, qsizetype operations)
{
    for (qsizetype i = 0; i < results.size(); ++i) {
        const auto result = results.at(i).toObject();
        const auto error = result.value(QStringLiteral("error"));
        if (!error.isString())
            continue;
        const auto kind = error.toString().left(maxQuoted);
        const auto details = result.value(QStringLiteral("details")).toString().left(maxQuoted);
        const bool conflict = kind == QLatin1String("timed out") || kind == QLatin1String("constraint violation")
            || kind == QLatin1String("referential integrity violation");
        return fail(conflict ? ErrorCode::Conflict : ErrorCode::Internal,
                    QStringLiteral("The database %1 refused a change (operation %2): %3. %4")
                        .arg(database, QString::number(i), kind, details).trimmed());
    }
    if (results.size() < operations)      // whoever leaves answers out may have left out the work
        return fail(ErrorCode::Internal, QStringLiteral("The database %1 gave %2 results for %3 operations: it is no OVSDB server, or a broken one.")
                                             .arg(database, QString::number(results.size()), QString::number(operations)));
    return {};
}
} // namespace

Ovsdb::Ovsdb(Options options) : m_options(std::move(options)) { }

Ovsdb::~Ovsdb() { stop(); }

void Ovsdb::monitor(const QJsonObject& requests, UpdateCallback callback)
{
    m_monitorRequests = requests;
    m_monitorCallback = std::move(callback);
}

void Ovsdb::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_connection)
        return;
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("ovsdb ") + m_options.database);
    m_connection = new OvsdbConnection(m_options, m_monitorRequests, m_monitorCallback, m_connections);
    m_connection->moveToThread(m_thread.get());
    QObject::connect(m_thread.get(), &QThread::started, m_connection, &OvsdbConnection::open);
    m_thread->start();
}

void Ovsdb::stop()
{
    OvsdbConnection* connection = nullptr;
    std::unique_ptr<QThread> thread;
    {
        const std::lock_guard lock(m_mutex);
        connection = std::exchange(m_connection, nullptr);
        thread = std::move(m_thread);
    }
    if (!connection)
        return;
    QMetaObject::invokeMethod(connection, &OvsdbConnection::close, Qt::BlockingQueuedConnection);
    thread->quit();
    thread->wait();
    delete connection;
}

bool Ovsdb::isConnected() const
{
    const std::lock_guard lock(m_mutex);
    return m_connection && m_connection->connected();
}

Result<QJsonArray> Ovsdb::transact(const QJsonArray& operations, std::chrono::milliseconds timeout)
{
    auto call = std::make_shared<OvsdbCall>();
    call->id = m_nextId++;
    QJsonArray params { m_options.database };
    for (const auto& operation : operations)
        params.append(operation);
    const QJsonObject request { { QStringLiteral("id"), call->id },
                                { QStringLiteral("method"), QStringLiteral("transact") },
                                { QStringLiteral("params"), params } };
    call->message = QJsonDocument(request).toJson(QJsonDocument::Compact);
    {
        const std::lock_guard lock(m_mutex);
        if (!m_connection)
            return fail(ErrorCode::Unavailable,
                        QStringLiteral("The connection to the database %1 is not open.").arg(m_options.database));
        if (QThread::currentThread() == m_thread.get())
            return fail(ErrorCode::Internal, QStringLiteral("A monitor callback can't wait for a transaction."));
        auto* connection = m_connection;
        QMetaObject::invokeMethod(connection, [connection, call] { connection->submit(call); }, Qt::QueuedConnection);
    }
    std::unique_lock waiting(call->mutex);
    if (!call->done.wait_for(waiting, timeout, [&] { return call->reply.has_value(); })) {
        waiting.unlock();
        const std::lock_guard lock(m_mutex);
        if (auto* connection = m_connection)
            QMetaObject::invokeMethod(connection, [connection, id = call->id] { connection->forget(id); },
                                      Qt::QueuedConnection);
        return fail(ErrorCode::Timeout, QStringLiteral("The database %1 did not answer within %2 ms. %3")
                                            .arg(m_options.database).arg(timeout.count()).arg(m_options.hint));
    }
    auto reply = std::move(*call->reply);
    if (!reply)
        return fail(std::move(reply).error());
    auto results = reply->toArray();
    TRY(checkResults(m_options.database, results, operations.size()));
    return results;
}

} // namespace skylab::network::ovn
