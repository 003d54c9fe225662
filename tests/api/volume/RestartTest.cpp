#include "VolumeCloud.h"

#include "process/Process.h"
#include "support/TestMain.h"

#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace skylab;
using namespace skylab::test;

/// Real files: a whole life, and what a process that ended at any moment leaves for the next one.
class RestartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;

    QStringList onDisk(volume::Owned::Kind kind = volume::Owned::Kind::Volume)
    {
        QStringList ids;
        const auto owned = m_cloud->service().driver().owned().value();
        for (const auto& one : owned)
            if (one.kind == kind)
                ids << one.id;
        return ids;
    }
    QString file(const QString& id) { return m_cloud->service().driver().connection(id).value().path; }
    /// Where volumes and snapshots are.
    QStringList files(const QStringList& ids)
    {
        QStringList all;
        QDirIterator found(m_cloud->cloud().dataDir() + QStringLiteral("/volumes"), QDir::Files, QDirIterator::Subdirectories);
        while (found.hasNext()) {
            const QFileInfo file(found.next());
            if (ids.contains(file.completeBaseName()))
                all << file.filePath();
        }
        return all;
    }
    static bool move(const QStringList& files, const QString& from, const QString& to)
    {
        return std::all_of(files.begin(), files.end(), [&](const QString& file) { return QFile::rename(file + from, file + to); });
    }
    /// Puts the book back to where it was when the process died behind a step's work and before its record.
    void forget(const QString& id, const char* kind, const char* status)
    {
        QVERIFY(m_cloud->service().database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("UPDATE tasks SET state = 'running', steps_done = 0 WHERE resource_id = ? AND kind = ?"), id, QString::fromLatin1(kind)));
            TRY(transaction.execute(QStringLiteral("UPDATE volumes SET status = ? WHERE id = ?"), QString::fromLatin1(status), id));
            return {};
        }));
    }
    void restart()
    {
        m_cloud->restart();
        QVERIFY(m_cloud->settle());
    }

