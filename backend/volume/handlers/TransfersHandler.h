#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Volumes change hands: who has a transfer's key takes the volume, and its snapshots, into their project.
/// At /os-volume-transfer, and at /volume-transfers from 3.55 on.
class TransfersHandler {
public:
    explicit TransfersHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<sdk::Page<TransferRow>> page(service::Call& call, const sdk::ListQuery& query);
    Result<TransferRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> accept(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    static Result<TransferRow> find(db::Connection& connection, const service::Context& context, const QString& id);
    /// The snapshots that go with the volume. BadRequest unless all are available.
    static Result<std::vector<SnapshotRow>> companions(db::Connection& connection, const QString& volumeId);
    /// Volume and snapshots are the caller's from now on, if its quota allows.
    Result<> handOver(db::Transaction& transaction, const service::Call& call, const TransferRow& transfer, VolumeRow& volume) const;

    VolumeService& m_service;
};

} // namespace skylab::volume
