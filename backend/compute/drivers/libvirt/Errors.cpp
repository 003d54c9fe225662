// What libvirt reports, in Skylab's terms.
#include "compute/drivers/libvirt/Connection.h"

#include <cstdlib>

namespace skylab::compute::libvirt {

namespace {

ErrorCode codeByText(const QString& text, ErrorCode otherwise)
{
    const auto has = [&text](const char* part) { return text.contains(QLatin1String(part), Qt::CaseInsensitive); };
    if (has("Cannot allocate memory") || has("No space left"))
        return ErrorCode::NoSpace;
    if (has("already exists with uuid") || has("already in use") || has("Failed to get \"write\" lock")
        || has("Address already in use"))
        return ErrorCode::Conflict;
    if (has("virtlogd") || has("client socket is closed") || has("end of file while reading data") || has("keepalive"))
        return ErrorCode::Unavailable;
    if (has("acquire state change lock"))
        return ErrorCode::Timeout;
    return otherwise;
}

ErrorCode codeOf(const virError& error, const QString& text)
{
    switch (error.code) {
    case VIR_ERR_NO_DOMAIN: return ErrorCode::NotFound;
    case VIR_ERR_OPERATION_INVALID:
    case VIR_ERR_DOM_EXIST:
    case VIR_ERR_RESOURCE_BUSY:
    case VIR_ERR_BLOCK_COPY_ACTIVE:
    case VIR_ERR_AGENT_UNRESPONSIVE:
    case VIR_ERR_AGENT_UNSYNCED: return ErrorCode::Conflict;
    case VIR_ERR_NO_SUPPORT:
    case VIR_ERR_OPERATION_UNSUPPORTED:
    case VIR_ERR_ARGUMENT_UNSUPPORTED: return ErrorCode::NotImplemented;
    case VIR_ERR_CONFIG_UNSUPPORTED: return ErrorCode::BadRequest;
    case VIR_ERR_OPERATION_TIMEOUT: return ErrorCode::Timeout;
    case VIR_ERR_NO_CONNECT:
    case VIR_ERR_INVALID_CONN:
    case VIR_ERR_AUTH_FAILED:
    case VIR_ERR_AUTH_CANCELLED:
    case VIR_ERR_AUTH_UNAVAILABLE:
    case VIR_ERR_RPC: return ErrorCode::Unavailable;
    default: return codeByText(text, error.domain == VIR_FROM_RPC ? ErrorCode::Unavailable : ErrorCode::Internal);
    }
}

} // namespace

Error lastError(const QString& doing)
{
    const auto* last = virGetLastError();
    if (!last)
        return { ErrorCode::Internal,
                 QStringLiteral("libvirt could not %1 and did not say why; its log may.").arg(doing) };
    const auto text = QString::fromUtf8(last->message ? last->message : "").trimmed();
    Error error { codeOf(*last, text), QStringLiteral("libvirt could not %1: %2.").arg(doing, text) };
    error.details = QStringLiteral("libvirt error %1 from %2").arg(last->code).arg(last->domain);
    if (text.contains(QStringLiteral("virtlogd")))
        error.message += QStringLiteral(" Start virtlogd with the script host-hypervisor (as root).");
    return error;
}

Result<void> check(int answer, const QString& doing)
{
    if (answer < 0)
        return fail(lastError(doing));
    return {};
}

Result<QString> checkText(char* text, const QString& doing)
{
    if (!text)
        return fail(lastError(doing));
    const auto copy = QString::fromUtf8(text);
    std::free(text);
    return copy;
}

} // namespace skylab::compute::libvirt
