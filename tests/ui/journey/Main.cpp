#include "support/TestMain.h"
#include "theme/Theme.h"
#include "ui/Watchdog.h"

#include <QStandardPaths>
#include <QTranslator>

int main(int argc, char** argv)
{
    QStandardPaths::setTestModeEnabled(true);
    skylab::test::WatchedApplication app(argc, argv);
    skylab::theme::installTheme(app, skylab::theme::Theme::Mode::Light);
    QTranslator plurals;
    if (plurals.load(":/i18n/skylab_en.qm"))
        QCoreApplication::installTranslator(&plurals);
    return skylab::test::runAll(argc, argv);
}
