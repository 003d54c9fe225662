#pragma once

#include "panel/PanelSpec.h"

#include <QCoreApplication>

namespace skylab::panel {

/// The words of launching.
struct Launch {
    Q_DECLARE_TR_FUNCTIONS(Launch)
};

/// Everything that can be said of a new instance. What is empty is left to the cloud, or made (see Wants).
struct LaunchDraft {
    enum class Source { Image, Snapshot, Volume, VolumeSnapshot };
    struct Disk {
        QString volumeId = {};       ///< empty: a new blank volume
        int size = 10;               ///< GiB
        QString type = {};
        bool deleteWith = false;
    };
    struct Nic {
        QString networkId = {};
        QString portId = {};         ///< instead of a network
        QString fixedIp = {};
    };

    QString name;
    QString description;
    QString zone;
    int count = 1;
    Source source = Source::Image;
    QString sourceId;
    bool newVolume = false;          ///< boot from a volume made from the image or snapshot
    int volumeSize = 0;              ///< GiB; also of the blank disk beside an ISO
    QString volumeType;
    bool deleteVolume = true;
    std::vector<Disk> disks;
    QString flavorId;
    bool custom = false;             ///< a size of its own instead of a flavor
    int vcpus = 1, ram = 2048, disk = 20;
    std::vector<Nic> nics;
    QStringList groups;              ///< ids
    QString keyName;
    QString userData;
    bool configDrive = false;
    QString password;
    QString serverGroup;
    QJsonObject hints;
    QJsonObject metadata;
    QStringList tags;
    // What the project lacks and is made first.
    bool makeKey = false;
    bool makeNetwork = false;
    bool letSshIn = false;           ///< a group that does is made unless one of the chosen does
    QString replaces;                ///< a server that failed and is deleted once this one is accepted
};

/// "node-{01..20}" is twenty names; other names are one.
QStringList namesOf(const QString& pattern);
/// The body of POST /servers for one of the names.
QJsonObject launchBody(const LaunchDraft& draft, const QString& name);
/// The body of POST /skylab/v1/fit.
QJsonObject fitBody(const LaunchDraft& draft, model::Workspace& workspace);
/// The first "instance-N" that is free; for an image "debian-12-N".
QString freeServerName(model::Workspace& workspace, const QString& imageId);
/// The smallest flavor that an image is comfortable in; empty while flavors are not known.
QString usualFlavor(model::Workspace& workspace, const QString& imageId);
QString usualNetwork(model::Workspace& workspace);
QString usualKey(model::Workspace& workspace);
/// "default", and a group that lets SSH in when there is one.
QStringList usualGroups(model::Workspace& workspace);
/// Whether it is the project's own; administrators see others' too.
bool isMine(model::Workspace& workspace, const Row& row);
/// Whether one of the groups lets TCP 22 in from anywhere.
bool letsSshIn(model::Workspace& workspace, const QStringList& groupIds);
/// Why the flavor is too small for the source, or nothing.
QString misfitOf(model::Workspace& workspace, const LaunchDraft& draft);
/// Whether the source is an installer that needs a blank disk beside it.
bool isInstaller(model::Workspace& workspace, const LaunchDraft& draft);
/// "m1.small · demo network · your key lab-laptop · SSH allowed"
QString draftLine(model::Workspace& workspace, const LaunchDraft& draft);
QString flavorLine(const Row& flavor);
/// The list of images that can be booted, with what is worth knowing of each.
std::vector<kit::Choice> imageChoices(model::Workspace& workspace, bool snapshots);

} // namespace skylab::panel
