#include "support/TestMain.h"
#include "theme/Theme.h"

#include <QApplication>
#include <QStandardPaths>

int main(int argc, char** argv)
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    skylab::theme::installTheme(app, skylab::theme::Theme::Mode::Light);
    return skylab::test::runAll(argc, argv);
}
