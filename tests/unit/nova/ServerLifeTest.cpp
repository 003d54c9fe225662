#include "Bench.h"

#include "compute/store/InstanceFiles.h"
#include "process/Process.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
Error broken(const QString& what) { return { ErrorCode::Unavailable, what }; }
} // namespace

/// A server from its creation to its end, with all that can go wrong on the way.
class ServerLifeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        const auto opened = m_bench->open();
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        m_bench->makeFlavor(L("1"));
        QCOMPARE(m_bench->last.status, 200);
    }
    void cleanup() { m_bench.reset(); }

    void takesItsOwnGuestsAlongWhenItIsThrownAway()
    {
        auto& b = *m_bench;
        const auto id = b.call("POST", L("/servers"), { { L("server"), b.serverBody(L("web 1")) } })[u"server"][u"id"].toString();
        b.settle();
        auto foreign = b.lentDriver->lastSpec();
        foreign.uuid = L("00000000-0000-4000-8000-000000000001");
        foreign.name = L("of-another-cloud");
        QVERIFY(b.driver.spawn(foreign));
        b.chassis->tasks().stop();
        b.compute->dismantle();
        const auto left = b.driver.listGuests().value();
        QCOMPARE(left.size(), std::size_t(1));
        QCOMPARE(left[0].uuid, foreign.uuid);
    }
    void createsShowsListsDeletes()
    {
        auto& b = *m_bench;
        const auto answer = b.call("POST", L("/servers"), { { L("server"), b.serverBody(L("web 1")) } });
        QVERIFY2(b.last.status == 202, b.last.bytes());
        const auto id = answer[u"server"][u"id"].toString();
        QCOMPARE(b.last.headers.value("Location"), QByteArray("http://cloud:5000/compute/v2.1/servers/" + id.toLatin1()));
        QVERIFY(!answer[u"server"][u"adminPass"].toString().isEmpty());
        QCOMPARE(answer[u"server"][u"security_groups"][0][u"name"].toString(), L("default"));
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ACTIVE"));
        QCOMPARE(server[u"OS-EXT-STS:vm_state"].toString(), L("active"));
        QCOMPARE(server[u"OS-EXT-STS:power_state"].toInt(), 1);
        QVERIFY(server[u"OS-EXT-STS:task_state"].isNull());
        const auto address = server[u"addresses"][u"private"][0].toObject();
        QVERIFY(address[u"addr"].toString().startsWith(L("10.0.0.")));
        QCOMPARE(address[u"OS-EXT-IPS:type"].toString(), L("fixed"));
        QVERIFY(!server[u"hostId"].toString().isEmpty());
        QVERIFY(!server.contains(u"OS-EXT-SRV-ATTR:host") && !server.contains(u"fault") && !server.contains(u"adminPass"));
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Running);
        const auto& spec = b.lentDriver->lastSpec();
        QCOMPARE(spec.name, L("instance-") + id);   // unique on a host that several clouds share
        QCOMPARE(spec.disks.size(), std::size_t(1));
        QVERIFY(QFile::exists(spec.disks[0].source.path));
        QCOMPARE(spec.nics.at(0).bridge, L("br-int"));
        QCOMPARE(spec.nics.at(0).mtu, 1442);
        QCOMPARE(b.get(L("/servers"))[u"servers"].toArray().size(), 1);
        QCOMPARE(b.get(L("/servers/detail"))[u"servers"][0][u"name"].toString(), L("web 1"));

        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 204);
        b.settle();
        b.server(id);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.message(), L("Instance %1 could not be found.").arg(id));
        QCOMPARE(b.leftovers(), QString());
        QCOMPARE(b.get(L("/servers?deleted=true&all_tenants=1"), "2.1", "p0:admin")[u"servers"].toArray().size(), 1);
        b.chassis->events().flush();
        QStringList types;
        const auto logged = b.chassis->events().since(0, 1000, service::ProjectScope::of(L("p1"))).value();
        for (const auto& event : logged)
            if (event.resourceType == u"server")
                types << event.type.section(u'.', 2);
        QCOMPARE(types.first(), L("create"));
        QCOMPARE(types.last(), L("delete"));
    }

    void powerActions()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const struct {
            const char* action;
            QJsonValue argument;
            const char* status;
        } steps[] = {
            { "os-stop", {}, "SHUTOFF" },  { "os-start", {}, "ACTIVE" }, { "pause", {}, "PAUSED" },       { "unpause", {}, "ACTIVE" },
            { "suspend", {}, "SUSPENDED" }, { "resume", {}, "ACTIVE" },  { "reboot", O { { L("type"), L("SOFT") } }, "ACTIVE" },
            { "reboot", O { { L("type"), L("HARD") } }, "ACTIVE" },      { "os-stop", {}, "SHUTOFF" },    { "reboot", O { { L("type"), L("HARD") } }, "ACTIVE" },
        };
        for (const auto& step : steps) {
            QCOMPARE(b.act(id, L(step.action), step.argument), 202);
            b.settle();
            QCOMPARE(b.status(id), L(step.status));
        }
        const auto actions = b.get(L("/servers/%1/os-instance-actions").arg(id), "2.51")[u"instanceActions"].toArray();
        QCOMPARE(actions.size(), 11);
        QCOMPARE(actions.last()[u"action"].toString(), L("create"));
        const auto shown = b.get(L("/servers/%1/os-instance-actions/%2").arg(id, actions.last()[u"request_id"].toString()), "2.51")[u"instanceAction"].toObject();
        QCOMPARE(shown[u"events"].toArray().size(), 6);
        QCOMPARE(shown[u"events"][5][u"result"].toString(), L("Success"));
    }

    void refusesActionsByState()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("os-start")), 409);
        QCOMPARE(b.message(), L("Cannot 'start' instance %1 while it is in vm_state active").arg(id));
        QCOMPARE(b.act(id, L("unpause")), 409);
        QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("GENTLE") } }), 400);
        QCOMPARE(b.act(id, L("shrink")), 400);
        bool asked = false;
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int) {
            if (row.kind != u"compute.server.power" || asked)
                return;
            asked = true;
            QCOMPARE(b.act(id, L("pause")), 409);
            QCOMPARE(b.message(), L("Cannot 'pause' instance %1 while it is in task_state powering-off").arg(id));
        };
        QCOMPARE(b.act(id, L("os-stop")), 202);
        b.settle();
        QVERIFY(asked);
        QCOMPARE(b.status(id), L("SHUTOFF"));
    }

    void locks()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("lock"), O { { L("locked_reason"), L("production") } }, "2.73"), 202);
        QCOMPARE(b.server(id, "2.73")[u"locked_reason"].toString(), L("production"));
        QCOMPARE(b.act(id, L("os-stop")), 409);
        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 409);
        QCOMPARE(b.message(), L("Instance %1 is locked").arg(id));
        QCOMPARE(b.act(id, L("unlock")), 202);
        QCOMPARE(b.act(id, L("os-stop")), 202);
    }

    void failedBuildLeavesNothing_data()
    {
        QTest::addColumn<QString>("where");
        for (const auto* where : { "preparePort", "ensureMetadata", "createVolume", "waitUntilReady", "attach", "keep", "bindPort", "spawn" })
            QTest::newRow(where) << L(where);
    }
    void failedBuildLeavesNothing()
    {
        auto& b = *m_bench;
        QFETCH(QString, where);
        const auto mine = b.networks.addPort(b.project, b.network);
        b.ownPorts << mine;
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.ownVolumes << volume;
        auto body = b.serverBody(L("unlucky"));
        body[u"config_drive"] = true;
        body[u"networks"] = QJsonArray { O { { L("uuid"), b.network } }, O { { L("port"), mine } } };
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("local") }, { L("boot_index"), 0 }, { L("uuid"), b.image } },
            O { { L("source_type"), L("volume") }, { L("destination_type"), L("volume") }, { L("uuid"), volume }, { L("boot_index"), -1 } },
            O { { L("source_type"), L("blank") }, { L("destination_type"), L("volume") }, { L("volume_size"), 2 }, { L("boot_index"), -1 } } };
        for (auto* one : std::initializer_list<Failures*> { &b.networks, &b.volumes, &b.images })
            one->failNext(where, broken(L("the %1 is broken").arg(where)));
        b.driver.failNext(where, broken(L("the %1 is broken").arg(where)));
        const auto id = b.ask(body);
        QVERIFY2(!id.isEmpty(), b.last.bytes());
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ERROR"));
        QCOMPARE(server[u"fault"][u"message"].toString(), L("the %1 is broken").arg(where));
        QCOMPARE(b.leftovers(), QString());
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    /// The process ends in the middle of each step, once done and not noted. The next start finishes the work.
    void buildGoesOnAfterBeingKilled_data()
    {
        QTest::addColumn<int>("step");
        for (int step = 0; step < 6; ++step)
            QTest::newRow(qPrintable(L("step %1").arg(step))) << step;
    }
    void buildGoesOnAfterBeingKilled()
    {
        auto& b = *m_bench;
        QFETCH(int, step);
        auto body = b.serverBody(L("patient"));
        body[u"config_drive"] = true;
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("local") }, { L("boot_index"), 0 }, { L("uuid"), b.image } },
            O { { L("source_type"), L("blank") }, { L("destination_type"), L("volume") }, { L("volume_size"), 2 }, { L("boot_index"), -1 }, { L("delete_on_termination"), true } } };
        std::thread killer;
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int number) {
            if (row.kind != u"compute.server.build" || number != step || killer.joinable())
                return;
            killer = std::thread([&] { b.chassis->tasks().stop(); });
            while (!b.chassis->tasks().isStopping())
                std::this_thread::yield();
        };
        const auto id = b.ask(body);
        QTRY_VERIFY_WITH_TIMEOUT(killer.joinable(), 5000);
        killer.join();
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.networks.ports().size(), std::size_t(1));
        QCOMPARE(b.volumes.volumes().size(), 1);
        QCOMPARE(b.driver.listGuests()->size(), std::size_t(1));
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void deleteCallsTheBuildOff()
    {
        auto& b = *m_bench;
        QString id;
        bool deleted = false;
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int step) {
            if (row.kind != u"compute.server.build" || step != 2 || deleted)
                return;
            deleted = true;
            b.call("DELETE", L("/servers/") + row.resourceId);
            QCOMPARE(b.last.status, 204);
        };
        id = b.ask(b.serverBody(L("fleeting")));
        b.settle();
        QVERIFY(deleted);
        b.server(id);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.leftovers(), QString());
    }

    void deleteGoesOnWhenTheHypervisorIsBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Unreachable);
        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 204);
        b.settle();
        QCOMPARE(b.status(id), L("ERROR"));
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Reachable);
        QTRY_VERIFY_WITH_TIMEOUT((b.server(id), b.last.status == 404), 5000);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void noticesWhatTheGuestDoes()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.driver.powersItselfOff(id);
        QTRY_COMPARE_WITH_TIMEOUT(b.status(id), L("SHUTOFF"), 5000);
        QCOMPARE(b.server(id)[u"OS-EXT-STS:power_state"].toInt(), 4);
        QCOMPARE(b.act(id, L("os-start")), 202);
        b.settle();
        b.driver.crashes(id, L("The guest's process was killed: out of memory."));
        QTRY_COMPARE_WITH_TIMEOUT(b.status(id), L("ERROR"), 5000);
        QCOMPARE(b.server(id)[u"fault"][u"message"].toString(), L("The guest's process was killed: out of memory."));
        QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("HARD") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QVERIFY(!b.server(id).contains(u"fault"));
    }

    void comparesAfterARestart()
    {
        auto& b = *m_bench;
        const auto id = b.make(), gone = b.make(L("gone"));
        b.close();
        QVERIFY(b.driver.start());
        QVERIFY(b.driver.powerOff(id, std::chrono::seconds(1), {}));
        QVERIFY(b.driver.cleanup(gone));
        b.driver.stop();
        QVERIFY(b.open());
        b.settle();
        QTRY_COMPARE_WITH_TIMEOUT(b.status(id), L("SHUTOFF"), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(b.status(gone), L("SHUTOFF"), 5000);
        QCOMPARE(b.act(gone, L("os-start")), 202);
        b.settle();
        QCOMPARE(b.status(gone), L("ACTIVE"));
    }

    void startsServersAgainAfterTheHostWasRestarted()
    {
        auto& b = *m_bench;
        const auto id = b.make(), stopped = b.make(L("stopped"));
        b.act(stopped, L("os-stop"));
        b.settle();
        b.close();
        QVERIFY(b.driver.start());
        QVERIFY(b.driver.powerOff(id, std::chrono::seconds(0), {}));
        b.driver.stop();
        Clock::shift(3600);      // the fake host says that it has just started
        QVERIFY(b.open());
        b.settle();
        QTRY_COMPARE_WITH_TIMEOUT(b.status(id), L("ACTIVE"), 5000);
        QCOMPARE(b.status(stopped), L("SHUTOFF"));
        Clock::shift(-3600);
    }

    void leavesStrangersAlone()
    {
        auto& b = *m_bench;
        compute::GuestSpec spec;
        spec.uuid = newUuid();
        spec.name = L("somebody");
        spec.consoleLogPath = L("/tmp/console.log");
        QVERIFY(b.driver.spawn(spec));
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.driver.listGuests()->size(), std::size_t(1));
    }

    /// Nobody would stop it: its server has no host, and can only be deleted.
    void guestsOfBuildsThatFailedGoWhenTheHypervisorIsBack()
    {
        auto& b = *m_bench;
        auto& tasks = b.chassis->tasks();
        tasks.beforeStep = [&](const service::TaskRow& row, int step) {
            if (step == 4)      // heard of when the guest has started
                (void)tasks.cancel(row.id);
        };
        tasks.beforeUndo = [&](const service::TaskRow&, int step) {
            if (step == 4)
                b.driver.setReach(compute::FakeHypervisorDriver::Reach::Unreachable);
        };
        const auto id = b.make();
        QCOMPARE(b.status(id), L("ERROR"));
        const auto fault = b.server(id)[u"fault"].toObject();
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Reachable);
        QTRY_VERIFY(!b.driver.guestState(id));
        b.settle();
        QCOMPARE(b.status(id), L("ERROR"));
        QCOMPARE(b.server(id)[u"fault"].toObject(), fault);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void serversThatRunAreNotUndone_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("last");
        QTest::addColumn<QString>("state");
        QTest::newRow("build, called off") << L("compute.server.build") << 5 << L("running");
        QTest::newRow("build, undone") << L("compute.server.build") << 5 << L("undoing");
        QTest::newRow("unshelve, called off") << L("compute.server.unshelve") << 3 << L("running");
        QTest::newRow("unshelve, undone") << L("compute.server.unshelve") << 3 << L("undoing");
    }
    /// The process ends after the server's row says that it runs, and before the task's row does.
    void serversThatRunAreNotUndone()
    {
        QFETCH(QString, kind);
        QFETCH(int, last);
        QFETCH(QString, state);
        auto& b = *m_bench;
        QJsonArray steps;
        b.chassis->tasks().afterStep = [&](const service::TaskRow& row, int step) {
            if (row.kind == kind && step == last)
                steps = row.steps;
        };
        const auto id = b.make();
        if (kind.endsWith(L("unshelve"))) {
            for (const auto& action : { L("shelve"), L("unshelve") }) {
                QCOMPARE(b.act(id, action), 202);
                b.settle();
            }
        }
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(steps.size(), qsizetype(last + 1));
        const auto left = b.compute->database().write([&](db::Transaction& transaction) {
            return transaction.execute(L("UPDATE tasks SET state = ?, steps_done = ?, steps = ?, cancel_requested = ?, error = ? WHERE kind = ?"), state, state == u"undoing" ? last + 1 : last, steps,
                                       true, L("Cancelled by the user."), kind);
        });
        QVERIFY(left && *left == 1);
        b.close();
        QVERIFY(b.open());
        b.settle();
        QVERIFY(b.chassis->tasks().list(service::ProjectScope::all(), true, 10).value().empty());
        QCOMPARE(b.status(id), L("ACTIVE"));
        QVERIFY(b.driver.guestState(id));
        QVERIFY(QFile::exists(b.compute->files().disk(id)));
        QVERIFY(!b.placement.held(id).isEmpty());
        QCOMPARE(b.get(L("/servers/%1/os-interface").arg(id))[u"interfaceAttachments"].toArray().size(), 1);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void disksNameTheImagesFormatAsQemuDoes_data()
    {
        QTest::addColumn<QString>("named");
        for (const auto& [format, named] : { std::pair { "vhd", "vpc" }, { "iso", "raw" }, { "ami", "raw" }, { "raw", "raw" }, { "qcow2", "qcow2" } })
            QTest::newRow(format) << QString::fromLatin1(named);
    }
    void disksNameTheImagesFormatAsQemuDoes()
    {
        if (QStandardPaths::findExecutable(L("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed.");
        QFETCH(QString, named);
        const QTemporaryDir folder;
        compute::BootImage image;
        image.path = folder.filePath(L("image"));
        image.diskFormat = QString::fromLatin1(QTest::currentDataTag());
        QVERIFY(process::run(L("qemu-img"), { L("create"), L("-q"), L("-f"), named, image.path, L("16M") }));
        const compute::InstanceFiles files(folder.filePath(L("instances")));
        const auto made = files.makeRootDisk(L("server"), image, 1, {});
        QVERIFY2(made, qPrintable(made ? QString() : made.error().message));
        const auto info = process::run(L("qemu-img"), { L("info"), L("--output=json"), files.disk(L("server")) });
        QVERIFY(info);
        QCOMPARE(QJsonDocument::fromJson(info->out)[u"backing-filename-format"].toString(), named);
    }
};
SKYLAB_TEST(ServerLifeTest)
#include "ServerLifeTest.moc"
