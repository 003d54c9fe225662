#include "Bench.h"

#include "support/TestMain.h"

#include <QDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace skylab;
using namespace skylab::test;

/// Work that is called off, cut off or overtaken by other work.
class InterruptionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;
    QString m_server, m_first, m_second;

    void reopen(const compute::ComputeOptions& options)
    {
        m_bench->close();
        m_bench->options = options;
        QVERIFY(m_bench->open());
    }
    void attach(const QString& volume)
    {
        m_bench->call("POST", L("/servers/%1/os-volume_attachments").arg(m_server), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        m_bench->settle();
    }
    /// A server whose volume is being copied to another one, which does not end by itself.
    void beginSwap()
    {
        auto& b = *m_bench;
        m_server = b.make();
        m_first = b.volumes.addVolume(b.project, 1);
        m_second = b.volumes.addVolume(b.project, 1);
        b.ownVolumes << m_first << m_second;
        attach(m_first);
        b.driver.setCopies(compute::FakeHypervisorDriver::Copies::Held);
        b.call("PUT", L("/servers/%1/os-volume_attachments/%2").arg(m_server, m_first), { { L("volumeAttachment"), O { { L("volumeId"), m_second } } } }, "2.1", "p1:admin");
        QVERIFY2(b.last.status == 202, b.last.bytes());
        QTRY_COMPARE(b.driver.copiesUnderWay(), 1);
    }
    QString statusOf(const QString& volume) { return m_bench->volumes.volumes()[volume].status; }
    QString attached() { return m_bench->server(m_server)[u"os-extended-volumes:volumes_attached"][0][u"id"].toString(); }

    /// Ends the process during the step of a task of this kind, once: that step still ends, and none after it begins.
    void killDuring(const QString& kind, int step, const std::function<void()>& begin)
    {
        auto& b = *m_bench;
        std::thread killer;
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int number) {
            if (row.kind != kind || number != step || killer.joinable())
                return;
            killer = std::thread([&] { b.chassis->tasks().stop(); });
            while (!b.chassis->tasks().isStopping())
                std::this_thread::yield();
        };
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(killer.joinable(), 5000);
        killer.join();
        b.close();
    }
    /// A server that boots from a volume of its own.
    O volumeBacked()
    {
        auto body = m_bench->serverBody(L("volume-backed"));
        body.remove(L("imageRef"));
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("volume") }, { L("boot_index"), 0 }, { L("uuid"), m_bench->image },
                                                            { L("volume_size"), 3 }, { L("delete_on_termination"), true } } };
        return body;
    }
    /// A shelved server on its host.
    void shelve()
    {
        auto& b = *m_bench;
        reopen({ .offloadSeconds = -1 });
        m_server = b.make();
        QCOMPARE(b.act(m_server, L("shelve")), 202);
        b.settle();
        QCOMPARE(b.status(m_server), L("SHELVED"));
    }
    void comesBack()
    {
        auto& b = *m_bench;
        QCOMPARE(b.act(m_server, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.status(m_server), L("ACTIVE"));
        QCOMPARE(b.placement.held(m_server).isEmpty(), false);
        b.call("DELETE", L("/servers/") + m_server);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup()
    {
        m_bench->driver.setCopies(compute::FakeHypervisorDriver::Copies::Done);      // else a test that failed waits for them
        m_bench->volumes.setSlow(false);
        m_bench.reset();
    }

    void aDeleteThatFailedGoesOnAtTheNextStart()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.close();
        QVERIFY(b.open(false));
        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 204);
        QVERIFY(b.compute->database().write([](db::Transaction& transaction) -> Result<> {      // as a crash in the middle of it leaves it
            TRY(transaction.execute(L("UPDATE tasks SET state = 'undoing', steps_done = 1, error = 'No answer.' WHERE kind = 'compute.server.delete'")));
            return {};
        }));
        b.close();
        QVERIFY(b.open());
        QVERIFY(b.waitForReconcile());
        b.server(id);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.leftovers(), QString());
    }

    void anOldDiskGoesWhenItsResizeIsConfirmed()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("2"), 1024);
        const auto id = b.make();
        const auto old = b.compute->files().file(id, L("disk.old"));
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
        b.settle();
        reopen({});
        QVERIFY(QFile::exists(old));      // the resize may be reverted
        QCOMPARE(b.act(id, L("confirmResize")), 204);
        QVERIFY(!QFile::exists(old));
        QVERIFY(QFile::copy(b.compute->files().disk(id), old));      // as a crash before that leaves it
        reopen({});
        QVERIFY(!QFile::exists(old));
        QVERIFY(QFile::exists(b.compute->files().disk(id)));
    }

    /// A revert would bring it back.
    void anOldDiskThatStaysHoldsUpTheNextResize()
    {
        auto& b = *m_bench;
        b.makeFlavor(L("2"), 1024);
        const auto id = b.make();
        const auto old = b.compute->files().file(id, L("disk.old"));
        QVERIFY(QDir().mkpath(old + L("/full")));      // root removes whatever is a file
        const auto resize = [&] {
            b.act(id, L("resize"), O { { L("flavorRef"), L("2") } });
            b.settle();
            return b.status(id);
        };
        QCOMPARE(resize(), L("ACTIVE"));
        QVERIFY(QDir(old).removeRecursively());
        QCOMPARE(resize(), L("VERIFY_RESIZE"));
    }

    /// It may be as large as the disk.
    void copiesThatAreCutOffLeaveNothing()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto& files = b.compute->files();
        const auto disk = files.disk(id), part = files.file(id, L("disk.old.part"));
        QVERIFY(QFile::rename(disk, disk + L(".whole")));
        QCOMPARE(mkfifo(QFile::encodeName(disk).constData(), 0600), 0);      // a disk whose copy does not end
        const int writer = ::open(QFile::encodeName(disk).constData(), O_RDWR | O_CLOEXEC);
        QVERIFY(writer >= 0);
        const auto copied = files.keepCopy(id, [&] { return QFile::exists(part); });
        ::close(writer);
        QVERIFY(!copied && copied.error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(part));
        QVERIFY(QFile::remove(disk) && QFile::rename(disk + L(".whole"), disk));
        QVERIFY(QFile::copy(disk, part));      // as a kill leaves it
        reopen({});
        QVERIFY(!QFile::exists(part));
        QVERIFY(QFile::exists(disk));
    }

    // ---- volumes that are swapped

    void deleteDoesNotWaitForASwap()
    {
        auto& b = *m_bench;
        beginSwap();
        b.call("DELETE", L("/servers/") + m_server);
        QCOMPARE(b.last.status, 204);
        b.settle();
        b.server(m_server);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.leftovers(), QString());
    }
    void softDeleteDoesNotWaitForASwap()
    {
        auto& b = *m_bench;
        reopen({ .reclaimSeconds = 3600 });
        beginSwap();
        b.call("DELETE", L("/servers/") + m_server);
        QCOMPARE(b.last.status, 204);
        b.settle();
        QCOMPARE(b.status(m_server), L("SOFT_DELETED"));
        QCOMPARE(attached(), m_first);
        QCOMPARE(statusOf(m_first), L("in-use"));
        QCOMPARE(statusOf(m_second), L("available"));
    }

    // ---- guests that are slow to power themselves off

    void deleteDoesNotWaitForAnOrderlyStop_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<O>("argument");
        QTest::newRow("stop") << L("os-stop") << O {};
        QTest::newRow("soft reboot") << L("reboot") << O { { L("type"), L("SOFT") } };
        QTest::newRow("resize") << L("resize") << O { { L("flavorRef"), L("2") } };
        QTest::newRow("shelve") << L("shelve") << O {};
        QTest::newRow("trash") << QString() << O {};
    }
    void deleteDoesNotWaitForAnOrderlyStop()
    {
        auto& b = *m_bench;
        QFETCH(QString, action);
        QFETCH(O, argument);
        b.makeFlavor(L("2"), 1024);
        m_server = b.make();
        b.lentDriver->dawdles = true;
        if (action.isEmpty())
            b.call("DELETE", L("/servers/") + m_server, {}, "2.1", "p1:member", { { "X-Skylab-Trash", "keep" } });
        else
            QCOMPARE(b.act(m_server, action, argument), 202);
        QTRY_COMPARE(b.lentDriver->dawdling.load(), 1);
        QElapsedTimer timer;
        timer.start();
        b.call("DELETE", (action.isEmpty() ? L("/skylab/v1/trash/server/") : L("/servers/")) + m_server);
        QCOMPARE(b.last.status, action.isEmpty() ? 202 : 204);
        b.settle();
        QVERIFY(timer.elapsed() < 15'000);      // a guest has a minute
        QCOMPARE(b.leftovers(), QString());
    }
    /// Who no longer wants to wait for a stop has not said that the guest may lose what it has not written.
    void stopsThatAreCalledOffStayOrderly()
    {
        auto& b = *m_bench;
        m_server = b.make();
        b.lentDriver->dawdles = true;
        QCOMPARE(b.act(m_server, L("os-stop")), 202);
        QTRY_COMPARE(b.lentDriver->dawdling.load(), 1);
        QVERIFY(b.chassis->tasks().cancel(b.chassis->tasks().list(service::ProjectScope::all(), true, 10).value().front().id));
        QTest::qWait(100);      // nothing tells that something goes on not to happen
        QCOMPARE(b.lentDriver->dawdling.load(), 1);
        b.lentDriver->dawdles = false;
        b.settle();
        QCOMPARE(b.driver.guestState(m_server)->reason, compute::LifecycleReason::GuestShutdown);
    }
    /// As in Nova: its disks wait, its guest is given no time.
    void softDeleteDoesNotWaitForAnOrderlyStop()
    {
        auto& b = *m_bench;
        reopen({ .reclaimSeconds = 3600 });
        m_server = b.make();
        b.lentDriver->dawdles = true;
        QElapsedTimer timer;
        timer.start();
        b.call("DELETE", L("/servers/") + m_server);
        b.settle();
        QVERIFY(timer.elapsed() < 15'000);
        QCOMPARE(b.status(m_server), L("SOFT_DELETED"));
    }

    void swapsAreCalledOffByTheirTask()
    {
        auto& b = *m_bench;
        beginSwap();
        const auto open = b.chassis->tasks().list(service::ProjectScope::all(), true, 10).value();
        QCOMPARE(open.size(), std::size_t(1));
        QVERIFY(b.chassis->tasks().cancel(open[0].id));
        b.settle();
        QCOMPARE(b.chassis->tasks().show(open[0].id)->state, L("cancelled"));
        QCOMPARE(b.status(m_server), L("ACTIVE"));
        QCOMPARE(attached(), m_first);
        QCOMPARE(statusOf(m_second), L("available"));
    }
    void guestsCanBeStoppedDuringASwap()
    {
        auto& b = *m_bench;
        beginSwap();
        QVERIFY(b.driver.destroy(m_server));
        b.settle();
        QCOMPARE(b.status(m_server), L("SHUTOFF"));
        QCOMPARE(attached(), m_first);
        QCOMPARE(statusOf(m_second), L("available"));
    }
    /// Nor does the end of the process; the next start begins the copy again.
    void swapsGoOnAfterARestart()
    {
        auto& b = *m_bench;
        beginSwap();
        b.close();
        b.driver.setCopies(compute::FakeHypervisorDriver::Copies::Done);
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(attached(), m_second);
        QCOMPARE(statusOf(m_first), L("available"));
        QCOMPARE(statusOf(m_second), L("in-use"));
    }

    /// The guest knows the new volume by the old one's id: it is not what was to be detached.
    void detachesOfTheOldVolumeLeaveTheNewOne()
    {
        auto& b = *m_bench;
        beginSwap();
        b.call("DELETE", L("/servers/%1/os-volume_attachments/%2").arg(m_server, m_first));
        QCOMPARE(b.last.status, 202);
        b.driver.setCopies(compute::FakeHypervisorDriver::Copies::Done);
        b.settle();
        QCOMPARE(attached(), m_second);
        QCOMPARE(b.driver.diagnostics(m_server)->disks.size(), std::size_t(2));
        QCOMPARE(statusOf(m_first), L("available"));
        QCOMPARE(statusOf(m_second), L("in-use"));
    }

    // ---- servers that are put away

    void offloadsThatAreCalledOffCanBeUndone_data()
    {
        QTest::addColumn<int>("during");      // the step that still ends
        QTest::addColumn<QString>("left");
        QTest::newRow("before its disks are gone") << 1 << L("SHELVED");
        QTest::newRow("after its disks are gone") << 2 << L("SHELVED_OFFLOADED");
    }
    void offloadsThatAreCalledOffCanBeUndone()
    {
        auto& b = *m_bench;
        QFETCH(int, during);
        QFETCH(QString, left);
        shelve();
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int number) {
            if (row.kind == u"compute.server.offload" && number == during)
                (void)b.chassis->tasks().cancel(row.id);
        };
        QCOMPARE(b.act(m_server, L("shelveOffload"), {}, "2.1", "p1:admin"), 202);
        b.settle();
        QCOMPARE(b.status(m_server), left);
        QVERIFY(b.server(m_server)[u"OS-EXT-STS:task_state"].isNull());
        QCOMPARE(b.placement.held(m_server).isEmpty(), left == u"SHELVED_OFFLOADED");
        comesBack();
    }
    /// As releases before this one left them.
    void shelvedServersWithoutDisksComeBack()
    {
        auto& b = *m_bench;
        shelve();
        QVERIFY(b.driver.cleanup(m_server));
        QVERIFY(b.compute->files().remove(m_server));
        b.driver.failNext(L("spawn"), { ErrorCode::Unavailable, L("No memory.") });
        QCOMPARE(b.act(m_server, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.status(m_server), L("SHELVED_OFFLOADED"));
        QVERIFY(b.placement.held(m_server).isEmpty());
        comesBack();
    }
    /// The process ends after the book forgot the shelved image and before the image is deleted.
    void unshelveForgetsNoImage()
    {
        auto& b = *m_bench;
        m_server = b.make();
        b.act(m_server, L("shelve"));
        b.settle();
        QCOMPARE(b.images.images().size(), 2);
        b.images.failNext(L("remove"), { ErrorCode::Unavailable, L("The process is gone.") });
        QCOMPARE(b.act(m_server, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.images.images().size(), 2);
        QVERIFY(b.compute->database().write([](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(L("UPDATE tasks SET state = 'running', steps_done = 3 WHERE kind = 'compute.server.unshelve'")));
            return {};
        }));
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.images.images().size(), 1);
        QCOMPARE(b.status(m_server), L("ACTIVE"));
    }

    // ---- servers that are not built in the end

    void buildsThatAreCalledOffTakeTheirVolumesAlong_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("while the process goes on") << false;
        QTest::newRow("while the process ends") << true;
    }
    /// A volume that is still being made can't be deleted, and would be nobody's.
    void buildsThatAreCalledOffTakeTheirVolumesAlong()
    {
        auto& b = *m_bench;
        QFETCH(bool, killed);
        b.volumes.setSlow(true);
        m_server = b.ask(volumeBacked());
        QTRY_COMPARE(b.volumes.volumes().size(), 1);
        const auto build = b.chassis->tasks().list(service::ProjectScope::all(), true, 10).value().front().id;
        b.call("DELETE", L("/servers/") + m_server);
        QCOMPARE(b.last.status, 204);
        QTRY_COMPARE(b.chassis->tasks().show(build)->state, L("undoing"));
        if (killed) {
            b.close();
            QVERIFY(b.open());
            QCOMPARE(b.chassis->tasks().show(build)->state, L("undoing"));
        }
        b.volumes.setSlow(false);
        b.settle();
        QCOMPARE(b.chassis->tasks().show(build)->state, L("cancelled"));
        QCOMPARE(b.chassis->tasks().show(build)->error, L("Cancelled by the user."));
        b.server(m_server);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.leftovers(), QString());
    }
    /// Nor can one that a rebuild which was called off still writes to.
    void deletesWaitForVolumesThatAreWritten()
    {
        auto& b = *m_bench;
        m_server = b.ask(volumeBacked());
        b.settle();
        b.volumes.cutOffReimage(attached(), L("downloading"), b.image);
        b.call("DELETE", L("/servers/") + m_server);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }
    /// Whoever comes second to a port that both were promised.
    void buildsThatFailLeaveThePortsOfOthers()
    {
        auto& b = *m_bench;
        b.close();
        QVERIFY(b.open(false));      // no task runs
        const auto port = b.networks.addPort(b.project, b.network);
        b.ownPorts << port;
        auto body = b.serverBody(L("one of two"));
        body[u"networks"] = QJsonArray { O { { L("port"), port } } };
        const QStringList both { b.ask(body), b.ask(body) };
        QVERIFY(!both.contains(QString()));
        QVERIFY(b.chassis->tasks().start());
        b.settle();
        const bool first = b.status(both[0]) == u"ACTIVE";
        QCOMPARE(b.status(both[first ? 0 : 1]), L("ACTIVE"));
        QCOMPARE(b.status(both[first ? 1 : 0]), L("ERROR"));
        QCOMPARE(b.networks.ports()[port].serverId, both[first ? 0 : 1]);
        QVERIFY(b.networks.ports()[port].bound);
        b.call("DELETE", L("/servers/") + both[first ? 1 : 0]);
        b.settle();
        QCOMPARE(b.networks.ports()[port].serverId, both[first ? 0 : 1]);
        QVERIFY(b.networks.ports()[port].bound);
        b.call("DELETE", L("/servers/") + both[first ? 0 : 1]);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    // ---- servers that come out of the trash

    void restoresThatAreCutOffLeaveItStopped_data()
    {
        QTest::addColumn<QString>("how");
        for (const auto* how : { "guest lost", "called off", "called off, undo cut off" })
            QTest::newRow(how) << L(how);
    }
    /// It is its owner's again, whole and stopped.
    void restoresThatAreCutOffLeaveItStopped()
    {
        auto& b = *m_bench;
        QFETCH(QString, how);
        m_server = b.make();
        b.call("DELETE", L("/servers/") + m_server, {}, "2.1", "p1:member", { { "X-Skylab-Trash", "keep" } });
        b.settle();
        auto& tasks = b.chassis->tasks();
        QString task;
        std::thread killer;
        tasks.beforeStep = [&](const service::TaskRow& row, int step) {
            if (row.kind != u"compute.server.untrash")
                return;
            task = row.id;
            if (step == 1 && how == u"guest lost")
                (void)b.driver.cleanup(m_server);
            else if (step == 0 && how != u"guest lost")
                (void)tasks.cancel(row.id);
        };
        tasks.beforeUndo = [&](const service::TaskRow&, int) {
            if (how != u"called off, undo cut off")
                return;
            killer = std::thread([&] { tasks.stop(); });
            while (!tasks.isStopping())
                std::this_thread::yield();
        };
        b.call("POST", L("/skylab/v1/trash/server/%1/restore").arg(m_server));
        QCOMPARE(b.last.status, 202);
        if (how == u"called off, undo cut off") {
            QTRY_VERIFY(killer.joinable());
            killer.join();
            b.close();
            QVERIFY(b.open());
        }
        b.settle();
        QCOMPARE(b.chassis->tasks().show(task)->state, how == u"guest lost" ? L("done") : L("cancelled"));
        QCOMPARE(b.status(m_server), L("SHUTOFF"));
        QVERIFY(b.server(m_server)[u"OS-EXT-STS:task_state"].isNull());
        const auto guest = b.driver.guestState(m_server);
        QVERIFY(!guest || guest->state == compute::PowerState::Shutdown);
        QCOMPARE(b.act(m_server, L("os-start")), 202);
        b.settle();
        QCOMPARE(b.status(m_server), L("ACTIVE"));
        b.call("DELETE", L("/servers/") + m_server);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    // ---- root volumes that are made anew

    void rebuildsGoOnWhileTheVolumeIsStillCopied_data()
    {
        QTest::addColumn<QString>("status");
        QTest::newRow("it is still copied") << L("downloading");
        QTest::newRow("its copy failed") << L("error");
    }
    void rebuildsGoOnWhileTheVolumeIsStillCopied()
    {
        auto& b = *m_bench;
        QFETCH(QString, status);
        m_server = b.ask(volumeBacked());
        b.settle();
        const auto volume = attached();
        const auto other = b.images.addImage(L("other"));
        killDuring(L("compute.server.rebuild"), 0, [&] { b.act(m_server, L("rebuild"), O { { L("imageRef"), other } }, "2.93"); });
        b.volumes.cutOffReimage(volume, status, other);
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.status(m_server), L("ACTIVE"));
        QCOMPARE(b.volumes.volumes()[volume].imageMetadata[L("image_id")], other);
        QCOMPARE(b.volumes.volumes()[volume].serverIds, QStringList { m_server });
    }

    // ---- volumes that change hands

    void volumesThatChangeHandsAreNotAttached()
    {
        auto& b = *m_bench;
        m_server = b.make();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.volumes.beforeAttach = [&] { b.volumes.giveTo(L("p2"), volume); };
        attach(volume);
        QCOMPARE(b.last.status, 200);
        QCOMPARE(attached(), QString());
        QCOMPARE(b.driver.diagnostics(m_server)->disks.size(), std::size_t(1));
        QVERIFY(b.volumes.volumes()[volume].serverIds.isEmpty());
    }

    // ---- claims

    /// What is claimed while old claims are compared with the servers is not given back with them.
    void healingKeepsWhatIsClaimedMeanwhile()
    {
        auto& b = *m_bench;
        m_server = b.make();
        const auto held = b.placement.holdings(m_server).value();
        b.act(m_server, L("shelve"));
        b.settle();
        QVERIFY(b.placement.held(m_server).isEmpty());
        QVERIFY(b.placement.claim({ m_server, b.project, L("user-p1"), held }));      // of an offload that was cut off
        b.placement.beforeRelease = [&, once = true](const QString& id) mutable {
            if (id != m_server || !std::exchange(once, false))
                return;
            QCOMPARE(b.act(m_server, L("unshelve")), 202);
            b.chassis->tasks().waitIdle(500);      // it comes through, or has to wait for this
        };
        QVERIFY(b.compute->scheduling().heal());
        b.settle();
        QCOMPARE(b.status(m_server), L("ACTIVE"));
        QCOMPARE(b.placement.holdings(m_server).value(), held);
    }
};

SKYLAB_TEST(InterruptionsTest)

#include "InterruptionsTest.moc"
