#include "FileVolumeDriverTest.h"

#include "core/Uuid.h"
#include "process/Process.h"
#include "support/Daemon.h"
#include "support/TestMain.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::volume {

namespace {
constexpr std::chrono::seconds patience { 20 };

Result<> img(const QStringList& args)
{
    TRY(process::run(QStringLiteral("qemu-img"), args));
    return {};
}
Result<> img(const char* verb, const QString& format, const QStringList& rest)
{
    return img(QStringList { QString::fromLatin1(verb), QStringLiteral("-f"), format } + rest);
}

bool hears(test::Daemon& daemon, const char* answer)
{
    QByteArray heard;
    for (auto more = daemon.read(patience); !more.isEmpty(); more = daemon.read(patience)) {
        heard += more;
        if (heard.contains(answer))
            return true;
    }
    return false;
}

/// Holds a disk open for writing as a server would, with QEMU's locks.
class Holder {
public:
    Holder(const QString& path, const QString& format)
    {
        (void)m_daemon.start({ QStringLiteral("qemu-io"), QStringLiteral("-f"), format, path }, {}, test::Daemon::Input::Pipe);
    }
    ~Holder()
    {
        m_daemon.closeInput();
        m_daemon.waitForEnd(std::chrono::seconds(30));
    }
    Q_DISABLE_COPY_MOVE(Holder)
    /// Runs a command and waits for its answer.
    bool say(const QByteArray& command, const char* answer) { return m_daemon.write(command + '\n') && hears(m_daemon, answer); }

private:
    test::Daemon m_daemon;
};
} // namespace

std::unique_ptr<VolumeDriver> FileVolumeDriverTest::make()
{
    const auto where = root();
    if (where.isEmpty())
        return nullptr;
    m_place = where + u'/' + newUuid();
    return FileVolumeDriver::at(m_place, m_format).value();
}

std::unique_ptr<VolumeDriver> FileVolumeDriverTest::makeSmall()
{
    if (!m_small)
        m_small = std::unique_ptr<test::SmallDisk>(new test::SmallDisk(test::SmallDisk::tmpfs(8)));
    if (!m_small->isMounted())
        return nullptr;
    return FileVolumeDriver::at(m_small->path(), m_format).value();
}

QString FileVolumeDriverTest::fileOf(const QString& volumeId) { return m_driver->connection(volumeId)->path; }

QByteArray FileVolumeDriverTest::contentOf(const QString& volumeId, qint64 bytes)
{
    const auto path = place("content");
    if (!m_driver->copyToFile(volumeId, path, raw))
        return "copy failed";
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(bytes) : QByteArray("can't open");
}

void FileVolumeDriverTest::theContentSurvivesEveryCopy()
{
    const QByteArray expected(1'000'000, 'q');
    QVERIFY(m_driver->createFromFile(a, 1, image(1'000'000, 'q'), raw));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->createFromSnapshot(b, snap, 2));
    QVERIFY(m_driver->clone(c, b, 3));
    for (const auto& id : { a, b, c })
        QVERIFY(contentOf(id, 1'000'000) == expected);
    QCOMPARE(contentOf(a, 1'000'001).back(), '\0');
    QCOMPARE(QFileInfo(place("content")).size(), bytesPerGiB);
    for (const auto& id : { a, b, c }) {
        const auto connection = m_driver->connection(id).value();
        if (connection.format == qcow2)
            QVERIFY(img("check", qcow2, { connection.path }));
    }
    for (const qint64 size : { 1, 511, 65536 }) {   // our own empty qcow2 is QEMU's too
        const auto id = QStringLiteral("empty-%1").arg(size);
        const auto created = m_driver->create(id, size);
        if (!created) {   // ext4 ends at 16 TiB
            QCOMPARE(created.error().code, ErrorCode::BadRequest);
            QVERIFY2(size == 65536 && m_driver->capabilities().multiattach, qPrintable(created.error().message));
            continue;
        }
        const auto connection = m_driver->connection(id).value();
        QVERIFY(connection.format == raw || img("check", qcow2, { connection.path }));
        QVERIFY(m_driver->remove(id));
    }
}

