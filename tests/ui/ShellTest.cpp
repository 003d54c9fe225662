#include "kit/FormView.h"
#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/CommandPalette.h"
#include "shell/LoginDialog.h"
#include "shell/MainWindow.h"
#include "shell/Navigation.h"
#include "shell/TaskDrawer.h"
#include "shell/ValueFile.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRandomGenerator>
#include <QSplitter>
#include <QTemporaryDir>
#include <QRegularExpression>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::shell;

class ShellTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<MainWindow> m_window;

    void signIn()
    {
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
    }

private Q_SLOTS:
    void saysWhenSettingsCantBeKept()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("/proc/none/settings.conf can't be written: .*free space"));
        shell::ValueFile file("/proc/none/settings.conf");
        file.setValue("a", 1);
        file.sync();
        QCOMPARE(file.value("a", 0).toInt(), 1);
    }
    void init()
    {
        m_settings = std::make_unique<Settings>(m_home.filePath(QString("%1.conf").arg(QRandomGenerator::global()->generate())));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_cloud.reset();
    }

    void asksAgainAfterAWrongPassword()
    {
        auto connection = m_cloud->connection();
        connection.password = {};
        m_window->askToSignIn(connection);
        auto* dialog = m_window->findChild<LoginDialog*>();
        QVERIFY(dialog);
        auto* password = dialog->form()->input("password");
        QTest::keyClicks(password, "wrong");
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!password->accessibleDescription().isEmpty());
        QVERIFY(dialog->isVisible());
        static_cast<QLineEdit*>(password)->setText("secret-word");
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(m_window->currentPanel());
        // It is known from now on, without its password.
        client::Connection known;
        QTRY_VERIFY(m_window->connections().find("lab", known));   // the page comes first
        QVERIFY(known.password.isEmpty());
        QCOMPARE(known.userName, QString("demo"));
    }
    void countsInTheSidebarAndFollowsIt()
    {
        signIn();
        auto* navigation = m_window->findChild<Navigation*>();
        QCOMPARE(navigation->panelAt(1), QString("servers"));
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(navigation->current(), QString("volumes"));
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(navigation->current(), QString("servers"));
    }
    void hidesAdministrationFromOthers()
    {
        PanelRegistry registry(panel::allPanels());
        client::Session nobody;
        QVERIFY(registry.offered(nobody).empty());
        signIn();
        QCOMPARE(registry.offered(m_window->workspace().session()).size(), registry.all().size());
    }
    void findsThingsByPalette()
    {
        signIn();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette->isVisible());
        auto* edit = palette->findChild<QLineEdit*>();
        QTest::keyClicks(edit, "scratch");
        QTRY_COMPARE(palette->findChild<QListWidget*>()->count(), 2);   // it may still be loading
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(m_window->findChild<Navigation*>()->current(), QString("volumes"));
    }
    void scoresWordStartsHigher()
    {
        QVERIFY(CommandPalette::score("db", "db-prod") > CommandPalette::score("db", "a-bad-dub"));
        QVERIFY(CommandPalette::score("xyz", "instance") < 0);
        QVERIFY(CommandPalette::score("dp", "db-prod") > CommandPalette::score("dp", "adapt"));
    }
    void switchesTheProject()
    {
        signIn();
        m_window->workspace().session().switchProject("p2");
        QTRY_COMPARE(m_window->workspace().session().facts().projectId, QString("p2"));
        QTRY_COMPARE(m_window->workspace().collection("servers").state(), model::Collection::State::Ready);
    }
    void saysWhenTheCloudIsGoneAndRecovers()
    {
        signIn();
        auto* age = m_window->findChild<QWidget*>("ageBadge");
        QVERIFY(!age->isVisible());
        m_cloud->server().setListening(false);
        m_cloud->cutStreams();
        QTRY_VERIFY_WITH_TIMEOUT(age->isVisible(), 10'000);
        QVERIFY2(age->accessibleName().startsWith("As of "), qPrintable(age->accessibleName()));
        QCOMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);   // what was known stays
        m_cloud->server().setListening(true);
        QTRY_VERIFY_WITH_TIMEOUT(!age->isVisible(), 20'000);   // nothing to click
    }
    void showsTasksAndWhyTheyFailed()
    {
        signIn();
        auto& jobs = m_window->workspace().jobs();
        jobs.fail(jobs.start("server", "Launch big-1"), Error { ErrorCode::NoValidHost, "No host has 64 GB free." });
        QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
        auto* drawer = m_window->findChild<TaskDrawer*>();
        QVERIFY(drawer->isVisible());
        QStringList texts;
        for (auto* label : drawer->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("Launch big-1") && texts.contains("No host has 64 GB free."));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(!drawer->isVisible());
    }
    void leadsFromATaskToWhatItIsAbout()
    {
        signIn();
        auto& jobs = m_window->workspace().jobs();
        const auto id = m_window->workspace().collection("servers").model().idAt(0);
        const int job = jobs.start("server", "Stop it");
        jobs.describe(job, "stop", "servers");
        jobs.setResource(job, id);
        m_window->showPanel("volumes");
        QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
        auto* drawer = m_window->findChild<TaskDrawer*>();
        QTest::keyClick(drawer, Qt::Key_Home);
        QTest::keyClick(drawer, Qt::Key_Return);
        QVERIFY(!drawer->isVisible());
        QCOMPARE(m_window->currentPanel()->objectName(), QString("panel:servers"));
    }
    void switchesTheRegion()
    {
        m_cloud->regions << "RegionTwo";
        signIn();
        auto* button = m_window->findChild<QToolButton*>("regionButton");
        QCOMPARE(button->text(), QString("RegionOne"));
        QTest::mouseClick(button, Qt::LeftButton);
        auto* picker = m_window->findChild<QWidget*>("regionPicker");
        QVERIFY(picker && picker->isVisible());
        auto* list = picker->findChild<QListWidget*>();
        QCOMPARE(list->count(), 2);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
        // What that region lacks is gone; the first page that is there is shown.
        QTRY_COMPARE(button->text(), QString("RegionTwo"));
        const auto offered = m_window->current()->offered();
        QVERIFY(std::none_of(offered.begin(), offered.end(), [](const auto* entry) { return entry->id == "servers"; }));
        QTRY_VERIFY(m_window->currentPanel() && m_window->currentPanel()->objectName() != "panel:servers");
        QVERIFY(m_window->currentPanel()->isVisible());
        m_window->workspace().session().setRegion("RegionOne");
        m_window->showPanel("servers");
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
    }
    void keepsItsSizeAndTheSidebarsWidth()
    {
        signIn();
        m_window->showPanel("volumes");
        m_window->resize(1111, 777);
        auto* splitter = m_window->centralWidget()->findChild<QSplitter*>();
        splitter->setSizes({ 300, 811 });
        const int side = splitter->sizes().first();
        QVERIFY(side > 250);
        m_window->close();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->show();
        QCOMPARE(m_window->size(), QSize(1111, 777));
        QCOMPARE(m_window->centralWidget()->findChild<QSplitter*>()->sizes().first(), side);
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QCOMPARE(m_window->currentPanel()->objectName(), QString("panel:volumes"));
    }
    void keepsWhatItKnowsInAFile()
    {
        const auto path = m_home.filePath("values.conf");
        {
            ValueFile one(path), same(path);
            one.setValue("a/list", QStringList { "x", "y" });
            one.setValue("a/bytes", QByteArray("\x01\x00\xff", 3));
            one.setValue("connections/my%20lab/authUrl", "http://a");
            one.setValue("connections/other/authUrl", "http://b");
            one.setValue("on", false);
            QCOMPARE(same.value("a/list").toStringList(), (QStringList { "x", "y" }));   // at once
            QCOMPARE(same.groups("connections"), (QStringList { "my%20lab", "other" }));
            one.remove("connections/other");
            QVERIFY(!same.contains("connections/other/authUrl"));
        }
        const ValueFile again(path);
        QCOMPARE(again.value("a/list").toStringList(), (QStringList { "x", "y" }));
        QCOMPARE(again.value("a/bytes").toByteArray(), QByteArray("\x01\x00\xff", 3));
        QCOMPARE(again.groups("connections"), QStringList { "my%20lab" });
        QCOMPARE(again.value("on", true).toBool(), false);
        QCOMPARE(again.value("nothing", 7).toInt(), 7);
    }
    void signsOut()
    {
        signIn();
        m_window->workspace().session().signOut();
        QVERIFY(!m_window->currentPanel());
        QCOMPARE(m_window->findChild<Navigation*>()->count(), 0);
    }
    void remembersColumnsAndProject()
    {
        m_settings->setTableLayout("servers", "layout");
        m_settings->setLastProject("lab", "p2");
        QCOMPARE(m_settings->tableLayout("servers"), QByteArray("layout"));
        m_window->connectTo(m_cloud->connection());
        QTRY_COMPARE(m_window->workspace().session().facts().projectId, QString("p2"));
    }
};

SKYLAB_TEST(ShellTest)
#include "ShellTest.moc"
