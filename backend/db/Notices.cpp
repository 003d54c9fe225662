#include "db/Notices.h"

#include "db/Session.h"

#include <QSqlDriver>
#include <QThread>
#include <QTimer>

namespace skylab::db {

namespace {

constexpr std::chrono::milliseconds checkInterval { 1000 };

QString channelOf(const QString& name) { return QStringLiteral("skylab_") + name; }

} // namespace

/// Qt's driver hears notices in an event loop.
class Notices::Thread : public QThread {
public:
    Thread(Target target, Hearer hearer) : m_target(std::move(target)), m_hearer(std::move(hearer)) { setObjectName(QStringLiteral("db-notices")); }
    ~Thread() override
    {
        quit();
        wait();
    }

protected:
    void run() override
    {
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &timer, [this] { check(); });
        timer.start(checkInterval);
        check();
        exec();
        m_session.reset();
    }

private:
    /// A lost connection says nothing by itself.
    void check()
    {
        if (m_session && m_session->query(QStringLiteral("SELECT 1")))
            return;
        m_session.reset();
        auto session = Session::open(m_target, Session::Role::Reading);
        if (!session)
            return;
        auto* driver = (*session)->m_database.driver();
        QObject::connect(driver, &QSqlDriver::notification, driver, [this](const QString&, QSqlDriver::NotificationSource, const QVariant& payload) { m_hearer(payload.toString()); });
        if (!driver->subscribeToNotification(channelOf(m_target.name)))
            return;
        m_session = std::move(*session);
        m_hearer({});
    }

    Target m_target;
    Hearer m_hearer;
    std::unique_ptr<Session> m_session;
};

Notices::Notices() = default;
Notices::~Notices() = default;

std::unique_ptr<Notices> Notices::listen(const Location& location, const QString& name, Hearer hearer)
{
    std::unique_ptr<Notices> notices(new Notices);
    if (location.postgres.isEmpty())
        return notices;
    notices->m_thread = std::make_unique<Thread>(Target { .engine = Engine::Postgres, .name = name, .url = location.postgres }, std::move(hearer));
    notices->m_thread->start();
    return notices;
}

Result<> Notices::send(Transaction& transaction, const QString& name, const QString& text)
{
    if (transaction.engine() == Engine::Postgres)
        TRY(transaction.query(QStringLiteral("SELECT pg_notify(CAST(? AS TEXT), CAST(? AS TEXT))"), channelOf(name), text));
    return {};
}

} // namespace skylab::db
