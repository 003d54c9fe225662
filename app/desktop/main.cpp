// skylab: the window, with a cloud of its own or for one elsewhere.

#include "core/Log.h"
#include "desktop/EmbeddedCloud.h"
#include "desktop/FirstRun.h"
#include "desktop/Options.h"
#include "panel/Panels.h"
#include "sdk/client/Connection.h"
#include "shell/MainWindow.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QTranslator>

#include <csignal>
#include <cstdio>
#include <thread>

using namespace skylab;
using namespace skylab::desktop;

namespace {

/// Our texts, and Qt's own (buttons of file dialogs). English needs a file too: it has the plurals.
void installTranslations(QApplication& application, const QString& wanted)
{
    const QLocale locale = wanted.isEmpty() ? QLocale::system() : QLocale(wanted);
    QLocale::setDefault(locale);
    auto* qt = new QTranslator(&application);
    if (qt->load(locale, "qtbase", "_", QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto* ours = new QTranslator(&application);
    if (ours->load(locale, "skylab", "_", ":/i18n") || ours->load(":/i18n/skylab_en"))
        QCoreApplication::installTranslator(ours);
}

/// The ways into our own cloud, as its clouds.yaml names them.
std::vector<client::Connection> embeddedConnections(const QString& cloudsYaml)
{
    auto clouds = client::loadClouds(cloudsYaml).value_or(std::vector<client::Connection>());
    std::erase_if(clouds, [](const auto& cloud) { return cloud.name != u"skylab" && cloud.name != u"skylab-admin"; });   // users may add others
    for (auto& cloud : clouds)
        cloud.name = cloud.name.contains(QLatin1String("admin")) ? QCoreApplication::translate("main", "This computer, as admin") : QCoreApplication::translate("main", "This computer");
    std::sort(clouds.begin(), clouds.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return clouds;
}

/// Starts the cloud of this computer; the first time behind a page that looks whether it can.
void runEmbedded(EmbeddedCloud& cloud, shell::MainWindow& window, bool first)
{
    QObject::connect(&cloud, &EmbeddedCloud::ready, &window, [&window](const QString& file) {
        std::printf("ready clouds_yaml=%s\n", qPrintable(file));   // for who started it in a terminal, as skylabd does
        std::fflush(stdout);
        const auto connections = embeddedConnections(file);
        window.connections().setEmbedded(connections);
        if (!connections.empty())
            window.connectTo(connections.front());
        window.restoreClouds();
    });
    if (first)
        return (new FirstRun(cloud, window, &cloud))->begin();
    auto steps = std::make_shared<QStringList>();
    QObject::connect(&cloud, &EmbeddedCloud::step, &window, [&window, steps](const QString& text) {
        *steps << text;
        window.showStarting(*steps);
    });
    QObject::connect(&cloud, &EmbeddedCloud::failed, &window, [&window, &cloud, steps](const Error& error) {
        steps->clear();
        window.showStartFailed(error, [&cloud] { cloud.start(); });
    });
    cloud.start();
}

void connectElsewhere(shell::MainWindow& window, const QString& where)
{
    client::Connection connection;
    if (window.connections().find(where, connection))
        return window.connectTo(connection);
    connection.authUrl = where.contains(QLatin1String("://")) ? where : QString();
    window.askToSignIn(connection, connection.authUrl.isEmpty() ? QCoreApplication::translate("main", "No connection is named “%1”.").arg(where) : QString());
}

/// Blocked before any thread exists, so that all inherit it and only the one of quitOn() takes them.
sigset_t blockSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

/// The cloud inside stops as cleanly as skylabd does when the session or a terminal ends the window.
void quitOn(sigset_t signals)
{
    std::thread([signals] {
        int signal = 0;
        sigwait(&signals, &signal);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);   // without asking
    }).detach();
}

/// Needs no screen.
int checkHost(int argc, char** argv, QStringList arguments)
{
    const QCoreApplication application(argc, argv);
    const auto config = Config::read(arguments);
    if (!config || !arguments.isEmpty()) {
        std::fprintf(stderr, "skylab: %s\n", qPrintable(config ? QStringLiteral("There is no option '%1'. skylab --help lists them.").arg(arguments.first()) : config.error().message));
        return 2;
    }
    return printHostChecks(*config);
}

} // namespace

int main(int argc, char** argv)
{
    const auto signals = blockSignals();
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication::setApplicationName("skylab");
    QCoreApplication::setApplicationVersion(SKYLAB_VERSION);
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    auto options = Options::read(arguments);
    if (options && options->help) {
        std::printf("%s%s", qPrintable(Options::helpText()), qPrintable(Config::help()));
        return 0;
    }
    if (options && options->version) {
        std::printf("skylab %s\n", SKYLAB_VERSION);
        return 0;
    }
    if (options && options->checkHost)
        return checkHost(argc, argv, options->cloud);
    QApplication application(argc, argv);
    quitOn(signals);
    QApplication::setDesktopFileName("skylab");
    const bool listenGiven = options && std::any_of(options->cloud.begin(), options->cloud.end(), [](const QString& argument) { return argument.startsWith(QLatin1String("--listen")) || argument.startsWith(QLatin1String("--config")); });
    auto config = options ? Config::read(options->cloud) : Result<Config>(fail(options.error()));
    if (config && !options->cloud.isEmpty())
        config = fail(ErrorCode::BadRequest, QStringLiteral("There is no option '%1'. skylab --help lists them.").arg(options->cloud.first()));
    if (config && (config->check || !config->backup.isEmpty() || !config->restore.isEmpty()))
        config = fail(ErrorCode::BadRequest, QStringLiteral("skylabd does --check, --backup and --restore: close this window's cloud and run it with the same options."));
    if (!config) {
        std::fprintf(stderr, "skylab: %s\n", qPrintable(config.error().message));
        return 2;
    }
    if (const auto opened = installLog(config->logFile, config->minimumLevel()); !opened) {
        std::fprintf(stderr, "skylab: %s\n", qPrintable(opened.error().message));
        return 2;
    }
    shell::Settings settings;
    installTranslations(application, settings.language());
    theme::installTheme(application, settings.themeMode());
    settings.applyLooks();
    if (const auto listen = settings.store().value(listenSetting).toString(); !listenGiven && !listen.isEmpty())
        config->listen = listen;
    QApplication::setWindowIcon(QIcon(theme::logoPixmap(128, 1)));
    std::unique_ptr<EmbeddedCloud> cloud;
    shell::MainWindow window(shell::PanelRegistry(panel::allPanels()), panel::allSources(), settings);
    window.show();
    if (!options->connect.isEmpty()) {
        connectElsewhere(window, options->connect);
    } else {
        cloud = std::make_unique<EmbeddedCloud>(*config);
        runEmbedded(*cloud, window, FirstRun::isFirst(*config));
    }
    const int code = QApplication::exec();
    return code;
}
