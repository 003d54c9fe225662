#include "image/store/ImageFiles.h"

namespace skylab::image {

std::vector<service::FileBook> filesOf()
{
    service::FileBook book { QStringLiteral("image"), QStringLiteral("images") };
    book.each = [](db::Connection& connection, const service::FileBook::Visit& visit) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id, size, checksum FROM images WHERE status IN ('active', 'deactivated') AND size IS NOT NULL ORDER BY id")));
        while (rows.next()) {
            const auto id = rows.get<QString>(0);
            TRY(visit({ id, QStringLiteral("image ") + id, rows.get<qint64>(1), rows.value(2).toString() }));
        }
        return rows.check();
    };
    // Servers and volumes may lie upon the file of an image that is gone.
    book.owns = [](db::Connection& connection, const QString& name) -> Result<bool> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM images WHERE id = ? UNION ALL SELECT 1 FROM image_uses WHERE image_id = ?"), name, name));
        return rows.next();
    };
    return { book };
}

} // namespace skylab::image
