#include "service/policy/Owners.h"

#include "service/Service.h"

namespace skylab::service {

void addOwners(const Call& call, PolicyTarget& target)
{
    for (const auto& owned : call.service.traits().owned) {
        const auto id = call.id(QLatin1String(owned.argument));
        if (id.isEmpty())
            continue;
        const auto sql = QStringLiteral("SELECT %1, %2 FROM %3 WHERE id = ?")
            .arg(QLatin1String(owned.projectColumn), owned.userColumn ? QLatin1String(owned.userColumn) : QLatin1String("''"), QLatin1String(owned.table));
        const auto owner = call.service.database().read([&](db::Connection& connection) -> Result<QStringList> {
            auto rows = TRY(connection.query(sql, id));
            return rows.next() ? QStringList { rows.get<QString>(0), rows.get<QString>(1) } : QStringList();
        });
        if (!owner || owner->isEmpty() || (owner->first() != call.context.projectId && !call.context.admin))
            continue;
        target.insert(QStringLiteral("project_id"), owner->first());
        target.insert(QStringLiteral("tenant_id"), owner->first());
        if (owned.userColumn)
            target.insert(QStringLiteral("user_id"), owner->last());
    }
}

} // namespace skylab::service
