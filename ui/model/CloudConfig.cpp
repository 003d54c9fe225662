#include "model/CloudConfig.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstring>

namespace skylab::model {

namespace {

struct CloudConfig {
    Q_DECLARE_TR_FUNCTIONS(CloudConfig)
};

/// Shapes that a value may have; letters, so that a key's are a short text.
/// m map, l list, s text, b truth, n number, x nothing.
struct Key {
    const char* name;
    const char* shapes;
};

constexpr Key topKeys[] = {
    { "users", "lms" }, { "groups", "lms" }, { "user", "sm" }, { "password", "s" }, { "chpasswd", "m" }, { "ssh_pwauth", "bs" }, { "disable_root", "b" }, { "disable_root_opts", "s" },
    { "ssh_authorized_keys", "l" }, { "ssh_keys", "m" }, { "ssh_deletekeys", "b" }, { "ssh_genkeytypes", "l" }, { "ssh_import_id", "l" }, { "ssh_quiet_keygen", "b" }, { "allow_public_ssh_keys", "b" },
    { "ssh_publish_hostkeys", "m" }, { "ssh_fp_console_blacklist", "l" }, { "ssh_key_console_blacklist", "l" }, { "ssh", "m" }, { "no_ssh_fingerprints", "b" }, { "authkey_hash", "s" },
    { "packages", "lm" }, { "package_update", "b" }, { "package_upgrade", "b" }, { "package_reboot_if_required", "b" }, { "apt", "m" }, { "apt_pipelining", "bsn" }, { "yum_repos", "m" }, { "yum_repo_dir", "s" },
    { "zypper", "m" }, { "apk_repos", "m" }, { "snap", "m" }, { "runcmd", "l" }, { "bootcmd", "l" }, { "write_files", "l" }, { "hostname", "s" }, { "fqdn", "s" }, { "prefer_fqdn_over_hostname", "b" },
    { "preserve_hostname", "b" }, { "create_hostname_file", "b" }, { "manage_etc_hosts", "bs" }, { "manage_resolv_conf", "b" }, { "resolv_conf", "m" }, { "timezone", "s" }, { "locale", "sb" }, { "locale_configfile", "s" },
    { "keyboard", "m" }, { "ntp", "mx" }, { "growpart", "m" }, { "resize_rootfs", "bs" }, { "disk_setup", "m" }, { "fs_setup", "l" }, { "mounts", "l" }, { "mount_default_fields", "l" }, { "swap", "m" },
    { "device_aliases", "m" }, { "ca_certs", "m" }, { "ca-certs", "m" }, { "power_state", "m" }, { "final_message", "s" }, { "phone_home", "m" }, { "random_seed", "m" }, { "rsyslog", "m" }, { "output", "ms" },
    { "puppet", "m" }, { "chef", "m" }, { "salt_minion", "m" }, { "mcollective", "m" }, { "ansible", "m" }, { "landscape", "m" }, { "lxd", "m" }, { "wireguard", "m" }, { "rh_subscription", "m" }, { "ubuntu_pro", "m" },
    { "ubuntu_advantage", "m" }, { "ubuntu_autoinstall", "m" }, { "autoinstall", "m" }, { "drivers", "m" }, { "spacewalk", "m" }, { "system_info", "m" }, { "datasource", "m" }, { "merge_how", "sl" }, { "merge_type", "sl" },
    { "cloud_init_modules", "l" }, { "cloud_config_modules", "l" }, { "cloud_final_modules", "l" }, { "vendor_data", "m" }, { "reporting", "m" }, { "fan", "m" }, { "grub_dpkg", "m" },
    { "byobu_by_default", "s" }, { "disable_ec2_metadata", "b" }, { "migrate", "b" }, { "launch-index", "n" },
   
};

constexpr Key userKeys[] = {
    { "name", "s" }, { "gecos", "s" }, { "groups", "slm" }, { "primary_group", "s" }, { "shell", "s" }, { "sudo", "slbx" }, { "doas", "l" }, { "passwd", "s" }, { "hashed_passwd", "s" }, { "plain_text_passwd", "s" },
    { "lock_passwd", "b" }, { "lock-passwd", "b" }, { "ssh_authorized_keys", "l" }, { "ssh-authorized-keys", "l" }, { "ssh_import_id", "l" }, { "ssh_redirect_user", "b" }, { "homedir", "s" }, { "system", "b" }, { "no_create_home", "b" },
    { "no_user_group", "b" }, { "no_log_init", "b" }, { "expiredate", "s" }, { "inactive", "sn" }, { "selinux_user", "s" }, { "snapuser", "s" }, { "uid", "ns" }, { "create_groups", "b" },
};

constexpr Key fileKeys[] = {
    { "path", "s" }, { "content", "s" }, { "owner", "s" }, { "permissions", "sn" }, { "encoding", "s" }, { "append", "b" }, { "defer", "b" }, { "source", "m" },
};

constexpr Key powerKeys[] = { { "mode", "s" }, { "delay", "sn" }, { "message", "s" }, { "timeout", "n" }, { "condition", "slb" } };

QString shapeWords(const char* shapes)
{
    QStringList words;
    for (const char* one = shapes; *one; ++one) {
        switch (*one) {
        case 'm': words << CloudConfig::tr("a map"); break;
        case 'l': words << CloudConfig::tr("a list"); break;
        case 's': words << CloudConfig::tr("a text"); break;
        case 'b': words << CloudConfig::tr("true or false"); break;
        case 'n': words << CloudConfig::tr("a number"); break;
        default: break;
        }
    }
    return words.join(CloudConfig::tr(" or "));
}

QString textOf(const YAML::Node& node) { return QString::fromStdString(node.Scalar()); }

bool isTruth(const YAML::Node& node)
{
    static const QSet<QString> words { QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("yes"), QStringLiteral("no"), QStringLiteral("on"), QStringLiteral("off") };
    return node.IsScalar() && node.Tag() != "!" && words.contains(textOf(node).toLower());
}

bool hasShape(const YAML::Node& node, const char* shapes)
{
    const auto allows = [shapes](char shape) { return QByteArrayView(shapes).contains(shape); };
    if (node.IsNull())
        return true;   // "users:" with nothing behind it is as if it were not there
    if (node.IsMap())
        return allows('m');
    if (node.IsSequence())
        return allows('l');
    if (allows('s'))
        return true;
    bool number = false;
    textOf(node).toDouble(&number);
    return (allows('b') && isTruth(node)) || (allows('n') && number);
}

int distance(const QString& a, const QString& b)
{
    std::vector<int> row(std::size_t(b.size()) + 1);
    for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = int(i);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int corner = std::exchange(row[0], int(i));
        for (qsizetype j = 1; j <= b.size(); ++j) {
            auto& cell = row[std::size_t(j)];
            corner = std::exchange(cell, std::min({ cell + 1, row[std::size_t(j) - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1) }));
        }
    }
    return row.back();
}

/// A name, fit for a sentence.
QString shown(const QString& name) { return name.size() > 64 ? name.left(61) + QStringLiteral("...") : name; }

class Checker {
public:
    QList<ScriptFault> faults;

