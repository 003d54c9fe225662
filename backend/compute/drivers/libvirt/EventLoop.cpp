#include "compute/drivers/libvirt/EventLoop.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace skylab::compute::libvirt {

struct EventLoop::Watch {
    int id;
    int fd;
    int events;
    virEventHandleCallback callback;
    void* opaque;
    virFreeCallback release;
};

struct EventLoop::Timer {
    int id;
    int frequency;   ///< milliseconds, -1 = off
    Clock::time_point expires;
    virEventTimeoutCallback callback;
    void* opaque;
    virFreeCallback release;
};

namespace {

int toPoll(int events)
{
    return ((events & VIR_EVENT_HANDLE_READABLE) ? POLLIN : 0) | ((events & VIR_EVENT_HANDLE_WRITABLE) ? POLLOUT : 0)
        | ((events & VIR_EVENT_HANDLE_ERROR) ? POLLERR : 0) | ((events & VIR_EVENT_HANDLE_HANGUP) ? POLLHUP : 0);
}

int fromPoll(int events)
{
    return ((events & POLLIN) ? VIR_EVENT_HANDLE_READABLE : 0) | ((events & POLLOUT) ? VIR_EVENT_HANDLE_WRITABLE : 0)
        | ((events & (POLLERR | POLLNVAL)) ? VIR_EVENT_HANDLE_ERROR : 0)
        | ((events & POLLHUP) ? VIR_EVENT_HANDLE_HANGUP : 0);
}

/// libvirt prints every error to stderr unless told otherwise; ours travel in Result.
void ignoreError(void*, virErrorPtr) { }

} // namespace

EventLoop& EventLoop::instance()
{
    // Never destroyed: libvirt may call the loop from its own clean-up at exit.
    static auto* const loop = new EventLoop;
    return *loop;
}

EventLoop::EventLoop() : m_wakeFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    virInitialize();
    virSetErrorFunc(nullptr, ignoreError);
    virEventRegisterImpl(addHandle, updateHandle, removeHandle, addTimeout, updateTimeout, removeTimeout);
}

std::shared_ptr<void> EventLoop::hold()
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_holdersMutex);
    if (loop.m_holders++ == 0)
        loop.start();
    return { &loop, [](void*) {
                auto& held = instance();
                const std::lock_guard again(held.m_holdersMutex);
                if (--held.m_holders == 0)
                    held.stop();
            } };
}

void EventLoop::start()
{
    m_stopping = false;
    m_thread = std::thread([this] { run(); });
}

void EventLoop::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    wake();
    m_thread.join();
}

void EventLoop::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wakeFd, &one, sizeof one);
}

void EventLoop::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping)
        runOnce(lock);
    freeRemoved(lock);
}

