#include "console/VncView.h"
#include "kit/DetailView.h"
#include "kit/FormView.h"
#include "panel/Panels.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerConsole.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/ScriptedVnc.h"
#include "ui/Watchdog.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::web1;
using skylab::test::gitlab;
using console::VncView;

namespace {
const QString serversPath = "/compute/v2.1/servers";
}

/// The console tab in the window, against a scripted cloud and a scripted VNC server.
class ConsoleTabTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<test::ScriptedVnc> m_vnc;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    AccessTab* open(const QString& id)
    {
        m_window->openResource("servers", id, "console");
        auto* tab = m_window->findChild<AccessTab*>();
        if (!tab)
            qFatal("no console tab");
        return tab;
    }
    ServerConsole* opened(const QString& id = web1)
    {
        auto* console = qobject_cast<ServerConsole*>(open(id)->view());
        if (!QTest::qWaitFor([&] { return console->view()->state() == VncView::State::Open && !console->view()->screenshot().isNull(); }, 10'000))
            qFatal("the console did not open: %s", qPrintable(console->view()->stateText()));
        return console;
    }
    template <typename Button = QPushButton>
    static Button* button(QWidget* in, const QString& text)
    {
        for (auto* it : in->findChildren<Button*>()) {
            if (it->isVisible() && (it->text() == text || it->accessibleName() == text))
                return it;
        }
        return nullptr;
    }
    static bool says(QWidget* in, const QString& text)
    {
        for (auto* label : in->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    void setStatus(const QString& id, const QString& status, const QJsonValue& task = QJsonValue::Null)
    {
        auto row = m_cloud->table(serversPath).value(id);
        row["status"] = status;
        row["OS-EXT-STS:task_state"] = task;
        m_cloud->put(serversPath, row);
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<shell::Settings>(m_home->filePath("window.conf"));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_vnc = std::make_unique<test::ScriptedVnc>();
        m_cloud->consoleUrls["novnc"] = m_vnc->url();
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(allPanels()), allSources(), *m_settings);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const bool calm = m_watchdog->isCalm();
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_vnc.reset();
        m_cloud.reset();
        QVERIFY2(calm, qPrintable(report));
    }

    void opensByItselfAndSaysWhoHasTheKeyboard()
    {
        auto* console = opened();
        QTest::mouseClick(console->view(), Qt::LeftButton, {}, console->view()->rect().center());
        QTRY_VERIFY(console->view()->hasKeyboard());
        QVERIFY(says(console, "Ctrl+Alt+Shift gives the keyboard back"));
        QTest::keyPress(console->view(), Qt::Key_Shift, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(!console->view()->hasKeyboard());
        QVERIFY(says(console, "Click into the screen to type"));
    }
    void connectsAgainByItself()
    {
        auto* console = opened();
        m_vnc->close();
        QTRY_COMPARE_WITH_TIMEOUT(m_vnc->sessions, 2, 10'000);
        QTRY_COMPARE(console->view()->state(), VncView::State::Open);
        // While the guest starts anew there is none: it goes on asking, and does not flood the cloud.
        setStatus(web1, "HARD_REBOOT", "rebooting_hard");
        m_vnc->close();
        const auto path = serversPath + '/' + web1 + "/remote-consoles";
        QTRY_COMPARE_WITH_TIMEOUT(m_vnc->sessions, 3, 10'000);
        QVERIFY(m_cloud->server().askedFor("POST", path).size() < 8);
        setStatus(web1, "ACTIVE");
        QTRY_COMPARE(console->view()->state(), VncView::State::Open);
    }
    void aStoppedInstanceCanBeStartedFromThere()
    {
        auto* console = open(gitlab)->view();
        QVERIFY(says(console, "The instance is stopped."));
        auto* start = button(console, "Start it");
        QVERIFY(start);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", serversPath + '/' + gitlab + "/action").size(), 1);
        m_cloud->settle();
        QTRY_VERIFY_WITH_TIMEOUT(console->showsContent(), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_vnc->sessions, 1, 10'000);
        setStatus(gitlab, "SHUTOFF");
        QTRY_VERIFY(says(console, "The instance is stopped."));
    }
    void saysWhenTheCloudHasNone()
    {
        m_cloud->consoleUrls.clear();
        auto* console = open(web1)->view();
        QTRY_VERIFY(says(console, "This cloud has no screen to show"));
        QVERIFY(button(console, "Serial terminal"));
    }
    void pastesShortTextsAsKeys()
    {
        auto* console = opened();
        m_vnc->received.clear();
        QApplication::clipboard()->setText("ls");
        QTest::mouseClick(button(console, "Paste"), Qt::LeftButton);
        QTRY_COMPARE(m_vnc->keysDown(), QList<quint32>({ 'l', 's' }));
        QVERIFY(!QApplication::activeModalWidget());
    }
    void showsLongTextsBeforeItTypesThem()
    {
        auto* console = opened();
        m_vnc->received.clear();
        QApplication::clipboard()->setText(QString(ServerConsole::previewAbove, 'a') + QString::fromUtf8("구"));
        console->view()->setFocus();
        QTest::keyClick(console->view(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QApplication::activeModalWidget());
        auto* dialog = QApplication::activeModalWidget();
        QVERIFY(says(dialog, "US keyboard"));
        QVERIFY(says(dialog, "may not arrive"));
        QVERIFY(!m_vnc->keysDown().contains('a'));
        auto* text = dialog->findChild<QPlainTextEdit*>();
        QVERIFY(text);
        text->setPlainText("ab");
        QTest::mouseClick(dialog->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
        QTRY_COMPARE(m_vnc->keysDown().mid(2), QList<quint32>({ 'a', 'b' }));   // after the Ctrl and Shift of the shortcut
    }
    void givesTextsToTheGuestsClipboardWhereThereIsOne()
    {
        auto* console = opened();
        m_vnc->sayClipboard("hello from the agent");
        QTRY_VERIFY(console->view()->offerText("x"));
        QApplication::clipboard()->setText("line 1\nline 2");
        QTest::mouseClick(button(console, "Paste"), Qt::LeftButton);
        QTRY_VERIFY(m_vnc->received.contains("line 1\nline 2"));
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(says(console, "paste there"));
    }
    void goesIntoItsOwnWindowAndBackWithoutConnectingAgain()
    {
        auto* console = opened();
        auto* tab = m_window->findChild<AccessTab*>();
        QTest::mouseClick(button<QToolButton>(console, "Show in a window of its own"), Qt::LeftButton);
        QTRY_VERIFY(tab->ownWindow());
        auto* window = tab->ownWindow();
        QVERIFY(window->isVisible());
        QCOMPARE(window->windowTitle(), QString("web-1 – Console"));
        QVERIFY(says(tab, "It is in a window of its own"));
        // The tab may go: it is found again.
        m_window->openResource("servers", gitlab, "console");
        QTRY_VERIFY(m_window->findChild<AccessTab*>()->ownWindow() == nullptr);
        m_window->openResource("servers", web1, "console");
        tab = m_window->findChild<AccessTab*>();
        QTRY_COMPARE(m_window->findChild<AccessTab*>()->ownWindow(), window);
        window->close();
        QTRY_COMPARE(m_window->findChild<AccessTab*>()->view()->window(), m_window.get());
        QCOMPARE(m_vnc->sessions, 1);
        QCOMPARE(console->view()->state(), VncView::State::Open);
    }
    void f11ShowsItAlone()
    {
        auto* console = opened();
        console->view()->setFocus();
        QTest::keyClick(console->view(), Qt::Key_F11);
        auto* window = console->window();
        QVERIFY(window != m_window.get());
        QTRY_VERIFY(window->isFullScreen());
        QTRY_VERIFY(!button(console, "Paste"));   // the bar is away
        QTest::keyClick(console->view(), Qt::Key_F11);
        QTRY_COMPARE(console->window(), m_window.get());
        QCOMPARE(m_vnc->sessions, 1);
        QVERIFY(button(console, "Paste"));
    }
    void remembersScalingAndClipboard()
    {
        const auto choose = [](QWidget* in, const QString& menu, const QString& text) {
            for (auto* action : button(in, menu)->findChild<QMenu*>()->actions()) {
                if (action->text() == text)
                    action->trigger();
            }
        };
        auto* console = opened();
        choose(console, "Size", "Actual size");
        QVERIFY(button(console, "Clipboard: off"));
        choose(console, "Clipboard: off", "Share them both ways");
        QVERIFY(button(console, "Clipboard: both ways"));
        m_window->openResource("servers", gitlab, "console");
        m_window->openResource("servers", web1, "console");
        auto* again = opened();
        QCOMPARE(again->view()->scaling(), VncView::Scaling::Actual);
        QCOMPARE(again->view()->clipboard(), VncView::Clipboard::Both);
    }
    void copiesThePicture()
    {
        auto* console = opened();
        for (auto* action : button(console, "Picture")->findChild<QMenu*>()->actions()) {
            if (action->text() == "Copy the picture")
                action->trigger();
        }
        QCOMPARE(QApplication::clipboard()->image().size(), QSize(64, 48));
    }
};

SKYLAB_TEST(ConsoleTabTest)
#include "ConsoleTabTest.moc"
