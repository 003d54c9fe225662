#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Volume types and their extra specs.
class TypesHandler {
public:
    explicit TypesHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<VolumeTypeRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<VolumeTypeRow> show(service::Call& call, const QString& id);
    Result<VolumeTypeRow> create(service::Call& call, sdk::Decoded<sdk::VolumeType> wanted);
    Result<VolumeTypeRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> listSpecs(service::Call& call);
    Result<http::Response> setSpecs(service::Call& call);
    Result<http::Response> showSpec(service::Call& call);
    Result<http::Response> setSpec(service::Call& call);
    Result<http::Response> removeSpec(service::Call& call);
    static Result<VolumeTypeRow> find(db::Connection& connection, const service::Call& call, const QString& id);
    /// Reads, lets `change` work on it, writes: all or nothing.
    Result<VolumeTypeRow> change(const service::Call& call, const QString& id, const std::function<Result<>(db::Transaction&, VolumeTypeRow&)>& change);

    VolumeService& m_service;
};

/// What a project may use and uses, and where volumes can be made.
class LimitsHandler {
public:
    explicit LimitsHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> limits(service::Call& call);
    Result<http::Response> showQuota(service::Call& call);
    Result<http::Response> defaultQuota(service::Call& call);
    Result<http::Response> updateQuota(service::Call& call);
    Result<http::Response> resetQuota(service::Call& call);
    Result<http::Response> availabilityZones(service::Call& call);
    Result<http::Response> services(service::Call& call);
    Result<http::Response> pools(service::Call& call);
    Result<http::Response> extensions(service::Call& call);

    VolumeService& m_service;
};

} // namespace skylab::volume
