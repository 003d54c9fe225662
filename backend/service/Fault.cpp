#include "service/Fault.h"

#include "core/JsonWriter.h"
#include "sdk/resource/FaultKind.h"

namespace skylab::service {

int statusOf(const Error& error, FaultStyle style)
{
    switch (error.code) {
    case ErrorCode::BadRequest: return 400;
    case ErrorCode::Unauthorized: return 401;
    case ErrorCode::Forbidden: return 403;
    case ErrorCode::NotFound: return 404;
    case ErrorCode::MethodNotAllowed: return 405;
    case ErrorCode::NotAcceptable: return 406;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::Gone: return 410;
    case ErrorCode::LengthRequired: return 411;
    case ErrorCode::PreconditionFailed: return 412;
    case ErrorCode::TooLarge: return 413;
    case ErrorCode::UnsupportedMediaType: return 415;
    case ErrorCode::RangeNotSatisfiable: return 416;
    case ErrorCode::Unprocessable: return 422;
    case ErrorCode::OverQuota:      // each service has its own idea of a quota's status
        switch (style) {
        case FaultStyle::Nova:
        case FaultStyle::Keystone: return 403;
        case FaultStyle::Neutron:
        case FaultStyle::Placement: return 409;
        case FaultStyle::Cinder:
        case FaultStyle::Glance:
        case FaultStyle::Swift: return 413;
        }
        return 413;
    case ErrorCode::TooManyRequests: return 429;
    case ErrorCode::NotImplemented: return 501;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout: return 503;
    case ErrorCode::NoSpace: return style == FaultStyle::Swift ? 507 : style == FaultStyle::Glance ? 413 : 503;
    case ErrorCode::NoValidHost: return style == FaultStyle::Nova ? 400 : 409;
    case ErrorCode::Cancelled: return 409;
    case ErrorCode::Internal: return 500;
    }
    return 500;
}

QString reasonPhrase(int status)
{
    switch (status) {
    case 300: return QStringLiteral("Multiple Choices");
    case 400: return QStringLiteral("Bad Request");
    case 401: return QStringLiteral("Unauthorized");
    case 403: return QStringLiteral("Forbidden");
    case 404: return QStringLiteral("Not Found");
    case 405: return QStringLiteral("Method Not Allowed");
    case 406: return QStringLiteral("Not Acceptable");
    case 409: return QStringLiteral("Conflict");
    case 410: return QStringLiteral("Gone");
    case 411: return QStringLiteral("Length Required");
    case 412: return QStringLiteral("Precondition Failed");
    case 413: return QStringLiteral("Request Entity Too Large");
    case 415: return QStringLiteral("Unsupported Media Type");
    case 416: return QStringLiteral("Requested Range Not Satisfiable");
    case 422: return QStringLiteral("Unprocessable Entity");
    case 429: return QStringLiteral("Too Many Requests");
    case 501: return QStringLiteral("Not Implemented");
    case 503: return QStringLiteral("Service Unavailable");
    case 507: return QStringLiteral("Insufficient Storage");
    default: return status >= 500 ? QStringLiteral("Internal Server Error") : QStringLiteral("OK");
    }
}

namespace {

const char* novaName(int status)
{
    switch (status) {
    case 400: return "badRequest";
    case 401: return "unauthorized";
    case 403: return "forbidden";
    case 404: return "itemNotFound";
    case 405: return "badMethod";
    case 409: return "conflictingRequest";
    case 413:
    case 429: return "overLimit";
    case 415: return "badMediaType";
    case 501: return "notImplemented";
    case 503: return "serviceUnavailable";
    default: return "computeFault";
    }
}

QString neutronType(const Error& error, int status)
{
    if (!error.type.isEmpty())
        return error.type;
    switch (error.code) {
    case ErrorCode::BadRequest: return QStringLiteral("HTTPBadRequest");
    case ErrorCode::NotFound: return QStringLiteral("HTTPNotFound");
    case ErrorCode::Forbidden: return QStringLiteral("PolicyNotAuthorized");
    case ErrorCode::OverQuota: return QStringLiteral("OverQuota");
    case ErrorCode::PreconditionFailed: return QStringLiteral("RevisionNumberConstraintFailed");
    default: return QStringLiteral("HTTP") + reasonPhrase(status).remove(u' ');
    }
}

QByteArray keystoneBody(int status, const QString& message)
{
    JsonWriter json;
    json.beginObject().key("error").beginObject();
    json.key("code").value(status).key("message").value(message).key("title").value(reasonPhrase(status));
    json.endObject().endObject();
    return json.take();
}

QByteArray novaBody(int status, const QString& message)
{
    JsonWriter json;
    json.beginObject().key(novaName(status)).beginObject().key("code").value(status).key("message").value(message);
    if (status == 413 || status == 429)
        json.key("retryAfter").value("0");
    json.endObject().endObject();
    return json.take();
}

QByteArray neutronBody(const Error& error, int status, const QString& message)
{
    JsonWriter json;
    json.beginObject().key("NeutronError").beginObject();
    json.key("type").value(neutronType(error, status)).key("message").value(message).key("detail").value(error.details);
    json.endObject().endObject();
    return json.take();
}

QByteArray placementBody(const Error& error, int status, const QString& message, const QString& requestId)
{
    JsonWriter json;
    json.beginObject().key("errors").beginArray().beginObject();
    json.key("status").value(status).key("title").value(reasonPhrase(status)).key("detail").value(message);
    if (!error.type.isEmpty())      // the pipeline leaves it out for clients that don't know it
        json.key("code").value(error.type);
    json.key("request_id").value(requestId);
    if (const auto range = error.details.split(u' '); status == 406 && range.size() == 2)
        json.key("max_version").value(range[1]).key("min_version").value(range[0]);
    json.endObject().endArray().endObject();
    return json.take();
}

QByteArray htmlBody(int status, const QString& message)
{
    const auto title = QString::number(status) + u' ' + reasonPhrase(status);
    return QStringLiteral("<html>\n <head>\n  <title>%1</title>\n </head>\n <body>\n  <h1>%1</h1>\n  %2<br /><br />\n </body>\n</html>\n")
        .arg(title, message.toHtmlEscaped()).toUtf8();
}

} // namespace

http::Response faultResponse(const Error& error, FaultStyle style, const QString& requestId, const QString& authUrl)
{
    http::Response response;
    response.status = statusOf(error, style);
    const auto message = error.code == ErrorCode::Internal
        ? QStringLiteral("Something inside the cloud failed. Nothing was half done. Give the request id %1 to the administrator, whose log tells the cause.").arg(requestId)
        : error.message;
    QByteArray type = "application/json";
    if (response.status == 401 && style != FaultStyle::Glance && style != FaultStyle::Swift) {
        // The token middleware in front of the services answers in Keystone's shape.
        response.body = keystoneBody(401, message);
    } else {
        switch (style) {
        case FaultStyle::Keystone: response.body = keystoneBody(response.status, message); break;
        case FaultStyle::Nova: type = "application/json; charset=UTF-8"; [[fallthrough]];
        case FaultStyle::Cinder: response.body = novaBody(response.status, message); break;
        case FaultStyle::Neutron: response.body = neutronBody(error, response.status, message); break;
        case FaultStyle::Placement: response.body = placementBody(error, response.status, message, requestId); break;
        case FaultStyle::Glance:
        case FaultStyle::Swift:
            type = "text/html; charset=UTF-8";
            response.body = htmlBody(response.status, message);
            break;
        }
    }
    response.headers.set("Content-Type", type);
    if (const auto* kind = sdk::faultKind(error.code))
        response.headers.set(sdk::faultHeader, kind);
    if (response.status == 401)
        response.headers.set("WWW-Authenticate", QStringLiteral("Keystone uri=\"%1\"").arg(authUrl).toUtf8());
    if (response.status == 503 || response.status == 429)
        response.headers.set("Retry-After", "5");
    return response;
}

} // namespace skylab::service
