#pragma once

#include "object/ObjectService.h"
#include "object/drivers/file/FileObjectStore.h"
#include "support/cloud/TestCloud.h"

#include <QDirIterator>
#include <QTcpSocket>
#include <QUrl>

namespace skylab::test {

/// A store, and what happens before a blob of it is opened.
class WatchedStore final : public object::ObjectStore {
public:
    WatchedStore(std::unique_ptr<object::ObjectStore> store, const std::function<void()>& beforeOpen) : m_store(std::move(store)), m_beforeOpen(beforeOpen) { }
    [[nodiscard]] QString name() const override { return m_store->name(); }
    Result<std::unique_ptr<object::BlobWriter>> begin(const QString& account, qint64 expectedSize) override { return m_store->begin(account, expectedSize); }
    Result<object::OpenedBlob> open(const QString& account, const QString& blobId, qint64 offset, qint64 length) override
    {
        if (m_beforeOpen)
            m_beforeOpen();
        return m_store->open(account, blobId, offset, length);
    }
    Result<> remove(const QString& account, const QString& blobId) override { return m_store->remove(account, blobId); }
    Result<QList<object::OwnedBlob>> list(const QString& account) override { return m_store->list(account); }
    Result<object::StoreStats> stats() override { return m_store->stats(); }
    Result<> health() override { return m_store->health(); }

private:
    std::unique_ptr<object::ObjectStore> m_store;
    const std::function<void()>& m_beforeOpen;
};

/// Identity and objects in files, over HTTP. Calls are made by `owner`, a member of a project of its own, unless another
/// token is given. Paths are "container/object", percent-encoded by the caller where they must be; "" is the account.
class ObjectCloud {
public:
    using Headers = ApiClient::Headers;

    ObjectCloud() : m_cloud({ builder() }), m_owner(m_cloud.makeTenant(QStringLiteral("owner"), QStringLiteral("member"))) { renew(); }

    /// Called on a worker's thread.
    std::function<void()> beforeOpen;

    TestCloud& cloud() { return m_cloud; }
    object::ObjectService& service() { return *m_objects; }
    [[nodiscard]] const TestCloud::Tenant& owner() const { return m_owner; }
    void restart()
    {
        m_cloud.restart();
        m_owner.token = m_cloud.token(QStringLiteral("owner"), QStringLiteral("owner"));
        renew();
    }

    Answer call(const QByteArray& method, const QString& path, const Headers& headers = {}, const QByteArray& body = {}) { return callAs(m_owner.token, method, path, headers, body); }
    /// An empty token means a stranger.
    Answer callAs(const QByteArray& token, const QByteArray& method, const QString& path, const Headers& headers = {}, const QByteArray& body = {})
    {
        QByteArray type;
        Headers others;
        for (const auto& one : headers)
            if (one.first == "Content-Type")
                type = one.second;
            else
                others << one;
        return m_client->sendBytes(method, target(path), body, type, token, others);
    }
    Answer put(const QString& path, const QByteArray& body = {}, const Headers& headers = {}) { return call("PUT", path, headers, body); }
    Answer get(const QString& path, const Headers& headers = {}) { return call("GET", path, headers); }
    Answer head(const QString& path) { return call("HEAD", path); }
    Answer post(const QString& path, const Headers& headers) { return call("POST", path, headers); }
    Answer del(const QString& path) { return call("DELETE", path); }
    /// The lines of a listing.
    QString list(const QString& pathAndQuery) { return QString::fromUtf8(get(pathAndQuery).body).trimmed().replace(u'\n', u' '); }

    [[nodiscard]] QString account() const { return QStringLiteral("AUTH_") + m_owner.projectId; }
    [[nodiscard]] QString target(const QString& path) const { return QStringLiteral("/object-store/v1/%1%2%3").arg(account(), path.isEmpty() || path.startsWith(u'?') ? QString() : QStringLiteral("/"), path); }

    /// The status of a request that is said byte by byte; `rest` are header lines and what follows them.
    int raw(const QByteArray& method, const QString& path, const QByteArray& rest)
    {
        QTcpSocket socket;
        begin(socket, method, path, "Connection: close\r\n" + rest);
        QByteArray answer;
        while (socket.waitForReadyRead(20'000))
            answer += socket.readAll();
        return answer.mid(9, 3).toInt();
    }
    void begin(QTcpSocket& socket, const QByteArray& method, const QString& path, const QByteArray& rest)
    {
        const QUrl url(m_cloud.url());
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.waitForConnected();
        socket.write(method + ' ' + target(path).toLatin1() + " HTTP/1.1\r\nHost: cloud\r\nX-Auth-Token: " + m_owner.token + "\r\n" + rest);
        while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten()) { }
    }

    qsizetype blobs() { return m_objects->blobs().list().value().size(); }
    /// All files below the store's folder, half-written ones included.
    [[nodiscard]] int files() const
    {
        int count = 0;
        for (QDirIterator it(m_cloud.dataDir() + QStringLiteral("/objects"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext(); it.next())
            ++count;
        return count;
    }

private:
    TestCloud::Builder builder()
    {
        return [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto objects = TRY(object::ObjectService::open(chassis, std::make_unique<WatchedStore>(TRY(object::FileObjectStore::at(chassis.path(QStringLiteral("objects")))), beforeOpen)));
            m_objects = objects.get();
            return objects;
        };
    }
    void renew() { m_client = std::make_unique<ApiClient>(m_cloud.url()); }

    object::ObjectService* m_objects = nullptr;
    TestCloud m_cloud;
    TestCloud::Tenant m_owner;
    std::unique_ptr<ApiClient> m_client;
};

} // namespace skylab::test
