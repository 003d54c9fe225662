#include "db/Value.h"

#include <QJsonDocument>

namespace skylab::db {

namespace {
QString compact(const QJsonDocument& document) { return QString::fromUtf8(document.toJson(QJsonDocument::Compact)); }
QJsonDocument parsed(const QVariant& value) { return QJsonDocument::fromJson(value.toString().toUtf8()); }
} // namespace

QVariant Sql<QStringList>::bind(const QStringList& value) { return compact(QJsonDocument(QJsonArray::fromStringList(value))); }

QStringList Sql<QStringList>::read(const QVariant& value)
{
    QStringList list;
    const auto array = parsed(value).array();
    list.reserve(array.size());
    for (const auto& item : array)
        list << item.toString();
    return list;
}

QVariant Sql<QJsonObject>::bind(const QJsonObject& value) { return compact(QJsonDocument(value)); }
QJsonObject Sql<QJsonObject>::read(const QVariant& value) { return parsed(value).object(); }
QVariant Sql<QJsonArray>::bind(const QJsonArray& value) { return compact(QJsonDocument(value)); }
QJsonArray Sql<QJsonArray>::read(const QVariant& value) { return parsed(value).array(); }

} // namespace skylab::db
