#include "cloud/HostCheck.h"

#include "cloud/HostWords.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace skylab {

namespace {

using State = HostCheck::State;

constexpr int answerTime = 3000;       // milliseconds
constexpr int portsTried = 50;

/// A socket that closes itself.
class Handle {
public:
    explicit Handle(int file) : m_file(file) { }
    ~Handle() { if (m_file >= 0) close(m_file); }
    Q_DISABLE_COPY_MOVE(Handle)
    operator int() const { return m_file; }

private:
    int m_file;
};

struct Address {
    sockaddr_storage bytes {};
    socklen_t size = 0;
};

Address unixAddress(const QString& path)
{
    Address address;
    auto* it = reinterpret_cast<sockaddr_un*>(&address.bytes);
    const auto name = QFile::encodeName(path);
    if (std::size_t(name.size()) >= sizeof it->sun_path)
        return address;
    it->sun_family = AF_UNIX;
    std::memcpy(it->sun_path, name.constData(), std::size_t(name.size()));
    address.size = sizeof *it;
    return address;
}

Address inetAddress(const QString& host, quint16 port)
{
    Address address;
    const QHostAddress parsed(host == u"localhost" ? QStringLiteral("127.0.0.1") : host);
    if (parsed.protocol() == QAbstractSocket::IPv6Protocol) {
        auto* it = reinterpret_cast<sockaddr_in6*>(&address.bytes);
        it->sin6_family = AF_INET6;
        it->sin6_port = htons(port);
        const auto raw = parsed.toIPv6Address();
        std::memcpy(&it->sin6_addr, &raw, sizeof raw);
        address.size = sizeof *it;
    } else if (!parsed.isNull()) {
        auto* it = reinterpret_cast<sockaddr_in*>(&address.bytes);
        it->sin_family = AF_INET;
        it->sin_port = htons(port);
        it->sin_addr.s_addr = htonl(parsed.toIPv4Address());
        address.size = sizeof *it;
    }
    return address;
}

/// 0, or the errno that connecting or asking ended with. With `question` the answer is read into `answer`, up to whole JSON.
int talk(const Address& address, const QByteArray& question, QJsonObject* answer)
{
    if (address.size == 0)
        return EINVAL;
    const Handle socket(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval limit { answerTime / 1000, 0 };
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);   // of connect() too
    if (socket < 0 || connect(socket, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0)
        return errno;
    if (question.isEmpty())
        return 0;
    if (send(socket, question.constData(), std::size_t(question.size()), MSG_NOSIGNAL) != question.size())
        return errno;
    QByteArray text;
    pollfd wait { socket, POLLIN, 0 };
    while (poll(&wait, 1, answerTime) > 0) {
        char part[4096];
        const auto size = recv(socket, part, sizeof part, 0);
        if (size <= 0 || text.size() > 1 << 16)
            break;
        text.append(part, qsizetype(size));
        if (const auto document = QJsonDocument::fromJson(text); document.isObject()) {
            *answer = document.object();
            return 0;
        }
    }
    return ETIMEDOUT;
}

Address ovsdbAddress(const QString& remote)
{
    if (remote.startsWith(QLatin1String("unix:")))
        return unixAddress(remote.mid(5));
    if (remote.startsWith(QLatin1String("tcp:")))
        return inetAddress(remote.mid(4).section(u':', 0, -2).remove(u'[').remove(u']'), remote.section(u':', -1).toUShort());
    return {};
}

QString faultText(int fault) { return QString::fromLocal8Bit(std::strerror(fault)); }

QString installCommand(const QString& package) { return QStringLiteral("sudo apt-get install %1").arg(package); }

/// Connects as a client of libvirt's daemon would; its protocol begins with the client's word.
int reachLibvirt(const QUrl& uri, QString& path)
{
    const auto named = QUrlQuery(uri).queryItemValue(QStringLiteral("socket"), QUrl::FullyDecoded);
    const bool session = uri.path().endsWith(QLatin1String("session"));
    const auto folder = session ? QString::fromLocal8Bit(qgetenv("XDG_RUNTIME_DIR")) + QStringLiteral("/libvirt/") : QStringLiteral("/var/run/libvirt/");
    const auto names = named.isEmpty() ? QStringList { folder + QStringLiteral("libvirt-sock"), folder + QStringLiteral("virtqemud-sock") } : QStringList { named };
    int fault = ENOENT;
    path = names.first();
    for (const auto& name : names) {
        const int outcome = talk(unixAddress(name), {}, nullptr);
        if (outcome == ENOENT)
            continue;
        fault = outcome;
        path = name;
        if (outcome == 0)
            break;
    }
    return fault;
}

/// 0 when somebody could listen there.
int tryToListen(const QString& host, quint16 port)
{
    const auto address = inetAddress(host, port);
    if (address.size == 0)
        return EADDRNOTAVAIL;
    const Handle socket(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(socket, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) == 0 && listen(socket, 1) == 0 ? 0 : errno;
}

/// The inode of the socket that listens on a port, from /proc/net/tcp.
QByteArray listenerInode(quint16 port)
{
    const auto hex = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const auto* table : { "/proc/net/tcp", "/proc/net/tcp6" }) {
        QFile file { QLatin1String(table) };
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const auto& line : file.readAll().split('\n')) {
            const auto fields = line.simplified().split(' ');
            if (fields.size() > 9 && fields[1].endsWith(hex) && fields[3] == "0A")
                return fields[9];
        }
    }
    return {};
}

/// "docker-registry (pid 2211)", where /proc lets us see it.
QString listenerOn(quint16 port)
{
    const auto inode = listenerInode(port);
    if (inode.isEmpty())
        return {};
    const auto wanted = QStringLiteral("socket:[%1]").arg(QString::fromLatin1(inode));
    const auto processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const auto& pid : processes) {
        if (!pid[0].isDigit())
            continue;
        const QDir files(QStringLiteral("/proc/%1/fd").arg(pid));
        for (const auto& file : files.entryList(QDir::Files | QDir::System)) {
            char target[64] = {};
            if (readlink(QFile::encodeName(files.filePath(file)).constData(), target, sizeof target - 1) <= 0 || wanted != QLatin1String(target))
                continue;
            QFile name(QStringLiteral("/proc/%1/comm").arg(pid));
            const auto command = name.open(QIODevice::ReadOnly) ? QString::fromUtf8(name.readAll()).trimmed() : QString();
            return HostWords::tr("%1 (pid %2)").arg(command, pid);
        }
    }
    return {};
}

} // namespace

