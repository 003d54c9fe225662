#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("network-v2.yaml"), QStringLiteral("/network"));
    return skylab::test::runAll(argc, argv);
}
