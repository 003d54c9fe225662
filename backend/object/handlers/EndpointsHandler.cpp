#include "object/handlers/EndpointsHandler.h"

namespace skylab::object {

using service::Call;

namespace {

struct Wanted {
    int version = 1;
    QByteArray place;      ///< "account/container/object", percent-encoded as it came
};

/// The path behind the word "endpoints", however that is spelled ("%65ndpoints").
QByteArray behind(const Call& call)
{
    const auto& traits = call.service.traits();
    const auto prefix = traits.prefix.toUtf8() + '/';
    auto rest = call.request.path.mid(call.request.path.startsWith(prefix) ? prefix.size() : traits.root.size());
    while (rest.startsWith('/'))
        rest.remove(0, 1);
    const auto slash = rest.indexOf('/');
    return slash < 0 ? QByteArray() : rest.mid(slash + 1);
}

/// Swift reads versions as numbers, so "v1.0" and "2" are some too; what begins with "v" and is none is no account's name.
Result<Wanted> parse(QByteArray path)
{
    Wanted wanted;
    const auto slash = path.indexOf('/');
    const auto first = slash < 0 ? path : path.left(slash);
    auto digits = first;
    while (digits.startsWith('v'))
        digits.remove(0, 1);
    if (const auto number = digits.toDouble(); number == 1.0 || number == 2.0) {
        wanted.version = int(number);
        path = slash < 0 ? QByteArray() : path.mid(slash + 1);
    } else if (first.startsWith('v') && !first.contains('_')) {
        return fail(ErrorCode::BadRequest, QStringLiteral("Unsupported version '%1'. Ask for v1 or v2.").arg(QString::fromUtf8(first.left(64))));
    }
    const auto parts = path.split('/');
    if (parts[0].isEmpty() || (parts.size() > 2 && parts[1].isEmpty()))
        return fail(ErrorCode::BadRequest, QStringLiteral("No account specified"));
    wanted.place = parts.size() == 2 && parts[1].isEmpty() ? parts[0] : path;
    return wanted;
}

/// "account/container/object"; "account/container/" is the container.
bool namesObject(const QByteArray& place)
{
    const auto second = place.indexOf('/', place.indexOf('/') + 1);
    return place.contains('/') && second > place.indexOf('/') && second + 1 < place.size();
}

} // namespace

std::vector<service::Route> EndpointsHandler::routes()
{
    const service::Guard anyone { QStringLiteral("object:endpoints"), service::rules::anyone };
    std::vector<service::Route> all;
    // With other methods, too: strangers get a 405 and no 401, as a token would change nothing.
    for (const auto* path : { "/endpoints", "/endpoints/{path*}" })
        for (const auto* method : { "GET", "PUT", "POST", "DELETE" })
            all.push_back(service::streaming(service::open(service::route(method, path, anyone, this, &EndpointsHandler::list))));
    return all;
}

Result<http::Response> EndpointsHandler::list(Call& call)
{
    if (call.request.method != "GET")
        return http::Response { 405, { { "Allow", "GET" }, { "Content-Type", "text/plain" } }, QByteArray("Endpoints can only be asked for with GET.\n") };
    const auto wanted = TRY(parse(behind(call)));
    const auto url = call.request.baseUrl() + call.service.traits().prefix + u'/' + QString::fromLatin1(wanted.place);
    JsonWriter json;
    if (wanted.version == 1) {
        json.beginArray().value(url).endArray();
        return service::jsonResponse(200, json.take());
    }
    json.beginObject().key("endpoints").beginArray().value(url).endArray().key("headers").beginObject();
    if (namesObject(wanted.place))
        json.key("X-Backend-Storage-Policy-Index").value("0");
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::object
