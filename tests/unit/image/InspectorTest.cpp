#include "image/inspector/ImageInspector.h"
#include "image/inspector/QemuCheck.h"
#include "image/model/ImageVerdict.h"
#include "process/Process.h"
#include "support/TestMain.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace skylab;
using namespace skylab::image;

namespace {

template <typename T>
void big(QByteArray& bytes, qsizetype offset, T value) { qToBigEndian<T>(value, bytes.data() + offset); }
template <typename T>
void little(QByteArray& bytes, qsizetype offset, T value) { qToLittleEndian<T>(value, bytes.data() + offset); }
void put(QByteArray& bytes, qsizetype offset, QByteArrayView text)
{
    bytes.replace(offset, text.size(), text.toByteArray());
}

QByteArray qcow2(quint32 version = 3)
{
    QByteArray bytes(512 * 1024, '\0');
    big<quint32>(bytes, 0, 0x514649fb);
    big<quint32>(bytes, 4, version);
    big<quint32>(bytes, 20, 16);
    big<quint64>(bytes, 24, 1ull << 30);
    big<quint32>(bytes, 36, 2);
    big<quint64>(bytes, 40, 0x30000);
    big<quint64>(bytes, 48, 0x10000);
    big<quint32>(bytes, 56, 1);
    big<quint32>(bytes, 96, 4);
    big<quint32>(bytes, 100, 104);
    return bytes;
}

QByteArray vmdk(const QByteArray& descriptor, quint64 capacity = 2048)
{
    QByteArray bytes(64 * 1024, '\0');
    put(bytes, 0, "KDMV");
    little<quint32>(bytes, 4, 1);
    little<quint64>(bytes, 12, capacity);
    little<quint64>(bytes, 28, 1);
    little<quint64>(bytes, 36, 20);
    put(bytes, 512, descriptor);
    return bytes;
}

QByteArray descriptor(const char* kind, const char* extent, const char* parent = "ffffffff")
{
    return QByteArray("# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=") + parent + "\ncreateType=\"" + kind
        + "\"\n" + extent + "\n";
}

QByteArray mbr(qsizetype size = 4096)
{
    QByteArray bytes(size, '\0');
    little<quint8>(bytes, 446, 0x80);
    little<quint8>(bytes, 450, 0x83);
    little<quint32>(bytes, 454, 2048);
    little<quint32>(bytes, 458, 1000);
    little<quint16>(bytes, 510, 0xaa55);
    return bytes;
}

QByteArray iso()
{
    QByteArray bytes(40 * 1024, '\0');
    put(bytes, 32769, "CD001");
    put(bytes, 32808, "DEBIAN 12                       ");
    return bytes;
}

Inspection inspect(const QByteArray& bytes)
{
    ImageInspector inspector;
    for (qsizetype at = 0; at < bytes.size(); at += 100'000)
        inspector.feed(QByteArrayView(bytes).sliced(at, std::min<qsizetype>(100'000, bytes.size() - at)));
    return inspector.inspection();
}

QString declared(const QByteArray& bytes, const char* disk, const char* container = "bare")
{
    const auto result = checkDeclared(inspect(bytes), QString::fromLatin1(disk), QString::fromLatin1(container));
    return result ? QString() : result.error().message;
}

} // namespace

class InspectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsQcow2()
    {
        for (const quint32 version : { 2u, 3u }) {
            const auto it = inspect(qcow2(version));
            QCOMPARE(it.format, Format::Qcow2);
            QCOMPARE(it.virtualSize, 1ll << 30);
            QVERIFY2(it.unsafe.isEmpty(), qPrintable(it.unsafe.join(u'|')));
            QVERIFY(!it.encrypted);
        }
        auto encrypted = qcow2();
        big<quint32>(encrypted, 32, 2);
        QVERIFY(inspect(encrypted).encrypted);
    }
    void refusesQcow2Attacks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto add = [](const char* name, const QByteArray& bytes, const char* reason) {
            QTest::newRow(name) << bytes << QString::fromLatin1(reason);
        };
        auto bytes = qcow2();
        big<quint64>(bytes, 8, 0x400);
        big<quint32>(bytes, 16, 11);
        put(bytes, 0x400, "/etc/passwd");
        add("backing file", bytes, "it is backed by another file (/etc/passwd)");
        big<quint32>(bytes, 16, 0);
        add("backing file without a name", bytes, "it is backed by another file ()");
        big<quint64>(bytes, 8, ~0ull);
        add("backing file nowhere", bytes, "it is backed by another file ()");
        bytes = qcow2(2);
        big<quint64>(bytes, 8, 0x400);
        big<quint32>(bytes, 16, 6);
        put(bytes, 0x400, "nbd:\n\x01");
        add("backing file of version 2", bytes, "it is backed by another file (nbd:?\?)");
        bytes = qcow2();
        big<quint64>(bytes, 72, 4);
        add("external data", bytes, "its data lies in another file");
        bytes = qcow2();
        big<quint32>(bytes, 104, 0x44415441);
        big<quint32>(bytes, 108, 5);
        put(bytes, 112, "/data");
        add("external data by name only", bytes, "it names another file for its data");
        bytes = qcow2();
        big<quint32>(bytes, 104, 0xe2792aca);   // another extension before it
        big<quint32>(bytes, 108, 3);
        big<quint32>(bytes, 120, 0x44415441);
        add("external data behind another extension", bytes, "it names another file for its data");
    }
    void refusesQcow2Attacks() { isRefusedQcow2(); }
    void refusesImpossibleQcow2_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto add = [](const char* name, const QByteArray& bytes, const char* reason) {
            QTest::newRow(name) << bytes << QString::fromLatin1(reason);
        };
        auto bytes = qcow2();
        big<quint64>(bytes, 72, 2);
        add("corrupt", bytes, "it is marked as corrupt");
        bytes = qcow2();
        big<quint64>(bytes, 72, 1ull << 40);
        add("unknown feature", bytes, "it needs features that nobody knows");
        bytes = qcow2();
        big<quint64>(bytes, 24, 1ull << 62);
        add("4 EiB", bytes, "it claims 4194304 TiB, more than the 64 that a disk may have");
        bytes = qcow2();
        big<quint32>(bytes, 36, 0xffffffff);
        add("huge L1 table", bytes, "its tables have an impossible size");
        bytes = qcow2();
        big<quint32>(bytes, 56, 0xffffffff);
        add("huge refcount table", bytes, "its tables have an impossible size");
        bytes = qcow2();
        big<quint32>(bytes, 60, 65'537);
        add("endless list of snapshots", bytes, "its list of snapshots has an impossible length");
        bytes = qcow2();
        big<quint32>(bytes, 36, 1);
        add("small L1 table", bytes, "its tables are too small for its size");
        bytes = qcow2();
        big<quint32>(bytes, 20, 63);
        add("huge clusters", bytes, "its clusters have an impossible size");
        bytes = qcow2();
        big<quint32>(bytes, 100, 0x7fffffff);
        add("endless header", bytes, "its header has an impossible length");
        add("cut within the header", qcow2().left(90), "it is cut short");
        add("version 77", qcow2(77), "its version 77 is not known");
        bytes = qcow2();
        put(bytes, 32769, "CD001");
        add("also an ISO", bytes, "it is also an ISO 9660 CD or DVD image");
        bytes = qcow2();
        put(bytes, bytes.size() - 512, "conectix");
        add("also a VHD", bytes, "it is also a VHD image of fixed size");
    }
    void refusesImpossibleQcow2() { isRefusedQcow2(); }
    void seesTruncationOfAWholeFile()
    {
        const auto path = write(qcow2().left(0x20000));
        QCOMPARE(inspectFile(path)->unsafe.join(u'|'), QStringLiteral("it is cut short"));
        QVERIFY(inspect(qcow2().left(0x20000)).unsafe.isEmpty());   // the stream may go on
        QVERIFY(inspectFile(write(qcow2()))->unsafe.isEmpty());
        QCOMPARE(inspectFile(QStringLiteral("/nowhere")).error().code, ErrorCode::NotFound);
    }
    void judgesVmdk_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const char* const extent = "RW 2048 SPARSE \"disk.vmdk\"";
        QTest::newRow("sparse") << vmdk(descriptor("monolithicSparse", extent)) << QString();
        QTest::newRow("stream") << vmdk(descriptor("streamOptimized", extent)) << QString();
        QTest::newRow("flat") << vmdk(descriptor("monolithicFlat", "RW 2048 FLAT \"/etc/shadow\" 0"))
                              << QStringLiteral("its data lies in another file (RW 2048 FLAT \"/etc/shadow\" 0)|its "
                                                "kind is \"monolithicFlat\", not monolithicSparse or streamOptimized");
        QTest::newRow("no capacity") << vmdk(descriptor("monolithicSparse", extent), 0)
                                     << QStringLiteral("its header gives no size");
        QTest::newRow("two extents")
            << vmdk(descriptor("monolithicSparse", "RW 2048 SPARSE \"a.vmdk\"\nRW 2048 SPARSE \"b.vmdk\""))
            << QStringLiteral("it has 2 extents instead of one");
        QTest::newRow("parent") << vmdk(descriptor("monolithicSparse", extent, "12345678"))
                                << QStringLiteral("it is the difference to another image");
        QTest::newRow("parent by name")
            << vmdk(descriptor("monolithicSparse", "parentFileNameHint=\"/etc/passwd\"\nRW 1 SPARSE \"a\""))
            << QStringLiteral("it is backed by another file (/etc/passwd)");
        QTest::newRow("absurd") << vmdk(descriptor("monolithicSparse", extent), ~0ull)
                                << QStringLiteral("it claims 16777215 TiB, more than the 64 that a disk may have");
        auto bytes = vmdk(descriptor("monolithicSparse", extent));
        little<quint64>(bytes, 28, 0);
        QTest::newRow("no descriptor") << bytes << QStringLiteral("it has no proper descriptor");
        // QEMU reads 20 sectors behind the header, whatever that says, and takes a parent wherever it is named there.
        bytes = vmdk(descriptor("monolithicSparse", "parentFileNameHint=\"/etc/passwd\""));
        little<quint64>(bytes, 28, 40);
        put(bytes, 40 * 512, descriptor("monolithicSparse", extent));
        QTest::newRow("descriptor elsewhere") << bytes << QStringLiteral("it has no proper descriptor");
        const auto backed = QStringLiteral("it is backed by another file (/etc/passwd)");
        QTest::newRow("parent within a line")
            << vmdk(descriptor("monolithicSparse", extent) + "# parentFileNameHint=\"/etc/passwd\"\n") << backed;
        bytes = vmdk(descriptor("monolithicSparse", extent) + '#' + QByteArray(1024, 'x') + "\nparentFileNameHint=\"/etc/passwd\"\n");
        little<quint64>(bytes, 36, 1);
        QTest::newRow("parent behind the descriptor's end") << bytes << backed;
    }
    void judgesVmdk()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        const auto it = inspect(bytes);
        QCOMPARE(it.format, Format::Vmdk);
        QCOMPARE(it.unsafe.join(u'|'), reason);
    }
    void refusesABareVmdkDescriptor()
    {
        const auto it = inspect(descriptor("monolithicFlat", "RW 2048 FLAT \"/dev/sda\" 0"));
        QCOMPARE(it.format, Format::Vmdk);
        QVERIFY(it.unsafe.contains(QStringLiteral("it only describes other files")));
        QVERIFY(it.unsafe.first().contains(u"/dev/sda"));
    }
    void refusesDifferencingDisks()
    {
        QByteArray vdi(1024, '\0');
        little<quint32>(vdi, 0x40, 0xbeda107f);
        little<quint32>(vdi, 0x44, 0x00010001);
        little<quint32>(vdi, 0x4c, 1);
        little<quint64>(vdi, 0x170, 5ull << 20);
        QCOMPARE(inspect(vdi).virtualSize, 5ll << 20);
        QVERIFY(inspect(vdi).unsafe.isEmpty());
        little<quint64>(vdi, 0x170, 1ull << 62);
        QVERIFY(inspect(vdi).unsafe.value(0).contains(u"more than the 64"));
        little<quint64>(vdi, 0x170, 5ull << 20);
        little<quint32>(vdi, 0x4c, 4);
        QVERIFY(!inspect(vdi).unsafe.isEmpty());

        QByteArray vhd = mbr(1 << 20);
        QByteArray footer(512, '\0');
        put(footer, 0, "conectix");
        big<quint64>(footer, 48, 1 << 20);
        big<quint32>(footer, 60, 2);
        QCOMPARE(inspect(vhd + footer).format, Format::Vpc);
        QCOMPARE(inspect(vhd + footer).virtualSize, 1 << 20);
        QVERIFY(inspect(vhd + footer).unsafe.isEmpty());
        big<quint32>(footer, 60, 4);
        QCOMPARE(inspect(vhd + footer).unsafe.join(u'|'), QStringLiteral("it is the difference to another image"));
    }
    void knowsPlainFormats_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("description");
        const auto add = [](const char* name, const QByteArray& bytes, Format format, const char* description) {
            QTest::newRow(name) << bytes << int(format) << QString::fromLatin1(description);
        };
        add("empty", {}, Format::Raw, "empty");
        add("mbr", mbr(), Format::Raw, "a raw disk with an MBR");
        auto bytes = mbr();
        put(bytes, 512, "EFI PART");
        add("gpt", bytes, Format::Raw, "a raw disk with a GPT");
        bytes = QByteArray(4096, '\0');
        little<quint16>(bytes, 1080, 0xef53);
        add("ext4", bytes, Format::Raw, "a raw disk with one file system (ext2, ext3 or ext4)");
        add("zeros", QByteArray(4096, '\0'), Format::Raw, "raw data that begins with zeros");
        add("noise", QByteArray("noise").repeated(1000), Format::Raw, "raw data of no known format");
        add("html", "<!DOCTYPE html><html><head><title>404", Format::Raw, "an HTML page (a failed download?)");
        add("iso", iso(), Format::Iso, "an ISO 9660 CD or DVD image (DEBIAN 12)");
        bytes = QByteArray(2048, '\0');
        put(bytes, 0, "appliance.ovf");
        put(bytes, 257, "ustar");
        add("ova", bytes, Format::Tar, "an OVA appliance");
        add("gzip", QByteArray("\x1f\x8b\x08 and so on", 13), Format::Compressed, "data compressed with gzip");
        add("xz", QByteArray("\xfd" "7zXZ\0...", 9), Format::Compressed, "data compressed with xz");
        bytes = QByteArray(1024, '\0');
        little<quint16>(bytes, 510, 0xaa55);
        put(bytes, 0x202, "HdrS");
        add("kernel", bytes, Format::Kernel, "a Linux kernel (bzImage)");
        add("cpio", "070701000000", Format::Ramdisk, "an initial ramdisk (cpio)");
        add("qed", QByteArray("QED\0....", 8), Format::Foreign, "a QED image");
        add("qcow1", qcow2(1), Format::Foreign, "a qcow image of version 1");
        add("luks", QByteArray("LUKS\xba\xbe\0\1", 8), Format::Luks, "a disk encrypted with LUKS 1");
        add("one byte", "x", Format::Raw, "raw data of no known format");
    }
    void knowsPlainFormats()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, format);
        QFETCH(QString, description);
        const auto it = inspect(bytes);
        QCOMPARE(int(it.format), format);
        QCOMPARE(it.description, description);
        QVERIFY(it.unsafe.isEmpty());
    }
    void tellsLiesApart()
    {
        QCOMPARE(declared(mbr(), "qcow2"),
                 QStringLiteral("You said qcow2, but the data is a raw disk with an MBR: set disk_format to \"raw\", "
                                "or upload the right file."));
        QCOMPARE(declared(qcow2(), "raw"),
                 QStringLiteral("You said raw, but the data is a qcow2 image of version 3: set disk_format to "
                                "\"qcow2\", or upload the right file."));
        QVERIFY(declared(QByteArray("\x1f\x8b\x08...", 6), "raw").contains(u"unpack it first"));
        QVERIFY(declared("<html>", "iso").contains(u"an HTML page"));
        QVERIFY(declared(iso(), "raw").contains(u"set disk_format to \"iso\""));
        QVERIFY(declared(qcow2(1), "qcow2").contains(u"convert it to qcow2"));
        QVERIFY(declared(mbr(), "raw", "ova").startsWith(u"You said ova, but"));
        QVERIFY(declared(vmdk("x"), "vdi").contains(u"a VMDK image"));
        QVERIFY(declared(mbr(), "nonsense").startsWith(u"You said nonsense"));
    }
    void acceptsTheTruth()
    {
        QCOMPARE(declared(mbr(), "raw"), QString());
        QCOMPARE(declared("anything at all", "raw"), QString());
        QCOMPARE(declared(qcow2(), "qcow2"), QString());
        QCOMPARE(declared(iso(), "iso"), QString());
        auto hybrid = iso();
        hybrid.replace(0, 512, mbr(512));
        QCOMPARE(declared(hybrid, "iso"), QString());
        QCOMPARE(declared(hybrid, "raw"), QString());
        QCOMPARE(declared(mbr(), "ami", "ami"), QString());
        QCOMPARE(declared("070701", "ari", "ari"), QString());
        QCOMPARE(declared(QByteArray("\x1f\x8b\x08...", 6), "ari", "ari"), QString());
        QCOMPARE(declared(QByteArray("\x1f\x8b\x08...", 6), "qcow2", "compressed"), QString());
    }
    void theVerdictDoesNotDependOnThePieces()
    {
        for (const auto& bytes : { qcow2(), iso(), mbr(3000), QByteArray("x") }) {
            for (const int piece : { 1, 7, 511, 512, 513, 65536 }) {
                if (piece < 7 && bytes.size() > 5000)
                    continue;
                ImageInspector inspector;
                for (qsizetype at = 0; at < bytes.size(); at += piece)
                    inspector.feed(QByteArrayView(bytes).sliced(at, std::min<qsizetype>(piece, bytes.size() - at)));
                QCOMPARE(inspector.inspection().description, inspect(bytes).description);
                QCOMPARE(inspector.size(), bytes.size());
            }
        }
        ImageInspector longOne;
        for (int i = 0; i < 3000; ++i)
            longOne.feed(QByteArray(1000, 'x'));
        QByteArray footer(512, '\0');
        put(footer, 0, "conectix");
        longOne.feed(footer);
        QCOMPARE(longOne.inspection().format, Format::Vpc);
        QVERIFY(longOne.isReady());
    }
    void survivesNoise()
    {
        auto* random = QRandomGenerator::global();
        const QList<QByteArray> seeds { qcow2().left(4096), vmdk(descriptor("monolithicSparse", "RW 1 SPARSE \"a\"")),
                                        iso(), mbr(), QByteArray("vhdxfile") + QByteArray(4096, '\xff') };
        for (int round = 0; round < 3000; ++round) {
            auto bytes = seeds[round % seeds.size()];
            for (int change = 0; change < 8; ++change)
                bytes[random->bounded(std::min<int>(int(bytes.size()), 600))] = char(random->bounded(256));
            bytes.truncate(random->bounded(int(bytes.size())));
            const auto it = inspect(bytes);
            QVERIFY(!it.description.isEmpty());
            QVERIFY(it.virtualSize >= 0 && it.virtualSize <= 64ll << 40);
        }
    }
    void agreesWithQemu_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("expected");
        QTest::newRow("qcow2") << "qcow2" << "compat=1.1" << int(Format::Qcow2);
        QTest::newRow("qcow2 v2") << "qcow2" << "compat=0.10" << int(Format::Qcow2);
        QTest::newRow("qcow2 extended") << "qcow2" << "extended_l2=on,cluster_size=128k" << int(Format::Qcow2);
        QTest::newRow("qcow2 tiny clusters") << "qcow2" << "cluster_size=512" << int(Format::Qcow2);
        QTest::newRow("vmdk") << "vmdk" << "subformat=monolithicSparse" << int(Format::Vmdk);
        QTest::newRow("vmdk stream") << "vmdk" << "subformat=streamOptimized" << int(Format::Vmdk);
        QTest::newRow("vdi") << "vdi" << "static=off" << int(Format::Vdi);
        QTest::newRow("vpc") << "vpc" << "subformat=dynamic" << int(Format::Vpc);
        QTest::newRow("vpc fixed") << "vpc" << "subformat=fixed" << int(Format::Vpc);
        QTest::newRow("vhdx") << "vhdx" << "subformat=dynamic" << int(Format::Vhdx);
    }
    void agreesWithQemu()
    {
        QFETCH(QString, format);
        QFETCH(QString, option);
        QFETCH(int, expected);
        const auto path = m_folder.filePath(QStringLiteral("by-qemu"));
        const auto source = write(QByteArray(1 << 20, 'd') + QByteArray(3 << 20, '\0'));
        const auto arguments = QStringLiteral("convert -O %1 -o %2 %3 %4").arg(format, option, source, path);
        QVERIFY(process::run(QStringLiteral("qemu-img"), arguments.split(u' ')));
        const auto it = inspectFile(path).value();
        QCOMPARE(int(it.format), expected);
        QVERIFY2(it.unsafe.isEmpty(), qPrintable(it.unsafe.join(u'|')));
        QVERIFY(it.complete);
        if (it.format != Format::Vpc)
            QCOMPARE(it.virtualSize, 4 << 20);
        const auto size = checkWithQemu(path, it);
        QVERIFY2(size, qPrintable(size ? QString() : size.error().message));
        QVERIFY(*size >= 4 << 20);
    }
    void qemuRefusesWhatWeWouldPass()
    {
        auto bytes = qcow2();
        big<quint64>(bytes, 40, 0x30001);   // L1 table off its cluster
        const auto path = write(bytes);
        const auto it = inspectFile(path).value();
        QVERIFY(it.unsafe.isEmpty());
        const auto result = checkWithQemu(path, it);
        QCOMPARE(result.error().code, ErrorCode::UnsupportedMediaType);
        QVERIFY2(!result.error().message.contains(path), qPrintable(result.error().message));
        // And a backing file, should the inspector ever miss it.
        const auto backed = m_folder.filePath(QStringLiteral("backed"));
        const auto arguments = QStringLiteral("create -f qcow2 -F raw -b %1 %2 1G").arg(write("x"), backed);
        QVERIFY(process::run(QStringLiteral("qemu-img"), arguments.split(u' ')));
        QVERIFY(!inspectFile(backed)->unsafe.isEmpty());
        QVERIFY(checkWithQemu(backed, it).error().message.contains(u"refers to other files"));
    }
    void acceptsNothingUnaskedWhereQemuIs_data()
    {
        QTest::addColumn<bool>("installed");
        QTest::newRow("installed, and can't be run") << true;
        QTest::newRow("not installed") << false;
    }
    void acceptsNothingUnaskedWhereQemuIs()
    {
        QFETCH(bool, installed);
        QTemporaryDir programs;
        QFile program(programs.filePath(QStringLiteral("qemu-img")));
        if (installed)
            QVERIFY(program.open(QIODevice::WriteOnly) && program.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        program.close();
        sdk::Image image;
        image.diskFormat = QStringLiteral("vmdk");
        image.containerFormat = QStringLiteral("bare");
        const auto path = write(vmdk(descriptor("monolithicSparse", "RW 2048 SPARSE \"disk.vmdk\"")));
        const auto before = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(programs.path()));
        const auto size = judgeFile(path, image);
        qputenv("PATH", before);
        QCOMPARE(size.has_value(), !installed);
        if (!installed) {
            QCOMPARE(*size, qint64(2048) * 512);
            return;
        }
        QVERIFY2(size.error().code == ErrorCode::Unavailable && size.error().message.contains(u"can't be started"), qPrintable(size.error().message));
    }

private:
    void isRefusedQcow2()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        const auto it = inspect(bytes);
        QCOMPARE(it.format, Format::Qcow2);
        QCOMPARE(it.unsafe.join(u'|'), reason);
        const auto safe = checkSafe(it);
        QCOMPARE(safe.error().code, ErrorCode::UnsupportedMediaType);
        QVERIFY(safe.error().message.contains(reason));
    }
    QString write(const QByteArray& bytes)
    {
        const auto path = m_folder.filePath(QStringLiteral("image-%1").arg(++m_count));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no room for a test image");
        return path;
    }
    QTemporaryDir m_folder;
    int m_count = 0;
};
SKYLAB_TEST(InspectorTest)
#include "InspectorTest.moc"
