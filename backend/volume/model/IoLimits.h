#pragma once

#include "sdk/resource/Codec.h"

namespace skylab::volume {

/// How much a guest may read and write, as the hypervisor enforces it. 0 = no limit. The "max" are bursts above the
/// limit of the same kind.
struct IoLimits {
    qint64 totalIopsSec = 0;
    qint64 readIopsSec = 0;
    qint64 writeIopsSec = 0;
    qint64 totalBytesSec = 0;
    qint64 readBytesSec = 0;
    qint64 writeBytesSec = 0;
    qint64 totalIopsSecMax = 0;
    qint64 readIopsSecMax = 0;
    qint64 writeIopsSecMax = 0;
    qint64 totalBytesSecMax = 0;
    qint64 readBytesSecMax = 0;
    qint64 writeBytesSecMax = 0;
    bool operator==(const IoLimits&) const = default;
};

/// What QoS specs with the consumer front-end or both mean for a volume of this size: Nova's keys ("total_iops_sec",
/// "read_bytes_sec_max" ...) and Cinder's that grow with the volume ("total_iops_sec_per_gb", with
/// "total_iops_sec_per_gb_min" as the least). Keys that mean nothing to a hypervisor are left alone, and so is what QEMU
/// would refuse: a limit for reading or writing beside one for both, a burst below or without its limit. Pure.
IoLimits ioLimits(const sdk::StringMap& specs, qint64 sizeGiB);

} // namespace skylab::volume
