#include "CrashWriter.h"
#include "Figures.h"
#include "support/TestMain.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const auto arguments = app.arguments();
    if (arguments.value(1) == QLatin1String("--crash-writer"))
        return skylab::test::writeUntilKilled(arguments.mid(2));
    if (arguments.value(1) == QLatin1String("--figures"))
        return skylab::test::printFigures(arguments.value(2));
    return skylab::test::runAll(argc, argv);
}
