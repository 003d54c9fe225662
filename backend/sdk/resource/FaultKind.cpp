#include "sdk/resource/FaultKind.h"

#include <utility>

namespace skylab::sdk {

namespace {

// Part of the contract: words are added, never changed.
constexpr std::pair<ErrorCode, const char*> kinds[] = {
    { ErrorCode::OverQuota, "quota" },
    { ErrorCode::NoSpace, "no-space" },
    { ErrorCode::NoValidHost, "no-host" },
    { ErrorCode::Timeout, "timeout" },
    { ErrorCode::Cancelled, "cancelled" },
};

} // namespace

const char* faultKind(ErrorCode code)
{
    for (const auto& [known, kind] : kinds)
        if (known == code)
            return kind;
    return nullptr;
}

ErrorCode codeOfFaultKind(QByteArrayView kind, ErrorCode otherwise)
{
    for (const auto& [code, known] : kinds)
        if (kind == QByteArrayView(known))
            return code;
    return otherwise;
}

} // namespace skylab::sdk
