#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("compute-v2.96.yaml"), QStringLiteral("/compute"));
    return skylab::test::runAll(argc, argv);
}
