#include "compute/Metrics.h"

namespace skylab::compute {

void Metrics::start()
{
    m_timer.start(std::chrono::seconds(MetricRings::interval), [this] { sample(); }, Periodic::Beat::Steady);
}

void Metrics::forget(const QString& id)
{
    const std::lock_guard lock(m_mutex);
    m_rings.forget(id);
}

void Metrics::sample()
{
    // Taken back before the question: a guest that starts while it is answered sets it again.
    if (!m_awake.exchange(false))
        return;
    const auto guests = m_driver.stats();
    if (!guests || !guests->empty())
        m_awake = true;
    if (!guests)
        return;
    const std::lock_guard lock(m_mutex);
    m_rings.add(Clock::now(), *guests);
}

std::optional<MetricRings::History> Metrics::history(const QString& id, int samples) const
{
    const std::lock_guard lock(m_mutex);
    return m_rings.history(id, samples);
}

std::optional<float> Metrics::averageCpu(const QString& id, int samples) const
{
    const std::lock_guard lock(m_mutex);
    return m_rings.averageCpu(id, samples);
}

} // namespace skylab::compute
