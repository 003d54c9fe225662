#include "process/Process.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace skylab;
using namespace std::chrono_literals;

namespace {
QString sh() { return QStringLiteral("/bin/sh"); }
QStringList words(std::initializer_list<const char*> texts)
{
    QStringList result;
    for (const auto* text : texts)
        result << QString::fromUtf8(text);
    return result;
}
QStringList script(const char* text) { return { QStringLiteral("-c"), QString::fromUtf8(text) }; }
} // namespace

class ProcessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void returnsWhatTheProgramSays()
    {
        const auto result = process::run(sh(), script("echo out; echo err >&2; exit 3"),
                                         { .acceptedExitCodes = { 0, 3 } });
        QVERIFY(result);
        QCOMPARE(result->exitCode, 3);
        QCOMPARE(result->out, QByteArray("out\n"));
        QCOMPARE(result->err, QByteArray("err\n"));
    }
    void argumentsReachTheProgramAsTheyAre()
    {
        const auto result = process::run(QStringLiteral("printf"), words({ "%s|%s", "$(id); 'a b' *", "구" }));
        QVERIFY(result);
        QCOMPARE(result->out, QByteArray("$(id); 'a b' *|구"));
    }
    void feedsStdinWithoutDeadlock()
    {
        const QByteArray big(3'000'000, 'x');
        const auto result = process::run(QStringLiteral("cat"), {}, { .stdinData = big });
        QVERIFY(result);
        QCOMPARE(result->out, big);
        // A program that never reads its input must not hurt us.
        QVERIFY(process::run(QStringLiteral("true"), {}, { .stdinData = big }));
        QCOMPARE(process::run(QStringLiteral("cat"), {})->out, QByteArray());
    }
    void failureNamesProgramVerbAndLastLine()
    {
        QTemporaryDir directory;
        const auto tool = directory.filePath(QStringLiteral("tool"));
        QFile file(tool);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\necho 'first' >&2\necho 'tool: the disk is on fire' >&2\nexit 1\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        const auto result = process::run(tool, { QStringLiteral("create"), QStringLiteral("secret") });
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QCOMPARE(result.error().message, QStringLiteral("tool create failed: the disk is on fire."));
        QVERIFY(result.error().details.contains(u"first"));
    }
    void recognisesAFullDisk()
    {
        const auto result = process::run(sh(), script("echo 'tool: No space left on device' >&2; exit 1"));
        QCOMPARE(result.error().code, ErrorCode::NoSpace);
    }
    void tellsThatAProgramIsMissing()
    {
        const auto plain = process::run(QStringLiteral("no-such-program"), {});
        QCOMPARE(plain.error().code, ErrorCode::Unavailable);
        QVERIFY(plain.error().message.contains(u"no-such-program is not installed"));
        const auto limited = process::run(QStringLiteral("no-such-program"), {}, { .limits = { .cpuSeconds = 5 } });
        QCOMPARE(limited.error().code, ErrorCode::Unavailable);
        const auto nowhere = process::run(QStringLiteral("true"), {}, { .workingDirectory = QStringLiteral("/none") });
        QVERIFY(nowhere.error().message.contains(u"working directory"));
    }
    void killsTheWholeGroupOnTimeout()
    {
        QTemporaryDir directory;
        const auto result = process::run(sh(), script("sleep 60 & echo $! > child; echo waiting >&2; wait"),
                                         { .timeout = 400ms, .workingDirectory = directory.path() });
        QCOMPARE(result.error().code, ErrorCode::Timeout);
        QVERIFY(result.error().message.contains(u"400 ms"));
        QFile file(directory.filePath(QStringLiteral("child")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto pid = file.readAll().trimmed().toInt();
        QVERIFY(pid > 1);
        QTRY_VERIFY(isGone(pid));
    }
    void doesNotWaitForADaemonLeftBehind()
    {
        QElapsedTimer timer;
        timer.start();
        const auto result = process::run(sh(), script("sleep 5 & echo $!"));
        QVERIFY(result);
        QVERIFY(timer.elapsed() < skylab::test::patiently(3000));
        ::kill(result->out.trimmed().toInt(), SIGKILL);
    }
    void endsWithItsParent()
    {
        QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("pid"));
        const auto parent = ::fork();
        if (parent == 0) {
            const auto result = process::run(sh(), script("echo $$ > pid.new; mv pid.new pid; exec sleep 60"),
                                             { .workingDirectory = directory.path() });
            ::_exit(result ? 0 : 1);
        }
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto pid = file.readAll().trimmed().toInt();
        QVERIFY(pid > 1);
        ::kill(parent, SIGKILL);
        QCOMPARE(::waitpid(parent, nullptr, 0), parent);
        const auto gone = QTest::qWaitFor([&] { return isGone(pid); });
        if (!gone)
            ::kill(pid, SIGKILL);
        QVERIFY(gone);
    }
    void ignoresNoSignalThatWeIgnore()
    {
        const auto before = ::signal(SIGUSR1, SIG_IGN);
        const auto result = process::run(sh(), script("kill -USR1 $$; echo alive"));
        ::signal(SIGUSR1, before);
        QVERIFY(!result);
        QVERIFY(result.error().message.contains(u"signal"));
    }
    void stopsWhenCancelled()
    {
        std::atomic<bool> cancel = false;
        std::thread other([&] { cancel = true; });
        const auto result = process::run(QStringLiteral("sleep"), words({ "60" }),
                                         { .cancelled = [&] { return cancel.load(); } });
        other.join();
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
    }
    void limitsOutput()
    {
        const auto result = process::run(QStringLiteral("yes"), {}, { .maxOutputBytes = 100'000 });
        QVERIFY(!result);
        QVERIFY(result.error().message.contains(u"100000 bytes"));
    }
    void streamsOutput()
    {
        QByteArray seen;
        const auto result = process::run(sh(), script("printf 1; printf 2; printf 3"),
                                         { .onOutput = [&](QByteArrayView bytes) { seen += bytes; } });
        QVERIFY(result && result->out.isEmpty());
        QCOMPARE(seen, QByteArray("123"));
    }
    void limitsMemoryAndProcessorTime()
    {
        const auto hungry = process::run(QStringLiteral("head"), words({ "-c", "300M", "/dev/zero" }),
                                         { .maxOutputBytes = 1 << 30, .limits = { .addressSpaceBytes = 1 << 28 } });
        QVERIFY(hungry);   // streams, so that the limit does not hit it
        const auto limit = process::run(sh(), script("ulimit -v; ulimit -t"),
                                        { .limits = { .addressSpaceBytes = 1 << 30, .cpuSeconds = 7 } });
        QCOMPARE(limit->out, QByteArray("1048576\n7\n"));
        const auto spinning = process::run(sh(), script("while :; do :; done"), { .limits = { .cpuSeconds = 1 } });
        QVERIFY(!spinning);
        QVERIFY(spinning.error().message.contains(u"processor time"));
    }
    void addsToTheEnvironment()
    {
        const QMap<QString, QString> added { { QStringLiteral("SKYLAB_X"), QStringLiteral("1") },
                                             { QStringLiteral("LC_ALL"), QStringLiteral("de") } };
        const auto result = process::run(sh(), script("echo $SKYLAB_X $LC_ALL"), { .environment = added });
        QCOMPARE(result->out, QByteArray("1 C.UTF-8\n"));
    }
    void leaksNoFilesIntoChildOrParent()
    {
        const int leaky = ::open("/dev/null", O_RDONLY);   // without O_CLOEXEC, as libraries do
        const auto before = openFiles();
        const auto result = process::run(sh(), script("ls /proc/$$/fd"));
        QCOMPARE(result->out, QByteArray("0\n1\n2\n"));
        QCOMPARE(openFiles(), before);
        ::close(leaky);
    }
    void runsFourAtOnceAndTheOthersWait()
    {
        QTemporaryDir directory;
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 10; ++i) {
            threads.emplace_back([&] {
                const auto result = process::run(sh(), script("touch r.$$; ls r.* | wc -l; sleep 0.05; rm r.$$"),
                                                 { .workingDirectory = directory.path() });
                if (result && result->out.trimmed().toInt() <= 4)
                    ++good;
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 10);
    }

private:
    static int openFiles()
    {
        int count = 0;
        DIR* directory = ::opendir("/proc/self/fd");
        while (::readdir(directory))
            ++count;
        ::closedir(directory);
        return count;
    }
    /// Dead, or a zombie that whoever adopted it has yet to reap.
    static bool isGone(int pid)
    {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    }
};
SKYLAB_TEST(ProcessTest)
#include "ProcessTest.moc"
