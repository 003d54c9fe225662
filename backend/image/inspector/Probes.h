#pragma once

#include "image/inspector/Bytes.h"
#include "image/inspector/ImageInspector.h"

#include <optional>

namespace skylab::image {

/// One per format: nothing when the data is not in it. Pure.
using Probe = std::optional<Inspection> (*)(const Bytes&);

std::optional<Inspection> probeQcow2(const Bytes& bytes);
std::optional<Inspection> probeVmdk(const Bytes& bytes);
std::optional<Inspection> probeVdi(const Bytes& bytes);
std::optional<Inspection> probeVpc(const Bytes& bytes);
std::optional<Inspection> probeVhdx(const Bytes& bytes);
std::optional<Inspection> probeLuks(const Bytes& bytes);
std::optional<Inspection> probeForeign(const Bytes& bytes);   ///< also ploop
std::optional<Inspection> probeIso(const Bytes& bytes);
std::optional<Inspection> probeTar(const Bytes& bytes);
std::optional<Inspection> probeCompressed(const Bytes& bytes);
std::optional<Inspection> probeKernel(const Bytes& bytes);    ///< also ramdisks
/// What is left: always an answer.
Inspection probeRaw(const Bytes& bytes);

/// No disk of a cloud is larger; who claims so is out for the memory of our tools.
constexpr qint64 largestDisk = qint64(64) << 40;

/// Notes a size read from a header, or why it can't be true.
void setVirtualSize(Inspection& inspection, quint64 bytes);
/// Text out of a header, fit for a message: printable, at most 80 characters.
QString quoted(const QByteArray& text);
inline QString text(const char* words) { return QString::fromUtf8(words); }

} // namespace skylab::image
