#pragma once

#include "core/Result.h"

namespace skylab::network {

/// A fault with Neutron's own type, which clients match: refuse(ErrorCode::Conflict, "NetworkInUse", "...").
[[nodiscard]] inline tl::unexpected<Error> refuse(ErrorCode code, const char* type, QString message, QString field = {},
                                                  const char* file = __builtin_FILE(), int line = __builtin_LINE())
{
    return tl::make_unexpected(Error { code, std::move(message), std::move(field), QString::fromLatin1(type), {}, file, line });
}

[[nodiscard]] inline tl::unexpected<Error> invalid(const QString& message, const QString& field = {})
{
    return refuse(ErrorCode::BadRequest, "InvalidInput", QStringLiteral("Invalid input for operation: %1").arg(message), field);
}

} // namespace skylab::network
