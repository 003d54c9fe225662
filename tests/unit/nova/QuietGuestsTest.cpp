#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>

#include <atomic>
#include <future>
#include <new>
#include <optional>
#include <thread>
#include <vector>

using namespace skylab;
using namespace skylab::test;
using compute::PowerState;

/// Guests that stand still while a volume of theirs is copied.
class QuietGuestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bench.emplace();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(QStringLiteral("1"));
        m_id = m_bench->make();
    }
    void cleanup() { m_bench.reset(); }

    void nobodyElseSeesIt()
    {
        const auto done = quiet().whilePaused(m_id, [&]() -> Result<> {
            m_bench->settle();      // what the driver told of it was heard
            [&] {
                QCOMPARE(power(), PowerState::Paused);
                QCOMPARE(m_bench->status(m_id), QStringLiteral("ACTIVE"));
                QCOMPARE(m_bench->compute->guestState(m_id).value().state, PowerState::Running);
            }();
            return fail(ErrorCode::NoSpace, QStringLiteral("The disk is full."));
        });
        QCOMPARE(done.error().code, ErrorCode::NoSpace);
        QCOMPARE(power(), PowerState::Running);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    void alsoWorkThatThrowsWakesIt()
    {
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)quiet().whilePaused(m_id, []() -> Result<> { throw std::bad_alloc(); }));
        QCOMPARE(power(), PowerState::Running);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    void copiesMayOverlap()
    {
        QVERIFY(quiet().whilePaused(m_id, [&] {
            auto inner = quiet().whilePaused(m_id, [] { return Result<>(); });
            [&] { QCOMPARE(power(), PowerState::Paused); }();
            return inner;
        }));
        QCOMPARE(power(), PowerState::Running);
    }

    /// A hypervisor may take its time. Some of the others share its lock, never all.
    void oneThatPausesSlowlyDoesNotHoldUpAll()
    {
        constexpr int guests = 8;
        QStringList ids;
        for (int i = 0; i < guests; ++i)
            ids << m_bench->make();
        std::promise<void> mayPause, pauses;
        m_bench->lentDriver->beforePause = [this, &pauses, gate = mayPause.get_future().share()](const QString& id) {
            if (id == m_id) {
                pauses.set_value();
                gate.wait();
            }
        };
        std::atomic<int> copied { 0 };
        std::vector<std::jthread> copies;
        copies.emplace_back([this] { (void)quiet().whilePaused(m_id, [] { return Result<>(); }); });
        pauses.get_future().wait();
        for (const auto& id : ids)
            copies.emplace_back([this, &copied, id] { (void)quiet().whilePaused(id, [&] { ++copied; return Result<>(); }); });
        const bool someWere = QTest::qWaitFor([&] { return copied > 0; }, 10'000);
        mayPause.set_value();
        copies.clear();
        QVERIFY(someWere);
        QCOMPARE(copied, guests);
    }

    void whatDoesNotRunIsLeftAlone()
    {
        QCOMPARE(m_bench->act(m_id, QStringLiteral("pause")), 202);
        m_bench->settle();
        QVERIFY(quiet().whilePaused(m_id, [] { return Result<>(); }));
        QCOMPARE(power(), PowerState::Paused);
        QCOMPARE(m_bench->status(m_id), QStringLiteral("PAUSED"));
    }

    void itsOwnerMayPauseItMeanwhile_data()
    {
        QTest::addColumn<QStringList>("actions");
        QTest::addColumn<QString>("status");
        QTest::newRow("paused") << QStringList { QStringLiteral("pause") } << QStringLiteral("PAUSED");
        QTest::newRow("and not") << QStringList { QStringLiteral("pause"), QStringLiteral("unpause") } << QStringLiteral("ACTIVE");
    }
    void itsOwnerMayPauseItMeanwhile()
    {
        QFETCH(QStringList, actions);
        QFETCH(QString, status);
        QVERIFY(quiet().whilePaused(m_id, [&]() -> Result<> {
            for (const auto& action : actions) {
                m_bench->act(m_id, action);
                m_bench->settle();
            }
            [&] {
                QCOMPARE(power(), PowerState::Paused);
                QCOMPARE(m_bench->status(m_id), status);
            }();
            return {};
        }));
        m_bench->settle();
        QCOMPARE(m_bench->status(m_id), status);
        QCOMPARE(power(), status == u"PAUSED" ? PowerState::Paused : PowerState::Running);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    void itIsWokenBeforeItsOwnerStopsIt_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QJsonObject>("argument");
        QTest::addColumn<QString>("status");
        QTest::newRow("stop") << QStringLiteral("os-stop") << QJsonObject() << QStringLiteral("SHUTOFF");
        QTest::newRow("soft reboot") << QStringLiteral("reboot") << QJsonObject { { QStringLiteral("type"), QStringLiteral("SOFT") } } << QStringLiteral("ACTIVE");
        QTest::newRow("suspend") << QStringLiteral("suspend") << QJsonObject() << QStringLiteral("SUSPENDED");
    }
    /// A guest that stands still hears no power button, and loses what it has not written when its power is cut.
    void itIsWokenBeforeItsOwnerStopsIt()
    {
        QFETCH(QString, action);
        QFETCH(QJsonObject, argument);
        QFETCH(QString, status);
        auto then = PowerState::NoState;
        m_bench->lentDriver->beforeStop = [&] { then = power(); };
        QVERIFY(quiet().whilePaused(m_id, [&]() -> Result<> {
            m_bench->act(m_id, action, argument);
            m_bench->settle();
            return {};
        }));
        m_bench->settle();
        QCOMPARE(then, PowerState::Running);
        QCOMPARE(m_bench->status(m_id), status);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    /// The stop comes before the hypervisor was looked at.
    void alsoOneThatACrashLeftPaused()
    {
        m_bench->driver.onLifecycle({});
        QVERIFY(m_bench->compute->intents().notePause(m_id));
        QVERIFY(m_bench->driver.pause(m_id));
        auto then = PowerState::NoState;
        m_bench->lentDriver->beforeStop = [&] { then = power(); };
        QCOMPARE(m_bench->act(m_id, QStringLiteral("os-stop")), 202);
        m_bench->settle();
        QCOMPARE(then, PowerState::Running);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    void aCopyOfBeforeAStopDoesNotWakeItLater()
    {
        std::promise<void> copies, mayEnd;
        std::jthread later;
        const auto before = quiet().whilePaused(m_id, [&]() -> Result<> {
            for (const auto& action : { QStringLiteral("os-stop"), QStringLiteral("os-start") }) {
                m_bench->act(m_id, action);
                m_bench->settle();
            }
            later = std::jthread([&] {
                (void)quiet().whilePaused(m_id, [&] {
                    copies.set_value();
                    mayEnd.get_future().wait();
                    return Result<>();
                });
            });
            copies.get_future().wait_for(std::chrono::seconds(10));
            return {};
        });
        const auto between = power();
        mayEnd.set_value();
        later.join();
        QVERIFY(before);
        QCOMPARE(between, PowerState::Paused);
        QCOMPARE(power(), PowerState::Running);
    }

    void goesOnAfterACrash()
    {
        crash();
        QVERIFY(m_bench->open());
        QVERIFY(m_bench->waitForReconcile());
        QCOMPARE(power(), PowerState::Running);
        QCOMPARE(m_bench->status(m_id), QStringLiteral("ACTIVE"));
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

    /// The copy is made anew before the hypervisor answered.
    void repeatedWorkTakesItOver()
    {
        QVERIFY(m_bench->compute->intents().notePause(m_id));
        QVERIFY(m_bench->driver.pause(m_id));
        QVERIFY(quiet().whilePaused(m_id, [&]() -> Result<> {
            quiet().wakeLeft();
            [&] { QCOMPARE(power(), PowerState::Paused); }();
            return {};
        }));
        QCOMPARE(power(), PowerState::Running);
        QVERIFY(m_bench->compute->intents().pauses().value().empty());
    }

private:
    [[nodiscard]] compute::QuietGuests& quiet() { return m_bench->compute->quietGuests(); }
    [[nodiscard]] PowerState power() { return m_bench->driver.guestState(m_id).value().state; }
    /// In the middle of a copy.
    void crash()
    {
        QVERIFY(m_bench->compute->intents().notePause(m_id));
        m_bench->driver.onLifecycle({});      // the process knows of its pauses, and takes no notice
        QVERIFY(m_bench->driver.pause(m_id));
        m_bench->close();
    }

    std::optional<Bench> m_bench;
    QString m_id;
};

SKYLAB_TEST(QuietGuestsTest)
#include "QuietGuestsTest.moc"
