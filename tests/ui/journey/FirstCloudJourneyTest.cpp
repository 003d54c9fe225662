#include "kit/StateView.h"
#include "support/TestMain.h"
#include "ui/first/FirstFixture.h"
#include "ui/journey/Stage.h"

#include <QFile>
#include <QPushButton>
#include <QTest>

using namespace skylab;
using namespace skylab::desktop;

/// J1: from a computer without a cloud to a living one, and back to it after the program was left. tests/ui/first has the page itself.
class FirstCloudJourneyTest : public test::FirstFixture {
    Q_OBJECT

    test::Hands m_hands { patience };

    void start()
    {
        openWindow("window.conf");
        makeCloud();
        connect(m_cloud.get(), &EmbeddedCloud::failed, m_window.get(), [](const Error& error) { qWarning("%s", qPrintable(error.message)); });
    }
    bool living()
    {
        return QTest::qWaitFor([this] { return m_window->currentPanel() && m_window->current()->state() == shell::CloudView::State::Live && m_window->workspace().live().state() == client::EventStream::State::Live; }, patience);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_config.dataDir = m_home.filePath("data");
    }
    void cleanupTestCase() { leave(); }

    void fromNothingToALivingCloud()
    {
        const test::Stopwatch watch;
        start();
        const test::Watchdog watchdog;
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        watch.tell("J1 window");
        QVERIFY(FirstRun::isFirst(m_config));
        (new FirstRun(*m_cloud, *m_window, m_cloud.get()))->begin();
        auto* create = m_window->findChild<QPushButton*>("createCloud");
        QTRY_VERIFY_WITH_TIMEOUT(create->isEnabled(), patience);
        watch.tell("J1 computer looked at");
        m_hands.click(create);
        QVERIFY(living());
        watch.tell("J1 a living cloud");
        // An empty list says what to do next, and the cloud has what that takes.
        m_hands.clickItem(m_window->current()->navigation(), "Instances");
        auto& servers = m_window->workspace().collection("servers");
        QTRY_COMPARE_WITH_TIMEOUT(servers.state(), model::Collection::State::Ready, patience);
        QCOMPARE(servers.model().rowCount(), 0);
        auto* place = m_window->currentPanel()->findChild<kit::StateView*>();
        QTRY_VERIFY(place && place->isVisible() && !test::Stage::texts(place).isEmpty());
        QVERIFY(place->findChild<QPushButton*>());
        for (const auto name : { "networks", "flavors" }) {
            auto& collection = m_window->workspace().collection(name);
            collection.want();
            QTRY_COMPARE_WITH_TIMEOUT(collection.state(), model::Collection::State::Ready, patience);
            QVERIFY2(collection.model().rowCount() > 0, name);
        }
        QVERIFY(QFile::exists(m_config.dataDir + "/clouds.yaml"));
        QVERIFY2(watchdog.isCalm(), qPrintable(watchdog.report()));
        leave();
    }
    void isThereAgainTheNextTime()
    {
        const test::Stopwatch watch;
        start();
        QVERIFY(!FirstRun::isFirst(m_config));
        m_cloud->start();
        QVERIFY(living());
        watch.tell("J1 the next start");
        leave();
    }
};

SKYLAB_TEST(FirstCloudJourneyTest)
#include "FirstCloudJourneyTest.moc"
