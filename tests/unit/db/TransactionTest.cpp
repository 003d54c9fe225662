#include "Fixture.h"
#include "support/TestMain.h"

#include <QTest>

#include <atomic>
#include <stdexcept>

using namespace skylab;
using namespace skylab::test;

class TransactionTest : public OnBothEngines {
    Q_OBJECT

    std::unique_ptr<db::Database> openNames()
    {
        return open(QStringLiteral("CREATE TABLE projects (id BIGINT PRIMARY KEY);"
                                   "CREATE TABLE names (id @id@, project_id BIGINT NOT NULL REFERENCES projects (id), name TEXT NOT NULL, size BIGINT NOT NULL DEFAULT 0, UNIQUE (project_id, name));"
                                   "CREATE UNIQUE INDEX names_lower ON names (lower(name));"
                                   "INSERT INTO projects VALUES (1), (2);"));
    }
    static Result<int> insert(db::Connection& connection, const char* name, qint64 project = 1)
    {
        return connection.execute(QStringLiteral("INSERT INTO names (project_id, name) VALUES (?, ?)"), project, QString::fromLatin1(name));
    }
    static qint64 count(db::Database& database) { return number(database, QStringLiteral("SELECT count(*) FROM names")); }

private Q_SLOTS:
    void errorRollsBack()
    {
        const auto database = openNames();
        const auto answer = database->write([](db::Transaction& transaction) -> Result<QString> {
            TRY(insert(transaction, "a"));
            return fail(ErrorCode::OverQuota, QStringLiteral("enough"));
        });
        QVERIFY(!answer && answer.error().code == ErrorCode::OverQuota);
        QCOMPARE(count(*database), 0);
    }

    void exceptionRollsBack()
    {
        const auto database = openNames();
        const auto answer = database->write([](db::Transaction& transaction) -> Result<> {
            TRY(insert(transaction, "a"));
            throw std::runtime_error("foreign code");
        });
        QVERIFY(!answer && answer.error().code == ErrorCode::Internal);
        QCOMPARE(count(*database), 0);
        QVERIFY(run(*database, QStringLiteral("INSERT INTO projects VALUES (3)")));
    }

    void callbacksRunAfterTheCommitOnTheCallersThread()
    {
        const auto database = openNames();
        const auto caller = std::this_thread::get_id();
        QStringList told;
        const auto tell = [&](const char* what) {
            return [&, what] {
                if (std::this_thread::get_id() == caller && count(*database) == 1)
                    told << QString::fromLatin1(what);
            };
        };
        QVERIFY(database->write([&](db::Transaction& transaction) -> Result<> {
            transaction.onCommit(tell("first"));
            TRY(insert(transaction, "a"));
            transaction.onCommit(tell("second"));
            return {};
        }));
        QCOMPARE(told, (QStringList { QStringLiteral("first"), QStringLiteral("second") }));
        QVERIFY(!database->write([&](db::Transaction& transaction) -> Result<> {
            transaction.onCommit(tell("never"));
            return fail(ErrorCode::Conflict, QStringLiteral("no"));
        }));
        QCOMPARE(told.size(), 2);
    }

    void brokenUniqueNamesItsColumns()
    {
        const auto database = openNames();
        QVERIFY(database->write([](db::Transaction& transaction) { return insert(transaction, "secret (a)=(b)"); }));
        const auto again = database->write([](db::Transaction& transaction) { return insert(transaction, "secret (a)=(b)"); });
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QVERIFY2(db::isUniqueViolation(again.error(), u"name") || db::isUniqueViolation(again.error(), u"names_lower"), qPrintable(again.error().field));
        QVERIFY(!again.error().message.contains(u"secret") && !again.error().details.contains(u"secret"));
        const auto lower = database->write([](db::Transaction& transaction) { return insert(transaction, "Secret (a)=(b)", 2); });
        QVERIFY(!lower);
        QCOMPARE(lower.error().field, QStringLiteral("names_lower"));
        QVERIFY(run(*database, QStringLiteral("DROP INDEX names_lower")));
        const auto third = database->write([](db::Transaction& transaction) { return insert(transaction, "secret (a)=(b)"); });
        QCOMPARE(third.error().field, QStringLiteral("project_id,name"));
        QVERIFY(db::isUniqueViolation(third.error(), u"name") && !db::isUniqueViolation(third.error(), u"size"));
        const auto primary = run(*database, QStringLiteral("INSERT INTO projects VALUES (1)"));
        QCOMPARE(primary.error().field, QStringLiteral("id"));
    }

