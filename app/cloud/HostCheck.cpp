#include "cloud/HostCheck.h"

#include "cloud/HostWords.h"
#include "compute/drivers/libvirt/KvmProbe.h"
#include "core/Sizes.h"
#include "process/Process.h"

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QStorageInfo>
#include <QSysInfo>
#include <QTemporaryFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace skylab {

namespace {

using State = HostCheck::State;

constexpr qint64 gib = qint64(1) << 30;
constexpr qint64 scarceMemory = 2 * gib, leastMemory = gib / 2;
constexpr qint64 scarceDisk = 10 * gib, leastDisk = gib;

QString localSize(qint64 bytes) { return sizeText(double(bytes), QLocale()); }
QString user() { return QString::fromLocal8Bit(qgetenv("USER").isEmpty() ? QByteArray("$USER") : qgetenv("USER")); }

/// Why there is no /dev/kvm: the processor can't, the firmware forbids it, or the module is not loaded.
HostCheck withoutDevice(HostCheck check)
{
    QFile cpus(QStringLiteral("/proc/cpuinfo"));
    const auto flags = cpus.open(QIODevice::ReadOnly) ? cpus.readAll() : QByteArray();
    const bool intel = flags.contains(" vmx"), amd = flags.contains(" svm");
    check.state = State::Warning;
    check.why = intel || amd ? HostWords::tr("The processor can do it, but it is switched off in the firmware or its module is not loaded. Instances are emulated: about 10 times slower.")
                             : HostWords::tr("This processor, or the virtual machine that this is, offers none. Instances are emulated: about 10 times slower, all else works.");
    if (intel || amd)
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Load the module"), QStringLiteral("sudo modprobe %1").arg(intel ? QStringLiteral("kvm_intel") : QStringLiteral("kvm_amd")) } };
    return check;
}

/// The folder itself, or the nearest one above that exists.
QString existing(const QString& folder)
{
    QDir dir(folder);
    while (!dir.exists() && dir.path() != u"/")
        dir.setPath(QDir::cleanPath(dir.path() + QStringLiteral("/..")));
    return dir.path();
}

std::pair<qint64, qint64> memory()
{
    QFile file(QStringLiteral("/proc/meminfo"));
    const auto lines = file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QList<QByteArray>();
    qint64 available = 0, total = 0;
    for (const auto& line : lines) {
        const auto value = line.mid(line.indexOf(':') + 1).trimmed().split(' ').value(0).toLongLong() * 1024;
        if (line.startsWith("MemAvailable:"))
            available = value;
        else if (line.startsWith("MemTotal:"))
            total = value;
    }
    return { available, total };
}

QString machine()
{
    const auto name = QSysInfo::currentCpuArchitecture();
    return QStringLiteral("qemu-system-") + (name == u"arm64" ? QStringLiteral("aarch64") : name);
}

} // namespace

