#include "Fixture.h"
#include "db/Notices.h"
#include "support/TestMain.h"

#include <QTest>

#include <mutex>

using namespace skylab;
using namespace skylab::db;

class NoticesTest : public test::OnBothEngines {
    Q_OBJECT

    std::mutex m_mutex;
    QStringList m_heard;

    QStringList heard()
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

private Q_SLOTS:
    void tellsOfCommitsOnly()
    {
        const auto database = open(QStringLiteral("CREATE TABLE t (a TEXT)"));
        m_heard.clear();
        const auto notices = Notices::listen(m_location, database->name(), [this](const QString& text) {
            const std::lock_guard lock(m_mutex);
            m_heard << text;
        });
        if (!onPostgres()) {      // one process, nobody to tell
            QVERIFY(database->write([&](Transaction& transaction) { return Notices::send(transaction, database->name(), QStringLiteral("a")); }));
            QVERIFY(heard().isEmpty());
            return;
        }
        QTRY_COMPARE(heard(), QStringList { QString() });      // connected: anything may have been missed before
        QVERIFY(!database->write([&](Transaction& transaction) -> Result<> {
            TRY(Notices::send(transaction, database->name(), QStringLiteral("never")));
            return fail(ErrorCode::Conflict, QStringLiteral("no"));
        }));
        QVERIFY(database->write([&](Transaction& transaction) -> Result<> {
            TRY(Notices::send(transaction, database->name(), QStringLiteral("twice")));
            return Notices::send(transaction, database->name(), QStringLiteral("twice"));
        }));
        QTRY_COMPARE(heard(), QStringList({ QString(), QStringLiteral("twice") }));
        // Hung up: it listens again, and says so.
        QVERIFY(run(*database, QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ? AND pid <> pg_backend_pid()"),
                    { QStringLiteral("skylab ") + database->name() }));
        QTRY_COMPARE_WITH_TIMEOUT(heard().size(), 3, 10'000);
        QVERIFY(heard().last().isEmpty());
        QVERIFY(database->write([&](Transaction& transaction) { return Notices::send(transaction, database->name(), QStringLiteral("again")); }));
        QTRY_COMPARE(heard().last(), QStringLiteral("again"));
    }
};
SKYLAB_TEST(NoticesTest)
#include "NoticesTest.moc"
