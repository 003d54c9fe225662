#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"
#include "sdk/resource/ListQuery.h"

namespace skylab::image {

/// What a client asked of GET /images, Glance's own words included.
struct ImageFilters {
    sdk::ListQuery query;                            ///< plain fields, sort (newest first by default), marker, limit (25)
    QString visibility;                              ///< one of the four, "all", or empty: all but others' community images
    QString memberStatus = QStringLiteral("accepted");   ///< of images shared with the caller; "all" for any
    bool hidden = false;
    QStringList tags;                                ///< all of them
    std::optional<qint64> size;                      ///< bytes, as are the next two
    std::optional<qint64> sizeMin;
    std::optional<qint64> sizeMax;
    QList<QPair<QString, QString>> properties;       ///< custom ones: all of them
};

constexpr int defaultLimit = 25;

/// BadRequest for values that don't exist, keys that can't be sorted by, sort and sort_key together.
Result<ImageFilters> readFilters(const sdk::QueryItems& items, sdk::ListRules rules);

} // namespace skylab::image
