#include "Toys.h"

#include "support/TestMain.h"

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

using namespace skylab;
using namespace skylab::test;

namespace {

struct Trace {
    std::mutex mutex;
    QStringList lines;
    void add(const QString& line)
    {
        const std::lock_guard lock(mutex);
        lines << line;
    }
    bool has(const QString& line)
    {
        const std::lock_guard lock(mutex);
        return lines.contains(line);
    }
};

class ToyTask : public service::Task {
public:
    ToyTask(Trace& trace, const std::atomic<bool>& mayEnd) : m_trace(trace), m_mayEnd(mayEnd) { }
    std::vector<service::TaskStep> steps() override
    {
        std::vector<service::TaskStep> all;
        for (const auto* name : { "one", "two", "three" }) {
            const auto step = QString::fromLatin1(name);
            all.push_back({ step,
                [this, step](service::TaskContext& context) -> Result<> {
                    m_trace.add(step);
                    context.payload().insert(step, true);
                    if (context.payloadString(QStringLiteral("fail_at")) == step)
                        return fail(Error { ErrorCode::Unavailable, QStringLiteral("the spring broke"), {}, {}, QStringLiteral("of steel") });
                    if (context.payloadString(QStringLiteral("fail_at")) == u"wait" && step == u"two")
                        return waitForIt(context);
                    return {};
                },
                [this, step](service::TaskContext&) { m_trace.add(u'-' + step); } });
        }
        return all;
    }
    void failed(service::TaskContext&, const Error& error) override
    {
        m_trace.add(QStringLiteral("failed: ") + error.message);
        m_trace.add(QStringLiteral("code %1 %2").arg(int(error.code)).arg(error.details));
    }

private:
    Result<> waitForIt(service::TaskContext& context)
    {
        m_trace.add(QStringLiteral("waits"));
        while (!m_mayEnd) {
            if (context.isCancelled())
                return fail(ErrorCode::Cancelled, QStringLiteral("The wait was called off."));
            if (context.isStopping())
                return fail(ErrorCode::Cancelled, QStringLiteral("The process ends."));
            std::this_thread::yield();
        }
        return {};
    }

    Trace& m_trace;
    const std::atomic<bool>& m_mayEnd;
};

/// Waits for what another task does.
class WaitingTask : public service::Task {
public:
    WaitingTask(service::TaskRunner& runner, std::atomic<int>& inside, const std::atomic<bool>& mayEnd) : m_runner(runner), m_inside(inside), m_mayEnd(mayEnd) { }
    std::vector<service::TaskStep> steps() override
    {
        return { { QStringLiteral("wait"), [this](service::TaskContext& context) -> Result<> {
            const service::TaskWait wait(m_runner, context.row().kind);
            ++m_inside;
            std::mutex mutex;
            std::condition_variable never;
            for (std::unique_lock lock(mutex); !m_mayEnd && !context.isStopping();)
                never.wait_for(lock, std::chrono::milliseconds(5));
            --m_inside;
            return m_mayEnd ? Result<>() : fail(ErrorCode::Cancelled, QStringLiteral("The process ends."));
        } } };
    }
    void failed(service::TaskContext&, const Error&) override { }

private:
    service::TaskRunner& m_runner;
    std::atomic<int>& m_inside;
    const std::atomic<bool>& m_mayEnd;
};

} // namespace

class TaskTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Trace m_trace;
    std::atomic<bool> m_mayEnd { false };
    std::atomic<int> m_inside { 0 };
    std::unique_ptr<service::Chassis> m_chassis;
    std::unique_ptr<ToyService> m_toys;

    void open()
    {
        m_chassis = service::Chassis::open({ .dataDir = m_dir.path() }).value();
        m_toys = std::make_unique<ToyService>(*m_chassis);
        QVERIFY(m_toys->open());
        m_chassis->tasks().addKind(QStringLiteral("toy.build"), m_toys->database(), [this](const service::TaskRow&) { return std::make_unique<ToyTask>(m_trace, m_mayEnd); });
        m_chassis->tasks().addKind(QStringLiteral("toy.wait"), m_toys->database(), [this](const service::TaskRow&) { return std::make_unique<WaitingTask>(m_chassis->tasks(), m_inside, m_mayEnd); });
        m_chassis->tasks().addKind(QStringLiteral("toy.delete"), m_toys->database(), [this](const service::TaskRow&) { return std::make_unique<ToyTask>(m_trace, m_mayEnd); }, service::TaskRunner::Cancel::Refused);
        QVERIFY(m_chassis->events().start());
    }
    void close()
    {
        m_chassis->tasks().stop();
        m_chassis->events().stop();
        m_toys.reset();
        m_chassis.reset();
    }
    QString enqueue(const QString& resource, const QString& failAt = {}, const QString& kind = QStringLiteral("toy.build"))
    {
        return m_toys->database().write([&](db::Transaction& transaction) {
            return m_chassis->tasks().enqueue(transaction, service::Context::system(), { kind, QStringLiteral("toy"), resource, resource, QStringLiteral("p1"), { { QStringLiteral("fail_at"), failAt } } });
        }).value();
    }

    void change(const QString& sql)
    {
        QVERIFY(m_toys->database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(sql));
            return {};
        }));
    }
    /// As a database whose disk is full, until it has room again.
    void takeRoom() { change(QStringLiteral("CREATE TRIGGER full BEFORE UPDATE ON tasks BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")); }
    void giveRoom() { change(QStringLiteral("DROP TRIGGER full")); }

