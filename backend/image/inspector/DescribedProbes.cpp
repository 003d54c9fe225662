#include "image/inspector/Probes.h"

#include <QList>
#include <QUuid>

namespace skylab::image {

namespace {

constexpr qint64 sector = 512;
/// What QEMU reads of the descriptor of a VMDK image, from the second sector on, whatever the header says of it.
constexpr qint64 qemuSectors = 20;

/// key="value" of a descriptor line.
QByteArray valueOf(const QByteArray& line)
{
    const auto value = line.mid(line.indexOf('=') + 1).trimmed();
    return value.size() >= 2 && value.startsWith('"') && value.endsWith('"') ? value.mid(1, value.size() - 2) : value;
}

/// The text that names the kind, the parent and the extents. Good is one extent, the file itself.
void checkDescriptor(const QByteArray& descriptor, Inspection& result)
{
    QByteArray kind;
    int extents = 0;
    for (const auto& rawLine : QByteArray(descriptor.constData()).split('\n')) {   // it ends at the first zero
        const auto line = rawLine.trimmed();
        const auto lower = line.toLower();
        if (lower.contains("parentfilenamehint"))      // QEMU takes it wherever it stands
            result.unsafe << QStringLiteral("it is backed by another file (%1)").arg(quoted(valueOf(line)));
        if (lower.startsWith("createtype")) {
            kind = valueOf(line);
        } else if (lower.startsWith("parentcid") && valueOf(lower) != "ffffffff") {
            result.unsafe << text("it is the difference to another image");
        } else if (lower.startsWith("rw ") || lower.startsWith("rdonly ") || lower.startsWith("noaccess ")) {
            ++extents;
            if (line.contains('/') || line.contains('\\') || !lower.contains("sparse"))
                result.unsafe << QStringLiteral("its data lies in another file (%1)").arg(quoted(line));
        }
    }
    if (kind != "monolithicSparse" && kind != "streamOptimized") {
        const auto words = QStringLiteral("its kind is \"%1\", not monolithicSparse or streamOptimized");
        result.unsafe << words.arg(quoted(kind));
    }
    if (extents != 1)
        result.unsafe << QStringLiteral("it has %1 extents instead of one").arg(extents);
}

} // namespace

std::optional<Inspection> probeVmdk(const Bytes& bytes)
{
    if (bytes.at(0, 64).trimmed().toLower().startsWith("# disk descriptorfile")) {
        Inspection result { Format::Vmdk, text("the descriptor of a VMDK image, whose data lies elsewhere") };
        checkDescriptor(bytes.at(0, std::min<qint64>(bytes.size(), 64 * 1024)), result);
        result.unsafe << text("it only describes other files");
        return result;
    }
    if (!bytes.is(0, "KDMV"))
        return {};
    Inspection result { Format::Vmdk, text("a VMDK image") };
    const auto capacity = bytes.little<quint64>(12);
    const auto offset = bytes.little<quint64>(28);
    const auto length = bytes.little<quint64>(36);
    // QEMU takes a header without capacity as leave to follow the descriptor to any file.
    if (capacity == 0)
        result.unsafe << text("its header gives no size");
    setVirtualSize(result, capacity > quint64(largestDisk) / sector + 1 ? ~quint64(0) : capacity * sector);
    if (offset != 1 || length == 0 || length > 2048) {
        result.unsafe << text("it has no proper descriptor");
        return result;
    }
    if (bytes.has(sector, qint64(length) * sector))
        checkDescriptor(bytes.at(sector, std::max(qint64(length), qemuSectors) * sector), result);
    else if (bytes.isWhole())
        result.unsafe << text("it is cut short");
    else
        result.complete = false;
    return result;
}

namespace {

/// GUIDs of the VHDX specification, as their bytes lie in the file.
QByteArray guid(const char* spelling) { return QUuid(QString::fromLatin1(spelling)).toRfc4122(); }

/// In the file the first three groups are little endian.
QByteArray guidAt(const Bytes& bytes, qint64 offset)
{
    const auto raw = bytes.at(offset, 16);
    return QUuid(qFromLittleEndian<quint32>(raw.constData()), qFromLittleEndian<quint16>(raw.constData() + 4),
                 qFromLittleEndian<quint16>(raw.constData() + 6), uchar(raw[8]), uchar(raw[9]), uchar(raw[10]),
                 uchar(raw[11]), uchar(raw[12]), uchar(raw[13]), uchar(raw[14]), uchar(raw[15])).toRfc4122();
}

qint64 metadataOffset(const Bytes& bytes)
{
    constexpr qint64 regionTable = 192 * 1024;
    if (!bytes.is(regionTable, "regi"))
        return -1;
    const auto wanted = guid("8b7ca206-4790-4b9a-b8fe-575f050f886e");
    const auto count = std::min<quint32>(bytes.little<quint32>(regionTable + 8), 2047);
    for (quint32 number = 0; number < count; ++number) {
        const auto entry = regionTable + 16 + qint64(number) * 32;
        if (guidAt(bytes, entry) == wanted)
            return qint64(bytes.little<quint64>(entry + 16) & 0x7fffffffffffffff);
    }
    return -1;
}

void readVhdxMetadata(const Bytes& bytes, qint64 table, Inspection& result)
{
    const auto size = guid("2fa54224-cd1b-4876-b211-5dbed83bf4b8");
    const auto parameters = guid("caa16737-fa36-4d43-b3b6-33f0aa44e76b");
    const auto parent = guid("a8d35f2d-b30b-454d-abf7-d3d84834ab0c");
    constexpr quint32 hasParentBit = 2;
    const auto count = std::min<quint16>(bytes.little<quint16>(table + 10), 2047);
    for (int number = 0; number < count; ++number) {
        const auto entry = table + 32 + qint64(number) * 32;
        const auto item = guidAt(bytes, entry);
        const auto where = table + bytes.little<quint32>(entry + 16);
        if (item == size)
            setVirtualSize(result, bytes.little<quint64>(where));
        else if (item == parent || (item == parameters && (bytes.little<quint32>(where + 4) & hasParentBit)))
            result.unsafe << text("it is the difference to another image");
    }
    result.unsafe.removeDuplicates();
}

} // namespace

std::optional<Inspection> probeVhdx(const Bytes& bytes)
{
    if (!bytes.is(0, "vhdxfile"))
        return {};
    Inspection result { Format::Vhdx, text("a VHDX image") };
    const auto table = metadataOffset(bytes);
    if (table > 0 && bytes.is(table, "metadata"))
        readVhdxMetadata(bytes, table, result);
    else if (bytes.isWhole())
        result.unsafe << text("its metadata is missing or cut short");
    else
        result.complete = false;
    return result;
}

} // namespace skylab::image
