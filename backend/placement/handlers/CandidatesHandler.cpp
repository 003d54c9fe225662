#include "placement/handlers/CandidatesHandler.h"

#include "core/JsonWriter.h"
#include "placement/PlacementService.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"
#include "placement/store/ProviderStore.h"

#include <algorithm>

namespace skylab::placement {

using sdk::mv;
using service::Call;

namespace {

void writeMappings(JsonWriter& json, const World& world, const Candidate& candidate)
{
    json.key("mappings").beginObject();
    for (auto it = candidate.mappings.begin(); it != candidate.mappings.end(); ++it) {
        json.key(QStringView(it.key())).beginArray();
        for (const auto place : *it)
            json.value(world.at(place).provider.uuid);
        json.endArray();
    }
    json.endObject();
}

void writeCandidate(JsonWriter& json, const Call& call, const World& world, const Candidate& candidate)
{
    const bool listed = call.version < mv(1, 12);
    json.beginObject().key("allocations");
    listed ? json.beginArray() : json.beginObject();
    for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it) {
        const auto& uuid = world.at(it.key()).provider.uuid;
        if (listed)
            json.beginObject().key("resource_provider").beginObject().key("uuid").value(uuid).endObject();
        else
            json.key(QStringView(uuid)).beginObject();
        json.key("resources");
        wire::writeAmounts(json, *it);
        json.endObject();
    }
    listed ? json.endArray() : json.endObject();
    if (call.version >= mv(1, 34))
        writeMappings(json, world, candidate);
    json.endObject();
}

void writeSummary(JsonWriter& json, const Call& call, const World::Node& node, const QSet<QString>& requested)
{
    json.key(QStringView(node.provider.uuid)).beginObject().key("resources").beginObject();
    for (auto it = node.stocks.begin(); it != node.stocks.end(); ++it)
        if (call.version >= mv(1, 27) || requested.contains(it.key()))
            json.key(QStringView(it.key())).beginObject().key("capacity").value(it->capacity()).key("used").value(it->used).endObject();
    json.endObject();
    if (call.version >= mv(1, 17)) {
        auto traits = node.traits.values();
        std::sort(traits.begin(), traits.end());
        json.key("traits").beginArray();
        for (const auto& trait : traits)
            json.value(trait);
        json.endArray();
    }
    if (call.version >= mv(1, 29)) {
        json.key("parent_provider_uuid");
        node.provider.parent.isEmpty() ? json.null() : json.value(node.provider.parent);
        json.key("root_provider_uuid").value(node.provider.root);
    }
    json.endObject();
}

} // namespace

Result<http::Response> CandidatesHandler::list(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto request = TRY(parseCandidateRequest(call.request.query(), call.version));
    const auto requested = classesOf(request);
    const auto world = TRY(m_service.database().read([&](db::Connection& connection) -> Result<World> {
        for (const auto& name : requested)
            if (auto known = ProviderStore::requireClass(connection, name); !known)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid resource class in resources parameter: ") + known.error().message);
        if (auto known = ProviderStore::requireTraits(connection, traitsOf(request)); !known)
            return fail(ErrorCode::BadRequest, known.error().message);
        return World::read(connection);
    }));
    const auto candidates = TRY(CandidateSearch(world, request).run());
    JsonWriter json;
    json.beginObject().key("allocation_requests").beginArray();
    for (const auto& candidate : candidates.found)
        writeCandidate(json, call, world, candidate);
    json.endArray().key("provider_summaries").beginObject();
    for (const auto place : candidates.summaries)
        writeSummary(json, call, world.at(place), requested);
    json.endObject().endObject();
    return wire::json(call, 200, json.take());
}

} // namespace skylab::placement
