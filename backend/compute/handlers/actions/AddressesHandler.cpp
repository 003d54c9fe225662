#include "compute/handlers/actions/AddressesHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"
#include "compute/model/ServerKeys.h"
#include "sdk/resource/Check.h"

namespace skylab::compute {

using service::Call;

std::vector<service::Route> AddressesHandler::routes()
{
    using H = AddressesHandler;
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 43)); };
    return {
        actionRoute("addSecurityGroup", memberOf("os-security-groups:add"), this, &H::addSecurityGroup),
        actionRoute("removeSecurityGroup", memberOf("os-security-groups:remove"), this, &H::removeSecurityGroup),
        old(actionRoute("addFixedIp", memberOf("os-multinic:add"), this, &H::addFixedIp)),
        old(actionRoute("removeFixedIp", memberOf("os-multinic:remove"), this, &H::removeFixedIp)),
        old(actionRoute("addFloatingIp", memberOf("os-floating-ips:add"), this, &H::addFloatingIp)),
        old(actionRoute("removeFloatingIp", memberOf("os-floating-ips:remove"), this, &H::removeFloatingIp)),
        actionRoute("injectNetworkInfo", adminOf("os-admin-actions:inject_network_info"), this, &H::injectNetworkInfo),
        actionRoute("resetNetwork", adminOf("os-admin-actions:reset_network"), this, &H::resetNetwork),
    };
}

Result<> AddressesHandler::addSecurityGroup(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto name = argument[u"name"].toString();
    if (name.trimmed().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing parameter dict: addSecurityGroup needs a name"), QStringLiteral("name"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.networks().addSecurityGroup(call.context, keyOf(server), name));
    m_service.portChanged(server.id);
    return {};
}

Result<> AddressesHandler::removeSecurityGroup(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto name = argument[u"name"].toString();
    if (name.trimmed().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing parameter dict: removeSecurityGroup needs a name"), QStringLiteral("name"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.networks().removeSecurityGroup(call.context, keyOf(server), name));
    m_service.portChanged(server.id);
    return {};
}

// ---- addresses

namespace {

/// A text of the argument; BadRequest when it is not there, or nothing but it was allowed.
Result<QString> textOf(const QJsonValue& argument, const char* action, const char* name, const char* optional = nullptr)
{
    const auto object = TRY(objectOf(argument, action));
    for (auto it = object.begin(); it != object.end(); ++it)
        if (it.key() != QLatin1String(name) && (!optional || it.key() != QLatin1String(optional)))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1.%2': additional properties are not allowed").arg(QLatin1String(action), it.key().left(64)), it.key());
    const auto text = object[QLatin1String(name)].toString();
    if (text.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1.%2': it is required").arg(QLatin1String(action), QLatin1String(name)), QString::fromLatin1(name));
    return text;
}

Result<QString> addressOf(const QJsonValue& argument, const char* action)
{
    const auto address = TRY(textOf(argument, action, "address", "fixed_address"));
    if (!sdk::isIpAddress(address))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1.address': '%2' is not an IP address").arg(QLatin1String(action), address.left(64)), QStringLiteral("address"));
    return address;
}

} // namespace

Result<> AddressesHandler::addFixedIp(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto network = TRY(textOf(argument, "addFixedIp", "networkId"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(m_service.networks().addFixedIp(keyOf(server), network));
    m_service.portChanged(server.id);
    return {};
}

Result<> AddressesHandler::removeFixedIp(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto address = TRY(addressOf(argument, "removeFixedIp"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(m_service.networks().removeFixedIp(keyOf(server), address));
    m_service.portChanged(server.id);
    return {};
}

Result<> AddressesHandler::addFloatingIp(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto address = TRY(addressOf(argument, "addFloatingIp"));
    const auto fixed = argument[u"fixed_address"].toString();
    if (argument.toObject().contains(u"fixed_address") && !sdk::isIpAddress(fixed))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'addFloatingIp.fixed_address': '%1' is not an IP address").arg(fixed.left(64)), QStringLiteral("fixed_address"));
    const auto server = TRY(m_service.server(call.context, id));
    const auto added = m_service.networks().addFloatingIp(call.context, keyOf(server), address, fixed);
    if (!added && added.error().code == ErrorCode::Conflict)      // taken, or the fixed address has one: Nova's status for it is 400
        return fail(ErrorCode::BadRequest, added.error().message, QStringLiteral("address"));
    TRY(added);
    m_service.portChanged(server.id);
    return {};
}

Result<> AddressesHandler::removeFloatingIp(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto address = TRY(addressOf(argument, "removeFloatingIp"));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(m_service.networks().removeFloatingIp(call.context, keyOf(server), address));
    m_service.portChanged(server.id);
    return {};
}

/// Guests ask for their addresses (DHCP, metadata), so there is nothing to inject: what they would get is announced.
Result<> AddressesHandler::injectNetworkInfo(Call& call, const QString& id, const QJsonValue&)
{
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    m_service.portChanged(server.id);
    return {};
}

Result<> AddressesHandler::resetNetwork(Call&, const QString&, const QJsonValue&)
{
    return fail(ErrorCode::Gone, QStringLiteral("The action resetNetwork was for XenServer and is no longer available."));
}

} // namespace skylab::compute
