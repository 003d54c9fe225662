#include "Fixture.h"
#include "db/PrivateFile.h"
#include "support/TestMain.h"

#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::test;

class MigratorTest : public OnBothEngines {
    Q_OBJECT

    std::unique_ptr<MigrationFolder> firstSteps()
    {
        auto folder = std::make_unique<MigrationFolder>();
        folder->add(QStringLiteral("0001_things.sql"), QStringLiteral("-- a comment; with a semicolon\n"
                                                                      "CREATE TABLE things (id @id@, name TEXT NOT NULL, data @blob@, on_off @bool@ NOT NULL DEFAULT FALSE);\n"
                                                                      "INSERT INTO things (name) VALUES ('it''s; one');\n"));
        return folder;
    }
    QString messageOf(const QList<db::MigrationSet>& sets, ErrorCode code)
    {
        const auto database = tryOpen(sets);
        return !database && database.error().code == code ? database.error().message : QStringLiteral("not refused with that code");
    }
    static qint64 steps(db::Database& database) { return number(database, QStringLiteral("SELECT count(*) FROM schema_migrations")); }

    /// What has happened in a watched folder; "opened " without a name is the folder itself.
    static QStringList happenings(int watch)
    {
        QStringList all;
        alignas(inotify_event) char buffer[16384];
        for (ssize_t size = 0; (size = ::read(watch, buffer, sizeof buffer)) > 0;) {
            for (ssize_t at = 0; at < size;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
                at += ssize_t(sizeof(inotify_event) + event->len);
                const auto name = event->len > 0 ? QFile::decodeName(event->name) : QString();
                const auto* what = (event->mask & IN_OPEN) ? "opened " : (event->mask & IN_MODIFY) ? "changed " : (event->mask & IN_DELETE) ? "removed " : "moved ";
                all << QLatin1String(what) + name;
            }
        }
        return all;
    }

private Q_SLOTS:
    void freshDatabaseGetsAllStepsOnce()
    {
        const auto main = firstSteps();
        main->add(QStringLiteral("0002_more.sql"), QStringLiteral("ALTER TABLE things ADD COLUMN size BIGINT NOT NULL DEFAULT 5;"));
        MigrationFolder chassis;
        chassis.add(QStringLiteral("0001_tasks.sql"), QStringLiteral("CREATE TABLE tasks (id @id@);"));
        for (int round = 0; round < 2; ++round) {
            const auto database = tryOpen({ chassis.set(QStringLiteral("service")), main->set() });
            QVERIFY2(database, database ? "" : qPrintable(database.error().message));
            QCOMPARE(steps(**database), 3);
            QCOMPARE(number(**database, QStringLiteral("SELECT size FROM things WHERE name = 'it''s; one'")), 5);
            QCOMPARE(number(**database, QStringLiteral("SELECT count(*) FROM things")), 1);
        }
    }

    void laterStepIsAppliedAndTheOldStateKept()
    {
        const auto main = firstSteps();
        QVERIFY(tryOpen({ main->set() }));
        main->add(QStringLiteral("0002_more.sql"), QStringLiteral("UPDATE things SET name = 'changed';"));
        const auto database = tryOpen({ main->set() });
        QVERIFY(database);
        QCOMPARE(steps(**database), 2);
        QCOMPARE(number(**database, QStringLiteral("SELECT count(*) FROM things WHERE name = 'changed'")), 1);
        if (onPostgres())
            return;
        const auto copy = (*database)->file() + QStringLiteral(".before-main-2");
        QVERIFY(QFile::exists(copy));
        QVERIFY(QFile::copy(copy, m_location.directory + QStringLiteral("/restored.db")));
        m_name = QStringLiteral("restored");
        const auto restored = tryOpen({ firstSteps()->set() });
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        QCOMPARE(steps(**restored), 1);
        QCOMPARE(number(**restored, QStringLiteral("SELECT count(*) FROM things WHERE name = 'changed'")), 0);
    }

