#include "kit/DataTable.h"
#include "kit/FilterBar.h"
#include "panel/Panels.h"
#include "panel/ResourcePanel.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;
using State = kit::DataTable::State;

/// The Instances page in each of its states, in each look; like ScreenshotsTest.
class StatesShotsTest : public QObject {
    Q_OBJECT

    const QString serversPath = "/compute/v2.1/servers/detail";
    QTemporaryDir m_home;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;

    void shoot(const QString& name) { test::leavePicture(m_window.get(), QStringLiteral("state-%1-%2").arg(name, QLatin1String(QTest::currentDataTag()))); }
    /// A window that shows the page, in this state.
    void show(State state)
    {
        m_window.reset();
        m_settings = std::make_unique<shell::Settings>(m_home.filePath("states.conf"));
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        auto* page = qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
        QVERIFY(page);
        QTRY_COMPARE(page->table()->state(), state);
    }
    static void looks()
    {
        QTest::addColumn<theme::Theme::Mode>("mode");
        QTest::addColumn<bool>("contrast");
        QTest::addColumn<bool>("korean");
        QTest::newRow("light") << theme::Theme::Mode::Light << false << false;
        QTest::newRow("dark") << theme::Theme::Mode::Dark << false << false;
        QTest::newRow("contrast-light") << theme::Theme::Mode::Light << true << false;
        QTest::newRow("contrast-dark") << theme::Theme::Mode::Dark << true << false;
        QTest::newRow("korean") << theme::Theme::Mode::Light << false << true;
    }

private Q_SLOTS:
    void instances_data() { looks(); }
    void instances()
    {
        QFETCH(theme::Theme::Mode, mode);
        QFETCH(bool, contrast);
        QFETCH(bool, korean);
        auto& theme = theme::Theme::instance();
        theme.setMode(mode);
        theme.setContrast(contrast ? theme::Theme::Contrast::High : theme::Theme::Contrast::Normal);
        QTranslator translator;
        QVERIFY(translator.load(":/i18n/skylab_ko.qm"));
        if (korean)
            QCoreApplication::installTranslator(&translator);

        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_cloud->table("/compute/v2.1/servers").clear();
        show(State::Empty);
        shoot("empty");
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_cloud->server().hold(serversPath);
        show(State::Loading);
        shoot("loading");
        m_cloud->server().letGo();
        auto* page = static_cast<panel::ResourcePanel*>(m_window->currentPanel());
        QTRY_COMPARE(page->table()->state(), State::Rows);
        shoot("filled");
        page->table()->filters()->edit()->setText("name:nothing-is-called-so");
        QTRY_COMPARE(page->table()->state(), State::Filtered);
        shoot("filtered");
        m_cloud->refuseAt("GET", serversPath, test::Answer::json(QJsonObject { { "message", "The database of the compute service can't be reached." } }, 500));
        show(State::Failed);
        shoot("failed");
        m_cloud->refuseAt("GET", serversPath, test::Answer::json(QJsonObject { { "forbidden", QJsonObject { { "code", 403 }, { "message", "Policy doesn't allow os_compute_api:servers:detail to be performed." } } } }, 403));
        show(State::Failed);
        shoot("forbidden");
        QCoreApplication::removeTranslator(&translator);
        m_window.reset();
    }
    void cleanup()
    {
        m_window.reset();
        theme::Theme::instance().setContrast(theme::Theme::Contrast::Normal);
        theme::Theme::instance().setMode(theme::Theme::Mode::Light);
    }
};

SKYLAB_TEST(StatesShotsTest)
#include "StatesShotsTest.moc"
