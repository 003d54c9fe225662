#pragma once

#include "sdk/compute/Flavor.h"

namespace skylab::sdk {

/// One address of a server, as "addresses" lists it under the network's name.
struct ServerAddress {
    QString addr;
    int version = 4;
    QString mac;
    QString type;                ///< "fixed" or "floating"; empty in the short form

    bool operator==(const ServerAddress&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ServerAddress::version> { "version" },
        Field<&ServerAddress::addr> { "addr" },
        Field<&ServerAddress::type> { "OS-EXT-IPS:type", { .omitEmpty = true } },
        Field<&ServerAddress::mac> { "OS-EXT-IPS-MAC:mac_addr", { .omitEmpty = true } },
    };
};
using ServerAddresses = QMap<QString, std::vector<ServerAddress>>;

template <>
struct Codec<ServerAddresses> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, ServerAddresses& out, Decoding& d)
    {
        const auto object = value.toObject();
        bool good = value.isObject() || wrongType(d, value, "an object");
        for (auto it = object.begin(); it != object.end(); ++it)
            good = Codec<std::vector<ServerAddress>>::decode(it.value(), out[it.key()], d) && good;
        return good;
    }
    static void encode(JsonWriter& json, const ServerAddresses& value, const Encoding& e)
    {
        json.beginObject();
        for (auto it = value.begin(); it != value.end(); ++it) {
            json.key(QStringView(it.key()));
            Codec<std::vector<ServerAddress>>::encode(json, it.value(), e);
        }
        json.endObject();
    }
};

/// The flavor as it was when the server was made: a link up to 2.46, its values from 2.47.
struct ServerFlavor {
    QString id;
    int vcpus = 0;
    int ram = 0;                 ///< MiB
    int disk = 0;                ///< GiB
    int ephemeral = 0;           ///< GiB
    int swap = 0;                ///< MiB
    QString name;
    StringMap extraSpecs;

    bool operator==(const ServerFlavor&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ServerFlavor::id> { "id", { .until = mv(2, 46) } },
        Field<&ServerFlavor::vcpus> { "vcpus", { .since = mv(2, 47) } },
        Field<&ServerFlavor::ram> { "ram", { .since = mv(2, 47) } },
        Field<&ServerFlavor::disk> { "disk", { .since = mv(2, 47) } },
        Field<&ServerFlavor::ephemeral> { "ephemeral", { .since = mv(2, 47) } },
        Field<&ServerFlavor::swap> { "swap", { .since = mv(2, 47) } },
        Field<&ServerFlavor::name> { "original_name", { .since = mv(2, 47) } },
        Field<&ServerFlavor::extraSpecs> { "extra_specs", { .since = mv(2, 47) } },
    };
    static void encodeLinks(JsonWriter& json, const ServerFlavor& flavor, const Encoding& encoding)
    {
        if (!encoding.version.isNull() && encoding.version < mv(2, 47))
            writeComputeBookmark(json, encoding, QStringLiteral("/flavors/") + flavor.id);
    }
};

/// The image that a server was made from; "" when it boots from a volume.
struct ServerImage {
    QString id;
    bool operator==(const ServerImage&) const = default;
};
template <>
struct Codec<ServerImage> {
    static constexpr const char* type = "object";
    static bool decode(const QJsonValue& value, ServerImage& out, Decoding&)
    {
        out.id = value[u"id"].toString();
        return true;
    }
    static void encode(JsonWriter& json, const ServerImage& value, const Encoding& e)
    {
        if (value.id.isEmpty()) {
            json.value("");
            return;
        }
        json.beginObject().key("id").value(value.id);
        if (!e.baseUrl.isEmpty())
            writeComputeBookmark(json, e, QStringLiteral("/images/") + value.id);
        json.endObject();
    }
};

struct ServerFault {
    int code = 0;
    Timestamp created;
    QString message;
    QString details;

    bool operator==(const ServerFault&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ServerFault::code> { "code" },
        Field<&ServerFault::created> { "created" },
        Field<&ServerFault::message> { "message" },
        Field<&ServerFault::details> { "details", { .omitEmpty = true } },
    };
};

struct ServerVolume {
    QString id;
    bool deleteOnTermination = false;

    bool operator==(const ServerVolume&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ServerVolume::id> { "id" },
        Field<&ServerVolume::deleteOnTermination> { "delete_on_termination", { .since = mv(2, 3) } },
    };
};

struct ServerSecurityGroup {
    QString name;
    bool operator==(const ServerSecurityGroup&) const = default;
    static constexpr auto fields = std::tuple { Field<&ServerSecurityGroup::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255 } } };
};

/// "True" or "", as config_drive is spelled.
struct TrueOrEmpty {
    bool on = false;
    bool operator==(const TrueOrEmpty&) const = default;
};
template <>
struct Codec<TrueOrEmpty> {
    static constexpr const char* type = "string";
    static bool decode(const QJsonValue& value, TrueOrEmpty& out, Decoding&)
    {
        out.on = value.toString() == u"True" || value.toBool();
        return true;
    }
    static void encode(JsonWriter& json, TrueOrEmpty value, const Encoding&) { json.value(value.on ? "True" : ""); }
};

