#include "Fixture.h"
#include "db/Table.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
struct Tag {
    QString key;
    QString value;
    bool operator==(const Tag&) const = default;
};
struct Document {
    QString id;
    QString name;
};
struct ThingRow : Document {
    bool shared = false;
    int ram = 0;
    qint64 disk = 0;
    std::optional<QString> description;
    Timestamp createdAt;
    QStringList zones;
    Tag tag;
};
struct EventRow {
    qint64 seq = 0;
    QString kind;
};
} // namespace

namespace skylab::db {
template <>
struct Sql<Tag> {
    static QVariant bind(const Tag& tag) { return QString(tag.key + u'=' + tag.value); }
    static Tag read(const QVariant& value) { return { value.toString().section(u'=', 0, 0), value.toString().section(u'=', 1) }; }
};
template <>
struct Row<ThingRow> {
    static constexpr const char* table = "things";
    static constexpr auto columns = std::tuple { column("id", &ThingRow::id), column("name", &ThingRow::name), column("shared", &ThingRow::shared),
        column("ram", &ThingRow::ram), column("disk", &ThingRow::disk), column("description", &ThingRow::description),
        column("created_at", &ThingRow::createdAt), column("zones", &ThingRow::zones), column("tag", &ThingRow::tag) };
};
template <>
struct Row<EventRow> {
    static constexpr const char* table = "events";
    static constexpr const char* key = "seq";
    static constexpr auto columns = std::tuple { column("seq", &EventRow::seq), column("kind", &EventRow::kind) };
};
} // namespace skylab::db

class TableTest : public OnBothEngines {
    Q_OBJECT
    using Things = db::Table<ThingRow>;
    using Events = db::Table<EventRow>;

    std::unique_ptr<db::Database> openThings()
    {
        return open(QStringLiteral("CREATE TABLE things (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, shared @bool@ NOT NULL, ram INTEGER NOT NULL, disk BIGINT NOT NULL,"
                                   "description TEXT, created_at BIGINT, zones TEXT NOT NULL, tag TEXT NOT NULL);"
                                   "CREATE TABLE events (seq @id@, kind TEXT NOT NULL);"));
    }
    static ThingRow thing(const char* id, int ram)
    {
        ThingRow row;
        row.id = QString::fromLatin1(id);
        row.name = QStringLiteral("name of ") + row.id;
        row.ram = ram;
        row.shared = true;
        row.disk = qint64(1) << 40;
        row.createdAt = { 42 };
        row.zones = QStringList { QStringLiteral("z1") };
        row.tag = { QStringLiteral("k"), QStringLiteral("v") };
        return row;
    }

private Q_SLOTS:
    void rowsComeBackWhole()
    {
        const auto database = openThings();
        QVERIFY(database->write([](db::Transaction& transaction) { return Things::insert(transaction, thing("a", 5)); }));
        const auto row = database->read([](db::Connection& connection) { return Things::find(connection, QStringLiteral("a")); });
        QVERIFY(row && *row);
        QCOMPARE((*row)->name, QStringLiteral("name of a"));
        QVERIFY((*row)->shared && (*row)->ram == 5 && (*row)->disk == qint64(1) << 40 && !(*row)->description);
        QVERIFY((*row)->createdAt.micros == 42 && (*row)->zones.size() == 1 && (*row)->tag == thing("a", 5).tag);
        const auto none = database->read([](db::Connection& connection) { return Things::find(connection, QStringLiteral("b")); });
        QVERIFY(none && !*none);
    }

    void updatesAndRemovesByKey()
    {
        const auto database = openThings();
        const auto answer = database->write([](db::Transaction& transaction) -> Result<QList<bool>> {
            TRY(Things::insert(transaction, thing("a", 5)));
            auto row = thing("a", 6);
            row.description = QStringLiteral("new");
            const bool updated = TRY(Things::update(transaction, row));
            const bool missing = TRY(Things::update(transaction, thing("b", 6)));
            const auto now = TRY(Things::find(transaction, row.id));
            const bool removed = TRY(Things::remove(transaction, row.id));
            const bool again = TRY(Things::remove(transaction, row.id));
            return QList<bool> { updated, missing, now->ram == 6 && now->description == row.description, removed, again };
        });
        QVERIFY(answer);
        QCOMPARE(*answer, (QList<bool> { true, false, true, true, false }));
    }

    void putReplaces()
    {
        const auto database = openThings();
        QVERIFY(database->write([](db::Transaction& transaction) -> Result<> {
            TRY(Things::put(transaction, thing("a", 1)));
            TRY(Things::put(transaction, thing("a", 2)));
            return {};
        }));
        QCOMPARE(number(*database, QStringLiteral("SELECT ram FROM things")), 2);
    }

    void selectsCountsAndStops()
    {
        const auto database = openThings();
        QVERIFY(database->write([](db::Transaction& transaction) -> Result<> {
            for (const auto* id : { "a", "b", "c", "d" })
                TRY(Things::insert(transaction, thing(id, id[0])));
            return {};
        }));
        const auto answer = database->read([](db::Connection& connection) -> Result<QStringList> {
            QStringList ids;
            TRY(Things::select(connection, QStringLiteral("WHERE ram > ? ORDER BY id DESC"), db::args(int('a')), [&](ThingRow&& row) {
                ids << row.id;
                return ids.size() < 2;
            }));
            ids << QString::number(TRY(Things::count(connection, QStringLiteral("WHERE shared IS TRUE"))));
            ids << QString::number(TRY(Things::selectAll(connection)).size());
            auto join = TRY(connection.query(QStringLiteral("SELECT 1, %1 FROM things t WHERE t.id = 'b'").arg(Things::columnsOf(QStringLiteral("t")))));
            join.next();
            ids << Things::read(join, 1).name;
            return ids;
        });
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->join(u' '), QStringLiteral("d c 4 4 name of b"));
    }

    void duplicateIsAConflictWithItsColumn()
    {
        const auto database = openThings();
        const auto answer = database->write([](db::Transaction& transaction) -> Result<> {
            TRY(Things::insert(transaction, thing("a", 1)));
            auto row = thing("b", 1);
            row.name = QStringLiteral("name of a");
            return Things::insert(transaction, row);
        });
        QVERIFY(!answer && db::isUniqueViolation(answer.error(), u"name"));
    }

    void theDatabaseNumbersRows()
    {
        const auto database = openThings();
        const auto answer = database->write([](db::Transaction& transaction) -> Result<qint64> {
            EventRow first { 0, QStringLiteral("a") };
            EventRow second { 0, QStringLiteral("b") };
            TRY(Events::insertNumbered(transaction, first));
            TRY(Events::insertNumbered(transaction, second));
            return first.seq * 10 + second.seq;
        });
        QCOMPARE(answer.value_or(-1), 12);
        QCOMPARE(number(*database, QStringLiteral("SELECT count(*) FROM events")), 2);
    }
};

SKYLAB_TEST(TableTest)
#include "TableTest.moc"
