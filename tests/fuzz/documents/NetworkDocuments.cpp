#include "fuzz/documents/Documents.h"
#include "sdk/network/AddressGroup.h"
#include "sdk/network/AddressScope.h"
#include "sdk/network/DefaultGroupRule.h"
#include "sdk/network/Network.h"
#include "sdk/network/Port.h"
#include "sdk/network/PortBinding.h"
#include "sdk/network/PortForwarding.h"
#include "sdk/network/Qos.h"
#include "sdk/network/RbacPolicy.h"
#include "sdk/network/Router.h"
#include "sdk/network/SecurityGroup.h"
#include "sdk/network/Segment.h"
#include "sdk/network/Subnet.h"
#include "sdk/network/SubnetPool.h"
#include "sdk/network/Trunk.h"

namespace skylab::fuzz {

const Attempts& networkDocuments()
{
    using namespace sdk;
    static const auto all = attempts<
        AddressGroup, AddressScope, DefaultGroupRule, Network, Port, PortBinding, PortForwarding, QosPolicy,
        BandwidthLimitRule, DscpMarkingRule, RbacPolicy, ExternalGatewayInfo, Router, FloatingIp, SecurityGroupRule,
        SecurityGroup, Segment, Subnet, SubnetPool, SubPort, SubPortName, Trunk>();
    return all;
}

} // namespace skylab::fuzz
