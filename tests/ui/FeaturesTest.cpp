#include "model/Workspace.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

using namespace skylab;
using namespace skylab::model;

/// What a cloud has, and what its user may do.
class FeaturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheCloudHasAndAllows()
    {
        test::ScriptedCloud cloud;
        cloud.features << "policy" << "metrics";
        cloud.rules = { { "os_compute_api:servers:start", false }, { "os_compute_api:servers:stop", true } };
        Workspace workspace;
        QVERIFY(!workspace.has("metrics"));
        workspace.session().signIn(cloud.connection());
        QTRY_VERIFY(!workspace.may("os_compute_api:servers:start"));
        QVERIFY(workspace.has("metrics") && !workspace.has("trash"));
        QVERIFY(workspace.may("os_compute_api:servers:stop") && workspace.may("unknown"));
        QSignalSpy changed(&workspace, &Workspace::featuresChanged);
        workspace.session().signOut();
        QCOMPARE(changed.size(), 1);
        QVERIFY(!workspace.has("metrics"));
    }
    void hasNothingExtraElsewhere()
    {
        test::ScriptedCloud cloud;
        cloud.hasExtras = false;
        Workspace workspace;
        workspace.session().signIn(cloud.connection());
        QTRY_COMPARE(workspace.live().state(), client::EventStream::State::Polling);
        QVERIFY(!workspace.has("events") && workspace.may("os_compute_api:servers:start"));
        QVERIFY(cloud.server().askedFor("GET", "/skylab/v1").isEmpty());
    }
    void readersMayReadOnly()
    {
        test::ScriptedCloud cloud;
        cloud.hasExtras = false;
        cloud.roles = QStringList { "reader" };
        Workspace workspace;
        workspace.session().signIn(cloud.connection());
        QTRY_VERIFY(workspace.session().isSignedIn());
        for (const auto* rule : { "os_compute_api:servers:start", "create_network", "volume:create", "identity:create_user", "os_compute_api:os-remote-consoles" })
            QVERIFY2(!workspace.may(rule), rule);
        for (const auto* rule : { "os_compute_api:servers:index", "get_network", "volume:get_all", "identity:list_users", "os_compute_api:os-hypervisors:list-detail", "get_subnet:segment_id" })
            QVERIFY2(workspace.may(rule), rule);
    }
    void theWatchdogBarks()
    {
        const test::Watchdog watchdog;
        QTimer quick, slow;
        QObject::connect(&quick, &QTimer::timeout, &quick, [&] { quick.stop(); });
        quick.start(0);
        QTRY_VERIFY(!quick.isActive());
        QVERIFY2(watchdog.isCalm(), qPrintable(watchdog.report()));
        slow.setObjectName("slow");
        QObject::connect(&slow, &QTimer::timeout, &slow, [&] {
            slow.stop();
            QThread::msleep(130);   // not a wait: this is the freeze that it has to see
        });
        slow.start(0);
        QTRY_VERIFY(!slow.isActive());
        QVERIFY(watchdog.report().contains("slow"));
    }
};

SKYLAB_TEST(FeaturesTest)
#include "FeaturesTest.moc"
