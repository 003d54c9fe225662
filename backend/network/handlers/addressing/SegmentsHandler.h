#pragma once

#include "network/store/AddressRows.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /segments: what carries each network. A network has one, from its birth to its end; only name and description change.
class SegmentsHandler {
public:
    explicit SegmentsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<SegmentRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<SegmentRow> show(service::Call& call, const QString& id);
    Result<std::vector<SegmentRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Segment>> wanted);
    Result<SegmentRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    NetworkService& m_service;
};

} // namespace skylab::network
