#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// OS-EP-FILTER: which endpoints a project's catalog shows, named one by one or in groups. A project without any sees all.
class EndpointFiltersHandler {
public:
    explicit EndpointFiltersHandler(Directory& directory) : m_directory(directory) { }

    Result<http::Response> addEndpoint(service::Call& call);
    Result<http::Response> checkEndpoint(service::Call& call);
    Result<http::Response> removeEndpoint(service::Call& call);
    /// Those of the project, its groups' included.
    Result<sdk::Page<EndpointRow>> endpointsOfProject(service::Call& call, const sdk::ListQuery& query);
    /// Where the endpoint was named itself.
    Result<sdk::Page<ProjectRow>> projectsOfEndpoint(service::Call& call, const sdk::ListQuery& query);

    Result<sdk::Page<EndpointGroupRow>> listGroups(service::Call& call, const sdk::ListQuery& query);
    Result<EndpointGroupRow> showGroup(service::Call& call, const QString& id);
    Result<EndpointGroupRow> createGroup(service::Call& call, sdk::Decoded<sdk::EndpointGroup> wanted);
    Result<EndpointGroupRow> updateGroup(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> removeGroup(service::Call& call, const QString& id);
    Result<sdk::Page<EndpointRow>> endpointsOfGroup(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::Page<ProjectRow>> projectsOfGroup(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::Page<EndpointGroupRow>> groupsOfProject(service::Call& call, const sdk::ListQuery& query);
    Result<http::Response> addGroup(service::Call& call);
    Result<http::Response> showGroupOfProject(service::Call& call);
    Result<http::Response> removeGroupOfProject(service::Call& call);

private:
    template <typename Wanted>
    Result<sdk::Page<EndpointRow>> endpointsThat(const service::Call& call, Wanted&& wanted);

    Directory& m_directory;
};

} // namespace skylab::identity
