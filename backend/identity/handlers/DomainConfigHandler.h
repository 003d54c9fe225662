#pragma once

#include "identity/store/Directory.h"
#include "identity/store/DomainConfigStore.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /domains/{domain_id}/config: what a domain has of its own instead of the cloud's configuration. Groups and options
/// outside of model/DomainOptions.h are Forbidden; secrets are taken and never shown.
class DomainConfigHandler {
public:
    DomainConfigHandler(Directory& directory, const KeyRing& keys) : m_directory(directory), m_store(keys) { }

    /// GET the whole, a group, or an option. NotFound where nothing is set.
    Result<http::Response> show(service::Call& call);
    /// PUT the whole, in place of what was there: 201, or 200 when something was.
    Result<http::Response> replace(service::Call& call);
    /// PATCH the whole, a group or an option: those must have been set before.
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    /// GET /domains/config/default, of a group, of an option.
    Result<http::Response> showDefault(service::Call& call);

private:
    Result<QJsonObject> wanted(const service::Call& call) const;
    Result<http::Response> answer(db::Connection& connection, const service::Call& call, int status) const;

    Directory& m_directory;
    DomainConfigStore m_store;
};

} // namespace skylab::identity
