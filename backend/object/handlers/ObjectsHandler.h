#pragma once

#include "http/Range.h"
#include "object/handlers/Contents.h"
#include "object/model/Headers.h"
#include "object/store/ContentStore.h"

namespace skylab::object {

class ObjectService;
class LargeObjectsHandler;

/// Objects go out and change: GET, HEAD, POST, DELETE.
class ObjectsHandler {
public:
    ObjectsHandler(ObjectService& service, LargeObjectsHandler& large) : m_service(service), m_large(large), m_library(service) { }

    Result<http::Response> show(Visit& visit);
    Result<http::Response> update(Visit& visit);
    Result<http::Response> remove(Visit& visit);

    /// Deletes one object, for bulk operations too. Without a version id: as DELETE does.
    Result<Change> removeOne(const Caller& caller, const ObjectPath& path, const QString& versionId = {});

private:
    Result<http::Response> showContents(Visit& visit, const Located& located, http::Response response) const;
    Result<http::Response> send(Visit& visit, const Located& located, const Contents& contents, http::Response response) const;
    Result<http::Response> sendParts(Visit& visit, const Located& located, const Contents& contents, const std::vector<http::ByteRange>& ranges, http::Response response) const;
    Result<http::Response> stream(Visit& visit, const Located& located, const Contents& contents, std::vector<Piece> pieces, qint64 length, http::Response response) const;
    static void writeHeaders(http::Headers& headers, const Located& located);
    static void writeLink(http::Headers& headers, const ObjectRow& row);

    ObjectService& m_service;
    LargeObjectsHandler& m_large;
    Library m_library;
};

} // namespace skylab::object