    void brokenForeignKeyIsAConflictToo()
    {
        const auto database = openNames();
        const auto child = database->write([](db::Transaction& transaction) { return insert(transaction, "a", 77); });
        QVERIFY(!child && child.error().code == ErrorCode::Conflict && !db::isUniqueViolation(child.error()));
        QVERIFY(database->write([](db::Transaction& transaction) { return insert(transaction, "a"); }));
        const auto parent = run(*database, QStringLiteral("DELETE FROM projects WHERE id = 1"));
        QVERIFY(!parent && parent.error().code == ErrorCode::Conflict);
    }

    void badStatementIsInternalAndHarmless()
    {
        const auto database = openNames();
        const auto bad = run(*database, QStringLiteral("INSERT INTO nowhere VALUES (?)"), { QStringLiteral("secret") });
        QVERIFY(!bad && bad.error().code == ErrorCode::Internal && !bad.error().message.contains(u"secret"));
        const auto null = run(*database, QStringLiteral("INSERT INTO names (project_id, name) VALUES (1, NULL)"));
        QVERIFY(!null && null.error().code == ErrorCode::Internal);
        QVERIFY(run(*database, QStringLiteral("INSERT INTO projects VALUES (4)")));
    }

    void failedStatementDoomsTheTransaction()
    {
        const auto database = openNames();
        bool later = true;
        const auto answer = database->write([&](db::Transaction& transaction) -> Result<> {
            TRY(insert(transaction, "a"));
            (void)insert(transaction, "a");
            later = insert(transaction, "b").has_value();
            return {};   // pretends
        });
        QVERIFY(!answer && db::isUniqueViolation(answer.error()));
        QVERIFY(!later);
        QCOMPARE(count(*database), 0);
    }

    void attemptMayFailAlone()
    {
        const auto database = openNames();
        QStringList told;
        const auto answer = database->write([&](db::Transaction& transaction) -> Result<int> {
            told.clear();
            TRY(insert(transaction, "a"));
            const auto twice = transaction.attempt([&](db::Transaction& inner) -> Result<> {
                inner.onCommit([&] { told << QStringLiteral("undone"); });
                TRY(insert(inner, "lost"));
                TRY(insert(inner, "a"));
                return {};
            });
            if (twice || !db::isUniqueViolation(twice.error()))
                return fail(ErrorCode::Internal, QStringLiteral("the attempt should have failed"));
            const auto pretending = transaction.attempt([&](db::Transaction& inner) -> Result<> {
                (void)insert(inner, "a");
                return {};
            });
            if (pretending)
                return fail(ErrorCode::Internal, QStringLiteral("pretending should not help"));
            return transaction.attempt([&](db::Transaction& inner) -> Result<int> {
                inner.onCommit([&] { told << QStringLiteral("kept"); });
                TRY(inner.attempt([](db::Transaction& innermost) { return insert(innermost, "b"); }));
                return insert(inner, "c");
            });
        });
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(told, QStringList { QStringLiteral("kept") });
        QCOMPARE(count(*database), 3);
    }

    void returningAndRowsAffected()
    {
        const auto database = openNames();
        const auto ids = database->write([](db::Transaction& transaction) -> Result<QList<qint64>> {
            QList<qint64> list;
            for (const auto* name : { "a", "b", "c" }) {
                auto query = TRY(transaction.query(QStringLiteral("INSERT INTO names (project_id, name) VALUES (1, ?) RETURNING id"), QString::fromLatin1(name)));
                query.next();
                list << query.get<qint64>(0);
            }
            return list;
        });
        QCOMPARE(*ids, (QList<qint64> { 1, 2, 3 }));
        QCOMPARE(*run(*database, QStringLiteral("UPDATE names SET size = size + 1 WHERE id > ?"), { 1 }), 2);
        QCOMPARE(*run(*database, QStringLiteral("UPDATE names SET size = 1 WHERE id > ?"), { 99 }), 0);
        QCOMPARE(*run(*database, QStringLiteral("DELETE FROM names WHERE id < ? RETURNING id"), { 3 }), 2);
        QCOMPARE(*run(*database, QStringLiteral("INSERT INTO names (project_id, name) VALUES (1, 'c') ON CONFLICT (project_id, name) DO NOTHING")), 0);
    }

    void readersCanNotWrite()
    {
        const auto database = openNames();
        QVERIFY(!database->read([](db::Connection& connection) { return insert(connection, "a"); }));
        QCOMPARE(count(*database), 0);
    }

