#include "kit/ColumnChooser.h"
#include "kit/ConfirmDialog.h"
#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/TaskRow.h"
#include "kit/ValueEditor.h"
#include "panel/Inspector.h"
#include "panel/ResourceActions.h"
#include "panel/SavedViews.h"
#include "shell/TaskDrawer.h"
#include "support/TestMain.h"
#include "ui/LonePanel.h"
#include "ui/Waits.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::LonePanel;

/// Pictures of the table, its bars and the drawer in all their states, where SKYLAB_SCREENSHOTS says.
class TableShotsTest : public QObject {
    Q_OBJECT

    test::LoneHost m_host;

    void shoot(QWidget* widget, const QString& name) { test::leavePicture(widget, "table-" + name); }
    static PanelSpec spec(model::Workspace& workspace)
    {
        auto spec = test::everythingSpec(workspace);
        spec.columns[2].width = 150;
        spec.columns.push_back({ "cpu", "CPU", kit::CellKind::Spark, [](const Row& row) {
            kit::Cell cell { QStringLiteral("%1%").arg(row[u"name"].toString().size() * 7) };
            for (int i = 0; i < 20; ++i)
                cell.series << (i * 37 + row[u"name"].toString().size() * 13) % 60 + 20;
            return cell;
        }, 130 });
        spec.columns[5].cell = [](const Row& row) { return row[u"vcpus"].isNull() && row[u"name"].toString().startsWith("web") ? tagsOf({ "lab", "web", "a-long-tag" }) : tagsOf({ "prod" }); };
        auto status = spec.columns[1].cell;
        spec.columns[1].cell = [status](const Row& row) {
            auto cell = status(row);
            if (row[u"status"].toString() == u"BUILD")
                cell.steps = 4, cell.step = 2;
            return cell;
        };
        spec.switches = { { "all", "All projects", "layers", {}, [](Context&, bool) { } } };
        spec.create = CreateSpec { "Launch instance", [] { return FormSpec {}; } };
        return spec;
    }
    static kit::Cell tagsOf(const QStringList& tags)
    {
        kit::Cell cell { tags.join(", ") };
        cell.values = tags;
        cell.type = kit::ColumnType::Tags;
        return cell;
    }
    void tour(theme::Theme::Mode mode, const QString& suffix)
    {
        theme::Theme::instance().setMode(mode);
        m_host = {};
        LonePanel lone(m_host, spec);
        lone.window->resize(1240, 780);
        auto& panel = *lone.panel;
        auto* edit = panel.table()->filters()->edit();
        panel.views()->save("My servers");
        edit->setFocus();
        QTest::keyClicks(edit, "status:");
        shoot(lone.window.get(), "completion" + suffix);
        QTest::keyClick(edit, Qt::Key_Escape);
        edit->setText("web memory>4X");
        QTRY_VERIFY(panel.table()->filters()->findChild<QWidget*>("filterFault")->isVisible());
        shoot(lone.window.get(), "fault" + suffix);
        edit->clear();
        lone.select({ LonePanel::id(0), LonePanel::id(1), LonePanel::id(2), LonePanel::id(7) });
        shoot(lone.window.get(), "batch" + suffix);
        panel.openResource(LonePanel::id(6), {});
        shoot(lone.window.get(), "broken" + suffix);
        panel.openResource(LonePanel::id(0), {});
        test::untilIdle();
        panel.inspector()->facts()->edit("Name");
        shoot(lone.window.get(), "edit" + suffix);
        QTest::keyClick(panel.inspector()->facts()->editor("Name")->input(), Qt::Key_Escape);
        QTest::mouseClick(panel.findChild<QToolButton*>("turnInspector"), Qt::LeftButton);
        lone.select({ LonePanel::id(0), LonePanel::id(1), LonePanel::id(2) });
        shoot(lone.window.get(), "many-below" + suffix);
        panel.goBack();
        panel.table()->view()->showColumnChooser(lone.window->mapToGlobal(QPoint(900, 60)));
        shoot(QApplication::activePopupWidget(), "columns" + suffix);
        QApplication::activePopupWidget()->close();
        panel.actions()->trigger("stop", { lone.servers().model().row(LonePanel::id(0)), lone.servers().model().row(LonePanel::id(7)) });
        QTRY_VERIFY(QApplication::activeModalWidget());
        for (auto* button : QApplication::activeModalWidget()->findChildren<QPushButton*>()) {
            if (button->isCheckable())
                button->click();
        }
        shoot(QApplication::activeModalWidget(), "skipped" + suffix);
        static_cast<QDialog*>(QApplication::activeModalWidget())->reject();
        panel.actions()->trigger("delete", { lone.servers().model().row(LonePanel::id(0)) });
        QTRY_VERIFY(QApplication::activeModalWidget());
        shoot(QApplication::activeModalWidget(), "delete" + suffix);
        static_cast<QDialog*>(QApplication::activeModalWidget())->reject();
        theme::Theme::instance().setDensity(theme::Theme::Density::Compact);
        shoot(lone.window.get(), "compact" + suffix);
        theme::Theme::instance().setDensity(theme::Theme::Density::Comfortable);
        shootTasks(lone, suffix);
        lone.cloud.server().setListening(false);
        panel.refresh();
        QTRY_VERIFY(panel.table()->view()->isStale());
        shoot(lone.window.get(), "stale" + suffix);
    }
    void shootTasks(LonePanel& lone, const QString& suffix)
    {
        auto& jobs = lone.workspace.jobs();
        shell::TaskDrawer drawer(jobs, lone.window.get());
        jobs.finish(jobs.start("pencil", "Rename web-1"));
        std::vector<model::Jobs::Part> parts;
        for (int i = 0; i < 6; ++i)
            parts.push_back({ QStringLiteral("web-%1").arg(i), {}, [&lone] { return lone.workspace.session().get("compute", "/flavors/detail"); }, {}, {}, i == 4 ? "It is not running." : "" });
        const int batch = jobs.runBatch("square", "Stop: 5 items", parts);
        QTRY_COMPARE(jobs.find(batch)->state, model::Job::State::Done);
        const int running = jobs.start("camera", "Take a snapshot of db-data");
        jobs.step(running, "Freeze the file systems");
        jobs.step(running, "Copy");
        jobs.setProgress(running, 63, "Copying 31.4 of 50 GiB");
        const int failed = jobs.start("server", "Launch ci-runner-7");
        jobs.setRetry(failed, [] { });
        Error error { ErrorCode::NoValidHost, "No host can run ci-runner-7: lab-pc has 19.4 GiB memory free of 64 GiB asked." };
        error.requestId = "req-6f0c1b2e";
        error.details = "POST /compute/v2.1/servers: 409";
        jobs.fail(failed, error);
        jobs.setFixes(failed, { { "Make it m1.small", "maximize", [] { } }, { "Why?", {}, [] { } } });
        drawer.toggle();
        drawer.row(batch)->setOpen(true);
        drawer.row(running)->setOpen(true);
        shoot(lone.window.get(), "tasks" + suffix);
        QTest::keyClick(&drawer, Qt::Key_Down);
        shoot(lone.window.get(), "tasks-moved" + suffix);
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
        QCoreApplication::removeTranslator(&translator);
    }
    void cleanup() { theme::Theme::instance().setMode(theme::Theme::Mode::Light); }
};

SKYLAB_TEST(TableShotsTest)
#include "TableShotsTest.moc"
