#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// The attachments API (since 3.27): reserve, connect, complete, delete. The same book as the volume actions and compute.
class AttachmentsHandler {
public:
    explicit AttachmentsHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<sdk::Page<AttachmentRow>> page(service::Call& call, sdk::ListQuery query);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<> complete(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<AttachmentRow> attachment(const service::Call& call, const QString& id);
    /// The line as it is with what the client told of its side, and what it needs to connect.
    Result<AttachmentRow> connected(AttachmentRow line, const QJsonObject& connector, const VolumeRow& volume) const;

    VolumeService& m_service;
};

} // namespace skylab::volume
