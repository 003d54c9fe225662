#include "kit/Banner.h"
#include "kit/FormView.h"
#include "panel/Panels.h"
#include "shell/CertificateDialog.h"
#include "shell/CloudView.h"
#include "shell/LoginDialog.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::shell;

/// Ways to sign in, and where the secret stays where there is no keyring.
class LoginTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    LoginDialog* ask(const client::Connection& known = {})
    {
        m_window->askToSignIn(known);
        auto* dialog = m_window->findChild<LoginDialog*>();
        return dialog && QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
    }
    static void write(LoginDialog* dialog, const QString& field, const QString& text)
    {
        auto* edit = qobject_cast<QLineEdit*>(dialog->form()->input(field));
        QVERIFY2(edit && edit->isVisible(), qPrintable(field));
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    static void choose(LoginDialog* dialog, const QString& field, const QString& text)
    {
        auto* combo = static_cast<QComboBox*>(dialog->form()->input(field));
        const int wanted = combo->findText(text);
        QVERIFY2(wanted >= 0, qPrintable(text));
        while (combo->currentIndex() != wanted)
            QTest::keyClick(combo, wanted > combo->currentIndex() ? Qt::Key_Down : Qt::Key_Up);
    }
    static void press(LoginDialog* dialog) { QTest::mouseClick(dialog->findChild<QPushButton*>("acceptButton"), Qt::LeftButton); }
    QJsonObject sent() { return m_cloud->server().askedFor("POST", "/identity/v3/auth/tokens").last().json()[u"auth"].toObject(); }
    QString bannerText()
    {
        auto* banner = m_window->current()->findChild<kit::Banner*>();
        return banner->isVisible() ? banner->accessibleName() : QString();
    }

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        m_settings = std::make_unique<Settings>(m_home.filePath(QString("%1.conf").arg(++run)));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->keyring().setMemoryOnly("no session bus");
        m_window->show();
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_cloud.reset();
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void withoutAKeyringTheChoiceIsPlain()
    {
        auto* dialog = ask();
        QVERIFY(dialog);
        auto* keep = static_cast<QComboBox*>(dialog->form()->input("keep"));
        QCOMPARE(keep->count(), 2);   // no keyring among them
        QCOMPARE(keep->currentText(), QString("Until this window is closed"));
        QVERIFY(dialog->findChild<QLabel*>("loginReason")->text().contains("no session bus"));
        write(dialog, "authUrl", m_cloud->connection().authUrl);
        write(dialog, "userName", "demo");
        write(dialog, "password", "secret-word");
        press(dialog);
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_VERIFY(bannerText().contains("kept only until you close"));
        // In this session it is known.
        m_window->workspace().session().signOut();
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::SignedOut);
        m_window->current()->signInAgain();
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::Live);
        QFile file(m_settings->store().path());
        m_settings->store().sync();
        QVERIFY(file.open(QIODevice::ReadOnly) && !file.readAll().contains("secret-word"));
    }
    void notKeptMeansAskedAgain()
    {
        auto known = m_cloud->connection();
        known.password = {};
        auto* dialog = ask(known);
        write(dialog, "password", "secret-word");
        choose(dialog, "keep", "Don't keep it: ask again when the session ends");
        press(dialog);
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_VERIFY(m_window->workspace().session().connection().password.isEmpty());
        QVERIFY(bannerText().isEmpty());
        QTRY_VERIFY(!m_window->findChild<LoginDialog*>());
        m_window->workspace().session().signOut();
        m_window->current()->signInAgain();
        QTRY_VERIFY(m_window->findChild<LoginDialog*>());
    }
    void byApplicationCredential()
    {
        auto* dialog = ask();
        choose(dialog, "kind", "Application credential");
        QVERIFY(!dialog->form()->input("password")->isVisible() && !dialog->form()->input("projectName")->isVisible());
        write(dialog, "authUrl", m_cloud->connection().authUrl);
        write(dialog, "credentialId", "cred-1");
        write(dialog, "credentialSecret", "s3cret");
        press(dialog);
        QTRY_VERIFY(m_window->currentPanel());
        const auto identity = sent().value("identity").toObject();
        QCOMPARE(identity[u"methods"].toArray().at(0).toString(), QString("application_credential"));
        QCOMPARE(identity[u"application_credential"].toObject()[u"secret"].toString(), QString("s3cret"));
        QVERIFY(!sent().contains("scope"));
        client::Connection saved;
        QTRY_VERIFY(m_window->connections().find(m_window->current()->name(), saved));
        QCOMPARE(saved.applicationCredentialId, QString("cred-1"));
        QVERIFY(saved.applicationCredentialSecret.isEmpty());
        m_window->workspace().session().signOut();
        m_window->connectTo(saved);   // its secret comes out of memory
        QTRY_COMPARE(m_window->current()->state(), CloudView::State::Live);
    }
    void byToken()
    {
        auto* dialog = ask();
        choose(dialog, "kind", "Token");
        QVERIFY(!dialog->form()->input("keep")->isVisible());
        write(dialog, "authUrl", m_cloud->connection().authUrl);
        write(dialog, "token", "gAAAA");
        press(dialog);
        QTRY_VERIFY(m_window->currentPanel());
        QCOMPARE(sent().value("identity").toObject().value("token").toObject().value("id").toString(), QString("gAAAA"));
        QVERIFY(bannerText().isEmpty());
    }
    void wrongAddressIsSaidAtItsField()
    {
        auto* dialog = ask();
        write(dialog, "authUrl", "cloud");
        write(dialog, "userName", "demo");
        write(dialog, "password", "x");
        press(dialog);
        QVERIFY(dialog->form()->input("authUrl")->accessibleDescription().contains("https://"));
        QVERIFY(m_cloud->server().asked.isEmpty());
    }
    void aChangedCertificateIsRefusedLoudly()
    {
        client::Connection known;
        known.name = "customer";
        known.authUrl = "https://cloud.example.org:5000/v3";
        QString trusted;
        askAboutCertificateOf(known, { ErrorCode::Unavailable, {}, {}, "CertificateChanged", QString(64, 'a') + '\n' + QString(64, '7') }, m_window.get(), [&](const QString& print) { trusted = print; });
        auto* dialog = m_window->findChild<QDialog*>("certificateDialog");
        QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
        QStringList texts;
        for (auto* label : dialog->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.join('|').contains("AA:AA") && texts.join('|').contains("77:77") && texts.join('|').contains("Ask the owner"));
        auto* accept = dialog->findChild<QPushButton*>("acceptButton");
        QVERIFY(!accept->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return);   // a quick hand trusts nothing
        QVERIFY(trusted.isEmpty());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), "cloud.example.org");
        QTest::mouseClick(accept, Qt::LeftButton);
        QCOMPARE(trusted, QString(64, '7'));
    }
    void readsCloudsYaml()
    {
        const auto file = m_home.filePath("clouds.yaml");
        QFile yaml(file);
        QVERIFY(yaml.open(QIODevice::WriteOnly));
        yaml.write("clouds:\n  public:\n    region_name: Seoul\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: " + m_cloud->connection().authUrl.toUtf8()
                   + "\n      application_credential_id: abc\n      application_credential_secret: s3cret\n");
        yaml.close();
        qputenv("OS_CLIENT_CONFIG_FILE", file.toLocal8Bit());
        client::Connection found;
        QVERIFY(m_window->connections().find("public", found));
        qunsetenv("OS_CLIENT_CONFIG_FILE");
        QVERIFY(!m_window->connections().isSaved("public"));
        m_window->connectTo(found);
        QTRY_COMPARE(m_window->current()->state() == CloudView::State::Live || m_window->current()->state() == CloudView::State::Polling, true);
        QCOMPARE(m_window->workspace().session().region(), QString("Seoul"));
    }
};

SKYLAB_TEST(LoginTest)
#include "LoginTest.moc"
