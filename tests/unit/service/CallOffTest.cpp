#include "Toys.h"

#include "support/TestMain.h"

#include <QJsonDocument>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

/// What its second step does stays.
class LastingTask : public service::Task {
public:
    explicit LastingTask(QStringList& trace) : m_trace(trace) { }
    std::vector<service::TaskStep> steps() override
    {
        const auto step = [this](const char* name, bool irreversible) {
            const auto line = QString::fromLatin1(name);
            return service::TaskStep {
                .name = line,
                .run = [this, line](service::TaskContext&) -> Result<> {
                    m_trace << line;
                    return {};
                },
                .undo = [this, line](service::TaskContext&) { m_trace << u'-' + line; },
                .irreversible = irreversible,
            };
        };
        return { step("one", false), step("two", true), step("three", false) };
    }
    void failed(service::TaskContext&, const Error& error) override { m_trace << error.message; }

private:
    QStringList& m_trace;
};

} // namespace

/// Until when work can be called off.
class CallOffTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QStringList m_trace;      // one task runs at a time
    std::unique_ptr<service::Chassis> m_chassis;
    std::unique_ptr<ToyService> m_toys;

    service::TaskRunner& tasks() { return m_chassis->tasks(); }
    QString enqueue()
    {
        return m_toys->database().write([&](db::Transaction& transaction) {
            return tasks().enqueue(transaction, service::Context::system(), { QStringLiteral("toy.last"), QStringLiteral("toy"), QStringLiteral("r"), QStringLiteral("r"), QStringLiteral("p1") });
        }).value();
    }
    static QStringList words(const char* text) { return QString::fromLatin1(text).split(u',', Qt::SkipEmptyParts); }

private Q_SLOTS:
    void init()
    {
        m_trace.clear();
        m_chassis = service::Chassis::open({ .dataDir = m_dir.path() }).value();
        m_toys = std::make_unique<ToyService>(*m_chassis);
        QVERIFY(m_toys->open());
        tasks().addKind(QStringLiteral("toy.last"), m_toys->database(), [this](const service::TaskRow&) { return std::make_unique<LastingTask>(m_trace); });
        QVERIFY(m_chassis->events().start());
    }
    void cleanup()
    {
        tasks().stop();
        m_chassis->events().stop();
        m_toys.reset();
        m_chassis.reset();
    }

    void behindWhatStaysItComesTooLate_data()
    {
        QTest::addColumn<int>("after");
        QTest::addColumn<QStringList>("trace");
        QTest::addColumn<QString>("state");
        QTest::newRow("before") << 0 << words("one,-two,-one,Cancelled by the user.") << QStringLiteral("cancelled");
        QTest::newRow("behind") << 1 << words("one,two,three") << QStringLiteral("done");
    }
    void behindWhatStaysItComesTooLate()
    {
        QFETCH(int, after);
        tasks().afterStep = [&](const service::TaskRow& row, int step) {
            if (step == after && !tasks().cancel(row.id))
                m_trace << QStringLiteral("can't be called off");
        };
        const auto id = enqueue();
        QVERIFY(tasks().start());
        QVERIFY(tasks().waitIdle(5000));
        QTEST(m_trace, "trace");
        QTEST(tasks().show(id)->state, "state");
    }
    /// The process ended in the middle of a step of a task that was called off.
    void soItDoesWhenTheStepWasCutOff_data()
    {
        QTest::addColumn<int>("during");
        QTest::addColumn<QStringList>("trace");
        QTest::addColumn<QString>("state");
        QTest::newRow("before") << 0 << words("-one,Cancelled by the user.") << QStringLiteral("cancelled");
        QTest::newRow("within") << 1 << words("two,three") << QStringLiteral("done");
        QTest::newRow("behind") << 2 << words("three") << QStringLiteral("done");
    }
    void soItDoesWhenTheStepWasCutOff()
    {
        QFETCH(int, during);
        const auto id = enqueue();
        QJsonArray steps;
        for (int i = 0; i < 3; ++i)
            steps.append(QJsonObject { { QStringLiteral("name"), QString::number(i) }, { QStringLiteral("state"), i < during ? QStringLiteral("done") : i == during ? QStringLiteral("running") : QStringLiteral("pending") } });
        QVERIFY(m_toys->database().write([&](db::Transaction& transaction) {
            return transaction.execute(QStringLiteral("UPDATE tasks SET state = 'running', steps_done = ?, steps = ?, cancel_requested = ? WHERE id = ?"), during, steps, true, id);
        }));
        QVERIFY(tasks().start());
        QVERIFY(tasks().waitIdle(5000));
        QTEST(m_trace, "trace");
        QTEST(tasks().show(id)->state, "state");
    }
};
SKYLAB_TEST(CallOffTest)
#include "CallOffTest.moc"
