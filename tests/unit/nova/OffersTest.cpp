#include "Bench.h"

#include "compute/model/ExtraSpecs.h"
#include "compute/model/X509Key.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;
using A = QJsonArray;

/// Flavors with their extra specs, key pairs, server groups: what servers are made of.
class OffersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;
    int status() const { return m_bench->last.status; }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void flavorsMayHaveNumbers()
    {
        const O flavor { { L("id"), qint64(1234567890123) }, { L("name"), L("numbered") }, { L("ram"), L("64") }, { L("vcpus"), 1 }, { L("disk"), 0 }, { L("rxtx_factor"), 2 } };
        QCOMPARE(m_bench->call("POST", L("/flavors"), { { L("flavor"), flavor } }, "2.1", admin)[u"flavor"][u"id"].toString(), L("1234567890123"));
        QCOMPARE(m_bench->get(L("/flavors/1234567890123"), "2.75")[u"flavor"][u"rxtx_factor"].toDouble(), 2.0);
    }

    void flavorsByWhoSeesThem()
    {
        m_bench->call("POST", L("/flavors"), { { L("flavor"), O { { L("id"), L("own") }, { L("name"), L("own") }, { L("ram"), 64 }, { L("vcpus"), 1 }, { L("disk"), 0 }, { L("os-flavor-access:is_public"), false } } } }, "2.1", admin);
        const auto count = [&](const char* word) { return m_bench->get(L("/flavors?is_public=") + L(word), "2.1", admin)[u"flavors"].toArray().size(); };
        for (const auto* yes : { "t", "T", "true", "True", "1", "yes" })
            QCOMPARE(count(yes), 1);
        for (const auto* no : { "f", "F", "false", "0", "off" })
            QCOMPARE(count(no), 1);
        QCOMPARE(m_bench->get(L("/flavors?is_public=f"), "2.1", admin)[u"flavors"][0][u"id"].toString(), L("own"));
        QCOMPARE(count("None"), 2);
        count("perhaps");
        QCOMPARE(status(), 400);
    }

    void extraSpecsAreChecked_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* key, const char* value, bool good) { QTest::newRow(qPrintable(L(key) + u'=' + L(value))) << L(key) << L(value) << good; };
        row("hw:cpu_policy", "dedicated", true);
        row("hw:cpu_policy", "mine", false);
        row("hw:no_such_thing", "1", false);
        row("hw:numa_nodes", "0", false);
        row("hw:numa_mem.1", "512", true);
        row("hw:numa_mem.x", "512", false);
        row("hw:mem_page_size", "2MiB", true);
        row("hw:mem_page_size", "huge", false);
        row("hw_rng:allowed", "Yes", true);
        row("hw_rng:allowed", "perhaps", false);
        row("quota:cpu_quota", "-1", true);
        row("resources:VCPU", "2", true);
        row("resources1:CUSTOM_GPU", "1", true);
        row("resources:gpu", "1", false);
        row("trait:HW_CPU_X86_VMX", "required", true);
        row("trait:HW_CPU_X86_VMX", "wanted", false);
        row("foo:bar", "anything", true);
        row("colour", "red", true);
        row("group_policy", "isolate", true);
        row("group_policy", "alone", false);
    }
    void extraSpecsAreChecked()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(bool, good);
        QCOMPARE(bool(compute::checkExtraSpec(key, value)), good);
        m_bench->call("POST", L("/flavors/1/os-extra_specs"), { { L("extra_specs"), O { { key, value } } } }, "2.86", admin);
        QCOMPARE(status(), good ? 200 : 400);
        m_bench->call("POST", L("/flavors/1/os-extra_specs"), { { L("extra_specs"), O { { key, value } } } }, "2.85", admin);
        QCOMPARE(status(), 200);
    }

    void certificatesAreKeys()
    {
        const auto make = [&](const O& key, const QByteArray& version = "2.2") { return m_bench->call("POST", L("/os-keypairs"), { { L("keypair"), key } }, version)[u"keypair"].toObject(); };
        const auto made = make({ { L("name"), L("win") }, { L("type"), L("x509") } });
        QCOMPARE(status(), 201);
        QVERIFY(made[u"public_key"].toString().startsWith(L("-----BEGIN CERTIFICATE-----")));
        QVERIFY(made[u"private_key"].toString().contains(L("PRIVATE KEY-----")));
        QCOMPARE(made[u"fingerprint"].toString().size(), 59);
        const auto taken = make({ { L("name"), L("again") }, { L("type"), L("x509") }, { L("public_key"), made[u"public_key"] } });
        QCOMPARE(taken[u"fingerprint"], made[u"fingerprint"]);
        QVERIFY(!taken.contains(u"private_key"));
        QCOMPARE(m_bench->get(L("/os-keypairs/win"), "2.2")[u"keypair"][u"type"].toString(), L("x509"));
        for (const auto* wrong : { "ssh-rsa AAAA", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END CERTIFICATE-----\n" }) {
            make({ { L("name"), L("bad") }, { L("type"), L("x509") }, { L("public_key"), L(wrong) } });
            QCOMPARE(status(), 400);
        }
        make({ { L("name"), L("late") }, { L("type"), L("x509") } }, "2.92");
        QCOMPARE(status(), 400);
    }

    /// A path that has lost its id is nothing, and no list.
    void nothingIsBehindASlash()
    {
        for (const auto& [method, path] : { std::pair { "GET", "/servers/" }, { "DELETE", "/os-keypairs/" }, { "GET", "/os-simple-tenant-usage/" } }) {
            m_bench->call(method, L(path), {}, "2.1", admin);
            QCOMPARE(status(), 404);
        }
        m_bench->get(L("/compute/v2.1/"));
        QCOMPARE(status(), 200);
    }

    void administratorsSeeAllSecurityGroups()
    {
        const O rule { { L("id"), L("r") }, { L("direction"), L("ingress") }, { L("protocol"), L("tcp") }, { L("port_range_min"), 22 }, { L("port_range_max"), 22 }, { L("remote_ip_prefix"), QJsonValue() }, { L("remote_group_id"), L("g2") } };
        const O egress { { L("id"), L("e") }, { L("direction"), L("egress") } };
        m_bench->compute->setPeerApi([=](const service::Context&, const compute::PeerRequest&) -> Result<O> {
            return O { { L("security_groups"), A { O { { L("id"), L("g1") }, { L("name"), L("web") }, { L("project_id"), L("p9") }, { L("security_group_rules"), A { rule, egress } } }, O { { L("id"), L("g2") }, { L("name"), L("db") } } } } };
        });
        const auto groups = m_bench->get(L("/os-security-groups?all_tenants=true"), "2.1", admin)[u"security_groups"].toArray();
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups[0][u"tenant_id"].toString(), L("p9"));
        QCOMPARE(groups[0][u"rules"].toArray().size(), 1);
        QCOMPARE(groups[0][u"rules"][0][u"group"][u"name"].toString(), L("db"));
        QVERIFY(m_bench->get(L("/os-security-groups?all_tenants=true"))[u"security_groups"][0][u"tenant_id"].toString() == L("p1"));
    }

    void groupsByVersion()
    {
        const auto make = [&](const O& group, const QByteArray& version) { return m_bench->call("POST", L("/os-server-groups"), { { L("server_group"), group } }, version)[u"server_group"].toObject(); };
        make({ { L("name"), L("a") }, { L("policies"), A { L("soft-affinity") } } }, "2.14");
        QCOMPARE(status(), 400);
        QVERIFY(!make({ { L("name"), L("a") }, { L("policies"), A { L("affinity") } } }, "2.12").contains(u"project_id"));
        const auto ruled = make({ { L("name"), L("b") }, { L("policy"), L("anti-affinity") }, { L("rules"), O { { L("max_server_per_host"), 2 } } } }, "2.64");
        QCOMPARE(ruled[u"rules"][u"max_server_per_host"].toInt(), 2);
        QVERIFY(!ruled.contains(u"policies"));
        make({ { L("name"), L("c") }, { L("policy"), L("affinity") }, { L("rules"), O { { L("max_server_per_host"), 2 } } } }, "2.64");
        QCOMPARE(status(), 400);
    }
};
SKYLAB_TEST(OffersTest)
#include "OffersTest.moc"
