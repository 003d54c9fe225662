#include "console/FindBar.h"
#include "console/LogCanvas.h"
#include "console/LogView.h"
#include "console/TerminalView.h"
#include "kit/DetailView.h"
#include "panel/Inspector.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerLog.h"
#include "panel/compute/ServerTerminal.h"
#include "shell/CloudView.h"
#include "support/TestMain.h"
#include "ui/Hands.h"
#include "ui/InstancesFixture.h"

#include <QLineEdit>
#include <QTabBar>

using namespace skylab;
using namespace skylab::panel;

/// Where the keyboard is after a click or a key, as the window system sends them.
class KeyboardTest : public test::InstancesFixture {
    Q_OBJECT

    static inline const QString stopped = QStringLiteral("7c1e0007-aaaa-4bbb-8ccc-0123456789ab");   // gitlab
    test::Hands m_hands { patience };

    QTabBar* tabs() { return m_panel->findChild<QTabBar*>("detailTabs"); }
    /// The row by mouse, its details by Enter, the tab by mouse.
    QWidget* clickTab(const QString& title, const QString& id, const QString& server = "web-1")
    {
        m_hands.clickItem(m_panel->table()->view(), server);
        m_hands.key(Qt::Key_Return);
        m_hands.clickTab(tabs(), title);
        return m_panel->inspector()->detail()->page(id);
    }
    template <typename View>
    static View* viewOf(QWidget* page)
    {
        auto* tab = qobject_cast<AccessTab*>(page);
        return tab ? qobject_cast<View*>(tab->view()) : nullptr;
    }

private Q_SLOTS:
    void init()
    {
        begin([](test::ScriptedCloud& cloud) {
            cloud.consoleLog = "Linux boots\nweb-1 login: ";
            cloud.consoleUrls["serial"] = "ws://127.0.0.1:9/";   // nobody answers: the terminal is shown, and waits
        });
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
    }
    void cleanup() { end(); }

    void aClickOnTheLogsTabIsEnoughToSearchInIt()
    {
        auto* log = qobject_cast<ServerLog*>(clickTab("Log", "log"));
        QVERIFY(log);
        QTRY_VERIFY(log->view()->canvas()->hasFocus());
        QTRY_VERIFY(log->view()->text().contains("Linux"));
        m_hands.key(Qt::Key_F, Qt::ControlModifier);
        QVERIFY(log->view()->findBar()->isVisible());
        m_hands.type("linux");
        QTRY_COMPARE(log->view()->matches(), 1);
        m_hands.key(Qt::Key_Escape);
        QVERIFY(log->view()->canvas()->hasFocus());
    }
    void theLogOpenedByItsKeyTakesThem()
    {
        m_hands.clickItem(m_panel->table()->view(), "web-1");
        m_hands.key(Qt::Key_L, Qt::ControlModifier);
        auto* log = qobject_cast<ServerLog*>(m_panel->inspector()->detail()->page("log"));
        QVERIFY(log);
        QTRY_VERIFY(log->view()->canvas()->hasFocus());
        m_hands.key(Qt::Key_F, Qt::ControlModifier);
        QVERIFY(log->view()->findBar()->isVisible());
    }
    void theSameTabOfAnotherInstanceTakesThemToo()
    {
        clickTab("Log", "log");
        m_hands.press(m_panel, "Close details");
        m_hands.clickItem(m_panel->table()->view(), "web-2");
        QVERIFY(m_panel->table()->view()->hasFocus());   // beside the list it is a look only
        m_hands.key(Qt::Key_Return);
        m_hands.clickTab(tabs(), "Log");
        auto* log = qobject_cast<ServerLog*>(m_panel->inspector()->detail()->page("log"));
        QTRY_VERIFY(log && log->view()->canvas()->hasFocus());
    }
    void whatIsTypedAfterAClickOnSerialGoesToTheLine()
    {
        auto* serial = viewOf<ServerTerminal>(clickTab("Serial", "serial"));
        QVERIFY(serial);
        QTRY_VERIFY(serial->showsContent());
        QTRY_VERIFY(serial->terminal()->hasFocus());
        QByteArray sent;
        connect(serial->terminal(), &console::TerminalView::wantsToSend, this, [&sent](const QByteArray& bytes) { sent += bytes; });
        m_hands.type("ls");
        m_hands.key(Qt::Key_Return);
        QCOMPARE(sent, QByteArray("ls\r"));
    }
    /// The keyboard waits while there is nothing to type into, and presses no button that came in its place.
    void theKeyboardWaitsForAStoppedInstance()
    {
        auto* page = clickTab("Serial", "serial", "gitlab");
        auto* serial = viewOf<ServerTerminal>(page);
        QVERIFY(serial && !serial->showsContent());
        QTRY_VERIFY(page->hasFocus());
        m_hands.key(Qt::Key_Return);
        m_hands.key(Qt::Key_Space);
        test::untilIdle();
        QVERIFY(acted(stopped, "os-start").isUndefined());
        m_hands.press(serial, "Start it");
        QVERIFY(didAct(stopped, "os-start"));
        m_cloud->settle();
        QTRY_VERIFY_WITH_TIMEOUT(serial->showsContent(), patience);
        QTRY_VERIFY(serial->terminal()->hasFocus());
        // And back: no button gets what was meant for the line.
        auto row = m_cloud->table("/compute/v2.1/servers").value(stopped);
        row["status"] = "SHUTOFF";
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_VERIFY(!serial->showsContent());
        QVERIFY(page->hasFocus());
    }
    void nobodyIsCalledAwayByALineThatOpens()
    {
        auto* serial = viewOf<ServerTerminal>(clickTab("Serial", "serial", "gitlab"));
        m_window->current()->setFocus();
        auto* elsewhere = m_window->findChild<QWidget*>("connectionSwitcher");
        elsewhere->setFocus();
        auto row = m_cloud->table("/compute/v2.1/servers").value(stopped);
        row["status"] = "ACTIVE";
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_VERIFY(serial->showsContent());
        QVERIFY(elsewhere->hasFocus());
    }
    void sshWaitsAtItsTab()
    {
        auto* page = clickTab("SSH", "ssh", "gitlab");
        QTRY_VERIFY(page->hasFocus());
    }
    /// Arrow keys stay at the tabs.
    void arrowKeysWalkOverTheTabs()
    {
        m_hands.clickItem(m_panel->table()->view(), "web-1");
        m_hands.key(Qt::Key_Return);
        QTRY_VERIFY(tabs()->hasFocus());
        for (const auto* tab : { "console", "ssh", "serial", "log" }) {
            m_hands.key(Qt::Key_Right);
            QCOMPARE(m_panel->inspector()->detail()->currentTab(), QString(tab));
            QVERIFY(tabs()->hasFocus());
        }
    }
    void aClickOnThePageThatIsShownLeadsBackToItsList()
    {
        clickTab("Log", "log");
        QVERIFY(!m_panel->table()->isVisible());
        m_hands.clickItem(m_window->current()->navigation(), "Instances");
        QTRY_VERIFY(m_panel->table()->view()->isVisible());
        QVERIFY(!m_panel->inspector()->isVisible());
    }
};

SKYLAB_TEST(KeyboardTest)
#include "KeyboardTest.moc"
