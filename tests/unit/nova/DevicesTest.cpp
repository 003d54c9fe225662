#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Volumes, network cards, images and sizes of servers that exist.
class DevicesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    struct Device {
        QString path;      ///< of the server's devices of this kind
        QString id;
        O wanted;          ///< what attaches it
    };
    Device newDevice(const QString& server, bool volume)
    {
        auto& b = *m_bench;
        const auto one = volume ? b.volumes.addVolume(b.project, 1) : b.networks.addPort(b.project, b.network);
        (volume ? b.ownVolumes : b.ownPorts) << one;
        return { L("/servers/%1/").arg(server) + (volume ? L("os-volume_attachments") : L("os-interface")), one,
                 volume ? O { { L("volumeAttachment"), O { { L("volumeId"), one } } } } : O { { L("interfaceAttachment"), O { { L("port_id"), one } } } } };
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
        m_bench->makeFlavor(L("2"), 1024, 2, 2);
    }
    void cleanup() { m_bench.reset(); }

    void attachesAndDetachesVolumes()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.ownVolumes << volume;
        const auto path = L("/servers/%1/os-volume_attachments").arg(id);
        auto attached = b.call("POST", path, { { L("volumeAttachment"), O { { L("volumeId"), volume } } } })[u"volumeAttachment"].toObject();
        QVERIFY2(b.last.status == 200, b.last.bytes());
        QCOMPARE(attached[u"device"].toString(), L("/dev/vdb"));
        b.settle();
        QCOMPARE(b.server(id)[u"os-extended-volumes:volumes_attached"][0][u"id"].toString(), volume);
        QCOMPARE(b.volumes.volumes()[volume].status, L("in-use"));
        QCOMPARE(b.driver.diagnostics(id)->disks.size(), std::size_t(2));
        QCOMPARE(b.get(path, "2.89")[u"volumeAttachments"][0][u"attachment_id"].toString(), L("attachment-") + volume);
        b.call("POST", path, { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        QCOMPARE(b.last.status, 400);
        // It stays through a hard reboot, and is made anew from the book.
        QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("HARD") } }), 202);
        b.settle();
        QCOMPARE(b.lentDriver->lastSpec().disks.size(), std::size_t(2));
        QCOMPARE(b.lentDriver->lastSpec().disks[1].deviceName, L("vdb"));

        b.driver.setManners(id, compute::FakeHypervisorDriver::Manners::Stubborn);
        b.call("DELETE", path + u'/' + volume);
        QCOMPARE(b.last.status, 202);
        b.settle();
        QCOMPARE(b.volumes.volumes()[volume].status, L("in-use"));      // the guest kept it
        b.driver.setManners(id, compute::FakeHypervisorDriver::Manners::Obedient);
        b.call("DELETE", path + u'/' + volume);
        QCOMPARE(b.last.status, 202);
        b.settle();
        QCOMPARE(b.volumes.volumes()[volume].status, L("available"));
        QCOMPARE(b.get(path)[u"volumeAttachments"].toArray().size(), 0);
        b.call("DELETE", path + u'/' + volume);
        QCOMPARE(b.last.status, 404);
    }

    /// Out of the guest and attached for everybody else is what nobody wants.
    void aDetachThatIsCalledOffIsDoneOrNot_data()
    {
        QTest::addColumn<bool>("volume");
        QTest::newRow("volume") << true;
        QTest::newRow("interface") << false;
    }
    void aDetachThatIsCalledOffIsDoneOrNot()
    {
        QFETCH(bool, volume);
        auto& b = *m_bench;
        const auto id = b.make();
        const auto device = newDevice(id, volume);
        const auto &path = device.path, &one = device.id;
        b.call("POST", path, device.wanted);
        QCOMPARE(b.last.status, 200);
        b.settle();
        const auto inGuest = [&] { return int(volume ? b.driver.diagnostics(id)->disks.size() : b.driver.diagnostics(id)->nics.size()); };
        const auto inBook = [&] { return volume ? b.server(id)[u"os-extended-volumes:volumes_attached"].toArray().size() + 1 : b.get(path)[u"interfaceAttachments"].toArray().size(); };
        QCOMPARE(inGuest(), 2);
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int) { (void)b.chassis->tasks().cancel(row.id); };      // heard of by the next step
        b.call("DELETE", path + u'/' + one);
        QCOMPARE(b.last.status, 202);
        b.settle();
        b.chassis->tasks().beforeStep = {};
        QCOMPARE(int(inBook()), inGuest());
        QCOMPARE(inGuest(), 1);
        QCOMPARE(b.status(id), L("ACTIVE"));
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    /// The hypervisor tells of it while the task is at work, which has looked already, or does not look.
    void guestsThatStopDuringATaskAreSeen_data()
    {
        QTest::addColumn<QString>("kind");
        for (const auto* kind : { "attach_volume", "detach_volume", "detach_volume that fails", "attach_interface", "detach_interface", "power" })
            QTest::newRow(kind) << L(kind);
    }
    void guestsThatStopDuringATaskAreSeen()
    {
        QFETCH(QString, kind);
        auto& b = *m_bench;
        const auto id = b.make();
        const bool volume = kind.contains(L("volume")), fails = kind.endsWith(L("fails"));
        const auto path = L("/servers/%1/").arg(id) + (volume ? L("os-volume_attachments") : L("os-interface"));
        const auto one = volume ? b.volumes.addVolume(b.project, 1) : b.networks.addPort(b.project, b.network);
        const auto attach = [&] { b.call("POST", path, volume ? O { { L("volumeAttachment"), O { { L("volumeId"), one } } } } : O { { L("interfaceAttachment"), O { { L("port_id"), one } } } }); };
        if (kind.startsWith(L("detach"))) {
            attach();
            b.settle();
        }
        b.driver.onLifecycle({});
        b.chassis->tasks().afterStep = [&](const service::TaskRow&, int) { b.driver.powersItselfOff(id); };
        if (fails) {
            b.chassis->tasks().beforeStep = b.chassis->tasks().afterStep;
            b.driver.failNext(L("detachVolume"), { ErrorCode::Timeout, L("The guest keeps it.") });
        }
        if (kind == u"power")
            QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("HARD") } }), 202);
        else if (kind.startsWith(L("attach")))
            attach();
        else
            b.call("DELETE", path + u'/' + one);
        QCOMPARE(b.last.status / 100, 2);
        b.settle();
        QCOMPARE(b.status(id), L("SHUTOFF"));
    }

    void failedAttachGivesTheVolumeBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.driver.failNext(L("attachVolume"), { ErrorCode::Conflict, L("No PCI slot is free.") });
        b.call("POST", L("/servers/%1/os-volume_attachments").arg(id), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        b.settle();
        QCOMPARE(b.volumes.volumes()[volume].status, L("available"));
        QCOMPARE(b.server(id)[u"os-extended-volumes:volumes_attached"].toArray().size(), 0);
        QCOMPARE(b.status(id), L("ACTIVE"));
    }

    /// It got through to the guest, maybe, and can't be taken out again: others who got it would write to it, too.
    void whatTheGuestMayHaveStillStaysAttached_data()
    {
        QTest::addColumn<bool>("volume");
        QTest::newRow("volume") << true;
        QTest::newRow("interface") << false;
    }
    void whatTheGuestMayHaveStillStaysAttached()
    {
        QFETCH(bool, volume);
        auto& b = *m_bench;
        const auto id = b.make();
        const auto device = newDevice(id, volume);
        const auto &path = device.path, &one = device.id;
        b.driver.failNext(volume ? L("attachVolume") : L("attachInterface"), { ErrorCode::Unavailable, L("libvirt does not answer.") });
        b.driver.failNext(volume ? L("detachVolume") : L("detachInterface"), { ErrorCode::Timeout, L("The guest keeps it.") });
        b.call("POST", path, device.wanted);
        QCOMPARE(b.last.status, 200);
        b.settle();
        if (volume) {
            QCOMPARE(b.volumes.volumes()[one].status, L("in-use"));
            QCOMPARE(b.get(path, "2.89")[u"volumeAttachments"][0][u"attachment_id"].toString(), L("attachment-") + one);
        } else {
            QCOMPARE(b.networks.ports()[one].serverId, id);
            QVERIFY(b.networks.ports()[one].bound);
            QCOMPARE(b.get(path)[u"interfaceAttachments"].toArray().size(), 2);
        }
        QCOMPARE(b.status(id), L("ACTIVE"));
        b.call("DELETE", path + u'/' + one);
        QCOMPARE(b.last.status, 202);
        b.settle();
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
    }

    void aSwapThatIsCutOffFreesNothingThatTheGuestHas_data()
    {
        QTest::addColumn<bool>("swapped");      // before the process ended
        QTest::addColumn<bool>("calledOff");    // else the hypervisor is away at the start
        QTest::newRow("called off too late") << true << true;
        QTest::newRow("called off in time") << false << true;
        QTest::newRow("unknown at first") << true << false;
    }
    void aSwapThatIsCutOffFreesNothingThatTheGuestHas()
    {
        QFETCH(bool, swapped);
        QFETCH(bool, calledOff);
        using Copies = compute::FakeHypervisorDriver::Copies;
        auto& b = *m_bench;
        const auto id = b.make();
        const auto first = b.volumes.addVolume(b.project, 1), second = b.volumes.addVolume(b.project, 1);
        const auto path = L("/servers/%1/os-volume_attachments").arg(id);
        b.call("POST", path, { { L("volumeAttachment"), O { { L("volumeId"), first } } } });
        b.settle();
        b.driver.setCopies(Copies::Held);
        b.call("PUT", path + u'/' + first, { { L("volumeAttachment"), O { { L("volumeId"), second } } } }, "2.1", "p1:admin");
        QCOMPARE(b.last.status, 202);
        QTRY_COMPARE(b.driver.copiesUnderWay(), 1);
        b.close();
        b.driver.setCopies(Copies::Done);
        if (swapped) {      // the pivot was made, and not noted
            compute::DiskSpec to;
            to.source.path = L("/volumes/") + second;
            QVERIFY(b.driver.start());
            QVERIFY(b.driver.swapVolume(id, first, to, std::chrono::seconds(1), {}));
            b.driver.stop();
        }
        QVERIFY(b.open(false));
        if (calledOff) {
            const auto asked = b.compute->database().write([&](db::Transaction& transaction) {
                return transaction.execute(L("UPDATE tasks SET cancel_requested = ? WHERE kind LIKE '%swap_volume' AND state = 'running'"), true);
            });
            QVERIFY(asked && *asked == 1);
        } else {
            b.driver.failNext(L("swapVolume"), { ErrorCode::Unavailable, L("libvirt does not answer.") });
        }
        QVERIFY(b.chassis->tasks().start());
        b.settle();
        QCOMPARE(b.server(id)[u"os-extended-volumes:volumes_attached"][0][u"id"].toString(), swapped ? second : first);
        QCOMPARE(b.volumes.volumes()[first].status, swapped ? L("available") : L("in-use"));
        QCOMPARE(b.volumes.volumes()[second].status, swapped ? L("in-use") : L("available"));
        QCOMPARE(b.status(id), L("ACTIVE"));
    }

    void attachesToAStoppedServer()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("os-stop")), 202);
        b.settle();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.call("POST", L("/servers/%1/os-volume_attachments").arg(id), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        b.settle();
        QCOMPARE(b.act(id, L("os-start")), 202);
        b.settle();
        QCOMPARE(b.driver.diagnostics(id)->disks.size(), std::size_t(2));
    }

    void bootsFromAVolumeMadeOfAnImage()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("volume-backed"));
        body.remove(L("imageRef"));
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("volume") }, { L("boot_index"), 0 }, { L("uuid"), b.image },
            { L("volume_size"), 3 }, { L("delete_on_termination"), true } } };
        const auto id = b.ask(body);
        QVERIFY2(!id.isEmpty(), b.last.bytes());
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ACTIVE"));
        QCOMPARE(server[u"image"].toString(L("none")), L(""));
        QCOMPARE(b.lentDriver->lastSpec().disks.size(), std::size_t(1));
        QCOMPARE(b.lentDriver->lastSpec().disks[0].bootIndex, 1);
        QCOMPARE(b.lentDriver->lastSpec().disks[0].deviceName, L("vda"));
        const auto volume = server[u"os-extended-volumes:volumes_attached"][0][u"id"].toString();
        b.call("DELETE", L("/servers/%1/os-volume_attachments/%2").arg(id, volume));
        QCOMPARE(b.last.status, 400);
        b.call("DELETE", L("/servers/") + id);
        b.settle();
        QCOMPARE(b.leftovers(), QString());
        body[u"block_device_mapping_v2"] = QJsonArray {};
        QVERIFY(b.ask(body).isEmpty());
        QCOMPARE(b.last.status, 400);
    }

    void attachesAndDetachesInterfaces()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto path = L("/servers/%1/os-interface").arg(id);
        const auto second = b.networks.addNetwork(b.project, L("second"));
        const auto port = b.call("POST", path, { { L("interfaceAttachment"), O { { L("net_id"), second } } } })[u"interfaceAttachment"].toObject();
        QVERIFY2(b.last.status == 200, b.last.bytes());
        QCOMPARE(port[u"net_id"].toString(), second);
        b.settle();
        QCOMPARE(b.get(path)[u"interfaceAttachments"].toArray().size(), 2);
        QCOMPARE(b.driver.diagnostics(id)->nics.size(), std::size_t(2));
        QCOMPARE(b.server(id)[u"addresses"].toObject().size(), 2);
        QCOMPARE(b.get(L("/servers/%1/ips/second").arg(id))[u"second"].toArray().size(), 1);
        b.call("DELETE", path + u'/' + port[u"port_id"].toString());
        QCOMPARE(b.last.status, 202);
        b.settle();
        QCOMPARE(b.networks.ports().size(), std::size_t(1));
        const auto mine = b.networks.addPort(b.project, second);
        b.driver.failNext(L("attachInterface"), { ErrorCode::Conflict, L("No slot is free.") });
        b.call("POST", path, { { L("interfaceAttachment"), O { { L("port_id"), mine } } } });
        QCOMPARE(b.last.status, 200);
        b.settle();
        QCOMPARE(b.networks.ports()[mine].serverId, QString());      // given back, not deleted
        QCOMPARE(b.get(path)[u"interfaceAttachments"].toArray().size(), 1);
        b.call("POST", path, { { L("interfaceAttachment"), O {} } });
        QCOMPARE(b.last.status, 409);
        QCOMPARE(b.message(), L("Multiple possible networks found, use a Network ID to be more specific."));
    }

    void securityGroupsOfAServer()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("addSecurityGroup"), O { { L("name"), L("web") } }), 202);
        QCOMPARE(b.server(id)[u"security_groups"].toArray().size(), 2);
        QCOMPARE(b.get(L("/servers/%1/os-security-groups").arg(id))[u"security_groups"].toArray().size(), 2);
        QCOMPARE(b.act(id, L("removeSecurityGroup"), O { { L("name"), L("web") } }), 202);
        QCOMPARE(b.act(id, L("removeSecurityGroup"), O { { L("name"), L("web") } }), 404);
        QCOMPARE(b.act(id, L("addSecurityGroup"), O { { L("name"), L("nobody") } }), 404);
    }

    void makesImages()
    {
        auto& b = *m_bench;
        b.images.setProperty(b.image, L("img_signature"), L("of other bytes"));
        const auto id = b.make();
        QCOMPARE(b.act(id, L("createImage"), O { { L("name"), L("golden") }, { L("metadata"), O { { L("colour"), L("gold") } } } }, "2.45"), 202);
        const auto image = QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString();
        QVERIFY(b.last.headers.value("Location").isEmpty());
        b.settle();
        const auto made = b.images.images()[image];
        QCOMPARE(made.status, L("active"));
        QCOMPARE(made.properties[L("colour")], L("gold"));
        QCOMPARE(made.properties[L("image_type")], L("snapshot"));
        QVERIFY(!made.properties.contains(L("img_signature")));
        QCOMPARE(b.status(id), L("ACTIVE"));
        b.act(id, L("os-stop"));
        b.settle();
        QCOMPARE(b.act(id, L("createImage"), O { { L("name"), L("cold") }, { L("metadata"), O { { L("image_type"), L("mine") } } } }), 202);      // of a stopped server, by qemu-img
        QVERIFY(b.last.headers.value("Location").startsWith("http://cloud:5000/image/v2/images/"));
        const auto cold = QString::fromLatin1(b.last.headers.value("Location")).section(u'/', -1);
        b.settle();
        QCOMPARE(b.images.images()[cold].status, L("active"));
        QCOMPARE(b.images.images()[cold].properties[L("image_type")], L("mine"));
        QCOMPARE(b.status(id), L("SHUTOFF"));
        b.images.failNext(L("importFile"), { ErrorCode::NoSpace, L("The disk is full.") });
        b.act(id, L("createImage"), O { { L("name"), L("lost") } }, "2.45");
        const auto lost = QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString();
        b.settle();
        QCOMPARE(b.images.images()[lost].properties[L("skylab_fault")], L("The disk is full."));
        QCOMPARE(b.status(id), L("SHUTOFF"));
        QCOMPARE(QDir(b.compute->files().folder(id)).entryList({ L("snapshot-*") }).size(), 0);
    }

    void rebuilds()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto other = b.images.addImage(L("other"));
        const auto answer = b.call("POST", L("/servers/%1/action").arg(id), { { L("rebuild"), O { { L("imageRef"), other }, { L("name"), L("anew") }, { L("metadata"), O { { L("a"), L("b") } } } } } });
        QVERIFY2(b.last.status == 202, b.last.bytes());
        QCOMPARE(answer[u"server"][u"status"].toString(), L("REBUILD"));
        QVERIFY(!answer[u"server"].toObject().contains(u"OS-EXT-STS:vm_state"));
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ACTIVE"));
        QCOMPARE(server[u"image"][u"id"].toString(), other);
        QCOMPARE(server[u"name"].toString(), L("anew"));
        QCOMPARE(b.images.kept().keys(), QStringList { other });
        QCOMPARE(b.networks.ports().size(), std::size_t(1));
    }

    /// Nothing is lost: the old disk is there, and upon its own image.
    void aFailedRebuildBringsTheDiskBack()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto image = b.server(id)[u"image"][u"id"].toString();
        const auto disk = b.compute->files().disk(id);
        const auto bytesOf = [](const QString& path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        {
            QFile file(disk);
            QVERIFY(file.open(QIODevice::Append) && file.write("what the user wrote") > 0);
        }
        const auto before = bytesOf(disk);
        const auto other = b.images.addImage(L("other"));
        b.driver.failNext(L("spawn"), { ErrorCode::NoSpace, L("The host has no memory left.") });
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }), 202);
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ERROR"));
        QVERIFY(server[u"fault"][u"message"].toString().contains(L("no memory left")));
        QCOMPARE(server[u"image"][u"id"].toString(), image);
        QCOMPARE(b.images.kept().keys(), QStringList { image });
        QVERIFY(bytesOf(disk) == before && !before.isEmpty());
        QVERIFY(!QFile::exists(b.compute->files().file(id, L("disk.old"))));
        QCOMPARE(b.act(id, L("reboot"), O { { L("type"), L("HARD") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QVERIFY(bytesOf(disk) == before);
        b.driver.failNext(L("destroy"), { ErrorCode::Unavailable, L("libvirt does not answer.") });      // before the disk is touched
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ERROR"));
        QCOMPARE(b.server(id)[u"image"][u"id"].toString(), image);
        QCOMPARE(b.images.kept().keys(), QStringList { image });
        QVERIFY(bytesOf(disk) == before);
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }), 202);
        b.settle();
        QCOMPARE(b.images.kept().keys(), QStringList { other });
        QVERIFY(bytesOf(disk) != before);
        QVERIFY(!QFile::exists(b.compute->files().file(id, L("disk.old"))));
    }

    /// Its guest must not go on upon a disk that is taken from under it.
    void aRebuildThatIsCalledOffAtItsEndStopsTheGuest()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto other = b.images.addImage(L("other"));
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int step) {
            if (row.kind == u"compute.server.rebuild" && step == 3)      // heard of when the guest has started
                (void)b.chassis->tasks().cancel(row.id);
        };
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }), 202);
        b.settle();
        b.chassis->tasks().beforeStep = {};
        QCOMPARE(b.status(id), L("ERROR"));
        const auto guest = b.driver.guestState(id);
        QVERIFY(!guest || guest->state == compute::PowerState::Shutdown);
        QVERIFY(b.server(id)[u"image"][u"id"].toString() != other);
        QVERIFY(!QFile::exists(b.compute->files().file(id, L("disk.old"))));
    }

    /// A driver that keeps only what runs does not know it any more.
    void aFailedResizeLeavesAStoppedServerStopped()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("os-stop")), 202);
        b.settle();
        QVERIFY(b.driver.cleanup(id));
        QVERIFY(QFile::remove(b.compute->files().disk(id)));      // so that it can't grow
        b.makeFlavor(L("3"), 2048, 2, 3);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("3") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("SHUTOFF"));
        QCOMPARE(b.server(id, "2.47")[u"flavor"][u"original_name"].toString(), L("m1.1"));
    }

    void aRevertMayBeCalledOff_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("flavor");
        QTest::newRow("before the disk is back") << 1 << L("VERIFY_RESIZE") << L("m1.2");
        QTest::newRow("after that") << 2 << L("ACTIVE") << L("m1.1");
        QTest::newRow("at its end") << 4 << L("ACTIVE") << L("m1.1");
    }
    void aRevertMayBeCalledOff()
    {
        QFETCH(int, step);
        QFETCH(QString, status);
        QFETCH(QString, flavor);
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
        b.settle();
        b.chassis->tasks().beforeStep = [&](const service::TaskRow& row, int at) {
            if (row.kind == u"compute.server.revert_resize" && at == step - 1)      // heard of before the next one begins
                (void)b.chassis->tasks().cancel(row.id);
        };
        QCOMPARE(b.act(id, L("revertResize")), 202);
        b.settle();
        b.chassis->tasks().beforeStep = {};
        QCOMPARE(b.status(id), status);
        QCOMPARE(b.server(id, "2.47")[u"flavor"][u"original_name"].toString(), flavor);
        QCOMPARE(b.driver.guestState(id).value().state, compute::PowerState::Running);
        QCOMPARE(b.lentDriver->lastSpec().memoryMiB, status == u"ACTIVE" ? 512 : 1024);
        QCOMPARE(QFile::exists(b.compute->files().file(id, L("disk.old"))), status != u"ACTIVE");
        if (status == u"ACTIVE")
            return;
        QCOMPARE(b.act(id, L("revertResize")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id, "2.47")[u"flavor"][u"original_name"].toString(), L("m1.1"));
    }

    void resizesConfirmsAndReverts()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("1") } }), 400);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("9") } }), 400);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("VERIFY_RESIZE"));
        QCOMPARE(b.lentDriver->lastSpec().memoryMiB, 1024);
        QCOMPARE(b.act(id, L("revertResize")), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.lentDriver->lastSpec().memoryMiB, 512);
        QCOMPARE(b.server(id, "2.47")[u"flavor"][u"original_name"].toString(), L("m1.1"));
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") } }), 202);
        b.settle();
        QCOMPARE(b.act(id, L("confirmResize")), 204);
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id)[u"flavor"][u"id"].toString(), L("2"));
        QVERIFY(!QFile::exists(b.compute->files().file(id, L("disk.old"))));
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("1") } }), 400);      // a disk does not shrink
        b.driver.failNext(L("spawn"), { ErrorCode::NoSpace, L("The host has no memory left.") });
        b.makeFlavor(L("3"), 2048, 2, 3);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("3") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));      // as before
        QCOMPARE(b.server(id)[u"flavor"][u"id"].toString(), L("2"));
    }

    void resizesAskFlavorAndImage_data()
    {
        QTest::addColumn<bool>("disabled");
        QTest::addColumn<int>("minRam");
        QTest::addColumn<int>("status");
        QTest::newRow("the flavor is disabled") << true << 0 << 400;
        QTest::newRow("the image needs more memory") << false << 512 << 400;
        QTest::newRow("the image is gone") << false << -1 << 202;
        QTest::newRow("just enough") << false << 256 << 202;
    }
    void resizesAskFlavorAndImage()
    {
        QFETCH(bool, disabled);
        QFETCH(int, minRam);
        auto& b = *m_bench;
        b.makeFlavor(L("less"), 256);
        auto body = b.serverBody(L("one"));
        const auto image = b.images.addImage(L("hungry"), std::max(minRam, 0));
        body.insert(L("imageRef"), image);
        const auto id = b.ask(body);
        b.settle();
        QVERIFY(b.compute->database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(L("UPDATE flavors SET disabled = ? WHERE id = ?"), disabled, L("less")));
            return {};
        }));
        if (minRam < 0)
            QVERIFY(b.images.remove(service::Context::system(), image));
        QTEST(b.act(id, L("resize"), O { { L("flavorRef"), L("less") } }), "status");
        if (b.last.status == 202)
            return;
        QVERIFY2(b.message().contains(disabled ? L("Flavor less is disabled") : L("it has 256 MiB, the image needs 512")), qPrintable(b.message()));
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id)[u"flavor"][u"id"].toString(), L("1"));
        QCOMPARE(b.placement.held(id).value(L("MEMORY_MB")), qint64(512));
    }

    void changesPasswords()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("changePassword"), O { { L("adminPass"), L("secret") } }), 202);
        b.driver.failNext(L("setAdminPassword"), { ErrorCode::Conflict, L("No agent answers.") });
        QCOMPARE(b.act(id, L("changePassword"), O { { L("adminPass"), L("secret") } }), 409);
    }
};
SKYLAB_TEST(DevicesTest)
#include "DevicesTest.moc"
