#pragma once

#include "object/model/Listing.h"

namespace skylab::object {

class ObjectService;

/// Accounts and containers: GET, HEAD, POST, PUT, DELETE.
class ContainersHandler {
public:
    explicit ContainersHandler(ObjectService& service) : m_service(service) { }

    Result<http::Response> listAccount(service::Call& call);
    Result<http::Response> updateAccount(service::Call& call);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);

private:
    struct Usage {
        qint64 containers = 0;
        qint64 objects = 0;
        qint64 bytes = 0;
    };
    Result<std::vector<ListingEntry>> objectEntries(db::Connection& connection, const ContainerRow& container, const ListingQuery& query) const;
    Result<std::vector<ListingEntry>> containerEntries(db::Connection& connection, const QString& account, const ListingQuery& query) const;
    void containerHeaders(http::Response& response, const ContainerRow& container, bool owner) const;
    static Result<> takeSettings(ContainerRow& container, const http::Headers& headers);

    ObjectService& m_service;
};

} // namespace skylab::object
