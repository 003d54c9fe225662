#pragma once

#include "http/Range.h"
#include "object/model/Headers.h"
#include "object/model/Listing.h"

namespace skylab::object {

class ObjectService;

/// Objects: GET, HEAD, PUT, POST, COPY, DELETE.
class ObjectsHandler {
public:
    explicit ObjectsHandler(ObjectService& service) : m_service(service) { }

    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> copy(service::Call& call);
    Result<http::Response> remove(service::Call& call);

private:
    struct Found {
        ContainerRow container;
        std::optional<ObjectRow> object;
    };
    /// The container and the object if it is there and not expired, after the check of who may.
    Result<Found> find(const service::Call& call, bool write) const;
    Result<ObjectRow> existing(const service::Call& call, bool write) const;
    Result<http::Response> store(service::Call& call, const ContainerRow& container, ObjectRow row);
    /// Streams the body into a blob; fills in blob, size and checksum.
    Result<> receive(service::Call& call, const ContainerRow& container, ObjectRow& row);
    Result<> checkQuota(const ContainerRow& container, qint64 bytes, qint64 objects) const;
    struct Path {
        QString account;
        QString container;
        QString object;
    };
    static Result<Path> pathOf(const http::Headers& headers, const char* name, const char* accountName, const QString& account);
    Result<http::Response> copyObject(service::Call& call, const Path& from, const Path& to);
    Result<http::Response> sendParts(const service::Call& call, const ObjectRow& row, std::vector<http::ByteRange> ranges, http::Response response) const;
    static void writeHeaders(http::Headers& headers, const ObjectRow& row);
    static Result<Timestamp> deleteAt(const http::Headers& headers);
    static void takeSystemHeaders(ObjectRow& row, const http::Headers& headers);

    ObjectService& m_service;
};

} // namespace skylab::object