namespace host {

HostCheck checkKvm(const QString& device)
{
    HostCheck check { QStringLiteral("kvm"), HostWords::tr("Hardware virtualisation (KVM)") };
    const int file = open(QFile::encodeName(device).constData(), O_RDWR | O_CLOEXEC);
    if (file < 0 && (errno == EACCES || errno == EPERM)) {
        check.state = State::Warning;
        check.why = HostWords::tr("You may not open %1, so instances would be emulated: about 10 times slower. Join the group kvm, then sign out of the desktop and in again.").arg(device);
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Join the group"), QStringLiteral("sudo usermod -aG kvm %1").arg(user()) } };
        return check;
    }
    if (file < 0)
        return withoutDevice(check);
    close(file);
    const auto verdict = compute::libvirt::judgeKvm([&device] { return compute::libvirt::runKvmLoop(device); });
    check.state = verdict.accelerated ? State::Ok : State::Warning;
    check.why = verdict.accelerated ? HostWords::tr("It works: a small guest ran at full speed.") : HostWords::tr("Instances are emulated: about 10 times slower. %1").arg(verdict.reason);
    return check;
}

HostCheck checkMemory(qint64 available, qint64 total)
{
    HostCheck check { QStringLiteral("memory"), HostWords::tr("Memory") };
    check.state = available < leastMemory ? State::Failed : available < scarceMemory ? State::Warning : State::Ok;
    check.why = HostWords::tr("%1 of %2 are free.").arg(localSize(available), localSize(total));
    if (check.state == State::Warning)
        check.why += u' ' + HostWords::tr("That is enough for a few small instances. Close other programs for more.");
    if (check.state == State::Failed)
        check.why += u' ' + HostWords::tr("At least %1 are needed. Close other programs, then check again.").arg(localSize(leastMemory));
    return check;
}

HostCheck checkFolder(const QString& folder)
{
    HostCheck check { QStringLiteral("folder"), HostWords::tr("Folder for the cloud") };
    const auto near = existing(folder);
    const bool there = QDir(folder).exists();
    QStringList made;
    for (auto path = folder; !QDir(path).exists() && path != u"/"; path = QDir::cleanPath(path + QStringLiteral("/..")))
        made << path;
    const bool possible = there || QDir().mkpath(folder);
    QTemporaryFile probe(QDir(possible ? folder : near).filePath(QStringLiteral(".skylab-XXXXXX")));
    const bool written = possible && probe.open() && probe.write("x") == 1;
    const auto fault = possible ? probe.errorString() : HostWords::tr("it can't be made in %1").arg(near);
    if (probe.isOpen())
        probe.remove();
    for (const auto& path : std::as_const(made))   // what was made to try is taken away again, deepest first
        QDir().rmdir(path);
    check.state = written ? State::Ok : State::Failed;
    check.why = written ? HostWords::tr("Everything will be kept in %1.").arg(folder) : HostWords::tr("%1 can't be written: %2. Give it to yourself, or choose another one with --data.").arg(folder, fault);
    if (!written)
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Make it mine"), QStringLiteral("sudo install -d -o %1 '%2'").arg(user(), folder) } };
    return check;
}

HostCheck checkDisk(const QString& folder)
{
    HostCheck check { QStringLiteral("disk"), HostWords::tr("Disk") };
    const QStorageInfo disk(existing(folder));
    const auto free = disk.bytesAvailable();
    check.state = free < leastDisk ? State::Failed : free < scarceDisk ? State::Warning : State::Ok;
    check.why = HostWords::tr("%1 are free where the cloud is kept (%2).").arg(localSize(free), disk.rootPath());
    if (check.state == State::Warning)
        check.why += u' ' + HostWords::tr("Images and disks of instances fill that soon. Another place is chosen with --data.");
    if (check.state == State::Failed)
        check.why += u' ' + HostWords::tr("At least %1 are needed. Free some, or choose another place with --data.").arg(localSize(leastDisk));
    return check;
}

HostCheck checkPrograms(const QStringList& programs)
{
    HostCheck check { QStringLiteral("programs"), HostWords::tr("QEMU") };
    QStringList missing;
    QString version;
    for (const auto& program : programs) {
        const auto output = process::run(program, { QStringLiteral("--version") }, { .timeout = std::chrono::seconds(5) });
        if (!output)
            missing << program;
        else if (version.isEmpty())
            version = QString::fromUtf8(output->out).section(u'\n', 0, 0).section(QStringLiteral(" ("), 0, 0).trimmed();
    }
    check.state = missing.isEmpty() ? State::Ok : State::Failed;
    check.why = missing.isEmpty() ? HostWords::tr("%1 answers.").arg(version) : HostWords::tr("Not installed, or they do not run: %1.").arg(missing.join(QStringLiteral(", ")));
    if (!missing.isEmpty())
        check.fixes = { { HostFix::Kind::Command, HostWords::tr("Install them"), QStringLiteral("sudo apt-get install qemu-system-x86 qemu-utils genisoimage") } };
    return check;
}

} // namespace host

std::vector<HostCheckStep> hostChecks(const Config& config)
{
    std::vector<HostCheckStep> steps;
    const auto add = [&](const char* id, const QString& title, std::function<HostCheck()> run) { steps.push_back({ QLatin1String(id), title, std::move(run) }); };
    const bool real = !config.fake();
    if (real)
        add("kvm", HostWords::tr("Hardware virtualisation (KVM)"), [] { return host::checkKvm(QStringLiteral("/dev/kvm")); });
    add("memory", HostWords::tr("Memory"), [] { return std::apply(host::checkMemory, memory()); });
    add("folder", HostWords::tr("Folder for the cloud"), [folder = config.dataDir] { return host::checkFolder(folder); });
    add("disk", HostWords::tr("Disk"), [folder = config.dataDir] { return host::checkDisk(folder); });
    add("port", HostWords::tr("Address of the API"), [config] { return host::checkPort(config); });
    if (!real)
        return steps;
    add("programs", HostWords::tr("QEMU"), [] { return host::checkPrograms({ machine(), QStringLiteral("qemu-img"), QStringLiteral("genisoimage") }); });
    add("libvirt", HostWords::tr("libvirt"), [uri = config.libvirtUri] { return host::checkLibvirt(uri); });
    add("ovn", HostWords::tr("OVN, the virtual network"), [remote = config.ovnNorthbound] {
        return host::checkDatabase(QStringLiteral("ovn"), HostWords::tr("OVN, the virtual network"), remote, QStringLiteral("OVN_Northbound"), QStringLiteral("ovn-central ovn-host"));
    });
    add("ovs", HostWords::tr("Open vSwitch"), [remote = config.openVswitch] {
        return host::checkDatabase(QStringLiteral("ovs"), HostWords::tr("Open vSwitch"), remote, QStringLiteral("Open_vSwitch"), QStringLiteral("openvswitch-switch"));
    });
    return steps;
}

QString hostCheckLine(const HostCheck& check)
{
    const auto* state = check.state == State::Ok ? "ok" : check.state == State::Warning ? "warning" : "failed";
    auto line = QStringLiteral("%1 %2 %3").arg(QLatin1String(state), -8).arg(check.id, -9).arg(check.why);
    for (const auto& fix : check.fixes)
        line += fix.kind == HostFix::Kind::Listen ? QStringLiteral("  [--listen %1]").arg(fix.value) : QStringLiteral("  [%1]").arg(fix.value);
    return line;
}

int printHostChecks(const Config& config)
{
    bool good = true;
    for (const auto& step : hostChecks(config)) {
        const auto check = step.run();
        std::printf("%s\n", qPrintable(hostCheckLine(check)));
        std::fflush(stdout);
        good = good && check.state != State::Failed;
    }
    return good ? 0 : 1;
}

} // namespace skylab
