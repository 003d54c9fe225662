#include "network/drivers/ovn/NorthboundPlan.h"

#include <QHash>

namespace skylab::network::ovn {

ovsdb::StringMap idsOf(const QJsonValue& row) { return ovsdb::readMap(row.toObject().value(columnIds)); }

bool isNewer(const QJsonArray& rows, qint64 revision)
{
    return !rows.isEmpty() && idsOf(rows.first()).value(keyRevision).toLongLong() > revision;
}

QJsonArray whereIds(const ovsdb::StringMap& pairs) { return ovsdb::whereIncludes(columnIds, pairs); }

void NorthboundPlan::guard(const QString& table, const QJsonArray& where, const QJsonArray& asRead)
{
    QJsonArray rows;
    for (const auto& row : asRead)
        rows.append(QJsonObject { { columnIds, row.toObject().value(columnIds) } });
    add(ovsdb::waitEqual(table, where, { columnIds }, rows));
}

void NorthboundPlan::upsert(const QString& table, const QJsonArray& where, const QJsonArray& asRead,
                            const QJsonObject& columns)
{
    guard(table, where, asRead);
    add(asRead.isEmpty() ? ovsdb::insert(table, columns) : ovsdb::update(table, where, columns));
}

QJsonArray NorthboundPlan::insertChild(const ChildPlace& place, const QJsonObject& columns)
{
    const auto name = newName();
    add(ovsdb::insert(place.table, columns, name));
    const auto reference = ovsdb::namedUuid(name);
    QJsonArray members;
    members.append(reference);
    add(ovsdb::mutate(place.parentTable, place.parent, place.column, QStringLiteral("insert"), ovsdb::set(members)));
    return reference;
}

void NorthboundPlan::removeChild(const ChildPlace& place, const QJsonValue& uuid)
{
    QJsonArray members;
    members.append(uuid);
    add(ovsdb::mutate(place.parentTable, place.parent, place.column, QStringLiteral("delete"), ovsdb::set(members)));
}

void NorthboundPlan::syncChildren(const ChildPlace& place, const QJsonArray& existing, const QList<ChildRow>& wanted)
{
    QHash<QString, QJsonObject> byKey;
    for (const auto& value : existing) {
        const auto row = value.toObject();
        const auto key = idsOf(row).value(keyChild);
        if (byKey.contains(key))
            removeChild(place, row.value(columnUuid));   // a twin that somebody made
        else
            byKey.insert(key, row);
    }
    for (const auto& child : wanted) {
        if (!byKey.contains(child.key)) {
            insertChild(place, child.columns);
            continue;
        }
        const auto row = byKey.take(child.key);
        if (!ovsdb::covers(row, child.columns))
            add(ovsdb::update(place.table, ovsdb::whereUuid(row.value(columnUuid)), child.columns));
    }
    for (const auto& row : std::as_const(byKey))
        removeChild(place, row.value(columnUuid));
}

} // namespace skylab::network::ovn
