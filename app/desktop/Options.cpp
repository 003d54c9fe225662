#include "desktop/Options.h"

namespace skylab::desktop {

Result<Options> Options::read(const QStringList& arguments)
{
    Options options;
    for (int i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == u"--connect") {
            if (i + 1 == arguments.size())
                return fail(ErrorCode::BadRequest, QStringLiteral("--connect needs a name or an address."), QStringLiteral("--connect"));
            options.connect = arguments[++i];
        } else if (argument.startsWith(QLatin1String("--connect="))) {
            options.connect = argument.mid(10);
        } else if (argument == u"--demo") {
            options.demo = true;
        } else if (argument == u"--check-host") {
            options.checkHost = true;
        } else if (argument == u"--help" || argument == u"-h") {
            options.help = true;
        } else if (argument == u"--version") {
            options.version = true;
        } else {
            options.cloud << argument;
        }
    }
    if (options.demo)
        options.cloud << QStringLiteral("--ephemeral") << QStringLiteral("--drivers") << QStringLiteral("fake") << QStringLiteral("--listen") << QStringLiteral("127.0.0.1:0");
    return options;
}

QString Options::helpText()
{
    return QStringLiteral("skylab - a private cloud and its window\n\nusage: skylab [options]\n\n"
                          "  --connect NAME|URL          manage this cloud instead of starting one: a name out of clouds.yaml, or an address\n"
                          "  --demo                      a throw-away cloud in memory, to look around\n"
                          "  --check-host                look whether this computer can run a cloud, one line each; ends with 1 when it can't\n"
                          "  --help                      this text\n"
                          "  --version                   the version\n\n"
                          "Options of the embedded cloud:\n");
}

} // namespace skylab::desktop
