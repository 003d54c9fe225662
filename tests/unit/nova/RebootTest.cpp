#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;
using O = QJsonObject;

/// The host is started again: what ran before runs again, and only that.
class RebootTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    /// The process ends, the host goes down with its guests, both come back.
    void rebootHost(const QStringList& servers, bool really = true)
    {
        auto& b = *m_bench;
        b.close();
        {
            const auto book = db::Database::open(db::Location::inDirectory(b.dir.filePath(L("data"))), L("compute"), { { L("service") }, { L("compute") } });
            QVERIFY(book);
            const auto aged = (*book)->write([&](db::Transaction& transaction) -> Result<int> {
                return transaction.execute(L("UPDATE hosts SET booted_at = booted_at - ?"), really ? qint64(86'400) * 1'000'000 : 0);
            });
            QVERIFY(aged && *aged == 1);
        }
        for (const auto& server : servers)
            b.driver.powersItselfOff(server);
        QVERIFY(b.open());
        QVERIFY(b.waitForReconcile());
    }
    QString make(const QString& wish = {})
    {
        const auto id = m_bench->make();
        if (!wish.isEmpty())
            m_bench->call("POST", L("/servers/%1/metadata").arg(id), { { L("metadata"), O { { L("resume_guests_state_on_host_boot"), wish } } } });
        return id;
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(L("1"));
    }
    void cleanup() { m_bench.reset(); }

    void whatRanRunsAgain()
    {
        auto& b = *m_bench;
        const auto ran = make(), unwilling = make(L("false")), stopped = make();
        QCOMPARE(b.act(stopped, L("os-stop"), {}), 202);
        b.settle();
        rebootHost({ ran, unwilling });
        QCOMPARE(b.status(ran), L("ACTIVE"));
        QCOMPARE(b.driver.guestState(ran)->state, compute::PowerState::Running);
        QCOMPARE(b.status(unwilling), L("SHUTOFF"));
        QCOMPARE(b.status(stopped), L("SHUTOFF"));
    }
    /// Nothing else would start it.
    void alsoWhatWasJustGivenAVolume()
    {
        auto& b = *m_bench;
        const auto server = make();
        const auto volume = b.volumes.addVolume(b.project, 1);
        b.close();
        QVERIFY(b.open(false));      // no task runs
        b.call("POST", L("/servers/%1/os-volume_attachments").arg(server), { { L("volumeAttachment"), O { { L("volumeId"), volume } } } });
        QCOMPARE(b.last.status, 200);
        rebootHost({ server });
        QCOMPARE(b.status(server), L("ACTIVE"));
        QCOMPARE(b.driver.guestState(server)->state, compute::PowerState::Running);
        QCOMPARE(b.driver.diagnostics(server)->disks.size(), std::size_t(2));
    }
    void nothingRunsAgainWhenTheOperatorSaysSo()
    {
        auto& b = *m_bench;
        b.options.resumeGuests = false;
        const auto ran = make(), willing = make(L("true"));
        rebootHost({ ran, willing });
        QCOMPARE(b.status(ran), L("SHUTOFF"));
        QCOMPARE(b.status(willing), L("ACTIVE"));
    }
    void guestsThatStoppedByThemselvesStayStopped()
    {
        auto& b = *m_bench;
        const auto server = make();
        rebootHost({ server }, false);
        QCOMPARE(b.status(server), L("SHUTOFF"));
    }
    void aResizeThatWaitsGoesOnWaiting()
    {
        auto& b = *m_bench;
        const auto server = make();
        b.makeFlavor(L("larger"), 1024);
        QCOMPARE(b.act(server, L("resize"), O { { L("flavorRef"), L("larger") } }), 202);
        b.settle();
        QCOMPARE(b.status(server), L("VERIFY_RESIZE"));
        rebootHost({ server });
        QCOMPARE(b.status(server), L("VERIFY_RESIZE"));
        QCOMPARE(b.driver.guestState(server)->state, compute::PowerState::Running);
    }
};
SKYLAB_TEST(RebootTest)
#include "RebootTest.moc"
