#include "support/Daemon.h"

#include <QFile>

#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

namespace skylab::test {

Daemon::~Daemon()
{
    signal(SIGKILL);
    waitForEnd(std::chrono::seconds(10));
}

Result<> Daemon::start(const QStringList& command, const QString& errorFile, Input input)
{
    std::vector<QByteArray> words;
    for (const auto& word : command)
        words.push_back(QFile::encodeName(word));
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    int in[2] { -1, -1 }, out[2] { -1, -1 };
    if (pipe2(out, O_CLOEXEC) != 0 || (input == Input::Pipe && pipe2(in, O_CLOEXEC) != 0))
        return fail(ErrorCode::Internal, QStringLiteral("There is no pipe."));
    const Fd theirIn(in[0]), theirOut(out[1]);
    m_in = Fd(in[1]);
    m_out = Fd(out[0]);
    if (input == Input::Pipe)
        posix_spawn_file_actions_adddup2(&actions, theirIn.get(), 0);
    else
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, theirOut.get(), 1);
    if (!errorFile.isEmpty())
        posix_spawn_file_actions_addopen(&actions, 2, QFile::encodeName(errorFile).constData(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    const int failed = posix_spawnp(&m_pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) {
        m_pid = 0;
        return fail(ErrorCode::Unavailable, QStringLiteral("%1 can't be started: %2.").arg(command.first(), QString::fromLocal8Bit(strerror(failed))));
    }
    m_end = Fd(int(syscall(SYS_pidfd_open, m_pid, 0)));
    return {};
}

bool Daemon::write(QByteArrayView text) { return ::write(m_in.get(), text.data(), size_t(text.size())) == text.size(); }

QByteArray Daemon::read(std::chrono::milliseconds patience)
{
    QByteArray text;
    char piece[4096];
    pollfd waiting { m_out.get(), POLLIN, 0 };
    while (poll(&waiting, 1, text.isEmpty() ? int(patience.count()) : 0) == 1) {
        const auto count = ::read(m_out.get(), piece, sizeof piece);
        if (count <= 0)
            break;
        text.append(piece, count);
    }
    return text;
}

QByteArray Daemon::readLine(std::chrono::milliseconds patience)
{
    QByteArray text;
    for (auto more = read(patience); !more.isEmpty(); more = read(patience)) {
        text += more;
        if (text.contains('\n'))
            break;
    }
    return text;
}

bool Daemon::waitForEnd(std::chrono::milliseconds patience)
{
    if (m_pid == 0)
        return true;
    int status = 0;
    pollfd waiting { m_end.get(), POLLIN, 0 };
    if (poll(&waiting, 1, int(patience.count())) != 1 || waitpid(m_pid, &status, 0) != m_pid)
        return false;
    m_exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    m_pid = 0;
    m_end = {};
    return true;
}

void Daemon::signal(int number) const
{
    if (m_pid != 0)
        ::kill(m_pid, number);
}

} // namespace skylab::test
