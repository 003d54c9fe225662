// skylabd: the cloud without a window.

#include "cloud/Cloud.h"
#include "cloud/HostCheck.h"
#include "core/Log.h"
#include "ops/Backup.h"
#include "ops/DataCheck.h"
#include "ops/Restore.h"
#include "service/policy/PolicyText.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
#include <pthread.h>
#include <sys/resource.h>

using namespace skylab;

namespace {

Q_LOGGING_CATEGORY(lcServer, "skylab.server")

void printHelp()
{
    std::printf("skylabd - a private cloud with OpenStack's APIs\n\nusage: skylabd [options]\n\n%s"
                "  --check-host                look whether this computer can run it, one line each; ends with 1 when it can't\n"
                "  --help                      this text\n  --version                   the version\n\n"
                "When all services answer, one line is printed: ready auth_url=... clouds_yaml=...\n",
                qPrintable(Config::help()));
}

int printPolicy(Cloud& cloud)
{
    const auto text = service::policyYaml(cloud.pipeline(), cloud.chassis().policy());
    return std::fwrite(text.constData(), 1, std::size_t(text.size()), stdout) == std::size_t(text.size()) ? 0 : 1;
}

/// Connections, databases and files of uploads each take one; the usual 1024 are soon gone.
void allowManyFiles()
{
    constexpr rlim_t plenty = 65'536;
    rlimit limit {};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= plenty)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, plenty);
    setrlimit(RLIMIT_NOFILE, &limit);
}

int failed(const Error& error)
{
    std::fprintf(stderr, "skylabd: %s\n", qPrintable(error.message));
    return 1;
}

int checkData(const Config& config)
{
    const auto location = config.databaseUrl.isEmpty() ? db::Location::inDirectory(config.dataDir) : db::Location::onPostgres(config.databaseUrl);
    const auto good = ops::DataCheck(config.dataDir, location, config.deep ? ops::DataCheck::Depth::Contents : ops::DataCheck::Depth::Presence, [](ops::DataCheck::Kind kind, const QString& line) {
        std::printf("%s\n", qPrintable(ops::checkLine(kind, line)));
        std::fflush(stdout);
    }).run();
    return good ? (*good ? 0 : 1) : failed(good.error());
}

/// --check, --backup, --restore: what is done while no cloud runs. Nothing for all else.
std::optional<int> operate(const Config& config)
{
    const auto tell = [](const QString& line) { std::fprintf(stderr, "skylabd: %s\n", qPrintable(line)); };
    if (config.check)
        return checkData(config);
    if (!config.backup.isEmpty()) {
        if (const auto done = ops::Backup(config.dataDir, config.backup, tell).run(); !done)
            return failed(done.error());
        std::printf("backup %s\nIt holds every secret of this cloud, its keys and password hashes: keep it where only you can read it.\n", qPrintable(config.backup));
        return 0;
    }
    if (config.restore.isEmpty())
        return {};
    if (const auto done = ops::Restore(config.dataDir, config.restore, tell).run(); !done)
        return failed(done.error());
    std::printf("restored %s\n", qPrintable(config.dataDir));
    return 0;
}

/// What the user asked for is done when this gives an exit code.
std::optional<int> answerAtOnce(const QStringList& arguments)
{
    if (arguments.contains(QStringLiteral("--help"))) {
        printHelp();
        return 0;
    }
    if (arguments.contains(QStringLiteral("--version"))) {
        std::printf("skylabd %s\n", SKYLAB_VERSION);
        return 0;
    }
    return {};
}

/// A signal that is to end the cloud has come, and waits to be taken.
bool isToldToEnd()
{
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

/// Until a signal ends the cloud; SIGHUP reads its files again.
void serve(Cloud& cloud, const sigset_t& signals)
{
    constexpr timespec day { 24 * 3600, 0 };
    while (true) {
        const int signal = sigtimedwait(&signals, nullptr, &day);
        if (signal < 0) {
            if (errno == EAGAIN)      // else a debugger was in between
                cloud.tendCertificate();
            continue;
        }
        if (signal != SIGHUP)
            return;
        if (const auto reloaded = cloud.reload(); reloaded)
            qCInfo(lcServer) << "The policy file and the certificate were read again.";
        else
            qCCritical(lcServer).noquote() << "Nothing is changed, the rules from before stay in force:" << reloaded.error().message;
    }
}

} // namespace

int main(int argc, char** argv)
{
    // Blocked before any thread exists, so that all threads inherit it and only the waiting below takes them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    allowManyFiles();

    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("skylab"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SKYLAB_VERSION));
    auto arguments = QCoreApplication::arguments().mid(1);
    if (const auto code = answerAtOnce(arguments))
        return *code;
    const bool onlyCheck = arguments.removeAll(QStringLiteral("--check-host")) > 0;
    auto config = Config::read(arguments);
    if (config && !arguments.isEmpty())
        config = fail(ErrorCode::BadRequest, QStringLiteral("There is no option '%1'. skylabd --help lists them.").arg(arguments.first()));
    if (!config) {
        std::fprintf(stderr, "skylabd: %s\n", qPrintable(config.error().message));
        return 2;
    }
    if (onlyCheck)
        return printHostChecks(*config);
    if (const auto opened = installLog(config->logFile, config->minimumLevel()); !opened) {
        std::fprintf(stderr, "skylabd: %s\n", qPrintable(opened.error().message));
        return 2;
    }
    if (const auto code = operate(*config))
        return *code;
    auto cloud = Cloud::start(*config, [](const QString& step) { std::fprintf(stderr, "skylabd: %s\n", qPrintable(step)); }, isToldToEnd);
    if (!cloud)
        return cloud.error().code == ErrorCode::Cancelled ? 0 : failed(cloud.error());
    if (config->printPolicy)
        return printPolicy(**cloud);
    std::printf("ready auth_url=%s clouds_yaml=%s\n", qPrintable((*cloud)->authUrl()), qPrintable((*cloud)->cloudsYaml()));
    std::fflush(stdout);
    serve(**cloud, signals);
    (*cloud)->stop();
    return 0;
}
