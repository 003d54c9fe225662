#pragma once

#include "placement/model/CandidateSearch.h"
#include "placement/model/Shape.h"
#include "sdk/resource/Version.h"

#include <QJsonObject>

namespace skylab::placement {

using QueryItems = QList<std::pair<QString, QString>>;

/// The query's items as an object; of a name that is given twice, the last.
QJsonObject queryObject(const QueryItems& items);
QStringList queryValues(const QueryItems& items, const QString& name);

/// "VCPU:2,MEMORY_MB:512". BadRequest in Placement's words.
Result<Amounts> parseResources(const QString& text);
/// The values of "required", which may be several since 1.39 (`in:` there), with "!" since 1.22.
Result<TraitWish> parseTraits(const QStringList& values, sdk::Version version);
/// The values of "member_of<suffix>": several since 1.24, "!" since 1.32.
Result<AggregateWish> parseAggregates(const QStringList& values, const QString& suffix, sdk::Version version);
/// All of GET /allocation_candidates' query.
Result<CandidateRequest> parseCandidateRequest(const QueryItems& items, sdk::Version version);

/// The names that a request mentions, to be looked up before the search.
QSet<QString> classesOf(const CandidateRequest& request);
QSet<QString> traitsOf(const CandidateRequest& request);
QSet<QString> traitsOf(const TraitWish& wish);

} // namespace skylab::placement
