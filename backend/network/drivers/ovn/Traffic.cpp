#include "network/drivers/ovn/Traffic.h"

namespace skylab::network::ovn {

using ovsdb::StringMap;

namespace {
constexpr int portPriority = 2002;
constexpr int floatingIpPriority = 2003;
constexpr qint64 maxRate = 4294967295;   // of the database's column

QJsonArray numbers(const QList<std::pair<QString, qint64>>& values)
{
    QJsonArray pairs;
    for (const auto& [key, value] : values)
        pairs.append(QJsonArray { key, value });
    return { QStringLiteral("map"), pairs };
}

/// None when this direction has neither limit nor mark.
void addRow(QList<ChildRow>& rows, const QString& direction, const QString& match, int priority, const RateLimit& limit,
            const std::optional<int>& dscp, StringMap ids)
{
    if (limit.kilobitsPerSecond <= 0 && !dscp)
        return;
    QList<std::pair<QString, qint64>> bandwidth;
    QList<std::pair<QString, qint64>> action;
    if (limit.kilobitsPerSecond > 0)
        bandwidth.emplaceBack(QStringLiteral("rate"), std::min(limit.kilobitsPerSecond, maxRate));
    if (limit.kilobitsPerSecond > 0 && limit.burstKilobits > 0)
        bandwidth.emplaceBack(QStringLiteral("burst"), std::min(limit.burstKilobits, maxRate));
    if (dscp)
        action.emplaceBack(QStringLiteral("dscp"), *dscp);
    ids.insert(keyChild, direction);
    rows << ChildRow { direction,
                       { { QStringLiteral("direction"), direction },
                         { QStringLiteral("match"), match },
                         { QStringLiteral("priority"), priority },
                         { QStringLiteral("bandwidth"), numbers(bandwidth) },
                         { QStringLiteral("action"), numbers(action) },
                         { QStringLiteral("external_ids"), ovsdb::map(ids) } } };
}

const QString fromPort = QStringLiteral("from-lport");
const QString toPort = QStringLiteral("to-lport");
} // namespace

QList<ChildRow> portQos(const QString& owner, const PortSpec& spec)
{
    QList<ChildRow> rows;
    if (spec.role != PortRole::Guest)
        return rows;
    const StringMap ids { { keyOwner, owner }, { keyKind, kindQos }, { keyPort, spec.id }, { keyNetwork, spec.networkId } };
    addRow(rows, fromPort, QStringLiteral("inport == \"%1\"").arg(spec.id), portPriority, spec.qos.egress, spec.qos.dscp, ids);
    addRow(rows, toPort, QStringLiteral("outport == \"%1\"").arg(spec.id), portPriority, spec.qos.ingress, {}, ids);
    return rows;
}

QList<ChildRow> floatingIpQos(const QString& owner, const FloatingIpSpec& spec, const QString& gatewayPort,
                              const QString& externalNetwork)
{
    QList<ChildRow> rows;
    const StringMap ids { { keyOwner, owner }, { keyKind, kindQos }, { keyFloatingIp, spec.id }, { keyNetwork, externalNetwork } };
    const auto here = QStringLiteral("is_chassis_resident(\"cr-%1\")").arg(routerPortName(gatewayPort));
    addRow(rows, fromPort, QStringLiteral("inport == \"%1\" && ip4.src == %2 && %3").arg(gatewayPort, spec.floatingAddress, here),
           floatingIpPriority, spec.qos.egress, spec.qos.dscp, ids);
    addRow(rows, toPort, QStringLiteral("outport == \"%1\" && ip4.dst == %2 && %3").arg(gatewayPort, spec.floatingAddress, here),
           floatingIpPriority, spec.qos.ingress, {}, ids);
    return rows;
}

QString loadBalancerName(const QString& floatingIpId, const QString& protocol)
{
    return QStringLiteral("pf-floatingip-%1-%2").arg(floatingIpId, protocol);
}

QList<ChildRow> loadBalancers(const QString& owner, const FloatingIpSpec& spec)
{
    QMap<QString, StringMap> byProtocol;
    for (const auto& one : spec.forwardings)
        for (int offset = 0; offset <= one.externalLast - one.externalFirst; ++offset) {
            const int inside = one.internalFirst == one.internalLast ? one.internalFirst : one.internalFirst + offset;
            byProtocol[one.protocol].insert(QStringLiteral("%1:%2").arg(spec.floatingAddress).arg(one.externalFirst + offset),
                                            QStringLiteral("%1:%2").arg(one.internalAddress).arg(inside));
        }
    QList<ChildRow> rows;
    for (auto it = byProtocol.begin(); it != byProtocol.end(); ++it) {
        auto ids = mark(owner, kindName(Kind::FloatingIp), spec.id, spec.revision);
        ids.insert(keyRouter, spec.routerId);
        ids.insert(keyChild, it.key());
        ids.insert(QStringLiteral("neutron:device_owner"), QStringLiteral("port_forwarding_plugin"));
        rows << ChildRow { it.key(),
                           { { QStringLiteral("name"), loadBalancerName(spec.id, it.key()) },
                             { QStringLiteral("protocol"), it.key() },
                             { QStringLiteral("vips"), ovsdb::map(it.value()) },
                             { QStringLiteral("external_ids"), ovsdb::map(ids) } } };
    }
    return rows;
}

} // namespace skylab::network::ovn
