#pragma once

#include "sdk/compute/Keypair.h"
#include "sdk/compute/Server.h"
#include "sdk/compute/ServerGroup.h"
#include "service/Store.h"

namespace skylab::compute {

struct FlavorRow : sdk::Flavor {
    static constexpr const char* table = "flavors";
    /// The names by which Nova sorts.
    static constexpr auto fields = std::tuple_cat(sdk::Flavor::fields, std::tuple {
        sdk::Field<&FlavorRow::id> { "flavorid", { .in = sdk::In::None, .sort = true, .stored = false, .column = "id" } },
        sdk::Field<&FlavorRow::ram> { "memory_mb", { .in = sdk::In::None, .sort = true, .stored = false, .column = "ram" } },
        sdk::Field<&FlavorRow::disk> { "root_gb", { .in = sdk::In::None, .sort = true, .stored = false, .column = "disk" } },
        sdk::Field<&FlavorRow::ephemeral> { "ephemeral_gb", { .in = sdk::In::None, .sort = true, .stored = false, .column = "ephemeral" } },
    });
};

struct KeypairRow : sdk::Keypair {
    QString rowId;               ///< "user/name"
    static constexpr const char* table = "keypairs";
    static constexpr auto fields = std::tuple_cat(sdk::Keypair::fields, std::tuple { sdk::Field<&KeypairRow::rowId> { "row_id", { .in = sdk::In::None, .column = "id" } } });
};

struct ServerGroupRow : sdk::ServerGroup {
    static constexpr const char* table = "server_groups";
};

/// A network card as the book has it. A port that is made for the server gets its id here first, so that a build that
/// was cut off finds it again.
struct Nic {
    QString portId;
    QString networkId;
    QString fixedIp;             ///< asked for; empty = any
    QString mac;
    QString tag;
    bool made = false;           ///< the port is ours to delete
    bool ready = false;          ///< the port exists

    bool operator==(const Nic&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Nic::portId> { "port_id" },   sdk::Field<&Nic::networkId> { "network_id" }, sdk::Field<&Nic::fixedIp> { "fixed_ip" },
        sdk::Field<&Nic::mac> { "mac" },          sdk::Field<&Nic::tag> { "tag" },              sdk::Field<&Nic::made> { "made" },
        sdk::Field<&Nic::ready> { "ready" },
    };
};

/// A disk beside those of the flavor: a volume, or a blank disk on the host.
struct BlockDevice {
    QString id;                  ///< bdm_uuid; the serial of local disks
    QString volumeId;            ///< chosen before the volume is made
    QString source;              ///< "volume", "image", "snapshot", "blank"
    QString sourceId;
    bool local = false;          ///< on the host instead of a volume
    int sizeGiB = 0;
    int bootIndex = -1;
    QString device;              ///< "vdb"
    QString bus;                 ///< hw_disk_bus' values; empty = virtio
    bool deleteOnTermination = false;
    QString volumeType;
    QString tag;
    QString attachmentId;
    QString serial;              ///< what the guest knows it by; empty = the volume's id. Kept when the volume is swapped
    QString state;               ///< "wanted", "attaching", "attached", "detaching"

    [[nodiscard]] const QString& guestSerial() const { return serial.isEmpty() ? volumeId : serial; }

    bool operator==(const BlockDevice&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&BlockDevice::id> { "id" },               sdk::Field<&BlockDevice::volumeId> { "volume_id" },
        sdk::Field<&BlockDevice::source> { "source" },       sdk::Field<&BlockDevice::sourceId> { "source_id" },
        sdk::Field<&BlockDevice::local> { "local" },         sdk::Field<&BlockDevice::sizeGiB> { "size" },
        sdk::Field<&BlockDevice::bootIndex> { "boot_index" }, sdk::Field<&BlockDevice::device> { "device" },
        sdk::Field<&BlockDevice::bus> { "bus" },             sdk::Field<&BlockDevice::deleteOnTermination> { "delete_on_termination" },
        sdk::Field<&BlockDevice::volumeType> { "volume_type" }, sdk::Field<&BlockDevice::tag> { "tag" },
        sdk::Field<&BlockDevice::attachmentId> { "attachment_id" }, sdk::Field<&BlockDevice::serial> { "serial" },
        sdk::Field<&BlockDevice::state> { "state" },
    };
};

/// The disk that a rescued server boots from.
struct RescueDisk {
    QString image;               ///< id; empty = the server is not rescued
    bool stable = false;         ///< the server's own disks keep their places, and the rescue disk follows them
    QString device;              ///< "disk", "cdrom"; with `stable`
    QString bus;                 ///< hw_disk_bus' values; empty = as the root disk

