#include "process/Spawn.h"

#include "core/Fd.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace skylab::process {

namespace {

/// What the child needs, made before it begins: it may not allocate.
struct Prepared {
    const SpawnPlan& plan;
    std::vector<char*> command;
    std::vector<char*> environment;
    pid_t parent;
    int report;   // where the child tells the errno of what failed; closed when it becomes the program
};

std::vector<char*> pointers(const std::vector<QByteArray>& texts)
{
    std::vector<char*> result;
    for (const auto& text : texts)
        result.push_back(const_cast<char*>(text.constData()));   // exec's prototype is older than const
    result.push_back(nullptr);
    return result;
}

bool setLimit(__rlimit_resource resource, qint64 value)
{
    const rlimit limit { rlim_t(value), rlim_t(value) };
    return ::setrlimit(resource, &limit) == 0;
}

bool setLimits(const Limits& limits)
{
    const bool any = limits.addressSpaceBytes > 0 || limits.cpuSeconds > 0 || limits.fileSizeBytes > 0;
    return (limits.addressSpaceBytes <= 0 || setLimit(RLIMIT_AS, limits.addressSpaceBytes))
        && (limits.cpuSeconds <= 0 || setLimit(RLIMIT_CPU, limits.cpuSeconds))
        && (limits.fileSizeBytes <= 0 || setLimit(RLIMIT_FSIZE, limits.fileSizeBytes))
        && (!any || setLimit(RLIMIT_CORE, 0));
}

/// The report moves to 3 and all above it are closed.
bool setFiles(const SpawnPlan& plan, int report)
{
    if (::dup2(plan.in, 0) < 0 || ::dup2(plan.out, 1) < 0 || ::dup2(plan.err, 2) < 0)
        return false;
    if (report != 3 && ::dup3(report, 3, O_CLOEXEC) < 0)
        return false;
    ::closefrom(4);
    return true;
}

/// No handler of ours may run in the program, and none in the child, which stands in our memory.
void resetSignals()
{
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        ::sigaction(signal, &standard, nullptr);   // refuses those that can't be changed
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The child's part. It stands in its parent's memory (vfork): system calls only, nothing of the parent's is written.
[[noreturn]] void become(const Prepared& prepared)
{
    const auto& plan = prepared.plan;
    int report = prepared.report;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != prepared.parent)   // it was killed before the line above
        ::_exit(127);
    if (::setpgid(0, 0) == 0 /* so that its children die with it */ && setFiles(plan, report)) {
        report = 3;
        resetSignals();
        if ((plan.directory.isEmpty() || ::chdir(plan.directory.constData()) == 0) && setLimits(plan.limits))
            ::execvpe(prepared.command[0], prepared.command.data(), prepared.environment.data());
    }
    const int number = errno;
    const auto written = ::write(report, &number, sizeof number);
    ::_exit(written == ssize_t(sizeof number) ? 127 : 126);
}

} // namespace

int spawn(const SpawnPlan& plan, pid_t* pid)
{
    int report[2] = { -1, -1 };
    if (::pipe2(report, O_CLOEXEC) != 0)
        return errno;
    const Fd reader(report[0]);
    Fd writer(report[1]);
    const Prepared prepared { plan, pointers(plan.command), pointers(plan.environment), ::getpid(), report[1] };
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t child = ::vfork();   // a fork() of a big process takes tens of milliseconds
    if (child == 0)
        become(prepared);
    const int forkError = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (child < 0)
        return forkError;
    writer.reset();
    int number = 0;
    ssize_t count = 0;
    do {
        count = ::read(reader.get(), &number, sizeof number);
    } while (count < 0 && errno == EINTR);
    if (count == 0) {
        *pid = child;
        return 0;
    }
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) { }
    return number;
}

} // namespace skylab::process
