#include "network/handlers/addressing/SegmentsHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Book.h"

namespace skylab::network {

using service::Call;

std::vector<service::Route> SegmentsHandler::routes()
{
    using H = SegmentsHandler;
    return {
        service::list("/segments", wire::reading("get_segment"), this, &H::list),
        wire::create("/segments", wire::administering("create_segment"), this, &H::create),
        wire::show("/segments/{segment_id}", wire::reading("get_segment"), this, &H::show),
        service::update("PUT", "/segments/{segment_id}", wire::administering("update_segment"), this, &H::update),
        service::remove("/segments/{segment_id}", wire::administering("delete_segment"), this, &H::remove),
    };
}

Result<sdk::Page<SegmentRow>> SegmentsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<SegmentRow>> {
        const auto scope = scopeOf<SegmentRow>(call.context);
        return Segments::list(connection, query, scope.where, scope.arguments);
    });
}

Result<SegmentRow> SegmentsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return visible<SegmentRow>(connection, call.context, id); });
}

Result<std::vector<SegmentRow>> SegmentsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Segment>> wanted)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<SegmentRow>> {
        const auto network = TRY(visible<NetworkRow>(connection, call.context, wanted.front()->networkId));
        return invalid(QStringLiteral("network %1 has its segment already, and the networks of this cloud have one each. Make another network, and connect the two with a router.").arg(network.id), QStringLiteral("network_id"));
    });
}

Result<SegmentRow> SegmentsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<SegmentRow> {
        const auto before = TRY(visible<SegmentRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto wanted = TRY(sdk::decode<SegmentRow>(changes, sdk::In::Update, {}, before));
        TRY(change.save(wanted.value));
        TRY(change.announce("update", wanted.value));
        return wanted.value;
    });
}

Result<> SegmentsHandler::remove(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<> {
        const auto row = TRY(visible<SegmentRow>(connection, call.context, id));
        return refuse(ErrorCode::Conflict, "SegmentInUse", QStringLiteral("Segment '%1' cannot be deleted: it is the only one of network %2, and goes with it.").arg(id, row.networkId));
    });
}

} // namespace skylab::network
