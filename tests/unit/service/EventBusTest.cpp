#include "db/Database.h"
#include "service/EventBus.h"
#include "support/Patience.h"
#include "support/PostgresServer.h"
#include "support/TestMain.h"

#include <QTest>

#include <chrono>
#include <semaphore>
#include <thread>

using namespace skylab;
using namespace skylab::service;

/// What is committed in an outbox comes into the log, once.
class EventBusTest : public QObject {
    Q_OBJECT

    static Result<> append(db::Database& source, const QString& resource)
    {
        return source.write([&](db::Transaction& transaction) { return appendEvent(transaction, Context(), QStringLiteral("toy.toy.create"), resource, QStringLiteral("p"), {}); });
    }
    static QStringList resources(const EventBus& bus)
    {
        QStringList all;
        for (const auto events = bus.since(0, 100, ProjectScope::all()).value(); const auto& event : events)
            all << event.resourceId;
        return all;
    }

private Q_SLOTS:
    void publishesInOrder()
    {
        const auto log = db::Database::open(db::Location::inMemory(), QStringLiteral("events"), { { QStringLiteral("events") } }).value();
        const auto source = db::Database::open(db::Location::inMemory(), QStringLiteral("toy"), { { QStringLiteral("service") } }).value();
        QVERIFY(append(*source, QStringLiteral("left over")));
        EventBus bus(*log);
        bus.addSource(*source);
        QStringList heard;
        bus.subscribe([&](const Event& event) { heard << event.resourceId; });
        QVERIFY(bus.start());
        for (const auto* name : { "a", "b", "c" })
            QVERIFY(append(*source, QString::fromLatin1(name)));
        bus.flush();
        QVERIFY(append(*source, QStringLiteral("d")));      // its number in the outbox has been there before
        bus.flush();
        const QStringList all { QStringLiteral("left over"), QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d") };
        QCOMPARE(resources(bus), all);
        bus.stop();
        QCOMPARE(heard, all);
    }

    /// A full disk, a restart of the server: nobody else need write for it to go on.
    void triesAgainAfterAFailure()
    {
        const auto log = db::Database::open(db::Location::inMemory(), QStringLiteral("events"), { { QStringLiteral("events") } }).value();
        const auto source = db::Database::open(db::Location::inMemory(), QStringLiteral("toy"), { { QStringLiteral("service") } }).value();
        std::counting_semaphore<> heard { 0 };
        EventBus bus(*log);
        bus.addSource(*source);
        bus.subscribe([&](const Event&) { heard.release(); });
        QVERIFY(bus.start());
        const auto change = [](db::Database& database, const char* sql) {
            return database.write([&](db::Transaction& transaction) { return transaction.execute(QString::fromLatin1(sql)); });
        };
        QVERIFY(change(*log, "CREATE TRIGGER refusal BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'refused'); END"));
        QVERIFY(append(*source, QStringLiteral("a")));
        bus.flush();      // refused
        QCOMPARE(resources(bus), QStringList());
        QVERIFY(change(*log, "DROP TRIGGER refusal"));
        QVERIFY(heard.try_acquire_for(test::patiently(std::chrono::seconds(10))));
        QCOMPARE(resources(bus), QStringList { QStringLiteral("a") });

        bus.flush();      // and out of the outbox
        QVERIFY(change(*source, "CREATE TRIGGER refusal BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'refused'); END"));
        QVERIFY(append(*source, QStringLiteral("b")));
        bus.flush();
        QVERIFY(heard.try_acquire());
        QVERIFY(change(*source, "DROP TRIGGER refusal"));
        const auto isEmpty = [&] {
            return source->read([](db::Connection& connection) -> Result<bool> {
                auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM outbox")));
                return !rows.next();
            }).value();
        };
        QVERIFY(QTest::qWaitFor(isEmpty, test::patiently(10000)));
        QCOMPARE(resources(bus), (QStringList { QStringLiteral("a"), QStringLiteral("b") }));
        QVERIFY(!heard.try_acquire());      // told once
    }

    /// Runs that end before their turn to prune leave it to the next.
    void prunesAtTheStart()
    {
        const auto log = db::Database::open(db::Location::inMemory(), QStringLiteral("events"), { { QStringLiteral("events") } }).value();
        const auto filled = log->write([](db::Transaction& transaction) {
            return transaction.execute(QStringLiteral("INSERT INTO events (event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at) "
                                                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 105000) "
                                                      "SELECT 'event ' || i, 't', 'r', 'r', 'p', '', '', '{}', 0 FROM n"));
        });
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message));
        EventBus bus(*log);
        QVERIFY(bus.start());
        bus.flush();
        const auto numbers = log->read([](db::Connection& connection) -> Result<std::pair<qint64, qint64>> {
            auto row = TRY(connection.query(QStringLiteral("SELECT COUNT(*), MIN(seq) FROM events")));
            row.next();
            return std::make_pair(row.get<qint64>(0), row.get<qint64>(1));
        }).value();
        QCOMPARE(numbers.first, 100000);
        QCOMPARE(numbers.second, 5001);      // the oldest went
    }

    /// Another controller's transaction took the lower number, and is committed while ours is moved into the log.
    void losesNothingThatIsCommittedLate()
    {
        const auto* server = test::PostgresServer::shared();
        if (!server)
            QSKIP(test::PostgresServer::whyNone());
        const auto location = db::Location::onPostgres(server->url());
        const auto log = db::Database::open(location, QStringLiteral("late_events"), { { QStringLiteral("events") } }).value();
        const auto otherLog = db::Database::open(location, QStringLiteral("late_events"), { { QStringLiteral("events") } }).value();
        const auto source = db::Database::open(location, QStringLiteral("late"), { { QStringLiteral("service") } }).value();
        QVERIFY(append(*source, QStringLiteral("late")));
        const auto takeBack = [&] {      // and its number goes to whoever is late
            return source->write([&](db::Transaction& transaction) -> Result<> {
                TRY(transaction.execute(QStringLiteral("CREATE TABLE held AS SELECT * FROM outbox")));
                TRY(transaction.execute(QStringLiteral("DELETE FROM outbox")));
                return {};
            });
        };
        QVERIFY(takeBack());
        QVERIFY(append(*source, QStringLiteral("in time")));
        EventBus bus(*log);
        bus.addSource(*source);
        std::binary_semaphore locked { 0 }, release { 0 };
        std::thread holder([&] {
            const auto held = otherLog->write([&](db::Transaction& transaction) -> Result<> {
                TRY(transaction.execute(QStringLiteral("LOCK TABLE events IN EXCLUSIVE MODE")));
                locked.release();
                release.acquire();
                return {};
            });
            QVERIFY(held);
        });
        locked.acquire();
        const bool started = bus.start().has_value();
        bus.wake();
        const auto waits = [&] {
            return source->read([](db::Connection& connection) -> Result<bool> {
                auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM pg_locks WHERE NOT granted")));
                return rows.next();
            }).value();
        };
        const bool waited = QTest::qWaitFor(waits, 4000);
        const auto returned = source->write([](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("INSERT INTO outbox SELECT * FROM held")));
            return {};
        });
        release.release();
        holder.join();
        QVERIFY(started && waited && returned);
        bus.flush();
        bus.flush();
        QCOMPARE(resources(bus), (QStringList { QStringLiteral("in time"), QStringLiteral("late") }));
    }
};

SKYLAB_TEST(EventBusTest)
#include "EventBusTest.moc"
