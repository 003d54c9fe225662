#include "sdk/client/Fault.h"

#include "sdk/resource/FaultKind.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace skylab::client {

namespace {

/// A NeutronError is an object, or in older services a bare string.
bool fromNeutron(const QJsonObject& root, Error& error)
{
    const auto fault = root[u"NeutronError"];
    if (fault.isUndefined())
        return false;
    if (fault.isString()) {
        error.message = fault.toString();
        return true;
    }
    error.message = fault[u"message"].toString();
    error.type = fault[u"type"].toString();
    error.details = fault[u"detail"].toString();
    return true;
}

bool fromErrors(const QJsonObject& root, Error& error)
{
    const auto errors = root[u"errors"].toArray();
    if (errors.isEmpty())
        return false;
    QStringList texts;
    for (const auto& one : errors)
        texts << (one[u"detail"].toString().isEmpty() ? one[u"title"].toString() : one[u"detail"].toString());
    error.message = texts.join(u' ');
    error.type = errors[0][u"code"].toString();
    if (error.requestId.isEmpty())
        error.requestId = errors[0][u"request_id"].toString();
    return true;
}

bool fromFlat(const QJsonObject& root, Error& error)
{
    for (const auto key : { QLatin1String("faultstring"), QLatin1String("message"), QLatin1String("explanation") }) {
        if (const auto text = root[key].toString(); !text.isEmpty()) {
            error.message = text;
            error.type = root[u"type"].toString();
            error.details = root[u"debuginfo"].toString();
            return true;
        }
    }
    return false;
}

/// Keystone's "error", and Nova's, Cinder's one key that names the kind of fault.
bool fromNamed(const QJsonObject& root, Error& error)
{
    for (auto it = root.begin(); it != root.end(); ++it) {
        const auto fault = it->toObject();
        if (!fault.contains(u"message") && !fault.contains(u"title"))
            continue;
        error.message = fault[u"message"].toString();
        if (error.message.isEmpty())
            error.message = fault[u"title"].toString();
        error.details = fault[u"details"].toString();
        if (it.key() != u"error")
            error.type = it.key();
        return true;
    }
    return false;
}

/// Text of the body without tags: Glance and Swift say it in HTML.
QString textOfHtml(QString html)
{
    for (const auto tag : { QLatin1String("title"), QLatin1String("h1"), QLatin1String("style"), QLatin1String("script") }) {
        const auto begin = html.indexOf(QLatin1String("<") + tag, 0, Qt::CaseInsensitive);
        const auto close = QLatin1String("</") + tag + QLatin1String(">");
        const auto end = html.indexOf(close, begin, Qt::CaseInsensitive);
        if (begin >= 0 && end > begin)
            html.remove(begin, end + close.size() - begin);
    }
    QString text;
    bool inTag = false;
    for (const QChar c : std::as_const(html)) {
        if (c == u'<') {
            inTag = true;
            text += u' ';
        } else if (c == u'>') {
            inTag = false;
        } else if (!inTag) {
            text += c;
        }
    }
    text.replace(QLatin1String("&lt;"), QLatin1String("<")).replace(QLatin1String("&gt;"), QLatin1String(">"));
    text.replace(QLatin1String("&quot;"), QLatin1String("\"")).replace(QLatin1String("&#x27;"), QLatin1String("'"));
    return text.replace(QLatin1String("&amp;"), QLatin1String("&")).simplified();
}

} // namespace

ErrorCode codeOfStatus(int status)
{
    switch (status) {
    case 400: return ErrorCode::BadRequest;
    case 401: return ErrorCode::Unauthorized;
    case 403: return ErrorCode::Forbidden;
    case 404: return ErrorCode::NotFound;
    case 405: return ErrorCode::MethodNotAllowed;
    case 406: return ErrorCode::NotAcceptable;
    case 408: case 504: return ErrorCode::Timeout;
    case 409: return ErrorCode::Conflict;
    case 410: return ErrorCode::Gone;
    case 411: return ErrorCode::LengthRequired;
    case 412: return ErrorCode::PreconditionFailed;
    case 413: return ErrorCode::TooLarge;
    case 415: return ErrorCode::UnsupportedMediaType;
    case 416: return ErrorCode::RangeNotSatisfiable;
    case 422: return ErrorCode::Unprocessable;
    case 429: return ErrorCode::TooManyRequests;
    case 501: return ErrorCode::NotImplemented;
    case 502: case 503: return ErrorCode::Unavailable;
    case 507: return ErrorCode::NoSpace;
    default: return status >= 400 && status < 500 ? ErrorCode::BadRequest : ErrorCode::Internal;
    }
}

namespace {

/// Nova refuses by 403 who has no right and who has no quota left, in the same shape. What it says of quotas begins so (its
/// nova/exception.py and oslo.limit); that the word stands in it says nothing: "Policy doesn't allow os_compute_api:os-quota-sets:update".
bool speaksOfALimit(const Error& error)
{
    static const QLatin1String beginnings[] = { QLatin1String("Quota exceeded"), QLatin1String("Maximum number of "), QLatin1String("Personality file ") };
    for (const auto& beginning : beginnings)
        if (error.message.startsWith(beginning))
            return true;
    return error.message.startsWith(QLatin1String("Project ")) && error.message.contains(QLatin1String(" is over a limit for "));
}

} // namespace

Error decodeFault(int status, const QByteArray& contentType, const QByteArray& body, const QString& requestId, const QByteArray& kind)
{
    Error error;
    error.code = codeOfStatus(status);
    error.requestId = requestId;
    const auto document = QJsonDocument::fromJson(body);
    if (document.isObject()) {
        const auto root = document.object();
        if (!fromNeutron(root, error) && !fromErrors(root, error) && !fromNamed(root, error))
            fromFlat(root, error);
    } else if (contentType.startsWith("text/html")) {
        error.message = textOfHtml(QString::fromUtf8(body.left(16384)));
    } else if (contentType.startsWith("text/plain")) {
        error.message = QString::fromUtf8(body.left(4096)).simplified();
    }
    const bool limited = error.type.contains(QLatin1String("overLimit"), Qt::CaseInsensitive) || error.type.contains(QLatin1String("OverQuota"))
        || (error.type == u"forbidden" && speaksOfALimit(error));
    if (limited)
        error.code = ErrorCode::OverQuota;
    error.code = sdk::codeOfFaultKind(kind, error.code);
    if (error.message.isEmpty())
        error.message = QStringLiteral("The service answered with status %1 and no explanation.").arg(status);
    return error;
}

} // namespace skylab::client
