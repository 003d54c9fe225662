#pragma once

#include "core/Result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace skylab::compute::libvirt {

/// Runs calls into libvirt with a deadline. libvirt has none of its own: a guest whose QEMU hangs takes the calling
/// thread with it. A thread that misses its deadline is written off and replaced, and ends when its call comes back;
/// so a few hanging guests cost a few threads, not the service.
class CallPool {
public:
    using Milliseconds = std::chrono::milliseconds;

    explicit CallPool(int threads = 4);
    /// Callers that still wait get Cancelled. Threads whose calls never return are left to the end of the process.
    ~CallPool();
    CallPool(const CallPool&) = delete;
    CallPool& operator=(const CallPool&) = delete;

    /// Lets waiting and later callers go with Cancelled.
    void cancel();
    /// Takes calls again after cancel().
    void reopen();
    /// @param call  may outlive the caller: it must own what it uses
    /// @param doing for the message, "read the state of the guest"
    template <typename T>
    Result<T> run(Milliseconds deadline, const QString& doing, std::function<Result<T>()> call)
    {
        struct Answer {
            std::optional<Result<T>> result;
        };
        auto answer = std::make_shared<Answer>();
        const auto outcome = runFor(deadline, [answer, call = std::move(call)] { answer->result.emplace(call()); });
        if (outcome == Outcome::Done)
            return std::move(*answer->result);
        return fail(missed(outcome, deadline, doing));
    }

private:
    enum class Outcome { Done, TooLate, Cancelled };
    struct Shared;
    Outcome runFor(Milliseconds deadline, std::function<void()> call);
    static Error missed(Outcome outcome, Milliseconds deadline, const QString& doing);
    static void work(const std::shared_ptr<Shared>& shared);
    static void addThread(const std::shared_ptr<Shared>& shared);

    std::shared_ptr<Shared> m_shared;
};

} // namespace skylab::compute::libvirt
