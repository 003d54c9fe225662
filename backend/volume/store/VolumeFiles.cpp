#include "volume/store/VolumeFiles.h"

namespace skylab::volume {

namespace {

service::FileBook bookOf(const QString& table, const QString& what, const QString& unfinished)
{
    service::FileBook book { QStringLiteral("volume"), QStringLiteral("volumes/") + table, true };
    book.each = [=](db::Connection& connection, const service::FileBook::Visit& visit) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id FROM %1 WHERE status NOT IN (%2) ORDER BY id").arg(table, unfinished)));
        while (rows.next())
            TRY(visit({ rows.get<QString>(0), what + rows.get<QString>(0) }));
        return rows.check();
    };
    book.owns = [table](db::Connection& connection, const QString& name) -> Result<bool> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM %1 WHERE id = ?").arg(table), name));
        return rows.next();
    };
    return book;
}

} // namespace

std::vector<service::FileBook> filesOf()
{
    const auto unfinished = QStringLiteral("'creating', 'downloading', 'deleting', 'error', 'error_deleting'");
    return { bookOf(QStringLiteral("volumes"), QStringLiteral("volume "), unfinished), bookOf(QStringLiteral("snapshots"), QStringLiteral("snapshot "), unfinished) };
}

} // namespace skylab::volume
