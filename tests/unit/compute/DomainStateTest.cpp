#include "compute/drivers/libvirt/DomainState.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab::compute;
using namespace skylab::compute::libvirt;

class DomainStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsStates_data()
    {
        // Numbers of virDomainState and its reasons, as libvirt documents them.
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("reason");
        QTest::addColumn<bool>("saved");
        QTest::addColumn<int>("power");
        QTest::addColumn<int>("why");
        const auto row = [](const char* name, int state, int reason, bool saved, PowerState power,
                            LifecycleReason why) {
            QTest::newRow(name) << state << reason << saved << int(power) << int(why);
        };
        row("running", 1, 1, false, PowerState::Running, LifecycleReason::None);
        row("blocked", 2, 0, false, PowerState::Running, LifecycleReason::None);
        row("paused by us", 3, 1, false, PowerState::Paused, LifecycleReason::Requested);
        row("paused, unknown", 3, 0, false, PowerState::Paused, LifecycleReason::Unknown);
        row("paused, i/o error", 3, 5, false, PowerState::Paused, LifecycleReason::IoError);
        row("paused, while it is being started", 3, 11, false, PowerState::Running, LifecycleReason::None);
        row("paused, crashed", 3, 10, false, PowerState::Crashed, LifecycleReason::Panic);
        row("shutting down", 4, 1, false, PowerState::Running, LifecycleReason::None);
        row("off by itself", 5, 1, false, PowerState::Shutdown, LifecycleReason::GuestShutdown);
        row("destroyed", 5, 2, false, PowerState::Shutdown, LifecycleReason::Requested);
        row("process died", 5, 3, false, PowerState::Crashed, LifecycleReason::Failed);
        row("never started", 5, 0, false, PowerState::Shutdown, LifecycleReason::None);
        row("start failed", 5, 6, false, PowerState::Shutdown, LifecycleReason::Failed);
        row("saved", 5, 5, true, PowerState::Suspended, LifecycleReason::Requested);
        row("crashed", 6, 1, false, PowerState::Crashed, LifecycleReason::Panic);
        row("asleep", 7, 0, false, PowerState::Suspended, LifecycleReason::GuestShutdown);
        row("of the future", 99, 0, false, PowerState::NoState, LifecycleReason::None);
    }
    void readsStates()
    {
        QFETCH(int, state);
        QFETCH(int, reason);
        QFETCH(bool, saved);
        const auto reading = readState(state, reason, saved ? SavedMemory::Yes : SavedMemory::No);
        QTEST(int(reading.state), "power");
        QTEST(int(reading.reason), "why");
        const bool wrong = reading.reason >= LifecycleReason::Failed;
        QCOMPARE(!reading.explanation.isEmpty(), wrong);
    }
    void readsEvents_data()
    {
        QTest::addColumn<int>("event");
        QTest::addColumn<int>("detail");
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("why");
        QTest::addColumn<int>("power");
        const auto row = [](const char* name, int event, int detail, LifecycleEvent what, LifecycleReason why,
                            PowerState power) {
            QTest::newRow(name) << event << detail << int(what) << int(why) << int(power);
        };
        row("started", 2, 0, LifecycleEvent::Started, LifecycleReason::Requested, PowerState::Running);
        row("paused", 3, 0, LifecycleEvent::Paused, LifecycleReason::Requested, PowerState::Paused);
        row("i/o error", 3, 2, LifecycleEvent::Paused, LifecycleReason::IoError, PowerState::Paused);
        row("resumed", 4, 0, LifecycleEvent::Resumed, LifecycleReason::Requested, PowerState::Running);
        row("off by itself", 5, 0, LifecycleEvent::Stopped, LifecycleReason::GuestShutdown, PowerState::Shutdown);
        row("destroyed", 5, 1, LifecycleEvent::Stopped, LifecycleReason::Requested, PowerState::Shutdown);
        row("saved", 5, 4, LifecycleEvent::Suspended, LifecycleReason::Requested, PowerState::Suspended);
        row("process died", 5, 5, LifecycleEvent::Crashed, LifecycleReason::Failed, PowerState::Crashed);
        row("panic", 8, 0, LifecycleEvent::Crashed, LifecycleReason::Panic, PowerState::Crashed);
        row("undefined", 1, 0, LifecycleEvent::Removed, LifecycleReason::Requested, PowerState::NoState);
    }
    void readsEvents()
    {
        QFETCH(int, event);
        QFETCH(int, detail);
        const auto reading = readEvent(QStringLiteral("u"), event, detail);
        QVERIFY(reading);
        QTEST(int(reading->event), "what");
        QTEST(int(reading->reason), "why");
        QTEST(int(reading->state), "power");
    }
    void passesOverDefinitions()
    {
        QVERIFY(!readEvent(QStringLiteral("u"), 0, 0));
        QVERIFY(!readEvent(QStringLiteral("u"), 99, 0));
    }
};

SKYLAB_TEST(DomainStateTest)
#include "DomainStateTest.moc"
