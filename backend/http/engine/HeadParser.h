#pragma once

#include "http/Request.h"

#include <tl/expected.hpp>

#include <string_view>

namespace skylab::http::engine {

/// A request's header, understood.
struct Head {
    Request request;
    bool http10 = false;
    bool keepAlive = true;
    bool expectsContinue = false;
};

/// Why a header is refused, as the client is told.
struct HeadFault {
    int status = 400;
    QString message;
};

/// Understands one complete header, empty line included. Stricter than RFC 9112 asks for, wherever two readers could
/// disagree on where a request ends: bare CR or LF, folded lines, both or several of Content-Length and
/// Transfer-Encoding, any coding but "chunked" are refused.
tl::expected<Head, HeadFault> parseHead(std::string_view bytes);

} // namespace skylab::http::engine
