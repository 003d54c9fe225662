#include "core/Uuid.h"
#include "db/Database.h"
#include "object/model/Headers.h"
#include "object/store/ContentStore.h"
#include "object/store/ListingStore.h"
#include "service/Event.h"
#include "support/PostgresServer.h"
#include "support/TestMain.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::object;

/// Rows and their counters, on both databases.
class ContentStoreTest : public QObject {
    Q_OBJECT

    std::unique_ptr<db::Database> m_database;
    const QString m_account = QStringLiteral("AUTH_a");

    /// Only what the closures say matters: an error fails the test.
    template <typename F>
    auto write(F&& f) { return m_database->write(std::forward<F>(f)).value(); }
    ContainerRow container(const QString& name)
    {
        return m_database->read([&](db::Connection& connection) { return ContentStore::container(connection, m_account, name); }).value().value();
    }
    AccountRow account()
    {
        return m_database->read([&](db::Connection& connection) { return Accounts::find(connection, m_account); }).value().value();
    }
    void make(const QString& name, const QString& versioning = {}, const QString& versionsIn = {})
    {
        write([&](db::Transaction& transaction) -> Result<bool> {
            TRY(ContentStore::account(transaction, m_account, {}));
            const auto now = Clock::now();
            ContainerRow row { newUuid(), m_account, name, {}, {}, {}, 0, 0, now, now, versioning, versionsIn };
            TRY(ContentStore::addContainer(transaction, row));
            return true;
        });
    }
    Change put(const QString& where, const QString& name, qint64 bytes, Timestamp deleteAt = {})
    {
        return write([&](db::Transaction& transaction) -> Result<Change> {
            ObjectRow row;
            row.name = name;
            row.blobId = newUuid();
            row.bytes = bytes;
            row.etag = QStringLiteral("e%1").arg(bytes);
            row.contentType = QStringLiteral("a/b");
            row.createdAt = Clock::now();
            row.deleteAt = deleteAt;
            return ContentStore::put(transaction, TRY(ContentStore::container(transaction, m_account, where)).value(), row);
        });
    }
    Change remove(const QString& where, const QString& name)
    {
        return write([&](db::Transaction& transaction) -> Result<Change> { return ContentStore::remove(transaction, TRY(ContentStore::container(transaction, m_account, where)).value(), name); });
    }
    /// "objects bytes versions versionBytes | account's objects bytes".
    QString counts(const QString& where)
    {
        const auto row = container(where);
        const auto whole = account();
        return QStringLiteral("%1 %2 %3 %4 | %5 %6").arg(row.objectCount).arg(row.bytesUsed).arg(row.versionCount).arg(row.versionBytes).arg(whole.objectCount).arg(whole.bytesUsed);
    }
    QString names(const QString& where, ListingQuery query = {})
    {
        const auto row = container(where);
        const auto entries = m_database->read([&](db::Connection& connection) { return ListingStore::objects(connection, row, query); }).value();
        QStringList all;
        for (const auto& entry : entries)
            all << (entry.subdir.isEmpty() ? query.versions ? QStringLiteral("%1:%2").arg(entry.name).arg(entry.bytes) : entry.name : entry.subdir);
        return all.join(u' ');
    }
    static QList<db::MigrationSet> sets() { return { { QStringLiteral("service") }, { QStringLiteral("object") } }; }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("onPostgres");
        QTest::newRow("SQLite") << false;
        QTest::newRow("PostgreSQL") << true;
    }
    void init()
    {
        QFETCH_GLOBAL(bool, onPostgres);
        const auto* server = onPostgres ? test::PostgresServer::shared() : nullptr;
        if (onPostgres && !server)
            QSKIP(test::PostgresServer::whyNone());
        static int number = 0;
        auto opened = db::Database::open(onPostgres ? db::Location::onPostgres(server->url()) : db::Location::inMemory(), QStringLiteral("object%1").arg(++number), sets());
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message + opened.error().details));
        m_database = std::move(*opened);
    }
    void cleanup() { m_database.reset(); }

    void countsWhatItHolds()
    {
        make(QStringLiteral("c"));
        QCOMPARE(put(QStringLiteral("c"), QStringLiteral("o"), 3).blobs.size(), 0);
        QCOMPARE(put(QStringLiteral("c"), QStringLiteral("o"), 5).blobs.size(), 1);
        put(QStringLiteral("c"), QStringLiteral("p"), 2);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("2 7 0 0 | 2 7"));
        QCOMPARE(account().containerCount, 1);
        const auto refused = m_database->write([&](db::Transaction& transaction) -> Result<Change> { return ContentStore::removeContainer(transaction, TRY(ContentStore::container(transaction, m_account, QStringLiteral("c"))).value()); });
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(remove(QStringLiteral("c"), QStringLiteral("o")).found && remove(QStringLiteral("c"), QStringLiteral("p")).found);
        QVERIFY(!remove(QStringLiteral("c"), QStringLiteral("p")).found);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("0 0 0 0 | 0 0"));
        write([&](db::Transaction& transaction) -> Result<Change> { return ContentStore::removeContainer(transaction, TRY(ContentStore::container(transaction, m_account, QStringLiteral("c"))).value()); });
        QCOMPARE(account().containerCount, 0);
    }
    void keepsVersionsInOrder()
    {
        make(QStringLiteral("c"), QStringLiteral("on"));
        QStringList ids;
        for (const int bytes : { 1, 2, 3 })
            ids << put(QStringLiteral("c"), QStringLiteral("o"), bytes).versionId;      // faster than the clock's steps
        QVERIFY(ids[0] < ids[1] && ids[1] < ids[2]);
        put(QStringLiteral("c"), QStringLiteral("p"), 9);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("2 12 2 3 | 2 15"));
        ListingQuery query;
        query.versions = true;
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("o:3 o:2 o:1 p:9"));
        query.marker = QStringLiteral("o");
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("p:9"));
        query.versionMarker = ids[2];
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("o:2 o:1 p:9"));
        query.versionMarker = ids[1];
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("o:1 p:9"));
        QVERIFY(remove(QStringLiteral("c"), QStringLiteral("o")).versionId > ids[2]);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("1 9 4 6 | 1 15"));
        const auto back = write([&](db::Transaction& transaction) -> Result<Change> { return ContentStore::makeCurrent(transaction, TRY(ContentStore::container(transaction, m_account, QStringLiteral("c"))).value(), QStringLiteral("o"), ids[0]); });
        QCOMPARE(back.after->bytes, 1);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("2 10 3 5 | 2 15"));
    }
    void movesOlderOnes()
    {
        make(QStringLiteral("v"));
        make(QStringLiteral("c"), QStringLiteral("stack"), QStringLiteral("v"));
        put(QStringLiteral("c"), QStringLiteral("o"), 1);
        QVERIFY(put(QStringLiteral("c"), QStringLiteral("o"), 2).blobs.isEmpty());
        QCOMPARE(counts(QStringLiteral("v")), QStringLiteral("1 1 0 0 | 2 3"));
        QVERIFY(names(QStringLiteral("v")).startsWith(QStringLiteral("001o/")));
        QCOMPARE(remove(QStringLiteral("c"), QStringLiteral("o")).blobs.size(), 1);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("1 1 0 0 | 1 1"));
        QCOMPARE(names(QStringLiteral("c")) + names(QStringLiteral("v")), QStringLiteral("o"));
    }
    void refusesNamesTooLongToMove()
    {
        make(QStringLiteral("v"));
        make(QStringLiteral("c"), QStringLiteral("history"), QStringLiteral("v"));
        const QString name(1010, u'n');
        put(QStringLiteral("c"), name, 1);
        const auto refused = m_database->write([&](db::Transaction& transaction) -> Result<Change> { return ContentStore::remove(transaction, TRY(ContentStore::container(transaction, m_account, QStringLiteral("c"))).value(), name); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::PreconditionFailed);
        QCOMPARE(counts(QStringLiteral("c")) + names(QStringLiteral("v")), QStringLiteral("1 1 0 0 | 1 1"));
    }
    void forgetsWhatIsOver()
    {
        make(QStringLiteral("c"));
        put(QStringLiteral("c"), QStringLiteral("old"), 4, Clock::now().addSeconds(-5));
        put(QStringLiteral("c"), QStringLiteral("young"), 2, Clock::now().addSeconds(1000));
        QCOMPARE(names(QStringLiteral("c")), QStringLiteral("young"));
        QVERIFY(!remove(QStringLiteral("c"), QStringLiteral("old")).found);
        Change change;
        const auto count = write([&](db::Transaction& transaction) -> Result<int> {
            change = {};
            return ContentStore::removeExpired(transaction, 100, change);
        });
        QCOMPARE(count, 1);
        QCOMPARE(change.blobs.size(), 1);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("1 2 0 0 | 1 2"));
    }
    /// Tables that are made anew keep their rows.
    void upgradesWhatAnOlderSkylabWrote()
    {
        QFETCH_GLOBAL(bool, onPostgres);
        const QTemporaryDir folder;
        QList<db::MigrationSet> older;
        for (const auto& [set, last] : { std::pair { QStringLiteral("service"), 1 }, std::pair { QStringLiteral("object"), 3 } }) {
            const auto copies = folder.filePath(set);
            QVERIFY(QDir().mkpath(copies));
            for (const auto& file : QDir(QStringLiteral(":/migrations/") + set).entryInfoList(QDir::Files))
                if (file.fileName().left(4).toInt() <= last)
                    QVERIFY(QFile::copy(file.filePath(), copies + u'/' + file.fileName()));
            older.append({ set, copies });
        }
        const auto location = onPostgres ? db::Location::onPostgres(test::PostgresServer::shared()->url()) : db::Location::inDirectory(folder.path());
        const auto open = [&](const QList<db::MigrationSet>& with) { m_database = db::Database::open(location, QStringLiteral("upgraded"), with).value(); };
        open(older);
        make(QStringLiteral("c"));
        put(QStringLiteral("c"), QStringLiteral("o"), 3);
        put(QStringLiteral("c"), QStringLiteral("short"), 2, Clock::now().addSeconds(1000));
        write([&](db::Transaction& transaction) -> Result<bool> {
            service::Context context;
            for (const auto* type : { "object.object.create", "object.object.delete" })
                TRY(service::appendEvent(transaction, context, QString::fromLatin1(type), QStringLiteral("r"), QStringLiteral("p"), {}));
            return true;
        });
        const auto textOf = [&](const QString& sql) {
            return m_database->read([&](db::Connection& connection) -> Result<QString> {
                QStringList all;
                auto rows = TRY(connection.query(sql));
                while (rows.next())
                    all << rows.get<QString>(0);
                TRY(rows.check());
                return all.join(u' ');
            }).value();
        };
        const QString objects = QStringLiteral("SELECT id || name || blob_id || etag || created_at || COALESCE(delete_at, 0) FROM objects ORDER BY name");
        const auto before = textOf(objects);
        const auto waiting = textOf(QStringLiteral("SELECT event_id FROM outbox ORDER BY id"));
        QCOMPARE(waiting.count(u' '), 1);
        m_database.reset();
        open(sets());
        QCOMPARE(textOf(objects), before);
        QCOMPARE(textOf(QStringLiteral("SELECT event_id FROM outbox ORDER BY id")), waiting);
        QCOMPARE(counts(QStringLiteral("c")), QStringLiteral("2 5 0 0 | 2 5"));
        QCOMPARE(put(QStringLiteral("c"), QStringLiteral("o"), 4).blobs.size(), 1);
        QCOMPARE(names(QStringLiteral("c")), QStringLiteral("o short"));
    }
    /// What most objects don't have is in no index of theirs, and yet found by one.
    void findsWhatExpiresAndWhoseABlobIs()
    {
        QFETCH_GLOBAL(bool, onPostgres);
        if (onPostgres)
            return;      // chooses by statistics, and finds an empty table quicker without
        const auto planOf = [&](const QString& sql) {
            return m_database->read([&](db::Connection& connection) -> Result<QString> {
                auto rows = TRY(connection.query(QStringLiteral("EXPLAIN QUERY PLAN ") + sql, QVariantList { 1 }));
                return rows.next() ? rows.get<QString>(3) : QString();
            }).value();
        };
        QVERIFY(planOf(QStringLiteral("SELECT * FROM objects WHERE delete_at <= ? ORDER BY delete_at LIMIT 5")).contains(QLatin1String("objects_by_expiry")));
        QVERIFY(planOf(QStringLiteral("SELECT 1 FROM objects WHERE blob_id = ? AND substr(blob_id, 1, 1) <> '-'")).contains(QLatin1String("objects_by_blob")));
    }
    void foldsLongDelimiters()
    {
        make(QStringLiteral("c"));
        for (const auto* name : { "a", "a::1", "a::2", "b::", "c:d" })
            put(QStringLiteral("c"), QString::fromLatin1(name), 1);
        ListingQuery query;
        query.delimiter = QStringLiteral("::");
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("a a:: b:: c:d"));
        query.reverse = true;
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("c:d b:: a:: a"));
        query.limit = 2;
        QCOMPARE(names(QStringLiteral("c"), query), QStringLiteral("c:d b::"));
    }
};

SKYLAB_TEST(ContentStoreTest)
#include "ContentStoreTest.moc"
