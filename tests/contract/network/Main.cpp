#include "contract/network/PrivateHost.h"
#include "support/TestMain.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    // Before any thread: the whole process gets network and mount namespaces of its own, so that bridges, rules and
    // named namespaces of the tests never meet the machine's.
    const auto why = skylab::test::PrivateHost::enter();
    QCoreApplication app(argc, argv);
    skylab::test::PrivateHost host(why);
    return skylab::test::runAll(argc, argv);
}
