#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Volume types and their extra specs. Administrators make them; others see the public ones and those that their project
/// has access to, of the extra specs only those that are meant for users.
class TypesHandler {
public:
    explicit TypesHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> listSpecs(service::Call& call);
    Result<http::Response> setSpecs(service::Call& call);
    Result<http::Response> showSpec(service::Call& call);
    Result<http::Response> setSpec(service::Call& call);
    Result<http::Response> removeSpec(service::Call& call);
    Result<> renamed(db::Transaction& transaction, const QString& before, const VolumeTypeRow& row);
    /// Reads, lets `change` work on it, writes and announces: all or nothing.
    Result<VolumeTypeRow> change(const service::Call& call, const std::function<Result<>(db::Transaction&, VolumeTypeRow&)>& change);
    Result<> changeSpecs(const service::Call& call, const std::function<Result<>(VolumeTypeRow&)>& change);
    Result<VolumeTypeRow> read(const service::Call& call);
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* what, const VolumeTypeRow& row);

    VolumeService& m_service;
};

} // namespace skylab::volume
