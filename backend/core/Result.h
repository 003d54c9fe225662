#pragma once

#include "core/Error.h"

#include <tl/expected.hpp>

#include <utility>

namespace skylab {

/// Either a value or an Error. Nothing in Skylab throws; foreign exceptions are caught at the edges
/// (the handler pool and the task runner).
template <typename T = void>
using Result = tl::expected<T, Error>;

/// return fail(ErrorCode::NotFound, "...");
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString field = {},
                                                const char* file = __builtin_FILE(), int line = __builtin_LINE())
{
    return tl::make_unexpected(Error { code, std::move(message), std::move(field), {}, {}, file, line });
}

/// Passes an error on as it is.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::make_unexpected(std::move(error)); }

namespace detail {
template <typename T>
T take(Result<T>&& result) { return std::move(*result); }
inline void take(Result<void>&&) { }
} // namespace detail

} // namespace skylab

/// auto server = TRY(store.server(id));   TRY(policy.enforce(rule));
/// Returns the error to the caller, or yields the value.
#define TRY(expression)                                                        \
    __extension__({                                                            \
        auto tryResult_ = (expression);                                        \
        if (!tryResult_)                                                       \
            return ::tl::make_unexpected(std::move(tryResult_).error());       \
        ::skylab::detail::take(std::move(tryResult_));                         \
    })