    /// A power failure leaves an older copy or this one, and never the step without its copy.
    void theCopyIsInPlaceBeforeTheFirstStep()
    {
        if (onPostgres())
            return;
        const auto main = firstSteps();
        QVERIFY(tryOpen({ main->set() }));
        main->add(QStringLiteral("0002_more.sql"), QStringLiteral("UPDATE things SET name = 'changed';"));
        const auto copy = m_name + QStringLiteral(".db.before-main-2");
        QFile older(m_location.directory + u'/' + copy);
        QVERIFY(older.open(QIODevice::WriteOnly));
        older.close();
        const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        const auto ending = qScopeGuard([watch] { ::close(watch); });
        QVERIFY(::inotify_add_watch(watch, QFile::encodeName(m_location.directory).constData(), IN_OPEN | IN_MODIFY | IN_DELETE | IN_MOVED_TO) >= 0);
        QVERIFY(tryOpen({ main->set() }));
        const auto all = happenings(watch);
        const auto said = all.join(u'\n');
        const auto moved = all.indexOf(QStringLiteral("moved ") + copy);
        QVERIFY2(moved >= 0 && !all.contains(QStringLiteral("removed ") + copy), qPrintable(said));
        const auto flushed = all.indexOf(QStringLiteral("opened "), moved);
        const auto stepped = all.indexOf(QStringLiteral("changed %1.db-wal").arg(m_name), moved);
        QVERIFY2(flushed > moved && stepped > flushed, qPrintable(said));
    }

    void filesAreReplacedOrLeftAlone()
    {
        if (onPostgres())
            return;
        const auto path = m_location.directory + QStringLiteral("/file"), finished = path + QStringLiteral(".part");
        const auto contentOf = [](const QString& name) {
            QFile file(name);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
        };
        for (const auto* content : { "first", "second" }) {
            QFile file(finished);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.close();
            QVERIFY(db::putInPlace(finished, path));
            QCOMPARE(contentOf(path), QByteArray(content));
            QVERIFY(!QFile::exists(finished));
        }
        const auto absent = db::putInPlace(finished, path);
        QVERIFY(!absent && absent.error().code == ErrorCode::Internal);
        QVERIFY2(absent.error().message.contains(path), qPrintable(absent.error().message));
        QCOMPARE(contentOf(path), QByteArray("second"));
    }

    void changedStepIsRefused()
    {
        const auto main = firstSteps();
        QVERIFY(tryOpen({ main->set() }));
        main->add(QStringLiteral("0001_things.sql"), QStringLiteral("CREATE TABLE things (id @id@);"));
        QVERIFY(messageOf({ main->set() }, ErrorCode::Conflict).contains(u"was changed after it had been applied"));
    }

    void newerDatabaseIsRefused()
    {
        const auto main = firstSteps();
        MigrationFolder future;
        future.add(QStringLiteral("0001_f.sql"), QStringLiteral("CREATE TABLE future (id @id@);"));
        QVERIFY(tryOpen({ main->set() }));
        QVERIFY(tryOpen({ main->set(), future.set(QStringLiteral("future")) }));
        const auto message = messageOf({ main->set() }, ErrorCode::Conflict);
        QVERIFY2(message.contains(u"was written by a newer Skylab"), qPrintable(message));
    }

    void failedStepLeavesNothing()
    {
        const auto main = firstSteps();
        main->add(QStringLiteral("0002_half.sql"), QStringLiteral("CREATE TABLE half (id @id@); UPDATE things SET name = 'x'; INSERT INTO nowhere VALUES (1);"));
        const auto message = messageOf({ main->set() }, ErrorCode::Internal);
        QVERIFY2(message.contains(u"Step 2 of 'main' (half) failed"), qPrintable(message));
        main->add(QStringLiteral("0002_half.sql"), QStringLiteral("CREATE TABLE half (id @id@);"));
        const auto database = tryOpen({ main->set() });
        QVERIFY2(database, database ? "" : qPrintable(database.error().message));
        QCOMPARE(number(**database, QStringLiteral("SELECT count(*) FROM things WHERE name = 'x'")), 0);
        QCOMPARE(steps(**database), 2);
    }

