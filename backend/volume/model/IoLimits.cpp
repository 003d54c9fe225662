#include "volume/model/IoLimits.h"

namespace skylab::volume {

namespace {

qint64 number(const sdk::StringMap& specs, const QString& key)
{
    return std::max<qint64>(specs.value(key).toLongLong(), 0);
}

/// One limit with its burst, by its name without "_max".
void take(const sdk::StringMap& specs, const QString& key, qint64 sizeGiB, qint64& limit, qint64& most)
{
    limit = number(specs, key);
    if (const auto each = number(specs, key + QStringLiteral("_per_gb")); each > 0 && limit == 0)
        limit = std::max(each * sizeGiB, number(specs, key + QStringLiteral("_per_gb_min")));
    most = number(specs, key + QStringLiteral("_max"));
    if (limit == 0 || most < limit)
        most = 0;
}

/// QEMU takes a limit for both directions or one for each, not both.
void preferTotal(qint64 total, std::initializer_list<qint64*> each)
{
    if (total > 0)
        for (auto* one : each)
            *one = 0;
}

} // namespace

IoLimits ioLimits(const sdk::StringMap& specs, qint64 sizeGiB)
{
    IoLimits io;
    take(specs, QStringLiteral("total_iops_sec"), sizeGiB, io.totalIopsSec, io.totalIopsSecMax);
    take(specs, QStringLiteral("read_iops_sec"), sizeGiB, io.readIopsSec, io.readIopsSecMax);
    take(specs, QStringLiteral("write_iops_sec"), sizeGiB, io.writeIopsSec, io.writeIopsSecMax);
    take(specs, QStringLiteral("total_bytes_sec"), sizeGiB, io.totalBytesSec, io.totalBytesSecMax);
    take(specs, QStringLiteral("read_bytes_sec"), sizeGiB, io.readBytesSec, io.readBytesSecMax);
    take(specs, QStringLiteral("write_bytes_sec"), sizeGiB, io.writeBytesSec, io.writeBytesSecMax);
    preferTotal(io.totalIopsSec, { &io.readIopsSec, &io.writeIopsSec, &io.readIopsSecMax, &io.writeIopsSecMax });
    preferTotal(io.totalBytesSec, { &io.readBytesSec, &io.writeBytesSec, &io.readBytesSecMax, &io.writeBytesSecMax });
    return io;
}

} // namespace skylab::volume
