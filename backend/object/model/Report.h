#pragma once

#include "http/Request.h"
#include "http/Response.h"

#include <QList>
#include <QString>

namespace skylab::object {

/// What came of many things done by one request, as Swift's bulk operations and manifests tell it: text, JSON or XML.
/// The HTTP status is 200 whatever happened; the report has the real one.
struct Report {
    enum class Kind : std::uint8_t { Delete, Extract, Upload };

    Kind kind = Kind::Delete;
    int status = 200;
    QString body;
    qint64 deleted = 0;
    qint64 notFound = 0;
    qint64 created = 0;
    QList<std::pair<QString, QString>> errors;      ///< name, what happened: "409 Conflict"

    /// By what the client accepts; text unless it asks for another.
    [[nodiscard]] http::Response response(const http::Request& request, int httpStatus = 200) const;
};

/// "404 Not Found".
QString statusLine(int status);

} // namespace skylab::object
