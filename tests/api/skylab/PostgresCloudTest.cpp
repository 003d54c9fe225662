#include "support/Daemon.h"
#include "support/PostgresServer.h"
#include "support/TestMain.h"
#include "support/Text.h"
#include "support/cloud/ApiClient.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace skylab::test;

/// A real skylabd whose services keep their books in PostgreSQL: what a user does in the course of a day, with each of them.
class PostgresCloudTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_databaseUrl;
    std::unique_ptr<Daemon> m_daemon;
    QString m_url;
    std::unique_ptr<ApiClient> m_demo;
    std::unique_ptr<ApiClient> m_admin;
    QString m_project;

    Answer as(ApiClient& client, const QByteArray& method, const QString& path, const QJsonObject& json = {}) const
    {
        return client.send(method, path, json, {}, { { "OpenStack-API-Version", "volume 3.71, compute 2.79, placement 1.38" } });
    }
    Answer demo(const QByteArray& method, const QString& path, const QJsonObject& json = {}) { return as(*m_demo, method, path, json); }
    Answer admin(const QByteArray& method, const QString& path, const QJsonObject& json = {}) { return as(*m_admin, method, path, json); }

    /// POST; the id of what was made, empty with a warning when it was not.
    QString make(const QString& path, const QString& key, const QJsonObject& wanted)
    {
        const auto answer = demo("POST", path, key.isEmpty() ? wanted : QJsonObject { { key, wanted } });
        const auto id = key.isEmpty() ? answer.json()[u"id"].toString() : answer.json()[key][u"id"].toString();
        if (id.isEmpty())
            qWarning("POST %s: %d %s", qPrintable(path), answer.status, answer.body.constData());
        return id;
    }
    QJsonObject show(const QString& path, const QString& key) { return key.isEmpty() ? demo("GET", path).json() : demo("GET", path).json()[key].toObject(); }
    /// Is in the list, in its filtered and sorted page; changes its name; is gone after DELETE.
    void livesAndDies(const QString& list, const QString& listKey, const QString& key, const QString& id, const QByteArray& verb)
    {
        const auto path = list + u'/' + id;
        const auto contains = [&](const QString& query) {
            const auto items = demo("GET", list + query).json()[listKey].toArray();
            return std::any_of(items.begin(), items.end(), [&](const QJsonValue& item) { return item[u"id"] == id; });
        };
        QCOMPARE(demo("GET", path).status, 200);
        QVERIFY2(contains({}), qPrintable(list));
        QVERIFY2(contains(L("?sort_key=created_at&sort_dir=desc&limit=1000")), qPrintable(list));
        const QJsonObject change { { L("name"), L("renamed") } };
        if (verb == "PUT")
            QCOMPARE(demo(verb, path, { { key, change } }).status, 200);
        QVERIFY2(contains(verb == "PUT" ? L("?name=renamed") : QString()), qPrintable(list));
        const auto status = demo("DELETE", path).status;
        QVERIFY2(status == 202 || status == 204, qPrintable(path + L(" %1").arg(status)));
        QTRY_COMPARE_WITH_TIMEOUT(demo("GET", path).status, 404, 30'000);
        QVERIFY2(!contains({}), qPrintable(list));
    }
    static QByteArray passwordOf(const QString& cloud, const QString& cloudsYaml)
    {
        QFile file(cloudsYaml);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QRegularExpression entry(cloud + L(":\\n.*?password: *[\"']?([^\"'\\s,}]+)"), QRegularExpression::DotMatchesEverythingOption);
        return entry.match(QString::fromUtf8(file.readAll())).captured(1).toUtf8();
    }
    std::unique_ptr<ApiClient> login(const QString& user, const QByteArray& password)
    {
        const auto body = L(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%1","domain":{"id":"default"},"password":"%2"}}},
            "scope":{"project":{"name":"%1","domain":{"id":"default"}}}}})").arg(user, QString::fromUtf8(password));
        const auto answer = ApiClient(m_url).post(L("/identity/v3/auth/tokens"), fromJson(body.toUtf8().constData()));
        if (answer.status != 201)
            qWarning("%s can't log in: %d %s", qPrintable(user), answer.status, answer.body.constData());
        m_project = answer.json()[u"token"][u"project"][u"id"].toString();
        return std::make_unique<ApiClient>(m_url, answer.header("x-subject-token"));
    }
    void startDaemon()
    {
        m_daemon = std::make_unique<Daemon>();
        const auto started = m_daemon->start({ QCoreApplication::applicationDirPath() + L("/skylabd"), L("--drivers"), L("fake"), L("--data"), m_dir.filePath(L("data")), L("--listen"), L("127.0.0.1:0"), L("--database-url"), m_databaseUrl }, m_dir.filePath(L("log")));
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        const auto out = m_daemon->readLine(std::chrono::minutes(2));
        static const QRegularExpression ready(L("auth_url=(\\S+)/identity/v3 clouds_yaml=(\\S+)"));
        const auto match = ready.match(QString::fromUtf8(out));
        QVERIFY2(match.hasMatch(), log().constData());
        m_url = match.captured(1);
        m_admin = login(L("admin"), passwordOf(L("skylab-admin"), match.captured(2)));
        m_demo = login(L("demo"), passwordOf(L("skylab"), match.captured(2)));
    }
    void stopDaemon()
    {
        m_daemon->signal(SIGTERM);
        QVERIFY(m_daemon->waitForEnd(std::chrono::minutes(1)));
        QCOMPARE(m_daemon->exitCode(), 0);
    }
    QByteArray log()
    {
        QFile file(m_dir.filePath(L("log")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString firstOf(const QString& path, const char* key) { return demo("GET", path).json()[QLatin1String(key)][0][u"id"].toString(); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto* server = PostgresServer::shared();
        if (!server)
            QSKIP(PostgresServer::whyNone());
        m_databaseUrl = server->url();
        startDaemon();
    }
    void cleanupTestCase()
    {
        if (!m_daemon)
            return;
        stopDaemon();
        // A statement that PostgreSQL does not take is told here, whatever the answer was.
        const auto text = log();
        QVERIFY2(!text.contains("\"category\":\"skylab.db\""), text.mid(text.indexOf("skylab.db") - 200, 1000).constData());
    }

    void networks()
    {
        const auto network = make(L("/network/v2.0/networks"), L("network"), { { L("name"), L("n") } });
        const auto subnet = make(L("/network/v2.0/subnets"), L("subnet"), { { L("network_id"), network }, { L("ip_version"), 4 }, { L("cidr"), L("10.77.0.0/24") } });
        const auto router = make(L("/network/v2.0/routers"), L("router"), { { L("name"), L("r") } });
        QCOMPARE(demo("PUT", L("/network/v2.0/routers/%1/add_router_interface").arg(router), { { L("subnet_id"), subnet } }).status, 200);
        QCOMPARE(demo("GET", L("/network/v2.0/ports?device_id=%1&fixed_ips=ip_address%3D10.77.0.1").arg(router)).json()[u"ports"].toArray().size(), 1);
        QCOMPARE(demo("DELETE", L("/network/v2.0/networks/") + network).status, 409);
        QCOMPARE(demo("PUT", L("/network/v2.0/routers/%1/remove_router_interface").arg(router), { { L("subnet_id"), subnet } }).status, 200);
        livesAndDies(L("/network/v2.0/routers"), L("routers"), L("router"), router, "PUT");
        livesAndDies(L("/network/v2.0/subnets"), L("subnets"), L("subnet"), subnet, "PUT");
        livesAndDies(L("/network/v2.0/networks"), L("networks"), L("network"), network, "PUT");
        const auto group = make(L("/network/v2.0/security-groups"), L("security_group"), { { L("name"), L("s") } });
        QVERIFY(!make(L("/network/v2.0/security-group-rules"), L("security_group_rule"), { { L("security_group_id"), group }, { L("direction"), L("ingress") }, { L("protocol"), L("tcp") }, { L("port_range_min"), 22 }, { L("port_range_max"), 22 } }).isEmpty());
        livesAndDies(L("/network/v2.0/security-groups"), L("security_groups"), L("security_group"), group, "PUT");
    }
    void images()
    {
        const auto image = make(L("/image/v2/images"), {}, { { L("name"), L("i") }, { L("disk_format"), L("raw") }, { L("container_format"), L("bare") }, { L("tags"), QJsonArray { L("t") } }, { L("own"), L("value") } });
        QCOMPARE(m_demo->sendBytes("PUT", L("/image/v2/images/%1/file").arg(image), QByteArray(70'000, 'i'), "application/octet-stream", {}).status, 204);
        QCOMPARE(show(L("/image/v2/images/") + image, {})[u"status"].toString(), L("active"));
        for (const auto* query : { "tag=t", "own=value", "size_min=69999", "status=active", "protected=false", "os_hidden=false", "created_at=gt:2020-01-01T00:00:00Z", "sort=size:desc,name:asc" })
            QCOMPARE(firstOf(L("/image/v2/images?owner=%1&%2").arg(m_project, L(query)), "images"), image);
        livesAndDies(L("/image/v2/images"), L("images"), {}, image, {});
        const auto space = admin("POST", L("/image/v2/metadefs/namespaces"), { { L("namespace"), L("N") } });
        QCOMPARE(space.status, 201);
        QCOMPARE(admin("POST", L("/image/v2/metadefs/namespaces/N/properties"), { { L("name"), L("p") }, { L("title"), L("P") }, { L("type"), L("string") } }).status, 201);
        QCOMPARE(admin("GET", L("/image/v2/metadefs/namespaces")).json()[u"namespaces"].toArray().size(), 1);
        QCOMPARE(admin("DELETE", L("/image/v2/metadefs/namespaces/N")).status, 204);
    }
    void objects()
    {
        const auto account = L("/object-store/v1/AUTH_") + m_project;
        const auto put = [&](const char* path, const QByteArray& bytes = {}) { return m_demo->sendBytes("PUT", account + L(path), bytes, "text/plain", {}).status; };
        QCOMPARE(put("/c"), 201);
        QCOMPARE(put("/c/a/one", "1"), 201);
        QCOMPARE(put("/c/a/two", "22"), 201);
        QCOMPARE(put("/c/z", "333"), 201);
        QCOMPARE(put("/c/z", "4444"), 201);
        QCOMPARE(m_demo->get(account + L("/c?delimiter=/")).body, QByteArray("a/\nz\n"));
        QCOMPARE(m_demo->get(account + L("/c?prefix=a/&reverse=true")).body, QByteArray("a/two\na/one\n"));
        QCOMPARE(m_demo->head(account + L("/c")).header("x-container-bytes-used"), QByteArray("7"));
        QCOMPARE(m_demo->get(account + L("/c/z")).body, QByteArray("4444"));
        for (const auto* path : { "/c/a/one", "/c/a/two", "/c/z", "/c" })
            QCOMPARE(m_demo->del(account + L(path)).status, 204);
        QCOMPARE(m_demo->get(account + L("/c/z")).status, 404);
        QCOMPARE(m_demo->head(account).header("x-account-object-count"), QByteArray("0"));
    }
    void volumesAndBackups()
    {
        const auto volumes = L("/volume/v3/volumes"), backups = L("/volume/v3/backups");
        const auto volume = make(volumes, L("volume"), { { L("size"), 1 }, { L("metadata"), QJsonObject { { L("k"), L("v") } } } });
        QTRY_COMPARE_WITH_TIMEOUT(show(volumes + u'/' + volume, L("volume"))[u"status"].toString(), L("available"), 30'000);
        const auto snapshot = make(L("/volume/v3/snapshots"), L("snapshot"), { { L("volume_id"), volume }, { L("name"), L("s") } });
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/snapshots/") + snapshot, L("snapshot"))[u"status"].toString(), L("available"), 30'000);
        const auto full = make(backups, L("backup"), { { L("volume_id"), volume }, { L("metadata"), QJsonObject { { L("a"), L("b") } } } });
        QTRY_COMPARE_WITH_TIMEOUT(show(backups + u'/' + full, L("backup"))[u"status"].toString(), L("available"), 30'000);
        const auto next = make(backups, L("backup"), { { L("volume_id"), volume }, { L("incremental"), true } });
        QTRY_COMPARE_WITH_TIMEOUT(show(backups + u'/' + next, L("backup"))[u"status"].toString(), L("available"), 30'000);
        for (const auto& path : { L("/volume/v3/volumes/detail?metadata={'k':'v'}&bootable=false&with_count=true"), L("/volume/v3/volumes/detail?name~=&sort=created_at:desc,size:asc"), L("/volume/v3/backups/detail?volume_id=") + volume,
                                  L("/volume/v3/volumes/summary"), L("/volume/v3/messages"), L("/volume/v3/limits"), L("/volume/v3/os-quota-sets/%1?usage=true").arg(m_project), L("/volume/v3/attachments/detail"), L("/volume/v3/volume-transfers/detail"), L("/volume/v3/groups/detail?list_volume=true") })
            QCOMPARE(demo("GET", path).status, 200);
        const auto transfer = make(L("/volume/v3/volume-transfers"), L("transfer"), { { L("volume_id"), volume }, { L("name"), L("t") } });
        QCOMPARE(demo("DELETE", L("/volume/v3/volume-transfers/") + transfer).status, 202);
        livesAndDies(backups, L("backups"), L("backup"), next, "PUT");
        livesAndDies(backups, L("backups"), L("backup"), full, "PUT");
        livesAndDies(L("/volume/v3/snapshots"), L("snapshots"), L("snapshot"), snapshot, "PUT");
        livesAndDies(volumes, L("volumes"), L("volume"), volume, "PUT");
    }
    void groupsAndTypes()
    {
        const auto type = admin("POST", L("/volume/v3/types"), { { L("volume_type"), QJsonObject { { L("name"), L("ours") }, { L("os-volume-type-access:is_public"), false } } } }).json()[u"volume_type"][u"id"].toString();
        QVERIFY(!demo("GET", L("/volume/v3/os-quota-sets/") + m_project).json()[u"quota_set"].toObject().contains(u"volumes_ours"));
        QCOMPARE(admin("POST", L("/volume/v3/types/%1/action").arg(type), { { L("addProjectAccess"), QJsonObject { { L("project"), m_project } } } }).status, 202);
        QVERIFY(demo("GET", L("/volume/v3/os-quota-sets/") + m_project).json()[u"quota_set"].toObject().contains(u"volumes_ours"));
        const auto groupType = admin("POST", L("/volume/v3/group_types"), { { L("group_type"), QJsonObject { { L("name"), L("together") } } } }).json()[u"group_type"][u"id"].toString();
        const auto group = make(L("/volume/v3/groups"), L("group"), { { L("name"), L("g") }, { L("group_type"), groupType }, { L("volume_types"), QJsonArray { type } } });
        const auto volume = make(L("/volume/v3/volumes"), L("volume"), { { L("size"), 1 }, { L("volume_type"), type }, { L("group_id"), group } });
        QCOMPARE(demo("GET", L("/volume/v3/groups/detail?list_volume=true")).json()[u"groups"][0][u"volumes"][0].toString(), volume);
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/volumes/") + volume, L("volume"))[u"status"].toString(), L("available"), 30'000);
        QCOMPARE(demo("POST", L("/volume/v3/groups/%1/action").arg(group), { { L("delete"), QJsonObject { { L("delete-volumes"), true } } } }).status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(demo("GET", L("/volume/v3/groups/") + group).status, 404, 30'000);
        QCOMPARE(admin("DELETE", L("/volume/v3/group_types/") + groupType).status, 202);
        QCOMPARE(admin("DELETE", L("/volume/v3/types/") + type).status, 202);
    }
    void servers()
    {
        const auto servers = L("/compute/v2.1/servers");
        const auto image = make(L("/image/v2/images"), {}, { { L("name"), L("disk") }, { L("disk_format"), L("raw") }, { L("container_format"), L("bare") } });
        QCOMPARE(m_demo->sendBytes("PUT", L("/image/v2/images/%1/file").arg(image), QByteArray(70'000, 'i'), "application/octet-stream", {}).status, 204);
        QCOMPARE(demo("POST", L("/compute/v2.1/os-keypairs"), { { L("keypair"), QJsonObject { { L("name"), L("k") }, { L("type"), L("ssh") } } } }).status / 100, 2);
        QJsonObject wanted { { L("name"), L("s") }, { L("imageRef"), image }, { L("flavorRef"), firstOf(L("/compute/v2.1/flavors?sort_key=memory_mb"), "flavors") }, { L("networks"), L("auto") }, { L("key_name"), L("k") } };
        wanted[u"networks"] = QJsonArray { QJsonObject { { L("uuid"), firstOf(L("/network/v2.0/networks?router:external=false"), "networks") } } };
        const auto server = make(servers, L("server"), wanted);
        QTRY_COMPARE_WITH_TIMEOUT(show(servers + u'/' + server, L("server"))[u"status"].toString(), L("ACTIVE"), 60'000);

        // Its claim: seen by an administrator, and given back.
        const auto claim = L("/placement/allocations/") + server;
        QCOMPARE(admin("GET", claim).json()[u"allocations"].toObject().size(), 1);
        QVERIFY(admin("GET", L("/placement/usages?project_id=") + m_project).json()[u"usages"].toObject().size() > 0);
        QVERIFY(!admin("GET", L("/placement/allocation_candidates?resources=VCPU:1,MEMORY_MB:64&limit=1")).json()[u"allocation_requests"].toArray().isEmpty());

        const auto volume = make(L("/volume/v3/volumes"), L("volume"), { { L("size"), 1 } });
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/volumes/") + volume, L("volume"))[u"status"].toString(), L("available"), 30'000);
        QCOMPARE(demo("POST", servers + L("/%1/os-volume_attachments").arg(server), { { L("volumeAttachment"), QJsonObject { { L("volumeId"), volume } } } }).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/volumes/") + volume, L("volume"))[u"status"].toString(), L("in-use"), 30'000);
        QCOMPARE(demo("PUT", servers + L("/%1/tags").arg(server), { { L("tags"), QJsonArray { L("red") } } }).status, 200);
        for (const auto* query : { "?tags=red", "?status=ACTIVE&changes-since=2020-01-01T00:00:00Z", "?ip=.", "?locked=false", "?sort_key=display_name&sort_dir=asc", "?limit=1" })
            QCOMPARE(firstOf(servers + L("/detail") + L(query), "servers"), server);
        QCOMPARE(demo("POST", servers + L("/%1/action").arg(server), { { L("reboot"), QJsonObject { { L("type"), L("HARD") } } } }).status, 202);
        QTRY_COMPARE_WITH_TIMEOUT(show(servers + u'/' + server, L("server"))[u"status"].toString(), L("ACTIVE"), 60'000);
        QVERIFY(demo("GET", servers + L("/%1/os-instance-actions").arg(server)).json()[u"instanceActions"].toArray().size() >= 3);
        livesAndDies(servers, L("servers"), L("server"), server, "PUT");
        QTRY_VERIFY_WITH_TIMEOUT(admin("GET", claim).json()[u"allocations"].toObject().isEmpty(), 30'000);      // in a database of its own, after the server
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/volumes/") + volume, L("volume"))[u"status"].toString(), L("available"), 30'000);
        QCOMPARE(demo("DELETE", L("/volume/v3/volumes/") + volume).status, 202);
        QCOMPARE(demo("DELETE", L("/compute/v2.1/os-keypairs/k")).status / 100, 2);
        for (const auto* path : { "/os-hypervisors/detail", "/os-services", "/os-aggregates", "/os-server-groups?all_projects=true", "/os-simple-tenant-usage?detailed=1", "/os-migrations", "/flavors/detail?is_public=None" })
            QCOMPARE(admin("GET", L("/compute/v2.1") + L(path)).status, 200);
    }
    void allocations()
    {
        const auto provider = L("11111111-1111-4111-8111-111111111111"), consumer = L("22222222-2222-4222-8222-222222222222");
        QCOMPARE(admin("POST", L("/placement/resource_providers"), { { L("name"), L("extra") }, { L("uuid"), provider } }).status, 200);
        QCOMPARE(admin("PUT", L("/placement/resource_providers/%1/inventories").arg(provider), { { L("resource_provider_generation"), 0 }, { L("inventories"), fromJson(R"({"VGPU":{"total":4}})") } }).status, 200);
        const QJsonObject held { { provider, QJsonObject { { L("resources"), fromJson(R"({"VGPU":3})") } } } };
        const auto claim = [&](const QJsonValue& generation) {
            return admin("PUT", L("/placement/allocations/") + consumer, { { L("allocations"), held }, { L("project_id"), m_project }, { L("user_id"), L("u") }, { L("consumer_generation"), generation }, { L("consumer_type"), L("TEST") } }).status;
        };
        QCOMPARE(claim({}), 204);
        QCOMPARE(claim({}), 409);      // somebody has it
        QCOMPARE(admin("GET", L("/placement/resource_providers?resources=VGPU:2")).json()[u"resource_providers"].toArray().size(), 0);
        QCOMPARE(admin("GET", L("/placement/resource_providers?resources=VGPU:1")).json()[u"resource_providers"].toArray().size(), 1);
        QCOMPARE(admin("DELETE", L("/placement/resource_providers/") + provider).status, 409);
        QCOMPARE(admin("DELETE", L("/placement/allocations/") + consumer).status, 204);
        QCOMPARE(admin("DELETE", L("/placement/resource_providers/") + provider).status, 204);
        QCOMPARE(admin("GET", L("/placement/resource_providers/") + provider).status, 404);
    }
    /// PostgreSQL is stricter than SQLite with numbers and text; that must be the client's fault, and told so.
    void strangeValuesAreNoFaultOfTheServer()
    {
        for (const auto& path : { L("/volume/v3/volumes/detail?size="), L("/volume/v3/backups/detail?size="), L("/volume/v3/snapshots/detail?volume_size="), L("/image/v2/images?size_min="), L("/image/v2/images?min_disk="), L("/compute/v2.1/flavors/detail?minRam="),
                                  L("/network/v2.0/networks?mtu="), L("/network/v2.0/subnets?ip_version="), L("/network/v2.0/security-group-rules?port_range_min="), L("/network/v2.0/networks?provider:segmentation_id="), L("/network/v2.0/subnetpools?default_quota="), L("/placement/resource_providers?resources=VCPU:"), L("/volume/v3/volumes/detail?name="), L("/image/v2/images?marker="),
                                  L("/object-store/v1/AUTH_%1?limit=").arg(m_project), L("/object-store/v1/AUTH_%1?prefix=").arg(m_project) })
            for (const auto* value : { "99999999999", "9223372036854775808", "-1", "abc", "%00", "1e400", "" }) {
                const auto answer = admin("GET", path + L(value));
                QVERIFY2(answer.status > 0 && answer.status < 500, qPrintable(L("%1%2: %3").arg(path, L(value)).arg(answer.status)));
            }
        const QString nul = L("a") + QChar(0);
        for (const auto& [path, key] : { std::pair { "/volume/v3/volumes", "volume" }, { "/network/v2.0/networks", "network" }, { "/image/v2/images", "" } }) {
            const QJsonObject wanted { { L("name"), nul }, { L("size"), 1 } };
            const auto answer = demo("POST", L(path), *key ? QJsonObject { { L(key), wanted } } : QJsonObject { { L("name"), nul } });
            QCOMPARE(answer.status, 400);
        }
    }
    void startsAgainOnItsBooks()
    {
        const auto volume = make(L("/volume/v3/volumes"), L("volume"), { { L("size"), 1 } });
        stopDaemon();
        startDaemon();
        QTRY_COMPARE_WITH_TIMEOUT(show(L("/volume/v3/volumes/") + volume, L("volume"))[u"id"].toString(), volume, 30'000);
    }
};
SKYLAB_TEST(PostgresCloudTest)
#include "PostgresCloudTest.moc"
