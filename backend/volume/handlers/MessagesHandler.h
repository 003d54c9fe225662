#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Messages to users about work that failed: list, show, delete. Written by VolumeService::tellUsers().
class MessagesHandler {
public:
    explicit MessagesHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<MessageRow> show(service::Call& call, const QString& id);
    Result<> remove(service::Call& call, const QString& id);
    static Result<MessageRow> find(db::Connection& connection, const service::Context& context, const QString& id);

    VolumeService& m_service;
};

} // namespace skylab::volume
