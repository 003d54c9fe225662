#include "NetworkCloud.h"

namespace skylab::test {

namespace {
/// {"<kind>":{"<key>":"<value>"<more>}}
QByteArray body(const char* kind, const char* key, const QByteArray& value, const QByteArray& more)
{
    return QByteArray("{\"") + kind + "\":{\"" + key + "\":\"" + value + '"' + more + "}}";
}
} // namespace

QJsonObject NetworkCloud::network(const char* name, const QByteArray& token) { return make(QStringLiteral("/networks"), body("network", "name", name, {}), token); }

QJsonObject NetworkCloud::subnet(const QString& networkId, const char* cidr, const char* more, const QByteArray& token)
{
    return make(QStringLiteral("/subnets"), body("subnet", "network_id", networkId.toUtf8(), QByteArray(",\"ip_version\":4,\"cidr\":\"") + cidr + '"' + more), token);
}

QJsonObject NetworkCloud::port(const QString& networkId, const char* more, const QByteArray& token)
{
    return make(QStringLiteral("/ports"), body("port", "network_id", networkId.toUtf8(), more), token);
}

QJsonObject NetworkCloud::externalNetwork(const char* name)
{
    const auto made = make(QStringLiteral("/networks"), body("network", "name", name, ",\"router:external\":true"), m_admin);
    subnet(made[u"id"].toString(), "172.24.4.0/24", ",\"enable_dhcp\":false,\"allocation_pools\":[{\"start\":\"172.24.4.10\",\"end\":\"172.24.4.20\"}]", m_admin);
    return made;
}

} // namespace skylab::test
