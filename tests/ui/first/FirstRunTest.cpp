#include "support/TestMain.h"
#include "ui/Waits.h"
#include "ui/first/FirstFixture.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTcpServer>
#include <QTest>

using namespace skylab;
using namespace skylab::desktop;

class FirstRunTest : public test::FirstFixture {
    Q_OBJECT

    QPushButton* button(const QString& name) { return m_window->findChild<QPushButton*>(name); }
    QString line(const QString& id)
    {
        auto* widget = m_window->findChild<QWidget*>("line:" + id);
        return widget ? widget->accessibleName() : QString();
    }
    void begin()
    {
        makeCloud();
        (new FirstRun(*m_cloud, *m_window, m_cloud.get()))->begin();
    }
    /// One that this computer can't be.
    void wantAHost()
    {
        m_config.drivers = "host";
        m_config.libvirtUri = "qemu:///system?socket=" + m_home.filePath("no-socket");
        m_config.ovnNorthbound = "unix:" + m_home.filePath("no-ovn");
    }
    void looksAtTheHostAgain()
    {
        QTRY_VERIFY_WITH_TIMEOUT(button("lookAround")->isVisible(), patience);
        QVERIFY(button("copy:libvirt") && button("copy:ovn"));
        QVERIFY(!button("createCloud")->isEnabled());
        QVERIFY(!m_cloud->config().ephemeral);
        QCOMPARE(m_cloud->config().drivers, QString("host"));
        QVERIFY(!m_window->currentPanel());
    }
    void picture(const QString& name) { test::leavePicture(m_window.get(), "first-" + name); }

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        ++run;
        m_config = fakeConfig();
        m_config.dataDir = m_home.filePath(QString("data-%1").arg(run));
        openWindow(QString("%1.conf").arg(run));
    }
    void cleanup() { leave(); }

    void isOnlyForComputersWithoutACloud()
    {
        QVERIFY(FirstRun::isFirst(m_config));
        QDir().mkpath(m_config.dataDir);
        QVERIFY(FirstRun::isFirst(m_config));
        QFile(m_config.dataDir + "/identity.db").open(QIODevice::WriteOnly);
        QVERIFY(!FirstRun::isFirst(m_config));
        m_config.dataDir = m_home.filePath("none");
        m_config.ephemeral = true;
        QVERIFY(!FirstRun::isFirst(m_config));
    }
    void checksThenMakesTheCloud()
    {
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isEnabled(), patience);
        QVERIFY2(line("memory").contains("free"), qPrintable(line("memory")));
        QVERIFY(line("folder").contains(m_config.dataDir));
        QVERIFY(!QDir(m_config.dataDir).exists());   // only tried
        picture("checked");
        QTest::mouseClick(button("createCloud"), Qt::LeftButton);
        QVERIFY(button("cancelCreate")->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->currentPanel(), patience);
        QCOMPARE(m_window->current()->state(), shell::CloudView::State::Live);
        QVERIFY(QFile::exists(m_config.dataDir + "/clouds.yaml"));
    }
    void saysWhoUsesThePortAndTakesAnother()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        m_config.listen = QString("127.0.0.1:%1").arg(other.serverPort());
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("fix:port"), patience);
        QVERIFY2(line("port").contains("is used by test_first (pid"), qPrintable(line("port")));
        QTRY_VERIFY(button("lookAround")->isVisible());
        QVERIFY(!button("createCloud")->isEnabled());
        picture("port");
        QVERIFY(button("fix:port")->text().startsWith("Use port "));
        QTest::mouseClick(button("fix:port"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isEnabled(), patience);
        QCOMPARE(m_settings->store().value(listenSetting).toString(), m_cloud->config().listen);
        QVERIFY(m_cloud->config().listen != m_config.listen);
    }
    void givesTheCommandForWhatItCanNotMend()
    {
        wantAHost();
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("copy:libvirt") && button("copy:ovn"), patience);
        QTest::mouseClick(button("copy:libvirt"), Qt::LeftButton);
        QVERIFY2(QGuiApplication::clipboard()->text().startsWith("sudo "), qPrintable(QGuiApplication::clipboard()->text()));
        QTRY_VERIFY_WITH_TIMEOUT(button("lookAround")->isVisible(), patience);
        picture("host");
        QTest::mouseClick(button("lookAround"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->currentPanel(), patience);
        QVERIFY(!QDir(m_config.dataDir).exists());
    }
    void lookingAroundLeavesTheWantedCloudAsItWas()
    {
        wantAHost();
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("lookAround")->isVisible(), patience);
        QTest::mouseClick(button("lookAround"), Qt::LeftButton);
        QTest::mouseClick(button("cancelCreate"), Qt::LeftButton);
        looksAtTheHostAgain();
    }
    void lookingAroundInVainLeavesTheWantedCloudAsItWas()
    {
        wantAHost();
        m_config.policyFile = m_home.filePath("no-policy.yaml");
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("lookAround")->isVisible(), patience);
        QTest::mouseClick(button("lookAround"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!button("cancelCreate")->isVisible(), patience);
        QVERIFY(!m_window->currentPanel());
        const auto buttons = m_window->findChild<QWidget*>("firstRunPage")->findChildren<QPushButton*>();
        const auto again = std::find_if(buttons.begin(), buttons.end(), [](auto* one) { return one->text() == u"Try again"; });
        QVERIFY(again != buttons.end());
        QTest::mouseClick(*again, Qt::LeftButton);
        looksAtTheHostAgain();
    }
    void cancelTakesEverythingBack()
    {
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isEnabled(), patience);
        QTest::mouseClick(button("createCloud"), Qt::LeftButton);
        QTest::mouseClick(button("cancelCreate"), Qt::LeftButton);
        QVERIFY(!button("cancelCreate")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isVisible() && button("createCloud")->isEnabled(), patience);
        QVERIFY(!QDir(m_config.dataDir).exists());
        QVERIFY(!m_window->currentPanel());
    }
    void leavingTakesEverythingBack()
    {
        QDir().mkpath(m_config.dataDir);   // an administrator's folder stays
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isEnabled(), patience);
        QTest::mouseClick(button("createCloud"), Qt::LeftButton);
        m_cloud.reset();
        QVERIFY(QDir(m_config.dataDir).exists() && QDir(m_config.dataDir).isEmpty());
    }
    void saysWhyItFailedAndTriesAgain()
    {
        m_config.policyFile = m_home.filePath("no-policy.yaml");
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(button("createCloud")->isEnabled(), patience);
        QTest::mouseClick(button("createCloud"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!button("cancelCreate")->isVisible(), patience);
        QStringList texts;
        for (auto* label : m_window->findChild<QWidget*>("firstRunPage")->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY2(texts.join('|').contains("no-policy.yaml"), qPrintable(texts.join('|')));
        picture("failed");
        QVERIFY(!QDir(m_config.dataDir).exists());
    }
};

SKYLAB_TEST(FirstRunTest)
#include "FirstRunTest.moc"
