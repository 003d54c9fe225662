#include "network/model/Ports.h"

#include "network/model/Address.h"
#include "network/model/Faults.h"

namespace skylab::network {

namespace {
/// A label or several, as RFC 1123 allows them.
bool isHostName(const QString& name)
{
    const auto labels = name.split(u'.');
    for (const auto& label : labels) {
        if (label.isEmpty() || label.size() > 63 || label.startsWith(u'-') || label.endsWith(u'-'))
            return false;
        for (const auto c : label)
            if (!((c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'))
                return false;
    }
    return true;
}
} // namespace

Result<> checkPort(const sdk::Port& port)
{
    if (!port.portSecurityEnabled && !port.securityGroups.isEmpty())
        return refuse(ErrorCode::Conflict, "PortSecurityAndIPRequiredForSecurityGroups", QStringLiteral("Port security must be enabled and port must have an IP address in order to use security groups."), QStringLiteral("port_security_enabled"));
    if (!port.portSecurityEnabled && !port.allowedAddressPairs.empty())
        return refuse(ErrorCode::Conflict, "AddressPairAndPortSecurityRequired", QStringLiteral("Port Security must be enabled in order to have allowed address pairs on a port."), QStringLiteral("allowed_address_pairs"));
    for (const auto& pair : port.allowedAddressPairs)
        if (!Cidr::parse(pair.ipAddress))
            return invalid(QStringLiteral("'%1' is not a valid IP address or CIDR.").arg(pair.ipAddress.left(64)), QStringLiteral("allowed_address_pairs"));
    for (std::size_t i = 0; i < port.allowedAddressPairs.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (port.allowedAddressPairs[i] == port.allowedAddressPairs[j])
                return refuse(ErrorCode::BadRequest, "DuplicateAddressPairInRequest", QStringLiteral("Request contains duplicate address pair: mac_address %1 ip_address %2.").arg(port.allowedAddressPairs[i].macAddress, port.allowedAddressPairs[i].ipAddress), QStringLiteral("allowed_address_pairs"));
    if (!port.dnsName.isEmpty() && !isHostName(port.dnsName))
        return invalid(QStringLiteral("'%1' is not a host name: letters, digits and hyphens are allowed.").arg(port.dnsName), QStringLiteral("dns_name"));
    return {};
}

std::vector<sdk::ExtraDhcpOption> mergedOptions(std::vector<sdk::ExtraDhcpOption> options, const std::vector<sdk::ExtraDhcpOption>& changes)
{
    for (const auto& change : changes) {
        std::erase_if(options, [&](const sdk::ExtraDhcpOption& one) { return one.name == change.name && one.ipVersion == change.ipVersion; });
        if (change.value)
            options.push_back(change);
    }
    return options;
}

} // namespace skylab::network
