#include "service/Chassis.h"

namespace skylab::service {

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

} // namespace skylab::service
