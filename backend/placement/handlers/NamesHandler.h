#pragma once

#include "service/Route.h"

namespace skylab::placement {

class PlacementService;

/// The names of traits and resource classes: OpenStack's, and CUSTOM_ ones that administrators add.
class NamesHandler {
public:
    explicit NamesHandler(PlacementService& service) : m_service(service) { }

    Result<http::Response> listTraits(service::Call& call);
    Result<http::Response> showTrait(service::Call& call);
    Result<http::Response> putTrait(service::Call& call);
    Result<http::Response> removeTrait(service::Call& call);

    Result<http::Response> listClasses(service::Call& call);
    Result<http::Response> createClass(service::Call& call);
    Result<http::Response> showClass(service::Call& call);
    /// Before 1.7 gives the class another name, since then makes sure that there is one of this name.
    Result<http::Response> putClass(service::Call& call);
    Result<http::Response> removeClass(service::Call& call);

private:
    Result<http::Response> renameClass(service::Call& call);

    PlacementService& m_service;
};

} // namespace skylab::placement