    void document(const YAML::Node& root)
    {
        if (root.IsNull())
            return;
        if (!root.IsMap())
            return add(root.Mark(), CloudConfig::tr("A cloud-config is a map: lines of the form “key: value”."));
        keys(root, topKeys, QString());
        users(root["users"]);
        files(root["write_files"]);
        commands(root["runcmd"]);
        commands(root["bootcmd"]);
        if (const auto power = root["power_state"]; power && power.IsMap()) {
            keys(power, powerKeys, QStringLiteral("power_state"));
            if (const auto mode = power["mode"]; mode && mode.IsScalar() && !QStringList { "poweroff", "reboot", "halt" }.contains(textOf(mode)))
                add(mode.Mark(), CloudConfig::tr("mode is one of poweroff, reboot, halt."));
        }
    }
    void add(const YAML::Mark& mark, const QString& text, bool certain = true) { faults << ScriptFault { mark.line + 1, mark.column + 1, text, certain }; }

private:
    template <std::size_t count>
    void keys(const YAML::Node& map, const Key (&known)[count], const QString& where)
    {
        QSet<QString> seen;
        for (const auto& pair : map) {
            const auto name = pair.first.IsScalar() ? textOf(pair.first) : QString();
            if (seen.contains(name))
                add(pair.first.Mark(), CloudConfig::tr("“%1” is here twice; only the last one counts.").arg(shown(name)), false);
            seen.insert(name);
            const auto* found = std::find_if(std::begin(known), std::end(known), [&](const Key& key) { return name == QLatin1String(key.name); });
            if (found == std::end(known))
                unknown(pair.first.Mark(), name, known, where);
            else if (!hasShape(pair.second, found->shapes))
                add(pair.second.Mark(), CloudConfig::tr("“%1” has to be %2.").arg(name, shapeWords(found->shapes)));
        }
    }
    template <std::size_t count>
    void unknown(const YAML::Mark& mark, const QString& name, const Key (&known)[count], const QString& where)
    {
        QString nearest;
        int least = 3;
        for (const auto& key : known) {
            if (std::abs(name.size() - qsizetype(std::strlen(key.name))) >= least)
                continue;
            if (const int far = distance(name, QLatin1String(key.name)); far < least) {
                least = far;
                nearest = QLatin1String(key.name);
            }
        }
        const auto what = where.isEmpty() ? CloudConfig::tr("cloud-init knows no key “%1”.").arg(shown(name)) : CloudConfig::tr("“%1” is no key of %2.").arg(shown(name), where);
        add(mark, nearest.isEmpty() ? what : CloudConfig::tr("%1 Did you mean “%2”?").arg(what, nearest), false);
    }
    void users(const YAML::Node& list)
    {
        if (!list || !list.IsSequence())
            return;
        for (const auto& user : list) {
            if (user.IsScalar())
                continue;   // "default", or a name
            if (!user.IsMap()) {
                add(user.Mark(), CloudConfig::tr("A user is a map with a “name”, or “default”."));
                continue;
            }
            keys(user, userKeys, QStringLiteral("users"));
            if (!user["name"] && !user["snapuser"])
                add(user.Mark(), CloudConfig::tr("This user has no “name”."));
        }
    }
    void files(const YAML::Node& list)
    {
        if (!list || !list.IsSequence())
            return;
        for (const auto& file : list) {
            if (!file.IsMap()) {
                add(file.Mark(), CloudConfig::tr("A file is a map with a “path” and a “content”."));
                continue;
            }
            keys(file, fileKeys, QStringLiteral("write_files"));
            const auto path = file["path"], mode = file["permissions"];
            if (!path || !path.IsScalar())
                add(file.Mark(), CloudConfig::tr("This file has no “path”."));
            else if (!textOf(path).startsWith(u'/'))
                add(path.Mark(), CloudConfig::tr("The path has to begin with “/”."));
            if (mode && mode.IsScalar() && mode.Tag() != "!")
                add(mode.Mark(), CloudConfig::tr("Put the permissions into quotes: '0644'. Without them YAML may read another number."), false);
        }
    }
    void commands(const YAML::Node& list)
    {
        if (!list || !list.IsSequence())
            return;
        for (const auto& command : list) {
            if (command.IsMap())
                add(command.Mark(), CloudConfig::tr("A command is a text or a list; a colon followed by a blank makes it a map. Put it into quotes."));
        }
    }
};

/// Blanks in front are nothing to cloud-init.
bool isConfig(const QByteArray& script)
{
    const auto text = script.trimmed();
    return text.startsWith("#cloud-config") && !text.startsWith("#cloud-config-archive");
}

} // namespace

