#include "kit/Banner.h"
#include "kit/Toast.h"
#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/ConnectionSwitcher.h"
#include "shell/LoginDialog.h"
#include "shell/MainWindow.h"
#include "shell/Navigation.h"
#include "shell/Picker.h"
#include "shell/TopBar.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::shell;

/// Several clouds in one window: opened, switched, kept live, closed; projects to choose from; what is asked before leaving.
class CloudsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_lab, m_office;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    client::Connection connection(test::ScriptedCloud& cloud, const QString& name)
    {
        auto it = cloud.connection();
        it.name = name;
        return it;
    }
    void makeWindow()
    {
        m_window.reset();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->keyring().setMemoryOnly("none in tests");
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void open(test::ScriptedCloud& cloud, const QString& name)
    {
        m_window->connectTo(connection(cloud, name));
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
    }
    template <typename Widget>
    Widget* shown(const QString& name)
    {
        for (auto* widget : m_window->findChildren<Widget*>(name)) {
            if (widget->isVisible())
                return widget;
        }
        return nullptr;
    }
    static QDialog* dialog() { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier) { QTest::keyClick(m_window.get(), key, modifiers); }

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        m_settings = std::make_unique<Settings>(m_home.filePath(QString("%1.conf").arg(++run)));
        m_lab = std::make_unique<test::ScriptedCloud>();
        m_office = std::make_unique<test::ScriptedCloud>();
        m_lab->fillSample();
        m_office->fillSample();
        makeWindow();
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_lab.reset();
        m_office.reset();
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void switchesBetweenOpenCloudsByKeys()
    {
        open(*m_lab, "lab");
        m_window->showPanel("volumes");
        open(*m_office, "office");
        QCOMPARE(m_window->clouds().size(), std::size_t(2));
        QCOMPARE(m_window->current()->name(), QString("office"));
        key(Qt::Key_Tab);
        QCOMPARE(m_window->current()->name(), QString("lab"));
        QCOMPARE(m_window->currentPanel()->accessibleName(), QString("Volumes"));   // as it was left
        QCOMPARE(m_window->current()->navigation()->current(), QString("volumes"));
        key(Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->current()->name(), QString("office"));
        QVERIFY2(m_window->windowTitle().contains("office"), qPrintable(m_window->windowTitle()));
    }
    void keepsTheOthersLive()
    {
        open(*m_lab, "lab");
        auto& servers = m_window->workspace().collection("servers").model();
        open(*m_office, "office");
        m_lab->put("/compute/v2.1/servers", { { "id", "new" }, { "name", "new" }, { "status", "ACTIVE" } });
        QTRY_VERIFY(servers.contains("new"));
    }
    void listsThemWithTheirState()
    {
        open(*m_lab, "lab");
        open(*m_office, "office");
        auto saved = connection(*m_lab, "customer");
        m_window->connections().save(saved);
        m_lab->server().setListening(false);
        m_lab->cutStreams();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->cloudNamed("lab")->state(), CloudView::State::Stale, 10'000);
        key(Qt::Key_O);
        auto* picker = shown<Picker>("cloudPicker");
        QVERIFY(picker);
        auto* list = picker->findChild<QListWidget*>();
        QStringList rows;
        for (int i = 0; i < list->count(); ++i)
            rows << (list->item(i)->data(Qt::AccessibleTextRole).isNull() ? list->item(i)->text() : list->item(i)->data(Qt::AccessibleTextRole).toString());
        QCOMPARE(rows[0], QString("Open"));
        QVERIFY2(rows[1].startsWith("lab,") && rows[1].endsWith("Not reachable"), qPrintable(rows[1]));
        QVERIFY2(rows[2].endsWith("Live"), qPrintable(rows[2]));
        QVERIFY(rows.contains("Saved") && rows.last().startsWith("customer"));
        QTest::keyClick(list, Qt::Key_Up);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(m_window->current()->name(), QString("lab"));
    }
    void opensASavedOneFromTheListAndForgetsAnother()
    {
        open(*m_lab, "lab");
        m_window->connections().save(connection(*m_office, "office"));
        m_window->connections().save(connection(*m_office, "old"));
        m_window->keyring().keepInMemory("office", Secret("secret-word"));
        auto* switcher = m_window->findChild<ConnectionSwitcher*>();
        QTest::mouseClick(switcher, Qt::LeftButton);
        auto* picker = shown<Picker>("cloudPicker");
        auto* list = picker->findChild<QListWidget*>();
        QTest::keyClicks(list, "o");   // typing begins the search
        auto* edit = picker->findChild<QLineEdit*>();
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "ld");
        QCOMPARE(edit->text(), QString("old"));
        QTest::keyClick(edit, Qt::Key_Delete);
        QTRY_VERIFY(!shown<Picker>("cloudPicker"));
        QVERIFY(!m_window->connections().isSaved("old"));
        QTest::mouseClick(switcher, Qt::LeftButton);
        list = shown<Picker>("cloudPicker")->findChild<QListWidget*>();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(list->count() - 1)).center());
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::Live);
        QCOMPARE(m_window->current()->name(), QString("office"));
        QCOMPARE(m_window->clouds().size(), std::size_t(2));
    }
    void closesAfterAskingAboutWork()
    {
        open(*m_lab, "lab");
        open(*m_office, "office");
        const int job = m_window->workspace().jobs().start("upload", "Upload debian.iso");
        key(Qt::Key_W);
        QTRY_VERIFY(dialog());
        QStringList texts;
        for (auto* label : dialog()->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("Upload debian.iso"));
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
        QCOMPARE(m_window->clouds().size(), std::size_t(2));
        m_window->workspace().jobs().finish(job);
        key(Qt::Key_W);
        QCOMPARE(m_window->clouds().size(), std::size_t(1));
        QCOMPARE(m_window->current()->name(), QString("lab"));
        key(Qt::Key_W);
        QCOMPARE(m_window->current()->state(), CloudView::State::Blank);   // never without a view
        QVERIFY(!m_window->currentPanel());
    }
    void asksBeforeQuittingWhileTheOwnCloudWorks()
    {
        m_window->connections().setEmbedded({ connection(*m_lab, "This computer") });
        open(*m_lab, "This computer");
        QTRY_VERIFY(m_window->workspace().has("tasks"));
        m_lab->put("/skylab/v1/tasks", { { "id", "t1" }, { "state", "running" }, { "resource_id", "elsewhere" } });
        m_window->close();
        QTRY_VERIFY(dialog());
        QVERIFY(m_window->isVisible());
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
        m_lab->table("/skylab/v1/tasks").clear();
        m_window->close();
        QTRY_VERIFY(!m_window->isVisible());   // nothing runs: no question
    }
    void leavesOtherCloudsWithoutAQuestion()
    {
        open(*m_lab, "lab");
        m_window->close();
        QVERIFY(!m_window->isVisible());
        QCOMPARE(m_settings->openClouds(), QStringList { "lab" });
    }
    void opensTheCloudsOfLastTimeAndAsksOnlyWhenLookedAt()
    {
        open(*m_lab, "lab");
        m_window->showPanel("networks");
        for (const auto* name : { "lab", "office" })
            m_window->connections().save(connection(name[0] == 'l' ? *m_lab : *m_office, name));
        m_settings->setOpenClouds({ "lab", "office" });
        makeWindow();
        m_window->keyring().keepInMemory("lab", Secret("secret-word"));
        m_window->restoreClouds();
        QTRY_VERIFY(m_window->currentPanel());
        QCOMPARE(m_window->currentPanel()->accessibleName(), QString("Networks"));
        QCOMPARE(m_window->clouds().size(), std::size_t(2));
        QTRY_COMPARE(m_window->cloudNamed("office")->state(), CloudView::State::SignedOut);
        QVERIFY(!dialog());
        key(Qt::Key_Tab);
        QTRY_VERIFY(qobject_cast<LoginDialog*>(dialog()));
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
        client::Connection kept;
        QVERIFY(m_window->connections().find("office", kept));   // a locked keyring is no reason to forget it
    }
    void cancelledConnectionLeavesNoEmptyCloud()
    {
        open(*m_lab, "lab");
        m_window->askToSignIn({});
        QTRY_VERIFY(dialog());
        QCOMPARE(m_window->clouds().size(), std::size_t(2));
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QTRY_COMPARE(m_window->clouds().size(), std::size_t(1));
        QCOMPARE(m_window->current()->name(), QString("lab"));
    }
    void choosesAmongManyProjects()
    {
        for (const char* name : { "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta" })
            m_lab->put("/identity/v3/auth/projects", { { "id", QLatin1String(name) }, { "name", QLatin1String(name) } });
        open(*m_lab, "lab");
        key(Qt::Key_P);
        QTRY_VERIFY(shown<Picker>("projectPicker"));
        auto* edit = shown<Picker>("projectPicker")->findChild<QLineEdit*>();
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "gam");
        QTest::keyClick(edit, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_settings->defaultProject("lab"), QString("gamma"));
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(m_window->workspace().session().facts().projectId, QString("gamma"));
        QTRY_COMPARE(m_settings->recentProjects("lab").value(0), QString("gamma"));
        m_window->current()->switchProject("beta");
        QTRY_COMPARE(m_settings->recentProjects("lab").value(0), QString("beta"));
        makeWindow();
        open(*m_lab, "lab");
        QCOMPARE(m_window->workspace().session().facts().projectId, QString("gamma"));   // the default, not the last
        key(Qt::Key_P);
        QTRY_VERIFY(shown<Picker>("projectPicker"));
        auto* list = shown<Picker>("projectPicker")->findChild<QListWidget*>();
        QCOMPARE(list->item(0)->text(), QString("Used lately"));
        QCOMPARE(list->item(1)->text(), QString("beta"));
    }
    void fewProjectsNeedNoSearch()
    {
        open(*m_lab, "lab");
        QTest::mouseClick(shown<QToolButton>("projectButton"), Qt::LeftButton);
        QTRY_VERIFY(shown<Picker>("projectPicker"));
        QVERIFY(!shown<Picker>("projectPicker")->findChild<QLineEdit*>()->isVisible());
        QTest::keyClick(shown<Picker>("projectPicker")->findChild<QListWidget*>(), Qt::Key_Escape);
        QTRY_VERIFY(!shown<Picker>("projectPicker"));
    }
    void toastsPileUpToThreeAndUndoByKey()
    {
        open(*m_lab, "lab");
        QString undone;
        auto& undo = m_window->workspace().undo();
        for (const char* name : { "a", "b", "c", "d" })
            undo.push(QString("%1 was stopped").arg(name), [&undone, name] { undone += name; });
        const auto toasts = [this] {
            auto all = m_window->current()->findChildren<kit::Toast*>(QString(), Qt::FindDirectChildrenOnly);
            all.removeIf([](const kit::Toast* toast) { return !toast->isVisible(); });
            return all;
        };
        QCOMPARE(toasts().size(), 3);
        QCOMPARE(toasts().last()->text(), QString("d was stopped"));
        QStringList texts;
        for (auto* label : toasts().last()->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY2(texts.contains("and 1 before") && texts.contains("Ctrl+Z"), qPrintable(texts.join('|')));
        QVERIFY(toasts()[0]->geometry().bottom() < toasts()[1]->geometry().top());
        key(Qt::Key_Z);
        QCOMPARE(undone, QString("d"));
        QCOMPARE(toasts().size(), 2);
        QTest::mouseClick(toasts().first()->findChild<QToolButton*>("toastAction"), Qt::LeftButton);   // an older one
        QCOMPARE(undone, QString("db"));
        key(Qt::Key_Z);
        key(Qt::Key_Z);
        QCOMPARE(undone, QString("dbca"));
        QCOMPARE(kit::Toast::showTime, 10'000);
    }
    void hidesAndShowsTheSidebar()
    {
        open(*m_lab, "lab");
        QVERIFY(m_window->current()->navigation()->isVisible());
        key(Qt::Key_B);
        QVERIFY(!m_window->current()->navigation()->isVisible() && m_settings->sidebarHidden());
        makeWindow();
        QVERIFY(!m_window->current()->navigation()->isVisible());
        key(Qt::Key_B);
        QVERIFY(m_window->current()->navigation()->isVisible());
    }
};

SKYLAB_TEST(CloudsTest)
#include "CloudsTest.moc"
