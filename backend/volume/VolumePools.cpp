// Where volumes go, and what is told about groups and types.

#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/store/ServiceStore.h"
#include "volume/store/TypeStore.h"

#include <QLoggingCategory>

namespace skylab::volume {

namespace {
Q_LOGGING_CATEGORY(lcPools, "skylab.volume.pools")
}

Result<std::vector<Pool>> VolumeService::pools()
{
    Pool pool;
    pool.name = m_host + QStringLiteral("@file#file");
    pool.backendName = m_driver->name();
    pool.capabilities = m_driver->capabilities();
    pool.placement = m_placement;
    // Users read the reasons: paths and hosts are for the log.
    const auto unwell = [&](const Error& error) {
        qCWarning(lcPools).noquote() << "Pool" << pool.name << "takes no volumes:" << error.message;
        pool.trouble = QStringLiteral("its storage is not well, the operator's log says why");
    };
    if (auto well = m_driver->health(); !well)
        unwell(well.error());
    else if (auto stats = m_driver->stats())
        pool.stats = *stats;
    else
        unwell(stats.error());
    for (const auto& part : TRY(database().read([&](db::Connection& connection) { return ServiceStore::list(connection, m_host); })))
        if (part.binary == volumeBinary && part.disabled)
            pool.trouble = QStringLiteral("it is disabled by an administrator");
    return std::vector<Pool> { std::move(pool) };
}

Result<> VolumeService::requirePool(const VolumeRow& volume)
{
    if (m_driver->connection(volume.id))
        return {};      // a step that is run a second time
    const auto specs = TRY(database().read([&](db::Connection& connection) { return TypeStore::extraSpecs(connection, volume.volumeTypeId); }));
    TRY(choosePool(TRY(pools()), { volume.size, specs, volume.multiattach }));
    return {};
}

Result<> VolumeService::settleProvisioning(const VolumeRow& volume)
{
    const auto specs = TRY(database().read([&](db::Connection& connection) { return TypeStore::extraSpecs(connection, volume.volumeTypeId); }));
    return isThick(specs) ? m_driver->allocate(volume.id) : Result<>();
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const QString& what, const QString& id, const QString& projectId, const QJsonObject& payload)
{
    TRY(service::appendEvent(transaction, context, QStringLiteral("volume.") + what, id, projectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const GroupRow& group)
{
    return announce(transaction, context, QStringLiteral("group.%1").arg(QLatin1String(what)), group.id, group.projectId,
                    qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(group, { .version = traits().maxVersion }));
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const GroupSnapshotRow& snapshot)
{
    return announce(transaction, context, QStringLiteral("group_snapshot.%1").arg(QLatin1String(what)), snapshot.id, snapshot.projectId,
                    qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(snapshot, { .version = traits().maxVersion }));
}

} // namespace skylab::volume
