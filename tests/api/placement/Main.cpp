#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("placement-v1.yaml"), QStringLiteral("/placement"));
    return skylab::test::runAll(argc, argv);
}
