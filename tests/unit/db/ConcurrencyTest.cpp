#include "Fixture.h"
#include "db/Rest.h"
#include "support/TestMain.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <atomic>
#include <semaphore>

using namespace skylab;
using namespace skylab::test;

class ConcurrencyTest : public OnBothEngines {
    Q_OBJECT

    std::unique_ptr<db::Database> openPairs()
    {
        return open(QStringLiteral("CREATE TABLE pairs (id @id@, value BIGINT NOT NULL UNIQUE); CREATE TABLE counters (id INTEGER PRIMARY KEY, value BIGINT NOT NULL);"
                                   "INSERT INTO counters VALUES (1, 0);"));
    }
    static Result<> insertPair(db::Transaction& transaction, qint64 value)
    {
        TRY(transaction.execute(QStringLiteral("INSERT INTO pairs (value) VALUES (?)"), value));
        TRY(transaction.execute(QStringLiteral("INSERT INTO pairs (value) VALUES (?)"), -value));
        return {};
    }
    static Result<> increment(db::Transaction& transaction)
    {
        auto query = TRY(transaction.query(QStringLiteral("SELECT value FROM counters WHERE id = 1")));
        query.next();
        const auto value = query.get<qint64>(0);
        TRY(transaction.execute(QStringLiteral("UPDATE counters SET value = ? WHERE id = 1"), value + 1));
        return {};
    }

