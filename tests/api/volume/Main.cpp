#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("block-storage-v3.70.yaml"), QStringLiteral("/volume"));
    return skylab::test::runAll(argc, argv);
}
