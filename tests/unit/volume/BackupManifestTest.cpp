#include "volume/model/BackupManifest.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using volume::BackupManifest;

/// The list of a backup's parts: goes out and comes in the same; what strangers put in its place is refused.
class BackupManifestTest : public QObject {
    Q_OBJECT

    static BackupManifest sample()
    {
        BackupManifest manifest;
        manifest.sizeBytes = 10 * BackupManifest::chunkBytes + 100;
        manifest.about = { { QStringLiteral("bootable"), QStringLiteral("true") } };
        manifest.holders = { QStringLiteral("own"), QStringLiteral("parent") };
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
