#include "console/FindBar.h"
#include "console/LogView.h"
#include "console/SshClient.h"
#include "console/TerminalView.h"
#include "console/VncView.h"
#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/FormView.h"
#include "kit/StateView.h"
#include "panel/Inspector.h"
#include "panel/SubTable.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/LaunchDialog.h"
#include "panel/compute/ServerConsole.h"
#include "panel/compute/ServerFault.h"
#include "panel/compute/ServerLog.h"
#include "panel/compute/ServerSsh.h"
#include "panel/compute/ServerTerminal.h"
#include "support/TestMain.h"
#include "ui/SshServer.h"
#include "ui/journey/Stage.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace skylab;
using namespace skylab::panel;

/// The instances' part of the first hour against a real cloud, each journey with its time: the first instance, its consoles, SSH and
/// log, back to a snapshot, a mistake undone, one that does not fit. On libvirt with real guests by tests/e2e/window.
class InstanceJourneyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::Stage> m_stage;
    bool m_failed = false;

    test::Stage& stage() { return *m_stage; }
    model::Workspace& workspace() { return m_stage->workspace(); }
    test::Hands& hands() { return m_stage->hands(); }
    LaunchDialog* launch() { return static_cast<LaunchDialog*>(stage().create("servers")); }
    /// The view in a tab of the instance.
    template <typename View>
    View* enter(const QString& server, const QString& title)
    {
        auto* tab = qobject_cast<AccessTab*>(stage().openTab("servers", server, title));
        return tab ? qobject_cast<View*>(tab->view()) : nullptr;
    }
    void typeLine(const QString& text)
    {
        hands().type(text);
        hands().key(Qt::Key_Return);
    }
    void uploadSomethingToBoot()
    {
        auto* form = stage().create("images");
        hands().fill(form->form(), "name", "Tiny");
        hands().fill(form->form(), "file", stage().makeDisk());
        hands().choose(form->form(), "format", "raw");
        SUBMIT(stage(), form);
        REACH(stage(), stage().state("images", "Tiny") == u"active");
        RESTED(stage());
    }
    void sshToTheGuest(const test::Stopwatch& watch)
    {
        auto* ssh = enter<ServerSsh>("web-1", "SSH");
        QVERIFY(ssh);
        stage().press(ssh, "Associate a floating IP");
        // A guest whose log does not show its host key is asked about.
        REACH(stage(), ssh->client()->state() == console::SshClient::State::Open || test::Stage::texts(ssh).contains("Is this web-1?"));
        if (test::Stage::texts(ssh).contains("Is this web-1?"))
            stage().press(ssh, "Trust it from now on");
        REACH(stage(), ssh->client()->state() == console::SshClient::State::Open);
        watch.tell("J6 SSH to the guest by the made key, through a floating IP given on the way");
        typeLine("hostname; echo $((6*7))");
        REACH(stage(), ssh->terminal()->text().contains("\nweb-1") && ssh->terminal()->text().contains("\n42"));
        stage().picture("ssh");
    }
    void makeItSmaller(ServerFault* fault, const test::Stopwatch& watch)
    {
        stage().press(fault, "Why?");
        QAbstractButton* smaller = nullptr;
        for (auto* one : fault->findChildren<QAbstractButton*>())
            smaller = !smaller && one->text().startsWith("Make it") ? one : smaller;
        QVERIFY2(smaller, "there is a way out");
        hands().click(smaller);
        stage().dialog();
        hands().key(Qt::Key_Return);
        REACH(stage(), stage().state("big-1") == u"ACTIVE");
        watch.tell("J3 made smaller and running");
    }
    void call(const QByteArray& verb, const QString& path, const QJsonObject& body)
    {
        std::optional<QString> fault;
        client::then(workspace().session().send({ verb, "compute", path, {}, body }), &stage().window(), [&](const Result<client::Reply>& reply) { fault = reply ? QString() : reply.error().message; });
        REACH(stage(), fault.has_value());
        QVERIFY2(fault->isEmpty(), qPrintable(path + ": " + *fault));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("SSH_AUTH_SOCK");
        const test::Stopwatch watch;
        m_stage = std::make_unique<test::Stage>();
        QVERIFY2(stage().begin(), qPrintable(stage().why()));
        watch.tell("J1 cloud and window, signed in");
        stage().picture("empty");
        if (!test::LocalCloud::isReal())
            uploadSomethingToBoot();
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

    /// J2: a name and Enter; the key pair and the way in are made along.
    void firstInstance()
    {
        const test::Stopwatch watch;
        auto* dialog = launch();
        REACH(stage(), dialog->line().contains("key pair will be made") && dialog->line().contains("SSH will be allowed"));
        hands().fill(dialog->form(), "name", "web-1");
        stage().picture("launch");
        hands().key(Qt::Key_Return);
        REACH(stage(), !stage().row("servers", "web-1").isEmpty());
        watch.tell("J2 the row is there");
        REACH(stage(), stage().state("web-1") == u"ACTIVE");
        REACH(stage(), stage().toasted("web-1 is ready at 10."));
        watch.tell("J2 first instance, ready");
        stage().picture("ready");
        if (QApplication::activeModalWidget())   // the private key, where there is no keyring
            stage().press(stage().dialog(), "Close");
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
        QVERIFY(!stage().row("servers", "web-1")[u"key_name"].toString().isEmpty());
        QVERIFY(!stage().row("security-groups", "ssh").isEmpty());
        RESTED(stage());
    }
    /// And undone within the same breath: nothing of it is left.
    void undoOfALaunch()
    {
        const test::Stopwatch watch;
        auto* dialog = launch();
        hands().fill(dialog->form(), "name", "oops");
        hands().key(Qt::Key_Return);
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
        QVERIFY(!stage().row("servers", "oops").isEmpty());   // at once
        hands().key(Qt::Key_Z, Qt::ControlModifier);
        REACH(stage(), stage().row("servers", "oops").isEmpty());
        RESTED(stage());
        watch.tell("J2 launch undone");
    }
    /// J6: the screen, or, where there is none, the words that say so and the way on.
    void screen()
    {
        const test::Stopwatch watch;
        auto* console = enter<ServerConsole>("web-1", "Console");
        QVERIFY(console);
        if (!test::LocalCloud::isReal()) {
            REACH(stage(), test::Stage::texts(console).contains("This cloud has no screen to show"));
            stage().picture("no-screen");
            stage().press(console, "Serial terminal");
            REACH(stage(), stage().window().findChild<ServerTerminal*>());
            watch.tell("J6 no screen, told and led on");
            return;
        }
        REACH(stage(), console->view()->state() == console::VncView::State::Open);
        REACH(stage(), !console->view()->screenshot().isNull());
        watch.tell("J6 screen");
        REACH(stage(), console->view()->hasKeyboard());   // by the click on the tab
        const auto before = console->view()->screenshot();
        typeLine("hello");
        REACH(stage(), console->view()->screenshot() != before);   // the guest's own echo
        watch.tell("J6 typed on the screen");
        stage().picture("screen");
    }
    /// J6: the serial line takes what is typed.
    void serialLine()
    {
        const test::Stopwatch watch;
        auto* serial = enter<ServerTerminal>("web-1", "Serial");
        QVERIFY(serial);
        REACH(stage(), serial->isOpen());
        auto* terminal = serial->terminal();
        REACH(stage(), terminal->text().contains("web-1 login:"));
        REACH(stage(), terminal->hasFocus());   // by the click on the tab
        if (test::LocalCloud::isReal()) {
            typeLine("nobody-here");
            REACH(stage(), terminal->text().contains("assword") || terminal->text().contains("nobody-here"));
        } else {
            typeLine("demo");
            REACH(stage(), terminal->text().contains("Password:"));
            typeLine("secret");
            typeLine("echo it wo''rks");
            REACH(stage(), terminal->text().contains("it wo''rks\n") || terminal->text().count("it wo") > 1);
        }
        watch.tell("J6 serial line");
        stage().picture("serial");
    }
    /// J6: SSH without set-up. A guest on the fake driver has no sshd: there the row is given an address of this machine's own.
    void ssh()
    {
        const test::Stopwatch watch;
        if (test::LocalCloud::isReal())
            return sshToTheGuest(watch);
        if (const auto why = test::SshServer::obstacle(); !why.isEmpty())
            QSKIP(qPrintable(why));
        test::SshServer server;
        const auto key = stage().row("servers", "web-1")[u"key_name"].toString();
        server.allow(stage().rows("keypairs").row(key)[u"public_key"].toString().toUtf8());
        if (!server.start())
            QSKIP("sshd does not start here");
        auto row = stage().row("servers", "web-1");
        row["addresses"] = QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", "127.0.0.1" }, { "version", 4 }, { "OS-EXT-IPS:type", "floating" } } } } };
        stage().rows("servers").upsert(row);
        auto* ssh = enter<ServerSsh>("web-1", "SSH");
        QVERIFY(ssh);
        ssh->setPort(server.port());
        hands().fill(ssh->findChild<QLineEdit*>(), server.user());
        hands().key(Qt::Key_Return);
        REACH(stage(), test::Stage::texts(ssh).contains("Is this web-1?"));
        stage().press(ssh, "Trust it from now on");
        REACH(stage(), ssh->client()->state() == console::SshClient::State::Open);
        REACH(stage(), ssh->terminal()->hasFocus());
        typeLine("echo $((6*7))");
        REACH(stage(), ssh->terminal()->text().contains("\n42"));
        watch.tell("J6 SSH by the made key");
        stage().picture("ssh");
        workspace().collection("servers").reload();
    }
    /// J6: the log follows what the guest says; Ctrl+F finds.
    void log()
    {
        const test::Stopwatch watch;
        auto* page = qobject_cast<ServerLog*>(stage().openTab("servers", "web-1", "Log"));
        QVERIFY(page);
        auto* view = page->view();
        REACH(stage(), view->text().contains("login:"));
        hands().key(Qt::Key_F, Qt::ControlModifier);
        REACH(stage(), view->findBar()->isVisible());
        hands().type("linux");
        REACH(stage(), view->matches() > 0);
        watch.tell("J6 log, found in it");
        stage().picture("log");
        hands().key(Qt::Key_Escape);
    }
    /// J10: a snapshot, a break, back; how it was is kept.
    void snapshotBreakGoBack()
    {
        const test::Stopwatch watch;
        stage().chooseInMenuOf("servers", "web-1", "Create snapshot…");
        auto* form = stage().form();
        hands().fill(form->form(), "name", "before upgrade");
        SUBMIT(stage(), form);
        REACH(stage(), stage().state("images", "before upgrade") == u"active");
        RESTED(stage());
        watch.tell("J10 snapshot");
        auto* table = qobject_cast<SubTable*>(stage().openTab("servers", "web-1", "Snapshots"));
        QVERIFY(table);
        REACH(stage(), table->view()->model()->rowCount() == 1);
        hands().clickItem(table->view(), "before upgrade");
        stage().press(table, "Go back to it…");
        SUBMIT(stage(), stage().dialog());
        REACH(stage(), table->view()->model()->rowCount() == 2);   // how it was
        RESTED(stage());
        REACH(stage(), stage().state("web-1") == u"ACTIVE");
        REACH(stage(), stage().row("servers", "web-1")[u"image"][u"id"].toString() == stage().idOf("images", "before upgrade"));
        watch.tell("J10 back at the snapshot");
        stage().picture("snapshots");
    }
    /// J11: deleted by mistake, undone at once; deleted again, taken from the trash; deleted for good.
    void mistakeUndone()
    {
        if (!workspace().has("trash"))
            QSKIP("this cloud has no trash");
        const test::Stopwatch watch;
        const auto before = stage().row("servers", "web-1");
        stage().deleteByKey("servers", "web-1");
        REACH(stage(), stage().row("servers", "web-1").isEmpty());
        hands().key(Qt::Key_Z, Qt::ControlModifier);   // the guest is being stopped still
        REACH(stage(), stage().state("web-1") == u"ACTIVE");
        QCOMPARE(stage().idOf("servers", "web-1"), before[u"id"].toString());
        REACH(stage(), stage().row("servers", "web-1")[u"addresses"].toObject().keys() == before[u"addresses"].toObject().keys());
        RESTED(stage());
        watch.tell("J11 deleted and undone");
        stage().deleteByKey("servers", "web-1");
        REACH(stage(), stage().row("servers", "web-1").isEmpty());
        stage().open("trash");
        REACH(stage(), stage().rows("trash").rowCount() == 1);
        stage().picture("trash");
        stage().chooseInMenuOf("trash", "web-1", "Restore");
        REACH(stage(), stage().rows("trash").rowCount() == 0);
        REACH(stage(), stage().state("web-1") == u"ACTIVE");
        watch.tell("J11 taken out of the trash");
        stage().deleteByKey("servers", "web-1");
        stage().open("trash");
        REACH(stage(), stage().rows("trash").rowCount() == 1);
        stage().deleteByKey("trash", "web-1");
        REACH(stage(), stage().rows("trash").rowCount() == 0);
        RESTED(stage());
        watch.tell("J11 through the trash, gone for good");
    }
    /// J3: too large is told while it is chosen, and afterwards with ways out.
    void doesNotFit()
    {
        if (!workspace().has("fit") || !workspace().has("explain"))
            QSKIP("this cloud does not tell what fits");
        const test::Stopwatch watch;
        QVERIFY2(stage().signIn("skylab-admin"), qPrintable(stage().why()));
        auto* form = stage().create("flavors");
        hands().fill(form->form(), "name", "huge");
        hands().fill(form->form(), "ram", "8000000");
        hands().fill(form->form(), "disk", "1");
        SUBMIT(stage(), form);
        REACH(stage(), !stage().row("flavors", "huge").isEmpty());
        // The quota would refuse it before the scheduler looks at a host.
        call("PUT", "/os-quota-sets/" + workspace().session().facts().projectId, { { "quota_set", QJsonObject { { "ram", -1 } } } });
        auto* dialog = launch();
        const auto huge = stage().row("flavors", "huge")[u"id"];
        stage().press(dialog, "changeButton");
        hands().choose(dialog->form(), "image", stage().rows("images").rowAt(0)[u"name"].toString());
        hands().choose(dialog->form(), "flavor", "huge");
        auto* line = dialog->findChild<QLabel*>("fitLine");
        REACH(stage(), line->text().contains("emory") && line->palette().color(QPalette::WindowText) == theme::tokens().warn);
        watch.tell("J3 amber while it is chosen");
        stage().picture("amber");
        qInfo("%s", qPrintable(line->text()));
        hands().key(Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        stage().press(dialog, "Cancel");
        QVERIFY2(stage().dialogGone(), qPrintable(stage().why()));
        // Through the API somebody can ask for it all the same.
        call("POST", "/servers", { { "server", QJsonObject { { "name", "big-1" }, { "imageRef", stage().rows("images").idAt(0) }, { "flavorRef", huge }, { "networks", "none" } } } });
        REACH(stage(), stage().state("big-1") == u"ERROR");
        stage().openTab("servers", "big-1", "Overview");
        auto* panel = qobject_cast<ResourcePanel*>(stage().window().currentPanel());
        ServerFault* fault = nullptr;
        REACH(stage(), (fault = panel->inspector()->findChild<ServerFault*>()));
        REACH(stage(), test::Stage::texts(fault).contains("No host can run big-1"));
        qInfo("%s", qPrintable(test::Stage::texts(fault).join(" | ")));
        watch.tell("J3 explained");
        stage().picture("no-valid-host");
        makeItSmaller(fault, watch);
        RESTED(stage());
    }
};

SKYLAB_TEST(InstanceJourneyTest)
#include "InstanceJourneyTest.moc"
