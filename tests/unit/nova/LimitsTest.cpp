#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;
using A = QJsonArray;

/// Quotas of projects, users and classes; usage; events from outside; what old clients ask.
class LimitsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;
    QStringList m_asked;             ///< of the peers

    O ask(const QByteArray& method, const QString& path, const O& body = {}, const QByteArray& version = "2.1") { return m_bench->call(method, path, body, version, admin); }
    int status() const { return m_bench->last.status; }
    O setQuota(const QString& query, const char* resource, int limit, bool force = false)
    {
        O set { { L(resource), limit } };
        if (force)
            set.insert(L("force"), true);
        return ask("PUT", L("/os-quota-sets/p1") + query, { { L("quota_set"), set } })[u"quota_set"].toObject();
    }
    int quota(const QString& query, const char* resource) { return ask("GET", L("/os-quota-sets/p1") + query)[u"quota_set"][QLatin1String(resource)].toInt(); }
    /// The peers answer this, to any question.
    void script(const O& answer, std::optional<Error> fault = {})
    {
        m_bench->compute->setPeerApi([this, answer, fault](const service::Context& context, const compute::PeerRequest& request) -> Result<O> {
            m_asked << QString::fromUtf8(context.projectId.toUtf8() + ' ' + request.method + ' ' + request.path.toUtf8() + ' ' + QJsonDocument(request.body).toJson(QJsonDocument::Compact));
            if (fault)
                return fail(*fault);
            return answer;
        });
    }

