#include "kit/FormView.h"
#include "panel/Panels.h"
#include "shell/CertificateDialog.h"
#include "shell/CloudView.h"
#include "shell/CommandPalette.h"
#include "shell/ConnectionSwitcher.h"
#include "shell/LoginDialog.h"
#include "shell/MainWindow.h"
#include "shell/TopBar.h"
#include "shell/notice/NoticesView.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QApplication>
#include <QDialog>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;
using namespace skylab::shell;
using theme::Theme;

/// Other languages need more room: every text is half as long again.
class LongTranslator : public QTranslator {
public:
    [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override
    {
        auto longer = QString::fromUtf8(text);
        for (auto rest = longer.size() / 2; rest > 0; rest -= 5)
            longer += QStringLiteral(" lang");
        return longer;
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

/// Pictures of what the window itself shows, beside the pages. They are written where SKYLAB_SCREENSHOTS says; the test is that all
/// of it can be shown.
class ShellLooksTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    QString m_suffix;

    void shoot(QWidget* widget, const QString& name) { test::leavePicture(widget, "shell-" + name + m_suffix); }
    static void fill(test::ScriptedCloud& cloud)
    {
        cloud.fillSample();
        for (const char* name : { "billing", "data-warehouse", "e-commerce", "gaming", "internal-tools", "lab", "marketing", "mobile", "research-gpu", "security" })
            cloud.put("/identity/v3/auth/projects", { { "id", QLatin1String(name) }, { "name", QLatin1String(name) }, { "description", "Team " + QString(QLatin1String(name)) } });
    }
    static client::Connection named(client::Connection connection, const QString& name)
    {
        connection.name = name;
        return connection;
    }
    void tour(const QString& suffix)
    {
        m_suffix = suffix;
        test::ScriptedCloud lab, office;
        fill(lab);
        office.fillSample();
        Settings settings(m_home.filePath("looks" + suffix + ".conf"));
        settings.setLastProject("lab", "research-gpu");
        settings.setLastProject("lab", "p1");
        settings.setDefaultProject("lab", "p1");
        settings.setTextScale(Theme::instance().textScale());
        settings.setDensity(Theme::instance().density());
        MainWindow window(PanelRegistry(panel::allPanels()), panel::allSources(), settings);
        window.resize(1280, 800);
        window.show();
        shoot(&window, "welcome");
        auto saved = lab.connection();
        saved.name = "customer-seoul";
        window.connections().save(saved);
        window.connectTo(named(office.connection(), "office"));
        QTRY_VERIFY(window.currentPanel());
        window.connectTo(lab.connection());
        QTRY_VERIFY(window.currentPanel());
        QTRY_COMPARE(window.workspace().collection("servers").model().rowCount(), 12);
        QTRY_VERIFY(window.workspace().live().asOf().isValid());
        window.findChild<ConnectionSwitcher*>()->openList();
        shoot(&window, "clouds");
        window.current()->setFocus();
        window.current()->bar()->openProjects();
        QTRY_VERIFY(window.findChild<QWidget*>("projectPicker"));
        shoot(&window, "projects");
        window.current()->setFocus();
        settings.addRecentCommand("servers/7c1e0000-aaaa-4bbb-8ccc-0123456789ab");
        settings.addRecentCommand("page/volumes");
        auto* palette = window.findChild<CommandPalette*>();
        palette->openWith({});
        shoot(&window, "palette-recent");
        palette->openWith("10.20.0.1");
        shoot(&window, "palette-address");
        palette->hide();
        notices(window);
        dialogs(window);
        office.server().setListening(false);
        office.cutStreams();
        window.activate(window.cloudNamed("office"));
        QTRY_VERIFY_WITH_TIMEOUT(window.current()->state() == CloudView::State::Stale, 10'000);
        auto& undo = window.workspace().undo();
        for (const char* name : { "web-1", "web-2", "mail", "gitlab" })
            undo.push(QString("%1 was stopped").arg(name), [] {});
        shoot(&window, "stale-undo");
    }
    void notices(MainWindow& window)
    {
        auto& all = window.notices();
        all.add({ 0, kit::Tone::Ok, "circle-check", "Launch web-12", "It is done.", "lab" });
        all.add({ 0, kit::Tone::Neutral, "wifi-off", "The connection with office was lost", "It was away from 14:03 to 14:05; all is up to date again.", "office" });
        all.markAllRead();
        all.add({ 0, kit::Tone::Error, "server", "ci-runner-7 went into an error", "No host can run ci-runner-7: lab-pc has 19.4 GiB memory free of 64 GiB asked.", "lab", "servers", "x" });
        window.findChild<NoticesView*>()->toggle();
        shoot(&window, "notices");
        window.findChild<NoticesView*>()->toggle();
    }
    void dialogs(MainWindow& window)
    {
        const auto take = [&](const QString& name) {
            QTRY_VERIFY(QApplication::activeModalWidget());
            shoot(QApplication::activeModalWidget(), name);
            static_cast<QDialog*>(QApplication::activeModalWidget())->reject();
            QTRY_VERIFY(!QApplication::activeModalWidget());
        };
        window.openSettings();
        take("settings");
        window.openShortcuts();
        take("shortcuts");
        client::Connection remote;
        remote.name = "customer-seoul";
        remote.authUrl = "https://cloud.example.org:5000/v3";
        askAboutCertificateOf(remote, { ErrorCode::Unavailable, {}, {}, "CertificateChanged", QString(64, 'a') + '\n' + QString(64, '7') }, &window, [](const QString&) {});
        take("certificate");
        window.keyring().setMemoryOnly("no session bus");
        window.askToSignIn(remote, "Your session has ended. Sign in again.");
        take("login");
        QTRY_VERIFY(!window.findChild<LoginDialog*>());
        window.activate(window.cloudNamed("lab"));
    }

private Q_SLOTS:
    void cleanup()
    {
        auto& theme = Theme::instance();
        theme.setTextScale(100);
        theme.setDensity(Theme::Density::Comfortable);
        theme.setContrast(Theme::Contrast::System);
        theme.setMode(Theme::Mode::Light);
    }
    void light()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        tour("-light");
    }
    void dark()
    {
        Theme::instance().setMode(Theme::Mode::Dark);
        tour("-dark");
    }
    void longTexts()
    {
        LongTranslator translator;
        QCoreApplication::installTranslator(&translator);
        tour("-long");
        QCoreApplication::removeTranslator(&translator);
    }
    void highContrastDarkAndLarge()
    {
        Theme::instance().setMode(Theme::Mode::Dark);
        Theme::instance().setContrast(Theme::Contrast::High);
        Theme::instance().setTextScale(125);
        tour("-contrast-dark");
    }
    void highContrastLight()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        Theme::instance().setContrast(Theme::Contrast::High);
        tour("-contrast-light");
    }
};

SKYLAB_TEST(ShellLooksTest)
#include "ShellLooksTest.moc"
