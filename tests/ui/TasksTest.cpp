#include "kit/ErrorCard.h"
#include "kit/TaskRow.h"
#include "model/Jobs.h"
#include "panel/ResourceActions.h"
#include "shell/TaskContent.h"
#include "shell/TaskDrawer.h"
#include "support/TestMain.h"
#include "ui/LonePanel.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::model;
using skylab::test::LonePanel;

/// Jobs as the drawer shows them, by keys.
class TasksTest : public QObject {
    Q_OBJECT

    test::LoneHost m_host;
    std::unique_ptr<LonePanel> m_lone;
    std::unique_ptr<shell::TaskDrawer> m_drawer;

    Jobs& jobs() { return m_lone->workspace.jobs(); }
    QStringList textsOf(int job)
    {
        QStringList texts;
        auto* row = m_drawer->row(job);
        for (auto* label : row ? row->findChildren<QLabel*>() : QList<QLabel*>()) {
            if (label->isVisibleTo(row))
                texts << label->text();
        }
        return texts;
    }
    void press(Qt::Key key) { QTest::keyClick(m_drawer.get(), key); }
    QJsonObject task(const QString& state, const QJsonArray& steps, int progress)
    {
        return { { "id", "t1" }, { "kind", "compute.server.stop" }, { "resource_id", LonePanel::id(0) }, { "state", state }, { "steps", steps }, { "progress", progress }, { "cancellable", true }, { "request_id", "req-77" },
                 { "created_at", "2026-01-01T00:00:00.000000Z" }, { "updated_at", "2026-01-01T00:01:00.000000Z" } };
    }

private Q_SLOTS:
    void init()
    {
        m_host = {};
        m_lone = std::make_unique<LonePanel>(m_host, test::everythingSpec);
        m_drawer = std::make_unique<shell::TaskDrawer>(jobs(), m_lone->window.get());
    }
    void cleanup()
    {
        m_drawer.reset();
        m_lone.reset();
    }

