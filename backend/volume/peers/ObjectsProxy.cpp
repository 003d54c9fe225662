#include "volume/peers/ObjectsProxy.h"

#include "http/BodyReader.h"
#include "service/Chassis.h"
#include "service/Service.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace skylab::volume {

namespace {

const QString containerPath = QStringLiteral("/{account}/{container}");
const QString objectPath = QStringLiteral("/{account}/{container}/{object*}");

ErrorCode codeOf(int status)
{
    switch (status) {
    case 400: return ErrorCode::BadRequest;
    case 401:
    case 403: return ErrorCode::Forbidden;
    case 404: return ErrorCode::NotFound;
    case 409: return ErrorCode::Conflict;
    case 413: return ErrorCode::TooLarge;
    case 503: return ErrorCode::Unavailable;
    case 507: return ErrorCode::NoSpace;
    default: return ErrorCode::Internal;
    }
}

Result<QByteArray> readFile(const http::FileBody& file)
{
    QByteArray bytes(file.length(), Qt::Uninitialized);
    for (qint64 done = 0; done < bytes.size();) {
        const auto got = ::pread(file.fd(), bytes.data() + done, std::size_t(bytes.size() - done), file.offset() + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(ErrorCode::Internal, QStringLiteral("An object can't be read: %1.").arg(got == 0 ? QStringLiteral("it is shorter than it was") : QString::fromLocal8Bit(std::strerror(errno))));
        done += got;
    }
    return bytes;
}

tl::unexpected<Error> tooLarge(const QString& name, qint64 most)
{
    return fail(ErrorCode::TooLarge, QStringLiteral("The object %1 has more than the %2 bytes that it should have.").arg(name).arg(most));
}

} // namespace

ObjectsProxy::ObjectsProxy(service::Service& objects) : m_objects(objects), m_routes(objects.routes()) { }
ObjectsProxy::~ObjectsProxy() = default;

Result<http::Response> ObjectsProxy::ask(const service::Context& context, const Ask& ask) const
{
    const auto account = QStringLiteral("AUTH_") + ask.projectId;
    auto asker = context;
    // No more than the project's own users may: links and lists of parts are theirs to write.
    asker.admin = false;
    asker.systemScope.clear();
    asker.roles = { QStringLiteral("member"), QStringLiteral("reader") };
    asker.projectId = ask.projectId;
    if (asker.userId.isEmpty())
        asker.userId = QStringLiteral("skylab");
    http::Request request;
    request.method = ask.method;
    request.path = (m_objects.traits().prefix + u'/').toUtf8() + QUrl::toPercentEncoding(account) + '/' + QUrl::toPercentEncoding(ask.container);
    if (!ask.object.isEmpty())
        request.path += '/' + QUrl::toPercentEncoding(ask.object, "/");
    request.rawQuery = ask.query;
    request.target = ask.query.isEmpty() ? request.path : request.path + '?' + ask.query;
    request.headers.add("Content-Type", "application/octet-stream");
    request.host = "localhost";
    if (request.method == "PUT")
        request.contentLength = ask.body.size();
    http::MemoryBody body(ask.body);
    const auto& path = ask.object.isEmpty() ? containerPath : objectPath;
    for (const auto& route : m_routes) {
        if (route.method != ask.method || route.path != path)
            continue;
        service::Call call { asker, request, body, m_objects };
        call.ids = { { QStringLiteral("account"), account }, { QStringLiteral("container"), ask.container } };
        if (!ask.object.isEmpty())
            call.ids.insert(QStringLiteral("object"), ask.object);
        call.policy = &m_objects.chassis().policy();
        auto response = TRY(route.handle(call));
        if (response.status >= 400)
            return fail(codeOf(response.status), QStringLiteral("The object store answered %1 to %2 of %3 in container %4.").arg(response.status).arg(QLatin1String(ask.method), ask.object.isEmpty() ? QStringLiteral("the container") : ask.object, ask.container));
        return response;
    }
    return fail(ErrorCode::Unavailable, QStringLiteral("This cloud's object store does not take %1.").arg(QLatin1String(ask.method)));
}

Result<> ObjectsProxy::makeContainer(const service::Context& context, const QString& projectId, const QString& container)
{
    TRY(ask(context, { "PUT", projectId, container }));
    return {};
}

Result<> ObjectsProxy::put(const service::Context& context, const QString& projectId, const QString& container, const QString& name, QByteArrayView bytes)
{
    TRY(ask(context, { "PUT", projectId, container, name, {}, QByteArray::fromRawData(bytes.data(), bytes.size()) }));
    return {};
}

Result<QByteArray> ObjectsProxy::get(const QString& projectId, const QString& container, const QString& name, qint64 most)
{
    auto response = TRY(ask(service::Context::system(), { "GET", projectId, container, name }));
    if (const auto* file = std::get_if<http::FileBody>(&response.body)) {
        if (file->length() > most)
            return tooLarge(name, most);
        return readFile(*file);
    }
    if (const auto* stream = std::get_if<http::StreamBody>(&response.body)) {
        QByteArray all;
        for (;;) {
            const auto piece = TRY(stream->next());
            if (piece.isEmpty())
                return all;
            all += piece;
            if (all.size() > most)
                return tooLarge(name, most);
        }
    }
    auto bytes = response.bytes();
    if (bytes.size() > most)
        return tooLarge(name, most);
    return bytes;
}

Result<> ObjectsProxy::remove(const service::Context& context, const QString& projectId, const QString& container, const QString& name)
{
    auto removed = ask(context, { "DELETE", projectId, container, name });
    if (!removed && removed.error().code != ErrorCode::NotFound)
        return fail(removed.error());
    return {};
}

Result<QStringList> ObjectsProxy::list(const QString& projectId, const QString& container, const QString& prefix, const QString& marker, int most)
{
    auto query = "format=json&limit=" + QByteArray::number(most) + "&prefix=" + QUrl::toPercentEncoding(prefix);
    if (!marker.isEmpty())
        query += "&marker=" + QUrl::toPercentEncoding(marker);
    const auto response = ask(service::Context::system(), { "GET", projectId, container, {}, query });
    if (!response && response.error().code == ErrorCode::NotFound)
        return QStringList();
    if (!response)
        return fail(response.error());
    QStringList names;
    const auto entries = QJsonDocument::fromJson(response->bytes()).array();      // a list of lines could not hold every name
    for (const auto& entry : entries)
        names << entry[u"name"].toString();
    return names;
}

} // namespace skylab::volume
