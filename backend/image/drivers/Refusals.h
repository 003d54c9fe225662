#pragma once

#include "blob/BlobFolder.h"
#include "core/Result.h"

namespace skylab::image {

/// What all image stores refuse alike.

/// BadRequest unless the id is fit for the name of a file.
inline Result<> checkId(const QString& id)
{
    if (blob::isSafeName(id))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be the id of an image.").arg(id.left(80)));
}

inline tl::unexpected<Error> notFound(const QString& id)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Image %1 has no data.").arg(id));
}

inline tl::unexpected<Error> taken(const QString& id)
{
    return fail(ErrorCode::Conflict, QStringLiteral("Image %1 has data already; it can't be replaced.").arg(id));
}

} // namespace skylab::image
