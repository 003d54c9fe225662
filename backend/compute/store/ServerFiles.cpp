#include "compute/store/ServerFiles.h"

namespace skylab::compute {

std::vector<service::FileBook> filesOf()
{
    service::FileBook book { QStringLiteral("compute"), QStringLiteral("instances"), false, true };
    // Which files a server needs depends on its driver and on what it boots from: no folder must be there.
    book.each = [](db::Connection&, const service::FileBook::Visit&) { return Result<>(); };
    book.owns = [](db::Connection& connection, const QString& name) -> Result<bool> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM servers WHERE id = ? AND deleted = ?"), name, false));
        return rows.next();
    };
    return { book };
}

} // namespace skylab::compute