void FileVolumeDriverTest::readsEveryImageFormat()
{
    const auto source = image(2 << 20, 'v');
    for (const auto* format : { "qcow2", "vmdk", "vdi", "vpc", "vhdx" }) {
        const auto name = QString::fromLatin1(format);
        const auto target = place("image.") + name;
        QVERIFY2(img({ QStringLiteral("convert"), QStringLiteral("-O"), name, source, target }), format);
        QVERIFY2(m_driver->createFromFile(name, 1, target, name), format);
        QVERIFY2(contentOf(name, 2 << 20) == QByteArray(2 << 20, 'v'), format);
        QCOMPARE(m_driver->connection(name)->sizeBytes, bytesPerGiB);
    }
    const auto lie = m_driver->createFromFile(a, 1, source, qcow2);
    QCOMPARE(lie.error().code, ErrorCode::BadRequest);
    QVERIFY2(lie.error().message.contains(u"no good qcow2"), qPrintable(lie.error().message));
}

void FileVolumeDriverTest::refusesImagesThatReferToOtherFiles()
{
    const auto secret = image(1 << 20, 's');
    QVERIFY(img("create", qcow2, { QStringLiteral("-F"), raw, QStringLiteral("-b"), secret, place("backed") }));
    const auto option = QStringLiteral("data_file=") + place("data");
    QVERIFY(img("create", qcow2, { QStringLiteral("-o"), option, place("external"), QStringLiteral("1M") }));
    const auto flat = QStringLiteral("subformat=monolithicFlat");
    const auto vmdk = QStringLiteral("vmdk");
    QVERIFY(img("create", vmdk, { QStringLiteral("-o"), flat, place("flat"), QStringLiteral("1M") }));
    for (const auto& [path, format] : { std::pair { place("backed"), qcow2 }, { place("external"), qcow2 },
                                        { place("flat"), vmdk } }) {
        const auto result = m_driver->createFromFile(a, 1, path, format);
        QVERIFY2(!result, qPrintable(path));
        QCOMPARE(result.error().code, ErrorCode::BadRequest);
        QVERIFY2(result.error().message.contains(u"refers to other files"), qPrintable(result.error().message));
    }
    QVERIFY(m_driver->owned()->isEmpty());
}

void FileVolumeDriverTest::anImageWithSnapshotsBecomesAPlainVolume()
{
    QVERIFY(img({ QStringLiteral("convert"), QStringLiteral("-O"), qcow2, image(1 << 20, 'p'), place("image") }));
    QVERIFY(img({ QStringLiteral("snapshot"), QStringLiteral("-c"), QStringLiteral("inner"), place("image") }));
    QVERIFY(m_driver->createFromFile(a, 1, place("image"), qcow2));
    QVERIFY(contentOf(a, 1 << 20) == QByteArray(1 << 20, 'p'));
    QCOMPARE(m_driver->connection(a)->sizeBytes, bytesPerGiB);
}

void FileVolumeDriverTest::revertBringsTheContentBack()
{
    QVERIFY(m_driver->createFromFile(a, 1, image(1000, '1'), raw));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->extend(a, 2));
    {
        Holder server(fileOf(a), m_driver->connection(a)->format);
        QVERIFY(server.say("write -P 0x32 0 4096", "wrote 4096"));
    }
    QCOMPARE(contentOf(a, 1), QByteArray("2"));
    QVERIFY(m_driver->revert(a, snap));
    QCOMPARE(contentOf(a, 1), QByteArray("1"));
    QCOMPARE(m_driver->connection(a)->sizeBytes, 2 * bytesPerGiB);
}