    void connectionsAreSetUpForSafety()
    {
        const auto database = openNames();
        const auto setting = [&](bool writing, const char* sql) {
            const auto ask = [sql](db::Connection& connection) -> Result<QString> {
                auto query = TRY(connection.query(QString::fromLatin1(sql), QVariantList()));
                query.next();
                return query.get<QString>(0);
            };
            return (writing ? database->write(ask) : database->read(ask)).value_or(QStringLiteral("refused"));
        };
        if (onPostgres()) {
            QCOMPARE(setting(true, "SHOW transaction_isolation"), QStringLiteral("serializable"));
            QCOMPARE(setting(true, "SHOW synchronous_commit"), QStringLiteral("on"));
            QCOMPARE(setting(false, "SHOW transaction_read_only"), QStringLiteral("on"));
            return;
        }
        QCOMPARE(setting(true, "PRAGMA synchronous"), QStringLiteral("2"));   // FULL
        QCOMPARE(setting(true, "PRAGMA journal_mode"), QStringLiteral("wal"));
        QCOMPARE(setting(true, "PRAGMA foreign_keys"), QStringLiteral("1"));
        QCOMPARE(setting(false, "PRAGMA query_only"), QStringLiteral("1"));
    }

    void fullDiskIsNoSpaceAndPasses()
    {
        if (onPostgres())
            return;   // can't be brought about there without filling a real disk
        const auto database = openNames();
        const auto pages = number(*database, QStringLiteral("PRAGMA page_count"));
        QVERIFY(run(*database, QStringLiteral("PRAGMA max_page_count = %1").arg(pages + 4)));
        const auto full = run(*database, QStringLiteral("INSERT INTO names (project_id, name) VALUES (1, ?)"), { QString(200000, u'x') });
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::NoSpace);
        QVERIFY(run(*database, QStringLiteral("PRAGMA max_page_count = 100000")));
        QVERIFY(run(*database, QStringLiteral("INSERT INTO names (project_id, name) VALUES (1, ?)"), { QString(200000, u'x') }));
        QVERIFY(database->checkIntegrity());
    }

    void comesBackAfterTheServerHungUp()
    {
        if (!onPostgres())
            return;
        const auto database = openNames();
        QCOMPARE(count(*database), 0);
        QVERIFY(database->write([](db::Transaction& transaction) { return insert(transaction, "a"); }));
        m_name += QStringLiteral("_killer");
        const auto killer = tryOpen({ });
        QVERIFY2(killer, killer ? "" : qPrintable(killer.error().message));
        const auto killed = (*killer)->read([this](db::Connection& connection) {
            return connection.execute(QStringLiteral("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = ?"), QStringLiteral("skylab ") + QString(m_name).remove(QStringLiteral("_killer")));
        });
        QCOMPARE(killed.value_or(-1), 2);
        QCOMPARE(count(*database), 1);
        QVERIFY(database->write([](db::Transaction& transaction) { return insert(transaction, "b"); }));
        QCOMPARE(count(*database), 2);
    }

    /// The server may have committed before its answer was lost: whoever waits for the commit is told, and looks.
    void aCommitWithoutAnAnswerIsToldToo()
    {
        if (!onPostgres())
            return;
        const auto database = openNames();
        m_name += QStringLiteral("_killer");
        const auto killer = tryOpen({ });
        QVERIFY2(killer, killer ? "" : qPrintable(killer.error().message));
        int told = 0;
        const auto answer = database->write([&](db::Transaction& transaction) -> Result<> {
            transaction.onCommit([&] { ++told; });
            TRY(insert(transaction, "a"));
            auto row = TRY(transaction.query(QStringLiteral("SELECT CAST(pg_backend_pid() AS BIGINT)")));
            row.next();
            const auto writer = row.get<qint64>(0);
            return (*killer)->read([writer](db::Connection& connection) -> Result<> {
                TRY(connection.execute(QStringLiteral("SELECT pg_terminate_backend(CAST(? AS INTEGER), 5000)"), writer));
                return {};
            });
        });
        QVERIFY(!answer && answer.error().code == ErrorCode::Unavailable);
        QVERIFY2(answer.error().message.contains(u"during the commit"), qPrintable(answer.error().message));
        QCOMPARE(told, 1);
        const auto refused = database->write([&](db::Transaction& transaction) -> Result<> {
            transaction.onCommit([&] { ++told; });
            return fail(ErrorCode::OverQuota, QStringLiteral("enough"));
        });
        QVERIFY(!refused && refused.error().code == ErrorCode::OverQuota);
        QCOMPARE(told, 1);      // that one was undone
    }

    void unreachableServerIsUnavailable()
    {
        if (!onPostgres())
            return;
        m_location.postgres = QStringLiteral("postgresql://skylab:pa%27ss@/none?host=/nonexistent");
        const auto database = tryOpen({ });
        QVERIFY(!database && database.error().code == ErrorCode::Unavailable);
        QVERIFY(!database.error().message.contains(u"pa'ss"));
    }
};

SKYLAB_TEST(TransactionTest)
#include "TransactionTest.moc"