private Q_SLOTS:
    void init()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed");
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::File);
    }
    void cleanup() { m_cloud.reset(); }

    void bytesTravelTheWholeWay()
    {
        const QByteArray bytes = QByteArray("what a guest wrote ").repeated(5000);
        const auto volume = m_cloud->make({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), m_cloud->makeImage(bytes) } });
        QCOMPARE(m_cloud->act(volume, "os-extend", fromJson(R"({"new_size":2})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->service().driver().connection(volume).value().sizeBytes, 2 * volume::bytesPerGiB);
        const auto copy = m_cloud->make({ { QStringLiteral("snapshot_id"), m_cloud->makeSnapshot(volume) } });
        const auto again = m_cloud->make({ { QStringLiteral("source_volid"), copy } });
        QCOMPARE(m_cloud->status(again), QStringLiteral("available"));
        const auto image = m_cloud->act(again, "os-volume_upload_image", fromJson(R"({"image_name":"out","disk_format":"qcow2"})")).json()[u"os-volume_upload_image"][u"image_id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->image(u'/' + image).json()[u"status"].toString(), QStringLiteral("active"));
        const auto last = m_cloud->make({ { QStringLiteral("size"), 2 }, { QStringLiteral("imageRef"), image } });
        const auto out = m_cloud->cloud().dataDir() + QStringLiteral("/out.raw");
        QVERIFY(m_cloud->service().driver().copyToFile(last, out, QStringLiteral("raw"), volume::Source::Idle, {}));
        QFile read(out);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QVERIFY(read.read(bytes.size()) == bytes);
    }
    void images_data()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("bytes");
        QByteArray iso(40 * 1024, '\0');
        iso.replace(32769, 5, "CD001");
        QTest::newRow("iso") << QStringLiteral("iso") << iso;
        const QTemporaryDir folder;
        QFile vhd(folder.filePath(QStringLiteral("vhd")));
        QVERIFY(process::run(QStringLiteral("qemu-img"), { QStringLiteral("create"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("vpc"), vhd.fileName(), QStringLiteral("16M") }));
        QVERIFY(vhd.open(QIODevice::ReadOnly));
        QTest::newRow("vhd") << QStringLiteral("vhd") << vhd.readAll();
    }
    /// Formats that QEMU has another name for.
    void images()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, bytes);
        const auto image = m_cloud->makeImage(bytes, 0, format);
        QCOMPARE(m_cloud->image(u'/' + image).json()[u"status"].toString(), QStringLiteral("active"));
        const auto id = m_cloud->make({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), image } });
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->show(id)[u"volume_image_metadata"][u"disk_format"].toString(), format);
        QCOMPARE(m_cloud->act(id, "os-reimage", QJsonObject { { QStringLiteral("image_id"), image } }, {}, "3.68").status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
    }
    void keepsAllThatIsAtRest()
    {
        const auto volume = m_cloud->make(fromJson(R"({"size":1,"name":"kept","metadata":{"a":"b"}})"));
        const auto snapshot = m_cloud->makeSnapshot(volume);
        const auto before = m_cloud->show(volume);
        restart();
        auto after = m_cloud->show(volume);
        after[u"links"] = before[u"links"];      // the port is another one
        QVERIFY(!after.isEmpty());
        QCOMPARE(after, before);
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(onDisk(), QStringList { volume });
    }
    void resumesWhatHadNotBegun()
    {
        const auto source = m_cloud->make();
        const auto doomed = m_cloud->make();
        const auto grown = m_cloud->make();
        m_cloud->holdTasks();
        const auto made = m_cloud->create({ { QStringLiteral("source_volid"), source } }).json()[u"volume"][u"id"].toString();
        m_cloud->del(QStringLiteral("/volumes/") + doomed);
        m_cloud->act(grown, "os-extend", fromJson(R"({"new_size":3})"));
        const auto snapshot = m_cloud->snapshot(source).json()[u"snapshot"][u"id"].toString();
        QCOMPARE(m_cloud->status(made), QStringLiteral("creating"));
        QCOMPARE(m_cloud->status(doomed), QStringLiteral("deleting"));
        QCOMPARE(m_cloud->status(grown), QStringLiteral("extending"));
        restart();
        QCOMPARE(m_cloud->status(made), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + doomed).status, 404);
        QCOMPARE(m_cloud->show(grown)[u"size"].toInt(), 3);
        QCOMPARE(m_cloud->status(grown), QStringLiteral("available"));
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QVERIFY(!onDisk().contains(doomed));
        QCOMPARE(onDisk(volume::Owned::Kind::Snapshot), QStringList { snapshot });
    }
    void repeatsAStepWhoseRecordWasLost()
    {
        const auto id = m_cloud->make();
        m_cloud->act(id, "os-extend", fromJson(R"({"new_size":2})"));
        QVERIFY(m_cloud->settle());
        m_cloud->holdTasks();
        forget(id, "volume.extend", "extending");
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->service().driver().connection(id).value().sizeBytes, 2 * volume::bytesPerGiB);

        const auto other = m_cloud->make();
        m_cloud->holdTasks();
        forget(other, "volume.create", "creating");
        restart();
        QCOMPARE(m_cloud->status(other), QStringLiteral("available"));
        m_cloud->holdTasks();
        m_cloud->del(QStringLiteral("/volumes/") + other);
        QVERIFY(m_cloud->service().driver().remove(other));
        restart();
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + other).status, 404);
    }
    void finishesAnUpload()
    {
        const auto id = m_cloud->make();
        m_cloud->holdTasks();
        const auto image = m_cloud->act(id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2"})")).json()[u"os-volume_upload_image"][u"image_id"].toString();
        QCOMPARE(m_cloud->status(id), QStringLiteral("uploading"));
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->image(u'/' + image).json()[u"status"].toString(), QStringLiteral("active"));
    }
    /// The process ended when the volume was uploading, and the image was not there yet.
    void finishesAnUploadWithoutItsImage()
    {
        const auto id = m_cloud->make();
        m_cloud->holdTasks();
        const auto said = m_cloud->act(id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2","visibility":"shared"})"), {}, "3.1").json()[u"os-volume_upload_image"].toObject();
        const auto path = u'/' + said[u"image_id"].toString();
        const auto before = m_cloud->image(path).json();
        QCOMPARE(before[u"status"].toString(), QStringLiteral("queued"));
        auto& images = m_cloud->service().images().database();
        QVERIFY(images.write([&](db::Transaction& transaction) { return transaction.execute(QStringLiteral("DELETE FROM images WHERE id = ?"), path.mid(1)); }));
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        const auto image = m_cloud->image(path).json();
        QCOMPARE(image[u"status"].toString(), QStringLiteral("active"));
        for (const auto* same : { "name", "owner", "visibility", "protected", "disk_format", "container_format", "min_disk" })
            QCOMPARE(image[QLatin1String(same)], before[QLatin1String(same)]);
    }
    void removesDataThatNobodyOwns()
    {
        const auto kept = m_cloud->make();
        const auto orphan = QStringLiteral("99999999-9999-4999-8999-999999999999");
        QVERIFY(m_cloud->service().driver().create(orphan, 1));
        QVERIFY(m_cloud->service().driver().createSnapshot(orphan, kept, volume::Source::Idle, {}));
        restart();
        QCOMPARE(onDisk(), QStringList { kept });
        QCOMPARE(onDisk(volume::Owned::Kind::Snapshot), QStringList());
        QCOMPARE(m_cloud->status(kept), QStringLiteral("available"));
    }
    void showsLostDataAsError()
    {
        m_cloud->make();      // else the whole storage would seem not to be there
        const auto id = m_cloud->make();
        const auto snapshot = m_cloud->makeSnapshot(id);
        QVERIFY(QFile::remove(file(id)));
        QVERIFY(m_cloud->service().driver().removeSnapshot(snapshot));
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("error"));
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("error"));
        QCOMPARE(m_cloud->del(QStringLiteral("/snapshots/") + snapshot).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + id).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + id).status, 404);
    }
    void whatIsBackRecovers()
    {
        const auto kept = m_cloud->make(), id = m_cloud->make(), used = m_cloud->make();
        const auto snapshot = m_cloud->makeSnapshot(id);
        const auto broken = m_cloud->makeSnapshot(kept);
        QVERIFY(m_cloud->service().attach(service::Context::system(), used, QStringLiteral("11111111-1111-4111-8111-111111111111"), QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        const auto error = fromJson(R"({"os-reset_status":{"status":"error"}})");      // of another cause
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes/%1/action").arg(kept), error, m_cloud->admin()).status, 202);
        QCOMPARE(m_cloud->post(QStringLiteral("/snapshots/%1/action").arg(broken), error, m_cloud->admin()).status, 202);
        const auto places = files({ id, used, snapshot });
        QCOMPARE(places.size(), 3);
        QVERIFY(move(places, QString(), QStringLiteral(".away")));
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("error"));
        QCOMPARE(m_cloud->status(used), QStringLiteral("error"));
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("error"));
        QVERIFY(move(places, QStringLiteral(".away"), QString()));
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(used), QStringLiteral("in-use"));
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(kept), QStringLiteral("error"));
        QCOMPARE(m_cloud->showSnapshot(broken)[u"status"].toString(), QStringLiteral("error"));
    }
    /// A mount point without its storage tells nothing of what lies there.
    void anEmptyStorageJudgesNothing()
    {
        const auto id = m_cloud->make();
        const auto snapshot = m_cloud->makeSnapshot(id);
        const auto places = files({ id, snapshot });
        QCOMPARE(places.size(), 2);
        QVERIFY(move(places, QString(), QStringLiteral(".away")));
        restart();
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QVERIFY(move(places, QStringLiteral(".away"), QString()));
        const auto copy = m_cloud->make({ { QStringLiteral("snapshot_id"), snapshot } });      // without another start
        QCOMPARE(m_cloud->status(copy), QStringLiteral("available"));
    }
    void failedWorkIsSeen()
    {
        const auto id = m_cloud->make();
        m_cloud->holdTasks();
        const auto copy = m_cloud->create({ { QStringLiteral("source_volid"), id } }).json()[u"volume"][u"id"].toString();
        m_cloud->act(id, "os-volume_upload_image", fromJson(R"({"image_name":"i"})"));
        QVERIFY(QFile::remove(file(id)));
        restart();
        QCOMPARE(m_cloud->status(copy), QStringLiteral("error"));
        QVERIFY(!onDisk().contains(copy));
        QCOMPARE(m_cloud->image({}).json()[u"images"][0][u"status"].toString(), QStringLiteral("killed"));
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + copy).status, 202);
    }
};

SKYLAB_TEST(RestartTest)
#include "RestartTest.moc"
