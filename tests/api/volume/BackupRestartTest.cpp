#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QDir>
#include <QStandardPaths>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Backups of real files, and what a process that ended at any moment leaves for the next one.
class BackupRestartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;
    const QMap<qint64, QByteArray> m_content { { 5, "first" }, { 500'000'000, "middle" }, { volume::bytesPerGiB - 4, "last" } };

    QString backUp() { return m_cloud->post(QStringLiteral("/backups"), { { QStringLiteral("backup"), QJsonObject { { QStringLiteral("volume_id"), m_volume } } } }).json()[u"backup"][u"id"].toString(); }
    QString status(const QString& backup) { return m_cloud->get(QStringLiteral("/backups/") + backup).json()[u"backup"][u"status"].toString(); }
    Answer restore(const QString& backup, const QJsonObject& json) { return m_cloud->post(QStringLiteral("/backups/%1/restore").arg(backup), { { QStringLiteral("restore"), json } }); }
    /// As if the process had died behind a step's work and before its record.
    void forget(const char* kind, const QString& statement, const QString& id)
    {
        QVERIFY(m_cloud->service().database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("UPDATE tasks SET state = 'running', steps_done = 0 WHERE kind = ?"), QString::fromLatin1(kind)));
            TRY(transaction.execute(statement, id));
            return {};
        }));
    }
    void restart()
    {
        m_cloud->restart();
        QVERIFY(m_cloud->settle());
    }
    bool holds(const QString& volume)
    {
        for (auto it = m_content.begin(); it != m_content.end(); ++it)
            if (m_cloud->read(volume, it.key(), it.value().size()) != it.value())
                return false;
        return true;
    }

private Q_SLOTS:
    void init()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed");
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::File);
        m_volume = m_cloud->make();
        m_cloud->write(m_volume, m_content);
    }
    void cleanup() { m_cloud.reset(); }

    void aBackupGoesOn()
    {
        m_cloud->holdTasks();
        const auto id = backUp();
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("backing-up"));
        restart();
        QCOMPARE(status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        m_cloud->holdTasks();
        forget("volume.backup", QStringLiteral("UPDATE backups SET status = 'creating' WHERE id = ?"), id);
        restart();
        QCOMPARE(status(id), QStringLiteral("available"));
        const auto fresh = restore(id, {}).json()[u"restore"][u"volume_id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(fresh), QStringLiteral("available"));
        QVERIFY(holds(fresh));
    }
    void aRestoreGoesOn()
    {
        const auto id = backUp();
        QVERIFY(m_cloud->settle());
        m_cloud->write(m_volume, { { 0, "other" } });
        m_cloud->holdTasks();
        const auto fresh = restore(id, {}).json()[u"restore"][u"volume_id"].toString();
        restart();
        QVERIFY(holds(fresh));
        QCOMPARE(status(id), QStringLiteral("available"));
        m_cloud->holdTasks();
        QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 202);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("restoring-backup"));
        QCOMPARE(status(id), QStringLiteral("restoring"));
        restart();
        QVERIFY(holds(m_volume));
        m_cloud->holdTasks();
        forget("volume.backup_restore", QStringLiteral("UPDATE volumes SET status = 'restoring-backup' WHERE id = ?"), m_volume);
        restart();
        QVERIFY(holds(m_volume));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        QCOMPARE(status(id), QStringLiteral("available"));
        // Nothing half is left beside the volumes.
        QVERIFY(QDir(m_cloud->cloud().dataDir() + QStringLiteral("/volumes/.incoming")).isEmpty(QDir::Files | QDir::Hidden));
    }
    void aDeletionGoesOn()
    {
        const auto id = backUp();
        QVERIFY(m_cloud->settle());
        m_cloud->holdTasks();
        QCOMPARE(m_cloud->del(QStringLiteral("/backups/") + id).status, 202);
        QCOMPARE(status(id), QStringLiteral("deleting"));
        restart();
        QCOMPARE(m_cloud->get(QStringLiteral("/backups/") + id).status, 404);
        QVERIFY(m_cloud->objects("GET", QStringLiteral("volumebackups")).body.trimmed().isEmpty());
    }
    void otherContentGoesOn()
    {
        const auto snapshot = m_cloud->makeSnapshot(m_volume);
        m_cloud->write(m_volume, { { 0, "other" } });
        m_cloud->holdTasks();
        QCOMPARE(m_cloud->act(m_volume, "revert", QJsonObject { { QStringLiteral("snapshot_id"), snapshot } }, {}, "3.40").status, 202);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("reverting"));
        restart();
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        QVERIFY(holds(m_volume));
        const QByteArray bytes = QByteArray("an image's bytes ").repeated(1000);
        const auto image = m_cloud->makeImage(bytes);
        m_cloud->holdTasks();
        QCOMPARE(m_cloud->act(m_volume, "os-reimage", QJsonObject { { QStringLiteral("image_id"), image } }, {}, "3.68").status, 202);
        restart();
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(m_volume, 0, bytes.size()), bytes);
    }
};

SKYLAB_TEST(BackupRestartTest)
#include "BackupRestartTest.moc"
