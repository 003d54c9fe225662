#include "cloud/LocalClient.h"

#include <QFile>
#include <QJsonDocument>
#include <QUrl>

namespace skylab {

namespace {

class FileReader : public http::BodyReader {
public:
    explicit FileReader(QFile& file) : m_file(file) { }
    Result<qsizetype> read(char* to, qsizetype size) override
    {
        const auto got = m_file.read(to, size);
        if (got < 0)
            return fail(ErrorCode::Internal, QStringLiteral("%1 can't be read: %2.").arg(m_file.fileName(), m_file.errorString()));
        return qsizetype(got);
    }
    [[nodiscard]] qint64 remaining() const override { return m_file.size() - m_file.pos(); }

private:
    QFile& m_file;
};

/// The message inside any service's fault: the first string called "message" or "detail".
QString faultMessage(const QJsonObject& json, const QByteArray& bytes)
{
    for (const auto& value : json) {
        const auto inner = value.toObject();
        for (const auto* name : { u"message", u"detail" })
            if (inner.contains(QStringView(name)))
                return inner[QStringView(name)].toString();
    }
    return QString::fromUtf8(bytes.left(300));
}

/// The images' faults are pages: their text follows the heading.
QString htmlMessage(const QByteArray& page)
{
    const auto text = QString::fromUtf8(page).section(QStringLiteral("</h1>"), 1).section(QStringLiteral("<br"), 0, 0).trimmed();
    return QString(text).replace(QStringLiteral("&lt;"), QStringLiteral("<")).replace(QStringLiteral("&gt;"), QStringLiteral(">")).replace(QStringLiteral("&quot;"), QStringLiteral("\"")).replace(QStringLiteral("&amp;"), QStringLiteral("&"));
}

ErrorCode codeOf(int status)
{
    switch (status) {
    case 400: return ErrorCode::BadRequest;
    case 401: return ErrorCode::Unauthorized;
    case 403: return ErrorCode::Forbidden;
    case 404: return ErrorCode::NotFound;
    case 405: return ErrorCode::MethodNotAllowed;
    case 406: return ErrorCode::NotAcceptable;
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
    case 503: return ErrorCode::Unavailable;
    default: return ErrorCode::Internal;
    }
}

} // namespace

Result<QJsonObject> LocalClient::call(const QByteArray& method, const QString& path, const QJsonObject& body)
{
    const auto bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
    http::MemoryBody reader(bytes);
    return send(method, path, "application/json", reader, bytes.size());
}

Result<> LocalClient::upload(const QString& path, const QString& file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, QStringLiteral("%1 can't be read: %2.").arg(file, input.errorString()));
    FileReader reader(input);
    TRY(send("PUT", path, "application/octet-stream", reader, input.size()));
    return {};
}

http::Response LocalClient::exchange(const QByteArray& method, const QString& path, const QByteArray& type, http::BodyReader& body, qint64 length)
{
    const QUrl publicUrl(m_publicUrl);
    http::Request request;
    request.method = method;
    request.target = path.toUtf8();
    request.path = path.section(u'?', 0, 0).toUtf8();
    request.rawQuery = path.section(u'?', 1).toUtf8();
    request.headers = { { "X-Auth-Token", m_token }, { "Content-Type", type } };
    request.peerAddress = QStringLiteral("127.0.0.1");
    request.isTls = publicUrl.scheme() == u"https";
    request.host = publicUrl.authority().toUtf8();
    request.contentLength = length;
    return m_pipeline.handle(request, body);
}

Result<QJsonObject> LocalClient::forward(const QByteArray& method, const QString& path, const QJsonObject& body, const QByteArray& type)
{
    const auto document = body.contains(QString()) ? QJsonDocument(body[QString()].toArray()) : QJsonDocument(body);
    const auto sent = body.isEmpty() ? QByteArray() : document.toJson(QJsonDocument::Compact);
    http::MemoryBody reader(sent);
    const auto response = exchange(method, path, type, reader, sent.size());
    const auto bytes = response.bytes();
    const auto json = QJsonDocument::fromJson(bytes).object();
    if (response.status >= 400)
        return fail(codeOf(response.status), bytes.startsWith("<html") ? htmlMessage(bytes) : faultMessage(json, bytes));
    return json;
}

Result<QJsonObject> LocalClient::send(const QByteArray& method, const QString& path, const QByteArray& type, http::BodyReader& body, qint64 length)
{
    const auto response = exchange(method, path, type, body, length);
    const auto bytes = response.bytes();
    const auto json = QJsonDocument::fromJson(bytes).object();
    if (response.status >= 400)
        return fail(codeOf(response.status), QStringLiteral("%1 %2: %3").arg(QString::fromUtf8(method), path, faultMessage(json, bytes)));
    return json;
}

} // namespace skylab
