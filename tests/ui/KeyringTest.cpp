#include "shell/Keyring.h"
#include "support/TestMain.h"
#include "ui/SessionBus.h"
#include "ui/Watchdog.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::shell;

/// With a real keyring on a bus of its own. GLib takes the bus's address from the environment once: this class needs a process of
/// its own, as the runner gives it.
class KeyringTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<test::SessionBus> m_bus;
    QProcess m_daemon;

    QString write(Keyring& keyring, const QString& name, const Secret& secret)
    {
        QString outcome;
        keyring.write(name, secret, [&](Keyring::Kept kept, const QString& why) { outcome = kept == Keyring::Kept::InKeyring ? "kept" : "not kept: " + why; });
        if (!QTest::qWaitFor([&] { return !outcome.isEmpty(); }, 10'000))
            return "no answer";
        return outcome;
    }
    QString read(Keyring& keyring, const QString& name)
    {
        QString outcome("-");
        keyring.read(name, [&](const Secret& secret) { outcome = QString::fromUtf8(secret.reveal()); });
        if (!QTest::qWaitFor([&] { return outcome != "-"; }, 10'000))
            return "no answer";
        return outcome;
    }
    int unlockedEntries(const QString& name)
    {
        qDBusRegisterMetaType<QMap<QString, QString>>();
        auto bus = m_bus->connection();
        auto message = QDBusMessage::createMethodCall("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "SearchItems");
        message << QVariant::fromValue(QMap<QString, QString> { { "user", name }, { "server", "skylab" } });
        const auto reply = bus.call(message);
        return reply.arguments().isEmpty() ? -1 : int(qdbus_cast<QList<QDBusObjectPath>>(reply.arguments()[0]).size());
    }
    bool startDaemon(const QByteArray& password)
    {
        m_daemon.start(QStandardPaths::findExecutable("gnome-keyring-daemon"), { "--foreground", "--unlock", "--components=secrets" });
        if (!m_daemon.waitForStarted(5000))
            return false;
        m_daemon.write(password);
        m_daemon.closeWriteChannel();
        auto bus = m_bus->connection();
        return QTest::qWaitFor([&] { return bus.interface()->isServiceRegistered("org.freedesktop.secrets").value(); }, 10'000);
    }
    void stopDaemon()
    {
        m_daemon.terminate();
        if (!m_daemon.waitForFinished(5000)) {
            m_daemon.kill();
            m_daemon.waitForFinished(5000);
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable("gnome-keyring-daemon").isEmpty())
            QSKIP("gnome-keyring is not installed");
        // Nothing of the user's own keyring is touched.
        for (const char* name : { "HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME" })
            qputenv(name, m_home.path().toLocal8Bit());
        m_bus = std::make_unique<test::SessionBus>();
        if (!m_bus->isRunning())
            QSKIP("dbus-daemon is not installed");
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus->address().toLocal8Bit());
        QVERIFY2(startDaemon("open sesame\n"), m_daemon.readAllStandardError().constData());
    }
    void cleanupTestCase()
    {
        if (m_daemon.state() != QProcess::NotRunning)
            stopDaemon();
        m_bus.reset();
    }

    void keepsSecretsForTheNextStart()
    {
        test::Watchdog watchdog;
        QString there("-");
        Keyring one;
        one.look([&](bool is, const QString& why) { there = is ? QString() : why; });
        QTRY_COMPARE(there, QString());
        QCOMPARE(write(one, QString::fromUtf8("서울/admin"), Secret("비밀 word")), QString("kept"));
        Keyring next;   // another program's: nothing in memory
        QCOMPARE(read(next, QString::fromUtf8("서울/admin")), QString::fromUtf8("비밀 word"));
        QCOMPARE(read(next, "never kept"), QString());
        next.forget(QString::fromUtf8("서울/admin"));
        QTRY_COMPARE(read(next, QString::fromUtf8("서울/admin")), QString());
        QVERIFY2(watchdog.isCalm(), qPrintable(watchdog.report()));
    }
    void aLockedOneKeepsNothingAndForgetsNothing()
    {
        Keyring before;
        QCOMPARE(write(before, "lab", Secret("word")), QString("kept"));
        stopDaemon();
        QVERIFY(startDaemon("a wrong password\n"));
        Keyring locked;
        QCOMPARE(read(locked, "lab"), QString());
        const auto outcome = write(locked, "other", Secret("word"));
        QVERIFY2(outcome.startsWith("not kept: "), qPrintable(outcome));
        QCOMPARE(read(locked, "other"), QString("word"));   // in memory, until the end
        stopDaemon();
        QVERIFY(startDaemon("open sesame\n"));
        QTRY_COMPARE(unlockedEntries("lab"), 1);   // asked for on the bus: libsecret does not survive its daemon
        QCOMPARE(unlockedEntries("other"), 0);
    }
};

SKYLAB_TEST(KeyringTest)
#include "KeyringTest.moc"
