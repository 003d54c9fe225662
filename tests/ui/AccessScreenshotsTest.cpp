#include "console/FindBar.h"
#include "console/LogCanvas.h"
#include "console/TerminalView.h"
#include "console/VncView.h"
#include "panel/Panels.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerConsole.h"
#include "panel/compute/ServerLog.h"
#include "panel/compute/ServerSsh.h"
#include "panel/compute/ServerTerminal.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/ScriptedVnc.h"
#include "ui/Waits.h"

#include <QDateTime>
#include <QDialog>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::web1;
using skylab::test::gitlab;

namespace {

/// Texts that are a third longer, to see what is cut off.
class Longer : public QTranslator {
public:
    using QTranslator::QTranslator;
    QString translate(const char*, const char* text, const char*, int number) const override
    {
        auto it = QString::fromUtf8(text).replace("%n", QString::number(number));
        return it.isEmpty() ? it : it + QString(qMax<qsizetype>(1, it.size() / 3), QChar(0xac00));
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

QString bootLog()
{
    QString log = "SeaBIOS (version 1.16.2-debian-1.16.2-1)\nBooting from Hard Disk...\n";
    log += "[    0.000000] Linux version 6.1.0-18-cloud-amd64 (debian-kernel@lists.debian.org)\n";
    for (int i = 1; i < 40; ++i)
        log += QStringLiteral("[    %1] pci 0000:00:%2.0: reg 0x10: [mem 0xfebd%2000-0xfebd%2fff]\n").arg(0.02 * i, 0, 'f', 6).arg(i, 2, 16, QChar(u'0'));
    log += "[    1.913442] Run /init as init process\n";
    for (const auto* unit : { "Journal Service", "Load Kernel Modules", "Remount Root and Kernel File Systems", "Network Time Synchronization", "D-Bus System Message Bus", "OpenBSD Secure Shell server" })
        log += QStringLiteral("[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39m%1\x1b[0m.\n").arg(unit);
    log += "[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mnginx.service\x1b[0m.\n";
    log += "Cloud-init v. 22.4.2 running 'init' at Thu, 26 Nov 2026 00:00:08 +0000. Up 8.25 seconds.\nci-info: | eth0 | True | 10.20.0.11 | 255.255.255.0 |\n";
    log += "2026-11-26 00:00:12,345 - cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)\n";
    log += "2026-11-26 00:00:12,346 - util.py[WARNING]: Running module scripts-user failed\n";
    log += "Cloud-init v. 22.4.2 finished at Thu, 26 Nov 2026 00:00:13 +0000. Datasource DataSourceOpenStack.  Up 13.51 seconds\n";
    return log + "\nDebian GNU/Linux 12 web-1 ttyS0\n\nweb-1 login: ";
}

} // namespace

/// Pictures of the ways into an instance; like ScreenshotsTest.
class AccessScreenshotsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    void shoot(QWidget* widget, const QString& name) { test::leavePicture(widget, name); }
    static void fill(test::ScriptedCloud& cloud, test::ScriptedVnc& vnc, test::ScriptedServer& line)
    {
        cloud.fillSample();
        cloud.consoleLog = bootLog();
        vnc.pixel = QByteArray("\x60\x40\x20\0", 4);
        cloud.consoleUrls = { { "novnc", vnc.url() }, { "serial", line.url().replace("http", "ws") + "/?token=a" } };
        auto row = cloud.table("/compute/v2.1/servers").value(web1);
        row["created"] = row["updated"] = QDateTime::currentDateTimeUtc().addDays(-2).toString(Qt::ISODate);
        cloud.put("/compute/v2.1/servers", row);
        auto port = cloud.table("/network/v2.0/ports").value("port-1");
        port["security_groups"] = QJsonArray { "g2" };
        cloud.put("/network/v2.0/ports", port);
    }
    void tour(theme::Theme::Mode mode, const QString& suffix)
    {
        theme::Theme::instance().setMode(mode);
        test::ScriptedCloud cloud;
        test::ScriptedVnc vnc;
        test::ScriptedServer line([](const test::Ask&) { return test::Answer(); });
        fill(cloud, vnc, line);
        shell::Settings settings(m_home.filePath(suffix + ".conf"));
        shell::MainWindow window(shell::PanelRegistry(allPanels()), allSources(), settings);
        window.resize(1440, 900);
        window.show();
        window.connectTo(cloud.connection());
        QTRY_VERIFY(window.currentPanel());
        QTRY_COMPARE(window.workspace().collection("servers").model().rowCount(), 12);
        window.activateWindow();

        window.openResource("servers", web1, "console");
        auto* console = qobject_cast<ServerConsole*>(window.findChild<AccessTab*>()->view());
        QTRY_COMPARE(console->view()->state(), console::VncView::State::Open);
        console->view()->setFocus();
        shoot(&window, "access-console" + suffix);
        console->paste(QStringLiteral("sudo apt-get update\nsudo apt-get install -y nginx\n"));
        QTRY_VERIFY(QApplication::activeModalWidget());
        shoot(QApplication::activeModalWidget(), "access-type" + suffix);
        static_cast<QDialog*>(QApplication::activeModalWidget())->reject();
        auto* own = window.findChild<AccessTab*>()->detach();
        shoot(own, "access-window" + suffix);
        shoot(&window, "access-away" + suffix);
        own->close();

        window.openResource("servers", gitlab, "console");
        shoot(&window, "access-stopped" + suffix);
        window.openResource("servers", web1, "ssh");
        test::untilIdle();
        shoot(&window, "access-ssh-rule" + suffix);
        window.openResource("servers", web1, "serial");
        test::untilIdle();
        for (auto* tab : window.findChildren<AccessTab*>()) {
            if (auto* serial = qobject_cast<ServerTerminal*>(tab->view())) {
                serial->terminal()->feed("demo\r\nPassword: \r\n\x1b[1;32mdemo@web-1\x1b[0m:\x1b[1;34m~\x1b[0m$ ls --color\r\n\x1b[1;34mbin\x1b[0m  \x1b[1;36mdata\x1b[0m  \x1b[1;32mrun.sh\x1b[0m  notes.txt  report.md\r\n\x1b[7m reverse \x1b[0m \x1b[38;2;255;140;0mtrue colour\x1b[0m \x1b[48;5;25m 256 \x1b[0m\r\n\x1b[1;32mdemo@web-1\x1b[0m:\x1b[1;34m~\x1b[0m$ ");
                serial->terminal()->setFocus();
            }
        }
        shoot(&window, "access-serial" + suffix);
        window.openResource("servers", web1, "log");
        test::untilIdle();
        shoot(&window, "access-log" + suffix);
        auto* log = window.findChild<ServerLog*>()->view();
        log->canvas()->setAllFolded(false);
        log->findBar()->begin("started");
        log->canvas()->find("started");
        shoot(&window, "access-log-search" + suffix);
    }

private Q_SLOTS:
    void light() { tour(theme::Theme::Mode::Light, "-light"); }
    void dark() { tour(theme::Theme::Mode::Dark, "-dark"); }
    void longer()
    {
        Longer translator;
        QCoreApplication::installTranslator(&translator);
        tour(theme::Theme::Mode::Light, "-longer");
        QCoreApplication::removeTranslator(&translator);
    }
};

SKYLAB_TEST(AccessScreenshotsTest)
#include "AccessScreenshotsTest.moc"
