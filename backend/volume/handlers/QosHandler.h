#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// QoS specs: limits that volumes get by their type. Those with the consumer front-end or both reach the hypervisor when
/// a volume is attached (model/IoLimits.h).
class QosHandler {
public:
    explicit QosHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<QosSpecsRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<http::Response> removeKeys(service::Call& call);
    Result<http::Response> associations(service::Call& call);
    Result<http::Response> associate(service::Call& call);
    Result<http::Response> disassociate(service::Call& call);
    Result<http::Response> disassociateAll(service::Call& call);
    Result<QosSpecsRow> find(db::Connection& connection, const service::Call& call);
    Result<> change(const service::Call& call, const std::function<Result<>(QosSpecsRow&)>& change);
    Result<> changeType(const service::Call& call, const std::function<Result<>(VolumeTypeRow&)>& change);
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* what, const QosSpecsRow& row);

    VolumeService& m_service;
};

} // namespace skylab::volume
