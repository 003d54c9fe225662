#include "kit/DataTable.h"
#include "kit/FilterBar.h"
#include "panel/Panels.h"
#include "panel/ResourcePanel.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/Accepted.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QLineEdit>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;
using State = kit::DataTable::State;

/// The Instances page in each of its states, in each look; like ScreenshotsTest. Four of them are compared with what was accepted.
class StatesShotsTest : public QObject {
    Q_OBJECT

    const QString serversPath = "/compute/v2.1/servers/detail";
    QTemporaryDir m_home;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;

    void shoot(const QString& name)
    {
        static const QStringList states { "empty", "loading", "filled", "failed" }, looks { "light", "dark", "korean" };
        const auto look = QString::fromLatin1(QTest::currentDataTag());
        test::leavePicture(m_window.get(), QStringLiteral("state-%1-%2").arg(name, look));
        if (!states.contains(name) || !looks.contains(look) || m_window->devicePixelRatioF() != 1)
            return;
        const auto fault = test::differsFromAccepted(test::still(m_window.get()), QStringLiteral("%1-%2").arg(name, look));
        QVERIFY2(fault.isEmpty(), qPrintable(fault));
    }
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
        QTRY_COMPARE(m_window->workspace().live().state(), client::EventStream::State::Live);   // what was loaded before is loaded again then
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
        m_cloud->refuseAll("GET", serversPath, test::Answer::json(QJsonObject { { "message", "The database of the compute service can't be reached." } }, 500));
        show(State::Failed);
        shoot("failed");
        m_cloud->refuseAll("GET", serversPath, test::Answer::json(QJsonObject { { "forbidden", QJsonObject { { "code", 403 }, { "message", "Policy doesn't allow os_compute_api:servers:detail to be performed." } } } }, 403));
        show(State::Failed);
        shoot("forbidden");
        QCoreApplication::removeTranslator(&translator);
        m_window.reset();
    }
    /// In a process of its own: the factor holds from the start of one.
    void isCrispOnDenseScreens_data()
    {
        QTest::addColumn<double>("factor");
        QTest::newRow("1.5") << 1.5;
        QTest::newRow("2") << 2.0;
    }
    void isCrispOnDenseScreens()
    {
        QFETCH(double, factor);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_SCALE_FACTOR", QString::number(factor));
        environment.insert("SKYLAB_SCREENSHOTS", m_home.path());
        QProcess dense;
        dense.setProcessEnvironment(environment);
        dense.setProcessChannelMode(QProcess::MergedChannels);
        dense.start(QCoreApplication::applicationFilePath(), { "StatesShotsTest::instances:light" });
        QVERIFY2(dense.waitForFinished(120'000) && dense.exitCode() == 0, dense.readAll().constData());
        const QImage picture(m_home.filePath("state-filled-light.png"));
        QCOMPARE(picture.size(), (QSizeF(1280, 800) * factor).toSize());
        // Letters and lines have edges as sharp as the screen: what is only enlarged has none from one pixel to the next.
        qint64 sharp = 0;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 1; x < picture.width(); ++x)
                sharp += qAbs(qGray(picture.pixel(x, y)) - qGray(picture.pixel(x - 1, y))) > 150;
        }
        QVERIFY2(sharp > 2'000, qPrintable(QString::number(sharp)));
        const auto folder = qEnvironmentVariable("SKYLAB_SCREENSHOTS");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QString("%1/state-filled-dense-%2.png").arg(folder).arg(factor)));
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
