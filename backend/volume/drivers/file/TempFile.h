#pragma once

#include "core/Fd.h"
#include "core/Result.h"

#include <QStringList>

#include <memory>

namespace skylab::volume {

/// A disk file that is being made: nobody knows its name, and a lock tells the sweeper that it is alive. Goes away
/// unless it is committed. Programs may write to path(); the file stays the same one.
class TempFile {
public:
    /// A new, empty file `path` (mode 0600).
    static Result<std::unique_ptr<TempFile>> create(const QString& path);
    ~TempFile();
    Q_DISABLE_COPY_MOVE(TempFile)

    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] int file() const { return m_file.get(); }

    /// Makes the content durable, then the name `target`; a file of that name is replaced.
    Result<> commit(const QString& target);
    void discard();

    /// Removes the files of a folder that dead processes left; only those with such names, if any are given.
    static void sweep(const QString& folder, const QStringList& names = {});

private:
    TempFile(QString path, Fd file) : m_path(std::move(path)), m_file(std::move(file)) { }

    QString m_path;
    Fd m_file;
};

} // namespace skylab::volume
