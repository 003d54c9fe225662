#pragma once

#include "core/Result.h"
#include "service/Context.h"

#include <QByteArray>
#include <QStringList>

namespace skylab::volume {

/// What volume asks of an object store, for backups. Objects lie in the account of a project, where its users see them.
/// Thread-safe; calls block. Errors: NoSpace, Unavailable, Internal, and what is said below.
class Objects {
public:
    Objects() = default;
    virtual ~Objects() = default;
    Q_DISABLE_COPY_MOVE(Objects)

    /// Makes the container when there is none. BadRequest when it can't have that name.
    virtual Result<> makeContainer(const service::Context& context, const QString& projectId, const QString& container) = 0;
    /// Durable when it returns; an object of that name is replaced. NotFound without the container.
    virtual Result<> put(const service::Context& context, const QString& projectId, const QString& container, const QString& name, QByteArrayView bytes) = 0;
    /// The whole object. NotFound; TooLarge when it has more than `most` bytes.
    virtual Result<QByteArray> get(const QString& projectId, const QString& container, const QString& name, qint64 most) = 0;
    /// Absent is success.
    virtual Result<> remove(const service::Context& context, const QString& projectId, const QString& container, const QString& name) = 0;
    /// Up to `most` names that begin with `prefix`, after `marker`, sorted. No container: none.
    virtual Result<QStringList> list(const QString& projectId, const QString& container, const QString& prefix, const QString& marker, int most) = 0;
};

} // namespace skylab::volume
