#include "db/Value.h"

#include <QJsonDocument>

namespace skylab::db {

namespace {
QString compact(const QJsonDocument& document) { return QString::fromUtf8(document.toJson(QJsonDocument::Compact)); }
/// Most lists and objects of a book are empty.
QJsonDocument parsed(QByteArrayView json)
{
    return json.size() <= 2 ? QJsonDocument() : QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size()));
}
} // namespace

QVariant Sql<QStringList>::bind(const QStringList& value) { return compact(QJsonDocument(QJsonArray::fromStringList(value))); }

QStringList Sql<QStringList>::parse(QByteArrayView json)
{
    QStringList list;
    const auto array = parsed(json).array();
    list.reserve(array.size());
    for (const auto& item : array)
        list << item.toString();
    return list;
}

QVariant Sql<QJsonObject>::bind(const QJsonObject& value) { return compact(QJsonDocument(value)); }
QJsonObject Sql<QJsonObject>::parse(QByteArrayView json) { return parsed(json).object(); }
QVariant Sql<QJsonArray>::bind(const QJsonArray& value) { return compact(QJsonDocument(value)); }
QJsonArray Sql<QJsonArray>::parse(QByteArrayView json) { return parsed(json).array(); }

} // namespace skylab::db
