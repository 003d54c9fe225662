#include "compute/drivers/libvirt/CallPool.h"

#include <deque>
#include <thread>

namespace skylab::compute::libvirt {

namespace {

constexpr int maxThreads = 64;

struct Job {
    std::function<void()> call;
    bool taken = false;
    bool done = false;
    bool abandoned = false;
};

} // namespace

struct CallPool::Shared {
    std::mutex mutex;
    std::condition_variable work;
    std::condition_variable progress;
    std::deque<std::shared_ptr<Job>> queue;
    int wanted = 0;       ///< threads that serve the queue
    int stuck = 0;        ///< threads in calls that nobody waits for any more
    int alive = 0;
    bool cancelled = false;
    bool ending = false;
};

CallPool::CallPool(int threads) : m_shared(std::make_shared<Shared>())
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->wanted = threads;
    for (int i = 0; i < threads; ++i)
        addThread(m_shared);
}

CallPool::~CallPool()
{
    cancel();
    std::unique_lock lock(m_shared->mutex);
    m_shared->ending = true;
    m_shared->work.notify_all();
    m_shared->progress.wait_for(lock, std::chrono::seconds(5), [this] { return m_shared->alive == 0; });
}

void CallPool::addThread(const std::shared_ptr<Shared>& shared)
{
    ++shared->alive;
    std::thread([shared] { work(shared); }).detach();
}

void CallPool::cancel()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->cancelled = true;
    m_shared->progress.notify_all();
}

void CallPool::reopen()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->cancelled = false;
}

void CallPool::work(const std::shared_ptr<Shared>& shared)
{
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->work.wait(lock, [&] { return shared->ending || !shared->queue.empty(); });
        if (shared->ending)
            break;
        const auto job = std::move(shared->queue.front());
        shared->queue.pop_front();
        if (job->abandoned)
            continue;
        job->taken = true;
        lock.unlock();
        job->call();
        lock.lock();
        job->call = nullptr;
        job->done = true;
        shared->progress.notify_all();
        if (!job->abandoned)
            continue;
        --shared->stuck;
        if (shared->alive - shared->stuck > shared->wanted)
            break;   // a replacement serves the queue already
    }
    --shared->alive;
    shared->progress.notify_all();
}

CallPool::Outcome CallPool::runFor(Milliseconds deadline, std::function<void()> call)
{
    const auto job = std::make_shared<Job>();
    job->call = std::move(call);
    std::unique_lock lock(m_shared->mutex);
    if (m_shared->cancelled)
        return Outcome::Cancelled;
    m_shared->queue.push_back(job);
    m_shared->work.notify_one();
    m_shared->progress.wait_for(lock, deadline, [&] { return job->done || m_shared->cancelled; });
    if (job->done)
        return Outcome::Done;
    job->abandoned = true;
    if (job->taken) {
        ++m_shared->stuck;
        if (!m_shared->ending && m_shared->alive < maxThreads)
            addThread(m_shared);
    }
    return m_shared->cancelled ? Outcome::Cancelled : Outcome::TooLate;
}

Error CallPool::missed(Outcome outcome, Milliseconds deadline, const QString& doing)
{
    if (outcome == Outcome::Cancelled)
        return { ErrorCode::Cancelled, QStringLiteral("The hypervisor driver stopped before it could %1.").arg(doing) };
    return { ErrorCode::Timeout,
             QStringLiteral("libvirt did not %1 within %2 s. Its QEMU may hang on storage that does not answer; "
                            "look at the host's disks and at libvirt's log.")
                 .arg(doing)
                 .arg(double(deadline.count()) / 1000) };
}

} // namespace skylab::compute::libvirt
