#include "model/Workspace.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QSignalSpy>
#include <QTest>

using namespace skylab;
using namespace skylab::model;
using Live = client::EventStream::State;

namespace {

Source sourceOf(const char* id, const char* service, const char* path, const char* itemKey)
{
    Source source;
    source.id = QLatin1String(id);
    source.service = QLatin1String(service);
    source.path = QLatin1String(path);
    source.key = source.id;
    source.itemPath = QStringLiteral("/%1/%2").arg(source.id, "%1");
    source.itemKey = QLatin1String(itemKey);
    source.eventTypes = QStringList { source.itemKey };
    source.busy = [](const QJsonObject& row) { return row[u"status"].toString() == u"BUILD"; };
    return source;
}

} // namespace

/// How what is shown follows the cloud: by events, by replay after a gap, by polling.
class LiveTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<Workspace> m_workspace;
    Collection& servers() { return m_workspace->collection("servers"); }
    int listings(const char* path) { return int(m_cloud->server().askedFor("GET", QLatin1String(path)).size()); }

    struct Gate {
        bool open = false;
        int waiting = 0;
    };
    /// Lets no stream in that the cloud would admit, until it is opened.
    std::shared_ptr<Gate> closeGate()
    {
        auto gate = std::make_shared<Gate>();
        m_cloud->server().admit = [gate, admit = m_cloud->server().admit](const test::Ask& ask) {
            auto answer = admit(ask);
            if (answer.status == 101 && !gate->open) {
                ++gate->waiting;
                answer.status = 503;
            }
            return answer;
        };
        return gate;
    }

    void signIn(Live state)
    {
        m_workspace->session().signIn(m_cloud->connection());
        QTRY_COMPARE(m_workspace->live().state(), state);
        for (const auto* id : { "servers", "volumes" })
            m_workspace->collection(id).want();
        QTRY_COMPARE(servers().state(), Collection::State::Ready);
        QTRY_COMPARE(m_workspace->collection("volumes").state(), Collection::State::Ready);
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_workspace = std::make_unique<Workspace>();
        m_workspace->addSource(sourceOf("servers", "compute", "/servers/detail", "server"));
        m_workspace->addSource(sourceOf("volumes", "block-storage", "/volumes/detail", "volume"));
    }
    void cleanup()
    {
        m_workspace.reset();
        m_cloud.reset();
    }

    void replaysWhatItMissed()
    {
        signIn(Live::Live);
        const int before = listings("/compute/v2.1/servers/detail");
        m_cloud->server().setListening(false);
        m_cloud->cutStreams();
        QTRY_COMPARE(m_workspace->live().state(), Live::Stale);
        QVERIFY(m_workspace->live().asOf().secsTo(QDateTime::currentDateTimeUtc()) < 5);
        m_cloud->put("/compute/v2.1/servers", { { "id", "missed" }, { "name", "missed" }, { "status", "ACTIVE" } });
        m_cloud->server().setListening(true);
        QTRY_VERIFY_WITH_TIMEOUT(servers().model().contains("missed"), 10'000);
        QCOMPARE(m_workspace->live().state(), Live::Live);
        QCOMPARE(listings("/compute/v2.1/servers/detail"), before);   // by events alone
    }
    void loadsAllWhenTheLogWasCut()
    {
        signIn(Live::Live);
        m_cloud->server().setListening(false);
        m_cloud->cutStreams();
        QTRY_COMPARE(m_workspace->live().state(), Live::Stale);
        m_cloud->put("/compute/v2.1/servers", { { "id", "missed" }, { "name", "missed" }, { "status", "ACTIVE" } });
        m_cloud->cutLog();
        m_cloud->server().setListening(true);
        QTRY_VERIFY_WITH_TIMEOUT(servers().model().contains("missed"), 10'000);
        QTRY_COMPARE(m_workspace->live().state(), Live::Live);
    }
    void loadsAllOnceItFollowsAgain()
    {
        signIn(Live::Live);
        const auto gate = closeGate();
        m_cloud->cutStreams();
        m_cloud->put("/compute/v2.1/servers", { { "id", "missed" }, { "name", "missed" }, { "status", "ACTIVE" } });
        m_cloud->cutLog();
        QTRY_VERIFY_WITH_TIMEOUT(gate->waiting > 0, 10'000);   // refused for its log, it wants to join anew
        test::untilIdle();
        m_cloud->put("/compute/v2.1/servers", { { "id", "between" }, { "name", "between" }, { "status", "ACTIVE" } });
        gate->open = true;
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->live().state(), Live::Live, 10'000);
        QTRY_VERIFY(servers().model().contains("missed") && servers().model().contains("between"));
    }
    void loadsAgainWhatWasLoadedBeforeItFollowed()
    {
        const auto gate = closeGate();
        m_workspace->session().signIn(m_cloud->connection());
        QTRY_VERIFY_WITH_TIMEOUT(gate->waiting > 0, 10'000);
        servers().want();
        QTRY_COMPARE(servers().state(), Collection::State::Ready);
        m_cloud->put("/compute/v2.1/servers", { { "id", "between" }, { "name", "between" }, { "status", "ACTIVE" } });
        gate->open = true;
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->live().state(), Live::Live, 10'000);
        QTRY_VERIFY(servers().model().contains("between"));
    }
    void eventsOvertakeAnswers()
    {
        const QString path = "/compute/v2.1/servers";
        signIn(Live::Live);
        m_cloud->put(path, { { "id", "brief" }, { "name", "brief" }, { "status", "BUILD" } });
        QTRY_VERIFY(servers().model().contains("brief"));
        // Changed while the answer is under way: asked anew. Gone: it stays gone.
        m_cloud->server().hold(path + "/brief");
        bool done = false;
        servers().loadRow("brief", [&done] { done = true; });
        QTRY_COMPARE(listings("/compute/v2.1/servers/brief"), 1);
        m_cloud->put(path, { { "id", "brief" }, { "name", "brief" }, { "status", "ACTIVE" } });
        QTRY_COMPARE(servers().model().row("brief")[u"status"].toString(), QString("ACTIVE"));
        m_cloud->server().letGo();
        QTRY_VERIFY(done);
        QCOMPARE(servers().model().row("brief")[u"status"].toString(), QString("ACTIVE"));
        for (const bool whole : { false, true }) {
            done = false;
            const QString held = whole ? path + "/detail" : path + "/brief";
            const int before = listings(held.toLatin1().constData());
            m_cloud->server().hold(held);
            if (whole)
                servers().reload();
            else
                servers().loadRow("brief", [&done] { done = true; });
            QTRY_COMPARE(listings(held.toLatin1().constData()), before + 1);
            m_cloud->remove(path, "brief");
            QTRY_VERIFY(!servers().model().contains("brief"));
            QSignalSpy loaded(&servers(), &Collection::stateChanged);
            m_cloud->server().letGo();
            if (whole)
                QTRY_VERIFY(!loaded.isEmpty());
            else
                QTRY_VERIFY(done);
            QVERIFY(!servers().model().contains("brief"));
            m_cloud->put(path, { { "id", "brief" }, { "name", "brief" }, { "status", "ACTIVE" } });
            QTRY_VERIFY(servers().model().contains("brief"));
        }
    }
    void aLateListingSetsNothingBack()
    {
        const QString path = "/compute/v2.1/servers";
        signIn(Live::Live);
        m_cloud->put(path, { { "id", "old" }, { "name", "old" }, { "status", "BUILD" } });
        QTRY_VERIFY(servers().model().contains("old"));
        const int before = listings("/compute/v2.1/servers/detail");
        m_cloud->server().hold(path + "/detail");      // its answer is made up now, and comes late
        servers().reload();
        QTRY_COMPARE(listings("/compute/v2.1/servers/detail"), before + 1);
        m_cloud->put(path, { { "id", "old" }, { "name", "old" }, { "status", "ACTIVE" } });
        m_cloud->put(path, { { "id", "new" }, { "name", "new" }, { "status", "ACTIVE" } });
        QTRY_COMPARE(servers().model().row("old")[u"status"].toString(), QString("ACTIVE"));
        QTRY_VERIFY(servers().model().contains("new"));
        QStringList states;
        connect(&servers().model(), &ResourceModel::rowChanged, &servers(), [&](const QString& id) { states << servers().model().row(id)[u"status"].toString(); });
        QSignalSpy loaded(&servers(), &Collection::stateChanged);
        m_cloud->server().letGo();
        QTRY_VERIFY(!loaded.isEmpty());
        QCOMPARE(servers().model().row("old")[u"status"].toString(), QString("ACTIVE"));
        QVERIFY(servers().model().contains("new"));
        QVERIFY2(!states.contains("BUILD"), qPrintable(states.join(u' ')));
    }
    void isReachableAgainByItself()
    {
        signIn(Live::Live);
        m_cloud->server().setListening(false);
        m_cloud->cutStreams();
        servers().reload();
        QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->isReachable(), 10'000);
        m_cloud->server().setListening(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isReachable() && m_workspace->live().state() == Live::Live, 20'000);
        QTRY_VERIFY(servers().error().message.isEmpty());
    }
    void pollsWhatIsShownAndBusyRows()
    {
        m_cloud->hasExtras = false;
        m_cloud->put("/compute/v2.1/servers", { { "id", "slow" }, { "name", "slow" }, { "status", "BUILD" } });
        m_workspace->live().setShown("volumes");
        signIn(Live::Polling);
        const int servers = listings("/compute/v2.1/servers/detail"), volumes = listings("/volume/v3/volumes/detail");
        QTRY_VERIFY_WITH_TIMEOUT(listings("/compute/v2.1/servers/slow") >= 2, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(listings("/volume/v3/volumes/detail"), volumes + 1, 15'000);
        QCOMPARE(listings("/compute/v2.1/servers/detail"), servers);   // not shown
        m_cloud->table("/compute/v2.1/servers")["slow"]["status"] = "ACTIVE";
        QTRY_COMPARE_WITH_TIMEOUT(this->servers().model().row("slow")[u"status"].toString(), QString("ACTIVE"), 10'000);
    }
    void loadsWhatIsShownAgainWhenItIsOld()
    {
        m_cloud->hasExtras = false;
        signIn(Live::Polling);
        const int volumes = listings("/volume/v3/volumes/detail");
        m_workspace->live().setShown("volumes");   // just loaded
        test::untilIdle();
        QCOMPARE(listings("/volume/v3/volumes/detail"), volumes);
        QVERIFY(m_workspace->live().asOf().isValid());
    }
    void undoesOneOfSeveral()
    {
        Undo undo;
        QSignalSpy pushed(&undo, &Undo::pushed), gone(&undo, &Undo::gone);
        QString done;
        undo.push("a", [&] { done += 'a'; });
        undo.push("b", [&] { done += 'b'; });
        undo.push("c", [&] { done += 'c'; });
        QVERIFY(undo.undo(pushed[1][1].toInt()));
        QVERIFY(!undo.undo(pushed[1][1].toInt()));
        QVERIFY(undo.undo());
        QCOMPARE(done, QString("bc"));
        QCOMPARE(undo.count(), 1);
        QCOMPARE(gone.size(), 2);
    }
};

SKYLAB_TEST(LiveTest)
#include "LiveTest.moc"