    bool operator==(const RescueDisk&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&RescueDisk::image> { "image" }, sdk::Field<&RescueDisk::stable> { "stable" },
        sdk::Field<&RescueDisk::device> { "device" }, sdk::Field<&RescueDisk::bus> { "bus" },
    };
};

/// A file of "personality": guests find it on their config drive.
struct InjectedFile {
    QString path;
    QString contents;            ///< base64

    bool operator==(const InjectedFile&) const = default;
    static constexpr auto fields = std::tuple { sdk::Field<&InjectedFile::path> { "path" }, sdk::Field<&InjectedFile::contents> { "contents" } };
};

/// What is noted of a server that lies in the trash.
struct TrashNote {
    QString userId;              ///< who put it there
    QString userName;
    QString vmState;             ///< what it was before; empty until it has been stopped
    bool ran = false;            ///< it is started again when it is restored
    sdk::ServerFault fault;

    bool operator==(const TrashNote&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&TrashNote::userId> { "user_id" }, sdk::Field<&TrashNote::userName> { "user_name" }, sdk::Field<&TrashNote::vmState> { "vm_state" },
        sdk::Field<&TrashNote::ran> { "ran" },        sdk::Field<&TrashNote::fault> { "fault" },
    };
};

/// A server in the book. model/ServerState.h is the only place that assigns its states.
struct ServerRow {
    QString id;
    QString name;
    std::optional<QString> description;
    QString hostname;
    QString projectId;
    QString userId;
    QString vmState;
    QString taskState;           ///< empty = none
    int powerState = 0;
    QString status;              ///< derived from the two states; kept for filters
    int progress = 0;
    sdk::ServerFault fault;
    QString flavorId;
    int vcpus = 0;               ///< of the flavor, and its memory: what quotas add up
    qint64 memoryMiB = 0;
    sdk::ServerFlavor flavor;
    sdk::ServerFlavor oldFlavor; ///< while a resize waits to be confirmed
    QString image;               ///< id; empty when it boots from a volume
    sdk::StringMap imageProperties;
    QString baseImage;           ///< id of the image that the root disk lies upon, where it is not `image` (after unshelve)
    QString shelvedImage;        ///< id of the image that holds the root disk while the server is shelved
    Timestamp shelvedAt;
    Timestamp softDeletedAt;
    Timestamp trashedAt;         ///< since when it lies in the trash: for requests it is not there
    TrashNote trash;
    RescueDisk rescue;           ///< while it is rescued
    QString guestPassword;       ///< encrypted by the guest with its owner's key (os-server-password)
    std::vector<InjectedFile> injectedFiles;
    QString rootDeviceName;      ///< "/dev/vda"
    QString host;
    QString availabilityZone;
    QString pinnedZone;
    QString keyName;
    QString keyData;
    QString userData;            ///< base64
    bool configDrive = false;
    sdk::StringMap metadata;
    QStringList tags;
    QStringList securityGroups;  ///< as asked for
    std::vector<Nic> nics;
    std::vector<BlockDevice> blockDevices;
    QJsonObject schedulerHints;
    QString serverGroupId;
    QString accessIPv4;
    QString accessIPv6;
    QString diskConfig = QStringLiteral("MANUAL");
    bool locked = false;
    QString lockedBy;            ///< "owner", somebody of the server's project, or "admin"; empty: not locked, or before this was noted
    std::optional<QString> lockedReason;
    int launchIndex = 0;
    QString reservationId;
    int number = 0;              ///< of the EC2 id, i-0000002a
    bool deleted = false;
    Timestamp createdAt;
    Timestamp updatedAt;
    Timestamp launchedAt;
    Timestamp terminatedAt;

    [[nodiscard]] bool inTrash() const { return !trashedAt.isNull(); }
    /// The guest's name on its host: by id, since several clouds may share a host.
    [[nodiscard]] QString instanceName() const { return QStringLiteral("instance-") + id; }
    /// The image that the root disk lies upon.
    [[nodiscard]] const QString& diskImage() const { return baseImage.isEmpty() ? image : baseImage; }
    [[nodiscard]] const BlockDevice* bootVolume() const
    {
        for (const auto& device : blockDevices)
            if (device.bootIndex == 0 && !device.local)
                return &device;
        return nullptr;
    }

