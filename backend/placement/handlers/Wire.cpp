#include "placement/handlers/Wire.h"

#include "service/Service.h"

#include <QJsonDocument>

namespace skylab::placement::wire {

namespace {
constexpr qint64 longestBody = 16 << 20;
} // namespace

Result<> acceptsJson(const service::Call& call)
{
    const auto accept = call.request.headers.value("Accept");
    if (accept.trimmed().isEmpty())
        return {};
    for (const auto& part : accept.split(',')) {
        const auto pieces = part.split(';');
        const auto type = pieces.front().trimmed().toLower();
        bool refused = false;
        for (qsizetype i = 1; i < pieces.size(); ++i)
            refused = refused || pieces[i].simplified().replace(" ", "") == "q=0";
        if (!refused && (type == "application/json" || type == "application/*" || type == "*/*"))
            return {};
    }
    return fail(ErrorCode::NotAcceptable, QStringLiteral("Only application/json is provided"));
}

Result<QJsonValue> body(service::Call& call, const Shape& shape)
{
    const auto type = call.request.headers.value("Content-Type").split(';').front().trimmed();
    if (type.isEmpty() && call.request.hasBody())
        return fail(ErrorCode::BadRequest, QStringLiteral("content-type header required when content-length > 0"));
    if (type != "application/json")
        return fail(ErrorCode::UnsupportedMediaType, QStringLiteral("The media type %1 is not supported, use application/json").arg(type.isEmpty() ? QStringLiteral("None") : QString::fromLatin1(type.left(100))));
    const auto bytes = TRY(call.body.readAll(longestBody));
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorCode::BadRequest, QStringLiteral("Malformed JSON: %1 at byte %2").arg(error.errorString()).arg(error.offset));
    const auto value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    TRY(shape.check(value, QStringLiteral("JSON does not validate")));
    return value;
}

http::Response stamped(const service::Call& call, http::Response response, Timestamp lastModified)
{
    if (call.version >= sdk::mv(1, 15)) {
        response.headers.set("Last-Modified", toString(lastModified, TimeFormat::Http).toLatin1());
        response.headers.set("Cache-Control", "no-cache");
    }
    return response;
}

http::Response json(const service::Call& call, int status, QByteArray body, Timestamp lastModified)
{
    return stamped(call, http::Response::json(status, std::move(body)), lastModified);
}

void writeAmounts(JsonWriter& json, const Amounts& amounts)
{
    json.beginObject();
    for (auto it = amounts.begin(); it != amounts.end(); ++it)
        json.key(QStringView(it.key())).value(it.value());
    json.endObject();
}

QString path(const service::Call& call, const QString& rest) { return call.service.traits().prefix + rest; }

void locate(const service::Call& call, http::Response& response, const QString& rest)
{
    response.headers.set("Location", (call.baseUrl + rest).toUtf8());
}

} // namespace skylab::placement::wire
