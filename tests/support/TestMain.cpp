#include "support/TestMain.h"

#include <QTest>

#include <vector>

namespace skylab::test {

namespace {
struct Entry {
    const char* name;
    std::function<std::unique_ptr<QObject>()> make;
};
std::vector<Entry>& entries()
{
    static std::vector<Entry> all;
    return all;
}
} // namespace

bool add(const char* name, std::function<std::unique_ptr<QObject>()> make)
{
    entries().push_back({ name, std::move(make) });
    return true;
}

int runAll(int argc, char** argv)
{
    QStringList arguments { QString::fromLocal8Bit(argv[0]) };
    QStringList wanted;
    for (int i = 1; i < argc; ++i) {
        const auto argument = QString::fromLocal8Bit(argv[i]);
        (argument.startsWith(u'-') ? arguments : wanted) << argument;
    }
    int failures = 0;
    for (const auto& entry : entries()) {
        auto these = arguments;
        bool run = wanted.isEmpty();
        for (const auto& want : wanted) {
            const auto parts = want.split(QStringLiteral("::"));
            if (parts[0] != QLatin1String(entry.name))
                continue;
            run = true;
            if (parts.size() > 1)
                these << parts[1];
        }
        if (!run)
            continue;
        const auto object = entry.make();
        failures += QTest::qExec(object.get(), these);
    }
    return failures > 125 ? 125 : failures;
}

} // namespace skylab::test
