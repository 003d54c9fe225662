#pragma once

#include "ops/DataDir.h"

#include <QString>

#include <functional>

namespace skylab::ops {

/// skylabd --check: compares the databases and the files of a cloud that does not run. Changes nothing. Blocks; reads every
/// database whole, and with Depth::Contents every file too.
class DataCheck {
public:
    enum class Depth : std::uint8_t {
        Presence,   ///< files are there, and as large as the book says
        Contents,   ///< and their checksums are right, their disks' tables sound
    };
    enum class Kind : std::uint8_t {
        Good,       ///< nothing to say but that it was looked at
        Note,       ///< harmless: files that nobody has, which cost space
        Damage,     ///< something is lost
    };
    using Tell = std::function<void(Kind, const QString& line)>;

    DataCheck(QString dataDir, db::Location location, Depth depth, Tell tell);

    /// False when anything is damaged. Error: it can't even be looked at (another cloud runs there, no such directory).
    Result<bool> run();

private:
    void say(Kind kind, const QString& line);
    void checkDatabase(const DatabaseName& database);
    void checkBook(const service::FileBook& book);
    void checkPresent(const service::FileBook& book, db::Database& database);
    void checkFile(const QString& path, const service::StoredFile& wanted);
    void checkStrays(const service::FileBook& book, db::Database& database);
    void checkStray(const service::FileBook& book, db::Connection& connection, const QString& path, const QString& name);
    void checkDisk(const QString& path);
    [[nodiscard]] QString find(const service::FileBook& book, const QString& name) const;

    const QString m_dataDir;
    const db::Location m_location;
    const Depth m_depth;
    const Tell m_tell;
    bool m_good = true;
};

/// "damaged   ..." for skylabd --check.
QString checkLine(DataCheck::Kind kind, const QString& line);

} // namespace skylab::ops
