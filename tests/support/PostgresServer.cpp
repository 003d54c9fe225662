#include "support/PostgresServer.h"

#include "process/Process.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>

#include <signal.h>
#include <unistd.h>

namespace skylab::test {

namespace {

/// Debian keeps the server's programs out of PATH.
QString programFolder()
{
    for (int version = 19; version >= 13; --version) {
        const auto folder = QStringLiteral("/usr/lib/postgresql/%1/bin").arg(version);
        if (QFile::exists(folder + QStringLiteral("/initdb")))
            return folder;
    }
    return {};
}

/// The command as an unprivileged user, to be killed when we are.
QStringList unprivileged(QStringList command)
{
    QStringList prefix { QStringLiteral("setpriv"), QStringLiteral("--pdeathsig"), QStringLiteral("INT") };
    if (::geteuid() == 0) {
        prefix << QStringLiteral("--reuid=postgres") << QStringLiteral("--regid=postgres") << QStringLiteral("--init-groups");
    }
    return prefix + command;
}

Result<QString> run(const QStringList& command)
{
    const auto output = TRY(process::run(command[0], command.mid(1), { .timeout = std::chrono::seconds(60), .workingDirectory = QStringLiteral("/") }));
    return QString::fromLocal8Bit(output.out).trimmed();
}

std::unique_ptr<PostgresServer>& instance()
{
    static std::unique_ptr<PostgresServer> server;
    return server;
}

} // namespace

const char* PostgresServer::whyNone() { return "PostgreSQL is not installed (package postgresql)"; }

const PostgresServer* PostgresServer::shared()
{
    auto& server = instance();
    if (server || programFolder().isEmpty())
        return server.get();
    server.reset(new PostgresServer);
    if (const auto started = server->start(); !started)
        qFatal("%s", qPrintable(started.error().message));
    qAddPostRoutine([] { instance().reset(); });
    return server.get();
}

Result<> PostgresServer::start()
{
    m_folder = TRY(run(unprivileged({ QStringLiteral("mktemp"), QStringLiteral("-d"), QStringLiteral("/tmp/skylab-pg-XXXXXX") })));
    const auto data = m_folder + QStringLiteral("/data");
    TRY(run(unprivileged({ programFolder() + QStringLiteral("/initdb"), QStringLiteral("-D"), data, QStringLiteral("-U"), QStringLiteral("skylab"),
                           QStringLiteral("-A"), QStringLiteral("trust"), QStringLiteral("-E"), QStringLiteral("UTF8"),
                           QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync") })));
    const auto command = unprivileged({ programFolder() + QStringLiteral("/postgres"), QStringLiteral("-D"), data, QStringLiteral("-k"), m_folder,
                                        QStringLiteral("-c"), QStringLiteral("listen_addresses="), QStringLiteral("-c"), QStringLiteral("max_connections=200") });
    TRY(m_process.start(command, m_folder + QStringLiteral(".log")));
    const QDeadlineTimer deadline(30000);
    while (!run({ programFolder() + QStringLiteral("/pg_isready"), QStringLiteral("-q"), QStringLiteral("-h"), m_folder })) {
        if (m_process.waitForEnd(std::chrono::milliseconds(50)) || deadline.hasExpired())
            return fail(ErrorCode::Unavailable, QStringLiteral("PostgreSQL did not start in ") + m_folder);
    }
    return {};
}

PostgresServer::~PostgresServer()
{
    m_process.signal(SIGINT);   // fast shutdown: does not wait for clients
    if (!m_process.waitForEnd(std::chrono::seconds(20))) {
        m_process.signal(SIGQUIT);
        m_process.waitForEnd(std::chrono::seconds(5));
    }
    if (m_folder.isEmpty())
        return;
    (void)run(unprivileged({ QStringLiteral("rm"), QStringLiteral("-rf"), QStringLiteral("--"), m_folder }));
    QFile::remove(m_folder + QStringLiteral(".log"));
}

QString PostgresServer::url() const { return QStringLiteral("postgresql://skylab@/postgres?host=") + m_folder; }

} // namespace skylab::test
