#include "image/ImageService.h"
#include "image/drivers/file/FileImageStore.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;

class ImagesApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    QByteArray m_token;

    static Result<std::unique_ptr<service::Service>> build(service::Chassis& chassis, identity::IdentityService&)
    {
        return std::unique_ptr<service::Service>(TRY(image::ImageService::open(chassis, TRY(image::FileImageStore::at(chassis.path(QStringLiteral("images")))))));
    }
    ApiClient client() { return m_cloud->client(m_token); }
    QString create(const QByteArray& token = {}, const char* body = R"({"name":"one","disk_format":"raw","container_format":"bare"})")
    {
        return client().post(QStringLiteral("/image/v2/images"), fromJson(body), token).json()[u"id"].toString();
    }
    Answer upload(const QString& id, const QByteArray& bytes)
    {
        return client().sendBytes("PUT", path(id, "/file"), bytes, "application/octet-stream", m_token);
    }
    static QString path(const QString& id, const char* rest = "") { return QStringLiteral("/image/v2/images/") + id + QLatin1String(rest); }
    QString status(const QString& id) { return client().get(path(id)).json()[u"status"].toString(); }
    QStringList files() const { return QDir(m_cloud->dataDir() + QStringLiteral("/images")).entryList(QDir::Files); }

    /// A request whose body ends too early; the connection stays open until the socket is closed.
    void beginUpload(QTcpSocket& socket, const QString& id, qint64 length, const QByteArray& first)
    {
        const QUrl url(m_cloud->url());
        socket.connectToHost(url.host(), quint16(url.port()));
        QVERIFY(socket.waitForConnected());
        socket.write("PUT " + path(id, "/file").toLatin1() + " HTTP/1.1\r\nHost: cloud\r\nX-Auth-Token: " + m_token
                     + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + QByteArray::number(length) + "\r\n\r\n" + first);
        while (socket.bytesToWrite() > 0)
            QVERIFY(socket.waitForBytesWritten());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { &ImagesApiTest::build });
        m_token = m_cloud->demoToken();
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void isInTheCatalog()
    {
        const auto answer = m_cloud->client().get(QStringLiteral("/image/"));
        QCOMPARE(answer.status, 300);
        QCOMPARE(answer.json()[u"versions"][0][u"links"][0][u"href"].toString(), m_cloud->url() + QStringLiteral("/image/v2/"));
        const auto refused = m_cloud->client().get(QStringLiteral("/image/v2/images"));
        QCOMPARE(refused.status, 401);
        QVERIFY(refused.header("content-type").startsWith("text/html"));
        QVERIFY(refused.header("www-authenticate").startsWith("Keystone uri="));
    }
    void carriesBytesBothWays()
    {
        QByteArray bytes(5'000'000, '\0');
        for (qsizetype i = 0; i < bytes.size(); ++i)
            bytes[i] = char((i * 31) >> 3);
        const auto id = create();
        const auto uploaded = upload(id, bytes);
        QCOMPARE(uploaded.status, 204);
        QVERIFY(uploaded.header("x-openstack-request-id").startsWith("req-"));
        QCOMPARE(client().get(path(id)).json()[u"checksum"].toString().toLatin1(), QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
        const auto whole = client().get(path(id, "/file"));
        QCOMPARE(whole.status, 200);
        QVERIFY(whole.body == bytes);
        QCOMPARE(whole.header("content-length"), QByteArray::number(bytes.size()));
        const auto part = client().sendBytes("GET", path(id, "/file"), {}, {}, m_token, { { "Range", "bytes=-1000" } });
        QCOMPARE(part.status, 206);
        QVERIFY(part.body == bytes.right(1000));
        QCOMPARE(part.header("content-range"), QByteArray("bytes 4999000-4999999/5000000"));
        QCOMPARE(client().head(path(id, "/file")).status, 200);
        QCOMPARE(client().del(path(id)).status, 204);
        QCOMPARE(client().get(path(id, "/file")).status, 404);
    }
    void refusesPartsThatItCantGive()
    {
        const auto id = create();
        QCOMPARE(upload(id, QByteArray(100, 'x')).status, 204);
        const auto status = [&](const char* range) { return client().sendBytes("GET", path(id, "/file"), {}, {}, m_token, { { "Range", range } }).status; };
        QCOMPARE(status("bytes=100-"), 416);
        QCOMPARE(status("bytes=-0"), 416);
        QCOMPARE(status("bytes=1-2,4-5"), 400);
        QCOMPARE(status("bytes=9-1"), 400);
        QCOMPARE(status("lines=1-2"), 200);
    }
    void uploadThatIsCutGoesBackToQueued()
    {
        const auto id = create();
        const auto before = files();
        {
            QTcpSocket socket;
            beginUpload(socket, id, 50'000'000, QByteArray(3'000'000, 'x'));
            QTRY_COMPARE(status(id), QStringLiteral("saving"));
            QCOMPARE(upload(id, "in between").status, 409);
        }
        QTRY_COMPARE(status(id), QStringLiteral("queued"));
        QCOMPARE(files(), before);
        QCOMPARE(upload(id, "complete").status, 204);
    }
    void deletedWhileUploaded()
    {
        const auto id = create();
        const auto before = files();
        QTcpSocket socket;
        beginUpload(socket, id, 4'000'000, QByteArray(3'000'000, 'x'));
        QTRY_COMPARE(status(id), QStringLiteral("saving"));
        QCOMPARE(client().del(path(id)).status, 204);
        socket.write(QByteArray(1'000'000, 'x'));
        QVERIFY(socket.waitForReadyRead());
        QVERIFY2(socket.readAll().startsWith("HTTP/1.1 410"), "the client learns that its image is gone");
        QCOMPARE(files(), before);
    }
    void sharesBetweenProjects()
    {
        const auto other = m_cloud->makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto reader = m_cloud->makeTenant(QStringLiteral("reader"), QStringLiteral("reader"));
        const auto id = create({}, R"({"name":"shared one"})");
        QCOMPARE(client().get(path(id), other.token).status, 404);
        QCOMPARE(client().post(path(id, "/members"), { { QStringLiteral("member"), other.projectId } }).status, 200);
        QCOMPARE(client().get(path(id), other.token).status, 200);
        const auto member = path(id, "/members/") + other.projectId;
        QCOMPARE(client().put(member, { { QStringLiteral("status"), QStringLiteral("accepted") } }).status, 403);
        QCOMPARE(client().put(member, { { QStringLiteral("status"), QStringLiteral("accepted") } }, other.token).status, 200);
        QCOMPARE(client().get(QStringLiteral("/image/v2/images"), other.token).json()[u"images"].toArray().size(), 1);
        QCOMPARE(client().get(path(id), reader.token).status, 404);
        QCOMPARE(client().post(QStringLiteral("/image/v2/images"), {}, reader.token).status, 403);
        QCOMPARE(client().get(QStringLiteral("/image/v2/images"), reader.token).status, 200);
    }
    void publicImagesAreTheAdministrators()
    {
        const auto id = create(m_cloud->adminToken(), R"({"name":"public one","visibility":"public"})");
        QVERIFY(!id.isEmpty());
        QCOMPARE(client().get(path(id)).status, 200);
        QCOMPARE(client().del(path(id)).status, 403);
        QCOMPARE(client().post(QStringLiteral("/image/v2/images"), fromJson(R"({"visibility":"public"})")).status, 403);
        QCOMPARE(client().del(path(id), m_cloud->adminToken()).status, 204);
    }
    void survivesARestart()
    {
        const auto id = create();
        QCOMPARE(upload(id, "kept").status, 204);
        m_cloud->restart();
        m_token = m_cloud->demoToken();
        QCOMPARE(status(id), QStringLiteral("active"));
        QCOMPARE(client().get(path(id, "/file")).body, QByteArray("kept"));
    }
};
SKYLAB_TEST(ImagesApiTest)
#include "ImagesApiTest.moc"
