#include "fuzz/documents/Documents.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"

namespace skylab::fuzz {

using placement::Shape;

namespace {

void tryCandidates(const Trial& trial)
{
    placement::QueryItems items;
    for (const auto& item : trial.query)
        items.push_back({ item.first, item.second });
    const auto request = placement::parseCandidateRequest(items, trial.version);
    ensureSays(request, mostSaid);
    if (!request)
        return;
    ensure(qsizetype(request->groups.size()) <= 2 * trial.query.size() + 1, "there are no more groups than words");
    for (const auto& name : placement::classesOf(*request))
        ensure(placement::isPlainName(name), "a class has a name");
    for (const auto& group : request->groups)
        for (const auto amount : group.resources)
            ensure(amount > 0, "an amount is something");
}

/// Shapes as the handlers put them together, of every kind.
void tryShapes(const Trial& trial)
{
    const auto resources = Shape::object().each(placement::plainName(), Shape::integer(1)).atLeast(1);
    const auto provider = Shape::object().require("resources", resources).allow("generation", Shape::integer());
    const auto claim = Shape::object().require("allocations", Shape::object().each(placement::uuidKey(), provider))
        .require("project_id", Shape::text(1, 255)).require("consumer_generation", Shape::integer().orNull())
        .allow("mappings", Shape::object().each(placement::grouped({}, true), Shape::list(Shape::uuid(), 1)).open());
    const auto inventory = Shape::object().require("total", Shape::integer(1, 1 << 30)).allow("allocation_ratio", Shape::number(1e9))
        .allow("traits", Shape::list(Shape::text(placement::customName(), 255)).unique()).allow("kind", Shape::choice({ QStringLiteral("a"), QStringLiteral("b") }));
    for (const auto& shape : { resources, claim, inventory }) {
        const auto checked = shape.check(trial.json, QStringLiteral("JSON does not validate"));
        ensureSays(checked, mostSaid + 8 * trial.text.size());
    }
}

} // namespace

const Attempts& placementDocuments()
{
    static const Attempts all { &tryCandidates, &tryShapes };
    return all;
}

} // namespace skylab::fuzz
