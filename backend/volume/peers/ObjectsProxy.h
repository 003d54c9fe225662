#pragma once

#include "service/Route.h"
#include "volume/peers/Objects.h"

namespace skylab::service { class Service; }

namespace skylab::volume {

/// The object store of this cloud, by its own Swift API without the network: what users may see and count of their
/// objects holds for backups too. As a member of the project, in the account AUTH_<project>.
class ObjectsProxy final : public Objects {
public:
    /// `objects` outlives this.
    explicit ObjectsProxy(service::Service& objects);
    ~ObjectsProxy() override;

    Result<> makeContainer(const service::Context& context, const QString& projectId, const QString& container) override;
    Result<> put(const service::Context& context, const QString& projectId, const QString& container, const QString& name, QByteArrayView bytes) override;
    Result<QByteArray> get(const QString& projectId, const QString& container, const QString& name, qint64 most) override;
    Result<> remove(const service::Context& context, const QString& projectId, const QString& container, const QString& name) override;
    Result<QStringList> list(const QString& projectId, const QString& container, const QString& prefix, const QString& marker, int most) override;

private:
    struct Ask {
        const char* method;
        QString projectId;
        QString container;
        QString object = {};
        QByteArray query = {};
        QByteArray body = {};
    };
    /// The answer, if it is a success; else an error of its status.
    Result<http::Response> ask(const service::Context& context, const Ask& ask) const;

    service::Service& m_objects;
    std::vector<service::Route> m_routes;
};

} // namespace skylab::volume
