#include "CrashWriter.h"

#include "Fixture.h"

#include <unistd.h>

namespace skylab::test {

int writeUntilKilled(const QStringList& arguments)
{
    const db::Location location { arguments.value(0), arguments.value(1) };
    const auto database = db::Database::open(location, arguments.value(2), { { QStringLiteral("main"), arguments.value(3) } });
    if (!database)
        return 1;
    onThreads(4, [&](int thread) {
        for (qint64 i = thread;; i += 4) {
            const auto written = (*database)->write([i](db::Transaction& transaction) -> Result<> {
                TRY(transaction.execute(QStringLiteral("INSERT INTO entries (number, half) VALUES (?, 1)"), i));
                TRY(transaction.execute(QStringLiteral("INSERT INTO entries (number, half) VALUES (?, 2)"), i));
                return {};
            });
            if (!written)
                ::_exit(2);
            const auto line = QByteArray::number(i) + '\n';
            if (::write(STDOUT_FILENO, line.constData(), std::size_t(line.size())) < 0)
                ::_exit(3);
        }
    });
    return 0;
}

} // namespace skylab::test
