#include "image/inspector/Probes.h"

namespace skylab::image {

namespace {

/// Offsets and bits of the qcow2 header, docs/interop/qcow2.txt.
namespace qcow2 {
constexpr quint32 magic = 0x514649fb;
constexpr quint64 dirtyBit = 1, corruptBit = 2, externalDataBit = 4, compressionBit = 8, extendedL2Bit = 16;
constexpr quint64 knownBits = dirtyBit | corruptBit | externalDataBit | compressionBit | extendedL2Bit;
constexpr quint32 externalDataExtension = 0x44415441;
constexpr quint64 largestL1Bytes = 32 * 1024 * 1024;
constexpr quint32 mostSnapshots = 65'536;      // QEMU opens no more
} // namespace qcow2

void checkQcow2Features(const Bytes& bytes, Inspection& result)
{
    const auto incompatible = bytes.big<quint64>(72);
    if (incompatible & qcow2::externalDataBit)
        result.unsafe << text("its data lies in another file");
    if (incompatible & qcow2::corruptBit)
        result.unsafe << text("it is marked as corrupt");
    if (incompatible & ~qcow2::knownBits)
        result.unsafe << text("it needs features that nobody knows");
    auto at = qint64(bytes.big<quint32>(100));
    if (at < 104 || at > 64 * 1024) {
        result.unsafe << text("its header has an impossible length");
        return;
    }
    for (int count = 0; count < 64 && bytes.has(at, 8); ++count) {
        const auto type = bytes.big<quint32>(at);
        if (type == 0)
            break;
        if (type == qcow2::externalDataExtension && !(incompatible & qcow2::externalDataBit))
            result.unsafe << text("it names another file for its data");
        at += 8 + (qint64(bytes.big<quint32>(at + 4)) + 7) / 8 * 8;
    }
}

void checkQcow2Tables(const Bytes& bytes, Inspection& result)
{
    const auto clusterBits = bytes.big<quint32>(20);
    if (clusterBits < 9 || clusterBits > 21) {
        result.unsafe << text("its clusters have an impossible size");
        return;
    }
    const auto l1Bytes = quint64(bytes.big<quint32>(36)) * 8;
    const auto l1Offset = bytes.big<quint64>(40);
    const auto countsOffset = bytes.big<quint64>(48);
    const auto bytesPerEntry = quint64(1) << (2 * clusterBits - 3);
    if (bytes.big<quint32>(60) > qcow2::mostSnapshots)
        result.unsafe << text("its list of snapshots has an impossible length");
    if (l1Bytes > qcow2::largestL1Bytes || bytes.big<quint32>(56) > 8 * 1024 * 1024 / (1u << (clusterBits - 9)))
        result.unsafe << text("its tables have an impossible size");
    else if (l1Bytes / 8 < (quint64(result.virtualSize) + bytesPerEntry - 1) / bytesPerEntry)
        result.unsafe << text("its tables are too small for its size");
    else if (bytes.isWhole() && (l1Offset + l1Bytes > quint64(bytes.size()) || countsOffset >= quint64(bytes.size())))
        result.unsafe << text("it is cut short");
}

} // namespace

QString quoted(const QByteArray& bytes)
{
    QString result;
    for (const auto c : QString::fromUtf8(bytes.left(bytes.indexOf('\0') < 0 ? bytes.size() : bytes.indexOf('\0'))))
        result += c.isPrint() ? c : QChar(u'?');
    return result.size() > 80 ? result.left(77) + QStringLiteral("...") : result;
}

void setVirtualSize(Inspection& inspection, quint64 bytes)
{
    if (bytes > quint64(largestDisk)) {
        inspection.unsafe << QStringLiteral("it claims %1 TiB, more than the 64 that a disk may have").arg(bytes >> 40);
        return;
    }
    inspection.virtualSize = qint64(bytes);
}

std::optional<Inspection> probeQcow2(const Bytes& bytes)
{
    const auto version = bytes.big<quint32>(4);
    if (bytes.big<quint32>(0) != qcow2::magic || version == 1)
        return {};
    Inspection result { Format::Qcow2, QStringLiteral("a qcow2 image of version %1").arg(version) };
    if (version > 3) {
        result.unsafe << QStringLiteral("its version %1 is not known").arg(version);
        return result;
    }
    if (!bytes.has(0, version == 3 ? 104 : 72)) {
        result.unsafe << text("it is cut short");
        return result;
    }
    setVirtualSize(result, bytes.big<quint64>(24));
    if (const auto offset = bytes.big<quint64>(8); offset != 0) {
        const auto length = std::min<qint64>(bytes.big<quint32>(16), 1023);
        const bool isNear = offset < quint64(ImageInspector::headSize);
        const auto name = isNear ? quoted(bytes.at(qint64(offset), length)) : QString();
        result.unsafe << QStringLiteral("it is backed by another file (%1)").arg(name);
    }
    result.encrypted = bytes.big<quint32>(32) != 0;
    checkQcow2Tables(bytes, result);
    if (version == 3)
        checkQcow2Features(bytes, result);
    return result;
}

/// VirtualBox's VDI 1.1 header.
std::optional<Inspection> probeVdi(const Bytes& bytes)
{
    if (bytes.little<quint32>(0x40) != 0xbeda107f)
        return {};
    Inspection result { Format::Vdi, text("a VirtualBox VDI image") };
    if (bytes.little<quint32>(0x44) != 0x00010001)
        result.unsafe << text("its version is not known");
    const auto type = bytes.little<quint32>(0x4c);
    const QByteArray none(16, '\0');
    if (type == 3 || type == 4 || bytes.at(0x1a8, 16) != none || bytes.at(0x1b8, 16) != none)
        result.unsafe << text("it is the difference to another image");
    setVirtualSize(result, bytes.little<quint64>(0x170));
    return result;
}

/// Microsoft's VHD: a footer at the end, and for growing disks a copy of it at the start.
std::optional<Inspection> probeVpc(const Bytes& bytes)
{
    const bool atStart = bytes.is(0, "conectix");
    const auto footer = atStart ? 0 : bytes.size() - 512;
    if (!atStart && (bytes.size() < 512 || !bytes.is(footer, "conectix")))
        return {};
    Inspection result { Format::Vpc, text(atStart ? "a VHD image" : "a VHD image of fixed size") };
    const auto type = bytes.big<quint32>(footer + 60);
    if (type == 4)
        result.unsafe << text("it is the difference to another image");
    else if (type != 2 && type != 3)
        result.unsafe << text("its kind is not known");
    setVirtualSize(result, bytes.big<quint64>(footer + 48));
    return result;
}

std::optional<Inspection> probeLuks(const Bytes& bytes)
{
    if (!bytes.is(0, QByteArrayView("LUKS\xba\xbe", 6)))
        return {};
    const auto version = bytes.big<quint16>(6);
    Inspection result { Format::Luks, QStringLiteral("a disk encrypted with LUKS %1").arg(version) };
    result.encrypted = true;
    const auto payload = qint64(bytes.big<quint32>(104)) * 512;   // of version 2 it stands in JSON: size unknown
    if (version == 1 && payload > 0 && payload <= bytes.size())
        result.virtualSize = bytes.size() - payload;
    return result;
}

std::optional<Inspection> probeForeign(const Bytes& bytes)
{
    if (bytes.is(0, "WithoutFreeSpace") || bytes.is(0, "WithouFreSpacExt"))
        return Inspection { Format::Ploop, text("a ploop (Parallels) image") };
    if (bytes.is(0, QByteArrayView("QED\0", 4)))
        return Inspection { Format::Foreign, text("a QED image") };
    if (bytes.big<quint32>(0) == qcow2::magic && bytes.big<quint32>(4) == 1)
        return Inspection { Format::Foreign, text("a qcow image of version 1") };
    if (bytes.is(0, "COWD"))
        return Inspection { Format::Foreign, text("one extent of an ESX image (COWD)") };
    if (bytes.size() >= 512 && bytes.is(bytes.size() - 512, "koly"))
        return Inspection { Format::Foreign, text("an Apple disk image (DMG)") };
    if (bytes.is(0, "Bochs Virtual HD Image"))
        return Inspection { Format::Foreign, text("a Bochs image") };
    return {};
}

} // namespace skylab::image
