// SQLite's statements: prepared, bound and stepped.
#include "db/Session.h"

#include <sqlite3.h>

namespace skylab::db {

namespace {

/// As Qt's driver binds: a null text or array is NULL.
bool isNull(const QVariant& value)
{
    if (value.typeId() == QMetaType::QString)
        return static_cast<const QString*>(value.constData())->isNull();
    if (value.typeId() == QMetaType::QByteArray)
        return static_cast<const QByteArray*>(value.constData())->isNull();
    return value.isNull();
}

int bind(sqlite3_stmt* statement, int index, const QVariant& value)
{
    if (isNull(value))
        return sqlite3_bind_null(statement, index);
    switch (value.typeId()) {
    case QMetaType::Bool:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong: return sqlite3_bind_int64(statement, index, value.toLongLong());
    case QMetaType::Float:
    case QMetaType::Double: return sqlite3_bind_double(statement, index, value.toDouble());
    case QMetaType::QByteArray: {
        const auto& bytes = *static_cast<const QByteArray*>(value.constData());
        return sqlite3_bind_blob64(statement, index, bytes.constData(), sqlite3_uint64(bytes.size()), SQLITE_TRANSIENT);
    }
    default: {
        const auto text = value.toString().toUtf8();
        return sqlite3_bind_text64(statement, index, text.constData(), sqlite3_uint64(text.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    }
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::finish()
{
    if (query)
        query->finish();
    if (native) {
        sqlite3_reset(native.get());
        sqlite3_clear_bindings(native.get());
        step = Step::Idle;
        ahead = false;
    }
}

Error Session::noteNative(const QString& sql)
{
    auto* const database = handle();
    return note(fromSqlite(sqlite3_extended_errcode(database), QString::fromUtf8(sqlite3_errmsg(database)), sql));
}

Result<> Session::prepareNative(Statement& statement)
{
    const auto text = statement.sql.toUtf8();
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle(), text.constData(), int(text.size()) + 1, SQLITE_PREPARE_PERSISTENT, &prepared, &rest);
    statement.native.reset(prepared);
    if (code != SQLITE_OK)
        return fail(noteNative(statement.sql));
    if (!prepared || !QByteArrayView(rest, text.constData() + text.size() - rest).trimmed().isEmpty())
        return fail(note(SqlError { { ErrorCode::Internal, QStringLiteral("A text is not one statement. This is a fault in Skylab; please report it.") } }));
    statement.parameters = sqlite3_bind_parameter_count(prepared);
    return {};
}

bool Session::stepNative(Statement& statement)
{
    if (statement.step == Statement::Step::Done)
        return true;
    const int code = sqlite3_step(statement.native.get());
    statement.step = code == SQLITE_ROW ? Statement::Step::Row : Statement::Step::Done;
    if (code == SQLITE_DONE && !sqlite3_stmt_readonly(statement.native.get()))
        statement.changed = sqlite3_changes(handle());
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

/// To the first row or, when there is none, to the end: what fails, fails here.
Result<> Session::runNative(Statement& statement, const QVariantList& values)
{
    statement.changed = 0;
    for (qsizetype i = 0; i < values.size(); ++i)
        if (bind(statement.native.get(), int(i) + 1, values[i]) != SQLITE_OK)
            return fail(noteNative(statement.sql));
    if (!stepNative(statement))
        return fail(noteNative(statement.sql));
    statement.ahead = statement.step == Statement::Step::Row;
    return {};
}

} // namespace skylab::db
