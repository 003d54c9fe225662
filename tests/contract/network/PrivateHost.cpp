#include "contract/network/PrivateHost.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace skylab::test {

namespace {
PrivateHost* theHost = nullptr;

const char* const leaseScript = R"(#!/bin/sh
env | sort
[ "$1" = bound ] || exit 0
ip addr flush dev "$interface"
ip addr add "$ip/$mask" dev "$interface"
[ -n "$mtu" ] && ip link set "$interface" mtu "$mtu"
if [ -n "$staticroutes" ]; then
    set -- $staticroutes
    while [ $# -ge 2 ]; do ip route add "$1" via "$2" dev "$interface"; shift 2; done
elif [ -n "$router" ]; then
    ip route add default via "$router" dev "$interface"
fi
)";

sockaddr_in ipv4(const char* address, int port)
{
    sockaddr_in result {};
    result.sin_family = AF_INET;
    result.sin_port = htons(in_port_t(port));
    ::inet_pton(AF_INET, address, &result.sin_addr);
    return result;
}

int listenOn(int port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto any = ipv4("0.0.0.0", port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0 && ::listen(fd, 8) == 0)
        return fd;
    ::close(fd);
    return -1;
}

bool waitFor(int fd, short events, int milliseconds)
{
    pollfd entry { fd, events, 0 };
    return ::poll(&entry, 1, milliseconds) == 1;
}

QByteArray ask(const QString& address, int port, int milliseconds)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto target = ipv4(address.toLatin1().constData(), port);
    ::connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof target);
    QByteArray text;
    char buffer[256];
    if (waitFor(fd, POLLOUT, milliseconds) && waitFor(fd, POLLIN, milliseconds)) {
        const auto got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got > 0)
            text = QByteArray(buffer, got);
    }
    ::close(fd);
    return text;
}
} // namespace

QString PrivateHost::enter()
{
    if (::geteuid() != 0)
        return QStringLiteral("not root");
    for (const auto* program :
         { "ovsdb-server", "ovs-vswitchd", "ovn-northd", "ovn-controller", "ip", "nft", "ethtool" })
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty()
            && QStandardPaths::findExecutable(QString::fromLatin1(program),
                                              { QStringLiteral("/usr/sbin"), QStringLiteral("/sbin") }).isEmpty())
            return QStringLiteral("%1 is not installed").arg(QString::fromLatin1(program));
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
        return QStringLiteral("no namespaces of our own: ") + QString::fromLocal8Bit(std::strerror(errno));
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    ::mkdir("/run/netns", 0755);
    if (::mount("tmpfs", "/run/netns", "tmpfs", 0, "mode=755") != 0)
        return QStringLiteral("no private /run/netns: ") + QString::fromLocal8Bit(std::strerror(errno));
    ::mount("sysfs", "/sys", "sysfs", 0, nullptr);
    return {};
}

PrivateHost::PrivateHost(QString whyNot) : m_whyNot(std::move(whyNot)) { theHost = this; }

PrivateHost::~PrivateHost()
{
    if (m_started)
        run(QStringLiteral(SKYLAB_SOURCE_DIR "/installer/host-network"), { "stop", "--rundir", folder() });
    theHost = nullptr;
}

PrivateHost& PrivateHost::instance() { return *theHost; }

QString PrivateHost::start()
{
    if (!m_whyNot.isEmpty() || m_started)
        return m_whyNot;
    run(QStringLiteral("ip"), { "link", "set", "lo", "up" });
    m_started = true;
    const auto output = run(QStringLiteral(SKYLAB_SOURCE_DIR "/installer/host-network"),
                            { "--datapath", "netdev", "--rundir", folder() }, 60);
    if (output.status != 0)
        qFatal("host-network failed:\n%s", qPrintable(output.text));
    QFile script(folder() + "/lease");
    if (script.open(QIODevice::WriteOnly))
        script.write(leaseScript);
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

QString PrivateHost::loseNorthbound()
{
    QFile pidFile(folder() + "/ovnnb_db.pid");
    const auto pid = pidFile.open(QIODevice::ReadOnly) ? pid_t(pidFile.readAll().trimmed().toInt()) : 0;
    const int process = pid > 0 ? int(::syscall(SYS_pidfd_open, pid, 0)) : -1;
    if (process < 0)
        return QStringLiteral("the northbound database has no process");
    const bool ended = ::kill(pid, SIGTERM) == 0 && waitFor(process, POLLIN, 10000);
    ::close(process);
    if (!ended || !QFile::remove(folder() + "/ovnnb_db.db"))
        return QStringLiteral("the northbound database did not go");
    const auto output = run(QStringLiteral(SKYLAB_SOURCE_DIR "/installer/host-network"), { "--datapath", "netdev", "--rundir", folder() }, 60);
    return output.status == 0 ? QString() : output.text;
}

QString PrivateHost::socket(const char* name) const
{
    return QStringLiteral("unix:%1/%2").arg(folder(), QLatin1String(name));
}

PrivateHost::Output PrivateHost::run(const QString& program, const QStringList& arguments, int seconds)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    // Daemons that detach would keep a pipe open, so the text goes through a file.
    const auto file = folder() + "/output";
    process.setStandardOutputFile(file);
    process.start(program, arguments);
    if (!process.waitForFinished(seconds * 1000)) {
        process.kill();
        process.waitForFinished(1000);
        return { -1, program + ": " + process.errorString() };
    }
    QFile text(file);
    const bool readable = text.open(QIODevice::ReadOnly);
    return { process.exitCode(), readable ? QString::fromLocal8Bit(text.readAll()) : QString() };
}

