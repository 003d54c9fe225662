#include "ui/SshServer.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

namespace skylab::test {

namespace {
QString sshd() { return QStandardPaths::findExecutable("sshd", { "/usr/sbin", "/usr/local/sbin" }); }
} // namespace

QString SshServer::obstacle()
{
    if (sshd().isEmpty() || QStandardPaths::findExecutable("ssh-keygen").isEmpty())
        return QStringLiteral("no sshd here; install openssh-server");
    return {};
}

SshServer::SshServer()
{
    makeKey("host");
    makeKey("user");
    makeKey("locked", passphrase);
    makeKey("pem", passphrase, { "-t", "ecdsa", "-m", "PEM" });
    QFile keys(m_folder.filePath("authorized"));
    if (keys.open(QIODevice::WriteOnly))
        keys.write(read("user.pub") + read("locked.pub") + read("pem.pub"));
    keys.close();
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    m_port = probe.serverPort();
}

SshServer::~SshServer() { stop(); }

QString SshServer::user() const { return QString::fromLocal8Bit(::getpwuid(::geteuid())->pw_name); }

QByteArray SshServer::read(const char* name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void SshServer::makeKey(const char* name, const char* phrase, const QStringList& kind)
{
    QFile::remove(m_folder.filePath(name));
    QProcess keygen;
    keygen.start("ssh-keygen", QStringList { "-q", "-N", phrase, "-C", "test", "-f", m_folder.filePath(name) } + kind);
    keygen.waitForFinished();
}

void SshServer::allow(const QByteArray& publicKey)
{
    QFile keys(m_folder.filePath("authorized"));
    if (keys.open(QIODevice::Append))
        keys.write(publicKey.trimmed() + '\n');
}

void SshServer::renewHostKey() { makeKey("host"); }

bool SshServer::start()
{
    if (::geteuid() == 0)
        QDir().mkpath("/run/sshd");   // where it locks itself up
    QFile config(m_folder.filePath("config"));
    if (!config.open(QIODevice::WriteOnly))
        return false;
    // A home of its own: what is in the profile of whoever runs the tests may take long, or wait for locks.
    config.write(QStringLiteral("Port %1\nListenAddress 127.0.0.1\nHostKey %2/host\nAuthorizedKeysFile %2/authorized\nPidFile none\nStrictModes no\nUsePAM no\n"
                                "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nPrintMotd no\nPrintLastLog no\nLogLevel ERROR\nSetEnv HOME=%2\n")
                     .arg(m_port).arg(m_folder.path()).toUtf8());
    config.close();
    m_server.start(sshd(), { "-D", "-e", "-f", config.fileName() });
    return QTest::qWaitFor([this] {
        QTcpSocket socket;
        socket.connectToHost("127.0.0.1", m_port);
        return socket.waitForConnected(200);
    }, 10'000);
}

void SshServer::stop()
{
    m_server.terminate();
    m_server.waitForFinished(5000);
}

QString SshServer::printedHostKeys() const
{
    return "-----BEGIN SSH HOST KEY KEYS-----\n" + QString::fromLatin1(hostKey()) + "-----END SSH HOST KEY KEYS-----\n";
}

} // namespace skylab::test
