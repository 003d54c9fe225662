#pragma once

#include "object/handlers/Visit.h"
#include "object/model/FormData.h"
#include "object/model/TempUrl.h"

#include <QHash>

namespace skylab::object {

class ObjectService;
class UploadsHandler;

/// Uploads from a web page's form (multipart/form-data), which a key of the account or the container has signed.
/// Source: https://docs.openstack.org/swift/latest/api/form_post_middleware.html
class FormsHandler {
public:
    FormsHandler(ObjectService& service, UploadsHandler& uploads) : m_service(service), m_uploads(uploads) { }

    Result<http::Response> post(Visit& visit, const QByteArray& boundary);
    /// The keys that can sign for a path: the account's and the container's.
    Result<std::vector<SigningKey>> keys(const ObjectPath& path) const;

private:
    using Fields = QHash<QString, QString>;
    Result<http::Response> uploadAll(Visit& visit, FormData& form);
    Result<> upload(Visit& visit, const Fields& fields, FormData& form);
    Result<> checkSignature(const Visit& visit, const Fields& fields) const;
    static http::Response answer(const Fields& fields, int status, const QString& message);

    ObjectService& m_service;
    UploadsHandler& m_uploads;
};

} // namespace skylab::object
