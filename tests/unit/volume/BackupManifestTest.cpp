#include "volume/model/BackupManifest.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using volume::BackupManifest;

/// The list of a backup's parts: goes out and comes in the same; what strangers put in its place is refused.
class BackupManifestTest : public QObject {
    Q_OBJECT

    static QString prefix() { return QStringLiteral("volume_11111111-1111-4111-8111-111111111111/20260101T000000Z/backup_11111111-1111-4111-8111-111111111112"); }
    static BackupManifest sample()
    {
        BackupManifest manifest;
        manifest.sizeBytes = 10 * BackupManifest::chunkBytes + 100;
        manifest.about = { { QStringLiteral("bootable"), QStringLiteral("true") } };
        manifest.holders = { prefix(), prefix().replace(u'1', u'2') };
        manifest.chunks[0] = { 0, QByteArray(32, 'a') };
        manifest.chunks[10] = { 1, QByteArray(32, 'b') };
        return manifest;
    }

private Q_SLOTS:
    void comesInAsItWentOut()
    {
        const auto read = BackupManifest::fromBytes(sample().toBytes()).value();
        QCOMPARE(read.sizeBytes, sample().sizeBytes);
        QCOMPARE(read.about, sample().about);
        QCOMPARE(read.holders, sample().holders);
        QVERIFY(read.chunks == sample().chunks);
    }
    void theLastPartIsShorter()
    {
        QCOMPARE(sample().lengthOf(0), BackupManifest::chunkBytes);
        QCOMPARE(sample().lengthOf(10), qint64(100));
        QCOMPARE(sample().lengthOf(11), qint64(0));
    }
    void namesSortAsNumbersDo()
    {
        QVERIFY(BackupManifest::objectName(QStringLiteral("p"), 9) < BackupManifest::objectName(QStringLiteral("p"), 10));
    }
    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QByteArray sha = QByteArray(32, 'a').toHex();
        QTest::newRow("behind the end") << QByteArray("11 0 " + sha);
        QTest::newRow("before the start") << QByteArray("-1 0 " + sha);
        QTest::newRow("far away") << QByteArray("9223372036854775807 0 " + sha);
        QTest::newRow("no holder") << QByteArray("1 2 " + sha);
        QTest::newRow("negative holder") << QByteArray("1 -1 " + sha);
        QTest::newRow("short checksum") << QByteArray("1 0 abcd");
        QTest::newRow("no checksum") << QByteArray("1 0");
        QTest::newRow("words") << QByteArray("one two three");
        QTest::newRow("one too many") << QByteArray("1 0 " + sha + " x");
    }
    void refusesWhatDoesNotFit()
    {
        QFETCH(QByteArray, line);
        QCOMPARE(BackupManifest::fromBytes(sample().toBytes() + line + '\n').error().code, ErrorCode::Conflict);
    }
    void refusesNamesThatAreNoBackups()
    {
        QVERIFY(BackupManifest::isPrefix(prefix()));
        for (auto bad : { QString(), QStringLiteral("volume_"), QStringLiteral("../") + prefix(), prefix() + QStringLiteral("/x"), prefix().chopped(1), prefix().replace(QStringLiteral("2026"), QStringLiteral("../..")) }) {
            QVERIFY2(!BackupManifest::isPrefix(bad), qPrintable(bad));
            auto manifest = sample();
            manifest.holders[1] = bad;
            QCOMPARE(BackupManifest::fromBytes(manifest.toBytes()).error().code, ErrorCode::Conflict);
        }
    }
    void refusesWhatNoVolumeCanHave()
    {
        const auto with = [](const char* key, const QJsonValue& value) {
            auto manifest = sample();
            manifest.about = { { QLatin1String(key), value } };
            return BackupManifest::fromBytes(manifest.toBytes());
        };
        const auto map = [](const QString& key, const QJsonValue& value) { return QJsonObject { { key, value } }; };
        const auto key = QStringLiteral("k"), longKey = QString(256, u'k');
        QVERIFY(with("bootable", QStringLiteral("false")) && with("metadata", map(key, QString(255, u'v'))) && with("image_metadata", map(key, QString(65535, u'v'))));
        for (const auto& bad : { QJsonValue(true), QJsonValue(QStringLiteral("maybe")), QJsonValue(QJsonObject()) })
            QVERIFY(with("bootable", bad).error().message.contains(QStringLiteral("bootable")));
        for (const auto* name : { "metadata", "image_metadata" })
            for (const auto& bad : { QJsonValue(QStringLiteral("x")), QJsonValue(map(key, 1)), QJsonValue(map(longKey, QString())), QJsonValue(map({}, QString())), QJsonValue(map(key, QString(65536, u'v'))), QJsonValue(map(key, QString(QChar(0)))) })
                QVERIFY(with(name, bad).error().message.contains(QLatin1String(name)));
        auto wordy = sample();
        wordy.about = { { QStringLiteral("metadata"), map(key, QString(BackupManifest::mostHeadBytes, u'v')) } };
        QVERIFY(BackupManifest::fromBytes(wordy.toBytes()).error().message.contains(QStringLiteral("too long")));
    }
    void refusesAnotherHead()
    {
        for (const auto* bytes : { "", "\n", "{}\n", "x", "[1]\n" })
            QVERIFY(!BackupManifest::fromBytes(bytes));
        auto noSize = sample();
        noSize.sizeBytes = 0;
        noSize.chunks.clear();
        QVERIFY(!BackupManifest::fromBytes(noSize.toBytes()));
        QVERIFY(!BackupManifest::fromBytes(sample().toBytes().replace("4194304", "1")));
    }
};

SKYLAB_TEST(BackupManifestTest)
#include "BackupManifestTest.moc"
