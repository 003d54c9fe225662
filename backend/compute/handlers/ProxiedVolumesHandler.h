#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Volumes and snapshots as clients from before microversion 2.36 make them by compute; they belong to the volume service.
class ProxiedVolumesHandler {
public:
    explicit ProxiedVolumesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> listVolumes(Call& call);
    Result<http::Response> showVolume(Call& call);
    Result<http::Response> createVolume(Call& call);
    Result<> removeVolume(Call& call, const QString& id);
    Result<http::Response> listSnapshots(Call& call);
    Result<http::Response> showSnapshot(Call& call);
    Result<http::Response> createSnapshot(Call& call);
    Result<> removeSnapshot(Call& call, const QString& id);

    Result<QJsonObject> ask(const Call& call, const QByteArray& method, const QString& path, const QJsonObject& body = {});
    /// A list of the volume service, cut as "offset" and "limit" say.
    Result<QJsonArray> page(const Call& call, const QString& path, const QString& key);

    ComputeService& m_service;
};

} // namespace skylab::compute
