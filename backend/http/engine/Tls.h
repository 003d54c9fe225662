#pragma once

#include "core/Result.h"
#include "http/engine/Connection.h"

namespace skylab::http::engine {

/// TLS 1.2 and 1.3 with that certificate chain and key. BadRequest says which file is unusable and why.
Result<std::shared_ptr<asio::ssl::context>> loadTls(const QString& certificateFile, const QString& keyFile);

} // namespace skylab::http::engine
