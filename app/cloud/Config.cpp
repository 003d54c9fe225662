#include "cloud/Config.h"

#include "network/model/Address.h"
#include "ops/DataDir.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <unistd.h>

namespace skylab {

namespace {

struct Setting {
    const char* name;                ///< --name on the command line, name = value in the file
    QString Config::* text;
    bool Config::* flag;
    const char* argument;            ///< null for flags
    const char* help;
};

constexpr Setting settings[] = {
    { "data", &Config::dataDir, nullptr, "DIR", "where everything is kept (default: /var/lib/skylab as root, else ~/.local/share/skylab)" },
    { "listen", &Config::listen, nullptr, "ADDR:PORT", "where the API listens (default 127.0.0.1:5000; port 0 = any free one)" },
    { "drivers", &Config::drivers, nullptr, "host|fake", "host: libvirt, OVN and files; fake: nothing outside the process, no root needed" },
    { "ephemeral", nullptr, &Config::ephemeral, nullptr, "use a temporary data directory and remove it at exit" },
    { "region", &Config::region, nullptr, "NAME", "the region in the catalog (default RegionOne)" },
    { "database-url", &Config::databaseUrl, nullptr, "URL", "postgresql://user:password@host/database instead of SQLite files" },
    { "policy-file", &Config::policyFile, nullptr, "FILE", "policy.yaml with overrides of policy rules; SIGHUP reads it again" },
    { "guest-image", &Config::guestImage, nullptr, "FILE", "image to upload at the first start (default: the bundled one)" },
    { "tls-certificate", &Config::tlsCertificate, nullptr, "FILE", "PEM certificate; with --tls-key the API is served over TLS" },
    { "tls-key", &Config::tlsKey, nullptr, "FILE", "PEM key" },
    { "libvirt-uri", &Config::libvirtUri, nullptr, "URI", "the hypervisor (default qemu:///system)" },
    { "ovn-northbound", &Config::ovnNorthbound, nullptr, "REMOTE", "OVN's northbound database (default unix:/var/run/ovn/ovnnb_db.sock)" },
    { "open-vswitch", &Config::openVswitch, nullptr, "REMOTE", "this host's switch (default unix:/var/run/openvswitch/db.sock)" },
    { "public-cidr", &Config::publicCidr, nullptr, "CIDR", "the external network (default 172.24.4.0/24)" },
    { "reclaim-instance-interval", &Config::reclaimInstanceInterval, nullptr, "SECONDS", "deleted servers can be restored that long (default 0: not at all)" },
    { "trash-days", &Config::trashDays, nullptr, "N", "servers deleted in the window, or with X-Skylab-Trash: keep, lie in the trash that long (default 7; 0: there is no trash)" },
    { "shelved-offload-time", &Config::shelvedOffloadTime, nullptr, "SECONDS", "shelved servers leave their host after that (default 0: at once; -1: when asked)" },
    { "image-download-allow", &Config::imageDownloadAllow, nullptr, "CIDR[:PORT],...", "addresses that images may be imported from, beside public ones on ports 80 and 443" },
    { "volume-reserved-percentage", &Config::volumeReservedPercentage, nullptr, "N", "how much of the disk new volumes leave free (default 0)" },
    { "volume-max-over-subscription", &Config::volumeMaxOverSubscription, nullptr, "RATIO", "how often the disk may be promised to thin volumes (default 20)" },
    { "log-file", &Config::logFile, nullptr, "FILE", "append the log there instead of standard error" },
    { "log-level", &Config::logLevel, nullptr, "LEVEL", "debug, info or warning (default info)" },
    { "resume-guests-state-on-host-boot", &Config::resumeGuests, nullptr, "true|false", "servers that ran start again when the host was restarted (default true)" },
    { "check", nullptr, &Config::check, nullptr, "compare databases and files of a cloud that does not run, one line each, and exit; ends with 1 when something is damaged" },
    { "deep", nullptr, &Config::deep, nullptr, "with --check: read every file too, for its checksum" },
    { "backup", &Config::backup, nullptr, "FILE", "write the whole cloud, which must not run, into FILE (tar, zstd; it holds all its secrets), and exit" },
    { "restore", &Config::restore, nullptr, "FILE", "verify a backup and bring it back into the data directory, which must be empty, and exit" },
    { "print-policy", nullptr, &Config::printPolicy, nullptr, "print every policy rule as a policy.yaml, and exit" },
};

const Setting* settingNamed(QStringView name)
{
    for (const auto& setting : settings)
        if (name == QLatin1String(setting.name))
            return &setting;
    return nullptr;
}

/// A security rule as Keystone spells it; dashes do as well.
QString securityRule(QStringView name)
{
    const auto spelled = name.toString().replace(u'-', u'_');
    for (const auto& option : identity::SecurityRules::options())
        if (spelled == QLatin1String(option.name))
            return spelled;
    return {};
}

Result<> readFile(Config& config, const QString& file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::BadRequest, QStringLiteral("The configuration file %1 can't be read: %2.").arg(file, input.errorString()));
    const auto lines = QString::fromUtf8(input.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const auto name = line.section(u'=', 0, 0).trimmed();
        const auto value = line.section(u'=', 1).trimmed();
        const auto* setting = settingNamed(name);
        if (const auto rule = securityRule(name); !rule.isEmpty() && line.contains(u'=')) {
            if (const auto set = config.security.set(rule, value); !set)
                return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2: %3").arg(file).arg(i + 1).arg(set.error().message));
            continue;
        }
        if (!setting || !line.contains(u'='))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2: there is no setting '%3'. skylabd --help lists them.").arg(file).arg(i + 1).arg(name));
        if (setting->flag)
            config.*setting->flag = value == u"true" || value == u"1" || value == u"yes";
        else
            config.*setting->text = value;
    }
    return {};
}

Result<> requireSense(Config& config)
{
    if (config.drivers != u"host" && config.drivers != u"fake")
        return fail(ErrorCode::BadRequest, QStringLiteral("--drivers must be host or fake, not '%1'.").arg(config.drivers), QStringLiteral("drivers"));
    bool port = false;
    config.listen.section(u':', -1).toUShort(&port);
    if (!port || config.listenAddress().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("--listen must be ADDRESS:PORT, such as 127.0.0.1:5000, not '%1'.").arg(config.listen), QStringLiteral("listen"));
    // Smaller ones have no room for a gateway and a pool; the host takes the first address, so the network must be written as one.
    const auto cidr = network::Cidr::parse(config.publicCidr);
    if (!cidr || cidr->base.v6 || cidr->prefix < 8 || cidr->prefix > 28 || cidr->text() != config.publicCidr)
        return fail(ErrorCode::BadRequest, QStringLiteral("--public-cidr must be an IPv4 network of a prefix length from 8 to 28, such as 172.24.4.0/24, with all bits after the prefix 0, not '%1'.").arg(config.publicCidr), QStringLiteral("public-cidr"));
    for (const auto& [name, value, least] : { std::tuple { "reclaim-instance-interval", config.reclaimInstanceInterval, 0 }, { "shelved-offload-time", config.shelvedOffloadTime, -1 } }) {
        bool number = false;
        if (value.toInt(&number) < least || !number)
            return fail(ErrorCode::BadRequest, QStringLiteral("--%1 must be a number of seconds from %2 up, not '%3'.").arg(QLatin1String(name)).arg(least).arg(value), QString::fromLatin1(name));
    }
    bool days = false;
    if (const auto count = config.trashDays.toInt(&days); !days || count < 0 || count > 36'500)
        return fail(ErrorCode::BadRequest, QStringLiteral("--trash-days must be a number of days from 0 to 36500, not '%1'.").arg(config.trashDays), QStringLiteral("trash-days"));
    if (config.tlsCertificate.isEmpty() != config.tlsKey.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("--tls-certificate and --tls-key belong together."), QStringLiteral("tls-key"));
    bool reserved = false, ratio = false;
    const auto percentage = config.volumeReservedPercentage.toInt(&reserved);
    const auto most = config.volumeMaxOverSubscription.toDouble(&ratio);
    if (!reserved || percentage < 0 || percentage > 99)
        return fail(ErrorCode::BadRequest, QStringLiteral("--volume-reserved-percentage must be 0 to 99, not '%1'.").arg(config.volumeReservedPercentage), QStringLiteral("volume-reserved-percentage"));
    if (!ratio || most < 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("--volume-max-over-subscription must be 1 or more, not '%1'.").arg(config.volumeMaxOverSubscription), QStringLiteral("volume-max-over-subscription"));
    if (config.resumeGuests != u"true" && config.resumeGuests != u"false")
        return fail(ErrorCode::BadRequest, QStringLiteral("--resume-guests-state-on-host-boot must be true or false, not '%1'.").arg(config.resumeGuests), QStringLiteral("resume-guests-state-on-host-boot"));
    if (int(config.check) + int(!config.backup.isEmpty()) + int(!config.restore.isEmpty()) > 1 || (config.deep && !config.check))
        return fail(ErrorCode::BadRequest, QStringLiteral("Only one of --check, --backup and --restore can be done at a time, and --deep belongs to --check."), QStringLiteral("check"));
    if ((!config.backup.isEmpty() || !config.restore.isEmpty()) && !config.databaseUrl.isEmpty())
        return fail(ErrorCode::BadRequest, ops::copyPostgresYourself, QStringLiteral("database-url"));
    if (config.dataDir.isEmpty())
        config.dataDir = geteuid() == 0 ? QStringLiteral("/var/lib/skylab") : QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/skylab");
    config.dataDir = QDir(config.dataDir).absolutePath();
    return config.security.check();
}

} // namespace

QString Config::listenAddress() const
{
    auto address = listen.section(u':', 0, -2);
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.mid(1, address.size() - 2);
    return address;
}

quint16 Config::listenPort() const { return listen.section(u':', -1).toUShort(); }

Result<Config> Config::read(QStringList& arguments)
{
    Config config;
    QStringList rest;
    // The file first, so that the command line wins.
    for (qsizetype i = 0; i < arguments.size(); ++i)
        if (arguments[i] == u"--config" || arguments[i].startsWith(QStringLiteral("--config="))) {
            const auto inlined = arguments[i].contains(u'=');
            const auto file = inlined ? arguments[i].section(u'=', 1) : arguments.value(i + 1);
            TRY(readFile(config, file));
            arguments.remove(i, inlined ? 1 : 2);
            break;
        }
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const auto name = arguments[i].section(u'=', 0, 0);
        const auto* setting = name.startsWith(QStringLiteral("--")) ? settingNamed(QStringView(name).mid(2)) : nullptr;
        const auto rule = setting || !name.startsWith(QStringLiteral("--")) ? QString() : securityRule(QStringView(name).mid(2));
        if (!rule.isEmpty()) {
            TRY(config.security.set(rule, arguments[i].contains(u'=') ? arguments[i].section(u'=', 1) : arguments.value(i + 1)));
            i += arguments[i].contains(u'=') ? 0 : 1;
        } else if (!setting) {
            rest << arguments[i];
        } else if (setting->flag) {
            config.*setting->flag = true;
        } else if (arguments[i].contains(u'=')) {
            config.*setting->text = arguments[i].section(u'=', 1);
        } else if (i + 1 < arguments.size()) {
            config.*setting->text = arguments[++i];
        } else {
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 needs a value (%2).").arg(name, QLatin1String(setting->argument)), name);
        }
    }
    arguments = rest;
    TRY(requireSense(config));
    return config;
}

QString Config::help()
{
    QString text = QStringLiteral("  --config FILE               read settings (name = value lines) from FILE\n");
    for (const auto& setting : settings) {
        const auto option = QStringLiteral("--%1 %2").arg(QLatin1String(setting.name), QLatin1String(setting.argument ? setting.argument : ""));
        text += QStringLiteral("  %1 %2\n").arg(option.trimmed(), -27).arg(QLatin1String(setting.help));
    }
    text += QStringLiteral("\nRules for passwords and logins, as in keystone.conf's [security_compliance]; in the file without the dashes:\n");
    for (const auto& option : identity::SecurityRules::options())
        text += QStringLiteral("  %1\n      %2\n").arg(QStringLiteral("--%1 %2").arg(QLatin1String(option.name), QLatin1String(option.argument)), QLatin1String(option.help));
    return text;
}

} // namespace skylab
