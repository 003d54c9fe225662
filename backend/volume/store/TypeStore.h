#pragma once

#include "service/Context.h"
#include "volume/model/IoLimits.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

/// What is asked of types and what hangs on them. A private type is there for administrators and the projects that have
/// access; for everybody else it is not found.
class TypeStore {
public:
    /// NotFound unless the caller may see the type; `id`: "default" is the caller's default.
    static Result<VolumeTypeRow> find(db::Connection& connection, const service::Context& context, const QString& id);
    /// By id or name.
    static Result<VolumeTypeRow> findNamed(db::Connection& connection, const service::Context& context, const QString& nameOrId);
    /// The project's default, or that of the cloud.
    static Result<VolumeTypeRow> defaultOf(db::Connection& connection, const QString& projectId);
    /// The condition on volume_types for what the caller's lists show of private types, with one argument: the project.
    static QString accessScope();

    static Result<bool> isInUse(db::Connection& connection, const QString& typeId);
    /// Extra specs of a volume's type; none when it has no type.
    static Result<sdk::StringMap> extraSpecs(db::Connection& connection, const std::optional<QString>& typeId);
    /// What the hypervisor shall enforce for a volume.
    static Result<IoLimits> ioLimits(db::Connection& connection, const VolumeRow& volume);
    /// BadRequest when the type wants what no volume here can have: encryption, or another availability zone.
    static Result<> requireUsable(db::Connection& connection, const VolumeTypeRow& type, const QString& availabilityZone);
    /// With the type go its QoS, encryption, access and quotas. The caller has seen that nothing uses it.
    static Result<> remove(db::Connection& connection, const QString& typeId);
};

} // namespace skylab::volume
