#pragma once

#include "core/Result.h"
#include "db/Connection.h"

#include <QMap>

namespace skylab::compute::userquotas {

/// Limits that an administrator set for one user in one project, within the project's own.
Result<QMap<QString, qint64>> limits(db::Connection& connection, const QString& projectId, const QString& userId);
Result<> setLimit(db::Connection& connection, const QString& projectId, const QString& userId, const QString& resource, qint64 limit);
Result<> reset(db::Connection& connection, const QString& projectId, const QString& userId);
/// Of all users of the project.
Result<> resetProject(db::Connection& connection, const QString& projectId);

/// instances, cores, ram and server_groups that are in use (servers that wait for their restore or end are not), by the project or by one user of it.
/// A resized server counts with the larger of its two flavors, resource by resource, until the resize is confirmed.
Result<QMap<QString, qint64>> use(db::Connection& connection, const QString& projectId, const QString& userId = {});
/// OverQuota when limits of the user's own (as limits() gives them) don't allow so much more of each resource.
Result<> requireWithin(const QMap<QString, qint64>& limits, const QMap<QString, qint64>& used, const QMap<QString, qint64>& wanted);
/// The same, of what use() counts.
Result<> require(db::Connection& connection, const QString& projectId, const QString& userId, const QMap<QString, qint64>& wanted);

/// Limits of quota classes. Those of "default" are what all projects begin with (ComputeService::loadQuotaDefaults).
Result<QMap<QString, qint64>> classLimits(db::Connection& connection, const QString& className);
Result<> setClassLimit(db::Connection& connection, const QString& className, const QString& resource, qint64 limit);

} // namespace skylab::compute::userquotas
