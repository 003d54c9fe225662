#include "Bench.h"

#include "compute/model/MetadataDocuments.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What else can be done to servers: backups, images of volumes, swaps, moves, passwords, addresses, files.
class ActionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    QString attach(Bench& b, const QString& server, const QString& volume, const QByteArray& version = "2.1")
    {
        b.call("POST", L("/servers/%1/os-volume_attachments").arg(server), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } }, version);
        b.settle();
        return volume;
    }
    static O bootVolume(const QString& image)
    {
        return { { L("source_type"), L("image") }, { L("destination_type"), L("volume") }, { L("boot_index"), 0 }, { L("uuid"), image }, { L("volume_size"), 3 }, { L("delete_on_termination"), true } };
    }
    http::Response metadata(Bench& b, const QByteArray& method, const QByteArray& path, const QString& from, const QByteArray& body = {})
    {
        http::Request request;
        request.method = method;
        request.path = path;
        request.peerAddress = from;
        http::MemoryBody reader(body);
        return b.compute->metadata(request, reader, b.network);
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

    void keepsTheNewestBackups()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto backup = [&](const char* name, int rotation, const QByteArray& version = "2.45") {
            b.act(id, L("createBackup"), O { { L("name"), L(name) }, { L("backup_type"), L("daily") }, { L("rotation"), rotation } }, version);
            b.settle();
        };
        backup("first", 2);
        QVERIFY2(b.last.status == 202, b.last.bytes());
        const auto first = QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString();
        QCOMPARE(b.images.images()[first].properties[L("backup_type")], L("daily"));
        backup("second", 2);
        backup("third", 2);
        QVERIFY(!b.images.images().contains(first));
        QCOMPARE(b.images.images().size(), 3);      // two backups, and what the server was made of
        QCOMPARE(b.act(id, L("createBackup"), O { { L("name"), L("of an administrator") }, { L("backup_type"), L("weekly") }, { L("rotation"), 1 } }, "2.45", "p2:admin"), 202);
        b.settle();
        const auto weekly = QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString();
        QCOMPARE(b.images.ownerOf(weekly), L("p1"));
        QVERIFY(b.images.remove(service::Context::system(), weekly));
        backup("none", 0, "2.1");
        QCOMPARE(b.last.status, 202);
        QVERIFY(!b.last.headers.contains("Location"));
        QCOMPARE(b.images.images().size(), 1);
        for (const auto& bad : { O { { L("name"), L("x") }, { L("backup_type"), L("daily") } }, O { { L("name"), L("x") }, { L("backup_type"), L("daily") }, { L("rotation"), -1 } },
                                 O { { L("name"), L("x") }, { L("backup_type"), L("daily") }, { L("rotation"), 1 }, { L("more"), 1 } } })
            QCOMPARE(b.act(id, L("createBackup"), bad), 400);
    }

    void imagesOfVolumesMakeServers()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("volume-backed"));
        body.remove(L("imageRef"));
        body[u"block_device_mapping_v2"] = QJsonArray { bootVolume(b.image) };
        const auto id = b.ask(body);
        b.settle();
        QCOMPARE(b.act(id, L("createBackup"), O { { L("name"), L("b") }, { L("backup_type"), L("daily") }, { L("rotation"), 1 } }), 400);
        QCOMPARE(b.message(), L("Backup is not supported for volume-backed instances."));
        b.volumes.failNext(L("createSnapshot"), { ErrorCode::OverQuota, L("No snapshot is left.") });
        b.act(id, L("createImage"), O { { L("name"), L("bad") } }, "2.45");
        b.settle();
        QCOMPARE(b.images.images()[QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString()].status, L("killed"));
        QCOMPARE(b.status(id), L("ACTIVE"));

        b.act(id, L("createImage"), O { { L("name"), L("good") } }, "2.45");
        const auto image = QJsonDocument::fromJson(b.last.bytes())[u"image_id"].toString();
        b.settle();
        QCOMPARE(b.volumes.snapshots().size(), 1);
        QCOMPARE(b.images.images()[image].status, L("active"));
        body = b.serverBody(L("again"));
        body[u"imageRef"] = image;
        const auto again = b.ask(body);
        QVERIFY2(!again.isEmpty(), b.last.bytes());
        b.settle();
        QCOMPARE(b.status(again), L("ACTIVE"));
        const auto server = b.server(again);
        QCOMPARE(server[u"image"].toString(L("none")), QString());
        QCOMPARE(server[u"os-extended-volumes:volumes_attached"].toArray().size(), 1);
        QCOMPARE(b.lentDriver->lastSpec().disks[0].deviceName, L("vda"));
    }

    void rebuildsAskWhatTheImageAsks()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        for (const auto& [property, value, fault] : { std::tuple { "os_secure_boot", "required", "secure boot" }, { "hw_cpu_policy", "dedicated", "processors of its own" }, { "trait:HW_CPU_X86_AVX512F", "required", "lacks the trait HW_CPU_X86_AVX512F" } }) {
            const auto picky = b.images.addImage(L("picky"));
            b.images.setProperty(picky, L(property), L(value));
            QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), picky } }), 400);
            QVERIFY2(b.message().contains(L(fault)), qPrintable(b.message()));
            QCOMPARE(b.status(id), L("ACTIVE"));
            QCOMPARE(b.server(id)[u"image"][u"id"].toString(), b.image);
        }
        // The server stays where it is: whether others may come does not matter.
        b.call("PUT", L("/os-services/disable"), { { L("host"), L("lab-pc") }, { L("binary"), L("nova-compute") } }, "2.1", "p0:admin");
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), b.images.addImage(L("plain")) } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
    }
    void rebuildsMakeTheConfigDriveThatTheImageNeeds()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto drive = b.compute->files().configDrive(id);
        QCOMPARE(b.server(id)[u"config_drive"].toString(), QString());
        QVERIFY(!QFile::exists(drive));
        const auto other = b.images.addImage(L("other"));
        b.images.setProperty(other, L("img_config_drive"), L("mandatory"));
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other }, { L("adminPass"), L("s3cr3t-of-rebuild") } }), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.server(id)[u"config_drive"].toString(), L("True"));
        QFile file(drive);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("s3cr3t-of-rebuild"));
    }

    void rebuildsVolumeBackedServers()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("volume-backed"));
        body.remove(L("imageRef"));
        body[u"block_device_mapping_v2"] = QJsonArray { bootVolume(b.image) };
        const auto id = b.ask(body);
        b.settle();
        const auto volume = b.server(id)[u"os-extended-volumes:volumes_attached"][0][u"id"].toString();
        const auto other = b.images.addImage(L("other"));
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }, "2.92"), 400);
        QCOMPARE(b.message(), L("Unable to rebuild with a different image for a volume-backed server."));
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), b.image } }, "2.92"), 202);      // made anew around its volume
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.act(id, L("rebuild"), O { { L("imageRef"), other } }, "2.93"), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.volumes.volumes()[volume].imageMetadata[L("image_id")], other);
        QCOMPARE(b.volumes.volumes()[volume].serverIds, QStringList { id });
        QCOMPARE(b.server(id)[u"image"].toString(L("none")), QString());
    }

    void swapsVolumes()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto first = b.volumes.addVolume(b.project, 1), second = b.volumes.addVolume(b.project, 2), small = b.volumes.addVolume(b.project, 1);
        attach(b, id, first);
        const auto swap = [&](const QString& from, const QString& to, const QByteArray& version = "2.1", const QByteArray& token = "p1:admin") {
            b.call("PUT", L("/servers/%1/os-volume_attachments/%2").arg(id, from), { { L("volumeAttachment"), O { { L("volumeId"), to } } } }, version, token);
            return b.last.status;
        };
        QCOMPARE(swap(first, second, "2.1", "p1:member"), 403);
        QCOMPARE(swap(first, second, "2.85", "p1:member"), 403);
        QCOMPARE(swap(first, newUuid()), 400);
        QCOMPARE(swap(second, first), 404);
        QCOMPARE(swap(first, second), 202);
        b.settle();
        QCOMPARE(b.volumes.volumes()[first].status, L("available"));
        QCOMPARE(b.volumes.volumes()[second].status, L("in-use"));
        QCOMPARE(b.get(L("/servers/%1/os-volume_attachments").arg(id))[u"volumeAttachments"][0][u"volumeId"].toString(), second);
        QCOMPARE(swap(second, small), 400);
        // The old one can come back beside the new one, under another name for the guest.
        attach(b, id, first);
        QCOMPARE(b.driver.diagnostics(id)->disks.size(), std::size_t(3));
        b.call("DELETE", L("/servers/%1/os-volume_attachments/%2").arg(id, second));
        b.settle();
        QCOMPARE(b.volumes.volumes()[second].status, L("available"));
        QCOMPARE(b.driver.diagnostics(id)->disks.size(), std::size_t(2));
        b.driver.failNext(L("swapVolume"), { ErrorCode::NoSpace, L("The host is full.") });
        QCOMPARE(swap(first, second), 202);
        b.settle();
        QCOMPARE(b.volumes.volumes()[first].status, L("in-use"));
        QCOMPARE(b.volumes.volumes()[second].status, L("available"));
        QCOMPARE(b.status(id), L("ACTIVE"));
        b.call("PUT", L("/servers/%1/os-volume_attachments/%2").arg(id, first), { { L("volumeAttachment"), O { { L("volumeId"), first }, { L("delete_on_termination"), true } } } }, "2.85");
        QCOMPARE(b.last.status, 202);
        QVERIFY(b.get(L("/servers/%1/os-volume_attachments/%2").arg(id, first), "2.79")[u"volumeAttachment"][u"delete_on_termination"].toBool());
    }

    void multiattachWantsItsVersion()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.volumes.setMultiattach(volume);
        attach(b, id, volume, "2.59");
        QCOMPARE(b.last.status, 400);
        attach(b, id, volume, "2.60");
        QCOMPARE(b.last.status, 200);
    }

    void movesNeedAnotherHost()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const QByteArray admin("p1:admin");
        QCOMPARE(b.act(id, L("migrate"), {}), 403);
        QCOMPARE(b.act(id, L("migrate"), O { { L("host"), L("lab-pc") } }, "2.56", admin), 400);
        QCOMPARE(b.act(id, L("migrate"), O { { L("host"), L("moon") } }, "2.56", admin), 400);
        QCOMPARE(b.act(id, L("migrate"), {}, "2.1", admin), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        auto action = b.get(L("/servers/%1/os-instance-actions").arg(id))[u"instanceActions"][0].toObject();
        QCOMPARE(action[u"action"].toString(), L("migrate"));
        QCOMPARE(action[u"message"].toString(), L("Error"));
        const auto details = b.get(L("/servers/%1/os-instance-actions/%2").arg(id, action[u"request_id"].toString()), "2.84", admin)[u"instanceAction"][u"events"][0][u"details"].toString();
        QVERIFY2(details.contains(L("No valid host was found.")) && details.contains(L("lab-pc")), qPrintable(details));

        QCOMPARE(b.act(id, L("os-migrateLive"), O { { L("host"), QJsonValue() }, { L("block_migration"), false } }, "2.1", admin), 400);
        QCOMPARE(b.act(id, L("os-migrateLive"), O { { L("host"), L("moon") }, { L("block_migration"), false }, { L("disk_over_commit"), false } }, "2.1", admin), 400);
        QCOMPARE(b.act(id, L("os-migrateLive"), O { { L("host"), QJsonValue() }, { L("block_migration"), false }, { L("disk_over_commit"), false } }, "2.1", admin), 400);
        QVERIFY(b.message().startsWith(L("No valid host was found.")));
        QCOMPARE(b.act(id, L("os-migrateLive"), O { { L("host"), QJsonValue() }, { L("block_migration"), L("auto") } }, "2.34", admin), 202);
        b.settle();
        QCOMPARE(b.status(id), L("ACTIVE"));
        QCOMPARE(b.get(L("/servers/%1/os-instance-actions").arg(id))[u"instanceActions"][0][u"action"].toString(), L("live-migration"));

        QCOMPARE(b.act(id, L("evacuate"), O { { L("onSharedStorage"), false } }, "2.1", admin), 400);
        QCOMPARE(b.message(), L("Compute service of lab-pc is still in use."));
        b.driver.setReach(compute::FakeHypervisorDriver::Reach::Unreachable);
        QCOMPARE(b.act(id, L("evacuate"), O {}, "2.14", admin), 200);
        b.settle();
        const auto server = b.server(id);
        QCOMPARE(server[u"status"].toString(), L("ERROR"));
        QVERIFY(server[u"fault"][u"message"].toString().startsWith(L("No valid host was found.")));
    }

    void guestsPostTheirPasswordOnce()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto address = b.server(id)[u"addresses"][u"private"][0][u"addr"].toString();
        const auto path = L("/servers/%1/os-server-password").arg(id);
        QCOMPARE(b.get(path)[u"password"].toString(L("none")), QString());
        QCOMPARE(metadata(b, "POST", "/openstack/2012-08-10/password", address, "abc").status, 405);
        QCOMPARE(metadata(b, "POST", "/openstack/latest/password", address, QByteArray(1021, 'x')).status, 400);
        QCOMPARE(metadata(b, "POST", "/openstack/2013-04-04/password", address, "encrypted==").status, 200);
        QCOMPARE(metadata(b, "POST", "/openstack/latest/password", address, "other").status, 409);
        QCOMPARE(metadata(b, "GET", "/openstack/latest/password", address).bytes(), QByteArray("encrypted=="));
        QCOMPARE(b.get(path)[u"password"].toString(), L("encrypted=="));
        b.get(path, "2.1", "p2:member");
        QCOMPARE(b.last.status, 404);
        b.call("DELETE", path, {}, "2.1", "p1:reader");
        QCOMPARE(b.last.status, 403);
        b.call("DELETE", path);
        QCOMPARE(b.last.status, 204);
        QCOMPARE(metadata(b, "POST", "/openstack/latest/password", address, "other").status, 200);
    }

    void changesAddresses()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto first = b.server(id)[u"addresses"][u"private"][0][u"addr"].toString();
        QCOMPARE(b.act(id, L("addFixedIp"), O { { L("networkId"), b.network } }, "2.44"), 404);
        QCOMPARE(b.act(id, L("addFixedIp"), O {}), 400);
        QCOMPARE(b.act(id, L("addFixedIp"), O { { L("networkId"), b.network } }), 202);
        QCOMPARE(b.server(id)[u"addresses"][u"private"].toArray().size(), 2);
        QCOMPARE(b.act(id, L("removeFixedIp"), O { { L("address"), L("10.9.9.9") } }), 400);
        QCOMPARE(b.act(id, L("removeFixedIp"), O { { L("address"), b.server(id)[u"addresses"][u"private"][1][u"addr"].toString() } }), 202);
        QCOMPARE(b.server(id)[u"addresses"][u"private"].toArray().size(), 1);
        QCOMPARE(b.act(id, L("addFloatingIp"), O { { L("address"), L("172.24.4.9") }, { L("fixed_address"), first } }), 202);
        QCOMPARE(b.server(id)[u"addresses"][u"private"][1][u"addr"].toString(), L("172.24.4.9"));
        QCOMPARE(b.act(id, L("addFloatingIp"), O { { L("address"), L("172.24.4.11") } }), 400);      // there is one already
        QCOMPARE(b.act(id, L("removeFloatingIp"), O { { L("address"), L("172.24.4.10") } }), 409);
        QCOMPARE(b.act(id, L("removeFloatingIp"), O { { L("address"), L("172.24.4.9") } }), 202);
        QCOMPARE(b.act(id, L("resetNetwork"), {}, "2.1", "p1:admin"), 410);
        QCOMPARE(b.act(id, L("injectNetworkInfo"), {}, "2.1", "p1:admin"), 202);
        QCOMPARE(b.act(id, L("os-getRDPConsole"), O { { L("type"), L("rdp-html5") } }), 410);
        QCOMPARE(b.act(id, L("os-getSPICEConsole"), O { { L("type"), L("spice-html5") } }), 400);
        QCOMPARE(b.message(), L("Unavailable console type spice-html5."));
    }

    void interruptsForACrashDump()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("trigger_crash_dump"), QJsonValue(), "2.16"), 404);
        b.call("POST", L("/servers/%1/action").arg(id), { { L("trigger_crash_dump"), QJsonValue() } }, "2.17");
        QCOMPARE(b.last.status, 202);
        QVERIFY(b.driver.consoleLog(id, -1)->contains("NMI"));
        QCOMPARE(b.get(L("/servers/%1/os-instance-actions").arg(id))[u"instanceActions"][0][u"action"].toString(), L("trigger_crash_dump"));
    }

    void givesFilesToGuests()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("with-files"));
        const auto text = QString::fromLatin1(QByteArray("hello").toBase64());
        body[u"personality"] = QJsonArray { O { { L("path"), L("/etc/motd") }, { L("contents"), text } } };
        QVERIFY(b.ask(body, "2.57").isEmpty());
        QCOMPARE(b.last.status, 400);
        const auto id = b.ask(body, "2.1");
        QVERIFY2(!id.isEmpty(), b.last.bytes());
        b.settle();
        QCOMPARE(b.server(id)[u"config_drive"].toString(), L("True"));
        const auto address = b.server(id)[u"addresses"][u"private"][0][u"addr"].toString();
        const auto facts = QJsonDocument::fromJson(metadata(b, "GET", "/openstack/latest/meta_data.json", address).bytes()).object();
        QCOMPARE(facts[u"files"][0][u"path"].toString(), L("/etc/motd"));
        QCOMPARE(metadata(b, "GET", "/openstack" + facts[u"files"][0][u"content_path"].toString().toLatin1(), address).bytes(), QByteArray("hello"));
        QJsonArray many;
        for (int i = 0; i < 6; ++i)
            many.append(O { { L("path"), L("/f%1").arg(i) }, { L("contents"), text } });
        body[u"personality"] = many;
        QVERIFY(b.ask(body).isEmpty());
        QCOMPARE(b.last.status, 403);
        body[u"personality"] = QJsonArray { O { { L("path"), L("/f") }, { L("contents"), L("not base64!") } } };
        QVERIFY(b.ask(body).isEmpty());
        QCOMPARE(b.last.status, 400);
    }

    void locksWithAReason()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("lock"), O { { L("locked_reason"), L("because") } }, "2.72"), 202);
        QVERIFY(b.server(id, "2.73")[u"locked_reason"].isNull());
        QCOMPARE(b.act(id, L("lock"), O { { L("why"), L("because") } }, "2.73"), 400);
        QCOMPARE(b.act(id, L("lock"), O { { L("locked_reason"), L("because") } }, "2.73"), 202);
        QCOMPARE(b.server(id, "2.73")[u"locked_reason"].toString(), L("because"));
        QCOMPARE(b.act(id, L("shelve"), {}), 409);
        QCOMPARE(b.message(), L("Instance %1 is locked").arg(id));
        QCOMPARE(b.act(id, L("rescue"), {}), 409);
        QCOMPARE(b.act(id, L("shelve"), {}, "2.1", "p1:admin"), 202);
    }

    /// An administrator's lock is not for the server's project to undo, nor to make its own; see Nova's unlock_override.
    void administratorsLocksStay()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("lock"), {}, "2.1", admin), 202);
        QCOMPARE(b.act(id, L("unlock")), 403);
        QCOMPARE(b.message(), L("Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be performed."));
        QCOMPARE(b.act(id, L("lock")), 202);
        QCOMPARE(b.act(id, L("unlock")), 403);
        QCOMPARE(b.act(id, L("os-stop")), 409);
        QCOMPARE(b.act(id, L("unlock"), {}, "2.1", "p1:admin"), 202);      // the rule is for administrators, wherever they are
        QCOMPARE(b.act(id, L("lock")), 202);
        QCOMPARE(b.act(id, L("unlock"), {}, "2.1", admin), 202);
        QCOMPARE(b.act(id, L("lock"), {}, "2.1", "p1:admin"), 202);      // one of the project's own
        QCOMPARE(b.act(id, L("unlock")), 202);
        QCOMPARE(b.act(id, L("os-stop")), 202);
    }
    /// Servers that were locked before it was noted by whom.
    void oldLocksAreTheOwners()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("lock"), {}, "2.1", admin), 202);
        QVERIFY(b.compute->database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(L("UPDATE servers SET locked_by = ''")));
            return {};
        }));
        QCOMPARE(b.act(id, L("unlock")), 202);
    }

    void knowsNamesTagsAndFiltersByVersion()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("named"));
        body[u"hostname"] = L("web.example.org");
        QVERIFY(b.ask(body, "2.93").isEmpty());
        QCOMPARE(b.last.status, 400);
        const auto id = b.ask(body, "2.94");
        QVERIFY2(!id.isEmpty(), b.last.bytes());
        b.settle();
        QCOMPARE(b.server(id, "2.90")[u"OS-EXT-SRV-ATTR:hostname"].toString(), L("web.example.org"));
        const auto address = b.server(id)[u"addresses"][u"private"][0][u"addr"].toString();
        QCOMPARE(metadata(b, "GET", "/latest/meta-data/hostname", address).bytes(), QByteArray("web.example.org"));
        body.remove(L("hostname"));
        body[u"networks"] = QJsonArray { O { { L("uuid"), b.network }, { L("tag"), L("nic") } } };
        QVERIFY(b.ask(body, "2.37").isEmpty());
        QVERIFY(!b.ask(body, "2.36").isEmpty());
        QVERIFY(!b.ask(body, "2.42").isEmpty());
        b.settle();
        const auto count = [&](const char* query, const QByteArray& version, const QByteArray& token = "p1:member") { return b.get(L("/servers") + L(query), version, token)[u"servers"].toArray().size(); };
        QCOMPARE(count("?vm_state=stopped", "2.82"), 3);      // not theirs to filter by
        QCOMPARE(count("?vm_state=stopped", "2.83"), 0);
        QCOMPARE(count("?vm_state=stopped", "2.1", "p1:admin"), 0);
        QCOMPARE(b.get(L("/servers/%1/topology").arg(id), "2.78")[u"nodes"].toArray().size(), 0);
        QCOMPARE(b.last.status, 200);
        const auto actions = L("/servers/%1/os-instance-actions").arg(id);
        QCOMPARE(b.get(actions + L("?changes-before=2001-01-01T00:00:00Z"), "2.66")[u"instanceActions"].toArray().size(), 0);
        QCOMPARE(b.get(actions + L("?changes-before=2001-01-01T00:00:00Z"), "2.65")[u"instanceActions"].toArray().size(), 1);
        QCOMPARE(count("?status=happy", "2.37"), 0);
        b.get(L("/servers?status=happy"), "2.38");
        QCOMPARE(b.last.status, 400);
        b.get(L("/servers?changes-since=2011/01/01"));
        QCOMPARE(b.last.status, 400);
    }

    void actionsArePaged()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        const auto actions = L("/servers/%1/os-instance-actions").arg(id);
        const auto add = [&](int count, qint64 from) {
            return b.compute->database().write([&](db::Transaction& transaction) -> Result<> {
                TRY(transaction.execute(L("DELETE FROM server_actions WHERE server_id = ?"), id));
                for (int i = 0; i < count; ++i)
                    TRY(compute::Actions::insert(transaction, { newUuid(), id, L("reboot"), L("req-%1").arg(from + i), L("user-p1"), L("p1"), {}, { (from + i / 2) * 1'000'000 } }));      // two at a time
                return {};
            });
        };
        QStringList seen;
        const auto follow = [&](QString path) {
            seen.clear();
            int pages = 0;
            for (; !path.isEmpty() && pages < 10; ++pages) {
                const auto page = b.get(path, "2.66");
                if (b.last.status != 200)
                    return -1;
                for (const auto& action : page[u"instanceActions"].toArray())
                    seen << action[u"request_id"].toString();
                const auto next = page[u"links"][0][u"href"].toString();
                path = next.isEmpty() ? QString() : next.mid(next.indexOf(L("/servers/")));
            }
            return pages;
        };
        QVERIFY(add(10, 1'000'000'000));      // 2001-09-09T01:46:40 until :44
        QCOMPARE(follow(actions + L("?limit=2&changes-since=2001-09-09T01:46:41Z&changes-before=2001-09-09T01:46:43%2B00:00")), 3);
        QCOMPARE(seen.size(), 6);
        seen.sort();
        QCOMPARE(seen.first(), L("req-1000000002"));
        QCOMPARE(seen.last(), L("req-1000000007"));
        QCOMPARE(seen.removeDuplicates(), 0);
        QVERIFY(add(1001, 1'000'000'000));
        for (const auto* query : { "", "?limit=5000" }) {
            QCOMPARE(follow(actions + L(query)), 2);
            QCOMPARE(seen.size(), 1001);
            QCOMPARE(seen.removeDuplicates(), 0);
        }
        b.get(actions + L("?marker=nothing"), "2.66");
        QCOMPARE(b.last.status, 400);
    }

    void localDisksFitIntoTheFlavor()
    {
        auto& b = *m_bench;
        auto body = b.serverBody(L("greedy"));
        body[u"block_device_mapping_v2"] = QJsonArray { O { { L("source_type"), L("image") }, { L("destination_type"), L("local") }, { L("boot_index"), 0 }, { L("uuid"), b.image } },
            O { { L("source_type"), L("blank") }, { L("destination_type"), L("local") }, { L("volume_size"), 900 }, { L("boot_index"), -1 } } };
        QVERIFY(b.ask(body).isEmpty());
        QCOMPARE(b.last.status, 400);
    }

    void resizeCanChangeTheDiskConfig()
    {
        auto& b = *m_bench;
        const auto id = b.make();
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") }, { L("OS-DCF:diskConfig"), L("SOMETIMES") } }), 400);
        QCOMPARE(b.act(id, L("resize"), O { { L("flavorRef"), L("2") }, { L("OS-DCF:diskConfig"), L("AUTO") } }), 202);
        b.settle();
        QCOMPARE(b.server(id)[u"OS-DCF:diskConfig"].toString(), L("AUTO"));
    }
};

SKYLAB_TEST(ActionsTest)

#include "ActionsTest.moc"