namespace host {

HostCheck checkLibvirt(const QString& uri)
{
    HostCheck check { QStringLiteral("libvirt"), HostWords::tr("libvirt") };
    const QUrl url(uri);
    if (!url.host().isEmpty() || url.scheme().contains(u'+')) {
        check.why = HostWords::tr("%1 is elsewhere; it is reached when the cloud starts.").arg(uri);
        return check;
    }
    QString path;
    const int fault = reachLibvirt(url, path);
    if (fault == 0) {
        check.why = HostWords::tr("It answers at %1.").arg(path);
        return check;
    }
    check.state = State::Failed;
    const auto user = QString::fromLocal8Bit(qgetenv("USER").isEmpty() ? QByteArray("$USER") : qgetenv("USER"));
    if (fault == EACCES || fault == EPERM) {
        check.why = HostWords::tr("You may not use it: %1 is for members of the group libvirt. Join it, then sign out of the desktop and in again.").arg(path);
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Join the group"), QStringLiteral("sudo usermod -aG libvirt %1").arg(user) } };
    } else {
        const bool installed = QFile::exists(QStringLiteral("/usr/sbin/libvirtd")) || QFile::exists(QStringLiteral("/usr/sbin/virtqemud"));
        check.why = installed ? HostWords::tr("It is installed, but does not answer at %1: %2.").arg(path, faultText(fault)) : HostWords::tr("It is not installed.");
        check.fixes = { { HostFix::Kind::Command, installed ? HostWords::tr("Start it") : HostWords::tr("Install it"), installed ? QStringLiteral("sudo systemctl enable --now libvirtd") : installCommand(QStringLiteral("libvirt-daemon-system")) } };
    }
    return check;
}

HostCheck checkDatabase(const QString& id, const QString& title, const QString& remote, const QString& database, const QString& package)
{
    HostCheck check { id, title };
    QJsonObject answer;
    const int fault = talk(ovsdbAddress(remote), R"({"id":0,"method":"list_dbs","params":[]})", &answer);
    if (fault == 0 && answer[u"result"].toArray().contains(database)) {
        check.why = HostWords::tr("It answers at %1.").arg(remote);
        return check;
    }
    check.state = State::Failed;
    const auto path = remote.section(u':', 1);
    if (fault == EACCES || fault == EPERM) {
        check.why = HostWords::tr("You may not use %1: it belongs to root.").arg(path);
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Let me use it"), QStringLiteral("sudo setfacl -m u:%1:rw '%2'").arg(QString::fromLocal8Bit(qgetenv("USER")), path) } };
    } else if (fault == 0) {
        check.why = HostWords::tr("%1 answers, but holds no database %2. Something else listens there.").arg(remote, database);
    } else {
        const bool installed = QFile::exists(database == u"Open_vSwitch" ? QStringLiteral("/usr/sbin/ovs-vswitchd") : QStringLiteral("/usr/bin/ovn-northd"));
        check.why = installed ? HostWords::tr("It is installed, but does not answer at %1: %2.").arg(remote, faultText(fault)) : HostWords::tr("It is not installed.");
        check.fixes = { { HostFix::Kind::Command, installed ? HostWords::tr("Start it") : HostWords::tr("Install it"), installed ? QStringLiteral("sudo systemctl start %1").arg(package) : installCommand(package) } };
    }
    return check;
}

HostCheck checkPort(const Config& config)
{
    HostCheck check { QStringLiteral("port"), HostWords::tr("Address of the API") };
    const auto host = config.listenAddress();
    const auto port = config.listenPort();
    const int fault = port == 0 ? 0 : tryToListen(host, port);
    if (fault == 0) {
        check.why = port == 0 ? HostWords::tr("The next free port of %1 will be used.").arg(host) : HostWords::tr("%1 is free.").arg(config.listen);
        return check;
    }
    check.state = State::Failed;
    const auto owner = fault == EADDRINUSE ? listenerOn(port) : QString();
    if (fault == EADDRINUSE)
        check.why = owner.isEmpty() ? HostWords::tr("Port %1 is used by another program.").arg(port) : HostWords::tr("Port %1 is used by %2.").arg(QString::number(port), owner);
    else
        check.why = HostWords::tr("%1 can't be listened on: %2.").arg(config.listen, faultText(fault));
    for (int next = port + 1; fault != EADDRNOTAVAIL && next < port + portsTried && next < 65536; ++next) {
        if (tryToListen(host, quint16(next)) == 0) {
            check.fixes = { { HostFix::Kind::Listen, HostWords::tr("Use port %1").arg(next), QStringLiteral("%1:%2").arg(config.listen.section(u':', 0, -2)).arg(next) } };
            break;
        }
    }
    return check;
}

} // namespace host

} // namespace skylab
