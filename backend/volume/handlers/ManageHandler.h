#pragma once

#include "service/Routes.h"
#include "volume/driver/VolumeDriver.h"

namespace skylab::volume {

class VolumeService;

/// Data that the driver holds, with what the book says of it, for those who would take it over or let it go. Both are
/// refused: the place belongs to the service alone, which removes what its book does not know.
class ManageHandler {
public:
    explicit ManageHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> listVolumes(service::Call& call);
    Result<http::Response> listSnapshots(service::Call& call);
    Result<http::Response> manage(service::Call& call);
    Result<> unmanageVolume(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> unmanageSnapshot(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> encryption(service::Call& call);
    Result<http::Response> list(service::Call& call, Owned::Kind kind);
    Result<QHash<QString, QString>> sources(Owned::Kind kind);
    Result<> requireHost(const QString& asked) const;

    VolumeService& m_service;
};

} // namespace skylab::volume
