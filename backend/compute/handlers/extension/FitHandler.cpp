#include "compute/handlers/extension/FitHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/extension/FitPlanner.h"
#include "compute/store/Explanations.h"

namespace skylab::compute {

using service::Call;

std::vector<service::Route> FitHandler::routes()
{
    return {
        service::route("POST", "/fit", { QStringLiteral("skylab:fit"), service::rules::projectReader }, this, &FitHandler::fit),
        service::route("GET", "/explain/servers/{server_id}", { QStringLiteral("skylab:explain"), service::rules::projectReader }, this, &FitHandler::explain),
    };
}

Result<http::Response> FitHandler::fit(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::FitRequest>(TRY(service::unwrap(call, sdk::FitRequest::resourceKey)), sdk::In::Create, {}, {}, QStringLiteral("fit")));
    FitPlanner planner(m_service, call);
    const auto wish = TRY(planner.wishOf(wanted));
    const auto verdict = TRY(planner.judge(wish));
    JsonWriter json;
    json.beginObject().key("fit").beginObject();
    json.key("fits").value(verdict.fitting >= wish.count && verdict.quotaFits()).key("count").value(wish.count).key("fitting").value(verdict.fitting).key("hosts");
    planner.writeHosts(json, verdict.hosts);
    json.key("quota").beginArray();
    for (const auto& line : verdict.quota) {
        json.beginObject().key("resource").value(line.resource).key("limit").value(line.limit).key("in_use").value(line.inUse);
        json.key("after").value(line.after).key("fits").value(line.fits()).endObject();
    }
    json.endArray().key("ways_out");
    TRY(planner.writeWays(json, wish, verdict));
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> FitHandler::explain(Call& call)
{
    ServerRow server;
    const auto kept = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::optional<ExplanationRow>> {
        server = TRY(ComputeService::find(connection, call.context, call.id(QStringLiteral("server_id"))));
        return Explanations::find(connection, server.id);
    }));
    if (!kept)
        return fail(ErrorCode::NotFound, QStringLiteral("How server %1 was scheduled has not been kept.").arg(server.id));
    FitPlanner planner(m_service, call);
    JsonWriter json;
    json.beginObject().key("explanation").beginObject();
    json.key("server_id").value(server.id).key("name").value(server.name).key("request_id").value(kept->requestId);
    json.key("time").value(toString(kept->createdAt, TimeFormat::MicrosZ)).key("outcome").value(kept->outcome).key("asked");
    sdk::encode(json, kept->asked);
    json.key("hosts");
    planner.writeHosts(json, kept->hosts);
    json.key("ways_out");
    if (kept->outcome == u"no_valid_host") {      // as things are now, so that they hold
        const auto wish = TRY(planner.wishOf(server));
        TRY(planner.writeWays(json, wish, TRY(planner.judge(wish))));
    } else {
        json.beginArray().endArray();
    }
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
