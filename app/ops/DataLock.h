#pragma once

#include "core/Result.h"

#include <QString>

#include <memory>

namespace skylab::ops {

/// The lock on a data directory, held as long as it lives. Its file says which process has it; one that ends in order
/// empties it.
class DataLock {
public:
    /// Conflict names the process that has it. Forbidden: the directory can't be written (read-only, another's); NoSpace.
    static Result<std::unique_ptr<DataLock>> take(const QString& dataDir);
    ~DataLock();
    Q_DISABLE_COPY_MOVE(DataLock)

    /// The one before was killed, or the power went.
    [[nodiscard]] bool wasCutOff() const { return m_wasCutOff; }

private:
    explicit DataLock(int file) : m_file(file) { }

    int m_file;
    bool m_wasCutOff = false;
};

} // namespace skylab::ops
