#pragma once

#include "sdk/network/Network.h"
#include "sdk/network/Port.h"
#include "sdk/network/Router.h"
#include "sdk/network/SecurityGroup.h"
#include "sdk/network/Subnet.h"
#include "service/Store.h"

namespace skylab::db {

/// A port's addresses, a JSON array: the one document that is another in each row of a list, so it is read by hand where
/// it is written as we write it.
template <>
struct Sql<std::vector<sdk::FixedIp>> {
    static QVariant bind(const std::vector<sdk::FixedIp>& value);
    static std::vector<sdk::FixedIp> read(const QVariant& value) { return parse(value.toString().toUtf8()); }
    static std::vector<sdk::FixedIp> parse(QByteArrayView json);
    static constexpr bool differs = true;
};

} // namespace skylab::db

namespace skylab::network {

struct NetworkRow : sdk::Network {
    static constexpr const char* table = "networks";
};

struct SubnetRow : sdk::Subnet {
    static constexpr const char* table = "subnets";
};

struct PortRow : sdk::Port {
    static constexpr const char* table = "ports";
};

struct RouterRow : sdk::Router {
    QString gatewayPortId;       ///< empty = no gateway
    QString gatewayNetworkId;
    bool enableSnat = true;

    static constexpr const char* table = "routers";
    static constexpr auto fields = std::tuple_cat(sdk::Router::fields, std::tuple {
        sdk::Field<&RouterRow::gatewayPortId> { "gateway_port_id", { .in = sdk::In::None } },
        sdk::Field<&RouterRow::gatewayNetworkId> { "gateway_network_id", { .in = sdk::In::None } },
        sdk::Field<&RouterRow::enableSnat> { "enable_snat", { .in = sdk::In::None } },
    });
};

struct FloatingIpRow : sdk::FloatingIp {
    QString ownPortId;           ///< holds the floating address in the external network

    static constexpr const char* table = "floatingips";
    static constexpr auto fields = std::tuple_cat(sdk::FloatingIp::fields, std::tuple {
        sdk::Field<&FloatingIpRow::ownPortId> { "own_port_id", { .in = sdk::In::None } },
    });
};

struct GroupRow : sdk::SecurityGroup {
    static constexpr const char* table = "security_groups";
};

struct RuleRow : sdk::SecurityGroupRule {
    static constexpr const char* table = "security_group_rules";
};

using Networks = service::Store<NetworkRow>;
using Subnets = service::Store<SubnetRow>;
using Ports = service::Store<PortRow>;
using Routers = service::Store<RouterRow>;
using FloatingIps = service::Store<FloatingIpRow>;
using Groups = service::Store<GroupRow>;
using GroupRules = service::Store<RuleRow>;

/// Device owners that mean something to us.
namespace owner {
inline const QString routerInterface = QStringLiteral("network:router_interface");
inline const QString routerGateway = QStringLiteral("network:router_gateway");
inline const QString floatingIp = QStringLiteral("network:floatingip");
inline const QString metadata = QStringLiteral("network:distributed");
inline const QString network = QStringLiteral("network:");
} // namespace owner

} // namespace skylab::network
