#pragma once

#include "http/BodyReader.h"
#include "object/handlers/Contents.h"
#include "object/model/Headers.h"
#include "object/store/ContentStore.h"

namespace skylab::object {

/// An object on its way in: everything but its bytes.
struct Upload {
    QString account;
    ObjectRow row;                          ///< name, type, headers, metadata, kind ...; bytes and checksum come from the body
    std::optional<qint64> length;           ///< of the body, when it is known
    qint64 limit = maxObjectBytes;          ///< TooLarge beyond
    QByteArray etag;                        ///< that the client promises
    bool ifAbsent = false;                  ///< If-None-Match: *
};

/// Objects come in: PUT, COPY, and all that other handlers store.
class UploadsHandler {
public:
    explicit UploadsHandler(ObjectService& service) : m_service(service), m_library(service) { }

    Result<http::Response> create(Visit& visit);
    Result<http::Response> copy(Visit& visit);

    /// Stores the body and puts the object in the place of an older one. The caller has been let in already.
    /// TooLarge (also for quotas), Unprocessable for another checksum, PreconditionFailed.
    Result<Change> store(const Caller& caller, const ContainerRow& container, Upload upload, http::BodyReader& body);
    /// The row that a PUT's headers describe.
    static Result<ObjectRow> rowOf(const QString& name, const http::Headers& headers);
    /// Whether a PUT must not replace an object (If-None-Match: *); BadRequest for any other If-None-Match.
    static Result<bool> wantsAbsent(const http::Headers& headers);
    static void takeSystemHeaders(ObjectRow& row, const http::Headers& headers);
    /// What a PUT answers.
    static http::Response created(const Change& change, const QString& etag);

private:
    /// What is copied, and what it holds. Conflict when others replace it each time that it is looked for.
    struct Source {
        Located located;
        Contents contents;
    };
    Result<Source> openSource(const Visit& visit, const ObjectPath& from, bool asLink, bool asItIs) const;
    Result<http::Response> copyObject(Visit& visit, const ObjectPath& from, const ObjectPath& to);
    Result<http::Response> makeCurrent(Visit& visit, const ContainerRow& container);
    Result<> takeLink(const Visit& visit, ObjectRow& row) const;
    Result<ObjectRow> copiedRow(const Visit& visit, const Located& source, bool asItIs) const;
    Result<> receive(Upload& upload, const ContainerRow& container, http::BodyReader& body);
    Result<Change> commit(const Caller& caller, const ContainerRow& container, const Upload& upload);
    Result<> checkQuota(const Caller& caller, db::Connection& connection, const ContainerRow& container, qint64 bytes, qint64 objects) const;
    Result<> checkEtag(const Upload& upload) const;

    ObjectService& m_service;
    Library m_library;
};

} // namespace skylab::object