QString userDataKind(const QByteArray& script)
{
    const auto text = script.trimmed();
    if (text.isEmpty())
        return {};
    if (isConfig(text))
        return QStringLiteral("cloud-config");
    if (text.startsWith("#!"))
        return CloudConfig::tr("Script");
    if (text.startsWith("#include"))
        return CloudConfig::tr("List of addresses");
    if (text.startsWith("## template: jinja"))
        return CloudConfig::tr("Template");
    if (text.startsWith("Content-Type: multipart") || text.startsWith("MIME-Version"))
        return CloudConfig::tr("Several parts");
    if (text.startsWith("#ps1") || text.startsWith("rem cmd"))
        return CloudConfig::tr("Script for Windows");
    return {};
}

QList<ScriptFault> checkUserData(const QByteArray& script)
{
    Checker checker;
    if (script.size() > maxUserData) {      // and nobody will read the rest
        checker.faults << ScriptFault { 0, 0, CloudConfig::tr("It is too large: %1 of at most %2 bytes. Put the rest into a file that the script loads.").arg(script.size()).arg(maxUserData), true };
        return checker.faults;
    }
    if (script.trimmed().isEmpty())
        return checker.faults;
    if (script.contains('\t') && isConfig(script))
        checker.faults << ScriptFault { int(script.left(script.indexOf('\t')).count('\n')) + 1, 0, CloudConfig::tr("YAML takes no tabs for indenting. Use blanks."), true };
    if (userDataKind(script).isEmpty())
        checker.faults << ScriptFault { 1, 0, CloudConfig::tr("cloud-init tells what it is by its first line: “#cloud-config”, or “#!/bin/sh” for a script. As it is, nothing will run."), true };
    if (!isConfig(script))
        return checker.faults;
    try {
        checker.document(YAML::Load(script.toStdString()));
    } catch (const YAML::Exception& fault) {
        checker.faults << ScriptFault { fault.mark.line + 1, fault.mark.column + 1, CloudConfig::tr("It is no YAML: %1.").arg(QString::fromStdString(fault.msg)), true };
    }
    std::stable_sort(checker.faults.begin(), checker.faults.end(), [](const ScriptFault& a, const ScriptFault& b) { return a.line < b.line; });
    return checker.faults;
}

} // namespace skylab::model
