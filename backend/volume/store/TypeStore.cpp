#include "volume/store/TypeStore.h"

#include "volume/VolumeService.h"

namespace skylab::volume {

namespace {

tl::unexpected<Error> noSuchType(const QString& id)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Volume type %1 could not be found.").arg(id.left(64)), QStringLiteral("volume_type"));
}

Result<VolumeTypeRow> visible(db::Connection& connection, const service::Context& context, std::optional<VolumeTypeRow> row, const QString& asked)
{
    if (!row)
        return noSuchType(asked);
    if (row->isPublic || context.admin)
        return std::move(*row);
    auto access = TRY(connection.query(QStringLiteral("SELECT 1 FROM volume_type_access WHERE volume_type_id = ? AND project_id = ?"), row->id, context.projectId));
    const bool mine = access.next();
    TRY(access.check());
    return mine ? Result<VolumeTypeRow>(std::move(*row)) : noSuchType(asked);
}

} // namespace

QString TypeStore::accessScope() { return QStringLiteral("id IN (SELECT volume_type_id FROM volume_type_access WHERE project_id = ?)"); }

Result<VolumeTypeRow> TypeStore::defaultOf(db::Connection& connection, const QString& projectId)
{
    if (const auto own = TRY(DefaultTypes::find(connection, projectId)))
        if (auto type = TRY(VolumeTypes::find(connection, own->volumeTypeId)))
            return std::move(*type);
    auto type = TRY(VolumeTypes::findWhere(connection, QStringLiteral("name = ?"), { VolumeService::defaultType() }));
    if (!type)
        return noSuchType(VolumeService::defaultType());
    return std::move(*type);
}

Result<VolumeTypeRow> TypeStore::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    if (id == u"default")
        return defaultOf(connection, context.projectId);
    return visible(connection, context, TRY(VolumeTypes::find(connection, id)), id);
}

Result<VolumeTypeRow> TypeStore::findNamed(db::Connection& connection, const service::Context& context, const QString& nameOrId)
{
    auto row = TRY(VolumeTypes::find(connection, nameOrId));      // an id goes before a name that looks like one
    if (!row)
        row = TRY(VolumeTypes::findWhere(connection, QStringLiteral("name = ?"), { nameOrId }));
    return visible(connection, context, std::move(row), nameOrId);
}

Result<bool> TypeStore::isInUse(db::Connection& connection, const QString& typeId)
{
    return TRY(Volumes::count(connection, QStringLiteral("volume_type_id = ?"), { typeId })) > 0;
}

Result<sdk::StringMap> TypeStore::extraSpecs(db::Connection& connection, const std::optional<QString>& typeId)
{
    const auto type = TRY(VolumeTypes::find(connection, typeId.value_or(QString())));
    return type ? type->extraSpecs : sdk::StringMap();
}

Result<IoLimits> TypeStore::ioLimits(db::Connection& connection, const VolumeRow& volume)
{
    const auto type = TRY(VolumeTypes::find(connection, volume.volumeTypeId.value_or(QString())));
    if (!type || !type->qosSpecsId)
        return IoLimits();
    const auto qos = TRY(QosSpecsStore::find(connection, *type->qosSpecsId));
    if (!qos || qos->consumer == u"back-end")
        return IoLimits();
    return volume::ioLimits(qos->specs, volume.size);
}

Result<> TypeStore::requireUsable(db::Connection& connection, const VolumeTypeRow& type, const QString& availabilityZone)
{
    if (TRY(Encryptions::find(connection, type.id)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume type: volumes of type %1 are to be encrypted, which this cloud's storage can't do. Choose another type.").arg(type.name), QStringLiteral("volume_type"));
    const auto zones = type.extraSpecs.value(QStringLiteral("RESKEY:availability_zones"));
    if (!zones.isEmpty() && !zones.split(u',').contains(availabilityZone))
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is not for availability zone %2, only for %3.").arg(type.name, availabilityZone, zones), QStringLiteral("availability_zone"));
    return {};
}

Result<> TypeStore::remove(db::Connection& connection, const QString& typeId)
{
    TRY(Encryptions::remove(connection, typeId));
    TRY(connection.execute(QStringLiteral("DELETE FROM volume_type_access WHERE volume_type_id = ?"), typeId));
    TRY(VolumeTypes::remove(connection, typeId));
    return {};
}

} // namespace skylab::volume
