#include "volume/drivers/file/TempFile.h"

#include "blob/BlobFile.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

namespace skylab::volume {

namespace {
const auto what = QStringLiteral("The volume's file can't be written");
}

Result<std::unique_ptr<TempFile>> TempFile::create(const QString& path)
{
    Fd file(::open(path.toLocal8Bit().constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return fail(blob::fileError(what, path, errno));
    ::flock(file.get(), LOCK_EX | LOCK_NB);
    return std::unique_ptr<TempFile>(new TempFile(path, std::move(file)));
}

TempFile::~TempFile() { discard(); }

Result<> TempFile::commit(const QString& target)
{
    if (::fsync(m_file.get()) != 0)
        return fail(blob::fileError(what, m_path, errno));
    if (::rename(m_path.toLocal8Bit().constData(), target.toLocal8Bit().constData()) != 0)
        return fail(blob::fileError(what, m_path, errno));
    m_file.reset();
    return blob::syncFolder(QFileInfo(target).path());
}

void TempFile::discard()
{
    if (!m_file.isOpen())
        return;
    ::unlink(m_path.toLocal8Bit().constData());
    m_file.reset();
}

void TempFile::sweep(const QString& folder, const QStringList& names)
{
    for (const auto& entry : QDir(folder).entryInfoList(names, QDir::Files | QDir::Hidden | QDir::System)) {
        const auto path = entry.filePath().toLocal8Bit();
        const Fd file(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (file.isOpen() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0)
            ::unlink(path.constData());
    }
}

} // namespace skylab::volume