PrivateHost::Output PrivateHost::vsctl(const QStringList& arguments)
{
    return run("ovs-vsctl", QStringList { "--timeout=15", "--db=" + socket("db.sock") } + arguments);
}

PrivateHost::Output PrivateHost::nbctl(const QStringList& arguments)
{
    return run("ovn-nbctl", QStringList { "--timeout=15", "--db=" + socket("ovnnb_db.sock") } + arguments);
}

QString PrivateHost::addGuest(const QString& name, const QString& portId, const QString& mac)
{
    const auto tap = "t-" + name;
    const QList<std::pair<QString, QStringList>> steps {
        { "ip", { "netns", "add", name } },
        { "ip", { "link", "add", tap, "type", "veth", "peer", "name", "eth0", "address", mac, "netns", name } },
        { "ip", { "-n", name, "link", "set", "lo", "up" } },
        { "ip", { "-n", name, "link", "set", "eth0", "up" } },
        { "ip", { "link", "set", tap, "up" } },
        { "ip", { "netns", "exec", name, "ethtool", "-K", "eth0", "tx", "off" } },
        { "ovs-vsctl",
          { "--timeout=15", "--db=" + socket("db.sock"), "add-port", "br-int", tap, "--", "set", "interface", tap,
            "external_ids:iface-id=" + portId } },
    };
    for (const auto& [program, arguments] : steps)
        if (const auto output = run(program, arguments); output.status != 0)
            return program + ' ' + arguments.join(' ') + ": " + output.text;
    return {};
}

void PrivateHost::removeGuest(const QString& name)
{
    vsctl({ "--if-exists", "del-port", "br-int", "t-" + name });
    run("ip", { "link", "del", "t-" + name });
    run("ip", { "netns", "del", name });
}

PrivateHost::Output PrivateHost::dhcp(const QString& guest)
{
    return run("ip", { "netns",        "exec", guest, "udhcpc", "-i",       "eth0", "-f",
                       "-q",           "-n",   "-t",  "8",      "-T",       "1",    "-O",
                       "staticroutes", "-O",   "mtu", "-O",     "bootfile", "-s",   folder() + "/lease" });
}

void PrivateHost::inside(const QString& space, const std::function<void()>& work)
{
    std::thread([&] {
        if (!space.isEmpty()) {
            const int fd = ::open(("/run/netns/" + space).toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC);
            if (fd < 0 || ::setns(fd, CLONE_NEWNET) != 0)
                qFatal("no namespace %s", qPrintable(space));
            ::close(fd);
        }
        work();
    }).join();
}

PrivateHost::Answer PrivateHost::talk(const QString& from, const QString& to, const QString& address, int port,
                                      int milliseconds)
{
    int listener = -1;
    inside(to, [&] { listener = listenOn(port); });
    if (listener < 0)
        qFatal("can't listen on %d", port);
    Answer answer;
    int wake[2];
    if (::pipe2(wake, O_CLOEXEC) != 0)
        qFatal("no pipe");
    std::thread server([&] {
        pollfd entries[] { { listener, POLLIN, 0 }, { wake[0], POLLIN, 0 } };
        if (::poll(entries, 2, milliseconds * 2) <= 0 || !(entries[0].revents & POLLIN))
            return;
        sockaddr_in peer {};
        socklen_t size = sizeof peer;
        const int fd = ::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
        char text[INET_ADDRSTRLEN] {};
        answer.peer = QString::fromLatin1(::inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text));
        [[maybe_unused]] const auto sent = ::send(fd, "hello", 5, MSG_NOSIGNAL);
        ::close(fd);
    });
    inside(from, [&] { answer.text = ask(address, port, milliseconds); });
    [[maybe_unused]] const auto woken = ::write(wake[1], "x", 1);
    server.join();
    ::close(wake[0]);
    ::close(wake[1]);
    ::close(listener);
    return answer;
}

} // namespace skylab::test
