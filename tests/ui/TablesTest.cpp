#include "kit/ColumnChooser.h"
#include "kit/ConfirmDialog.h"
#include "kit/DataTable.h"
#include "kit/SuggestionList.h"
#include "kit/WizardDialog.h"
#include "model/Filters.h"
#include "panel/BatchBar.h"
#include "panel/Export.h"
#include "panel/ResourceActions.h"
#include "panel/SavedViews.h"
#include "support/TestMain.h"
#include "ui/LonePanel.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::LonePanel;

/// A panel's table by keys and mouse: filter, views, columns, batches, questions, export, empty states.
class TablesTest : public QObject {
    Q_OBJECT

    test::LoneHost m_host;
    std::unique_ptr<LonePanel> m_lone;
    QTemporaryDir m_home;

    ResourcePanel& panel() { return *m_lone->panel; }
    kit::TableView* view() { return panel().table()->view(); }
    QLineEdit* edit() { return panel().table()->filters()->edit(); }
    kit::SuggestionList* suggestions() { return panel().table()->filters()->suggestions(); }
    model::Jobs& jobs() { return m_lone->workspace.jobs(); }
    void again() { m_lone = std::make_unique<LonePanel>(m_host, test::everythingSpec); }
    void focusFilter()
    {
        m_lone->window->activateWindow();
        QTRY_VERIFY(m_lone->window->isActiveWindow());
        panel().focusFilter();
    }
    template <typename Dialog>
    Dialog* dialog()
    {
        if (!QTest::qWaitFor([] { return qobject_cast<Dialog*>(QApplication::activeModalWidget()); }))
            qFatal("no dialog opened");
        return qobject_cast<Dialog*>(QApplication::activeModalWidget());
    }
    QAction* menuAction(const QString& text)
    {
        QAction* found = nullptr;
        const bool there = QTest::qWaitFor([&] {
            const auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            for (auto* action : menu ? menu->actions() : QList<QAction*>()) {
                if (action->text().contains(text))
                    found = action;
            }
            return found != nullptr;
        });
        return there ? found : nullptr;
    }
    static QStringList textsIn(QWidget* widget)
    {
        QStringList texts;
        for (auto* label : widget->findChildren<QLabel*>()) {
            if (label->isVisibleTo(widget))
                texts << label->text();
        }
        return texts;
    }
    QByteArray fileAt(const QString& name)
    {
        QFile file(m_home.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_host = {};
        again();
    }
    void cleanup()
    {
        if (auto* popup = QApplication::activePopupWidget())
            popup->close();
        m_lone.reset();
    }

    void completesByTabAndEnter()
    {
        focusFilter();
        QTest::keyClicks(edit(), "sta");
        QCOMPARE(suggestions()->textAt(0), QString("status:"));
        QTest::keyClick(edit(), Qt::Key_Tab);
        QCOMPARE(edit()->text(), QString("status:"));
        QVERIFY(suggestions()->count() > 2);   // its values are offered at once
        QTest::keyClick(edit(), Qt::Key_E);
        QTest::keyClick(edit(), Qt::Key_Down);
        QTest::keyClick(edit(), Qt::Key_Return);
        QCOMPARE(edit()->text(), QString("status:Error "));
        QCOMPARE(m_lone->names(), QStringList { "ci-runner-7" });
        QVERIFY(!suggestions()->isVisible());
        QTest::keyClick(edit(), Qt::Key_Return);   // and on to the rows
        QVERIFY(view()->hasFocus());
    }
    void escapeClosesTheSuggestionsFirst()
    {
        focusFilter();
        QTest::keyClicks(edit(), "sta");
        QVERIFY(suggestions()->isVisible());
        QTest::keyClick(edit(), Qt::Key_Escape);
        QVERIFY(!suggestions()->isVisible());
        QCOMPARE(edit()->text(), QString("sta"));
    }
    void saysWhatIsWrongBelow()
    {
        edit()->setText("mail");
        edit()->setText("memory>4X");
        QTRY_VERIFY(panel().table()->filters()->fault().contains("4G"));
        QCOMPARE(m_lone->names(), QStringList { "mail" });   // it stays as it was
        edit()->setText("memory>=4G");
        QVERIFY(panel().table()->filters()->fault().isEmpty());
        QVERIFY(m_lone->names().size() > 1);
    }
    void chipsFilterByAMenu()
    {
        auto chips = panel().table()->filters()->findChildren<QToolButton*>();
        const auto chip = std::find_if(chips.begin(), chips.end(), [](const auto* chip) { return chip->text() == u"Status"; });
        QVERIFY(chip != chips.end());
        QTRY_VERIFY((*chip)->isVisible());
        QTest::mouseClick(*chip, Qt::LeftButton);
        auto* stopped = menuAction("Stopped");
        QVERIFY(stopped);
        stopped->trigger();
        QCOMPARE(m_lone->names(), QStringList { "gitlab" });
        QCOMPARE((*chip)->text(), QString("Status: Stopped"));
    }
    void savesAViewAndShowsItAtTheNextStart()
    {
        edit()->setText("status:active");
        view()->sortByColumn(4, Qt::DescendingOrder);
        view()->showColumn(7, true);
        QTest::mouseClick(panel().views(), Qt::LeftButton);
        auto* save = menuAction("Save this view");
        QVERIFY(save);
        save->trigger();
        if (auto* popup = QApplication::activePopupWidget())
            popup->close();
        auto* form = dialog<kit::WizardDialog>();
        QTest::keyClicks(form->form()->input("name"), "Running");
        QTest::keyClick(form, Qt::Key_Return);
        QTRY_COMPARE(panel().views()->current(), QString("Running"));
        const auto names = m_lone->names();
        panel().views()->applyAll();
        QCOMPARE(m_lone->names().size(), 12);
        QVERIFY(view()->isColumnHidden(7));
        panel().views()->apply("Running");
        QCOMPARE(m_lone->names(), names);
        again();   // the last one used is there again
        QCOMPARE(panel().views()->current(), QString("Running"));
        QCOMPARE(m_lone->names(), names);
        QVERIFY(!view()->isColumnHidden(7));
        panel().views()->setDefault("Running");
        panel().views()->applyAll();
        again();   // the default wins over the last
        QCOMPARE(edit()->text(), QString("status:active"));
        panel().views()->remove("Running");
        again();
        QVERIFY(edit()->text().isEmpty());
    }
    void choosesMovesAndResetsColumns()
    {
        QTest::mouseClick(panel().findChild<QToolButton*>("columnsButton"), Qt::LeftButton);
        auto* chooser = qobject_cast<kit::ColumnChooser*>(QApplication::activePopupWidget());
        QVERIFY(chooser);
        auto* list = chooser->findChild<QListWidget*>();
        QCOMPARE(list->count(), 8);   // those that are hidden at first, too
        QCOMPARE(list->item(7)->checkState(), Qt::Unchecked);
        list->item(7)->setCheckState(Qt::Checked);
        QVERIFY(!view()->isColumnHidden(7));
        list->setCurrentRow(7);
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(view()->horizontalHeader()->visualIndex(7), 6);
        QVERIFY(!m_host.kept.value("layout/servers").isEmpty());
        for (auto* button : chooser->findChildren<QPushButton*>()) {
            if (button->text() == u"Reset")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(view()->isColumnHidden(7));
        QCOMPARE(view()->horizontalHeader()->visualIndex(7), 7);
        chooser->close();
    }
    void densityChangesTheRows()
    {
        const int comfortable = view()->rowHeight(0);
        theme::Theme::instance().setDensity(theme::Theme::Density::Compact);
        const int compact = view()->rowHeight(0);
        theme::Theme::instance().setDensity(theme::Theme::Density::Comfortable);
        QVERIFY2(compact < comfortable, qPrintable(QString("%1 %2").arg(compact).arg(comfortable)));
        QCOMPARE(view()->rowHeight(0), comfortable);
    }
    void batchLeavesOutWhatCantAndSaysWhy()
    {
        auto* bar = panel().findChild<BatchBar*>();
        QVERIFY(!bar->isVisible());
        m_lone->select({ LonePanel::id(0), LonePanel::id(1), LonePanel::id(7) });   // the last one is stopped
        QVERIFY(bar->isVisible());
        QTRY_COMPARE(bar->findChild<QPushButton*>("batch:stop")->text(), QString("Stop (2 of 3)"));
        auto* stop = bar->findChild<QPushButton*>("batch:stop");
        QTest::mouseClick(stop, Qt::LeftButton);
        auto* question = dialog<kit::ConfirmDialog>();
        QVERIFY(textsIn(question).contains("1 of 3 can't: It is not running."));
        for (auto* button : question->findChildren<QPushButton*>()) {
            if (button->text() == u"Why?")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(textsIn(question).join(' ').contains("gitlab: It is not running."));
        QTest::mouseClick(question->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
        QTRY_COMPARE(m_lone->cloud.server().askedFor("POST", "/compute/v2.1/servers/" + LonePanel::id(1) + "/action").size(), 1);
        QCOMPARE(jobs().running(), 1);   // one job
        const int job = jobs().all().front().id;
        QCOMPARE(jobs().parts(job).size(), std::size_t(3));
        QTRY_COMPARE(m_lone->servers().model().row(LonePanel::id(1))[u"OS-EXT-STS:task_state"].toString(), QString("powering-off"));
        m_lone->cloud.settle();
        QTRY_COMPARE(jobs().find(job)->state, model::Job::State::Done);
        QVERIFY(m_lone->cloud.server().askedFor("POST", "/compute/v2.1/servers/" + LonePanel::id(7) + "/action").isEmpty());
    }
    void batchTriesOnlyWhatFailedAgain()
    {
        m_lone->cloud.refuseNext("POST", test::Answer { 409, R"({"conflictingRequest":{"code":409,"message":"Busy."}})" });
        m_lone->select({ LonePanel::id(0), LonePanel::id(1) });
        QTest::mouseClick(panel().findChild<QPushButton*>("batch:stop"), Qt::LeftButton);
        const int job = jobs().all().front().id;
        m_lone->cloud.settle();
        QTRY_VERIFY(std::any_of(jobs().all().begin(), jobs().all().end(), [](const auto& one) { return one.parent && one.state == model::Job::State::Failed; }));
        QTRY_VERIFY((m_lone->cloud.settle(), jobs().find(job)->state == model::Job::State::Failed));
        QVERIFY2(jobs().find(job)->error.message.contains("1 of 2 failed"), qPrintable(jobs().find(job)->error.message));
        const auto posts = [&] { return m_lone->cloud.server().askedFor("POST", "/compute/v2.1/servers/" + LonePanel::id(0) + "/action").size() + m_lone->cloud.server().askedFor("POST", "/compute/v2.1/servers/" + LonePanel::id(1) + "/action").size(); };
        QCOMPARE(posts(), 2);
        jobs().retry(job);
        QTRY_COMPARE(posts(), 3);
        QTRY_VERIFY((m_lone->cloud.settle(), jobs().find(job)->state == model::Job::State::Done));
    }
    void groupsAndRightsShowInTheMenu()
    {
        m_lone->cloud.features << "policy";
        m_lone->cloud.rules = QJsonObject { { "os_compute_api:servers:stop", false } };
        m_lone->workspace.session().switchProject("p2");
        QTRY_VERIFY(!m_lone->workspace.may("os_compute_api:servers:stop"));
        QTRY_COMPARE(m_lone->servers().model().rowCount(), 0);
        panel().refresh();
        QTRY_COMPARE(m_lone->servers().model().rowCount(), 12);
        m_lone->select({ LonePanel::id(0) });
        Q_EMIT view()->customContextMenuRequested({ 10, 10 });
        auto* stop = menuAction("Stop");
        QVERIFY(stop);
        QVERIFY(!stop->isEnabled());
        QVERIFY(stop->toolTip().contains("roles"));
        const auto actions = qobject_cast<QMenu*>(QApplication::activePopupWidget())->actions();
        QVERIFY(actions[0]->isSeparator());
        QCOMPARE(actions[0]->text(), QString("Power"));
    }
    void deleteSaysWhatGoesAlong()
    {
        m_lone->select({ LonePanel::id(0) });
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_Delete);
        auto* question = dialog<kit::ConfirmDialog>();
        QVERIFY(textsIn(question).contains("1 disks"));
        question->reject();
    }
    void trashIsTheFirstWayAndTheOtherHasToBeTyped()
    {
        auto trashing = [](model::Workspace& workspace) {
            auto spec = test::everythingSpec(workspace);
            spec.actions.back().trash = Trash { [] { return true; }, [](const Row& row, const Values&) { return Call { "DELETE", "/servers/" + row[u"id"].toString(), {}, {}, { { "X-Skylab-Trash", "keep" } } }; },
                                                [](const Row& row, const Values&) { return Call { "POST", "/restore/" + row[u"id"].toString() }; }, [](const Row& row) { return row[u"name"].toString() + " is in the trash"; } };
            return spec;
        };
        m_lone = std::make_unique<LonePanel>(m_host, trashing);
        m_lone->select({ LonePanel::id(0), LonePanel::id(1) });
        QTest::mouseClick(panel().findChild<QPushButton*>("batch:delete"), Qt::LeftButton);
        auto* question = dialog<kit::ConfirmDialog>();
        QCOMPARE(question->findChild<QPushButton*>("acceptButton")->text(), QString("Move to trash"));
        QTest::mouseClick(question->findChild<QPushButton*>("secondButton"), Qt::LeftButton);
        auto* go = question->findChild<QPushButton*>("secondAcceptButton");
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(question->findChild<QLineEdit*>("secondEdit"), "2");
        QVERIFY(go->isEnabled());
        question->reject();
        QTest::mouseClick(panel().findChild<QPushButton*>("batch:delete"), Qt::LeftButton);
        QTest::mouseClick(dialog<kit::ConfirmDialog>()->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
        QTRY_COMPARE(m_lone->servers().model().rowCount(), 10);
        const auto path = "/compute/v2.1/servers/" + LonePanel::id(0);
        QTRY_COMPARE(m_lone->cloud.server().askedFor("DELETE", path).size(), 1);      // the rows are gone at once
        const auto asked = m_lone->cloud.server().askedFor("DELETE", path);
        QCOMPARE(asked.last().headers.value("x-skylab-trash"), QByteArray("keep"));
        QVERIFY(m_lone->workspace.undo().undo());
        QTRY_COMPARE(m_lone->cloud.server().askedFor("POST", "/compute/v2.1/restore/" + LonePanel::id(1)).size(), 1);
    }
    void exportsWhatIsShown()
    {
        QCOMPARE(csvLine({ "=1+1", "a,b", "say \"x\"", "–", "-5" }, { false, false, false, false, true }), QByteArray("'=1+1,\"a,b\",\"say \"\"x\"\"\",,-5\r\n"));
        auto evil = m_lone->cloud.table("/compute/v2.1/servers")[LonePanel::id(5)];
        evil["name"] = "=cmd()";
        m_lone->cloud.put("/compute/v2.1/servers", evil);
        QTRY_COMPARE(m_lone->servers().model().row(LonePanel::id(5))[u"name"].toString(), QString("=cmd()"));
        auto& model = m_lone->servers().model();
        Export::Plan plan { model.ids(), { 0, 3 }, false, ExportFormat::Csv, m_home.filePath("a.csv"), "Export" };
        new Export(m_lone->workspace, model, plan);
        QTRY_COMPARE(jobs().all().front().state, model::Job::State::Done);
        const auto lines = fileAt("a.csv").split('\n');
        QCOMPARE(lines[0], QByteArray("\xEF\xBB\xBFName,Memory,ID\r"));
        QCOMPARE(lines.size(), 14);
        QVERIFY(lines[1].startsWith("web-1,68719476736,7c1e0000"));   // bytes, for sums
        QVERIFY(fileAt("a.csv").contains("\r\n'=cmd(),"));
        plan.format = ExportFormat::Json;
        plan.everything = true;
        plan.file = m_home.filePath("a.json");
        new Export(m_lone->workspace, model, plan);
        QTRY_COMPARE(jobs().all().front().state, model::Job::State::Done);
        const auto json = QJsonDocument::fromJson(fileAt("a.json")).array();
        QCOMPARE(json.size(), 12);
        QCOMPARE(json[0][u"key_name"].toString(), QString("lab-laptop"));
    }
    void exportThatCantBeWrittenFails()
    {
        auto& model = m_lone->servers().model();
        new Export(m_lone->workspace, model, { model.ids(), { 0 }, false, ExportFormat::Csv, "/nowhere/at/all.csv", "Export" });
        QTRY_COMPARE(jobs().all().front().state, model::Job::State::Failed);
        QVERIFY(jobs().all().front().error.message.contains("/nowhere/at/all.csv"));
    }
    void saysWhoMayWhenTheUserMayNot()
    {
        m_lone->servers().clear();
        m_lone->cloud.refuseNext("GET", test::Answer { 403, R"({"forbidden":{"code":403,"message":"Policy does not allow it."}})" });
        m_lone->servers().reload();
        QTRY_COMPARE(panel().table()->state(), kit::DataTable::State::Failed);
        QVERIFY(textsIn(panel().table()->placeholder()).join(' ').contains("member"));
    }
    void greysWhatIsOld()
    {
        QVERIFY(!view()->isStale());
        m_lone->cloud.server().setListening(false);
        panel().refresh();
        QTRY_VERIFY(view()->isStale());
        QCOMPARE(m_lone->names().size(), 12);
        m_lone->cloud.server().setListening(true);
        panel().refresh();
        QTRY_VERIFY(!view()->isStale());
    }
    void orderIsFrozenUnderThePointer()
    {
        view()->sortByColumn(0, Qt::AscendingOrder);
        const auto first = m_lone->names().first();
        QEvent enter(QEvent::Enter);
        QCoreApplication::sendEvent(view()->viewport(), &enter);
        auto row = m_lone->servers().model().row(LonePanel::id(8));
        QCOMPARE(row[u"name"].toString(), first);
        row["name"] = "zzz";
        m_lone->cloud.put("/compute/v2.1/servers", row);
        QTRY_COMPARE(m_lone->names().first(), QString("zzz"));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(view()->viewport(), &leave);
        QCOMPARE(m_lone->names().last(), QString("zzz"));
    }
    void selectionAndScrollStayWhileRowsChange()
    {
        m_lone->window->resize(900, 300);
        m_lone->select({ LonePanel::id(2), LonePanel::id(3) });
        const auto before = view()->selectedIds();
        for (const auto& row : QMap(m_lone->cloud.table("/compute/v2.1/servers"))) {
            auto changed = row;
            changed["updated"] = "2026-01-01T00:00:00Z";
            m_lone->cloud.put("/compute/v2.1/servers", changed);
        }
        QTRY_COMPARE(m_lone->servers().model().row(LonePanel::id(9))[u"updated"].toString(), QString("2026-01-01T00:00:00Z"));
        QCOMPARE(view()->selectedIds(), before);
    }
};

SKYLAB_TEST(TablesTest)
#include "TablesTest.moc"
