#pragma once

#include "core/Result.h"
#include "db/Connection.h"

#include <QHash>
#include <QMap>

namespace skylab::service {

/// Quota limits of one service. Use is never counted twice: callers count their own rows in the same transaction,
/// so that use can't drift from what is there.
class Quota {
public:
    /// -1 = unlimited.
    explicit Quota(QMap<QString, qint64> defaults) : m_defaults(std::move(defaults)) { }

    [[nodiscard]] const QMap<QString, qint64>& defaults() const { return m_defaults; }
    /// All limits of the project: its own where set, else the default.
    Result<QMap<QString, qint64>> limits(db::Connection& connection, const QString& projectId) const;
    Result<> setLimit(db::Connection& connection, const QString& projectId, const QString& resource, qint64 limit) const;
    Result<> reset(db::Connection& connection, const QString& projectId) const;

    struct Use {
        QString resource;
        qint64 used;
        qint64 wanted;
    };
    /// OverQuota with resource, limit, use and want, for the first that does not fit. `field` blames the input.
    Result<> require(db::Connection& connection, const QString& projectId, const std::vector<Use>& uses) const;

private:
    QMap<QString, qint64> m_defaults;
};

} // namespace skylab::service
