// Addresses that servers get and lose while they exist, as Nova's older actions have it.
#include "network/NetworkService.h"
#include "network/ServerPorts.h"
#include "network/handlers/FloatingIpsHandler.h"
#include "network/model/Faults.h"
#include "network/store/Book.h"

namespace skylab::network {

Result<> ServerPorts::addFixedIp(const ServerKey& server, const QString& networkId)
{
    return m_service.change(service::Context::system(), [&](Change& change) -> Result<> {
        Error reason { ErrorCode::BadRequest, QStringLiteral("The server %1 has no port on network %2 that could get another address.").arg(server.serverId, networkId.left(64)), QStringLiteral("networkId") };
        for (const auto& port : TRY(portsOf(change.db, server))) {
            if (port.networkId != networkId)
                continue;
            for (const auto& subnet : TRY(book::subnetsOf(change.db, networkId))) {
                auto wider = port;
                auto wanted = port.fixedIps;
                wanted.push_back({ subnet.id, {} });
                if (auto changed = book::changeAddresses(change, wider, wanted); !changed) {
                    reason.message = changed.error().message;      // this subnet is full: perhaps the next one is not
                    continue;
                }
                return book::savePort(change, wider);
            }
        }
        return fail(reason);
    });
}

Result<> ServerPorts::removeFixedIp(const ServerKey& server, const QString& address)
{
    return m_service.change(service::Context::system(), [&](Change& change) -> Result<> {
        for (auto& port : TRY(portsOf(change.db, server))) {
            auto rest = port.fixedIps;
            if (std::erase_if(rest, [&](const sdk::FixedIp& ip) { return ip.ipAddress == address; }) == 0)
                continue;
            TRY(book::changeAddresses(change, port, rest));
            return book::savePort(change, port);
        }
        return fail(ErrorCode::BadRequest, QStringLiteral("Fixed IP %1 is not associated with instance %2.").arg(address.left(64), server.serverId), QStringLiteral("address"));
    });
}

Result<> ServerPorts::addFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating, const QString& fixed)
{
    const auto ports = TRY(m_service.database().read([&](db::Connection& connection) { return portsOf(connection, server); }));
    for (const auto& port : ports)
        for (const auto& ip : port.fixedIps)
            if (!ip.ipAddress.contains(u':') && (fixed.isEmpty() || ip.ipAddress == fixed))
                return m_service.floatingIps().assign(context, floating, FloatingIpsHandler::Target { port.id, ip.ipAddress });
    if (fixed.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("No fixed IPv4 addresses associated to instance %1").arg(server.serverId), QStringLiteral("address"));
    return fail(ErrorCode::BadRequest, QStringLiteral("Specified fixed address not assigned to instance"), QStringLiteral("fixed_address"));
}

Result<> ServerPorts::removeFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating)
{
    const auto ports = TRY(m_service.database().read([&](db::Connection& connection) { return portsOf(connection, server); }));
    const auto owner = TRY(m_service.floatingIps().portOf(context, floating));
    for (const auto& port : ports)
        if (port.id == owner)
            return m_service.floatingIps().assign(context, floating, {});
    return fail(ErrorCode::Conflict, QStringLiteral("Floating IP %1 is not associated with instance %2.").arg(floating.left(64), server.serverId), QStringLiteral("address"));
}

} // namespace skylab::network