    static constexpr const char* table = "servers";
    static constexpr const char* collectionKey = "servers";
    static constexpr sdk::Rules plain { .in = sdk::In::None };
    static constexpr auto fields = std::tuple {
        sdk::Field<&ServerRow::id> { "uuid", { .in = sdk::In::None, .filter = true, .sort = true, .column = "id" } },
        sdk::Field<&ServerRow::name> { "display_name", { .in = sdk::In::None, .sort = true, .column = "name" } },
        sdk::Field<&ServerRow::description> { "display_description", { .in = sdk::In::None, .sort = true, .column = "description" } },
        sdk::Field<&ServerRow::hostname> { "hostname", { .in = sdk::In::None, .filter = true } },
        sdk::Field<&ServerRow::projectId> { "project_id", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&ServerRow::userId> { "user_id", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::vmState> { "vm_state", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::taskState> { "task_state", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::powerState> { "power_state", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::status> { "status", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&ServerRow::progress> { "progress", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::fault> { "fault", plain },
        sdk::Field<&ServerRow::flavorId> { "flavor", { .in = sdk::In::None, .filter = true, .sort = true, .alias = "flavor_id", .column = "flavor_id" } },
        sdk::Field<&ServerRow::vcpus> { "vcpus", plain },
        sdk::Field<&ServerRow::memoryMiB> { "memory_mib", plain },
        sdk::Field<&ServerRow::flavor> { "flavor_copy", { .in = sdk::In::None, .column = "flavor" } },
        sdk::Field<&ServerRow::oldFlavor> { "old_flavor", plain },
        sdk::Field<&ServerRow::image> { "image", { .in = sdk::In::None, .filter = true, .alias = "image_ref" } },
        sdk::Field<&ServerRow::imageProperties> { "image_properties", plain },
        sdk::Field<&ServerRow::baseImage> { "base_image", plain },
        sdk::Field<&ServerRow::shelvedImage> { "shelved_image", plain },
        sdk::Field<&ServerRow::shelvedAt> { "shelved_at", plain },
        sdk::Field<&ServerRow::softDeletedAt> { "soft_deleted_at", plain },
        sdk::Field<&ServerRow::trashedAt> { "trashed_at", plain },
        sdk::Field<&ServerRow::trash> { "trash", plain },
        sdk::Field<&ServerRow::rescue> { "rescue", plain },
        sdk::Field<&ServerRow::guestPassword> { "guest_password", plain },
        sdk::Field<&ServerRow::injectedFiles> { "injected_files", plain },
        sdk::Field<&ServerRow::rootDeviceName> { "root_device_name", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::host> { "host", { .in = sdk::In::None, .sort = true, .alias = "node" } },
        sdk::Field<&ServerRow::availabilityZone> { "availability_zone", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::pinnedZone> { "pinned_zone", plain },
        sdk::Field<&ServerRow::keyName> { "key_name", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::keyData> { "key_data", plain },
        sdk::Field<&ServerRow::userData> { "user_data", plain },
        sdk::Field<&ServerRow::configDrive> { "config_drive", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::metadata> { "metadata", plain },
        sdk::Field<&ServerRow::tags> { "tags", plain },
        sdk::Field<&ServerRow::securityGroups> { "security_groups", plain },
        sdk::Field<&ServerRow::nics> { "nics", plain },
        sdk::Field<&ServerRow::blockDevices> { "block_devices", plain },
        sdk::Field<&ServerRow::schedulerHints> { "scheduler_hints", plain },
        sdk::Field<&ServerRow::serverGroupId> { "server_group_id", plain },
        sdk::Field<&ServerRow::accessIPv4> { "access_ip_v4", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::accessIPv6> { "access_ip_v6", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::diskConfig> { "disk_config", plain },
        sdk::Field<&ServerRow::locked> { "locked", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&ServerRow::lockedBy> { "locked_by", plain },
        sdk::Field<&ServerRow::lockedReason> { "locked_reason", plain },
        sdk::Field<&ServerRow::launchIndex> { "launch_index", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::reservationId> { "reservation_id", { .in = sdk::In::None, .filter = true } },
        sdk::Field<&ServerRow::number> { "number", plain },
        sdk::Field<&ServerRow::deleted> { "deleted", plain },
        sdk::Field<&ServerRow::createdAt> { "created_at", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&ServerRow::launchedAt> { "launched_at", { .in = sdk::In::None, .filter = true, .sort = true } },
        sdk::Field<&ServerRow::terminatedAt> { "terminated_at", { .in = sdk::In::None, .filter = true, .sort = true } },
    };
};

/// A host that runs servers, as the book has it; what it is able to comes from its driver.
struct HostRow {
    QString id;
    QString name;
    QString zone = QStringLiteral("nova");
    bool disabled = false;
    std::optional<QString> disabledReason;
    bool forcedDown = false;
    Timestamp bootedAt;          ///< the host's own start, to tell a reboot from guests that stopped
    Timestamp seenAt;

    static constexpr const char* table = "hosts";
    static constexpr auto fields = std::tuple {
        sdk::Field<&HostRow::id> { "id" },                          sdk::Field<&HostRow::name> { "name" },
        sdk::Field<&HostRow::zone> { "zone" },                      sdk::Field<&HostRow::disabled> { "disabled" },
        sdk::Field<&HostRow::disabledReason> { "disabled_reason" }, sdk::Field<&HostRow::forcedDown> { "forced_down" },
        sdk::Field<&HostRow::bootedAt> { "booted_at" },             sdk::Field<&HostRow::seenAt> { "seen_at" },
    };
};

/// One entry of os-instance-actions; its events are the steps of its task.
struct ActionRow {
    QString id;
    QString serverId;
    QString action;
    QString requestId;
    QString userId;
    QString projectId;
    QString taskId;
    Timestamp startedAt;

    static constexpr const char* table = "server_actions";
    static constexpr auto fields = std::tuple {
        sdk::Field<&ActionRow::id> { "id" },              sdk::Field<&ActionRow::serverId> { "server_id" },
        sdk::Field<&ActionRow::action> { "action" },      sdk::Field<&ActionRow::requestId> { "request_id" },
        sdk::Field<&ActionRow::userId> { "user_id" },     sdk::Field<&ActionRow::projectId> { "project_id" },
        sdk::Field<&ActionRow::taskId> { "task_id" },     sdk::Field<&ActionRow::startedAt> { "started_at" },
    };
};

using Flavors = service::Store<FlavorRow>;
using Keypairs = service::Store<KeypairRow>;
using ServerGroups = service::Store<ServerGroupRow>;
using Servers = service::Store<ServerRow>;

/// What the brief list shows of a server: reading all sixty columns for two was most of its cost.
struct ServerNameRow {
    QString id;
    QString name;

    static constexpr const char* table = ServerRow::table;
    static constexpr auto fields = std::tuple {
        sdk::Field<&ServerNameRow::id> { "id" },
        sdk::Field<&ServerNameRow::name> { "name" },
    };
};

/// What tells a server's ports from others'.
struct ServerKeyRow {
    QString id;
    QString projectId;
    std::vector<Nic> nics;

    static constexpr const char* table = ServerRow::table;
    static constexpr auto fields = std::tuple {
        sdk::Field<&ServerKeyRow::id> { "id" },
        sdk::Field<&ServerKeyRow::projectId> { "project_id" },
        sdk::Field<&ServerKeyRow::nics> { "nics" },
    };
};
using ServerKeyRows = service::Store<ServerKeyRow>;

/// What quotas ask of a server whose resize waits to be confirmed.
struct ResizedRow {
    QString id;
    int vcpus = 0;
    qint64 memoryMiB = 0;
    sdk::ServerFlavor oldFlavor;

    static constexpr const char* table = ServerRow::table;
    static constexpr auto fields = std::tuple {
        sdk::Field<&ResizedRow::id> { "id" },
        sdk::Field<&ResizedRow::vcpus> { "vcpus" },
        sdk::Field<&ResizedRow::memoryMiB> { "memory_mib" },
        sdk::Field<&ResizedRow::oldFlavor> { "old_flavor" },
    };
};
using ResizedRows = service::Store<ResizedRow>;
using Hosts = service::Store<HostRow>;
using Actions = service::Store<ActionRow>;

} // namespace skylab::compute
