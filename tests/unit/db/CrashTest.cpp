#include "Fixture.h"
#include "support/Daemon.h"
#include "support/TestMain.h"

#include <QCoreApplication>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

class CrashTest : public OnBothEngines {
    Q_OBJECT
private Q_SLOTS:
    void killedWriterLosesNothingAcknowledged()
    {
        MigrationFolder migrations;
        migrations.add(QStringLiteral("0001_entries.sql"),
                       QStringLiteral("CREATE TABLE entries (number BIGINT NOT NULL, half INTEGER NOT NULL, PRIMARY KEY (number, half));"));
        for (int round = 0; round < 3; ++round) {
            m_name += QStringLiteral("r");
            Daemon child;
            QVERIFY(child.start({ QCoreApplication::applicationFilePath(), QStringLiteral("--crash-writer"), m_location.directory, m_location.postgres, m_name, migrations.set().folder }, {}));
            QByteArray output;
            while (output.count('\n') < 100 + round * 37) {
                const auto more = child.read(std::chrono::seconds(20));
                QVERIFY2(!more.isEmpty(), "the child does not write");
                output += more;
            }
            child.signal(SIGKILL);
            QVERIFY(child.waitForEnd(std::chrono::seconds(20)));
            output += child.read(std::chrono::milliseconds(0));
            output.truncate(output.lastIndexOf('\n') + 1);

            const auto database = tryOpen({ migrations.set() });
            QVERIFY2(database, database ? "" : qPrintable(database.error().message));
            QVERIFY((*database)->checkIntegrity());
            QList<qint64> lost;
            for (const auto& line : output.split('\n')) {
                if (!line.isEmpty() && number(**database, QStringLiteral("SELECT count(*) FROM entries WHERE number = ?"), { line.toLongLong() }) != 2)
                    lost << line.toLongLong();
            }
            QVERIFY2(lost.isEmpty(), qPrintable(QStringLiteral("%1 acknowledged rows are lost").arg(lost.size())));
            QCOMPARE(number(**database, QStringLiteral("SELECT count(*) FROM (SELECT number FROM entries GROUP BY number HAVING count(*) <> 2) AS torn")), 0);
        }
    }
};

SKYLAB_TEST(CrashTest)
#include "CrashTest.moc"
