#include "process/Process.h"

#include "process/Child.h"
#include "process/Slots.h"

#include <string.h>
#include <sys/wait.h>

namespace skylab::process {

namespace {

/// "qemu-img create": the program and its verb, never an argument that may be secret.
QString nameOf(const QString& program, const QStringList& args)
{
    const auto name = program.section(u'/', -1);
    const auto isVerb = [](const QString& word) {
        return !word.isEmpty() && word.size() <= 20
            && std::all_of(word.begin(), word.end(), [](QChar c) { return (c >= u'a' && c <= u'z') || c == u'-'; })
            && !word.startsWith(u'-');
    };
    return args.isEmpty() || !isVerb(args[0]) ? name : name + u' ' + args[0];
}

QString lastLine(const QByteArray& text, const QString& program)
{
    auto line = QString::fromUtf8(text.trimmed()).section(u'\n', -1).trimmed();
    const auto prefix = program.section(u'/', -1) + QStringLiteral(": ");
    return line.startsWith(prefix) ? line.mid(prefix.size()) : line;
}

Error failure(const QString& what, const QString& why, const QByteArray& err, ErrorCode code = ErrorCode::Internal)
{
    if (err.contains("No space left on device"))
        code = ErrorCode::NoSpace;
    Error error { code, QStringLiteral("%1 failed: %2").arg(what, why) };
    if (!error.message.endsWith(u'.'))
        error.message += u'.';
    error.details = QString::fromUtf8(err.trimmed());
    return error;
}

} // namespace

Result<Output> run(const QString& program, const QStringList& args, const Options& options)
{
    const auto deadline = std::chrono::steady_clock::now() + options.timeout;
    const auto what = nameOf(program, args);
    const auto slot = TRY(Slot::wait(options.lane, deadline, options.cancelled));
    auto child = TRY(Child::start(program, args, options));
    if (const auto watched = child.watch(options, deadline); !watched) {
        const auto& error = watched.error();
        if (error.code == ErrorCode::Cancelled)
            return fail(error);
        if (error.code == ErrorCode::Timeout) {
            return fail(failure(what, QStringLiteral("it did not end within %1 ms and was stopped")
                                          .arg(options.timeout.count()), child.err(), ErrorCode::Timeout));
        }
        return fail(failure(what, error.message, child.err()));
    }
    if (WIFSIGNALED(child.status())) {
        const int signal = WTERMSIG(child.status());
        const auto why = signal == SIGXCPU || (signal == SIGKILL && options.limits.cpuSeconds > 0)
            ? QStringLiteral("it used more processor time than it may")
            : QStringLiteral("it was ended by signal %1 (%2)").arg(signal).arg(QLatin1String(strsignal(signal)));
        return fail(failure(what, why, child.err()));
    }
    Output output { WEXITSTATUS(child.status()), child.out(), child.err() };
    if (!options.acceptedExitCodes.contains(output.exitCode)) {
        const auto line = lastLine(output.err, program);
        const auto why = line.isEmpty() ? QStringLiteral("exit code %1").arg(output.exitCode) : line;
        return fail(failure(what, why, output.err));
    }
    return output;
}

} // namespace skylab::process
