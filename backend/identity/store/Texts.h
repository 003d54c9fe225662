#pragma once

#include "db/Query.h"

#include <QStringList>

namespace skylab::identity {

/// The first column of all rows, as texts; the query's error when it failed.
inline Result<QStringList> texts(Result<db::Query> query)
{
    auto rows = TRY(std::move(query));
    QStringList list;
    while (rows.next())
        list << rows.get<QString>(0);
    TRY(rows.check());
    return list;
}

} // namespace skylab::identity
