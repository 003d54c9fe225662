#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /{networks|subnets|ports|routers|floatingips|security-groups|trunks|policies}/{id}/tags[/{tag}].
class TagsHandler {
public:
    explicit TagsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    template <typename Row>
    void addRoutes(std::vector<service::Route>& all, const QString& base);
    template <typename Row>
    Result<QStringList> tagsOf(service::Call& call);
    /// Lets `work` change the tags of the resource that the path names.
    template <typename Row>
    Result<QStringList> changeTags(service::Call& call, const std::function<Result<>(QStringList&)>& work);
    NetworkService& m_service;
};

} // namespace skylab::network
