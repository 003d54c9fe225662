#pragma once

#include <QString>

namespace skylab {

/// What went wrong, in terms that every caller understands. service/Fault.cpp is the only place that turns
/// this into an HTTP status and a service's own fault shape.
enum class ErrorCode {
    BadRequest,           ///< the caller's input is wrong; Error::field names where
    Unauthorized,         ///< no valid token
    Forbidden,            ///< policy says no
    NotFound,             ///< absent, or not the caller's to know about
    MethodNotAllowed,
    NotAcceptable,        ///< no such microversion
    Conflict,             ///< the resource is in a state that forbids this, or the name is taken
    Gone,
    LengthRequired,
    PreconditionFailed,   ///< If-Match and its kin
    TooLarge,
    UnsupportedMediaType,
    RangeNotSatisfiable,
    Unprocessable,        ///< the body does not match its declared checksum
    OverQuota,
    TooManyRequests,
    NotImplemented,       ///< the service documents it, this cloud does not offer it
    Unavailable,          ///< libvirt, OVN, the database ... can't be reached
    NoSpace,              ///< the disk is full
    NoValidHost,          ///< no hypervisor can take the server; details say why, per host
    Timeout,
    Cancelled,
    Internal,
};

/// A failure that a user can act on: say what, why, and what to do next in `message`.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message;              ///< shown to the user, a whole sentence
    QString field = {};           ///< the input that is to blame, "server.flavorRef"
    QString type = {};            ///< Neutron's and Placement's fault type, "IpAddressInUse"; empty = derived from the code
    QString details = {};         ///< longer explanation, shown on request
    const char* file = __builtin_FILE();   ///< logged, never sent
    int line = __builtin_LINE();
    QString requestId = {};       ///< of the answer that carried it; set by the REST client only
};

} // namespace skylab
