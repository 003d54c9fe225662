#include "support/TestMain.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>

#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skylab::test {

namespace {
struct Entry {
    const char* name;
    std::function<std::unique_ptr<QObject>()> make;
};
std::vector<Entry>& entries()
{
    static std::vector<Entry> all;
    return all;
}
} // namespace

namespace {
/// Each class in a process of its own: Qt Test keeps "skipped" of one class for the next, which then runs nothing and
/// says so with success; and a crash would take the classes after it along.
int runApart(const QStringList& arguments)
{
    int failures = 0;
    const auto program = QFile::encodeName(QCoreApplication::applicationFilePath());
    for (const auto& entry : entries()) {
        QList<QByteArray> words { program };
        for (const auto& argument : arguments)
            words << argument.toLocal8Bit();
        words << entry.name;
        std::vector<char*> argv;
        for (auto& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        // Not QProcess: it calls clone(), which ThreadSanitizer's runtime does not survive.
        pid_t child = 0;
        int status = 0;
        if (posix_spawn(&child, program.constData(), nullptr, nullptr, argv.data(), environ) != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
            qCritical("%s did not end by itself: it crashed or could not be started", entry.name);
            ++failures;
        } else {
            failures += WEXITSTATUS(status);
        }
    }
    return failures > 125 ? 125 : failures;
}
} // namespace

bool add(const char* name, std::function<std::unique_ptr<QObject>()> make)
{
    entries().push_back({ name, std::move(make) });
    return true;
}

int runAll(int argc, char** argv)
{
    QStringList arguments { QString::fromLocal8Bit(argv[0]) };
    QStringList wanted;
    for (int i = 1; i < argc; ++i) {
        const auto argument = QString::fromLocal8Bit(argv[i]);
        (argument.startsWith(u'-') ? arguments : wanted) << argument;
    }
    if (wanted.isEmpty() && entries().size() > 1)
        return runApart(arguments.mid(1));
    int failures = 0;
    for (const auto& entry : entries()) {
        auto these = arguments;
        bool run = wanted.isEmpty();
        for (const auto& want : wanted) {
            const auto parts = want.split(QStringLiteral("::"));
            if (parts[0] != QLatin1String(entry.name))
                continue;
            run = true;
            if (parts.size() > 1)
                these << parts[1];
        }
        if (!run)
            continue;
        const auto object = entry.make();
        failures += QTest::qExec(object.get(), these);
    }
    return failures > 125 ? 125 : failures;
}

} // namespace skylab::test
