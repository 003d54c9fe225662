#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What projects have used, and whether that was ever audited.
class UsageHandler {
public:
    explicit UsageHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> list(Call& call);
    Result<http::Response> show(Call& call);
    Result<http::Response> auditLog(Call& call);
    Result<http::Response> auditLogBefore(Call& call);

    struct Period;
    struct Page;
    static Result<Period> periodOf(const Call& call);
    Result<Page> read(const Call& call, const Period& period, const QString& projectId);
    Result<http::Response> answerAudit(const Call& call, const char* key, Timestamp before);

    ComputeService& m_service;
};

} // namespace skylab::compute
