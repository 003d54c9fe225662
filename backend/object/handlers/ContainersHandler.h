#pragma once

#include "http/Response.h"
#include "object/handlers/Visit.h"

namespace skylab::object {

class ObjectService;

/// Containers: GET, HEAD, POST, PUT, DELETE.
class ContainersHandler {
public:
    explicit ContainersHandler(ObjectService& service) : m_service(service) { }

    Result<http::Response> list(Visit& visit);
    Result<http::Response> create(Visit& visit);
    Result<http::Response> update(Visit& visit);
    Result<http::Response> remove(Visit& visit);

    /// Made if it is not there, for archives. True: it was made.
    Result<bool> ensure(const Caller& caller, const ObjectPath& path);
    Result<> removeEmpty(const Caller& caller, const ObjectPath& path);

private:
    void writeHeaders(http::Response& response, const ContainerRow& container, bool owner) const;
    static Result<> takeSettings(ContainerRow& container, const http::Headers& headers);
    static Result<> takeVersioning(ContainerRow& container, const http::Headers& headers);
    static Result<> takeArchive(ContainerRow& container, const http::Headers& headers);

    ObjectService& m_service;
};

} // namespace skylab::object
