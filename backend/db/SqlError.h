#pragma once

#include "core/Error.h"

#include <QString>

namespace skylab::db {

/// A database's refusal in our terms, and what may be done about it. Private to this folder.
struct SqlError {
    Error error;
    bool retryable = false;   ///< the same transaction may succeed if it is run again
    bool lost = false;        ///< the connection is gone; open another
};

/// `code` is SQLite's extended result code, `text` its message. The statement goes into the log only.
SqlError fromSqlite(int code, const QString& text, const QString& sql);

/// `state` is the five character SQLSTATE (empty: the connection itself failed), `text` libpq's message. The text
/// may hold stored values in its DETAIL line: only names are taken from it.
SqlError fromPostgres(const QString& state, const QString& text, const QString& sql);

} // namespace skylab::db
