#pragma once

#include "sdk/compute/Server.h"

namespace skylab::sdk {

/// One entry of block_device_mapping_v2.
struct BlockDeviceMapping {
    QString uuid;                ///< image, volume or snapshot
    QString sourceType;          ///< "image", "volume", "snapshot", "blank"
    QString destinationType;     ///< "local" or "volume"
    std::optional<int> bootIndex;
    int volumeSize = 0;          ///< GiB
    bool deleteOnTermination = false;
    QString deviceName;
    QString deviceType;
    QString diskBus;
    QString guestFormat;
    QString noDevice;
    QString tag;
    QString volumeType;

    static constexpr auto fields = std::tuple {
        Field<&BlockDeviceMapping::uuid> { "uuid", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&BlockDeviceMapping::sourceType> { "source_type", { .in = In::Create, .required = true, .oneOf = "image|volume|snapshot|blank" } },
        Field<&BlockDeviceMapping::destinationType> { "destination_type", { .in = In::Create, .oneOf = "local|volume" } },
        Field<&BlockDeviceMapping::bootIndex> { "boot_index", { .in = In::Create, .nullable = true } },
        Field<&BlockDeviceMapping::volumeSize> { "volume_size", { .in = In::Create, .nullable = true, .min = 1, .max = 1 << 20 } },
        Field<&BlockDeviceMapping::deleteOnTermination> { "delete_on_termination", { .in = In::Create } },
        Field<&BlockDeviceMapping::deviceName> { "device_name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&BlockDeviceMapping::deviceType> { "device_type", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&BlockDeviceMapping::diskBus> { "disk_bus", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&BlockDeviceMapping::guestFormat> { "guest_format", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&BlockDeviceMapping::noDevice> { "no_device", { .in = In::Create, .nullable = true } },
        Field<&BlockDeviceMapping::tag> { "tag", { .in = In::Create, .maxLength = 60, .since = mv(2, 32) } },
        Field<&BlockDeviceMapping::volumeType> { "volume_type", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 67) } },
    };
};

/// One entry of "networks".
struct NetworkRequest {
    QString uuid;
    QString port;
    QString fixedIp;
    QString tag;

