#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

namespace skylab::image {

/// What image data can be. Raw is everything that is nothing else.
enum class Format {
    Raw,
    Qcow2,
    Vmdk,
    Vdi,
    Vpc,          ///< Glance's "vhd"
    Vhdx,
    Iso,
    Luks,
    Ploop,
    Tar,          ///< an OVA is one
    Kernel,
    Ramdisk,
    Compressed,   ///< gzip, xz, bzip2, zstd
    Foreign,      ///< a disk format that no disk_format names: qcow 1, QED, DMG ...
};

struct Inspection {
    Format format = Format::Raw;
    /// For sentences: "a raw disk with an MBR", "a qcow2 image of version 3".
    QString description;
    /// What a guest sees, in bytes; 0 = not known (a kernel, or the header lies beyond what was fed).
    qint64 virtualSize = 0;
    /// Why nothing may be made of it; each a clause, "it is backed by another file (/etc/passwd)".
    QStringList unsafe = {};
    bool encrypted = false;
    /// An ISO that is also a partitioned disk (for USB sticks): raw is no lie then.
    bool isHybrid = false;
    /// False when more data is needed for a verdict; inspectFile() gives it.
    bool complete = true;
};

/// Looks at a stream as it passes: keeps its first MiB and its last 512 bytes. Pure; one user at a time.
/// Formats after QEMU's docs/interop (qcow2, vhdx), the VMDK and VHD specifications of their makers, ECMA-119, POSIX
/// ustar, the UEFI and LUKS specifications and the Linux boot protocol.
class ImageInspector {
public:
    static constexpr qint64 headSize = 1024 * 1024;

    void feed(QByteArrayView bytes);
    /// Enough was fed for a verdict on most formats; more can only show that the data is cut short or has a trailer.
    [[nodiscard]] bool isReady() const { return m_head.size() == headSize; }
    [[nodiscard]] qint64 size() const { return m_size; }
    /// The verdict on what was fed so far. Call it again at the end: a fixed VHD is known by its trailer.
    [[nodiscard]] Inspection inspection() const;

private:
    QByteArray m_head;
    QByteArray m_tail;
    qint64 m_size = 0;
};

/// The verdict on a whole file. Reads a few KiB here and there. Errors: NotFound, Internal (can't be read).
Result<Inspection> inspectFile(const QString& path);

/// UnsupportedMediaType when the data is not what was declared: "You said qcow2, but the data is a raw disk with an
/// MBR: ...", with what to do. `containerFormat` "ova", "docker" and "compressed" speak of the wrapping.
Result<> checkDeclared(const Inspection& inspection, const QString& diskFormat, const QString& containerFormat);

/// UnsupportedMediaType when there is a reason in `unsafe`.
Result<> checkSafe(const Inspection& inspection);

/// Glance's name, "vhd"; empty where there is none.
QString diskFormat(Format format);
/// QEMU's name, "vpc", to be stated to it with -f; "raw" for what a guest reads as it is; empty for what is no disk.
QString qemuFormat(Format format);

} // namespace skylab::image
