// skylab-reaper COMMAND [ARGUMENT...]: runs COMMAND and, as its subreaper (prctl(2)), collects every process that it
// orphans at once. libvirt waits for QEMU to vanish from the process table; under a slow PID 1 that takes 1.4 s a guest
// instead of 0.2. Passes SIGTERM, SIGINT and SIGHUP on to COMMAND. Lives as long as COMMAND or any orphan does, then
// ends with COMMAND's status. Standard C only: it must stay small, since it stays.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <initializer_list>

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

volatile sig_atomic_t child = 0;

void passOn(int signal)
{
    if (child > 0)
        ::kill(pid_t(child), signal);
}

int reapAll(pid_t command)
{
    int status = 0;
    int answer = 1;
    for (;;) {
        const auto ended = ::waitpid(-1, &status, 0);
        if (ended < 0 && errno == EINTR)
            continue;
        if (ended < 0)
            return answer;
        if (ended != command)
            continue;
        child = 0;   // its id may soon be somebody else's
        answer = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: skylab-reaper COMMAND [ARGUMENT...]\n");
        return 2;
    }
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        std::fprintf(stderr, "skylab-reaper: the kernel has no subreapers: %s\n", std::strerror(errno));
        return 1;
    }
    pid_t command = 0;
    if (const auto error = ::posix_spawnp(&command, argv[1], nullptr, nullptr, argv + 1, environ); error != 0) {
        std::fprintf(stderr, "skylab-reaper: %s can't be started: %s\n", argv[1], std::strerror(error));
        return 127;
    }
    child = command;
    for (const auto signal : { SIGTERM, SIGINT, SIGHUP })
        std::signal(signal, passOn);
    return reapAll(command);
}
