#include "panel/Panels.h"
#include "shell/CommandPalette.h"
#include "shell/MainWindow.h"
#include "shell/TaskDrawer.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QApplication>
#include <QDialog>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;

/// Pictures of every page. They are written where SKYLAB_SCREENSHOTS says; the test is that each page can be shown.
class ScreenshotsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    void shoot(QWidget* widget, const QString& name) { test::leavePicture(widget, name); }
    void tour(theme::Theme::Mode mode, const QString& suffix)
    {
        theme::Theme::instance().setMode(mode);
        test::ScriptedCloud cloud;
        cloud.fillSample();
        shell::Settings settings(m_home.filePath(suffix + ".conf"));
        shell::MainWindow window(shell::PanelRegistry(panel::allPanels()), panel::allSources(), settings);
        window.resize(1440, 900);
        window.show();
        window.connectTo(cloud.connection());
        QTRY_VERIFY(window.currentPanel());
        QTRY_COMPARE(window.workspace().collection("servers").model().rowCount(), 12);
        for (const auto& entry : panel::allPanels()) {
            window.showPanel(entry.id);
            QTRY_VERIFY(window.workspace().collection(entry.collection).state() == model::Collection::State::Ready);
            shoot(&window, entry.id + suffix);
        }
        window.openResource("servers", "7c1e0006-aaaa-4bbb-8ccc-0123456789ab", {});
        shoot(&window, "servers-detail" + suffix);
        window.openResource("servers", "7c1e0000-aaaa-4bbb-8ccc-0123456789ab", "log");
        shoot(&window, "servers-log" + suffix);
        window.openResource("security-groups", "g1", "rules");
        shoot(&window, "rules" + suffix);
        window.showPanel("servers");
        window.currentPanel()->goBack();
        window.currentPanel()->create();
        QTRY_VERIFY(QApplication::activeModalWidget());
        shoot(QApplication::activeModalWidget(), "launch" + suffix);
        static_cast<QDialog*>(QApplication::activeModalWidget())->reject();
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        window.findChild<shell::CommandPalette*>()->openWith("db");
        shoot(&window, "palette" + suffix);
        window.findChild<shell::CommandPalette*>()->hide();
        auto& jobs = window.workspace().jobs();
        jobs.setProgress(jobs.start("camera", "Take a snapshot of db-data"), 63, "Copying 31.4 of 50 GiB");
        jobs.fail(jobs.start("server", "Launch ci-runner-7"), Error { ErrorCode::NoValidHost, "No host can run ci-runner-7: lab-pc has 19.4 GiB memory free of 64 GiB asked." });
        jobs.finish(jobs.start("pencil", "Rename web-1"));
        window.findChild<shell::TaskDrawer*>()->toggle();
        shoot(&window, "tasks" + suffix);
    }

private Q_SLOTS:
    void light() { tour(theme::Theme::Mode::Light, "-light"); }
    void dark() { tour(theme::Theme::Mode::Dark, "-dark"); }
    void korean()
    {
        QTranslator translator;
        QVERIFY(translator.load(":/i18n/skylab_ko.qm"));
        QCoreApplication::installTranslator(&translator);
        tour(theme::Theme::Mode::Light, "-korean");
    }
};

SKYLAB_TEST(ScreenshotsTest)
#include "ScreenshotsTest.moc"
