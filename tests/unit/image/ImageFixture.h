#pragma once

#include "image/ImageService.h"
#include "image/drivers/file/FileImageStore.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <functional>

namespace skylab::test {

/// A token is "project:role", so that tests can be anyone.
class AnyoneAuthenticator : public service::Authenticator {
public:
    Result<service::Context> authenticate(const QByteArray& token) override
    {
        const auto parts = token.split(':');
        if (parts.size() != 2)
            return fail(ErrorCode::Unauthorized, QStringLiteral("The request you have made requires authentication."));
        service::Context context;
        context.userId = QStringLiteral("user");
        context.projectId = QString::fromUtf8(parts[0]);
        context.roles = { QString::fromUtf8(parts[1]) };
        if (context.hasRole(QStringLiteral("admin")))
            context.roles << QStringLiteral("member");
        if (context.hasRole(QStringLiteral("member")))
            context.roles << QStringLiteral("reader");
        return context;
    }
    QString projectName(const QString& id) override { return id; }
};

/// A client that goes away after so many bytes.
class BrokenBody : public http::BodyReader {
public:
    explicit BrokenBody(QByteArray bytes) : m_bytes(std::move(bytes)) { }
    Result<qsizetype> read(char* to, qsizetype size) override
    {
        if (m_done)
            return fail(ErrorCode::BadRequest, QStringLiteral("The client left in the middle of the body."));
        m_done = true;
        const auto count = std::min(size, m_bytes.size());
        std::memcpy(to, m_bytes.constData(), size_t(count));
        return count;
    }

private:
    QByteArray m_bytes;
    bool m_done = false;
};

/// The image service on a chassis of its own, with files below a temporary folder. start() again plays a restart.
struct ImageFixture {
    /// In memory where the system has such a place: every call below waits for its disk.
    QTemporaryDir folder { (QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm") : QDir::tempPath()) + QStringLiteral("/skylab-image-XXXXXX") };
    AnyoneAuthenticator authenticator;
    std::unique_ptr<service::Chassis> chassis;
    std::unique_ptr<image::ImageService> images;
    std::unique_ptr<service::Pipeline> pipeline;
    http::Response last;
    image::ImageLimits limits;
    image::DownloadRules downloads;
    QString databaseUrl;
    std::function<void()> beforeTasks;      ///< all is there, and no task runs yet

    ~ImageFixture() { stop(); }

    Result<> start()
    {
        stop();
        chassis = TRY(service::Chassis::open({ .dataDir = folder.path(), .databaseUrl = databaseUrl }));
        chassis->setAuthenticator(&authenticator);
        images = TRY(image::ImageService::open(*chassis, TRY(image::FileImageStore::at(storeFolder())), limits, downloads));
        pipeline = std::make_unique<service::Pipeline>(*chassis);
        TRY(pipeline->addService(*images));
        TRY(images->start());
        if (beforeTasks)
            beforeTasks();
        TRY(chassis->tasks().start());
        return chassis->events().start();
    }
    void stop()
    {
        pipeline.reset();
        if (chassis) {
            chassis->tasks().stop();
            chassis->events().stop();
        }
        images.reset();
        chassis.reset();
    }
    [[nodiscard]] QString storeFolder() const { return folder.filePath(QStringLiteral("images")); }

    /// Whatever is in the store, temporary files included.
    [[nodiscard]] QStringList storedFiles() const
    {
        return QDir(storeFolder()).entryList(QDir::Files | QDir::Hidden | QDir::System);
    }

    http::Response& send(const QByteArray& method, const QByteArray& target, http::BodyReader& body, std::optional<qint64> length, const http::Headers& headers)
    {
        http::Request request;
        request.method = method;
        request.target = target;
        request.path = target.split('?')[0];
        request.rawQuery = target.mid(request.path.size() + 1);
        request.host = "cloud:5000";
        request.headers = headers;
        request.contentLength = length;
        request.chunked = !length;
        last = pipeline->handle(request, body);
        return last;
    }
    QJsonObject call(const QByteArray& method, const QByteArray& target, const QByteArray& body = {}, const QByteArray& token = "p1:member",
                     const QByteArray& type = "application/json", const http::Headers& more = {})
    {
        http::Headers headers = more;
        if (!token.isEmpty())
            headers.add("X-Auth-Token", token);
        headers.add("Content-Type", type);
        http::MemoryBody reader(body);
        send(method, "/image" + target, reader, body.size(), headers);
        return QJsonDocument::fromJson(last.bytes()).object();
    }
    QJsonObject patch(const QString& id, const QByteArray& operations, const QByteArray& token = "p1:member")
    {
        return call("PATCH", "/v2/images/" + id.toLatin1(), operations, token, "application/openstack-images-v2.1-json-patch");
    }
    QString create(const QByteArray& body = R"({"name":"one","disk_format":"raw","container_format":"bare"})", const QByteArray& token = "p1:member")
    {
        return call("POST", "/v2/images", body, token)[u"id"].toString();
    }
    int upload(const QString& id, const QByteArray& bytes, const QByteArray& token = "p1:member")
    {
        call("PUT", "/v2/images/" + id.toLatin1() + "/file", bytes, token, "application/octet-stream");
        return last.status;
    }
    QString status(const QString& id) { return call("GET", "/v2/images/" + id.toLatin1(), {}, "root:admin")[u"status"].toString(); }
    QStringList names(const QByteArray& query, const QByteArray& token = "p1:member")
    {
        QStringList found;
        for (const auto& image : call("GET", "/v2/images?" + query, {}, token)[u"images"].toArray())
            found << image[u"name"].toString();
        return found;
    }
    [[nodiscard]] static service::Context member(const QString& project)
    {
        service::Context context;
        context.projectId = project;
        context.userId = QStringLiteral("user");
        context.roles = { QStringLiteral("member"), QStringLiteral("reader") };
        return context;
    }
};

/// The bytes of a FileBody, as a client would get them.
inline QByteArray bytesOf(const http::Response& response)
{
    const auto* file = std::get_if<http::FileBody>(&response.body);
    if (!file)
        return response.bytes();
    QByteArray bytes(file->length(), '\0');
    const auto got = ::pread(file->fd(), bytes.data(), size_t(bytes.size()), file->offset());
    return bytes.left(qsizetype(std::max<ssize_t>(got, 0)));
}

} // namespace skylab::test
