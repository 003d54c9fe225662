// A request's body and query, as any client may send them to any service. The first byte is the document, the second the way (create or
// update, the manner of queries), the third the microversion; a line is the query, the rest the JSON.
#include "fuzz/documents/Documents.h"
#include "http/Request.h"

using namespace skylab;
using namespace skylab::fuzz;

namespace {

/// A service's documents and how it speaks.
struct Table {
    const Attempts& attempts;
    int major;               ///< of its microversions; 0 = none
    int newest;
    sdk::ListRules rules;
};

const std::vector<std::pair<Attempt, const Table*>>& all()
{
    static const std::vector<Table> tables {
        { identityDocuments(), 0, 0, { .underscoreOps = true } },
        { computeDocuments(), 2, 96, { .refuseUnknown = true } },
        { networkDocuments(), 0, 0, { .refuseUnknown = true } },
        { volumeDocuments(), 3, 70, {} },
        { imageDocuments(), 0, 0, { .prefixOps = true } },
        { placementDocuments(), 1, 39, {} },
    };
    static const auto flat = [] {
        std::vector<std::pair<Attempt, const Table*>> some;
        for (const auto& table : tables)
            for (const auto attempt : table.attempts)
                some.emplace_back(attempt, &table);
        ensure(some.size() <= 256, "a byte can tell the documents apart");
        return some;
    }();
    return flat;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    Input input(data, size);
    const auto& [attempt, table] = all()[input.byte() % all().size()];
    const auto way = input.byte();
    const int minor = input.byte();
    Trial trial;
    trial.where = way & 1 ? sdk::In::Update : sdk::In::Create;
    trial.rules = table->rules;
    if (table->major && !(way & 2))
        trial.version = sdk::mv(table->major, minor % (table->newest + 1));
    http::Request request;
    request.rawQuery = input.line();
    for (const auto& item : request.query())
        trial.query.append({ item.first, item.second });
    trial.text = input.rest();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(trial.text, &error);
    if (error.error != QJsonParseError::NoError)
        trial.text.clear();
    trial.json = document.object();
    attempt(trial);
    return 0;
}
