#include "console/SshClient.h"
#include "console/TerminalView.h"
#include "panel/Panels.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerSsh.h"
#include "shell/CloudView.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/SshServer.h"
#include "ui/Waits.h"
#include "ui/Watchdog.h"

#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/ui.h>

#include <atomic>

using namespace skylab;
using namespace skylab::console;
using namespace skylab::panel;
using skylab::test::web1;
using skylab::test::gitlab;

namespace {
const QString serversPath = "/compute/v2.1/servers";
constexpr int patience = 20'000;   // milliseconds
}

/// The SSH tab against a real sshd on this machine; the cloud is scripted.
class SshTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<test::SshServer> m_server;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    void put(const QString& id, const QString& address, const QString& type, bool old = true)
    {
        auto row = m_cloud->table(serversPath).value(id);
        row["addresses"] = address.isEmpty() ? QJsonObject() : QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", address }, { "OS-EXT-IPS:type", type } } } } };
        const auto time = QDateTime::currentDateTimeUtc().addSecs(old ? -90'000 : -20).toString(Qt::ISODate);
        row["created"] = row["updated"] = time;
        m_cloud->put(serversPath, row);
    }
    void letIn(const QJsonArray& groups = { "g1" })
    {
        auto port = m_cloud->table("/network/v2.0/ports").value("port-1");
        port["security_groups"] = groups;
        m_cloud->put("/network/v2.0/ports", port);
    }
    /// Makes the tab and begins, at the test's own port.
    ServerSsh* open(const QString& id = web1)
    {
        auto& servers = m_window->workspace().collection("servers");
        servers.reload();
        if (!QTest::qWaitFor([&] { return servers.model().row(id) == m_cloud->table(serversPath).value(id); }, patience))
            qFatal("the window does not see the server as it is");
        TabContext context { m_window->workspace(), *m_window->current(), m_window->workspace().collection("servers"), id };
        auto* ssh = new ServerSsh(context);
        ssh->setParent(m_window.get(), Qt::Window);
        ssh->resize(900, 600);
        ssh->setPort(m_server->port());
        if (m_settings->remembered("ssh/user/" + id).isEmpty())
            m_settings->remember("ssh/user/" + id, m_server->user().toUtf8());
        ssh->show();
        ssh->begin();
        return ssh;
    }
    void keepKey(const QByteArray& key)
    {
        m_window->current()->storeSecret("lab-laptop", Secret(key), [](bool, const QString&) {});
    }
    static bool says(QWidget* in, const QString& text)
    {
        const auto labels = in->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }
    static bool press(QWidget* in, const QString& text)
    {
        for (auto* button : in->findChildren<QPushButton*>()) {
            if (button->isVisible() && button->text() == text) {
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            }
        }
        return false;
    }
    static QString textOf(ServerSsh* ssh) { return ssh->terminal()->text(); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const auto why = test::SshServer::obstacle(); !why.isEmpty())
            QSKIP(qPrintable(why));
        qunsetenv("SSH_AUTH_SOCK");
        m_server = std::make_unique<test::SshServer>();
        if (!m_server->start())
            QSKIP("sshd does not start here");
    }
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<shell::Settings>(m_home->filePath("window.conf"));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_cloud->consoleLog = "booted\n" + m_server->printedHostKeys() + "web-1 login: ";
        put(web1, "127.0.0.1", "floating");
        letIn();
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(allPanels()), allSources(), *m_settings);
        m_window->resize(1200, 800);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
        keepKey(m_server->privateKey());
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const bool calm = m_watchdog->isCalm();
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_cloud.reset();
        QVERIFY2(calm, qPrintable(report));
    }
    void cleanupTestCase() { m_server.reset(); }

    void getsInWithoutASingleQuestion()
    {
        auto* ssh = open();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        QVERIFY(ssh->showsContent());
        QVERIFY(says(ssh, "127.0.0.1"));
        QTest::keyClicks(ssh->terminal(), "echo $TERM $((6*7)); stty size");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        const auto grid = ssh->terminal()->grid();
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains("xterm-256color 42") && textOf(ssh).contains(QString("%1 %2").arg(grid.height()).arg(grid.width())), patience);
        ssh->resize(700, 400);
        const auto now = ssh->terminal()->grid();
        QVERIFY(now != grid);
        QTest::keyClicks(ssh->terminal(), "stty size");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains(QString("%1 %2").arg(now.height()).arg(now.width())), patience);
        QTest::keyClicks(ssh->terminal(), "exit");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Closed, patience);
        QTRY_VERIFY(textOf(ssh).contains("The shell ended."));
        QVERIFY(press(ssh, "Connect"));
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
    }
    void floodsOfOutputKeepTheWindowAlive()
    {
        auto* ssh = open();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        QTest::keyClicks(ssh->terminal(), "yes abcdefghijklmnopqrstuvwxyz | head -c 3000000; echo do''ne");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains("done"), 60'000);
        QTest::keyClicks(ssh->terminal(), "yes");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains("\ny\ny\ny\n"), patience);
        QTest::keyClick(ssh->terminal(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClicks(ssh->terminal(), "echo sto''pped");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains("stopped"), patience);
    }
    void asksBeforeItTrustsWhatTheLogDoesNotShow()
    {
        m_cloud->consoleLog = "nothing";
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Is this web-1?"), patience);
        QVERIFY(says(ssh, HostKey::fromText(m_server->hostKey()).fingerprint()));
        QVERIFY(press(ssh, "Don't connect"));
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Not connected"), patience);
        QVERIFY(press(ssh, "Try again"));
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Is this web-1?"), patience);
        QVERIFY(press(ssh, "Trust it from now on"));
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        delete ssh;
        ssh = open();   // and never asks again
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
    }
    void refusesAnotherHostKeyLoudly()
    {
        auto* ssh = open();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        delete ssh;
        const auto old = HostKey::fromText(m_server->hostKey());
        m_server->stop();
        m_server->renewHostKey();
        QVERIFY(m_server->start());
        m_cloud->consoleLog = m_server->printedHostKeys();   // an attacker may print what he likes
        ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "The host key of web-1 has changed"), patience);
        QVERIFY(says(ssh, old.fingerprint()));
        QVERIFY(says(ssh, HostKey::fromText(m_server->hostKey()).fingerprint()));
        QCOMPARE(ssh->client()->state(), SshClient::State::Closed);
        test::untilIdle();
        QVERIFY(says(ssh, "has changed"));   // nothing covers it
        delete ssh;
        // A rebuild explains it.
        m_cloud->instanceActions.append(QJsonObject { { "action", "rebuild" }, { "start_time", QDateTime::currentDateTimeUtc().addSecs(5).toString("yyyy-MM-ddThh:mm:ss.000000") }, { "request_id", "req-2" } });
        ssh = open();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
    }
    void refusesAKeyThatTheConsoleContradicts()
    {
        m_cloud->consoleLog = "-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb x\n-----END SSH HOST KEY KEYS-----\n";
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "This is not the host key of web-1"), patience);
    }
    void asksForThePassphraseOfAKey_data()
    {
        QTest::addColumn<bool>("pem");
        QTest::newRow("OpenSSH") << false;
        QTest::newRow("PEM") << true;
    }
    void asksForThePassphraseOfAKey()
    {
        QFETCH(bool, pem);
        static std::atomic_int askedOnTerminal = 0;
        const std::unique_ptr<UI_METHOD, decltype(&::UI_destroy_method)> terminal(::UI_create_method("test"), &::UI_destroy_method);
        ::UI_method_set_opener(terminal.get(), [](UI*) { return ++askedOnTerminal, 0; });
        ::UI_set_default_method(terminal.get());
        const auto restore = qScopeGuard([] { ::UI_set_default_method(::UI_OpenSSL()); });
        keepKey(pem ? m_server->lockedPem() : m_server->lockedKey());
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Its passphrase"), patience);
        auto* edit = ssh->findChild<QLineEdit*>();
        for (auto* each : ssh->findChildren<QLineEdit*>())
            edit = each->echoMode() == QLineEdit::Password ? each : edit;
        QTest::keyClicks(edit, "wrong");
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Its passphrase"), patience);
        QTest::keyClicks(edit, test::SshServer::passphrase);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        QCOMPARE(askedOnTerminal.load(), 0);
    }
    void saysWhenNoKeyIsTaken()
    {
        keepKey({});
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "web-1 does not let you in"), patience);
        QVERIFY(says(ssh, "There was no key to try."));
        delete ssh;
        m_settings->remember("ssh/key/" + web1, m_server->keyFile().toUtf8());   // as chosen from the dialog
        ssh = open();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
    }
    void addsTheRuleThatIsMissing()
    {
        m_cloud->remove("/network/v2.0/security-group-rules", "rule-2");
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "No security group lets TCP 22 in"), patience);
        QVERIFY(press(ssh, "Add a rule"));
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        const auto rules = m_cloud->table("/network/v2.0/security-group-rules").size();
        QVERIFY(m_window->workspace().undo().undo());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/security-group-rules").size(), rules - 1);
    }
    void offersAFloatingIpWhenNothingCanBeReached()
    {
        QTcpServer closed;   // a port that refuses
        put(web1, "127.0.0.2", "fixed");
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "answers, but not to SSH"), patience);   // sshd listens on 127.0.0.1 only
        delete ssh;
        put(web1, "fd00::99", "fixed");   // nobody
        ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "No address of web-1 can be reached from here"), patience);
        QVERIFY(press(ssh, "Associate a floating IP"));
        QTRY_COMPARE(m_cloud->table("/network/v2.0/floatingips").value("f2")[u"port_id"].toString(), QString("port-1"));
    }
    void waitsForWhatIsStillStarting()
    {
        put(web1, "127.0.0.1", "floating", false);
        m_server->stop();
        auto* ssh = open();
        QTRY_VERIFY_WITH_TIMEOUT(says(ssh, "Waiting for the SSH server of web-1"), patience);
        QVERIFY(m_server->start());
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
    }
    void connectsAgainWhenItWasLost()
    {
        // Through a relay that can be cut.
        QTcpServer relay;
        QVERIFY(relay.listen(QHostAddress::LocalHost));
        QList<QTcpSocket*> sockets;
        connect(&relay, &QTcpServer::newConnection, this, [&] {
            auto* near = relay.nextPendingConnection();
            auto* far = new QTcpSocket(near);
            far->connectToHost("127.0.0.1", m_server->port());
            sockets << near;
            connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
            connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        });
        auto* ssh = open();
        ssh->setPort(relay.serverPort());
        ssh->begin();
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        QTest::keyClicks(ssh->terminal(), "echo first");
        QTest::keyClick(ssh->terminal(), Qt::Key_Return);
        QTRY_VERIFY(textOf(ssh).contains("first"));
        sockets.last()->abort();
        QTRY_VERIFY_WITH_TIMEOUT(textOf(ssh).contains("connection was lost"), patience);
        QVERIFY(ssh->showsContent());
        QTRY_COMPARE_WITH_TIMEOUT(ssh->client()->state(), SshClient::State::Open, patience);
        QCOMPARE(sockets.size() >= 2, true);
    }
    void saysThatThereIsNoNetworkYet()
    {
        put(web1, {}, {});
        auto* ssh = open();
        QTRY_VERIFY(says(ssh, "No network yet"));
    }
    void closingIsNeverWaitedFor()
    {
        // Something that accepts and never says a word.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        SshClient client;
        QSignalSpy closed(&client, &SshClient::closed);
        SshTarget target { { "127.0.0.1" }, silent.serverPort(), "nobody" };
        client.open(target, QSize(80, 24));
        QTRY_VERIFY(silent.hasPendingConnections());
        QElapsedTimer timer;
        timer.start();
        client.close();
        QVERIFY(timer.elapsed() < 50);
        QCOMPARE(closed.size(), 0);
        auto* peer = silent.nextPendingConnection();
        QTRY_COMPARE(peer->state(), QAbstractSocket::UnconnectedState);   // the worker let go
    }
    void theTabIsThere()
    {
        m_window->openResource("servers", gitlab, "ssh");
        auto* tab = m_window->findChild<AccessTab*>();
        QVERIFY(qobject_cast<ServerSsh*>(tab->view()));
        QVERIFY(says(tab, "The instance is stopped."));
    }
};

SKYLAB_TEST(SshTest)
#include "SshTest.moc"