    void foreignKeysAreCheckedWithinAStep()
    {
        const auto main = firstSteps();
        main->add(QStringLiteral("0002_orphan.sql"), QStringLiteral("CREATE TABLE parts (thing_id BIGINT NOT NULL REFERENCES things (id)); INSERT INTO parts VALUES (99);"));
        const auto database = tryOpen({ main->set() });
        QVERIFY(!database);
        QVERIFY2(database.error().message.contains(u"Step 2"), qPrintable(database.error().message));
    }

    void foreignKeysHoldAfterwards()
    {
        const auto main = firstSteps();
        main->add(QStringLiteral("0002_parts.sql"), QStringLiteral("CREATE TABLE parts (thing_id BIGINT NOT NULL REFERENCES things (id));"));
        const auto database = tryOpen({ main->set() });
        QVERIFY(database);
        QVERIFY(!run(**database, QStringLiteral("INSERT INTO parts VALUES (99)")));
    }

    void misnumberedFilesAreRefused()
    {
        const auto main = firstSteps();
        main->add(QStringLiteral("0003_gap.sql"), QStringLiteral("SELECT 1;"));
        QVERIFY(messageOf({ main->set() }, ErrorCode::Internal).contains(u"numbered"));
        QVERIFY(messageOf({ { QStringLiteral("nothing") } }, ErrorCode::Internal).contains(u"no migrations"));
    }

    void controllersMigrateOneAfterTheOther()
    {
        if (!onPostgres())
            return;
        const auto main = firstSteps();
        std::atomic<int> opened { 0 };
        onThreads(4, [&](int) { opened += tryOpen({ main->set() }) ? 1 : 0; });
        QCOMPARE(opened.load(), 4);
        const auto database = tryOpen({ main->set() });
        QCOMPARE(number(**database, QStringLiteral("SELECT count(*) FROM things")), 1);
    }

