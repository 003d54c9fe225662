#include "PrivateLibvirt.h"

#include "process/Process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

namespace skylab::compute::test {

namespace {

constexpr auto qemuSettings = R"(security_driver = "none"
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
namespaces = [ ]
cgroup_controllers = [ ]
)";

Result<void> write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return fail(ErrorCode::Internal, path + QStringLiteral(": ") + file.errorString());
    return {};
}

} // namespace

QString PrivateLibvirt::obstacle()
{
    if (::geteuid() != 0)
        return QStringLiteral("a libvirtd of our own needs root");
    for (const auto* program : { "libvirtd", "virtlogd", "qemu-system-x86_64", "qemu-img", "ip" })
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty()
            && QStandardPaths::findExecutable(QLatin1String(program),
                                              { QStringLiteral("/usr/sbin"), QStringLiteral("/sbin") })
                   .isEmpty())
            return QLatin1String(program) + QStringLiteral(" is not installed");
    return {};
}

Result<void> PrivateLibvirt::separate()
{
    if (::unshare(CLONE_NEWNS | CLONE_NEWNET) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("namespaces can't be made"));
    const std::pair<const char*, const char*> places[] = {
        { "etc", "/etc/libvirt" },
        { "lib", "/var/lib/libvirt" },
        { "log", "/var/log/libvirt" },
        { "cache", "/var/cache/libvirt" },
        { "run", "/run" },
    };
    for (const auto& [name, place] : places) {
        const auto own = m_folder.filePath(QLatin1String(name));
        QDir().mkpath(own);
        if (::mount(QFile::encodeName(own).constData(), place, nullptr, MS_BIND, nullptr) != 0)
            return fail(ErrorCode::Unavailable, QStringLiteral("%1 can't be replaced").arg(QLatin1String(place)));
    }
    QDir().mkpath(QStringLiteral("/run/lock"));
    TRY(write(QStringLiteral("/etc/libvirt/qemu.conf"), qemuSettings));
    TRY(process::run(QStringLiteral("ip"),
                     { QStringLiteral("link"), QStringLiteral("set"), QStringLiteral("lo"), QStringLiteral("up") }));
    TRY(process::run(QStringLiteral("ip"),
                     { QStringLiteral("link"), QStringLiteral("add"), QStringLiteral("br-contract"),
                       QStringLiteral("type"), QStringLiteral("bridge") }));
    return {};
}

std::unique_ptr<QProcess> PrivateLibvirt::run(const QString& program, const QStringList& arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardOutputFile(m_folder.filePath(QFileInfo(program).fileName() + QStringLiteral(".out")),
                                   QIODevice::Append);
    process->start(program, arguments);
    process->waitForStarted();
    return process;
}

Result<void> PrivateLibvirt::start()
{
    TRY(separate());
    m_log = run(QStringLiteral("/usr/sbin/virtlogd"), {});
    return startDaemon();
}

Result<void> PrivateLibvirt::startDaemon()
{
    m_daemons.push_back(run(QCoreApplication::applicationDirPath() + QStringLiteral("/skylab-reaper"),
                            { QStringLiteral("/usr/sbin/libvirtd") }));
    process::Options options;
    options.timeout = std::chrono::seconds(5);
    for (int i = 0; i < 60; ++i) {
        const auto answer = process::run(
            QStringLiteral("virsh"),
            { QStringLiteral("-c"), QStringLiteral("qemu:///system"), QStringLiteral("version") }, options);
        if (answer)
            return {};
        if (m_daemons.back()->waitForFinished(500))
            break;
    }
    QFile output(m_folder.filePath(QStringLiteral("skylab-reaper.out")));
    output.open(QIODevice::ReadOnly);
    return fail(ErrorCode::Unavailable,
                QStringLiteral("libvirtd does not answer: ") + QString::fromUtf8(output.readAll().right(500)));
}

void PrivateLibvirt::stopDaemon()
{
    QFile file(QStringLiteral("/run/libvirtd.pid"));
    const auto pid = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    if (pid <= 1)
        return;
    ::kill(pid, SIGTERM);
    const auto there = QStringLiteral("/proc/%1").arg(pid);
    for (int i = 0; i < 200 && QFile::exists(there); ++i)
        m_daemons.back()->waitForFinished(50);
}

qint64 PrivateLibvirt::processOf(const QString& name)
{
    QFile file(QStringLiteral("/run/libvirt/qemu/") + name + QStringLiteral(".pid"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
}

PrivateLibvirt::~PrivateLibvirt()
{
    stopDaemon();
    for (const auto& guest : QDir(QStringLiteral("/run/libvirt/qemu")).entryList({ QStringLiteral("contract-*.pid") }))
        if (const auto pid = processOf(guest.chopped(4)); pid > 1)
            ::kill(pid_t(pid), SIGKILL);
    if (m_log) {
        m_log->terminate();
        m_log->waitForFinished(5'000);
    }
    for (const auto& daemon : m_daemons)
        daemon->waitForFinished(5'000);
    for (const auto* place : { "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt", "/run" })
        ::umount2(place, MNT_DETACH);
}

} // namespace skylab::compute::test
