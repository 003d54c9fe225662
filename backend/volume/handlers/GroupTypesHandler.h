#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Group types and their specs (3.11).
class GroupTypesHandler {
public:
    explicit GroupTypesHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<GroupTypeRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> listSpecs(service::Call& call);
    Result<http::Response> setSpecs(service::Call& call);
    Result<http::Response> showSpec(service::Call& call);
    Result<http::Response> setSpec(service::Call& call);
    Result<http::Response> removeSpec(service::Call& call);
    static Result<GroupTypeRow> find(db::Connection& connection, const service::Call& call, const QString& id);
    Result<GroupTypeRow> change(const service::Call& call, const std::function<Result<>(db::Transaction&, GroupTypeRow&)>& change);
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* what, const GroupTypeRow& row);

    VolumeService& m_service;
};

} // namespace skylab::volume
