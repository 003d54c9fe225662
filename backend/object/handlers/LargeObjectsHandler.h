#pragma once

#include "object/handlers/UploadsHandler.h"
#include "object/model/Report.h"

namespace skylab::object {

/// Static large objects: multipart-manifest=put and get.
class LargeObjectsHandler {
public:
    LargeObjectsHandler(ObjectService& service, UploadsHandler& uploads) : m_service(service), m_uploads(uploads), m_library(service) { }

    Result<http::Response> create(Visit& visit);
    /// The list itself (GET and HEAD with multipart-manifest=get).
    Result<http::Response> showList(Visit& visit, const Located& located, http::Response response) const;

private:
    void check(const Visit& visit, Manifest& manifest, Report& report) const;
    void checkSegment(const Located& found, bool isLast, Segment& segment, Report& report) const;

    ObjectService& m_service;
    UploadsHandler& m_uploads;
    Library m_library;
};

} // namespace skylab::object
