#pragma once

#include "sdk/compute/ServerRequests.h"

namespace skylab::sdk {

/// Arguments of server actions. Compute API v2.1, "Servers - run an action", "run an administrative action".

/// rescue
struct ServerRescue {
    QString adminPass;
    QString image;

    static constexpr auto fields = std::tuple {
        Field<&ServerRescue::adminPass> { "adminPass", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerRescue::image> { "rescue_image_ref", { .in = In::Create, .format = Format::Uuid } },
    };
};

/// createImage
struct ServerImageCreate {
    QString name;
    StringMap metadata;

    static constexpr auto fields = std::tuple {
        Field<&ServerImageCreate::name> { "name", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerImageCreate::metadata> { "metadata", { .in = In::Create, .maxLength = 255 } },
    };
};

/// createBackup
struct ServerBackup {
    QString name;
    QString type;                ///< "daily", "weekly" or any other word
    int rotation = 0;            ///< how many of the type are kept
    StringMap metadata;

    static constexpr auto fields = std::tuple {
        Field<&ServerBackup::name> { "name", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerBackup::type> { "backup_type", { .in = In::Create, .required = true, .maxLength = 255 } },
        Field<&ServerBackup::rotation> { "rotation", { .in = In::Create, .required = true, .min = 0, .max = 1'000'000 } },
        Field<&ServerBackup::metadata> { "metadata", { .in = In::Create, .maxLength = 255 } },
    };
};

/// migrate
struct ServerMigrate {
    QString host;

    static constexpr auto fields = std::tuple {
        Field<&ServerMigrate::host> { "host", { .in = In::Create, .nullable = true, .minLength = 1, .maxLength = 255, .since = mv(2, 56) } },
    };
};

/// os-migrateLive. `blockMigration` is a boolean, or "auto" from 2.25.
struct ServerLiveMigrate {
    QString host;
    QJsonValue blockMigration;
    bool diskOverCommit = false;
    bool force = false;

    static constexpr auto fields = std::tuple {
        Field<&ServerLiveMigrate::host> { "host", { .in = In::Create, .required = true, .nullable = true, .minLength = 1, .maxLength = 255 } },
        Field<&ServerLiveMigrate::blockMigration> { "block_migration", { .in = In::Create, .required = true } },
        Field<&ServerLiveMigrate::diskOverCommit> { "disk_over_commit", { .in = In::Create, .required = true, .until = mv(2, 24) } },
        Field<&ServerLiveMigrate::force> { "force", { .in = In::Create, .since = mv(2, 30), .until = mv(2, 67) } },
    };
};

/// evacuate
struct ServerEvacuate {
    QString host;
    bool onSharedStorage = false;
    QString adminPass;
    bool force = false;

    static constexpr auto fields = std::tuple {
        Field<&ServerEvacuate::host> { "host", { .in = In::Create, .minLength = 1, .maxLength = 255 } },
        Field<&ServerEvacuate::onSharedStorage> { "onSharedStorage", { .in = In::Create, .required = true, .until = mv(2, 13) } },
        Field<&ServerEvacuate::adminPass> { "adminPass", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerEvacuate::force> { "force", { .in = In::Create, .since = mv(2, 29), .until = mv(2, 67) } },
    };
};

/// unshelve
struct ServerUnshelve {
    std::optional<QString> zone; ///< null unpins the server
    QString host;

    static constexpr auto fields = std::tuple {
        Field<&ServerUnshelve::zone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 77) } },
        Field<&ServerUnshelve::host> { "host", { .in = In::Create, .minLength = 1, .maxLength = 255, .since = mv(2, 91) } },
    };
};

/// POST /servers/{id}/os-volume_attachments
struct VolumeAttach {
    QString volumeId;
    QString device;
    QString tag;
    bool deleteOnTermination = false;

    static constexpr auto fields = std::tuple {
        Field<&VolumeAttach::volumeId> { "volumeId", { .in = In::Create, .required = true, .format = Format::Uuid } },
        Field<&VolumeAttach::device> { "device", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeAttach::tag> { "tag", { .in = In::Create, .minLength = 1, .maxLength = 60, .since = mv(2, 49) } },
        Field<&VolumeAttach::deleteOnTermination> { "delete_on_termination", { .in = In::Create, .since = mv(2, 79) } },
    };
};

/// PUT /servers/{id}/os-volume_attachments/{volume_id}: from 2.85 it names what is there as well.
struct VolumeAttachmentUpdate {
    QString volumeId;
    bool deleteOnTermination = false;
    QString device;
    QString tag;
    QString id;
    QString serverId;

    static constexpr auto fields = std::tuple {
        Field<&VolumeAttachmentUpdate::volumeId> { "volumeId", { .in = In::Create, .required = true, .format = Format::Uuid } },
        Field<&VolumeAttachmentUpdate::deleteOnTermination> { "delete_on_termination", { .in = In::Create, .since = mv(2, 85) } },
        Field<&VolumeAttachmentUpdate::device> { "device", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 85) } },
        Field<&VolumeAttachmentUpdate::tag> { "tag", { .in = In::Create, .nullable = true, .maxLength = 60, .since = mv(2, 85) } },
        Field<&VolumeAttachmentUpdate::id> { "id", { .in = In::Create, .format = Format::Uuid, .since = mv(2, 85) } },
        Field<&VolumeAttachmentUpdate::serverId> { "serverId", { .in = In::Create, .format = Format::Uuid, .since = mv(2, 85) } },
    };
};

struct InterfaceAddress {
    QString address;
    static constexpr auto fields = std::tuple { Field<&InterfaceAddress::address> { "ip_address", { .in = In::Create, .required = true, .format = Format::IpAddress } } };
};

/// POST /servers/{id}/os-interface
struct InterfaceAttach {
    QString networkId;
    QString portId;
    std::vector<InterfaceAddress> fixedIps;
    QString tag;

    static constexpr auto fields = std::tuple {
        Field<&InterfaceAttach::networkId> { "net_id", { .in = In::Create, .format = Format::Uuid } },
        Field<&InterfaceAttach::portId> { "port_id", { .in = In::Create, .format = Format::Uuid } },
        Field<&InterfaceAttach::fixedIps> { "fixed_ips", { .in = In::Create, .minLength = 1, .maxLength = 1 } },
        Field<&InterfaceAttach::tag> { "tag", { .in = In::Create, .minLength = 1, .maxLength = 60, .since = mv(2, 49) } },
    };
};

} // namespace skylab::sdk
