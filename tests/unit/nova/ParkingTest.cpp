#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>

#include <thread>

using namespace skylab;
using namespace skylab::test;

namespace {
Error broken(const QString& what) { return { ErrorCode::Unavailable, what }; }
} // namespace

/// Servers that are put away and come back: shelved, rescued, softly deleted.
class ParkingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    static QString imageNamed(Bench& b, const QString& name)
    {
        for (const auto& image : b.images.images())
            if (image.name == name)
                return image.id;
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void whatAnAdministratorShelvesIsItsProjects()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("shelve"), {}, "2.1", "p2:admin"), 202);
        b.settle();
        const auto image = imageNamed(b, L("one-shelved"));
        QCOMPARE(b.images.ownerOf(image), L("p1"));
    }
    void shelvesAndComesBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto port = b.networks.ports().begin()->first;
        QCOMPARE(b.act(id, L("shelve")), 202);
        b.settle();
        auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("SHELVED_OFFLOADED"));
        QCOMPARE(server[u"OS-EXT-STS:power_state"].toInt(), 4);
        QCOMPARE(server[u"hostId"].toString(L("none")), QString());
        QCOMPARE(server[u"image"][u"id"].toString(), b.image);
        const auto image = imageNamed(b, L("one-shelved"));
        QVERIFY(!image.isEmpty());
        QCOMPARE(b.images.images()[image].status, L("active"));
        QCOMPARE(b.driver.listGuests()->size(), std::size_t(0));
        QVERIFY(b.compute->files().serversWithFiles().isEmpty());
        QVERIFY(b.images.kept().isEmpty());
        QVERIFY(!b.networks.ports()[port].bound);
        QCOMPARE(b.networks.ports()[port].serverId, id);
        b.close();      // a restart finds no guest, and knows why
        QVERIFY(b.open());
        QCOMPARE(b.status(id), L("SHELVED_OFFLOADED"));
        QCOMPARE(b.server(id)[u"OS-EXT-STS:power_state"].toInt(), 4);
        for (const auto* refused : { "shelve", "shelveOffload", "os-start", "os-stop", "pause", "rescue", "createImage" })
            QCOMPARE(b.act(id, L(refused), L(refused) == u"createImage" ? O { { L("name"), L("x") } } : O {}, "2.1", "p1:admin"), 409);

        QCOMPARE(b.act(id, L("unshelve"), {}), 202);
        b.settle();
        server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ACTIVE"));
        QVERIFY(!server[u"hostId"].toString().isEmpty());
        QVERIFY(b.networks.ports()[port].bound);
        QVERIFY(!b.images.images().contains(image));
        QVERIFY(b.images.kept().contains(image, id));      // the disk lies upon it
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void waitsOnItsHostWhenToldTo()
    {
        auto& b = *m_bench;
        b.close();
        b.options.offloadSeconds = -1;
        QVERIFY(b.open());
        const auto id = b.make();
        b.act(id, L("os-stop"));
        b.settle();
        QCOMPARE(b.act(id, L("shelve")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("SHELVED"));
        QVERIFY(!b.compute->files().serversWithFiles().isEmpty());
        QCOMPARE(b.act(id, L("shelveOffload")), 403);
        QCOMPARE(b.act(id, L("unshelve"), O { { L("availability_zone"), L("nova") } }, "2.77"), 409);
        QCOMPARE(b.act(id, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(imageNamed(b, L("one-shelved")), QString());
        QCOMPARE(b.act(id, L("shelve")), 202);
        b.settle();
        QCOMPARE(b.act(id, L("shelveOffload"), O {}, "2.1", "p1:admin"), 202);
        b.settle();
        QCOMPARE(b.status(id), L("SHELVED_OFFLOADED"));
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(imageNamed(b, L("one-shelved")), QString());
        QCOMPARE(b.leftovers(), QString());
    }

    void choosesAPlaceToComeBackTo()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.act(id, L("shelve"));
        b.settle();
        QCOMPARE(b.act(id, L("unshelve"), O { { L("availability_zone"), L("moon") } }, "2.77"), 400);
        QCOMPARE(b.message(), L("The requested availability zone is not available"));
        QCOMPARE(b.act(id, L("unshelve"), O {}, "2.77"), 400);
        QCOMPARE(b.act(id, L("unshelve"), O { { L("host"), L("lab-pc") } }, "2.90", "p1:admin"), 400);
        QCOMPARE(b.act(id, L("unshelve"), O { { L("host"), L("lab-pc") } }, "2.91"), 403);
        QCOMPARE(b.act(id, L("unshelve"), O { { L("host"), L("nowhere") } }, "2.91", "p1:admin"), 400);
        QCOMPARE(b.act(id, L("unshelve"), O { { L("host"), L("lab-pc") }, { L("availability_zone"), QJsonValue() } }, "2.91", "p1:admin"), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
    }

    void failedShelveRunsOn()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.images.failNext(L("importFile"), { ErrorCode::NoSpace, L("The disk is full.") });
        QCOMPARE(b.act(id, L("shelve")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Running);
        QCOMPARE(imageNamed(b, L("one-shelved")), QString());
        const auto actions = b.get(L("/servers/%1/os-instance-actions").arg(id))[u"instanceActions"].toArray();
        QCOMPARE(actions[0][u"action"].toString(), L("shelve"));
        QCOMPARE(actions[0][u"message"].toString(), L("Error"));
    }

    void failedUnshelveStaysShelved()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.act(id, L("shelve"));
        b.settle();
        b.driver.failNext(L("spawn"), broken(L("No memory.")));
        QCOMPARE(b.act(id, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("SHELVED_OFFLOADED"));
        QVERIFY(b.server(id)[u"OS-EXT-STS:task_state"].isNull());
        QVERIFY(b.images.kept().isEmpty());
        QVERIFY(b.compute->files().serversWithFiles().isEmpty());
        QCOMPARE(b.act(id, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
    }

    void goesOnAfterACrash()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.close();
        QVERIFY(b.open(false));      // tasks are taken, and not run: the process ends before
        QCOMPARE(b.act(id, L("shelve")), 202);
        QCOMPARE(b.server(id)[u"OS-EXT-STS:task_state"].toString(), L("shelving"));
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.status(id), L("SHELVED_OFFLOADED"));
        b.close();
        QVERIFY(b.open(false));
        QCOMPARE(b.act(id, L("unshelve")), 202);
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    /// The process ends before each step in turn; the next start finishes the work.
    void goesOnAfterBeingKilled_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("end");
        const struct {
            const char* action;
            const char* kind;
            int steps;
            const char* end;
        } works[] = { { "shelve", "compute.server.shelve", 8, "SHELVED_OFFLOADED" }, { "unshelve", "compute.server.unshelve", 4, "ACTIVE" },
                      { "rescue", "compute.server.rescue", 4, "RESCUE" }, { "unrescue", "compute.server.unrescue", 4, "ACTIVE" } };
        for (const auto& work : works)
            for (int step = 0; step < work.steps; ++step)
                QTest::newRow(qPrintable(L("%1 before step %2").arg(L(work.action)).arg(step))) << L(work.action) << L(work.kind) << step << L(work.end);
    }
    void goesOnAfterBeingKilled()
    {
        auto& b = *m_bench;
        QFETCH(QString, action);
        QFETCH(QString, kind);
        QFETCH(int, step);
        QFETCH(QString, end);
        const auto id = b.make();
        if (action.startsWith(L("un"))) {
            b.act(id, action.mid(2), {});
            b.settle();
        }
        std::thread killer;
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int number) {
            if (row.kind != kind || number != step || killer.joinable())
                return;
            killer = std::thread([&] { b.chassis->tasks().stop(); });
            while (!b.chassis->tasks().isStopping())
                std::this_thread::yield();
        };
        b.act(id, action, {});
        QVERIFY2(b.last.status < 300, b.last.bytes());
        QTRY_VERIFY_WITH_TIMEOUT(killer.joinable(), 5000);
        killer.join();
        b.close();
        QVERIFY(b.open());
        b.settle();
        QCOMPARE(b.status(id), end);
        QCOMPARE(b.driver.listGuests()->size(), std::size_t(end == u"SHELVED_OFFLOADED" ? 0 : 1));
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
        QCOMPARE(imageNamed(b, L("one-shelved")), QString());
    }

    void volumesComeBackWithTheServer()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.act(id, L("shelve"));
        b.settle();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.ownVolumes << volume;
        b.call("POST", L("/servers/%1/os-volume_attachments").arg(id), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        QVERIFY2(b.last.status == 200, b.last.bytes());
        b.settle();
        QCOMPARE(b.act(id, L("unshelve")), 202);
        b.settle();
        QCOMPARE(b.lentDriver->lastSpec().disks.size(), std::size_t(2));
        QCOMPARE(b.driver.diagnostics(id)->disks.size(), std::size_t(2));
    }

    void rescuesAndComesBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("rescue"), O { { L("adminPass"), L("secret") } }), 200);
        QVERIFY(b.last.bytes().contains("secret"));
        b.settle();
        QCOMPARE(b.status(id), L("RESCUE"));
        const auto& disks = b.lentDriver->lastSpec().disks;
        QCOMPARE(disks.size(), std::size_t(2));
        QCOMPARE(disks[0].serial, L("rescue"));
        QCOMPARE(disks[0].deviceName, L("vda"));
        QCOMPARE(disks[0].bootIndex, 1);
        QCOMPARE(disks[1].serial, L("root"));
        QCOMPARE(disks[1].bootIndex, 0);
        QCOMPARE(b.images.kept().size(), 2);
        for (const auto* refused : { "rescue", "pause", "suspend", "os-stop", "shelve" })
            QCOMPARE(b.act(id, L(refused), {}), 409);
        QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("HARD") } }), 409);
        b.driver.powersItselfOff(id);
        b.settle();
        QCOMPARE(b.status(id), L("RESCUE"));
        QCOMPARE(b.act(id, L("unrescue"), {}), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.lentDriver->lastSpec().disks.size(), std::size_t(1));
        QCOMPARE(b.lentDriver->lastSpec().disks[0].bootIndex, 1);
        QCOMPARE(b.images.kept().size(), 1);
        QVERIFY(!QFile::exists(b.compute->files().file(id, L("disk.rescue"))));
    }

    void rescueKeepsDisksInPlaceWhenTheImageAsks()
    {
        auto& b = *m_bench;
        const auto image = b.images.addImage(L("tools"));
        b.images.setProperty(image, L("hw_rescue_device"), L("cdrom"));
        auto body = b.serverBody(L("volume-backed"));
        body.remove(L("imageRef"));
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("volume") }, { L("boot_index"), 0 }, { L("uuid"), b.image }, { L("volume_size"), 3 } } };
        const auto id = b.ask(body);
        b.settle();
        QCOMPARE(b.act(id, L("rescue"), O { { L("rescue_image_ref"), image } }, "2.86"), 400);
        QCOMPARE(b.act(id, L("rescue"), O {}, "2.87"), 400);      // its own image is not made for it
        QCOMPARE(b.act(id, L("rescue"), O { { L("rescue_image_ref"), newUuid() } }, "2.87"), 400);
        QCOMPARE(b.act(id, L("rescue"), O { { L("rescue_image_ref"), L("tools") } }, "2.87"), 400);
        QCOMPARE(b.act(id, L("rescue"), O { { L("rescue_image_ref"), image } }, "2.87"), 200);
        b.settle();
        QCOMPARE(b.status(id), L("RESCUE"));
        const auto& disks = b.lentDriver->lastSpec().disks;
        QCOMPARE(disks.size(), std::size_t(2));
        QCOMPARE(disks[0].deviceName, L("vda"));
        QCOMPARE(disks[0].bootIndex, 0);
        QCOMPARE(disks[1].serial, L("rescue"));
        QCOMPARE(disks[1].device, compute::DiskSpec::Device::Cdrom);
        QCOMPARE(disks[1].bootIndex, 1);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QVERIFY(b.images.kept().isEmpty());
    }

    void failedRescueRunsOn()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        b.images.failNext(L("keep"), broken(L("The store is away.")));
        QCOMPARE(b.act(id, L("rescue"), {}), 200);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.lentDriver->lastSpec().disks.size(), std::size_t(1));
        QCOMPARE(b.act(id, L("unrescue"), {}), 409);
        QCOMPARE(b.message(), L("Cannot 'unrescue' instance %1 while it is in vm_state active").arg(id));
    }

    void deletedServersCanComeBackForAWhile()
    {
        auto& b = *m_bench;
        b.close();
        b.options.reclaimSeconds = 3600;
        QVERIFY(b.open());
        const auto id = b.make();
        QCOMPARE(b.act(id, L("restore"), {}), 409);
        b.call("DELETE", L("/servers/") + id);
        QCOMPARE(b.last.status, 204);
        b.settle();
        QCOMPARE(b.status(id), L("SOFT_DELETED"));
        b.call("PUT", L("/os-quota-sets/p1?user_id=user-p1"), { { L("quota_set"), O { { L("instances"), 1 } } } }, "2.1", "p1:admin");
        QCOMPARE(b.last.status, 200);
        QCOMPARE(b.get(L("/servers"))[u"servers"].toArray().size(), 0);
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Shutdown);
        b.compute->reclaim();
        b.settle();
        QCOMPARE(b.act(id, L("restore"), {}), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.driver.guestState(id)->state, compute::PowerState::Running);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.act(id, L("forceDelete"), {}), 202);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
        b.server(id);
        QCOMPARE(b.last.status, 404);
    }

    void reclaimsWhenTheTimeIsOver()
    {
        auto& b = *m_bench;
        b.close();
        b.options = { .reclaimSeconds = 60, .offloadSeconds = 60 };
        QVERIFY(b.open());
        const auto gone = b.make(L("gone")), shelved = b.make(L("shelved"));
        b.call("DELETE", L("/servers/") + gone);
        b.act(shelved, L("shelve"));
        b.settle();
        QCOMPARE(b.status(shelved), L("SHELVED"));
        QVERIFY(b.compute->database().write([](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(L("UPDATE servers SET soft_deleted_at = 1, shelved_at = 1")));
            return {};
        }));
        b.compute->reclaim();
        b.settle();
        b.server(gone);
        QCOMPARE(b.last.status, 404);
        QCOMPARE(b.status(shelved), L("SHELVED_OFFLOADED"));
    }
};

SKYLAB_TEST(ParkingTest)

#include "ParkingTest.moc"
