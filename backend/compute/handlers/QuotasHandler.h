#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Limits, quota sets of projects and users, quota classes.
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
    Result<http::Response> updateQuotaClass(Call& call);

    /// The user's limits in the project, or the project's own when there is no user.
    Result<QMap<QString, qint64>> limitsOf(db::Connection& connection, const QString& projectId, const QString& userId) const;
    Result<QMap<QString, qint64>> limitsOfClass(db::Connection& connection, const QString& name) const;
    Result<> requireOwnProject(const Call& call) const;

    ComputeService& m_service;
};

} // namespace skylab::compute
