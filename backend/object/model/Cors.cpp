#include "object/model/Cors.h"

#include <QSet>

namespace skylab::object {

namespace {

bool lets(const ContainerRow& container, const QByteArray& origin, bool* everyone)
{
    const auto allowed = container.meta("Access-Control-Allow-Origin").simplified().split(u' ', Qt::SkipEmptyParts);
    *everyone = allowed.contains(QStringLiteral("*"));
    return *everyone || allowed.contains(QString::fromUtf8(origin));
}

} // namespace

http::Response Cors::preflight(const http::Request& request, const ContainerRow* container, const QByteArrayList& methods)
{
    auto response = http::Response::empty(200);
    const auto allow = methods.join(", ");
    response.headers.set("Allow", allow);
    const auto origin = request.headers.value("Origin");
    if (origin.isEmpty())
        return response;
    bool everyone = false;
    const auto method = request.headers.value("Access-Control-Request-Method");
    if (!container || !lets(*container, origin, &everyone) || !methods.contains(method)) {
        response.status = 401;
        return response;
    }
    response.headers.set("Access-Control-Allow-Origin", everyone ? QByteArray("*") : origin);
    response.headers.set("Access-Control-Allow-Methods", allow);
    if (!everyone)
        response.headers.set("Vary", "Origin");
    if (const auto age = container->meta("Access-Control-Max-Age"); !age.isEmpty())
        response.headers.set("Access-Control-Max-Age", age.toUtf8());
    if (const auto wanted = request.headers.value("Access-Control-Request-Headers"); !wanted.isEmpty()) {
        response.headers.set("Access-Control-Allow-Headers", wanted);
        response.headers.set("Vary", everyone ? "Access-Control-Request-Headers" : "Origin, Access-Control-Request-Headers");
    }
    return response;
}

void Cors::allow(const http::Request& request, const ContainerRow& container, http::Response& response)
{
    const auto origin = request.headers.value("Origin");
    bool everyone = false;
    if (origin.isEmpty() || !lets(container, origin, &everyone))
        return;
    QByteArrayList exposed { "cache-control", "content-language", "content-type", "expires", "last-modified", "pragma", "etag", "x-timestamp", "x-trans-id", "x-openstack-request-id" };
    for (const auto& [name, value] : response.headers)
        if (const auto lower = name.toLower(); lower.startsWith("x-container-meta-") || lower.startsWith("x-object-meta-"))
            exposed << lower;
    for (const auto& name : container.meta("Access-Control-Expose-Headers").simplified().toLower().split(u' ', Qt::SkipEmptyParts))
        exposed << name.toUtf8();
    response.headers.set("Access-Control-Allow-Origin", everyone ? QByteArray("*") : origin);
    response.headers.set("Access-Control-Expose-Headers", exposed.join(", "));
    if (!everyone)
        response.headers.set("Vary", "Origin");
}

} // namespace skylab::object
