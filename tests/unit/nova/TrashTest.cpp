#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>
#include <QThread>

using namespace skylab;
using namespace skylab::test;

namespace {
constexpr qint64 week = 7 * 24 * 3600;
} // namespace

/// Servers in the trash: gone for OpenStack's clients, and to be had back as they were.
class TrashTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    int drop(const QString& id, const QByteArray& token = "p1:member")
    {
        m_bench->call("DELETE", L("/servers/") + id, {}, "2.1", token, { { "X-Skylab-Trash", "keep" } });
        return m_bench->last.status;
    }
    QJsonArray trash(const QByteArray& token = "p1:reader") { return m_bench->get(L("/skylab/v1/trash"), "2.1", token)[u"trash"].toArray(); }
    int restore(const QString& id, const QByteArray& token = "p1:member")
    {
        m_bench->call("POST", L("/skylab/v1/trash/server/%1/restore").arg(id), {}, "2.1", token);
        return m_bench->last.status;
    }
    int purge(const QString& id, const QByteArray& token = "p1:member")
    {
        m_bench->call("DELETE", L("/skylab/v1/trash/server/") + id, {}, "2.1", token);
        return m_bench->last.status;
    }
    QString settled(const QString& id)
    {
        m_bench->settle();
        return m_bench->status(id);
    }
    QStringList events(qint64 since)
    {
        m_bench->chassis->events().flush();
        QStringList types;
        const auto all = m_bench->chassis->events().since(since, 500, service::ProjectScope::of(L("p1"))).value();
        for (const auto& event : all)
            if (!event.type.startsWith(u"skylab.task."))
                types << event.type;
        return types;
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void aPausedOneThatIsRestoredAtOnceStaysPaused()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("pause")), 202);
        b.settle();
        b.call("PUT", L("/servers/") + id, { { L("server"), O { { L("name"), L("two") } } } });      // what runs was started as another
        QCOMPARE(b.last.status, 200);
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int step) {
            if (row.kind == u"compute.server.trash" && step == 1)      // its state was noted, and it was not stopped yet
                restore(id);
        };
        QCOMPARE(drop(id), 204);
        b.settle();
        b.chassis->tasks().beforeStep = {};
        QCOMPARE(settled(id), L("PAUSED"));
        QCOMPARE(b.driver.guestState(id).value().state, compute::PowerState::Paused);
    }

    void isGoneForEveryCall()
    {
        auto& b = *m_bench;
        const auto group = b.call("POST", L("/os-server-groups"), { { L("server_group"), O { { L("name"), L("g") }, { L("policies"), QJsonArray { L("affinity") } } } } })[u"server_group"][u"id"].toString();
        const auto body = O { { L("server"), b.serverBody(L("one")) }, { L("os:scheduler_hints"), O { { L("group"), group } } } };
        const auto id = b.call("POST", L("/servers"), body)[u"server"][u"id"].toString();
        b.settle();
        const auto port = b.networks.ports().begin()->first;
        QCOMPARE(drop(id), 204);
        for (int i = 0; i < 2; ++i) {      // at once, and when it is done
            for (const auto* token : { "p1:member", "p0:admin" }) {
                for (const auto* path : { "/servers/%1", "/servers/%1/metadata", "/servers/%1/tags", "/servers/%1/os-interface", "/servers/%1/os-volume_attachments", "/servers/%1/os-instance-actions", "/servers/%1/migrations",
                                          "/servers/%1/diagnostics", "/os-volumes_boot/%1", "/skylab/v1/metrics/servers/%1", "/skylab/v1/explain/servers/%1" }) {
                    b.get(L(path).arg(id), "2.26", token);
                    QVERIFY2(b.last.status == 404 || (b.last.status == 403 && (L(path).endsWith(L("ics")) || L(path).endsWith(L("migrations")))), path);
                }
                for (const auto* action : { "os-start", "os-stop", "reboot", "forceDelete", "restore", "lock", "os-resetState", "os-getConsoleOutput", "createImage" })
                    QCOMPARE(b.act(id, L(action), action == L("os-resetState") ? O { { L("state"), L("active") } } : action == L("createImage") ? O { { L("name"), L("x") } } : action == L("reboot") ? O { { L("type"), L("HARD") } } : O {}, "2.1", "p0:admin"), 404);
                b.call("PUT", L("/servers/") + id, { { L("server"), O { { L("name"), L("two") } } } }, "2.1", token);
                QCOMPARE(b.last.status, 404);
            }
            for (const auto* query : { "/servers", "/servers/detail?all_tenants=1", "/servers/detail?all_tenants=1&deleted=1", "/servers/detail?all_tenants=1&soft_deleted=1", "/servers/detail?all_tenants=1&status=SOFT_DELETED",
                                       "/servers/detail?all_tenants=1&changes-since=2020-01-01T00:00:00Z" }) {
                const auto listed = b.get(L(query), "2.1", "p0:admin")[u"servers"].toArray();
                QVERIFY2(listed.isEmpty(), query);
            }
            QVERIFY(b.get(L("/servers/detail"))[u"servers"].toArray().isEmpty());
            QVERIFY(b.get(L("/os-server-groups/") + group)[u"server_group"][u"members"].toArray().isEmpty());
            QCOMPARE(drop(id), 404);
            b.call("DELETE", L("/servers/") + id);
            QCOMPARE(b.last.status, 404);
            b.settle();
        }
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Shutdown);
        // What it had stays its own.
        QCOMPARE(b.networks.ports()[port].serverId, id);
        QVERIFY(!b.placement.held(id).isEmpty());
        QCOMPARE(b.get(L("/limits"))[u"limits"][u"absolute"][u"totalInstancesUsed"].toInt(-1), 0);
        QCOMPARE(b.get(L("/os-hypervisors/detail"), "2.75", "p0:admin")[u"hypervisors"][0][u"servers"].toArray().size(), 0);
    }
    void withoutTheHeaderNothingChanges()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 204);
        b.settle();
        QVERIFY(trash().isEmpty());
        QCOMPARE(b.leftovers(), QString());
    }
    void tellsWhatLiesThere()
    {
        auto& b = *m_bench;
        const auto id = b.make(L("web"));
        QCOMPARE(drop(id), 204);
        b.settle();
        const auto one = trash()[0].toObject();
        QCOMPARE(one[u"type"].toString(), L("server"));
        QCOMPARE(one[u"id"].toString(), id);
        QCOMPARE(one[u"name"].toString(), L("web"));
        QCOMPARE(one[u"project_id"].toString(), L("p1"));
        QCOMPARE(one[u"deleted_by"][u"id"].toString(), L("user-p1"));
        QCOMPARE(one[u"size_gib"].toInt(), 1);
        QCOMPARE(parseTimestamp(one[u"expires_at"].toString()).micros - parseTimestamp(one[u"deleted_at"].toString()).micros, week * 1'000'000);
        QVERIFY(trash("p2:member").isEmpty());
        QCOMPARE(trash("p0:admin").size(), 1);
        QCOMPARE(restore(id, "p2:member"), 404);
        QCOMPARE(purge(id, "p2:member"), 404);
        QCOMPARE(restore(id, "p1:reader"), 403);
        QCOMPARE(purge(id, "p1:reader"), 403);
        QCOMPARE(restore(L("nobody")), 404);
        QVERIFY(b.get(L("/skylab/v1"))[u"version"][u"features"].toArray().contains(L("trash")));
    }

    void comesBackAsItWas_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("state");
        QTest::newRow("active") << L("") << L("ACTIVE");
        QTest::newRow("stopped") << L("os-stop") << L("SHUTOFF");
        QTest::newRow("suspended") << L("suspend") << L("SUSPENDED");
        QTest::newRow("shelved") << L("shelve") << L("SHELVED_OFFLOADED");
        QTest::newRow("rescued") << L("rescue") << L("RESCUE");
    }
    void comesBackAsItWas()
    {
        QFETCH(QString, action);
        QFETCH(QString, state);
        auto& b = *m_bench;
        const auto id = b.make();
        if (!action.isEmpty())
            QCOMPARE(b.act(id, action) / 100, 2);
        QCOMPARE(settled(id), state);
        const auto before = b.server(id);
        QCOMPARE(drop(id), 204);
        b.settle();
        const auto guest = b.driver.guestState(id);
        QVERIFY(!guest || guest->state != compute::PowerState::Running);
        b.close();
        QVERIFY(b.open());      // the book holds it all
        QCOMPARE(trash().size(), 1);
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), state);
        auto after = b.server(id);
        for (const auto* same : { "id", "name", "addresses", "OS-EXT-STS:power_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:task_state", "created", "flavor", "image", "hostId" })
            QCOMPARE(after[QLatin1String(same)], before[QLatin1String(same)]);
        QVERIFY(trash().isEmpty());
        QCOMPARE(restore(id), 404);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }
    void alsoOneWithoutAHost()
    {
        auto& b = *m_bench;
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("ram"), -1 } } } }, "2.1", "p0:admin");
        b.makeFlavor(L("huge"), 64 * 1024, 1, 1);
        const auto id = b.ask(b.serverBody(L("one"), L("huge")));
        QCOMPARE(settled(id), L("ERROR"));
        const auto fault = b.server(id)[u"fault"].toObject();
        QCOMPARE(drop(id), 204);
        b.settle();
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ERROR"));
        QCOMPARE(b.server(id)[u"fault"].toObject(), fault);
    }
    /// What is at work on a server ends before it is stopped; until then it can't go for good.
    void waitsForWhatIsAtWork()
    {
        auto& b = *m_bench;
        b.close();
        QVERIFY(b.open(false));      // no task runs
        const auto id = b.ask(b.serverBody(L("one")));
        QCOMPARE(drop(id), 204);
        QCOMPARE(b.get(L("/limits"))[u"limits"][u"absolute"][u"totalInstancesUsed"].toInt(-1), 0);      // at once
        QCOMPARE(purge(id), 409);
        QVERIFY(b.chassis->tasks().start());
        b.settle();
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ACTIVE"));
    }
    /// Whatever becomes of the work, the guest does not run on where nobody sees it.
    void stopsWhateverBecomesOfTheWork_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("how");
        for (const auto* how : { "called off before it begins", "called off when it has begun", "the stop fails" })
            for (const auto* action : { "", "pause", "suspend" })
                QTest::addRow("%s, %s", how, *action ? action : "running") << L(action) << L(how);
    }
    void stopsWhateverBecomesOfTheWork()
    {
        QFETCH(QString, action);
        QFETCH(QString, how);
        auto& b = *m_bench;
        const auto id = b.make();
        if (!action.isEmpty())
            QCOMPARE(b.act(id, action), 202);
        b.settle();
        b.close();
        QVERIFY(b.open(false));      // no task runs
        b.settle();
        QCOMPARE(drop(id), 204);
        const auto task = b.chassis->tasks().list(service::ProjectScope::all(), true, 10).value().front().id;
        if (how == u"called off before it begins")
            QVERIFY(b.chassis->tasks().cancel(task));
        else if (how == u"the stop fails")
            b.driver.failNext(L("powerOff"), { ErrorCode::Unavailable, L("libvirt does not answer.") });
        else
            b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int) {
                if (row.id == task)
                    (void)b.chassis->tasks().cancel(task);
            };
        QVERIFY(b.chassis->tasks().start());
        b.settle();
        QVERIFY(action == u"suspend" || b.chassis->tasks().show(task)->state != u"done");
        const auto guest = b.driver.guestState(id)->state;
        QCOMPARE(guest, action == u"suspend" ? compute::PowerState::Suspended : compute::PowerState::Shutdown);
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), action == u"suspend" ? L("SUSPENDED") : L("ACTIVE"));
    }
    /// An undo comes right after the deed: what is at work goes on as if nothing had been.
    void restoredBeforeItWasStopped()
    {
        auto& b = *m_bench;
        b.close();
        QVERIFY(b.open(false));      // no task runs
        const auto id = b.ask(b.serverBody(L("one")));
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(drop(id), 204);
            QCOMPARE(restore(id), 202);
            QVERIFY(trash().isEmpty());
            QCOMPARE(b.status(id), L("BUILD"));
            QCOMPARE(restore(id), 404);
        }
        QVERIFY(b.chassis->tasks().start());
        QCOMPARE(settled(id), L("ACTIVE"));
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Running);
    }
    /// Whatever moment the undo hits, while the guest is being stopped or after: it runs again. And so for "for good".
    void restoredWhileItIsStopped()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(drop(id), 204);
            QThread::usleep(i * 300);
            QCOMPARE(restore(id), 202);
            QCOMPARE(settled(id), L("ACTIVE"));
            QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Running);
            QVERIFY(b.server(id)[u"OS-EXT-STS:task_state"].isNull());
        }
        QCOMPARE(drop(id), 204);
        QCOMPARE(restore(id), 202);
        QCOMPARE(drop(id), 204);
        b.settle();
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ACTIVE"));
        for (int i = 0; i < 5; ++i) {
            const auto other = b.make(L("other"));
            QCOMPARE(drop(other), 204);
            QThread::usleep(i * 500);
            QCOMPARE(purge(other), 202);
            b.settle();
            QVERIFY(trash().isEmpty());
        }
    }
    void saysItInEvents()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.chassis->events().flush();
        auto since = b.chassis->events().lastSeq();
        drop(id);
        b.settle();
        QCOMPARE(events(since).join(u' '), L("compute.server.delete compute.trash.create"));      // no update of what is gone
        since = b.chassis->events().lastSeq();
        restore(id);
        b.settle();
        const auto back = events(since);
        QCOMPARE(back.mid(0, 2), (QStringList { L("compute.server.create"), L("compute.trash.delete") }));
        drop(id);
        b.settle();
        since = (events(0), b.chassis->events().lastSeq());
        QCOMPARE(purge(id), 202);
        b.settle();
        QCOMPARE(events(since), QStringList { L("compute.trash.delete") });
    }
    void purgedForGood()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        drop(id);
        b.settle();
        QCOMPARE(purge(id), 202);
        b.settle();
        QVERIFY(trash().isEmpty());
        QCOMPARE(restore(id), 404);
        QCOMPARE(b.leftovers(), QString());
        QCOMPARE(b.get(L("/servers/detail?all_tenants=1&deleted=1"), "2.1", "p0:admin")[u"servers"].toArray().size(), 1);
    }
    /// The retention ends in a later process, too, and after one that was killed in the middle of it.
    void endsWithTheRetention()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        drop(id);
        b.settle();
        b.compute->reclaim();
        b.settle();
        QCOMPARE(trash().size(), 1);      // not yet
        b.close();
        Clock::shift(week + 1);
        QVERIFY(b.open(false));
        b.compute->reclaim();      // begun ...
        b.close();                 // ... and killed
        QVERIFY(b.open());
        b.settle();
        QVERIFY(trash().isEmpty());
        QCOMPARE(b.leftovers(), QString());
        Clock::shift(-week - 1);
    }
    void killedWhileItWasStopped()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.close();
        QVERIFY(b.open(false));
        QCOMPARE(drop(id), 204);
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Shutdown);
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ACTIVE"));
    }
    /// A hypervisor that is away: it lies in the trash all the same, and is stopped when that is back.
    void stoppedLater()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Unreachable);
        QCOMPARE(drop(id), 204);
        b.settle();
        QCOMPARE(trash().size(), 1);
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Reachable);
        QTRY_COMPARE_WITH_TIMEOUT(b.driver.guestState(id)->state, compute::PowerState::Shutdown, 10'000);
        b.settle();
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ACTIVE"));
    }
    void quotaOfWhatComesBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.call("PUT", L("/os-quota-sets/p1"), { { L("quota_set"), O { { L("instances"), 1 } } } }, "2.1", "p0:admin");
        drop(id);
        b.settle();
        const auto other = b.make(L("other"));
        QCOMPARE(b.status(other), L("ACTIVE"));
        QCOMPARE(restore(id), 403);
        b.call("DELETE", L("/servers/") + other);
        b.settle();
        QCOMPARE(restore(id), 202);
        QCOMPARE(settled(id), L("ACTIVE"));
    }
    void lockedOnesStay()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.act(id, L("lock"), {}, "2.1");
        QCOMPARE(drop(id), 409);
        QCOMPARE(b.status(id), L("ACTIVE"));
    }
    void canBeSwitchedOff()
    {
        auto& b = *m_bench;
        b.close();
        b.options.trashSeconds = 0;
        QVERIFY(b.open());
        const auto id = b.make();
        QCOMPARE(drop(id), 204);
        b.settle();
        QVERIFY(trash().isEmpty());
        QCOMPARE(b.leftovers(), QString());
        QVERIFY(!b.get(L("/skylab/v1"))[u"version"][u"features"].toArray().contains(L("trash")));
    }
};
SKYLAB_TEST(TrashTest)
#include "TrashTest.moc"