/// Compute API v2.1, "Servers": what GET shows. Keys are exact for each microversion: clients check them strictly.
/// Made from the stored row, the ports and the host by the service's view; never stored itself.
struct Server {
    QString id;
    QString name;
    QString status;              ///< "ACTIVE", "BUILD" ...
    QString tenantId;
    QString userId;
    StringMap metadata;
    QString hostId;
    ServerImage image;
    ServerFlavor flavor;
    Timestamp created;
    Timestamp updated;
    ServerAddresses addresses;
    QString accessIPv4;
    QString accessIPv6;
    std::optional<int> progress;
    std::optional<ServerFault> fault;            ///< in ERROR and DELETED only
    QString diskConfig;          ///< "MANUAL" or "AUTO"
    QString availabilityZone;
    std::optional<QString> pinnedAvailabilityZone;
    TrueOrEmpty configDrive;
    std::optional<QString> keyName;
    std::optional<QString> host;
    std::optional<QString> hypervisorHostname;
    QString instanceName;
    QString hostname;
    std::optional<QString> reservationId;
    int launchIndex = 0;
    QString kernelId;
    QString ramdiskId;
    std::optional<QString> rootDeviceName;
    std::optional<QString> userData;
    std::optional<QString> taskState;
    QString vmState;
    int powerState = 0;
    Timestamp launchedAt;
    Timestamp terminatedAt;
    std::vector<ServerVolume> volumesAttached;
    std::vector<ServerSecurityGroup> securityGroups;
    bool locked = false;
    std::optional<QString> lockedReason;
    QString hostStatus;
    std::optional<QString> description;
    QStringList tags;
    std::optional<QStringList> trustedImageCertificates;
    std::optional<QStringList> serverGroups;     ///< in a single server's answer only

    static constexpr const char* resourceKey = "server";
    static constexpr const char* collectionKey = "servers";
    static constexpr auto fields = std::tuple {
        Field<&Server::id> { "id" },
        Field<&Server::name> { "name" },
        Field<&Server::status> { "status" },
        Field<&Server::tenantId> { "tenant_id" },
        Field<&Server::userId> { "user_id" },
        Field<&Server::metadata> { "metadata" },
        Field<&Server::hostId> { "hostId" },
        Field<&Server::image> { "image" },
        Field<&Server::flavor> { "flavor" },
        Field<&Server::created> { "created" },
        Field<&Server::updated> { "updated" },
        Field<&Server::addresses> { "addresses" },
        Field<&Server::accessIPv4> { "accessIPv4" },
        Field<&Server::accessIPv6> { "accessIPv6" },
        Field<&Server::progress> { "progress", { .omitEmpty = true } },
        Field<&Server::fault> { "fault", { .omitEmpty = true } },
        Field<&Server::diskConfig> { "OS-DCF:diskConfig" },
        Field<&Server::availabilityZone> { "OS-EXT-AZ:availability_zone" },
        Field<&Server::pinnedAvailabilityZone> { "pinned_availability_zone", { .since = mv(2, 96) } },
        Field<&Server::configDrive> { "config_drive" },
        Field<&Server::keyName> { "key_name" },
        Field<&Server::host> { "OS-EXT-SRV-ATTR:host", { .adminOnly = true } },
        Field<&Server::hypervisorHostname> { "OS-EXT-SRV-ATTR:hypervisor_hostname", { .adminOnly = true } },
        Field<&Server::instanceName> { "OS-EXT-SRV-ATTR:instance_name", { .adminOnly = true } },
        Field<&Server::hostname> { "OS-EXT-SRV-ATTR:hostname", { .since = mv(2, 3), .until = mv(2, 89), .adminOnly = true } },
        Field<&Server::hostname> { "OS-EXT-SRV-ATTR:hostname", { .since = mv(2, 90) } },
        Field<&Server::reservationId> { "OS-EXT-SRV-ATTR:reservation_id", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::launchIndex> { "OS-EXT-SRV-ATTR:launch_index", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::kernelId> { "OS-EXT-SRV-ATTR:kernel_id", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::ramdiskId> { "OS-EXT-SRV-ATTR:ramdisk_id", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::rootDeviceName> { "OS-EXT-SRV-ATTR:root_device_name", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::userData> { "OS-EXT-SRV-ATTR:user_data", { .since = mv(2, 3), .adminOnly = true } },
        Field<&Server::taskState> { "OS-EXT-STS:task_state" },
        Field<&Server::vmState> { "OS-EXT-STS:vm_state" },
        Field<&Server::powerState> { "OS-EXT-STS:power_state" },
        Field<&Server::launchedAt> { "OS-SRV-USG:launched_at", { .time = TimeFormat::Micros } },
        Field<&Server::terminatedAt> { "OS-SRV-USG:terminated_at", { .time = TimeFormat::Micros } },
        Field<&Server::volumesAttached> { "os-extended-volumes:volumes_attached" },
        Field<&Server::securityGroups> { "security_groups", { .omitEmpty = true } },
        Field<&Server::locked> { "locked", { .since = mv(2, 9) } },
        Field<&Server::lockedReason> { "locked_reason", { .since = mv(2, 73) } },
        Field<&Server::hostStatus> { "host_status", { .since = mv(2, 16), .adminOnly = true } },
        Field<&Server::description> { "description", { .since = mv(2, 19) } },
        Field<&Server::tags> { "tags", { .since = mv(2, 26) } },
        Field<&Server::trustedImageCertificates> { "trusted_image_certificates", { .since = mv(2, 63) } },
        Field<&Server::serverGroups> { "server_groups", { .since = mv(2, 71), .omitEmpty = true } },
    };
    static void encodeLinks(JsonWriter& json, const Server& server, const Encoding& encoding)
    {
        writeComputeLinks(json, encoding, QStringLiteral("/servers/") + server.id);
    }
};

} // namespace skylab::sdk
