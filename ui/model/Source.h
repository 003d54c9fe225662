#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <functional>

namespace skylab::model {

/// Where a collection comes from.
struct Source {
    QString id;                      ///< our name for it, "servers"
    QString service;                 ///< catalog type
    QString path;                    ///< of the listing
    QString key;                     ///< of the rows in the answer
    QUrlQuery query = {};
    QString itemPath = {};           ///< "/servers/%1", to load one again; empty: the whole listing is loaded
    QString itemKey = {};            ///< "server"; empty: the answer is the row itself
    QString idField = QStringLiteral("id");
    QStringList eventTypes = {};     ///< resource types of events that are about these rows
    bool projectBound = true;        ///< rows belong to projects; events about others' rows are left aside
    /// Query item that keeps a listing to one project, where administrators get everybody's without being asked: "project_id".
    /// They get their own project's while it is projectBound.
    QString projectItem = {};
    /// The row in an element of the listing, where that is not the row itself.
    std::function<QJsonObject(const QJsonObject&)> unwrap = {};
    /// Whether a row is changing by itself: then clouds without a stream are asked more often.
    std::function<bool(const QJsonObject&)> busy = {};
};

} // namespace skylab::model
