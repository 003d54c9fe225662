#include "Bench.h"

#include "compute/model/MetadataDocuments.h"
#include "compute/model/NamePattern.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What is refused, explained and shared out before anything is made.
class PlanningTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    /// The status of a create with this changed.
    int refuse(const char* key, const QJsonValue& value, const QByteArray& version = "2.1")
    {
        auto body = m_bench->serverBody(L("no"));
        body[QLatin1String(key)] = value;
        m_bench->ask(body, version);
        return m_bench->last.status;
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void explainsWhyNoHostFits()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("big"), 64 * 1024);
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("ram"), -1 }, { L("cores"), -1 }, { L("instances"), -1 } } } }, "2.1", "p0:admin");
        QCOMPARE(b.last.status, 200);
        const auto id = b.ask(b.serverBody(L("huge"), L("big")));
        QCOMPARE(b.last.status, 202);
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ERROR"));
        QCOMPARE(server[u"fault"][u"message"].toString(), L("No valid host was found. No host can run m1.big: lab-pc has 19.5 GiB memory free of 64 GiB asked."));
        QCOMPARE(server[u"fault"][u"code"].toInt(), 500);
        QCOMPARE(b.leftovers(), QString());
        b.makeFlavor(L("wide"), 512, 8);
        const auto wide = b.server(b.ask(b.serverBody(L("wide"), L("wide"))));
        QVERIFY(wide[u"fault"][u"message"].toString().contains(L("lab-pc has 4 processors, 8 are asked")));
        b.call("PUT", L("/os-services/disable-log-reason"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") }, { L("disabled_reason"), L("new memory comes") } }, "2.1", "p0:admin");
        QVERIFY2(b.last.status == 200, b.last.bytes());
        const auto none = b.server(b.ask(b.serverBody(L("none"))));
        QVERIFY(none[u"fault"][u"message"].toString().contains(L("lab-pc is disabled: new memory comes")));
    }

    void sharesMemoryOutOnce()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("half"), 9 * 1024);
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("ram"), -1 } } } }, "2.1", "p0:admin");
        auto body = b.serverBody(L("many"), L("half"));
        body[u"min_count"] = 3;
        body[u"max_count"] = 3;
        b.ask(body);
        QCOMPARE(b.last.status, 202);
        b.settle();
        const auto all = b.get(L("/servers/detail"))[u"servers"].toArray();
        int running = 0, refused = 0;
        for (const auto& server : all)
            ++(server[u"status"].toString() == u"ACTIVE" ? running : refused);
        QCOMPARE(running, 2);
        QCOMPARE(refused, 1);
        QCOMPARE(all[0][u"name"].toString().left(5), L("many-"));
    }

    void asksTheHostOnceForAllServers()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("many"));
        body[u"min_count"] = 4;
        body[u"max_count"] = 4;
        QVERIFY(b.waitForReconcile());      // asks too
        const int before = b.lentDriver->hostQueries;
        QVERIFY(!b.ask(body).isEmpty());
        QCOMPARE(b.lentDriver->hostQueries - before, 1);
        b.settle();
        QCOMPARE(b.placement.allHoldings()->size(), 4);
    }

    void refusesWhatAnImageSaysOfDevices_data()
    {
        QTest::addColumn<QByteArray>("mapping");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* name, const QByteArray& mapping, const QString& field = {}) { QTest::newRow(name) << mapping << (L("image.block_device_mapping") + field); };
        const QByteArray good = "'source_type':'snapshot','snapshot_id':'5b0a5a4e-3a52-4a9b-9d6a-0f6f3c7d9a10','boot_index':0";
        row("no JSON", "{{{");
        row("no list", "{'a':1}");
        row("no object", "[7]", L(".0"));
        row("no type", "[{'snapshot_id':'x'}]", L(".0.source_type"));
        row("another type", "[{'source_type':'cloud'}]", L(".0.source_type"));
        row("a number as type", "[{'source_type':3}]", L(".0.source_type"));
        row("another destination", "[{" + good + ",'destination_type':'moon'}]", L(".0.destination_type"));
        row("no source", "[{'source_type':'snapshot','boot_index':0}]", L(".0.snapshot_id"));
        row("another source", "[{'source_type':'volume','snapshot_id':'5b0a5a4e-3a52-4a9b-9d6a-0f6f3c7d9a10'}]", L(".0.volume_id"));
        row("no UUID", "[{'source_type':'snapshot','snapshot_id':'../../etc'}]", L(".0.snapshot_id"));
        row("a text as boot index", "[{" + good + "},{'source_type':'blank','boot_index':'first'}]", L(".1.boot_index"));
        row("half a boot index", "[{'source_type':'blank','boot_index':0.5}]", L(".0.boot_index"));
        row("no size", "[{" + good + ",'volume_size':0}]", L(".0.volume_size"));
        row("less than no size", "[{" + good + ",'volume_size':-1}]", L(".0.volume_size"));
        row("too much", "[{" + good + ",'volume_size':2147483647}]", L(".0.volume_size"));
        row("more than fits", "[{" + good + ",'volume_size':99999999999}]", L(".0.volume_size"));
        row("a list as size", "[{" + good + ",'volume_size':[1]}]", L(".0.volume_size"));
        row("no boolean", "[{" + good + ",'delete_on_termination':'maybe'}]", L(".0.delete_on_termination"));
        row("too many", "[" + QByteArray("7,").repeated(255) + "7]");
        row("a long name", "[{" + good + ",'device_name':'" + QByteArray(256, 'v') + "'}]", L(".0.device_name"));
    }
    void refusesWhatAnImageSaysOfDevices()
    {
        auto& b = *m_bench;
        QFETCH(QByteArray, mapping);
        QFETCH(QString, field);
        const auto image = b.images.addImage(L("of volumes"));
        b.images.setProperty(image, L("block_device_mapping"), QString::fromLatin1(mapping.replace('\'', '"')));
        QCOMPARE(refuse("imageRef", image), 400);
        QVERIFY2(b.message().contains(L("'%1'").arg(field)), qPrintable(b.message()));
    }

    void refusesDevicesThatDontFitTogether()
    {
        auto& b = *m_bench;
        const auto blank = [](int size, const QJsonValue& index) { return O { { L("source_type"), L("blank") }, { L("destination_type"), L("local") }, { L("volume_size"), size }, { L("boot_index"), index } }; };
        QJsonArray huge;
        for (int i = 0; i < 255; ++i)
            huge.append(blank(1 << 20, -1));
        QCOMPARE(refuse("block_device_mapping_v2", huge), 400);
        QVERIFY2(b.message().contains(L("Ephemeral disks requested are larger")), b.last.bytes().left(300));
        const auto volume = [](const QJsonValue& index) { return O { { L("source_type"), L("blank") }, { L("destination_type"), L("volume") }, { L("volume_size"), 1 }, { L("boot_index"), index } }; };
        for (const auto& bad : { QJsonArray { volume(2) }, QJsonArray { volume(1), volume(1) }, QJsonArray { volume(0), volume(2) }, QJsonArray { volume(0), volume(0) } }) {
            QCOMPARE(refuse("block_device_mapping_v2", bad), 400);
            QVERIFY2(b.message().contains(L("Boot sequence")), qPrintable(b.message()));
        }
        for (const auto& bad : { O { { L("volume_id"), L("x") } }, O {}, O { { L("snapshot_id"), newUuid() }, { L("volume_size"), 1 << 30 } }, O { { L("volume_id"), newUuid() }, { L("uuid"), newUuid() } } }) {
            QCOMPARE(refuse("block_device_mapping", QJsonArray { bad }), 400);
            QVERIFY2(b.message().contains(L("'server.block_device_mapping.0.")), qPrintable(b.message()));
        }
    }

    void refusesOverTheQuota()
    {
        auto& b = *m_bench;
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("instances"), 1 } } } }, "2.1", "p0:admin");
        QVERIFY(!b.make().isEmpty());
        QVERIFY(b.ask(b.serverBody(L("two"))).isEmpty());
        QCOMPARE(b.last.status, 403);
        QVERIFY(b.message().contains(L("Quota exceeded for instances")));
        const auto limits = b.get(L("/limits"))[u"limits"][u"absolute"].toObject();
        QCOMPARE(limits[u"maxTotalInstances"].toInt(), 1);
        QCOMPARE(limits[u"totalInstancesUsed"].toInt(), 1);
        QCOMPARE(limits[u"totalRAMUsed"].toInt(), 512);
    }

    void refusesBadInput()
    {
        auto& b = *m_bench;
        QCOMPARE(refuse("imageRef", newUuid()), 400);
        QCOMPARE(refuse("imageRef", L("not-a-uuid")), 400);
        QCOMPARE(refuse("flavorRef", L("nothing")), 400);
        QCOMPARE(refuse("flavorRef", QJsonValue()), 400);
        QCOMPARE(refuse("key_name", L("nobody's")), 400);
        QCOMPARE(refuse("networks", QJsonArray { O { { L("uuid"), newUuid() } } }), 400);
        QCOMPARE(refuse("networks", QJsonArray { O { { L("port"), newUuid() } } }), 400);
        QCOMPARE(refuse("networks", L("auto")), 400);      // from 2.37
        QCOMPARE(refuse("security_groups", QJsonArray { O { { L("name"), L("nobody") } } }), 400);
        QCOMPARE(refuse("user_data", L("not base64!")), 400);
        QCOMPARE(refuse("user_data", QString(65536, u'a')), 400);
        QCOMPARE(refuse("availability_zone", L("moon")), 400);
        QCOMPARE(refuse("availability_zone", L("nova:lab-pc")), 403);
        QCOMPARE(refuse("metadata", O { { L("a"), 1 } }), 400);
        QCOMPARE(refuse("nonsense", true), 400);
        QCOMPARE(refuse("tags", QJsonArray { L("a") }), 400);      // from 2.52
        QCOMPARE(refuse("personality", QJsonArray {}, "2.57"), 400);
        QCOMPARE(refuse("min_count", 0), 400);
        const auto small = b.images.addImage(L("needs much"), 4096);
        QCOMPARE(refuse("imageRef", small), 400);
        QVERIFY(b.message().contains(L("memory is too small")));
        auto body = b.serverBody(L("no"));
        body.remove(L("networks"));
        b.ask(body, "2.37");
        QCOMPARE(b.last.status, 400);
        QCOMPARE(b.get(L("/servers"))[u"servers"].toArray().size(), 0);
        QVERIFY(b.networks.ports().empty());
    }

    /// As Networking has it for ports: who may use a network chooses no address there unless it is its own.
    void refusesAddressesOnSharedNetworks()
    {
        auto& b = *m_bench;
        const auto shared = b.networks.addNetwork({}, L("shared"));
        const auto on = [](const QString& network, const QString& address) { return QJsonArray { O { { L("uuid"), network }, { L("fixed_ip"), address } } }; };
        QCOMPARE(refuse("networks", on(shared, L("10.0.0.1"))), 403);
        QVERIFY2(b.message().contains(L("10.0.0.1")) && b.message().contains(shared), qPrintable(b.message()));
        QVERIFY(b.networks.ports().empty());
        QCOMPARE(refuse("networks", QJsonArray { O { { L("uuid"), shared } } }), 202);
        auto body = b.serverBody(L("one"));
        body[u"networks"] = on(shared, L("10.0.0.7"));
        b.call("POST", L("/servers"), { { L("server"), body } }, "2.1", admin);
        QCOMPARE(b.last.status, 202);
        body[u"networks"] = on(b.network, L("10.0.0.8"));
        const auto id = b.ask(body);
        QCOMPARE(b.last.status, 202);
        b.settle();
        const auto attach = [&](const O& wanted, const QByteArray& token) {
            b.call("POST", L("/servers/%1/os-interface").arg(id), { { L("interfaceAttachment"), wanted } }, "2.1", token);
            b.settle();
            return b.last.status;
        };
        const auto with = [&](const char* address) { return O { { L("net_id"), shared }, { L("fixed_ips"), QJsonArray { O { { L("ip_address"), L(address) } } } } }; };
        const auto before = b.networks.ports().size();
        QCOMPARE(attach(with("10.0.0.1"), "p1:member"), 403);
        QCOMPARE(b.networks.ports().size(), before);
        QCOMPARE(attach({ { L("net_id"), shared } }, "p1:member"), 200);
        QCOMPARE(attach(with("10.0.0.9"), admin), 200);
    }

    /// A type that is not for the caller is not there, though what makes the volume could use it.
    void refusesVolumeTypesOfOthers()
    {
        auto& b = *m_bench;
        b.volumes.closedType = L("gold");
        O device { { L("boot_index"), 0 }, { L("source_type"), L("image") }, { L("uuid"), b.image }, { L("destination_type"), L("volume") }, { L("volume_size"), 1 }, { L("volume_type"), L("gold") } };
        QCOMPARE(refuse("block_device_mapping_v2", QJsonArray { device }, "2.67"), 400);
        QCOMPARE(b.message(), L("Volume type gold could not be found."));
        const auto image = b.images.addImage(L("of volumes"));
        b.images.setProperty(image, L("block_device_mapping"), L(R"([{"boot_index":0,"source_type":"blank","destination_type":"volume","volume_size":1,"volume_type":"gold"}])"));
        QCOMPARE(refuse("imageRef", image), 400);
        QCOMPARE(b.message(), L("Volume type gold could not be found."));
        QVERIFY(b.volumes.volumes().isEmpty());
        auto body = b.serverBody(L("one"));
        body.remove(L("imageRef"));
        body.remove(L("networks"));
        body[u"block_device_mapping_v2"] = QJsonArray { device };
        b.call("POST", L("/servers"), { { L("server"), body } }, "2.36", admin);
        QCOMPARE(b.last.status, 400);      // the field is of 2.67
        body[u"networks"] = L("none");
        b.call("POST", L("/servers"), { { L("server"), body } }, "2.67", admin);
        QVERIFY2(b.last.status == 202, b.last.bytes());
        device[u"volume_type"] = L("silver");
        body[u"block_device_mapping_v2"] = QJsonArray { device };
        QVERIFY(!b.ask(body, "2.67").isEmpty());
    }

    void choosesTheOnlyNetwork()
    {
        auto& b = *m_bench;
        b.networks.addNetwork(b.project, L("outside"), true);
        auto body = b.serverBody(L("auto"));
        body.remove(L("networks"));
        const auto id = b.ask(body);
        b.settle();
        QCOMPARE(b.server(id)[u"addresses"].toObject().keys(), QStringList { L("private") });
        body[u"networks"] = L("none");
        const auto none = b.ask(body, "2.37");
        b.settle();
        QVERIFY(b.server(none)[u"addresses"].toObject().isEmpty());
        b.networks.addNetwork(b.project, L("second"));
        body[u"networks"] = L("auto");
        b.ask(body, "2.37");
        QCOMPARE(b.last.status, 409);
        QCOMPARE(b.message(), L("Multiple possible networks found, use a Network ID to be more specific."));
    }

    void allocatesANetworkForAProjectWithoutOne()
    {
        auto& b = *m_bench;
        QString asked;
        b.compute->setPeerApi([&](const service::Context&, const compute::PeerRequest& request) -> Result<O> {
            if (!asked.isEmpty())
                return fail(ErrorCode::Conflict, L("Deployment error: No default subnetpools defined."));
            asked = request.path;
            return O { { L("auto_allocated_topology"), O { { L("id"), b.networks.addNetwork(L("p2"), L("auto_allocated_network")) } } } };
        });
        const auto wish = [&](const QString& network) {
            auto body = b.serverBody(L("one"));
            body[u"networks"] = network;
            return O { { L("server"), body } };
        };
        b.call("POST", L("/servers"), wish(L("none")), "2.37", "p2:member");
        QVERIFY2(b.last.status == 202 && asked.isEmpty(), b.last.bytes());
        const auto id = b.call("POST", L("/servers"), wish(L("auto")), "2.37", "p2:member")[u"server"][u"id"].toString();
        QVERIFY2(b.last.status == 202, b.last.bytes());
        QCOMPARE(asked, L("/network/v2.0/auto-allocated-topology/p2"));
        b.settle();
        QCOMPARE(b.get(L("/servers/") + id, "2.1", "p2:member")[u"server"][u"addresses"].toObject().keys(), QStringList { L("auto_allocated_network") });
        b.call("POST", L("/servers"), wish(L("auto")), "2.37", "p3:member");
        QCOMPARE(b.last.status, 400);
        QVERIFY(b.message().contains(L("No default subnetpools defined")));
    }

    void bootsFromAVolumeBesideAnImage()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("one"));
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("boot_index"), L("0") }, { L("source_type"), L("blank") }, { L("volume_size"), 1 }, { L("destination_type"), L("volume") } } };
        const auto id = b.ask(body);
        QVERIFY2(b.last.status == 202, b.last.bytes());
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id)[u"image"].toString(L("no text")), QString());      // its root is the volume
        QCOMPARE(b.server(id)[u"os-extended-volumes:volumes_attached"].toArray().size(), 1);
    }

    void keepsServersOfAGroupApart()
    {
        auto& b = *m_bench;
        const auto group = b.call("POST", L("/os-server-groups"), { { L("server_group"), O { { L("name"), L("spread") }, { L("policy"), L("anti-affinity") } } } }, "2.64")[u"server_group"].toObject();
        QVERIFY2(b.last.status == 200, b.last.bytes());
        const auto askInGroup = [&](const QString& name) {
            return b.call("POST", L("/servers"), { { L("server"), b.serverBody(name) }, { L("os:scheduler_hints"), O { { L("group"), group[u"id"] } } } })[u"server"][u"id"].toString();
        };
        const auto one = askInGroup(L("one"));
        b.settle();
        QCOMPARE(b.status(one), L("ACTIVE"));
        const auto two = askInGroup(L("two"));
        QVERIFY(b.server(two)[u"fault"][u"message"].toString().contains(L("its policy is anti-affinity")));
        QCOMPARE(b.server(one, "2.71")[u"server_groups"].toArray(), QJsonArray { group[u"id"] });
        QCOMPARE(b.get(L("/os-server-groups/") + group[u"id"].toString())[u"server_group"][u"policies"].toArray(), QJsonArray { L("anti-affinity") });
    }

    void spellsAccessAddressesShortly()
    {
        auto& b = *m_bench;
        const auto body = [&](const char* v4, const char* v6) {
            auto server = b.serverBody(L("web"));
            server.insert(L("accessIPv4"), L(v4));
            server.insert(L("accessIPv6"), L(v6));
            return QJsonObject { { L("server"), server } };
        };
        const auto id = b.call("POST", L("/servers"), body("1.1.1.1", "0000:0000:0000:0000:0000:babe:220.12.22.2"))[u"server"][u"id"].toString();
        QCOMPARE(b.server(id)[u"accessIPv6"].toString(), L("::babe:dc0c:1602"));
        QCOMPARE(b.call("PUT", L("/servers/") + id, { { L("server"), QJsonObject { { L("accessIPv6"), L("FE80::0:1") } } } })[u"server"][u"accessIPv6"].toString(), L("fe80::1"));
        b.call("POST", L("/servers"), body("::1", ""));
        QCOMPARE(b.last.status, 400);
        QVERIFY(b.message().contains(L("server.accessIPv4")));
        b.call("POST", L("/servers"), body("", "1.1.1.1"));
        QCOMPARE(b.last.status, 400);
        QVERIFY(b.message().contains(L("server.accessIPv6")));
    }

    void managesSecurityGroupsForOldClients()
    {
        auto& b = *m_bench;
        const auto group = [](const char* name) { return QJsonObject { { L("security_group"), QJsonObject { { L("name"), L(name) }, { L("description"), L("d") } } } }; };
        QCOMPARE(b.call("POST", L("/os-security-groups"), group(" new "))[u"security_group"][u"name"].toString(), L(" new "));      // as in Nova, blanks are part of it
        QCOMPARE(b.last.status, 200);
        b.call("POST", L("/os-security-groups"), group("  "));
        QCOMPARE(b.last.status, 400);
        b.call("POST", L("/os-security-groups"), group("new"), "2.36");
        QCOMPARE(b.last.status, 404);
        b.call("POST", L("/os-security-groups"), group("new"), "2.1", "p1:reader");
        QCOMPARE(b.last.status, 403);
        QCOMPARE(b.call("PUT", L("/os-security-groups/group-new"), group("renamed"))[u"security_group"][u"name"].toString(), L("renamed"));
        b.call("DELETE", L("/os-security-groups/group-new"));
        QCOMPARE(b.last.status, 202);
        b.call("DELETE", L("/os-security-groups/group-web"));      // in use
        QCOMPARE(b.last.status, 400);
        const QJsonObject wish { { L("parent_group_id"), L("5a3c8f0e-6f7e-4c4c-9b0f-2f0c4d1f4a11") }, { L("ip_protocol"), L("TCP") }, { L("from_port"), -1 }, { L("to_port"), -1 }, { L("cidr"), L("10.0.0.0/8") } };
        const auto rule = b.call("POST", L("/os-security-group-rules"), { { L("security_group_rule"), wish } })[u"security_group_rule"].toObject();
        QCOMPARE(rule[u"ip_protocol"].toString(), L("tcp"));
        QCOMPARE(rule[u"from_port"].toInt(), 1);
        QCOMPARE(rule[u"to_port"].toInt(), 65535);
        QCOMPARE(rule[u"ip_range"][u"cidr"].toString(), L("10.0.0.0/8"));
        b.call("POST", L("/os-security-group-rules"), { { L("security_group_rule"), QJsonObject { { L("from_port"), 70000 } } } });
        QCOMPARE(b.last.status, 400);
        QVERIFY(b.message().contains(L("parent_group_id")) && b.message().contains(L("from_port")));
        b.call("DELETE", L("/os-security-group-rules/r"));
        QCOMPARE(b.last.status, 202);
    }

    void keepsTenantsApart()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        for (const auto& [method, path] : std::initializer_list<std::pair<QByteArray, QString>> { { "GET", {} }, { "DELETE", {} }, { "GET", L("/os-interface") }, { "GET", L("/metadata") }, { "GET", L("/ips") },
                 { "GET", L("/os-volume_attachments") }, { "GET", L("/os-instance-actions") } }) {
            b.call(method, L("/servers/") + id + path, {}, "2.1", "p2:member");
            QCOMPARE(b.last.status, 404);
        }
        QCOMPARE(b.act(id, L("os-stop"), {}, "2.1", "p2:member"), 404);
        QCOMPARE(b.act(id, L("os-stop"), {}, "2.1", "p1:reader"), 403);
        QCOMPARE(b.get(L("/servers"), "2.1", "p2:member")[u"servers"].toArray().size(), 0);
        b.get(L("/servers?all_tenants=1"), "2.1", "p2:member");
        QCOMPARE(b.last.status, 403);
        QCOMPARE(b.get(L("/servers?all_tenants=1"), "2.1", "p2:admin")[u"servers"].toArray().size(), 1);
        QCOMPARE(b.get(L("/servers/") + id, "2.1", "p2:admin")[u"server"][u"OS-EXT-SRV-ATTR:host"].toString(), L("lab-pc"));
    }

    void listsByEverything()
    {
        auto& b = *m_bench;
        const auto web = b.make(L("web-1")), data = b.make(L("data-22"));
        b.act(data, L("os-stop"));
        b.settle();
        const auto names = [&](const QString& query, const QByteArray& version = "2.1") {
            QStringList found;
            for (const auto& server : b.get(L("/servers?") + query, version)[u"servers"].toArray())
                found << server[u"name"].toString();
            return found.join(u',');
        };
        QCOMPARE(names({}), L("data-22,web-1"));
        QCOMPARE(names(L("sort_key=display_name&sort_dir=desc")), L("web-1,data-22"));
        QCOMPARE(names(L("name=web")), L("web-1"));
        QCOMPARE(names(L("name=%5E.*-%5B0-9%5D%2B%24")), L("data-22,web-1"));
        QCOMPARE(names(L("name=%5Ed.*2%24")), L("data-22"));
        QCOMPARE(names(L("status=SHUTOFF")), L("data-22"));
        QCOMPARE(names(L("status=active")), L("web-1"));
        QCOMPARE(names(L("status=nonsense")), QString());
        QCOMPARE(names(L("flavor=1")), L("data-22,web-1"));
        QCOMPARE(names(L("flavor=9")), QString());
        QCOMPARE(names(L("image=") + b.image), L("data-22,web-1"));
        QCOMPARE(names(L("ip=") + b.server(web)[u"addresses"][u"private"][0][u"addr"].toString().replace(u'.', L("%5C."))), L("web-1"));
        QCOMPARE(names(L("changes-since=2099-01-01T00:00:00Z")), QString());
        QCOMPARE(names(L("nonsense=1")), L("data-22,web-1"));
        b.get(L("/servers?nonsense=1"), "2.75");
        QCOMPARE(b.last.status, 400);
        const auto page = b.get(L("/servers?limit=1"));
        QCOMPARE(page[u"servers"].toArray().size(), 1);
        QCOMPARE(page[u"servers_links"][0][u"rel"].toString(), L("next"));
        const auto next = QUrl(page[u"servers_links"][0][u"href"].toString());
        QCOMPARE(b.get(next.path() + u'?' + next.query())[u"servers"][0][u"name"].toString(), L("web-1"));
        for (const auto* bad : { "limit=-1", "limit=x", "marker=nobody", "changes-since=yesterday", "sort_key=colour" }) {
            b.get(L("/servers?") + L(bad));
            QCOMPARE(b.last.status, 400);
        }
        const auto before = b.networks.portQueries();
        b.get(L("/servers/detail"));
        QCOMPARE(b.networks.portQueries(), before + 1);      // one question for all rows
        b.call("PUT", L("/servers/%1/tags/blue").arg(web), {}, "2.26");
        QCOMPARE(b.last.status, 201);
        QCOMPARE(names(L("tags=blue"), "2.26"), L("web-1"));
        QCOMPARE(names(L("not-tags=blue"), "2.26"), L("data-22"));
        b.call("PUT", L("/servers/%1/tags/red%0D%0AX%3A1").replace(L("%1"), web), {}, "2.26");
        QCOMPARE(b.last.status, 201);
        QVERIFY2(b.last.headers.value("Location").endsWith("/tags/red%0D%0AX%3A1"), b.last.headers.value("Location").constData());   // no header of its own
        b.call("DELETE", L("/servers/") + web);
        b.settle();
        QCOMPARE(names(L("changes-since=2000-01-01T00:00:00Z")), L("data-22,web-1"));
    }

    void matchesPatterns()
    {
        const auto matches = [](const char* pattern, const char* text) { return compute::NamePattern(QString::fromLatin1(pattern)).matches(QString::fromLatin1(text)); };
        QVERIFY(matches("b", "abc") && !matches("d", "abc"));
        QVERIFY(matches("^abc$", "abc") && !matches("^bc", "abc") && !matches("ab$", "abc"));
        QVERIFY(matches("a.c", "abc") && matches("a.*d", "abcd") && !matches("a.+a", "aa"));
        QVERIFY(matches("[a-c]+9?$", "xxbc9") && !matches("^[^a-c]", "abc"));
        QVERIFY(matches("1\\.2", "10.1.2.3") && !matches("1\\.2", "1x2"));
        QVERIFY(matches("", "anything"));
        QVERIFY(!compute::NamePattern(QString::fromLatin1("a*").repeated(60) + QStringLiteral("b")).matches(QString(5000, u'a')));      // ends soon
    }

    void answersMetadata()
    {
        auto& b = *m_bench;
        b.call("POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("mine") }, { L("public_key"), L("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ3f3JlYWxseS1ub3QtYS1rZXktYXQtYWxsISEh me@home") } } } });
        QVERIFY2(b.last.status == 200, b.last.bytes());
        auto body = b.serverBody(L("Guest One"));
        body[u"key_name"] = L("mine");
        body[u"user_data"] = QString::fromLatin1(QByteArray("#!/bin/sh\necho hi\n").toBase64());
        body[u"metadata"] = O { { L("role"), L("web") } };
        body[u"config_drive"] = true;
        const auto id = b.ask(body);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QVERIFY(QFile::exists(b.compute->files().configDrive(id)));
        QCOMPARE(int(QFile(b.compute->files().configDrive(id)).permissions() & (QFile::ReadGroup | QFile::ReadOther)), 0);
        const auto address = b.server(id)[u"addresses"][u"private"][0][u"addr"].toString();
        const auto fetch = [&](const char* path, const QString& from) {
            http::Request request;
            request.method = "GET";
            request.path = path;
            request.peerAddress = from;
            request.headers.add("X-Forwarded-For", address.toLatin1());      // a guest may claim what it likes
            http::MemoryBody nothing({});
            return b.compute->metadata(request, nothing, b.network);
        };
        const auto json = QJsonDocument::fromJson(fetch("/openstack/latest/meta_data.json", address).bytes()).object();
        QCOMPARE(json[u"uuid"].toString(), id);
        QCOMPARE(json[u"hostname"].toString(), L("guest-one.novalocal"));
        QVERIFY(json[u"public_keys"][u"mine"].toString().startsWith(L("ssh-ed25519 ")));
        QCOMPARE(json[u"meta"][u"role"].toString(), L("web"));
        QVERIFY(!json.contains(u"admin_pass"));
        QCOMPARE(fetch("/openstack/latest/user_data", address).bytes(), QByteArray("#!/bin/sh\necho hi\n"));
        QCOMPARE(fetch("/2009-04-04/meta-data/public-keys/0/openssh-key", address).bytes().left(11), QByteArray("ssh-ed25519"));
        QCOMPARE(fetch("/latest/meta-data/public-keys/", address).bytes(), QByteArray("0=mine"));
        QCOMPARE(fetch("/latest/meta-data/local-ipv4", address).bytes(), address.toLatin1());
        QVERIFY(fetch("/latest/meta-data/", address).bytes().contains("placement/"));
        QVERIFY(fetch("/openstack", address).bytes().endsWith("latest"));
        const auto network = QJsonDocument::fromJson(fetch("/openstack/latest/network_data.json", address).bytes()).object();
        QCOMPARE(network[u"networks"][0][u"netmask"].toString(), L("255.255.255.0"));
        QCOMPARE(network[u"services"][0][u"address"].toString(), L("9.9.9.9"));
        QCOMPARE(fetch("/openstack/latest/nothing", address).status, 404);
        QCOMPARE(fetch("/latest/meta-data/", L("10.0.0.250")).status, 404);
    }
};
SKYLAB_TEST(PlanningTest)
#include "PlanningTest.moc"
