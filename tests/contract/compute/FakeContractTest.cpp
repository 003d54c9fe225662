#include "HypervisorContract.h"

#include "compute/drivers/fake/FakeHypervisorDriver.h"
#include "core/Uuid.h"
#include "support/TestMain.h"

#include <QFile>
#include <QTcpSocket>
#include <QTest>

namespace skylab::compute::test {

class FakeContractTest : public HypervisorContract {
    Q_OBJECT
    std::unique_ptr<HypervisorDriver> make(QString*) override { return std::make_unique<FakeHypervisorDriver>(); }
    FakeHypervisorDriver& fake() { return static_cast<FakeHypervisorDriver&>(driver()); }
    void makeStubborn(const QString& uuid) override
    {
        fake().setManners(uuid, FakeHypervisorDriver::Manners::Stubborn);
    }
    void spoil(GuestSpec&) override
    {
        fake().failNext(QStringLiteral("spawn"), { ErrorCode::Internal, QStringLiteral("The disk is gone.") });
    }
    DiskSpec spareDisk(const QString& serial) override
    {
        auto disk = HypervisorContract::spareDisk(serial);
        QFile file(disk.source.path);
        if (!file.open(QIODevice::WriteOnly) || !file.resize(4 << 20))
            qFatal("%s", qPrintable(file.errorString()));
        return disk;
    }
    QByteArray expectedConsole() const override { return "login:"; }

private Q_SLOTS:
    void serialLineIsALogin()
    {
        const auto uuid = spawned();
        const auto endpoint = driver().serialEndpoint(uuid);
        QVERIFY(endpoint);
        QTcpSocket line;
        line.connectToHost(endpoint->host, endpoint->port);
        QVERIFY(line.waitForConnected());
        QByteArray said;
        const auto type = [&](const char* text, const char* until) {
            said.clear();
            line.write(text);
            while (!said.contains(until) && line.waitForReadyRead(5000))
                said += line.readAll();
            return said.contains(until);
        };
        QVERIFY(type("\r", "login: "));
        QVERIFY(type("demo\r", "Password: "));
        QVERIFY(type("secret\r", "$ "));
        QVERIFY2(!said.contains("secret"), said);
        QVERIFY(type("whoami\r", "demo\r\n"));
        QVERIFY(type("nonsenx\x7fse\r", "sh: nonsense: not found"));
        QVERIFY(driver().consoleLog(uuid, -1)->contains("nonsense: not found"));
        QVERIFY(driver().destroy(uuid));
        QVERIFY(line.state() == QAbstractSocket::UnconnectedState || line.waitForDisconnected(5000));
        QVERIFY(driver().consoleLog(uuid, -1)->contains("nonsense: not found"));
        QCOMPARE(driver().serialEndpoint(uuid).error().code, ErrorCode::Conflict);
    }
    void countersFollowTheClock()
    {
        const auto uuid = spawned();
        const auto before = driver().diagnostics(uuid).value();
        Clock::shift(100);
        const auto after = driver().diagnostics(uuid).value();
        QVERIFY(after.cpuNanos - before.cpuNanos >= 250'000'000);
        QVERIFY(after.cpuNanos - before.cpuNanos <= 100'000'000'000);
        QVERIFY(after.disks.front().writeBytes > before.disks.front().writeBytes);
    }
    void tellsWhatGuestsDoThemselves()
    {
        const auto uuid = spawned();
        fake().powersItselfOff(uuid);
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Stopped, LifecycleReason::GuestShutdown));
        QVERIFY(driver().powerOn(uuid));
        fake().crashes(uuid, QStringLiteral("out of luck"));
        QVERIFY(m_events.wait(uuid, LifecycleEvent::Crashed, LifecycleReason::Failed));
        QCOMPARE(driver().guestState(uuid).value().explanation, QStringLiteral("out of luck"));
    }
    void canBeOutOfReach()
    {
        const auto uuid = spawned();
        fake().setReach(FakeHypervisorDriver::Reach::Unreachable);
        QCOMPARE(driver().destroy(uuid).error().code, ErrorCode::Unavailable);
        const int before = m_reconnections;
        fake().setReach(FakeHypervisorDriver::Reach::Reachable);
        QTRY_COMPARE(m_reconnections.load(), before + 1);
        QCOMPARE(stateOf(uuid), PowerState::Running);
    }
};

SKYLAB_TEST(FakeContractTest)

} // namespace skylab::compute::test

#include "FakeContractTest.moc"
