#include "volume/handlers/MessagesHandler.h"

#include "volume/VolumeService.h"
#include "volume/handlers/Lists.h"

namespace skylab::volume {

using service::Call;

std::vector<service::Route> MessagesHandler::routes()
{
    const auto guard = [](const char* rule, const QString& check) { return service::Guard { QString::fromLatin1(rule), check }; };
    std::vector<service::Route> all {
        service::route("GET", "/messages", guard("message:get_all", service::rules::projectReader), this, &MessagesHandler::list),
        service::show("/messages/{message_id}", guard("message:get", service::rules::projectReader), this, &MessagesHandler::show),
        service::remove("/messages/{message_id}", guard("message:delete", service::rules::projectMember), this, &MessagesHandler::remove),
    };
    for (auto& route : all)
        route = service::versions(std::move(route), sdk::mv(3, 3));
    return all;
}

Result<MessageRow> MessagesHandler::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Messages::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId) || row->guaranteedUntil < Clock::now())
        return fail(ErrorCode::NotFound, QStringLiteral("Message %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<http::Response> MessagesHandler::list(Call& call)
{
    auto query = TRY(lists::parse<MessageRow>(call));
    if (call.version < sdk::mv(3, 5)) {      // filters, sorting and paging came then
        query.filters.clear();
        query.limit.reset();
        query.marker.clear();
    }
    lists::Scope scope { QStringLiteral("project_id = ?"), { call.projectId() } };
    scope.add(QStringLiteral("guaranteed_until >= ?"), { Clock::now().micros });
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return lists::read<MessageRow>(connection, call, query, scope); }));
    return lists::respond(call, page, query, [&](JsonWriter& json, const MessageRow& row) { sdk::encode(json, row, call.encoding()); });
}

Result<MessageRow> MessagesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call.context, id); });
}

Result<> MessagesHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(find(transaction, call.context, id));
        TRY(Messages::remove(transaction, id));
        return {};
    });
}

} // namespace skylab::volume
