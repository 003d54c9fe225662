#include "service/Chassis.h"

#include "core/Uuid.h"

namespace skylab::service {

namespace {

Result<QString> readDatabaseId(db::Connection& connection)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT id FROM database_id WHERE one = 1")));
    const auto id = rows.next() ? rows.get<QString>(0) : QString();
    TRY(rows.check());
    return id;
}

} // namespace

Chassis::Chassis(ChassisOptions options) : m_options(std::move(options)) { }

Chassis::~Chassis()
{
    m_tasks.reset();
    m_events.reset();
}

Result<std::unique_ptr<Chassis>> Chassis::open(ChassisOptions options)
{
    std::unique_ptr<Chassis> chassis(new Chassis(std::move(options)));
    chassis->m_log = TRY(db::Database::open(chassis->databaseLocation(), QStringLiteral("events"), { { QStringLiteral("events") } }));
    chassis->m_events = std::make_unique<EventBus>(*chassis->m_log);
    chassis->m_tasks = std::make_unique<TaskRunner>(*chassis->m_events, chassis->m_options.taskWorkers);
    return chassis;
}

db::Location Chassis::databaseLocation() const
{
    return m_options.databaseUrl.isEmpty() ? db::Location::inDirectory(m_options.dataDir) : db::Location::onPostgres(m_options.databaseUrl);
}

Result<QString> Chassis::databaseId()
{
    return m_log->read([](db::Connection& connection) { return readDatabaseId(connection); });
}

Result<> Chassis::ensureDatabaseId(const std::function<Result<>(const QString&)>& note)
{
    return m_log->write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("INSERT INTO database_id (one, id) VALUES (1, ?) ON CONFLICT (one) DO NOTHING"), newUuid()));
        const auto id = TRY(readDatabaseId(transaction));
        return note(id);
    });
}

} // namespace skylab::service
