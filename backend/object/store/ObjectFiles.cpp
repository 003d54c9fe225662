#include "object/store/ObjectFiles.h"

namespace skylab::object {

namespace {

/// Without content there is no file, and the id begins with a dash.
Result<> eachOf(const QString& table, db::Connection& connection, const service::FileBook::Visit& visit)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT c.account, o.blob_id, o.bytes, o.etag, c.name, o.name, o.kind FROM %1 o JOIN containers c ON c.id = o.container_id "
                                                    "WHERE substr(o.blob_id, 1, 1) <> '-' ORDER BY o.blob_id").arg(table)));
    while (rows.next()) {
        const auto account = rows.get<QString>(0), blob = rows.get<QString>(1);
        const bool plain = rows.get<QString>(6).isEmpty();      // a large object's etag and size are not its manifest's
        TRY(visit({ account + u'/' + blob.left(2) + u'/' + blob, QStringLiteral("object %1/%2 of %3").arg(rows.get<QString>(4), rows.get<QString>(5), account),
                    plain ? rows.get<qint64>(2) : -1, plain ? rows.get<QString>(3) : QString() }));
    }
    return rows.check();
}

} // namespace

std::vector<service::FileBook> filesOf()
{
    service::FileBook book { QStringLiteral("object"), QStringLiteral("objects") };
    book.each = [](db::Connection& connection, const service::FileBook::Visit& visit) -> Result<> {
        TRY(eachOf(QStringLiteral("objects"), connection, visit));
        return eachOf(QStringLiteral("versions"), connection, visit);
    };
    book.owns = [](db::Connection& connection, const QString& name) -> Result<bool> {
        const auto blob = name.section(u'/', -1);
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM objects WHERE blob_id = ? AND substr(blob_id, 1, 1) <> '-' UNION ALL SELECT 1 FROM versions WHERE blob_id = ?"), blob, blob));
        return rows.next();
    };
    return { book };
}

} // namespace skylab::object
