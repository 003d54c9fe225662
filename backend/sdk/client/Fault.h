#pragma once

#include "core/Error.h"

#include <QByteArray>

namespace skylab::client {

/// What every service says when it says no, in one form. Understands Keystone's {"error":{...}}, Nova's and Cinder's
/// {"itemNotFound":{...}}, {"NeutronError":{...}}, {"errors":[...]}, Octavia's and Designate's flat objects, and the HTML of
/// Glance and Swift. The message is never empty. `kind` is the header sdk::faultHeader, which only Skylab sends.
Error decodeFault(int status, const QByteArray& contentType, const QByteArray& body, const QString& requestId, const QByteArray& kind = {});

/// The code that a bare HTTP status stands for.
ErrorCode codeOfStatus(int status);

} // namespace skylab::client
