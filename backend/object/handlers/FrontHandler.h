#pragma once

#include "object/handlers/Visit.h"
#include "service/Service.h"

#include <functional>
#include <memory>

namespace skylab::object {

class ObjectService;
class AccountsHandler;
class ContainersHandler;
class ObjectsHandler;
class UploadsHandler;
class LargeObjectsHandler;
class BulkHandler;
class FormsHandler;
class WebHandler;
class InfoHandler;
class EndpointsHandler;

/// The door: makes a Visit of each request and takes it past what stands before accounts, containers and objects, as
/// Swift's middlewares do: signed URLs, forms, bulk operations, web sites, pages of other origins.
class FrontHandler {
public:
    explicit FrontHandler(ObjectService& service);
    ~FrontHandler();
    Q_DISABLE_COPY_MOVE(FrontHandler)

    std::vector<service::Route> routes();
    std::vector<service::Route> rootRoutes();

private:
    using Action = std::function<Result<http::Response>(Visit&)>;

    Result<http::Response> enter(service::Call& call, const Action& action);
    Result<http::Response> answer(Visit& visit, const Action& action);
    Result<http::Response> preflight(service::Call& call);
    Result<http::Response> serve(Visit& visit, const Action& action);
    void letPages(const Visit& visit, http::Response& response) const;
    http::Response faultOf(const Visit& visit, const Error& error) const;

    ObjectService& m_service;
    std::unique_ptr<UploadsHandler> m_uploads;
    std::unique_ptr<LargeObjectsHandler> m_large;
    std::unique_ptr<AccountsHandler> m_accounts;
    std::unique_ptr<ContainersHandler> m_containers;
    std::unique_ptr<ObjectsHandler> m_objects;
    std::unique_ptr<BulkHandler> m_bulk;
    std::unique_ptr<FormsHandler> m_forms;
    std::unique_ptr<WebHandler> m_web;
    std::unique_ptr<InfoHandler> m_info;
    std::unique_ptr<EndpointsHandler> m_endpoints;
};

} // namespace skylab::object
