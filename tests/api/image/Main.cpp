#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    skylab::test::AnswerCheck::install(QStringLiteral("image-v2.16.yaml"), QStringLiteral("/image"));
    return skylab::test::runAll(argc, argv);
}
