#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Limits, quota sets, and what projects have used.
class QuotasHandler {
public:
    explicit QuotasHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> limits(Call& call);
    Result<http::Response> showQuota(Call& call);
    Result<http::Response> quotaDefaults(Call& call);
    Result<http::Response> quotaDetail(Call& call);
    Result<http::Response> updateQuota(Call& call);
    Result<http::Response> resetQuota(Call& call);
    Result<http::Response> showQuotaClass(Call& call);
    Result<http::Response> listUsage(Call& call);
    Result<http::Response> showUsage(Call& call);

    Result<QMap<QString, qint64>> use(db::Connection& connection, const QString& projectId) const;
    Result<> requireOwnProject(const Call& call) const;

    ComputeService& m_service;
};

} // namespace skylab::compute