private Q_SLOTS:
    void init()
    {
        m_asked.clear();
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void usersHaveQuotasWithinTheirProject()
    {
        QCOMPARE(setQuota({}, "instances", 2)[u"instances"].toInt(), 2);
        QVERIFY(!setQuota({}, "instances", 2).contains(u"id"));
        setQuota(L("?user_id=user-p1"), "instances", 3);
        QCOMPARE(status(), 400);
        QCOMPARE(setQuota(L("?user_id=user-p1"), "instances", 1)[u"instances"].toInt(), 1);
        QCOMPARE(quota(L("?user_id=user-p1"), "instances"), 1);
        QCOMPARE(quota(L("?user_id=other"), "instances"), 2);
        QCOMPARE(quota({}, "instances"), 2);
        QVERIFY(!m_bench->make().isEmpty());
        QVERIFY(m_bench->ask(m_bench->serverBody(L("two"))).isEmpty());
        QCOMPARE(status(), 403);
        m_bench->makeFlavor(L("2"), 256, 4);
        setQuota(L("?user_id=user-p1"), "cores", 2);
        const auto id = m_bench->get(L("/servers"))[u"servers"][0][u"id"].toString();
        QCOMPARE(m_bench->act(id, L("resize"), QJsonObject { { L("flavorRef"), L("2") } }), 403);      // four processors
        QCOMPARE(m_bench->status(id), L("ACTIVE"));
        setQuota(L("?user_id=user-p1"), "instances", 0);
        QCOMPARE(status(), 400);      // one is in use
        setQuota(L("?user_id=user-p1"), "instances", 0, true);
        QCOMPARE(status(), 200);
        QCOMPARE(ask("GET", L("/os-quota-sets/p1/detail?user_id=user-p1"))[u"quota_set"][u"instances"][u"in_use"].toInt(), 1);
        ask("DELETE", L("/os-quota-sets/p1?user_id=user-p1"));
        QCOMPARE(status(), 202);
        QCOMPARE(quota(L("?user_id=user-p1"), "instances"), 2);
        ask("DELETE", L("/os-quota-sets/p1"));
        QCOMPARE(quota({}, "instances"), 10);
        for (const auto& wrong : { O { { L("colour"), 1 } }, O { { L("ram"), -2 } }, O { { L("ram"), L("much") } }, O { { L("force"), L("perhaps") } } }) {
            ask("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), wrong } });
            QCOMPARE(status(), 400);
        }
        ask("GET", L("/os-quota-sets/p1?colour=red"), {}, "2.75");
        QCOMPARE(status(), 400);
    }

    void usersHaveQuotasOfGroupsAndKeys()
    {
        int made = 0;
        const auto group = [&](const QByteArray& token) {
            m_bench->call("POST", L("/os-server-groups"), { { L("server_group"), O { { L("name"), L("g%1").arg(++made) }, { L("policy"), L("affinity") } } } }, "2.64", token);
            return status();
        };
        const auto key = [&](const QByteArray& token) {
            m_bench->call("POST", L("/os-keypairs"), { { L("keypair"), O { { L("name"), L("k%1").arg(++made) } } } }, "2.2", token);
            return status();
        };
        setQuota(L("?user_id=user-p1"), "server_groups", 1);
        QCOMPARE(status(), 200);
        setQuota(L("?user_id=user-p1"), "key_pairs", 1);
        QCOMPARE(status(), 200);
        QCOMPARE(group("p1:member"), 200);
        QCOMPARE(group("p1:member"), 403);
        QVERIFY2(m_bench->message().contains(L("Quota exceeded for server_groups")), qPrintable(m_bench->message()));
        QCOMPARE(group("p1:member:other"), 200);
        QCOMPARE(key("p1:member"), 201);
        QCOMPARE(key("p1:member"), 403);
        QVERIFY2(m_bench->message().contains(L("Quota exceeded for key_pairs")), qPrintable(m_bench->message()));
        QCOMPARE(key("p1:member:other"), 201);
        QCOMPARE(key("p1:member:other"), 201);
    }

    /// What a smaller flavor gives up may be wanted back, until the resize is confirmed.
    void aResizeCountsItsLargerFlavor()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("2"), 1024, 1);
        b.makeFlavor(L("3"), 256, 2);
        const auto used = [&](const char* resource) { return ask("GET", L("/os-quota-sets/p1/detail"))[u"quota_set"][QLatin1String(resource)][u"in_use"].toInt(); };
        const auto usedByUser = [&](const char* resource) { return ask("GET", L("/os-quota-sets/p1/detail?user_id=user-p1"))[u"quota_set"][QLatin1String(resource)][u"in_use"].toInt(); };
        const auto id = b.ask(b.serverBody(L("one"), L("2")));
        b.settle();
        setQuota({}, "ram", 1024);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("1") } }), 202);
        QCOMPARE(used("ram"), 1024);      // while it is at work, and then
        b.settle();
        QCOMPARE(b.status(id), L("VERIFY_RESIZE"));
        QCOMPARE(used("ram"), 1024);
        QCOMPARE(usedByUser("ram"), 1024);
        QVERIFY(b.ask(b.serverBody(L("two"))).isEmpty());
        QCOMPARE(status(), 403);
        QCOMPARE(b.act(id, L("revertResize")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(used("ram"), 1024);
        // Confirmed, it is what it is.
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("1") } }), 202);
        b.settle();
        QCOMPARE(b.act(id, L("confirmResize")), 204);
        QCOMPARE(used("ram"), 512);
        // Each resource by itself: less memory and more processors.
        setQuota({}, "cores", 2);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("3") } }), 202);
        b.settle();
        QCOMPARE(used("ram"), 512);
        QCOMPARE(used("cores"), 2);
        QCOMPARE(b.act(id, L("confirmResize")), 204);
        // What grows counts once: there is room for just this.
        setQuota({}, "ram", 512);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("1") } }), 202);
        b.settle();
        QCOMPARE(used("ram"), 512);
        QCOMPARE(used("cores"), 2);
    }

    /// The class "default" is what projects begin with, also after a restart.
    void classesChangeTheDefaults()
    {
        const auto change = [&](const char* name, int instances) { return ask("PUT", L("/os-quota-class-sets/") + L(name), { { L("quota_class_set"), O { { L("instances"), instances } } } }); };
        QCOMPARE(change("gold", 99)[u"quota_class_set"][u"instances"].toInt(), 99);
        QCOMPARE(quota({}, "instances"), 10);
        change("default", 1);
        QCOMPARE(quota({}, "instances"), 1);
        QCOMPARE(quota(L("/defaults"), "instances"), 1);
        QVERIFY(!m_bench->make().isEmpty());
        QVERIFY(m_bench->ask(m_bench->serverBody(L("two"))).isEmpty());
        m_bench->close();
        QVERIFY(m_bench->open());
        QCOMPARE(quota({}, "instances"), 1);
        setQuota({}, "instances", 5);
        QCOMPARE(quota({}, "instances"), 5);
        QCOMPARE(ask("GET", L("/os-quota-class-sets/gold"))[u"quota_class_set"][u"id"].toString(), L("gold"));
        ask("PUT", L("/os-quota-class-sets/gold"), { { L("quota_class_set"), O { { L("fixed_ips"), 1 } } } }, "2.50");
        QCOMPARE(status(), 400);
        m_bench->call("PUT", L("/os-quota-class-sets/default"), { { L("quota_class_set"), O { { L("instances"), 9 } } } });
        QCOMPARE(status(), 403);
    }

    void usageIsPaged()
    {
        for (const auto* name : { "one", "two", "three" })
            m_bench->make(L(name));
        const auto period = L("?start=2020-01-01T00:00:00&end=2100-01-01T00:00:00");
        QCOMPARE(m_bench->get(L("/os-simple-tenant-usage/p1") + period)[u"tenant_usage"][u"server_usages"].toArray().size(), 3);
        const auto page = m_bench->get(L("/os-simple-tenant-usage/p1") + period + L("&limit=2"), "2.40");
        QCOMPARE(page[u"tenant_usage"][u"server_usages"].toArray().size(), 2);
        const auto next = page[u"tenant_usage_links"][0][u"href"].toString();
        const auto rest = m_bench->get(next.mid(next.indexOf(L("/os-simple"))), "2.40");
        QCOMPARE(rest[u"tenant_usage"][u"server_usages"].toArray().size(), 1);
        QVERIFY(!rest.contains(u"tenant_usage_links"));
        QCOMPARE(ask("GET", L("/os-simple-tenant-usage") + period + L("&detailed=1&limit=2"), {}, "2.40")[u"tenant_usages"][0][u"server_usages"].toArray().size(), 2);
        for (const auto& wrong : { L("?start=never"), L("?start=2021-01-01T00:00:00&end=2020-01-01T00:00:00"), L("?marker=x"), L("?limit=-1") }) {
            m_bench->get(L("/os-simple-tenant-usage/p1") + wrong, "2.40");
            QVERIFY2(status() == 400, qPrintable(wrong));
        }
        m_bench->get(L("/os-simple-tenant-usage/p2") + period);
        QCOMPARE(status(), 403);
        const auto audit = ask("GET", L("/os-instance_usage_audit_log/2026-03-15%2010:00:00"))[u"instance_usage_audit_log"].toObject();
        QCOMPARE(audit[u"period_beginning"].toString(), L("2026-02-01 00:00:00"));
        QCOMPARE(audit[u"hosts_not_run"].toArray(), A { L("lab-pc") });
        ask("GET", L("/os-instance_usage_audit_log/yesterday"));
        QCOMPARE(status(), 400);
    }

    void eventsFromOutside()
    {
        const auto server = m_bench->make();
        const auto tell = [&](const A& events, const QByteArray& version = "2.93") { return ask("POST", L("/os-server-external-events"), { { L("events"), events } }, version); };
        const auto event = [](const char* name, const QString& id, const QString& tag = {}) {
            O one { { L("name"), L(name) }, { L("server_uuid"), id } };
            if (!tag.isEmpty())
                one.insert(L("tag"), tag);
            return one;
        };
        const auto done = tell({ event("network-changed", server), event("network-changed", newUuid()), event("volume-extended", server) });
        QCOMPARE(status(), 207);
        QCOMPARE(done[u"events"][0][u"code"].toInt(), 200);
        QCOMPARE(done[u"events"][1][u"code"].toInt(), 404);
        QCOMPARE(done[u"events"][2][u"code"].toInt(), 400);
        tell({ event("network-changed", server) }, "2.1");
        QCOMPARE(status(), 200);
        tell({ event("network-changed", newUuid()) });
        QCOMPARE(status(), 404);
        for (const auto& wrong : { A(), A { event("volume-gone", server) }, A { event("network-changed", L("x")) } }) {
            tell(wrong);
            QCOMPARE(status(), 400);
        }
        tell({ event("volume-extended", server, newUuid()) }, "2.50");
        QCOMPARE(status(), 400);
        const auto port = m_bench->get(L("/servers/%1/os-interface").arg(server))[u"interfaceAttachments"][0][u"port_id"].toString();
        tell({ event("network-vif-deleted", server, port) });
        m_bench->settle();
        QVERIFY(m_bench->get(L("/servers/%1/os-interface").arg(server))[u"interfaceAttachments"].toArray().isEmpty());
        // The driver says what is so: a guest that was stopped behind our back is noticed.
        QVERIFY(m_bench->driver.destroy(server));
        tell({ event("power-update", server, L("POWER_OFF")) });
        m_bench->settle();
        QCOMPARE(m_bench->status(server), L("SHUTOFF"));
        m_bench->call("POST", L("/os-server-external-events"), { { L("events"), A { event("network-changed", server) } } });
        QCOMPARE(status(), 403);
    }

    void whatIsGoneSaysSo()
    {
        for (const auto& [method, path] : { std::pair { "GET", "/os-agents" }, { "POST", "/os-agents" }, { "GET", "/os-cells/detail" }, { "GET", "/os-certificates/root" }, { "GET", "/os-fixed-ips/10.0.0.1" }, { "GET", "/os-fping" },
                                              { "POST", "/os-networks/add" }, { "PUT", "/os-floating-ips-bulk/delete" }, { "GET", "/servers/x/os-virtual-interfaces" }, { "GET", "/os-floating-ip-dns" } }) {
            const auto fault = ask(method, L(path), { { L("x"), 1 } });
            QVERIFY2(status() == 410, path);
            QCOMPARE(fault[u"computeFault"][u"code"].toInt(), 410);
        }
        ask("GET", L("/os-baremetal-nodes"));
        QCOMPARE(status(), 501);
        ask("GET", L("/os-baremetal-nodes"), {}, "2.36");
        QCOMPARE(status(), 404);
        ask("GET", L("/os-console-auth-tokens/nothing"), {}, "2.31");
        QCOMPARE(status(), 404);
        const auto snapshot = O { { L("volume_id"), newUuid() }, { L("create_info"), O { { L("snapshot_id"), newUuid() }, { L("type"), L("qcow2") }, { L("new_file"), L("f") } } } };
        ask("POST", L("/os-assisted-volume-snapshots"), { { L("snapshot"), snapshot } });
        QCOMPARE(status(), 404);
        ask("POST", L("/os-assisted-volume-snapshots"), { { L("snapshot"), O() } });
        QCOMPARE(status(), 400);
        const auto server = m_bench->make();
        QCOMPARE(m_bench->get(L("/os-volumes_boot/") + server)[u"server"][u"id"].toString(), server);
    }

    void oldClientsSeeVolumes()
    {
        const auto id = newUuid();
        const O volume { { L("id"), id }, { L("name"), L("disk") }, { L("size"), 1 }, { L("status"), L("in-use") }, { L("attachments"), A { O { { L("server_id"), L("s") }, { L("device"), L("/dev/vdb") } } } } };
        script({ { L("volume"), volume } });
        const auto shown = m_bench->get(L("/os-volumes/") + id)[u"volume"].toObject();
        QCOMPARE(shown[u"displayName"].toString(), L("disk"));
        QCOMPARE(shown[u"attachments"][0][u"serverId"].toString(), L("s"));
        QCOMPARE(m_asked.last(), L("p1 GET /volume/v3/volumes/%1 {}").arg(id));
        m_bench->call("POST", L("/os-volumes"), { { L("volume"), O { { L("size"), 1 }, { L("display_name"), L("new") } } } });
        QCOMPARE(status(), 200);
        QVERIFY(m_asked.last().contains(L("\"name\":\"new\"")));
        m_bench->call("POST", L("/os-volumes"), { { L("volume"), O { { L("size"), L("0") } } } });
        QCOMPARE(status(), 400);
        script({ { L("volumes"), A { volume, volume, O { { L("id"), L("third") } } } } });
        const auto some = m_bench->get(L("/os-volumes?offset=2&limit=5"))[u"volumes"].toArray();
        QCOMPARE(some.size(), 1);
        QCOMPARE(some[0][u"attachments"].toArray(), A { O() });
        script({}, Error { ErrorCode::TooLarge, L("VolumeLimitExceeded") });
        m_bench->call("POST", L("/os-volumes"), { { L("volume"), O { { L("size"), 1 } } } });
        QCOMPARE(status(), 403);
        m_bench->get(L("/os-volumes"), "2.36");
        QCOMPARE(status(), 404);
    }

    void oldClientsSeeImages()
    {
        const auto id = newUuid();
        script({ { L("id"), id }, { L("name"), L("cirros") }, { L("status"), L("active") }, { L("size"), 7 }, { L("tags"), A() }, { L("os_distro"), L("x") }, { L("instance_uuid"), L("s1") } });
        const auto shown = m_bench->get(L("/images/") + id)[u"image"].toObject();
        QCOMPARE(shown[u"status"].toString(), L("ACTIVE"));
        QCOMPARE(shown[u"metadata"].toObject().keys(), (QStringList { L("instance_uuid"), L("os_distro") }));
        QVERIFY(shown[u"server"][u"links"][0][u"href"].toString().endsWith(L("/servers/s1")));
        m_bench->call("PUT", L("/images/%1/metadata").arg(id), { { L("metadata"), O { { L("os_distro"), L("y") }, { L("a/b"), L("c") } } } });
        QCOMPARE(status(), 400);      // no such key
        m_bench->call("PUT", L("/images/%1/metadata").arg(id), { { L("metadata"), O { { L("os_distro"), L("y") }, { L("a"), L("c") } } } });
        QCOMPARE(status(), 200);
        const auto patch = m_asked.last();
        for (const auto* part : { "remove", "/instance_uuid", "replace", "/os_distro", "add", "/a" })
            QVERIFY2(patch.contains(L(part)), qPrintable(patch));
        m_bench->call("DELETE", L("/images/%1/metadata/os_distro").arg(id));
        QCOMPARE(status(), 204);
        m_bench->call("DELETE", L("/images/%1/metadata/none").arg(id));
        QCOMPARE(status(), 404);
        m_bench->get(L("/images/%1/metadata").arg(id), "2.39");
        QCOMPARE(status(), 404);
        script({ { L("images"), A() } });
        m_bench->get(L("/images?server=%1&status=ACTIVE&type=snapshot&limit=3").arg(QString::fromLatin1(QUrl::toPercentEncoding(L("http://cloud/servers/s1")))));
        QCOMPARE(m_asked.last(), L("p1 GET /image/v2/images?instance_uuid=s1&status=active&image_type=snapshot&limit=3 {}"));
        // What a user calls a property is no part of the question.
        m_bench->get(L("/images?property-%1=x&limit=3").arg(QString::fromLatin1(QUrl::toPercentEncoding(L("a&visibility=all#")))));
        QCOMPARE(m_asked.last(), L("p1 GET /image/v2/images?a%26visibility%3Dall%23=x&limit=3 {}"));
        m_bench->get(L("/images?limit=-1"));
        QCOMPARE(status(), 400);
        script({}, Error { ErrorCode::NotFound, L("No image found") });
        m_bench->get(L("/images/") + newUuid());
        QCOMPARE(status(), 404);
    }

    void oldClientsSeeNetworks()
    {
        const auto id = newUuid();
        script({ { L("networks"), A { O { { L("id"), id }, { L("name"), L("public") } } } }, { L("network"), O { { L("id"), id }, { L("name"), L("public") } } },
                 { L("ports"), A { O { { L("id"), L("p") }, { L("device_owner"), L("compute:nova") }, { L("device_id"), L("s1") } } } },
                 { L("floatingips"), A { O { { L("id"), L("f") }, { L("floating_ip_address"), L("203.0.113.5") }, { L("fixed_ip_address"), L("10.0.0.5") }, { L("port_id"), L("p") }, { L("floating_network_id"), id } } } } });
        QCOMPARE(m_bench->get(L("/os-networks"))[u"networks"][0][u"label"].toString(), L("public"));
        QVERIFY(!m_bench->get(L("/os-networks/") + id)[u"network"].toObject().contains(u"bridge"));
        QVERIFY(ask("GET", L("/os-networks/") + id)[u"network"].toObject().contains(u"bridge"));
        QCOMPARE(m_bench->get(L("/os-tenant-networks"))[u"networks"][0].toObject().keys(), (QStringList { L("cidr"), L("id"), L("label") }));
        QCOMPARE(m_bench->get(L("/os-floating-ip-pools"))[u"floating_ip_pools"][0][u"name"].toString(), L("public"));
        const auto address = m_bench->get(L("/os-floating-ips"))[u"floating_ips"][0].toObject();
        QCOMPARE(address[u"pool"].toString(), L("public"));
        QCOMPARE(address[u"instance_id"].toString(), L("s1"));
        m_bench->call("POST", L("/os-floating-ips"), { { L("pool"), L("other") } });
        QCOMPARE(status(), 404);
        m_bench->get(L("/os-networks/x"));
        QCOMPARE(status(), 404);
    }
};
SKYLAB_TEST(LimitsTest)
#include "LimitsTest.moc"
