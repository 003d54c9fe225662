#pragma once

#include "compute/driver/GuestState.h"
#include "core/Clock.h"

#include <QHash>

#include <array>
#include <optional>

namespace skylab::compute {

/// How busy each guest was in the last quarter of an hour: rings of floats, filled from the hypervisor's counters. A guest
/// costs about 4 KiB and one lookup a sample. Not thread-safe.
class MetricRings {
public:
    static constexpr int interval = 5;       ///< seconds between two samples
    static constexpr int length = 180;       ///< samples that are kept

    enum Series {
        Cpu,                 ///< percent of all its processors together
        MemoryUsed,          ///< MiB: what the guest says, else what it takes of the host
        DiskRead,            ///< bytes a second, of all disks
        DiskWrite,
        NetworkReceive,      ///< bytes a second, of all cards
        NetworkTransmit,
        SeriesCount,
    };

    /// A reading of all guests that run. Readings that were missed in between are gaps; one that comes less than half an
    /// interval after the last is left out. When the clock goes back, all begins anew.
    void add(Timestamp now, const std::vector<GuestStats>& guests);
    void forget(const QString& id) { m_rings.remove(id); }

    struct History {
        Timestamp end;                                           ///< of the newest sample
        std::array<std::vector<float>, SeriesCount> series;      ///< oldest first, all of one length; NaN = not known
    };
    /// The last `samples` of a guest, fewer when it is younger; nothing when it has not run lately.
    [[nodiscard]] std::optional<History> history(const QString& id, int samples) const;
    /// Percent of its processors over the last `samples`; nothing when fewer than half of them are known.
    [[nodiscard]] std::optional<float> averageCpu(const QString& id, int samples) const;

private:
    struct Counters {
        Timestamp at;
        qint64 cpuNanos = 0;
        std::array<qint64, SeriesCount> bytes {};
    };
    struct Ring {
        std::array<std::array<float, length>, SeriesCount> values;
        qint64 first = 0;
        qint64 last = 0;
        Counters counters;
    };
    void put(Ring& ring, Timestamp now, const GuestStats& guest) const;
    [[nodiscard]] float at(const Ring& ring, Series series, qint64 slot) const;

    QHash<QString, Ring> m_rings;
    qint64 m_slot = 0;           ///< of the newest sample
    Timestamp m_end;
};

} // namespace skylab::compute
