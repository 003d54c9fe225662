#include "cloud/HostCheck.h"
#include "support/TestMain.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace skylab;
using State = HostCheck::State;

namespace {

/// A socket that answers each connection with one text and closes.
class OneAnswer {
public:
    OneAnswer(const QString& path, QByteArray answer) : m_file(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, QFile::encodeName(path).constData(), sizeof address.sun_path);
        if (bind(m_file, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(m_file, 4) != 0)
            qFatal("no socket");
        m_thread = std::thread([this, answer = std::move(answer)] {
            for (int client = accept(m_file, nullptr, nullptr); client >= 0; client = accept(m_file, nullptr, nullptr)) {
                char question[256];
                if (recv(client, question, sizeof question, 0) > 0 && !answer.isEmpty())
                    send(client, answer.constData(), std::size_t(answer.size()), MSG_NOSIGNAL);
                close(client);
            }
        });
    }
    ~OneAnswer()
    {
        shutdown(m_file, SHUT_RDWR);
        m_thread.join();
        close(m_file);
    }
    Q_DISABLE_COPY_MOVE(OneAnswer)

private:
    int m_file;
    std::thread m_thread;
};

} // namespace

class HostCheckTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    Config fakeConfig() const
    {
        Config config;
        config.drivers = "fake";
        config.dataDir = m_dir.filePath("deep/down/data");
        config.listen = "127.0.0.1:0";
        return config;
    }

private Q_SLOTS:
    void missingKvmIsEmulation()
    {
        const auto check = host::checkKvm(m_dir.filePath("kvm"));
        QCOMPARE(check.state, State::Warning);
        QVERIFY2(check.why.contains("10 times slower"), qPrintable(check.why));
        QFile plain(m_dir.filePath("plain"));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        QCOMPARE(host::checkKvm(plain.fileName()).state, State::Warning);   // it opens, but is no KVM
    }
    void memoryHasTwoBounds()
    {
        const qint64 gib = qint64(1) << 30;
        QCOMPARE(host::checkMemory(8 * gib, 16 * gib).state, State::Ok);
        QCOMPARE(host::checkMemory(gib, 16 * gib).state, State::Warning);
        QCOMPARE(host::checkMemory(gib / 4, 16 * gib).state, State::Failed);
        QVERIFY(host::checkMemory(8 * gib, 16 * gib).why.contains("8 GiB of 16 GiB"));
    }
    void folderIsTriedAndNothingStays()
    {
        QCOMPARE(host::checkFolder(m_dir.filePath("a/b/c")).state, State::Ok);
        QVERIFY(!QDir(m_dir.filePath("a")).exists());
        const auto check = host::checkFolder("/proc/skylab");
        QCOMPARE(check.state, State::Failed);
        QVERIFY(check.fixes.at(0).value.startsWith("sudo install -d"));
        QCOMPARE(host::checkDisk(m_dir.filePath("a/b/c")).id, QString("disk"));
    }
    void portNamesItsUserAndOffersTheNext()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        auto config = fakeConfig();
        config.listen = QString("127.0.0.1:%1").arg(other.serverPort());
        const auto check = host::checkPort(config);
        QCOMPARE(check.state, State::Failed);
        QVERIFY2(check.why.contains(QString("is used by test_cloud (pid %1)").arg(getpid())), qPrintable(check.why));
        QVERIFY(check.fixes.at(0).kind == HostFix::Kind::Listen && check.fixes.at(0).value != config.listen);
        other.close();
        QCOMPARE(host::checkPort(config).state, State::Ok);
        config.listen = "203.0.113.7:5000";   // not an address of this host
        QCOMPARE(host::checkPort(config).state, State::Failed);
        QVERIFY(host::checkPort(config).fixes.empty());
    }
    void programsRun()
    {
        QCOMPARE(host::checkPrograms({ "sh-that-is-not-there" }).state, State::Failed);
        QCOMPARE(host::checkPrograms({ "bash" }).state, State::Ok);
    }
    void databasesAnswerAsWhatTheyAre()
    {
        const auto path = m_dir.filePath("db.sock"), remote = "unix:" + path;
        const auto look = [&] { return host::checkDatabase("ovn", "OVN", remote, "OVN_Northbound", "ovn-central"); };
        QCOMPARE(look().state, State::Failed);
        {
            const OneAnswer right(path, R"({"id":0,"result":["OVN_Northbound","_Server"],"error":null})");
            QCOMPARE(look().state, State::Ok);
        }
        QFile::remove(path);
        {
            const OneAnswer wrong(path, R"({"id":0,"result":["Open_vSwitch"],"error":null})");
            QCOMPARE(look().state, State::Failed);
            QVERIFY(look().why.contains("OVN_Northbound"));
        }
        QFile::remove(path);
        const OneAnswer silent(path, {});
        QCOMPARE(look().state, State::Failed);
    }
    void libvirtIsConnectedTo()
    {
        const auto path = m_dir.filePath("libvirt.sock"), uri = "qemu:///system?socket=" + path;
        QCOMPARE(host::checkLibvirt(uri).state, State::Failed);
        QVERIFY(!host::checkLibvirt(uri).fixes.empty());
        const OneAnswer daemon(path, {});
        QCOMPARE(host::checkLibvirt(uri).state, State::Ok);
    }
    void aCloudOfFakesNeedsNoEngines()
    {
        QStringList ids, lines;
        for (const auto& step : hostChecks(fakeConfig())) {
            ids << step.id;
            lines << hostCheckLine(step.run());
        }
        QCOMPARE(ids, (QStringList { "memory", "folder", "disk", "port" }));
        QVERIFY2(lines[1].startsWith("ok       folder    "), qPrintable(lines[1]));
        auto config = fakeConfig();
        config.drivers = "host";
        QVERIFY(hostChecks(config).size() == 9);
    }
};

SKYLAB_TEST(HostCheckTest)
#include "HostCheckTest.moc"
