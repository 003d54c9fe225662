#pragma once

#include "core/Result.h"
#include "network/driver/NetworkTypes.h"

#include <QJsonObject>

/// Security groups as OVN's port groups and ACLs, pure functions. See ovn-nb(5), tables Port_Group and ACL.
namespace skylab::network::ovn {

/// Holds every port with port security: nothing passes but what a group allows (and DHCP).
inline const QString dropGroupName = QStringLiteral("neutron_pg_drop");

constexpr int dropPriority = 1001;
constexpr int allowPriority = 1002;

/// "pg_" and the id with underscores: OVN's names allow no hyphens.
QString portGroupName(const QString& groupId);
/// Of the addresses of all ports in a port group; ovn-northd keeps it.
QString portGroupAddresses(const QString& groupId, IpVersion version);
QString addressSetName(const QString& addressGroupId, IpVersion version);

/// The match expression (ovn-sb(5), "Expressions") of a rule. BadRequest for what can't be expressed.
Result<QString> aclMatch(const QString& groupId, const SecurityGroupRuleSpec& rule);

/// Columns of the rule's ACL row, external_ids apart.
Result<QJsonObject> aclColumns(const SecurityGroupSpec& group, const SecurityGroupRuleSpec& rule);

/// The rows of the drop group: drops both ways, and DHCP requests out, since a port without any egress rule must still
/// get its address (neighbour discovery is always let through by OVN itself).
QList<QJsonObject> dropGroupAcls();

} // namespace skylab::network::ovn
