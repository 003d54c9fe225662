#pragma once

#include "core/Result.h"
#include "service/Pipeline.h"

#include <QJsonObject>

namespace skylab {

/// Calls the cloud's own API inside the process, through the pipeline with all its checks, without a socket.
/// For the first start, the demo, and what old clients ask of one service by way of another. Blocks; any thread.
class LocalClient {
public:
    LocalClient(service::Pipeline& pipeline, QString publicUrl, QByteArray token)
        : m_pipeline(pipeline), m_publicUrl(std::move(publicUrl)), m_token(std::move(token)) { }

    /// The answer's JSON. A fault becomes an Error with the service's own message.
    Result<QJsonObject> call(const QByteArray& method, const QString& path, const QJsonObject& body = {});
    Result<QJsonObject> get(const QString& path) { return call("GET", path); }
    Result<QJsonObject> post(const QString& path, const QJsonObject& body) { return call("POST", path, body); }
    Result<QJsonObject> put(const QString& path, const QJsonObject& body) { return call("PUT", path, body); }

    /// A call on behalf of a user, whose token this client has: a fault comes in the service's own words alone. The body's
    /// key "" holds a list that is the whole body.
    Result<QJsonObject> forward(const QByteArray& method, const QString& path, const QJsonObject& body, const QByteArray& type);

    /// PUTs a file's bytes as a stream.
    Result<> upload(const QString& path, const QString& file);

private:
    http::Response exchange(const QByteArray& method, const QString& path, const QByteArray& type, http::BodyReader& body, qint64 length);
    Result<QJsonObject> send(const QByteArray& method, const QString& path, const QByteArray& type, http::BodyReader& body, qint64 length);

    service::Pipeline& m_pipeline;
    QString m_publicUrl;
    QByteArray m_token;
};

} // namespace skylab
