#include "Figures.h"

#include "Fixture.h"
#include "support/PostgresServer.h"

#include <QElapsedTimer>
#include <QStringList>

#include <atomic>
#include <cstdio>

namespace skylab::test {

namespace {

QStringList wideColumns()
{
    QStringList columns;
    for (int i = 0; i < 30; ++i)
        columns << QStringLiteral("c%1").arg(i);
    return columns;
}

Result<> fill(db::Database& database)
{
    return database.write([](db::Transaction& transaction) -> Result<> {
        const auto sql = QStringLiteral("INSERT INTO wide VALUES (?%1)").arg(QStringLiteral(",?").repeated(30));
        for (qint64 row = 0; row < 1000; ++row) {
            QVariantList values { row };
            for (int column = 0; column < 30; ++column)
                values << (column < 22 ? QVariant(QStringLiteral("value %1 of row %2").arg(column).arg(row)) : QVariant(row * column));
            TRY(transaction.execute(sql, values));
        }
        return {};
    });
}

double perSecond(int count, const std::function<void(int)>& f)
{
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < count; ++i)
        f(i);
    return count * 1e9 / double(timer.nsecsElapsed());
}

Result<> readWide(db::Database& database, int from, int count)
{
    return database.read([&](db::Connection& connection) -> Result<> {
        static const auto sql = QStringLiteral("SELECT %1 FROM wide WHERE id >= ? ORDER BY id LIMIT ?").arg(wideColumns().join(u','));
        auto query = TRY(connection.query(sql, qint64(from), count));
        qint64 sum = 0;
        while (query.next()) {
            for (int column = 0; column < 30; ++column)
                sum += column < 22 ? query.get<QString>(column).size() : query.get<qint64>(column);
        }
        TRY(query.check());
        return sum > 0 ? Result<>() : fail(ErrorCode::Internal, QStringLiteral("nothing was read"));
    });
}

double commitsPerSecond(db::Database& database, int threads, int each)
{
    std::atomic<int> failures { 0 };
    QElapsedTimer timer;
    timer.start();
    onThreads(threads, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            const auto done = database.write([&](db::Transaction& transaction) {
                return transaction.execute(QStringLiteral("UPDATE wide SET c22 = c22 + 1 WHERE id = ?"), qint64((thread * 100 + i) % 1000));
            });
            failures += done ? 0 : 1;
        }
    });
    return failures ? -1 : threads * each * 1e9 / double(timer.nsecsElapsed());
}

Result<> measure(const char* engine, const db::Location& location, const MigrationFolder& migrations)
{
    const auto database = TRY(db::Database::open(location, QStringLiteral("figures"), { migrations.set() }));
    TRY(fill(*database));
    TRY(readWide(*database, 0, 1000));
    const auto point = perSecond(20000, [&](int i) {
        (void)database->read([i](db::Connection& connection) -> Result<qint64> {
            auto query = TRY(connection.query(QStringLiteral("SELECT c25 FROM wide WHERE id = ?"), qint64(i % 1000)));
            query.next();
            return query.get<qint64>(0);
        });
    });
    const auto lists = perSecond(50, [&](int) { (void)readWide(*database, 0, 1000); });
    std::printf("%-10s point reads/s %.0f   1000x30 list %.2f ms   commits/s 1 thread %.0f, 8 threads %.0f, 32 threads %.0f\n", engine, point,
                1000 / lists, commitsPerSecond(*database, 1, 300), commitsPerSecond(*database, 8, 150), commitsPerSecond(*database, 32, 60));
    return {};
}

} // namespace

int printFigures(const QString& directory)
{
    MigrationFolder migrations;
    QStringList columns { QStringLiteral("id BIGINT PRIMARY KEY") };
    for (int i = 0; i < 30; ++i)
        columns << QStringLiteral("c%1 %2 NOT NULL").arg(i).arg(i < 22 ? QStringLiteral("TEXT") : QStringLiteral("BIGINT"));
    migrations.add(QStringLiteral("0001_wide.sql"), QStringLiteral("CREATE TABLE wide (%1);").arg(columns.join(QStringLiteral(", "))));
    const QTemporaryDir folder(directory + QStringLiteral("/skylab-figures-XXXXXX"));
    auto measured = measure("SQLite", db::Location::inDirectory(folder.path()), migrations);
    if (const auto* server = PostgresServer::shared(); server && measured)
        measured = measure("PostgreSQL", db::Location::onPostgres(server->url()), migrations);
    if (!measured)
        std::printf("%s\n", qPrintable(measured.error().message));
    return measured ? 0 : 1;
}

} // namespace skylab::test
