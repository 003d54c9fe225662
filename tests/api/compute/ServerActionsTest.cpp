#include "compute/ComputeService.h"
#include "support/TestMain.h"
#include "support/Text.h"
#include "support/cloud/TestCloud.h"
#include "support/openapi/AnswerCheck.h"
#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;
using O = QJsonObject;

/// Actions and what hangs on servers, over HTTP: every answer is held against the OpenAPI document, at the versions whose
/// shapes it tells.
class ServerActionsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    compute::FakeHypervisorDriver m_driver { { .hostName = L("lab-pc"), .vcpus = 8, .memoryMiB = 16'384, .diskGiB = 100 } };
    MemoryNetworks m_networks;
    MemoryVolumes m_volumes;
    MemoryPlacement m_placement;
    std::unique_ptr<MemoryImages> m_images;
    std::unique_ptr<TestCloud> m_cloud;
    QString m_image, m_server;
    TestCloud::Tenant m_member, m_reader, m_stranger;
    QByteArray m_admin;

    Answer send(const QByteArray& method, const QString& rest, const QJsonObject& body = {}, const QByteArray& token = {}, const QByteArray& version = "2.96")
    {
        return m_cloud->client(token.isEmpty() ? m_member.token : token).send(method, L("/compute/v2.1") + rest, body, {}, { { "OpenStack-API-Version", "compute " + version } });
    }
    int act(const char* action, const QJsonValue& argument = {}, const QByteArray& token = {}, const QByteArray& version = "2.96")
    {
        return send("POST", L("/servers/%1/action").arg(m_server), { { L(action), argument } }, token, version).status;
    }
    QString status() { return send("GET", L("/servers/") + m_server).json()[u"server"][u"status"].toString(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_images = std::make_unique<MemoryImages>(m_files.path());
        m_image = m_images->addImage(L("guest"));
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            return std::unique_ptr<service::Service>(TRY(compute::ComputeService::open(chassis, { m_networks, *m_images, m_volumes, m_placement }, std::make_unique<LentDriver>(m_driver))));
        } });
        m_admin = m_cloud->adminToken();
        m_member = m_cloud->makeTenant(L("alpha"), L("member"));
        m_reader = m_cloud->makeTenant(L("beta"), L("reader"));
        m_stranger = m_cloud->makeTenant(L("gamma"), L("member"));
        send("POST", L("/flavors"), { { L("flavor"), O { { L("id"), L("1") }, { L("name"), L("m1.nano") }, { L("ram"), 128 }, { L("vcpus"), 1 }, { L("disk"), 1 } } } }, m_admin);
        const auto made = send("POST", L("/servers"), { { L("server"), O { { L("name"), L("web") }, { L("imageRef"), m_image }, { L("flavorRef"), L("1") }, { L("networks"), L("none") } } } });
        QVERIFY2(made.status == 202, made.body);
        m_server = made.json()[u"server"][u"id"].toString();
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 10'000);
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void answersAsTheDocumentSays()
    {
        if (!AnswerCheck::whyNot().isEmpty())
            QSKIP(qPrintable(AnswerCheck::whyNot()));
        const auto before = AnswerCheck::checked();
        const auto below = L("/servers/") + m_server;
        for (const auto* path : { "", "/metadata", "/tags", "/ips", "/os-interface", "/os-volume_attachments", "/os-instance-actions", "/os-server-password", "/os-security-groups", "/topology", "/migrations" }) {
            const auto answer = send("GET", below + L(path), {}, m_admin);
            QVERIFY2(answer.status == 200, path);
        }
        for (const auto* path : { "/servers", "/servers/detail?all_tenants=1", "/flavors/detail", "/os-keypairs", "/os-server-groups", "/os-availability-zone/detail" })
            QCOMPARE(send("GET", L(path), {}, m_admin).status, 200);
        QCOMPARE(send("GET", below + L("/diagnostics"), {}, m_admin).status, 200);
        const auto request = send("GET", below + L("/os-instance-actions")).json()[u"instanceActions"][0][u"request_id"].toString();
        QCOMPARE(send("GET", below + L("/os-instance-actions/") + request, {}, m_admin).status, 200);
        QVERIFY(AnswerCheck::checked() > before + 10);
    }

    void strangersSeeNothing()
    {
        for (const auto* action : { "shelve", "unshelve", "rescue", "unrescue", "restore", "os-start", "lock" })
            QCOMPARE(act(action, {}, m_stranger.token), 404);
        QCOMPARE(act("createBackup", O { { L("name"), L("b") }, { L("backup_type"), L("daily") }, { L("rotation"), 1 } }, m_stranger.token), 404);
        QCOMPARE(send("GET", L("/servers/%1/os-server-password").arg(m_server), {}, m_stranger.token).status, 404);
        QCOMPARE(send("GET", L("/servers/%1/topology").arg(m_server), {}, m_stranger.token).status, 404);
    }

    void administratorsOnly()
    {
        for (const auto* action : { "shelveOffload", "migrate", "os-resetState", "injectNetworkInfo" })
            QCOMPARE(act(action), 403);
        QCOMPARE(act("os-migrateLive", O { { L("host"), QJsonValue() }, { L("block_migration"), L("auto") } }), 403);
        QCOMPARE(act("evacuate", O {}), 403);
        QCOMPARE(act("migrate", {}, m_admin), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 10'000);
    }

    void putsAServerAwayAndBack()
    {
        QCOMPARE(act("shelve"), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("SHELVED_OFFLOADED"), 10'000);
        QCOMPARE(act("os-start"), 409);
        QCOMPARE(act("unshelve"), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 10'000);
        QCOMPARE(act("rescue", O {}), 200);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("RESCUE"), 10'000);
        QCOMPARE(act("unrescue"), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 10'000);
        QCOMPARE(act("createImage", O { { L("name"), L("copy") } }), 202);
        QTRY_VERIFY_WITH_TIMEOUT(send("GET", L("/servers/") + m_server).json()[u"server"][u"OS-EXT-STS:task_state"].isNull(), 10'000);
        QCOMPARE(act("rebuild", O { { L("imageRef"), m_image } }), 202);
        QTRY_COMPARE_WITH_TIMEOUT(status(), L("ACTIVE"), 10'000);
    }

    void versionsComeAndGo()
    {
        QCOMPARE(act("trigger_crash_dump", {}, {}, "2.16"), 404);
        QCOMPARE(act("trigger_crash_dump", {}, {}, "2.17"), 202);
        QCOMPARE(act("addFixedIp", O { { L("networkId"), L("x") } }, {}, "2.44"), 404);
        QCOMPARE(act("os-getVNCConsole", O { { L("type"), L("novnc") } }, {}, "2.6"), 404);
        QCOMPARE(act("resetNetwork", {}, m_admin), 410);
    }
};

SKYLAB_TEST(ServerActionsTest)

#include "ServerActionsTest.moc"