    static constexpr auto fields = std::tuple {
        Field<&NetworkRequest::uuid> { "uuid", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&NetworkRequest::port> { "port", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&NetworkRequest::fixedIp> { "fixed_ip", { .in = In::Create, .nullable = true, .format = Format::IpAddress } },
        Field<&NetworkRequest::tag> { "tag", { .in = In::Create, .maxLength = 60, .since = mv(2, 32) } },
    };
};

/// POST /servers. `networks` and `flavorRef` are judged by the handler: a list, "auto" or "none"; an id or a URL.
struct ServerCreate {
    QString name;
    QString imageRef;
    QJsonValue flavorRef;
    QString adminPass;
    StringMap metadata;
    QJsonValue networks;
    QString diskConfig;
    QString accessIPv4;
    QString accessIPv6;
    QJsonArray personality;
    std::vector<ServerSecurityGroup> securityGroups;
    QString availabilityZone;
    bool configDrive = false;
    QString userData;
    QString keyName;
    int minCount = 1;
    int maxCount = 0;
    bool returnReservationId = false;
    std::vector<BlockDeviceMapping> blockDeviceMapping;
    QJsonArray blockDeviceMappingV1;
    std::optional<QString> description;
    QStringList tags;
    QJsonValue trustedImageCertificates;
    QString host;
    QString hypervisorHostname;
    QString hostname;
    QJsonObject schedulerHints;

    static constexpr const char* resourceKey = "server";
    static constexpr auto fields = std::tuple {
        Field<&ServerCreate::name> { "name", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerCreate::imageRef> { "imageRef", { .in = In::Create, .nullable = true, .maxLength = 1024 } },
        Field<&ServerCreate::flavorRef> { "flavorRef", { .in = In::Create, .required = true } },
        Field<&ServerCreate::adminPass> { "adminPass", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerCreate::metadata> { "metadata", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerCreate::networks> { "networks", { .in = In::Create } },
        Field<&ServerCreate::diskConfig> { "OS-DCF:diskConfig", { .in = In::Create, .oneOf = "AUTO|MANUAL" } },
        Field<&ServerCreate::accessIPv4> { "accessIPv4", { .in = In::Create, .format = Format::IpAddress } },
        Field<&ServerCreate::accessIPv6> { "accessIPv6", { .in = In::Create, .format = Format::IpAddress } },
        Field<&ServerCreate::personality> { "personality", { .in = In::Create, .until = mv(2, 56) } },
        Field<&ServerCreate::securityGroups> { "security_groups", { .in = In::Create } },
        Field<&ServerCreate::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&ServerCreate::configDrive> { "config_drive", { .in = In::Create, .nullable = true } },
        Field<&ServerCreate::userData> { "user_data", { .in = In::Create, .nullable = true, .maxLength = 65535, .format = Format::Base64 } },
        Field<&ServerCreate::keyName> { "key_name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&ServerCreate::minCount> { "min_count", { .in = In::Create, .min = 1, .max = 1000 } },
        Field<&ServerCreate::maxCount> { "max_count", { .in = In::Create, .min = 1, .max = 1000 } },
        Field<&ServerCreate::returnReservationId> { "return_reservation_id", { .in = In::Create } },
        Field<&ServerCreate::blockDeviceMapping> { "block_device_mapping_v2", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerCreate::blockDeviceMappingV1> { "block_device_mapping", { .in = In::Create } },
        Field<&ServerCreate::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 19) } },
        Field<&ServerCreate::tags> { "tags", { .in = In::Create, .nullable = true, .maxLength = 50, .since = mv(2, 52) } },
        Field<&ServerCreate::trustedImageCertificates> { "trusted_image_certificates", { .in = In::Create, .since = mv(2, 63) } },
        Field<&ServerCreate::host> { "host", { .in = In::Create, .maxLength = 255, .since = mv(2, 74) } },
        Field<&ServerCreate::hypervisorHostname> { "hypervisor_hostname", { .in = In::Create, .maxLength = 255, .since = mv(2, 74) } },
        Field<&ServerCreate::hostname> { "hostname", { .in = In::Create, .minLength = 1, .maxLength = 255, .since = mv(2, 90) } },
        Field<&ServerCreate::schedulerHints> { "os:scheduler_hints", { .in = In::Create, .alias = "OS-SCH-HNT:scheduler_hints" } },
    };
};

/// PUT /servers/{id}.
struct ServerUpdate {
    QString name;
    QString accessIPv4;
    QString accessIPv6;
    QString diskConfig;
    std::optional<QString> description;
    QString hostname;

    static constexpr const char* resourceKey = "server";
    static constexpr auto fields = std::tuple {
        Field<&ServerUpdate::name> { "name", { .in = In::Update, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerUpdate::accessIPv4> { "accessIPv4", { .in = In::Update } },
        Field<&ServerUpdate::accessIPv6> { "accessIPv6", { .in = In::Update } },
        Field<&ServerUpdate::diskConfig> { "OS-DCF:diskConfig", { .in = In::Update, .oneOf = "AUTO|MANUAL" } },
        Field<&ServerUpdate::description> { "description", { .in = In::Update, .nullable = true, .maxLength = 255, .since = mv(2, 19) } },
        Field<&ServerUpdate::hostname> { "hostname", { .in = In::Update, .minLength = 1, .maxLength = 255, .since = mv(2, 90) } },
    };
};

/// The argument of the rebuild action.
struct ServerRebuild {
    QString imageRef;
    QString name;
    QString adminPass;
    StringMap metadata;
    bool preserveEphemeral = false;
    QString accessIPv4;
    QString accessIPv6;
    QString diskConfig;
    QJsonArray personality;
    std::optional<QString> description;
    std::optional<QString> keyName;
    std::optional<QString> userData;
    QJsonValue trustedImageCertificates;
    QString hostname;

    static constexpr auto fields = std::tuple {
        Field<&ServerRebuild::imageRef> { "imageRef", { .in = In::Create, .required = true, .maxLength = 1024 } },
        Field<&ServerRebuild::name> { "name", { .in = In::Create, .minLength = 1, .maxLength = 255, .format = Format::Name } },
        Field<&ServerRebuild::adminPass> { "adminPass", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerRebuild::metadata> { "metadata", { .in = In::Create, .maxLength = 255 } },
        Field<&ServerRebuild::preserveEphemeral> { "preserve_ephemeral", { .in = In::Create } },
        Field<&ServerRebuild::accessIPv4> { "accessIPv4", { .in = In::Create } },
        Field<&ServerRebuild::accessIPv6> { "accessIPv6", { .in = In::Create } },
        Field<&ServerRebuild::diskConfig> { "OS-DCF:diskConfig", { .in = In::Create, .oneOf = "AUTO|MANUAL" } },
        Field<&ServerRebuild::personality> { "personality", { .in = In::Create, .until = mv(2, 56) } },
        Field<&ServerRebuild::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 19) } },
        Field<&ServerRebuild::keyName> { "key_name", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(2, 54) } },
        Field<&ServerRebuild::userData> { "user_data", { .in = In::Create, .nullable = true, .maxLength = 65535, .format = Format::Base64, .since = mv(2, 57) } },
        Field<&ServerRebuild::trustedImageCertificates> { "trusted_image_certificates", { .in = In::Create, .since = mv(2, 63) } },
        Field<&ServerRebuild::hostname> { "hostname", { .in = In::Create, .minLength = 1, .maxLength = 255, .since = mv(2, 90) } },
    };
};

} // namespace skylab::sdk
