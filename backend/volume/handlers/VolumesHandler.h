#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Volumes: list, show, create, update, delete.
class VolumesHandler {
public:
    explicit VolumesHandler(VolumeService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<sdk::Page<VolumeRow>> listDetail(service::Call& call, const sdk::ListQuery& query);
    Result<VolumeRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> summary(service::Call& call);

private:
    VolumeService& m_service;
};

/// POST /volumes/{id}/action.
class VolumeActionsHandler {
public:
    explicit VolumeActionsHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<> extend(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> reserve(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> unreserve(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> beginDetaching(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> rollDetaching(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> attach(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> detach(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> setBootable(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> forceDelete(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> uploadImage(service::Call& call, const QString& id, const QJsonValue& argument);
    VolumeService& m_service;
};

} // namespace skylab::volume
