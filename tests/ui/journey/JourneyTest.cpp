#include "console/LogView.h"
#include "console/VncView.h"
#include "kit/FormView.h"
#include "kit/TableView.h"
#include "panel/Panels.h"
#include "panel/SubTable.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerConsole.h"
#include "panel/compute/ServerLog.h"
#include "support/TestMain.h"
#include "ui/journey/Stage.h"

#include <QApplication>
#include <QTest>

using namespace skylab;
using namespace skylab::panel;

/// Each step is a test of its own; they build on each other, as a user's do.
class JourneyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::Stage> m_stage;
    bool m_failed = false;

    test::Stage& stage() { return *m_stage; }
    test::Hands& hands() { return m_stage->hands(); }
    SubTable* table(const QString& id, const QString& name, const QString& tab) { return qobject_cast<SubTable*>(stage().openTab(id, name, tab)); }
    static int count(const SubTable* table) { return table->view()->model()->rowCount(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_stage = std::make_unique<test::Stage>();
        QVERIFY2(stage().begin(), qPrintable(stage().why()));
        stage().picture("signed-in");
    }
    void init()
    {
        if (m_failed)
            QSKIP("an earlier step failed");
    }
    void cleanup()
    {
        m_failed = m_failed || QTest::currentTestFailed();
        test::Stage::closeDialogs();
        const auto stutter = m_stage ? m_stage->stutter() : QString();
        QVERIFY2(stutter.isEmpty(), qPrintable(stutter));
    }
    void cleanupTestCase() { m_stage.reset(); }

    void everyPageLoads()
    {
        for (const auto& entry : allPanels()) {
            if (!entry.adminOnly && (entry.feature.isEmpty() || stage().workspace().has(entry.feature)))
                QVERIFY2(stage().open(entry.id), qPrintable(entry.id));
        }
        QVERIFY(!stage().row("networks", "demo").isEmpty());
        QVERIFY(stage().rows("flavors").rowCount() > 0);
    }
    void uploadsAnImage()
    {
        auto* form = stage().create("images");
        hands().fill(form->form(), "name", "tiny");
        hands().fill(form->form(), "file", stage().makeDisk());
        hands().choose(form->form(), "format", "raw");
        SUBMIT(stage(), form);
        REACH(stage(), stage().state("images", "tiny") == u"active");
        QCOMPARE(stage().row("images", "tiny")[u"size"].toInt(), test::Stage::diskSize);
        RESTED(stage());
        stage().picture("image");
    }
    void makesAKeyPair()
    {
        auto* form = stage().create("keypairs");
        hands().fill(form->form(), "name", "laptop");
        stage().press(form, "acceptButton");
        // The private half is shown once.
        REACH(stage(), QApplication::activeModalWidget() && QApplication::activeModalWidget()->windowTitle().contains("Private key of laptop"));
        stage().picture("private-key");
        stage().press(stage().dialog(), "Close");
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
        REACH(stage(), !stage().row("keypairs", "laptop").isEmpty());
        RESTED(stage());
    }
    void launchesAnInstance()
    {
        auto* form = stage().create("servers");
        hands().fill(form->form(), "name", "first-vm");
        hands().choose(form->form(), "image", "tiny");
        stage().press(form, "changeButton");
        hands().choose(form->form(), "network", "demo");
        hands().choose(form->form(), "key", "laptop");
        stage().picture("launch");
        hands().key(Qt::Key_Return);
        REACH(stage(), stage().state("first-vm") == u"ACTIVE");
        RESTED(stage());
        const auto server = stage().row("servers", "first-vm");
        QCOMPARE(server[u"key_name"].toString(), QString("laptop"));
        QVERIFY(server[u"addresses"][u"demo"][0][u"addr"].toString().startsWith("10.20.0."));
        stage().picture("running");
    }
    void looksAtItsLogAndConsole()
    {
        stage().chooseInMenuOf("servers", "first-vm", "View log");
        auto* panel = stage().window().currentPanel();
        REACH(stage(), panel->findChild<ServerLog*>() && !panel->findChild<ServerLog*>()->view()->text().isEmpty());
        stage().picture("log");
        stage().chooseInMenuOf("servers", "first-vm", "Console");
        auto* screen = panel->findChild<console::VncView*>();
        QVERIFY(screen);
        REACH(stage(), screen->state() != console::VncView::State::Connecting);
        stage().picture("console");
    }
    void stopsAndStartsIt()
    {
        stage().chooseInMenuOf("servers", "first-vm", "Stop");
        REACH(stage(), stage().state("first-vm") == u"SHUTOFF");
        RESTED(stage());
        const auto deeds = stage().workspace().undo().count();
        QVERIFY(deeds > 0);
        hands().key(Qt::Key_Z, Qt::ControlModifier);   // takes the stop back, the last of them
        QCOMPARE(stage().workspace().undo().count(), deeds - 1);
        REACH(stage(), stage().state("first-vm") == u"ACTIVE");
        RESTED(stage());
    }
    void attachesAVolume()
    {
        auto* form = stage().create("volumes");
        hands().fill(form->form(), "name", "data");
        hands().fill(form->form(), "size", "1");
        SUBMIT(stage(), form);
        REACH(stage(), stage().state("volumes", "data") == u"available");
        stage().chooseInMenuOf("volumes", "data", "Attach…");
        form = stage().form();
        hands().choose(form->form(), "server", "first-vm");
        SUBMIT(stage(), form);
        REACH(stage(), stage().state("volumes", "data") == u"in-use");
        RESTED(stage());
        stage().picture("volume");
    }
    void snapshotsTheVolume()
    {
        stage().chooseInMenuOf("volumes", "data", "Create snapshot…");
        SUBMIT(stage(), stage().form());
        stage().open("snapshots");
        REACH(stage(), stage().state("snapshots", "data-snapshot") == u"available");
        RESTED(stage());
    }
    void opensAPortAndGivesAnAddress()
    {
        auto* rules = table("security-groups", "default", "Rules");
        QVERIFY(rules);
        REACH(stage(), count(rules) >= 4);
        const int before = count(rules);
        stage().press(rules, "Add rule");
        SUBMIT(stage(), stage().form());   // SSH is the first template
        REACH(stage(), count(rules) == before + 1);
        stage().picture("rules");
        auto* form = stage().create("floating-ips");
        hands().choose(form->form(), "network", "public");
        SUBMIT(stage(), form);
        REACH(stage(), stage().rows("floating-ips").rowCount() == 1);
        const auto address = stage().rows("floating-ips").rowAt(0)[u"floating_ip_address"].toString();
        stage().chooseInMenuOf("servers", "first-vm", "Associate floating IP…");
        form = stage().form();
        hands().choose(form->form(), "address", address);
        SUBMIT(stage(), form);
        REACH(stage(), !stage().rows("floating-ips").rowAt(0)[u"port_id"].toString().isEmpty());
        RESTED(stage());
        stage().open("floating-ips");
        stage().picture("floating-ip");
    }
    void storesAnObject()
    {
        auto* form = stage().create("containers");
        hands().fill(form->form(), "name", "backups");
        SUBMIT(stage(), form);
        REACH(stage(), !stage().row("containers", "backups").isEmpty());
        auto* objects = table("containers", "backups", "Objects");
        QVERIFY(objects);
        stage().press(objects, "Upload object");
        form = stage().form();
        hands().fill(form->form(), "file", stage().makeDisk());
        SUBMIT(stage(), form);
        REACH(stage(), count(objects) == 1);
        RESTED(stage());
    }
    void makesANetworkAndJoinsIt()
    {
        auto* form = stage().create("networks");
        hands().fill(form->form(), "name", "lab");
        SUBMIT(stage(), form);
        REACH(stage(), stage().row("networks", "lab")[u"subnets"].toArray().size() == 1);
        RESTED(stage());
        auto* interfaces = table("routers", "demo-router", "Interfaces");
        QVERIFY(interfaces);
        REACH(stage(), count(interfaces) > 0);
        const int before = count(interfaces);
        stage().press(interfaces, "Add interface");
        form = stage().form();
        hands().choose(form->form(), "subnet", "lab-subnet");
        SUBMIT(stage(), form);
        REACH(stage(), count(interfaces) == before + 1);
        stage().picture("router");
        RESTED(stage());
    }
    void saysWhatIsWrongWithALaunchThatCannotWork()
    {
        auto* form = stage().create("servers");
        hands().fill(form->form(), "name", "no-good");
        stage().press(form, "changeButton");
        hands().fill(form->form(), "count", "50");
        stage().press(form, "acceptButton");
        REACH(stage(), form->acceptButton()->isEnabled() || !QApplication::activeModalWidget());
        QVERIFY2(QApplication::activeModalWidget() == form, "the quota lets ten instances in");
        stage().picture("refused");
        stage().press(form, "Cancel");
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
    }
    void deletesTheInstance()
    {
        stage().deleteByKey("servers", "first-vm");
        REACH(stage(), stage().row("servers", "first-vm").isEmpty());
        RESTED(stage());
        if (stage().workspace().has("trash")) {   // where its volumes stay its own
            stage().open("trash");
            REACH(stage(), stage().rows("trash").rowCount() == 1);
            stage().chooseInMenuOf("trash", "first-vm", "Delete for good");
            stage().press(stage().dialog(), "acceptButton");
            REACH(stage(), stage().rows("trash").rowCount() == 0);
            RESTED(stage());
        }
        stage().open("volumes");
        REACH(stage(), stage().state("volumes", "data") == u"available");
        stage().picture("deleted");
    }
    void administers()
    {
        QVERIFY2(stage().signIn("skylab-admin"), qPrintable(stage().why()));
        QCOMPARE(stage().workspace().session().facts().userName, QString("admin"));
        auto* form = stage().create("projects");
        hands().fill(form->form(), "name", "class-1");
        SUBMIT(stage(), form);
        REACH(stage(), !stage().row("projects", "class-1").isEmpty());
        form = stage().create("users");
        hands().fill(form->form(), "name", "kim");
        hands().fill(form->form(), "password", "long-enough");
        hands().choose(form->form(), "project", "class-1");
        REACH(stage(), !form->form()->values()[u"role"].toString().isEmpty());
        SUBMIT(stage(), form);
        REACH(stage(), !stage().row("users", "kim").isEmpty());
        RESTED(stage());
        auto* members = table("projects", "class-1", "Members");
        QVERIFY(members);
        REACH(stage(), count(members) == 1);
        stage().picture("members");
    }
};

SKYLAB_TEST(JourneyTest)
#include "JourneyTest.moc"