private Q_SLOTS:
    void init()
    {
        m_trace.lines.clear();
        m_mayEnd = false;
        open();
    }
    void cleanup() { close(); }

    void runsAllSteps()
    {
        QVERIFY(m_chassis->tasks().start());
        const auto id = enqueue(QStringLiteral("r1"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        const auto row = m_chassis->tasks().show(id).value();
        QCOMPARE(row.state, QStringLiteral("done"));
        QCOMPARE(row.progress, 100);
        QCOMPARE(row.steps[2][u"state"].toString(), QStringLiteral("done"));
        QCOMPARE(m_trace.lines.join(u' '), QStringLiteral("one two three"));
        QVERIFY(!m_chassis->tasks().cancel(id));
    }
    void canBeWaitedForByItsResource()
    {
        auto& tasks = m_chassis->tasks();
        const auto id = enqueue(QStringLiteral("r1"), QStringLiteral("wait"));
        QVERIFY(!tasks.waitFor(QStringLiteral("r1"), 20));      // not begun
        QVERIFY(tasks.start());
        QTRY_VERIFY(m_trace.has(QStringLiteral("waits")));
        QVERIFY(!tasks.waitFor(QStringLiteral("r1"), 20));      // at work
        QVERIFY(tasks.waitFor(QStringLiteral("another"), 20));
        std::thread later([this] { m_mayEnd = true; });
        QVERIFY(tasks.waitFor(QStringLiteral("r1"), 5000));
        later.join();
        QCOMPARE(tasks.show(id)->state, QStringLiteral("done"));
    }
    void undoesInReverseAndTells()
    {
        QVERIFY(m_chassis->tasks().start());
        const auto id = enqueue(QStringLiteral("r2"), QStringLiteral("two"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_trace.lines.join(u' '), QStringLiteral("one two -two -one failed: the spring broke code %1 of steel").arg(int(ErrorCode::Unavailable)));
        const auto row = m_chassis->tasks().show(id).value();
        QCOMPARE(row.state, QStringLiteral("error"));
        QCOMPARE(row.error, QStringLiteral("the spring broke"));
    }
    void goesOnAfterARestart()
    {
        const auto id = enqueue(QStringLiteral("r3"));      // the runner was never started: as after a crash
        close();
        open();
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("done"));
    }
    /// An older version that made more steps of it, or fewer.
    void beginsAgainWhenItsStepsAreOthers()
    {
        const auto id = enqueue(QStringLiteral("r15"));
        change(QStringLiteral("UPDATE tasks SET state = 'running', steps_done = 1, steps = '[{\"name\":\"a\"},{\"name\":\"b\"}]' WHERE id = '%1'").arg(id));
        close();
        open();
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("done"));
        QCOMPARE(m_trace.lines.join(u' '), QStringLiteral("one two three"));
    }
    void tellsWhenTasksEnd()
    {
        QStringList ends;      // one at a time
        m_chassis->tasks().onEnd(QStringLiteral("toy"), [&](const service::TaskRow& row) { ends << row.state + u' ' + m_chassis->tasks().show(row.id)->state; });
        m_chassis->tasks().onEnd(QStringLiteral("other"), [&](const service::TaskRow&) { ends << QStringLiteral("other"); });
        QVERIFY(m_chassis->tasks().start());
        enqueue(QStringLiteral("r14"));
        enqueue(QStringLiteral("r14"), QStringLiteral("two"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(ends, (QStringList { QStringLiteral("done done"), QStringLiteral("error error") }));
    }
    /// Requests are served before the runner starts: what they ask for waits for what was left.
    /// At the start, and later while others end.
    void forgetsWhatEndedLongAgo()
    {
        const auto ended = [this](const QString& resource) {
            const auto id = enqueue(resource);
            return m_chassis->tasks().waitIdle(5000) ? id : QString();
        };
        const auto age = [this](const QString& id, qint64 seconds) {
            const auto then = QString::number(Clock::now().addSeconds(-seconds).micros);
            change(QStringLiteral("UPDATE tasks SET created_at = %1, updated_at = %1 WHERE id = '%2'").arg(then, id));
        };
        constexpr auto kept = service::TaskRunner::keptSeconds;
        QVERIFY(m_chassis->tasks().start());
        const auto old = ended(QStringLiteral("r1")), young = ended(QStringLiteral("r1")), aging = ended(QStringLiteral("r1"));
        age(old, kept + 60);
        age(young, kept - 6 * 3600);
        age(aging, kept - 60);
        close();
        open();
        const auto pending = enqueue(QStringLiteral("r2"));
        age(pending, kept + 60);
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QVERIFY(!m_chassis->tasks().show(old));
        QCOMPARE(m_chassis->tasks().show(old).error().code, ErrorCode::NotFound);
        QCOMPARE(m_chassis->tasks().show(pending)->state, QStringLiteral("done"));
        QVERIFY(m_chassis->tasks().show(young));
        QVERIFY(m_chassis->tasks().show(aging));
        Clock::shift(2 * 3600);
        const auto back = qScopeGuard([] { Clock::shift(-2 * 3600); });
        ended(QStringLiteral("r3"));
        QVERIFY(!m_chassis->tasks().show(aging));
        QVERIFY(m_chassis->tasks().show(young));
    }
    void whatWasLeftComesFirst()
    {
        const auto resource = QStringLiteral("r11");
        QStringList asked { enqueue(resource), enqueue(resource) };
        close();
        open();
        QStringList begun;      // one at a time
        m_chassis->tasks().beforeStep = [&](const service::TaskRow& row, int step) {
            if (step == 0)
                begun << row.id;
        };
        asked << enqueue(resource) << enqueue(resource);
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(begun, asked);
    }
    void runsOneAtATimePerResource()
    {
        std::atomic<int> inside { 0 };
        std::atomic<bool> overlapped { false };
        m_chassis->tasks().beforeStep = [&](const service::TaskRow& row, int) {
            if (row.resourceId != u"r4")
                return;
            if (++inside > 1)
                overlapped = true;
            std::this_thread::yield();
            --inside;
        };
        for (int i = 0; i < 4; ++i)
            enqueue(QStringLiteral("r4"));
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QVERIFY(!overlapped);
        QCOMPARE(m_trace.lines.count(QStringLiteral("three")), 4);
    }
    void cancelUndoes()
    {
        const auto id = enqueue(QStringLiteral("r5"));
        QVERIFY(m_chassis->tasks().cancel(id));
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("cancelled"));
        QVERIFY(!m_trace.lines.contains(QStringLiteral("one")));
    }
    void aKindMayRefuseToBeCalledOff()
    {
        const auto id = enqueue(QStringLiteral("r6"), {}, QStringLiteral("toy.delete"));
        const auto cancelled = m_chassis->tasks().cancel(id);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Conflict);
        QCOMPARE(service::toJson(m_chassis->tasks().show(id).value()).value(QStringLiteral("cancellable")), QJsonValue(false));
        QCOMPARE(service::toJson(m_chassis->tasks().show(enqueue(QStringLiteral("r7"))).value()).value(QStringLiteral("cancellable")), QJsonValue(true));
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("done"));
    }
    /// Whichever words the step that noticed it had.
    void whatIsCalledOffSaysSoInOneWay()
    {
        QVERIFY(m_chassis->tasks().start());
        const auto id = enqueue(QStringLiteral("r8"), QStringLiteral("wait"));
        QTRY_VERIFY(m_trace.has(QStringLiteral("waits")));
        QVERIFY(m_chassis->tasks().cancel(id));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        const auto row = m_chassis->tasks().show(id).value();
        QCOMPARE(row.state, QStringLiteral("cancelled"));
        QCOMPARE(row.error, QStringLiteral("Cancelled by the user."));
        QVERIFY(m_trace.has(QStringLiteral("failed: Cancelled by the user.")));
    }
    /// An undo that the end of the process cuts off may have given up: the next start repeats it, for the same reason.
    void undosThatAreCutOffAreRepeated_data()
    {
        QTest::addColumn<bool>("calledOff");
        QTest::addColumn<int>("during");
        QTest::addColumn<QString>("state");
        for (const int during : { 1, 0 }) {
            QTest::addRow("called off, step %d", during) << true << during << QStringLiteral("cancelled");
            QTest::addRow("failed, step %d", during) << false << during << QStringLiteral("error");
        }
    }
    void undosThatAreCutOffAreRepeated()
    {
        QFETCH(bool, calledOff);
        QFETCH(int, during);
        QFETCH(QString, state);
        std::thread killer;
        auto& tasks = m_chassis->tasks();
        tasks.beforeUndo = [&](const service::TaskRow&, int step) {
            if (step != during)
                return;
            killer = std::thread([&] { tasks.stop(); });
            while (!tasks.isStopping())
                std::this_thread::yield();
        };
        QVERIFY(tasks.start());
        const auto id = enqueue(QStringLiteral("r9"), calledOff ? QStringLiteral("wait") : QStringLiteral("two"));
        if (calledOff) {
            QTRY_VERIFY(m_trace.has(QStringLiteral("waits")));
            QVERIFY(tasks.cancel(id));
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_trace.has(during == 1 ? QStringLiteral("-two") : QStringLiteral("-one")), 5000);
        killer.join();
        close();
        QVERIFY(std::none_of(m_trace.lines.begin(), m_trace.lines.end(), [](const QString& line) { return line.startsWith(u"failed"); }));
        m_trace.lines.clear();
        open();
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("undoing"));
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        const auto row = m_chassis->tasks().show(id).value();
        QCOMPARE(row.state, state);
        QCOMPARE(row.error, calledOff ? QStringLiteral("Cancelled by the user.") : QStringLiteral("the spring broke"));
        QCOMPARE(m_trace.lines, (QStringList { QStringLiteral("-two"), QStringLiteral("-one"), QStringLiteral("failed: ") + row.error,
                                               QStringLiteral("code %1 %2").arg(int(calledOff ? ErrorCode::Cancelled : ErrorCode::Unavailable)).arg(calledOff ? QString() : QStringLiteral("of steel")) }));
    }
    /// Nothing is lost, and nothing is undone that the database calls running.
    void waitsForADatabaseThatCantBeWritten_data()
    {
        QTest::addColumn<int>("step");      // -1: all is undone
        QTest::addColumn<QString>("failAt");
        QTest::addColumn<QString>("last");      // what is done before it waits
        QTest::addColumn<QString>("meanwhile");
        QTest::newRow("before a step") << 0 << QString() << QStringLiteral("one") << QStringLiteral("running");
        QTest::newRow("before it is done") << 2 << QString() << QStringLiteral("three") << QStringLiteral("running");
        QTest::newRow("before the undo") << 1 << QStringLiteral("two") << QStringLiteral("two") << QStringLiteral("running");
        QTest::newRow("after the undo") << -1 << QStringLiteral("two") << QStringLiteral("code %1 of steel").arg(int(ErrorCode::Unavailable)) << QStringLiteral("undoing");
    }
    void waitsForADatabaseThatCantBeWritten()
    {
        QFETCH(int, step);
        QFETCH(QString, failAt);
        QFETCH(QString, last);
        QFETCH(QString, meanwhile);
        const auto expected = failAt.isEmpty() ? QStringLiteral("done") : QStringLiteral("error");
        for (const bool stops : { false, true }) {
            auto& tasks = m_chassis->tasks();
            const auto take = [this, step](const service::TaskRow&, int now) {
                if (now == step)
                    takeRoom();
            };
            (step < 0 ? tasks.beforeUndo : tasks.beforeStep) = take;
            m_trace.lines.clear();
            QVERIFY(tasks.start());
            const auto id = enqueue(QStringLiteral("r12"), failAt);
            QTRY_VERIFY_WITH_TIMEOUT(m_trace.has(last), 5000);
            QVERIFY(!tasks.waitIdle(300));
            QCOMPARE(m_trace.lines.last(), last);
            QCOMPARE(tasks.show(id)->state, meanwhile);
            if (stops) {
                close();
                open();
                QCOMPARE(m_trace.lines.last(), last);
                QCOMPARE(m_chassis->tasks().show(id)->state, meanwhile);
            }
            giveRoom();
            if (stops)
                QVERIFY(m_chassis->tasks().start());
            QVERIFY(m_chassis->tasks().waitIdle(10'000));
            QCOMPARE(m_chassis->tasks().show(id)->state, expected);
            QCOMPARE(m_trace.lines.contains(QStringLiteral("-one")), !failAt.isEmpty());
            close();
            open();
        }
    }
    void waitsForADatabaseThatCantBeRead()
    {
        QVERIFY(m_chassis->tasks().start());
        QString id;
        QVERIFY(m_toys->database().write([&](db::Transaction& transaction) -> Result<> {
            transaction.onCommit([&] { change(QStringLiteral("ALTER TABLE tasks RENAME TO absent")); });      // before the runner hears of it
            id = TRY(m_chassis->tasks().enqueue(transaction, service::Context::system(), { QStringLiteral("toy.build"), QStringLiteral("toy"), QStringLiteral("r13"), {}, QStringLiteral("p1"), {} }));
            return {};
        }));
        QVERIFY(!m_chassis->tasks().waitIdle(300));
        change(QStringLiteral("ALTER TABLE absent RENAME TO tasks"));
        QVERIFY(m_chassis->tasks().waitIdle(10'000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("done"));
    }
    /// A step that gives up because the process ends is no failure: it is run again at the next start.
    void stepsThatGiveUpForTheEndAreRunAgain()
    {
        QVERIFY(m_chassis->tasks().start());
        const auto id = enqueue(QStringLiteral("r7"), QStringLiteral("wait"));
        QTRY_VERIFY(m_trace.has(QStringLiteral("waits")));
        close();
        QVERIFY(!m_trace.has(QStringLiteral("-one")));
        open();
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("running"));
        m_mayEnd = true;
        QVERIFY(m_chassis->tasks().start());
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QCOMPARE(m_chassis->tasks().show(id)->state, QStringLiteral("done"));
    }
    /// As many servers that wait for their volumes as there are workers: these are made all the same.
    void thoseThatWaitKeepNobodyOut()
    {
        QVERIFY(m_chassis->tasks().start());
        QStringList waiting;
        for (int i = 0; i < 20; ++i)
            waiting << enqueue(QStringLiteral("w%1").arg(i), {}, QStringLiteral("toy.wait"));
        QTRY_VERIFY_WITH_TIMEOUT(m_inside >= 6, 5000);
        const auto id = enqueue(QStringLiteral("r10"));
        QTRY_COMPARE_WITH_TIMEOUT(m_chassis->tasks().show(id)->state, QStringLiteral("done"), 5000);
        QVERIFY(m_inside < 12);      // the others have no threads yet
        m_mayEnd = true;
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        for (const auto& one : waiting)
            QCOMPARE(m_chassis->tasks().show(one)->state, QStringLiteral("done"));
    }
    void publishesEachEventOnceAndInOrder()
    {
        std::vector<qint64> live;
        m_chassis->events().subscribe([&](const service::Event& event) { live.push_back(event.seq); });
        QVERIFY(m_chassis->tasks().start());
        const auto before = m_chassis->events().lastSeq();
        enqueue(QStringLiteral("r6"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        m_chassis->events().flush();
        const auto logged = m_chassis->events().since(before, 100, service::ProjectScope::of(QStringLiteral("p1"))).value();
        QVERIFY(logged.size() >= 4);
        QVERIFY(std::is_sorted(live.begin(), live.end()));
        QCOMPARE(logged.front().type, QStringLiteral("skylab.task.create"));
        QVERIFY(m_chassis->events().since(before, 100, service::ProjectScope::of(QStringLiteral("p2")))->empty());
    }
    /// Only who asks for all projects by name gets them; what is no project's is for administrators, too.
    void aScopeWithoutAProjectIsEmpty()
    {
        QVERIFY(m_chassis->tasks().start());
        const auto before = m_chassis->events().lastSeq();
        enqueue(QStringLiteral("r19"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        QVERIFY(m_toys->database().write([](db::Transaction& transaction) {
            return service::appendEvent(transaction, service::Context(), QStringLiteral("toy.toy.create"), QStringLiteral("nobody's"), {}, {});
        }));
        m_chassis->events().flush();
        const auto all = service::ProjectScope::all(), none = service::ProjectScope::of({}), own = service::ProjectScope::of(QStringLiteral("p1"));
        QCOMPARE(m_chassis->events().since(before, 100, all)->back().resourceId, QStringLiteral("nobody's"));
        QVERIFY(!m_chassis->events().since(before, 100, own)->empty());
        QVERIFY(m_chassis->events().since(before, 100, none)->empty());
        QVERIFY(!m_chassis->tasks().list(all, false, 10)->empty() && !m_chassis->tasks().list(own, false, 10)->empty());
        QVERIFY(m_chassis->tasks().list(none, false, 10)->empty());
        QVERIFY(all.contains({}) && own.contains(QStringLiteral("p1")));
        QVERIFY(!none.contains({}) && !none.contains(QStringLiteral("p1")) && !own.contains({}));
    }
    /// A reader may be given an event before the bus has counted it; what it saw last is in the log all the same.
    void followsFromWhateverItGaveOut()
    {
        QVERIFY(m_chassis->tasks().start());
        enqueue(QStringLiteral("r7"));
        QVERIFY(m_chassis->tasks().waitIdle(5000));
        m_chassis->events().flush();
        const auto last = m_chassis->events().lastSeq();
        const auto log = db::Database::open(m_chassis->databaseLocation(), QStringLiteral("events"), { { QStringLiteral("events") } }).value();
        QVERIFY(log->write([&](db::Transaction& transaction) {
            return transaction.execute(QStringLiteral("INSERT INTO events (event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at) SELECT 'e-new', type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at FROM events WHERE seq = ?"), last);
        }));
        QCOMPARE(m_chassis->events().since(last, 10, service::ProjectScope::all())->size(), std::size_t(1));
        QVERIFY(m_chassis->events().reaches(last + 1).value());
        QVERIFY(!m_chassis->events().reaches(last + 2).value());   // of another log
    }
};
SKYLAB_TEST(TaskTest)
#include "TaskTest.moc"
