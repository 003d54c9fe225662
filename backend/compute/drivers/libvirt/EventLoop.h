#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace skylab::compute::libvirt {

/// The event loop that libvirt asks each process for: file descriptors and timers on one thread of its own.
/// libvirt's default loop iterates GLib's default context, which is Qt's own in the main thread; events of widgets
/// would then be delivered on libvirt's thread. So we bring ours (virEventRegisterImpl).
/// One per process; runs as long as somebody holds it.
class EventLoop {
public:
    /// Registers the loop at first, starts its thread, and keeps it running while the answer lives.
    static std::shared_ptr<void> hold();

private:
    struct Watch;
    struct Timer;
    using Clock = std::chrono::steady_clock;

    EventLoop();
    static EventLoop& instance();
    void start();
    void stop();
    void run();
    void runOnce(std::unique_lock<std::mutex>& lock);
    void dispatchWatches(std::unique_lock<std::mutex>& lock, const std::vector<std::pair<int, int>>& ready);
    void dispatchTimers(std::unique_lock<std::mutex>& lock);
    void freeRemoved(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] int pollTimeout() const;
    void wake();

    static int addHandle(int fd, int events, void (*callback)(int, int, int, void*), void* opaque,
                         void (*release)(void*));
    static void updateHandle(int watch, int events);
    static int removeHandle(int watch);
    static int addTimeout(int frequency, void (*callback)(int, void*), void* opaque, void (*release)(void*));
    static void updateTimeout(int timer, int frequency);
    static int removeTimeout(int timer);

    std::mutex m_mutex;
    std::vector<std::shared_ptr<Watch>> m_watches;
    std::vector<std::shared_ptr<Timer>> m_timers;
    std::vector<std::pair<void (*)(void*), void*>> m_removed;   ///< freed in the loop: never inside a remove call
    std::thread m_thread;
    std::mutex m_holdersMutex;
    int m_holders = 0;
    int m_nextId = 1;
    int m_wakeFd = -1;
    bool m_stopping = false;
};

} // namespace skylab::compute::libvirt