void FileVolumeDriverTest::aQuietVolumeInUseIsCopied()
{
    QVERIFY(m_driver->create(a, 1));
    Holder server(fileOf(a), m_driver->connection(a)->format);
    QVERIFY(server.say("write -P 0x37 0 65536", "wrote 65536"));
    QVERIFY(server.say("flush", "qemu-io>"));
    QVERIFY(m_driver->createSnapshot(snap, a, Source::InUse));
    QVERIFY(m_driver->createFromSnapshot(b, snap, 1));
    QVERIFY(contentOf(b, 65536) == QByteArray(65536, '7'));
    QVERIFY(m_driver->clone(c, a, 1, Source::InUse));
}

void FileVolumeDriverTest::aBusyVolumeInUseIsNeverCopiedHalf()
{
    QVERIFY(m_driver->createFromFile(a, 1, image(1 << 20, '\0'), raw));
    if (m_driver->connection(a)->format != raw)
        QSKIP("the writer of this test writes raw disks; qcow2 takes the same way");
    // Writes a number at the start, then the same at the end: a frozen copy has equal ones, or the first ahead by one.
    std::atomic<bool> stop = false;
    std::thread writer([&, path = fileOf(a)] {
        const Fd file(::open(path.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC));
        for (qint64 number = 1; !stop; ++number) {
            if (::pwrite(file.get(), &number, 8, 0) != 8 || ::pwrite(file.get(), &number, 8, 900'000) != 8)
                break;
        }
    });
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto result = m_driver->clone(b, a, 1, Source::InUse);
        if (!result) {
            QCOMPARE(result.error().code, ErrorCode::Conflict);
            QCOMPARE(m_driver->capabilities().onlineCopy, OnlineCopy::Quiet);
            QVERIFY(!m_driver->connection(b));
            continue;
        }
        QCOMPARE(m_driver->capabilities().onlineCopy, OnlineCopy::Atomic);
        const auto bytes = contentOf(b, 1 << 20);
        const auto first = *reinterpret_cast<const qint64*>(bytes.constData());
        const auto last = *reinterpret_cast<const qint64*>(bytes.constData() + 900'000);
        QVERIFY(first == last || first == last + 1);
        QVERIFY(m_driver->remove(b));
    }
    stop = true;
    writer.join();
}

void FileVolumeDriverTest::aDiskThatAServerHoldsIsNotResized()
{
    QVERIFY(m_driver->create(a, 1));
    // A real machine, since qemu-io shares a raw disk with everybody.
    test::Daemon server;
    const auto drive = QStringLiteral("if=virtio,file=%1,format=%2").arg(fileOf(a), m_driver->connection(a)->format);
    const auto options = QStringLiteral("qemu-system-x86_64 -S -nodefaults -display none -monitor stdio -drive").split(u' ');
    if (!server.start(options + QStringList { drive }, {}, test::Daemon::Input::Pipe))
        QSKIP("qemu-system-x86_64 is not installed");
    // The prompt comes before the disk's lock; an answer comes from the main loop, when all devices are there.
    QVERIFY(server.write("info status\n") && hears(server, "VM status"));
    const auto result = m_driver->extend(a, 2);
    server.signal(SIGKILL);
    QVERIFY(server.waitForEnd(patience));
    QCOMPARE(result.error().code, ErrorCode::Conflict);
    QVERIFY2(result.error().message.contains(u"in use"), qPrintable(result.error().message));
    QCOMPARE(m_driver->connection(a)->sizeBytes, bytesPerGiB);
}

void FileVolumeDriverTest::aRestartSweepsWhatACrashLeft()
{
    QVERIFY(m_driver->create(a, 1));
    QFile dead(m_place + QStringLiteral("/.incoming/dead"));
    QVERIFY(dead.open(QIODevice::WriteOnly) && dead.write("half") == 4);
    dead.close();
    const auto living = TempFile::create(m_place + QStringLiteral("/.incoming/living")).value();
    m_driver = FileVolumeDriver::at(m_place, m_format).value();
    QVERIFY(!dead.exists());
    QVERIFY(QFile::exists(living->path()));
    QCOMPARE(m_driver->owned()->size(), 1);
}

void FileVolumeDriverTest::aCopyThatACrashCutsOffIsSweptToo()
{
    QVERIFY(m_driver->create(a, 1));
    const auto target = m_place + QStringLiteral("/upload-task");
    const QDir folder(m_place);
    const auto beside = [&] { return folder.entryList({ QStringLiteral("upload-*") }, QDir::Files | QDir::Hidden); };
    QStringList meanwhile;
    const Progress watching { .cancelled = [&] {
        meanwhile = beside();
        return true;
    } };
    const auto copied = m_driver->copyToFile(a, target, QStringLiteral("vmdk"), Source::Idle, watching);      // never by a reflink
    QCOMPARE(copied.error().code, ErrorCode::Cancelled);
    QCOMPARE(meanwhile, QStringList());
    // What was made beside the target once, and a copy that is complete.
    for (const auto& name : { QStringLiteral("/upload-task.half"), QStringLiteral("/upload-task") }) {
        QFile left(m_place + name);
        QVERIFY(left.open(QIODevice::WriteOnly));
    }
    m_driver = FileVolumeDriver::at(m_place, m_format).value();
    QCOMPARE(beside(), QStringList { QStringLiteral("upload-task") });
}

void FileVolumeDriverTest::volumesAreForTheHypervisorOnly()
{
    QVERIFY(m_driver->create(a, 1));
    struct stat status = {};
    QCOMPARE(::stat(fileOf(a).toLocal8Bit().constData(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0600);
}

void FileVolumeDriverTest::isUnwellWhenThePlaceIsGone()
{
    QVERIFY(m_driver->health());
    QVERIFY(QDir(m_place).removeRecursively());
    QVERIFY(!m_driver->health());
    QVERIFY(!m_driver->create(a, 1));
    QCOMPARE(m_driver->connection(a).error().code, ErrorCode::Unavailable);
    QCOMPARE(m_driver->owned().error().code, ErrorCode::Unavailable);
}

class FileVolumeDriverQcow2Test : public FileVolumeDriverTest {
    Q_OBJECT
public:
    FileVolumeDriverQcow2Test() : FileVolumeDriverTest(FileVolumeDriver::Format::Qcow2) { }
};
SKYLAB_TEST(FileVolumeDriverQcow2Test)

class FileVolumeDriverRawTest : public FileVolumeDriverTest {
    Q_OBJECT
public:
    FileVolumeDriverRawTest() : FileVolumeDriverTest(FileVolumeDriver::Format::Raw) { }
};
SKYLAB_TEST(FileVolumeDriverRawTest)

/// On a file system with reflinks, where copies take no time.
class FileVolumeDriverReflinkTest : public FileVolumeDriverTest {
    Q_OBJECT
public:
    FileVolumeDriverReflinkTest() : FileVolumeDriverTest(FileVolumeDriver::Format::Auto) { }

private:
    QString root() override
    {
        if (!m_disk)
            m_disk = std::unique_ptr<test::SmallDisk>(new test::SmallDisk(test::SmallDisk::xfs(512)));
        return m_disk->isMounted() ? m_disk->path() : QString();
    }
    std::unique_ptr<test::SmallDisk> m_disk;

private Q_SLOTS:
    void copiesTakeNoSpace()
    {
        QCOMPARE(m_driver->capabilities().onlineCopy, OnlineCopy::Atomic);
        QVERIFY(m_driver->createFromFile(QStringLiteral("one"), 1, image(100 << 20), QStringLiteral("raw")));
        const auto before = m_driver->stats()->freeGiB;
        for (int number = 0; number < 5; ++number)
            QVERIFY(m_driver->clone(QStringLiteral("clone-%1").arg(number), QStringLiteral("one"), 1));
        QVERIFY(before - m_driver->stats()->freeGiB < 0.01);
    }
};
SKYLAB_TEST(FileVolumeDriverReflinkTest)

} // namespace skylab::volume
#include "FileVolumeDriverTest.moc"
