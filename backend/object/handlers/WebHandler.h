#pragma once

#include "object/handlers/Visit.h"
#include "object/model/TempUrl.h"

#include <functional>

namespace skylab::object {

class ObjectService;
class ObjectsHandler;

/// Containers as web sites for visitors without a token: index files, listings, pages for errors; and what an answer
/// to a signed URL looks like.
class WebHandler {
public:
    WebHandler(ObjectService& service, ObjectsHandler& objects) : m_service(service), m_objects(objects) { }

    using Action = std::function<Result<http::Response>(Visit&)>;
    /// On answers that are pages of the site; taken off before they are sent.
    static constexpr const char* pageMark = "X-Backend-Content-Generator";

    /// Whether web sites are for this request: GET or HEAD, without a token or with X-Web-Mode: true.
    [[nodiscard]] bool isVisitor(const Visit& visit) const;
    Result<http::Response> container(Visit& visit, const Action& action);
    Result<http::Response> object(Visit& visit, const Action& action);

    /// Content-Disposition and Expires, and without metadata that is not called public.
    void dressSigned(const Visit& visit, const TempUrl& url, http::Response& response) const;

private:
    Result<http::Response> listing(Visit& visit, const ContainerRow& site, const QString& prefix);
    Result<http::Response> missing(Visit& visit, const ContainerRow& site, const Result<http::Response>& answer);
    /// The site's own page for an error, if it has one, with the error's status.
    Result<http::Response> errorPage(Visit& visit, const ContainerRow& site, int status, Result<http::Response> otherwise);
    http::Response withSlash(const Visit& visit) const;

    ObjectService& m_service;
    ObjectsHandler& m_objects;
};

} // namespace skylab::object