int EventLoop::pollTimeout() const
{
    auto soonest = Clock::time_point::max();
    for (const auto& timer : m_timers)
        if (timer->frequency >= 0)
            soonest = std::min(soonest, timer->expires);
    if (soonest == Clock::time_point::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(soonest - Clock::now()).count();
    return int(std::clamp<long long>(left, 0, 3'600'000));
}

void EventLoop::runOnce(std::unique_lock<std::mutex>& lock)
{
    freeRemoved(lock);
    std::vector<pollfd> fds { { m_wakeFd, POLLIN, 0 } };
    std::vector<int> ids { 0 };
    for (const auto& watch : m_watches) {
        if (watch->events == 0)
            continue;
        fds.push_back({ watch->fd, short(toPoll(watch->events)), 0 });
        ids.push_back(watch->id);
    }
    const auto timeout = pollTimeout();
    lock.unlock();
    ::poll(fds.data(), fds.size(), timeout);
    std::uint64_t drained = 0;
    [[maybe_unused]] const auto got = ::read(m_wakeFd, &drained, sizeof drained);
    lock.lock();
    std::vector<std::pair<int, int>> ready;
    for (std::size_t i = 1; i < fds.size(); ++i)
        if (fds[i].revents != 0)
            ready.emplace_back(ids[i], fromPoll(fds[i].revents));
    dispatchTimers(lock);
    dispatchWatches(lock, ready);
}

void EventLoop::dispatchWatches(std::unique_lock<std::mutex>& lock, const std::vector<std::pair<int, int>>& ready)
{
    for (const auto& [id, events] : ready) {
        const auto found = std::find_if(m_watches.begin(), m_watches.end(),
                                        [id = id](const auto& watch) { return watch->id == id; });
        if (found == m_watches.end())
            continue;   // a callback before this one removed it
        const auto watch = *found;
        const auto fd = watch->fd;
        lock.unlock();
        watch->callback(id, fd, events, watch->opaque);
        lock.lock();
    }
}

void EventLoop::dispatchTimers(std::unique_lock<std::mutex>& lock)
{
    const auto now = Clock::now();
    for (const auto& timer : std::vector<std::shared_ptr<Timer>>(m_timers)) {
        if (timer->frequency < 0 || timer->expires > now
            || std::find(m_timers.begin(), m_timers.end(), timer) == m_timers.end())
            continue;
        timer->expires = now + std::chrono::milliseconds(timer->frequency);
        lock.unlock();
        timer->callback(timer->id, timer->opaque);
        lock.lock();
    }
}

void EventLoop::freeRemoved(std::unique_lock<std::mutex>& lock)
{
    while (!m_removed.empty()) {
        const auto removed = std::exchange(m_removed, {});
        lock.unlock();
        for (const auto& [release, opaque] : removed)
            release(opaque);
        lock.lock();
    }
}

int EventLoop::addHandle(int fd, int events, virEventHandleCallback callback, void* opaque, virFreeCallback release)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    const auto id = loop.m_nextId++;
    loop.m_watches.push_back(std::make_shared<Watch>(Watch { id, fd, events, callback, opaque, release }));
    loop.wake();
    return id;
}

void EventLoop::updateHandle(int id, int events)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    for (const auto& watch : loop.m_watches)
        if (watch->id == id)
            watch->events = events;
    loop.wake();
}

int EventLoop::removeHandle(int id)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    const auto found = std::find_if(loop.m_watches.begin(), loop.m_watches.end(),
                                    [id](const auto& watch) { return watch->id == id; });
    if (found == loop.m_watches.end())
        return -1;
    if ((*found)->release)
        loop.m_removed.emplace_back((*found)->release, (*found)->opaque);
    loop.m_watches.erase(found);
    loop.wake();
    return 0;
}

int EventLoop::addTimeout(int frequency, virEventTimeoutCallback callback, void* opaque, virFreeCallback release)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    const auto id = loop.m_nextId++;
    const auto expires = Clock::now() + std::chrono::milliseconds(std::max(0, frequency));
    loop.m_timers.push_back(std::make_shared<Timer>(Timer { id, frequency, expires, callback, opaque, release }));
    loop.wake();
    return id;
}

void EventLoop::updateTimeout(int id, int frequency)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    for (const auto& timer : loop.m_timers) {
        if (timer->id != id)
            continue;
        timer->frequency = frequency;
        timer->expires = Clock::now() + std::chrono::milliseconds(std::max(0, frequency));
    }
    loop.wake();
}

int EventLoop::removeTimeout(int id)
{
    auto& loop = instance();
    const std::lock_guard lock(loop.m_mutex);
    const auto found = std::find_if(loop.m_timers.begin(), loop.m_timers.end(),
                                    [id](const auto& timer) { return timer->id == id; });
    if (found == loop.m_timers.end())
        return -1;
    if ((*found)->release)
        loop.m_removed.emplace_back((*found)->release, (*found)->opaque);
    loop.m_timers.erase(found);
    loop.wake();
    return 0;
}

} // namespace skylab::compute::libvirt
