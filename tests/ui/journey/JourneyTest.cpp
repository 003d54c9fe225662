#include "console/LogView.h"
#include "console/VncView.h"
#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/FormView.h"
#include "kit/WizardDialog.h"
#include "panel/Panels.h"
#include "panel/ResourceActions.h"
#include "panel/ResourcePanel.h"
#include "panel/SubTable.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/journey/LocalCloud.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::panel;

/// Each step is a test of its own; they build on each other, as a user's do.
class JourneyTest : public QObject {
    Q_OBJECT

    static constexpr int patience = 60'000;   // milliseconds
    QTemporaryDir m_home;
    std::unique_ptr<test::LocalCloud> m_cloud;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;
    int m_picture = 0;
    bool m_failed = false;

    ResourcePanel* open(const QString& id)
    {
        m_window->showPanel(id);
        auto& collection = m_window->workspace().collection(id);
        if (!QTest::qWaitFor([&] { return collection.state() == model::Collection::State::Ready; }, patience))
            qFatal("%s was never loaded: %s", qPrintable(id), qPrintable(collection.error().message));
        return qobject_cast<ResourcePanel*>(m_window->currentPanel());
    }
    model::ResourceModel& rows(const QString& id) { return m_window->workspace().collection(id).model(); }
    QJsonObject row(const QString& collection, const QString& name)
    {
        for (int i = 0; i < rows(collection).rowCount(); ++i) {
            if (rows(collection).rowAt(i)[u"name"].toString() == name)
                return rows(collection).rowAt(i);
        }
        return {};
    }
    QString state(const QString& collection, const QString& name) { return row(collection, name)[u"status"].toString(); }
    static QDialog* dialog()
    {
        if (!QTest::qWaitFor([] { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); }, patience))
            qFatal("no dialog opened");
        return static_cast<QDialog*>(QApplication::activeModalWidget());
    }
    static kit::WizardDialog* wizard() { return static_cast<kit::WizardDialog*>(dialog()); }
    void press(QWidget* in, const QString& name)
    {
        auto* button = in->findChild<QPushButton*>(name);
        QVERIFY2(button, qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// A key for the window; shortcuts work only while it is active, which it becomes again some time after a dialog closed.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        m_window->activateWindow();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isActiveWindow(), patience);
        QTest::keyClick(m_window.get(), key, modifiers);
    }
    /// Opens the form of the panel's main deed by its button.
    kit::WizardDialog* create(const QString& panel)
    {
        press(open(panel), "createButton");
        return wizard();
    }
    void submit(kit::WizardDialog* form)
    {
        press(form, "acceptButton");
        if (!QTest::qWaitFor([] { return !QApplication::activeModalWidget(); }, patience)) {
            QStringList texts;
            for (auto* label : form->findChildren<QLabel*>())
                texts << label->text();
            QFAIL(qPrintable("the dialog stays: " + texts.join(" | ")));
        }
    }
    void choose(kit::WizardDialog* form, const QString& field, const QString& value)
    {
        QTRY_VERIFY_WITH_TIMEOUT((form->form()->setValue(field, value), form->form()->values()[field].toString() == value), patience);
    }
    /// Everything that was begun has ended well.
    void settled()
    {
        auto& jobs = m_window->workspace().jobs();
        QTRY_COMPARE_WITH_TIMEOUT(jobs.running(), 0, patience);
        for (const auto& job : jobs.all())
            QVERIFY2(job.state == model::Job::State::Done, qPrintable(job.title + ": " + job.error.message));
        jobs.clearFinished();
    }
    void picture(const QString& name)
    {
        const auto folder = qEnvironmentVariable("SKYLAB_SCREENSHOTS");
        if (folder.isEmpty())
            return;
        QTest::qWait(200);
        QDir().mkpath(folder);
        m_window->grab().save(QString("%1/%2-%3.png").arg(folder).arg(++m_picture, 2, 10, QChar('0')).arg(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<test::LocalCloud>();
        QVERIFY2(m_cloud->fault().isEmpty(), qPrintable(m_cloud->fault()));
        m_settings = std::make_unique<shell::Settings>(m_home.filePath("window.conf"));
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(allPanels()), allSources(), *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->connectTo(m_cloud->connection("skylab"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->currentPanel(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->workspace().live().state(), client::EventStream::State::Live, patience);
        picture("signed-in");
    }
    void init()
    {
        if (m_failed)
            QSKIP("an earlier step failed");
    }
    void cleanup()
    {
        m_failed = m_failed || QTest::currentTestFailed();
        while (auto* left = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
            left->reject();
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_cloud.reset();
    }

    void everyPageLoads()
    {
        for (const auto& entry : allPanels()) {
            if (!entry.adminOnly && (entry.feature.isEmpty() || m_window->workspace().has(entry.feature)))
                QVERIFY2(open(entry.id), qPrintable(entry.id));
        }
        QVERIFY(!row("networks", "demo").isEmpty());
        QVERIFY(rows("flavors").rowCount() > 0);
    }
    void uploadsAnImage()
    {
        QFile file(m_home.filePath("disk.raw"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray disk(2 << 20, '\0');   // a boot sector and nothing else
        disk[510] = char(0x55);
        disk[511] = char(0xaa);
        QVERIFY(file.write(disk) == disk.size());
        file.close();
        auto* form = create("images");
        QTest::keyClicks(form->form()->input("name"), "tiny");
        QTest::keyClicks(form->form()->input("file")->findChild<QLineEdit*>(), file.fileName());
        choose(form, "format", "raw");
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(state("images", "tiny"), QString("active"), patience);
        QCOMPARE(row("images", "tiny")[u"size"].toInt(), 2 << 20);
        settled();
        picture("image");
    }
    void makesAKeyPair()
    {
        auto* form = create("keypairs");
        QTest::keyClicks(form->form()->input("name"), "laptop");
        press(form, "acceptButton");
        // The private half is shown once.
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::activeModalWidget() && QApplication::activeModalWidget() != form, patience);
        dialog()->accept();
        QTRY_VERIFY_WITH_TIMEOUT(!row("keypairs", "laptop").isEmpty(), patience);
        settled();
    }
    void launchesAnInstanceByMouseAndKeys()
    {
        auto* form = create("servers");
        QTest::keyClicks(form->form()->input("name"), "first-vm");
        choose(form, "image", row("images", "tiny")[u"id"].toString());
        choose(form, "network", row("networks", "demo")[u"id"].toString());
        choose(form, "key", "laptop");
        picture("launch");
        QTest::keyClick(form, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!row("servers", "first-vm").isEmpty(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(state("servers", "first-vm"), QString("ACTIVE"), patience);
        settled();
        const auto server = row("servers", "first-vm");
        QCOMPARE(server[u"key_name"].toString(), QString("laptop"));
        QVERIFY(server[u"addresses"][u"demo"][0][u"addr"].toString().startsWith("10.20.0."));
        picture("running");
    }
    void looksAtItsLogAndConsole()
    {
        auto* panel = open("servers");
        panel->openResource(row("servers", "first-vm")[u"id"].toString(), "log");
        auto* log = panel->findChild<console::LogView*>();
        QVERIFY(log);
        picture("log");
        QTest::keyClick(panel, Qt::Key_Escape);
        panel->actions()->trigger("console", { row("servers", "first-vm") });
        auto* screen = panel->findChild<console::VncView*>();
        QVERIFY(screen);
        QTRY_VERIFY_WITH_TIMEOUT(screen->state() != console::VncView::State::Connecting, patience);
        picture("console");
        panel->goBack();
        panel->goBack();
    }
    void stopsAndStartsIt()
    {
        auto* panel = open("servers");
        panel->actions()->trigger("stop", { row("servers", "first-vm") });
        QTRY_COMPARE_WITH_TIMEOUT(state("servers", "first-vm"), QString("SHUTOFF"), patience);
        settled();
        const auto deeds = m_window->workspace().undo().count();
        QVERIFY(deeds > 0);
        key(Qt::Key_Z, Qt::ControlModifier);   // takes the stop back, the last of them
        QCOMPARE(m_window->workspace().undo().count(), deeds - 1);
        settled();
        QTRY_COMPARE_WITH_TIMEOUT(state("servers", "first-vm"), QString("ACTIVE"), patience);
        settled();
    }
    void attachesAVolume()
    {
        auto* form = create("volumes");
        QTest::keyClicks(form->form()->input("name"), "data");
        form->form()->setValue("size", 1);
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(state("volumes", "data"), QString("available"), patience);
        auto* panel = open("volumes");
        panel->actions()->trigger("attach", { row("volumes", "data") });
        form = wizard();
        choose(form, "server", row("servers", "first-vm")[u"id"].toString());
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(state("volumes", "data"), QString("in-use"), patience);
        settled();
        QVERIFY(panel->actions()->all().size() > 3);
        picture("volume");
    }
    void snapshotsTheVolume()
    {
        auto* panel = open("volumes");
        panel->actions()->trigger("snapshot", { row("volumes", "data") });
        submit(wizard());
        open("snapshots");
        QTRY_COMPARE_WITH_TIMEOUT(state("snapshots", "data-snapshot"), QString("available"), patience);
        settled();
    }
    void opensAPortAndGivesAnAddress()
    {
        auto* groups = open("security-groups");
        groups->openResource(row("security-groups", "default")[u"id"].toString(), "rules");
        auto* rules = groups->findChild<SubTable*>();
        QTRY_VERIFY_WITH_TIMEOUT(rules->view()->model()->rowCount() >= 4, patience);
        const int before = rules->view()->model()->rowCount();
        for (auto* button : rules->findChildren<QPushButton*>()) {
            if (button->text() == u"Add rule")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        submit(wizard());   // SSH is the first template
        QTRY_COMPARE_WITH_TIMEOUT(rules->view()->model()->rowCount(), before + 1, patience);
        picture("rules");
        auto* form = create("floating-ips");
        choose(form, "network", row("networks", "public")[u"id"].toString());
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(rows("floating-ips").rowCount(), 1, patience);
        open("servers")->actions()->trigger("associate-ip", { row("servers", "first-vm") });
        form = wizard();
        choose(form, "address", rows("floating-ips").idAt(0));
        submit(form);
        QTRY_VERIFY_WITH_TIMEOUT(!rows("floating-ips").rowAt(0)[u"port_id"].toString().isEmpty(), patience);
        settled();
        open("floating-ips");
        picture("floating-ip");
    }
    void storesAnObject()
    {
        auto* form = create("containers");
        QTest::keyClicks(form->form()->input("name"), "backups");
        submit(form);
        QTRY_VERIFY_WITH_TIMEOUT(!row("containers", "backups").isEmpty(), patience);
        auto* panel = open("containers");
        panel->openResource("backups", "objects");
        auto* objects = panel->findChild<SubTable*>();
        for (auto* button : objects->findChildren<QPushButton*>()) {
            if (button->text() == u"Upload object")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        form = wizard();
        QTest::keyClicks(form->form()->input("file")->findChild<QLineEdit*>(), m_home.filePath("disk.raw"));
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(objects->view()->model()->rowCount(), 1, patience);
        settled();
        panel->goBack();
        panel->goBack();
    }
    void makesANetworkAndJoinsIt()
    {
        auto* form = create("networks");
        QTest::keyClicks(form->form()->input("name"), "lab");
        submit(form);
        QTRY_VERIFY_WITH_TIMEOUT(row("networks", "lab")[u"subnets"].toArray().size() == 1, patience);
        settled();
        auto* panel = open("routers");
        panel->openResource(row("routers", "demo-router")[u"id"].toString(), "interfaces");
        auto* interfaces = panel->findChild<SubTable*>();
        QTRY_VERIFY_WITH_TIMEOUT(interfaces->view()->model()->rowCount() > 0, patience);
        const int before = interfaces->view()->model()->rowCount();
        for (auto* button : interfaces->findChildren<QPushButton*>()) {
            if (button->text() == u"Add interface")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        form = wizard();
        choose(form, "subnet", row("networks", "lab")[u"subnets"][0].toString());
        submit(form);
        QTRY_COMPARE_WITH_TIMEOUT(interfaces->view()->model()->rowCount(), before + 1, patience);
        picture("router");
        settled();
    }
    void saysWhatIsWrongWithALaunchThatCannotWork()
    {
        auto* form = create("servers");
        QTest::keyClicks(form->form()->input("name"), "no-good");
        form->form()->setValue("count", 50);
        press(form, "acceptButton");
        QTRY_VERIFY_WITH_TIMEOUT(form->acceptButton()->isEnabled() || !QApplication::activeModalWidget(), patience);
        QVERIFY2(QApplication::activeModalWidget() == form, "the quota lets ten instances in");
        picture("refused");
        form->reject();
    }
    void deletesTheInstance()
    {
        auto* panel = open("servers");
        auto* view = panel->table()->view();
        key(Qt::Key_Escape);
        view->setFocus();
        view->selectId(row("servers", "first-vm")[u"id"].toString());
        QTest::keyClick(view, Qt::Key_Delete);
        press(dialog(), "acceptButton");
        QTRY_VERIFY_WITH_TIMEOUT(row("servers", "first-vm").isEmpty(), patience);
        settled();
        if (m_window->workspace().has("trash")) {   // where its volumes stay its own
            auto* trash = open("trash");
            QTRY_COMPARE_WITH_TIMEOUT(rows("trash").rowCount(), 1, patience);
            trash->actions()->trigger("delete", { rows("trash").rowAt(0) });
            press(dialog(), "acceptButton");
            QTRY_COMPARE_WITH_TIMEOUT(rows("trash").rowCount(), 0, patience);
            settled();
        }
        open("volumes");
        QTRY_COMPARE_WITH_TIMEOUT(state("volumes", "data"), QString("available"), patience);
        picture("deleted");
    }
    void administers()
    {
        m_window->connectTo(m_cloud->connection("skylab-admin"));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->workspace().session().facts().userName, QString("admin"), patience);
        auto* form = create("projects");
        QTest::keyClicks(form->form()->input("name"), "class-1");
        submit(form);
        QTRY_VERIFY_WITH_TIMEOUT(!row("projects", "class-1").isEmpty(), patience);
        form = create("users");
        QTest::keyClicks(form->form()->input("name"), "kim");
        QTest::keyClicks(form->form()->input("password"), "long-enough");
        choose(form, "project", row("projects", "class-1")[u"id"].toString());
        QTRY_VERIFY_WITH_TIMEOUT(!form->form()->values()[u"role"].toString().isEmpty(), patience);
        submit(form);
        QTRY_VERIFY_WITH_TIMEOUT(!row("users", "kim").isEmpty(), patience);
        settled();
        auto* panel = open("projects");
        panel->openResource(row("projects", "class-1")[u"id"].toString(), "members");
        auto* members = panel->findChild<SubTable*>();
        QTRY_COMPARE_WITH_TIMEOUT(members->view()->model()->rowCount(), 1, patience);
        picture("members");
    }
};

SKYLAB_TEST(JourneyTest)
#include "JourneyTest.moc"