    /// Connections of this test's database that a server counts; the writer's is one.
    qint64 connections(db::Database& database)
    {
        return number(database, QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?"), { QStringLiteral("skylab ") + m_name });
    }

    /// How often this process has the file mapped.
    static qsizetype mappings(const QString& file)
    {
        QFile maps(QStringLiteral("/proc/self/maps"));
        return maps.open(QIODevice::ReadOnly) ? maps.readAll().count(QFile::encodeName(file) + '\n') : -1;
    }

private Q_SLOTS:
    void aRestingThreadHoldsNothingOfTheFile()
    {
        if (onPostgres())
            QSKIP("PostgreSQL is mapped by its own server");
        {
            const auto filled = openPairs();
            QVERIFY(run(*filled, QStringLiteral("INSERT INTO pairs (value) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n")));
        }
        const auto database = openPairs();      // all of it is in the file now, not in the log
        onThreads(1, [&](int) {
            QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM pairs WHERE value % 2 = 0")), 2500);
            QCOMPARE(mappings(database->file()), 1);      // the reader's; the writer has none
            const auto rows = database->read([&](db::Connection& connection) -> Result<int> {
                auto open = TRY(connection.query(QStringLiteral("SELECT value FROM pairs ORDER BY value")));
                open.next();
                db::rest();      // too early, and harmless
                int count = 1;
                while (open.next())
                    ++count;
                return count;
            });
            QCOMPARE(rows.value_or(0), 5000);
            db::rest();
            QCOMPARE(mappings(database->file()), 0);
            QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM pairs WHERE value % 2 = 0")), 2500);
            QCOMPARE(mappings(database->file()), 1);
        });
    }
    /// A server takes 100 connections unless told otherwise; each service has a database, and each worker reads from most.
    void manyReadersShareFewConnections()
    {
        if (!onPostgres())
            QSKIP("SQLite has no server that counts connections");
        const auto database = openPairs();
        QVERIFY(run(*database, QStringLiteral("INSERT INTO pairs (value) VALUES (1), (2), (3)")));
        std::atomic<int> right { 0 };
        onThreads(24, [&](int) {
            for (int i = 0; i < 20; ++i)
                right += number(*database, QStringLiteral("SELECT count(*) FROM pairs")) == 3;
            // Statements within the rows of another one, and a read within a read.
            const auto sum = database->read([&](db::Connection& connection) -> Result<qint64> {
                qint64 all = 0;
                auto rows = TRY(connection.query(QStringLiteral("SELECT value FROM pairs")));
                while (rows.next()) {
                    auto one = TRY(connection.query(QStringLiteral("SELECT value FROM pairs WHERE value = ?"), rows.get<qint64>(0)));
                    one.next();
                    all += one.get<qint64>(0) + number(*database, QStringLiteral("SELECT count(*) FROM counters"));
                }
                TRY(rows.check());
                return all;
            });
            right += sum.value_or(0) == 9;
            right += !database->read([](db::Connection& connection) { return connection.query(QStringLiteral("SELECT nothing FROM pairs")); }).has_value();
        });
        QCOMPARE(right.load(), 24 * 22);
        QVERIFY2(connections(*database) <= 5, qPrintable(QString::number(connections(*database))));
    }
    void valuesOfAnotherKindAreTheCallersFault()
    {
        if (!onPostgres())
            QSKIP("SQLite compares values of all kinds");
        const auto database = openPairs();
        for (const auto* value : { "abc", "", "99999999999999999999" })
            QCOMPARE(run(*database, QStringLiteral("UPDATE pairs SET value = 0 WHERE value = ?"), { QString::fromLatin1(value) }).error().code, ErrorCode::BadRequest);
        QVERIFY(run(*database, QStringLiteral("UPDATE pairs SET value = 0 WHERE value = ?"), { QStringLiteral("5") }));
    }
    /// Threads that hold one database's connection and want another's must not wait for each other.
    void readersOfTwoDatabasesDoNotBlockEachOther()
    {
        const auto first = openPairs();
        m_name += QStringLiteral("_b");
        const auto second = openPairs();
        std::atomic<int> right { 0 };
        const auto readBoth = [&](db::Database& outer, db::Database& inner) {
            return outer.read([&](db::Connection& connection) -> Result<bool> {
                auto rows = TRY(connection.query(QStringLiteral("SELECT value FROM counters")));
                return rows.next() && number(inner, QStringLiteral("SELECT count(*) FROM counters")) == 1;
            });
        };
        QElapsedTimer timer;
        timer.start();
        onThreads(16, [&](int index) {
            for (int i = 0; i < 10; ++i)
                right += (index % 2 ? readBoth(*first, *second) : readBoth(*second, *first)).value_or(false);
        });
        QCOMPARE(right.load(), 160);
        QVERIFY(timer.elapsed() < skylab::test::patiently(30'000));
    }
    void readersSeeWholeTransactionsWhileOthersWrite()
    {
        const auto database = openPairs();
        std::atomic<bool> done { false };
        std::atomic<int> wrong { 0 };
        std::atomic<int> reads { 0 };
        std::thread readers([&] {
            onThreads(4, [&](int) {
                while (!done) {
                    const auto sum = number(*database, QStringLiteral("SELECT CAST(coalesce(sum(value), 0) AS BIGINT) + count(*) % 2 FROM pairs"));
                    wrong += sum == 0 ? 0 : 1;
                    ++reads;
                }
            });
        });
        int failures = 0;
        for (qint64 i = 1; i <= 200; ++i)
            failures += database->write([i](db::Transaction& transaction) { return insertPair(transaction, i); }) ? 0 : 1;
        QTRY_VERIFY(reads > 0);
        done = true;
        readers.join();
        QCOMPARE(failures, 0);
        QCOMPARE(wrong.load(), 0);
    }

    void uncommittedChangesAreSeenByNobodyElse()
    {
        const auto database = openPairs();
        QVERIFY(database->write([&](db::Transaction& transaction) -> Result<> {
            TRY(insertPair(transaction, 1));
            qint64 outside = -1;
            onThreads(1, [&](int) { outside = number(*database, QStringLiteral("SELECT count(*) FROM pairs")); });
            auto query = TRY(transaction.query(QStringLiteral("SELECT count(*) FROM pairs")));
            query.next();
            if (outside != 0 || query.get<int>(0) != 2)
                return fail(ErrorCode::Internal, QStringLiteral("not isolated"));
            return {};
        }));
        QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM pairs")), 2);
    }

    /// Also the group commit: what queues up shares a transaction, and each third closure fails in it.
    void eightThreadsWriteAndEachGetsItsOwnAnswer()
    {
        const auto database = openPairs();
        std::atomic<int> wrong { 0 };
        std::atomic<int> told { 0 };
        onThreads(8, [&](int thread) {
            for (int i = 0; i < 30; ++i) {
                const qint64 value = 1 + thread * 1000 + i;
                const bool refuse = i % 3 == 1;
                const bool repeat = i % 3 == 2;   // breaks the UNIQUE with its own second insert
                const auto answer = database->write([&](db::Transaction& transaction) -> Result<qint64> {
                    transaction.onCommit([&] { ++told; });
                    TRY(insertPair(transaction, value));
                    TRY(increment(transaction));
                    if (refuse)
                        return fail(ErrorCode::OverQuota, QString::number(value));
                    if (repeat)
                        TRY(insertPair(transaction, value));
                    return value;
                });
                const bool right = refuse ? !answer && answer.error().message == QString::number(value)
                    : repeat              ? !answer && db::isUniqueViolation(answer.error(), u"value")
                                          : answer && *answer == value;
                wrong += right ? 0 : 1;
            }
        });
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(told.load(), 80);
        QCOMPARE(number(*database, QStringLiteral("SELECT value FROM counters")), 80);
        QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM pairs")), 160);
    }

    void twoControllersDoNotOverwriteEachOther()
    {
        const auto first = openPairs();
        const auto second = openPairs();
        std::atomic<int> acknowledged { 0 };
        onThreads(4, [&](int thread) {
            auto& database = thread % 2 ? *first : *second;
            for (int i = 0; i < 25; ++i)
                acknowledged += database.write([](db::Transaction& transaction) { return increment(transaction); }) ? 1 : 0;
        });
        QVERIFY(acknowledged > 50);
        QCOMPARE(number(*first, QStringLiteral("SELECT value FROM counters")), acknowledged.load());
    }

    void threadsThatEndCloseTheirConnections()
    {
        const auto database = openPairs();
        const auto connections = [&]() -> qint64 {
            if (onPostgres())
                return number(*database, QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?"), { QStringLiteral("skylab ") + m_name });
            return qint64(QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::Files | QDir::System).size());
        };
        (void)connections();
        const auto before = connections();
        for (int i = 0; i < 20; ++i)
            onThreads(1, [&](int) { (void)number(*database, QStringLiteral("SELECT count(*) FROM pairs")); });
        // The server notices a moment later. SQLite keeps a closed file's descriptor while others hold locks on it.
        QTRY_VERIFY(connections() <= before + (onPostgres() ? 0 : 1));
    }

    void databaseMayEndBeforeTheThreadsThatReadIt()
    {
        std::binary_semaphore hasRead { 0 };
        std::binary_semaphore mayEnd { 0 };
        auto database = openPairs();
        std::thread reader([&] {
            (void)number(*database, QStringLiteral("SELECT count(*) FROM pairs"));
            hasRead.release();
            mayEnd.acquire();
        });
        hasRead.acquire();
        database.reset();
        database = openPairs();
        mayEnd.release();
        reader.join();
        QCOMPARE(number(*database, QStringLiteral("SELECT value FROM counters")), 0);
    }
};

SKYLAB_TEST(ConcurrencyTest)
#include "ConcurrencyTest.moc"
