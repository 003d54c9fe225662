#include "blob/BlobFolder.h"
#include "support/SmallDisk.h"
#include "support/TestMain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace skylab;
using namespace skylab::blob;

namespace {
constexpr Algorithms allHashes { .md5 = true, .sha256 = true, .sha512 = true };

QStringList incoming(const QString& root)
{
    return QDir(root + QStringLiteral("/.incoming")).entryList(QDir::Files | QDir::Hidden);
}
} // namespace

class BlobTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        m_root = m_place->filePath(QStringLiteral("blobs"));
        m_folder = std::make_unique<BlobFolder>(m_root, BlobFolder::Access { .fileMode = 0440, .folderMode = 0711 });
        QVERIFY(m_folder->open());
    }
    void hashesAreThoseOfTheContent()
    {
        const auto digests = Hasher::of("abc", allHashes);
        QCOMPARE(digests.md5, QByteArray("900150983cd24fb0d6963f7d28e17f72"));
        QCOMPARE(digests.sha256, QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QVERIFY(digests.sha512.startsWith("ddaf35a193617abacc417349ae204131"));
        QVERIFY(Hasher::of("abc", { .md5 = true }).sha512.isEmpty());
    }
    void piecesHashAndReadBackAsTheWhole_data()
    {
        QTest::addColumn<int>("piece");
        QTest::addColumn<int>("total");
        QTest::newRow("empty") << 1 << 0;
        QTest::newRow("small") << 7 << 1000;
        QTest::newRow("exactly one buffer") << int(BlobFile::bufferSize) << int(BlobFile::bufferSize);
        QTest::newRow("many buffers") << 300'001 << 9'000'030;
        QTest::newRow("one huge write") << 5'000'000 << 5'000'000;
    }
    void piecesHashAndReadBackAsTheWhole()
    {
        QFETCH(int, piece);
        QFETCH(int, total);
        QByteArray whole(total, Qt::Uninitialized);
        for (int i = 0; i < total; ++i)
            whole[i] = char((i * 2654435761u) >> 24);
        auto file = m_folder->begin(allHashes, total).value();
        for (int at = 0; at < total; at += piece)
            QVERIFY(file->write(QByteArrayView(whole).sliced(at, std::min(piece, total - at))));
        QCOMPARE(file->size(), total);
        const auto digests = m_folder->commit(*file, QStringLiteral("a/b"), Replace::No);
        QVERIFY(digests);
        const auto expected = Hasher::of(whole, allHashes);
        QCOMPARE(digests->md5, expected.md5);
        QCOMPARE(digests->sha512, expected.sha512);
        QFile stored(m_root + QStringLiteral("/a/b"));
        QVERIFY(stored.open(QIODevice::ReadOnly));
        QVERIFY(stored.readAll() == whole);
    }
    void setsModesWhateverTheUmask()
    {
        const auto before = ::umask(077);
        auto file = m_folder->begin({}, 1).value();
        QVERIFY(file->write("x"));
        QVERIFY(m_folder->commit(*file, QStringLiteral("f/x"), Replace::No));
        ::umask(before);
        struct stat status = {};
        QCOMPARE(::stat((m_root + QStringLiteral("/f/x")).toLocal8Bit().constData(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0440);
        QCOMPARE(::stat((m_root + QStringLiteral("/f")).toLocal8Bit().constData(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0711);
    }
    void replacesOnlyWhenAsked()
    {
        const auto name = QStringLiteral("same");
        for (const auto replace : { Replace::No, Replace::No, Replace::Yes }) {
            auto file = m_folder->begin({}, -1).value();
            QVERIFY(file->write(replace == Replace::Yes ? "new" : "old"));
            const bool taken = replace == Replace::No && m_folder->path(name).has_value();
            const auto result = m_folder->commit(*file, name, replace);
            QCOMPARE(result.has_value(), !taken);
            if (taken)
                QCOMPARE(result.error().code, ErrorCode::Conflict);
        }
        QCOMPARE(m_folder->read(name, 0, -1)->size, 3);
        QVERIFY(incoming(m_root).isEmpty());
    }
    void givenUpFilesLeaveNothing()
    {
        {
            const auto dropped = m_folder->begin({}, -1).value();
            QVERIFY(dropped->write(QByteArray(3 << 20, 'x')));
            QCOMPARE(incoming(m_root).size(), 1);
        }
        const auto aborted = m_folder->begin({}, -1).value();
        aborted->abort();
        QVERIFY(!aborted->write("x"));
        QVERIFY(!m_folder->commit(*aborted, QStringLiteral("n"), Replace::No));
        QVERIFY(incoming(m_root).isEmpty());
        QVERIFY(m_folder->list()->isEmpty());
    }
    void sweepsOnlyWhatNobodyWrites()
    {
        QFile dead(m_root + QStringLiteral("/.incoming/dead"));
        QVERIFY(dead.open(QIODevice::WriteOnly));
        dead.close();
        const auto living = m_folder->begin({}, -1).value();
        QCOMPARE(incoming(m_root).size(), 2);
        QVERIFY(BlobFolder(m_root, {}).open());
        QCOMPARE(incoming(m_root).size(), 1);
        QVERIFY(living->write("x"));
        QVERIFY(m_folder->commit(*living, QStringLiteral("x"), Replace::No));
    }
    void refusesNamesThatLeaveTheFolder_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto* name : { "", "..", "a/../b", "/etc/passwd", ".incoming/x", "a//b", "a/", "a b", "a\nb", "ä" })
            QTest::newRow(name) << QString::fromUtf8(name);
        QTest::newRow("long") << QString(129, u'a');
        QTest::newRow("null") << QString(QChar(0));
    }
    void refusesNamesThatLeaveTheFolder()
    {
        QFETCH(QString, name);
        auto file = m_folder->begin({}, -1).value();
        QCOMPARE(m_folder->commit(*file, name, Replace::Yes).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_folder->read(name, 0, -1).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_folder->remove(name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_folder->path(name).error().code, ErrorCode::BadRequest);
    }
    void neverFollowsALink()
    {
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), m_root + QStringLiteral("/link")));
        QVERIFY(!m_folder->read(QStringLiteral("link"), 0, -1));
        QVERIFY(!m_folder->path(QStringLiteral("link")));
        QVERIFY(m_folder->list()->isEmpty());
    }
    void aFullDiskIsToldWithTheFreeSpaceAndCleanedUp()
    {
        const auto disk = test::SmallDisk::tmpfs(4);
        if (!disk.isMounted())
            QSKIP("mounting a small tmpfs needs root");
        BlobFolder folder(disk.path() + QStringLiteral("/blobs"), {});
        QVERIFY(folder.open());
        QCOMPARE(folder.begin({}, 5 << 20).error().code, ErrorCode::NoSpace);
        auto file = folder.begin(allHashes, -1).value();
        Result<> result;
        for (int i = 0; i < 8 && result; ++i)
            result = file->write(QByteArray(1 << 20, 'x'));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NoSpace);
        QVERIFY2(result.error().message.contains(u"(4 MiB free)"), qPrintable(result.error().message));
        QVERIFY(incoming(folder.root()).isEmpty());
        QVERIFY(!folder.commit(*file, QStringLiteral("x"), Replace::No));
        QVERIFY(folder.space()->freeBytes > 3 << 20);
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    QString m_root;
    std::unique_ptr<BlobFolder> m_folder;
};
SKYLAB_TEST(BlobTest)
#include "BlobTest.moc"
