#pragma once

#include "service/Context.h"
#include "service/Quota.h"

namespace skylab::volume {

/// The block storage quotas: what each project may have and has. Beside the fixed resources ("volumes", "gigabytes",
/// "groups" ...) each type of volumes has three of its own: volumes_<type>, gigabytes_<type> and snapshots_<type>,
/// unlimited at first. The class "default" is what projects without limits of their own have. -1 = unlimited.
/// Use is never counted twice: it is asked of the rows in the same transaction.
class QuotaStore {
public:
    using Numbers = QMap<QString, qint64>;
    using Use = service::Quota::Use;

    /// `names`: of the fixed resources with their limits.
    explicit QuotaStore(Numbers names) : m_fixed(std::move(names)) { }

    /// What a class says, over what is built in.
    Result<Numbers> classLimits(db::Connection& connection, const QString& className) const;
    Result<Numbers> defaults(db::Connection& connection) const { return classLimits(connection, QStringLiteral("default")); }
    Result<Numbers> limits(db::Connection& connection, const QString& projectId) const;
    /// Without the resources of private types that the caller's project has no access to: their names are not for it to know.
    Result<Numbers> visible(db::Connection& connection, const service::Context& context, Numbers numbers) const;
    /// BadRequest: no such resource, or a limit below -1.
    Result<> setLimit(db::Connection& connection, const QString& projectId, const QString& resource, qint64 limit) const;
    Result<> setClassLimit(db::Connection& connection, const QString& className, const QString& resource, qint64 limit) const;
    /// Back to the defaults.
    Result<> reset(db::Connection& connection, const QString& projectId) const;
    /// A type's own limits follow its name; with an empty new name they go.
    Result<> renameType(db::Connection& connection, const QString& before, const QString& after) const;

    /// What the project has, by resource, with what its volumes are being extended by; all resources that count something.
    Result<Numbers> inUse(db::Connection& connection, const QString& projectId) const;
    /// OverQuota with resource, limit, use and want, for the first that does not fit.
    Result<> require(db::Connection& connection, const QString& projectId, const std::vector<Use>& uses) const;
    /// A volume that is there already becomes one of this type: only the type's own limits count.
    Result<> requireForType(db::Connection& connection, const QString& projectId, const QString& type, qint64 sizeGiB) const;

private:
    Result<Numbers> builtIn(db::Connection& connection) const;
    Result<> requireKnown(db::Connection& connection, const QString& resource, qint64 limit) const;

    Numbers m_fixed;
};

} // namespace skylab::volume
