#include "Bench.h"

#include "compute/store/HostRows.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;
using A = QJsonArray;

/// Aggregates, zones, services, hypervisors, migrations: what an administrator does with hosts.
class HostsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    O ask(const QByteArray& method, const QString& path, const O& body = {}, const QByteArray& version = "2.1") { return m_bench->call(method, path, body, version, admin); }
    int status() const { return m_bench->last.status; }
    int makeAggregate(const char* name, const O& more = {})
    {
        O wanted { { L("name"), L(name) } };
        for (auto it = more.begin(); it != more.end(); ++it)
            wanted.insert(it.key(), it.value());
        return ask("POST", L("/os-aggregates"), { { L("aggregate"), wanted } })[u"aggregate"][u"id"].toInt();
    }
    O act(int aggregate, const char* action, const O& argument, const QByteArray& version = "2.1")
    {
        return ask("POST", L("/os-aggregates/%1/action").arg(aggregate), { { L(action), argument } }, version)[u"aggregate"].toObject();
    }
    O addHost(int aggregate) { return act(aggregate, "add_host", { { L("host"), L("lab-pc") } }); }
    QString serviceId() { return ask("GET", L("/os-services?binary=nova-compute"), {}, "2.53")[u"services"][0][u"id"].toString(); }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
        m_bench->makeFlavor(L("2"), 1024);
    }
    void cleanup() { m_bench.reset(); }

    void aggregatesLive()
    {
        const auto made = ask("POST", L("/os-aggregates"), { { L("aggregate"), O { { L("name"), L("fast") } } } }, "2.41")[u"aggregate"].toObject();
        QCOMPARE(status(), 200);
        QVERIFY(!made.contains(u"hosts") && !made.contains(u"metadata"));      // as they have always been answered
        QVERIFY(isUuid(made[u"uuid"].toString()));
        const auto id = made[u"id"].toInt();
        ask("POST", L("/os-aggregates"), { { L("aggregate"), O { { L("name"), L("fast") } } } });
        QCOMPARE(status(), 409);
        const auto shown = ask("GET", L("/os-aggregates/%1").arg(id))[u"aggregate"].toObject();
        QVERIFY(!shown.contains(u"uuid"));
        QVERIFY(shown[u"availability_zone"].isNull());
        QCOMPARE(ask("PUT", L("/os-aggregates/%1").arg(id), { { L("aggregate"), O { { L("name"), L("faster") } } } })[u"aggregate"][u"name"].toString(), L("faster"));
        ask("PUT", L("/os-aggregates/%1").arg(id), { { L("aggregate"), O { { L("colour"), L("red") } } } });
        QCOMPARE(status(), 400);
        const auto described = act(id, "set_metadata", { { L("metadata"), O { { L("ssd"), L("true") }, { L("old"), L("x") } } } });
        QCOMPARE(described[u"metadata"].toObject().size(), 2);
        const auto less = act(id, "set_metadata", { { L("metadata"), O { { L("old"), QJsonValue() } } } });
        QVERIFY2(status() == 200, m_bench->last.bytes());
        QCOMPARE(less[u"metadata"].toObject(), (O { { L("ssd"), L("true") } }));
        QCOMPARE(ask("GET", L("/os-aggregates"))[u"aggregates"].toArray().size(), 1);
        ask("DELETE", L("/os-aggregates/%1").arg(id));
        QCOMPARE(status(), 200);
        for (const auto& gone : { QString::number(id), L("-1"), L("faster") }) {
            ask("GET", L("/os-aggregates/") + gone);
            QCOMPARE(status(), 404);
        }
        QVERIFY(makeAggregate("next") > id);      // a number is never given twice
    }

    void hostsJoinAndLeave()
    {
        const auto id = makeAggregate("racks");
        act(id, "add_host", { { L("host"), L("elsewhere") } });
        QCOMPARE(status(), 404);
        QCOMPARE(addHost(id)[u"hosts"].toArray(), A { L("lab-pc") });
        addHost(id);
        QCOMPARE(status(), 409);
        ask("DELETE", L("/os-aggregates/%1").arg(id));
        QCOMPARE(status(), 400);
        QVERIFY(act(id, "remove_host", { { L("host"), L("lab-pc") } })[u"hosts"].toArray().isEmpty());
        act(id, "remove_host", { { L("host"), L("lab-pc") } });
        QCOMPARE(status(), 404);
        m_bench->call("POST", L("/os-aggregates"), { { L("aggregate"), O { { L("name"), L("mine") } } } }, "2.1", "p1:member");
        QCOMPARE(status(), 403);
    }

    /// A host's zone is that of its aggregate; a host has one, and servers keep it.
    void aggregatesMakeZones()
    {
        const auto zones = [&] {
            QStringList names;
            for (const auto& zone : m_bench->get(L("/os-availability-zone"))[u"availabilityZoneInfo"].toArray())
                names << zone[u"zoneName"].toString();
            return names;
        };
        QCOMPARE(zones(), QStringList { L("nova") });
        const auto west = makeAggregate("w", { { L("availability_zone"), L("west") } });
        QCOMPARE(zones(), QStringList { L("nova") });      // a zone without hosts is none
        addHost(west);
        QCOMPARE(zones(), QStringList { L("west") });
        const auto east = makeAggregate("e", { { L("availability_zone"), L("east") } });
        addHost(east);
        QCOMPARE(status(), 409);
        const auto plain = makeAggregate("plain");
        addHost(plain);
        QCOMPARE(status(), 200);
        act(plain, "set_metadata", { { L("metadata"), O { { L("availability_zone"), L("east") } } } });
        QCOMPARE(status(), 400);
        auto body = m_bench->serverBody(L("one"));
        body.insert(L("availability_zone"), L("west"));
        const auto server = m_bench->ask(body);
        m_bench->settle();
        QCOMPARE(m_bench->server(server)[u"OS-EXT-AZ:availability_zone"].toString(), L("west"));
        ask("PUT", L("/os-aggregates/%1").arg(west), { { L("aggregate"), O { { L("availability_zone"), L("north") } } } });
        QCOMPARE(status(), 400);      // the server would change its zone
        body.insert(L("availability_zone"), L("nova"));
        m_bench->ask(body);
        QCOMPARE(status(), 400);
        act(west, "remove_host", { { L("host"), L("lab-pc") } });
        QCOMPARE(status(), 409);      // and it was asked to be there
        m_bench->call("DELETE", L("/servers/") + server);
        m_bench->settle();
        const auto anywhere = m_bench->make();
        QCOMPARE(m_bench->server(anywhere)[u"OS-EXT-AZ:availability_zone"].toString(), L("west"));
        act(west, "remove_host", { { L("host"), L("lab-pc") } });
        QCOMPARE(zones(), QStringList { L("nova") });
        QCOMPARE(m_bench->server(anywhere)[u"OS-EXT-AZ:availability_zone"].toString(), L("nova"));
        const auto detail = ask("GET", L("/os-availability-zone/detail"))[u"availabilityZoneInfo"].toArray();
        QCOMPARE(detail[0][u"zoneName"].toString(), L("internal"));
        QVERIFY(detail[1][u"hosts"][u"lab-pc"][u"nova-compute"][u"active"].toBool());
        makeAggregate("bad", { { L("availability_zone"), L("a:b") } });
        QCOMPARE(status(), 400);
    }

    void imagesAreCachedWhereTheyLie()
    {
        const auto id = makeAggregate("cached");
        const auto path = L("/os-aggregates/%1/images").arg(id);
        const auto cache = [](const QString& image) { return O { { L("cache"), A { O { { L("id"), image } } } } }; };
        ask("POST", path, cache(m_bench->image), "2.81");
        QCOMPARE(status(), 202);
        ask("POST", path, cache(newUuid()), "2.81");
        QCOMPARE(status(), 400);
        ask("POST", path, cache(m_bench->image), "2.80");
        QCOMPARE(status(), 404);
    }

    void servicesAreSwitched()
    {
        const auto all = ask("GET", L("/os-services"))[u"services"].toArray();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[2][u"id"].toInt(), 3);
        QVERIFY(!all[2].toObject().contains(u"forced_down"));
        const O here { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } };
        auto body = here;
        body.insert(L("forced_down"), true);
        QCOMPARE(ask("PUT", L("/os-services/force-down"), body, "2.11")[u"service"][u"forced_down"].toBool(), true);
        QCOMPARE(ask("GET", L("/os-services?binary=nova-compute"), {}, "2.11")[u"services"][0][u"state"].toString(), L("down"));
        ask("PUT", L("/os-services/force-down"), body, "2.10");
        QCOMPARE(status(), 404);
        const auto id = serviceId();
        QCOMPARE(ask("PUT", L("/os-services/") + id, { { L("forced_down"), false }, { L("status"), L("disabled") }, { L("disabled_reason"), L("rats") } }, "2.53")[u"service"][u"disabled_reason"].toString(), L("rats"));
        QCOMPARE(ask("GET", L("/os-availability-zone"))[u"availabilityZoneInfo"][0][u"zoneState"][u"available"].toBool(), false);
        for (const auto& wrong : { O { { L("colour"), L("red") } }, O { { L("status"), L("on") } }, O { { L("disabled_reason"), L("x") } }, O { { L("forced_down"), L("perhaps") } } }) {
            ask("PUT", L("/os-services/") + id, wrong, "2.53");
            QCOMPARE(status(), 400);
        }
        QCOMPARE(ask("PUT", L("/os-services/") + id, { { L("status"), L("enabled") } }, "2.53")[u"service"][u"status"].toString(), L("enabled"));
        QCOMPARE(ask("PUT", L("/os-services/") + id, { { L("forced_down"), true } }, "2.53")[u"service"][u"state"].toString(), L("down"));
        const auto conductor = ask("GET", L("/os-services"), {}, "2.53")[u"services"][0][u"id"].toString();
        ask("PUT", L("/os-services/") + conductor, { { L("status"), L("disabled") } }, "2.53");
        QCOMPARE(status(), 400);
        ask("PUT", L("/os-services/3"), { { L("status"), L("enabled") } }, "2.53");
        QCOMPARE(status(), 400);
        ask("PUT", L("/os-services/") + newUuid(), { { L("status"), L("enabled") } }, "2.53");
        QCOMPARE(status(), 404);
        ask("GET", L("/os-services?colour=red"), {}, "2.75");
        QCOMPARE(status(), 400);
    }

    void servicesAreDeletedWithoutServersOnly()
    {
        const auto id = serviceId();
        addHost(makeAggregate("a", { { L("availability_zone"), L("west") } }));
        ask("PUT", L("/os-services/") + id, { { L("forced_down"), true } }, "2.53");
        ask("PUT", L("/os-services/") + id, { { L("forced_down"), false } }, "2.53");
        const auto server = m_bench->make();
        ask("DELETE", L("/os-services/") + id, {}, "2.53");
        QCOMPARE(status(), 409);
        m_bench->call("DELETE", L("/servers/") + server);
        m_bench->settle();
        ask("DELETE", L("/os-services/") + id, {}, "2.52");
        QCOMPARE(status(), 400);
        ask("DELETE", L("/os-services/9"), {}, "2.52");
        QCOMPARE(status(), 404);
        ask("DELETE", L("/os-services/") + id, {}, "2.53");
        QCOMPARE(status(), 204);
        QVERIFY(ask("GET", L("/os-aggregates"))[u"aggregates"][0][u"hosts"].toArray().isEmpty());
        QCOMPARE(ask("GET", L("/os-services"))[u"services"][2][u"zone"].toString(), L("nova"));      // it registered itself again
    }

    void hypervisorsByVersion()
    {
        const auto old = ask("GET", L("/os-hypervisors/detail"))[u"hypervisors"][0].toObject();
        QCOMPARE(old[u"id"].toInt(), 1);
        QVERIFY(old[u"cpu_info"].isString());
        QVERIFY(ask("GET", L("/os-hypervisors/detail"), {}, "2.28")[u"hypervisors"][0][u"cpu_info"].isObject());
        QVERIFY(ask("GET", L("/os-hypervisors?marker=1"), {}, "2.33")[u"hypervisors"].toArray().isEmpty());
        ask("GET", L("/os-hypervisors?marker=2"), {}, "2.33");
        QCOMPARE(status(), 400);
        const auto id = ask("GET", L("/os-hypervisors?hypervisor_hostname_pattern=lab&with_servers=true"), {}, "2.53")[u"hypervisors"][0][u"id"].toString();
        QVERIFY(isUuid(id));
        const auto server = m_bench->make();
        QCOMPARE(ask("GET", L("/os-hypervisors/%1?with_servers=1").arg(id), {}, "2.53")[u"hypervisor"][u"servers"][0][u"uuid"].toString(), server);
        for (const auto& wrong : { L("?hypervisor_hostname_pattern=lab&limit=1"), L("?with_servers=maybe"), L("?colour=red"), L("?limit=-1") }) {
            ask("GET", L("/os-hypervisors") + wrong, {}, "2.53");
            QCOMPARE(status(), 400);
        }
        ask("GET", L("/os-hypervisors?hypervisor_hostname_pattern=moon"), {}, "2.53");
        QCOMPARE(status(), 404);
        ask("GET", L("/os-hypervisors/1"), {}, "2.53");
        QCOMPARE(status(), 400);
        const auto now = ask("GET", L("/os-hypervisors/") + id, {}, "2.88")[u"hypervisor"].toObject();
        QVERIFY(now.contains(u"uptime") && !now.contains(u"vcpus"));
        for (const auto& [path, version] : { std::pair { L("/os-hypervisors/statistics"), QByteArray("2.88") }, { L("/os-hypervisors/%1/uptime").arg(id), QByteArray("2.88") }, { L("/os-hypervisors/lab/search"), QByteArray("2.53") } }) {
            ask("GET", path, {}, version);
            QVERIFY2(status() == 404 || status() == 400, qPrintable(path));
        }
    }

    void oldHosts()
    {
        QCOMPARE(ask("GET", L("/os-hosts"))[u"hosts"].toArray().size(), 3);
        QVERIFY(ask("GET", L("/os-hosts?zone=moon"))[u"hosts"].toArray().isEmpty());
        m_bench->make();
        const auto use = ask("GET", L("/os-hosts/lab-pc"))[u"host"].toArray();
        QCOMPARE(use.size(), 4);      // total, now, most, and the one project
        QCOMPARE(use[3][u"resource"][u"project"].toString(), L("p1"));
        QCOMPARE(use[3][u"resource"][u"memory_mb"].toInt(), 512);
        QCOMPARE(ask("PUT", L("/os-hosts/lab-pc"), { { L("status"), L("disable") } })[u"status"].toString(), L("disabled"));
        QCOMPARE(ask("GET", L("/os-services"))[u"services"][2][u"status"].toString(), L("disabled"));
        for (const auto& wrong : { O { { L("status"), L("off") } }, O { { L("colour"), L("enable") } } }) {
            ask("PUT", L("/os-hosts/lab-pc"), wrong);
            QCOMPARE(status(), 400);
        }
        ask("PUT", L("/os-hosts/lab-pc"), { { L("maintenance_mode"), L("enable") } });
        QCOMPARE(status(), 501);
        for (const auto* what : { "startup", "shutdown", "reboot" }) {
            ask("GET", L("/os-hosts/lab-pc/") + L(what));
            QCOMPARE(status(), 501);
            ask("GET", L("/os-hosts/moon/") + L(what));
            QCOMPARE(status(), 404);
        }
        ask("GET", L("/os-hosts"), {}, "2.43");
        QCOMPARE(status(), 404);
    }

    /// The book of migrations follows a resize to each of its ends.
    void resizesAreMigrations()
    {
        const auto one = m_bench->make(L("one")), two = m_bench->make(L("two")), three = m_bench->make(L("three"));
        const auto statusOf = [&](const QString& server) { return ask("GET", L("/os-migrations?instance_uuid=") + server)[u"migrations"][0][u"status"].toString(); };
        QVERIFY(ask("GET", L("/os-migrations"))[u"migrations"].toArray().isEmpty());
        for (const auto& server : { one, two, three }) {
            QCOMPARE(m_bench->act(server, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
            m_bench->settle();
            QCOMPARE(statusOf(server), L("finished"));
        }
        QVERIFY(m_bench->act(one, L("confirmResize")) < 300);
        QVERIFY(m_bench->act(two, L("revertResize")) < 300);
        m_bench->call("DELETE", L("/servers/") + three);
        m_bench->settle();
        QCOMPARE(statusOf(one), L("confirmed"));
        QCOMPARE(statusOf(two), L("reverted"));
        QCOMPARE(statusOf(three), L("confirmed"));
        const auto old = ask("GET", L("/os-migrations?instance_uuid=") + one)[u"migrations"][0].toObject();
        QCOMPARE(old[u"new_instance_type_id"].toInt(), 2);
        QVERIFY(!old.contains(u"migration_type") && !old.contains(u"uuid"));
        const auto page = ask("GET", L("/os-migrations?limit=2"), {}, "2.80");
        QCOMPARE(page[u"migrations"].toArray().size(), 2);
        QCOMPARE(page[u"migrations"][0][u"migration_type"].toString(), L("resize"));
        QCOMPARE(page[u"migrations"][0][u"project_id"].toString(), L("p1"));
        const auto next = page[u"migrations_links"][0][u"href"].toString();
        QCOMPARE(ask("GET", next.mid(next.indexOf(L("/os-migrations"))), {}, "2.80")[u"migrations"].toArray().size(), 1);
        QCOMPARE(ask("GET", L("/os-migrations?user_id=user-p1&status=reverted"), {}, "2.80")[u"migrations"].toArray().size(), 1);
        QVERIFY(ask("GET", L("/os-migrations?changes-since=2100-01-01T00:00:00Z"), {}, "2.59")[u"migrations"].toArray().isEmpty());
        for (const auto& [query, version] : { std::pair { "?colour=red", "2.59" }, { "?marker=x", "2.59" }, { "?changes-before=2026-01-01T00:00:00Z", "2.65" }, { "?user_id=x", "2.79" }, { "?limit=-1", "2.59" } }) {
            ask("GET", L("/os-migrations") + L(query), {}, version);
            QVERIFY2(status() == 400, query);
        }
    }

    void failedResizesAreFailedMigrations()
    {
        const auto server = m_bench->make();
        m_bench->driver.failNext(L("spawn"), Error { ErrorCode::NoSpace, L("No memory left.") });
        m_bench->act(server, L("resize"), O { { L("flavorRef"), L("2") } });
        m_bench->settle();
        QCOMPARE(ask("GET", L("/os-migrations"))[u"migrations"][0][u"status"].toString(), L("error"));
    }

    void liveMigrationsOfAServer()
    {
        const auto server = m_bench->make();
        const auto path = L("/servers/%1/migrations").arg(server);
        QVERIFY(ask("GET", path, {}, "2.23")[u"migrations"].toArray().isEmpty());
        QCOMPARE(status(), 200);
        ask("GET", path, {}, "2.22");
        QCOMPARE(status(), 404);
        ask("GET", path + L("/1"), {}, "2.23");
        QCOMPARE(status(), 404);
        ask("DELETE", path + L("/1"), {}, "2.24");
        QCOMPARE(status(), 409);
        ask("POST", path + L("/1/action"), { { L("force_complete"), QJsonValue() } }, "2.22");
        QCOMPARE(status(), 409);
        ask("POST", path + L("/1/action"), { { L("force_complete"), O() } }, "2.22");
        QCOMPARE(status(), 400);
        const auto row = m_bench->compute->database().write([&](db::Transaction& transaction) -> Result<compute::MigrationRow> {
            const auto found = TRY(compute::Servers::find(transaction, server));
            return compute::migrations::begin(transaction, L("user"), *found, L("live-migration"), L("running"), L("other-pc"));
        });
        QVERIFY(row);
        const auto shown = ask("GET", path + L("/%1").arg(row->number), {}, "2.59")[u"migration"].toObject();
        QCOMPARE(shown[u"server_uuid"].toString(), server);
        QCOMPARE(shown[u"uuid"].toString(), row->uuid);
        QVERIFY(ask("GET", L("/os-migrations"), {}, "2.23")[u"migrations"][0].toObject().contains(u"links"));
    }
};
SKYLAB_TEST(HostsTest)
#include "HostsTest.moc"