    void foreignFilesAreRefusedAndLeftAlone()
    {
        if (onPostgres())
            return;
        const auto main = firstSteps();
        const auto path = m_location.directory + QStringLiteral("/%1.db").arg(m_name);
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray("Dear diary, ").repeated(1000));
        }
        QVERIFY(messageOf({ main->set() }, ErrorCode::Conflict).contains(u"not a database of Skylab"));
        QCOMPARE(QFileInfo(path).size(), 12000);
        m_name += QStringLiteral("_other");
        {
            const auto database = tryOpen({ main->set() });
            QVERIFY(run(**database, QStringLiteral("PRAGMA application_id = 77")));
        }
        QVERIFY(messageOf({ main->set() }, ErrorCode::Conflict).contains(u"not a database of Skylab"));
    }

    void filesArePrivate()
    {
        if (onPostgres())
            return;
        const auto database = tryOpen({ firstSteps()->set() });
        const auto others = QFile::ReadGroup | QFile::ReadOther;
        QVERIFY(!(QFile::permissions((*database)->file()) & others));
        QVERIFY(!(QFile::permissions((*database)->file() + QStringLiteral("-wal")) & others));
    }

    void copiesArePrivateFromTheirFirstByte()
    {
        if (onPostgres())
            return;
        const auto everyone = ::umask(0);
        const auto restore = qScopeGuard([everyone] { ::umask(everyone); });
        const auto modeOf = [](const QString& path) {
            struct stat status = {};
            return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 0777) : -1;
        };
        const auto made = m_location.directory + QStringLiteral("/made");
        QVERIFY(db::createPrivately(made));
        QCOMPARE(modeOf(made), 0600);
        QVERIFY(db::createPrivately(made));      // there already
        // Nothing changes what the copies were made with.
        const auto main = firstSteps();
        QVERIFY(tryOpen({ main->set() }));
        main->add(QStringLiteral("0002_more.sql"), QStringLiteral("UPDATE things SET name = 'changed';"));
        const auto database = tryOpen({ main->set() });
        QVERIFY2(database, database ? "" : qPrintable(database.error().message));
        QCOMPARE(modeOf((*database)->file() + QStringLiteral(".before-main-2")), 0600);
        const auto copy = m_location.directory + QStringLiteral("/copy.db");
        const auto backup = (*database)->backupTo(copy);
        QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
        QCOMPARE(modeOf(copy), 0600);
    }

    void backupIsACompleteDatabase()
    {
        const auto main = firstSteps();
        const auto database = tryOpen({ main->set() });
        QVERIFY((*database)->checkIntegrity());
        if (onPostgres()) {
            QCOMPARE((*database)->backupTo(QStringLiteral("/nowhere")).error().code, ErrorCode::NotImplemented);
            return;
        }
        const auto copy = m_location.directory + QStringLiteral("/copy.db");
        const auto backup = (*database)->backupTo(copy);
        QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
        QCOMPARE((*database)->backupTo(copy).error().code, ErrorCode::Conflict);
        m_name = QStringLiteral("copy");
        const auto second = tryOpen({ main->set() });
        QVERIFY(second);
        QCOMPARE(number(**second, QStringLiteral("SELECT count(*) FROM things")), 1);
    }

    void damageIsFound()
    {
        if (onPostgres())
            return;
        const auto main = firstSteps();
        QString path;
        {
            const auto database = tryOpen({ main->set() });
            path = (*database)->file();
            for (int i = 0; i < 50; ++i)
                QVERIFY(run(**database, QStringLiteral("INSERT INTO things (name) VALUES (?)"), { QString(3000, u'y') }));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() - 3 * 4096);
        file.write(QByteArray(2 * 4096, '\x5a'));
        file.close();
        const auto database = tryOpen({ main->set() });
        QVERIFY(database);
        const auto found = (*database)->checkIntegrity();
        QVERIFY(!found && found.error().code == ErrorCode::Internal);
        QVERIFY2(found.error().message.contains(path) && found.error().message.contains(u"--restore"), qPrintable(found.error().message));
        QVERIFY(!(*database)->checkIntegrity(db::Database::Depth::Quick));
    }

    void lookingChangesNothing()
    {
        if (onPostgres())
            return;
        const auto main = firstSteps();
        const auto absent = db::Database::openToRead(m_location, m_name);
        QVERIFY(!absent && absent.error().code == ErrorCode::NotFound);
        QVERIFY(!QFile::exists(m_location.directory + QStringLiteral("/%1.db").arg(m_name)));
        {
            const auto database = tryOpen({ main->set() });
            QVERIFY(database);
        }
        main->add(QStringLiteral("0002_later.sql"), QStringLiteral("CREATE TABLE later (id TEXT)"));
        {
            const auto looked = db::Database::openToRead(m_location, m_name);
            QVERIFY(looked);
            QCOMPARE((*looked)->pendingSteps({ main->set() }).value_or(-1), 1);
            QVERIFY((*looked)->checkIntegrity());
            const auto written = (*looked)->write([](db::Transaction& transaction) { return transaction.execute(QStringLiteral("DELETE FROM things")); });
            QVERIFY(!written && written.error().code == ErrorCode::Internal);
        }
        {
            const auto upgraded = tryOpen({ main->set() });
            QVERIFY(upgraded);
        }
        const auto older = firstSteps();
        const auto looked = db::Database::openToRead(m_location, m_name);
        const auto newer = (*looked)->pendingSteps({ older->set() });
        QVERIFY(!newer && newer.error().code == ErrorCode::Conflict);
    }
};

SKYLAB_TEST(MigratorTest)
#include "MigratorTest.moc"
