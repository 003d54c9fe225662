#include "db/PrivateFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace skylab::db {

Result<> createPrivately(const QString& path)
{
    if (QFile::exists(path))
        return {};
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorCode::Internal, QStringLiteral("'%1' can't be created: %2. Check the folder and its owner.").arg(path, file.errorString()));
    return {};
}

} // namespace skylab::db
