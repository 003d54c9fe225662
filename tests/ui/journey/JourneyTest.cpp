#include "console/LogView.h"
#include "console/VncView.h"
#include "kit/FormView.h"
#include "kit/TableView.h"
#include "kit/WizardDialog.h"
#include "panel/Panels.h"
#include "panel/SubTable.h"
#include "support/TestMain.h"
#include "ui/journey/Stage.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace skylab;
using namespace skylab::panel;

/// Each step is a test of its own; they build on each other, as a user's do.
class JourneyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::Stage> m_stage;
    bool m_failed = false;

    test::Stage& stage() { return *m_stage; }
    ResourcePanel* open(const QString& id) { return m_stage->open(id); }
    model::ResourceModel& rows(const QString& id) { return m_stage->rows(id); }
    QJsonObject row(const QString& collection, const QString& name) { return m_stage->row(collection, name); }
    QString id(const QString& collection, const QString& name) { return m_stage->idOf(collection, name); }
    QString state(const QString& collection, const QString& name) { return row(collection, name)[u"status"].toString(); }
    kit::WizardDialog* wizard() { return static_cast<kit::WizardDialog*>(m_stage->dialog()); }
    /// Opens the form of the panel's main deed by its button.
    kit::WizardDialog* create(const QString& panel)
    {
        stage().press(open(panel), "createButton");
        return wizard();
    }
    void submit(QDialog* form)
    {
        stage().press(form, "acceptButton");
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
    }
    /// The table in a tab.
    SubTable* tableIn(const QString& collection, const QString& id, const QString& tab) { return qobject_cast<SubTable*>(stage().openTab(collection, id, tab)); }
    /// Everything that was begun has ended well.
    void settled()
    {
        QVERIFY2(stage().rested(), qPrintable(stage().why()));
        auto& jobs = stage().workspace().jobs();
        for (const auto& job : jobs.all())
            QVERIFY2(job.state == model::Job::State::Done, qPrintable(job.title + ": " + job.error.message));
        jobs.clearFinished();
    }

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
    }
    void cleanupTestCase()
    {
        m_stage.reset();
    }

    void everyPageLoads()
    {
        for (const auto& entry : allPanels()) {
            if (!entry.adminOnly && (entry.feature.isEmpty() || stage().workspace().has(entry.feature)))
                QVERIFY2(open(entry.id), qPrintable(entry.id));
        }
        QVERIFY(!row("networks", "demo").isEmpty());
        QVERIFY(rows("flavors").rowCount() > 0);
    }
    void uploadsAnImage()
    {
        QFile file(stage().file("disk.raw"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray disk(2 << 20, '\0');   // a boot sector and nothing else
        disk[510] = char(0x55);
        disk[511] = char(0xaa);
        QVERIFY(file.write(disk) == disk.size());
        file.close();
        auto* form = create("images");
        stage().enter(form, "name", "tiny");
        QTest::keyClicks(form->form()->input("file")->findChild<QLineEdit*>(), file.fileName());
        stage().enter(form, "format", "raw");
        submit(form);
        REACH(stage(), state("images", "tiny") == "active");
        QCOMPARE(row("images", "tiny")[u"size"].toInt(), 2 << 20);
        settled();
        stage().picture("image");
    }
    void makesAKeyPair()
    {
        auto* form = create("keypairs");
        stage().enter(form, "name", "laptop");
        stage().press(form, "acceptButton");
        // The private half is shown once.
        REACH(stage(), QApplication::activeModalWidget() && QApplication::activeModalWidget() != form);
        QTest::keyClick(stage().dialog(), Qt::Key_Escape);
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
        REACH(stage(), !row("keypairs", "laptop").isEmpty());
        settled();
    }
    void launchesAnInstanceByMouseAndKeys()
    {
        auto* form = create("servers");
        stage().enter(form, "name", "first-vm");
        stage().press(form, "changeButton");
        stage().enter(form, "image", id("images", "tiny"));
        stage().enter(form, "network", id("networks", "demo"));
        stage().enter(form, "key", "laptop");
        stage().picture("launch");
        QTest::keyClick(form, Qt::Key_Return);
        REACH(stage(), !row("servers", "first-vm").isEmpty());
        REACH(stage(), state("servers", "first-vm") == "ACTIVE");
        settled();
        const auto server = row("servers", "first-vm");
        QCOMPARE(server[u"key_name"].toString(), QString("laptop"));
        QVERIFY(server[u"addresses"][u"demo"][0][u"addr"].toString().startsWith("10.20.0."));
        stage().picture("running");
    }
    void looksAtItsLogAndConsole()
    {
        auto* panel = open("servers");
        stage().openTab("first-vm", "Log");
        QVERIFY(panel->findChild<console::LogView*>());
        stage().picture("log");
        stage().act("servers", id("servers", "first-vm"), "console");
        console::VncView* screen = nullptr;
        REACH(stage(), (screen = panel->findChild<console::VncView*>()));
        REACH(stage(), screen->state() != console::VncView::State::Connecting);
        stage().picture("console");
        stage().backToList();
    }
    void stopsAndStartsIt()
    {
        stage().act("servers", id("servers", "first-vm"), "stop");
        REACH(stage(), state("servers", "first-vm") == "SHUTOFF");
        settled();
        const auto deeds = stage().workspace().undo().count();
        QVERIFY(deeds > 0);
        stage().key(Qt::Key_Z, Qt::ControlModifier);   // takes the stop back, the last of them
        QCOMPARE(stage().workspace().undo().count(), deeds - 1);
        settled();
        REACH(stage(), state("servers", "first-vm") == "ACTIVE");
        settled();
    }
    void attachesAVolume()
    {
        auto* form = create("volumes");
        stage().enter(form, "name", "data");
        stage().enter(form, "size", 1);
        submit(form);
        REACH(stage(), state("volumes", "data") == "available");
        stage().act("volumes", id("volumes", "data"), "attach");
        form = wizard();
        stage().enter(form, "server", id("servers", "first-vm"));
        submit(form);
        REACH(stage(), state("volumes", "data") == "in-use");
        settled();
        stage().picture("volume");
    }
    void snapshotsTheVolume()
    {
        stage().act("volumes", id("volumes", "data"), "snapshot");
        submit(wizard());
        open("snapshots");
        REACH(stage(), state("snapshots", "data-snapshot") == "available");
        settled();
    }
    void opensAPortAndGivesAnAddress()
    {
        open("security-groups");
        auto* rules = tableIn("security-groups", id("security-groups", "default"), "Rules");
        REACH(stage(), rules->view()->model()->rowCount() >= 4);
        const int before = rules->view()->model()->rowCount();
        stage().press(rules, "Add rule");
        submit(wizard());   // SSH is the first template
        REACH(stage(), rules->view()->model()->rowCount() == before + 1);
        stage().picture("rules");
        auto* form = create("floating-ips");
        stage().enter(form, "network", id("networks", "public"));
        submit(form);
        REACH(stage(), rows("floating-ips").rowCount() == 1);
        stage().act("servers", id("servers", "first-vm"), "associate-ip");
        form = wizard();
        stage().enter(form, "address", rows("floating-ips").idAt(0));
        submit(form);
        REACH(stage(), !rows("floating-ips").rowAt(0)[u"port_id"].toString().isEmpty());
        settled();
        open("floating-ips");
        stage().picture("floating-ip");
    }
    void storesAnObject()
    {
        auto* form = create("containers");
        stage().enter(form, "name", "backups");
        submit(form);
        REACH(stage(), !row("containers", "backups").isEmpty());
        auto* objects = tableIn("containers", rows("containers").idAt(0), "Objects");
        stage().press(objects, "Upload object");
        form = wizard();
        QTest::keyClicks(form->form()->input("file")->findChild<QLineEdit*>(), stage().file("disk.raw"));
        submit(form);
        REACH(stage(), objects->view()->model()->rowCount() == 1);
        settled();
        stage().backToList();
    }
    void makesANetworkAndJoinsIt()
    {
        auto* form = create("networks");
        stage().enter(form, "name", "lab");
        submit(form);
        REACH(stage(), row("networks", "lab")[u"subnets"].toArray().size() == 1);
        settled();
        open("routers");
        auto* interfaces = tableIn("routers", id("routers", "demo-router"), "Interfaces");
        REACH(stage(), interfaces->view()->model()->rowCount() > 0);
        const int before = interfaces->view()->model()->rowCount();
        stage().press(interfaces, "Add interface");
        form = wizard();
        stage().enter(form, "subnet", row("networks", "lab")[u"subnets"][0].toString());
        submit(form);
        REACH(stage(), interfaces->view()->model()->rowCount() == before + 1);
        stage().picture("router");
        settled();
    }
    void saysWhatIsWrongWithALaunchThatCannotWork()
    {
        auto* form = create("servers");
        stage().enter(form, "name", "no-good");
        stage().press(form, "changeButton");
        stage().enter(form, "count", 50);
        stage().press(form, "acceptButton");
        REACH(stage(), form->acceptButton()->isEnabled() || !QApplication::activeModalWidget());
        QVERIFY2(QApplication::activeModalWidget() == form, "the quota lets ten instances in");
        stage().picture("refused");
        QTest::keyClick(form, Qt::Key_Escape);
        stage().forgive();
    }
    void deletesTheInstance()
    {
        stage().deleteByKey("servers", "first-vm");
        REACH(stage(), row("servers", "first-vm").isEmpty());
        settled();
        if (stage().workspace().has("trash")) {   // where its volumes stay its own
            open("trash");
            REACH(stage(), rows("trash").rowCount() == 1);
            stage().act("trash", rows("trash").idAt(0), "delete");
            stage().press(stage().dialog(), "acceptButton");
            REACH(stage(), rows("trash").rowCount() == 0);
            settled();
        }
        open("volumes");
        REACH(stage(), state("volumes", "data") == "available");
        stage().picture("deleted");
    }
    void administers()
    {
        QVERIFY2(stage().signIn("skylab-admin"), qPrintable(stage().why()));
        auto* form = create("projects");
        stage().enter(form, "name", "class-1");
        submit(form);
        REACH(stage(), !row("projects", "class-1").isEmpty());
        form = create("users");
        stage().enter(form, "name", "kim");
        stage().enter(form, "password", "long-enough");
        stage().enter(form, "project", id("projects", "class-1"));
        REACH(stage(), !form->form()->values()[u"role"].toString().isEmpty());
        submit(form);
        REACH(stage(), !row("users", "kim").isEmpty());
        settled();
        auto* members = tableIn("projects", id("projects", "class-1"), "Members");
        REACH(stage(), members->view()->model()->rowCount() == 1);
        stage().picture("members");
    }
};

SKYLAB_TEST(JourneyTest)
#include "JourneyTest.moc"
