#include "compute/drivers/libvirt/KvmProbe.h"

#include <QFile>
#include <QSaveFile>

#include <linux/kvm.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <thread>

namespace skylab::compute::libvirt {

namespace {

using namespace std::chrono_literals;

constexpr auto hardwareLimit = std::chrono::microseconds(2'000);  // hardware needs 20, an interpreter 20,000 and more
constexpr auto patience = 500ms;
constexpr int attempts = 8;                                        // the best counts: a busy host delays
constexpr std::uint32_t rounds = 20'000;
constexpr std::size_t pageSize = 4096;
constexpr std::uint64_t guestAddress = 0x1000;
constexpr unsigned long tssAddress = 0xfffbd000;   // any hole below 4 GiB

/// Owns the descriptors and mappings of one virtual machine.
struct Machine {
    int kvm = -1, vm = -1, vcpu = -1;
    void* page = MAP_FAILED;
    void* run = MAP_FAILED;
    std::size_t runSize = 0;

    ~Machine()
    {
        if (run != MAP_FAILED)
            ::munmap(run, runSize);
        for (const auto fd : { vcpu, vm, kvm })
            if (fd >= 0)
                ::close(fd);
        if (page != MAP_FAILED)
            ::munmap(page, pageSize);
    }
};

QString because(const char* what)
{
    return QStringLiteral("%1: %2").arg(QLatin1String(what), QString::fromLocal8Bit(std::strerror(errno)));
}

/// Real mode: mov ecx, rounds; again: dec ecx; jnz again; hlt.
void writeLoop(void* page)
{
    const std::uint8_t code[] = { 0x66,
                                  0xb9,
                                  std::uint8_t(rounds),
                                  std::uint8_t(rounds >> 8),
                                  std::uint8_t(rounds >> 16),
                                  std::uint8_t(rounds >> 24),
                                  0x66,
                                  0x49,
                                  0x75,
                                  0xfc,
                                  0xf4 };
    std::memcpy(page, code, sizeof code);
}

QString build(Machine& machine, const QString& device)
{
    machine.kvm = ::open(QFile::encodeName(device).constData(), O_RDWR | O_CLOEXEC);
    if (machine.kvm < 0)
        return because("/dev/kvm can't be opened");
    if (::ioctl(machine.kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
        return QStringLiteral("%1 does not speak this version of KVM's interface").arg(device);
    machine.vm = ::ioctl(machine.kvm, KVM_CREATE_VM, 0);
    if (machine.vm < 0)
        return because("KVM can't make a virtual machine");
    ::ioctl(machine.vm, KVM_SET_TSS_ADDR, tssAddress);
    machine.page = ::mmap(nullptr, pageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (machine.page == MAP_FAILED)
        return because("no memory for a virtual machine");
    writeLoop(machine.page);
    kvm_userspace_memory_region region {};
    region.guest_phys_addr = guestAddress;
    region.memory_size = pageSize;
    region.userspace_addr = reinterpret_cast<std::uintptr_t>(machine.page);
    if (::ioctl(machine.vm, KVM_SET_USER_MEMORY_REGION, &region) != 0)
        return because("KVM refuses memory");
    machine.vcpu = ::ioctl(machine.vm, KVM_CREATE_VCPU, 0);
    if (machine.vcpu < 0)
        return because("KVM can't make a processor");
    const auto size = ::ioctl(machine.kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    machine.runSize = size > 0 ? std::size_t(size) : pageSize;
    machine.run = ::mmap(nullptr, machine.runSize, PROT_READ | PROT_WRITE, MAP_SHARED, machine.vcpu, 0);
    if (machine.run == MAP_FAILED)
        return because("KVM does not show its state");
    kvm_sregs special {};
    kvm_regs registers {};
    registers.rip = guestAddress;
    registers.rflags = 2;
    if (::ioctl(machine.vcpu, KVM_GET_SREGS, &special) != 0)
        return because("KVM does not show its registers");
    special.cs.base = 0;
    special.cs.selector = 0;
    if (::ioctl(machine.vcpu, KVM_SET_SREGS, &special) != 0 || ::ioctl(machine.vcpu, KVM_SET_REGS, &registers) != 0)
        return because("KVM refuses registers");
    return {};
}

/// A signal that does nothing but end the ioctl; SIGURG is ignored by default, so nothing else minds it.
void interruptible()
{
    struct sigaction action {};
    action.sa_handler = [](int) { };
    ::sigaction(SIGURG, &action, nullptr);
}

KvmTiming timeLoop(Machine& machine)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = ::ioctl(machine.vcpu, KVM_RUN, 0);
    const auto error = errno;
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now()
                                                                               - begin);
    if (answer != 0)
        return { elapsed,
                 error == EINTR
                     ? QStringLiteral("a loop of 40,000 instructions did not end within half a second")
                     : QStringLiteral("KVM can't run a guest: ") + QString::fromLocal8Bit(std::strerror(error)) };
    const auto reason = static_cast<kvm_run*>(machine.run)->exit_reason;
    if (reason != KVM_EXIT_HLT)
        return { elapsed, QStringLiteral("KVM left the guest for reason %1 in the middle of a loop").arg(reason) };
    return { elapsed };
}

} // namespace

KvmTiming runKvmLoop(const QString& device)
{
    Machine machine;
    if (auto problem = build(machine, device); !problem.isEmpty())
        return { {}, std::move(problem) };
    interruptible();
    std::promise<KvmTiming> promise;
    auto answer = promise.get_future();
    std::thread runner([&] { promise.set_value(timeLoop(machine)); });
    while (answer.wait_for(patience) == std::future_status::timeout) {
        static_cast<kvm_run*>(machine.run)->immediate_exit = 1;   // also when the signal comes a moment too early
        ::pthread_kill(runner.native_handle(), SIGURG);
    }
    runner.join();
    return answer.get();
}

KvmVerdict judgeKvm(const std::function<KvmTiming()>& runLoop)
{
    auto best = std::chrono::microseconds::max();
    for (int i = 0; i < attempts && best >= hardwareLimit; ++i) {
        const auto timing = runLoop();
        if (!timing.problem.isEmpty())
            return { false, QStringLiteral("Guests run without hardware acceleration: %1.").arg(timing.problem) };
        best = std::min(best, timing.elapsed);
    }
    const auto millis = QString::number(double(best.count()) / 1000, 'f', 2);
    if (best < hardwareLimit)
        return { true, QStringLiteral("Guests run with KVM: 40,000 instructions took %1 ms.").arg(millis) };
    return { false,
             QStringLiteral(
                 "Guests run without hardware acceleration: /dev/kvm is there but interprets every instruction "
                 "(40,000 took %1 ms, hardware needs 0.02).")
                 .arg(millis) };
}

KvmVerdict rememberedVerdict(const QString& path, const QString& bootKey, const std::function<KvmTiming()>& runLoop)
{
    if (QFile file(path); !path.isEmpty() && file.open(QIODevice::ReadOnly)) {
        const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
        if (lines.size() >= 3 && lines[0] == bootKey)
            return { lines[1] == QStringLiteral("kvm"), lines[2] };
    }
    auto verdict = judgeKvm(runLoop);
    if (path.isEmpty())
        return verdict;
    QSaveFile file(path);   // a verdict that can't be written is found again at the next start
    if (file.open(QIODevice::WriteOnly)) {
        file.write(
            QStringLiteral("%1\n%2\n%3\n")
                .arg(bootKey, verdict.accelerated ? QStringLiteral("kvm") : QStringLiteral("none"), verdict.reason)
                .toUtf8());
        file.commit();
    }
    return verdict;
}

QString currentBootKey()
{
    const auto line = [](const char* path) {
        QFile file(QString::fromLatin1(path));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    };
    return line("/proc/sys/kernel/osrelease") + u' ' + line("/proc/sys/kernel/random/boot_id");
}

} // namespace skylab::compute::libvirt
