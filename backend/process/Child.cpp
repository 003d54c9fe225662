#include "process/Child.h"

#include "process/Spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

extern char** environ;

namespace skylab::process {

namespace {

constexpr qsizetype maxErrorBytes = 64 * 1024;

QString errnoText(int number) { return QString::fromLocal8Bit(strerror(number)); }

tl::unexpected<Error> noMemory()
{
    return fail(ErrorCode::Internal, QStringLiteral("No memory for a program's input: %1.").arg(errnoText(errno)));
}

Result<Fd> stdinFile(const QByteArray& data)
{
    if (data.isEmpty())
        return Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    // A file in memory instead of a pipe: no deadlock with a child that does not read, and no SIGPIPE.
    Fd file(::memfd_create("stdin", MFD_CLOEXEC));
    qsizetype done = 0;
    while (file.isOpen() && done < data.size()) {
        const auto count = ::write(file.get(), data.constData() + done, size_t(data.size() - done));
        if (count < 0 && errno != EINTR)
            return noMemory();
        done += std::max<ssize_t>(count, 0);
    }
    if (!file.isOpen() || ::lseek(file.get(), 0, SEEK_SET) != 0)
        return noMemory();
    return file;
}

std::vector<QByteArray> environmentOf(const Options& options)
{
    auto added = options.environment;
    added.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    std::vector<QByteArray> result;
    for (char** entry = environ; *entry; ++entry) {
        const QByteArray text(*entry);
        if (!added.contains(QString::fromLocal8Bit(text.left(text.indexOf('=')))))
            result.push_back(text);
    }
    for (auto it = added.cbegin(); it != added.cend(); ++it)
        result.push_back((it.key() + u'=' + it.value()).toLocal8Bit());
    return result;
}

std::vector<QByteArray> commandOf(const QString& program, const QStringList& args)
{
    std::vector<QByteArray> result { program.toLocal8Bit() };
    for (const auto& arg : args)
        result.push_back(arg.toLocal8Bit());
    return result;
}

Error startError(const QString& program, const Options& options, int number)
{
    if (number == ENOENT && !options.workingDirectory.isEmpty()
        && ::access(options.workingDirectory.toLocal8Bit().constData(), X_OK) != 0) {
        return { ErrorCode::Unavailable,
                 QStringLiteral("%1 can't be started: its working directory is missing.").arg(program) };
    }
    if (number == ENOENT) {
        return notInstalled(program);
    }
    return { ErrorCode::Unavailable, QStringLiteral("%1 can't be started: %2.").arg(program, errnoText(number)) };
}

} // namespace

Error notInstalled(const QString& program)
{
    return { ErrorCode::Unavailable,
             QStringLiteral("%1 is not installed on this host. Install the package that holds it.").arg(program) };
}

Result<Child> Child::start(const QString& program, const QStringList& args, const Options& options)
{
    auto in = TRY(stdinFile(options.stdinData));
    int out[2] = { -1, -1 };
    int err[2] = { -1, -1 };
    if (::pipe2(out, O_CLOEXEC) != 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("No pipe for %1: %2.").arg(program, errnoText(errno)));
    Child child;
    child.m_out.reset(out[0]);
    const Fd outEnd(out[1]);
    if (::pipe2(err, O_CLOEXEC) != 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("No pipe for %1: %2.").arg(program, errnoText(errno)));
    child.m_err.reset(err[0]);
    const Fd errEnd(err[1]);
    for (const int fd : { out[0], err[0] })
        ::fcntl(fd, F_SETFL, O_NONBLOCK);

    const int number = spawn({ .command = commandOf(program, args), .environment = environmentOf(options),
                               .directory = options.workingDirectory.toLocal8Bit(), .limits = options.limits,
                               .in = in.get(), .out = outEnd.get(), .err = errEnd.get() }, &child.m_pid);
    if (number != 0)
        return fail(startError(program, options, number));
    child.m_exit.reset(int(::syscall(SYS_pidfd_open, child.m_pid, 0)));
    if (!child.m_exit.isOpen())
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be watched: %2.").arg(program, errnoText(errno)));
    return child;
}

Child::Child(Child&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1))
    , m_status(other.m_status)
    , m_exit(std::move(other.m_exit))
    , m_out(std::move(other.m_out))
    , m_err(std::move(other.m_err))
    , m_outText(std::move(other.m_outText))
    , m_errText(std::move(other.m_errText))
    , m_outBytes(other.m_outBytes)
{
}

Child::~Child() { kill(); }

void Child::kill()
{
    if (m_pid < 0)
        return;
    ::kill(-m_pid, SIGKILL);
    while (::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) { }
    m_pid = -1;
}

Result<> Child::readOut(const Options& options)
{
    char buffer[64 * 1024];
    while (m_out.isOpen()) {
        const auto count = ::read(m_out.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            break;
        if (count <= 0) {
            m_out.reset();
            break;
        }
        if (options.onOutput) {
            options.onOutput(QByteArrayView(buffer, count));
            continue;
        }
        m_outBytes += count;
        if (m_outBytes > options.maxOutputBytes) {
            return fail(ErrorCode::Internal,
                        QStringLiteral("it wrote more than %1 bytes of output").arg(options.maxOutputBytes));
        }
        m_outText.append(buffer, count);
    }
    return {};
}

void Child::readErr()
{
    char buffer[16 * 1024];
    while (m_err.isOpen()) {
        const auto count = ::read(m_err.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            break;
        if (count <= 0) {
            m_err.reset();
            break;
        }
        m_errText.append(buffer, count);
        if (m_errText.size() > maxErrorBytes)
            m_errText.remove(0, m_errText.size() - maxErrorBytes);
    }
}

/// What was written before the end is still in the pipes. Their end is not waited for: a program that left a daemon
/// behind (qemu-nbd --fork) would keep us for ever.
Result<> Child::drain(const Options& options)
{
    while (::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) { }
    m_pid = -1;
    readErr();
    return readOut(options);
}

Result<> Child::watch(const Options& options, Deadline deadline)
{
    using std::chrono::milliseconds;
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            kill();
            readErr();
            return fail(ErrorCode::Timeout, QStringLiteral("it did not end in time"));
        }
        if (options.cancelled && options.cancelled()) {
            kill();
            return fail(ErrorCode::Cancelled, QStringLiteral("The operation was cancelled."));
        }
        pollfd files[3] = { { m_exit.get(), POLLIN, 0 }, { m_out.get(), POLLIN, 0 }, { m_err.get(), POLLIN, 0 } };
        const auto wait = options.cancelled ? std::min<qint64>(left, 100) : std::min<qint64>(left, 60'000);
        if (::poll(files, 3, int(wait)) < 0 && errno != EINTR)
            return fail(ErrorCode::Internal, QStringLiteral("it can't be watched: %1").arg(errnoText(errno)));
        if (files[0].revents)
            return drain(options);
        if (files[2].revents)
            readErr();
        if (files[1].revents)
            TRY(readOut(options));
    }
}

} // namespace skylab::process
