#pragma once

#include "core/Result.h"
#include "identity/model/SecurityRules.h"

#include <QString>
#include <QStringList>

namespace skylab {

/// All settings of a cloud. One table (Config.cpp) gives each its option, its key in the configuration file, its
/// default and its help text; the command line wins over the file.
struct Config {
    QString dataDir;                 ///< databases, images, volumes, instances
    QString listen = QStringLiteral("127.0.0.1:5000");
    QString drivers = QStringLiteral("host");      ///< "host" (libvirt, OVN, files) or "fake"
    QString region = QStringLiteral("RegionOne");
    QString databaseUrl;             ///< postgresql://..., empty = SQLite in dataDir
    QString policyFile;
    QString guestImage;              ///< uploaded at the first start; empty = looked for beside the program
    QString tlsCertificate;
    QString tlsKey;
    QString libvirtUri = QStringLiteral("qemu:///system");
    QString ovnNorthbound = QStringLiteral("unix:/var/run/ovn/ovnnb_db.sock");
    QString openVswitch = QStringLiteral("unix:/var/run/openvswitch/db.sock");
    QString publicCidr = QStringLiteral("172.24.4.0/24");   ///< of the external network; its first address is the host
    QString reclaimInstanceInterval = QStringLiteral("0");  ///< seconds, as Nova's option
    QString trashDays = QStringLiteral("7");                ///< how long the trash keeps servers; 0 = there is none
    QString shelvedOffloadTime = QStringLiteral("0");       ///< seconds, as Nova's option
    QString imageDownloadAllow;      ///< see image/download/DownloadRules.h
    QString volumeReservedPercentage = QStringLiteral("0");      ///< of the disk, that new volumes leave free
    QString volumeMaxOverSubscription = QStringLiteral("20");    ///< how often the disk may be promised to thin volumes
    QString logFile;
    QString logLevel = QStringLiteral("info");
    identity::SecurityRules security;               ///< of [security_compliance] in keystone.conf, by its names
    QString resumeGuests = QStringLiteral("true");               ///< resume_guests_state_on_host_boot, as Nova's option
    bool check = false;              ///< skylabd --check: look at the data, then exit
    bool deep = false;               ///< --check reads every file too
    QString backup;                  ///< skylabd --backup: write the data there, then exit
    QString restore;                 ///< skylabd --restore: take the data from there, then exit
    bool ephemeral = false;          ///< a temporary data directory, removed at exit
    bool printPolicy = false;
    bool rollBack = false;           ///< not an option: a first start that fails or is cancelled leaves nothing behind

    [[nodiscard]] QString listenAddress() const;
    [[nodiscard]] quint16 listenPort() const;
    /// The least that is logged.
    [[nodiscard]] QtMsgType minimumLevel() const { return logLevel == QStringLiteral("debug") ? QtDebugMsg : logLevel == QStringLiteral("warning") ? QtWarningMsg : QtInfoMsg; }
    [[nodiscard]] bool fake() const { return drivers == QStringLiteral("fake"); }

    /// Reads options out of `arguments` (without the program's name), and the file that --config names; what it knows
    /// is removed from the list, the rest is left for the caller. BadRequest names the option or the line.
    static Result<Config> read(QStringList& arguments);
    /// One line per option, for --help.
    static QString help();
};

} // namespace skylab
