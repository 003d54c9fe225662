#include "service/Service.h"

#include "service/Chassis.h"

namespace skylab::service {

Service::Service(Chassis& chassis, ServiceTraits traits) : m_chassis(chassis), m_traits(std::move(traits)) { }

Service::~Service() = default;

Result<> Service::openDatabase()
{
    m_database = TRY(db::Database::open(m_chassis.databaseLocation(), m_traits.name, { { QStringLiteral("service") }, { m_traits.name } }));
    m_chassis.events().addSource(*m_database);
    return {};
}

} // namespace skylab::service
