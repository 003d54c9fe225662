#pragma once

#include "service/Routes.h"
#include "volume/store/QuotaStore.h"

namespace skylab::volume {

class VolumeService;

/// What projects may have and have: limits, quota sets, quota classes.
class QuotasHandler {
public:
    explicit QuotasHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> limits(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> defaults(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> reset(service::Call& call);
    Result<http::Response> showClass(service::Call& call);
    Result<http::Response> updateClass(service::Call& call);

    VolumeService& m_service;
};

} // namespace skylab::volume
