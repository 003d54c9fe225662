// What somebody uploads as an image, without most of its zeros: 00 and a number stand for a run of them (see unpacked()), so that a
// VHDX, whose tables lie far from each other, is a few hundred bytes. However it streams in, the verdict must be the same.
#include "fuzz/Fuzz.h"
#include "image/inspector/Probes.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::image;
using fuzz::ensure;

namespace {

constexpr qsizetype most = 2 * 1024 * 1024 + 4096;

/// 00 k: k + 1 zeros, from 128 on (k - 127) * 4096 of them.
QByteArray unpacked(const unsigned char* data, std::size_t size)
{
    QByteArray bytes;
    for (std::size_t i = 0; i < size && bytes.size() < most; ++i) {
        if (data[i] != 0) {
            bytes += char(data[i]);
            continue;
        }
        const int count = ++i < size ? data[i] : 0;
        bytes.append(count < 128 ? count + 1 : (count - 127) * 4096, '\0');
    }
    return bytes;
}

constexpr Format all[] = { Format::Raw, Format::Qcow2, Format::Vmdk, Format::Vdi, Format::Vpc, Format::Vhdx, Format::Iso,
                           Format::Luks, Format::Ploop, Format::Tar, Format::Kernel, Format::Ramdisk, Format::Compressed, Format::Foreign };

bool isSame(const Inspection& a, const Inspection& b)
{
    return a.format == b.format && a.description == b.description && a.virtualSize == b.virtualSize && a.unsafe == b.unsafe
        && a.encrypted == b.encrypted && a.isHybrid == b.isHybrid && a.complete == b.complete;
}

Inspection streamed(const QByteArray& bytes, qsizetype piece)
{
    ImageInspector inspector;
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        inspector.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
    ensure(inspector.size() == bytes.size(), "what was fed is counted");
    return inspector.inspection();
}

Inspection ofFile(const QByteArray& bytes)
{
    const int fd = ::memfd_create("image", MFD_CLOEXEC);
    ensure(fd >= 0 && ::write(fd, bytes.constData(), size_t(bytes.size())) == bytes.size(), "there is room for the image");
    const auto inspection = inspectFile(QStringLiteral("/proc/self/fd/%1").arg(fd));
    ::close(fd);
    ensure(inspection.has_value(), "a file can be inspected");
    return *inspection;
}

void check(const Inspection& it)
{
    ensure(!it.description.isEmpty() && it.description.size() < 300, "it is described, briefly");
    ensure(it.virtualSize >= 0 && it.virtualSize <= largestDisk, "a size is one that a disk can have");
    ensure(it.unsafe.size() < 200, "there are only so many reasons");
    for (const auto& reason : it.unsafe) {
        ensure(!reason.isEmpty() && reason.size() < 400, "a reason has words, and not many");
        ensure(std::all_of(reason.begin(), reason.end(), [](QChar c) { return c.isPrint(); }), "a reason can be printed");
    }
    const auto safe = checkSafe(it);
    ensure(safe.has_value() == it.unsafe.isEmpty(), "what is unsafe is refused");
    fuzz::ensureSays(safe, 64 * 1024);
    int fitting = 0;
    for (const auto format : all) {
        const auto declared = checkDeclared(it, diskFormat(format), QStringLiteral("bare"));
        fuzz::ensureSays(declared);
        fitting += declared && !diskFormat(format).isEmpty() && format != Format::Kernel && format != Format::Ramdisk;
    }
    ensure(fitting <= 1 + it.isHybrid, "it is one thing, or an ISO that is a disk too");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto bytes = unpacked(data, size);
    const auto whole = streamed(bytes, std::max<qsizetype>(bytes.size(), 1));
    check(whole);
    ensure(isSame(whole, streamed(bytes, std::max<qsizetype>(61, bytes.size() / 500))), "the pieces don't matter");
    const auto file = ofFile(bytes);
    check(file);
    if (whole.complete && bytes.size() <= ImageInspector::headSize) {
        ensure(file.format == whole.format, "the stream and the file agree on the format");
        for (const auto& reason : whole.unsafe)
            ensure(file.unsafe.contains(reason), "what the stream was refused for the file is refused for");
    }
    return 0;
}
