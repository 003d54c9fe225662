#pragma once

#include "network/drivers/ovn/Rows.h"

/// Building blocks of Northbound's plans.
namespace skylab::network::ovn {

namespace table {
inline const QString logicalSwitch = QStringLiteral("Logical_Switch");
inline const QString switchPort = QStringLiteral("Logical_Switch_Port");
inline const QString dhcpOptions = QStringLiteral("DHCP_Options");
inline const QString dns = QStringLiteral("DNS");
inline const QString router = QStringLiteral("Logical_Router");
inline const QString routerPort = QStringLiteral("Logical_Router_Port");
inline const QString staticRoute = QStringLiteral("Logical_Router_Static_Route");
inline const QString gatewayChassis = QStringLiteral("Gateway_Chassis");
inline const QString nat = QStringLiteral("NAT");
inline const QString portGroup = QStringLiteral("Port_Group");
inline const QString acl = QStringLiteral("ACL");
inline const QString qos = QStringLiteral("QoS");
inline const QString loadBalancer = QStringLiteral("Load_Balancer");
inline const QString addressSet = QStringLiteral("Address_Set");
} // namespace table

inline const QString columnUuid = QStringLiteral("_uuid");
inline const QString columnName = QStringLiteral("name");
inline const QString columnIds = QStringLiteral("external_ids");

/// Where a set of child rows hangs.
struct ChildPlace {
    QString table;         ///< of the children
    QString parentTable;
    QJsonArray parent;     ///< condition that finds the parent; it may be inserted earlier in the same transaction
    QString column;        ///< of the parent
};

/// Operations in the making, with names for the rows they insert.
class NorthboundPlan {
public:
    QJsonArray operations;

    void add(const QJsonObject& operation) { operations.append(operation); }
    /// Goes on only if these rows are still as read (their external_ids, thus revisions), or are still absent.
    void guard(const QString& table, const QJsonArray& where, const QJsonArray& asRead);
    /// Inserts the row if `asRead` is empty, else updates it.
    void upsert(const QString& table, const QJsonArray& where, const QJsonArray& asRead, const QJsonObject& columns);
    /// Inserts a child and hangs it to the parent. Gives the reference.
    QJsonArray insertChild(const ChildPlace& place, const QJsonObject& columns);
    void removeChild(const ChildPlace& place, const QJsonValue& uuid);
    /// Makes the parent's children, of which `existing` are those we own, just `wanted`; touches only what differs.
    void syncChildren(const ChildPlace& place, const QJsonArray& existing, const QList<ChildRow>& wanted);
    [[nodiscard]] QString newName() { return QStringLiteral("row%1").arg(++m_names); }

private:
    int m_names = 0;
};

/// external_ids of a row.
ovsdb::StringMap idsOf(const QJsonValue& row);
/// True when the rows hold a later revision than the spec's.
bool isNewer(const QJsonArray& rows, qint64 revision);
QJsonArray whereIds(const ovsdb::StringMap& pairs);

} // namespace skylab::network::ovn
