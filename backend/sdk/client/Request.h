#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrlQuery>

namespace skylab::client {

using Headers = QList<QPair<QByteArray, QByteArray>>;

/// One call on a service of the catalog. A plain value.
struct Request {
    QByteArray verb = "GET";
    QString service;                       ///< catalog type, "compute"
    QString path;                          ///< begins with '/', follows the service's endpoint; a leading version that the
                                           ///< endpoint ends with already is dropped
    QUrlQuery query = {};
    QJsonValue body = QJsonValue::Undefined;
    Headers headers = {};
    QString listKey = {};                  ///< when set, pages are followed and joined under this key
};

/// What came back with a status below 400.
struct Reply {
    int status = 0;
    QJsonValue json;                       ///< the document; undefined when the body was none
    QByteArray body;                       ///< the bytes when they were no JSON
    QHash<QByteArray, QByteArray> headers; ///< lower-case names
    QString requestId;

    [[nodiscard]] QJsonObject object() const { return json.toObject(); }
    /// The object under a key: object("server") of {"server": {...}}.
    [[nodiscard]] QJsonObject object(QStringView key) const { return json.toObject()[key].toObject(); }
    [[nodiscard]] QJsonArray list(QStringView key) const
    {
        return json.isArray() ? json.toArray() : json.toObject()[key].toArray();
    }
};

} // namespace skylab::client
