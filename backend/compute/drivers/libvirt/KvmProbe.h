#pragma once

#include "core/Result.h"

#include <QString>

#include <chrono>
#include <functional>
#include <vector>

namespace skylab::compute::libvirt {

/// Whether guests may be run with KVM, found by running one. Neither /dev/kvm nor what libvirt says can be trusted:
/// a host inside a cloud may offer a KVM that interprets each instruction, a thousand times too slow, and guests die
/// in it after minutes.
struct KvmVerdict {
    bool accelerated = false;
    QString reason;       ///< a sentence
    bool operator==(const KvmVerdict&) const = default;
};

/// How long the processor took for a loop of 40,000 instructions in a guest.
struct KvmTiming {
    std::chrono::microseconds elapsed { 0 };
    QString problem = {};   ///< why there was no answer; empty = there was
};

/// Runs the loop once in a new virtual machine; at most half a second. Linux on x86-64, kvm's API
/// (https://docs.kernel.org/virt/kvm/api.html).
KvmTiming runKvmLoop(const QString& device = QStringLiteral("/dev/kvm"));

/// Judges up to eight runs; the best counts, since another program may have had the processor.
KvmVerdict judgeKvm(const std::function<KvmTiming()>& runLoop);

/// The verdict for this kernel and boot, from the file if it is there, else by running the loop and writing the file.
/// @param file     empty = not remembered
/// @param bootKey  what a verdict is good for: kernel release and boot id
KvmVerdict rememberedVerdict(const QString& file, const QString& bootKey, const std::function<KvmTiming()>& runLoop);

/// Kernel release and boot id of this host.
QString currentBootKey();

} // namespace skylab::compute::libvirt
