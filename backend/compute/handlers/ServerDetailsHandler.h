#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What hangs on a server beside its document: metadata, tags, addresses, security groups, diagnostics, and the log of
/// what was done to it.
class ServerDetailsHandler {
public:
    explicit ServerDetailsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> showMetadata(Call& call);
    Result<http::Response> mergeMetadata(Call& call);
    Result<http::Response> replaceMetadata(Call& call);
    Result<http::Response> setMetadata(Call& call);
    Result<http::Response> removeMetadata(Call& call);
    Result<http::Response> writeMetadata(Call& call, bool replace);

    Result<http::Response> listTags(Call& call);
    Result<http::Response> checkTag(Call& call);
    Result<http::Response> replaceTags(Call& call);
    Result<http::Response> addTag(Call& call);
    Result<http::Response> removeTag(Call& call);
    Result<http::Response> removeTags(Call& call);

    Result<http::Response> addresses(Call& call);
    Result<http::Response> addressesOfNetwork(Call& call);
    Result<http::Response> securityGroups(Call& call);
    Result<http::Response> listSecurityGroups(Call& call);
    Result<http::Response> showSecurityGroup(Call& call);
    Result<http::Response> diagnostics(Call& call);
    Result<http::Response> topology(Call& call);
    Result<http::Response> listActions(Call& call);
    Result<http::Response> showAction(Call& call);
    Result<http::Response> migrations(Call& call);

    /// Also a deleted server's, from 2.21.
    Result<ServerRow> serverOfLog(const Call& call);
    Result<ServerRow> edit(Call& call, const std::function<Result<>(ServerRow&)>& change);

    ComputeService& m_service;
};

} // namespace skylab::compute
