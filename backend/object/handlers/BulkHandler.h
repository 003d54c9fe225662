#pragma once

#include "object/handlers/Contents.h"
#include "object/model/Report.h"

namespace skylab::object {

class ObjectService;
class UploadsHandler;
class ContainersHandler;
class ObjectsHandler;

/// Many things by one request: bulk-delete, extract-archive, and the deletion of a static large object with its segments.
/// The answer is 200 with a report. Sources: https://docs.openstack.org/swift/latest/middleware.html#bulk-operations-delete-and-archive-auto-extraction
class BulkHandler {
public:
    BulkHandler(ObjectService& service, UploadsHandler& uploads, ContainersHandler& containers, ObjectsHandler& objects)
        : m_service(service), m_uploads(uploads), m_containers(containers), m_objects(objects), m_library(service) { }

    static constexpr int maxDeletes = 10'000;
    static constexpr int maxFailures = 1'000;
    static constexpr int maxContainers = 10'000;

    Result<http::Response> remove(Visit& visit);
    Result<http::Response> removeLarge(Visit& visit);
    Result<http::Response> extract(Visit& visit);

private:
    struct Extraction;
    struct Collection;
    static Result<> checkToken(const Visit& visit);
    Result<QList<QByteArray>> lines(Visit& visit) const;
    void removeOne(const Visit& visit, const QString& name, const QString& versionId, Report& report);
    Result<> collect(const Visit& visit, const QString& name, const QString& versionId, int depth, Collection& all, Report& report) const;
    Result<> extractAll(Visit& visit, Report& report);
    Result<> extractOne(Visit& visit, Extraction& extraction, Report& report);

    ObjectService& m_service;
    UploadsHandler& m_uploads;
    ContainersHandler& m_containers;
    ObjectsHandler& m_objects;
    Library m_library;
};

} // namespace skylab::object
