#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// GET /servers with all that Nova lets one ask: which rows, in which order, from where.
class ServerListing {
public:
    ServerListing(ComputeService& service, const service::Call& call) : m_service(service), m_call(call) { }

    /// The page, with the query for its links.
    Result<sdk::Page<ServerRow>> page();
    /// The same page with no more than the brief list shows.
    Result<sdk::Page<ServerNameRow>> names();
    [[nodiscard]] const sdk::ListQuery& query() const { return m_query; }

private:
    template <typename Row>
    Result<sdk::Page<Row>> read();
    void dropAdminFilters();
    Result<> readScope();
    Result<> readTimes();
    Result<> readStatus();
    Result<> readNames(db::Connection& connection);
    Result<> readAddresses(db::Connection& connection);
    Result<> readTags(db::Connection& connection);
    Result<std::vector<std::pair<QString, QString>>> idsWith(db::Connection& connection, const char* column);
    void onlyThese(const QStringList& ids);

    ComputeService& m_service;
    const service::Call& m_call;
    sdk::ListQuery m_query;
    QStringList m_where;
    QVariantList m_arguments;
};

} // namespace skylab::compute
