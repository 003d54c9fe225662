#include "image/inspector/ImageInspector.h"

#include "core/Fd.h"
#include "image/inspector/Probes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::image {

namespace {

constexpr qint64 tailSize = 512;

/// The first that matches names the format. The weakest come last.
constexpr Probe probes[] = { probeQcow2, probeVmdk, probeVdi,  probeVhdx,       probeLuks,  probeForeign,
                             probeVpc,   probeIso,  probeTar,  probeCompressed, probeKernel };

Inspection inspect(const Bytes& bytes)
{
    std::optional<Inspection> first;
    for (const auto probe : probes) {
        auto found = probe(bytes);
        if (!found)
            continue;
        if (!first) {
            first = std::move(found);
            continue;
        }
        // A file that is two things shows one face to the check and the other to the guest.
        first->unsafe << QStringLiteral("it is also %1").arg(found->description);
    }
    return first ? *first : probeRaw(bytes);
}

bool isRamdisk(Format format)
{
    return format == Format::Ramdisk || format == Format::Compressed || format == Format::Raw;
}

bool matches(const Inspection& it, const QString& disk, const QString& container)
{
    if (container == QLatin1String("ova"))
        return it.format == Format::Tar;
    if (container == QLatin1String("docker"))
        return it.format == Format::Tar || it.format == Format::Compressed;
    if (container == QLatin1String("compressed"))
        return it.format == Format::Compressed;
    if (disk == QLatin1String("aki"))
        return it.format == Format::Kernel || it.format == Format::Raw;
    if (disk == QLatin1String("ari"))
        return isRamdisk(it.format);
    if (disk == QLatin1String("ami"))
        return it.format == Format::Raw;
    if (disk == QLatin1String("raw"))
        return it.format == Format::Raw || it.isHybrid;
    return diskFormat(it.format) == disk;
}

QString advice(const Inspection& it)
{
    if (it.format == Format::Compressed)
        return QStringLiteral("unpack it first, then upload what was inside");
    if (it.format == Format::Tar)
        return QStringLiteral("unpack it and upload the disk inside, or set container_format to \"ova\" if it is one");
    if (it.format == Format::Foreign)
        return QStringLiteral("convert it to qcow2 first, with qemu-img convert");
    if (it.format == Format::Kernel)
        return QStringLiteral("set disk_format and container_format to \"aki\"");
    if (it.format == Format::Ramdisk)
        return QStringLiteral("set disk_format and container_format to \"ari\"");
    return QStringLiteral("set disk_format to \"%1\", or upload the right file").arg(diskFormat(it.format));
}

} // namespace

void ImageInspector::feed(QByteArrayView bytes)
{
    if (const auto room = headSize - m_head.size(); room > 0)
        m_head.append(bytes.first(std::min<qsizetype>(bytes.size(), room)));
    if (bytes.size() >= tailSize)
        m_tail = bytes.last(tailSize).toByteArray();
    else
        m_tail = m_tail.append(bytes).right(tailSize);
    m_size += bytes.size();
}

Inspection ImageInspector::inspection() const
{
    const auto read = [this](qint64 offset, qint64 length) -> QByteArray {
        if (offset + length <= m_head.size() || m_size == m_head.size())
            return m_head.mid(offset, length);
        const auto inTail = offset - (m_size - m_tail.size());
        return inTail >= 0 ? m_tail.mid(inTail, length) : QByteArray();
    };
    return inspect(Bytes(read, m_size, false));
}

Result<Inspection> inspectFile(const QString& path)
{
    const Fd file(::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return fail(ErrorCode::NotFound, QStringLiteral("The image's file %1 can't be opened.").arg(path));
    bool failed = false;
    const auto read = [&](qint64 offset, qint64 length) {
        QByteArray bytes(length, Qt::Uninitialized);
        const auto count = ::pread(file.get(), bytes.data(), size_t(length), offset);
        failed = failed || count < 0;
        bytes.truncate(std::max<ssize_t>(count, 0));
        return bytes;
    };
    auto result = inspect(Bytes(read, status.st_size, true));
    if (failed)
        return fail(ErrorCode::Internal, QStringLiteral("The image's file %1 can't be read.").arg(path));
    return result;
}

Result<> checkDeclared(const Inspection& inspection, const QString& diskFormat, const QString& containerFormat)
{
    if (matches(inspection, diskFormat, containerFormat))
        return {};
    const QStringList wrappings { QStringLiteral("ova"), QStringLiteral("docker"), QStringLiteral("compressed") };
    const auto& said = wrappings.contains(containerFormat) ? containerFormat : diskFormat;
    const auto message = QStringLiteral("You said %1, but the data is %2: %3.");
    return fail(ErrorCode::UnsupportedMediaType, message.arg(said, inspection.description, advice(inspection)),
                QStringLiteral("disk_format"));
}

Result<> checkSafe(const Inspection& inspection)
{
    if (inspection.unsafe.isEmpty())
        return {};
    return fail(ErrorCode::UnsupportedMediaType,
                QStringLiteral("The image (%1) is refused: %2. Make one whole file of it with qemu-img convert, and "
                               "upload that.")
                    .arg(inspection.description, inspection.unsafe.join(QStringLiteral("; "))));
}

QString diskFormat(Format format)
{
    switch (format) {
    case Format::Raw: return QStringLiteral("raw");
    case Format::Qcow2: return QStringLiteral("qcow2");
    case Format::Vmdk: return QStringLiteral("vmdk");
    case Format::Vdi: return QStringLiteral("vdi");
    case Format::Vpc: return QStringLiteral("vhd");
    case Format::Vhdx: return QStringLiteral("vhdx");
    case Format::Iso: return QStringLiteral("iso");
    case Format::Luks: return QStringLiteral("luks");
    case Format::Ploop: return QStringLiteral("ploop");
    case Format::Kernel: return QStringLiteral("aki");
    case Format::Ramdisk: return QStringLiteral("ari");
    case Format::Tar:
    case Format::Compressed:
    case Format::Foreign: break;
    }
    return {};
}

QString qemuFormat(Format format)
{
    switch (format) {
    case Format::Raw:
    case Format::Iso: return QStringLiteral("raw");
    case Format::Vpc: return QStringLiteral("vpc");
    case Format::Qcow2:
    case Format::Vmdk:
    case Format::Vdi:
    case Format::Vhdx:
    case Format::Luks: return diskFormat(format);
    case Format::Ploop: return QStringLiteral("parallels");
    default: return {};
    }
}

} // namespace skylab::image
