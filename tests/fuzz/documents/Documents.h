#pragma once

#include "fuzz/Fuzz.h"
#include "sdk/resource/Codec.h"
#include "sdk/resource/ListQuery.h"

#include <set>
#include <vector>

namespace skylab::fuzz {

/// One request, as the chassis would hand it to a service.
struct Trial {
    QJsonObject json;
    QByteArray text;                 ///< the body as it came
    sdk::QueryItems query;
    sdk::Version version;
    sdk::In where = sdk::In::Create;
    sdk::ListRules rules;
};

using Attempt = void (*)(const Trial&);
using Attempts = std::vector<Attempt>;

const Attempts& identityDocuments();
const Attempts& computeDocuments();
const Attempts& networkDocuments();
const Attempts& volumeDocuments();
const Attempts& imageDocuments();
const Attempts& placementDocuments();

constexpr qsizetype mostSaid = 64 * 1024;

/// The document as JSON, which must be some.
template <sdk::Document T>
QJsonObject encoded(const T& document, sdk::Version version)
{
    JsonWriter json;
    sdk::encode(json, document, { .version = version, .admin = true, .baseUrl = QStringLiteral("http://cloud") });
    QJsonParseError error;
    const auto parsed = QJsonDocument::fromJson(json.take(), &error);
    ensure(error.error == QJsonParseError::NoError && parsed.isObject(), "what is written is JSON");
    return parsed.object();
}

/// Whether a client may both send and see it, in this version.
template <typename F>
bool goesBothWays(const F& field, const Trial& trial)
{
    return has(field.rules.in, sdk::In::Read) && has(field.rules.in, trial.where) && sdk::inRange(trial.version, field.rules.since, field.rules.until);
}

/// Sends back what was shown, in the place of what was sent: it must be taken, and shown the same again.
template <sdk::Document T>
void sendBack(const Trial& trial, const QJsonObject& shown)
{
    auto again = trial.json;
    sdk::forEachField<T>([&](const auto& field) {
        const QLatin1String name(field.name);
        const auto isThere = [&](const char* key) { return key && again.contains(QLatin1String(key)); };
        if (!goesBothWays(field, trial) || !shown.contains(name) || shown.value(name).isNull() || (!isThere(field.name) && !isThere(field.rules.alias)))
            return;
        again.insert(name, shown.value(name));
        if (isThere(field.rules.alias))
            again.insert(QLatin1String(field.rules.alias), shown.value(name));
    });
    const auto decoded = sdk::decode<T>(again, trial.where, trial.version);
    if (!decoded)
        std::fprintf(stderr, "%s\n", qPrintable(decoded.error().message));
    ensure(decoded.has_value(), "what was shown can be sent");
    const auto shownAgain = encoded(decoded->value, trial.version);
    sdk::forEachField<T>([&](const auto& field) {
        const QLatin1String name(field.name);
        if (goesBothWays(field, trial) && shown.value(name) != shownAgain.value(name)) {
            std::fprintf(stderr, "%s\n", field.name);
            ensure(false, "what was sent back is shown as before");
        }
    });
}

template <sdk::Document T>
void tryQuery(const Trial& trial)
{
    const auto query = sdk::parseListQuery<T>(trial.query, trial.rules);
    ensureSays(query, mostSaid);
    if (!query)
        return;
    ensure(!query->limit || (*query->limit >= 0 && *query->limit <= trial.rules.maxLimit), "a page is no larger than it may be");
    std::set<QByteArray> columns;
    sdk::forEachField<T>([&](const auto& field) { columns.insert(field.column()); });
    for (const auto& filter : query->filters)
        ensure(columns.contains(filter.column) && !filter.values.isEmpty(), "a filter is of a column");
    for (const auto& key : query->sort)
        ensure(columns.contains(key.column), "a list is sorted by columns");
}

template <sdk::Document T>
void tryDocument(const Trial& trial)
{
    tryQuery<T>(trial);
    const auto decoded = sdk::decode<T>(trial.json, trial.where, trial.version);
    ensureSays(decoded, mostSaid);
    if (!decoded)
        return;
    const auto shown = encoded(decoded->value, trial.version);
    sendBack<T>(trial, shown);
    // An update is decided on top of what is there; with nothing in it nothing changes.
    const auto same = sdk::decode<T>({}, sdk::In::Update, trial.version, decoded->value);
    ensure(same && encoded(same->value, trial.version) == shown, "an empty update changes nothing");
}

/// A request that is never shown.
template <sdk::Document T>
void tryRequest(const Trial& trial)
{
    ensureSays(sdk::decode<T>(trial.json, trial.where, trial.version), mostSaid);
}

template <typename... T>
Attempts requests()
{
    return { &tryRequest<T>... };
}

template <typename... T>
Attempts attempts()
{
    return { &tryDocument<T>... };
}

} // namespace skylab::fuzz
