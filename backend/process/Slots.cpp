#include "process/Slots.h"

#include <condition_variable>
#include <mutex>

namespace skylab::process {

namespace {
struct Lanes {
    std::mutex mutex;
    std::condition_variable changed;
    int free[2] = { 4, 2 };
};
Lanes& lanes()
{
    static Lanes all;
    return all;
}
} // namespace

Result<Slot> Slot::wait(Lane lane, Deadline deadline, const std::function<bool()>& cancelled)
{
    auto& all = lanes();
    auto& free = all.free[int(lane)];
    std::unique_lock lock(all.mutex);
    while (free == 0) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) {
            return fail(ErrorCode::Unavailable,
                        QStringLiteral("Too many host programs are running at once. Try again in a moment."));
        }
        // A cancel flag has no way to wake us, so it is looked at now and then.
        all.changed.wait_until(lock, cancelled ? std::min(deadline, now + std::chrono::milliseconds(100)) : deadline);
        if (cancelled) {
            lock.unlock();
            if (cancelled())
                return fail(ErrorCode::Cancelled, QStringLiteral("The operation was cancelled."));
            lock.lock();
        }
    }
    --free;
    return Slot(lane);
}

Slot::~Slot()
{
    if (!m_held)
        return;
    auto& all = lanes();
    {
        const std::lock_guard lock(all.mutex);
        ++all.free[int(m_lane)];
    }
    all.changed.notify_all();
}

} // namespace skylab::process
