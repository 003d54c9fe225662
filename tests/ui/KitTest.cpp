#include "kit/Chart.h"
#include "kit/ConfirmDialog.h"
#include "kit/DataTable.h"
#include "kit/ErrorCard.h"
#include "kit/FormView.h"
#include "kit/KeyValueView.h"
#include "kit/StatusPill.h"
#include "kit/TabStrip.h"
#include "kit/Toast.h"
#include "kit/WizardDialog.h"
#include "support/TestMain.h"
#include "theme/Metrics.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace skylab;
using namespace skylab::kit;

class KitTest : public QObject {
    Q_OBJECT

    static Fields sampleFields()
    {
        Fields fields { { "name", "Name", FieldKind::Text, true }, { "size", "Size", FieldKind::Number, false, 5 }, { "from", "From", FieldKind::Choice }, { "image", "Image", FieldKind::Text, true }, { "note", "Note", FieldKind::Text } };
        fields[1].min = 1, fields[1].max = 10;
        fields[2].choices = { { "", "Nothing" }, { "image", "An image" } };
        fields[3].visible = [](const QJsonObject& values) { return values[u"from"].toString() == u"image"; };
        fields[0].check = [](const QJsonObject& values) { return values[u"name"].toString() == u"bad" ? QString("Not this.") : QString(); };
        fields[4].more();
        return fields;
    }

private Q_SLOTS:
    void formGathersValuesAndChecksThem()
    {
        FormView form;
        form.setFields(sampleFields());
        form.show();
        QVERIFY(!form.validate());
        QVERIFY(form.findChildren<QLabel*>().size() > 3);
        auto* name = qobject_cast<QLineEdit*>(form.input("name"));
        QTest::keyClicks(name, "bad");
        QVERIFY(!form.validate());
        QCOMPARE(name->accessibleDescription(), QString("Not this."));
        name->setText("good");
        QVERIFY(name->accessibleDescription().isEmpty() || form.validate());
        QCOMPARE(form.values()[u"size"].toInt(), 5);
        QVERIFY(form.validate());
        // What is hidden is not asked for; once it shows, it is.
        qobject_cast<QComboBox*>(form.input("from"))->setCurrentIndex(1);
        QVERIFY(form.input("image")->isVisible());
        QVERIFY(!form.validate());
    }
    void formShowsAFaultBehindMoreOptions()
    {
        FormView form;
        form.setFields(sampleFields());
        form.show();
        QVERIFY(!form.input("note")->isVisible());
        QVERIFY(form.setFault("note", "Too long."));
        QVERIFY(form.input("note")->isVisible());
        QVERIFY(!form.setFault("nowhere", "x"));
    }
    void formKeepsTheChoiceWhenChoicesArrive()
    {
        FormView form;
        Fields fields { { "image", "Image", FieldKind::Choice, true } };
        form.setFields(fields);
        form.setChoices("image", { { "a", "A" }, { "b", "B" } });
        QCOMPARE(form.values()[u"image"].toString(), QString("a"));
        qobject_cast<QComboBox*>(form.input("image"))->setCurrentIndex(1);
        form.setChoices("image", { { "c", "C" }, { "b", "B" } });
        QCOMPARE(form.values()[u"image"].toString(), QString("b"));
    }
    void formTakesNoOtherChoiceForOneThatIsGone()
    {
        FormView form;
        Fields fields { { "port", "Port", FieldKind::Choice, true }, { "host", "Host", FieldKind::Choice } };
        form.setFields(fields);
        for (const auto* id : { "port", "host" }) {
            form.setChoices(id, { { "a", "A" }, { "b", "B" } });
            qobject_cast<QComboBox*>(form.input(id))->setCurrentIndex(1);
        }
        form.setChoices("port", { { "a", "A" }, { "c", "C" } });
        QCOMPARE(form.values()[u"port"].toString(), QString());
        QVERIFY(!form.validate());
        form.setChoices("port", { { "a", "A" } });
        QCOMPARE(form.values()[u"port"].toString(), QString());
        form.setChoices("port", { { "a", "A" }, { "b", "B" } });   // there again
        QCOMPARE(form.values()[u"port"].toString(), QString("b"));
        QVERIFY(form.validate());
        form.setChoices("host", { { "", "Any" }, { "a", "A" } });   // nor is it "any"
        QVERIFY(!form.validate());
        qobject_cast<QComboBox*>(form.input("host"))->setCurrentIndex(0);
        QVERIFY(form.validate());
        form.setAwaited("host", "Loading");
        QVERIFY(!form.validate());
        form.setAwaited("host", {});
        QVERIFY(form.validate());
    }
    void tableFollowsTheKeyboard()
    {
        QStandardItemModel model(5, 2);
        for (int row = 0; row < 5; ++row) {
            model.setItem(row, 0, new QStandardItem(QString("row %1").arg(row)));
            model.item(row, 0)->setData(QString::number(row), IdRole);
        }
        TableView view;
        view.setModel(&model);
        view.applyColumns({ { "name", "Name" }, { "other", "Other" } });
        view.resize(500, 300);
        view.show();
        view.setCurrentIndex(model.index(0, 0));
        QSignalSpy opened(&view, &TableView::opened), previewed(&view, &TableView::previewed), deleted(&view, &TableView::deleteAsked);
        QTest::keyClick(&view, Qt::Key_J);
        QTest::keyClick(&view, Qt::Key_J);
        QTest::keyClick(&view, Qt::Key_K);
        QCOMPARE(view.currentId(), QString("1"));
        QTest::keyClick(&view, Qt::Key_Return);
        QTest::keyClick(&view, Qt::Key_Space);
        QTest::keyClick(&view, Qt::Key_Delete);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QString("1"));
        QCOMPARE(previewed.size(), 1);
        QCOMPARE(deleted.size(), 1);
    }
    void tableRemembersItsColumns()
    {
        QStandardItemModel model(1, 3);
        const Columns columns { { "a", "A" }, { "b", "B" }, { "c", "C", CellKind::Text, {}, 90, true } };
        TableView first, second;
        for (auto* view : { &first, &second }) {
            view->setModel(&model);
            view->applyColumns(columns);
        }
        QVERIFY(first.isColumnHidden(2));
        first.setColumnHidden(1, true);
        first.setColumnHidden(2, false);
        QVERIFY(second.restoreLayout(first.saveLayout()));
        QVERIFY(second.isColumnHidden(1) && !second.isColumnHidden(2));
        // Columns are known by their ids: what others there are is left aside.
        QStandardItemModel other(1, 2);
        TableView third;
        third.setModel(&other);
        third.applyColumns({ { "a", "A" }, { "b", "B" } });
        QVERIFY(third.restoreLayout(first.saveLayout()));
        QVERIFY(third.isColumnHidden(1));
        QVERIFY(!third.restoreLayout("something else"));
    }
    void tabsThatFindNoRoomAreInAMenu()
    {
        TabStrip strip;
        QStringList all { "Overview", "Console", "SSH", "Serial", "Log", "Interfaces", "Volumes", "Security groups", "Snapshots", "Action log" };
        for (const auto& title : all)
            strip.bar()->addTab(title);
        strip.resize(400, 36);
        strip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&strip));
        auto* bar = strip.bar();
        auto* more = strip.findChild<QToolButton*>("moreTabs");
        const auto shown = [&] {
            QStringList titles;
            for (int i = 0; i < bar->count(); ++i)
                titles << (bar->isTabVisible(i) ? QStringList { bar->tabText(i) } : QStringList());
            return titles;
        };
        const auto whole = [&] {   // nothing scrolls, nothing is cut off
            const auto rect = bar->tabRect(int(all.indexOf(shown().last())));
            return rect.right() < bar->width() && std::ranges::none_of(bar->findChildren<QToolButton*>(), &QWidget::isVisible);
        };
        QVERIFY(more->isVisible() && whole());
        QVERIFY(shown().size() > 3 && shown() == all.mid(0, shown().size()));
        // Chosen in the menu, it takes the last place; so does each that an arrow key comes to.
        QSignalSpy picked(&strip, &TabStrip::picked);
        QTest::mouseClick(more, Qt::LeftButton);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto* menu = static_cast<QMenu*>(QApplication::activePopupWidget());
        QCOMPARE(menu->actions().size(), all.size() - shown().size());
        menu->actions().last()->trigger();
        menu->close();
        QCOMPARE(picked.size(), 1);
        QCOMPARE(bar->tabText(bar->currentIndex()), QString("Action log"));
        QTRY_VERIFY(shown().last() == u"Action log" && whole());
        for (int i = int(all.size()) - 2; i >= 0; --i) {
            QTest::keyClick(bar, Qt::Key_Left);
            QCOMPARE(bar->currentIndex(), i);
            QVERIFY(bar->isTabVisible(i));
        }
        strip.resize(2000, 36);
        QTRY_VERIFY(!more->isVisible());
        QCOMPARE(shown(), all);
    }
    void errorCardSaysWhatWhyAndNext()
    {
        Error error { ErrorCode::OverQuota, "8 of 8 cores are in use." };
        error.requestId = "req-42";
        ErrorCard card;
        card.setError(error, "The server was not created");
        QStringList texts;
        for (auto* label : card.findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("The server was not created"));
        QVERIFY(texts.contains("8 of 8 cores are in use."));
        QVERIFY(texts.contains(ErrorCard::nextStepOf(error)));
        QVERIFY(texts.contains("req-42"));
        QVERIFY(ErrorCard::reportOf(error, "x").contains("req-42"));
    }
    void errorCardTellsAQuotaFromAMissingRole()
    {
        // By what the fault is, not by the words in it.
        const Error role { ErrorCode::Forbidden, "Policy doesn't allow os_compute_api:os-quota-sets:update to be performed." }, quota { ErrorCode::OverQuota, "8 of 8 cores are in use." };
        QVERIFY(ErrorCard::nextStepOf(role).contains("role"));
        QVERIFY(ErrorCard::nextStepOf(quota).contains("quota"));
        QVERIFY(ErrorCard::titleOf(role) != ErrorCard::titleOf(quota));
    }
    void headersStandOverTheirCells()
    {
        QStandardItemModel model(1, 2);
        model.setHorizontalHeaderLabels({ "Name", "Status" });
        TableView view;
        view.setModel(&model);
        view.applyColumns({ { "name", "Name" }, { "status", "Status" } });
        view.resize(500, 200);
        view.show();
        const auto picture = view.horizontalHeader()->grab().toImage();
        const auto ink = [&](int from) {
            const auto paper = picture.pixel(from, 10);
            for (int x = from; x < picture.width(); ++x) {
                for (int y = 8; y < 26; ++y) {
                    if (picture.pixel(x, y) != paper)
                        return x - from;
                }
            }
            return -1;
        };
        const int first = ink(0), second = ink(view.columnViewportPosition(1));
        QVERIFY2(first >= theme::pageMargin && first <= theme::pageMargin + 3, qPrintable(QString::number(first)));
        QVERIFY2(second >= theme::cellMargin && second <= theme::cellMargin + 3, qPrintable(QString::number(second)));
    }
    void wizardStaysOpenUntilItWorked()
    {
        auto* dialog = new WizardDialog("plus", "Create", "Create", nullptr);
        dialog->addForm()->setFields({ { "name", "Name", FieldKind::Text, true } });
        QSignalSpy submitted(dialog, &WizardDialog::submitted);
        dialog->show();
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(submitted.size(), 0);   // the name is missing
        QTest::keyClicks(dialog->form()->input("name"), "x");
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(submitted.size(), 1);
        QVERIFY(!dialog->acceptButton()->isEnabled());
        dialog->showError(Error { ErrorCode::Conflict, "Taken.", "server.name" }, "Not created");
        QVERIFY(dialog->isVisible() && dialog->acceptButton()->isEnabled());
        QCOMPARE(dialog->form()->input("name")->accessibleDescription(), QString("Taken."));
        delete dialog;
    }
    void confirmationListsWhatIsHit()
    {
        QStringList names;
        for (int i = 0; i < 11; ++i)
            names << QString("web-%1").arg(i);
        ConfirmDialog::Question question { "trash-2", "Delete?", "Gone.", names, "Delete" };
        question.typed = "web";
        auto* dialog = new ConfirmDialog(question);
        dialog->show();
        QStringList texts;
        for (auto* label : dialog->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("web-7") && !texts.contains("web-8"));
        auto* accept = dialog->findChild<QPushButton*>("acceptButton");
        QVERIFY(!accept->isEnabled());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), "web");
        QVERIFY(accept->isEnabled());
        delete dialog;
    }
    void toastRunsItsActionOnce()
    {
        QWidget window;
        window.resize(600, 400);
        window.show();
        int ran = 0;
        Toast::show(&window, Tone::Ok, "Stopped", "Undo", [&] { ++ran; });
        auto* toast = Toast::show(&window, Tone::Ok, "Stopped again", "Undo", [&] { ++ran; });
        QTest::mouseClick(toast->findChild<QToolButton*>(), Qt::LeftButton);
        QCOMPARE(ran, 1);
        QTRY_COMPARE(window.findChildren<Toast*>().size(), 1);   // the other one stays for its time
    }
    void chartReducesLongSeriesToItsPixels()
    {
        QVector<double> values(10'000, 10);
        values[5000] = 90;
        const auto points = TimeChart::reduced(values, QRectF(0, 0, 100, 100), 100);
        QVERIFY(points.size() <= 200);
        QVERIFY(std::any_of(points.begin(), points.end(), [](QPointF point) { return qFuzzyCompare(point.y(), 10); }));   // the peak is there
    }
    void pillSaysItsStateToScreenReaders()
    {
        StatusPill pill;
        pill.set(Tone::Busy, "Building", 40);
        QCOMPARE(pill.accessibleName(), QString("Building 40%"));
    }
    void keyValuesKeepTheirWidgetsOnUpdate()
    {
        KeyValueView view;
        view.setRows({ { "IP", "10.0.0.1", true, true }, { "Name", "a" } });
        auto* before = view.findChildren<QLabel*>().at(1);
        view.setRows({ { "IP", "10.0.0.2", true, true }, { "Name", "b" } });
        QCOMPARE(before->text(), QString("10.0.0.2"));
    }
};

SKYLAB_TEST(KitTest)
#include "KitTest.moc"
