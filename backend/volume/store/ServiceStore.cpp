#include "volume/store/ServiceStore.h"

namespace skylab::volume {

Result<std::vector<ServiceRow>> ServiceStore::list(db::Connection& connection, const QString& host)
{
    std::vector<ServiceRow> parts { { backupBinary, host, false, {}, {} }, { schedulerBinary, host, false, {}, {} }, { volumeBinary, host + QStringLiteral("@file"), false, {}, {} } };
    auto rows = TRY(connection.query(QStringLiteral("SELECT binary_name, host, disabled, disabled_reason, changed_at FROM volume_services")));
    while (rows.next())
        for (auto& part : parts) {
            if (part.binary != rows.get<QString>(0) || part.host != rows.get<QString>(1))
                continue;
            part.disabled = rows.get<bool>(2);
            if (!rows.value(3).isNull())
                part.disabledReason = rows.get<QString>(3);
            part.changedAt = rows.get<Timestamp>(4);
        }
    TRY(rows.check());
    return parts;
}

Result<> ServiceStore::save(db::Connection& connection, const ServiceRow& row)
{
    TRY(connection.execute(QStringLiteral("INSERT INTO volume_services (binary_name, host, disabled, disabled_reason, changed_at) VALUES (?, ?, ?, ?, ?) "
                                           "ON CONFLICT (binary_name, host) DO UPDATE SET disabled = excluded.disabled, disabled_reason = excluded.disabled_reason, changed_at = excluded.changed_at"),
                            QVariantList { row.binary, row.host, row.disabled, row.disabledReason ? QVariant(*row.disabledReason) : QVariant(), row.changedAt.micros }));
    return {};
}

} // namespace skylab::volume
