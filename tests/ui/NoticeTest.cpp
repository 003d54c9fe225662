#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/MainWindow.h"
#include "shell/Navigation.h"
#include "shell/notice/DesktopNotes.h"
#include "shell/notice/NoticesView.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/SessionBus.h"
#include "ui/Waits.h"
#include "ui/Watchdog.h"

#include <QListWidget>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::shell;

/// The desktop's side of org.freedesktop.Notifications, as far as the window uses it.
class FakeDesktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    QStringList shown;
    QVariantMap hints;

public Q_SLOTS:
    uint Notify(const QString&, uint, const QString&, const QString& summary, const QString& body, const QStringList&, const QVariantMap& given, int)
    {
        shown << summary + '|' + body;
        hints = given;
        return uint(40 + shown.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
};

class NoticeTest : public QObject {
    Q_OBJECT

    static constexpr auto web2 = "7c1e0001-aaaa-4bbb-8ccc-0123456789ab";
    QTemporaryDir m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    Notices& notices() { return m_window->notices(); }
    QToolButton* bell() { return m_window->current()->findChild<QToolButton*>("bellButton"); }

    /// What happened after all that happened before has reached the window.
    void untilToldOfAllServers()
    {
        auto last = m_cloud->table("/compute/v2.1/servers").last();
        last["description"] = QString("told %1").arg(++m_told);
        m_cloud->put("/compute/v2.1/servers", last);
        QTRY_COMPARE(m_window->workspace().collection("servers").model().row(last[u"id"].toString())[u"description"], last[u"description"]);
    }
    int m_told = 0;

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        m_settings = std::make_unique<Settings>(m_home.filePath(QString("%1.conf").arg(++run)));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_cloud.reset();
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void tellsWhatBrokeByItselfAndOpensIt()
    {
        QCOMPARE(notices().all().size(), std::size_t(0));   // ci-runner-7 was broken before: that is no news
        auto row = m_cloud->table("/compute/v2.1/servers")[web2];
        row["status"] = "ERROR";
        row["fault"] = QJsonObject { { "message", "The disk is gone." } };
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(notices().unread(), 1);
        QCOMPARE(notices().all()[0].title, QString("web-2 went into an error"));
        QCOMPARE(notices().all()[0].text, QString("The disk is gone."));
        m_cloud->put("/compute/v2.1/servers", row);   // still broken: told once
        untilToldOfAllServers();
        QCOMPARE(notices().unread(), 1);
        QVERIFY(bell()->accessibleName().startsWith("1 unread"));
        m_window->showPanel("volumes");
        QTest::mouseClick(bell(), Qt::LeftButton);
        auto* list = m_window->findChild<QListWidget*>("noticesList");
        QVERIFY(list->isVisible() && list->hasFocus());
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(notices().unread(), 0);
        QCOMPARE(m_window->current()->navigation()->current(), QString("servers"));
        QVERIFY(!m_window->findChild<NoticesView*>()->isVisible());
    }
    void jobsThatFailedOrTookLong()
    {
        auto& jobs = m_window->workspace().jobs();
        jobs.finish(jobs.start("pencil", "Rename web-1"));   // quick: no news
        QCOMPARE(notices().all().size(), std::size_t(0));
        jobs.fail(jobs.start("server", "Launch big-1"), Error { ErrorCode::NoValidHost, "No host has 64 GB free." });
        QCOMPARE(notices().all()[0].title, QString("Launch big-1"));
        jobs.fail(jobs.start("server", "Launch big-2"), Error { ErrorCode::Cancelled, "It was cancelled." });
        QCOMPARE(notices().all().size(), std::size_t(1));
    }
    void brokenWorkIsToldAsWorkOnly()
    {
        auto& jobs = m_window->workspace().jobs();
        const int job = jobs.start("server", "Resize web-2");
        jobs.follow(job, m_window->workspace().collection("servers"), web2, [](const QJsonObject& row) { return row[u"status"].toString() == u"ERROR" ? QString("It broke.") : QString(); });
        auto row = m_cloud->table("/compute/v2.1/servers")[web2];
        jobs.setResource(job, web2);
        row["status"] = "ERROR";
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_VERIFY(!notices().all().empty());
        untilToldOfAllServers();
        QCOMPARE(notices().all().size(), std::size_t(1));
    }
    void tellsALostConnectionAndItsEnd()
    {
        m_cloud->server().setListening(false);
        m_cloud->cutStreams();
        QTRY_COMPARE_WITH_TIMEOUT(notices().unread(), 1, 15'000);
        QCOMPARE(notices().all()[0].title, QString("The connection with lab was lost"));
        m_cloud->server().setListening(true);
        QTRY_VERIFY_WITH_TIMEOUT(notices().all()[0].text.startsWith("It was away from"), 20'000);
        QCOMPARE(notices().all().size(), std::size_t(1));
    }
    void shortGapsAreNoNews()
    {
        m_cloud->cutStreams();
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::Stale);
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::Live);
        test::untilIdle();
        QVERIFY(notices().all().empty());
    }
    void readsAndClearsByButtons()
    {
        notices().add({ 0, kit::Tone::Error, "server", "a", "b", "lab" });
        notices().add({ 0, kit::Tone::Ok, "server", "c", "d", "lab" });
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        auto* view = m_window->findChild<NoticesView*>();
        QVERIFY(view->isVisible());
        const auto press = [&](const QString& name) {
            for (auto* button : view->findChildren<QToolButton*>()) {
                if (button->accessibleName() == name)
                    QTest::mouseClick(button, Qt::LeftButton);
            }
        };
        press("Mark all as read");
        QCOMPARE(notices().unread(), 0);
        press("Clear the list");
        QVERIFY(notices().all().empty());
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(!view->isVisible());
    }
    void showsThemOnTheDesktop()
    {
        test::SessionBus bus;
        if (!bus.isRunning())
            QSKIP("dbus-daemon is not installed");
        FakeDesktop desktop;
        auto theirs = bus.connection();
        QVERIFY(theirs.registerService("org.freedesktop.Notifications"));
        QVERIFY(theirs.registerObject("/org/freedesktop/Notifications", &desktop, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        DesktopNotes notes(bus.connection());
        QSignalSpy activated(&notes, &DesktopNotes::activated);
        Notice notice { 7, kit::Tone::Error, "server", "web-2 went into an error", "a < b", "lab" };
        notes.tell(notice);
        QTRY_COMPARE(desktop.shown, QStringList { "web-2 went into an error|lab: a &lt; b" });
        QCOMPARE(desktop.hints["urgency"].toInt(), 2);
        // The window learns only later which number its note has.
        QTRY_VERIFY((Q_EMIT desktop.ActionInvoked(99, "default"), Q_EMIT desktop.ActionInvoked(41, "default"), !activated.isEmpty()));   // 99 is another program's
        QCOMPARE(activated[0][0].toInt(), 7);
    }
};

SKYLAB_TEST(NoticeTest)
#include "NoticeTest.moc"
