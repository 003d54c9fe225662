#pragma once

#include "compute/model/ServerState.h"
#include "compute/peers/Images.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;
class ServersHandler;

/// Images of servers, and servers of images: createImage, createBackup, rebuild.
class ServerImagesHandler {
public:
    ServerImagesHandler(ComputeService& service, ServersHandler& servers) : m_service(service), m_servers(servers) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> createImage(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> createBackup(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> rebuild(Call& call, const QString& id, const QJsonValue& argument);

    /// What makes the image's data.
    struct ImageWork {
        state::Action action;
        QString kind;
        QJsonObject payload = {};
    };
    /// The image, queued, and the task that fills it.
    Result<QString> begin(const Call& call, const SnapshotWish& wish, const ServerRow& server, ImageWork work);
    struct Rebuild;
    Result<Rebuild> plan(const Call& call, const ServerRow& server, const QJsonValue& argument);
    Result<> checkRootVolume(const Call& call, const ServerRow& server, const BootImage& image);

    ComputeService& m_service;
    ServersHandler& m_servers;
};

} // namespace skylab::compute
