#pragma once

#include "compute/peers/Networks.h"
#include "compute/store/ComputeRows.h"

#include <QJsonObject>
#include <QMap>

namespace skylab::compute {

/// What a guest may know about itself, by metadata service and config drive alike. Pure functions.
/// Source: https://docs.openstack.org/nova/latest/user/metadata.html
struct GuestFacts {
    const ServerRow& server;
    const std::vector<ServerPort>& ports;
    QHash<QString, std::vector<SubnetBook>> subnets;    ///< by network
    QString adminPass = {};                             ///< for the config drive only
};

QJsonObject metaData(const GuestFacts& facts);
QJsonObject networkData(const GuestFacts& facts);
QByteArray userData(const ServerRow& server);

/// "openstack/latest/meta_data.json" and so on, with the EC2 tree, as a config drive holds them.
QMap<QString, QByteArray> configDriveDocuments(const GuestFacts& facts);

/// The answer to a GET of the metadata service; nothing when there is no such path.
struct MetadataAnswer {
    QByteArray body;
    QByteArray type = "text/plain; charset=UTF-8";
};
/// Whether a guest may post its password there: "openstack/<version>/password", since 2013-04-04.
bool takesPassword(const QStringList& path);
std::optional<MetadataAnswer> metadataAt(const QString& path, const GuestFacts& facts);

} // namespace skylab::compute
