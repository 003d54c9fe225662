#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <map>

namespace skylab::volume {

/// What a backup consists of: the volume's parts that hold anything but zeros, by their checksums, and which backup's
/// objects hold them. An incremental backup holds only what differs from its parent's manifest. A value.
struct BackupManifest {
    static constexpr qint64 chunkBytes = qint64(4) << 20;
    /// Of the object that it is stored as: enough for a volume of 64 TiB.
    static constexpr qint64 mostBytes = qint64(2) << 30;
    /// Of its first line.
    static constexpr qsizetype mostHeadBytes = qsizetype(8) << 20;

    struct Chunk {
        int holder = 0;              ///< index into `holders`
        QByteArray sha256;           ///< of the part's bytes, 32 of them
        bool operator==(const Chunk&) const = default;
    };

    qint64 sizeBytes = 0;            ///< of the volume
    QJsonObject about;               ///< what the restored volume takes over: bootable, metadata, image metadata
    QStringList holders;             ///< prefixes of objects' names; the first is this backup's own
    std::map<qint64, Chunk> chunks;  ///< by the part's number

    /// "volume_<id>/<time>/backup_<id>": what the names of a backup's objects begin with, and no other's.
    [[nodiscard]] static bool isPrefix(const QString& text);
    /// Zero to one chunk: the last part of a disk may be shorter.
    [[nodiscard]] qint64 lengthOf(qint64 index) const;
    [[nodiscard]] static QString objectName(const QString& prefix, qint64 index);
    [[nodiscard]] static QString manifestName(const QString& prefix) { return prefix + QStringLiteral("_metadata"); }

    [[nodiscard]] QByteArray toBytes() const;
    /// Conflict when the bytes are no manifest, or one that does not fit together: users may write to the container.
    static Result<BackupManifest> fromBytes(const QByteArray& bytes);
};

} // namespace skylab::volume
