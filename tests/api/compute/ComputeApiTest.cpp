#include "compute/ComputeService.h"
#include "compute/ConsoleService.h"
#include "support/TestMain.h"
#include "support/Text.h"
#include "support/cloud/TestCloud.h"
#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>
#include <QWebSocket>

using namespace skylab;
using namespace skylab::test;

/// The Compute API as clients reach it: over HTTP, with real tokens, found through the catalog.
class ComputeApiTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    compute::FakeHypervisorDriver m_driver { { .hostName = L("lab-pc"), .vcpus = 8, .memoryMiB = 16'384, .diskGiB = 100 } };
    MemoryNetworks m_networks;
    MemoryVolumes m_volumes;
    MemoryPlacement m_placement;
    std::unique_ptr<MemoryImages> m_images;
    std::unique_ptr<TestCloud> m_cloud;
    compute::ComputeService* m_compute = nullptr;
    LentDriver* m_lent = nullptr;
    QString m_image;

    QByteArray m_demo, m_admin;

    ApiClient demo() { return m_cloud->client(m_demo); }
    ApiClient admin() { return m_cloud->client(m_admin); }
    static QString path(const QString& rest) { return L("/compute/v2.1") + rest; }
    Answer at(ApiClient client, const QByteArray& version, const QByteArray& method, const QString& rest, const QJsonObject& body = {})
    {
        return client.send(method, path(rest), body, {}, { { "OpenStack-API-Version", "compute " + version } });
    }
    QString status(const QString& id) { return demo().get(path(L("/servers/") + id)).json()[u"server"][u"status"].toString(); }
    QString make(const char* name)
    {
        const auto answer = demo().post(path(L("/servers")), { { L("server"), QJsonObject { { L("name"), L(name) }, { L("imageRef"), m_image }, { L("flavorRef"), L("1") } } } });
        return answer.json()[u"server"][u"id"].toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_images = std::make_unique<MemoryImages>(m_files.path());
        m_image = m_images->addImage(L("guest"));
        const auto compute = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto lent = std::make_unique<LentDriver>(m_driver);
            m_lent = lent.get();
            auto service = TRY(compute::ComputeService::open(chassis, { m_networks, *m_images, m_volumes, m_placement }, std::move(lent)));
            m_compute = service.get();
            return std::unique_ptr<service::Service>(std::move(service));
        };
        const auto console = [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            return std::unique_ptr<service::Service>(std::make_unique<compute::ConsoleService>(chassis, *m_compute, m_files.path()));
        };
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { compute, console });
        m_demo = m_cloud->demoToken();
        m_admin = m_cloud->adminToken();
        const auto made = admin().post(path(L("/flavors")), fromJson(R"({"flavor":{"id":"1","name":"m1.nano","ram":128,"vcpus":1,"disk":1}})"));
        QVERIFY2(made.status == 200, made.body);
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void isFoundWithoutAToken()
    {
        const auto root = m_cloud->client().get(L("/compute/"));
        QCOMPARE(root.status, 200);
        QCOMPARE(root.json()[u"versions"][0][u"id"].toString(), L("v2.0"));
        const auto self = root.json()[u"versions"][1][u"links"][0][u"href"].toString();
        QVERIFY(self.startsWith(m_cloud->url()));
        QCOMPARE(m_cloud->client().get(QUrl(self).path()).json()[u"version"][u"version"].toString(), L("2.96"));
        // What the document names is there.
        const auto old = root.json()[u"versions"][0][u"links"][0][u"href"].toString();
        QCOMPARE(demo().get(QUrl(old).path() + L("servers")).status, 200);
        const auto refused = m_cloud->client().get(path(L("/servers")));
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.json()[u"error"][u"code"].toInt(), 401);
        QVERIFY(refused.header("www-authenticate").startsWith("Keystone uri="));
    }

    void runsAServer()
    {
        const auto id = make("web");
        QVERIFY(!id.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 10'000);
        QCOMPARE(demo().post(path(L("/servers/%1/action").arg(id)), fromJson(R"({"os-stop":null})")).status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("SHUTOFF"), 10'000);
        const auto refused = demo().post(path(L("/servers/%1/action").arg(id)), fromJson(R"({"os-stop":null})"));
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.json()[u"conflictingRequest"][u"code"].toInt(), 409);
        QCOMPARE(refused.header("content-type"), QByteArray("application/json; charset=UTF-8"));
        QVERIFY(refused.header("x-compute-request-id").startsWith("req-"));
        QCOMPARE(demo().del(path(L("/servers/") + id)).status, 204);
        QTRY_COMPARE_WITH_TIMEOUT(demo().get(path(L("/servers/") + id)).status, 404, 10'000);
        QVERIFY(m_driver.listGuests()->empty());
    }

    void answersVersionsOnEachAnswer()
    {
        const auto some = at(demo(), "2.53", "GET", L("/servers"));
        QCOMPARE(some.header("openstack-api-version"), QByteArray("compute 2.53"));
        QCOMPARE(some.header("x-openstack-nova-api-version"), QByteArray("2.53"));
        QVERIFY(some.header("vary").contains("OpenStack-API-Version"));
        const auto beyond = at(demo(), "2.999", "GET", L("/servers"));
        QCOMPARE(beyond.status, 406);
        QVERIFY(beyond.json().contains(u"computeFault"));
        QCOMPARE(at(demo(), "two", "GET", L("/servers")).status, 400);
    }

    void survivesARestart()
    {
        const auto id = make("steady");
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 10'000);
        m_cloud->restart();
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 10'000);
        QCOMPARE(m_driver.listGuests()->size(), std::size_t(1));
        QCOMPARE(demo().del(path(L("/servers/") + id)).status, 204);
        QTRY_COMPARE_WITH_TIMEOUT(demo().get(path(L("/servers/") + id)).status, 404, 10'000);
    }

    /// A screen in a browser: the URL that the API gives leads to the guest's own bytes, both ways.
    void opensAConsole()
    {
        const auto id = make("screen");
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 10'000);
        QTcpServer screen;
        QVERIFY(screen.listen(QHostAddress::LocalHost));
        m_lent->screenPort = screen.serverPort();
        const auto answer = at(demo(), "2.6", "POST", L("/servers/%1/remote-consoles").arg(id), fromJson(R"({"remote_console":{"protocol":"vnc","type":"novnc"}})"));
        QVERIFY2(answer.status == 200, answer.body);
        const QUrl url(answer.json()[u"remote_console"][u"url"].toString());
        QCOMPARE(url.path(), L("/console/vnc_auto.html"));
        const auto socketPath = QUrlQuery(url).queryItemValue(L("path"), QUrl::FullyDecoded);
        QVERIFY(socketPath.startsWith(L("console/ws?token=")));

        QTcpSocket browser;
        browser.connectToHost(url.host(), quint16(url.port()));
        QVERIFY(browser.waitForConnected());
        browser.write("GET /" + socketPath.toLatin1() + " HTTP/1.1\r\nHost: " + url.authority().toLatin1() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: binary\r\n\r\n");
        QVERIFY(browser.waitForBytesWritten());
        QVERIFY(screen.waitForNewConnection(5000));
        auto* guest = screen.nextPendingConnection();
        guest->write("RFB 003.008\n");
        QVERIFY(guest->waitForBytesWritten());
        QByteArray got;
        while (!got.contains("RFB 003.008\n") && browser.waitForReadyRead(5000))
            got += browser.readAll();
        QVERIFY2(got.startsWith("HTTP/1.1 101 "), got);
        QVERIFY(got.toLower().contains("sec-websocket-protocol: binary"));
        QVERIFY(got.endsWith("RFB 003.008\n"));
        QCOMPARE(m_cloud->client().get(L("/console/ws?token=") + QString(64, u'0')).status, 404);
        m_lent->screenPort = 0;
    }

    /// The serial line: a WebSocket of its own, joined to the guest's login.
    void opensASerialConsole()
    {
        const auto id = make("line");
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("ACTIVE"), 10'000);
        const auto answer = at(demo(), "2.6", "POST", L("/servers/%1/remote-consoles").arg(id), fromJson(R"({"remote_console":{"protocol":"serial","type":"serial"}})"));
        QVERIFY2(answer.status == 200, answer.body);
        const QUrl url(answer.json()[u"remote_console"][u"url"].toString());
        QCOMPARE(url.scheme(), L("ws"));
        QWebSocket line;
        QByteArray said;
        connect(&line, &QWebSocket::connected, this, [&line] { line.sendBinaryMessage("\r"); });
        connect(&line, &QWebSocket::binaryMessageReceived, this, [&said](const QByteArray& bytes) { said += bytes; });
        line.open(url);
        QTRY_VERIFY_WITH_TIMEOUT(said.contains("login: "), 10'000);
        QCOMPARE(at(demo(), "2.6", "POST", L("/servers/%1/action").arg(id), fromJson(R"({"os-stop":null})")).status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(line.state(), QAbstractSocket::UnconnectedState, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(id), L("SHUTOFF"), 10'000);
        QCOMPARE(at(demo(), "2.6", "POST", L("/servers/%1/remote-consoles").arg(id), fromJson(R"({"remote_console":{"protocol":"serial","type":"serial"}})")).status, 409);
    }
};
SKYLAB_TEST(ComputeApiTest)
#include "ComputeApiTest.moc"
