#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/ErrorCard.h"
#include "kit/ValueEditor.h"
#include "panel/Inspector.h"
#include "support/TestMain.h"
#include "ui/LonePanel.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::LonePanel;

/// The inspector: facts edited in place, for one and for several.
class InspectorTest : public QObject {
    Q_OBJECT

    test::LoneHost m_host;
    std::unique_ptr<LonePanel> m_lone;

    ResourcePanel& panel() { return *m_lone->panel; }
    kit::KeyValueView* facts() { return panel().inspector()->facts(); }
    kit::ValueEditor* editor(const QString& label) { return facts()->editor(label); }
    QLineEdit* input(const QString& label) { return qobject_cast<QLineEdit*>(editor(label)->input()); }
    QJsonObject server(int number) { return m_lone->cloud.table("/compute/v2.1/servers")[LonePanel::id(number)]; }
    QString shownText(const QString& label)
    {
        auto* button = editor(label)->findChild<QToolButton*>();
        return button ? button->text() : QString();
    }

private Q_SLOTS:
    void init()
    {
        m_host = {};
        m_lone = std::make_unique<LonePanel>(m_host, test::everythingSpec);
    }
    void cleanup() { m_lone.reset(); }

    void editsInPlaceAndTakesItBack()
    {
        panel().openResource(LonePanel::id(0), {});
        QCOMPARE(shownText("Name"), QString("web-1"));
        QTRY_VERIFY(editor("Name")->findChild<QToolButton*>()->height() > 0);   // laid out
        QTest::mouseClick(editor("Name")->findChild<QToolButton*>(), Qt::LeftButton);
        QVERIFY(input("Name"));
        QTest::keyClicks(input("Name"), "front");   // the old one is selected
        QTest::keyClick(input("Name"), Qt::Key_Return);
        QTRY_COMPARE(server(0)[u"name"].toString(), QString("front"));
        QTRY_COMPARE(shownText("Name"), QString("front"));
        QVERIFY(!editor("Name")->isEditing());
        QVERIFY(m_lone->workspace.undo().undo());
        QTRY_COMPARE(server(0)[u"name"].toString(), QString("web-1"));
    }
    void escapeRevertsAndF2Begins()
    {
        auto* view = panel().table()->view();
        view->setFocus();
        view->selectId(LonePanel::id(0));
        QTest::keyClick(view, Qt::Key_F2);
        QVERIFY(input("Name"));
        QTest::keyClicks(input("Name"), "nothing");
        QTest::keyClick(input("Name"), Qt::Key_Escape);
        QVERIFY(!editor("Name")->isEditing());
        QCOMPARE(shownText("Name"), QString("web-1"));
        QVERIFY(panel().inspector()->isVisible());   // only the value was left
        QVERIFY(m_lone->cloud.server().askedFor("PUT", "/compute/v2.1/servers/" + LonePanel::id(0)).isEmpty());
    }
    void showsARefusalAtTheField()
    {
        panel().openResource(LonePanel::id(0), {});
        facts()->edit("Name");
        input("Name")->clear();
        QTest::keyClick(input("Name"), Qt::Key_Return);
        QVERIFY(!editor("Name")->fault().isEmpty());   // it is needed
        m_lone->cloud.refuseNext("PUT", test::Answer { 400, R"({"badRequest":{"code":400,"message":"That name is taken."}})" });
        QTest::keyClicks(input("Name"), "taken");
        QTest::keyClick(input("Name"), Qt::Key_Return);
        QTRY_COMPARE(editor("Name")->fault(), QString("That name is taken."));
        QCOMPARE(input("Name")->text(), QString("taken"));   // nothing is lost
        QTest::keyClick(input("Name"), Qt::Key_Return);
        QTRY_COMPARE(server(0)[u"name"].toString(), QString("taken"));
    }
    void liveChangesLeaveTheEditorAlone()
    {
        panel().openResource(LonePanel::id(0), {});
        facts()->edit("Name");
        QTest::keyClicks(input("Name"), "half");
        auto row = server(0);
        row["OS-EXT-SRV-ATTR:host"] = "other";
        m_lone->cloud.put("/compute/v2.1/servers", row);
        QTRY_COMPARE(m_lone->servers().model().row(LonePanel::id(0))[u"OS-EXT-SRV-ATTR:host"].toString(), QString("other"));
        QCOMPARE(input("Name")->text(), QString("half"));
    }
    void editsSeveralAtOnce()
    {
        panel().openResource(LonePanel::id(0), {});
        m_lone->select({ LonePanel::id(0), LonePanel::id(1), LonePanel::id(6) });   // the last one is broken: its tags stay
        QCOMPARE(shownText("Name"), QString("mixed"));
        facts()->edit("Tags");
        QTest::keyClicks(input("Tags"), "lab, web");
        QTest::keyClick(input("Tags"), Qt::Key_Return);
        QTRY_COMPARE(server(1)[u"tags"].toArray(), (QJsonArray { "lab", "web" }));
        QTRY_COMPARE(server(0)[u"tags"].toArray(), (QJsonArray { "lab", "web" }));
        QVERIFY(!server(6).contains("tags"));
        auto& jobs = m_lone->workspace.jobs();
        const int job = jobs.all().front().id;
        QTRY_COMPARE(jobs.find(job)->state, model::Job::State::Done);
        QCOMPARE(jobs.parts(job).size(), std::size_t(3));
        QVERIFY(std::any_of(jobs.all().begin(), jobs.all().end(), [](const auto& one) { return one.state == model::Job::State::Skipped; }));
        QTRY_COMPARE(shownText("Tags"), QString("mixed"));
        QVERIFY(m_lone->workspace.undo().undo());
        QTRY_COMPARE(server(1)[u"tags"].toArray(), QJsonArray());
    }
    void takesBackOnlyWhatWasChangedOfSeveral()
    {
        const auto puts = [this](int number) { return m_lone->cloud.server().askedFor("PUT", "/compute/v2.1/servers/" + LonePanel::id(number)).size(); };
        panel().openResource(LonePanel::id(0), {});
        m_lone->select({ LonePanel::id(0), LonePanel::id(1) });
        m_lone->cloud.refuseAt("PUT", "/compute/v2.1/servers/" + LonePanel::id(1), test::Answer { 400, R"({"badRequest":{"code":400,"message":"Too many."}})" });
        facts()->edit("Tags");
        QTest::keyClicks(input("Tags"), "lab, web");
        QTest::keyClick(input("Tags"), Qt::Key_Return);
        auto& jobs = m_lone->workspace.jobs();
        const int job = jobs.all().front().id;
        QTRY_COMPARE(jobs.find(job)->state, model::Job::State::Failed);
        QVERIFY(m_lone->workspace.undo().undo());
        QTRY_COMPARE(puts(0), 2);
        QTRY_COMPARE(jobs.running(), 0);
        QCOMPARE(puts(1), 1);
        QCOMPARE(server(0)[u"tags"].toArray(), QJsonArray());
    }
    void turnsToTheBottomAndRemembersIt()
    {
        panel().openResource(LonePanel::id(0), {});
        auto* splitter = panel().findChild<QSplitter*>();
        QCOMPARE(splitter->orientation(), Qt::Horizontal);
        QTest::mouseClick(panel().findChild<QToolButton*>("turnInspector"), Qt::LeftButton);
        QCOMPARE(splitter->orientation(), Qt::Vertical);
        m_lone = std::make_unique<LonePanel>(m_host, test::everythingSpec);
        QCOMPARE(panel().findChild<QSplitter*>()->orientation(), Qt::Vertical);
    }
    void showsWhyItIsBroken()
    {
        panel().openResource(LonePanel::id(6), {});
        auto* card = panel().inspector()->findChild<kit::ErrorCard*>();
        QVERIFY(card->isVisible());
        QVERIFY(card->accessibleDescription().contains("64 GiB"));
        panel().openResource(LonePanel::id(0), {});
        QVERIFY(!panel().inspector()->findChild<kit::ErrorCard*>()->isVisible());
    }
    void rowsThatGoCloseIt()
    {
        panel().openResource(LonePanel::id(0), {});
        m_lone->cloud.remove("/compute/v2.1/servers", LonePanel::id(0));
        QTRY_VERIFY(!panel().inspector()->isVisible());
    }
};

SKYLAB_TEST(InspectorTest)
#include "InspectorTest.moc"
