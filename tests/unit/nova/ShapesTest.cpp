#include "Bench.h"

#include "compute/ConsoleService.h"
#include "support/JsonSchema.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What answers look like, microversion by microversion. With SKYLAB_TEMPEST_SCHEMAS naming the file of tempest's response
/// schemas they are checked against those, key by key.
class ShapesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;
    QJsonObject m_schemas;
    QString m_server;

    /// The schema of the newest version that is not above the one asked for.
    QJsonObject schemaOf(const QString& name, int minor) const
    {
        for (int one = minor; one >= 1; --one)
            if (const auto key = L("compute.v2_%1.%2").arg(one).arg(name); m_schemas.contains(key))
                return m_schemas[key].toObject();
        return {};
    }
    void check(const QString& name, int minor, const QByteArray& method, const QString& path, const QJsonObject& body = {}, const QByteArray& token = "p1:member")
    {
        const auto json = m_bench->call(method, path, body, "2." + QByteArray::number(minor), token);
        const auto schema = schemaOf(name, minor);
        QVERIFY2(!schema.isEmpty(), qPrintable(name));
        const auto where = L("%1 at 2.%2: %3").arg(name).arg(minor).arg(QString::fromUtf8(m_bench->last.bytes().left(1500)));
        QVERIFY2(schema[u"status_code"].toArray().contains(m_bench->last.status), qPrintable(where));
        if (schema.contains(u"response_body")) {
            const auto found = JsonSchema::violations(json, schema[u"response_body"].toObject());
            QVERIFY2(found.isEmpty(), qPrintable(found.join(L("\n")) + u'\n' + where));
        } else {
            QVERIFY2(m_bench->last.bytes().isEmpty(), qPrintable(where));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(qEnvironmentVariable("SKYLAB_TEMPEST_SCHEMAS"));
        if (file.open(QIODevice::ReadOnly))
            m_schemas = QJsonDocument::fromJson(file.readAll()).object();
    }
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
        m_bench->makeFlavor(L("2"), 1024);
        m_server = m_bench->make();
    }
    void cleanup() { m_bench.reset(); }

    void fitsTempestsSchemas_data()
    {
        QTest::addColumn<int>("minor");
        if (m_schemas.isEmpty())
            QSKIP("SKYLAB_TEMPEST_SCHEMAS names no file of schemas");
        for (const int minor : { 1, 2, 3, 6, 8, 9, 11, 13, 16, 19, 23, 26, 28, 33, 36, 39, 41, 45, 47, 48, 50, 51, 53, 54, 55, 57, 58, 59, 61, 62, 63, 64, 70, 71, 73, 75, 79 })
            QTest::newRow(qPrintable(L("2.%1").arg(minor))) << minor;
    }
    void fitsTempestsSchemas()
    {
        QFETCH(int, minor);
        const QByteArray admin = "p1:admin";
        const auto one = L("/servers/") + m_server;
        for (const auto& token : { QByteArray("p1:member"), admin }) {
            check(L("servers.get_server"), minor, "GET", one, {}, token);
            check(L("servers.list_servers_detail"), minor, "GET", L("/servers/detail"), {}, token);
        }
        check(L("servers.list_servers"), minor, "GET", L("/servers?limit=1"));
        check(L("servers.create_server_with_admin_pass"), minor, "POST", L("/servers"), { { L("server"), m_bench->serverBody(L("two")) } });
        m_bench->settle();
        check(L("servers.update_server"), minor, "PUT", one, { { L("server"), O { { L("name"), L("renamed") } } } }, admin);
        check(L("servers.list_addresses"), minor, "GET", one + L("/ips"));
        check(L("servers.list_addresses_by_network"), minor, "GET", one + L("/ips/private"));
        check(L("servers.list_server_metadata"), minor, "GET", one + L("/metadata"));
        check(L("servers.set_server_metadata"), minor, "PUT", one + L("/metadata"), { { L("metadata"), O { { L("a"), L("b") } } } });
        check(L("servers.set_show_server_metadata_item"), minor, "PUT", one + L("/metadata/a"), { { L("meta"), O { { L("a"), L("c") } } } });
        check(L("servers.delete_server_metadata_item"), minor, "DELETE", one + L("/metadata/a"));
        check(L("servers.show_server_diagnostics"), minor, "GET", one + L("/diagnostics"), {}, admin);
        check(L("servers.list_instance_actions"), std::min(minor, 57), "GET", one + L("/os-instance-actions"));
        const auto request = m_bench->get(one + L("/os-instance-actions"))[u"instanceActions"].toArray().last()[u"request_id"].toString();
        check(L("servers.show_instance_action"), minor, "GET", one + L("/os-instance-actions/") + request, {}, admin);
        check(L("servers.get_console_output"), minor, "POST", one + L("/action"), { { L("os-getConsoleOutput"), O { { L("length"), 10 } } } });
        check(L("interfaces.list_interfaces"), minor, "GET", one + L("/os-interface"));
        const auto volume = m_bench->volumes.addVolume(L("p1"), 1);
        check(L("servers.attach_volume"), minor, "POST", one + L("/os-volume_attachments"), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        m_bench->settle();
        check(L("servers.list_volume_attachments"), minor, "GET", one + L("/os-volume_attachments"));
        check(L("servers.show_volume_attachment"), minor, "GET", one + L("/os-volume_attachments/") + volume);
        check(L("servers.detach_volume"), minor, "DELETE", one + L("/os-volume_attachments/") + volume);
        m_bench->settle();
        check(L("servers.rebuild_server_with_admin_pass"), minor, "POST", one + L("/action"), { { L("rebuild"), O { { L("imageRef"), m_bench->image } } } }, admin);
        m_bench->settle();
        check(L("servers.server_actions_common_schema"), minor, "POST", one + L("/action"), { { L("os-stop"), QJsonValue() } });
        m_bench->settle();
        if (minor >= 26)
            check(L("servers.list_tags"), minor, "GET", one + L("/tags"));
        check(L("servers.delete_server"), minor, "DELETE", one);
        m_bench->settle();
    }

    void fitsTempestsOtherSchemas_data() { fitsTempestsSchemas_data(); }
    void fitsTempestsOtherSchemas()
    {
        QFETCH(int, minor);
        const QByteArray admin = "p1:admin";
        check(L("flavors.list_flavors"), minor, "GET", L("/flavors"));
        check(L("flavors.list_flavors_details"), minor, "GET", L("/flavors/detail"));
        check(L("flavors.create_update_get_flavor_details"), minor, "GET", L("/flavors/1"));
        check(L("flavors.create_update_get_flavor_details"), minor, "POST", L("/flavors"), { { L("flavor"), O { { L("name"), L("new") }, { L("ram"), 64 }, { L("vcpus"), 1 }, { L("disk"), 0 }, { L("id"), L("n") }, { L("os-flavor-access:is_public"), false } } } }, admin);
        check(L("flavors_extra_specs.set_get_flavor_extra_specs"), minor, "POST", L("/flavors/n/os-extra_specs"), { { L("extra_specs"), O { { L("hw:cpu_policy"), L("shared") } } } }, admin);
        check(L("flavors_extra_specs.set_get_flavor_extra_specs_key"), minor, "GET", L("/flavors/n/os-extra_specs/hw:cpu_policy"), {}, admin);
        check(L("flavors_access.add_remove_list_flavor_access"), minor, "POST", L("/flavors/n/action"), { { L("addTenantAccess"), O { { L("tenant"), L("p7") } } } }, admin);
        check(L("flavors_access.add_remove_list_flavor_access"), minor, "GET", L("/flavors/n/os-flavor-access"), {}, admin);
        check(L("flavors.delete_flavor"), minor, "DELETE", L("/flavors/n"), {}, admin);
        check(L("keypairs.create_keypair"), minor, "POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("k") }, { L("public_key"), L("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ3f3JlYWxseS1ub3QtYS1rZXktYXQtYWxsISEh me") } } } });
        check(L("keypairs.list_keypairs"), minor, "GET", L("/os-keypairs"));
        check(L("keypairs.get_keypair"), minor, "GET", L("/os-keypairs/k"));
        check(L("keypairs.delete_keypair"), minor, "DELETE", L("/os-keypairs/k"));
        check(L("limits.get_limit"), minor, "GET", L("/limits"));
        check(L("quotas.get_quota_set"), minor, "GET", L("/os-quota-sets/p1"));
        check(L("quotas.get_quota_set"), minor, "GET", L("/os-quota-sets/p1/defaults"));
        check(L("quotas.get_quota_set_details"), minor, "GET", L("/os-quota-sets/p1/detail"));
        check(L("quotas.update_quota_set"), minor, "PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("cores"), 30 } } } }, admin);
        check(L("quotas.delete_quota"), minor, "DELETE", L("/os-quota-sets/p1"), {}, admin);
        check(L("quota_classes.get_quota_class_set"), minor, "GET", L("/os-quota-class-sets/default"), {}, admin);
        check(L("hypervisors.list_search_hypervisors"), minor, "GET", L("/os-hypervisors"), {}, admin);
        check(L("hypervisors.list_hypervisors_detail"), minor, "GET", L("/os-hypervisors/detail"), {}, admin);
        const auto id = m_bench->get(L("/os-hypervisors"), "2." + QByteArray::number(minor), admin)[u"hypervisors"][0][u"id"].toVariant().toString();
        check(L("hypervisors.get_hypervisor"), minor, "GET", L("/os-hypervisors/") + id, {}, admin);
        check(L("hypervisors.get_hypervisor_statistics"), minor, "GET", L("/os-hypervisors/statistics"), {}, admin);
        check(L("hypervisors.get_hypervisor_uptime"), minor, "GET", L("/os-hypervisors/%1/uptime").arg(id), {}, admin);
        check(L("services.list_services"), minor, "GET", L("/os-services"), {}, admin);
        check(L("availability_zone.list_availability_zone_list"), minor, "GET", L("/os-availability-zone"));
        check(L("availability_zone.list_availability_zone_list_detail"), minor, "GET", L("/os-availability-zone/detail"), {}, admin);
        check(L("tenant_usages.list_tenant_usage"), minor, "GET", L("/os-simple-tenant-usage?detailed=1"), {}, admin);
        check(L("tenant_usages.get_tenant_usage"), minor, "GET", L("/os-simple-tenant-usage/p1"));
        check(L("server_groups.create_show_server_group"), minor, "POST", L("/os-server-groups"), { { L("server_group"), minor < 64 ? O { { L("name"), L("g") }, { L("policies"), QJsonArray { L("affinity") } } } : O { { L("name"), L("g") }, { L("policy"), L("affinity") } } } });
        check(L("server_groups.list_server_groups"), minor, "GET", L("/os-server-groups"));
        if (minor <= 35) {
            check(L("security_groups.list_security_groups"), minor, "GET", L("/os-security-groups"));
            check(L("security_groups.get_security_group"), minor, "GET", L("/os-security-groups/group-web"));
        }
        check(L("migrations.list_migrations"), minor, "GET", L("/os-migrations"), {}, admin);
        check(L("extensions.list_extensions"), minor, "GET", L("/extensions"));
        check(L("versions.list_versions"), minor, "GET", L("/compute/"));
        check(L("versions.get_one_version"), minor, "GET", L("/compute/v2.1/"));
        check(L("versions.get_one_version"), minor, "GET", L("/compute/v2/"));
    }

    void speaksVersions()
    {
        auto& b = *m_bench;
        b.get(L("/servers"), "2.97");
        QCOMPARE(b.last.status, 406);
        QCOMPARE(b.last.headers.value("X-OpenStack-Nova-API-Version"), QByteArray("2.97"));
        b.get(L("/servers"), "latest");
        QCOMPARE(b.last.headers.value("OpenStack-API-Version"), QByteArray("compute 2.96"));
        QVERIFY(!b.last.headers.value("X-Compute-Request-Id").isEmpty());
        const auto versions = b.get(L("/compute/"))[u"versions"].toArray();
        QCOMPARE(versions[0][u"id"].toString(), L("v2.0"));
        QCOMPARE(versions[1][u"version"].toString(), L("2.96"));
        QCOMPARE(b.get(L("/compute/v2/"))[u"version"][u"links"][0][u"href"].toString(), versions[0][u"links"][0][u"href"].toString());
        QVERIFY(!b.server(m_server, "2.46")[u"flavor"].toObject().contains(u"vcpus"));
        QCOMPARE(b.server(m_server, "2.47")[u"flavor"][u"original_name"].toString(), L("m1.1"));
        QVERIFY(!b.server(m_server, "2.95").contains(u"pinned_availability_zone"));
        QVERIFY(b.server(m_server, "2.96").contains(u"pinned_availability_zone"));
        QCOMPARE(b.server(m_server, "2.90")[u"OS-EXT-SRV-ATTR:hostname"].toString(), L("one"));
        b.get(L("/os-hypervisors/statistics"), "2.88", "p1:admin");
        QCOMPARE(b.last.status, 404);
        b.get(L("/compute/v2.1/%1/servers").arg(L("0a6d7b1e8c3d4f5a9b0c1d2e3f4a5b6c")));      // another project's path
        QCOMPARE(b.last.status, 400);
    }

    void keepsKeypairsAndFlavors()
    {
        auto& b = *m_bench;
        const auto made = b.call("POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("made here") } } } }, "2.2")[u"keypair"].toObject();
        QCOMPARE(b.last.status, 201);
        QVERIFY(made[u"private_key"].toString().startsWith(L("-----BEGIN RSA PRIVATE KEY-----")));
        QVERIFY(made[u"public_key"].toString().startsWith(L("ssh-rsa AAAAB3NzaC1yc2E")));
        QCOMPARE(made[u"fingerprint"].toString().size(), 47);
        b.call("POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("made here") } } } }, "2.2");
        QCOMPARE(b.last.status, 409);
        QCOMPARE(b.message(), L("Key pair 'made here' already exists."));
        for (const auto& bad : { O { { L("name"), L("a/b") } }, O { { L("name"), L("k") }, { L("public_key"), L("ssh-rsa nonsense") } }, O { { L("name"), L("k") }, { L("type"), L("pgp") } }, O { { L("name"), L("k") }, { L("public_key"), L("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGJ3") } } }) {
            b.call("POST", L("/os-keypairs"), { { L("keypair"), bad } }, "2.2");
            QCOMPARE(b.last.status, 400);
        }
        b.call("POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("k") } } } }, "2.92");
        QCOMPARE(b.last.status, 400);
        b.get(L("/os-keypairs/made here"), "2.1", "p2:member");
        QCOMPARE(b.last.status, 404);
        b.get(L("/os-keypairs?user_id=user-p1"), "2.10", "p2:member");
        QCOMPARE(b.last.status, 403);
        QCOMPARE(b.get(L("/os-keypairs?user_id=user-p1"), "2.10", "p2:admin")[u"keypairs"].toArray().size(), 1);

        b.call("POST", L("/flavors"), { { L("flavor"), O { { L("name"), L("mine") }, { L("ram"), 64 }, { L("vcpus"), 1 }, { L("disk"), 1 } } } });
        QCOMPARE(b.last.status, 403);
        b.call("POST", L("/flavors"), { { L("flavor"), O { { L("name"), L("m1.1") }, { L("ram"), 64 }, { L("vcpus"), 1 }, { L("disk"), 1 } } } }, "2.1", "p0:admin");
        QCOMPARE(b.last.status, 409);
        QCOMPARE(b.message(), L("Flavor with name m1.1 already exists."));
        b.call("POST", L("/flavors"), { { L("flavor"), O { { L("id"), L("x") }, { L("name"), L("hidden") }, { L("ram"), 64 }, { L("vcpus"), 1 }, { L("disk"), 1 }, { L("swap"), 16 }, { L("os-flavor-access:is_public"), false } } } }, "2.1", "p0:admin");
        QCOMPARE(b.last.status, 200);
        b.get(L("/flavors/x"));
        QCOMPARE(b.last.status, 404);
        b.call("POST", L("/flavors/x/action"), { { L("addTenantAccess"), O { { L("tenant"), L("p1") } } } }, "2.1", "p0:admin");
        QCOMPARE(b.get(L("/flavors/x"))[u"flavor"][u"swap"].toInt(), 16);
        QCOMPARE(b.get(L("/flavors"))[u"flavors"].toArray().size(), 3);
        QCOMPARE(b.get(L("/flavors?minRam=1000"))[u"flavors"].toArray().size(), 1);
        QCOMPARE(b.get(L("/flavors/1"))[u"flavor"][u"swap"].toString(L("no text")), L(""));
        QCOMPARE(b.get(L("/flavors/1"), "2.75")[u"flavor"][u"swap"].toInt(-1), 0);
    }

    void servesConsoles()
    {
        auto& b = *m_bench;
        QCOMPARE(b.act(m_server, L("os-getVNCConsole"), O { { L("type"), L("novnc") } }), 400);      // the fake hypervisor has none
        QCOMPARE(b.message(), L("Unavailable console type novnc."));
        b.call("POST", L("/servers/%1/remote-consoles").arg(m_server), { { L("remote_console"), O { { L("protocol"), L("vnc") }, { L("type"), L("serial") } } } }, "2.6");
        QCOMPARE(b.last.status, 400);
        b.act(m_server, L("os-getVNCConsole"), O { { L("type"), L("novnc") } }, "2.6");
        QCOMPARE(b.last.status, 404);

        QDir(b.dir.path()).mkpath(L("novnc/core"));
        for (const auto* name : { "novnc/vnc_auto.html", "secret.txt" }) {
            QFile file(b.dir.filePath(L(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("text") == 4);
        }
        QFile::link(b.dir.filePath(L("secret.txt")), b.dir.filePath(L("novnc/link.txt")));
        compute::ConsoleService console(*b.chassis, *b.compute, b.dir.filePath(L("novnc")));
        QVERIFY(b.pipeline->addService(console));
        const auto status = [&](const char* path) {
            http::Request request;
            request.method = "GET";
            request.target = path;
            request.path = request.target.split('?')[0];
            request.rawQuery = request.target.mid(request.path.size() + 1);
            request.host = "cloud:5000";
            http::MemoryBody body({});
            return b.pipeline->handle(request, body).status;
        };
        QCOMPARE(status("/console/vnc_auto.html?path=x"), 200);
        for (const auto* path : { "/console/core", "/console/nothing.js", "/console/../secret.txt", "/console/%2e%2e/secret.txt", "/console/core/..%2f..%2fsecret.txt", "/console/link.txt", "/console//etc/passwd" })
            QCOMPARE(status(path), 404);
        QCOMPARE(status("/console/ws?token=guess"), 404);
        QCOMPARE(status("/console/ws"), 404);
    }

    void tokensOfConsolesEnd()
    {
        compute::ConsoleTokens tokens;
        const auto token = tokens.issue(L("one"), L("novnc"));
        QCOMPARE(token.size(), 64);
        QVERIFY(token != tokens.issue(L("one"), L("novnc")));
        QCOMPARE(tokens.redeem(token)->serverId, L("one"));
        Clock::shift(601);
        QVERIFY(!tokens.redeem(token));
        Clock::shift(-601);
        const auto other = tokens.issue(L("two"), L("serial"));
        tokens.revoke(L("two"));
        QVERIFY(!tokens.redeem(other));
    }
};
SKYLAB_TEST(ShapesTest)
#include "ShapesTest.moc"
