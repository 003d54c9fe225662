#include "compute/model/MetricRings.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace skylab::compute {

namespace {
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
constexpr double micros = 1e6;
} // namespace

void MetricRings::add(Timestamp now, const std::vector<GuestStats>& guests)
{
    if (guests.empty() && m_rings.isEmpty())
        return;
    if (now < m_end) {
        m_rings.clear();
        m_end = {};
    }
    const auto steps = m_end.isNull() ? 1 : std::llround(double(now.micros - m_end.micros) / micros / interval);
    if (steps == 0)
        return;
    m_slot += steps;
    m_end = now;
    for (const auto& guest : guests) {
        auto ring = m_rings.find(guest.uuid);
        if (ring == m_rings.end()) {
            ring = m_rings.insert(guest.uuid, {});
            ring->first = m_slot;
            ring->last = m_slot - 1;
        }
        put(*ring, now, guest);
    }
    m_rings.removeIf([this](const auto& one) { return one.value().last <= m_slot - length; });
}

void MetricRings::put(Ring& ring, Timestamp now, const GuestStats& guest) const
{
    Counters counters { now, guest.cpuNanos };
    for (const auto& disk : guest.disks) {
        counters.bytes[DiskRead] += disk.readBytes;
        counters.bytes[DiskWrite] += disk.writeBytes;
    }
    for (const auto& nic : guest.nics) {
        counters.bytes[NetworkReceive] += nic.rxBytes;
        counters.bytes[NetworkTransmit] += nic.txBytes;
    }
    for (auto slot = std::max(ring.last + 1, m_slot - length + 1); slot < m_slot; ++slot)
        for (auto& series : ring.values)
            series[std::size_t(slot % length)] = unknown;
    const auto& before = ring.counters;
    const auto seconds = before.at.isNull() ? 0.0 : double(now.micros - before.at.micros) / micros;
    // Counters go back when the guest was started anew or lost a device: that moment is not known.
    const auto rate = [&](qint64 from, qint64 to) { return seconds > 0 && to >= from ? float(double(to - from) / seconds) : unknown; };
    const auto here = std::size_t(m_slot % length);
    const auto busy = rate(before.cpuNanos, counters.cpuNanos) / 1e9F / float(std::max(1, guest.vcpus)) * 100;
    ring.values[Cpu][here] = std::isnan(busy) ? unknown : std::min(100.0F, busy);
    const auto usedKiB = guest.memoryUsedKiB > 0 ? guest.memoryUsedKiB : guest.memoryResidentKiB;
    ring.values[MemoryUsed][here] = usedKiB > 0 ? float(usedKiB) / 1024 : unknown;
    for (const auto series : { DiskRead, DiskWrite, NetworkReceive, NetworkTransmit })
        ring.values[series][here] = rate(before.bytes[series], counters.bytes[series]);
    ring.counters = counters;
    ring.last = m_slot;
}

float MetricRings::at(const Ring& ring, Series series, qint64 slot) const
{
    return slot > ring.last || slot < ring.first ? unknown : ring.values[series][std::size_t(slot % length)];
}

std::optional<MetricRings::History> MetricRings::history(const QString& id, int samples) const
{
    const auto ring = m_rings.find(id);
    if (ring == m_rings.end() || ring->last <= m_slot - samples)
        return {};
    const auto begin = std::max(ring->first, m_slot - std::min(samples, length) + 1);
    History history { m_end, {} };
    for (int series = 0; series < SeriesCount; ++series)
        for (auto slot = begin; slot <= m_slot; ++slot)
            history.series[std::size_t(series)].push_back(at(*ring, Series(series), slot));
    return history;
}

std::optional<float> MetricRings::averageCpu(const QString& id, int samples) const
{
    const auto known = history(id, samples);
    if (!known)
        return {};
    float sum = 0;
    int count = 0;
    for (const auto value : known->series[Cpu])
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    return count * 2 < samples ? std::nullopt : std::optional(sum / float(count));
}

} // namespace skylab::compute
