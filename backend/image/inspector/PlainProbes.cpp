#include "image/inspector/Probes.h"

namespace skylab::image {

namespace {

bool hasBootSignature(const Bytes& bytes) { return bytes.little<quint16>(510) == 0xaa55; }

/// A boot sector has the signature too; partitions are told by four entries that make sense.
bool hasMbr(const Bytes& bytes)
{
    if (!hasBootSignature(bytes))
        return false;
    bool any = false;
    for (int number = 0; number < 4; ++number) {
        const auto entry = 446 + qint64(number) * 16;
        const auto status = bytes.little<quint8>(entry);
        if (status != 0 && status != 0x80)
            return false;
        any = any || (bytes.little<quint8>(entry + 4) != 0 && bytes.little<quint32>(entry + 12) != 0);
    }
    return any;
}

bool hasGpt(const Bytes& bytes) { return bytes.is(512, "EFI PART") || bytes.is(4096, "EFI PART"); }

QString fileSystem(const Bytes& bytes)
{
    if (bytes.little<quint16>(1080) == 0xef53)
        return text("ext2, ext3 or ext4");
    if (bytes.is(0, "XFSB"))
        return text("XFS");
    if (bytes.is(65600, "_BHRfS_M"))
        return text("Btrfs");
    if (bytes.is(0, "hsqs"))
        return text("SquashFS");
    if (bytes.is(3, "NTFS    "))
        return text("NTFS");
    if (hasBootSignature(bytes) && (bytes.is(54, "FAT") || bytes.is(82, "FAT32")))
        return text("FAT");
    return {};
}

QString rawDescription(const Bytes& bytes)
{
    if (bytes.size() == 0)
        return text("empty");
    if (hasGpt(bytes))
        return text("a raw disk with a GPT");
    if (const auto name = fileSystem(bytes); !name.isEmpty())
        return QStringLiteral("a raw disk with one file system (%1)").arg(name);
    if (hasMbr(bytes))
        return text("a raw disk with an MBR");
    const auto start = bytes.at(0, 256).trimmed().toLower();
    if (start.startsWith("<!doctype html") || start.startsWith("<html"))
        return text("an HTML page (a failed download?)");
    if (bytes.at(0, 512) == QByteArray(512, '\0'))
        return text("raw data that begins with zeros");
    return text("raw data of no known format");
}

} // namespace

/// ECMA-119: volume descriptors from sector 16.
std::optional<Inspection> probeIso(const Bytes& bytes)
{
    if (!bytes.is(32769, "CD001"))
        return {};
    Inspection result { Format::Iso, text("an ISO 9660 CD or DVD image") };
    if (const auto label = quoted(bytes.at(32808, 32).trimmed()); !label.isEmpty())
        result.description += QStringLiteral(" (%1)").arg(label);
    result.isHybrid = hasMbr(bytes) || hasGpt(bytes);
    result.virtualSize = bytes.size();
    return result;
}

std::optional<Inspection> probeTar(const Bytes& bytes)
{
    if (!bytes.is(257, "ustar"))
        return {};
    const bool isOva = quoted(bytes.at(0, 100)).endsWith(QLatin1String(".ovf"), Qt::CaseInsensitive);
    return Inspection { Format::Tar, text(isOva ? "an OVA appliance" : "a tar archive") };
}

std::optional<Inspection> probeCompressed(const Bytes& bytes)
{
    const char* name = nullptr;
    if (bytes.is(0, QByteArrayView("\x1f\x8b\x08", 3)))
        name = "gzip";
    else if (bytes.is(0, QByteArrayView("\xfd" "7zXZ\0", 6)))
        name = "xz";
    else if (bytes.is(0, "BZh") && bytes.is(4, QByteArrayView("\x31\x41\x59\x26\x53\x59", 6)))
        name = "bzip2";
    else if (bytes.is(0, QByteArrayView("\x28\xb5\x2f\xfd", 4)))
        name = "zstd";
    else if (bytes.is(0, QByteArrayView("PK\x03\x04", 4)))
        name = "zip";
    else
        return {};
    return Inspection { Format::Compressed, QStringLiteral("data compressed with %1").arg(QLatin1String(name)) };
}

/// Documentation/x86/boot and arm64/booting of Linux.
std::optional<Inspection> probeKernel(const Bytes& bytes)
{
    if (hasBootSignature(bytes) && bytes.is(0x202, "HdrS"))
        return Inspection { Format::Kernel, text("a Linux kernel (bzImage)") };
    if (bytes.is(56, QByteArrayView("ARM\x64", 4)))
        return Inspection { Format::Kernel, text("a Linux kernel (arm64)") };
    if (bytes.is(0, QByteArrayView("\x7f" "ELF", 4)))
        return Inspection { Format::Kernel, text("an ELF program, perhaps a kernel") };
    if (bytes.is(0, "070701") || bytes.is(0, "070702"))
        return Inspection { Format::Ramdisk, text("an initial ramdisk (cpio)") };
    return {};
}

Inspection probeRaw(const Bytes& bytes)
{
    Inspection result { Format::Raw, rawDescription(bytes) };
    result.virtualSize = bytes.size();
    return result;
}

} // namespace skylab::image