    void isAsHighAsItsTasks()
    {
        const auto spare = [this](int job) {
            const auto* row = m_drawer->row(job);
            return m_drawer->height() - row->mapTo(m_drawer.get(), QPoint(0, row->height())).y();
        };
        const int first = jobs().start("server", "Stop it");
        m_drawer->toggle();
        QTRY_VERIFY(m_drawer->row(first) && spare(first) >= 0);
        QTRY_VERIFY2(spare(first) < 24, qPrintable(QString::number(spare(first))));
        jobs().fail(first, Error { ErrorCode::NoValidHost, "No host can run it: lab-pc has 19.4 GiB memory free of 64 GiB asked, and others have less than that, so it can't be." });
        jobs().finish(jobs().start("pencil", "Rename web-1"));
        QTRY_VERIFY2(spare(first) >= 0 && spare(first) < 24, qPrintable(QString::number(spare(first))));
        m_drawer->row(first)->setOpen(true);
        m_drawer->row(first)->toggled();
        QTRY_VERIFY2(spare(first) >= 0 && spare(first) < 24, qPrintable(QString::number(spare(first))));
    }
    void showsTheCloudsStepsWithTimes()
    {
        const auto step = [](const char* name, const char* state) { return QJsonObject { { "name", QLatin1String(name) }, { "state", QLatin1String(state) }, { "started_at", "2026-01-01T00:00:00.000Z" }, { "finished_at", "2026-01-01T00:00:02.500Z" } }; };
        m_lone->cloud.put("/skylab/v1/tasks", task("running", { step("Ask the guest", "done"), step("Wait", "running"), step("Tidy up", "pending") }, 40));
        m_lone->panel->actions()->trigger("stop", { m_lone->servers().model().row(LonePanel::id(0)) });
        const int job = jobs().all().front().id;
        QTRY_COMPARE(jobs().find(job)->steps.size(), std::size_t(3));
        QCOMPARE(jobs().find(job)->progress, 40);
        m_drawer->toggle();
        m_drawer->row(job)->setOpen(true);
        QTRY_VERIFY(textsOf(job).contains("Ask the guest"));
        const auto texts = textsOf(job);
        QVERIFY(texts.contains("Ask the guest") && texts.contains("2.5 s"));
        QVERIFY2(texts.join('|').contains("Begun by demo"), qPrintable(texts.join('|')));
        QVERIFY(texts.join('|').contains("Request"));
        QVERIFY2(texts.join('|').contains("POST compute /servers/"), qPrintable(texts.join('|')));
        m_lone->cloud.settle();
        QTRY_COMPARE(jobs().find(job)->state, Job::State::Done);
    }
    void offersToCancelWhatCanBeCancelled()
    {
        const auto cancels = [this](int job) {
            const auto buttons = m_drawer->row(job)->findChildren<QToolButton*>();
            return std::any_of(buttons.begin(), buttons.end(), [](const QToolButton* button) { return button->accessibleName() == "Cancel" && !button->isHidden(); });
        };
        const QJsonArray steps { QJsonObject { { "name", "Ask the guest" }, { "state", "running" } } };
        auto shown = task("running", steps, 20);
        m_lone->cloud.put("/skylab/v1/tasks", shown);
        m_lone->panel->actions()->trigger("stop", { m_lone->servers().model().row(LonePanel::id(0)) });
        const int job = jobs().all().front().id;
        m_drawer->toggle();
        QTRY_COMPARE(jobs().find(job)->progress, 20);
        QTRY_VERIFY(cancels(job));
        shown["cancellable"] = false;
        shown["progress"] = 30;
        m_lone->cloud.put("/skylab/v1/tasks", shown);
        QTRY_COMPARE(jobs().find(job)->progress, 30);
        QTRY_VERIFY(!cancels(job));
        m_lone->cloud.settle();
    }
    void otherCloudsTellByTheResource()
    {
        m_lone->cloud.hasExtras = false;
        m_lone->workspace.session().signIn(m_lone->cloud.connection());
        QTRY_COMPARE(m_lone->workspace.live().state(), client::EventStream::State::Polling);
        m_lone->servers().reload();
        QTRY_COMPARE(m_lone->servers().model().rowCount(), 12);
        m_lone->panel->actions()->trigger("stop", { m_lone->servers().model().row(LonePanel::id(0)) });
        const int job = jobs().all().front().id;
        QTRY_VERIFY(!jobs().find(job)->steps.empty());
        QCOMPARE(jobs().find(job)->steps.front().name, QString("Stopping"));
    }
    void aServerThatBreaksTellsHowFarItCame()
    {
        m_lone->panel->actions()->trigger("stop", { m_lone->servers().model().row(LonePanel::id(0)) });
        const int job = jobs().all().front().id;
        QTRY_COMPARE(m_lone->servers().model().row(LonePanel::id(0))[u"OS-EXT-STS:task_state"].toString(), QString("powering-off"));
        jobs().setRequest(job, "req-5");   // the scripted cloud gives none
        auto row = m_lone->cloud.table("/compute/v2.1/servers")[LonePanel::id(0)];
        row["OS-EXT-STS:task_state"] = QJsonValue::Null;
        row["status"] = "ERROR";
        m_lone->cloud.put("/compute/v2.1/servers", row);
        QTRY_COMPARE(jobs().find(job)->state, Job::State::Failed);
        QTRY_COMPARE(m_lone->cloud.server().askedFor("GET", "/compute/v2.1/servers/" + LonePanel::id(0) + "/os-instance-actions/req-5").size(), 1);
        QTRY_VERIFY2(jobs().find(job)->log.back().text.startsWith("compute_"), qPrintable(jobs().find(job)->log.back().text));
    }
    void filtersAndMovesByKeys()
    {
        const int done = jobs().start("pencil", "Rename");
        jobs().finish(done);
        const int failed = jobs().start("server", "Launch");
        jobs().fail(failed, Error { ErrorCode::NoValidHost, "No host." });
        const int running = jobs().start("camera", "Snapshot");
        jobs().setProgress(running, 63, "Copying");
        jobs().describe(running, "x", "volumes");
        jobs().setResource(running, "v1");
        m_drawer->toggle();
        QVERIFY(m_drawer->row(failed)->isOpen());   // what is new and failed is explained at once
        QCOMPARE(m_drawer->current(), failed);
        press(Qt::Key_Home);
        QCOMPARE(m_drawer->current(), running);
        press(Qt::Key_Right);
        QVERIFY(m_drawer->row(running)->isOpen());
        press(Qt::Key_Left);
        QVERIFY(!m_drawer->row(running)->isOpen());
        m_drawer->showOnly(shell::TaskDrawer::Show::Failed);
        QVERIFY(m_drawer->row(failed) && !m_drawer->row(running) && !m_drawer->row(done));
        m_drawer->showOnly(shell::TaskDrawer::Show::All);
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QCOMPARE(m_drawer->current(), failed);
        press(Qt::Key_Delete);
        QVERIFY(!jobs().find(failed));
        QCOMPARE(m_drawer->current(), done);
        press(Qt::Key_Home);
        press(Qt::Key_Delete);
        QVERIFY(jobs().find(running));   // what runs stays
        press(Qt::Key_Home);
        QSignalSpy opened(m_drawer.get(), &shell::TaskDrawer::openAsked);
        press(Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString() + opened[0][1].toString(), QString("volumesv1"));
        QVERIFY(!m_drawer->isVisible());
    }
    void failedOnesOfferFixesAndAReport()
    {
        m_lone->cloud.refuseNext("POST", test::Answer { 409, R"({"conflictingRequest":{"code":409,"message":"It is locked."}})", "application/json", { { "x-openstack-request-id", "req-9" } } });
        m_lone->panel->actions()->trigger("stop", { m_lone->servers().model().row(LonePanel::id(0)) });
        const int job = jobs().all().front().id;
        QTRY_COMPARE(jobs().find(job)->state, Job::State::Failed);
        m_drawer->toggle();
        auto* card = m_drawer->row(job)->findChild<kit::ErrorCard*>();
        QVERIFY(card);
        QPushButton *fix = nullptr, *copy = nullptr, *details = nullptr;
        for (auto* button : card->findChildren<QPushButton*>()) {
            fix = button->text() == u"Force it" ? button : fix;
            copy = button->text() == u"Copy report" ? button : copy;
            details = button->text() == u"Details" ? button : details;
        }
        QVERIFY(fix && copy && details);
        QTest::mouseClick(fix, Qt::LeftButton);
        QCOMPARE(m_host.notes, QStringList { "forced" });
        QTest::mouseClick(details, Qt::LeftButton);
        QVERIFY(card->findChild<QLabel*>("errorDetails")->isVisibleTo(card));
        QTest::mouseClick(copy, Qt::LeftButton);
        const auto report = QApplication::clipboard()->text();
        for (const auto* part : { "It is locked.", "req-9", "POST /compute/v2.1/servers/", ": 409", "time: ", "skylab " })
            QVERIFY2(report.contains(part), qPrintable(report));
        QVERIFY(!report.contains("secret-word") && !report.contains("token"));
        press(Qt::Key_R);   // and again, now it works
        QTRY_COMPARE(jobs().find(job)->attempt, 2);
        m_lone->cloud.settle();
        QTRY_VERIFY((m_lone->cloud.settle(), jobs().find(job)->state == Job::State::Done));
    }
    void foldsThePartsOfABatch()
    {
        std::vector<Jobs::Part> parts;
        for (int i = 0; i < 20; ++i)
            parts.push_back({ QString("part %1").arg(i), {}, [this] { return m_lone->workspace.session().get("compute", "/flavors/detail"); }, {}, {}, i < 2 ? "Not now." : "" });
        const int batch = jobs().runBatch("server", "Look", parts);
        QCOMPARE(jobs().running(), 1);
        QVERIFY(std::count_if(jobs().all().begin(), jobs().all().end(), [](const auto& job) { return job.parent && job.state == Job::State::Running; }) <= 6);
        QTRY_COMPARE(jobs().find(batch)->state, Job::State::Done);
        m_drawer->toggle();
        QVERIFY(m_drawer->row(batch));
        QCOMPARE(m_drawer->findChildren<kit::TaskRow*>().size(), 1);
        m_drawer->row(batch)->setOpen(true);
        QTRY_VERIFY(textsOf(batch).contains("part 0: Not now."));
        QVERIFY(textsOf(batch).contains("part 19"));
    }
    void cancelLeavesTheRestOfABatch()
    {
        std::vector<Jobs::Part> parts;
        for (int i = 0; i < 50; ++i)
            parts.push_back({ QString::number(i), {}, [this] { return m_lone->workspace.session().get("compute", "/flavors/detail"); }, {}, {}, {} });
        const int batch = jobs().runBatch("server", "Look", parts);
        jobs().cancel(batch);
        QTRY_COMPARE(jobs().find(batch)->state, Job::State::Failed);
        QVERIFY(m_lone->cloud.server().askedFor("GET", "/compute/v2.1/flavors/detail").size() < 20);
    }
    void retriesInItsOwnProjectOnly()
    {
        auto& session = m_lone->workspace.session();
        const auto sent = [this] { return m_lone->cloud.server().askedFor("PUT", "/object-store/v1/AUTH_p1/backup/db.dump").size(); };
        m_lone->cloud.refuseNext("PUT", test::Answer { 409, "{}" });
        const int job = jobs().run("upload", "Upload db.dump", [&session] { return session.put("object-store", "/backup/db.dump", {}); });
        QTRY_COMPARE(jobs().find(job)->state, Job::State::Failed);
        QVERIFY(shell::contentOf(jobs(), *jobs().find(job)).retryable);
        session.switchProject("p2");
        QTRY_COMPARE(session.facts().projectId, QString("p2"));
        QVERIFY(!shell::contentOf(jobs(), *jobs().find(job)).retryable);
        jobs().retry(job);
        QCOMPARE(jobs().find(job)->state, Job::State::Failed);
        QCOMPARE(jobs().find(job)->attempt, 1);
        QCOMPARE(sent(), 1);
        session.switchProject("p1");
        QTRY_COMPARE(session.facts().projectId, QString("p1"));
        QVERIFY(shell::contentOf(jobs(), *jobs().find(job)).retryable);
        jobs().retry(job);
        QTRY_COMPARE(sent(), 2);
    }
    void aSwitchLeavesTheRestOfABatch()
    {
        using Answered = QPromise<Result<client::Reply>>;
        auto& session = m_lone->workspace.session();
        std::vector<std::shared_ptr<Answered>> calls;
        std::vector<Jobs::Part> parts;
        for (int i = 0; i < 20; ++i)
            parts.push_back({ QString::number(i), {}, [&calls] {
                                 calls.push_back(std::make_shared<Answered>());
                                 calls.back()->start();
                                 return calls.back()->future();
                             }, {}, {}, {} });
        const int batch = jobs().runBatch("trash-2", "Delete", parts);
        const auto begun = calls.size();
        QVERIFY(begun > 0 && begun < 20);
        session.switchProject("p2");
        QTRY_COMPARE(session.facts().projectId, QString("p2"));
        for (std::size_t i = 0; i < begun; ++i) {
            calls[i]->addResult(client::Reply { 204 });
            calls[i]->finish();
        }
        QTRY_COMPARE(jobs().find(batch)->state, Job::State::Failed);
        QCOMPARE(calls.size(), begun);
        const auto done = jobs().parts(batch);
        QCOMPARE(std::size_t(std::count_if(done.begin(), done.end(), [](const Job* part) { return part->state == Job::State::Done; })), begun);
    }
    void estimatesByWhatTheKindTook()
    {
        Job job;
        job.state = Job::State::Running;
        job.started = QDateTime::currentDateTimeUtc();
        job.kind = "snapshot";
        QCOMPARE(jobs().secondsLeft(job), -1);
        JobTimes times;
        times.add("snapshot", 60'000);
        times.add("snapshot", 62'000);
        times.add("snapshot", 600'000);
        QCOMPARE(times.usual("snapshot"), 62'000);
        job.progress = 50;
        job.started = job.started.addSecs(-30);
        QVERIFY(qAbs(jobs().secondsLeft(job) - 30) <= 1);
    }
};

SKYLAB_TEST(TasksTest)
#include "TasksTest.moc"
