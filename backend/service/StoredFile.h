#pragma once

#include "core/Result.h"
#include "db/Connection.h"

#include <QString>

#include <functional>
#include <vector>

namespace skylab::service {

/// A file that a service's book knows of.
struct StoredFile {
    QString name;              ///< below FileBook::folder; of a FileBook with `anyFormat` without the ending
    QString owner;             ///< whose it is, for messages: "image 1f0c..."
    qint64 bytes = -1;         ///< how large it must be; -1 = anything
    QString md5 = {};          ///< of its content; empty = not known
};

/// What a service's book says of the files in one folder of the data directory. For checks of a cloud that does not run:
/// only reading, and none of the service's own code need run. Each service that keeps files has such a list, filesOf().
struct FileBook {
    using Visit = std::function<Result<>(const StoredFile&)>;

    QString database;          ///< "image"
    QString folder;            ///< "images"
    bool anyFormat = false;    ///< names end with a format that the book does not tell, "<id>.qcow2"
    bool folders = false;      ///< each entry is a folder with whatever is in it
    /// Every file that must be there.
    std::function<Result<>(db::Connection&, const Visit&)> each;
    /// Whether somebody has that file (the name as in StoredFile); also what need not be there.
    std::function<Result<bool>(db::Connection&, const QString& name)> owns;
};

} // namespace skylab::service
