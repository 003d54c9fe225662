#pragma once

#include "sdk/resource/Document.h"

#include <array>

namespace skylab::sdk {

/// Properties by which an image's bytes are signed; it is signed if it has them all. Source: Image service, "Image Signature Verification".
inline constexpr std::array signatureProperties { "img_signature", "img_signature_hash_method", "img_signature_key_type", "img_signature_certificate_uuid" };

/// QEMU's name of a disk_format, to be stated to it: "vpc" for "vhd", "raw" for what a guest reads as it is. Names of QEMU's stay.
inline QString qemuFormat(const QString& diskFormat)
{
    if (diskFormat == u"iso" || diskFormat == u"ami")
        return QStringLiteral("raw");
    if (diskFormat == u"vhd")
        return QStringLiteral("vpc");
    return diskFormat == u"ploop" ? QStringLiteral("parallels") : diskFormat;
}

/// A disk image with what is known about it. Custom properties are keys of the document itself; they are in `extra`,
/// all of them strings. Source: Image service API v2, "Images".
struct Image {
    QString id;
    std::optional<QString> name;
    std::optional<QString> diskFormat;
    std::optional<QString> containerFormat;
    QString visibility = QStringLiteral("shared");   ///< public, private, shared (with members), community
    QString status = QStringLiteral("queued");       ///< see image/model/ImageStates.h
    std::optional<qint64> size;                      ///< bytes of the file
    std::optional<qint64> virtualSize;               ///< bytes of the disk inside
    std::optional<QString> checksum;                 ///< md5, hexadecimal
    std::optional<QString> osHashAlgo;               ///< "sha512"
    std::optional<QString> osHashValue;
    bool isProtected = false;                        ///< can't be deleted
    int minRam = 0;                                  ///< MiB
    int minDisk = 0;                                 ///< GiB
    QString owner;                                   ///< project
    bool osHidden = false;                           ///< left out of lists
    QStringList tags;
    QString stores;                                  ///< where the data lies; empty without data
    Timestamp createdAt;
    Timestamp updatedAt;
    QJsonObject extra;

    static constexpr const char* resourceKey = "image";
    static constexpr const char* collectionKey = "images";
    static constexpr auto fields = std::tuple {
        Field<&Image::id> { "id", { .in = In::Read | In::Create, .format = Format::Uuid, .filter = true, .sort = true, .help = "An identifier for the image" } },
        Field<&Image::name> { "name", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .sort = true, .help = "Descriptive name for the image" } },
        Field<&Image::diskFormat> { "disk_format", { .in = In::All, .nullable = true, .oneOf = "ami|ari|aki|vhd|vhdx|vmdk|raw|qcow2|vdi|iso|ploop", .filter = true, .sort = true, .help = "Format of the disk" } },
        Field<&Image::containerFormat> { "container_format", { .in = In::All, .nullable = true, .oneOf = "ami|ari|aki|bare|ovf|ova|docker|compressed", .filter = true, .sort = true, .help = "Format of the container" } },
        Field<&Image::visibility> { "visibility", { .in = In::All, .oneOf = "community|public|private|shared", .filter = true, .help = "Scope of image accessibility" } },
        Field<&Image::size> { "size", { .sort = true, .help = "Size of image file in bytes" } },
        Field<&Image::virtualSize> { "virtual_size", { .help = "Virtual size of image in bytes" } },
        Field<&Image::status> { "status", { .filter = true, .sort = true, .help = "Status of the image" } },
        Field<&Image::checksum> { "checksum", { .filter = true, .help = "md5 hash of image contents" } },
        Field<&Image::isProtected> { "protected", { .in = In::All, .filter = true, .help = "If true, image will not be deletable" } },
        Field<&Image::minRam> { "min_ram", { .in = In::All, .min = 0, .filter = true, .help = "Amount of ram (in MB) required to boot image" } },
        Field<&Image::minDisk> { "min_disk", { .in = In::All, .min = 0, .filter = true, .help = "Amount of disk space (in GB) required to boot image" } },
        Field<&Image::owner> { "owner", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .help = "Owner of the image" } },
        Field<&Image::osHidden> { "os_hidden", { .in = In::All, .filter = true, .help = "If true, image will not appear in default image list response" } },
        Field<&Image::osHashAlgo> { "os_hash_algo", { .filter = true, .help = "Algorithm to calculate the os_hash_value" } },
        Field<&Image::osHashValue> { "os_hash_value", { .filter = true, .help = "Hexdigest of the image contents using the algorithm specified by the os_hash_algo" } },
        Field<&Image::createdAt> { "created_at", { .filter = true, .sort = true, .help = "Date and time of image registration" } },
        Field<&Image::updatedAt> { "updated_at", { .filter = true, .sort = true, .help = "Date and time of the last image modification" } },
        Field<&Image::tags> { "tags", { .in = In::All, .help = "List of strings related to the image" } },
        Field<&Image::stores> { "stores", { .omitEmpty = true, .help = "Store in which image data resides" } },
    };
    /// Paths without a host, as Glance has them.
    static void encodeLinks(JsonWriter& json, const Image& image, const Encoding&)
    {
        const auto self = QStringLiteral("/v2/images/") + image.id;
        json.key("self").value(self).key("file").value(self + QStringLiteral("/file")).key("schema").value("/v2/schemas/image");
    }
};

/// A project that a shared image is shared with. Source: Image service API v2, "Sharing".
struct ImageMember {
    QString imageId;
    QString memberId;                                ///< project
    QString status = QStringLiteral("pending");      ///< the member's answer: pending, accepted, rejected
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* resourceKey = "member";
    static constexpr const char* collectionKey = "members";
    static constexpr auto fields = std::tuple {
        Field<&ImageMember::createdAt> { "created_at", { .help = "Date and time of image member creation" } },
        Field<&ImageMember::imageId> { "image_id", { .help = "An identifier for the image" } },
        Field<&ImageMember::memberId> { "member_id", { .help = "An identifier for the image member (project)" } },
        Field<&ImageMember::status> { "status", { .oneOf = "pending|accepted|rejected", .help = "The status of this image member" } },
        Field<&ImageMember::updatedAt> { "updated_at", { .help = "Date and time of last modification of image member" } },
    };
    static void encodeLinks(JsonWriter& json, const ImageMember&, const Encoding&) { json.key("schema").value("/v2/schemas/member"); }
};

} // namespace skylab::sdk
