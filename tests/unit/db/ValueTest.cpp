#include "Fixture.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class ValueTest : public OnBothEngines {
    Q_OBJECT

    /// Stores a value, reads it back.
    template <typename T>
    T through(db::Database& database, const char* column, const T& value)
    {
        const auto result = database.write([&](db::Transaction& transaction) -> Result<T> {
            TRY(transaction.execute(QStringLiteral("DELETE FROM everything")));
            TRY(transaction.execute(QStringLiteral("INSERT INTO everything (%1) VALUES (?)").arg(QLatin1String(column)), value));
            auto query = TRY(transaction.query(QStringLiteral("SELECT %1 FROM everything").arg(QLatin1String(column))));
            if (!query.next())
                return fail(ErrorCode::NotFound, QStringLiteral("no row"));
            return query.get<T>(0);
        });
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return *result;
    }

    std::unique_ptr<db::Database> openEverything()
    {
        return open(QStringLiteral("CREATE TABLE everything (id @id@, t TEXT, b @bool@, i INTEGER, l BIGINT, d DOUBLE PRECISION, x @blob@);"));
    }

private Q_SLOTS:
    void everyTypeComesBackAsItWent()
    {
        const auto database = openEverything();
        for (const auto& text : { QStringLiteral("plain"), QStringLiteral("it's \"quoted\" \\ ? :name $1 %1"), QStringLiteral("구름 ☁ 𝄞"), QStringLiteral("a\nb\tc") })
            QCOMPARE(through(*database, "t", text), text);
        QCOMPARE(through(*database, "b", true), true);
        QCOMPARE(through(*database, "b", false), false);
        for (const int value : { 0, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min() })
            QCOMPARE(through(*database, "i", value), value);
        for (const qint64 value : { std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min(), qint64(9007199254740993) })
            QCOMPARE(through(*database, "l", value), value);
        for (const double value : { 0.1, -1e300, 3.0 })
            QCOMPARE(through(*database, "d", value), value);
        QByteArray bytes;
        for (int i = 0; i < 256; ++i)
            bytes += char(i);
        QCOMPARE(through(*database, "x", bytes), bytes);
        const Timestamp time { 1767323045123456 };
        QCOMPARE(through(*database, "l", time), time);
        const QStringList list { QStringLiteral("a"), QStringLiteral("b\"c"), QString() };
        QCOMPARE(through(*database, "t", list), list);
        const QJsonObject object { { QStringLiteral("k'ey"), QJsonArray { 1, qint64(9007199254740993), QJsonValue::Null } } };
        QCOMPARE(through(*database, "t", object), object);
        QCOMPARE(through(*database, "t", QJsonArray { object }), QJsonArray { object });
    }

    void emptyAndNullDiffer()
    {
        const auto database = openEverything();
        QVERIFY(through(*database, "t", std::optional<QString>()) == std::nullopt);
        QVERIFY(through(*database, "t", std::optional<QString>(QString())) == QString(QLatin1String("")));
        QVERIFY(through(*database, "x", std::optional<QByteArray>(QByteArray())) == QByteArray());
        QVERIFY(through(*database, "x", std::optional<QByteArray>()) == std::nullopt);
        QVERIFY(through(*database, "l", std::optional<qint64>(0)) == 0);
        QVERIFY(through(*database, "l", std::optional<qint64>()) == std::nullopt);
        QVERIFY(through(*database, "b", std::optional<bool>(false)) == false);
        QVERIFY(through(*database, "l", Timestamp()).isNull());
        const auto count = [&](const char* what) { return number(*database, QStringLiteral("SELECT count(*) FROM everything WHERE ") + QLatin1String(what)); };
        QCOMPARE(count("l IS NULL"), 1);
        through(*database, "t", QString());
        QCOMPARE(count("t = ''"), 1);
        through(*database, "x", QByteArray());
        QCOMPARE(count("x IS NOT NULL"), 1);
        QCOMPARE(through(*database, "t", QStringList()), QStringList());
    }

    void booleansAreBooleans()
    {
        const auto database = openEverything();
        QVERIFY(run(*database, QStringLiteral("INSERT INTO everything (b) VALUES (?)"), db::args(true)));
        QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM everything WHERE b IS TRUE AND b = ?"), db::args(true)), 1);
    }

    void nulCharactersAreRefused()
    {
        const auto database = openEverything();
        const auto refused = run(*database, QStringLiteral("INSERT INTO everything (t) VALUES (?)"), { QString(QChar(0)) + u'x' });
        QVERIFY(!refused && refused.error().code == ErrorCode::BadRequest);
    }

    void theSameStatementNests()
    {
        const auto database = openEverything();
        for (int i = 0; i < 3; ++i)
            QVERIFY(run(*database, QStringLiteral("INSERT INTO everything (i) VALUES (?)"), { i }));
        const auto seen = database->read([](db::Connection& connection) -> Result<QList<int>> {
            QList<int> all;
            const auto sql = QStringLiteral("SELECT i FROM everything WHERE i >= ? ORDER BY i");
            auto outer = TRY(connection.query(sql, 0));
            while (outer.next()) {
                auto inner = TRY(connection.query(sql, outer.get<int>(0)));
                while (inner.next())
                    all << outer.get<int>(0) * 10 + inner.get<int>(0);
            }
            TRY(outer.check());
            return all;
        });
        QVERIFY(seen);
        QCOMPARE(*seen, (QList<int> { 0, 1, 2, 11, 12, 22 }));
    }

    void cacheOfStatementsIsBounded()
    {
        const auto database = openEverything();
        for (int round = 0; round < 2; ++round) {
            const auto done = database->read([](db::Connection& connection) -> Result<> {
                for (int i = 0; i < 600; ++i) {
                    auto query = TRY(connection.query(QStringLiteral("SELECT %1 + CAST(? AS INTEGER)").arg(i), 1));
                    if (!query.next() || query.get<int>(0) != i + 1)
                        return fail(ErrorCode::Internal, QStringLiteral("wrong row"));
                }
                return {};
            });
            QVERIFY(done);
        }
        if (onPostgres()) {
            QVERIFY(number(*database, QStringLiteral("SELECT count(*) FROM pg_prepared_statements")) <= 260);
        }
    }

    void wrongNumberOfValuesIsRefused()
    {
        const auto database = openEverything();
        const auto answer = [&](const QVariantList& values) { return run(*database, QStringLiteral("INSERT INTO everything (i, l) VALUES (?, ?)"), values); };
        QVERIFY(!answer({ 1 }));
        QVERIFY(answer({ 1, 2 }));
        QVERIFY(!answer({ 1 }));       // must not reuse the 2 of the statement in the cache
        QVERIFY(!answer({ 1, 2, 3 }));
        QVERIFY(answer({ 3, 4 }));
    }

    void temporaryDatabasesNeedNoPlace()
    {
        if (onPostgres())
            return;
        m_location = db::Location::inMemory();
        const auto database = openEverything();
        const auto file = database->file();
        QCOMPARE(through(*database, "i", 7), 7);
        QVERIFY(QFile::exists(file));
    }
};

SKYLAB_TEST(ValueTest)
#include "ValueTest.moc"
