#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /policies, and which of them holds where: OS-ENDPOINT-POLICY associates one with an endpoint, a service, or a
/// service in a region.
class PoliciesHandler {
public:
    explicit PoliciesHandler(Directory& directory) : m_directory(directory) { }

    Result<sdk::Page<PolicyRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<PolicyRow> show(service::Call& call, const QString& id);
    Result<PolicyRow> create(service::Call& call, sdk::Decoded<sdk::PolicyBlob> wanted);
    Result<PolicyRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    /// PUT, GET and HEAD, DELETE of an association: the path names the place.
    Result<http::Response> associate(service::Call& call);
    Result<http::Response> check(service::Call& call);
    Result<http::Response> dissociate(service::Call& call);
    /// The endpoints that the policy holds for, in one of the three ways.
    Result<http::Response> endpoints(service::Call& call);
    /// GET /endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy: that of the endpoint, else of its service in its region
    /// or the nearest one above, else of its service.
    Result<http::Response> policyOf(service::Call& call);

private:
    struct Place;
    static Result<Place> place(db::Connection& connection, const service::Call& call);
    static Result<QString> policyAt(db::Connection& connection, const QString& endpointId, const QString& serviceId, const QString& regionId);
    static Result<QString> effectivePolicy(db::Connection& connection, const EndpointRow& endpoint);

    Directory& m_directory;
};

} // namespace skylab::identity
