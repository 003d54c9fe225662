#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("identity-v3.14.yaml"), QStringLiteral("/identity"));
    return skylab::test::runAll(argc, argv);
}
